/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of elements, by the VR that the element has in the file: Rows may be UL instead of US, and a number a text. */
#include <math.h>
#include <string.h>

#include "data/decoder/dicom-data.h"

static guint64
get_bytes (const DicomElement *e, gsize at, guint n)
{
  guint64 v = 0;
  for (guint i = 0; i < n; i++)
    v = v << 8 | e->value[at + (e->big ? i : n - 1 - i)];
  return v;
}

/* Bytes of one binary value; 0: text. */
static guint
width_of (const DicomElement *e)
{
  static const struct { char vr[3]; guint n; } widths[] = {
    { "US", 2 }, { "SS", 2 }, { "xs", 2 }, { "OW", 2 }, { "lt", 2 }, { "UL", 4 }, { "SL", 4 }, { "FL", 4 }, { "OF", 4 }, { "OL", 4 }, { "FD", 8 }, { "OD", 8 },
    { "UV", 8 }, { "SV", 8 }, { "OV", 8 }, { "OB", 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    if (memcmp (e->vr, widths[i].vr, 2) == 0)
      return widths[i].n;
  if (memcmp (e->vr, "UN", 2) == 0 && (e->length == 2 || e->length == 4))      /* a single number of an unknown element */
    return e->length;
  return 0;
}

/* Start and end of the k-th of values parted by backslashes. */
static gboolean
text_part (const DicomElement *e, guint k, const char **from, gsize *n)
{
  const char *at = (const char *) e->value, *end = at + e->length;
  for (; k > 0; k--) {
    const char *next = memchr (at, '\\', (gsize) (end - at));
    if (!next)
      return FALSE;
    at = next + 1;
  }
  const char *stop = memchr (at, '\\', (gsize) (end - at));
  stop = stop ? stop : end;
  while (stop > at && (stop[-1] == ' ' || stop[-1] == '\0'))
    stop--;
  while (at < stop && *at == ' ')
    at++;
  *from = at;
  *n = (gsize) (stop - at);
  return *n > 0;
}

/* Words of a code are ASCII; what a damaged file has instead must not pass for text. */
void
dicom_word (char *to, gsize size, const char *from)
{
  g_strlcpy (to, from ? from : "", size);
  for (; *to; to++)
    if ((guint8) *to < 32 || (guint8) *to > 126)
      *to = '?';
}

guint
dicom_count (const DicomElement *e)
{
  guint width = e ? width_of (e) : 0, n = 1;
  if (!e || e->length == 0)
    return 0;
  if (width)
    return e->length / width;
  for (guint32 i = 0; i < e->length; i++)
    n += e->value[i] == '\\';
  return n;
}

char *
dicom_string (const DicomElement *e, guint k)
{
  const char *from;
  gsize n;
  if (!e || !text_part (e, k, &from, &n))
    return NULL;
  const char *nul = memchr (from, 0, n);
  return g_strndup (from, nul ? (gsize) (nul - from) : n);
}

gboolean
dicom_number (const DicomElement *e, guint k, double *out)
{
  guint width = e ? width_of (e) : 0;
  if (!e || e->cut)
    return FALSE;
  if (!width) {
    const char *from;
    char text[40], *end;
    gsize n;
    if (!text_part (e, k, &from, &n) || n >= sizeof text)
      return FALSE;
    memcpy (text, from, n);
    text[n] = '\0';
    *out = g_ascii_strtod (text, &end);
    return end > text && isfinite (*out);
  }
  if ((guint64) (k + 1) * width > e->length)
    return FALSE;
  guint64 bits = get_bytes (e, (gsize) k * width, width);
  if (e->vr[0] == 'F' || memcmp (e->vr, "OF", 2) == 0 || memcmp (e->vr, "OD", 2) == 0) {
    if (width == 4) {
      guint32 low = (guint32) bits;
      float f;
      memcpy (&f, &low, sizeof f);
      *out = f;
    } else {
      memcpy (out, &bits, sizeof *out);
    }
    return isfinite (*out);
  }
  gboolean is_signed = e->vr[0] == 'S';
  *out = !is_signed ? (double) bits : width == 2 ? (gint16) bits : width == 4 ? (gint32) bits : (double) (gint64) bits;
  return TRUE;
}

gboolean
dicom_integer (const DicomElement *e, guint k, gint64 *out)
{
  double v;
  if (!dicom_number (e, k, &v) || v < -9e15 || v > 9e15)
    return FALSE;
  *out = (gint64) v;
  return TRUE;
}

gint64
dicom_get_integer (const DicomData *data, guint32 tag, gint64 otherwise)
{
  gint64 v;
  return dicom_integer (dicom_find (data, -1, tag), 0, &v) ? v : otherwise;
}

char *
dicom_get_string (const DicomData *data, guint32 tag)
{
  return dicom_string (dicom_find (data, -1, tag), 0);
}
