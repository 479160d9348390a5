/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG through libpng. Up to 8 bits become 0 … 255, 16 bits stay 16 bits. Grey stays one channel, colour and palettes
 * become three. Alpha is left out without blending, as Keras's load_img does. Gamma and colour profiles are left alone: the numbers
 * are the stored ones. Anything libpng calls an error is one here, a wrong checksum and a missing end included. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder.h"

/* No stream of deflate expands further than 1032 to 1. */
#define MOST_EXPANSION 1100

/* Everything that lives across libpng's longjmp is in here, not in registers. */
typedef struct {
  int fd;
  guint8 buffer[32768];
  gsize have, used;
  guint8 start[24];            /* signature and the sizes in IHDR, for messages */
  gsize n_start;
  gint64 file_size;            /* -1: unknown */
  int read_errno;
  gboolean at_end;
  char message[160];           /* libpng's words */
  png_structp png;
  png_infop info;
  VslImage *image;
  VslScanInfo *about;
  png_bytep *rows;
  gboolean alpha, pixels;
  GError *error;               /* ours, more precise than libpng's */
} Reading;

static G_GNUC_NORETURN void
on_error (png_structp png, png_const_charp message)
{
  Reading *r = png_get_error_ptr (png);
  g_strlcpy (r->message, message ? message : "", sizeof r->message);
  longjmp (png_jmpbuf (png), 1);
}

static void
on_warning (png_structp png, png_const_charp message)
{
}

static void
on_read (png_structp png, png_bytep out, size_t n)
{
  Reading *r = png_get_io_ptr (png);
  while (n > 0) {
    if (r->used == r->have) {
      ssize_t got;
      do
        got = read (r->fd, r->buffer, sizeof r->buffer);
      while (got < 0 && errno == EINTR);
      r->read_errno = got < 0 ? errno : 0;
      r->at_end = got == 0;
      if (got <= 0)
        png_error (png, "the file ends early");
      r->have = (gsize) got;
      r->used = 0;
    }
    gsize take = MIN (n, r->have - r->used);
    memcpy (out, r->buffer + r->used, take);
    if (r->n_start < sizeof r->start) {
      gsize keep = MIN (take, sizeof r->start - r->n_start);
      memcpy (r->start + r->n_start, out, keep);
      r->n_start += keep;
    }
    r->used += take;
    out += take;
    n -= take;
  }
}

static void
describe (Reading *r)
{
  static const char *const names[] = { "grayscale", "", "rgb", "palette", "grayscale", "", "rgb" };
  int color = png_get_color_type (r->png, r->info);
  r->alpha = (color & PNG_COLOR_MASK_ALPHA) || png_get_valid (r->png, r->info, PNG_INFO_tRNS);
  r->about->bits_stored = r->about->bits_allocated = png_get_bit_depth (r->png, r->info);
  g_strlcpy (r->about->photometric, color >= 0 && color < (int) G_N_ELEMENTS (names) ? names[color] : "", sizeof r->about->photometric);
  r->about->width = (int) MIN (png_get_image_width (r->png, r->info), G_MAXINT);
  r->about->height = (int) MIN (png_get_image_height (r->png, r->info), G_MAXINT);
  r->about->frames = 1;
  r->about->channels = color & PNG_COLOR_MASK_COLOR ? 3 : 1;
  if (color == PNG_COLOR_TYPE_GRAY && r->about->bits_stored < 8)
    r->about->widened = 255 / ((1 << r->about->bits_stored) - 1);
  r->about->had_alpha = r->alpha;
}

