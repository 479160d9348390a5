/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values in a table: its columns, what a person says of them, and the cells of a row. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/vsl-import-private.h"

/* The cells of one column of the table. */
static const char **
cells_of (const VslCsv *csv, int column)
{
  const char **cells = g_new0 (const char *, csv->rows->len + 1);
  for (guint i = 0; i < csv->rows->len; i++)
    cells[i] = vsl_csv_cell (g_ptr_array_index (csv->rows, i), column);
  return cells;
}

/* Where the column's unreadable cells stand. */
static void
locate (const VslCsv *csv, VslColumn *column)
{
  g_autofree guint *lines = g_new (guint, csv->rows->len + 1);
  for (guint i = 0; i < csv->rows->len; i++)
    lines[i] = ((const VslCsvRow *) csv->rows->pdata[i])->line;
  vsl_column_locate (column, lines);
}

/* ---- what a person says: "age, grade=ordinal(low<high), -ward" ---- */

/* At commas that no parentheses hold. */
static GPtrArray *
split_spec (const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  int depth = 0;
  const char *from = text;
  for (const char *p = text;; p++) {
    depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
    if (*p && (*p != ',' || depth > 0))
      continue;
    char *part = g_strstrip (g_strndup (from, (gsize) (p - from)));
    if (*part)
      g_ptr_array_add (parts, part);
    else
      g_free (part);
    if (!*p)
      return parts;
    from = p + 1;
  }
}

static int
find_column (const VslImportPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->columns->len; i++)
    if (g_ascii_strcasecmp (((const VslColumn *) plan->columns->pdata[i])->name, name) == 0)
      return (int) i;
  return -1;
}

static gboolean
unknown_column (const VslImportPlan *plan, const char *name, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < plan->columns->len && all->len < 600; i++)
    g_string_append_printf (all, "%s%s", i ? ", " : "", ((const VslColumn *) plan->columns->pdata[i])->name);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("There is no column “%s” that could be a feature; the columns are: %s"), name, all->str);
  return FALSE;
}

/* "ordinal(low<medium<high)": the type, and the order in parentheses. */
static gboolean
set_type (VslImportPlan *plan, guint i, const char *text, GError **error)
{
  const char *open = strchr (text, '(');
  g_autofree char *name = open ? g_strndup (text, (gsize) (open - text)) : g_strdup (text);
  g_auto (GStrv) order = NULL;
  int type = vsl_column_type_find (g_strstrip (name));
  if (type < 0) {
    g_autofree char *all = g_strjoinv (", ", (char **) vsl_column_type_names);
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("“%s” is no type of a column; the types are: %s"), name, all);
    return FALSE;
  }
  if (open) {
    g_autofree char *inside = g_strdup (open + 1);
    if (strrchr (inside, ')'))
      *strrchr (inside, ')') = '\0';
    order = g_strsplit (inside, "<", -1);
    for (int k = 0; order[k]; k++)
      g_strstrip (order[k]);
  }
  vsl_import_plan_retype (plan, i, (VslColumnType) type, order && *order ? (const char *const *) order : NULL);
  ((VslColumn *) plan->columns->pdata[i])->taken = vsl_column_type_is_feature ((VslColumnType) type);
  return TRUE;
}

