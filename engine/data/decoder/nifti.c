/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIfTI: .nii, .nii.gz and pairs of .hdr and .img; NIfTI-1 and -2. The first axis becomes the width, the second the height, all further
 * ones frames in the file's order. Slope and intercept are applied, since they differ from file to file, unless stored voxels are asked for. */
#include <math.h>
#include <string.h>

#include "data/decoder/nifti-private.h"

#define MOST_SURPLUS ((gsize) 1 << 20)      /* bytes behind the voxels that are still read for the checksum's sake */
#define CHUNK 4096                          /* voxels that are widened at a time */

typedef struct {
  int code;
  int bytes;                        /* of a voxel as stored */
  int swap;                         /* of each number that has a byte order */
  int channels;                     /* that come out */
  VslPixelType type;
  const char *dtype;                /* as stored */
} Kind;

static const Kind kinds[] = {
  { 2, 1, 1, 1, VSL_PIXEL_U8, "uint8" },     { 256, 1, 1, 1, VSL_PIXEL_S8, "int8" },     { 4, 2, 2, 1, VSL_PIXEL_S16, "int16" },
  { 512, 2, 2, 1, VSL_PIXEL_U16, "uint16" }, { 8, 4, 4, 1, VSL_PIXEL_S32, "int32" },     { 768, 4, 4, 1, VSL_PIXEL_U32, "uint32" },
  { 16, 4, 4, 1, VSL_PIXEL_REAL, "float32" }, { 64, 8, 8, 1, VSL_PIXEL_F64, "float64" },  { 1024, 8, 8, 1, VSL_PIXEL_F64, "int64" },
  { 1280, 8, 8, 1, VSL_PIXEL_F64, "uint64" }, { 128, 3, 1, 3, VSL_PIXEL_U8, "rgb24" },    { 2304, 4, 1, 3, VSL_PIXEL_U8, "rgba32" },
};

enum { INT64 = 1024, UINT64 = 1280, RGB24 = 128, RGBA32 = 2304 };

typedef struct {
  int fd, companion;
  Nifti h;
  const Kind *kind;
  gsize voxels;                     /* of the whole file */
  gsize first, n;                   /* those asked for */
  VslUnpacker *in;                  /* where the voxels are */
  gsize consumed;                   /* of it */
  VslImage *image;
  VslScanInfo *about;
} Reading;

static const Kind *
kind_of (int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].code == code)
      return &kinds[i];
  return NULL;
}

static gboolean
unknown_kind (int code, GError **error)
{
  if (code == 32 || code == 1792 || code == 2048)
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the NIfTI holds complex numbers, which are no picture: save their magnitude as float32"));
  if (code == 1536)
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the NIfTI holds numbers of 128 bits, which are not read: save it as float64"));
  if (code == 1)
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the NIfTI holds single bits, which are not read: save it as uint8"));
  return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI header names a kind of number (%d) that does not exist: export the file again"), code);
}

/* The header from the file or, when that is an .img, from the .hdr beside it. */
static gboolean
read_header (Reading *r, guint8 head[NIFTI_HEADER_MOST], GError **error)
{
  for (int round = 0; round < 2; round++) {
    g_clear_pointer (&r->in, _vsl_unpacker_free);
    r->in = _vsl_unpacker_new (r->fd, error);
    gssize got = r->in ? _vsl_unpacker_read (r->in, head, NIFTI_HEADER_MOST, error) : -1;
    if (got < 0)
      return FALSE;
    r->consumed = (gsize) got;
    if (_vsl_nifti_version (head, (gsize) got) || r->companion < 0)
      return _vsl_nifti_parse (head, (gsize) got, &r->h, error);
    int other = r->companion;
    r->companion = r->fd;
    r->fd = other;
  }
  return _vsl_decode_fail (error, VSL_ERROR_FORMAT, _("this is no NIfTI header: choose the .nii or .nii.gz file"));
}

