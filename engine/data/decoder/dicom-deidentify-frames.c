/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments in compressed frames. Writers of JPEG put names of programs, patients and whole EXIF blocks into COM and APPn segments, which no
 * DICOM reader shows. They go; what decoders need (JFIF, Adobe's colour transform, HP's, SPIFF) is of fixed form and stays. The compressed picture
 * itself is copied bit by bit. */
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

typedef struct {
  enum { OUTSIDE, MARKERS, SCAN } state;
  guint8 held[65540];            /* a marker, its length, its segment */
  gsize n, wanted;               /* wanted 0: the length is not read yet */
  guint32 dropped;
} Jpeg;

static gboolean
segment_stays (Jpeg *j)
{
  guint8 marker = j->held[1];
  const guint8 *body = j->held + 4;
  gsize n = j->n - 4;
  if (marker == 0xee && n == 12 && memcmp (body, "Adobe", 5) == 0)
    return TRUE;
  if (marker == 0xe8 && ((n == 5 && memcmp (body, "mrfx", 4) == 0) || (n == 30 && memcmp (body, "SPIFF", 6) == 0)))
    return TRUE;
  if (marker == 0xe0 && n >= 14 && memcmp (body, "JFIF", 5) == 0) {      /* without its small picture */
    j->held[2] = 0;
    j->held[3] = 16;
    j->held[16] = j->held[17] = 0;
    j->n = 18;
    return TRUE;
  }
  return marker != 0xfe && (marker & 0xf0) != 0xe0;
}

static void
end_segment (Jpeg *j, DicomBytes *out)
{
  guint8 marker = j->held[1];
  if (segment_stays (j))
    dicom_bytes_add (out, j->held, j->n);
  else
    j->dropped++;
  j->state = marker == 0xda ? SCAN : MARKERS;
  j->n = j->wanted = 0;
}

static void
take_marker (Jpeg *j, DicomBytes *out)
{
  guint8 marker = j->held[1];
  if (marker == 0xff) {                              /* fill bytes before a marker */
    j->n = 1;
  } else if (marker == 0xd8 || marker == 0xd9 || (marker >= 0xd0 && marker <= 0xd7) || marker == 0x01) {
    dicom_bytes_add (out, j->held, 2);
    j->state = marker == 0xd9 ? OUTSIDE : MARKERS;
    j->n = 0;
  }
}

static void
take_byte (Jpeg *j, guint8 byte, DicomBytes *out)
{
  if (j->n == 0 && byte != 0xff) {
    /* Between pictures stands padding alone. */
    dicom_bytes_add (out, "", 1);
    return;
  }
  j->held[j->n++] = byte;
  if (j->n == 2 && j->state == SCAN && (byte < 0x80 || (byte >= 0xd0 && byte <= 0xd7))) {
    dicom_bytes_add (out, j->held, 2);
    j->n = 0;
  } else if (j->n == 2 && j->state == OUTSIDE && byte != 0xd8) {
    static const guint8 zeros[2] = { 0, 0 };
    dicom_bytes_add (out, zeros, 2);
    j->n = 0;
  } else if (j->n == 2) {
    take_marker (j, out);
  } else if (j->n == 4) {
    gsize length = (gsize) j->held[2] << 8 | j->held[3];
    j->wanted = 2 + MAX (length, 2);
  }
  if (j->wanted && j->n >= j->wanted)
    end_segment (j, out);
}

static void
take_bytes (Jpeg *j, const guint8 *at, gsize n, DicomBytes *out)
{
  for (gsize i = 0; i < n && !out->failed; i++) {
    if (j->state == SCAN && j->n == 0 && at[i] != 0xff) {
      const guint8 *next = memchr (at + i, 0xff, n - i);
      gsize run = next ? (gsize) (next - at) - i : n - i;
      dicom_bytes_add (out, at + i, run);
      i += run - 1;
    } else {
      take_byte (j, at[i], out);
    }
  }
}

/* JPEG 2000: comments are blanked where they stand, so that lengths of tile parts stay right. From the start of the code stream. */
static guint32
blank_j2k (guint8 *at, gsize n)
{
  guint32 blanked = 0;
  gsize i = 2, tile_end = 0;
  while (i + 4 <= n && at[i] == 0xff) {
    guint8 marker = at[i + 1];
    gsize length = (gsize) at[i + 2] << 8 | at[i + 3];
    if (marker == 0x93) {                            /* data of a tile part */
      if (tile_end <= i)
        break;
      i = tile_end;
      continue;
    }
    if (marker == 0xd9 || length < 2 || length > n - i - 2)
      break;
    if (marker == 0x90 && length >= 10) {
      gsize whole = (gsize) at[i + 6] << 24 | (gsize) at[i + 7] << 16 | (gsize) at[i + 8] << 8 | at[i + 9];
      tile_end = whole == 0 || whole > n - i ? n : i + whole;
    }
    if (marker == 0x64 && length > 4) {
      memset (at + i + 6, ' ', length - 4);
      blanked++;
    }
    i += 2 + length;
  }
  return blanked;
}

/* A JP2 file in a fragment is not what the standard wants, but happens: texts of its boxes are blanked, then its code stream. */
static guint32
blank_jp2 (guint8 *at, gsize n)
{
  guint32 blanked = 0;
  gsize i = 0;
  while (i + 8 <= n) {
    gsize length = (gsize) at[i] << 24 | (gsize) at[i + 1] << 16 | (gsize) at[i + 2] << 8 | at[i + 3];
    if (length == 0)
      length = n - i;
    if (length < 8 || length > n - i)
      break;
    if (memcmp (at + i + 4, "jp2c", 4) == 0) {
      blanked += blank_j2k (at + i + 8, length - 8);
    } else if (memcmp (at + i + 4, "xml ", 4) == 0 || memcmp (at + i + 4, "uuid", 4) == 0 || memcmp (at + i + 4, "uinf", 4) == 0 || memcmp (at + i + 4, "jp2i", 4) == 0) {
      memcpy (at + i + 4, "free", 4);
      memset (at + i + 8, 0, length - 8);
      blanked++;
    }
    i += length;
  }
  return blanked;
}

