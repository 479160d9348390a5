/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Activations as ONNX operators of opset 13. Formulas and constants are Keras's; what has no operator of its own there
 * (GELU, Mish, SiLU, hard SiLU) is put together from others. */
#include <math.h>

#include "export/vsl-onnx-builder.h"

static const char *
with_alpha (VslOnnx *onnx, const char *op, const char *x, double alpha)
{
  const char *y = vsl_onnx_op (onnx, op, x, NULL);
  vsl_onnx_real (onnx, "alpha", alpha);
  return y;
}

/* relu6 (x + 3) / 6 */
static const char *
hard_sigmoid (VslOnnx *onnx, const char *x)
{
  const char *y = with_alpha (onnx, "HardSigmoid", x, 1.0 / 6);
  vsl_onnx_real (onnx, "beta", 0.5);
  return y;
}

/* x * (1 + erf (x / sqrt 2)) / 2 */
static const char *
gelu (VslOnnx *onnx, const char *x)
{
  const char *z = vsl_onnx_op (onnx, "Mul", x, vsl_onnx_scalar (onnx, M_SQRT1_2), NULL);
  const char *e = vsl_onnx_op (onnx, "Add", vsl_onnx_op (onnx, "Erf", z, NULL), vsl_onnx_scalar (onnx, 1), NULL);
  const char *h = vsl_onnx_op (onnx, "Mul", x, vsl_onnx_scalar (onnx, 0.5), NULL);
  return vsl_onnx_op (onnx, "Mul", h, e, NULL);
}

static const char *
clip (VslOnnx *onnx, const char *x, double low, double high)
{
  return vsl_onnx_op (onnx, "Clip", x, vsl_onnx_scalar (onnx, low), vsl_onnx_scalar (onnx, high), NULL);
}

static const char *
negative (VslOnnx *onnx, const char *x)
{
  return vsl_onnx_op (onnx, "Mul", x, vsl_onnx_scalar (onnx, -1), NULL);
}

/* ((c + 1) / 2)² + relu (x - 1) with c = x between -1 and 1 */
static const char *
sparse_plus (VslOnnx *onnx, const char *x)
{
  const char *half = vsl_onnx_op (onnx, "HardSigmoid", x, NULL);
  vsl_onnx_real (onnx, "alpha", 0.5);
  vsl_onnx_real (onnx, "beta", 0.5);
  const char *above = vsl_onnx_op (onnx, "Relu", vsl_onnx_op (onnx, "Sub", x, vsl_onnx_scalar (onnx, 1), NULL), NULL);
  return vsl_onnx_op (onnx, "Add", vsl_onnx_op (onnx, "Mul", half, half, NULL), above, NULL);
}

/* (x + sqrt (x² + 4)) / 2 */
static const char *
squareplus (VslOnnx *onnx, const char *x)
{
  const char *s = vsl_onnx_op (onnx, "Add", vsl_onnx_op (onnx, "Mul", x, x, NULL), vsl_onnx_scalar (onnx, 4), NULL);
  s = vsl_onnx_op (onnx, "Add", x, vsl_onnx_op (onnx, "Sqrt", s, NULL), NULL);
  return vsl_onnx_op (onnx, "Mul", s, vsl_onnx_scalar (onnx, 0.5), NULL);
}

static const char *
sum_over (VslOnnx *onnx, const char *x, gint64 axis)
{
  const char *y = vsl_onnx_op (onnx, "ReduceSum", x, vsl_onnx_int64s (onnx, "axes", &axis, 1), NULL);
  vsl_onnx_int (onnx, "keepdims", 1);
  return y;
}

/* max (x - tau, 0), without sorting: a value stays positive when the excess of the others over it sums to less than 1, and tau is
 * the mean of those that do, less 1 in all. axis: with the batch. */
static const char *
sparsemax (VslOnnx *onnx, const char *x, gint64 axis, int rank)
{
  gint64 perm[VSL_MAX_RANK + 2];
  for (int i = 0; i < rank + 2; i++)
    perm[i] = i == axis ? axis + 1 : i == axis + 1 ? axis : i;
  const char *column = vsl_onnx_op (onnx, "Unsqueeze", x, vsl_onnx_int64s (onnx, "axes", &axis, 1), NULL);
  const char *row = vsl_onnx_op (onnx, "Transpose", column, NULL);
  vsl_onnx_ints (onnx, "perm", rank + 2, perm);
  const char *excess = sum_over (onnx, vsl_onnx_op (onnx, "Relu", vsl_onnx_op (onnx, "Sub", column, row, NULL), NULL), axis + 1);
  excess = vsl_onnx_op (onnx, "Squeeze", excess, vsl_onnx_int64s (onnx, "axes", (const gint64[]) { axis + 1 }, 1), NULL);
  const char *stays = vsl_onnx_op (onnx, "Cast", vsl_onnx_op (onnx, "Less", excess, vsl_onnx_scalar (onnx, 1), NULL), NULL);
  vsl_onnx_int (onnx, "to", 1);
  const char *sum = sum_over (onnx, vsl_onnx_op (onnx, "Mul", x, stays, NULL), axis);
  sum = vsl_onnx_op (onnx, "Sub", sum, vsl_onnx_scalar (onnx, 1), NULL);
  const char *tau = vsl_onnx_op (onnx, "Div", sum, sum_over (onnx, stays, axis), NULL);
  return vsl_onnx_op (onnx, "Relu", vsl_onnx_op (onnx, "Sub", x, tau, NULL), NULL);
}

