/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "auto" stands for, and the weights of classes: options that depend on the network or on the data. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "train/vsl-options-private.h"
#include "core/vsl-json.h"

typedef struct {
  VslShape out, in;
  gboolean has_input;
  char *activation;              /* of the output node; owned */
} Ends;

static char *
node_activation (const VslNode *node)
{
  if (g_str_equal (node->cls->head.name, "Softmax"))
    return g_strdup ("softmax");
  if (vsl_kind_prop (&node->cls->head, "activation"))
    return vsl_config_get_text (&node->cls->head, node->config, "activation");
  return g_strdup ("linear");
}

/**
 * vsl_options_output_is:
 *
 * Returns: whether the first output node ends in @activation
 */
gboolean
vsl_options_output_is (const VslNetwork *network, const char *activation)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  const VslNode *node = outputs->len ? vsl_network_source (network, outputs->pdata[0], NULL) : NULL;
  g_autofree char *own = node ? node_activation (node) : NULL;
  return own && g_str_equal (own, activation);
}

/* Shapes of the first input and output. FALSE with the network's own problem when it has one. */
static gboolean
find_ends (const VslNetwork *network, Ends *ends, GError **error)
{
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, FALSE, NULL);
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  int output = 0, out = outputs->len ? vsl_network_source_index (network, outputs->pdata[0], &output) : -1;
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
  }
  return TRUE;
}

/* A softmax over the input's own shape is a classification all the same. */
static gboolean
same_shape (const Ends *ends)
{
  return ends->has_input && vsl_shape_equal (&ends->out, &ends->in) && !g_str_equal (ends->activation, "softmax") &&
         vsl_shape_count (&ends->out) > 1;
}

/**
 * vsl_options_loss:
 *
 * Returns: (transfer none) (nullable): the loss of the options, or the one that "auto" stands for with this network;
 * %NULL with an error when the network has a problem
 */
const VslLossClass *
vsl_options_loss (const VslOptions *options, const VslNetwork *network, GError **error)
{
  const VslTrainConfig *c = options->config;
  if (g_ascii_strcasecmp (c->loss_name, "auto") != 0) {
    const VslLossClass *cls = vsl_loss_class (c->loss_name);
    if (!cls)
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("There is no loss called “%s”."), c->loss_name);
    return cls;
  }
  Ends ends = { 0 };
  if (!find_ends (network, &ends, error))
    return NULL;
  gint64 width = ends.out.rank ? ends.out.dim[ends.out.rank - 1] : 1;
  const char *name = "SparseCategoricalCrossentropy";
  if (same_shape (&ends))
    name = "MeanSquaredError";
  else if (width == 1)
    name = g_str_equal (ends.activation, "sigmoid") ? "BinaryCrossentropy" : "MeanSquaredError";
  g_free (ends.activation);
  return vsl_loss_class (name);
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
  const VslTrainConfig *c = options->config;
  if (c->loss.kind == &cls->head)
    return vsl_config_copy (&cls->head, c->loss.config);
  gpointer config = vsl_config_new (&cls->head);
  if (c->loss.kind) {            /* set while auto stood for another loss: what both know */
    g_autoptr (JsonObject) set = vsl_config_to_json (c->loss.kind, c->loss.config, FALSE);
    g_autoptr (GList) names = json_object_get_members (set);
    for (GList *l = names; l; l = l->next)
      if (vsl_kind_prop (&cls->head, l->data))
        vsl_config_set (&cls->head, config, l->data, json_object_get_member (set, l->data), NULL, NULL);
  }
  Ends ends = { 0 };
  if (cls->sparse && g_ascii_strcasecmp (c->loss_name, "auto") == 0 && find_ends (network, &ends, NULL) &&
      g_str_equal (ends.activation, "linear"))
    vsl_config_set_text (&cls->head, config, "from_logits", "true", NULL, NULL);
  g_free (ends.activation);
  return config;
}

/**
 * vsl_options_autoencoder:
 * @cls: of vsl_options_loss()
 *
 * Returns: whether the target is the prepared input itself
 */
gboolean
vsl_options_autoencoder (const VslNetwork *network, const VslLossClass *cls)
{
  Ends ends = { 0 };
  gboolean is = !cls->sparse && find_ends (network, &ends, NULL) && same_shape (&ends);
  g_free (ends.activation);
  return is;
}

static JsonObject *
parse_weights (const char *value, GError **error)
{
  g_autoptr (JsonNode) node = vsl_json_parse (value, -1, NULL);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: none, balanced or {\"class\": weight} is expected, not “%s”."),
                 value);
    return NULL;
  }
  g_autoptr (JsonObject) o = json_object_ref (json_node_get_object (node));
  g_autoptr (GList) names = json_object_get_members (o);
  for (GList *l = names; l; l = l->next) {
    JsonNode *v = json_object_get_member (o, l->data);
    GType type = JSON_NODE_HOLDS_VALUE (v) ? json_node_get_value_type (v) : G_TYPE_INVALID;
    double w = type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (v) : -1;
    if (!(w >= 0 && w <= 1e9)) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: the weight of “%s” must be a number from 0 to 1e9."),
                   (const char *) l->data);
      return NULL;
    }
  }
  return g_steal_pointer (&o);
}

/**
 * vsl_options_check_class_weight:
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG when the text is not legal for class_weight
 */
gboolean
vsl_options_check_class_weight (const char *value, GError **error)
{
  if (!*value || g_str_equal (value, "none") || g_str_equal (value, "balanced"))
    return TRUE;
  g_autoptr (JsonObject) o = parse_weights (value, error);
  return o != NULL;
}

/* By name, else by class number. */
static int
find_class (const char *name, const char *const *names, int n)
{
  for (int c = 0; c < n; c++)
    if (names && names[c] && g_str_equal (names[c], name))
      return c;
  char *end;
  gint64 v = g_ascii_strtoll (name, &end, 10);
  return *name && !*end && v >= 0 && v < n ? (int) v : -1;
}

/**
 * vsl_options_class_weights:
 * @names: (nullable): the class names, @n of them
 * @counts: training samples of each class
 *
 * "balanced" weighs a class by samples / (classes * its samples), as is common; classes without samples have 1.
 *
 * Returns: (transfer full) (nullable): @n weights, %NULL when there are none or with an error
 */
double *
vsl_options_class_weights (const VslOptions *options, const char *const *names, const guint *counts, int n, GError **error)
{
  const char *value = options->config->class_weight;
  if (n <= 0 || !*value || g_str_equal (value, "none"))
    return NULL;
  g_autofree double *w = g_new (double, (gsize) n);
  double total = 0;
  for (int c = 0; c < n; c++)
    total += counts[c];
  for (int c = 0; c < n; c++)
    w[c] = counts[c] && g_str_equal (value, "balanced") ? total / ((double) n * counts[c]) : 1.0;
  if (g_str_equal (value, "balanced"))
    return g_steal_pointer (&w);
  g_autoptr (JsonObject) o = parse_weights (value, error);
  if (!o)
    return NULL;
  g_autoptr (GList) members = json_object_get_members (o);
  for (GList *l = members; l; l = l->next) {
    int c = find_class (l->data, names, n);
    if (c < 0) {
      g_autofree char *near = names ? vsl_nearest (l->data, names) : g_strdup ("");
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: there is no class “%s”; nearest: %s"), (const char *) l->data,
                   near);
      return NULL;
    }
    w[c] = json_object_get_double_member (o, l->data);
  }
  return g_steal_pointer (&w);
}
