/* SPDX-License-Identifier: GPL-3.0-or-later */
/* De-identified copies of made files: texts of which codes alone may stay, and ages. */
#include <stdlib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-deidentify-private.h"
#include "dicom-rig.h"

#define EXPLICIT "1.2.840.10008.1.2.1"
#define CT "1.2.840.10008.5.1.4.1.1.2"

typedef struct {
  DicomDeidentified copy;
  DicomData data;
} Made;

static Made *
make_with (const char *syntax, GByteArray *body, guint options)
{
  Made *made = g_new0 (Made, 1);
  g_autoptr (GByteArray) file = rig_file (syntax, CT, body);
  g_autoptr (GError) error = NULL;
  DicomDeidentifyRequest request = rig_request (options);
  gboolean ok = dicom_deidentify (file->data, file->len, &request, &made->copy, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_true (dicom_read (&made->data, made->copy.data, made->copy.n, &error));
  g_assert_false (made->data.cut || made->data.damaged);
  return made;
}

static void
made_free (Made *made)
{
  dicom_clear (&made->data);
  dicom_deidentified_clear (&made->copy);
  g_free (made);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Made, made_free)

static void
assert_value (const Made *made, guint32 tag, const char *wanted)
{
  g_autofree char *text = rig_get (&made->data, -1, tag);
  g_test_message ("%08x", tag);
  g_assert_cmpstr (text, ==, wanted);
}

static GByteArray *
begin (const char *patient)
{
  GByteArray *body = g_byte_array_new ();
  rig_text (body, 0x00080016, "UI", CT);
  rig_text (body, 0x00080018, "UI", "1.2.826.0.1.77");
  if (patient)
    rig_text (body, 0x00100020, "LO", patient);
  return body;
}

static GByteArray *
local_code (const char *scheme, const char *meaning)
{
  GByteArray *item = g_byte_array_new ();
  rig_text (item, 0x00080100, "SH", "R-1");
  if (scheme)
    rig_text (item, 0x00080102, "SH", scheme);
  rig_text (item, 0x00080104, "LO", meaning);
  return item;
}

/* What a hospital's own code means was typed there; the meanings of public schemes are the standard's. */
static void
test_local_codes (void)
{
  static const struct { const char *scheme, *meaning, *kept; } cases[] = {
    { "SCT", "Xyzzy region", "Xyzzy region" }, { "99MILLER", "CHEST of Mr Xyzzy", "CHEST of" }, { "L", "Xyzzy", "REMOVED" }, { NULL, "Xyzzy", "REMOVED" }, { "LOCAL", "BRAIN", "BRAIN" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *body = begin ("1");
    rig_sequence (body, 0x00082218, local_code (cases[i].scheme, cases[i].meaning));
    g_autoptr (Made) made = make_with (EXPLICIT, body, 0);
    g_autofree char *meaning = rig_get (&made->data, dicom_item (&made->data, dicom_find (&made->data, -1, 0x00082218), 0), 0x00080104);
    g_test_message ("%s", cases[i].scheme);
    g_assert_cmpstr (meaning, ==, cases[i].kept);
  }
}

/* Names in fields that hold technical codes; the codes themselves stay. */
static void
test_technical_codes (void)
{
  GByteArray *body = begin ("1");
  rig_text (body, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL\\CT_SOM5 SPI\\MILLER");
  rig_text (body, 0x00180015, "CS", "CSPINE");
  rig_text (body, 0x00180022, "CS", "HELIX MILLER\\FAST");
  rig_text (body, 0x00180024, "SH", "*tse2d1_15");
  rig_text (body, 0x00181020, "LO", "syngo MR E11\\for Dr Miller");
  rig_text (body, 0x00181160, "SH", "Miller filter");
  rig_text (body, 0x00181210, "SH", "Br40d\\3");
  rig_text (body, 0x00181250, "SH", "Miller's coil");
  rig_text (body, 0x00281055, "LO", "WINDOW1\\MILLER");
  g_autoptr (Made) made = make_with (EXPLICIT, body, 0);
  assert_value (made, 0x00080008, "ORIGINAL\\PRIMARY\\AXIAL\\CT_SOM5 SPI\\");
  assert_value (made, 0x00180015, "CSPINE");
  assert_value (made, 0x00180024, "*tse2d1_15");
  assert_value (made, 0x00181210, "Br40d\\3");
  assert_value (made, 0x00281055, "WINDOW1\\");
  assert_value (made, 0x00181020, "syngo MR E11\\");
  g_assert_false (rig_contains (made->copy.data, made->copy.n, "MILLER") || rig_contains (made->copy.data, made->copy.n, "Miller"));
}

static void
test_old_age (void)
{
  static const struct { const char *age, *kept; } cases[] = { { "089Y", "089Y" }, { "090Y", "090Y" }, { "091Y", "090Y" }, { "103Y", "090Y" }, { "095M", "095M" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *body = begin ("1");
    rig_text (body, 0x00101010, "AS", cases[i].age);
    g_autoptr (Made) made = make_with (EXPLICIT, body, DICOM_RETAIN_PATIENT);
    assert_value (made, 0x00101010, cases[i].kept);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dicom-deidentify-codes/local-codes", test_local_codes);
  g_test_add_func ("/dicom-deidentify-codes/technical-codes", test_technical_codes);
  g_test_add_func ("/dicom-deidentify-codes/old-age", test_old_age);
  return g_test_run ();
}
