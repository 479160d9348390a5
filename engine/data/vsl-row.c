/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of tables, and the steps that make numbers of them. */
#include "data/vsl-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"

static const char letters[VSL_N_COLUMN_TYPES + 1] = "ncodti";

/**
 * vsl_row_new:
 * @cells: (array length=n): in the order of the table's columns
 */
gboolean
vsl_row_new (VslImage *image, const VslCell *cells, guint n, GError **error)
{
  g_autoptr (GString) s = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    g_string_append (s, cells[i].name);
    g_string_append_c (s, '\0');
    g_string_append_c (s, letters[CLAMP ((int) cells[i].type, 0, VSL_N_COLUMN_TYPES - 1)]);
    g_string_append (s, cells[i].value ? cells[i].value : "");
    g_string_append_c (s, '\0');
  }
  memset (image, 0, sizeof *image);
  if (s->len > VSL_NOTE_MAX_BYTES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the row has %zu bytes; at most %zu are taken: take fewer columns"), s->len, VSL_NOTE_MAX_BYTES);
    return FALSE;
  }
  if (!vsl_image_alloc (image, (int) s->len, 1, 1, VSL_PIXEL_ROW, 8, error))
    return FALSE;
  memcpy (image->data, s->str, s->len);
  return TRUE;
}

/**
 * vsl_row_next:
 * @at: (inout): 0 for the first
 */
gboolean
vsl_row_next (const VslImage *row, gsize *at, VslCell *cell)
{
  const char *data = row->data;
  const char *end = *at < row->size ? memchr (data + *at, 0, row->size - *at) : NULL;
  gsize value = end ? (gsize) (end - data) + 1 : row->size;
  const char *stop = value < row->size ? memchr (data + value, 0, row->size - value) : NULL;
  if (row->type != VSL_PIXEL_ROW || !stop || stop == data + value)
    return FALSE;
  const char *letter = strchr (letters, data[value]);
  *cell = (VslCell) { data + *at, letter ? (VslColumnType) (letter - letters) : VSL_COLUMN_TEXT, stop > data + value + 1 ? data + value + 1 : NULL };
  *at = (gsize) (stop - data) + 1;
  return TRUE;
}

/**
 * vsl_row_find:
 */
gboolean
vsl_row_find (const VslImage *row, const char *name, VslCell *cell)
{
  gsize at = 0;
  while (vsl_row_next (row, &at, cell))
    if (g_str_equal (cell->name, name))
      return TRUE;
  return FALSE;
}

/* ---- steps ---- */

static const VslStepSpec *
step_at (const VslNode *input, guint i)
{
  const VslStepSpec *step = input->preprocessing && i < input->preprocessing->len ? &g_array_index (input->preprocessing, VslStepSpec, i) : NULL;
  return step;
}

/**
 * vsl_row_input:
 */
gboolean
vsl_row_input (const VslNode *input)
{
  for (guint i = 0; step_at (input, i); i++)
    if (step_at (input, i)->cls->flags & VSL_LAYER_COLUMN)
      return TRUE;
  return FALSE;
}

/**
 * vsl_row_width:
 */
int
vsl_row_width (const VslNode *input)
{
  int width = 0;
  for (guint i = 0; step_at (input, i); i++) {
    const VslStepSpec *step = step_at (input, i);
    int n = step->cls->flags & VSL_LAYER_COLUMN ? step->cls->column->features (step->config, NULL) : 0;
    if (n == 0)
      return 0;
    width += n;
  }
  return width;
}

static gboolean
no_column (const VslNode *input, const VslImage *row, const char *name, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);
  VslCell cell;
  gsize at = 0;
  while (vsl_row_next (row, &at, &cell) && all->len < 400)
    g_string_append_printf (all, "%s%s", all->len ? ", " : "", cell.name);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: there is no column “%s”, which the network reads; the columns are: %s"), input->id, name,
               all->len ? all->str : "–");
  return FALSE;
}

