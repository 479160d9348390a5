/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIF and WebP: still pictures and films, transparency, what is laid over what; then what is cut or damaged. */
#include <string.h>

#include <gif_lib.h>
#include <webp/encode.h>

#include "formats-util.h"

#define W 12
#define H 10

static int
on_write (GifFileType *gif, const GifByteType *data, int n)
{
  g_byte_array_append (gif->UserData, data, (guint) n);
  return n;
}

typedef struct {
  int left, top, width, height;
  int disposal, transparent;       /* transparent -1: none */
  gboolean interlaced;
  guint8 value;                    /* of all pixels; 255: their place tells */
} Picture;

static guint8
index_at (const Picture *p, int x, int y)
{
  return p->value != 255 ? p->value : (guint8) ((x + y * 3) % 16);
}

static GByteArray *
make_gif (const Picture *pictures, guint n, gboolean grey)
{
  GByteArray *out = g_byte_array_new ();
  GifColorType colours[16];
  int error = 0;
  for (int i = 0; i < 16; i++)
    colours[i] = grey ? (GifColorType) { (GifByteType) (i * 17), (GifByteType) (i * 17), (GifByteType) (i * 17) }
                      : (GifColorType) { (GifByteType) (i * 16), (GifByteType) (255 - i), (GifByteType) (i * 3) };
  ColorMapObject *map = GifMakeMapObject (16, colours);
  GifFileType *gif = EGifOpen (out, on_write, &error);
  EGifSetGifVersion (gif, true);
  g_assert_cmpint (EGifPutScreenDesc (gif, W, H, 4, 2, map), ==, GIF_OK);
  for (guint k = 0; k < n; k++) {
    const Picture *p = &pictures[k];
    GifByteType control[4];
    GraphicsControlBlock block = { .DisposalMode = p->disposal, .DelayTime = 5, .TransparentColor = p->transparent };
    EGifGCBToExtension (&block, control);
    g_assert_cmpint (EGifPutExtension (gif, GRAPHICS_EXT_FUNC_CODE, 4, control), ==, GIF_OK);
    g_assert_cmpint (EGifPutImageDesc (gif, p->left, p->top, p->width, p->height, p->interlaced, NULL), ==, GIF_OK);
    static const int first[] = { 0, 4, 2, 1 }, step[] = { 8, 8, 4, 2 };
    for (int pass = 0; pass < (p->interlaced ? 4 : 1); pass++)
      for (int y = p->interlaced ? first[pass] : 0; y < p->height; y += p->interlaced ? step[pass] : 1) {
        guint8 line[W];
        for (int x = 0; x < p->width; x++)
          line[x] = index_at (p, x, y);
        g_assert_cmpint (EGifPutLine (gif, line, p->width), ==, GIF_OK);
      }
  }
  g_assert_cmpint (EGifCloseFile (gif, &error), ==, GIF_OK);
  GifFreeMapObject (map);
  return out;
}

static void
test_gif_still (void)
{
  for (int interlaced = 0; interlaced < 2; interlaced++)
    for (int grey = 0; grey < 2; grey++) {
      Picture p = { 0, 0, W, H, 0, 3, interlaced, 255 };
      g_autoptr (GByteArray) b = make_gif (&p, 1, grey);
      g_auto (TestDecoded) d = test_decode (b);
      g_assert_no_error (d.error);
      g_assert_cmpint (d.image.channels, ==, grey ? 1 : 3);
      g_assert_cmpint (d.image.frames, ==, 1);
      g_assert_true (d.info.had_alpha);
      for (int y = 0; y < H; y++)      /* the transparent number shows its colour: alpha is left out */
        for (int x = 0; x < W; x++)
          g_assert_cmpfloat (test_pixel (&d.image, 0, x, y, 0), ==, index_at (&p, x, y) * (grey ? 17 : 16));
    }
}

/* A corner is laid over the first picture, one is taken away again, one goes back to the background (colour 2). */
static const Picture film[] = {
  { 0, 0, W, H, 1, -1, FALSE, 1 },
  { 2, 3, 4, 4, 1, 7, FALSE, 5 },
  { 4, 4, 5, 5, 3, -1, TRUE, 9 },
  { 0, 0, 3, 3, 2, -1, FALSE, 11 },
  { 11, 9, 1, 1, 0, 6, FALSE, 6 },
};

