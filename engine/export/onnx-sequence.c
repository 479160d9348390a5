/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Embedding, MultiHeadAttention and TimeDistributed. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "export/onnx.pb-c.h"
#include "export/vsl-onnx-layers.h"
#include "export/vsl-onnx-private.h"

static const char *
reshaped (VslOnnx *onnx, const char *x, int n, const gint64 *dims)
{
  return vsl_onnx_op (onnx, "Reshape", x, vsl_onnx_int64s (onnx, "shape", dims, n), NULL);
}

static const char *
permuted (VslOnnx *onnx, const char *x, int n, const gint64 *perm)
{
  const char *y = vsl_onnx_op (onnx, "Transpose", x, NULL);
  vsl_onnx_ints (onnx, "perm", n, perm);
  return y;
}

static const char *
unsqueezed (VslOnnx *onnx, const char *x, int n, const gint64 *axes)
{
  return vsl_onnx_op (onnx, "Unsqueeze", x, vsl_onnx_int64s (onnx, "axes", axes, n), NULL);
}

/**
 * vsl_onnx_embedding:
 *
 * Embedding: a number that is no token counts as the nearest one, as in the engine.
 */
gboolean
vsl_onnx_embedding (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  double last = (double) vsl_onnx_option_int (plan, "input_dim", 0, 1) - 1;
  const char *x = vsl_onnx_op (onnx, "Clip", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), vsl_onnx_scalar (onnx, 0), vsl_onnx_scalar (onnx, last), NULL);
  const char *token = vsl_onnx_op (onnx, "Cast", x, NULL);
  vsl_onnx_int (onnx, "to", ONNX__TENSOR_PROTO__DATA_TYPE__INT64);
  const char *table = vsl_onnx_weight (onnx, vsl_onnx_find_weight (onnx, "embeddings"));
  if (!table) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("%s: its weights could not be copied. Close other programs and export again."), plan->node);
    return FALSE;
  }
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "Gather", table, token, NULL));
  if (!plan->out_mask)
    return TRUE;
  const char *whole = vsl_onnx_op (onnx, "Cast", token, NULL);
  vsl_onnx_int (onnx, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
  vsl_onnx_set_output_mask (onnx, vsl_onnx_op (onnx, "Min", whole, vsl_onnx_scalar (onnx, 1), NULL));
  return TRUE;
}

/* ---- attention ---- */

enum { QUERY, KEY, VALUE };

typedef struct {
  VslOnnx *onnx;
  const VslLayerPlan *plan;
  int in[3];                     /* which input is query, key, value */
  gint64 heads, dim[3];          /* numbers a head has of each */
  gint64 groups, places[3], features[3];
  gboolean bias;
} Attention;

static Attention
attention_of (VslOnnx *onnx, const VslLayerPlan *plan)
{
  Attention a = { .onnx = onnx, .plan = plan, .groups = 1 };
  gint64 values = vsl_onnx_option_int (plan, "value_dim", 0, VSL_INT_NULL);
  int rank = plan->in[0].rank, axes = 0;
  while (vsl_onnx_option_int (plan, "attention_axes", axes, VSL_INT_NULL) != VSL_INT_NULL)
    axes++;
  a.heads = vsl_onnx_option_int (plan, "num_heads", 0, 1);
  a.dim[QUERY] = a.dim[KEY] = vsl_onnx_option_int (plan, "key_dim", 0, 1);
  a.dim[VALUE] = values == VSL_INT_NULL ? a.dim[KEY] : values;
  a.bias = vsl_onnx_option_int (plan, "use_bias", 0, TRUE) != 0;
  a.in[VALUE] = plan->n_in > 1 ? 1 : 0;
  a.in[KEY] = plan->n_in > 2 ? 2 : a.in[VALUE];
  for (int k = 0; k < (axes ? rank - 1 - axes : 0); k++)
    a.groups *= plan->in[0].dim[k];
  for (int p = 0; p < 3; p++) {
    const VslShape *s = &plan->in[a.in[p]];
    a.features[p] = s->dim[rank - 1];
    a.places[p] = vsl_shape_count (s) / a.features[p] / a.groups;
  }
  return a;
}

/* A weight under another shape. */
static const char *
weight_as (Attention *a, int k, const char *label, int rank, gint64 rows, gint64 columns)
{
  const VslReal *data = NULL;
  const VslParam *param = vsl_onnx_param (a->onnx, k, &data);
  gint64 dims[2] = { rank == 2 ? rows : columns, columns };
  float *out = g_new0 (float, (gsize) (rows * columns));
  for (gsize i = 0; param && i < param->count; i++)
    out[i] = (float) data[i];
  return vsl_onnx_tensor (a->onnx, label, rank, dims, out);
}

