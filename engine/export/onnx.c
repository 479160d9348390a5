/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ONNX: the network with its preprocessing as one graph, from the stored values of a scan to its output. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "export/vsl-export-table.h"
#include "export/vsl-export-text.h"
#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"
#include "export/vsl-onnx-run.h"

/* protobuf readers refuse messages of 2 GiB. */
#define MAX_BYTES ((gsize) 1900 << 20)

#define RESEARCH_ONLY "Research use only. Not a medical device: not for diagnosis or treatment."

#define ROW_DOC "A number a column as float, [batch, columns], by the list in the metadata: values, places of categories, NaN where nothing is known."
#define NOTE_DOC "Numbers of words as float, [batch, length]: what the rules and the vocabulary in the metadata make of a note."

typedef struct {
  const VslExportInput *input;
  const VslNetwork *network;
  VslLayerPlan *plans;           /* one a node */
  VslReport *report;
  int *value;                    /* [node, VSL_MAX_OUTPUTS] */
  VslOnnx *onnx;
} Walk;

/* All layers and steps without a hook, named at once. */
static gboolean
check_exportable (const VslNetwork *network, GError **error)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    if (!(node->cls->flags & VSL_LAYER_INPUT) && !node->cls->onnx)
      g_string_append_printf (missing, "%s%s (%s)", missing->len ? ", " : "", node->id, node->cls->head.name);
    for (guint k = 0; node->preprocessing && k < node->preprocessing->len; k++) {
      const VslStepSpec *step = &g_array_index (node->preprocessing, VslStepSpec, k);
      if (!step->cls->onnx && !(step->cls->flags & (VSL_LAYER_NOTES | VSL_LAYER_COLUMN)))      /* words are found before the graph, columns written together */
        g_string_append_printf (missing, "%s%s (%s)", missing->len ? ", " : "", node->id, step->cls->head.name);
    }
  }
  if (!missing->len)
    return TRUE;
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED,
               _("These layers have no form in ONNX: %s. Replace them, or save the network as .json instead."), missing->str);
  return FALSE;
}

/* Runs one step's hook on a value; the shape that comes out in *shape. -1: failed. */
static int
write_step (Walk *walk, int node, const VslStepSpec *step, int value, VslShape *shape, GError **error)
{
  const VslNode *input = walk->network->nodes->pdata[node];
  VslLayerPlan plan = { .cls = step->cls, .config = step->config, .node = input->id, .batch = 1, .n_in = 1, .n_out = 1 };
  plan.in[0] = *shape;
  const char *remedy = NULL;
  /* Only Rescaling by bit depth refuses to be planned as a layer, and it keeps the shape. */
  if (!step->cls->plan (&plan, &remedy, NULL))
    plan.out[0] = *shape;
  g_autofree char *label = g_strdup_printf ("%s/%s", input->id, step->cls->head.name);
  vsl_onnx_begin (walk->onnx, -1, label, &value, 1);
  if (!step->cls->onnx (walk->onnx, &plan, error))
    return -1;
  *shape = plan.out[0];
  return vsl_onnx_end (walk->onnx, shape);
}

static gboolean
takes_any_size (const VslStepSpec *step)
{
  VslLayerPlan plan = { .cls = step->cls, .config = step->config };
  return g_str_equal (step->cls->head.name, "Resizing") && vsl_onnx_resizing_any_size (&plan);
}

/* A number a column, then all features of the steps. */
static gboolean
write_row_input (Walk *walk, int i)
{
  const VslNode *node = walk->network->nodes->pdata[i];
  const char *axes[VSL_MAX_RANK] = { NULL };
  VslShape shape = { 1, { node->preprocessing->len } };
  int value = vsl_onnx_declare_input (walk->onnx, node->id, ROW_DOC, &shape, axes);
  g_autofree char *label = g_strconcat (node->id, "/columns", NULL);
  vsl_onnx_begin (walk->onnx, -1, label, &value, 1);
  vsl_onnx_columns (walk->onnx, node);
  walk->value[i * VSL_MAX_OUTPUTS] = vsl_onnx_end (walk->onnx, &walk->report->node[i].out);
  return walk->value[i * VSL_MAX_OUTPUTS] >= 0;
}