/* Stands the reader at the first voxel. */
static gboolean
find_voxels (Reading *r, GError **error)
{
  double least = r->h.pair ? 0 : r->h.version == 2 ? 544 : 352, at = r->h.vox_offset;
  if (r->h.pair) {
    if (r->companion < 0)
      return _vsl_decode_fail (error, VSL_ERROR_NOT_FOUND, _("this is the header of a pair of files; its voxels are in a file of the same name that ends in .img: put both into one folder"));
    g_clear_pointer (&r->in, _vsl_unpacker_free);
    if (!(r->in = _vsl_unpacker_new (r->companion, error)))
      return FALSE;
    r->consumed = 0;
  }
  if (at == 0)
    at = least;
  if (!(at >= least && at < 9e15) || at != floor (at))
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI header says that the voxels begin at byte %g, which cannot be: export the file again"), r->h.vox_offset);
  double need = at + (double) r->voxels * r->kind->bytes, most = _vsl_unpacker_most (r->in);
  if (need > most)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI is cut short: its header speaks of %.0f bytes, the file can hold %.0f at most; copy or export it again"), need, most);
  /* Of a gzip that is read on from its header a part of the voxels may be there already. */
  if (r->consumed > (gsize) at) {
    int fd = r->h.pair ? r->companion : r->fd;
    g_clear_pointer (&r->in, _vsl_unpacker_free);
    if (!(r->in = _vsl_unpacker_new (fd, error)))
      return FALSE;
    r->consumed = 0;
  }
  gsize skip = (gsize) at - r->consumed;
  gssize got = _vsl_unpacker_read (r->in, NULL, skip, error);
  if (got < 0)
    return FALSE;
  if ((gsize) got < skip)
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI ends before its voxels begin: copy or export the file again"));
  return TRUE;
}

/* What a scanner measured in 16 bits has no white, unlike a picture of 16 bits. */
static int
bits_of (const Kind *kind, gboolean stored)
{
  if (kind->channels == 3)
    return 8;
  if (kind->type == VSL_PIXEL_REAL || kind->type == VSL_PIXEL_F64 || (kind->type == VSL_PIXEL_U16 && !stored))
    return VSL_IMAGE_OPEN_BITS;
  return 8 * kind->bytes;
}

static gboolean
book (Reading *r, const VslDecodeRequest *request, GError **error)
{
  const Nifti *h = &r->h;
  gint64 frames = 1;
  int first, n;
  for (int i = 0; i < h->ndim; i++) {
    gint64 most = i < 2 ? VSL_IMAGE_MAX_SIDE : VSL_IMAGE_MAX_FRAMES;
    if (h->dim[i] > most || (i >= 2 && (frames *= h->dim[i]) > VSL_IMAGE_MAX_FRAMES))
      return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("the NIfTI claims to have %.0f voxels along dimension %d; at most %d a side and %d slices are read: the file is damaged, or make the volume smaller"),
                               (double) h->dim[i], i + 1, VSL_IMAGE_MAX_SIDE, VSL_IMAGE_MAX_FRAMES);
  }
  gint64 height = h->ndim > 1 ? h->dim[1] : 1;
  r->about->frames = (int) frames;
  r->voxels = (gsize) h->dim[0] * (gsize) height * (gsize) frames;      /* at most 2^46 */
  if (!find_voxels (r, error))
    return FALSE;
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  if (!_vsl_decode_range (request, (int) frames, &first, &n, error))
    return FALSE;
  r->first = r->voxels / (gsize) frames * (gsize) first;
  r->n = r->voxels / (gsize) frames * (gsize) n;
  int bits = bits_of (r->kind, (request->flags & VSL_DECODE_STORED) != 0);
  return vsl_image_alloc_volume (r->image, (int) h->dim[0], (int) height, n, r->kind->channels, r->kind->type, bits, error);
}

static gboolean
ends_early (const Reading *r, gsize got, GError **error)
{
  return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the NIfTI is cut short: of %.0f bytes of voxels only %.0f are there; copy or export the file again"),
                           (double) r->voxels * r->kind->bytes, (double) got);
}

static void
swap_bytes (guint8 *p, gsize n, int item)
{
  for (gsize i = 0; i < n; i++, p += item)
    for (int a = 0, b = item - 1; a < b; a++, b--) {
      guint8 t = p[a];
      p[a] = p[b];
      p[b] = t;
    }
}

/* Voxels that no pixel type holds as they are: whole numbers of 64 bits become float64, of four colours three stay. */
static void
widen (const Reading *r, const guint8 *from, gsize n, gsize at)
{
  for (gsize i = 0; i < n; i++)
    if (r->kind->code == RGBA32)
      memcpy ((guint8 *) r->image->data + 3 * (at + i), from + 4 * i, 3);
    else if (r->kind->code == INT64)
      ((double *) r->image->data)[at + i] = (double) ((const gint64 *) from)[i];
    else
      ((double *) r->image->data)[at + i] = (double) ((const guint64 *) from)[i];
}

