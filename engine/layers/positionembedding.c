/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KerasHub, layers/modeling/position_embedding.py: gives the positions' numbers alone; an Add joins them to the tokens'. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <string.h>

typedef struct {
  gint64 sequence_length;
  VslWeightOptions embeddings;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, sequence_length, N_("Longest sequence"), N_("How many places have numbers of their own; empty: as many as the sequence has."),
           VSL_INT_NULL, 1, 1 << 20, .ui_min = 1, .ui_max = 4096, .flags = VSL_PROP_NULLABLE),
  VSL_ROWS_WEIGHT (Config, embeddings, GLOROT_UNIFORM, N_("Embeddings initializer"), N_("Embeddings regularizer"), N_("Embeddings constraint")),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank != 2) {
    g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
    return vsl_layer_fail (error, _("Needs a sequence (places × features), but gets %s: put it after Embedding, or insert Reshape."), shape);
  }
  VslShape table = plan->in[0];
  if (o->sequence_length != VSL_INT_NULL)
    table.dim[0] = o->sequence_length;
  if (table.dim[0] < plan->in[0].dim[0])
    return vsl_layer_fail (error, _("The sequence has %d places, but only %d have numbers: raise the longest sequence."), (int) plan->in[0].dim[0],
                           (int) table.dim[0]);
  if (!vsl_shape_valid (&table))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose a shorter longest sequence."));
  vsl_layer_weight (plan, "embeddings", &o->embeddings, table);
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, plan->in[0], error);
}

static void
forward (const VslCall *call)
{
  gsize count = (gsize) vsl_shape_count (&call->plan->in[0]);
  for (int s = 0; s < call->n; s++)
    memcpy (call->y[0] + (gsize) s * count, call->w[0], count * sizeof (VslReal));
  vsl_layer_pass_mask (call);
}

/* A part has a range of the table and adds up all samples in their order. */
static void
table_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 count = vsl_shape_count (&call->plan->in[0]), b, e;
  vsl_part_range (count, VSL_PARTS, part, &b, &e);
  memcpy (call->dw[0] + b, call->dy[0] + b, (gsize) (e - b) * sizeof (VslReal));
  for (int s = 1; s < call->n; s++)
    vsl_kernels ()->add ((gsize) (e - b), call->dy[0] + s * count + b, call->dw[0] + b);
}

static void
backward (const VslCall *call)
{
  gsize count = (gsize) vsl_shape_count (&call->plan->in[0]), all = (gsize) vsl_shape_count (&call->plan->params[0].shape);
  if (call->dw[0]) {
    vsl_parallel_for (VSL_PARTS, table_part, (gpointer) call);
    memset (call->dw[0] + count, 0, (all - count) * sizeof (VslReal));
  }
  if (call->dx[0] && !call->dx_add[0])                                 /* only the input's length matters */
    memset (call->dx[0], 0, (gsize) call->n * count * sizeof (VslReal));
}

static const VslLayerExample examples[] = {
  { .in = { { 2, { 5, 3 } } } },
  { .config = "{\"sequence_length\": 9}", .in = { { 2, { 4, 2 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_positionembedding = {
  .head = { .name = "PositionEmbedding", .title = N_("PositionEmbedding"),
            .summary = N_("Learned numbers for each place of a sequence; add them to the tokens' so that attention knows the order."),
            .icon = "vsl-layer-positionembedding-symbolic", .group = N_("Attention"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .example_norms = vsl_layer_example_norms,
  .onnx = vsl_onnx_positions,
  .examples = examples,
};
