/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gates of recurrent layers with their usual functions, sigmoid and tanh, in one pass over a step. */
#include "kernels/vsl-variant.h"

#include "kernels/variant-math.h"

/* z: rows × (i, f, candidate, o), becomes the gates' values. bias: 4 * units or NULL. tc: tanh of the new cell. */
void
V (lstm_step) (gsize rows, gsize units, const VslReal *restrict bias, VslReal *restrict z, const VslReal *restrict c, VslReal *restrict c_new,
               VslReal *restrict tc, VslReal *restrict h)
{
  for (gsize r = 0; r < rows; r++, z += 4 * units, c += units, c_new += units, tc += units, h += units) {
    if (bias)
      for (gsize j = 0; j < 4 * units; j++)
        z[j] += bias[j];
    for (gsize j = 0; j < units; j++) {
      VslReal i = vm_sigmoid (z[j]), f = vm_sigmoid (z[units + j]), g = vm_tanh (z[2 * units + j]), o = vm_sigmoid (z[3 * units + j]);
      VslReal cell = f * c[j] + i * g, t = vm_tanh (cell);
      z[j] = i;
      z[units + j] = f;
      z[2 * units + j] = g;
      z[3 * units + j] = o;
      c_new[j] = cell;
      tc[j] = t;
      h[j] = o * t;
    }
  }
}

/* z: the gates' values, become the gradients before them; dc: of the new cell, becomes that of the old one. */
void
V (lstm_step_backward) (gsize rows, gsize units, VslReal *restrict z, const VslReal *restrict c, const VslReal *restrict tc,
                        const VslReal *restrict dh, VslReal *restrict dc)
{
  for (gsize r = 0; r < rows; r++, z += 4 * units, c += units, tc += units, dh += units, dc += units)
    for (gsize j = 0; j < units; j++) {
      VslReal i = z[j], f = z[units + j], g = z[2 * units + j], o = z[3 * units + j], t = tc[j];
      VslReal d = dc[j] + dh[j] * o * ((1 - t) * (1 + t));
      z[j] = d * g * (i * (1 - i));
      z[units + j] = d * c[j] * (f * (1 - f));
      z[2 * units + j] = d * i * ((1 - g) * (1 + g));
      z[3 * units + j] = dh[j] * t * (o * (1 - o));
      dc[j] = d * f;
    }
}

/* z: rows × (update, reset, candidate); inner: the candidate's recurrent part, which the reset gate multiplies here. */
void
V (gru_step) (gsize rows, gsize units, const VslReal *restrict bias, const VslReal *restrict bias2, VslReal *restrict z, VslReal *restrict inner,
              const VslReal *restrict h, VslReal *restrict h_new)
{
  for (gsize r = 0; r < rows; r++, z += 3 * units, inner += units, h += units, h_new += units) {
    if (bias) {
      for (gsize j = 0; j < 2 * units; j++)
        z[j] += bias[j] + bias2[j];
      for (gsize j = 0; j < units; j++) {
        z[2 * units + j] += bias[2 * units + j];
        inner[j] += bias2[2 * units + j];
      }
    }
    for (gsize j = 0; j < units; j++) {
      VslReal u = vm_sigmoid (z[j]), s = vm_sigmoid (z[units + j]), g = vm_tanh (z[2 * units + j] + s * inner[j]);
      z[j] = u;
      z[units + j] = s;
      z[2 * units + j] = g;
      h_new[j] = u * h[j] + (1 - u) * g;
    }
  }
}

/* z becomes the gradients before the gates, inner that of the candidate's recurrent part, dh the part that goes to the old state
 * without a product. */
void
V (gru_step_backward) (gsize rows, gsize units, VslReal *restrict z, VslReal *restrict inner, const VslReal *restrict h, VslReal *restrict dh)
{
  for (gsize r = 0; r < rows; r++, z += 3 * units, inner += units, h += units, dh += units)
    for (gsize j = 0; j < units; j++) {
      VslReal u = z[j], s = z[units + j], g = z[2 * units + j], d = dh[j];
      VslReal dg = d * (1 - u) * ((1 - g) * (1 + g));
      z[j] = d * (h[j] - g) * (u * (1 - u));
      z[units + j] = dg * inner[j] * (s * (1 - s));
      z[2 * units + j] = dg;
      inner[j] = dg * s;
      dh[j] = d * u;
    }
}
