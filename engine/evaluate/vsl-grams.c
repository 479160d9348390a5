/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evaluate/vsl-grams.h"

#include <string.h>

#include "text/vsl-text.h"

/* ---- numbers for pieces ---- */

/* The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static guint64
join (guint64 hash, guint64 next)
{
  return mix (hash + G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) * (next + 1));
}

/* 0 stands for an empty place in the table. */
static void
append (GArray *grams, guint64 hash)
{
  hash = hash ? hash : 1;
  g_array_append_val (grams, hash);
}

enum { WORD = 1, PAIR, CHARACTERS };

static guint64
hash_word (const char *word)
{
  guint64 hash = WORD;
  for (const char *p = word; *p; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001B3);      /* FNV-1a (Fowler, Noll, Vo) */
  return mix (hash);
}

/**
 * _vsl_grams_words:
 *
 * Each word in lower case and without punctuation, and each two that follow each other.
 */
void
_vsl_grams_words (const char *text, gsize length, GArray *grams)
{
  g_autoptr (GArray) tokens = vsl_text_tokens (text, length, VSL_TEXT_LOWER_AND_STRIP, VSL_TEXT_WHITESPACE);
  guint64 before = 0;
  for (guint i = 0; i < tokens->len; i++) {
    guint64 word = hash_word (g_array_index (tokens, VslToken, i).word);
    append (grams, word);
    if (i)
      append (grams, join (join (PAIR, before), word));
    before = word;
  }
}

/* Lower case, and a single blank for every stretch of blanks; no blanks at the ends. */
static GArray *
characters_of (const char *text, gsize length)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gunichar));
  gboolean blank = FALSE;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (p)), space = ' ';
    if (g_unichar_isspace (c)) {
      blank = all->len > 0;
      continue;
    }
    if (blank)
      g_array_append_val (all, space);
    blank = FALSE;
    g_array_append_val (all, c);
  }
  return all;
}

/**
 * _vsl_grams_characters:
 * @text: valid UTF-8
 *
 * Each run of @shortest to @longest characters in lower case, across the borders of words.
 */
void
_vsl_grams_characters (const char *text, gsize length, guint shortest, guint longest, GArray *grams)
{
  g_autoptr (GArray) all = characters_of (text, length);
  for (guint i = 0; i < all->len; i++) {
    guint64 hash = CHARACTERS;
    for (guint n = 1; n <= longest && i + n <= all->len; n++) {
      hash = join (hash, g_array_index (all, gunichar, i + n - 1));
      if (n >= shortest)
        append (grams, hash);
    }
  }
}

/* ---- the table: open addressing, at most half full ---- */

gboolean
_vsl_gram_table_init (VslGramTable *table, gsize expected)
{
  gsize room = 1024;
  while (room < 2 * expected)
    room *= 2;
  *table = (VslGramTable) { g_try_new0 (VslGram, room), room, 0 };
  return table->place != NULL;
}

void
_vsl_gram_table_clear (VslGramTable *table)
{
  g_clear_pointer (&table->place, g_free);
}

VslGram *
_vsl_gram_table_find (const VslGramTable *table, guint64 gram)
{
  gsize at = gram & (table->room - 1);
  while (table->place[at].gram && table->place[at].gram != gram)
    at = (at + 1) & (table->room - 1);
  return &table->place[at];
}

static gboolean
grow (VslGramTable *table)
{
  VslGramTable larger;
  if (!_vsl_gram_table_init (&larger, table->room))
    return FALSE;
  for (gsize i = 0; i < table->room; i++)
    if (table->place[i].gram)
      *_vsl_gram_table_find (&larger, table->place[i].gram) = table->place[i];
  larger.used = table->used;
  _vsl_gram_table_clear (table);
  *table = larger;
  return TRUE;
}

VslGram *
_vsl_gram_table_add (VslGramTable *table, guint64 gram)
{
  if (2 * table->used >= table->room && !grow (table))
    return NULL;
  VslGram *place = _vsl_gram_table_find (table, gram);
  table->used += place->gram == 0;
  place->gram = gram;
  return place;
}
