/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/rnn/bidirectional.py: a recurrent layer reads the sequence from its start, another one from its end. With
 * return_sequences both give zeros at masked steps, and the second one's results are turned round before they are joined. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-recurrent.h"

#include "core/vsl-random.h"

#include <string.h>

enum { CONCAT, SUM, MUL, AVE, NONE };
static const char *const merge_names[] = { "concat", "sum", "mul", "ave", "none", NULL };

typedef struct {
  VslObject layer, backward_layer;
  int merge_mode;
} Config;

static const char *const recurrent[] = { "LSTM", "GRU", "SimpleRNN", NULL };

static const VslProp props[] = {
  VSL_OBJECT (Config, layer, N_("Layer"), N_("The recurrent layer that reads in both directions: LSTM, GRU or SimpleRNN."), "layer", "\"LSTM\"",
              .choices = recurrent),
  VSL_ENUM (Config, merge_mode, N_("Join by"), N_("How the results of the two directions become one; none: they stay two outputs."), merge_names,
            CONCAT),
  VSL_OBJECT (Config, backward_layer, N_("Layer for the way back"), N_("Another recurrent layer for the second direction; none: the same kind."),
              "layer", NULL, .choices = recurrent, .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END
};

/* The two inner plans; made anew in each call, since they follow from shapes and options alone. */
typedef struct {
  VslLayerPlan way[2];
  const VslRecurrentConfig *o[2];
  int states, first_state;         /* of a direction; the first output that is one */
  gboolean buffers;                /* the results meet in buffers before they are joined */
  gsize count[2];                  /* values of a direction's result, of the whole batch */
} Both;

static const VslObject *
object_of (const VslLayerPlan *plan, int way)
{
  const Config *o = plan->config;
  return way == 1 && o->backward_layer.kind ? &o->backward_layer : &o->layer;
}

static gboolean
plan_way (const VslLayerPlan *outer, Both *b, int way, const char **remedy, GError **error)
{
  const VslObject *object = object_of (outer, way);
  VslLayerPlan *p = &b->way[way];
  memset (p, 0, sizeof *p);
  p->cls = (const VslLayerClass *) object->kind;
  p->config = b->o[way] = object->config;
  p->node = outer->node;
  p->batch = outer->batch;
  p->training = outer->training;
  p->frozen = outer->frozen;
  p->n_out = 1;
  p->n_in = outer->n_in > 1 ? 1 + (outer->n_in - 1) / 2 : 1;
  p->in[0] = outer->in[0];
  p->in_mask[0] = outer->in_mask[0];
  for (int i = 1; i < p->n_in; i++)
    p->in[i] = outer->in[way * (p->n_in - 1) + i];
  if (!p->cls->plan (p, remedy, error))
    return FALSE;
  p->i[VSL_RNN_REVERSE] = b->o[0]->go_backwards != (way == 1);
  p->i[VSL_RNN_ZERO] = b->o[way]->return_sequences;
  p->i[VSL_RNN_FLIP] = way == 1;
  return TRUE;
}

static gboolean
plan_both (const VslLayerPlan *plan, Both *b, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!plan_way (plan, b, 0, remedy, error) || !plan_way (plan, b, 1, remedy, error))
    return FALSE;
  gint64 joined = b->o[0]->units + b->o[1]->units;
  for (int way = 0; way < 2 && o->merge_mode == CONCAT; way++)
    b->way[way].i[VSL_RNN_STRIDE] = joined;
  b->states = b->way[0].n_out - 1;
  b->first_state = o->merge_mode == NONE ? 2 : 1;
  b->buffers = o->merge_mode != CONCAT && o->merge_mode != NONE;
  for (int way = 0; way < 2; way++)
    b->count[way] = (gsize) (plan->batch * vsl_shape_count (&b->way[way].out[0]));
  return TRUE;
}

