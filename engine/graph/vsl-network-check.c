/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a network without running it: order, shapes, parameters, mistakes in plain words. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "constraints/vsl-constraint.h"
#include "graph/vsl-network-private.h"
#include "graph/vsl-plan.h"
#include "initializers/vsl-initializer.h"
#include "kernels/vsl-parallel.h"

/* Kahn's algorithm, ready nodes taken in file order, so that the order is the same for equal files. */
static void
sort_nodes (const VslNetwork *network, VslReport *report)
{
  guint n = network->nodes->len;
  g_autofree gboolean *done = g_new0 (gboolean, n + 1);
  report->order = g_new0 (int, n + 1);
  gboolean found = TRUE;
  while (found) {
    found = FALSE;
    for (guint i = 0; i < n; i++) {
      const VslNode *node = network->nodes->pdata[i];
      gboolean ready = !done[i];
      for (guint k = 0; k < node->inputs->len && ready; k++) {
        int j = vsl_network_source_index (network, node->inputs->pdata[k], NULL);
        ready = j >= 0 && done[j];
      }
      if (ready) {
        done[i] = found = TRUE;
        report->order[report->n_order++] = (int) i;
      }
    }
  }
  for (guint i = 0; i < n; i++)
    if (!done[i])
      report->node[i].message = g_strdup (_("This layer is part of a loop: take one of its wires away."));
}

static void
wrong_inputs (const VslNode *node, VslNodeReport *r)
{
  int have = (int) node->inputs->len, least = node->cls->min_inputs, most = node->cls->max_inputs;
  if (have == 0)
    r->message = g_strdup_printf (_("%s has no input: draw a wire from another layer to it."), node->cls->head.name);
  else if (have < least)
    r->message = g_strdup_printf (ngettext ("%s needs at least %d input.", "%s needs at least %d inputs.", (gulong) least), node->cls->head.name, least);
  else
    r->message = g_strdup_printf (ngettext ("%s takes only %d input.", "%s takes only %d inputs.", (gulong) most), node->cls->head.name, most);
}

/* One regularised count of what the node holds. */
static void
count_params (const VslNode *node, const VslLayerPlan *plan, VslNodeReport *r)
{
  for (int k = 0; k < plan->n_params; k++) {
    gint64 c = vsl_shape_count (&plan->params[k].shape);
    r->params += c;
    if (node->trainable && !plan->params[k].state)
      r->trainable += c;
  }
}

/* Owned. */
static char *
no_such_output (const VslNode *node, const VslLayerPlan *plan, int output)
{
  return g_strdup_printf (ngettext ("Output %d of “%s” is asked for, but it has only %d. Draw the wire from that one, or let the layer give more.",
                                    "Output %d of “%s” is asked for, but it has only %d. Draw the wire from one of those, or let the layer give more.",
                                    (gulong) plan->n_out), output + 1, node->id, plan->n_out);
}

/* Whether the caller brings a mask for that Input: bit k of masks is the k-th Input in file order. */
static gboolean
input_masked (const VslNetwork *network, guint at, guint masks)
{
  guint k = 0;
  for (guint i = 0; i < at; i++)
    k += (((const VslNode *) network->nodes->pdata[i])->cls->flags & VSL_LAYER_INPUT) != 0;
  return k < VSL_MAX_INPUTS && (masks >> k & 1);
}

/* What was chosen for each weight fits its shape. */
static gboolean
check_weights (const VslLayerPlan *plan, GError **error)
{
  for (int k = 0; k < plan->n_params; k++) {
    const VslParamSpec *p = &plan->params[k];
    if (!vsl_initializer_check (&p->init, p->name, &p->shape, error) || !vsl_constraint_check (&p->constraint, p->name, &p->shape, error))
      return FALSE;
  }
  return TRUE;
}

