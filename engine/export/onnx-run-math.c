/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our reader's operators number by number and along an axis: after the definitions of ONNX's operator set 13. */
#include <math.h>
#include <string.h>

#include "export/vsl-onnx-run-private.h"

/* ---- one number to one number ---- */

typedef double (*Unary) (double x, double alpha, double beta);

static double relu (double x, double a, double b) { return x > 0 ? x : 0; }
static double sigmoid (double x, double a, double b) { return x >= 0 ? 1 / (1 + exp (-x)) : exp (x) / (1 + exp (x)); }
static double hyperbolic (double x, double a, double b) { return tanh (x); }
static double elu (double x, double a, double b) { return x > 0 ? x : a * expm1 (x); }
static double leaky (double x, double a, double b) { return x > 0 ? x : a * x; }
static double selu (double x, double a, double b) { return b * (x > 0 ? x : a * expm1 (x)); }
static double error_function (double x, double a, double b) { return erf (x); }
static double softplus (double x, double a, double b) { return x > 0 ? x + log1p (exp (-x)) : log1p (exp (x)); }
static double softsign (double x, double a, double b) { return x / (1 + fabs (x)); }
static double hard_sigmoid (double x, double a, double b) { return CLAMP (a * x + b, 0, 1); }
static double exponential (double x, double a, double b) { return exp (x); }
static double square_root (double x, double a, double b) { return sqrt (x); }

static const struct {
  const char *op;
  Unary func;
  double alpha, beta;
  const char *second;            /* the attribute that is beta */
} unaries[] = {
  { "Relu", relu }, { "Sigmoid", sigmoid }, { "Tanh", hyperbolic }, { "Elu", elu, 1 }, { "LeakyRelu", leaky, 0.01 },
  { "Selu", selu, 1.67326319217681884765625, 1.05070102214813232421875, "gamma" }, { "Erf", error_function }, { "Softplus", softplus },
  { "Softsign", softsign }, { "HardSigmoid", hard_sigmoid, 0.2, 0.5, "beta" }, { "Exp", exponential }, { "Sqrt", square_root },
};

static VslRunTensor *
run_unary (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  guint k = 0;
  while (k < G_N_ELEMENTS (unaries) && !g_str_equal (unaries[k].op, call->node->op_type))
    k++;
  if (!x->f || k == G_N_ELEMENTS (unaries))
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_like (x, error);
  if (!y)
    return NULL;
  double alpha = vsl_run_real (call, "alpha", unaries[k].alpha);
  double beta = unaries[k].second ? vsl_run_real (call, unaries[k].second, unaries[k].beta) : 0;
  for (gint64 i = 0; i < x->n; i++)
    y->f[i] = (float) unaries[k].func (x->f[i], alpha, beta);
  return y;
}

static VslRunTensor *
run_clip (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  float low = call->n_in > 1 && call->in[1] && call->in[1]->f ? call->in[1]->f[0] : -INFINITY;
  float high = call->n_in > 2 && call->in[2] && call->in[2]->f ? call->in[2]->f[0] : INFINITY;
  VslRunTensor *y = x->f ? vsl_run_like (x, error) : vsl_run_fail (call, error);
  for (gint64 i = 0; y && i < x->n; i++)
    y->f[i] = CLAMP (x->f[i], low, high);
  return y;
}

static VslRunTensor *
run_floor (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  VslRunTensor *y = x->d ? vsl_run_tensor (x->rank, x->dim, VSL_RUN_DOUBLE, error) : vsl_run_fail (call, error);
  for (gint64 i = 0; y && i < x->n; i++)
    y->d[i] = floor (x->d[i]);
  return y;
}

/* ---- two numbers to one, the shapes stretched to each other from the last axis on ---- */

typedef double (*Binary) (double x, double y);

static double add (double x, double y) { return x + y; }
static double subtract (double x, double y) { return x - y; }
static double multiply (double x, double y) { return x * y; }
static double divide (double x, double y) { return x / y; }
static double larger (double x, double y) { return MAX (x, y); }
static double smaller (double x, double y) { return MIN (x, y); }
static double prelu (double x, double y) { return x < 0 ? x * y : x; }

static const struct {
  const char *op;
  Binary func;
} binaries[] = { { "Add", add }, { "Sub", subtract }, { "Mul", multiply }, { "Div", divide }, { "Max", larger }, { "Min", smaller }, { "PRelu", prelu } };

static VslRunTensor *
run_binary (const VslRunCall *call, GError **error)
{
  const VslRunTensor *a = call->in[0], *b = call->n_in > 1 ? call->in[1] : NULL;
  guint op = 0;
  while (op < G_N_ELEMENTS (binaries) && !g_str_equal (binaries[op].op, call->node->op_type))
    op++;
  if (!b || call->n_in != 2 || !((a->f && b->f) || (a->d && b->d)) || op == G_N_ELEMENTS (binaries))
    return vsl_run_fail (call, error);
  int rank = MAX (a->rank, b->rank);
  gint64 dim[VSL_RUN_MAX_RANK], sa[VSL_RUN_MAX_RANK], sb[VSL_RUN_MAX_RANK], na = 1, nb = 1;
  for (int i = rank - 1; i >= 0; i--) {
    int ia = i - (rank - a->rank), ib = i - (rank - b->rank);
    gint64 da = ia >= 0 ? a->dim[ia] : 1, db = ib >= 0 ? b->dim[ib] : 1;
    if (da != db && da != 1 && db != 1)
      return vsl_run_fail (call, error);
    dim[i] = MAX (da, db);
    sa[i] = da == 1 ? 0 : na;
    sb[i] = db == 1 ? 0 : nb;
    na *= da;
    nb *= db;
  }
  VslRunTensor *y = vsl_run_tensor (rank, dim, a->d ? VSL_RUN_DOUBLE : VSL_RUN_FLOAT, error);
  if (!y)
    return NULL;
  for (gint64 k = 0; k < y->n; k++) {
    gint64 rest = k, at_a = 0, at_b = 0;
    for (int i = rank - 1; i >= 0; rest /= dim[i], i--) {
      at_a += rest % dim[i] * sa[i];
      at_b += rest % dim[i] * sb[i];
    }
    if (a->d)
      y->d[k] = binaries[op].func (a->d[at_a], b->d[at_b]);
    else
      y->f[k] = (float) binaries[op].func (a->f[at_a], b->f[at_b]);
  }
  return y;
}

