/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates for rows of tables, and answers that are numbers or labels. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "data/vsl-prepare.h"
#include "data/vsl-row.h"
#include "graph/vsl-template-private.h"

/* A table and a picture are both rows of numbers for these. */
static const char *const plain[] = { "logistic", "perceptron", NULL };

/**
 * vsl_template_takes:
 *
 * Returns: whether the template can be fitted to samples of that kind
 */
gboolean
vsl_template_takes (const char *id, VslSampleKind kind)
{
  return vsl_template_kind (id) == kind || (kind == VSL_SAMPLE_TABLE && g_strv_contains (plain, id));
}

static gboolean
set_option (VslNode *node, const char *option, const char *value, GError **error)
{
  return vsl_config_set_text (&node->cls->head, node->config, option, value, node->id, error);
}

/* The Flatten of a picture goes: a row is flat. */
static gboolean
remove_flatten (VslNetwork *network, const char *input)
{
  for (guint i = 0; i < network->nodes->len; i++) {
    VslNode *node = network->nodes->pdata[i];
    if (!g_str_equal (node->cls->head.name, "Flatten"))
      continue;
    g_autofree char *id = g_strdup (node->id);
    for (guint k = 0; k < network->nodes->len; k++) {
      VslNode *after = network->nodes->pdata[k];
      for (guint w = 0; w < after->inputs->len; w++)
        if (g_str_equal (after->inputs->pdata[w], id)) {
          g_free (after->inputs->pdata[w]);
          after->inputs->pdata[w] = g_strdup (input);
        }
    }
    return vsl_network_remove (network, id);
  }
  return TRUE;
}

/**
 * vsl_template_make_table:
 * @id: one of vsl_template_ids() that vsl_template_takes() tables
 * @columns: (element-type VslColumn): those taken become steps of the Input
 * @width: numbers that they will give, see vsl_row_width()
 * @classes: number of classes; 0 when unknown
 *
 * Returns: (transfer full) (nullable): a network whose steps learn from the training rows when it is trained
 */
VslNetwork *
vsl_template_make_table (const char *id, GPtrArray *columns, int width, int classes, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, error);
  g_autoptr (GPtrArray) inputs = network ? vsl_network_input_nodes (network) : NULL, outputs = network ? vsl_network_output_ids (network) : NULL;
  if (!network)
    return NULL;
  if (!vsl_template_takes (id, VSL_SAMPLE_TABLE) || inputs->len != 1 || outputs->len != 1) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("This template does not take rows of tables. Choose another one."));
    return NULL;
  }
  VslNode *input = inputs->pdata[0], *output = vsl_network_source (network, outputs->pdata[0], NULL);
  g_autofree char *shape = g_strdup_printf ("[%d]", MAX (width, 1)), *units = g_strdup_printf ("%d", classes), *old = g_strdup (input->id);
  if (!set_option (input, "shape", shape, error) || !vsl_network_rename (network, old, "row", error) || !remove_flatten (network, "row")
      || (classes > 0 && !set_option (output, "units", units, error)))
    return NULL;
  vsl_row_default (input, columns);
  vsl_network_layout (network);
  return g_steal_pointer (&network);
}

/* The Dense that answers; NULL: an autoencoder, or something else. */
static VslNode *
answering (const VslNetwork *network)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, FALSE, NULL);
  int at = outputs->len == 1 ? vsl_network_source_index (network, outputs->pdata[0], NULL) : -1;
  VslNode *node = at < 0 ? NULL : network->nodes->pdata[at];
  return node && g_str_equal (node->cls->head.name, "Dense") && report->node[at].ok && report->node[at].out.rank == 1 ? node : NULL;
}

/* ---- several Inputs ---- */

/* Larger scans are brought to the template's own size. */
#define MAX_DATA_SIDE 64

/**
 * vsl_template_parts:
 *
 * Returns: how many Inputs the template has; 0 for an unknown one
 */
int
vsl_template_parts (const char *id)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, NULL);
  g_autoptr (GPtrArray) inputs = network ? vsl_network_input_nodes (network) : NULL;
  return inputs ? (int) inputs->len : 0;
}

static int
rank_of (const VslNode *input, gint64 size[3])
{
  const VslProp *p = vsl_kind_prop (&input->cls->head, "shape");
  const VslInts *shape = (gconstpointer) ((const guint8 *) input->config + p->offset);
  for (int i = 0; i < MIN (shape->n, 3); i++)
    size[i] = shape->v[i];
  return shape->n;
}