static gboolean
apply_spec (VslImportPlan *plan, const char *text, GError **error)
{
  g_autoptr (GPtrArray) parts = split_spec (text);
  gboolean names = FALSE, others = FALSE;          /* with "auto" those that are not named stay as they are */
  for (guint i = 0; i < parts->len; i++) {
    others |= g_str_equal (parts->pdata[i], "auto");
    names |= *(char *) parts->pdata[i] != '-';
  }
  g_autofree gboolean *wanted = g_new0 (gboolean, plan->columns->len + 1);
  for (guint i = 0; i < parts->len; i++) {
    const char *part = parts->pdata[i], *equal = strchr (part, '=');
    g_autofree char *name = equal ? g_strndup (part, (gsize) (equal - part)) : g_strdup (*part == '-' ? part + 1 : part);
    if (g_str_equal (part, "auto"))
      continue;
    int at = find_column (plan, g_strstrip (name));
    if (at < 0)
      return unknown_column (plan, name, error);
    VslColumn *c = plan->columns->pdata[at];
    if (*part == '-') {
      c->taken = FALSE;
      continue;
    }
    wanted[at] = TRUE;
    if (equal && !set_type (plan, (guint) at, equal + 1, error))
      return FALSE;
    if (!vsl_column_type_is_feature (c->type)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                   _("The column “%s” seems to be of the type %s, which a network cannot take. If it is not, say so: %s=numeric or %s=categorical"), c->name,
                   vsl_column_type_names[c->type], c->name, c->name);
      return FALSE;
    }
    if (equal && c->missing == c->rows) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("The column “%s” has no cell that can be read as %s (%s). Leave it out, or say another type."), c->name,
                   vsl_column_type_names[c->type], c->why ? c->why : _("The column is empty: left out."));
      return FALSE;
    }
    c->taken = TRUE;
  }
  for (guint i = 0; names && !others && i < plan->columns->len; i++)
    if (!wanted[i])
      ((VslColumn *) plan->columns->pdata[i])->taken = FALSE;
  return TRUE;
}

/* ---- columns ---- */

/* What the table's columns are, but for those that have another meaning (others, an array of the table's columns). */
gboolean
_vsl_import_find_columns (VslLook *look, const gboolean *others, GError **error)
{
  VslImportPlan *plan = look->plan;
  const VslCsv *csv = plan->table;
  plan->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  plan->column_source = g_new0 (guint, csv->columns + 1);
  for (guint i = 0; i < csv->columns; i++) {
    if (others[i] || !*csv->header[i])
      continue;
    if (!_vsl_import_tick (look, error))
      return FALSE;
    g_autofree const char **cells = cells_of (csv, (int) i);
    plan->column_source[plan->columns->len] = i;
    g_ptr_array_add (plan->columns, vsl_column_guess (csv->header[i], cells, csv->rows->len, csv->separator));
    locate (csv, plan->columns->pdata[plan->columns->len - 1]);
  }
  return !look->options->columns || apply_spec (plan, look->options->columns, error);
}

/**
 * vsl_import_plan_retype:
 * @column: which of the plan's columns
 * @order: (nullable): of an ordinal, from low to high
 *
 * Another type than the one that was found. What is measured of the column follows.
 */
void
vsl_import_plan_retype (VslImportPlan *plan, guint column, VslColumnType type, const char *const *order)
{
  g_return_if_fail (plan->table && column < plan->columns->len);
  g_autofree const char **cells = cells_of (plan->table, (int) plan->column_source[column]);
  vsl_column_retype (plan->columns->pdata[column], type, order, cells, plan->table->rows->len);
  locate (plan->table, plan->columns->pdata[column]);
}

guint
_vsl_import_taken (const VslImportPlan *plan)
{
  guint n = 0;
  for (guint i = 0; plan->columns && i < plan->columns->len; i++)
    n += ((const VslColumn *) plan->columns->pdata[i])->taken != FALSE;
  return n;
}

/* The taken columns' cells of a row; values are owned. NULL: the plan has none. */
VslCell *
_vsl_import_cells (const VslImportPlan *plan, const char *const *row, guint *n)
{
  *n = _vsl_import_taken (plan);
  if (!*n)
    return NULL;
  VslCell *cells = g_new0 (VslCell, *n + 1);
  guint k = 0, width = row ? g_strv_length ((char **) row) : 0;
  for (guint i = 0; i < plan->columns->len; i++) {
    const VslColumn *c = plan->columns->pdata[i];
    if (!c->taken)
      continue;
    guint at = plan->column_source[i];
    cells[k++] = (VslCell) { c->name, c->type, vsl_column_value (c, at < width ? row[at] : NULL) };
  }
  return cells;
}

void
_vsl_import_cells_free (VslCell *cells, guint n)
{
  for (guint i = 0; cells && i < n; i++)
    g_free ((char *) cells[i].value);
  g_free (cells);
}
