/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes, weights and memory of recurrent layers (semantics: Keras 3, layers/rnn/). */
#include "layers/vsl-recurrent-private.h"

#include "kernels/vsl-activation.h"

#define SAMPLES 8                /* of a part, as long as there are few parts */
#define PARTIAL_VALUES (1 << 17) /* weights up to which each part has a gradient of its own */
#define CHUNK_VALUES 65536       /* gate values whose input product is made at once: they should stay in the cache until their step */

static int
parts_of (gint64 n)
{
  return (int) CLAMP ((n + SAMPLES - 1) / SAMPLES, 1, VSL_PARTS);
}

/* Most samples of a part, whatever the number in a call. */
static gint64
samples_of (gint64 batch)
{
  int parts = parts_of (batch);
  return MAX ((batch + parts - 1) / parts, MIN (batch, SAMPLES));
}

static const int gates_of[] = { 1, 4, 3 };

static gboolean
check_inputs (const VslLayerPlan *plan, int states, GError **error)
{
  const VslRecurrentConfig *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank != 2) {
    g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
    return vsl_layer_fail (error, _("Needs a sequence (steps × features), but gets %s: put it after Embedding, or insert Reshape."), shape);
  }
  if (plan->n_in != 1 && plan->n_in != 1 + states)
    return vsl_layer_fail (error, ngettext ("Takes the sequence alone, or with %d initial state.", "Takes the sequence alone, or with %d initial states.",
                                            states), states);
  for (int i = 1; i < plan->n_in; i++)
    if (plan->in[i].rank != 1 || plan->in[i].dim[0] != o->units)
      return vsl_layer_fail (error, _("An initial state must have %d numbers, as many as the layer's units."), (int) o->units);
  return TRUE;
}

static gboolean
plan_weights (VslLayerPlan *plan, VslCell cell, GError **error)
{
  const VslRecurrentConfig *o = plan->config;
  gint64 width = gates_of[cell] * o->units;
  VslShape kernel = { .rank = 2, .dim = { plan->in[0].dim[1], width } }, recurrent = { .rank = 2, .dim = { o->units, width } };
  VslShape bias = { .rank = 1, .dim = { width } };
  if (!vsl_shape_valid (&kernel) || !vsl_shape_valid (&recurrent))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose fewer units."));
  if (cell == VSL_CELL_GRU && o->reset_after)
    bias = (VslShape) { .rank = 2, .dim = { 2, width } };
  vsl_layer_weight (plan, "kernel", &o->kernel, kernel);
  vsl_layer_weight (plan, "recurrent_kernel", &o->recurrent, recurrent);
  if (o->use_bias) {
    int b = vsl_layer_weight (plan, "bias", &o->bias, bias);
    if (cell == VSL_CELL_LSTM && o->unit_forget_bias) {
      plan->params[b].ones_begin = o->units;
      plan->params[b].ones_end = 2 * o->units;
    }
  }
  return TRUE;
}

/* Lays the buffers out one after another; with base NULL only their sizes count. */
typedef struct {
  VslReal *base;
  gsize used;
} Pile;

static VslReal *
take (Pile *pile, gint64 count)
{
  VslReal *at = pile->base ? pile->base + pile->used : NULL;
  pile->used += ((gsize) count + 15) / 16 * 16;
  return at;
}

static gboolean
needs_pre (const VslRecurrentConfig *o, VslCell cell)
{
  return vsl_activation_needs_x ((VslActivation) o->activation) ||
         (cell != VSL_CELL_SIMPLE && vsl_activation_needs_x ((VslActivation) o->recurrent_activation));
}

static void
lay_kept (VslRnn *r, Pile *pile)
{
  gint64 steps = r->batch * r->kept;
  r->z = take (pile, steps * r->width);
  r->h = take (pile, (steps + r->batch) * r->units);
  r->c = take (pile, r->cell == VSL_CELL_LSTM ? (steps + r->batch) * r->units : 0);
  r->extra = take (pile, r->cell == VSL_CELL_SIMPLE ? 0 : steps * r->units);
  if (!r->call || r->call->plan->training) {
    VslReal *pre = take (pile, needs_pre (r->o, r->cell) ? steps * r->width : 0);
    r->pre = needs_pre (r->o, r->cell) ? pre : NULL;
    r->x_mask = take (pile, r->x_masks * r->batch * r->features);
    r->h_mask = take (pile, r->h_masks * r->batch * r->units);
  }
}

