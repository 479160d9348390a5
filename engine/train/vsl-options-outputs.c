/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each output of the network learns: what "auto" stands for, and the options "losses" and "loss_weights". */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "train/vsl-options-private.h"
#include "data/vsl-row.h"
#include "core/vsl-json.h"

#define MAX_WEIGHT 1e9

typedef struct {
  VslShape out, in;
  gboolean has_input;
  gboolean row;                  /* the input holds the columns of a table */
  gint64 vocabulary;             /* token numbers that the input may hold; 0: it holds other numbers */
  char *activation;              /* of the output node; owned */
} Ends;

/* A layer that is applied step by step answers with its inner layer's activation. */
static char *
kind_activation (const VslKind *kind, gconstpointer config)
{
  if (g_str_equal (kind->name, "Softmax"))
    return g_strdup ("softmax");
  if (g_str_equal (kind->name, "TimeDistributed")) {
    const VslObject *inner = (gconstpointer) ((const guint8 *) config + vsl_kind_prop (kind, "layer")->offset);
    return inner->kind ? kind_activation (inner->kind, inner->config) : g_strdup ("linear");
  }
  if (vsl_kind_prop (kind, "activation"))
    return vsl_config_get_text (kind, config, "activation");
  return g_strdup ("linear");
}

static char *
node_activation (const VslNode *node)
{
  return kind_activation (&node->cls->head, node->config);
}

/**
 * vsl_options_output_is:
 * @output: which output of the network
 *
 * Returns: whether the node of that output ends in @activation
 */
gboolean
vsl_options_output_is (const VslNetwork *network, guint output, const char *activation)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  const VslNode *node = output < outputs->len ? vsl_network_source (network, outputs->pdata[output], NULL) : NULL;
  g_autofree char *own = node ? node_activation (node) : NULL;
  return own && g_str_equal (own, activation);
}

/* Shapes of the first input and of an output. FALSE with the network's own problem when it has one. */
static gboolean
find_ends (const VslNetwork *network, guint k, Ends *ends, GError **error)
{
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, FALSE, NULL);
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  int output = 0, out = k < outputs->len ? vsl_network_source_index (network, outputs->pdata[k], &output) : -1;
  if (!vsl_report_ok (report) || out < 0) {
    vsl_report_to_error (network, report, error);
    if (error && !*error)
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("The network has no output."));
    return FALSE;
  }
  ends->out = report->node[out].outs[output];
  ends->activation = node_activation (network->nodes->pdata[out]);
  if (inputs->len) {
    const VslNode *input = inputs->pdata[0];
    ends->in = report->node[vsl_network_index (network, input->id)].out;
    ends->has_input = TRUE;
    ends->row = vsl_row_input (input);
    ends->vocabulary = vsl_network_vocabulary (network, input);
  }
  return TRUE;
}

/* A softmax over the input's own shape is a classification all the same, and so are sigmoids behind as many columns of a table: these are
 * labels that happen to be as many, since standardised columns are not between 0 and 1. */
static gboolean
same_shape (const Ends *ends)
{
  return ends->has_input && vsl_shape_equal (&ends->out, &ends->in) && !g_str_equal (ends->activation, "softmax") &&
         !(ends->row && g_str_equal (ends->activation, "sigmoid")) && vsl_shape_count (&ends->out) > 1;
}

/* Token numbers in, at each of their places a number for every word of the vocabulary out: the tokens are told again. */
static gboolean
spells (const Ends *ends)
{
  return ends->vocabulary > 1 && ends->in.rank == 1 && ends->out.rank == 2 && ends->out.dim[0] == ends->in.dim[0] &&
         ends->out.dim[1] == ends->vocabulary;
}

static gboolean
repeats_input (const Ends *ends, const VslLossClass *loss)
{
  return loss->sparse ? spells (ends) : same_shape (ends);
}

static const VslLossClass *
auto_loss (const Ends *ends)
{
  gint64 width = ends->out.rank ? ends->out.dim[ends->out.rank - 1] : 1;
  const char *name = "SparseCategoricalCrossentropy";
  if (same_shape (ends))
    name = "MeanSquaredError";
  else if (width > 1 && g_str_equal (ends->activation, "sigmoid"))      /* several labels that each hold or not */
    name = "BinaryCrossentropy";
  else if (width == 1)
    name = g_str_equal (ends->activation, "sigmoid") ? "BinaryCrossentropy" : "MeanSquaredError";
  return vsl_loss_class (name);
}

/* ---- "losses" and "loss_weights": {"output": …} or a list in the order of the outputs ---- */

static JsonNode *
parse (const char *option, const char *text, GError **error)
{
  g_autoptr (JsonNode) node = *text ? vsl_json_parse (text, -1, NULL) : NULL;
  if (node && (JSON_NODE_HOLDS_OBJECT (node) || JSON_NODE_HOLDS_ARRAY (node)))
    return g_steal_pointer (&node);
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG,
               _("%s: {\"output\": …} with the names of outputs, or a list in their order, is expected, not “%s”."), option, text);
  return NULL;
}

