/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cleaning of descriptors ("CT CHEST W CON for Mr Miller" > "CT CHEST W CON"): words that are known to be harmless stay, all others go. */
#include <stdlib.h>
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

static const char *const harmless[] = {
#include "data/decoder/dicom-words.inc"
};

static GHashTable *
make_words (void)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    g_hash_table_add (set, (gpointer) harmless[i]);
  return set;
}

/**
 * dicom_is_word:
 * @word: in small letters
 */
gboolean
dicom_is_word (const char *word)
{
  static GHashTable *set;
  if (g_once_init_enter (&set))
    g_once_init_leave (&set, make_words ());
  return g_hash_table_contains (set, word);
}

/* 5, 1.5, 120kv, 3mm: at most three digits before the point and two behind it. A spine's segments (c3, t12, l5) too. */
static gboolean
is_measure (const char *word)
{
  static const char *const units[] = { "", "mm", "cm", "ms", "s", "t", "kv", "kvp", "ma", "mas", "mhz", "hz", "deg", "min", "sec", "x", "d", "%", "w", NULL };
  const char *at = word;
  gsize n = strspn (at, "0123456789");
  if (n == 0 || n > 3)
    return strchr ("ctls", *word) && word[1] && strspn (word + 1, "0123456789") == strlen (word + 1) && strlen (word) <= 3;
  at += n;
  if (*at == '.') {
    n = strspn (at + 1, "0123456789");
    if (n > 2)
      return FALSE;
    at += n + 1;
  }
  return g_strv_contains (units, at);
}

/**
 * dicom_words_value:
 * @text: bytes in whatever character set; only ASCII words can stay
 * @out: gets what stays
 *
 * Returns: FALSE when nothing stays
 */
gboolean
dicom_words_value (const char *text, gsize n, GString *out)
{
  gsize before = out->len;
  gboolean space = FALSE;
  for (gsize i = 0; i < n && text[i];) {
    char word[32];
    gsize from = i, length;
    while (i < n && (g_ascii_isalnum (text[i]) || text[i] == '.' || text[i] == '%' || (guint8) text[i] >= 0x80))
      i++;
    length = i - from;
    while (length > 0 && text[from + length - 1] == '.')
      length--;
    if (length > 0 && length < sizeof word) {
      for (gsize k = 0; k < length; k++)
        word[k] = g_ascii_tolower (text[from + k]);
      word[length] = '\0';
      gboolean mister = strncmp (text + from, "Mr", 2) == 0 && length == 2;      /* MR is a kind of picture */
      if (!mister && (dicom_is_word (word) || is_measure (word))) {
        g_string_append_printf (out, "%s%.*s", space ? " " : "", (int) length, text + from);
        space = TRUE;
      }
    }
    if (i == from)
      i++;
  }
  /* Numbers and joints of words alone tell nothing that is worth keeping. */
  for (gsize k = before; k < out->len; k++)
    if (g_ascii_isalpha (out->str[k]))
      return TRUE;
  g_string_truncate (out, before);
  return FALSE;
}