static gboolean
write_input (Walk *walk, int i, GError **error)
{
  if (vsl_row_input (walk->network->nodes->pdata[i]))
    return write_row_input (walk, i);
  const VslNode *node = walk->network->nodes->pdata[i];
  const VslShape *own = &walk->report->node[i].out;
  gboolean note = vsl_prepare_text_rules (node) != NULL;
  gboolean scan = own->rank == 3 && node->preprocessing && node->preprocessing->len;
  VslShape shape = scan && walk->input->raw ? *walk->input->raw : *own;
  const char *axes[VSL_MAX_RANK] = { NULL };
  for (guint k = 0; scan && k < node->preprocessing->len; k++)
    if (takes_any_size (&g_array_index (node->preprocessing, VslStepSpec, k))) {
      axes[0] = "height";
      axes[1] = "width";
    }
  g_autofree char *doc = g_strdup_printf ("Stored values as they are (0 to %d is black to white), [batch, height, width, channels], float.",
                                          (int) vsl_onnx_raw_max (walk->onnx));
  int value = vsl_onnx_declare_input (walk->onnx, node->id, scan ? doc : note ? NOTE_DOC : "Values as the network takes them.", &shape, axes);
  for (guint k = 0; scan && value >= 0 && k < node->preprocessing->len; k++) {
    value = write_step (walk, i, &g_array_index (node->preprocessing, VslStepSpec, k), value, &shape, error);
    if (value < 0)
      return FALSE;
  }
  if (!vsl_shape_equal (&shape, own)) {
    g_autofree char *have = vsl_shape_to_string (&shape), *want = vsl_shape_to_string (own);
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_SHAPE,
                 _("%s: after the preprocessing a scan is %s, but the network takes %s. Add Resizing or ColorMode to the preprocessing."), node->id,
                 have, want);
    return FALSE;
  }
  walk->value[i * VSL_MAX_OUTPUTS] = value;
  return TRUE;
}

/* What the plan adds after the layer. */
static VslActivation
following_activation (const VslNode *node)
{
  const VslProp *p = vsl_kind_prop (&node->cls->head, "activation");
  if (!p || p->choices != vsl_activation_names || (node->cls->flags & VSL_LAYER_OWN_ACTIVATION))
    return VSL_ACT_LINEAR;
  return *(const int *) ((const guint8 *) node->config + p->offset);
}

/* The value that a wire of the network leads from. */
static int
wire_value (const Walk *walk, const char *wire)
{
  int output, at = vsl_network_source_index (walk->network, wire, &output);
  return walk->value[at * VSL_MAX_OUTPUTS + output];
}

/* The node's option "activation", which is not the layer's business. Returns the new value. */
static int
write_activation (Walk *walk, int i, int value, const VslShape *shape)
{
  const VslNode *node = walk->network->nodes->pdata[i];
  VslActivation activation = following_activation (node);
  if (value < 0 || activation == VSL_ACT_LINEAR)
    return value;
  vsl_onnx_begin (walk->onnx, i, node->id, &value, 1);
  VslOnnxLayout layout = vsl_onnx_input_layout (walk->onnx, 0);
  const char *y = vsl_onnx_activate (walk->onnx, activation, vsl_onnx_input (walk->onnx, 0, layout), layout, shape->rank);
  vsl_onnx_set_output (walk->onnx, layout, y);
  vsl_onnx_set_output_mask (walk->onnx, vsl_onnx_input_mask (walk->onnx, 0));
  return vsl_onnx_end (walk->onnx, shape);
}

