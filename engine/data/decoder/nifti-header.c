/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of NIfTI-1 (348 bytes) and NIfTI-2 (540 bytes), in either byte order. */
#include <string.h>

#include "data/decoder/nifti-private.h"

/* Reads numbers from places of a header in its byte order. */
typedef struct {
  const guint8 *data;
  gboolean swapped;
} Fields;

static guint64
bits_at (const Fields *f, gsize at, gsize bytes)
{
  guint64 v = 0;
  gboolean big = (G_BYTE_ORDER == G_BIG_ENDIAN) != f->swapped;
  for (gsize i = 0; i < bytes; i++)
    v |= (guint64) f->data[at + (big ? bytes - 1 - i : i)] << (8 * i);
  return v;
}

static int
int16_at (const Fields *f, gsize at)
{
  return (gint16) bits_at (f, at, 2);
}

static gint32
int32_at (const Fields *f, gsize at)
{
  return (gint32) bits_at (f, at, 4);
}

static gint64
int64_at (const Fields *f, gsize at)
{
  return (gint64) bits_at (f, at, 8);
}

static double
float_at (const Fields *f, gsize at)
{
  guint32 bits = (guint32) bits_at (f, at, 4);
  float v;
  memcpy (&v, &bits, sizeof v);
  return v;
}

static double
double_at (const Fields *f, gsize at)
{
  guint64 bits = bits_at (f, at, 8);
  double v;
  memcpy (&v, &bits, sizeof v);
  return v;
}

static int
size_of_header (const guint8 *data, gboolean swapped)
{
  return int32_at (&(Fields) { data, swapped }, 0);
}

/* 1 or 2 and the byte order; 0: no header. The magic is checked where enough bytes are there. */
int
_vsl_nifti_version (const guint8 *data, gsize n)
{
  if (n < 4)
    return 0;
  for (int swapped = 0; swapped < 2; swapped++) {
    int size = size_of_header (data, swapped);
    if (size == 348 && (n < 348 || memcmp (data + 344, "n+1", 4) == 0 || memcmp (data + 344, "ni1", 4) == 0))
      return 1;
    if (size == 540 && (n < 8 || memcmp (data + 4, "n+2", 4) == 0 || memcmp (data + 4, "ni2", 4) == 0))
      return 2;
  }
  return 0;
}

static void
parse_1 (const Fields *f, Nifti *h, gint64 dim[8])
{
  for (gsize i = 0; i < 8; i++) {
    dim[i] = int16_at (f, 40 + 2 * i);
    h->pixdim[i] = float_at (f, 76 + 4 * i);
  }
  h->datatype = int16_at (f, 70);
  h->bitpix = int16_at (f, 72);
  h->vox_offset = float_at (f, 108);
  h->slope = float_at (f, 112);
  h->inter = float_at (f, 116);
  h->xyzt_units = f->data[123];
  h->cal_max = float_at (f, 124);
  h->cal_min = float_at (f, 128);
  h->qform_code = int16_at (f, 252);
  h->sform_code = int16_at (f, 254);
  for (gsize i = 0; i < 3; i++) {
    h->quatern[i] = float_at (f, 256 + 4 * i);
    h->qoffset[i] = float_at (f, 268 + 4 * i);
  }
  for (gsize i = 0; i < 12; i++)
    h->srow[i] = float_at (f, 280 + 4 * i);
  h->pair = f->data[345] == 'i';
}

static void
parse_2 (const Fields *f, Nifti *h, gint64 dim[8])
{
  for (gsize i = 0; i < 8; i++) {
    dim[i] = int64_at (f, 16 + 8 * i);
    h->pixdim[i] = double_at (f, 104 + 8 * i);
  }
  h->datatype = int16_at (f, 12);
  h->bitpix = int16_at (f, 14);
  h->vox_offset = (double) int64_at (f, 168);
  h->slope = double_at (f, 176);
  h->inter = double_at (f, 184);
  h->cal_max = double_at (f, 192);
  h->cal_min = double_at (f, 200);
  h->qform_code = int32_at (f, 344);
  h->sform_code = int32_at (f, 348);
  for (gsize i = 0; i < 3; i++) {
    h->quatern[i] = double_at (f, 352 + 8 * i);
    h->qoffset[i] = double_at (f, 376 + 8 * i);
  }
  for (gsize i = 0; i < 12; i++)
    h->srow[i] = double_at (f, 400 + 8 * i);
  h->xyzt_units = int32_at (f, 500);
  h->pair = f->data[5] == 'i';
}

