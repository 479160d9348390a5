/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementwise activations (formulas: Keras 3, activations/activations.py). */
#include "kernels/vsl-variant.h"

#include "kernels/variant-rows.h"


#define SELU_SCALE ((VslReal) 1.05070098735548049342)
#define SELU_ALPHA ((VslReal) 1.67326324235437728482)
#define LEAKY_SLOPE ((VslReal) 0.2)

static inline VslReal
leaky (VslReal x)
{
  return x > 0 ? x : LEAKY_SLOPE * x;
}

static inline VslReal
elu (VslReal x)
{
  VslReal e = vm_expm1_low (x);
  return x > 0 ? x : e;
}

static inline VslReal
selu (VslReal x)
{
  VslReal e = SELU_ALPHA * vm_expm1_low (x);
  return SELU_SCALE * (x > 0 ? x : e);
}

static inline VslReal
silu (VslReal x)
{
  return x * vm_sigmoid (x);
}

/* tanh (ln (1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2) */
static inline VslReal
mish (VslReal x)
{
  VslReal e = vm_exp (x > 20 ? 20 : x), n = e * (e + 2);
  return x > 20 ? x : x * (n / (n + 2));
}

static inline VslReal
softplus (VslReal x)
{
  return (x > 0 ? x : 0) + vm_log1p_unit (vm_exp_low (-vm_abs (x)));
}

static inline VslReal
clip (VslReal x, VslReal low, VslReal high)      /* keeps NaN */
{
  x = x < low ? low : x;
  return x > high ? high : x;
}

/* x - tanh x: the series near zero, where the difference would lose digits */
static inline VslReal
tanh_shrink (VslReal x)
{
  VslReal q = x * x;
  if (vm_abs (x) < (VslReal) 0.02)
    return x * q * ((VslReal) (1.0 / 3) - q * (VslReal) (2.0 / 15));
  return (VslReal) ((double) x - tanh ((double) x));
}

/* 0 up to -1, a parabola up to 1, then x */
static inline VslReal
sparse_plus (VslReal x)
{
  VslReal q = (VslReal) 0.25 * (x + 1) * (x + 1);
  q = x <= -1 ? 0 : q;
  return x < 1 || x != x ? q : x;
}

static inline VslReal
square_root (VslReal x)              /* of x² + 4, where x² may overflow */
{
  VslReal a = vm_abs (x);
  return a > (VslReal) 1e18 ? a : vm_sqrt (x * x + 4);
}

static inline VslReal
squareplus (VslReal x)               /* (x + sqrt (x² + 4)) / 2 */
{
  VslReal s = square_root (x);
  return x < 0 ? 2 / (s - x) : (x + s) * (VslReal) 0.5;
}

#define LOOP(expression)                                                                                                                   \
  VM_LOOP                                                                                                                                  \
  for (gsize i = 0; i < n; i++) {                                                                                                          \
    VslReal v = x[i];                                                                                                                      \
    y[i] = expression;                                                                                                                     \
  }                                                                                                                                        \
  break

void
V (act_forward) (VslActivation act, gsize n, const VslReal *x, VslReal *y)
{
  switch (act) {
  case VSL_ACT_RELU:
    LOOP (v < 0 ? 0 : v);
  case VSL_ACT_SIGMOID:
    LOOP (vm_sigmoid (v));
  case VSL_ACT_TANH:
    LOOP (vm_tanh (v));
  case VSL_ACT_GELU:
    LOOP (v * vm_normal (v));
  case VSL_ACT_ELU:
    LOOP (elu (v));
  case VSL_ACT_LEAKY_RELU:
    LOOP (leaky (v));
  case VSL_ACT_SELU:
    LOOP (selu (v));
  case VSL_ACT_SILU:
    LOOP (silu (v));
  case VSL_ACT_MISH:
    LOOP (mish (v));
  case VSL_ACT_SOFTPLUS:
    LOOP (softplus (v));
  case VSL_ACT_SOFTSIGN:
    LOOP (v / (1 + vm_abs (v)));
  case VSL_ACT_HARD_SIGMOID:
    LOOP (clip (v + 3, 0, 6) / 6);
  case VSL_ACT_HARD_SILU:
    LOOP (v * (clip (v + 3, 0, 6) / 6));
  case VSL_ACT_RELU6:
    LOOP (clip (v, 0, 6));
  case VSL_ACT_EXPONENTIAL:
    LOOP (vm_exp (v));
  case VSL_ACT_CELU:                 /* alpha 1: the same as elu */
    LOOP (elu (v));
  case VSL_ACT_HARD_TANH:
    LOOP (clip (v, -1, 1));
  case VSL_ACT_HARD_SHRINK:
    LOOP (vm_abs (v) <= (VslReal) 0.5 ? 0 : v);
  case VSL_ACT_SOFT_SHRINK:
    LOOP (v - clip (v, (VslReal) -0.5, (VslReal) 0.5));
  case VSL_ACT_TANH_SHRINK:
    LOOP (tanh_shrink (v));
  case VSL_ACT_LOG_SIGMOID:
    LOOP (-softplus (-v));
  case VSL_ACT_SPARSE_PLUS:
    LOOP (sparse_plus (v));
  case VSL_ACT_SPARSE_SIGMOID:
    LOOP (clip ((VslReal) 0.5 * (v + 1), 0, 1));
  case VSL_ACT_SQUAREPLUS:
    LOOP (squareplus (v));
  case VSL_ACT_LINEAR:
  case VSL_ACT_SPARSEMAX:
  case VSL_ACT_SOFTMAX:
  case VSL_ACT_LOG_SOFTMAX:
  case VSL_N_ACTIVATIONS:
    if (y != x)
      memcpy (y, x, n * sizeof (VslReal));
    break;
  }
}

