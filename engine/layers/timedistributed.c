/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/rnn/time_distributed.py: the inner layer sees the steps as if they were samples. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include "kernels/vsl-activation.h"

#include <string.h>

typedef struct {
  VslObject layer;
} Config;

static const VslProp props[] = {
  VSL_OBJECT (Config, layer, N_("Layer"), N_("The layer that each step passes through."), "layer", "\"Dense\""),
  VSL_PROPS_END
};

/* The inner layer's own plan; made anew in each call, since it follows from shape and options alone. */
typedef struct {
  VslLayerPlan plan;
  const VslLayerClass *cls;
  gint64 steps, in, out;           /* values of a step */
  VslActivation act;
} Inner;

static VslActivation
activation_of (const VslObject *layer)
{
  const VslProp *p = vsl_kind_prop (layer->kind, "activation");
  if (!p || p->choices != vsl_activation_names || (((const VslLayerClass *) layer->kind)->flags & VSL_LAYER_OWN_ACTIVATION))
    return VSL_ACT_LINEAR;
  return (VslActivation) *(const int *) ((const guint8 *) layer->config + p->offset);
}

static gboolean
inner_plan (const VslLayerPlan *outer, Inner *inner, const char **remedy, GError **error)
{
  const Config *o = outer->config;
  const VslShape *in = &outer->in[0];
  memset (inner, 0, sizeof *inner);
  inner->cls = (const VslLayerClass *) o->layer.kind;
  inner->act = activation_of (&o->layer);
  inner->steps = in->dim[0];
  inner->plan = (VslLayerPlan) { .cls = inner->cls, .config = o->layer.config, .node = outer->node, .training = outer->training,
                                 .frozen = outer->frozen, .n_in = 1, .n_out = 1 };
  inner->plan.batch = (int) (outer->batch * inner->steps);
  inner->plan.in[0].rank = in->rank - 1;
  memcpy (inner->plan.in[0].dim, in->dim + 1, (gsize) (in->rank - 1) * sizeof (gint64));
  if (!inner->cls->plan (&inner->plan, remedy, error))
    return FALSE;
  inner->in = vsl_shape_count (&inner->plan.in[0]);
  inner->out = vsl_shape_count (&inner->plan.out[0]);
  return TRUE;
}

static gboolean
can_wrap (const VslObject *layer, GError **error)
{
  const VslLayerClass *cls = (const VslLayerClass *) layer->kind;
  if (!cls)
    return vsl_layer_fail (error, _("Choose the layer that each step passes through."));
  if ((cls->flags & VSL_LAYER_INPUT) || (!cls->forward && !(cls->flags & VSL_LAYER_VIEW)) || cls->min_inputs > 1)
    return vsl_layer_fail (error, _("%s cannot be applied step by step."), cls->head.name);
  return TRUE;
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  Inner inner;
  if (!vsl_layer_need_inputs (plan, error) || !can_wrap (&o->layer, error))
    return FALSE;
  if (plan->in[0].rank < 2)
    return vsl_layer_fail (error, _("Needs a sequence whose steps have values of their own (steps × features)."));
  if ((double) plan->batch * (double) plan->in[0].dim[0] > G_MAXINT32)
    return vsl_layer_fail (error, _("The sequence is too long for this batch size."));
  if (!inner_plan (plan, &inner, remedy, error))
    return FALSE;
  if (inner.plan.n_out != 1 || inner.plan.out[0].rank >= VSL_MAX_RANK)
    return vsl_layer_fail (error, _("%s cannot be applied step by step with these options."), inner.cls->head.name);
  VslShape out = { .rank = inner.plan.out[0].rank + 1, .dim = { inner.steps } };
  memcpy (out.dim + 1, inner.plan.out[0].dim, (gsize) inner.plan.out[0].rank * sizeof (gint64));
  if (!vsl_layer_set_output (plan, out, error))
    return FALSE;
  plan->n_params = inner.plan.n_params;
  memcpy (plan->params, inner.plan.params, sizeof plan->params);
  plan->n_saved = inner.plan.n_saved;
  memcpy (plan->saved, inner.plan.saved, sizeof plan->saved);
  plan->scratch = inner.plan.scratch;
  plan->macs = inner.plan.macs * (double) inner.steps;
  plan->mixes = inner.plan.mixes || (inner.cls->flags & VSL_LAYER_MIXES);
  if (plan->training && inner.act != VSL_ACT_LINEAR) {
    gsize values = (gsize) inner.plan.batch * (gsize) inner.out;
    if (plan->n_saved == VSL_MAX_SAVED)
      return vsl_layer_fail (error, _("%s cannot be applied step by step with these options."), inner.cls->head.name);
    plan->saved[plan->n_saved++] = values;       /* before the activation */
    plan->scratch += values;                     /* and its gradient */
  }
  vsl_layer_plan_mask (plan);
  return TRUE;
}