/* The part of an output, NULL: it has none. Names that are no output are refused, as are lists of another length. */
static gboolean
part_of (const char *option, JsonNode *all, GPtrArray *outputs, guint k, JsonNode **part, GError **error)
{
  *part = NULL;
  if (JSON_NODE_HOLDS_ARRAY (all)) {
    JsonArray *a = json_node_get_array (all);
    if (json_array_get_length (a) != outputs->len) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("%s: the list has %u entries, but the network has %u outputs."), option,
                   json_array_get_length (a), outputs->len);
      return FALSE;
    }
    *part = json_array_get_element (a, k);
    return TRUE;
  }
  g_autoptr (GList) names = json_object_get_members (json_node_get_object (all));
  for (GList *l = names; l; l = l->next)
    if (!g_ptr_array_find_with_equal_func (outputs, l->data, g_str_equal, NULL)) {
      g_autoptr (GPtrArray) list = g_ptr_array_copy (outputs, NULL, NULL);
      g_ptr_array_add (list, NULL);
      g_autofree char *near = vsl_nearest (l->data, (const char *const *) list->pdata);
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("%s: the network has no output “%s”; nearest: %s"), option,
                   (const char *) l->data, near);
      return FALSE;
    }
  *part = json_object_get_member (json_node_get_object (all), outputs->pdata[k]);
  return TRUE;
}

static gboolean
read_weight (JsonNode *node, double *weight, GError **error)
{
  GType type = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  *weight = !node ? 1.0 : type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : -1;
  if (*weight >= 0 && *weight <= MAX_WEIGHT)
    return TRUE;
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("loss_weights: a weight must be a number from 0 to 1e9."));
  return FALSE;
}

/* A name, {"type", "config"}, or null for an output that is not trained; "auto" leaves loss->kind NULL. */
static gboolean
read_loss (JsonNode *node, VslObject *loss, gboolean *none, GError **error)
{
  *none = JSON_NODE_HOLDS_NULL (node);
  if (*none || (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), "auto") == 0))
    return TRUE;
  return vsl_object_from_json ("loss", node, "losses", loss, error);
}

/**
 * vsl_options_check_losses:
 * @option: "losses" or "loss_weights"
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG when the text is not legal for it; whether the outputs exist is seen when a run starts
 */
gboolean
vsl_options_check_losses (const char *option, const char *text, GError **error)
{
  if (!*text)
    return TRUE;
  g_autoptr (JsonNode) all = parse (option, text, error);
  if (!all)
    return FALSE;
  gboolean list = JSON_NODE_HOLDS_ARRAY (all), ok = TRUE, none;
  g_autoptr (GList) parts = list ? json_array_get_elements (json_node_get_array (all)) : json_object_get_values (json_node_get_object (all));
  for (GList *l = parts; l && ok; l = l->next) {
    VslObject loss = { NULL, NULL };
    double weight;
    ok = g_str_equal (option, "losses") ? read_loss (l->data, &loss, &none, error) : read_weight (l->data, &weight, error);
    vsl_object_clear (&loss);
  }
  return ok;
}

/* ---- the loss of one output ---- */

static void
carry (const VslObject *from, const VslKind *kind, gpointer config)
{
  g_autoptr (JsonObject) set = vsl_config_to_json (from->kind, from->config, FALSE);
  g_autoptr (GList) names = json_object_get_members (set);
  for (GList *l = names; l; l = l->next)
    if (vsl_kind_prop (kind, l->data))
      vsl_config_set (kind, config, l->data, json_object_get_member (set, l->data), NULL, NULL);
}

/* Padding is no token to be told: it would be most of a short note, and easy. */
static void
leave_padding_out (VslObject *loss)
{
  g_autoptr (JsonNode) own = vsl_config_get (loss->kind, loss->config, "ignore_class");
  if (own && JSON_NODE_HOLDS_NULL (own))
    vsl_config_set_text (loss->kind, loss->config, "ignore_class", "0", NULL, NULL);
}

/* From the option "loss" and its own options. */
static gboolean
common_loss (const VslOptions *options, const Ends *ends, gboolean automatic, VslObject *loss, GError **error)
{
  const VslTrainConfig *c = options->config;
  const VslLossClass *cls = automatic ? auto_loss (ends) : vsl_loss_class (c->loss_name);
  if (!cls) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("There is no loss called “%s”."), c->loss_name);
    return FALSE;
  }
  *loss = (VslObject) { &cls->head, vsl_config_new (&cls->head) };
  if (c->loss.kind)              /* perhaps set while auto stood for another loss: what both know */
    carry (&c->loss, loss->kind, loss->config);
  if (automatic && cls->sparse)  /* always by the network as it is now, whatever was stored while it was another */
    vsl_config_set_text (loss->kind, loss->config, "from_logits", g_str_equal (ends->activation, "linear") ? "true" : "false", NULL, NULL);
  if (automatic && spells (ends))
    leave_padding_out (loss);
  return TRUE;
}

