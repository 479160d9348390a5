/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels that are not compressed, and the last step of those that were: from the bits of the cells to numbers. */
#include <string.h>

#include "data/decoder/dicom-pixels.h"

static void
take8 (const guint8 *from, guint8 *to, gsize n, guint step, gsize first, gboolean swap)
{
  if (step == 1 && !swap) {
    memcpy (to, from + first, n);
    return;
  }
  /* Bytes in pairs: 8-bit pixels in big-endian words. */
  for (gsize i = 0; i < n; i++)
    to[i * step] = from[swap ? (first + i) ^ 1 : first + i];
}

static void
take16 (const guint8 *from, guint16 *to, gsize n, guint step, gboolean big)
{
  if (step == 1 && big == (G_BYTE_ORDER == G_BIG_ENDIAN)) {
    memcpy (to, from, n * 2);
    return;
  }
  for (gsize i = 0; i < n; i++, from += 2)
    to[i * step] = big ? (guint16) (from[0] << 8 | from[1]) : (guint16) (from[1] << 8 | from[0]);
}

static void
take32 (const guint8 *from, guint32 *to, gsize n, guint step, gboolean big)
{
  for (gsize i = 0; i < n; i++, from += 4) {
    guint32 v;
    memcpy (&v, from, 4);
    to[i * step] = big ? GUINT32_FROM_BE (v) : GUINT32_FROM_LE (v);
  }
}

/* OW in big-endian form is swapped by words of 16 bits, low word first; but pixels of 32 bits are often written high word first. The
 * smoother picture is the right one; the standard's, when both are alike. */
static gboolean
words_first (const guint8 *from, gsize n)
{
  gint64 by_words = 0, by_value = 0;
  guint32 before_words = 0, before_value = 0;
  for (gsize i = 0; i < MIN (n, 65536); i++, from += 4) {
    guint32 high = (guint32) from[0] << 8 | from[1], low = (guint32) from[2] << 8 | from[3], value = high << 16 | low, words = low << 16 | high;
    by_words += i ? ABS ((gint64) words - before_words) : 0;
    by_value += i ? ABS ((gint64) value - before_value) : 0;
    before_words = words;
    before_value = value;
  }
  return by_words <= by_value;
}

static void
swap_words (guint32 *v, gsize n, guint step)
{
  for (gsize i = 0; i < n; i++)
    v[i * step] = v[i * step] << 16 | v[i * step] >> 16;
}

static void
take64 (const guint8 *from, guint64 *to, gsize n, guint step, gboolean big)
{
  for (gsize i = 0; i < n; i++, from += 8) {
    guint64 v;
    memcpy (&v, from, 8);
    to[i * step] = big ? GUINT64_FROM_BE (v) : GUINT64_FROM_LE (v);
  }
}

/* Cells that are no whole number of the machine's own sizes: 1 bit, 12 bits packed, 24 bits. The first one is in the lowest bits. */
static void
take_bits (const DicomPixels *p, const guint8 *from, guint64 bit, guint8 *to, gsize n, guint step, gboolean swap)
{
  gsize size = vsl_pixel_size (p->type);
  for (gsize i = 0; i < n; i++, bit += p->allocated) {
    guint64 v = 0;
    guint shift = bit % 8, bytes = (shift + p->allocated + 7) / 8;
    for (guint b = 0; b < bytes; b++) {
      gsize at = (gsize) (bit / 8) + b;
      v |= (guint64) from[swap ? at ^ 1 : at] << (8 * b);
    }
    guint32 value = (guint32) (v >> shift & ((G_GUINT64_CONSTANT (1) << p->allocated) - 1));
    gsize at = i * step;
    if (size == 1)
      to[at] = (guint8) value;
    else if (size == 2)
      ((guint16 *) (gpointer) to)[at] = (guint16) value;
    else
      ((guint32 *) (gpointer) to)[at] = value;
  }
}

