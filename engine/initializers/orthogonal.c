/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's Orthogonal (Saxe et al. 2014): all axes but the last are taken together as rows; rows or columns, whichever are
 * fewer, become orthonormal by modified Gram-Schmidt, twice, on normal numbers. That is the Q of a QR factorisation whose R has
 * a positive diagonal, which Keras reaches by Q * sign (diag R). */
#include <math.h>

#include "core/vsl-random.h"
#include "initializers/vsl-initializer.h"

typedef struct {
  double gain;
} Config;

static void
orthonormalise (double *q, gsize few, gsize many)
{
  for (gsize a = 0; a < few; a++) {
    double *va = q + a * many, norm = 0;
    for (gsize b = 0; b < 2 * a; b++) {
      const double *vb = q + (b % a) * many;
      double dot = 0;
      for (gsize i = 0; i < many; i++)
        dot += va[i] * vb[i];
      for (gsize i = 0; i < many; i++)
        va[i] -= dot * vb[i];
    }
    for (gsize i = 0; i < many; i++)
      norm += va[i] * va[i];
    for (gsize i = 0; i < many; i++)
      va[i] /= sqrt (norm);
  }
}

static void
fill (const VslInitCall *call)
{
  const Config *o = call->config;
  gsize columns = (gsize) call->shape->dim[call->shape->rank - 1], rows = call->count / columns;
  gsize few = MIN (rows, columns), many = MAX (rows, columns);
  g_autofree double *q = g_new (double, few * many);
  for (gsize i = 0; i < few * many; i++)
    q[i] = vsl_random_normal (call->key, i);
  orthonormalise (q, few, many);
  for (gsize r = 0; r < rows; r++)
    for (gsize c = 0; c < columns; c++)
      call->w[r * columns + c] = (VslReal) (o->gain * (rows < columns ? q[r * many + c] : q[c * many + r]));
}

static const VslProp props[] = {
  VSL_REAL (Config, gain, N_("Gain"), N_("The length of each row or column."), 1, -VSL_INIT_LIMIT, VSL_INIT_LIMIT, .ui_min = 0.1, .ui_max = 2,
            .step = 0.1),
  VSL_PROPS_END
};

const VslInitializerClass vsl_initializer_orthogonal = {
  .head = {
    .name = "Orthogonal",
    .title = N_("Orthogonal"),
    .summary = N_("Rows or columns stand at right angles to each other, which keeps signals alive through many steps; for recurrent layers."),
    .icon = "function-symbolic",
    .group = N_("Initializers"),
    .config_size = sizeof (Config),
    .props = props,
    .aliases = "orthogonal_initializer",
  },
  .min_rank = 2,
  .fill = fill,
};