static gboolean
read_voxels (Reading *r, GError **error)
{
  const Kind *k = r->kind;
  gboolean swap = r->h.swapped && k->swap > 1;
  gssize before = _vsl_unpacker_read (r->in, NULL, r->first * (gsize) k->bytes, error);
  if (before < 0 || (gsize) before < r->first * (gsize) k->bytes)
    return before < 0 ? FALSE : ends_early (r, (gsize) before, error);
  if (k->code != INT64 && k->code != UINT64 && k->code != RGBA32) {
    gsize bytes = r->n * (gsize) k->bytes;
    gssize got = _vsl_unpacker_read (r->in, r->image->data, bytes, error);
    if (got < 0 || (gsize) got < bytes)
      return got < 0 ? FALSE : ends_early (r, (gsize) (before + got), error);
    if (swap)
      swap_bytes (r->image->data, r->n, k->bytes);
    return TRUE;
  }
  guint64 chunk[CHUNK];
  for (gsize at = 0; at < r->n; at += CHUNK) {
    gsize n = MIN (CHUNK, r->n - at), bytes = n * (gsize) k->bytes;
    gssize got = _vsl_unpacker_read (r->in, chunk, bytes, error);
    if (got < 0 || (gsize) got < bytes)
      return got < 0 ? FALSE : ends_early (r, (r->first + at) * (gsize) k->bytes + (gsize) got, error);
    if (swap)
      swap_bytes ((guint8 *) chunk, n, k->bytes);
    widen (r, (const guint8 *) chunk, n, at);
  }
  return TRUE;
}

/* The rest of a gzip is read for its checksum. More than the header speaks of is worth a word. */
static gboolean
read_rest (Reading *r, GError **error)
{
  if (!_vsl_unpacker_packed (r->in) || r->first + r->n < r->voxels)
    return TRUE;
  gssize got = _vsl_unpacker_read (r->in, NULL, MOST_SURPLUS, error);
  if (got > 0)
    _vsl_decode_warn (r->about, _("the NIfTI holds more bytes than its header speaks of; they were left out"));
  return got >= 0;
}

static void
count_not_numbers (const Reading *r)
{
  gsize n = 0;
  for (gsize i = 0; i < r->n; i++)
    if (r->image->type == VSL_PIXEL_REAL)
      n += !isfinite (((const VslReal *) r->image->data)[i]);
    else if (r->image->type == VSL_PIXEL_F64)
      n += !isfinite (((const double *) r->image->data)[i]);
  if (n)
    _vsl_decode_warn (r->about, _("%.0f voxels are not numbers (NaN or infinite)"), (double) n);
}

/* Stored voxels become values in the file's own units: fractions, which have no white. */
static gboolean
apply_slope (Reading *r, GError **error)
{
  VslImage real, *stored = r->image;
  gsize n = vsl_image_count (stored);
  VslPixelType type = stored->type == VSL_PIXEL_F64 ? VSL_PIXEL_F64 : VSL_PIXEL_REAL;
  if (!vsl_image_alloc_volume (&real, stored->width, stored->height, stored->frames, stored->channels, type, VSL_IMAGE_OPEN_BITS, error))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    double v = vsl_image_value (stored, i) * r->about->slope + r->about->intercept;
    if (type == VSL_PIXEL_F64)
      ((double *) real.data)[i] = v;
    else
      ((VslReal *) real.data)[i] = (VslReal) v;
  }
  vsl_image_clear (stored);
  *stored = real;
  return TRUE;
}

/* Millimetres of the header's unit of length. */
static double
unit_of (const Nifti *h)
{
  switch (h->xyzt_units & 7) {
  case 1:
    return 1000;
  case 3:
    return 0.001;
  default:
    return 1;
  }
}

static void
keep_numbers (VslScanInfo *info, const char *name, const double *v, guint n)
{
  g_autoptr (GString) s = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (s, "%s%s", i ? "\\" : "", g_ascii_formatd (text, sizeof text, "%.9g", v[i]));
  }
  vsl_attributes_set (&info->attributes, name, s->str);
}

/* What the store keeps for the viewer: sizes in mm, where the voxel axes grow to. With moments behind the slices frames are no axis of space. */
static void
keep_place (const Nifti *h, VslScanInfo *info, gboolean known)
{
  gboolean still = h->ndim <= 3 || h->dim[3] <= 1;
  if (info->spacing[0] > 0 && info->spacing[1] > 0)
    keep_numbers (info, "spacing", info->spacing, still && info->spacing[2] > 0 ? 3 : 2);
  if (!known || !still || h->ndim < 3)
    return;
  vsl_attributes_set (&info->attributes, "axes", info->axes);
  keep_numbers (info, "affine", info->affine, 12);
}

