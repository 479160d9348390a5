/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of tables and their cells: rows that are samples, and rows beside scans or notes. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/vsl-error.h"
#include "core/vsl-json.h"
#include "data/vsl-row.h"
#include "project/vsl-project-private.h"

static char *
levels_json (const VslColumn *c)
{
  if (!c->levels)
    return NULL;
  g_autoptr (JsonArray) array = json_array_new ();
  for (int i = 0; c->levels[i]; i++)
    json_array_add_string_element (array, c->levels[i]);
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);
  return json_to_string (node, FALSE);
}

static void
read_levels (VslColumn *c, const char *text)
{
  g_autoptr (JsonNode) node = text ? vsl_json_parse (text, -1, NULL) : NULL;
  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  JsonArray *a = json_node_get_array (node);
  guint n = json_array_get_length (a);
  c->levels = g_new0 (char *, n + 1);
  c->level_counts = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++) {
    JsonNode *one = json_array_get_element (a, i);
    c->levels[i] = g_strdup (JSON_NODE_HOLDS_VALUE (one) && json_node_get_value_type (one) == G_TYPE_STRING ? json_node_get_string (one) : "");
  }
}

/* ---- reading columns ---- */

/* On the store's thread. Elements: VslColumn, in order; ids: of gint64, may be NULL. */
GPtrArray *
vsl_columns_load (VslStore *store, GArray *ids, GError **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, name, type, unit, decimal_comma, levels FROM columns ORDER BY id", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    g_autofree char *name = vsl_store_text (stmt, 1), *type = vsl_store_text (stmt, 2), *levels = vsl_store_text (stmt, 5);
    int t = type ? vsl_column_type_find (type) : -1;
    VslColumn *c = vsl_column_new (name ? name : "", t < 0 ? VSL_COLUMN_TEXT : (VslColumnType) t);
    c->unit = vsl_store_text (stmt, 3);
    c->decimal_comma = sqlite3_column_int (stmt, 4) != 0;
    c->taken = TRUE;
    read_levels (c, levels);
    g_ptr_array_add (columns, c);
    if (ids)
      g_array_append_val (ids, id);
  }
  return row == 0 ? g_steal_pointer (&columns) : NULL;
}

typedef struct {
  GPtrArray *columns;
} ColumnsRequest;

static gboolean
do_columns (VslStore *store, gpointer data, GError **error)
{
  ColumnsRequest *request = data;
  request->columns = vsl_columns_load (store, NULL, error);
  return request->columns != NULL;
}

/**
 * vsl_project_columns:
 *
 * Returns: (transfer full) (element-type VslColumn) (nullable): the columns that came in, in their order, without what is measured of their
 *   values; empty when the project has no table
 */
GPtrArray *
vsl_project_columns (VslProject *project, GError **error)
{
  ColumnsRequest request = { NULL };
  return vsl_store_call (project->store, VSL_STORE_READ, do_columns, &request, error) ? request.columns : NULL;
}

/* ---- writing ---- */

/* Before the first sample of an import: its columns join those that the project has; one of the same name must be of the same type. ids: of
 * each taken column of the plan. */
gboolean
vsl_columns_write (VslStore *store, const GPtrArray *columns, GArray *ids, GError **error)
{
  g_array_set_size (ids, 0);
  for (guint i = 0; columns && i < columns->len; i++) {
    const VslColumn *c = columns->pdata[i];
    if (!c->taken)
      continue;
    g_autofree char *levels = levels_json (c);
    if (!vsl_store_run (store, error, "INSERT INTO columns (name, type, unit, decimal_comma, levels) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING", "tttnt",
                        c->name, vsl_column_type_names[c->type], c->unit, c->decimal_comma ? 1 : 0, levels))
      return FALSE;
    sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, type FROM columns WHERE name = ?1", "t", c->name);
    if (!stmt || vsl_store_step (store, stmt, error) <= 0)
      return FALSE;
    gint64 id = sqlite3_column_int64 (stmt, 0);
    g_autofree char *type = vsl_store_text (stmt, 1);
    sqlite3_reset (stmt);
    if (g_strcmp0 (type, vsl_column_type_names[c->type]) != 0) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
                   _("“%s”: the column “%s” is of the type %s there, and %s in what is imported. Choose the same type, or make a new project."),
                   vsl_store_name (store), c->name, type ? type : "–", vsl_column_type_names[c->type]);
      return FALSE;
    }
    g_array_append_val (ids, id);
  }
  return TRUE;
}

