/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-class-words.h"

#include <string.h>

#include "data/vsl-cell.h"

/**
 * vsl_class_folded:
 * @name: UTF-8
 *
 * Returns: (transfer full)
 */
char *
vsl_class_folded (const char *name)
{
  g_autofree char *clean = vsl_cell_clean (name), *folded = g_utf8_casefold (clean, -1);
  GString *s = g_string_new (NULL);
  for (const char *p = folded; *p; p++)
    if (!strchr (" _-", *p))
      g_string_append_c (s, *p);
  return g_string_free (s, FALSE);
}

/* Whether the word stands in the text and nothing before it turns it round ("abnormal", "不正常"). */
static gboolean
says (const char *text, const char *word)
{
  static const char *const turns[] = { "ab", "un", "不", "非", "not " };
  for (const char *at = strstr (text, word); at; at = strstr (at + 1, word)) {
    gboolean turned = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (turns); i++) {
      gsize n = strlen (turns[i]);
      turned = turned || ((gsize) (at - text) >= n && strncmp (at - n, turns[i], n) == 0);
    }
    if (!turned)
      return TRUE;
  }
  return FALSE;
}

/**
 * vsl_class_says_none:
 */
gboolean
vsl_class_says_none (const char *name)
{
  static const char *const words[] = { "normal", "benign", "negative", "healthy", "control", "no finding", "正常", "阴性", "良性", "健康", "对照" };
  g_autofree char *clean = vsl_cell_clean (name), *lower = g_utf8_strdown (clean, -1);
  g_strdelimit (lower, "_-", ' ');
  if (g_str_equal (lower, "no") || g_str_has_prefix (lower, "no ") || g_str_equal (lower, "none") || g_str_equal (lower, "neg"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (says (lower, words[i]))
      return TRUE;
  return FALSE;
}