static gboolean
output_loss (const VslOptions *options, const VslNetwork *network, GPtrArray *outputs, guint k, VslOutputLoss *out, GError **error)
{
  const VslTrainConfig *c = options->config;
  Ends ends = { 0 };
  JsonNode *part = NULL;
  gboolean none = FALSE, automatic = g_ascii_strcasecmp (c->loss_name, "auto") == 0;
  out->weight = 1;
  if (*c->losses) {
    g_autoptr (JsonNode) all = parse ("losses", c->losses, error);
    if (!all || !part_of ("losses", all, outputs, k, &part, error) || (part && !read_loss (part, &out->loss, &none, error)))
      return FALSE;
    automatic |= part && !out->loss.kind;
  }
  if (*c->loss_weights) {
    g_autoptr (JsonNode) all = parse ("loss_weights", c->loss_weights, error);
    if (!all || !part_of ("loss_weights", all, outputs, k, &part, error) || !read_weight (part, &out->weight, error))
      return FALSE;
  }
  if (none)
    out->weight = 0;
  gboolean ok = find_ends (network, k, &ends, error) && (out->loss.kind || common_loss (options, &ends, automatic, &out->loss, error));
  if (ok) {
    out->autoencoder = repeats_input (&ends, (const VslLossClass *) out->loss.kind);
    out->sequence = out->autoencoder && spells (&ends);
  }
  g_free (ends.activation);
  return ok;
}

static void
output_loss_clear (gpointer data)
{
  vsl_object_clear (&((VslOutputLoss *) data)->loss);
}

/**
 * vsl_options_losses:
 *
 * Returns: (transfer full) (nullable): a #VslOutputLoss for each output of the network, in the order of vsl_network_output_ids();
 * %NULL with an error when the network has a problem or an option names what it does not have
 */
GArray *
vsl_options_losses (const VslOptions *options, const VslNetwork *network, GError **error)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  g_autoptr (GArray) losses = g_array_new (FALSE, TRUE, sizeof (VslOutputLoss));
  g_array_set_clear_func (losses, output_loss_clear);
  gboolean any = FALSE;
  Ends ends = { 0 };
  if (outputs->len == 0) {
    find_ends (network, 0, &ends, error);
    return NULL;
  }
  for (guint k = 0; k < outputs->len; k++) {
    VslOutputLoss one = { .output = { 0 } };
    g_strlcpy (one.output, outputs->pdata[k], sizeof one.output);
    gboolean ok = output_loss (options, network, outputs, k, &one, error);
    g_array_append_val (losses, one);
    if (!ok)
      return NULL;
    any |= one.weight > 0;
  }
  if (!any) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("loss_weights: all are 0, so nothing would be learnt. Give one output a weight."));
    return NULL;
  }
  return g_steal_pointer (&losses);
}

/**
 * vsl_options_loss:
 *
 * Returns: (transfer none) (nullable): the loss of the network's first output; %NULL with an error when the network has a problem
 */
const VslLossClass *
vsl_options_loss (const VslOptions *options, const VslNetwork *network, GError **error)
{
  g_autoptr (GArray) losses = vsl_options_losses (options, network, error);
  return losses ? (const VslLossClass *) g_array_index (losses, VslOutputLoss, 0).loss.kind : NULL;
}

/**
 * vsl_options_loss_config:
 * @cls: of vsl_options_loss()
 *
 * Returns: (transfer full) (nullable): the options of that loss for a run
 */
gpointer
vsl_options_loss_config (const VslOptions *options, const VslNetwork *network, const VslLossClass *cls)
{
  g_autoptr (GArray) losses = vsl_options_losses (options, network, NULL);
  const VslObject *loss = losses ? &g_array_index (losses, VslOutputLoss, 0).loss : NULL;
  return loss && loss->kind == &cls->head ? vsl_config_copy (&cls->head, loss->config) : vsl_config_new (&cls->head);
}

/**
 * vsl_options_autoencoder:
 * @cls: of vsl_options_loss()
 *
 * Returns: whether the target of the first output is the prepared input itself
 */
gboolean
vsl_options_autoencoder (const VslNetwork *network, const VslLossClass *cls)
{
  Ends ends = { 0 };
  gboolean is = find_ends (network, 0, &ends, NULL) && repeats_input (&ends, cls);
  g_free (ends.activation);
  return is;
}

/**
 * vsl_options_sequence:
 *
 * Returns: whether the first output tells the token numbers of the first input again (sequence autoencoders)
 */
gboolean
vsl_options_sequence (const VslNetwork *network)
{
  return vsl_options_autoencoder (network, vsl_loss_class ("SparseCategoricalCrossentropy"));
}
