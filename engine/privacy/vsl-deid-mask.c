/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts types in the place of what was found: the same value gets the same number. */
#include <string.h>

#include "privacy/vsl-deid.h"

struct _VslDeidMasker {
  gboolean numbered;
  GHashTable *numbers[VSL_N_DEID];       /* value in small letters without spaces → number */
  guint last[VSL_N_DEID];
  VslDeidNumberFunc number;              /* NULL: counted here */
  gpointer data;
};

/**
 * vsl_deid_masker_new:
 * @numbered: “[NAME 1]”, or “[NAME]” alone
 */
VslDeidMasker *
vsl_deid_masker_new (gboolean numbered)
{
  VslDeidMasker *masker = g_new0 (VslDeidMasker, 1);
  masker->numbered = numbered;
  for (int t = 0; t < VSL_N_DEID; t++)
    masker->numbers[t] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return masker;
}

/**
 * vsl_deid_masker_free:
 */
void
vsl_deid_masker_free (VslDeidMasker *masker)
{
  if (!masker)
    return;
  for (int t = 0; t < VSL_N_DEID; t++)
    g_hash_table_unref (masker->numbers[t]);
  g_free (masker);
}

/**
 * vsl_deid_masker_set_numbers:
 *
 * For notes that join others: who is there already keeps his number, and nobody else gets it.
 */
void
vsl_deid_masker_set_numbers (VslDeidMasker *masker, VslDeidNumberFunc number, gpointer data)
{
  masker->number = number;
  masker->data = data;
}

/* “Mary Jones”, “MARY  JONES” and “mary jones,” are one value. */
static char *
key_of (const char *from, const char *to)
{
  GString *key = g_string_sized_new ((gsize) (to - from) + 1);
  for (const char *p = from; p < to; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (g_unichar_isalnum (c))
      g_string_append_unichar (key, g_unichar_tolower (c));
  }
  return g_string_free (key, FALSE);
}

static guint
number_of (VslDeidMasker *masker, VslDeidType type, const char *from, const char *to)
{
  g_autofree char *key = key_of (from, to);
  gpointer known = g_hash_table_lookup (masker->numbers[type], key);
  if (!known) {
    guint given = masker->number ? masker->number (masker->data, type, key) : 0;
    known = GUINT_TO_POINTER (given ? given : ++masker->last[type]);
    g_hash_table_insert (masker->numbers[type], g_steal_pointer (&key), known);
  }
  return GPOINTER_TO_UINT (known);
}

/**
 * vsl_deid_mask:
 * @spans: of #VslDeidSpan, in order, none overlapping; places behind the text's end are passed over
 * @masked_length: (out) (optional): bytes
 * @counts: (nullable): grows by what was replaced
 *
 * An age over 89 becomes “[AGE 90+]”, whoever it is of.
 *
 * Returns: (transfer full): the text with its spans replaced, NUL-terminated
 */
char *
vsl_deid_mask (VslDeidMasker *masker, const char *text, gsize length, const GArray *spans, gsize *masked_length, guint64 counts[VSL_N_DEID])
{
  const char *p = text, *end = text + length;
  GString *s = g_string_sized_new (length + 16);
  guint place = 0;
  for (guint i = 0; i < spans->len; i++) {
    const VslDeidSpan *span = &g_array_index (spans, VslDeidSpan, i);
    const char *from = p;
    while (place < span->start && p < end) {
      p = g_utf8_next_char (p);
      place++;
    }
    g_string_append_len (s, from, p - from);
    from = p;
    while (place < span->end && p < end) {
      p = g_utf8_next_char (p);
      place++;
    }
    if (p == from)
      continue;
    if (span->type == VSL_DEID_AGE)
      g_string_append (s, "[AGE 90+]");
    else if (masker->numbered)
      g_string_append_printf (s, "[%s %u]", vsl_deid_type_names[span->type], number_of (masker, span->type, from, p));
    else
      g_string_append_printf (s, "[%s]", vsl_deid_type_names[span->type]);
    if (counts)
      counts[span->type]++;
  }
  g_string_append_len (s, p, end - p);
  if (masked_length)
    *masked_length = s->len;
  return g_string_free (s, FALSE);
}