static void
lay_scratch (VslRnn *r, Pile *pile, gboolean training)
{
  gint64 batch = r->batch;
  r->wx = take (pile, r->gates * (gint64) vsl_panels_size (r->features, r->units));
  r->wh = take (pile, r->gates * (gint64) vsl_panels_size (r->units, r->units));
  r->row = take (pile, VSL_PARTS * r->width);
  r->x = take (pile, (training ? VSL_PARTS : parts_of (batch)) * r->chunk * r->samples * MAX (r->features, r->units));
  if (!training)
    return;
  r->seen = take (pile, r->h_masks ? batch * r->units : 0);
  r->wx_t = take (pile, r->gates * (gint64) vsl_panels_size (r->units, r->features));
  gint64 weights = (r->features + r->units) * r->width;
  VslReal *partial = take (pile, weights <= PARTIAL_VALUES ? (VSL_PARTS - 1) * weights : 0);
  r->partial = weights <= PARTIAL_VALUES ? partial : NULL;
  r->wh_t = take (pile, r->gates * (gint64) vsl_panels_size (r->units, r->units));
  r->dh = take (pile, batch * r->units);
  r->dc = take (pile, batch * r->units);
  r->dh_old = take (pile, batch * r->units);
  r->dc_old = take (pile, batch * r->units);
  r->product = take (pile, batch * r->units);
  r->dx = take (pile, batch * r->chunk * r->features);
  r->dx_gate = take (pile, r->x_masks > 1 ? batch * r->chunk * r->features : 0);
  r->sums = take (pile, VSL_PARTS * (r->width + r->units));
}

static VslRnn
sizes (const VslLayerPlan *plan)
{
  const VslRecurrentConfig *o = plan->config;
  VslCell cell = (VslCell) plan->i[VSL_RNN_CELL];
  VslRnn r = { .o = o, .cell = cell, .gates = gates_of[cell], .states = (int) plan->i[VSL_RNN_STATES], .units = o->units,
               .features = plan->in[0].dim[1], .steps = plan->in[0].dim[0], .width = gates_of[cell] * o->units, .batch = plan->batch,
               .kept = plan->i[VSL_RNN_KEPT], .chunk = plan->i[VSL_RNN_CHUNK] };
  r.samples = samples_of (plan->batch);
  r.reverse = plan->i[VSL_RNN_REVERSE] != 0;
  r.zero = plan->i[VSL_RNN_ZERO] != 0;
  r.flip = plan->i[VSL_RNN_FLIP] != 0;
  r.stride = plan->i[VSL_RNN_STRIDE];
  r.after = cell == VSL_CELL_GRU && o->reset_after;
  r.usual = o->activation == VSL_ACT_TANH && o->recurrent_activation == VSL_ACT_SIGMOID && cell != VSL_CELL_SIMPLE &&
            (cell == VSL_CELL_LSTM || r.after);
  /* Keras 3, rnn/lstm.py: one mask for all gates, unless recurrent dropout asks for the gate by gate implementation. */
  r.x_masks = !plan->training || !(o->dropout > 0) ? 0 : o->recurrent_dropout > 0 ? r.gates : 1;
  r.h_masks = plan->training && o->recurrent_dropout > 0 ? r.gates : 0;
  return r;
}

/**
 * vsl_recurrent_plan:
 *
 * The plan of a recurrent layer: steps × features, and initial states, to the last output or all of them, and the last states.
 */
