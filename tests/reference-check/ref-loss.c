/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loss by itself; behind an activation it gets what the plan gives it, logits where it fuses the two. */
#include <string.h>

#include "ref.h"
#include "train/vsl-train-step.h"

typedef struct {
  RefCase *c;
  const VslLossClass *cls;
  RefTensor truth, pred, weight, mask;
  VslReal *y, *p, *w, *m, *grad;
  gint64 inner;                  /* rows a sample */
  VslLossRun *run;
  VslNetwork *network;
  VslParams *params;
  VslPlan *plan;
} Loss;

static VslReal *
reals (const RefTensor *t)
{
  VslReal *r = g_new0 (VslReal, MAX (t->n, 1));
  ref_copy (t, r);
  return r;
}

static gboolean
read_tensors (Loss *l, gboolean fused)
{
  JsonObject *o = l->c->o;
  if (!ref_tensor_member (l->c, o, "y_true", &l->truth) || !ref_tensor_member (l->c, o, fused ? "logits" : "y_pred", &l->pred))
    return FALSE;
  if ((json_object_has_member (o, "sample_weight") && !ref_tensor_member (l->c, o, "sample_weight", &l->weight)) ||
      (json_object_has_member (o, "mask") && !ref_tensor_member (l->c, o, "mask", &l->mask)))
    return FALSE;
  if (l->pred.rank < 1 || l->truth.rank < 1 || l->pred.n == 0 || l->truth.dim[0] != l->pred.dim[0] || l->pred.dim[0] > 65536) {
    ref_bad (l->c, "y_true and predictions do not fit together");
    return FALSE;
  }
  gint64 n = l->pred.dim[0], width = l->pred.rank > 1 ? l->pred.dim[l->pred.rank - 1] : 1;
  l->inner = (gint64) l->pred.n / n / width;
  if ((l->weight.data && (l->weight.n == 0 || (gint64) l->weight.n % n || (n * l->inner) % (gint64) l->weight.n)) ||
      (l->mask.data && (l->mask.n == 0 || (gint64) l->mask.n % n || (n * l->inner) % (gint64) l->mask.n))) {
    ref_bad (l->c, "weights or mask do not fit the predictions");
    return FALSE;
  }
  l->y = reals (&l->truth);
  l->p = reals (&l->pred);
  l->grad = g_new0 (VslReal, l->pred.n);
  l->w = l->weight.data ? reals (&l->weight) : NULL;
  if (l->mask.data) {            /* a value for each row */
    gint64 rows = n * l->inner, each = rows / (gint64) l->mask.n;
    l->m = g_new (VslReal, rows);
    for (gint64 r = 0; r < rows; r++)
      l->m[r] = (VslReal) l->mask.data[r / each];
  }
  return TRUE;
}

/* Input > Activation, with the gradient of the input. */
static gboolean
build_activation (Loss *l, const char *activation)
{
  g_autoptr (JsonObject) spec = json_object_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *config = json_object_new ();
  VslShape shape = ref_sample_shape (&l->pred);
  json_object_set_string_member (config, "activation", activation);
  json_object_set_string_member (spec, "type", "Activation");
  json_object_set_object_member (spec, "config", config);
  l->network = vsl_network_new ();
  VslNode *node = ref_add_node (l->c, l->network, "activation", spec);
  if (!node || !ref_add_input (l->c, l->network, "logits", &shape))
    return FALSE;
  node = vsl_network_find (l->network, "activation");
  g_ptr_array_add (node->inputs, g_strdup ("logits"));
  l->params = vsl_params_new (l->network, &error);
  if (l->params)
    l->plan = vsl_plan_new (l->network, l->params, (int) l->pred.dim[0],
                            VSL_PLAN_TRAIN | VSL_PLAN_INPUT_GRAD | vsl_train_plan_flags (l->cls, l->network, 0), &error);
  if (!l->plan)
    ref_bad (l->c, "%s", error ? error->message : "no plan");
  return l->plan != NULL;
}