/* The inner layer's call: n times steps samples. */
static VslCall
inner_call (const VslCall *call, const Inner *inner, VslReal **y, const VslReal **dy)
{
  VslCall c = *call;
  c.plan = &inner->plan;
  c.config = inner->plan.config;
  c.n = (int) (call->n * inner->steps);
  c.first = (int) (call->first * inner->steps);
  c.x_mask = NULL;
  c.y_mask = NULL;
  c.y = y;
  c.dy = dy;
  return c;
}

static gboolean
keeps_linear (const VslCall *call, const Inner *inner)
{
  return inner->act != VSL_ACT_LINEAR && call->plan->training;
}

static void
forward (const VslCall *call)
{
  Inner inner;
  if (!inner_plan (call->plan, &inner, &(const char *) { NULL }, NULL))
    return;
  VslReal *y = keeps_linear (call, &inner) ? call->saved[inner.plan.n_saved] : call->y[0];
  VslCall c = inner_call (call, &inner, &y, NULL);
  if (inner.cls->flags & VSL_LAYER_VIEW)
    memcpy (y, call->x[0], (gsize) (c.n * inner.in) * sizeof (VslReal));
  else
    inner.cls->forward (&c);
  if (inner.act != VSL_ACT_LINEAR) {
    gint64 width = inner.plan.out[0].rank ? inner.plan.out[0].dim[inner.plan.out[0].rank - 1] : 1;
    vsl_activation_forward (inner.act, c.n * inner.out / width, width, y, call->y[0]);
  }
  vsl_layer_pass_mask (call);
}

static void
backward (const VslCall *call)
{
  Inner inner;
  if (!inner_plan (call->plan, &inner, &(const char *) { NULL }, NULL))
    return;
  VslReal *y = keeps_linear (call, &inner) ? call->saved[inner.plan.n_saved] : call->y[0];
  const VslReal *dy = call->dy[0];
  VslCall c = inner_call (call, &inner, &y, &dy);
  if (inner.act != VSL_ACT_LINEAR) {
    gint64 width = inner.plan.out[0].rank ? inner.plan.out[0].dim[inner.plan.out[0].rank - 1] : 1;
    VslReal *linear = call->scratch + inner.plan.scratch;
    vsl_activation_backward (inner.act, c.n * inner.out / width, width, y, call->y[0], dy, linear, FALSE);
    dy = linear;
  }
  if (inner.cls->flags & VSL_LAYER_VIEW)
    vsl_layer_pass_back (call, 0, dy, c.n * inner.in);
  else
    inner.cls->backward (&c);
}

static const VslLayerExample examples[] = {
  { .config = "{\"layer\": {\"type\": \"Dense\", \"config\": {\"units\": 3, \"activation\": \"silu\"}}}", .in = { { 2, { 4, 5 } } } },
  { .config = "{\"layer\": {\"type\": \"Conv2D\", \"config\": {\"filters\": 2, \"kernel_size\": 3, \"activation\": \"relu\"}}}",
    .in = { { 4, { 3, 5, 6, 2 } } } },
  { .config = "{\"layer\": \"Flatten\"}", .in = { { 3, { 2, 3, 4 } } } },
  { .config = "{\"layer\": {\"type\": \"LSTM\", \"config\": {\"units\": 3}}}", .in = { { 3, { 2, 4, 3 } } } },
  { .config = "{\"layer\": {\"type\": \"Dropout\", \"config\": {\"rate\": 0.4}}}", .in = { { 2, { 3, 4 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_timedistributed = {
  .head = { .name = "TimeDistributed", .title = N_("TimeDistributed"), .summary = N_("Applies one layer to every step of a sequence by itself."),
            .icon = "vsl-layer-timedistributed-symbolic", .group = N_("Text and sequences"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_NEEDS_Y | VSL_LAYER_RANDOM | VSL_LAYER_USES_UP,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_time_distributed,
  .examples = examples,
};
