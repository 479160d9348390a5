/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG through libjpeg-turbo: grey and colour, baseline, progressive and arithmetic; CMYK and YCCK become RGB. EXIF's orientation is
 * applied. libjpeg calls a file that ends in the middle a matter for a warning and fills the rest with grey: here it is an error. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "data/decoder/vsl-decode-util.h"

#define MOST_SCANS 400              /* progressive files have about ten; thousands are a way to burn hours */
#define MOST_EXPANSION 4096         /* Huffman codes spend at least two bits on a block of 64 */
#define MOST_WARNINGS 1000000

/* Everything that lives across libjpeg's longjmp is in here, not in registers. */
typedef struct {
  struct jpeg_error_mgr errors;     /* these three are what libjpeg points at */
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  struct jpeg_decompress_struct jpeg;
  jmp_buf jump;
  int fd;
  gint64 file_size, offset;
  guint8 buffer[65536];
  gboolean at_end, too_many_scans;
  gboolean damaged;                 /* a warning of libjpeg that means made-up pixels */
  guint extra_bytes;
  int code;                         /* libjpeg's, of what stopped it */
  char message[JMSG_LENGTH_MAX];
  VslImage *image;
  VslScanInfo *about;
  const VslDecodeRequest *request;
  guint8 *row;                      /* CMYK */
  int orientation;
  GError *error;                    /* ours, more precise than libjpeg's */
} Reading;

static Reading *
reading_of (j_common_ptr jpeg)
{
  return jpeg->client_data;
}

static G_GNUC_NORETURN void
on_error (j_common_ptr jpeg)
{
  Reading *r = reading_of (jpeg);
  r->code = jpeg->err->msg_code;
  jpeg->err->format_message (jpeg, r->message);
  longjmp (r->jump, 1);
}

/* A warning is where libjpeg begins to invent pixels, but for a few that harm nothing. */
static void
on_message (j_common_ptr jpeg, int level)
{
  Reading *r = reading_of (jpeg);
  if (level >= 0)
    return;
  switch (jpeg->err->msg_code) {
  case JWRN_EXTRANEOUS_DATA:
    r->extra_bytes++;
    break;
  case JWRN_ADOBE_XFORM:
  case JWRN_JFIF_MAJOR:
  case JWRN_TOO_MUCH_DATA:
    break;
  default:
    r->damaged = TRUE;
    on_error (jpeg);
  }
}

static void
on_output (j_common_ptr jpeg)
{
}

static void
on_progress (j_common_ptr jpeg)
{
  Reading *r = reading_of (jpeg);
  if (r->jpeg.input_scan_number <= MOST_SCANS)
    return;
  r->too_many_scans = TRUE;
  longjmp (r->jump, 1);
}

static void
on_begin (j_decompress_ptr jpeg)
{
}

static boolean
on_fill (j_decompress_ptr jpeg)
{
  Reading *r = jpeg->client_data;
  gssize got = _vsl_decode_read (r->fd, r->buffer, sizeof r->buffer, r->offset, &r->error);
  if (got <= 0) {
    r->at_end = got == 0;
    ERREXIT (jpeg, JERR_INPUT_EOF);
  }
  r->offset += got;
  r->source.next_input_byte = r->buffer;
  r->source.bytes_in_buffer = (size_t) got;
  return TRUE;
}

static void
on_skip (j_decompress_ptr jpeg, long n)
{
  Reading *r = jpeg->client_data;
  if (n <= 0)
    return;
  gsize now = MIN ((gsize) n, r->source.bytes_in_buffer);
  r->source.next_input_byte += now;
  r->source.bytes_in_buffer -= now;
  r->offset += (gint64) ((gsize) n - now);
}

static void
on_finish (j_decompress_ptr jpeg)
{
}

static void
find_orientation (Reading *r)
{
  r->orientation = 1;
  for (jpeg_saved_marker_ptr m = r->jpeg.marker_list; m; m = m->next)
    if (m->marker == JPEG_APP0 + 1 && m->data_length > 6 && memcmp (m->data, "Exif\0", 6) == 0) {
      r->orientation = _vsl_exif_orientation (m->data + 6, m->data_length - 6);
      return;
    }
}

