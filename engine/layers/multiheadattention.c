/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/attention/multi_head_attention.py. What Keras takes as arguments of the call are options here. The query's own
 * mask is handed on but hides nothing: in Keras it fills the rows of padded queries with what differs from back end to back end. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include "kernels/vsl-attention.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 num_heads, key_dim, value_dim;
  double dropout;
  gboolean use_bias, use_causal_mask;
  VslInts output_shape, attention_axes;
  VslWeightOptions kernel, bias;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, num_heads, N_("Heads"), N_("How many views of the sequence are compared side by side."), 4, 1, 1024, .ui_min = 1, .ui_max = 16,
           .step = 1),
  VSL_INT (Config, key_dim, N_("Size of a head"), N_("How many numbers a head compares; often the features divided by the heads."), 32, 1, 1 << 16,
           .ui_min = 1, .ui_max = 256, .step = 1),
  VSL_INT (Config, value_dim, N_("Values a head"), N_("How many numbers a head hands on; empty: as many as it compares."), VSL_INT_NULL, 1, 1 << 16,
           .ui_min = 1, .ui_max = 256, .step = 1, .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_REAL (Config, dropout, N_("Dropout"), N_("The share of links that is left out at random in training."), 0, 0, 1, .ui_min = 0, .ui_max = 0.9,
            .step = 0.05),
  VSL_BOOL (Config, use_causal_mask, N_("Only look back"), N_("Each place sees only itself and what stands before it."), FALSE),
  VSL_ROW_USE_BIAS (Config),
  VSL_INTS (Config, output_shape, N_("Output size"), N_("How many numbers each place gets; empty: as many as the query has."), 0, NULL, 1, 1 << 20,
            .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_INTS (Config, attention_axes, N_("Axes"), N_("The axes that are looked along, the last ones before the features; empty: all."), 0, NULL,
            -VSL_MAX_RANK, VSL_MAX_RANK, .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED),
  VSL_ROWS_KERNEL (Config),
  VSL_ROWS_BIAS (Config),
  VSL_PROPS_END
};

enum { QUERY, KEY, VALUE, PROJECTIONS };
/* plan->i: places of query and key in a group, groups a sample, numbers of the output; which input is what (-1: none); features of the
 * three; the first parameter of each projection, the fourth being the output's. */
enum { T, S, GROUPS, OUT, IN, MASK = IN + PROJECTIONS, FEATURES, PARAM = FEATURES + PROJECTIONS, N_I = PARAM + PROJECTIONS + 1 };

static gint64
value_dim (const Config *o)
{
  return o->value_dim == VSL_INT_NULL ? o->key_dim : o->value_dim;
}

/* Numbers that projection p gives for a place. */
static gint64
width_of (const Config *o, int p)
{
  return o->num_heads * (p == VALUE ? value_dim (o) : o->key_dim);
}

/* Which input is what: query, value, key, and with ones and zeros which query may look at which key. Only the first must be there. */
static void
find_inputs (VslLayerPlan *plan)
{
  plan->i[IN + QUERY] = 0;
  plan->i[IN + VALUE] = plan->n_in > 1 ? 1 : 0;
  plan->i[IN + KEY] = plan->n_in > 2 ? 2 : plan->i[IN + VALUE];
  plan->i[MASK] = plan->n_in > 3 ? 3 : -1;
}

/* Axes of a sample before the ones that are looked along, or -1. */
static int
leading_axes (const Config *o, int rank, GError **error)
{
  int n = o->attention_axes.n, before = n ? rank - 1 - n : 0;
  for (int i = 0; i < n; i++) {
    gint64 axis = o->attention_axes.v[i] < 0 ? o->attention_axes.v[i] + rank : o->attention_axes.v[i] - 1;
    if (before < 0 || axis != before + i) {
      vsl_layer_fail (error, _("The axes that are looked along must be the last ones before the features, in their order: leave the option empty for all."));
      return -1;
    }
  }
  return before;
}

/* Places and groups of each input; all but the features and the places must be equal, and keys stand beside values. */
static gboolean
find_places (VslLayerPlan *plan, GError **error)
{
  const Config *o = plan->config;
  int rank = plan->in[0].rank, before;
  if (rank < 2) {
    g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
    return vsl_layer_fail (error, _("Needs a sequence (places × features), but gets %s: put it after Embedding, or insert Reshape."), shape);
  }
  if ((before = leading_axes (o, rank, error)) < 0)
    return FALSE;
  plan->i[GROUPS] = 1;
  for (int a = 0; a < before; a++)
    plan->i[GROUPS] *= plan->in[0].dim[a];
  for (int p = 0; p < PROJECTIONS; p++) {
    const VslShape *s = &plan->in[plan->i[IN + p]];
    gboolean fits = s->rank == rank;
    for (int a = 0; fits && a < before; a++)
      fits = s->dim[a] == plan->in[0].dim[a];
    gint64 places = fits ? vsl_shape_count (s) / s->dim[rank - 1] / plan->i[GROUPS] : 0;
    plan->i[p == QUERY ? T : S] = p == VALUE && places != plan->i[S] ? 0 : places;
    plan->i[FEATURES + p] = s->rank ? s->dim[s->rank - 1] : 0;
    if (plan->i[p == QUERY ? T : S] == 0)
      return vsl_layer_fail (error, _("Query, value and key do not fit together: value and key must have the same number of places, and all the same number of axes."));
  }
  if (plan->i[MASK] < 0)
    return TRUE;
  const VslShape *m = &plan->in[plan->i[MASK]];
  if (plan->i[GROUPS] == 1 && m->rank == 2 && m->dim[0] == plan->i[T] && m->dim[1] == plan->i[S])
    return TRUE;
  g_autofree char *shape = vsl_shape_to_string (m);
  return vsl_layer_fail (error, _("The fourth input, the mask, must have the size %d × %d (queries × keys), but is %s."), (int) plan->i[T], (int) plan->i[S], shape);
}

static gboolean
find_output (VslLayerPlan *plan, GError **error)
{
  const Config *o = plan->config;
  VslShape out = plan->in[0];
  plan->i[OUT] = o->output_shape.n ? 1 : out.dim[out.rank - 1];
  if (o->output_shape.n) {
    out.rank--;
    for (int i = 0; i < o->output_shape.n; i++) {
      if (out.rank == VSL_MAX_RANK)
        return vsl_layer_fail (error, _("The result would have more than %d axes: choose a shorter output size."), VSL_MAX_RANK);
      out.dim[out.rank++] = o->output_shape.v[i];
    }
    if (!vsl_shape_valid (&out))
      return vsl_layer_set_output (plan, out, error);
    for (int i = 0; i < o->output_shape.n; i++)
      plan->i[OUT] *= o->output_shape.v[i];
  }
  return vsl_layer_set_output (plan, out, error);
}

static gboolean
add_weights (VslLayerPlan *plan, GError **error)
{
  const Config *o = plan->config;
  static const char *const names[][2] = { { "query/kernel", "query/bias" }, { "key/kernel", "key/bias" }, { "value/kernel", "value/bias" } };
  VslShape out = { .rank = 0 }, last = { .rank = 2, .dim = { o->num_heads, value_dim (o) } };
  for (int i = 0; i < o->output_shape.n; i++)
    out.dim[out.rank++] = o->output_shape.v[i];
  if (!out.rank)
    out = (VslShape) { .rank = 1, .dim = { plan->i[OUT] } };
  if (out.rank + 2 > VSL_MAX_RANK)
    return vsl_layer_fail (error, _("The result would have more than %d axes: choose a shorter output size."), VSL_MAX_RANK);
  for (int i = 0; i < out.rank; i++)
    last.dim[last.rank++] = out.dim[i];
  for (int p = 0; p < PROJECTIONS; p++) {
    gint64 dim = p == VALUE ? value_dim (o) : o->key_dim;
    VslShape kernel = { .rank = 3, .dim = { plan->i[FEATURES + p], o->num_heads, dim } }, bias = { .rank = 2, .dim = { o->num_heads, dim } };
    if (!vsl_shape_valid (&kernel) || !vsl_shape_valid (&last))
      return vsl_layer_fail (error, _("The layer would have too many weights: choose fewer or smaller heads."));
    plan->i[PARAM + p] = vsl_layer_weight (plan, names[p][0], &o->kernel, kernel);
    if (o->use_bias)
      vsl_layer_weight (plan, names[p][1], &o->bias, bias);
  }
  plan->i[PARAM + PROJECTIONS] = vsl_layer_weight (plan, "attention_output/kernel", &o->kernel, last);
  if (o->use_bias)
    vsl_layer_weight (plan, "attention_output/bias", &o->bias, out);
  return TRUE;
}

static gsize
rounded (gint64 n)
{
  return ((gsize) n + 15) & ~(gsize) 15;
}

/* What forward keeps for backward, and both for themselves. */
typedef struct {
  gint64 samples, rows_t, rows_s;        /* groups count as samples of their own */
  gint64 rows[PROJECTIONS], width[PROJECTIONS], total;
  gsize joint, o, stats;                 /* sizes: projections, results, statistics */
  gsize packed;                          /* the three kernels and biases side by side */
} Sizes;

static Sizes
sizes_of (const VslLayerPlan *plan, gint64 n)
{
  const Config *o = plan->config;
  Sizes z = { .samples = n * plan->i[GROUPS] };
  z.rows_t = z.samples * plan->i[T];
  z.rows_s = z.samples * plan->i[S];
  for (int p = 0; p < PROJECTIONS; p++) {
    z.rows[p] = p == QUERY ? z.rows_t : z.rows_s;
    z.width[p] = width_of (o, p);
    z.total += z.width[p];
    z.joint += rounded (z.rows[p] * z.width[p]);
  }
  z.o = rounded (z.rows_t * z.width[VALUE]);
  z.stats = rounded (2 * z.rows_t * o->num_heads);
  z.packed = rounded (plan->i[FEATURES] * z.total) + rounded (z.total);
  return z;
}

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  find_inputs (plan);
  if (!find_places (plan, error) || !find_output (plan, error) || !add_weights (plan, error))
    return FALSE;
  Sizes z = sizes_of (plan, plan->batch);
  VslAttention a = { .t = plan->i[T], .s = plan->i[S] };
  plan->scratch = vsl_attention_scratch (&a, plan->training) + z.packed;
  if (plan->training) {
    plan->n_saved = 3;
    plan->saved[0] = z.joint;
    plan->saved[1] = z.o;
    plan->saved[2] = z.stats;
    plan->scratch += z.joint + z.o + z.packed + rounded (VSL_PARTS * MAX (z.total, plan->i[OUT]));
  } else {
    plan->scratch += z.joint + z.o + z.stats;
  }
  z = sizes_of (plan, 1);
  for (int p = 0; p < PROJECTIONS; p++)
    plan->macs += (double) (z.rows[p] * z.width[p]) * (double) plan->i[FEATURES + p];
  plan->macs += (double) z.rows_t * (double) (z.width[VALUE] * plan->i[OUT] + plan->i[S] * (z.width[KEY] + z.width[VALUE]));
  plan->out_mask = plan->in_mask[0] && plan->out[0].rank > 1;
  return TRUE;
}