static void
compare (Loss *l, double value, const VslReal *grad, const char *grad_key)
{
  JsonObject *o = l->c->o;
  g_auto (RefTensor) each = { 0 }, slope = { 0 };
  double want;
  if (ref_number (o, "value", &want))
    ref_compare_one (l->c, value, want, "value");
  else
    ref_bad (l->c, "no value");
  if (json_object_has_member (o, "per_sample") && ref_tensor_member (l->c, o, "per_sample", &each)) {
    VslShape rows = { .rank = MAX (l->pred.rank - 1, 0) };
    for (int i = 0; i < rows.rank && i < VSL_MAX_RANK; i++)
      rows.dim[i] = l->pred.dim[i];
    if (l->cls->axes ? (gint64) each.n == vsl_loss_run_values (l->run) : ref_shape_is (&each, &rows, -1))
      ref_compare (l->c, vsl_loss_run_per_sample (l->run), &each, "per_sample");
    else
      ref_bad (l->c, "per_sample: the shape differs");
  }
  if (json_object_has_member (o, grad_key) && ref_tensor_member (l->c, o, grad_key, &slope)) {
    if (slope.rank == l->pred.rank && memcmp (slope.dim, l->pred.dim, sizeof slope.dim) == 0)
      ref_compare (l->c, grad, &slope, grad_key);
    else
      ref_bad (l->c, "%s: the shape differs", grad_key);
  }
}

static void
run (Loss *l, gboolean fused)
{
  JsonObject *weights = ref_object (l->c->o, "class_weight");
  int n_weights = 0, n = (int) l->pred.dim[0];
  g_autofree double *w = weights ? ref_class_weights (l->c, weights, &n_weights) : NULL;
  VslLossArgs args = { .n = n, .y_true = l->y, .y_pred = l->p, .sample_weight = l->w, .mask = l->m, .grad = l->grad,
                       .weights_per_sample = l->w ? (int) ((gint64) l->weight.n / n) : 1 };
  vsl_loss_run_set_class_weights (l->run, w, n_weights);
  if (fused) {
    memcpy (vsl_plan_input (l->plan, 0), l->p, sizeof (VslReal) * l->pred.n);
    vsl_plan_forward (l->plan, n, FALSE, 1, 0);
    args.y_pred = vsl_plan_output (l->plan, 0);
    args.activation = vsl_plan_logits (l->plan, 0, &args.logits);
    args.grad = vsl_plan_output_grad (l->plan, 0);
  }
  double value = vsl_loss_run (l->run, &args);
  if (fused)
    vsl_plan_backward (l->plan, n);
  compare (l, value, fused ? vsl_plan_input_grad (l->plan, 0) : l->grad, fused ? "grad_logits" : "grad_y_pred");
}

static void
clear (Loss *l)
{
  RefTensor *t[] = { &l->truth, &l->pred, &l->weight, &l->mask };
  VslReal *r[] = { l->y, l->p, l->w, l->m, l->grad };
  for (gsize i = 0; i < G_N_ELEMENTS (t); i++)
    ref_tensor_clear (t[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (r); i++)
    g_free (r[i]);
  vsl_loss_run_free (l->run);
  g_clear_pointer (&l->plan, vsl_plan_free);
  g_clear_pointer (&l->params, vsl_params_free);
  g_clear_pointer (&l->network, vsl_network_free);
}

void
ref_run_loss (RefCase *c)
{
  Loss l = { .c = c };
  VslObject loss = { NULL, NULL };
  const char *activation = ref_string (c->o, "activation");
  g_autoptr (GError) error = NULL;
  if (!ref_configured (c, ref_object (c->o, "loss"), "loss", NULL, &loss))
    return;
  l.cls = (const VslLossClass *) loss.kind;
  if (read_tensors (&l, activation != NULL) && (!activation || build_activation (&l, activation))) {
    VslShape pred = ref_sample_shape (&l.pred), truth = ref_sample_shape (&l.truth);
    l.run = vsl_loss_run_new (l.cls, loss.config, &pred, &truth, (int) l.pred.dim[0], &error);
    if (l.run)
      run (&l, activation != NULL);
    else
      ref_bad (c, "%s", error->message);
  }
  clear (&l);
  vsl_object_clear (&loss);
}
