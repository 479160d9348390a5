/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese characters: traditional ones as simplified ones, and words by ICU's dictionary. */
#include "text/vsl-han.h"

#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

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

/**
 * vsl_han_simplified:
 * @c: a character
 *
 * Threads: any.
 *
 * Returns: the simplified form of a traditional Chinese character, else @c: one for one and of the same length in UTF-8, so that places in a
 *   text stay
 */
gunichar
vsl_han_simplified (gunichar c)
{
  static GOnce once = G_ONCE_INIT;
  if (c < FIRST || c > LAST)
    return c;
  g_once (&once, make_table, NULL);
  return simple ? simple[c - FIRST] : c;
}

struct _VslHanWords {
  UBreakIterator *breaks;
};

/**
 * vsl_han_words_new:
 *
 * Returns: (transfer full) (nullable): %NULL when ICU has no dictionary; for one thread at a time
 */
VslHanWords *
vsl_han_words_new (void)
{
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *breaks = ubrk_open (UBRK_WORD, "zh", NULL, 0, &status);
  if (U_FAILURE (status))
    return NULL;
  VslHanWords *words = g_new (VslHanWords, 1);
  words->breaks = breaks;
  return words;
}

/**
 * vsl_han_words_free:
 * @words: (nullable):
 */
void
vsl_han_words_free (VslHanWords *words)
{
  if (!words)
    return;
  ubrk_close (words->breaks);
  g_free (words);
}

/**
 * vsl_han_words_cut:
 * @c: (array length=n): characters, at most %VSL_HAN_CUT of them are looked at
 * @lengths: (out) (array length=n): of the word that begins at each character, 0 inside of words
 *
 * Returns: how many characters were cut, 0 on an error
 */
guint
vsl_han_words_cut (VslHanWords *words, const gunichar *c, guint n, guint8 *lengths)
{
  UChar u[VSL_HAN_CUT];
  UErrorCode status = U_ZERO_ERROR;
  n = MIN (n, VSL_HAN_CUT);
  for (guint k = 0; k < n; k++) {
    u[k] = c[k] > 0xffff ? 0x25a1 : (UChar) c[k];       /* beyond 16 bits: a box, a word of its own */
    lengths[k] = 0;
  }
  ubrk_setText (words->breaks, u, (int32_t) n, &status);
  for (int32_t from = 0, to; U_SUCCESS (status) && (to = ubrk_next (words->breaks)) != UBRK_DONE; from = to)
    lengths[from] = (guint8) MIN (to - from, 255);
  return U_SUCCESS (status) ? n : 0;
}
