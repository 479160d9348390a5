/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-strings.h"

#include <pthread.h>
#include <string.h>

struct _VslStrings {
  gatomicrefcount refs;
  guint n;
  char **list;               /* n and a NULL; they point into one block */
  char *block;
  pthread_mutex_t lock;      /* of what follows; one that race detectors know */
  gpointer made;
  GDestroyNotify free_made;
};

/**
 * vsl_strings_new:
 * @texts: copied
 * @n: how many
 *
 * Returns: (transfer full): the list
 */
VslStrings *
vsl_strings_new (const char *const *texts, guint n)
{
  VslStrings *s = g_new0 (VslStrings, 1);
  gsize bytes = 0;
  for (guint i = 0; i < n; i++)
    bytes += strlen (texts[i]) + 1;
  g_atomic_ref_count_init (&s->refs);
  pthread_mutex_init (&s->lock, NULL);
  s->n = n;
  s->list = g_new (char *, (gsize) n + 1);
  s->block = g_malloc (bytes + 1);
  char *at = s->block;
  for (guint i = 0; i < n; i++) {
    s->list[i] = at;
    at = g_stpcpy (at, texts[i]) + 1;
  }
  s->list[n] = NULL;
  return s;
}

/**
 * vsl_strings_ref:
 * @strings: (nullable):
 */
VslStrings *
vsl_strings_ref (VslStrings *strings)
{
  if (strings)
    g_atomic_ref_count_inc (&strings->refs);
  return strings;
}

/**
 * vsl_strings_unref:
 * @strings: (nullable):
 */
void
vsl_strings_unref (VslStrings *strings)
{
  if (!strings || !g_atomic_ref_count_dec (&strings->refs))
    return;
  if (strings->made && strings->free_made)
    strings->free_made (strings->made);
  pthread_mutex_destroy (&strings->lock);
  g_free (strings->list);
  g_free (strings->block);
  g_free (strings);
}

/**
 * vsl_strings_length:
 * @strings: (nullable):
 */
guint
vsl_strings_length (const VslStrings *strings)
{
  return strings ? strings->n : 0;
}

/**
 * vsl_strings_list:
 * @strings: (nullable):
 *
 * Returns: (transfer none): the texts, %NULL-terminated
 */
const char *const *
vsl_strings_list (const VslStrings *strings)
{
  static const char *const none[] = { NULL };
  return strings ? (const char *const *) strings->list : none;
}

/**
 * vsl_strings_equal:
 * @a: (nullable):
 * @b: (nullable):
 */
gboolean
vsl_strings_equal (const VslStrings *a, const VslStrings *b)
{
  if (a == b)
    return TRUE;
  if (vsl_strings_length (a) != vsl_strings_length (b))
    return FALSE;
  for (guint i = 0; i < vsl_strings_length (a); i++)
    if (!g_str_equal (a->list[i], b->list[i]))
      return FALSE;
  return TRUE;
}

/**
 * vsl_strings_made:
 * @make: called once in the life of the list, whichever thread comes first
 * @free_made: frees its result together with the list
 *
 * Returns: (transfer none): what @make returned
 */
gconstpointer
vsl_strings_made (const VslStrings *strings, VslStringsMake make, GDestroyNotify free_made)
{
  VslStrings *s = (VslStrings *) strings;        /* to its holders the list never changes */
  pthread_mutex_lock (&s->lock);
  if (!s->made) {
    s->made = make ((const char *const *) s->list, s->n);
    s->free_made = free_made;
  }
  gconstpointer made = s->made;
  pthread_mutex_unlock (&s->lock);
  return made;
}
