/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Palettes (C.7.6.3.1.5 and .6), plain and in segments. An index below or above a table takes its first or last colour, as the
 * standard says; so no index leads out of it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-sample.h"

#define MOST_ENTRIES 65536

typedef struct {
  guint16 *entry;                /* n of them, owned */
  guint n;
  gint64 first;
  guint bits;                    /* 8 or 16 */
} Palette;

static guint
word (const DicomElement *e, gsize k)
{
  const guint8 *at = e->value + 2 * k;
  return e->big ? (guint) at[0] << 8 | at[1] : (guint) at[1] << 8 | at[0];
}

/* Segments: 0 n values; 1 n last: a line from the value before; 2 n offset: n earlier segments once more. */
typedef struct {
  const DicomElement *data;
  gsize words;
  guint16 *out;
  guint n, room;
  guint last;
  guint left;                    /* segments that may still be run: a loop has an end */
} Segments;

static gboolean
run_segments (Segments *s, gsize at, guint count, gboolean inner)
{
  for (guint k = 0; k < count && at + 2 <= s->words && s->n < s->room; k++) {
    guint code = word (s->data, at), n = word (s->data, at + 1);
    if (s->left-- == 0)
      return FALSE;
    at += 2;
    if (code == 0 && at + n <= s->words) {
      for (guint i = 0; i < n && s->n < s->room; i++)
        s->out[s->n++] = (guint16) (s->last = word (s->data, at + i));
      at += n;
    } else if (code == 1 && at + 1 <= s->words && n > 0) {
      double from = s->last, to = word (s->data, at++);
      for (guint i = 1; i <= n && s->n < s->room; i++)
        s->out[s->n++] = (guint16) (from + (to - from) * i / n + 0.5);
      s->last = (guint) to;
    } else if (code == 2 && !inner && at + 2 <= s->words) {
      /* The offset counts bytes in the data as they are written. */
      gsize from = ((gsize) word (s->data, at) | (gsize) word (s->data, at + 1) << 16) / 2;
      at += 2;
      if (from >= s->words || !run_segments (s, from, n, TRUE))
        return FALSE;
    } else {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_segments (const DicomElement *data, Palette *p)
{
  Segments s = { data, data->length / 2, p->entry, 0, p->n, 0, 2 * MOST_ENTRIES };
  if (!run_segments (&s, 0, G_MAXUINT, FALSE) || s.n == 0)
    return FALSE;
  for (; s.n < p->n; s.n++)
    p->entry[s.n] = p->entry[s.n - 1];
  return TRUE;
}

static gboolean
read_plain (const DicomElement *data, Palette *p)
{
  /* 8-bit entries are packed in pairs by the standard, one a word by others. */
  gboolean bytes = p->bits == 8 && data->length < 2 * p->n;
  if (data->length < (bytes ? p->n : 2 * p->n))
    return FALSE;
  for (guint i = 0; i < p->n; i++)
    p->entry[i] = bytes ? data->value[data->big ? i ^ 1 : i] : (guint16) word (data, i);
  return TRUE;
}

static gboolean
read_palette (const DicomData *data, guint channel, Palette *p, GError **error)
{
  const DicomElement *descriptor = dicom_find (data, -1, DICOM_TAG (0x0028, 0x1101 + channel));
  const DicomElement *plain = dicom_find (data, -1, DICOM_TAG (0x0028, 0x1201 + channel));
  const DicomElement *segments = dicom_find (data, -1, DICOM_TAG (0x0028, 0x1221 + channel));
  gint64 n, first, bits;
  if (!dicom_integer (descriptor, 0, &n) || !dicom_integer (descriptor, 1, &first) || !dicom_integer (descriptor, 2, &bits) || (!plain && !segments))
    return _dicom_fail (error, _("its colours come from a palette, which is missing: export it as RGB"));
  n &= 0xffff;                   /* the descriptor may have been written as signed */
  p->n = n == 0 ? MOST_ENTRIES : (guint) n;
  p->first = first;
  p->bits = bits <= 8 ? 8 : 16;
  p->entry = g_try_new0 (guint16, p->n);
  if (!p->entry)
    return _dicom_fail (error, _("there is not enough memory: close other programs"));
  /* An odd last pair of bytes must be there, too. */
  if (plain && data->big && p->bits == 8 && plain->length % 2)
    plain = NULL;
  if (!(plain ? read_plain (plain, p) : segments && read_segments (segments, p)))
    return _dicom_fail (error, _("its palette is cut short or damaged: export it as RGB"));
  return TRUE;
}

/* Most 16-bit palettes hold 8-bit colours, shifted or doubled. */
static guint
spare_bits (const Palette p[3])
{
  gboolean shifted = TRUE, doubled = TRUE;
  if (p[0].bits == 8 && p[1].bits == 8 && p[2].bits == 8)
    return 8;
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < p[c].n; i++) {
      shifted = shifted && (p[c].entry[i] & 255) == 0;
      doubled = doubled && (p[c].entry[i] & 255) == p[c].entry[i] >> 8;
    }
  return shifted || doubled ? 0 : 16;
}

static void
apply (const Palette p[3], const VslImage *from, VslImage *to, guint mode)
{
  gsize n = vsl_image_count (from);
  for (gsize i = 0; i < n; i++) {
    gint64 v = (gint64) vsl_image_value (from, i);
    for (guint c = 0; c < 3; c++) {
      gint64 at = CLAMP (v - p[c].first, 0, (gint64) p[c].n - 1);
      guint16 colour = p[c].entry[at];
      if (to->type == VSL_PIXEL_U8)
        ((guint8 *) to->data)[3 * i + c] = (guint8) (mode == 8 ? colour : colour >> 8);
      else
        ((guint16 *) to->data)[3 * i + c] = colour;
    }
  }
}

gboolean
dicom_palette_apply (const DicomData *data, const DicomPixels *pixels, VslImage *image, GError **error)
{
  Palette p[3] = { 0 };
  VslImage out = { 0 };
  gboolean ok = TRUE;
  for (guint c = 0; c < 3 && ok; c++)
    ok = read_palette (data, c, &p[c], error);
  if (ok) {
    guint mode = spare_bits (p);
    ok = vsl_image_alloc_volume (&out, image->width, image->height, image->frames, 3, mode == 16 ? VSL_PIXEL_U16 : VSL_PIXEL_U8, mode == 16 ? 16 : 8, error);
    if (ok)
      apply (p, image, &out, mode);
  }
  for (guint c = 0; c < 3; c++)
    g_free (p[c].entry);
  if (ok) {
    vsl_image_clear (image);
    *image = out;
  }
  return ok;
}