static const char *
photometric_of (J_COLOR_SPACE space)
{
  switch (space) {
  case JCS_GRAYSCALE:
    return "grayscale";
  case JCS_YCbCr:
    return "ycbcr";
  case JCS_RGB:
    return "rgb";
  case JCS_CMYK:
    return "cmyk";
  case JCS_YCCK:
    return "ycck";
  default:
    return "";
  }
}

/* Decides what comes out and takes memory for it, when the claimed size can be true. */
static gboolean
book (Reading *r)
{
  struct jpeg_decompress_struct *j = &r->jpeg;
  J_COLOR_SPACE space = j->jpeg_color_space;
  int channels = space == JCS_GRAYSCALE ? 1 : 3;
  _vsl_decode_describe (r->about, photometric_of (space), j->image_width, j->image_height, 1, channels, j->data_precision);
  r->about->lossy = TRUE;
  if (space == JCS_GRAYSCALE)
    j->out_color_space = JCS_GRAYSCALE;
  else if (space == JCS_YCbCr || space == JCS_RGB)
    j->out_color_space = JCS_RGB;
  else if (space == JCS_CMYK || space == JCS_YCCK)
    j->out_color_space = JCS_CMYK;
  else
    return _vsl_decode_fail (&r->error, VSL_ERROR_UNSUPPORTED, _("the JPEG has %d channels of an unknown kind: save it again as grey or colour"),
                             j->num_components);
  if (!j->arith_code && !_vsl_decode_can_hold (r->file_size, (double) j->image_width * j->image_height, MOST_EXPANSION, &r->error))
    return FALSE;
  if (!_vsl_decode_wants_pixels (r->request))
    return TRUE;
  if (!vsl_image_alloc (r->image, (int) j->image_width, (int) j->image_height, channels, VSL_PIXEL_U8, 8, &r->error))
    return FALSE;
  if (j->out_color_space == JCS_CMYK && !(r->row = g_try_malloc_n (j->image_width, 4)))
    return _vsl_decode_fail (&r->error, VSL_ERROR_NOMEM, _("there is not enough memory for a picture of %u × %u: close other programs"), j->image_width,
                             j->image_height);
  return TRUE;
}

/* a * b / 255, rounded */
static guint8
product (guint a, guint b)
{
  guint t = a * b + 128;
  return (guint8) ((t + (t >> 8)) >> 8);
}

/* Four inks as all programs write them, Adobe's first: the amount of light that each lets through. */
static void
inks_to_rgb (const guint8 *inks, guint8 *rgb, gsize n)
{
  for (gsize i = 0; i < n; i++, inks += 4, rgb += 3)
    for (int c = 0; c < 3; c++)
      rgb[c] = (guint8) (inks[3] - product (255u - inks[c], inks[3]));
}

static void
read_rows (Reading *r)
{
  gsize stride = (gsize) r->image->width * r->image->channels;
  while (r->jpeg.output_scanline < r->jpeg.output_height) {
    guint8 *out = (guint8 *) r->image->data + r->jpeg.output_scanline * stride;
    JSAMPROW row = r->row ? r->row : out;
    jpeg_read_scanlines (&r->jpeg, &row, 1);
    if (r->row)
      inks_to_rgb (r->row, out, (gsize) r->image->width);
  }
}