/* ---- a call ---- */
typedef struct {
  const VslCall *call;
  const Config *o;
  Sizes z;
  gboolean joint;                        /* query, key and value are the same: one product */
  gint64 ld[PROJECTIONS];
  VslReal *value[PROJECTIONS];           /* projections; backward: grad, their gradients */
  VslReal *grad[PROJECTIONS];
  VslReal *packed, *packed_bias, *d_packed, *d_packed_bias, *sums, *d_o;
  VslAttention a;
} Work;

static const VslReal *
input_of (const VslCall *call, int p)
{
  return call->x[call->plan->i[IN + p]];
}

static VslReal *
weight_of (const VslCall *call, int p)
{
  return call->w[call->plan->i[PARAM + p]];
}

static const VslReal *
bias_of (const VslCall *call, int p)
{
  return ((const Config *) call->config)->use_bias ? call->w[call->plan->i[PARAM + p] + 1] : NULL;
}

static const VslReal *
mask_of (const VslCall *call, int p)
{
  gint64 in = call->plan->i[IN + p];
  return call->plan->in_mask[in] && call->x_mask && call->plan->in[in].rank == 2 ? call->x_mask[in] : NULL;
}

/* Side by side in a row when they come from one product, else one after the other. */
static void
place (Work *w, VslReal *base, VslReal **to)
{
  for (int p = 0; p < PROJECTIONS; p++) {
    to[p] = base;
    base += w->joint ? (gsize) w->z.width[p] : rounded (w->z.rows[p] * w->z.width[p]);
    w->ld[p] = w->joint ? w->z.total : w->z.width[p];
  }
}