static const char *
product (Attention *a, const char *x, int projection, gint64 rows, gint64 columns)
{
  static const char *const labels[] = { "query", "key", "value", "attention_output" };
  int k = projection * (a->bias ? 2 : 1);
  const char *y = vsl_onnx_op (a->onnx, "MatMul", x, weight_as (a, k, labels[projection], 2, rows, columns), NULL);
  return a->bias ? vsl_onnx_op (a->onnx, "Add", y, weight_as (a, k + 1, labels[projection], 1, 1, columns), NULL) : y;
}

/* A projection as [batch, heads, places, numbers], of the keys [batch, heads, numbers, places]. */
static const char *
projected (Attention *a, int p)
{
  static const gint64 rows[] = { 0, 2, 1, 3 }, turned[] = { 0, 2, 3, 1 };
  const char *x = reshaped (a->onnx, vsl_onnx_input (a->onnx, a->in[p], VSL_ONNX_PLAIN), 3, (const gint64[]) { -1, a->places[p], a->features[p] });
  x = product (a, x, p, a->features[p], a->heads * a->dim[p]);
  x = reshaped (a->onnx, x, 4, (const gint64[]) { -1, a->places[p], a->heads, a->dim[p] });
  return permuted (a->onnx, x, 4, p == KEY ? turned : rows);
}

static const char *
both (VslOnnx *onnx, const char *a, const char *b)
{
  return a && b ? vsl_onnx_op (onnx, "Mul", a, b, NULL) : a ? a : b;
}

/* What each query may look at, as 0 and 1 that fit [batch, heads, queries, keys]; NULL: everything. */
static const char *
visible (Attention *a)
{
  const char *seen = NULL;
  for (int p = KEY; p <= VALUE; p++) {
    const char *mask = a->plan->in[a->in[p]].rank == 2 ? vsl_onnx_input_mask (a->onnx, a->in[p]) : NULL;
    if (mask && (p == VALUE || a->in[KEY] != a->in[VALUE]))
      seen = both (a->onnx, seen, unsqueezed (a->onnx, mask, 2, (const gint64[]) { 1, 2 }));
  }
  if (a->plan->n_in > 3) {             /* the engine takes what is above one half for a one */
    const char *given = unsqueezed (a->onnx, vsl_onnx_input (a->onnx, 3, VSL_ONNX_PLAIN), 1, (const gint64[]) { 1 });
    const char *holds = vsl_onnx_op (a->onnx, "Less", vsl_onnx_scalar (a->onnx, 0.5), given, NULL);
    seen = both (a->onnx, seen, vsl_onnx_op (a->onnx, "Where", holds, vsl_onnx_scalar (a->onnx, 1), vsl_onnx_scalar (a->onnx, 0), NULL));
  }
  if (!vsl_onnx_option_int (a->plan, "use_causal_mask", 0, FALSE))
    return seen;
  gint64 t = a->places[QUERY], s = a->places[KEY], dims[2] = { t, s };
  float *past = g_new0 (float, (gsize) (t * s));
  for (gint64 i = 0; i < t; i++)
    for (gint64 j = 0; j <= MIN (i, s - 1); j++)
      past[i * s + j] = 1;
  return both (a->onnx, seen, vsl_onnx_tensor (a->onnx, "past", 2, dims, past));
}

/* Weights of what may not be seen are exactly zero, also where nothing may be. */
static const char *
weights (Attention *a, const char *scores)
{
  VslOnnx *onnx = a->onnx;
  const char *seen = visible (a);
  if (seen) {
    const char *away = vsl_onnx_op (onnx, "Mul", vsl_onnx_op (onnx, "Sub", seen, vsl_onnx_scalar (onnx, 1), NULL), vsl_onnx_scalar (onnx, 1e9), NULL);
    scores = vsl_onnx_op (onnx, "Add", scores, away, NULL);
  }
  const char *y = vsl_onnx_op (onnx, "Softmax", scores, NULL);
  vsl_onnx_int (onnx, "axis", -1);
  return seen ? vsl_onnx_op (onnx, "Mul", y, seen, NULL) : y;
}

/**
 * vsl_onnx_attention:
 *
 * MultiHeadAttention as products of matrices.
 */
