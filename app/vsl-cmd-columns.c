/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-cmd-columns.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-cmd.h"

static void
set_real (JsonObject *o, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (o, name, value);
  else
    json_object_set_null_member (o, name);
}

static JsonArray *
bad_cells (const VslColumn *c)
{
  JsonArray *cells = json_array_new ();
  for (guint i = 0; i < c->n_bad; i++) {
    JsonObject *one = json_object_new ();
    json_object_set_int_member (one, "line", c->bad[i].line);
    json_object_set_string_member (one, "text", c->bad[i].text);
    json_array_add_object_element (cells, one);
  }
  return cells;
}

/* What each column of a table was taken for. */
JsonArray *
_vsl_columns_to_json (const GPtrArray *columns)
{
  JsonArray *all = json_array_new ();
  for (guint i = 0; columns && i < columns->len; i++) {
    const VslColumn *c = columns->pdata[i];
    JsonObject *o = json_object_new (), *levels = json_object_new ();
    json_object_set_string_member (o, "name", c->name);
    json_object_set_string_member (o, "type", vsl_column_type_names[c->type]);
    json_object_set_boolean_member (o, "taken", c->taken);
    json_object_set_int_member (o, "missing", c->missing);
    json_object_set_int_member (o, "distinct", c->distinct);
    json_object_set_int_member (o, "unreadable", c->unreadable);
    set_real (o, "min", c->min);
    set_real (o, "q1", c->q1);
    set_real (o, "median", c->median);
    set_real (o, "q3", c->q3);
    set_real (o, "max", c->max);
    for (int k = 0; c->levels && c->levels[k]; k++)
      json_object_set_int_member (levels, c->levels[k], c->level_counts[k]);
    json_object_set_object_member (o, "levels", levels);
    json_object_set_array_member (o, "unreadable_cells", bad_cells (c));
    json_object_set_int_member (o, "flags", c->flags);
    if (c->unit)
      json_object_set_string_member (o, "unit", c->unit);
    else
      json_object_set_null_member (o, "unit");
    if (c->why)
      json_object_set_string_member (o, "why", c->why);
    else
      json_object_set_null_member (o, "why");
    json_array_add_object_element (all, o);
  }
  return all;
}

void
_vsl_columns_print (const GPtrArray *columns)
{
  for (guint i = 0; columns && i < columns->len; i++) {
    const VslColumn *c = columns->pdata[i];
    g_autofree char *spread = vsl_column_spread (c);
    vsl_print ("  %s %-20s %-12s %s", c->taken ? "+" : "-", c->name, vsl_column_type_title (c->type), spread);
    if (c->missing)
      vsl_print (ngettext ("; %u missing", "; %u missing", c->missing), c->missing);
    vsl_print ("%s%s\n", c->why ? "; " : "", c->why ? c->why : "");
  }
}

/* ---- vsl columns P.vesalius: what the project took of its tables ---- */

/* Measures what is stored; the spelling of cells is the project's own. */
static VslColumn *
measure (VslProject *project, const VslColumn *stored, const GArray *samples, GError **error)
{
  g_autoptr (GHashTable) values = vsl_project_column_values (project, stored->name, error);
  g_autofree const char **cells = g_new0 (const char *, samples->len + 1);
  if (!values)
    return NULL;
  for (guint i = 0; i < samples->len; i++)
    cells[i] = g_hash_table_lookup (values, &g_array_index (samples, VslSampleInfo, i).id);
  VslColumn *c = vsl_column_new (stored->name, stored->type);
  for (guint i = 0; c->type == VSL_COLUMN_DATE && i < samples->len; i++)
    c->missing += cells[i] == NULL;                /* stored as numbers of days */
  c->rows = samples->len;
  if (c->type != VSL_COLUMN_DATE)
    vsl_column_retype (c, stored->type, stored->type == VSL_COLUMN_ORDINAL ? (const char *const *) stored->levels : NULL, cells, samples->len);
  c->taken = TRUE;
  g_free (c->unit);
  c->unit = g_strdup (stored->unit);
  return c;
}

static GPtrArray *
measure_all (VslProject *project, GError **error)
{
  g_autoptr (GPtrArray) stored = vsl_project_columns (project, error), all = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  g_autoptr (GArray) samples = stored ? vsl_project_samples (project, error) : NULL;
  for (guint i = 0; samples && i < stored->len; i++) {
    VslColumn *c = measure (project, stored->pdata[i], samples, error);
    if (!c)
      return NULL;
    g_ptr_array_add (all, c);
  }
  return samples ? g_steal_pointer (&all) : NULL;
}

int
vsl_cmd_columns (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslArgs) args = vsl_args_parse (NULL, argc, argv, 1, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_READ, &error);
  g_autoptr (GPtrArray) columns = project ? measure_all (project, &error) : NULL;
  if (!columns)
    return vsl_failed (error);
  if (!args->json) {
    _vsl_columns_print (columns);
    if (!columns->len)
      vsl_say (_("The project has no columns of a table."));
    return VSL_EXIT_OK;
  }
  g_autoptr (JsonArray) rows = _vsl_columns_to_json (columns);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    vsl_print_json (json_object_ref (json_array_get_object_element (rows, i)));
  return VSL_EXIT_OK;
}