static VslReal *
take (VslReal **from, gsize n)
{
  VslReal *at = *from;
  *from += n;
  return at;
}

static void
set_attention (Work *w)
{
  const VslCall *call = w->call;
  const gint64 *i = call->plan->i;
  const Config *o = w->o;
  VslAttention *a = &w->a;
  a->samples = w->z.samples;
  a->heads = o->num_heads;
  a->t = i[T];
  a->s = i[S];
  a->key_dim = o->key_dim;
  a->value_dim = value_dim (o);
  a->factor = (VslReal) (1 / sqrt ((double) o->key_dim));
  a->causal = o->use_causal_mask;
  a->key_mask[0] = mask_of (call, VALUE);
  a->key_mask[1] = i[IN + KEY] != i[IN + VALUE] ? mask_of (call, KEY) : NULL;
  a->mask = i[MASK] >= 0 ? call->x[i[MASK]] : NULL;
  a->rate = call->training ? o->dropout : 0;
  a->given = call->training && call->given ? call->given[0] : NULL;
  a->key = call->key;
  a->first = call->first * i[GROUPS];
  a->q = w->value[QUERY];
  a->k = w->value[KEY];
  a->v = w->value[VALUE];
  a->ld_q = w->ld[QUERY];
  a->ld_k = w->ld[KEY];
  a->ld_v = w->ld[VALUE];
}