static gboolean
fits (const VslLayerPlan *plan, const Both *b, GError **error)
{
  const Config *o = plan->config;
  if (b->o[0]->return_sequences != b->o[1]->return_sequences || b->o[0]->return_state != b->o[1]->return_state)
    return vsl_layer_fail (error, _("The two directions must give results of the same kind: set “return sequences” and “return states” alike."));
  if (o->merge_mode != CONCAT && o->merge_mode != NONE && b->o[0]->units != b->o[1]->units)
    return vsl_layer_fail (error, _("The two directions must have as many units, or be joined one behind the other (concat)."));
  if (b->way[0].n_out != b->way[1].n_out || b->first_state + 2 * b->states > VSL_MAX_OUTPUTS)
    return vsl_layer_fail (error, _("The two directions have different states."));
  return TRUE;
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  static const char *const names[] = { "forward/", "backward/" };
  Both b;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  for (int way = 0; way < 2; way++)
    if (!object_of (plan, way)->kind || !vsl_recurrent_is ((const VslLayerClass *) object_of (plan, way)->kind))
      return vsl_layer_fail (error, _("Only LSTM, GRU and SimpleRNN can read in both directions: choose one of them."));
  if (plan->n_in % 2 == 0)
    return vsl_layer_fail (error, _("Initial states are wanted for both directions: draw as many wires for each."));
  if (!plan_both (plan, &b, remedy, error) || !fits (plan, &b, error))
    return FALSE;
  VslShape out = b.way[0].out[0];
  if (o->merge_mode == CONCAT)
    out.dim[out.rank - 1] += b.o[1]->units;
  if (!vsl_layer_set_output (plan, out, error))
    return FALSE;
  if (o->merge_mode == NONE)
    plan->out[plan->n_out++] = b.way[1].out[0];
  for (int way = 0; way < 2; way++)
    for (int s = 0; s < b.states; s++)
      plan->out[plan->n_out++] = b.way[way].out[1 + s];
  for (int way = 0; way < 2; way++)
    for (int k = 0; k < b.way[way].n_params; k++) {
      g_autofree char *name = g_strconcat (names[way], b.way[way].params[k].name, NULL);
      plan->params[plan->n_params] = b.way[way].params[k];
      plan->params[plan->n_params++].name = g_intern_string (name);
    }
  for (int way = 0; way < 2 && plan->training; way++)
    plan->saved[plan->n_saved++] = b.way[way].saved[0];
  gsize buffers = b.buffers ? b.count[0] + b.count[1] : 0;
  if (plan->training && buffers)
    plan->saved[plan->n_saved++] = buffers;
  plan->scratch = MAX (b.way[0].scratch, b.way[1].scratch) + buffers;
  plan->macs = b.way[0].macs + b.way[1].macs;
  if (b.o[0]->return_sequences)
    vsl_layer_plan_mask (plan);
  return TRUE;
}

/* One direction's call, with arrays of its own. */
typedef struct {
  VslCall call;
  const VslReal *x[3], *dy[3];
  VslReal *y[3], *dx[3];
  gboolean dx_add[3];
  const VslReal *x_mask[3];
} Way;

static void
way_of (const VslCall *call, const Both *b, int way, Way *w)
{
  int inputs = b->way[way].n_in - 1, params = b->way[0].n_params;
  memset (w, 0, sizeof *w);
  w->call = *call;
  w->call.plan = &b->way[way];
  w->call.config = b->o[way];
  w->x[0] = call->x[0];
  w->x_mask[0] = call->x_mask ? call->x_mask[0] : NULL;
  for (int i = 1; i <= inputs; i++)
    w->x[i] = call->x[way * inputs + i];
  for (int s = 0; s < b->states; s++)
    w->y[1 + s] = call->y[b->first_state + way * b->states + s];
  w->call.x = w->x;
  w->call.x_mask = w->x_mask;
  w->call.y = w->y;
  w->call.y_mask = way == 0 ? call->y_mask : NULL;
  w->call.w = call->w + way * params;
  w->call.saved = call->saved ? call->saved + way : NULL;
  w->call.key = way ? vsl_random_bits (call->key, 0x6261636B) : call->key;
  gint64 offset = b->buffers || !way ? 0 : b->o[0]->units;
  w->y[0] = b->first_state == 2 ? call->y[way] : call->y[0] + offset;
  if (b->buffers)
    w->y[0] = (call->plan->training ? call->saved[2] : call->scratch + call->plan->scratch - b->count[0] - b->count[1]) + way * b->count[0];
}

