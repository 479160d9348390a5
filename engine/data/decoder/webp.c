/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WebP through libwebp, lossy and lossless. A film becomes frames, each as a viewer shows it. EXIF's orientation is applied. Alpha is left
 * out without blending. */
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "data/decoder/vsl-decode-util.h"

static gboolean
explain (VP8StatusCode status, GError **error)
{
  switch (status) {
  case VP8_STATUS_NOT_ENOUGH_DATA:
  case VP8_STATUS_SUSPENDED:
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the WebP is cut short: copy or export the file again"));
  case VP8_STATUS_OUT_OF_MEMORY:
    return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("there is not enough memory for the WebP: close other programs"));
  case VP8_STATUS_UNSUPPORTED_FEATURE:
    return _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the WebP is of a newer kind that is not known: save it as PNG"));
  default:
    return _vsl_decode_fail (error, VSL_ERROR_DATA, _("the WebP is damaged: copy or export the file again"));
  }
}

static int
orientation_of (const guint8 *data, gsize n)
{
  gsize end = MIN (n, (gsize) _vsl_le32 (data + 4) + 8);
  for (gsize at = 12; at + 8 <= end;) {
    gsize size = _vsl_le32 (data + at + 4);
    if (size > end - at - 8)
      break;
    if (memcmp (data + at, "EXIF", 4) == 0) {
      const guint8 *exif = data + at + 8;
      gsize skip = size >= 6 && memcmp (exif, "Exif\0", 6) == 0 ? 6 : 0;
      return _vsl_exif_orientation (exif + skip, size - skip);
    }
    at += 8 + size + (size & 1);
  }
  return 1;
}

static gboolean
decode_still (const guint8 *data, gsize n, const WebPBitstreamFeatures *f, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info,
              GError **error)
{
  WebPDecoderConfig config;
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  if (!WebPInitDecoderConfig (&config))
    return explain (VP8_STATUS_INVALID_PARAM, error);
  if (!vsl_image_alloc (image, f->width, f->height, 3, VSL_PIXEL_U8, 8, error))
    return FALSE;
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = image->data;
  config.output.u.RGBA.stride = f->width * 3;
  config.output.u.RGBA.size = image->size;
  VP8StatusCode status = WebPDecode (data, n, &config);
  WebPFreeDecBuffer (&config.output);
  return status == VP8_STATUS_OK ? TRUE : explain (status, error);
}

static void
keep_frame (VslImage *image, int k, const guint8 *rgba)
{
  gsize n = (gsize) image->width * (gsize) image->height;
  guint8 *to = (guint8 *) image->data + (gsize) k * n * 3;
  for (gsize i = 0; i < n; i++, to += 3, rgba += 4)
    memcpy (to, rgba, 3);
}

static gboolean
decode_frames (WebPAnimDecoder *film, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  WebPAnimInfo about;
  int first, n;
  if (!WebPAnimDecoderGetInfo (film, &about) || about.frame_count < 1)
    return explain (VP8_STATUS_BITSTREAM_ERROR, error);
  if (about.frame_count > G_MAXINT32 || about.canvas_width > VSL_IMAGE_MAX_SIDE || about.canvas_height > VSL_IMAGE_MAX_SIDE)
    return _vsl_decode_fail (error, VSL_ERROR_NOMEM, _("the WebP claims %u frames of %u × %u, which is more than is read: make it smaller"),
                             about.frame_count, about.canvas_width, about.canvas_height);
  info->frames = (int) about.frame_count;
  if (!_vsl_decode_wants_pixels (request))
    return TRUE;
  if (!_vsl_decode_range (request, info->frames, &first, &n, error)
      || !vsl_image_alloc_volume (image, (int) about.canvas_width, (int) about.canvas_height, n, 3, VSL_PIXEL_U8, 8, error))
    return FALSE;
  for (int k = 0; k < first + n; k++) {
    guint8 *rgba;
    int when;
    if (!WebPAnimDecoderGetNext (film, &rgba, &when))
      return explain (VP8_STATUS_BITSTREAM_ERROR, error);
    if (k >= first)
      keep_frame (image, k - first, rgba);
  }
  return TRUE;
}

static gboolean
decode_film (const guint8 *data, gsize n, const WebPBitstreamFeatures *f, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info,
             GError **error)
{
  WebPData bytes = { data, n };
  WebPAnimDecoderOptions options;
  /* The decoder itself takes room for two pictures: the limits come first. */
  if (!vsl_image_check (f->width, f->height, 1, 4, VSL_PIXEL_U8, error))
    return FALSE;
  if (!WebPAnimDecoderOptionsInit (&options))
    return explain (VP8_STATUS_INVALID_PARAM, error);
  options.color_mode = MODE_RGBA;
  WebPAnimDecoder *film = WebPAnimDecoderNew (&bytes, &options);
  if (!film)
    return explain (VP8_STATUS_BITSTREAM_ERROR, error);
  gboolean ok = decode_frames (film, request, image, info, error);
  WebPAnimDecoderDelete (film);
  return ok;
}

static gboolean
webp_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  WebPBitstreamFeatures f;
  gsize n;
  g_strlcpy (info->format, "webp", sizeof info->format);
  g_autofree guint8 *data = _vsl_decode_read_all (fd, &n, error);
  if (!data)
    return FALSE;
  VP8StatusCode status = WebPGetFeatures (data, n, &f);
  if (status != VP8_STATUS_OK)
    return explain (status, error);
  _vsl_decode_describe (info, "rgb", f.width, f.height, 1, 3, 8);
  info->had_alpha = f.has_alpha != 0;
  info->lossy = f.format == 1;
  gboolean ok = (f.has_animation ? decode_film : decode_still) (data, n, &f, request, image, info, error);
  int orientation = ok ? orientation_of (data, n) : 1;
  if (orientation >= 5)
    _vsl_decode_describe (info, "rgb", f.height, f.width, info->frames, 3, 8);
  return ok && _vsl_orient (image, orientation, error);
}

static gboolean
webp_sniff (const guint8 *head, gsize n)
{
  return n >= 12 && memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WEBP", 4) == 0;
}

static const char *const webp_endings[] = { ".webp", NULL };
extern const VslDecoderClass vsl_decoder_webp;

const VslDecoderClass vsl_decoder_webp = {
  .head = {
    .name = "webp",
    .title = N_ ("WebP picture"),
    .summary = N_ ("Lossy and lossless colour pictures; films become frames."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = webp_endings,
  .sniff = webp_sniff,
  .decode = webp_decode,
};
