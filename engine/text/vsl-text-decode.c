/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which encoding bytes are in, and what is wrong with them. Guessing a wrong one would teach a network nonsense, so where two
 * encodings are possible or mixed the file is refused in words that tell what to do. */
#include "text/vsl-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "text/vsl-text-private.h"

static const char utf8[] = "UTF-8", utf16le[] = "UTF-16LE", utf16be[] = "UTF-16BE", gb18030[] = "GB18030";

/* Lines are counted from 1, for people; offsets from 0. */
static guint
line_of (const guint8 *bytes, gsize offset)
{
  guint line = 1;
  for (gsize i = 0; i < offset; i++)
    line += bytes[i] == '\n';
  return line;
}

static char *G_GNUC_PRINTF (3, 4)
fail (GError **error, VslErrorCode code, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *message = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_set_error_literal (error, VSL_DATA_ERROR, code, message);
  return NULL;
}

static char *
short_of_memory (GError **error)
{
  return fail (error, VSL_ERROR_NOMEM, _("there is not enough memory for this text: close other programs"));
}

static char *
binary (gsize offset, GError **error)
{
  return fail (error, VSL_ERROR_DATA, _("this is not a text: the byte at offset %zu is none. Save the note as plain text in UTF-8"), offset);
}

static char *
cut_off (gsize offset, GError **error)
{
  return fail (error, VSL_ERROR_DATA,
               _("the text ends in the middle of a character, at offset %zu: the file is cut off. Copy it again"), offset);
}

static char *
mixed (const guint8 *bytes, gsize offset, GError **error)
{
  return fail (error, VSL_ERROR_DATA,
               _("line %u, offset %zu: parts of the text are UTF-8, but this line is in another encoding. Write that line again in an editor and "
                 "save all as UTF-8"), line_of (bytes, offset), offset);
}

/* 0: not UTF-16; 1: little-endian; 2: big-endian. Where a language has an alphabet, every second byte is zero; Chinese has zeros only
 * in its spaces and digits, and a zero on the other side in some signs, so there both orders are tried; but bytes that are nearly all
 * printable are ASCII with something binary in it, which would make fine Chinese. */
static int
order_of (const guint8 *bytes, gsize n)
{
  gsize zeros[2] = { 0, 0 }, units = n / 2, printable = 0;
  for (gsize i = 0; i < units * 2; i++) {
    zeros[i % 2] += bytes[i] == 0;
    printable += g_ascii_isprint ((char) bytes[i]);
  }
  if (zeros[1] * 4 >= units && zeros[0] * 16 < zeros[1])
    return 1;
  if (zeros[0] * 4 >= units && zeros[1] * 16 < zeros[0])
    return 2;
  if (printable > units * 2 / 5 * 4)
    return 0;
  gssize little = _vsl_text_utf16_score (bytes, n, FALSE), big = _vsl_text_utf16_score (bytes, n, TRUE);
  return little < 0 && big < 0 ? 0 : little >= big ? 1 : 2;
}

/* skip: bytes of its byte order mark, 0: it has none. */
static char *
from_utf16 (const guint8 *bytes, gsize n, gsize skip, gboolean big_endian, gsize *length, const char **encoding, GError **error)
{
  gsize bad;
  char *text = _vsl_text_from_utf16 (bytes + skip, n - skip, big_endian, skip == 0, length, &bad);
  *encoding = big_endian ? utf16be : utf16le;
  if (text)
    return text;
  bad += skip;
  if (bad == n)
    return short_of_memory (error);
  if (bad == n - 1)
    return cut_off (bad, error);
  guint8 high = bytes[bad + (big_endian ? 0 : 1)];
  if (high < 0xd8 || high > 0xdf)
    return binary (bad, error);
  if (bad + 2 == n && high < 0xdc)
    return cut_off (bad, error);
  return fail (error, VSL_ERROR_DATA,
               _("the text is in UTF-16, but at offset %zu stands half a character: the file is damaged. Save it again as UTF-8"), bad);
}

/* What bytes are as UTF-8, in runs of bytes beyond ASCII. Chinese in GB18030 looks like two bytes of UTF-8 now and then, and hardly ever
 * like three, so a run with enough of them is no accident. */
typedef struct {
  gsize sure, maybe;         /* bytes of runs that are UTF-8, those that are so for sure and the others */
  gsize wrong;               /* bytes of runs that are not */
  gsize first;               /* the first byte that is not UTF-8 */
  gboolean cut;              /* all is UTF-8 but for a character that is not finished at the very end */
} Scan;

/* One run from i on; its end. */
static gsize
scan_run (const guint8 *bytes, gsize n, gsize i, Scan *s)
{
  gsize start = i, end = i, of_two = 0, of_more = 0;
  gunichar c = 0;
  while (i < n && bytes[i] >= 0x80 && (c = g_utf8_get_char_validated ((const char *) bytes + i, (gssize) (n - i))) < 0x110000) {
    of_two += c < 0x800;
    of_more += c >= 0x800;
    i += (gsize) g_unichar_to_utf8 (c, NULL);
  }
  for (end = i; end < n && bytes[end] >= 0x80; end++)
    ;
  gboolean cut = end > i && c == (gunichar) -2 && s->wrong == 0;
  if (end == i || cut)
    *(of_more >= 2 || of_two >= 5 ? &s->sure : &s->maybe) += i - start;
  if (end > i) {
    s->first = s->wrong == 0 ? i : s->first;
    s->wrong += end - (cut ? i : start);
    s->cut = cut;
  }
  return end;
}

