/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights before training begins. */
#include "core/vsl-random.h"
#include "graph/vsl-params.h"
#include "initializers/vsl-initializer.h"

/**
 * vsl_params_init:
 * @seed: of the run
 *
 * Fills every tensor by its initialiser, each from a stream of its own.
 */
void
vsl_params_init (VslParams *params, guint64 seed)
{
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    vsl_initializer_fill (&p->init, &p->shape, p->fan_in, p->fan_out, vsl_random_key (seed, VSL_RANDOM_INIT, i, 0), params->data + p->offset);
    for (gint64 k = p->ones_begin; k < p->ones_end; k++)
      params->data[p->offset + (gsize) k] = 1;
  }
}