/* A mask that the layer reads must be in the graph. */
static gboolean
has_masks (Walk *walk, const VslNode *node, const VslLayerPlan *plan, GError **error)
{
  for (int k = 0; k < plan->n_in; k++)
    if (plan->in_mask[k] && !vsl_onnx_input_mask (walk->onnx, k)) {
      g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("%s: the mask of “%s” cannot be exported"), node->id,
                   (char *) node->inputs->pdata[k]);
      return FALSE;
    }
  return TRUE;
}

/* The layer's hook, then its activation. */
static gboolean
write_layer (Walk *walk, int i, GError **error)
{
  const VslNode *node = walk->network->nodes->pdata[i];
  const VslLayerPlan *plan = &walk->plans[i];
  int inputs[VSL_MAX_INPUTS], *value = &walk->value[i * VSL_MAX_OUTPUTS];
  for (int k = 0; k < plan->n_in; k++)
    inputs[k] = wire_value (walk, node->inputs->pdata[k]);
  vsl_onnx_begin (walk->onnx, i, node->id, inputs, plan->n_in);
  if (!has_masks (walk, node, plan, error))
    return FALSE;
  if (plan->same_mask)
    vsl_onnx_set_output_mask (walk->onnx, vsl_onnx_input_mask (walk->onnx, 0));
  if (!node->cls->onnx (walk->onnx, plan, error))
    return FALSE;
  gboolean ok = TRUE;
  for (int k = 0; k < plan->n_out; k++) {
    value[k] = vsl_onnx_end_at (walk->onnx, k, &plan->out[k]);
    ok &= value[k] >= 0;
  }
  value[0] = write_activation (walk, i, value[0], &plan->out[0]);
  ok &= value[0] >= 0;
  if (!ok)
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("%s: this layer cannot be exported with these options"), node->id);
  return ok;
}

static char *
class_names_json (const VslExportInput *input)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  for (int i = 0; input->class_names && input->class_names[i]; i++)
    json_array_add_string_element (array, input->class_names[i]);
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}

/* What the caller brings to the graph. */
static void
write_raw_facts (Walk *walk)
{
  const VslExportInput *input = walk->input;
  const VslTextRules *rules = vsl_export_text_rules (walk->network);
  const VslNode *table = vsl_export_table_input (walk->network);
  if (table) {
    g_autofree char *columns = vsl_export_columns_json (table);
    vsl_onnx_metadata (walk->onnx, VSL_EXPORT_COLUMNS_KEY, columns);
  }
  if (table && input->network && !rules && !input->raw) {
    vsl_onnx_metadata (walk->onnx, "layout", "rows of a table as numbers, by " VSL_EXPORT_COLUMNS_KEY);
    return;
  }
  if (!rules) {
    vsl_onnx_metadata (walk->onnx, "raw_bits", input->raw_type == VSL_PIXEL_U16 ? "16" : input->raw_type == VSL_PIXEL_U8 ? "8" : "float");
    vsl_onnx_metadata (walk->onnx, "raw_type", vsl_pixel_dtype (input->raw_type));
    vsl_onnx_metadata (walk->onnx, "layout", "NHWC, stored values; the preprocessing is part of the graph");
    return;
  }
  g_autofree char *vocabulary = vsl_export_vocabulary_json (rules), *text = vsl_export_rules_json (rules);
  vsl_onnx_metadata (walk->onnx, "layout", "numbers of words; the note is split before the graph, by " VSL_EXPORT_RULES_KEY);
  vsl_onnx_metadata (walk->onnx, VSL_EXPORT_VOCABULARY_KEY, vocabulary);
  vsl_onnx_metadata (walk->onnx, VSL_EXPORT_RULES_KEY, text);
}

/* A network of two classes may end in one unit, which gives the probability of the second class. */
static gboolean
single_number (Walk *walk)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (walk->network);
  int at = outputs->len == 1 ? vsl_network_source_index (walk->network, outputs->pdata[0], NULL) : -1;
  return at >= 0 && vsl_shape_count (&walk->report->node[at].out) == 1;
}