static void
plan_node (const VslNetwork *network, guint at, int batch, gboolean training, guint masks, VslReport *report, VslLayerPlan *plans)
{
  const VslNode *node = network->nodes->pdata[at];
  VslNodeReport *r = &report->node[at];
  VslLayerPlan *plan = &plans[at];
  *plan = (VslLayerPlan) { .cls = node->cls, .config = node->config, .node = node->id, .batch = batch, .training = training,
                           .frozen = !node->trainable, .n_in = (int) node->inputs->len, .n_out = 1 };
  plan->rooms = training ? vsl_parallel_threads () : 0;
  int most = node->cls->max_inputs < 0 ? VSL_MAX_INPUTS : node->cls->max_inputs;
  if (plan->n_in < node->cls->min_inputs || plan->n_in > most) {
    wrong_inputs (node, r);
    return;
  }
  for (int k = 0; k < plan->n_in; k++) {
    int output, j = vsl_network_source_index (network, node->inputs->pdata[k], &output);
    if (!report->node[j].ok) {
      r->blocked = TRUE;
      return;
    }
    if (output >= plans[j].n_out) {
      r->message = no_such_output (network->nodes->pdata[j], &plans[j], output);
      return;
    }
    plan->in[k] = plans[j].out[output];
    plan->in_mask[k] = output == 0 && plans[j].out_mask;
  }
  g_autoptr (GError) error = NULL;
  if (!node->cls->plan (plan, &r->remedy, &error)) {
    r->message = g_strdup (error ? error->message : _("This layer does not fit here."));
    return;
  }
  for (int k = 0; k < plan->n_out; k++)
    if (!vsl_shape_valid (&plan->out[k])) {
      r->message = g_strdup (_("The output of this layer would be empty or too large."));
      return;
    }
  if (node->cls->flags & VSL_LAYER_INPUT)
    plan->out_mask = input_masked (network, at, masks);
  if (!check_weights (plan, &error)) {
    r->message = g_strdup (error->message);
    return;
  }
  r->ok = TRUE;
  r->out = plan->out[0];
  r->n_out = plan->n_out;
  memcpy (r->outs, plan->out, sizeof r->outs);
  r->macs = plan->macs;
  count_params (node, plan, r);
}

/* The outputs of the network that a file names must exist; the node gets the message. */
static void
check_outputs (const VslNetwork *network, VslReport *report, const VslLayerPlan *plans)
{
  for (guint i = 0; i < network->outputs->len; i++) {
    int output, j = vsl_network_source_index (network, network->outputs->pdata[i], &output);
    if (j < 0 || !report->node[j].ok || output < plans[j].n_out)
      continue;
    report->node[j].ok = FALSE;
    report->node[j].message = no_such_output (network->nodes->pdata[j], &plans[j], output);
  }
}

/**
 * vsl_network_infer:
 * @batch: samples a call
 * @training: whether backward passes will be run
 * @plans: (out) (optional) (transfer full): a plan for each node, in the order of the nodes; g_free()
 *
 * The facts that plan and parameters are made from: everything that Keras allows is allowed.
 *
 * Returns: (transfer full): the report
 */
VslReport *
vsl_network_infer (const VslNetwork *network, int batch, gboolean training, VslLayerPlan **plans)
{
  return _vsl_network_infer_masked (network, batch, training, 0, plans);
}

VslReport *
_vsl_network_infer_masked (const VslNetwork *network, int batch, gboolean training, guint masks, VslLayerPlan **plans)
{
  guint n = network->nodes->len;
  VslReport *report = g_new0 (VslReport, 1);
  g_autofree VslLayerPlan *own = g_new0 (VslLayerPlan, n + 1);
  report->n = n;
  report->node = g_new0 (VslNodeReport, n + 1);
  sort_nodes (network, report);
  for (guint k = 0; k < report->n_order; k++)
    plan_node (network, (guint) report->order[k], batch, training, masks, report, own);
  check_outputs (network, report, own);
  for (guint i = 0; i < n; i++) {
    report->params += report->node[i].params;
    report->trainable += report->node[i].trainable;
    report->macs += report->node[i].macs;
    report->problems += report->node[i].message != NULL;
  }
  if (plans)
    *plans = g_steal_pointer (&own);
  return report;
}

/* Dense works on the last axis of any rank, as in Keras. On a picture that is hardly ever meant: it would look at each
 * pixel alone. So the drawing asks for Flatten or pooling, although the plan would run it. */
static void
good_drawing (const VslNetwork *network, VslReport *report)
{
  for (guint i = 0; i < report->n; i++) {
    const VslNode *node = network->nodes->pdata[i];
    VslNodeReport *r = &report->node[i];
    if (!r->ok || !g_str_equal (node->cls->head.name, "Dense") || node->inputs->len != 1)
      continue;
    int output, j = vsl_network_source_index (network, node->inputs->pdata[0], &output);
    const VslShape *in = &report->node[j].outs[output];
    if (in->rank != 3)
      continue;
    g_autofree char *shape = vsl_shape_to_string (in);
    r->message = g_strdup_printf (_("Dense needs a flat input, but gets %s. Insert Flatten before it."), shape);
    r->remedy = "insert:Flatten";
    r->ok = FALSE;
    report->problems++;
  }
}

static gboolean
has_consumer (const VslNetwork *network, const char *id)
{
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    for (guint k = 0; k < node->inputs->len; k++)
      if (_vsl_wire_is_from (node->inputs->pdata[k], id))
        return TRUE;
  }
  return FALSE;
}

