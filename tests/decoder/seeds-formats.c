/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small sound files of the forms beside PNG. Those that are simple are put together byte by byte, the others by their library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>
#include <jpeglib.h>
#include <webp/encode.h>
#include <zlib.h>

#include "../tiff-memory.h"
#include "seeds.h"

#define W 13
#define H 11

static void
put (GByteArray *out, guint64 v, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    g_byte_array_append (out, &(guint8) { i < 8 ? (guint8) (v >> (8 * i)) : 0 }, 1);
}

static void
put_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

/* n bytes of something that is not all the same. */
static void
put_pattern (GByteArray *out, guint n)
{
  for (guint i = 0; i < n; i++)
    put (out, i * 7 + i / 13 * 5, 1);
}

static void
done (GPtrArray *seeds, const char *name, GByteArray *bytes)
{
  seeds_add (seeds, name, g_byte_array_free_to_bytes (bytes));
}

/* ---- BMP ---- */

static GByteArray *
begin_bmp (guint bits, guint compression, guint colours)
{
  GByteArray *b = g_byte_array_new ();
  put_text (b, "BM");
  put (b, 0, 8);
  put (b, 54 + 4 * colours + (compression == 3 ? 12 : 0), 4);
  put (b, 40, 4);
  put (b, W, 4);
  put (b, H, 4);
  put (b, 1, 2);
  put (b, bits, 2);
  put (b, compression, 4);
  put (b, 0, 12);
  put (b, colours, 4);
  put (b, 0, 4);
  if (compression == 3)
    for (guint i = 0; i < 3; i++)
      put (b, (guint32[]) { 0xf800, 0x7e0, 0x1f }[i], 4);
  for (guint i = 0; i < colours; i++)
    put (b, i * 0x050301, 4);
  return b;
}

void
seeds_make_bmp (GPtrArray *seeds)
{
  static const guint bits[] = { 1, 4, 8, 24, 32 };
  for (guint i = 0; i < G_N_ELEMENTS (bits); i++) {
    GByteArray *b = begin_bmp (bits[i], 0, bits[i] <= 8 ? 1u << bits[i] : 0);
    g_autofree char *name = g_strdup_printf ("%u.bmp", bits[i]);
    put_pattern (b, (W * bits[i] + 31) / 32 * 4 * H);
    done (seeds, name, b);
  }
  GByteArray *fields = begin_bmp (16, 3, 0), *runs = begin_bmp (8, 1, 256);
  put_pattern (fields, 28 * H);
  done (seeds, "fields.bmp", fields);
  for (guint y = 0; y < H; y++) {
    put (runs, 5 | (y * 9) << 8, 2);
    put (runs, 0x0800, 2);
    put_pattern (runs, 8);
    put (runs, 0, 2);
  }
  put (runs, 0x0100, 2);
  done (seeds, "runs.bmp", runs);
}

/* ---- GIF ---- */

static int
on_gif (GifFileType *gif, const GifByteType *data, int n)
{
  g_byte_array_append (gif->UserData, data, (guint) n);
  return n;
}

void
seeds_make_gif (GPtrArray *seeds)
{
  GByteArray *out = g_byte_array_new ();
  GifColorType colours[8] = { { 0, 0, 0 }, { 255, 0, 9 }, { 8, 255, 0 }, { 1, 2, 3 } };
  ColorMapObject *map = GifMakeMapObject (8, colours);
  int error;
  GifFileType *gif = EGifOpen (out, on_gif, &error);
  EGifSetGifVersion (gif, true);
  EGifPutScreenDesc (gif, W, H, 3, 1, map);
  for (int k = 0; k < 3; k++) {
    GifByteType control[4], line[W];
    EGifGCBToExtension (&(GraphicsControlBlock) { .DisposalMode = k + 1, .DelayTime = 4, .TransparentColor = k ? 2 : NO_TRANSPARENT_COLOR }, control);
    EGifPutExtension (gif, GRAPHICS_EXT_FUNC_CODE, 4, control);
    EGifPutImageDesc (gif, k, k, W - k, H - k, k == 1, k == 2 ? map : NULL);
    for (int y = 0; y < H - k; y++) {
      for (int x = 0; x < W - k; x++)
        line[x] = (GifByteType) ((x + y * k) % 8);
      EGifPutLine (gif, line, W - k);
    }
  }
  EGifCloseFile (gif, &error);
  GifFreeMapObject (map);
  done (seeds, "film.gif", out);
}

/* ---- JPEG ---- */