static Work
work_of (const VslCall *call, gboolean backward)
{
  Work w = { .call = call, .o = call->config, .z = sizes_of (call->plan, call->n) };
  VslReal *s = call->scratch;
  w.joint = input_of (call, QUERY) == input_of (call, KEY) && input_of (call, QUERY) == input_of (call, VALUE);
  gboolean kept = call->plan->n_saved > 0;
  place (&w, kept ? call->saved[0] : take (&s, w.z.joint), w.value);
  w.a.o = kept ? call->saved[1] : take (&s, w.z.o);
  w.a.stats = kept ? call->saved[2] : take (&s, w.z.stats);
  w.packed = take (&s, w.z.packed);
  w.packed_bias = w.packed + rounded (call->plan->i[FEATURES] * w.z.total);
  if (backward) {
    w.d_packed = take (&s, w.z.packed);
    w.d_packed_bias = w.d_packed + rounded (call->plan->i[FEATURES] * w.z.total);
    place (&w, take (&s, w.z.joint), w.grad);
    w.d_o = take (&s, w.z.o);
    w.sums = take (&s, rounded (VSL_PARTS * MAX (w.z.total, call->plan->i[OUT])));
    w.a.d_o = w.d_o;
    w.a.d_q = w.grad[QUERY];
    w.a.d_k = w.grad[KEY];
    w.a.d_v = w.grad[VALUE];
  }
  w.a.scratch = s;
  set_attention (&w);
  return w;
}

