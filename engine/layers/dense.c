/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

typedef struct {
  gint64 units;
  int activation;
  gboolean use_bias;
  VslWeightOptions kernel, bias;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, units, N_("Units"), N_("How many numbers the layer gives; in the last layer, one for each class."), 32, 1, 1 << 20, .ui_min = 1,
           .ui_max = 4096, .step = 1),
  VSL_ROW_ACTIVATION (Config),
  VSL_ROW_USE_BIAS (Config),
  VSL_ROWS_KERNEL (Config),
  VSL_ROWS_BIAS (Config),
  VSL_PROPS_END
};

static gint64
depth_of (const VslLayerPlan *plan)
{
  return plan->in[0].dim[plan->in[0].rank - 1];
}

static gint64
rows_of (const VslCall *call)
{
  return call->n * (vsl_shape_count (&call->plan->in[0]) / depth_of (call->plan));
}

typedef struct {
  const VslCall *call;
  double *sq;
  gint64 rows, depth, units;             /* rows of one sample */
  gboolean bias;
} Norms;

/* Any rank: the last axis is replaced, as in Keras. */
static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  VslShape out = plan->in[0], kernel = { .rank = 2, .dim = { depth_of (plan), o->units } };
  out.dim[out.rank - 1] = o->units;
  if (!vsl_layer_set_output (plan, out, error))
    return FALSE;
  if (!vsl_shape_valid (&kernel))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose fewer units, or make the picture smaller before it."));
  vsl_layer_weight (plan, "kernel", &o->kernel, kernel);
  if (o->use_bias)
    vsl_layer_weight (plan, "bias", &o->bias, vsl_shape_make (1, (int) o->units));
  if (plan->training)
    plan->scratch = (gsize) (VSL_PARTS * o->units);
  plan->macs = (double) vsl_shape_count (&plan->in[0]) * (double) o->units;
  if (plan->in[0].rank > 1)
    vsl_layer_plan_mask (plan);
  return TRUE;
}

static void
forward (const VslCall *call)
{
  const Config *o = call->config;
  vsl_dense_forward (rows_of (call), depth_of (call->plan), o->units, call->x[0], call->w[0], o->use_bias ? call->w[1] : NULL, call->y[0]);
  vsl_layer_pass_mask (call);
}

static void
backward (const VslCall *call)
{
  const Config *o = call->config;
  gint64 rows = rows_of (call), depth = depth_of (call->plan);
  if (call->dw[0])
    vsl_dense_backward_weights (rows, depth, o->units, call->x[0], call->dy[0], call->dw[0]);
  if (o->use_bias && call->dw[1])
    vsl_sum_columns (rows, o->units, call->dy[0], call->dw[1], call->scratch);
  if (call->dx[0])
    vsl_dense_backward_data (rows, depth, o->units, call->dy[0], call->w[0], call->dx[0], call->dx_add[0]);
}

/* The gradient of one sample is the sum of d xᵀ over its rows, so its squared norm is that of all pairs of rows: (x·x')(d·d'). With
 * one row it is |x|²|d|²; with many rows the gradient itself is the shorter way. */
static void
norms_part (gpointer data, int part)
{
  const Norms *j = data;
  const VslCall *call = j->call;
  gint64 b, e, rows = j->rows, depth = j->depth, units = j->units;
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++)
    for (gint64 r = 0; r < rows; r++)
      for (gint64 s = 0; s <= r; s++) {
        const VslReal *x = call->x[0] + i * rows * depth, *d = call->dy[0] + i * rows * units;
        double dd = vsl_dot_products (d + r * units, d + s * units, (gsize) units);
        double xx = call->dw[0] ? vsl_dot_products (x + r * depth, x + s * depth, (gsize) depth) : 0;
        j->sq[i] += (r == s ? 1 : 2) * dd * (xx + (j->bias ? 1 : 0));
      }
}

static void
example_norms (const VslCall *call, double *sq)
{
  const Config *o = call->config;
  Norms j = { call, sq, rows_of (call) / call->n, depth_of (call->plan), o->units, o->use_bias && call->dw[1] };
  if (j.rows * (j.depth + j.units) > 2 * j.depth * j.units)
    vsl_layer_example_norms (call, sq);
  else
    vsl_parallel_for (VSL_PARTS, norms_part, &j);
}

static const VslLayerExample examples[] = {
  { .config = "{\"units\": 3}", .in = { { 1, { 5 } } } },
  { .config = "{\"units\": 40, \"activation\": \"relu\", \"use_bias\": false}", .in = { { 1, { 33 } } } },
  { .config = "{\"units\": 10, \"kernel_regularizer\": \"l2\"}", .in = { { 2, { 3, 150 } } } },
  { .config = "{\"units\": 2}", .in = { { 3, { 7, 9, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_dense = {
  .head = { .name = "Dense", .title = N_("Dense"), .summary = N_("Weighs all values together; the last one gives the answer."),
            .icon = "vsl-layer-dense-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .example_norms = example_norms,
  .onnx = vsl_onnx_dense,
  .examples = examples,
};