static void
test_gif_film (void)
{
  g_autoptr (GByteArray) b = make_gif (film, G_N_ELEMENTS (film), FALSE);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.frames, ==, 5);
  g_assert_cmpint (d.info.frames, ==, 5);
  static const struct {
    int frame, x, y, index;
  } points[] = { { 0, 0, 0, 1 }, { 0, 3, 4, 1 }, { 1, 3, 4, 5 }, { 1, 0, 0, 1 }, { 2, 4, 4, 9 }, { 2, 3, 4, 5 }, { 3, 4, 4, 5 }, { 3, 7, 7, 1 },
                 { 3, 1, 1, 11 }, { 4, 1, 1, 2 }, { 4, 11, 9, 1 }, { 4, 3, 4, 5 } };
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    g_assert_cmpfloat (test_pixel (&d.image, points[i].frame, points[i].x, points[i].y, 0), ==, points[i].index * 16);
  /* Some frames only: the ones before are drawn all the same. */
  VslDecodeRequest some = { .flags = VSL_DECODE_PIXELS, .first_frame = 3, .n_frames = 1, .companion = -1 };
  g_auto (TestDecoded) one = test_decode_pair (b, NULL, &some);
  g_assert_no_error (one.error);
  g_assert_cmpint (one.image.frames, ==, 1);
  g_assert_cmpint (one.info.frames, ==, 5);
  g_assert_cmpfloat (test_pixel (&one.image, 0, 4, 4, 0), ==, 5 * 16);
  some.first_frame = 5;
  g_auto (TestDecoded) none = test_decode_pair (b, NULL, &some);
  g_assert_nonnull (none.error);
}

static void
test_gif_broken (void)
{
  Picture p = { 0, 0, W, H, 0, -1, FALSE, 255 };
  g_autoptr (GByteArray) b = make_gif (&p, 1, FALSE), screen = g_byte_array_new ();
  g_autoptr (GByteArray) open = g_byte_array_new ();
  /* Only the mark of the end may be missing, with a word about it. */
  g_byte_array_append (open, b->data, b->len - 1);
  g_auto (TestDecoded) d = test_decode (open);
  g_assert_no_error (d.error);
  g_assert_nonnull (d.info.warnings);
  for (guint n = b->len - 2; n > 13; n--) {
    g_byte_array_set_size (open, n);
    g_auto (TestDecoded) cut = test_decode (open);
    if (cut.ok)
      g_error ("%u of %u bytes were read", n, b->len);
  }
  g_byte_array_append (screen, b->data, b->len);
  screen->data[6] = W - 1;
  test_refused (screen, "larger than the whole");
  memcpy (screen->data + 6, "\xff\xff\xff\xff", 4);
  test_refused (screen, "at most");
}

static guint8
webp_value (int x, int y, int c)
{
  return (guint8) (x * 9 + y * 5 + c * 40);
}

static GByteArray *
make_webp (gboolean lossless, gboolean alpha)
{
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriter writer;
  guint8 rgba[W * H * 4];
  for (int i = 0; i < W * H; i++)
    for (int c = 0; c < 4; c++)
      rgba[4 * i + c] = c < 3 ? webp_value (i % W, i / W, c) : alpha ? (guint8) (i * 2) : 255;
  g_assert_true (WebPConfigInit (&config) && WebPPictureInit (&picture));
  config.lossless = lossless;
  config.exact = 1;                /* colours under alpha 0 are kept */
  config.quality = 100;
  picture.use_argb = lossless;
  picture.width = W;
  picture.height = H;
  WebPMemoryWriterInit (&writer);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  g_assert_true (WebPPictureImportRGBA (&picture, rgba, W * 4));
  g_assert_true (WebPEncode (&config, &picture));
  GByteArray *out = g_byte_array_new ();
  g_byte_array_append (out, writer.mem, (guint) writer.size);
  WebPMemoryWriterClear (&writer);
  WebPPictureFree (&picture);
  return out;
}

static void
test_webp_still (void)
{
  for (int alpha = 0; alpha < 2; alpha++) {
    g_autoptr (GByteArray) b = make_webp (TRUE, alpha);
    g_auto (TestDecoded) d = test_decode (b);
    g_assert_no_error (d.error);
    g_assert_cmpint (d.image.channels, ==, 3);
    g_assert_cmpint (d.info.had_alpha, ==, alpha);
    g_assert_false (d.info.lossy);
    for (int y = 0; y < H; y++)
      for (int x = 0; x < W; x++)
        for (int c = 0; c < 3; c++)
          g_assert_cmpfloat (test_pixel (&d.image, 0, x, y, c), ==, webp_value (x, y, c));
    test_every_beginning (b, 1);
  }
  g_autoptr (GByteArray) lossy = make_webp (FALSE, FALSE);
  g_auto (TestDecoded) d = test_decode (lossy);
  g_assert_no_error (d.error);
  g_assert_true (d.info.lossy);
  g_assert_cmpfloat_with_epsilon (test_pixel (&d.image, 0, 6, 5, 0), webp_value (6, 5, 0), 25);
  test_every_beginning (lossy, 1);
}

