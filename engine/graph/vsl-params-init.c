/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's initialisers (keras/src/initializers/random_initializers.py, read at 3.16). */
#include <math.h>

#include "core/vsl-random.h"
#include "graph/vsl-params.h"

/* Keras's compute_fans: the leading axes of a convolution kernel are its receptive field. */
static void
fans (const VslParam *p, double *fan_in, double *fan_out)
{
  const VslShape *s = &p->shape;
  if (p->fan_in && p->fan_out) {
    *fan_in = (double) p->fan_in;
    *fan_out = (double) p->fan_out;
  } else if (s->rank < 2) {
    *fan_in = *fan_out = s->rank ? (double) s->dim[0] : 1.0;
  } else {
    double field = 1;
    for (int i = 0; i < s->rank - 2; i++)
      field *= (double) s->dim[i];
    *fan_in = field * (double) s->dim[s->rank - 2];
    *fan_out = field * (double) s->dim[s->rank - 1];
  }
}

static void
fill_uniform (VslReal *w, gsize n, guint64 key, double limit)
{
  for (gsize i = 0; i < n; i++)
    w[i] = (VslReal) (limit * (2.0 * vsl_random_uniform (key, i) - 1.0));
}

static void
fill_normal (VslReal *w, gsize n, guint64 key, double deviation, gboolean truncated)
{
  for (gsize i = 0; i < n; i++)
    w[i] = (VslReal) (deviation * (truncated ? vsl_random_truncated_normal (key, i) : vsl_random_normal (key, i)));
}

/* The standard deviation of a standard normal cut at 2, by which Keras divides. */
#define TRUNCATED_DEVIATION 0.87962566103423978

static void
fill_scaled (VslReal *w, const VslParam *p, guint64 key, double scale, double fan, gboolean uniform)
{
  double variance = scale / MAX (1.0, fan);
  if (uniform)
    fill_uniform (w, p->count, key, sqrt (3.0 * variance));
  else
    fill_normal (w, p->count, key, sqrt (variance) / TRUNCATED_DEVIATION, TRUE);
}

/* Rows or columns, whichever are fewer, become orthonormal: modified Gram-Schmidt, twice, on normal numbers. That is
 * the Q of a QR factorisation whose R has a positive diagonal, which Keras reaches by Q * sign (diag R). */
static void
fill_orthogonal (VslReal *w, const VslParam *p, guint64 key, double gain)
{
  gsize columns = p->shape.rank ? (gsize) p->shape.dim[p->shape.rank - 1] : 1, rows = p->count / columns;
  gsize few = MIN (rows, columns), many = MAX (rows, columns);
  g_autofree double *q = g_new (double, few * many);
  for (gsize i = 0; i < few * many; i++)
    q[i] = vsl_random_normal (key, i);
  for (gsize a = 0; a < few; a++) {
    double *va = q + a * many;
    for (gsize b = 0; b < 2 * a; b++) {
      const double *vb = q + (b % a) * many;
      double dot = 0;
      for (gsize i = 0; i < many; i++)
        dot += va[i] * vb[i];
      for (gsize i = 0; i < many; i++)
        va[i] -= dot * vb[i];
    }
    double norm = 0;
    for (gsize i = 0; i < many; i++)
      norm += va[i] * va[i];
    for (gsize i = 0; i < many; i++)
      va[i] *= gain / sqrt (norm);
  }
  for (gsize r = 0; r < rows; r++)
    for (gsize c = 0; c < columns; c++)
      w[r * columns + c] = (VslReal) (rows < columns ? q[r * many + c] : q[c * many + r]);
}

static void
init_one (VslReal *w, const VslParam *p, guint64 key)
{
  double in, out;
  fans (p, &in, &out);
  switch (p->init) {
  case VSL_INIT_ZEROS:
  case VSL_INIT_ONES:
    for (gsize i = 0; i < p->count; i++)
      w[i] = p->init == VSL_INIT_ONES;
    break;
  case VSL_INIT_GLOROT_UNIFORM:
    fill_scaled (w, p, key, 1, (in + out) / 2, TRUE);
    break;
  case VSL_INIT_GLOROT_NORMAL:
    fill_scaled (w, p, key, 1, (in + out) / 2, FALSE);
    break;
  case VSL_INIT_HE_UNIFORM:
    fill_scaled (w, p, key, 2, in, TRUE);
    break;
  case VSL_INIT_HE_NORMAL:
    fill_scaled (w, p, key, 2, in, FALSE);
    break;
  case VSL_INIT_LECUN_UNIFORM:
    fill_scaled (w, p, key, 1, in, TRUE);
    break;
  case VSL_INIT_LECUN_NORMAL:
    fill_scaled (w, p, key, 1, in, FALSE);
    break;
  case VSL_INIT_RANDOM_NORMAL:
  case VSL_INIT_TRUNCATED_NORMAL:
    fill_normal (w, p->count, key, p->init_scale > 0 ? p->init_scale : 0.05, p->init == VSL_INIT_TRUNCATED_NORMAL);
    break;
  case VSL_INIT_RANDOM_UNIFORM:
    fill_uniform (w, p->count, key, p->init_scale > 0 ? p->init_scale : 0.05);
    break;
  case VSL_INIT_ORTHOGONAL:
    fill_orthogonal (w, p, key, 1.0);
    break;
  }
}

/**
 * vsl_params_init:
 * @seed: of the run
 *
 * Fills every tensor by its initialiser, each from a stream of its own.
 */
void
vsl_params_init (VslParams *params, guint64 seed)
{
  for (guint i = 0; i < params->n; i++)
    init_one (params->data + params->param[i].offset, &params->param[i], vsl_random_key (seed, VSL_RANDOM_INIT, i, 0));
}