gboolean
vsl_onnx_attention (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  Attention a = attention_of (onnx, plan);
  const VslShape *out = &plan->out[0];
  int rank = plan->in[0].rank;
  gint64 dims[VSL_MAX_RANK + 1] = { -1 }, width = vsl_shape_count (out);
  for (int i = 0; i < out->rank; i++)
    dims[i + 1] = out->dim[i];
  for (int i = 0; i < rank - 1; i++)
    width /= plan->in[0].dim[i];
  const char *q = vsl_onnx_op (onnx, "Mul", projected (&a, QUERY), vsl_onnx_scalar (onnx, 1 / sqrt ((double) a.dim[KEY])), NULL);
  const char *w = weights (&a, vsl_onnx_op (onnx, "MatMul", q, projected (&a, KEY), NULL));
  const char *y = permuted (onnx, vsl_onnx_op (onnx, "MatMul", w, projected (&a, VALUE), NULL), 4, (const gint64[]) { 0, 2, 1, 3 });
  y = reshaped (onnx, y, 3, (const gint64[]) { -1, a.places[QUERY], a.heads * a.dim[VALUE] });
  y = reshaped (onnx, product (&a, y, 3, a.heads * a.dim[VALUE], width), out->rank + 1, dims);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  if (plan->out_mask)
    vsl_onnx_set_output_mask (onnx, vsl_onnx_input_mask (onnx, 0));
  return TRUE;
}

/* ---- step by step ---- */

/* The inner layer's plan for one step, as TimeDistributed makes it. */
static gboolean
plan_inner (const VslLayerPlan *plan, const VslObject *layer, VslLayerPlan *inner, GError **error)
{
  const char *remedy = NULL;
  *inner = (VslLayerPlan) { .cls = (const VslLayerClass *) layer->kind, .config = layer->config, .node = plan->node, .batch = 1, .n_in = 1, .n_out = 1 };
  inner->in[0].rank = plan->in[0].rank - 1;
  memcpy (inner->in[0].dim, plan->in[0].dim + 1, (gsize) inner->in[0].rank * sizeof (gint64));
  return inner->cls->plan (inner, &remedy, error);
}

static VslActivation
activation_of (const VslObject *layer)
{
  const VslProp *p = vsl_kind_prop (layer->kind, "activation");
  if (!p || p->choices != vsl_activation_names || (((const VslLayerClass *) layer->kind)->flags & VSL_LAYER_OWN_ACTIVATION))
    return VSL_ACT_LINEAR;
  return (VslActivation) *(const int *) ((const guint8 *) layer->config + p->offset);
}

/* Runs the inner hook on a value of its own; the name of what it gives, in the engine's layout. */
static const char *
write_inner (VslOnnx *onnx, const VslLayerPlan *inner, const char *x, GError **error)
{
  VslOnnxValue value = { .name = { (char *) x, NULL }, .shape = inner->in[0] };
  int number = (int) onnx->values->len, made;
  g_autofree char *label = g_strdup (onnx->label);
  g_array_append_val (onnx->values, value);
  vsl_onnx_begin (onnx, onnx->node, label, &number, 1);
  if (!inner->cls->onnx (onnx, inner, error) || (made = vsl_onnx_end (onnx, &inner->out[0])) < 0)
    return NULL;
  vsl_onnx_begin (onnx, onnx->node, label, &made, 1);
  return vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN);
}

/**
 * vsl_onnx_time_distributed:
 *
 * TimeDistributed: the steps become samples for the inner layer.
 */
gboolean
vsl_onnx_time_distributed (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  const VslObject *layer = (const VslObject *) ((const guint8 *) plan->config + vsl_kind_prop (&plan->cls->head, "layer")->offset);
  VslLayerPlan inner;
  if (!plan_inner (plan, layer, &inner, error))
    return FALSE;
  if (!inner.cls->onnx) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("These layers have no form in ONNX: %s. Replace them, or save the network as .json instead."),
                 inner.cls->head.name);
    return FALSE;
  }
  const char *mask = vsl_onnx_input_mask (onnx, 0);
  gint64 dims[VSL_MAX_RANK + 1] = { -1 };
  for (int i = 0; i < inner.in[0].rank; i++)
    dims[i + 1] = inner.in[0].dim[i];
  const char *x = write_inner (onnx, &inner, reshaped (onnx, vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), inner.in[0].rank + 1, dims), error);
  if (!x)
    return FALSE;
  x = vsl_onnx_activate (onnx, activation_of (layer), x, VSL_ONNX_PLAIN, inner.out[0].rank);
  for (int i = 0; i < plan->out[0].rank; i++)
    dims[i + 1] = plan->out[0].dim[i];
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, reshaped (onnx, x, plan->out[0].rank + 1, dims));
  vsl_onnx_set_output_mask (onnx, mask);
  return TRUE;
}