gboolean
vsl_recurrent_plan (VslLayerPlan *plan, VslCell cell, GError **error)
{
  const VslRecurrentConfig *o = plan->config;
  int states = cell == VSL_CELL_LSTM ? 2 : 1;
  if (!check_inputs (plan, states, error))
    return FALSE;
  gint64 steps = plan->in[0].dim[0], width = gates_of[cell] * o->units;
  VslShape all = { .rank = 2, .dim = { steps, o->units } }, last = { .rank = 1, .dim = { o->units } };
  if (!plan_weights (plan, cell, error) || !vsl_layer_set_output (plan, o->return_sequences ? all : last, error))
    return FALSE;
  for (int s = 0; o->return_state && s < states; s++)
    plan->out[plan->n_out++] = last;
  if (o->return_sequences)
    vsl_layer_plan_mask (plan);
  plan->i[VSL_RNN_CELL] = cell;
  plan->i[VSL_RNN_REVERSE] = o->go_backwards;
  plan->i[VSL_RNN_ZERO] = plan->i[VSL_RNN_FLIP] = FALSE;
  plan->i[VSL_RNN_STRIDE] = o->units;
  plan->i[VSL_RNN_CHUNK] = CLAMP (CHUNK_VALUES / (samples_of (plan->batch) * width), 1, steps);
  plan->i[VSL_RNN_KEPT] = plan->training ? steps : plan->i[VSL_RNN_CHUNK];
  plan->i[VSL_RNN_STATES] = states;
  plan->macs = (double) steps * (double) width * (double) (plan->in[0].dim[1] + o->units);
  VslRnn r = sizes (plan);
  VslCall call = { .plan = plan };
  Pile kept = { NULL, 0 }, scratch = { NULL, 0 };
  r.call = &call;
  lay_kept (&r, &kept);
  lay_scratch (&r, &scratch, plan->training);
  if (plan->training) {
    plan->n_saved = 1;
    plan->saved[0] = kept.used;
  }
  plan->scratch = scratch.used + (plan->training ? 0 : kept.used);
  return TRUE;
}

VslRnn
_vsl_rnn (const VslCall *call)
{
  VslRnn r = sizes (call->plan);
  const VslRecurrentConfig *o = r.o;
  Pile scratch = { call->scratch, 0 };
  r.call = call;
  r.parts = parts_of (call->n);
  r.drops_x = call->training && r.x_masks > 0;
  r.drops_h = call->training && r.h_masks > 0;
  r.kernel = call->w[0];
  r.recurrent = call->w[1];
  r.bias = o->use_bias ? call->w[2] : NULL;
  r.bias2 = r.bias && r.after ? r.bias + r.width : NULL;
  r.mask = call->plan->in_mask[0] && call->x_mask ? call->x_mask[0] : NULL;
  lay_scratch (&r, &scratch, call->plan->training);
  Pile kept = { call->plan->training ? call->saved[0] : call->scratch + scratch.used, 0 };
  lay_kept (&r, &kept);
  return r;
}

VslRnnPart
_vsl_rnn_part (const VslRnn *r, int part)
{
  gint64 b, e, u = r->units;
  vsl_part_range (r->call->n, r->parts, part, &b, &e);
  VslRnnPart p = { .begin = b, .n = e - b, .part = part };
  p.z = r->z + b * r->kept * r->width;
  p.pre = r->pre ? r->pre + b * r->kept * r->width : NULL;
  p.h = r->h + b * (r->kept + 1) * u;
  p.c = r->cell == VSL_CELL_LSTM ? r->c + b * (r->kept + 1) * u : NULL;
  p.extra = r->cell == VSL_CELL_SIMPLE ? NULL : r->extra + b * r->kept * u;
  p.x = r->x + part * r->chunk * r->samples * MAX (r->features, r->units);
  p.row = r->row + part * r->width;
  if (!r->call->plan->training)
    return p;
  p.seen = r->seen + (r->h_masks ? b * u : 0);
  p.x_mask = r->x_mask + b * r->features;
  p.h_mask = r->h_mask + b * u;
  p.dh = r->dh + b * u;
  p.dc = r->dc + b * u;
  p.dh_old = r->dh_old + b * u;
  p.dc_old = r->dc_old + b * u;
  p.product = r->product + b * u;
  p.dx = r->dx + b * r->chunk * r->features;
  p.dx_gate = r->dx_gate + (r->x_masks > 1 ? b * r->chunk * r->features : 0);
  p.sums = r->sums + part * (r->width + u);
  return p;
}
