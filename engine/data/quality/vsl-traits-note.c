/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A note in numbers: how many words, which class names, and which runs of words it has. */
#include <string.h>

#include "data/quality/vsl-traits.h"
#include "text/vsl-text.h"

#define SHINGLE 3
#define MOST_CLASSES 64
#define RULES 1          /* counted up when a rule of scans or notes changes */

/* FNV-1a, so that the kept numbers are the same everywhere. */
static guint64
hash_bytes (guint64 hash, const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    hash = (hash ^ (guint8) text[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

#define SEED G_GUINT64_CONSTANT (0xcbf29ce484222325)

static guint64
mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static GArray *
words_of (const char *text, gsize length)
{
  return vsl_text_tokens (text, length, VSL_TEXT_LOWER_AND_STRIP, vsl_text_needs_words (text, length) ? VSL_TEXT_WORDS : VSL_TEXT_WHITESPACE);
}

static guint64 *
hash_words (const GArray *tokens)
{
  guint64 *hash = g_new (guint64, tokens->len + 1);
  for (guint i = 0; i < tokens->len; i++) {
    const char *word = g_array_index (tokens, VslToken, i).word;
    hash[i] = hash_bytes (SEED, word, strlen (word));
  }
  return hash;
}

/* ---- the names of classes ---- */

struct _VslClassPhrases {
  guint n;
  GArray *words[MOST_CLASSES];       /* of guint64: hashes; empty: a name that says nothing */
};

/* Words that stand in any note, whatever its class. */
static gboolean
says_nothing (const char *name)
{
  static const char *const common[] = { "other", "others", "normal", "abnormal", "yes", "no", "none", "positive", "negative", "unknown", "true", "false",
                                        "general", "mixed", "multiple", "patient", "control", "disease", "age", "test", "history", "plan", "exam",
                                        "diagnosis", "assessment", "其他", "其它", "正常", "异常", "阳性", "阴性", "无", "有", "未知", NULL };
  if (g_strv_contains (common, name))
    return TRUE;
  return g_utf8_strlen (name, -1) < (g_str_is_ascii (name) ? 4 : 2) || strspn (name, "0123456789. ") == strlen (name);
}

/**
 * vsl_class_phrases_new:
 * @class_names: (nullable): %NULL-terminated; underscores and strokes are taken for spaces
 *
 * Returns: (transfer full): what vsl_traits_of_note() looks for
 */
VslClassPhrases *
vsl_class_phrases_new (const char *const *class_names)
{
  VslClassPhrases *phrases = g_new0 (VslClassPhrases, 1);
  for (guint c = 0; class_names && class_names[c] && c < MOST_CLASSES; c++) {
    g_autofree char *plain = g_strdelimit (g_utf8_strdown (class_names[c], -1), "_-/", ' ');
    g_strstrip (plain);
    phrases->words[c] = g_array_new (FALSE, FALSE, sizeof (guint64));
    phrases->n = c + 1;
    if (says_nothing (plain))
      continue;
    g_autoptr (GArray) tokens = words_of (plain, strlen (plain));
    g_autofree guint64 *hash = hash_words (tokens);
    g_array_append_vals (phrases->words[c], hash, tokens->len);
  }
  return phrases;
}

/**
 * vsl_class_phrases_free:
 */
void
vsl_class_phrases_free (VslClassPhrases *phrases)
{
  for (guint c = 0; c < phrases->n; c++)
    g_array_unref (phrases->words[c]);
  g_free (phrases);
}

static gboolean
stands_in (const GArray *phrase, const guint64 *word, guint n)
{
  const guint64 *p = (const guint64 *) (gpointer) phrase->data;
  for (guint i = 0; phrase->len && i + phrase->len <= n; i++)
    if (word[i] == p[0] && memcmp (word + i, p, phrase->len * sizeof *p) == 0)
      return TRUE;
  return FALSE;
}

/* ---- shingles ---- */

static int
by_hash (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return x < y ? -1 : x > y;
}

/* Runs of SHINGLE words, each once. */
static GArray *
shingle (const guint64 *word, guint n)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint kept = 0;
  for (guint i = 0; i + SHINGLE <= n; i++) {
    guint64 hash = SEED;
    for (guint k = 0; k < SHINGLE; k++)
      hash = mix (hash ^ word[i + k]);
    g_array_append_val (all, hash);
  }
  g_array_sort (all, by_hash);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || g_array_index (all, guint64, i) != g_array_index (all, guint64, kept - 1))
      g_array_index (all, guint64, kept++) = g_array_index (all, guint64, i);
  g_array_set_size (all, kept);
  return all;
}

/**
 * vsl_note_shingles:
 *
 * Returns: (transfer full) (element-type guint64): sorted
 */
GArray *
vsl_note_shingles (const VslImage *note)
{
  g_autoptr (GArray) tokens = words_of (note->data, note->size);
  g_autofree guint64 *word = hash_words (tokens);
  return shingle (word, tokens->len);
}

/**
 * vsl_note_overlap:
 */
double
vsl_note_overlap (const GArray *a, const GArray *b)
{
  guint i = 0, j = 0, both = 0;
  while (i < a->len && j < b->len) {
    guint64 x = g_array_index (a, guint64, i), y = g_array_index (b, guint64, j);
    both += x == y;
    i += x <= y;
    j += y <= x;
  }
  guint all = a->len + b->len - both;
  return all ? (double) both / all : 0;
}

/* ---- all of it ---- */

/**
 * vsl_traits_version:
 * @notes: whether the samples are notes
 * @class_names: (nullable): of the project, in order
 */
guint32
vsl_traits_version (gboolean notes, const char *const *class_names)
{
  guint64 hash = SEED;
  for (guint c = 0; notes && class_names && class_names[c]; c++)
    hash = hash_bytes (hash, class_names[c], strlen (class_names[c]) + 1);
  return RULES | (notes ? (guint32) (hash ^ hash >> 32) << 8 : 0) | (G_BYTE_ORDER == G_BIG_ENDIAN ? 0x80 : 0);
}

/**
 * vsl_traits_of_note:
 * @traits: (out): all but its version
 * @note: UTF-8
 *
 * Threads: any.
 */
void
vsl_traits_of_note (VslTraits *traits, const VslImage *note, const VslClassPhrases *phrases)
{
  g_autoptr (GArray) tokens = words_of (note->data, note->size);
  g_autofree guint64 *word = hash_words (tokens);
  memset (traits, 0, sizeof *traits);
  traits->words = tokens->len;
  traits->look = SEED;
  for (guint i = 0; i < tokens->len; i++) {
    const char *text = g_array_index (tokens, VslToken, i).word;
    if (!strpbrk (text, "0123456789"))
      traits->look = mix (traits->look ^ word[i]);
  }
  for (guint c = 0; c < phrases->n; c++)
    traits->named |= (guint64) stands_in (phrases->words[c], word, tokens->len) << c;
  g_autoptr (GArray) shingles = shingle (word, tokens->len);
  traits->shingles = shingles->len;
  memset (traits->of.hash, 0xff, sizeof traits->of.hash);
  for (guint i = 0; i < shingles->len; i++)
    for (guint k = 0; k < VSL_TRAITS_HASHES; k++) {
      guint32 h = (guint32) (mix (g_array_index (shingles, guint64, i) + k * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32);
      traits->of.hash[k] = MIN (traits->of.hash[k], h);
    }
}
