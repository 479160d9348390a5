/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-16 and GB18030 as UTF-8, strictly: nothing is left out and nothing is put in. */
#include "text/vsl-text-private.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/utf16.h>

/* Tab, line feed, vertical tab, form feed and carriage return are text; so is the mark that DOS put at the end of a file. */
static gboolean
is_control (UChar32 c)
{
  return c == 0 || (c < 0x20 && !(c >= 0x09 && c <= 0x0d) && c != 0x1a);
}

static guint16
unit_at (const guint8 *bytes, gsize i, gboolean big_endian)
{
  return big_endian ? (guint16) (bytes[2 * i] << 8 | bytes[2 * i + 1]) : (guint16) (bytes[2 * i + 1] << 8 | bytes[2 * i]);
}

/* The character at unit *i, which moves on; -1 for half a pair. */
static UChar32
next_utf16 (const guint8 *bytes, gsize units, gsize *i, gboolean big_endian)
{
  guint16 c = unit_at (bytes, (*i)++, big_endian);
  if (!U16_IS_SURROGATE (c))
    return c;
  if (!U16_IS_SURROGATE_LEAD (c) || *i >= units)
    return -1;
  guint16 d = unit_at (bytes, *i, big_endian);
  if (!U16_IS_TRAIL (d))
    return -1;
  (*i)++;
  return U16_GET_SUPPLEMENTARY (c, d);
}

char *
_vsl_text_from_utf16 (const guint8 *bytes, gsize n, gboolean big_endian, gboolean plain, gsize *length, gsize *bad)
{
  gsize units = n / 2, at = 0;
  char *text = g_try_malloc (units * 3 + 1);       /* a pair of units makes 4 bytes */
  *bad = n;
  for (gsize i = 0; text && i < units;) {
    gsize start = i;
    UChar32 c = next_utf16 (bytes, units, &i, big_endian);
    if (c <= 0 || (plain && is_control (c))) {
      *bad = 2 * start;
      g_clear_pointer (&text, g_free);
    } else {
      at += (gsize) g_unichar_to_utf8 ((gunichar) c, text + at);
    }
  }
  if (text && n % 2) {
    *bad = n - 1;
    g_clear_pointer (&text, g_free);
  }
  if (text) {
    text[at] = 0;
    *length = at;
  }
  return text;
}

gssize
_vsl_text_utf16_score (const guint8 *bytes, gsize n, gboolean big_endian)
{
  gssize usual = 0;
  for (gsize i = 0; i < n / 2;) {
    UChar32 c = next_utf16 (bytes, n / 2, &i, big_endian);
    if (c <= 0 || is_control (c) || !u_isdefined (c) || u_charType (c) == U_PRIVATE_USE_CHAR)
      return -1;
    usual += u_isalnum (c) || c == ' ' || c == '\n' || c == '\r';
  }
  return usual;
}

#define BLOCK 4096

/* Units of the converter as UTF-8. place: where each began, counted from `from`; -1 for one that was begun in the block before. */
typedef struct {
  char *text;
  gsize length;
  UChar lead;                /* the first half of a pair whose second half is in the next block; 0: none */
  gsize bad;                 /* G_MAXSIZE: none so far */
} Writer;

static void
write_units (Writer *w, const UChar *unit, const int32_t *place, gsize n, gsize from)
{
  gsize at = from;
  for (gsize i = 0; i < n && w->bad == G_MAXSIZE; i++) {
    UChar32 c = unit[i];
    at = place[i] >= 0 ? from + (gsize) place[i] : at;
    if (U16_IS_LEAD (c)) {
      w->lead = (UChar) c;
      continue;
    }
    if (w->lead)
      c = U16_GET_SUPPLEMENTARY (w->lead, c);
    w->lead = 0;
    if (is_control (c) || U_IS_UNICODE_NONCHAR (c))
      w->bad = at;
    else
      w->length += (gsize) g_unichar_to_utf8 ((gunichar) c, w->text + w->length);
  }
}

/* FALSE with w->bad where the bytes are not GB18030. */
static gboolean
convert (UConverter *converter, const guint8 *bytes, gsize n, Writer *w)
{
  const char *from = (const char *) bytes, *end = from + n;
  for (UErrorCode status = U_BUFFER_OVERFLOW_ERROR; status == U_BUFFER_OVERFLOW_ERROR && w->bad == G_MAXSIZE;) {
    UChar unit[BLOCK], *to = unit;
    int32_t place[BLOCK];
    gsize start = (gsize) (from - (const char *) bytes);
    status = U_ZERO_ERROR;
    ucnv_toUnicode (converter, &to, unit + BLOCK, &from, end, place, TRUE, &status);
    write_units (w, unit, place, (gsize) (to - unit), start);
    if (U_FAILURE (status) && status != U_BUFFER_OVERFLOW_ERROR && w->bad == G_MAXSIZE) {
      char wrong[32];
      int8_t count = sizeof wrong;
      UErrorCode ignored = U_ZERO_ERROR;
      ucnv_getInvalidChars (converter, wrong, &count, &ignored);
      gsize read = (gsize) (from - (const char *) bytes);
      w->bad = U_SUCCESS (ignored) && (gsize) count <= read ? read - (gsize) count : start;
    }
  }
  return w->bad == G_MAXSIZE;
}

char *
_vsl_text_from_gb18030 (const guint8 *bytes, gsize n, gsize *length, gsize *bad)
{
  UErrorCode status = U_ZERO_ERROR;
  UConverter *converter = ucnv_open ("gb18030", &status);
  Writer w = { .text = g_try_malloc (n / 2 * 3 + 4), .bad = G_MAXSIZE };     /* two bytes become three, four stay four */
  *bad = n;
  if (U_SUCCESS (status))
    ucnv_setToUCallBack (converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
  if (U_SUCCESS (status) && w.text) {
    if (convert (converter, bytes, n, &w)) {
      w.text[w.length] = 0;
      *length = w.length;
    } else {
      *bad = w.bad;
      g_clear_pointer (&w.text, g_free);
    }
  } else {
    g_clear_pointer (&w.text, g_free);
  }
  if (converter)
    ucnv_close (converter);
  return w.text;
}