/* ---- along an axis ---- */

static VslRunTensor *
run_softmax (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  gboolean in_log = g_str_equal (call->node->op_type, "LogSoftmax");
  int axis = vsl_run_axis (vsl_run_int (call, "axis", -1), x->rank);
  if (axis < 0 || !x->f)
    return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_like (x, error);
  if (!y)
    return NULL;
  gint64 n = x->dim[axis], step = 1;
  for (int i = axis + 1; i < x->rank; i++)
    step *= x->dim[i];
  for (gint64 row = 0; row < x->n / n; row++) {
    gint64 at = row / step * step * n + row % step;
    double max = -INFINITY, sum = 0;
    for (gint64 i = 0; i < n; i++)
      max = MAX (max, (double) x->f[at + i * step]);
    for (gint64 i = 0; i < n; i++)
      sum += exp (x->f[at + i * step] - max);
    for (gint64 i = 0; i < n; i++) {
      double z = x->f[at + i * step] - max;
      y->f[at + i * step] = (float) (in_log ? z - log (sum) : exp (z) / sum);
    }
  }
  return y;
}

/* y = (x - mean) / sqrt (variance + epsilon) * scale + shift along axis 1 */
static VslRunTensor *
run_batch_normalization (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0];
  if (call->n_in != 5 || x->rank < 2 || !x->f)
    return vsl_run_fail (call, error);
  gint64 channels = x->dim[1], inner = x->n / x->dim[0] / channels;
  for (int i = 1; i < 5; i++)
    if (!call->in[i] || !call->in[i]->f || call->in[i]->n != channels)
      return vsl_run_fail (call, error);
  VslRunTensor *y = vsl_run_like (x, error);
  double epsilon = vsl_run_real (call, "epsilon", 1e-5);
  for (gint64 k = 0; y && k < x->n; k++) {
    gint64 c = k / inner % channels;
    double z = (x->f[k] - call->in[3]->f[c]) / sqrt (call->in[4]->f[c] + epsilon);
    y->f[k] = (float) (z * call->in[1]->f[c] + call->in[2]->f[c]);
  }
  return y;
}

/* ---- products ---- */

/* x [rows, k] times w [k, columns], plus a row b when there is one. */
static VslRunTensor *
run_product (const VslRunCall *call, GError **error)
{
  const VslRunTensor *x = call->in[0], *w = call->n_in > 1 ? call->in[1] : NULL, *b = call->n_in > 2 ? call->in[2] : NULL;
  if (w && w->rank > 2 && g_str_equal (call->node->op_type, "MatMul"))
    return vsl_run_stacked_product (call, error);
  if (!w || !x->f || !w->f || x->rank < 1 || w->rank != 2 || x->dim[x->rank - 1] != w->dim[0] || (b && (!b->f || b->n != w->dim[1])))
    return vsl_run_fail (call, error);
  gint64 k = w->dim[0], columns = w->dim[1], dim[VSL_RUN_MAX_RANK];
  memcpy (dim, x->dim, sizeof dim);
  dim[x->rank - 1] = columns;
  VslRunTensor *y = vsl_run_tensor (x->rank, dim, VSL_RUN_FLOAT, error);
  g_autofree double *sum = g_try_new (double, columns);
  for (gint64 row = 0; y && sum && row < x->n / k; row++) {
    for (gint64 j = 0; j < columns; j++)
      sum[j] = b ? b->f[j] : 0;
    for (gint64 i = 0; i < k; i++)
      for (gint64 j = 0; j < columns; j++)
        sum[j] += (double) x->f[row * k + i] * w->f[i * columns + j];
    for (gint64 j = 0; j < columns; j++)
      y->f[row * columns + j] = (float) sum[j];
  }
  return y;
}

static const VslRunOp ops[] = {
  { "Clip", run_clip }, { "Floor", run_floor }, { "Softmax", run_softmax },
  { "LogSoftmax", run_softmax }, { "BatchNormalization", run_batch_normalization }, { "Gemm", run_product },
  { "MatMul", run_product },
};

/**
 * vsl_run_math:
 *
 * Returns: (nullable): the function for an operator
 */
VslRunFunc
vsl_run_math (const char *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (unaries); i++)
    if (g_strcmp0 (unaries[i].op, op) == 0)
      return run_unary;
  for (guint i = 0; i < G_N_ELEMENTS (binaries); i++)
    if (g_strcmp0 (binaries[i].op, op) == 0)
      return run_binary;
  return vsl_run_find (ops, G_N_ELEMENTS (ops), op);
}