static gboolean
begins_jp2 (const guint8 *at, gsize n)
{
  return n >= 12 && memcmp (at + 4, "jP  ", 4) == 0;
}

static gboolean
begins_j2k (const guint8 *at, gsize n)
{
  return n >= 4 && at[0] == 0xff && at[1] == 0x4f;
}

/* A frame goes on to the next fragment that begins one: comments may stand in any of its fragments, or across two. */
static void
blank_frames (DicomFragments *f)
{
  for (guint k = 0, next; f->bytes.n > 0 && k < f->n; k = next) {
    guint8 *at = f->bytes.data + f->start[k];
    gsize n = f->start[k + 1] - f->start[k];
    gboolean jp2 = begins_jp2 (at, n), j2k = begins_j2k (at, n);
    for (next = k + 1; next < f->n; next++) {
      const guint8 *there = f->bytes.data + f->start[next];
      gsize left = f->start[next + 1] - f->start[next];
      if (begins_jp2 (there, left) || begins_j2k (there, left))
        break;
    }
    n = f->start[next] - f->start[k];
    if (jp2)
      f->segments += blank_jp2 (at, n);
    else if (j2k)
      f->segments += blank_j2k (at, n);
  }
}

/* By the first three bytes, wherever the fragments part. */
static gboolean
is_jpeg (const DicomData *data, guint32 from, guint32 to)
{
  static const guint8 magic[] = { 0xff, 0xd8, 0xff };
  guint n = 0;
  for (guint32 i = from; i < to && n < sizeof magic; i = data->element[i].next)
    for (guint32 b = 0; b < data->element[i].length && n < sizeof magic; b++)
      if (data->element[i].value[b] != magic[n++])
        return FALSE;
  return n == sizeof magic;
}

/**
 * dicom_fragments_clean:
 * @pixels: an element with fragments
 * @out: (out): dicom_fragments_clear()
 *
 * By what the fragments hold, not by what the transfer syntax says. A frame may go on in the next fragment.
 */
gboolean
dicom_fragments_clean (const DicomData *data, const DicomElement *pixels, DicomFragments *out)
{
  guint32 from = (guint32) dicom_index (data, pixels) + 1, n = 0;
  memset (out, 0, sizeof *out);
  for (guint32 i = from; i < pixels->next; i = data->element[i].next)
    n++;
  out->start = g_try_new0 (gsize, (gsize) n + 1);
  out->before = g_try_new0 (guint32, (gsize) n + 1);
  Jpeg *j = g_try_new0 (Jpeg, 1);
  if (!out->start || !out->before || !j) {
    g_free (j);
    return FALSE;
  }
  gboolean jpeg = n > 0 && is_jpeg (data, data->element[from].next, pixels->next);      /* behind the offset table */
  gsize begin = 0;
  for (guint32 i = from, k = 0; i < pixels->next; i = data->element[i].next, k++) {
    const DicomElement *e = &data->element[i];
    if (k == 0)                                      /* the offset table */
      continue;
    out->start[out->n] = begin;
    out->before[out->n++] = e->length;
    if (jpeg)
      take_bytes (j, e->value, e->length, &out->bytes);
    else
      dicom_bytes_add (&out->bytes, e->value, e->length);
    /* Lengths are even: a frame that goes on hands its last byte to the next fragment, one that ended gets one. */
    if (((out->bytes.n - begin) & 1) && (!jpeg || (j->state == OUTSIDE && j->n == 0)))
      dicom_bytes_add (&out->bytes, "", 1);
    begin = out->bytes.n - ((out->bytes.n - begin) & 1);
  }
  /* What ends in the middle of a segment keeps its beginning, as it was: a decoder says what is wrong with it. */
  if (j->n && j->state == SCAN)
    dicom_bytes_add (&out->bytes, j->held, j->n);
  if (out->n && ((out->bytes.n - out->start[out->n - 1]) & 1))
    dicom_bytes_add (&out->bytes, "", 1);
  out->start[out->n] = out->bytes.n;
  out->segments += j->dropped;
  if (!jpeg && !out->bytes.failed)
    blank_frames (out);
  g_free (j);
  return !out->bytes.failed;
}

void
dicom_fragments_clear (DicomFragments *fragments)
{
  g_free (fragments->bytes.data);
  g_free (fragments->start);
  g_free (fragments->before);
  memset (fragments, 0, sizeof *fragments);
}

guint64
dicom_fragments_move (const DicomFragments *fragments, guint64 offset)
{
  guint64 before = 0, now = 0;
  for (guint k = 0; k < fragments->n && before <= offset; k++) {
    if (before == offset)
      return now;
    before += 8 + (guint64) fragments->before[k];
    now += 8 + (fragments->start[k + 1] - fragments->start[k]);
  }
  return G_MAXUINT64;
}

/**
 * dicom_fragments_length:
 * @k: of a fragment that is a whole frame
 * @before: length of its frame as it was, without padding
 */
guint64
dicom_fragments_length (const DicomFragments *fragments, guint k, guint64 before)
{
  if (k >= fragments->n)
    return before;
  guint64 now = fragments->start[k + 1] - fragments->start[k], was = fragments->before[k];
  return before + now >= was && before <= was ? before + now - was : now;
}
