/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and archives of arrays, as vsl inspect tells them. */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd-columns.h"
#include "app/vsl-cmd.h"
#include "app/vsl-inspect.h"
#include "data/vsl-csv.h"
#include "data/vsl-npz.h"

static gboolean
has_ending (const char *file, const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (file, -1);
  return g_str_has_suffix (lower, ending);
}

/**
 * vsl_inspect_is_table:
 *
 * Returns: whether the file is a table by its ending
 */
gboolean
vsl_inspect_is_table (const char *file)
{
  return has_ending (file, ".csv") || has_ending (file, ".tsv");
}

/**
 * vsl_inspect_is_npz:
 */
gboolean
vsl_inspect_is_npz (const char *file)
{
  return has_ending (file, ".npz");
}

static GPtrArray *
guess_columns (const VslCsv *csv)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  g_autofree const char **cells = g_new0 (const char *, csv->rows->len + 1);
  g_autofree guint *lines = g_new0 (guint, csv->rows->len + 1);
  for (guint k = 0; k < csv->columns; k++) {
    for (guint i = 0; i < csv->rows->len; i++) {
      cells[i] = vsl_csv_cell (csv->rows->pdata[i], (int) k);
      lines[i] = ((const VslCsvRow *) csv->rows->pdata[i])->line;
    }
    VslColumn *c = vsl_column_guess (csv->header[k], cells, csv->rows->len, csv->separator);
    vsl_column_locate (c, lines);
    g_ptr_array_add (columns, c);
  }
  return columns;
}

/**
 * vsl_inspect_columns:
 * @o: (nullable): gets "format", "separator", "rows", "columns"; %NULL: printed for people
 *
 * What an import would take the table's columns for.
 */
gboolean
vsl_inspect_columns (JsonObject *o, const char *file, GError **error)
{
  g_autoptr (VslCsv) csv = vsl_csv_read (file, error);
  if (!csv)
    return FALSE;
  g_autoptr (GPtrArray) columns = guess_columns (csv);
  const char separator[2] = { csv->separator, '\0' };
  if (!o) {
    vsl_print (_("%s: table, %u rows, %u columns, separated by “%s”\n"), file, csv->rows->len, csv->columns, csv->separator == '\t' ? _("tab") : separator);
    _vsl_columns_print (columns);
    return TRUE;
  }
  json_object_set_string_member (o, "format", "table");
  json_object_set_string_member (o, "separator", separator);
  json_object_set_int_member (o, "rows", csv->rows->len);
  json_object_set_array_member (o, "columns", _vsl_columns_to_json (columns));
  return TRUE;
}

static const char *const npy_names[] = { "uint8", "int8", "uint16", "int16", "int32", "int64", "float32", "float64" };

/**
 * vsl_inspect_npz:
 * @o: (nullable): gets "format", "arrays"; %NULL: printed for people
 */
gboolean
vsl_inspect_npz (JsonObject *o, const char *file, GError **error)
{
  g_autoptr (VslNpz) npz = vsl_npz_open (file, error);
  if (!npz)
    return FALSE;
  JsonArray *arrays = json_array_new ();
  if (!o)
    vsl_print (ngettext ("%s: %u array\n", "%s: %u arrays\n", vsl_npz_n (npz)), file, vsl_npz_n (npz));
  for (guint i = 0; i < vsl_npz_n (npz); i++) {
    const VslNpyArray *a = vsl_npz_array (npz, i);
    g_autofree char *shape = vsl_shape_to_string (&a->shape);
    JsonObject *one = json_object_new ();
    JsonArray *sizes = json_array_new ();
    for (int k = 0; k < a->shape.rank; k++)
      json_array_add_int_element (sizes, a->shape.dim[k]);
    json_object_set_string_member (one, "name", a->name);
    json_object_set_string_member (one, "dtype", npy_names[a->type]);
    json_object_set_array_member (one, "shape", sizes);
    json_array_add_object_element (arrays, one);
    if (!o)
      vsl_print ("  %-20s %-8s %s\n", a->name, npy_names[a->type], shape);
  }
  if (o) {
    json_object_set_string_member (o, "format", "npz");
    json_object_set_array_member (o, "arrays", json_array_ref (arrays));
  }
  json_array_unref (arrays);
  return TRUE;
}
