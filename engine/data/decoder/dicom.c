/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM (PS3.5, PS3.10). The file is read by our own hands (dicom-data.c); DCMTK gives the dictionary and the JPEG family, OpenJPEG gives
 * JPEG 2000. Every frame comes out whole, or the file is broken: nothing is filled up with grey. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-info.h"
#include "data/vsl-decoder.h"

typedef struct {
  const guint8 *bytes;
  gsize size;
  DicomData data;
  DicomPixels pixels;
  DicomModality modality;
} File;

static gboolean
map_file (File *file, int fd, GError **error)
{
  struct stat st;
  if (fstat (fd, &st) < 0 || !S_ISREG (st.st_mode) || st.st_size <= 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the file is empty: copy or export it again"));
    return FALSE;
  }
  file->size = (gsize) st.st_size;
  void *at = mmap (NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (at == MAP_FAILED) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"), g_strerror (errno));
    return FALSE;
  }
  file->bytes = at;
  return TRUE;
}

/* Nothing in the header speaks of a picture. */
static gboolean
describes_none (const DicomData *data)
{
  return !dicom_find (data, -1, DICOM_TAG (0x0028, 0x0010)) && !dicom_find (data, -1, DICOM_TAG (0x0028, 0x0011)) &&
         !dicom_find (data, -1, DICOM_TAG (0x0028, 0x0100));
}

static gboolean
is_picture_class (const DicomData *data)
{
  const char *kind;
  g_autofree char *uid = dicom_get_string (data, DICOM_TAG (0x0008, 0x0016));
  return uid && g_str_has_prefix (uid, "1.2.840.10008.5.1.4.1.1.") && !dicom_kind (data, &kind);
}

/* There are no pixels: a file of another kind, or one that was cut before them. */
static gboolean
tell_no_pixels (const DicomData *data, VslScanInfo *info, GError **error)
{
  const char *kind, *name = dicom_kind (data, &kind);
  if (data->cut && !name && (!describes_none (data) || is_picture_class (data))) {
    info->status = VSL_SCAN_BROKEN_PIXELS;
    return _dicom_fail (error, _("the DICOM file is cut short before its pixels: copy or export it again"));
  }
  info->status = VSL_SCAN_NO_PIXELS;
  g_strlcpy (info->kind, kind ? kind : "no picture", sizeof info->kind);
  if (name)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this DICOM file is %s; it holds no picture"), name);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this DICOM file holds no picture"));
  return FALSE;
}

/* Frames of a stack that are written in another order than they lie in. */
static gboolean
put_in_order (const DicomData *data, VslImage *image, GError **error)
{
  guint n = (guint) image->frames;
  g_autofree guint *order = g_try_new (guint, n);
  gsize stride = image->size / n;
  if (!order || !dicom_frame_order (data, n, order))
    return TRUE;
  guint8 *sorted = g_try_malloc (image->size);
  if (!sorted)
    return _dicom_fail (error, _("there is not enough memory: close other programs"));
  for (guint k = 0; k < n; k++)
    memcpy (sorted + k * stride, (guint8 *) image->data + order[k] * stride, stride);
  g_free (image->data);
  image->data = sorted;
  return TRUE;
}

static gboolean
load (File *file, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  DicomPixels *p = &file->pixels;
  guint first = (guint) MAX (request->first_frame, 0), n;
  if (first >= p->frames)
    return _dicom_fail (error, _("the file has no such frame"));
  n = request->n_frames > 0 ? MIN ((guint) request->n_frames, p->frames - first) : p->frames - first;
  if (!dicom_pixels_load (p, &file->data, first, n, image, error))
    return FALSE;
  info->lossy = info->lossy && (p->lossy || p->code == DICOM_CODE_NONE);
  if (request->flags & VSL_DECODE_STORED) {
    if (file->modality.table || file->modality.slopes) {
      dicom_modality_range (&file->modality, image, first, &info->rescaled_min, &info->rescaled_max, &info->rescaled_mean);
      info->has_rescaled = TRUE;
    }
    return TRUE;
  }
  if (!dicom_to_sample (&file->data, p, &file->modality, first, image, error))
    return FALSE;
  return n < p->frames || put_in_order (&file->data, image, error);
}

static gboolean
read_file (File *file, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  g_strlcpy (info->format, "dicom", sizeof info->format);
  if (!dicom_read (&file->data, file->bytes, file->size, error))
    return FALSE;
  gboolean good = dicom_pixels_describe (&file->pixels, &file->data, error), none = !file->pixels.element || (!good && describes_none (&file->data));
  dicom_modality_read (&file->modality, &file->data, &file->pixels);
  dicom_info_fill (info, &file->data, &file->pixels, &file->modality);
  if (request->flags & VSL_DECODE_HEADER)
    dicom_table_fill (info, &file->data);
  if (none) {
    g_clear_error (error);
    return tell_no_pixels (&file->data, info, error);
  }
  if (!good || ((request->flags & VSL_DECODE_PIXELS) && !load (file, request, image, info, error))) {
    info->status = VSL_SCAN_BROKEN_PIXELS;
    return FALSE;
  }
  return TRUE;
}

static gboolean
dicom_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  File file = { 0 };
  memset (image, 0, sizeof *image);
  gboolean ok = map_file (&file, fd, error) && read_file (&file, request, image, info, error);
  if (!ok)
    vsl_image_clear (image);
  dicom_modality_clear (&file.modality);
  dicom_clear (&file.data);
  if (file.bytes)
    munmap ((void *) file.bytes, file.size);
  return ok;
}

static const char *const dicom_endings[] = { ".dcm", ".dicom", ".dic", ".ima", NULL };
extern const VslDecoderClass vsl_decoder_dicom;

const VslDecoderClass vsl_decoder_dicom = {
  .head = {
    .name = "dicom",
    .title = N_ ("DICOM"),
    .summary = N_ ("Scans of every modality, with one or many frames, in all common compressions."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = dicom_endings,
  .sniff = dicom_looks_like,
  .decode = dicom_decode,
  .warm_up = dicom_prepare,
};