/* The three kernels as one, rows of the features. */
static void
pack (const Work *w)
{
  gint64 at = 0;
  for (int p = 0; p < PROJECTIONS; at += w->z.width[p++]) {
    gsize bytes = (gsize) w->z.width[p] * sizeof (VslReal);
    for (gint64 f = 0; f < w->call->plan->i[FEATURES]; f++)
      memcpy (w->packed + f * w->z.total + at, weight_of (w->call, p) + f * w->z.width[p], bytes);
    if (w->o->use_bias)
      memcpy (w->packed_bias + at, bias_of (w->call, p), bytes);
  }
}

static void
forward (const VslCall *call)
{
  Work w = work_of (call, FALSE);
  const gint64 *i = call->plan->i;
  if (w.joint) {
    pack (&w);
    vsl_dense_forward (w.z.rows_t, i[FEATURES], w.z.total, input_of (call, QUERY), w.packed, w.o->use_bias ? w.packed_bias : NULL, w.value[0]);
  }
  for (int p = 0; p < PROJECTIONS && !w.joint; p++)
    vsl_dense_forward (w.z.rows[p], i[FEATURES + p], w.z.width[p], input_of (call, p), weight_of (call, p), bias_of (call, p), w.value[p]);
  vsl_attention_forward (&w.a);
  vsl_dense_forward (w.z.rows_t, w.z.width[VALUE], i[OUT], w.a.o, weight_of (call, PROJECTIONS), bias_of (call, PROJECTIONS), call->y[0]);
  vsl_layer_pass_mask (call);
}

/* Gradients of a projection's kernel, bias and input, from those of its result. */
static void
backward_projection (const Work *w, int p)
{
  const VslCall *call = w->call;
  const gint64 *i = call->plan->i;
  VslReal *dw = call->dw[i[PARAM + p]], *db = w->o->use_bias ? call->dw[i[PARAM + p] + 1] : NULL;
  gint64 in = i[IN + p], rows = w->z.rows[p], features = i[FEATURES + p], width = w->z.width[p];
  if (dw)
    vsl_dense_backward_weights (rows, features, width, call->x[in], w->grad[p], dw);
  if (db)
    vsl_sum_columns (rows, width, w->grad[p], db, w->sums);
  gboolean again = (p == KEY && in == i[IN + VALUE]) || (p != QUERY && in == i[IN + QUERY]);     /* the input has its first share already */
  if (call->dx[in])
    vsl_dense_backward_data (rows, features, width, w->grad[p], weight_of (call, p), call->dx[in], call->dx_add[in] || again);
}

static void
unpack (const Work *w)
{
  const gint64 *i = w->call->plan->i;
  gint64 at = 0;
  for (int p = 0; p < PROJECTIONS; at += w->z.width[p++]) {
    gsize bytes = (gsize) w->z.width[p] * sizeof (VslReal);
    VslReal *dw = w->call->dw[i[PARAM + p]], *db = w->o->use_bias ? w->call->dw[i[PARAM + p] + 1] : NULL;
    for (gint64 f = 0; dw && f < i[FEATURES]; f++)
      memcpy (dw + f * w->z.width[p], w->d_packed + f * w->z.total + at, bytes);
    if (db)
      memcpy (db, w->d_packed_bias + at, bytes);
  }
}

static void
backward_joint (const Work *w)
{
  const VslCall *call = w->call;
  const gint64 *i = call->plan->i;
  gint64 in = i[IN + QUERY];
  if (call->dw[i[PARAM]]) {
    vsl_dense_backward_weights (w->z.rows_t, i[FEATURES], w->z.total, call->x[in], w->grad[0], w->d_packed);
    if (w->o->use_bias)
      vsl_sum_columns (w->z.rows_t, w->z.total, w->grad[0], w->d_packed_bias, w->sums);
    unpack (w);
  }
  if (!call->dx[in])
    return;
  pack (w);
  vsl_dense_backward_data (w->z.rows_t, i[FEATURES], w->z.total, w->grad[0], w->packed, call->dx[in], call->dx_add[in]);
}