static gboolean
check_dims (Nifti *h, const gint64 dim[8], GError **error)
{
  if (dim[0] < 1 || dim[0] > 7)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI header claims %.0f dimensions; 1 to 7 can be: the file is damaged, export it again"),
                             (double) dim[0]);
  h->ndim = (int) dim[0];
  for (int i = 0; i < h->ndim; i++) {
    h->dim[i] = dim[i + 1];
    if (h->dim[i] < 1)
      return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI header claims a size of %.0f in dimension %d, which cannot be: export the file again"),
                               (double) h->dim[i], i + 1);
  }
  return TRUE;
}

/**
 * _vsl_nifti_parse:
 * @data: the first bytes of a file, unpacked, not trusted
 * @h: (out): its numbers; sizes are above 0, and not checked against any limit
 */
gboolean
_vsl_nifti_parse (const guint8 *data, gsize n, Nifti *h, GError **error)
{
  gint64 dim[8];
  memset (h, 0, sizeof *h);
  h->version = _vsl_nifti_version (data, n);
  if (!h->version)
    return _vsl_decode_fail (error, VSL_ERROR_FORMAT, _("this is no NIfTI header: choose the .nii or .nii.gz file"));
  gsize size = NIFTI_SIZE (h->version);
  if (n < size)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI file ends inside of its header: copy or export it again"));
  h->swapped = size_of_header (data, FALSE) != (int) size;
  h->big_endian = (G_BYTE_ORDER == G_BIG_ENDIAN) != h->swapped;
  (h->version == 2 ? parse_2 : parse_1) (&(Fields) { data, h->swapped }, h, dim);
  return check_dims (h, dim, error);
}

static void
line (VslScanInfo *info, const char *name, const char *vr, const char *format, ...) G_GNUC_PRINTF (4, 5);

static void
line (VslScanInfo *info, const char *name, const char *vr, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  vsl_scan_info_header (info, 0, "", name, vr, text);
}

static void
row_of_numbers (VslScanInfo *info, const char *name, const double *values, int n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%.6g", i ? " " : "", values[i]);
  vsl_scan_info_header (info, 0, "", name, "float", text->str);
}

static void
words (VslScanInfo *info, const char *name, const guint8 *data, gsize n)
{
  g_autofree char *text = g_strndup ((const char *) data, n);
  if (*text)
    vsl_scan_info_header (info, 0, "", name, "text", text);
}

/**
 * _vsl_nifti_lines:
 * @data: the header as it stands in the file, of the whole length of its version
 *
 * The fields by the names that the standard gives them. Free texts (descrip and others) may name a person: the table is shown, never stored.
 */
void
_vsl_nifti_lines (VslScanInfo *info, const Nifti *h, const guint8 *data)
{
  double dim[7];
  for (int i = 0; i < h->ndim; i++)
    dim[i] = (double) h->dim[i];
  line (info, "sizeof_hdr", "int32", "%d", NIFTI_SIZE (h->version));
  line (info, "byte order", "", "%s", h->big_endian ? "big-endian" : "little-endian");
  line (info, "magic", "text", "%s%d", h->pair ? "ni" : "n+", h->version);
  row_of_numbers (info, "dim", dim, h->ndim);
  line (info, "datatype", "int16", "%d", h->datatype);
  line (info, "bitpix", "int16", "%d", h->bitpix);
  row_of_numbers (info, "pixdim", h->pixdim, h->ndim + 1);
  line (info, "xyzt_units", "int", "%d", h->xyzt_units);
  line (info, "vox_offset", "float", "%.10g", h->vox_offset);
  line (info, "scl_slope", "float", "%.9g", h->slope);
  line (info, "scl_inter", "float", "%.9g", h->inter);
  line (info, "cal_min", "float", "%.9g", h->cal_min);
  line (info, "cal_max", "float", "%.9g", h->cal_max);
  line (info, "qform_code", "int", "%d", h->qform_code);
  row_of_numbers (info, "quatern_b, c, d", h->quatern, 3);
  row_of_numbers (info, "qoffset_x, y, z", h->qoffset, 3);
  line (info, "sform_code", "int", "%d", h->sform_code);
  row_of_numbers (info, "srow_x", h->srow, 4);
  row_of_numbers (info, "srow_y", h->srow + 4, 4);
  row_of_numbers (info, "srow_z", h->srow + 8, 4);
  words (info, "descrip", data + (h->version == 2 ? 240 : 148), 80);
  words (info, "aux_file", data + (h->version == 2 ? 320 : 228), 24);
  words (info, "intent_name", data + (h->version == 2 ? 508 : 328), 16);
}
