/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dicom-rig.h"

#include <string.h>

#define CT "1.2.840.10008.5.1.4.1.1.2"

static void
add16 (GByteArray *out, guint16 v)
{
  guint16 le = GUINT16_TO_LE (v);
  g_byte_array_append (out, (const guint8 *) &le, 2);
}

static void
add32 (GByteArray *out, guint32 v)
{
  guint32 le = GUINT32_TO_LE (v);
  g_byte_array_append (out, (const guint8 *) &le, 4);
}

void
rig_element (GByteArray *out, guint32 tag, const char *vr, const void *value, guint32 n)
{
  gboolean wide = strstr ("OB OD OF OL OV OW SQ UC UN UR UT UV SV", vr) != NULL;
  guint32 padded = n == 0xffffffffu ? n : n + (n & 1);
  add16 (out, (guint16) (tag >> 16));
  add16 (out, (guint16) tag);
  g_byte_array_append (out, (const guint8 *) vr, 2);
  if (wide) {
    add16 (out, 0);
    add32 (out, padded);
  } else {
    add16 (out, (guint16) padded);
  }
  if (n == 0xffffffffu)
    return;
  g_byte_array_append (out, value, n);
  if (n & 1)
    g_byte_array_append (out, (const guint8 *) (strstr ("UI OB UN", vr) ? "" : " "), 1);
}

void
rig_text (GByteArray *out, guint32 tag, const char *vr, const char *text)
{
  rig_element (out, tag, vr, text, (guint32) strlen (text));
}

void
rig_us (GByteArray *out, guint32 tag, guint16 value)
{
  guint16 le = GUINT16_TO_LE (value);
  rig_element (out, tag, "US", &le, 2);
}

void
rig_item (GByteArray *out, gconstpointer bytes, guint32 n)
{
  add16 (out, 0xfffe);
  add16 (out, 0xe000);
  add32 (out, n);
  g_byte_array_append (out, bytes, n);
}

void
rig_sequence (GByteArray *out, guint32 tag, GByteArray *item)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  rig_item (whole, item->data, item->len);
  rig_element (out, tag, "SQ", whole->data, whole->len);
  g_byte_array_unref (item);
}

GByteArray *
rig_file (const char *syntax, const char *sop_class, GByteArray *data)
{
  static const guint8 zeros[128];
  GByteArray *out = g_byte_array_new (), *meta = g_byte_array_new ();
  guint32 length;
  rig_element (meta, 0x00020001, "OB", "\0\1", 2);
  rig_text (meta, 0x00020002, "UI", sop_class);
  rig_text (meta, 0x00020003, "UI", "1.2.3.4");
  rig_text (meta, 0x00020010, "UI", syntax);
  rig_text (meta, 0x00020016, "AE", "HOSPITALAE");
  rig_element (meta, 0x00020102, "OB", "PRIVATEINFO1", 12);
  length = GUINT32_TO_LE (meta->len);
  g_byte_array_append (out, zeros, sizeof zeros);
  memcpy (out->data, "MZ polyglot", 11);
  g_byte_array_append (out, (const guint8 *) "DICM", 4);
  rig_element (out, 0x00020000, "UL", &length, 4);
  g_byte_array_append (out, meta->data, meta->len);
  g_byte_array_append (out, data->data, data->len);
  g_byte_array_unref (meta);
  g_byte_array_unref (data);
  return out;
}

DicomDeidentifyRequest
rig_request (guint options)
{
  DicomDeidentifyRequest request = { .options = options };
  for (guint i = 0; i < 32; i++) {
    request.uid_key[i] = (guint8) i;
    request.date_key[i] = (guint8) (i + 40);
    request.patient_key[i] = (guint8) (i + 80);
  }
  return request;
}

char *
rig_get (const DicomData *data, gint32 parent, guint32 tag)
{
  const DicomElement *e = dicom_find (data, parent, tag);
  if (!e)
    return NULL;
  gsize n = e->length;
  while (n > 0 && (e->value[n - 1] == ' ' || e->value[n - 1] == '\0'))
    n--;
  return g_strndup ((const char *) e->value, n);
}

gboolean
rig_contains (const guint8 *data, gsize n, const char *what)
{
  return memmem (data, n, what, strlen (what)) != NULL;
}

RigCopy *
rig_copy (const char *syntax, GByteArray *body, guint options)
{
  RigCopy *made = g_new0 (RigCopy, 1);
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

void
rig_copy_free (RigCopy *made)
{
  dicom_clear (&made->data);
  dicom_deidentified_clear (&made->copy);
  g_free (made);
}

GByteArray *
rig_begin (const char *patient)
{
  GByteArray *body = g_byte_array_new ();
  rig_text (body, 0x00080016, "UI", CT);
  rig_text (body, 0x00080018, "UI", "1.2.826.0.1.77");
  if (patient)
    rig_text (body, 0x00100020, "LO", patient);
  return body;
}
