/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of Adam without a gradient, one after another in registers: the same operations as the adam kernel's with g = 0, so the
 * same bits. */
#include "kernels/vsl-variant.h"

#include "kernels/variant-math.h"

#include <string.h>

#define BLOCK 32
#define LOOK 16                      /* steps between two looks whether the weights still move */

/* Whether no later step can move a weight either: even the largest rate leaves each as it is, and m shrinks faster than the root of v. */
static gboolean
at_rest (const VslReal *w, const VslReal *m, const VslReal *v, VslReal largest, VslReal eps)
{
  int moved = 0;
  for (int i = 0; i < BLOCK; i++)
    moved |= w[i] - m[i] * largest * 2 / (vm_sqrt (v[i]) + eps) != w[i];
  return !moved;
}

static void
replay_block (VslReal *w, VslReal *m, VslReal *v, const VslReal *alpha, gsize steps, VslReal largest, VslReal q1, VslReal q2, VslReal eps,
              gboolean settles)
{
  gsize s = 0;
  while (s < steps && !(settles && at_rest (w, m, v, largest, eps)))
    for (gsize end = MIN (s + LOOK, steps); s < end; s++)
      for (int i = 0; i < BLOCK; i++) {
        m[i] += (0 - m[i]) * q1;
        v[i] += (0 - v[i]) * q2;
        w[i] -= m[i] * alpha[s] / (vm_sqrt (v[i]) + eps);
      }
  for (; s < steps; s++)
    for (int i = 0; i < BLOCK; i++) {
      m[i] += (0 - m[i]) * q1;
      v[i] += (0 - v[i]) * q2;
    }
}

/* alpha: of each step, as the adam kernel takes it. */
void
V (adam_replay) (gsize n, VslReal *w, VslReal *m, VslReal *v, const VslReal *alpha, gsize steps, double b1, double b2, double eps)
{
  VslReal q1 = (VslReal) (1 - b1), q2 = (VslReal) (1 - b2), largest = 0, a[BLOCK], b[BLOCK], c[BLOCK];
  gboolean settles = b1 * b1 < b2 * (VslReal) 0.999;
  for (gsize s = 0; s < steps; s++)
    largest = vm_abs (alpha[s]) > largest ? vm_abs (alpha[s]) : largest;
  for (gsize i = 0; i < n; i += BLOCK) {
    gsize count = MIN (BLOCK, n - i), bytes = count * sizeof (VslReal);
    memset (a, 0, sizeof a);
    memset (b, 0, sizeof b);
    memset (c, 0, sizeof c);
    memcpy (a, w + i, bytes);
    memcpy (b, m + i, bytes);
    memcpy (c, v + i, bytes);
    replay_block (a, b, c, alpha, steps, largest, q1, q2, (VslReal) eps, settles);
    memcpy (w + i, a, bytes);
    memcpy (m + i, b, bytes);
    memcpy (v + i, c, bytes);
  }
}