static void
add_jpeg (GPtrArray *seeds, const char *name, J_COLOR_SPACE space, int channels, gboolean progressive, int restarts)
{
  struct jpeg_compress_struct j;
  struct jpeg_error_mgr errors;
  unsigned char *out = NULL;
  unsigned long n = 0;
  static const guint8 exif[] = "Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0";
  j.err = jpeg_std_error (&errors);
  jpeg_create_compress (&j);
  jpeg_mem_dest (&j, &out, &n);
  j.image_width = W;
  j.image_height = H;
  j.input_components = channels;
  j.in_color_space = space;
  jpeg_set_defaults (&j);
  j.restart_interval = (unsigned) restarts;
  if (progressive)
    jpeg_simple_progression (&j);
  jpeg_start_compress (&j, TRUE);
  jpeg_write_marker (&j, JPEG_APP0 + 1, exif, sizeof exif);
  for (int y = 0; y < H; y++) {
    guint8 line[W * 4];
    JSAMPROW row = line;
    for (guint i = 0; i < sizeof line; i++)
      line[i] = (guint8) (i * 5 + (guint) y * 9);
    jpeg_write_scanlines (&j, &row, 1);
  }
  jpeg_finish_compress (&j);
  jpeg_destroy_compress (&j);
  seeds_add (seeds, name, g_bytes_new (out, n));
  free (out);
}

void
seeds_make_jpeg (GPtrArray *seeds)
{
  add_jpeg (seeds, "grey.jpg", JCS_GRAYSCALE, 1, FALSE, 0);
  add_jpeg (seeds, "rgb.jpg", JCS_RGB, 3, FALSE, 1);
  add_jpeg (seeds, "progressive.jpg", JCS_RGB, 3, TRUE, 0);
  add_jpeg (seeds, "cmyk.jpg", JCS_CMYK, 4, FALSE, 0);
}

/* ---- NIfTI ---- */

static GByteArray *
make_nifti (guint version, guint datatype, guint bytes)
{
  GByteArray *b = g_byte_array_new ();
  if (version == 1) {
    put (b, 348, 4);
    g_byte_array_set_size (b, 352);
    memset (b->data + 4, 0, 348);
    memcpy (b->data + 40, "\3\0\5\0\4\0\3\0", 8);
    b->data[70] = (guint8) datatype;
    b->data[71] = (guint8) (datatype >> 8);
    b->data[72] = (guint8) (8 * bytes);
    memcpy (b->data + 344, "n+1", 4);
  } else {
    put (b, 540, 4);
    put_text (b, "n+2");
    put (b, 0x0a1a0a0d00, 5);
    put (b, datatype, 2);
    put (b, 8 * bytes, 2);
    for (guint i = 0; i < 8; i++)
      put (b, (guint64[]) { 3, 5, 4, 3, 1, 1, 1, 1 }[i], 8);
    guint old = b->len;
    g_byte_array_set_size (b, 544);
    memset (b->data + old, 0, 544 - old);
  }
  put_pattern (b, 60 * bytes);
  return b;
}

static GByteArray *
gzip (GByteArray *data)
{
  z_stream z = { 0 };
  GByteArray *out = g_byte_array_new ();
  deflateInit2 (&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  g_byte_array_set_size (out, (guint) deflateBound (&z, data->len));
  z.next_in = data->data;
  z.avail_in = data->len;
  z.next_out = out->data;
  z.avail_out = out->len;
  deflate (&z, Z_FINISH);
  g_byte_array_set_size (out, (guint) z.total_out);
  deflateEnd (&z);
  g_byte_array_unref (data);
  return out;
}

void
seeds_make_nifti (GPtrArray *seeds)
{
  static const struct {
    guint datatype, bytes;
  } kinds[] = { { 2, 1 }, { 4, 2 }, { 16, 4 }, { 64, 8 }, { 128, 3 }, { 1024, 8 }, { 2304, 4 } };
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *name = g_strdup_printf ("%u.nii", kinds[i].datatype);
    done (seeds, name, make_nifti (1 + i % 2, kinds[i].datatype, kinds[i].bytes));
  }
  done (seeds, "packed.nii.gz", gzip (make_nifti (1, 4, 2)));
}

/* ---- .npy ---- */

static void
add_npy (GPtrArray *seeds, const char *name, const char *header, guint values)
{
  GByteArray *b = g_byte_array_new ();
  put_text (b, "\x93NUMPY\1");
  put (b, 0, 1);
  put (b, strlen (header), 2);
  put_text (b, header);
  put_pattern (b, values);
  done (seeds, name, b);
}