static void
put_chunk (GByteArray *out, const char *name, const guint8 *data, gsize n)
{
  test_put (out, name);
  test_put32 (out, (guint32) n, FALSE);
  g_byte_array_append (out, data, (guint) n);
  test_zeros (out, n & 1);
}

static GByteArray *
riff (const GByteArray *chunks)
{
  GByteArray *out = g_byte_array_new ();
  test_put (out, "RIFF");
  test_put32 (out, chunks->len + 4, FALSE);
  test_put (out, "WEBP");
  g_byte_array_append (out, chunks->data, chunks->len);
  return out;
}

static void
put24 (GByteArray *out, guint32 v)
{
  guint8 b[3] = { (guint8) v, (guint8) (v >> 8), (guint8) (v >> 16) };
  g_byte_array_append (out, b, 3);
}

static void
put_canvas (GByteArray *chunks, guint8 flags)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  test_put32 (head, flags, FALSE);
  put24 (head, W - 1);
  put24 (head, H - 1);
  put_chunk (chunks, "VP8X", head->data, head->len);
}

/* Two pictures in an ANMF each; of a still file the data follow its 12 bytes of RIFF. */
static void
test_webp_film (void)
{
  g_autoptr (GByteArray) still = make_webp (TRUE, FALSE), chunks = g_byte_array_new ();
  put_canvas (chunks, 2);
  put_chunk (chunks, "ANIM", (const guint8 *) "\0\0\0\0\0", 6);
  for (int k = 0; k < 2; k++) {
    g_autoptr (GByteArray) frame = g_byte_array_new ();
    put24 (frame, 0);
    put24 (frame, 0);
    put24 (frame, W - 1);
    put24 (frame, H - 1);
    put24 (frame, 100);
    g_byte_array_append (frame, (const guint8 *) "\2", 1);
    g_byte_array_append (frame, still->data + 12, still->len - 12);
    put_chunk (chunks, "ANMF", frame->data, frame->len);
  }
  g_autoptr (GByteArray) b = riff (chunks);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.frames, ==, 2);
  for (int k = 0; k < 2; k++)
    for (int c = 0; c < 3; c++)
      g_assert_cmpfloat (test_pixel (&d.image, k, 7, 8, c), ==, webp_value (7, 8, c));
  test_every_beginning (b, 1);
}

static void
test_webp_turned (void)
{
  g_autoptr (GByteArray) still = make_webp (TRUE, FALSE), chunks = g_byte_array_new (), exif = g_byte_array_new ();
  put_canvas (chunks, 8);
  g_byte_array_append (chunks, still->data + 12, still->len - 12);
  test_put (exif, "II");
  test_put16 (exif, 42, FALSE);
  test_put32 (exif, 8, FALSE);
  test_put16 (exif, 1, FALSE);
  test_put16 (exif, 0x112, FALSE);
  test_put16 (exif, 3, FALSE);
  test_put32 (exif, 1, FALSE);
  test_put32 (exif, 6, FALSE);
  put_chunk (chunks, "EXIF", exif->data, exif->len);
  g_autoptr (GByteArray) b = riff (chunks);
  g_auto (TestDecoded) d = test_decode (b);
  g_assert_no_error (d.error);
  g_assert_cmpint (d.image.width, ==, H);
  g_assert_cmpint (d.image.height, ==, W);
  g_assert_cmpfloat (test_pixel (&d.image, 0, H - 1, 0, 0), ==, webp_value (0, 0, 0));
  test_every_beginning (b, 1);      /* where only the EXIF is cut, the picture would come out unturned */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/gif/still", test_gif_still);
  g_test_add_func ("/formats/gif/film", test_gif_film);
  g_test_add_func ("/formats/gif/broken", test_gif_broken);
  g_test_add_func ("/formats/webp/still", test_webp_still);
  g_test_add_func ("/formats/webp/film", test_webp_film);
  g_test_add_func ("/formats/webp/turned", test_webp_turned);
  return g_test_run ();
}
