/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which number stands for whom in the masked notes: by keyed hashes, so that a later import gives the same person the same number. */
#include <string.h>

#include "project/vsl-project-private.h"

static gboolean
do_read (VslStore *store, gpointer data, GError **error)
{
  GArray *numbers = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT type, hash, number FROM masks ORDER BY type, number", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    VslMaskNumber n = { 0 };
    g_autofree char *type = vsl_store_text (stmt, 0), *hash = vsl_store_text (stmt, 1);
    gint64 number = sqlite3_column_int64 (stmt, 2);
    if (!type || !hash || !vsl_deid_type_parse (type, &n.type) || number < 1 || number >= G_MAXINT)
      continue;                     /* a foreign hand: such a row says nothing */
    n.number = (guint) number;
    g_strlcpy (n.hash, hash, sizeof n.hash);
    g_array_append_val (numbers, n);
  }
  return row == 0;
}

static gboolean
do_write (VslStore *store, gpointer data, GError **error)
{
  const GArray *numbers = data;
  for (guint i = 0; i < numbers->len; i++) {
    const VslMaskNumber *n = &g_array_index (numbers, VslMaskNumber, i);
    if (!vsl_store_run (store, error, "INSERT INTO masks (type, hash, number) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "ttn", vsl_deid_type_names[n->type],
                        n->hash, (int) n->number))
      return FALSE;
  }
  return TRUE;
}

gboolean
_vsl_masks_any (VslStore *store, gboolean *any, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT 1 FROM masks LIMIT 1", "");
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  *any = row > 0;
  if (row > 0)
    sqlite3_reset (stmt);
  return row >= 0;
}

gboolean
_vsl_masks_read (gpointer sink, GArray *numbers, GError **error)
{
  VslProject *project = sink;
  return vsl_store_call (project->store, VSL_STORE_READ, do_read, numbers, error);
}

gboolean
_vsl_masks_write (gpointer sink, const GArray *numbers, GError **error)
{
  VslProject *project = sink;
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_write, (gpointer) numbers, error);
}