static void
describe_place (Reading *r)
{
  const Nifti *h = &r->h;
  VslScanInfo *info = r->about;
  char axes[4];
  gboolean known = _vsl_nifti_affine (h, info->affine, axes);
  info->has_affine = TRUE;
  g_strlcpy (info->axes, axes, sizeof info->axes);
  if (!known)
    _vsl_decode_warn (info, _("the NIfTI does not say how it lies in space: left and right may be exchanged"));
  info->n_shape = h->ndim;
  for (int i = 0; i < h->ndim; i++) {
    info->shape[i] = (int) MIN (h->dim[i], G_MAXINT32);
    info->zooms[i] = fabs (h->pixdim[i + 1]);
    if (i < 3)
      info->spacing[i] = isfinite (h->pixdim[i + 1]) ? fabs (h->pixdim[i + 1]) * unit_of (h) : 0;
  }
  keep_place (h, info, known);
}

static void
describe_values (Reading *r)
{
  const Nifti *h = &r->h;
  VslScanInfo *info = r->about;
  gboolean colour = r->kind->channels == 3;
  _vsl_decode_describe (info, colour ? "rgb" : "grayscale", h->dim[0], h->ndim > 1 ? h->dim[1] : 1, 1, r->kind->channels,
                        colour ? 8 : 8 * r->kind->bytes);
  info->is_signed = r->kind->type == VSL_PIXEL_S8 || r->kind->type == VSL_PIXEL_S16 || r->kind->type == VSL_PIXEL_S32 || r->kind->code == INT64;
  if (r->kind->code == INT64 || r->kind->code == UINT64)
    g_strlcpy (info->dtype, r->kind->dtype, sizeof info->dtype);
  info->had_alpha = r->kind->code == RGBA32;
  if (!colour && isfinite (h->slope) && h->slope != 0) {
    info->slope = h->slope;
    info->intercept = isfinite (h->inter) ? h->inter : 0;
    info->has_rescale = info->slope != 1 || info->intercept != 0;
  }
  if (isfinite (h->cal_max) && isfinite (h->cal_min) && h->cal_max > h->cal_min) {
    info->window_center = (h->cal_max + h->cal_min) / 2;
    info->window_width = h->cal_max - h->cal_min;
    keep_numbers (info, "window", (const double[]) { info->window_center, info->window_width }, 2);
  }
  if (h->bitpix != 8 * r->kind->bytes)
    _vsl_decode_warn (info, _("the NIfTI header says %d bits a voxel, but its kind of number, %s, has %d"), h->bitpix, r->kind->dtype, 8 * r->kind->bytes);
}

static gboolean
decode_volume (Reading *r, const VslDecodeRequest *request, GError **error)
{
  guint8 head[NIFTI_HEADER_MOST];
  if (!read_header (r, head, error))
    return FALSE;
  if (request->flags & VSL_DECODE_HEADER)
    _vsl_nifti_lines (r->about, &r->h, head);
  r->kind = kind_of (r->h.datatype);
  if (!r->kind)
    return unknown_kind (r->h.datatype, error);
  describe_values (r);
  describe_place (r);
  if (!book (r, request, error))
    return FALSE;
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  if (!read_voxels (r, error) || !read_rest (r, error))
    return FALSE;
  count_not_numbers (r);
  return !r->about->has_rescale || (request->flags & VSL_DECODE_STORED) || apply_slope (r, error);
}

static gboolean
nifti_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  Reading r = { .fd = fd, .companion = request->companion, .image = image, .about = info };
  g_strlcpy (info->format, "nifti", sizeof info->format);
  gboolean ok = decode_volume (&r, request, error);
  g_clear_pointer (&r.in, _vsl_unpacker_free);
  return ok;
}

/* Plain, or inside of a gzip as far as its first bytes unpack. */
static gboolean
nifti_sniff (const guint8 *head, gsize n)
{
  guint8 out[NIFTI_HEADER_MOST];
  if (n >= 348 && _vsl_nifti_version (head, n))
    return TRUE;
  gsize got = _vsl_unpack_head (head, n, out, sizeof out);
  return got >= 8 && _vsl_nifti_version (out, got);
}

static const char *const nifti_endings[] = { ".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz", NULL };
extern const VslDecoderClass vsl_decoder_nifti;

const VslDecoderClass vsl_decoder_nifti = {
  .head = {
    .name = "nifti",
    .title = N_ ("NIfTI volume"),
    .summary = N_ ("Volumes and series of volumes, with slope, intercept and place in space."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = nifti_endings,
  .sniff = nifti_sniff,
  .decode = nifti_decode,
};