static gboolean
fit_scan (VslNode *input, const VslShape *raw, gboolean uniform, GError **error)
{
  gint64 size[3];
  gboolean own = uniform && raw->dim[0] <= MAX_DATA_SIDE && raw->dim[1] <= MAX_DATA_SIDE && raw->dim[0] >= 16 && raw->dim[1] >= 16;
  rank_of (input, size);
  g_autofree char *shape = g_strdup_printf ("[%d, %d, %d]", (int) (own ? raw->dim[0] : size[0]), (int) (own ? raw->dim[1] : size[1]), (int) raw->dim[2]);
  if (!set_option (input, "shape", shape, error))
    return FALSE;
  vsl_prepare_default (input, raw, uniform);
  vsl_prepare_standardise (input);
  return TRUE;
}

static gboolean
fit_part (VslNetwork *network, VslNode *input, const VslShape *raw, gboolean uniform, GPtrArray *columns, int width, const VslTextFacts *facts, GError **error)
{
  gint64 size[3];
  if (rank_of (input, size) == 3)
    return !raw || fit_scan (input, raw, uniform, error);
  if (vsl_prepare_text_rules (input))
    return _vsl_template_fit_notes (network, input, facts, error);
  if (!columns)
    return TRUE;
  g_autofree char *shape = g_strdup_printf ("[%d]", MAX (width, 1));
  vsl_row_default (input, columns);
  return set_option (input, "shape", shape, error);
}

/**
 * vsl_template_make_joint:
 * @raw: (nullable): height, width and channels of the scans
 * @columns: (nullable) (element-type VslColumn): of the table beside them
 * @width: numbers that they will give, see vsl_row_width()
 * @facts: (nullable): of the notes beside them
 * @classes: number of classes; 0 when unknown
 *
 * Returns: (transfer full) (nullable): a template with several Inputs, each fitted to its part of the samples
 */
VslNetwork *
vsl_template_make_joint (const char *id, const VslShape *raw, gboolean uniform, GPtrArray *columns, int width, const VslTextFacts *facts, int classes, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, error);
  g_autoptr (GPtrArray) inputs = network ? vsl_network_input_nodes (network) : NULL;
  for (guint i = 0; inputs && i < inputs->len; i++)
    if (!fit_part (network, inputs->pdata[i], raw, uniform, columns, width, facts, error))
      return NULL;
  VslNode *answer = network ? answering (network) : NULL;
  g_autofree char *units = g_strdup_printf ("%d", classes);
  if (!network || (answer && classes > 0 && !set_option (answer, "units", units, error)))
    return NULL;
  g_autoptr (VslReport) report = vsl_network_check (network, 1);
  if (vsl_report_ok (report))
    return g_steal_pointer (&network);
  vsl_report_to_error (network, report, error);
  return NULL;
}

/* The answer's numbers are learnt with mean 0 and spread 1, and brought back here. */
static gboolean
add_scale (VslNetwork *network, VslNode *answer, double mean, double variance, GError **error)
{
  char text[2][G_ASCII_DTOSTR_BUF_SIZE];
  VslNode *scale = vsl_network_add (network, vsl_layer_class ("Normalization"), "scale", answer->x + 220, answer->y);
  g_ascii_formatd (text[0], sizeof text[0], "%.9g", mean);
  g_ascii_formatd (text[1], sizeof text[1], "%.9g", variance);
  g_autofree char *from = g_strdup (answer->id);
  if (!set_option (scale, "mean", text[0], error) || !set_option (scale, "variance", text[1], error) || !set_option (scale, "invert", "true", error)
      || !vsl_network_connect (network, from, "scale", error))
    return FALSE;
  g_ptr_array_set_size (network->outputs, 0);
  g_ptr_array_add (network->outputs, g_strdup ("scale"));
  return TRUE;
}

/**
 * vsl_template_answer:
 * @network: of a template; changed
 * @target: what the samples have
 * @labels: how many, where it is labels
 * @mean: of the training numbers; NaN: not known
 * @variance: of them
 *
 * Makes the last Dense answer with one number (linear, and a Normalization behind it that brings it to the training numbers' size) or with a sigmoid
 * unit a label. Autoencoders stay as they are.
 */
gboolean
vsl_template_answer (VslNetwork *network, VslTarget target, int labels, double mean, double variance, GError **error)
{
  VslNode *answer = target == VSL_TARGET_CLASS ? NULL : answering (network);
  gboolean number = target == VSL_TARGET_NUMBER;
  if (!answer)
    return TRUE;
  g_autofree char *units = g_strdup_printf ("%d", number ? 1 : MAX (labels, 1));
  if (!set_option (answer, "units", units, error) || !set_option (answer, "activation", number ? "linear" : "sigmoid", error))
    return FALSE;
  return !number || isnan (mean) || !(variance > 0) || add_scale (network, answer, mean, variance, error);
}
