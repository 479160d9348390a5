/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NumPy's .npy: one array as a picture (rows × columns), a colour picture (× 3 or 4 behind) or a volume (axes before are frames). Whole
 * and floating numbers of all sizes in both byte orders, C and Fortran order. Python objects are never read. */
#include <stdio.h>
#include <string.h>

#include "data/decoder/vsl-decode-util.h"

#define MOST_HEADER 65536
#define MOST_RANK VSL_SCAN_MAX_AXES

typedef struct {
  char kind;                        /* b u i f */
  int item;
  gboolean swap, fortran;
  int rank;
  gint64 dim[MOST_RANK];
  gsize header, count;
} Array;

/* Text behind 'key': in the header's dictionary, as far as it has no comma or is in parentheses. */
static char *
value_of (const char *text, const char *key)
{
  g_autofree char *quoted = g_strdup_printf ("'%s':", key);
  const char *at = strstr (text, quoted);
  if (!at)
    return NULL;
  at += strlen (quoted) + strspn (at + strlen (quoted), " ");
  const char *end = *at == '(' ? strchr (at, ')') : strpbrk (at, ",}");
  return end ? g_strchomp (g_strndup (at, (gsize) (end - at))) : NULL;
}

static gboolean
unreadable (GError **error)
{
  return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the header of the NumPy array is not readable: save it again with numpy.save"));
}

/* '<f4': order, kind, bytes. */
static gboolean
parse_type (const char *descr, Array *a, GError **error)
{
  char order = 0, kind = 0;
  int item = 0, used = 0;
  gboolean ok = sscanf (descr, "'%c%c%d'%n", &order, &kind, &item, &used) == 3 && used > 0 && strchr ("<>|=", order);
  gboolean whole = ok && (kind == 'u' || kind == 'i') && (item == 1 || item == 2 || item == 4 || item == 8);
  gboolean floating = ok && kind == 'f' && (item == 2 || item == 4 || item == 8);
  if (ok && kind == 'O')
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the array holds Python objects, which can run programs and are never read: save plain numbers"));
  if (!whole && !floating && !(ok && kind == 'b' && item == 1))
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the array's values (%.40s) are no plain numbers: save it as uint8, uint16 or float32"), descr);
  a->kind = kind;
  a->item = item;
  a->swap = item > 1 && order == (G_BYTE_ORDER == G_LITTLE_ENDIAN ? '>' : '<');
  return TRUE;
}

static gboolean
parse_shape (const char *text, Array *a, GError **error)
{
  double count = 1;
  for (const char *p = text + 1; *p;) {
    char *end;
    guint64 d = g_ascii_strtoull (p, &end, 10);
    if (!g_ascii_isdigit (*p))
      return unreadable (error);
    if (a->rank == MOST_RANK || d > G_MAXINT32)
      return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the array claims more or longer axes than can be read: save a smaller one"));
    a->dim[a->rank++] = (gint64) d;
    count *= (double) d;
    p = end + strspn (end, ", ");
  }
  if (count < 1)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the array is empty: save one with values"));
  if (count > (double) VSL_IMAGE_MAX_PIXELS * 4)
    return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("the array claims %.0f values, which is more than is read: save a smaller one"), count);
  a->count = (gsize) count;
  return TRUE;
}

static gboolean
parse_header (int fd, Array *a, GError **error)
{
  guint8 start[12];
  gssize got = _vsl_decode_read (fd, start, sizeof start, 0, error);
  if (got < 0)
    return FALSE;
  gsize begin = start[6] == 1 ? 10 : 12;
  if (got < (gssize) sizeof start || start[6] < 1 || start[6] > 3)
    return unreadable (error);
  gsize length = begin == 10 ? _vsl_le16 (start + 8) : _vsl_le32 (start + 8);
  if (length > MOST_HEADER)
    return unreadable (error);
  g_autofree char *text = g_malloc0 (length + 1);
  got = _vsl_decode_read (fd, text, length, (gint64) begin, error);
  if (got < 0 || (gsize) got < length)
    return got < 0 ? FALSE : unreadable (error);
  g_autofree char *descr = value_of (text, "descr"), *order = value_of (text, "fortran_order"), *shape = value_of (text, "shape");
  if (!descr || !order || !shape || *shape != '(')
    return unreadable (error);
  a->header = begin + length;
  a->fortran = g_str_equal (order, "True");
  return parse_type (descr, a, error) && parse_shape (shape, a, error);
}

static VslPixelType
type_of (const Array *a)
{
  if (a->kind == 'f')
    return a->item == 8 ? VSL_PIXEL_F64 : VSL_PIXEL_REAL;
  if (a->item == 8)
    return VSL_PIXEL_F64;
  if (a->kind == 'i')
    return a->item == 1 ? VSL_PIXEL_S8 : a->item == 2 ? VSL_PIXEL_S16 : VSL_PIXEL_S32;
  return a->item == 1 ? VSL_PIXEL_U8 : a->item == 2 ? VSL_PIXEL_U16 : VSL_PIXEL_U32;
}

/* Rows, columns, colours and what is before them. */
static void
lay_out (const Array *a, gint64 *width, gint64 *height, gint64 *frames, int *channels)
{
  int rank = a->rank;
  gint64 last = rank ? a->dim[rank - 1] : 1;
  *channels = rank >= 3 && (last == 1 || last == 3 || last == 4) ? (int) last : 1;
  if (rank >= 3 && (last == 1 || last == 3 || last == 4))
    rank--;
  *width = rank > 0 ? a->dim[rank - 1] : 1;
  *height = rank > 1 ? a->dim[rank - 2] : 1;
  *frames = 1;
  for (int i = 0; i < rank - 2; i++)
    *frames *= a->dim[i];           /* count has been checked */
}

