/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where else a value stands: what a person marked once is meant everywhere. */
#include <string.h>

#include "privacy/vsl-deid.h"

/* Scripts without blanks between words have no borders that a match could respect. */
static gboolean
joins (gunichar c)
{
  GUnicodeScript script = g_unichar_get_script (c);
  return g_unichar_isalnum (c) && script != G_UNICODE_SCRIPT_HAN && script != G_UNICODE_SCRIPT_HIRAGANA && script != G_UNICODE_SCRIPT_KATAKANA;
}

/* Code points in small letters, one for one, so that places stay. */
static gunichar *
small (const char *text, gsize length, glong *n)
{
  gunichar *wide = g_utf8_to_ucs4_fast (text, (glong) length, n);
  for (glong i = 0; i < *n; i++)
    wide[i] = g_unichar_tolower (wide[i]);
  return wide;
}

/* End of the match at i, -1: none. Any blanks stand for any others: lines are broken differently. */
static glong
match (const gunichar *text, glong n, glong i, const gunichar *value, glong m)
{
  for (glong k = 0; k < m;) {
    if (g_unichar_isspace (value[k])) {
      if (i >= n || !g_unichar_isspace (text[i]))
        return -1;
      while (k < m && g_unichar_isspace (value[k]))
        k++;
      while (i < n && g_unichar_isspace (text[i]))
        i++;
    } else if (i >= n || text[i++] != value[k++]) {
      return -1;
    }
  }
  return i;
}

/* Past "[NAME 3]" when such a mask begins at i, else i. */
static glong
past_mask (const gunichar *text, glong n, glong i)
{
  glong k = i + 1;
  gboolean letters = FALSE;
  if (text[i] != '[')
    return i;
  for (; k < n && ((text[k] >= 'a' && text[k] <= 'z') || text[k] == '_'); k++)
    letters = TRUE;
  while (letters && k < n && (text[k] == ' ' || text[k] == '+' || g_unichar_isdigit (text[k])))
    k++;
  return letters && k < n && text[k] == ']' ? k + 1 : i;
}

/**
 * vsl_deid_occurrences:
 * @text: UTF-8, of @length bytes
 * @value: what is looked for
 *
 * Finds whole words alone, whatever the case and the blanks between; nothing inside of masks that are there already.
 *
 * Returns: (transfer full) (element-type VslDeidSpan): in order, none overlapping; their types are %VSL_DEID_OTHER
 */
GArray *
vsl_deid_occurrences (const char *text, gsize length, const char *value)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  g_autofree char *clean = g_strstrip (g_strdup (value));
  glong n, m;
  g_autofree gunichar *t = small (text, length, &n), *v = small (clean, strlen (clean), &m);
  for (glong i = 0; m > 0 && i < n; i++) {
    glong past = past_mask (t, n, i), end;
    if (past > i) {
      i = past - 1;
      continue;
    }
    if (t[i] != v[0] || (i > 0 && joins (t[i - 1]) && joins (v[0])))
      continue;
    end = match (t, n, i, v, m);
    if (end < 0 || (end < n && joins (t[end]) && joins (v[m - 1])))
      continue;
    VslDeidSpan span = { (guint) i, (guint) end, VSL_DEID_OTHER };
    g_array_append_val (found, span);
    i = end - 1;
  }
  return found;
}