void
seeds_make_npy (GPtrArray *seeds)
{
  add_npy (seeds, "bytes.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (4, 5, 3), }\n", 60);
  add_npy (seeds, "floats.npy", "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 5), }\n", 120);
  add_npy (seeds, "big.npy", "{'descr': '>i8', 'fortran_order': False, 'shape': (3, 5), }\n", 120);
}

/* ---- TIFF ---- */

typedef struct {
  guint bits, samples, photometric, compression, planar, format, pages;
  gboolean tiled;
} TiffForm;

static void
write_page (TIFF *t, const TiffForm *f)
{
  guint16 map[256] = { 0, 0x4000, 0x8000, 0xffff };
  guint8 room[4096];
  for (guint i = 0; i < sizeof room; i++)
    room[i] = (guint8) (i * 7 + i / 13);
  TIFFSetField (t, TIFFTAG_IMAGEWIDTH, W);
  TIFFSetField (t, TIFFTAG_IMAGELENGTH, H);
  TIFFSetField (t, TIFFTAG_BITSPERSAMPLE, f->bits);
  TIFFSetField (t, TIFFTAG_SAMPLESPERPIXEL, f->samples);
  TIFFSetField (t, TIFFTAG_PHOTOMETRIC, f->photometric);
  TIFFSetField (t, TIFFTAG_COMPRESSION, f->compression ? f->compression : COMPRESSION_NONE);
  TIFFSetField (t, TIFFTAG_PLANARCONFIG, f->planar ? f->planar : PLANARCONFIG_CONTIG);
  TIFFSetField (t, TIFFTAG_SAMPLEFORMAT, f->format ? f->format : SAMPLEFORMAT_UINT);
  if (f->photometric == PHOTOMETRIC_PALETTE)
    TIFFSetField (t, TIFFTAG_COLORMAP, map, map, map);
  if (f->tiled) {
    TIFFSetField (t, TIFFTAG_TILEWIDTH, 16);
    TIFFSetField (t, TIFFTAG_TILELENGTH, 16);
    TIFFWriteEncodedTile (t, 0, room, TIFFTileSize (t));
  } else {
    TIFFSetField (t, TIFFTAG_ROWSPERSTRIP, 8);
    for (guint s = 0; s < (f->planar == PLANARCONFIG_SEPARATE ? f->samples : 1); s++)
      for (guint y = 0; y < H; y++)
        TIFFWriteScanline (t, room + y, y, (guint16) s);
  }
  TIFFWriteDirectory (t);
}

void
seeds_make_tiff (GPtrArray *seeds)
{
  static const TiffForm forms[] = {
    { 8, 1, PHOTOMETRIC_MINISBLACK, 0, 0, 0, 3, FALSE },
    { 16, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_LZW, 0, 0, 1, FALSE },
    { 32, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_ADOBE_DEFLATE, 0, SAMPLEFORMAT_IEEEFP, 1, TRUE },
    { 8, 3, PHOTOMETRIC_RGB, COMPRESSION_PACKBITS, PLANARCONFIG_SEPARATE, 0, 1, FALSE },
    { 8, 3, PHOTOMETRIC_RGB, COMPRESSION_JPEG, 0, 0, 1, TRUE },
    { 2, 1, PHOTOMETRIC_PALETTE, 0, 0, 0, 1, FALSE },
    { 1, 1, PHOTOMETRIC_MINISWHITE, COMPRESSION_CCITTFAX4, 0, 0, 1, FALSE },
    { 8, 4, PHOTOMETRIC_SEPARATED, COMPRESSION_LZW, 0, 0, 1, FALSE },
    { 8, 3, PHOTOMETRIC_CIELAB, 0, 0, 0, 1, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    TiffMemory m;
    TIFF *t = tiff_memory_open (&m, "w");
    for (guint p = 0; p < forms[i].pages; p++)
      write_page (t, &forms[i]);
    TIFFClose (t);
    g_autofree char *name = g_strdup_printf ("%u.tif", i);
    done (seeds, name, m.data);
  }
}

/* ---- WebP ---- */

void
seeds_make_webp (GPtrArray *seeds)
{
  guint8 rgba[W * H * 4], *out;
  for (guint i = 0; i < sizeof rgba; i++)
    rgba[i] = (guint8) (i * 3 + i / 52);
  size_t n = WebPEncodeLosslessRGBA (rgba, W, H, W * 4, &out);
  seeds_add (seeds, "lossless.webp", g_bytes_new (out, n));
  WebPFree (out);
  n = WebPEncodeRGBA (rgba, W, H, W * 4, 60, &out);
  seeds_add (seeds, "lossy-alpha.webp", g_bytes_new (out, n));
  WebPFree (out);
}
