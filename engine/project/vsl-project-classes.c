/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "project/vsl-project-private.h"

static gboolean
is_number (const char *name, gint64 *value)
{
  char *end = NULL;
  *value = g_ascii_strtoll (name, &end, 10);
  return (g_ascii_isdigit (*name) || *name == '-') && *end == 0 && strlen (name) < 18;
}

static int
compare_numbers (const void *a, const void *b)
{
  gint64 x, y;
  is_number (*(char *const *) a, &x);
  is_number (*(char *const *) b, &y);
  return x != y ? (x > y) - (x < y) : strcmp (*(char *const *) a, *(char *const *) b);
}

/* Bytes of UTF-8 stand in the order of the code points. */
static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* NULL-terminated. Mixed names go by code points all: by value among some of them would be no order. */
void
vsl_class_names_sort (char **names)
{
  gint64 value;
  gboolean numbers = TRUE;
  guint n = g_strv_length (names);
  for (guint i = 0; i < n; i++)
    numbers = numbers && is_number (names[i], &value);
  qsort (names, n, sizeof *names, numbers ? compare_numbers : compare_names);
}

gboolean
vsl_class_list_load (VslStore *store, VslClassList *list, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, name FROM classes", "");
  int row = -1;
  *list = (VslClassList) { 0 };
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    g_ptr_array_add (names, vsl_store_text (stmt, 1));
    g_hash_table_insert (ids, names->pdata[names->len - 1], g_memdup2 (&id, sizeof id));
  }
  list->n = names->len;
  g_ptr_array_add (names, NULL);
  list->name = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  vsl_class_names_sort (list->name);
  list->id = g_new0 (gint64, list->n + 1);
  for (guint i = 0; i < list->n; i++)
    list->id[i] = *(gint64 *) g_hash_table_lookup (ids, list->name[i]);
  if (row != 0)
    vsl_class_list_clear (list);
  return row == 0;
}

void
vsl_class_list_clear (VslClassList *list)
{
  g_strfreev (list->name);
  g_free (list->id);
  *list = (VslClassList) { 0 };
}