gsize
_dicom_frame_bits (const DicomPixels *p)
{
  gsize cells = p->halved ? (gsize) p->rows * ((p->columns + 1) / 2) * 4 : (gsize) p->rows * p->columns * p->samples;
  return cells * p->allocated;
}

/* Y1 Y2 Cb Cr for two pixels. */
static void
widen (const guint8 *from, guint8 *to, guint rows, guint columns)
{
  for (guint y = 0; y < rows; y++)
    for (guint x = 0; x < columns; x += 2, from += 4)
      for (guint k = 0; k < 2 && x + k < columns; k++) {
        *to++ = from[k];
        *to++ = from[2];
        *to++ = from[3];
      }
}

static void
take (const DicomPixels *p, const guint8 *from, gsize n, guint64 bit, guint8 *to, gsize count, guint step)
{
  gboolean words = p->big && p->allocated <= 8 && memcmp (p->element->vr, "OW", 2) == 0 && n % 2 == 0;
  if (p->allocated == 8)
    take8 (from, to, count, step, (gsize) (bit / 8), words);
  else if (p->allocated == 16)
    take16 (from + bit / 8, (guint16 *) (gpointer) to, count, step, p->big);
  else if (p->allocated == 32)
    take32 (from + bit / 8, (guint32 *) (gpointer) to, count, step, p->big);
  else if (p->allocated == 64)
    take64 (from + bit / 8, (guint64 *) (gpointer) to, count, step, p->big);
  else
    take_bits (p, from, bit, to, count, step, words);
  if (p->allocated == 32 && p->big && !p->real && memcmp (p->element->vr, "OW", 2) == 0 && words_first (from, n / 4))
    swap_words ((guint32 *) (gpointer) to, count, step);
}

/**
 * _dicom_take_native:
 * @from: all of the pixel data, @n bytes, of which the frame's begin at @bit; the caller has seen that they are there
 * @to: one frame, samples interleaved
 */
void
_dicom_take_native (const DicomPixels *p, const guint8 *from, gsize n, guint64 bit, guint8 *to)
{
  gsize pixels = (gsize) p->rows * p->columns, size = vsl_pixel_size (p->type);
  if (p->halved) {
    widen (from + bit / 8, to, p->rows, p->columns);
    return;
  }
  if (!p->planar || p->samples == 1) {
    take (p, from, n, bit, to, pixels * p->samples, 1);
  } else {
    for (guint c = 0; c < p->samples; c++)
      take (p, from, n, bit + (guint64) c * pixels * p->allocated, to + c * size, pixels, p->samples);
  }
  _dicom_settle (p, to, pixels * p->samples);
}

/* Bits beside the stored ones (old overlays) go; the sign is drawn out. */
void
_dicom_settle (const DicomPixels *p, guint8 *values, gsize n)
{
  guint cell = (guint) vsl_pixel_size (p->type) * 8, shift = p->high + 1 - p->stored, left = cell - p->stored;
  if (p->real || (p->stored == p->allocated && !(p->is_signed && p->stored < cell)))
    return;
  if (cell == 8) {
    for (gsize i = 0; i < n; i++)
      values[i] = p->is_signed ? (guint8) ((gint8) (guint8) ((guint) values[i] >> shift << left) >> left) : (guint8) ((guint8) ((guint) values[i] >> shift << left) >> left);
  } else if (cell == 16) {
    guint16 *v = (guint16 *) (gpointer) values;
    if (p->is_signed)
      for (gsize i = 0; i < n; i++)
        v[i] = (guint16) ((gint16) (guint16) ((guint) v[i] >> shift << left) >> left);
    else
      for (gsize i = 0; i < n; i++)
        v[i] = (guint16) ((guint16) ((guint) v[i] >> shift << left) >> left);
  } else {
    guint32 *v = (guint32 *) (gpointer) values;
    for (gsize i = 0; i < n; i++)
      v[i] = p->is_signed ? (guint32) ((gint32) (v[i] >> shift << left) >> left) : v[i] >> shift << left >> left;
  }
}