/* Asks libpng for whole bytes or native 16 bits, and takes memory when the claimed size can be true. */
static gboolean
book (Reading *r)
{
  png_structp png = r->png;
  int color = png_get_color_type (png, r->info), depth = png_get_bit_depth (png, r->info);
  guint32 width = png_get_image_width (png, r->info), height = png_get_image_height (png, r->info);
  double stored = (double) png_get_rowbytes (png, r->info) * height;
  if (r->file_size >= 0 && stored > (double) r->file_size * MOST_EXPANSION + 65536) {
    g_set_error (&r->error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("the PNG claims to be %u × %u, but so small a file cannot hold that: the file is cut short or forged; export it again"),
                 width, height);
    return FALSE;
  }
  if (color == PNG_COLOR_TYPE_PALETTE)
    png_set_palette_to_rgb (png);
  else if (color == PNG_COLOR_TYPE_GRAY && depth < 8)
    png_set_expand_gray_1_2_4_to_8 (png);
  if (r->alpha)
    png_set_strip_alpha (png);
  if (depth == 16 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (png);
  png_set_interlace_handling (png);
  png_read_update_info (png, r->info);

  VslPixelType type = png_get_bit_depth (png, r->info) == 16 ? VSL_PIXEL_U16 : VSL_PIXEL_U8;
  int channels = png_get_channels (png, r->info);
  if (!vsl_image_alloc (r->image, (int) width, (int) height, channels, type, depth, &r->error))
    return FALSE;
  gsize stride = (gsize) width * channels * vsl_pixel_size (type);
  if (png_get_rowbytes (png, r->info) != stride) {
    g_set_error (&r->error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this form of PNG is not known: save it again as 8 or 16 bit PNG"));
    return FALSE;
  }
  r->rows = g_try_new (png_bytep, height);
  if (!r->rows) {
    g_set_error (&r->error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for a picture of %u × %u: close other programs"),
                 width, height);
    return FALSE;
  }
  for (guint32 y = 0; y < height; y++)
    r->rows[y] = (png_bytep) r->image->data + y * stride;
  return TRUE;
}

/* Only this function holds the jump buffer; it keeps no variables of its own. */
static gboolean
read_all (Reading *r)
{
  if (setjmp (png_jmpbuf (r->png)))
    return FALSE;
  png_set_read_fn (r->png, r, on_read);
  png_set_user_limits (r->png, VSL_IMAGE_MAX_SIDE, VSL_IMAGE_MAX_SIDE);
  png_set_chunk_malloc_max (r->png, 8000000);
  png_set_chunk_cache_max (r->png, 128);
  png_set_crc_action (r->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_read_info (r->png, r->info);
  describe (r);
  if (!r->pixels)
    return TRUE;
  if (!book (r))
    return FALSE;
  png_read_image (r->png, r->rows);
  png_read_end (r->png, NULL);
  return TRUE;
}

static void
explain (Reading *r, GError **error)
{
  if (r->error) {
    g_propagate_error (error, g_steal_pointer (&r->error));
    return;
  }
  guint32 width = 0, height = 0;
  if (r->n_start == sizeof r->start) {
    width = (guint32) r->start[16] << 24 | r->start[17] << 16 | r->start[18] << 8 | r->start[19];
    height = (guint32) r->start[20] << 24 | r->start[21] << 16 | r->start[22] << 8 | r->start[23];
  }
  if (r->read_errno)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"), g_strerror (r->read_errno));
  else if (width > VSL_IMAGE_MAX_SIDE || height > VSL_IMAGE_MAX_SIDE)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
                 _("the PNG claims to be %u × %u pixels; at most %d a side are read: the file is damaged, or make the picture smaller"), width,
                 height, VSL_IMAGE_MAX_SIDE);
  else if (r->at_end)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the PNG is cut short: copy or export the file again"));
  else if (strstr (r->message, "CRC"))
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the PNG is damaged (a checksum is wrong): copy or export the file again"));
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the PNG is damaged (%s): copy or export the file again"), r->message);
}

static gboolean
png_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  struct stat st;
  g_autofree Reading *r = g_new0 (Reading, 1);
  memset (image, 0, sizeof *image);
  r->fd = fd;
  r->image = image;
  r->pixels = (request->flags & VSL_DECODE_PIXELS) != 0;
  r->about = info;
  r->file_size = fstat (fd, &st) == 0 && S_ISREG (st.st_mode) ? st.st_size : -1;
  g_strlcpy (info->format, "png", sizeof info->format);
  r->png = png_create_read_struct (PNG_LIBPNG_VER_STRING, r, on_error, on_warning);
  r->info = r->png ? png_create_info_struct (r->png) : NULL;
  gboolean ok = r->info && read_all (r);
  if (r->png)
    png_destroy_read_struct (&r->png, &r->info, NULL);
  g_free (r->rows);
  if (!ok) {
    vsl_image_clear (image);
    explain (r, error);
    return FALSE;
  }
  return TRUE;
}

static gboolean
png_sniff (const guint8 *head, gsize n)
{
  return n >= 8 && memcmp (head, "\x89PNG\r\n\x1a\n", 8) == 0;
}

static const char *const png_endings[] = { ".png", NULL };
extern const VslDecoderClass vsl_decoder_png;

const VslDecoderClass vsl_decoder_png = {
  .head = {
    .name = "png",
    .title = N_ ("PNG picture"),
    .summary = N_ ("Grey, colour and palette pictures of 1 to 16 bits."),
    .icon = "image-x-generic-symbolic",
  },
  .endings = png_endings,
  .sniff = png_sniff,
  .decode = png_decode,
};