gboolean
vsl_cells_write (VslStore *store, gint64 sample, const GArray *ids, const VslCell *cells, guint n, GError **error)
{
  for (guint i = 0; i < MIN (n, ids->len); i++)
    if (cells[i].value
        && !vsl_store_run (store, error, "INSERT INTO cells (sample, column_id, value) VALUES (?1, ?2, ?3)", "iit", sample, g_array_index (ids, gint64, i),
                           cells[i].value))
      return FALSE;
  return TRUE;
}

/* ---- rows ---- */

/* On the store's thread: the sample's cells as a row; all columns of the project are in it. */
gboolean
vsl_row_load (VslStore *store, gint64 sample, VslImage *image, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) columns = vsl_columns_load (store, ids, error), values = g_ptr_array_new_with_free_func (g_free);
  if (!columns)
    return FALSE;
  g_autofree VslCell *cells = g_new0 (VslCell, columns->len + 1);
  for (guint i = 0; i < columns->len; i++)
    cells[i] = (VslCell) { ((const VslColumn *) columns->pdata[i])->name, ((const VslColumn *) columns->pdata[i])->type, NULL };
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT column_id, value FROM cells WHERE sample = ?1 ORDER BY column_id", "i", sample);
  int row = -1;
  guint at = 0;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    while (at < ids->len && g_array_index (ids, gint64, at) < id)
      at++;
    if (at == ids->len || g_array_index (ids, gint64, at) != id)
      continue;
    g_ptr_array_add (values, vsl_store_text (stmt, 1));
    cells[at].value = values->pdata[values->len - 1];
  }
  return row == 0 && vsl_row_new (image, cells, columns->len, error);
}

typedef struct {
  const char *name;
  GHashTable *values;
} ValuesRequest;

static gboolean
do_values (VslStore *store, gpointer data, GError **error)
{
  ValuesRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT sample, value FROM cells JOIN columns ON columns.id = cells.column_id WHERE columns.name = ?1", "t", request->name);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    g_hash_table_insert (request->values, g_memdup2 (&id, sizeof id), vsl_store_text (stmt, 1));
  }
  return row == 0;
}

/**
 * vsl_project_column_values:
 *
 * Returns: (transfer full) (nullable): the value of each sample that has one, by the address of its id (gint64)
 */
GHashTable *
vsl_project_column_values (VslProject *project, const char *column, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  ValuesRequest request = { column, values };
  return vsl_store_call (project->store, VSL_STORE_READ, do_values, &request, error) ? g_steal_pointer (&values) : NULL;
}

/* ---- parts ---- */

typedef struct {
  gint64 id;
  VslSampleKind part;
  VslImage *image;
} PartRequest;

static gboolean
read_text (VslStore *store, PartRequest *request, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT COALESCE (SUM(LENGTH(data)), 0) FROM texts WHERE sample = ?1", "i", request->id);
  if (!stmt || vsl_store_step (store, stmt, error) <= 0)
    return FALSE;
  gint64 bytes = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  g_autofree char *what = g_strdup_printf (_("note %" PRId64), request->id);
  if (bytes > (gint64) VSL_NOTE_MAX_BYTES || !vsl_image_alloc (request->image, (int) bytes, 1, 1, VSL_PIXEL_TEXT, 8, error))
    return FALSE;
  if (bytes && !vsl_chunks_read (store, "SELECT part, checksum, data FROM texts WHERE sample = ?1 ORDER BY part", request->id, request->image->data,
                                 request->image->size, what, error))
    return FALSE;
  if (g_utf8_validate_len (request->image->data, request->image->size, NULL))
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA, _("“%s”: %s is no text. Use a back-up copy of the project."), vsl_store_name (store), what);
  return FALSE;
}

static gboolean
do_part (VslStore *store, gpointer data, GError **error)
{
  PartRequest *request = data;
  return request->part == VSL_SAMPLE_TABLE ? vsl_row_load (store, request->id, request->image, error) : read_text (store, request, error);
}

/**
 * vsl_project_part:
 * @part: %VSL_SAMPLE_TABLE: the row of a sample, all of whose cells may be missing; %VSL_SAMPLE_NOTE: the note beside a scan, perhaps empty
 * @image: clear with vsl_image_clear()
 */
gboolean
vsl_project_part (VslProject *project, gint64 id, VslSampleKind part, VslImage *image, GError **error)
{
  PartRequest request = { id, part, image };
  *image = (VslImage) { 0 };
  if (part == VSL_SAMPLE_SCAN)
    return vsl_project_image (project, id, image, error);
  if (vsl_store_call (project->store, VSL_STORE_READ, do_part, &request, error))
    return TRUE;
  vsl_image_clear (image);
  return FALSE;
}
