/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The headers of NIfTI-1 (348 bytes) and NIfTI-2 (540 bytes), in either byte order, and where their voxels lie in space. */
#include <math.h>
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
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI header claims %" G_GINT64_FORMAT " dimensions; 1 to 7 can be: the file is damaged, export it again"), dim[0]);
  h->ndim = (int) dim[0];
  for (int i = 0; i < h->ndim; i++) {
    h->dim[i] = dim[i + 1];
    if (h->dim[i] < 1)
      return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI header claims a size of %" G_GINT64_FORMAT " in dimension %d, which cannot be: export the file again"), h->dim[i],
                               i + 1);
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

/* By a rotation as a quaternion, voxel sizes and an offset. */
static void
affine_by_q (const Nifti *h, double m[16])
{
  double b = h->quatern[0], c = h->quatern[1], d = h->quatern[2], aa = 1 - (b * b + c * c + d * d), a;
  if (aa < 1e-7) {                  /* half a turn, within what floats hold */
    double norm = sqrt (b * b + c * c + d * d);
    a = 0;
    b /= norm;
    c /= norm;
    d /= norm;
  } else {
    a = sqrt (aa);
  }
  double r[9] = { a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c), 2 * (b * c + a * d), a * a + c * c - b * b - d * d,
                  2 * (c * d - a * b), 2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c };
  double zoom[3] = { fabs (h->pixdim[1]), fabs (h->pixdim[2]), fabs (h->pixdim[3]) * (h->pixdim[0] == -1 ? -1 : 1) };
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++)
      m[4 * i + j] = r[3 * i + j] * zoom[j];
    m[4 * i + 3] = h->qoffset[i];
  }
}

/* No orientation is given: sizes alone, the middle at 0, and the first axis to the left, as most programs take it. */
static void
affine_by_size (const Nifti *h, double m[16])
{
  for (int i = 0; i < 3; i++) {
    double zoom = i < h->ndim ? h->pixdim[i + 1] : 1, n = i < h->ndim ? (double) h->dim[i] : 1;
    if (i == 0)
      zoom = -zoom;
    m[5 * i] = zoom;
    m[4 * i + 3] = -(n - 1) / 2 * zoom;
  }
}

static double
determinant (const double m[9])
{
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/* The rotation nearest to a matrix (its polar factor), by Newton's iteration; a singular one is left as it is. */
static void
nearest_rotation (double m[9])
{
  for (int round = 0; round < 60; round++) {
    double det = determinant (m), change = 0, next[9];
    if (!(fabs (det) > 1e-12))
      return;
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
        double inverse_transposed = (m[3 * i1 + j1] * m[3 * i2 + j2] - m[3 * i1 + j2] * m[3 * i2 + j1]) / det;
        next[3 * i + j] = (m[3 * i + j] + inverse_transposed) / 2;
        change = MAX (change, fabs (next[3 * i + j] - m[3 * i + j]));
      }
    memcpy (m, next, sizeof next);
    if (change < 1e-14)
      return;
  }
}

static void
name_axes (const double affine[16], char axes[4])
{
  static const char up[3] = { 'R', 'A', 'S' }, down[3] = { 'L', 'P', 'I' };
  double m[9];
  gboolean used[3] = { FALSE, FALSE, FALSE };
  for (int j = 0; j < 3; j++) {
    double zoom = sqrt (affine[j] * affine[j] + affine[4 + j] * affine[4 + j] + affine[8 + j] * affine[8 + j]);
    for (int i = 0; i < 3; i++)
      m[3 * i + j] = zoom > 0 ? affine[4 * i + j] / zoom : 0;
  }
  nearest_rotation (m);
  for (int j = 0; j < 3; j++) {
    int best = -1;
    for (int i = 0; i < 3; i++)
      if (!used[i] && fabs (m[3 * i + j]) > 1e-8 && (best < 0 || fabs (m[3 * i + j]) > fabs (m[3 * best + j])))
        best = i;
    axes[j] = best < 0 ? '?' : m[3 * best + j] > 0 ? up[best] : down[best];
    if (best >= 0)
      used[best] = TRUE;
  }
  axes[3] = '\0';
}

gboolean
_vsl_nifti_affine (const Nifti *h, double affine[16], char axes[4])
{
  memset (affine, 0, 16 * sizeof *affine);
  affine[15] = 1;
  gboolean known = h->sform_code > 0 || h->qform_code > 0;
  if (h->sform_code > 0)
    memcpy (affine, h->srow, sizeof h->srow);
  else if (h->qform_code > 0)
    affine_by_q (h, affine);
  else
    affine_by_size (h, affine);
  for (int i = 0; i < 16; i++)
    if (!isfinite (affine[i])) {
      affine_by_size (h, affine);
      known = FALSE;
    }
  name_axes (affine, axes);
  return known;
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