static Scan
scan_utf8 (const guint8 *bytes, gsize n)
{
  Scan s = { 0 };
  for (gsize i = 0; i < n;)
    i = bytes[i] < 0x80 ? i + 1 : scan_run (bytes, n, i, &s);
  return s;
}

/* A letter of a Western encoding and the ASCII letter after it look together like a sign of GB18030, but like one of the rare ones,
 * which are few in any text: "f\xfcr". The bytes are GB18030. */
static gboolean
looks_western (const guint8 *bytes, gsize n)
{
  gsize signs = 0, odd = 0;
  for (gsize i = 0; i + 1 < n;) {
    if (bytes[i] < 0x80) {
      i++;
      continue;
    }
    signs++;
    odd += g_ascii_isalpha ((char) bytes[i + 1]) && bytes[i] != 0xa8;      /* dashes and accents, in any text */
    i += g_ascii_isdigit ((char) bytes[i + 1]) ? 4 : 2;
  }
  return odd * 2 > signs;
}

/* Neither UTF-8 nor UTF-16. Where a fair part is UTF-8 the text is a mixture, which GB18030 would often swallow and give back as
 * nonsense. */
static char *
from_gb18030 (const guint8 *bytes, gsize n, const Scan *scan, gsize *length, const char **encoding, GError **error)
{
  gsize bad;
  if (scan->cut && scan->sure)
    return cut_off (scan->first, error);
  if (!scan->cut && (scan->sure + scan->maybe > scan->wrong || scan->sure * 8 > scan->wrong))
    return mixed (bytes, scan->first, error);
  g_autofree char *text = _vsl_text_from_gb18030 (bytes, n, length, &bad);
  *encoding = gb18030;
  if (!text && bad == n)
    return short_of_memory (error);
  if (text && !looks_western (bytes, n))
    return g_steal_pointer (&text);
  if (text)
    return fail (error, VSL_ERROR_DATA,
                 _("line %u, offset %zu: the text seems to be in a Western encoding such as Latin-1, which is not read. Save it as UTF-8"),
                 line_of (bytes, scan->first), scan->first);
  if (scan->cut || (bad == n - 1 && bytes[bad] >= 0x80))
    return cut_off (scan->cut && scan->maybe ? scan->first : bad, error);
  if ((scan->sure + scan->maybe) * 4 > scan->wrong)
    return mixed (bytes, scan->first, error);
  return fail (error, VSL_ERROR_DATA, _("line %u, offset %zu: the text is neither UTF-8 nor GB18030 from here on. Save it as UTF-8"),
               line_of (bytes, bad), bad);
}

static char *
copy (const guint8 *bytes, gsize n, gsize *length, GError **error)
{
  char *text = g_try_malloc (n + 1);
  if (!text)
    return short_of_memory (error);
  if (n)
    memcpy (text, bytes, n);
  text[n] = 0;
  *length = n;
  return text;
}

/**
 * vsl_text_decode:
 * @bytes: the content of a file
 * @n: how many; more than %VSL_TEXT_MAX_BYTES are refused
 * @length: (out): bytes of the result without its closing NUL
 * @encoding: (out) (optional): "UTF-8", "UTF-16LE", "UTF-16BE" or "GB18030", static
 *
 * Finds the encoding by a byte order mark, by zero bytes (UTF-16), by being UTF-8, or else by being GB18030, of which GB2312 and GBK
 * are parts; the mark itself is left out. Takes time in proportion to @n. Threads: any.
 *
 * Returns: (transfer full) (nullable): the text in UTF-8, without NUL characters; %NULL with %VSL_ERROR_DATA when the bytes are binary,
 *   cut off in the middle of a character, in another encoding or in two at once (the message has the offset, counted from 0, and the
 *   line), %VSL_ERROR_NOMEM when there are too many
 */
char *
vsl_text_decode (const guint8 *bytes, gsize n, gsize *length, const char **encoding, GError **error)
{
  const char *ignored;
  if (!encoding)
    encoding = &ignored;
  *length = 0;
  *encoding = utf8;
  if (n > VSL_TEXT_MAX_BYTES)
    return fail (error, VSL_ERROR_NOMEM, _("the text has %zu bytes; at most %zu are read: split it"), n, VSL_TEXT_MAX_BYTES);
  if (n >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    return from_utf16 (bytes, n, 2, bytes[0] == 0xfe, length, encoding, error);
  gsize mark = n >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0;
  const guint8 *zero = n ? memchr (bytes, 0, n) : NULL;
  if (zero) {
    int order = mark ? 0 : order_of (bytes, n);
    return order ? from_utf16 (bytes, n, 0, order == 2, length, encoding, error) : binary ((gsize) (zero - bytes), error);
  }
  Scan scan = scan_utf8 (bytes + mark, n - mark);
  scan.first += mark;
  if (scan.wrong == 0)
    return copy (bytes + mark, n - mark, length, error);
  if (mark)
    return scan.cut ? cut_off (scan.first, error) : mixed (bytes, scan.first, error);
  return from_gb18030 (bytes, n, &scan, length, encoding, error);
}