static const char *
along_channels (VslOnnx *onnx, const char *op, const char *x, VslOnnxLayout layout, int rank)
{
  const char *y = vsl_onnx_op (onnx, op, x, NULL);
  vsl_onnx_int (onnx, "axis", layout == VSL_ONNX_CHANNELS_FIRST && rank == 3 ? 1 : -1);
  return y;
}

/**
 * vsl_onnx_activate:
 * @x: name of the value
 * @layout: where its channels are, for softmax
 * @rank: axes of a sample
 *
 * Returns: (transfer none) (nullable): the name of the activated value; %NULL for an activation that is not known here
 */
const char *
vsl_onnx_activate (VslOnnx *onnx, VslActivation activation, const char *x, VslOnnxLayout layout, int rank)
{
  switch (activation) {
  case VSL_ACT_LINEAR:
    return x;
  case VSL_ACT_RELU:
    return vsl_onnx_op (onnx, "Relu", x, NULL);
  case VSL_ACT_SIGMOID:
    return vsl_onnx_op (onnx, "Sigmoid", x, NULL);
  case VSL_ACT_TANH:
    return vsl_onnx_op (onnx, "Tanh", x, NULL);
  case VSL_ACT_SOFTMAX:
    return along_channels (onnx, "Softmax", x, layout, rank);
  case VSL_ACT_LOG_SOFTMAX:
    return along_channels (onnx, "LogSoftmax", x, layout, rank);
  case VSL_ACT_GELU:
    return gelu (onnx, x);
  case VSL_ACT_ELU:
    return with_alpha (onnx, "Elu", x, 1);
  case VSL_ACT_LEAKY_RELU:
    return with_alpha (onnx, "LeakyRelu", x, 0.2);
  case VSL_ACT_SELU:
    x = with_alpha (onnx, "Selu", x, 1.6732632423543772848170429916717);
    vsl_onnx_real (onnx, "gamma", 1.0507009873554804934193349852946);
    return x;
  case VSL_ACT_SILU:
    return vsl_onnx_op (onnx, "Mul", x, vsl_onnx_op (onnx, "Sigmoid", x, NULL), NULL);
  case VSL_ACT_MISH:
    return vsl_onnx_op (onnx, "Mul", x, vsl_onnx_op (onnx, "Tanh", vsl_onnx_op (onnx, "Softplus", x, NULL), NULL), NULL);
  case VSL_ACT_SOFTPLUS:
    return vsl_onnx_op (onnx, "Softplus", x, NULL);
  case VSL_ACT_SOFTSIGN:
    return vsl_onnx_op (onnx, "Softsign", x, NULL);
  case VSL_ACT_HARD_SIGMOID:
    return hard_sigmoid (onnx, x);
  case VSL_ACT_HARD_SILU:
    return vsl_onnx_op (onnx, "Mul", x, hard_sigmoid (onnx, x), NULL);
  case VSL_ACT_RELU6:
    return vsl_onnx_op (onnx, "Clip", x, vsl_onnx_scalar (onnx, 0), vsl_onnx_scalar (onnx, 6), NULL);
  case VSL_ACT_EXPONENTIAL:
    return vsl_onnx_op (onnx, "Exp", x, NULL);
  case VSL_ACT_CELU:
    return with_alpha (onnx, "Elu", x, 1);
  case VSL_ACT_HARD_TANH:
    return clip (onnx, x, -1, 1);
  case VSL_ACT_HARD_SHRINK:
    x = vsl_onnx_op (onnx, "Shrink", x, NULL);
    vsl_onnx_real (onnx, "lambd", 0.5);
    return x;
  case VSL_ACT_SOFT_SHRINK:
    return vsl_onnx_op (onnx, "Sub", x, clip (onnx, x, -0.5, 0.5), NULL);
  case VSL_ACT_TANH_SHRINK:
    return vsl_onnx_op (onnx, "Sub", x, vsl_onnx_op (onnx, "Tanh", x, NULL), NULL);
  case VSL_ACT_LOG_SIGMOID:
    return negative (onnx, vsl_onnx_op (onnx, "Softplus", negative (onnx, x), NULL));
  case VSL_ACT_SPARSE_PLUS:
    return sparse_plus (onnx, x);
  case VSL_ACT_SPARSE_SIGMOID:
    x = with_alpha (onnx, "HardSigmoid", x, 0.5);
    vsl_onnx_real (onnx, "beta", 0.5);
    return x;
  case VSL_ACT_SQUAREPLUS:
    return squareplus (onnx, x);
  case VSL_ACT_SPARSEMAX:
    return sparsemax (onnx, x, layout == VSL_ONNX_CHANNELS_FIRST && rank == 3 ? 1 : rank, rank);
  case VSL_N_ACTIVATIONS:
    break;
  }
  return NULL;
}
