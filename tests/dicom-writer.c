/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dicom-writer.h"

#include <string.h>

const Plain plain_ct = { CT_IMAGE, "CT", "PAT1", "1.2.3", "1", "MONOCHROME2", NULL, 3, 4, 1, 0, 16, 16, 15, 0 };
const guint16 dw_ramp[DW_PIXELS] = { 0, 1, 2, 1000, 4095, 30000, 32767, 32768, 40000, 65534, 65535, 7 };

static void
put16 (Dicom *d, guint v)
{
  guint8 b[2] = { (guint8) (d->big ? v >> 8 : v), (guint8) (d->big ? v : v >> 8) };
  g_byte_array_append (d->bytes, b, 2);
}

static void
put32 (Dicom *d, guint32 v)
{
  put16 (d, d->big ? v >> 16 : v & 0xffff);
  put16 (d, d->big ? v & 0xffff : v >> 16);
}

void
dw_raw (Dicom *d, gconstpointer bytes, gsize n)
{
  g_byte_array_append (d->bytes, bytes, (guint) n);
}

void
dw_head (Dicom *d, guint32 tag, const char *vr, guint32 length)
{
  static const char *const wide[] = { "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV", NULL };
  put16 (d, tag >> 16);
  put16 (d, tag & 0xffff);
  if (d->implicit) {
    put32 (d, length);
    return;
  }
  dw_raw (d, vr, 2);
  if (!g_strv_contains (wide, vr)) {
    put16 (d, length);
    return;
  }
  put16 (d, 0);
  put32 (d, length);
}

void
dw_bytes (Dicom *d, guint32 tag, const char *vr, gconstpointer bytes, gsize n)
{
  guint8 zero = vr[0] == 'O' || strcmp (vr, "UI") == 0 || strcmp (vr, "UN") == 0 ? 0 : ' ';
  dw_head (d, tag, vr, (guint32) (n + (n & 1)));
  dw_raw (d, bytes, n);
  if (n & 1)
    dw_raw (d, &zero, 1);
}

void
dw_text (Dicom *d, guint32 tag, const char *vr, const char *text)
{
  dw_bytes (d, tag, vr, text, strlen (text));
}

void
dw_us (Dicom *d, guint32 tag, guint value)
{
  dw_head (d, tag, "US", 2);
  put16 (d, value);
}

void
dw_ul (Dicom *d, guint32 tag, guint32 value)
{
  dw_head (d, tag, "UL", 4);
  put32 (d, value);
}

void
dw_item (Dicom *d, guint32 tag, guint32 length)
{
  put16 (d, tag >> 16);
  put16 (d, tag & 0xffff);
  put32 (d, length);
}

Dicom
dw_new (const char *syntax)
{
  Dicom d = { g_byte_array_new (), FALSE, FALSE };
  guint8 zero[128] = { 0 };
  if (!syntax)
    return d;
  dw_raw (&d, zero, sizeof zero);
  dw_raw (&d, "DICM", 4);
  dw_bytes (&d, 0x00020001, "OB", "\0\1", 2);
  dw_text (&d, 0x00020010, "UI", syntax);
  d.implicit = strcmp (syntax, IMPLICIT) == 0;
  d.big = strcmp (syntax, BIG_ENDIAN_SYNTAX) == 0;
  return d;
}

void
dw_plain_before (Dicom *d, const Plain *p)
{
  dw_text (d, 0x00080016, "UI", p->class_uid);
  dw_text (d, 0x00080020, "DA", "20200131");
  if (p->accession)
    dw_text (d, 0x00080050, "SH", p->accession);
  dw_text (d, 0x00080060, "CS", p->modality);
  dw_text (d, 0x00100010, "PN", "Secret^Somebody");
  if (p->patient)
    dw_text (d, 0x00100020, "LO", p->patient);
}