/* Only this function holds the jump buffer; it keeps no variables of its own. */
static gboolean
read_all (Reading *r)
{
  if (setjmp (r->jump))
    return FALSE;
  jpeg_create_decompress (&r->jpeg);
  r->jpeg.client_data = r;
  r->jpeg.src = &r->source;
  r->jpeg.progress = &r->progress;
  jpeg_save_markers (&r->jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header (&r->jpeg, TRUE);
  if (!book (r))
    return FALSE;
  find_orientation (r);
  if (!_vsl_decode_wants_pixels (r->request))
    return TRUE;
  jpeg_start_decompress (&r->jpeg);
  read_rows (r);
  jpeg_finish_decompress (&r->jpeg);
  return TRUE;
}

static void
explain (Reading *r, GError **error)
{
  if (r->error)
    g_propagate_error (error, g_steal_pointer (&r->error));
  else if (r->too_many_scans)
    _vsl_decode_fail (error, VSL_ERROR_DATA, _("the JPEG has more than %d passes, which no honest file has: save it again"), MOST_SCANS);
  else if (r->at_end || r->code == JWRN_JPEG_EOF || r->code == JWRN_HIT_MARKER)
    _vsl_decode_fail (error, VSL_ERROR_DATA, _("the JPEG is cut short or pixels are missing in it: copy or export the file again"));
  else if (r->code == JERR_BAD_PRECISION)
    _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the JPEG has %d bits a value; JPEG is read with 8: save it as 16 bit PNG or TIFF"), r->jpeg.data_precision);
  else if (r->code == JERR_SOF_UNSUPPORTED)
    _vsl_decode_fail (error, VSL_ERROR_UNSUPPORTED, _("the JPEG is of the lossless or hierarchical kind, which is not read: save it as PNG"));
  else if (r->code == JERR_EMPTY_IMAGE)
    _vsl_decode_fail (error, VSL_ERROR_DATA, _("the JPEG does not say how large it is: copy or export the file again"));
  else if (r->code == JERR_NO_IMAGE)
    _vsl_decode_fail (error, VSL_ERROR_DATA, _("the JPEG has tables and no picture: copy or export the file again"));
  else
    _vsl_decode_fail (error, VSL_ERROR_DATA, _("the JPEG is damaged (%s): copy or export the file again"), r->message);
}

static Reading *
reading_new (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info)
{
  Reading *r = g_new0 (Reading, 1);
  r->fd = fd;
  r->file_size = _vsl_decode_size (fd);
  r->request = request;
  r->image = image;
  r->about = info;
  r->jpeg.err = jpeg_std_error (&r->errors);
  r->jpeg.client_data = r;
  r->errors.error_exit = on_error;
  r->errors.emit_message = on_message;
  r->errors.output_message = on_output;
  r->progress.progress_monitor = on_progress;
  r->source.init_source = on_begin;
  r->source.fill_input_buffer = on_fill;
  r->source.skip_input_data = on_skip;
  r->source.resync_to_restart = jpeg_resync_to_restart;
  r->source.term_source = on_finish;
  return r;
}

static gboolean
jpeg_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  g_autofree Reading *r = reading_new (fd, request, image, info);
  g_strlcpy (info->format, "jpeg", sizeof info->format);
  gboolean ok = read_all (r);
  if (r->jpeg.mem)
    jpeg_destroy_decompress (&r->jpeg);
  g_free (r->row);
  if (!ok)
    explain (r, error);
  else if (r->extra_bytes)
    _vsl_decode_warn (info, _("the JPEG has bytes between its parts that belong to nothing"));
  if (ok && r->orientation >= 5)
    _vsl_decode_describe (info, info->photometric, info->height, info->width, 1, info->channels, info->bits_stored);
  return ok && _vsl_orient (image, r->orientation, error);
}

static gboolean
jpeg_sniff (const guint8 *head, gsize n)
{
  return n >= 3 && memcmp (head, "\xff\xd8\xff", 3) == 0;
}

static const char *const jpeg_endings[] = { ".jpg", ".jpeg", ".jpe", ".jfif", NULL };
extern const VslDecoderClass vsl_decoder_jpeg;

const VslDecoderClass vsl_decoder_jpeg = {
  .head = {
    .name = "jpeg",
    .title = N_ ("JPEG picture"),
    .summary = N_ ("Grey, colour and CMYK pictures of 8 bits, turned as the camera noted."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = jpeg_endings,
  .sniff = jpeg_sniff,
  .decode = jpeg_decode,
};
