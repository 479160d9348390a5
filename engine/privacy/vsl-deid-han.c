/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese text for the recognisers: traditional characters as simplified ones, and where words begin, by ICU's dictionary. A name is
 * mostly none of that dictionary's words, so that its characters stand alone there: 患者|张|伟|好转. */
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "privacy/vsl-deid-private.h"

#define FIRST 0x3400
#define LAST  0x9fff

static guint16 *simple;            /* of FIRST to LAST: the simplified character; NULL: ICU has no table */

/* These are simplified characters too, of other words than those that ICU would make of them. */
static gboolean
stays (gunichar c)
{
  static const gunichar both[] = { 0x8457 /* 著 */, 0x4e7e /* 乾 */, 0x85c9 /* 藉 */, 0x77ad /* 瞭 */, 0x5fb5 /* 徵 */ };
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    if (both[i] == c)
      return TRUE;
  return FALSE;
}

static gpointer
make_table (gpointer unused)
{
  UErrorCode status = U_ZERO_ERROR;
  UTransliterator *trans = utrans_openU (u"Hant-Hans", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  if (U_FAILURE (status))
    return NULL;
  guint16 *table = g_new (guint16, LAST - FIRST + 1);
  for (guint c = FIRST; c <= LAST; c++) {
    UChar u[8] = { (UChar) c, 0 };
    int32_t n = 1, limit = 1;
    status = U_ZERO_ERROR;
    table[c - FIRST] = (guint16) c;
    if (stays (c))
      continue;
    utrans_transUChars (trans, u, &n, G_N_ELEMENTS (u), 0, &limit, &status);
    if (U_SUCCESS (status) && n == 1 && u[0] >= FIRST && u[0] <= LAST)
      table[c - FIRST] = u[0];
  }
  utrans_close (trans);
  simple = table;
  return table;
}

/* One character for one, of the same length in UTF-8: places in the text stay. */
gunichar
_vsl_deid_simplified (gunichar c)
{
  static GOnce once = G_ONCE_INIT;
  if (c < FIRST || c > LAST)
    return c;
  g_once (&once, make_table, NULL);
  return simple ? simple[c - FIRST] : c;
}

static UBreakIterator *
open_words (void)
{
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *words = ubrk_open (UBRK_WORD, "zh", NULL, 0, &status);
  return U_FAILURE (status) ? NULL : words;
}

/* Han characters from place on, at most room; those beyond 16 bits stand as a box, which is a word of its own. */
static guint
take (const VslDeidText *t, guint place, UChar *u, guint room)
{
  guint n = 0;
  while (n < room && place + n < t->n && _vsl_deid_is_han (t->c[place + n])) {
    u[n] = t->c[place + n] > 0xffff ? 0x25a1 : (UChar) t->c[place + n];
    n++;
  }
  return n;
}

/* Fills t->words: the length of the word that begins at each character, 0 inside of words. Left NULL without ICU's dictionary or memory. */
void
_vsl_deid_cut_han (VslDeidText *t)
{
  t->breaks = open_words ();
  t->words = t->breaks ? g_try_malloc0 (t->n + 1) : NULL;
  for (guint i = 0; t->words && i < t->n;) {
    UChar u[256];
    UErrorCode status = U_ZERO_ERROR;
    guint n = take (t, i, u, G_N_ELEMENTS (u));
    if (!n) {
      i++;
      continue;
    }
    ubrk_setText (t->breaks, u, (int32_t) n, &status);
    int32_t from = 0, to;
    while (U_SUCCESS (status) && (to = ubrk_next (t->breaks)) != UBRK_DONE) {
      t->words[i + (guint) from] = (guint8) MIN (to - from, 255);
      from = to;
    }
    i += n;
  }
}

void
_vsl_deid_uncut_han (VslDeidText *t)
{
  g_clear_pointer (&t->words, g_free);
  if (t->breaks)
    ubrk_close (t->breaks);
  t->breaks = NULL;
}

gboolean
_vsl_deid_is_han (gunichar c)
{
  return c >= 0x4e00 && c <= 0x9fff;
}

/* Whether the text, cut into words, has a border before the character. */
gboolean
_vsl_deid_han_border (const VslDeidText *t, guint place)
{
  return place >= t->n || !_vsl_deid_is_han (t->c[place]) || !t->words || t->words[place] > 0;
}

/* Characters of the word that begins at place if nothing stood before it; 0: no Han. */
guint
_vsl_deid_han_word (const VslDeidText *t, guint place)
{
  UChar u[10];
  UErrorCode status = U_ZERO_ERROR;
  guint n = take (t, place, u, G_N_ELEMENTS (u));
  if (n < 2 || !t->breaks)
    return n ? 1 : 0;
  ubrk_setText (t->breaks, u, (int32_t) n, &status);
  int32_t to = U_SUCCESS (status) ? ubrk_next (t->breaks) : UBRK_DONE;
  return to > 0 ? (guint) to : 1;
}

/* Whether the dictionary has exactly these characters as a word. */
gboolean
_vsl_deid_han_is_word (const VslDeidText *t, guint place, guint length)
{
  UChar u[10];
  UErrorCode status = U_ZERO_ERROR;
  guint n = take (t, place, u, MIN (length, G_N_ELEMENTS (u)));
  if (n < length || n < 2 || !t->breaks)
    return FALSE;
  ubrk_setText (t->breaks, u, (int32_t) n, &status);
  return U_SUCCESS (status) && ubrk_next (t->breaks) == (int32_t) n;
}

/* Characters at place that are those of the word: how many, or 0. */
guint
_vsl_deid_han_at (const VslDeidText *t, guint place, const char *w)
{
  guint n = 0;
  for (; *w; w = g_utf8_next_char (w), n++)
    if (place + n >= t->n || t->c[place + n] != g_utf8_get_char (w))
      return 0;
  return n;
}

/* The longest of the words that stands at place. */
guint
_vsl_deid_han_any (const VslDeidText *t, guint place, const char *const *list)
{
  guint best = 0;
  for (int i = 0; list[i]; i++)
    best = MAX (best, _vsl_deid_han_at (t, place, list[i]));
  return best;
}

/* Whether one of the words ends at place. */
guint
_vsl_deid_han_ends (const VslDeidText *t, guint place, const char *const *list)
{
  guint best = 0;
  for (int i = 0; list[i]; i++) {
    guint n = (guint) g_utf8_strlen (list[i], -1);
    if (n <= place && n > best && _vsl_deid_han_at (t, place - n, list[i]))
      best = n;
  }
  return best;
}
