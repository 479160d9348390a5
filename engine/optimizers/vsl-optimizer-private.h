/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-arena.h"
#include "optimizers/vsl-optimizer.h"

G_BEGIN_DECLS

typedef struct {
  gsize offset, count;
} VslOptimizerTensor;

typedef struct _VslOptimizerRows VslOptimizerRows;
#define VSL_OPTIMIZER_TABLES 4

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
  /* vsl-optimizer-rows.c: tables of which a step updates few rows */
  VslOptimizerRows *rows[VSL_OPTIMIZER_TABLES];
  int n_rows;
  VslReal *alpha;                   /* rates of the steps from alpha_from on */
  guint64 alpha_from;
};

void _vsl_optimizer_free_rows (VslOptimizer *o);
void _vsl_optimizer_reset_rows (VslOptimizer *o);
void _vsl_optimizer_step_rows (VslOptimizer *o, VslParams *params);
gsize _vsl_optimizer_stretch (const VslOptimizer *o, gsize *begin, gsize end);


G_END_DECLS