void
dw_plain_after (Dicom *d, const Plain *p)
{
  g_autofree char *study = g_strconcat ("9.", p->series, NULL);
  dw_text (d, 0x0020000d, "UI", study);
  dw_text (d, 0x0020000e, "UI", p->series);
  dw_text (d, 0x00200013, "IS", p->instance);
  dw_us (d, 0x00280002, p->samples);
  dw_text (d, 0x00280004, "CS", p->photometric);
  if (p->samples > 1)
    dw_us (d, 0x00280006, p->planar);
  if (p->frames)
    dw_text (d, 0x00280008, "IS", p->frames);
  dw_us (d, 0x00280010, p->rows);
  dw_us (d, 0x00280011, p->columns);
  dw_us (d, 0x00280100, p->allocated);
  dw_us (d, 0x00280101, p->stored);
  dw_us (d, 0x00280102, p->high);
  dw_us (d, 0x00280103, p->sign);
}

void
dw_plain (Dicom *d, const Plain *p)
{
  dw_plain_before (d, p);
  dw_plain_after (d, p);
}

void
dw_words (Dicom *d, guint32 tag, const guint16 *words, guint n)
{
  dw_head (d, tag, "OW", 2 * n);
  for (guint i = 0; i < n; i++)
    put16 (d, words[i]);
}

void
dw_fragments (Dicom *d, const GBytes *const *fragment, guint n)
{
  dw_head (d, 0x7fe00010, "OB", 0xffffffff);
  dw_item (d, 0xfffee000, 0);
  for (guint i = 0; i < n; i++) {
    gsize size;
    gconstpointer data = g_bytes_get_data ((GBytes *) fragment[i], &size);
    dw_item (d, 0xfffee000, (guint32) (size + (size & 1)));
    dw_raw (d, data, size);
    if (size & 1)
      dw_raw (d, "", 1);
  }
  dw_item (d, 0xfffee0dd, 0);
}

char *
dw_save (Dicom *d, const char *dir, const char *name)
{
  char *path = test_write (dir, name, d->bytes->data, d->bytes->len);
  g_byte_array_unref (d->bytes);
  d->bytes = NULL;
  return path;
}

gboolean
dw_try (Dicom *d, gboolean sample, VslImage *image, VslScanInfo *info, GError **error)
{
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | (sample ? 0 : VSL_DECODE_STORED), .companion = -1 };
  char *dir = test_dir_new ();
  g_autofree char *path = dw_save (d, dir, "scan");
  gboolean ok = vsl_decode_file_request (path, &request, image, info, error);
  test_dir_free (dir);
  return ok;
}

void
dw_good (Dicom *d, gboolean sample, VslImage *image, VslScanInfo *info)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = dw_try (d, sample, image, info, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpstr (info->format, ==, "dicom");
}

void
dw_good_words (const char *syntax, const Plain *p, const guint16 *words, guint n, gboolean sample, VslImage *image, VslScanInfo *info)
{
  Dicom d = dw_new (syntax);
  dw_plain (&d, p);
  dw_words (&d, 0x7fe00010, words, n);
  dw_good (&d, sample, image, info);
}

void
dw_done (VslImage *image, VslScanInfo *info)
{
  vsl_image_clear (image);
  vsl_scan_info_clear (info);
}

void
dw_has_values (const VslImage *image, const double *want, guint n)
{
  g_assert_cmpint (vsl_image_count (image), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (vsl_image_value (image, i), want[i], 1e-9);
}

void
dw_begin (Dicom *d, guint32 tag)
{
  dw_head (d, tag, "SQ", 0xffffffff);
  dw_item (d, 0xfffee000, 0xffffffff);
}

void
dw_end (Dicom *d)
{
  dw_item (d, 0xfffee00d, 0);
  dw_item (d, 0xfffee0dd, 0);
}

void
dw_ds (Dicom *d, guint32 tag, const char *text)
{
  dw_text (d, tag, "DS", text);
}
