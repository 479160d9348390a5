/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-groups.h"

void
vsl_groups_init (VslGroups *groups, guint n)
{
  groups->n = n;
  groups->parent = g_new (guint32, (gsize) n + 1);
  for (guint i = 0; i < n; i++)
    groups->parent[i] = i;
}

void
vsl_groups_clear (VslGroups *groups)
{
  g_clear_pointer (&groups->parent, g_free);
  groups->n = 0;
}

guint32
vsl_groups_find (VslGroups *groups, guint32 i)
{
  while (groups->parent[i] != i)
    i = groups->parent[i] = groups->parent[groups->parent[i]];
  return i;
}

void
vsl_groups_join (VslGroups *groups, guint32 a, guint32 b)
{
  a = vsl_groups_find (groups, a);
  b = vsl_groups_find (groups, b);
  groups->parent[MAX (a, b)] = MIN (a, b);
}

void
vsl_groups_join_by (VslGroups *groups, const guint32 *key)
{
  g_autoptr (GHashTable) first = g_hash_table_new (NULL, NULL);
  for (guint i = 0; key && i < groups->n; i++) {
    gpointer met;
    if (!key[i])
      continue;
    if (g_hash_table_lookup_extended (first, GUINT_TO_POINTER (key[i]), NULL, &met))
      vsl_groups_join (groups, GPOINTER_TO_UINT (met), i);
    else
      g_hash_table_insert (first, GUINT_TO_POINTER (key[i]), GUINT_TO_POINTER (i));
  }
}

guint32 *
vsl_groups_numbers (VslGroups *groups, guint *n_sets)
{
  guint32 *number = g_new0 (guint32, (gsize) groups->n + 1);
  guint n = 0;
  for (guint i = 0; i < groups->n; i++) {
    guint32 root = vsl_groups_find (groups, i);
    if (root == i)
      continue;
    if (!number[root])
      number[root] = ++n;
    number[i] = number[root];
  }
  if (n_sets)
    *n_sets = n;
  return number;
}