static void
backward (const VslCall *call)
{
  Work w = work_of (call, TRUE);
  const gint64 *i = call->plan->i;
  VslReal *dw = call->dw[i[PARAM + PROJECTIONS]], *db = w.o->use_bias ? call->dw[i[PARAM + PROJECTIONS] + 1] : NULL;
  gint64 mask = i[MASK];
  if (dw)
    vsl_dense_backward_weights (w.z.rows_t, w.z.width[VALUE], i[OUT], w.a.o, call->dy[0], dw);
  if (db)
    vsl_sum_columns (w.z.rows_t, i[OUT], call->dy[0], db, w.sums);
  vsl_dense_backward_data (w.z.rows_t, w.z.width[VALUE], i[OUT], call->dy[0], weight_of (call, PROJECTIONS), w.d_o, FALSE);
  vsl_attention_backward (&w.a);
  if (w.joint)
    backward_joint (&w);
  static const int order[] = { QUERY, VALUE, KEY };                     /* of the inputs: later ones may add to earlier ones */
  for (int p = 0; p < PROJECTIONS && !w.joint; p++)
    backward_projection (&w, order[p]);
  if (mask >= 0 && call->dx[mask] && !call->dx_add[mask])              /* ones and zeros have no gradient */
    memset (call->dx[mask], 0, (gsize) (call->n * vsl_shape_count (&call->plan->in[mask])) * sizeof (VslReal));
}

/* Long enough for several blocks of scores; finite differences look at every number, so theirs is shorter. */
#ifdef VSL_REAL_DOUBLE
#define LONG 240
#else
#define LONG 2100
#endif

static const VslLayerExample examples[] = {
  { .config = "{\"num_heads\": 2, \"key_dim\": 3}", .in = { { 2, { 5, 4 } } } },
  { .config = "{\"num_heads\": 3, \"key_dim\": 2, \"value_dim\": 4, \"use_causal_mask\": true}", .in = { { 2, { 5, 3 } }, { 2, { 5, 3 } } } },
  { .config = "{\"num_heads\": 1, \"key_dim\": 2, \"use_bias\": false, \"output_shape\": [2, 3], \"dropout\": 0.3}",
    .in = { { 2, { 2, 3 } }, { 2, { 4, 5 } }, { 2, { 4, 2 } } } },
  { .config = "{\"num_heads\": 2, \"key_dim\": 1, \"dropout\": 0.5}",
    .in = { { 2, { 3, 2 } }, { 2, { 4, 2 } }, { 2, { 4, 3 } }, { 2, { 3, 4 } } } },
  { .config = "{\"num_heads\": 2, \"key_dim\": 2, \"attention_axes\": [2]}", .in = { { 3, { 2, 3, 4 } }, { 3, { 2, 5, 3 } } } },
  { .config = "{\"num_heads\": 1, \"key_dim\": 3, \"output_shape\": 2, \"kernel_regularizer\": \"l2\"}", .in = { { 3, { 2, 3, 4 } } } },
  { .config = "{\"num_heads\": 1, \"key_dim\": 4}", .in = { { 2, { LONG, 1 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_multiheadattention = {
  .head = { .name = "MultiHeadAttention", .title = N_("MultiHeadAttention"),
            .summary = N_("Lets each place of a sequence look at all others and take what fits; with one wire, within its own sequence."),
            .icon = "vsl-layer-multiheadattention-symbolic", .group = N_("Attention"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 4,
  .flags = VSL_LAYER_RANDOM | VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_attention,
  .examples = examples,
};