static void
write_facts (Walk *walk)
{
  const VslExportInput *input = walk->input;
  guint classes = input->class_names ? g_strv_length ((char **) input->class_names) : 0;
  vsl_onnx_metadata (walk->onnx, "use", RESEARCH_ONLY);
  if (input->target == VSL_TARGET_NUMBER)
    vsl_onnx_metadata (walk->onnx, "target", "number");
  if (input->target == VSL_TARGET_LABELS)
    vsl_onnx_metadata (walk->onnx, "target", "labels: each output is the probability that its label holds");
  if (classes) {
    g_autofree char *names = class_names_json (input);
    vsl_onnx_metadata (walk->onnx, "class_names", names);
  }
  if (classes == 2 && input->positive >= 0 && input->positive < 2)
    vsl_onnx_metadata (walk->onnx, "positive", input->class_names[input->positive]);
  if (classes == 2 && single_number (walk))
    vsl_onnx_metadata (walk->onnx, "probability_of", input->class_names[1]);
  write_raw_facts (walk);
  if (input->run > 0) {
    g_autofree char *run = g_strdup_printf ("%" G_GINT64_FORMAT, input->run);
    vsl_onnx_metadata (walk->onnx, "run", run);
  }
  if (input->seed_text)
    vsl_onnx_metadata (walk->onnx, "seed", input->seed_text);
}

static gboolean
write_all (Walk *walk, GError **error)
{
  for (guint k = 0; k < walk->report->n_order; k++) {
    int i = walk->report->order[k];
    const VslNode *node = walk->network->nodes->pdata[i];
    if (!(node->cls->flags & VSL_LAYER_INPUT ? write_input : write_layer) (walk, i, error))
      return FALSE;
    if (vsl_onnx_bytes (walk->onnx) > MAX_BYTES) {
      g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("The network is too large for an ONNX file, which holds less than 2 GiB."));
      return FALSE;
    }
  }
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (walk->network);
  for (guint k = 0; k < outputs->len; k++)
    vsl_onnx_declare_output (walk->onnx, outputs->pdata[k], "The network's output after its activation.",
                             wire_value (walk, outputs->pdata[k]));
  write_facts (walk);
  return TRUE;
}

static GBytes *
onnx_make (gconstpointer config, const VslExportInput *input, GError **error)
{
  if (!check_exportable (input->network, error) || !vsl_export_text_check (input->network, error) || !vsl_export_table_check (input->network, error))
    return NULL;
  g_autofree VslLayerPlan *plans = NULL;
  g_autoptr (VslReport) report = vsl_network_infer (input->network, 1, FALSE, &plans);
  if (!vsl_report_ok (report)) {
    vsl_report_to_error (input->network, report, error);
    return NULL;
  }
  g_autoptr (VslOnnx) onnx = vsl_onnx_new (input);
  g_autofree int *value = g_new0 (int, (input->network->nodes->len + 1) * VSL_MAX_OUTPUTS);
  Walk walk = { input, input->network, plans, report, value, onnx };
  if (!write_all (&walk, error))
    return NULL;
  GBytes *bytes = vsl_onnx_finish (onnx, "network", "A network trained with Vesalius. " RESEARCH_ONLY);
  if (!bytes)
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("Not enough memory to make the ONNX file. Close other programs and export again."));
  return bytes;
}

extern const VslExporterClass vsl_exporter_onnx;
const VslExporterClass vsl_exporter_onnx = {
  .head = {
    .name = "Onnx",
    .title = N_ ("ONNX model"),
    .summary = N_ ("The trained network with its preprocessing in one file that many programs run. Takes the scans as they are stored, and notes as numbers of their words."),
    .icon = "document-send-symbolic",
    .group = N_ ("Model"),
  },
  .ending = ".onnx",
  .make = onnx_make,
  .run_back = vsl_onnx_run_images,
  .beside = vsl_export_vocabulary_file,
  .beside_ending = VSL_EXPORT_VOCABULARY_ENDING,
};