/* A problem of the drawing as a whole, or NULL; owned. */
static char *
whole_problem (const VslNetwork *network)
{
  if (network->nodes->len == 0)
    return g_strdup (_("The network is empty: start from a template or add layers."));
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  if (inputs->len == 0)
    return g_strdup (_("The network has no Input: add one for the scans."));
  g_autoptr (GPtrArray) ends = g_ptr_array_new ();
  for (guint i = 0; i < network->nodes->len; i++) {
    VslNode *node = network->nodes->pdata[i];
    if (has_consumer (network, node->id))
      continue;
    gboolean given = FALSE;
    for (guint k = 0; k < network->outputs->len; k++)
      given |= _vsl_wire_is_from (network->outputs->pdata[k], node->id);
    if (!given)
      g_ptr_array_add (ends, node->id);
  }
  if (network->outputs->len == 0 && ends->len == 1)
    return NULL;
  if (ends->len == 0)
    return network->outputs->len ? NULL : g_strdup (_("The network has no output: every layer leads into another one."));
  g_ptr_array_add (ends, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) ends->pdata);
  return g_strdup_printf (_("Several layers lead nowhere (%s): connect them, or remove all but one."), list);
}

/* In blocks of huge pages, which are there as a whole. */
static gsize
in_pages (gsize bytes)
{
  const gsize huge = (gsize) 2 << 20;
  return bytes < huge ? bytes : (bytes + huge - 1) / huge * huge;
}

/* What training takes: the plan as it would be booked, the parameters, two numbers of the optimizer for each (Adam), and what a
 * session has besides. */
static gsize
train_bytes (const VslNetwork *network, const VslReport *report, int batch)
{
  const gsize session = (gsize) 1 << 20;
  gsize plan = vsl_plan_estimate (network, batch, VSL_PLAN_TRAIN | VSL_PLAN_LOGITS, (gsize) report->trainable);
  if (!plan)
    return 0;
  gsize slots = 2 * sizeof (VslReal) * (gsize) report->trainable;
  return in_pages (plan) + in_pages (sizeof (VslReal) * (gsize) report->params) + in_pages (slots) + session;
}

/**
 * vsl_network_check:
 * @batch: samples a step, for the estimate of memory
 *
 * Looks at the drawing as a person should: everything that vsl_network_infer() finds, and mistakes of drawing.
 *
 * Returns: (transfer full): the report
 */
VslReport *
vsl_network_check (const VslNetwork *network, int batch)
{
  VslReport *report = vsl_network_infer (network, MAX (batch, 1), TRUE, NULL);
  if (vsl_report_ok (report))
    report->train_bytes = train_bytes (network, report, MAX (batch, 1));
  good_drawing (network, report);
  _vsl_network_check_words (network, report);
  report->message = whole_problem (network);
  report->problems += report->message != NULL;
  return report;
}

/**
 * vsl_report_free:
 * @report: (nullable):
 */
void
vsl_report_free (VslReport *report)
{
  if (!report)
    return;
  for (guint i = 0; i < report->n; i++)
    g_free (report->node[i].message);
  g_free (report->node);
  g_free (report->order);
  g_free (report->message);
  g_free (report);
}

/**
 * vsl_report_ok:
 *
 * Returns: whether the network can be trained
 */
gboolean
vsl_report_ok (const VslReport *report)
{
  return report->problems == 0 && report->n > 0;
}

/**
 * vsl_report_to_error:
 *
 * Sets the first problem, naming its node.
 */
void
vsl_report_to_error (const VslNetwork *network, const VslReport *report, GError **error)
{
  for (guint i = 0; i < report->n; i++)
    if (report->node[i].message) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, "%s: %s", ((VslNode *) network->nodes->pdata[i])->id, report->node[i].message);
      return;
    }
  g_set_error_literal (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, report->message ? report->message : _("The network has a problem."));
}

/**
 * vsl_network_output_ids:
 *
 * Returns: (transfer container): the wires of the outputs: those given, else the nodes that lead nowhere
 */
GPtrArray *
vsl_network_output_ids (const VslNetwork *network)
{
  GPtrArray *ids = g_ptr_array_new ();
  for (guint i = 0; i < network->outputs->len; i++)
    g_ptr_array_add (ids, network->outputs->pdata[i]);
  for (guint i = 0; i < network->nodes->len && network->outputs->len == 0; i++) {
    VslNode *node = network->nodes->pdata[i];
    if (!has_consumer (network, node->id))
      g_ptr_array_add (ids, node->id);
  }
  return ids;
}

/**
 * vsl_network_input_nodes:
 *
 * Returns: (transfer container): the Input nodes in file order
 */
GPtrArray *
vsl_network_input_nodes (const VslNetwork *network)
{
  GPtrArray *nodes = g_ptr_array_new ();
  for (guint i = 0; i < network->nodes->len; i++)
    if (((VslNode *) network->nodes->pdata[i])->cls->flags & VSL_LAYER_INPUT)
      g_ptr_array_add (nodes, network->nodes->pdata[i]);
  return nodes;
}