static inline VslReal
gelu_slope (VslReal v)
{
  VslReal density, share = vm_normal_both (v, &density);
  return share + v * density;
}

/* s (1 + v (1 - s)) with the sigmoid s and 1 - s from one exponential */
static inline VslReal
silu_slope (VslReal v)
{
  VslReal z = vm_exp_low (-vm_abs (v)), q = 1 / (1 + z);
  VslReal s = (v >= 0 ? 1 : z) * q, rest = (v >= 0 ? z : 1) * q;
  return s * (1 + v * rest);
}

static inline VslReal
mish_slope (VslReal v)
{
  VslReal e = vm_exp (v > 20 ? 20 : v), n = e * (e + 2);
  VslReal t = n / (n + 2), u = (4 * n + 4) / ((n + 2) * (n + 2));      /* tanh and 1 - tanh² */
  return v > 20 ? 1 : t + v * vm_sigmoid (v) * u;
}

static inline VslReal
softsign_slope (VslReal v)
{
  VslReal q = 1 / (1 + vm_abs (v));
  return q * q;
}

static inline VslReal
hard_silu_slope (VslReal v)
{
  VslReal s = (2 * v + 3) / 6;
  s = v >= 3 ? 1 : s;
  return v <= -3 ? 0 : s;
}

/* (1 + x / s) / 2 = squareplus / s */
static inline VslReal
squareplus_slope (VslReal v)
{
  return squareplus (v) / square_root (v);
}

/* v is x or y, g the gradient of y. */
#define BACK(source, value)                                                                                                                \
  if (add) {                                                                                                                               \
    VM_LOOP                                                                                                                                \
    for (gsize i = 0; i < n; i++) {                                                                                                        \
      VslReal v = source[i], g = dy[i];                                                                                                    \
      dx[i] += value;                                                                                                                      \
    }                                                                                                                                      \
  } else {                                                                                                                                 \
    VM_LOOP                                                                                                                                \
    for (gsize i = 0; i < n; i++) {                                                                                                        \
      VslReal v = source[i], g = dy[i];                                                                                                    \
      dx[i] = value;                                                                                                                       \
    }                                                                                                                                      \
  }                                                                                                                                        \
  break

void
V (act_backward) (VslActivation act, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add)
{
  switch (act) {
  case VSL_ACT_RELU:
    BACK (y, v > 0 ? g : 0);
  case VSL_ACT_SIGMOID:
    BACK (y, g * (v * (1 - v)));
  case VSL_ACT_TANH:
    BACK (y, g * ((1 - v) * (1 + v)));
  case VSL_ACT_GELU:
    BACK (x, g * (gelu_slope (v)));
  case VSL_ACT_ELU:
    BACK (y, v > 0 ? g : g * (v + 1));
  case VSL_ACT_LEAKY_RELU:
    BACK (y, v > 0 ? g : g * LEAKY_SLOPE);
  case VSL_ACT_SELU:
    BACK (y, g * (v > 0 ? SELU_SCALE : v + SELU_SCALE * SELU_ALPHA));
  case VSL_ACT_SILU:
    BACK (x, g * (silu_slope (v)));
  case VSL_ACT_MISH:
    BACK (x, g * (mish_slope (v)));
  case VSL_ACT_SOFTPLUS:
    BACK (x, g * (vm_sigmoid (v)));
  case VSL_ACT_SOFTSIGN:
    BACK (x, g * (softsign_slope (v)));
  case VSL_ACT_HARD_SIGMOID:
    BACK (y, v > 0 && v < 1 ? g / 6 : 0);
  case VSL_ACT_HARD_SILU:
    BACK (x, g * (hard_silu_slope (v)));
  case VSL_ACT_RELU6:
    BACK (y, v > 0 && v < 6 ? g : 0);
  case VSL_ACT_EXPONENTIAL:
    BACK (y, g * v);
  case VSL_ACT_CELU:
    BACK (y, v > 0 ? g : g * (v + 1));
  case VSL_ACT_HARD_TANH:
    BACK (y, v > -1 && v < 1 ? g : 0);
  case VSL_ACT_HARD_SHRINK:
  case VSL_ACT_SOFT_SHRINK:
    BACK (y, v != 0 ? g : 0);
  case VSL_ACT_TANH_SHRINK:
    BACK (x, g * (vm_tanh (v) * vm_tanh (v)));
  case VSL_ACT_LOG_SIGMOID:
    BACK (x, g * vm_sigmoid (-v));
  case VSL_ACT_SPARSE_PLUS:
    BACK (x, v <= -1 ? 0 : v < 1 ? g * ((VslReal) 0.5 * (v + 1)) : g);
  case VSL_ACT_SPARSE_SIGMOID:
    BACK (y, v > 0 && v < 1 ? g * (VslReal) 0.5 : 0);
  case VSL_ACT_SQUAREPLUS:
    BACK (x, g * squareplus_slope (v));
  case VSL_ACT_LINEAR:
  case VSL_ACT_SPARSEMAX:
  case VSL_ACT_SOFTMAX:
  case VSL_ACT_LOG_SOFTMAX:
  case VSL_N_ACTIVATIONS:
    if (add)
      V (add) (n, dy, dx);
    else if (dx != dy)
      memcpy (dx, dy, n * sizeof (VslReal));
    break;
  }
}
