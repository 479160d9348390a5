/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chinese text for the recognisers: where words begin, and what stands at a place. A name is mostly none of the dictionary's words, so that
 * its characters stand alone there: 患者|张|伟|好转. */
#include "privacy/vsl-deid-private.h"

/* Han characters from place on, at most `most`. */
static guint
run_at (const VslDeidText *t, guint place, guint most)
{
  guint n = 0;
  while (n < most && place + n < t->n && _vsl_deid_is_han (t->c[place + n]))
    n++;
  return n;
}

/* Fills t->words: the length of the word that begins at each character, 0 inside of words. Left NULL without a dictionary or memory. */
void
_vsl_deid_cut_han (VslDeidText *t)
{
  t->breaks = vsl_han_words_new ();
  t->words = t->breaks ? g_try_malloc0 (t->n + 1) : NULL;
  for (guint i = 0; t->words && i < t->n;) {
    guint n = run_at (t, i, VSL_HAN_CUT);
    if (n)
      vsl_han_words_cut (t->breaks, t->c + i, n, t->words + i);
    i += MAX (n, 1);
  }
}

void
_vsl_deid_uncut_han (VslDeidText *t)
{
  g_clear_pointer (&t->words, g_free);
  g_clear_pointer (&t->breaks, vsl_han_words_free);
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
  guint8 lengths[VSL_HAN_CUT];
  guint n = run_at (t, place, 10);
  if (n < 2 || !t->breaks || !vsl_han_words_cut (t->breaks, t->c + place, n, lengths))
    return MIN (n, 1);
  return MAX (lengths[0], 1);
}

/* Whether the dictionary has exactly these characters as a word. */
gboolean
_vsl_deid_han_is_word (const VslDeidText *t, guint place, guint length)
{
  guint8 lengths[VSL_HAN_CUT];
  return length > 1 && length <= 10 && run_at (t, place, length) == length && t->breaks && vsl_han_words_cut (t->breaks, t->c + place, length, lengths) && lengths[0] == length;
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
