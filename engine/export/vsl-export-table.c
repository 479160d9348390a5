/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a network that reads rows of a table, written beside the graph and read back. */
#include "export/vsl-export-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/vsl-json.h"

/**
 * vsl_export_table_input:
 *
 * Returns: (transfer none) (nullable):
 */
const VslNode *
vsl_export_table_input (const VslNetwork *network)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  for (guint i = 0; i < inputs->len; i++)
    if (vsl_row_input (inputs->pdata[i]))
      return inputs->pdata[i];
  return NULL;
}

/**
 * vsl_export_table_check:
 */
gboolean
vsl_export_table_check (const VslNetwork *network, GError **error)
{
  const VslNode *input = vsl_export_table_input (network);
  if (!input || vsl_row_width (input))
    return TRUE;
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_CONFIG, _("%s: the steps for columns have not learnt from training rows yet: train the network first"), input->id);
  return FALSE;
}

/* A number as it stands; of an order an unknown value is a missing one, of categories one more. */
static const char *
type_of (const VslStepSpec *step)
{
  if (!step->cls->column->words)
    return vsl_column_type_names[VSL_COLUMN_NUMERIC];
  return vsl_column_type_names[isnan (step->cls->column->code (step->config, "\x01")) ? VSL_COLUMN_ORDINAL : VSL_COLUMN_CATEGORICAL];
}

/**
 * vsl_export_columns_json:
 */
char *
vsl_export_columns_json (const VslNode *input)
{
  g_autoptr (JsonArray) all = json_array_new ();
  for (guint i = 0; i < input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "name", step->cls->column->name (step->config));
    json_object_set_string_member (o, "type", type_of (step));
    if (step->cls->column->words) {
      JsonArray *values = json_array_new ();
      for (const char *const *w = vsl_strings_list (step->cls->column->words (step->config)); *w; w++)
        json_array_add_string_element (values, *w);
      json_object_set_array_member (o, "values", values);
    }
    json_array_add_object_element (all, o);
  }
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), all);
  return json_to_string (node, FALSE);
}

static gboolean
senseless (GError **error)
{
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The file's list of columns makes no sense."));
  return FALSE;
}

static gboolean
code_of (JsonObject *o, const VslImage *row, float *code, GError **error)
{
  const char *name = json_object_get_string_member_with_default (o, "name", ""), *type = json_object_get_string_member_with_default (o, "type", "");
  VslCell cell;
  if (!vsl_row_find (row, name, &cell)) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_DATA, _("There is no column “%s”, which the file reads."), name);
    return FALSE;
  }
  *code = NAN;
  if (!cell.value)
    return TRUE;
  if (g_str_equal (type, "numeric")) {
    *code = (float) g_ascii_strtod (cell.value, NULL);
    return TRUE;
  }
  JsonNode *values = json_object_get_member (o, "values");
  if (!values || !JSON_NODE_HOLDS_ARRAY (values))
    return senseless (error);
  g_autofree char *folded = g_utf8_casefold (cell.value, -1);
  *code = g_str_equal (type, "ordinal") ? NAN : -1;
  for (guint i = json_array_get_length (json_node_get_array (values)); i-- > 0;) {
    const char *value = json_array_get_string_element (json_node_get_array (values), i);
    g_autofree char *own = g_utf8_casefold (value ? value : "", -1);
    if (g_str_equal (own, folded))
      *code = (float) i;
  }
  return TRUE;
}

/**
 * vsl_export_columns_codes:
 * @json: of vsl_export_columns_json()
 * @n: (out): how many
 *
 * Returns: (transfer full) (nullable): the numbers that the file's graph takes
 */
float *
vsl_export_columns_codes (const char *json, const VslImage *row, guint *n, GError **error)
{
  g_autoptr (JsonNode) node = vsl_json_parse (json, -1, NULL);
  if (!node || !JSON_NODE_HOLDS_ARRAY (node)) {
    senseless (error);
    return NULL;
  }
  JsonArray *all = json_node_get_array (node);
  *n = json_array_get_length (all);
  g_autofree float *codes = g_new0 (float, *n + 1);
  for (guint i = 0; i < *n; i++) {
    JsonNode *one = json_array_get_element (all, i);
    if (!JSON_NODE_HOLDS_OBJECT (one) ? !senseless (error) : !code_of (json_node_get_object (one), row, &codes[i], error))
      return NULL;
  }
  return g_steal_pointer (&codes);
}
