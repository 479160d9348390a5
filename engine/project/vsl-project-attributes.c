/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the project keeps of a scan beside its pixels: names of one list, see data/vsl-attributes.h. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/**
 * vsl_attributes_write:
 * @attributes: (nullable): name, value, …, %NULL
 *
 * Writes a new sample's attributes. One that is not on the list is a mistake of the importer and stops it.
 */
gboolean
vsl_attributes_write (VslStore *store, gint64 sample, const char *const *attributes, GError **error)
{
  for (guint i = 0; attributes && attributes[i]; i += 2) {
    if (!attributes[i + 1] || !vsl_attribute_allowed (attributes[i]) || strlen (attributes[i + 1]) > VSL_ATTRIBUTE_BYTES) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
                   _("“%s”: a sample of the import is not as it should be, and wasn't stored. Please report this."), vsl_store_name (store));
      return FALSE;
    }
    if (!vsl_store_run (store, error, "INSERT INTO attributes (sample, name, value) VALUES (?1, ?2, ?3)", "itt", sample, attributes[i], attributes[i + 1]))
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  gint64 id;
  char **list;
} ListRequest;

static const char *
text (sqlite3_stmt *stmt, int column)
{
  const char *value = (const char *) sqlite3_column_text (stmt, column);
  return value ? value : "";
}

static gboolean
do_list (VslStore *store, gpointer data, GError **error)
{
  ListRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT name, value FROM attributes WHERE sample = ?1 ORDER BY name", "i", request->id);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0)
    vsl_attributes_set (&request->list, text (stmt, 0), text (stmt, 1));      /* a name that is not on the list is passed over */
  return row == 0;
}

/**
 * vsl_project_attributes:
 * @id: a sample
 *
 * Returns: (transfer full) (nullable): name, value, …, %NULL in order of the names; an empty list when there are none. %NULL with an error.
 *   Free with g_strfreev().
 */
char **
vsl_project_attributes (VslProject *project, gint64 id, GError **error)
{
  ListRequest request = { id, g_new0 (char *, 1) };
  if (vsl_store_call (project->store, VSL_STORE_READ, do_list, &request, error))
    return request.list;
  g_strfreev (request.list);
  return NULL;
}

typedef struct {
  const char *name;
  GHashTable *values;
} ColumnRequest;

static gboolean
do_column (VslStore *store, gpointer data, GError **error)
{
  ColumnRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT sample, value FROM attributes WHERE name = ?1", "t", request->name);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    g_hash_table_insert (request->values, g_memdup2 (&id, sizeof id), g_utf8_make_valid (text (stmt, 1), -1));
  }
  return row == 0;
}

/**
 * vsl_project_attribute:
 * @name: of an attribute, "modality", "column:site"
 *
 * Returns: (transfer full) (nullable) (element-type gint64 utf8): the value of each sample that has one, by the address of its id
 *   (g_int64_hash); %NULL with an error
 */
GHashTable *
vsl_project_attribute (VslProject *project, const char *name, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  ColumnRequest request = { name, values };
  return vsl_store_call (project->store, VSL_STORE_READ, do_column, &request, error) ? g_steal_pointer (&values) : NULL;
}