/**
 * vsl_row_codes:
 * @codes: (out): one number a step; NaN: missing
 *
 * Returns: FALSE when the row lacks a column, or a step is none for columns
 */
gboolean
vsl_row_codes (const VslNode *input, const VslImage *row, double *codes, GError **error)
{
  for (guint i = 0; step_at (input, i); i++) {
    const VslStepSpec *step = step_at (input, i);
    VslCell cell;
    if (!(step->cls->flags & VSL_LAYER_COLUMN)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                   _("%s: %s cannot stand beside steps for columns: remove it from the preprocessing, or put it into the network behind the input"), input->id,
                   step->cls->head.name);
      return FALSE;
    }
    if (row->type != VSL_PIXEL_ROW) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: the samples are no rows of a table, which %s takes: choose a template for these data"), input->id,
                   step->cls->head.name);
      return FALSE;
    }
    if (!vsl_row_find (row, step->cls->column->name (step->config), &cell))
      return no_column (input, row, step->cls->column->name (step->config), error);
    codes[i] = step->cls->column->code (step->config, cell.value);
  }
  return TRUE;
}

static VslReal
feature (const VslFeature *f, double code, double fill)
{
  double x = isnan (code) ? fill : code;
  if (f->kind == VSL_FEATURE_MISSING)
    return isnan (code);
  return f->kind == VSL_FEATURE_IS ? (VslReal) (x == f->at) : (VslReal) ((x - f->at) * f->scale);
}

/**
 * vsl_row_features:
 * @out: (out): vsl_row_width() numbers
 */
gboolean
vsl_row_features (const VslNode *input, const VslImage *row, VslReal *out, GError **error)
{
  g_autofree double *codes = g_new0 (double, (input->preprocessing ? input->preprocessing->len : 0) + 1);
  if (!vsl_row_codes (input, row, codes, error))
    return FALSE;
  for (guint i = 0; step_at (input, i); i++) {
    const VslStepSpec *step = step_at (input, i);
    int n = step->cls->column->features (step->config, NULL);
    g_autofree VslFeature *f = g_new0 (VslFeature, (gsize) n + 1);
    if (n == 0) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: %s has not learnt from the column “%s” yet: train the network"), input->id, step->cls->head.name,
                   step->cls->column->name (step->config));
      return FALSE;
    }
    step->cls->column->features (step->config, f);
    for (int k = 0; k < n; k++)
      *out++ = feature (&f[k], codes[i], step->cls->column->fill (step->config));
  }
  return TRUE;
}

static void
set_levels (VslStepSpec *step, const VslColumn *c, const char *where)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *a = json_array_new ();
  for (int i = 0; c->levels[i]; i++)
    json_array_add_string_element (a, c->levels[i]);
  json_node_take_array (node, a);
  vsl_config_set (&step->cls->head, step->config, "levels", node, where, NULL);
}

/**
 * vsl_row_default:
 * @columns: (element-type VslColumn)
 */
void
vsl_row_default (VslNode *input, GPtrArray *columns)
{
  g_return_if_fail (input->preprocessing != NULL);
  g_array_set_size (input->preprocessing, 0);
  for (guint i = 0; i < columns->len; i++) {
    const VslColumn *c = columns->pdata[i];
    if (!c->taken || !vsl_column_type_is_feature (c->type))
      continue;
    gboolean order = c->type == VSL_COLUMN_ORDINAL && c->levels && *c->levels;
    const VslLayerClass *cls = vsl_layer_class (order ? "OrderColumn" : c->type == VSL_COLUMN_NUMERIC || c->type == VSL_COLUMN_DATE ? "NumberColumn" : "CategoryColumn");
    VslStepSpec step = { cls, vsl_config_new (&cls->head) };
    g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), c->name);
    vsl_config_set (&cls->head, step.config, "column", name, input->id, NULL);
    if (order)
      set_levels (&step, c, input->id);
    g_array_append_val (input->preprocessing, step);
  }
}