/* A value as stored, in this machine's order, to its place. */
static void
put (const Array *a, const guint8 *from, VslImage *image, gsize at)
{
  guint8 v[8];
  for (int b = 0; b < a->item; b++)
    v[b] = from[a->swap ? a->item - 1 - b : b];
  gsize size = vsl_pixel_size (image->type);
  if (a->kind == 'b')
    ((guint8 *) image->data)[at] = v[0] != 0;
  else if (a->kind == 'f' && a->item == 2)
    ((VslReal *) image->data)[at] = (VslReal) _vsl_half_to_double ((guint16) (G_BYTE_ORDER == G_LITTLE_ENDIAN ? v[0] | v[1] << 8 : v[1] | v[0] << 8));
  else if (a->kind == 'f' && a->item == 4) {
    float f;
    memcpy (&f, v, sizeof f);
    ((VslReal *) image->data)[at] = (VslReal) f;
  } else if (a->kind == 'u' && a->item == 8) {
    guint64 u;
    memcpy (&u, v, sizeof u);
    ((double *) image->data)[at] = (double) u;
  } else if (a->kind == 'i' && a->item == 8) {
    gint64 i;
    memcpy (&i, v, sizeof i);
    ((double *) image->data)[at] = (double) i;
  } else {
    memcpy ((guint8 *) image->data + at * size, v, size);
  }
}

/* Where value i of C order stands in the file, in values. */
static gsize
place (const Array *a, gsize i)
{
  gsize at = 0, stride = a->count;
  if (!a->fortran || a->rank < 2)
    return i;
  for (int k = a->rank - 1; k >= 0; k--) {
    gsize d = (gsize) a->dim[k];
    stride /= d;
    at += i % d * stride;
    i /= d;
  }
  return at;
}

static gboolean
cut_short (GError **error)
{
  return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the array is cut short: copy the file or save it again"));
}

/* Values that stand in the file as they will in memory. */
static gboolean
is_plain (const Array *a, int channels, const VslImage *image)
{
  return !a->swap && !a->fortran && a->kind != 'b' && (gsize) a->item == vsl_pixel_size (image->type) && channels == image->channels
         && (a->item < 8 || a->kind == 'f');
}

static gboolean
read_values (int fd, const Array *a, int channels, gsize first, VslImage *image, GError **error)
{
  if (is_plain (a, channels, image)) {
    gssize n = _vsl_decode_read (fd, image->data, image->size, (gint64) (a->header + first * (gsize) channels * (gsize) a->item), error);
    return n < 0 ? FALSE : (gsize) n == image->size || cut_short (error);
  }
  gsize kept = (gsize) image->channels, pixels = vsl_image_count (image) / kept, bytes = a->count * (gsize) a->item;
  g_autofree guint8 *raw = g_try_malloc (bytes);
  if (!raw)
    return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("there is not enough memory for the array: close other programs"));
  gssize got = _vsl_decode_read (fd, raw, bytes, (gint64) a->header, error);
  if (got < 0)
    return FALSE;
  if ((gsize) got < bytes)
    return cut_short (error);
  for (gsize p = 0; p < pixels; p++)
    for (gsize c = 0; c < kept; c++)
      put (a, raw + place (a, (first + p) * (gsize) channels + c) * (gsize) a->item, image, p * kept + c);
  return TRUE;
}

static gboolean
npy_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  Array a = { 0 };
  gint64 width, height, frames, size = _vsl_decode_size (fd);
  int channels, first, n;
  g_strlcpy (info->format, "npy", sizeof info->format);
  if (!parse_header (fd, &a, error))
    return FALSE;
  lay_out (&a, &width, &height, &frames, &channels);
  _vsl_decode_describe (info, channels > 1 ? "rgb" : "grayscale", width, height, frames, MIN (channels, 3), 8 * a.item);
  info->had_alpha = channels == 4;
  info->is_signed = a.kind == 'i';
  info->n_shape = a.rank;
  for (int i = 0; i < a.rank; i++)
    info->shape[i] = (int) a.dim[i];
  if (a.item == 8 && a.kind != 'f')
    g_strlcpy (info->dtype, a.kind == 'i' ? "int64" : "uint64", sizeof info->dtype);
  if (size >= 0 && (gint64) (a.header + a.count * (gsize) a.item) > size)
    return cut_short (error);
  if (frames > VSL_IMAGE_MAX_FRAMES)
    return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("the array has %.0f slices; at most %d are read: save it in parts"), (double) frames, VSL_IMAGE_MAX_FRAMES);
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  VslPixelType type = type_of (&a);
  int bits = type == VSL_PIXEL_REAL || type == VSL_PIXEL_F64 ? VSL_IMAGE_OPEN_BITS : 8 * a.item;
  if (!_vsl_decode_range (request, (int) frames, &first, &n, error)
      || !vsl_image_alloc_volume (image, (int) width, (int) height, n, MIN (channels, 3), type, bits, error))
    return FALSE;
  return read_values (fd, &a, channels, (gsize) first * (gsize) (width * height), image, error);
}

static gboolean
npy_sniff (const guint8 *head, gsize n)
{
  return n >= 8 && memcmp (head, "\x93NUMPY", 6) == 0;
}

static const char *const npy_endings[] = { ".npy", NULL };
extern const VslDecoderClass vsl_decoder_npy;

const VslDecoderClass vsl_decoder_npy = {
  .head = {
    .name = "npy",
    .title = N_ ("NumPy array"),
    .summary = N_ ("One array of plain numbers: a picture, or a volume of slices."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = npy_endings,
  .sniff = npy_sniff,
  .decode = npy_decode,
};