static void
way_back (const VslCall *call, const Both *b, int way, Way *w)
{
  int inputs = b->way[way].n_in - 1, params = b->way[0].n_params;
  for (int i = 0; i <= inputs; i++) {
    int at = i ? way * inputs + i : 0;
    w->dx[i] = call->dx[at];
    w->dx_add[i] = call->dx_add[at] || (way == 1 && i == 0);
  }
  for (int s = 0; s < b->states; s++)
    w->dy[1 + s] = call->dy[b->first_state + way * b->states + s];
  w->call.dx = w->dx;
  w->call.dx_add = w->dx_add;
  w->call.dy = w->dy;
  w->call.dw = call->dw + way * params;
  w->dy[0] = b->first_state == 2 ? call->dy[way] : call->dy[0] ? call->dy[0] + (b->buffers || !way ? 0 : b->o[0]->units) : NULL;
}

static void
forward (const VslCall *call)
{
  const Config *o = call->config;
  const VslKernels *k = vsl_kernels ();
  Both b;
  Way w[2];
  if (!plan_both (call->plan, &b, &(const char *) { NULL }, NULL))
    return;
  for (int way = 0; way < 2; way++) {
    way_of (call, &b, way, &w[way]);
    b.way[way].cls->forward (&w[way].call);
  }
  gsize n = (gsize) (call->n * vsl_shape_count (&call->plan->out[0]));
  if (!b.buffers)
    return;
  if (o->merge_mode == MUL) {
    k->mul (n, w[0].y[0], w[1].y[0], call->y[0], FALSE);
    return;
  }
  memcpy (call->y[0], w[0].y[0], n * sizeof (VslReal));
  k->add (n, w[1].y[0], call->y[0]);
  if (o->merge_mode == AVE)
    k->scale (n, (VslReal) 0.5, call->y[0], call->y[0]);
}

static void
backward (const VslCall *call)
{
  const Config *o = call->config;
  const VslKernels *k = vsl_kernels ();
  Both b;
  Way w[2];
  if (!plan_both (call->plan, &b, &(const char *) { NULL }, NULL))
    return;
  gsize n = (gsize) (call->n * vsl_shape_count (&call->plan->out[0]));
  for (int way = 0; way < 2; way++)
    way_of (call, &b, way, &w[way]);
  for (int way = 0; way < 2; way++) {
    VslReal *dy = call->scratch + call->plan->scratch - b.count[0] - b.count[1];
    way_back (call, &b, way, &w[way]);
    if (o->merge_mode == MUL)
      k->mul (n, call->dy[0], w[1 - way].y[0], dy, FALSE);
    else if (o->merge_mode == AVE)
      k->scale (n, (VslReal) 0.5, call->dy[0], dy);
    if (o->merge_mode == MUL || o->merge_mode == AVE)
      w[way].dy[0] = dy;
    b.way[way].cls->backward (&w[way].call);
  }
}

static const VslLayerExample examples[] = {
  { .config = "{\"layer\": {\"type\": \"LSTM\", \"config\": {\"units\": 3}}}", .in = { { 2, { 4, 5 } } } },
  { .config = "{\"layer\": {\"type\": \"GRU\", \"config\": {\"units\": 4, \"return_sequences\": true}}, \"merge_mode\": \"mul\"}",
    .in = { { 2, { 5, 3 } } } },
  { .config = "{\"layer\": {\"type\": \"LSTM\", \"config\": {\"units\": 2, \"return_sequences\": true, \"return_state\": true, \"dropout\": 0.3}},"
              " \"merge_mode\": \"none\"}",
    .in = { { 2, { 5, 3 } } } },
  { .config = "{\"layer\": {\"type\": \"GRU\", \"config\": {\"units\": 2, \"return_state\": true}}, \"merge_mode\": \"ave\"}",
    .in = { { 2, { 4, 3 } }, { 1, { 2 } }, { 1, { 2 } } } },
  { .config = "{\"layer\": {\"type\": \"SimpleRNN\", \"config\": {\"units\": 4}}, \"backward_layer\": {\"type\": \"SimpleRNN\", \"config\": "
              "{\"units\": 2, \"go_backwards\": true}}}",
    .in = { { 2, { 4, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_bidirectional = {
  .head = { .name = "Bidirectional", .title = N_("Bidirectional"),
            .summary = N_("Reads a sequence from its start and from its end, and joins what both found."),
            .icon = "vsl-layer-bidirectional-symbolic", .group = N_("Text and sequences"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 5,
  .flags = VSL_LAYER_RANDOM | VSL_LAYER_NEEDS_X | VSL_LAYER_USES_UP,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_bidirectional,
  .examples = examples,
};
