/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-arena.h"
#include "optimizers/vsl-optimizer.h"

G_BEGIN_DECLS

typedef struct {
  gsize offset, count;
} VslOptimizerTensor;

struct _VslOptimizer {
  const VslOptimizerClass *cls;
  gpointer config;
  int n_slots;
  VslReal *average;                 /* of the weights, or NULL */
  gsize size;                       /* params->trainable */
  VslUpdate update;                 /* step, slots and scalars live here between steps */
  VslArena arena;
  VslOptimizerTensor *tensor;       /* the trainable ones */
  guint n_tensors;
  guint n_constrained;              /* of params */
  double *partial;                  /* sums of squares, by tensor */
  /* of the step under way, for the parts */
  VslReal *grad;
  int parts;
  double decay, momentum;           /* of the average */
  gboolean overwrite;
};

G_END_DECLS
