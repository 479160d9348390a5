/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras 3, layers/core/embedding.py. Tokens are whole numbers that travel as VslReal. */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include "core/vsl-token.h"

#include <string.h>

typedef struct {
  gint64 input_dim, output_dim;
  gboolean mask_zero;
  VslWeightOptions embeddings;
} Config;

static const VslProp props[] = {
  VSL_INT (Config, input_dim, N_("Vocabulary"), N_("How many different tokens there are: the size of the vocabulary, padding and unknown words included."),
           20000, 1, 1 << 24, .ui_min = 1, .ui_max = 100000),
  VSL_INT (Config, output_dim, N_("Numbers for each token"), N_("How many learned numbers stand for a token."), 128, 1, 1 << 14, .ui_min = 1, .ui_max = 1024),
  VSL_BOOL (Config, mask_zero, N_("Leave out padding"), N_("Token 0 is padding, which the layers after this one then skip."), FALSE),
  VSL_ROWS_WEIGHT (Config, embeddings, RANDOM_UNIFORM, N_("Embeddings initializer"), N_("Embeddings regularizer"),
                   N_("Embeddings constraint")),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  const Config *o = plan->config;
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  VslShape table = { .rank = 2, .dim = { o->input_dim, o->output_dim } }, out = plan->in[0];
  if (out.rank >= VSL_MAX_RANK)
    return vsl_layer_fail (error, _("Needs a list of tokens."));
  if (!vsl_shape_valid (&table))
    return vsl_layer_fail (error, _("The layer would have too many weights: choose a smaller vocabulary or fewer numbers for each token."));
  out.dim[out.rank++] = o->output_dim;
  vsl_layer_weight (plan, "embeddings", &o->embeddings, table);
  plan->out_mask = o->mask_zero && plan->in[0].rank == 1;
  return vsl_layer_set_output (plan, out, error);
}

static gint64
count_of (const VslCall *call)
{
  return call->n * vsl_shape_count (&call->plan->in[0]);
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Config *o = call->config;
  gint64 b, e, width = o->output_dim;
  vsl_part_range (count_of (call), VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++)
    memcpy (call->y[0] + i * width, call->w[0] + vsl_token_row (call->x[0][i], o->input_dim) * width, (gsize) width * sizeof (VslReal));
  for (gint64 i = b; i < e && call->plan->out_mask && call->y_mask; i++)
    call->y_mask[i] = vsl_token_row (call->x[0][i], o->input_dim) != 0;
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
}

/* A part has a range of the columns, and adds rows in the order of the batch. */
static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  const Config *o = call->config;
  gint64 b, e, width = o->output_dim, count = count_of (call);
  vsl_part_range ((o->output_dim + 15) / 16, VSL_PARTS, part, &b, &e);
  b = MIN (b * 16, width);
  e = MIN (e * 16, width);
  for (gint64 i = 0; i < count && call->rows_only; i++)
    memset (call->dw[0] + vsl_token_row (call->x[0][i], o->input_dim) * width + b, 0, (gsize) (e - b) * sizeof (VslReal));
  for (gint64 i = 0; i < count && e > b; i++)
    vsl_kernels ()->add ((gsize) (e - b), call->dy[0] + i * width + b, call->dw[0] + vsl_token_row (call->x[0][i], o->input_dim) * width + b);
}

static void
backward (const VslCall *call)
{
  const Config *o = call->config;
  if (call->dw[0]) {
    if (!call->rows_only)
      memset (call->dw[0], 0, (gsize) (o->input_dim * o->output_dim) * sizeof (VslReal));
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
  }
  if (call->dx[0] && !call->dx_add[0])               /* tokens have no slope */
    memset (call->dx[0], 0, (gsize) count_of (call) * sizeof (VslReal));
}

typedef struct {
  const VslCall *call;
  double *sq;
} Norms;

/* A row of the table gets the sum of the gradients of the places that read it: pairs of places with the same token. */
static void
norms_part (gpointer data, int part)
{
  const Norms *j = data;
  const VslCall *call = j->call;
  const Config *o = call->config;
  gint64 b, e, width = o->output_dim, places = vsl_shape_count (&call->plan->in[0]);
  vsl_part_range (call->n, VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++) {
    const VslReal *x = call->x[0] + i * places, *d = call->dy[0] + i * places * width;
    for (gint64 r = 0; r < places; r++)
      for (gint64 s = 0; s <= r; s++)
        if (vsl_token_row (x[r], o->input_dim) == vsl_token_row (x[s], o->input_dim))
          j->sq[i] += (r == s ? 1 : 2) * vsl_dot_products (d + r * width, d + s * width, (gsize) width);
  }
}

static void
example_norms (const VslCall *call, double *sq)
{
  Norms j = { call, sq };
  if (call->dw[0])
    vsl_parallel_for (VSL_PARTS, norms_part, &j);
}

static const VslLayerExample examples[] = {
  { .config = "{\"input_dim\": 9, \"output_dim\": 3}", .in = { { 1, { 5 } } } },
  { .config = "{\"input_dim\": 4, \"output_dim\": 40, \"mask_zero\": true}", .in = { { 1, { 7 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_embedding = {
  .head = { .name = "Embedding", .title = N_("Embedding"), .summary = N_("Gives each token of a text learned numbers that stand for its meaning."),
            .icon = "vsl-layer-embedding-symbolic", .group = N_("Text and sequences"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X | VSL_LAYER_TOKENS | VSL_LAYER_ROWS,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .example_norms = example_norms,
  .onnx = vsl_onnx_embedding,
  .examples = examples,
};
