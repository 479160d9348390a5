/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG 2000, HTJ2K included, through OpenJPEG, strictly: a stream that is cut is an error. */
#include <glib/gi18n-lib.h>
#include <openjpeg.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-codec.h"

typedef struct {
  const guint8 *from;
  gsize n, at;
} Bytes;

static OPJ_SIZE_T
on_read (void *out, OPJ_SIZE_T n, void *data)
{
  Bytes *b = data;
  n = MIN (n, b->n - b->at);
  if (n == 0)
    return (OPJ_SIZE_T) -1;
  memcpy (out, b->from + b->at, n);
  b->at += n;
  return n;
}

static OPJ_OFF_T
on_skip (OPJ_OFF_T n, void *data)
{
  Bytes *b = data;
  if (n < 0 || (guint64) n > b->n - b->at)
    return -1;
  b->at += (gsize) n;
  return n;
}

static OPJ_BOOL
on_seek (OPJ_OFF_T to, void *data)
{
  Bytes *b = data;
  if (to < 0 || (guint64) to > b->n)
    return OPJ_FALSE;
  b->at = (gsize) to;
  return OPJ_TRUE;
}

/* The first complaint is the one that tells. */
static void
on_error (const char *message, void *data)
{
  char **first = data;
  if (!*first)
    *first = g_strstrip (g_utf8_make_valid (message, -1));
}

static void
on_note (const char *message, void *data)
{
}

static opj_stream_t *
stream_new (Bytes *bytes)
{
  opj_stream_t *stream = opj_stream_create (MAX (MIN (bytes->n, (gsize) 1 << 20), 64), OPJ_TRUE);
  if (!stream)
    return NULL;
  opj_stream_set_read_function (stream, on_read);
  opj_stream_set_skip_function (stream, on_skip);
  opj_stream_set_seek_function (stream, on_seek);
  opj_stream_set_user_data (stream, bytes, NULL);
  opj_stream_set_user_data_length (stream, bytes->n);
  return stream;
}

/* Components may be coarser than the picture; a sample stands for its whole cell then. */
static gboolean
take_component (const opj_image_t *image, guint c, const DicomCoded *coded, gint32 *out)
{
  const opj_image_comp_t *comp = &image->comps[c];
  if (!comp->data || comp->dx < 1 || comp->dy < 1 || comp->w < (coded->width + comp->dx - 1) / comp->dx || comp->h < (coded->height + comp->dy - 1) / comp->dy)
    return FALSE;
  for (guint y = 0; y < coded->height; y++) {
    const OPJ_INT32 *row = comp->data + (gsize) (y / comp->dy) * comp->w;
    gint32 *to = out + (gsize) y * coded->width * coded->channels + c;
    for (guint x = 0; x < coded->width; x++, to += coded->channels)
      *to = row[x / comp->dx];
  }
  return TRUE;
}

/* Three channels in one rotation come out as RGB, without one as they went in. */
static gboolean
take_all (const opj_image_t *image, const DicomCoded *coded, gint32 *out)
{
  if (image->numcomps != coded->channels)
    return FALSE;
  for (guint c = 0; c < coded->channels; c++)
    if (!take_component (image, c, coded, out))
      return FALSE;
  return TRUE;
}

/* Reversible wavelets (5-3) lose nothing unless layers were dropped; 9-7 does. COD tells, and whether colours were rotated. */
static void
note_coding (opj_codec_t *codec, DicomCoded *coded, gboolean *rotated)
{
  opj_codestream_info_v2_t *info = opj_get_cstr_info (codec);
  *rotated = FALSE;
  if (!info)
    return;
  *rotated = info->m_default_tile_info.mct != 0;
  if (info->m_default_tile_info.tccp_info)
    coded->lossy = info->m_default_tile_info.tccp_info[0].qmfbid == 0;
  opj_destroy_cstr_info (&info);
}

gboolean
dicom_j2k_decode (const guint8 *from, gsize n, DicomCoded *coded, gint32 *out, GError **error)
{
  Bytes bytes = { from, n, 0 };
  gboolean boxes = n >= 8 && memcmp (from + 4, "jP  ", 4) == 0, ok = FALSE, rotated = FALSE;
  g_autofree char *message = NULL;
  opj_dparameters_t parameters;
  opj_image_t *image = NULL;
  opj_set_default_decoder_parameters (&parameters);
  opj_codec_t *codec = opj_create_decompress (boxes ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
  opj_stream_t *stream = codec ? stream_new (&bytes) : NULL;
  if (stream) {
    opj_set_error_handler (codec, on_error, &message);
    opj_set_warning_handler (codec, on_note, NULL);
    opj_set_info_handler (codec, on_note, NULL);
    /* A palette inside is left alone: the numbers are wanted as they are stored. */
    parameters.flags |= OPJ_DPARAMETERS_IGNORE_PCLR_CMAP_CDEF_FLAG;
    ok = opj_setup_decoder (codec, &parameters) && opj_decoder_set_strict_mode (codec, OPJ_TRUE) && opj_read_header (stream, codec, &image) &&
         image->x1 - image->x0 == coded->width && image->y1 - image->y0 == coded->height && opj_decode (codec, stream, image);
    if (ok)
      note_coding (codec, coded, &rotated);
    /* The last packets may be missing without a word; the end mark tells. */
    ok = ok && opj_end_decompress (codec, stream) && take_all (image, coded, out);
  }
  if (image)
    opj_image_destroy (image);
  if (stream)
    opj_stream_destroy (stream);
  if (codec)
    opj_destroy_codec (codec);
  coded->ybr = ok && coded->channels == 3 && !rotated;      /* if the file calls them that */
  if (ok)
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("its JPEG 2000 data are cut short or damaged (%s): copy or export the file again"),
               message ? message : _("the picture is not whole"));
  return FALSE;
}
