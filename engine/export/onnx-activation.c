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
  case VSL_N_ACTIVATIONS:
    break;
  }
  return NULL;
}
