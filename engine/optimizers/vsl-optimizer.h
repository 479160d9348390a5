/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-params.h"

G_BEGIN_DECLS

/* Every optimizer's config struct begins with this base and its table with VSL_OPTIMIZER_PROPS (vsl-optimizer.c has them). */
typedef struct {
  double learning_rate;
  double weight_decay;           /* NaN: none */
  double clipnorm, clipvalue, global_clipnorm;   /* NaN: none; at most one */
  gboolean use_ema;              /* keep a moving average of the weights */
  double ema_momentum;
  gint64 ema_overwrite_frequency;                /* steps; VSL_INT_NULL: the weights become the average only at the end */
} VslOptimizerBase;

#define VSL_MAX_SLOTS 4

typedef struct {
  gconstpointer config;
  guint64 step;                  /* updates done before this one: 0 first */
  double lr;                     /* of this step, by schedule */
  gsize n;
  VslReal *w;
  const VslReal *g;              /* clipped */
  VslReal *slot[VSL_MAX_SLOTS];
  double scalar[4];              /* class-wide numbers kept between steps (Nadam's product); updated by begin() */
} VslUpdate;

typedef struct _VslOptimizerClass VslOptimizerClass;
struct _VslOptimizerClass {
  VslKind head;
  int (*n_slots) (gconstpointer config);
  const char *const *slot_names;           /* "momentum", "velocity" … */
  double (*slot_init) (gconstpointer config, int slot);  /* NULL: zeros */
  void (*begin) (VslUpdate *update);       /* once a step, may be NULL */
  void (*update) (const VslUpdate *update);/* elementwise over any range */
};

const VslOptimizerClass *vsl_optimizer_class (const char *name);

/* Clipping, decay, update, moving average and slots for a whole parameter block: order per step as Keras's base optimizer. */
typedef struct _VslOptimizer VslOptimizer;
VslOptimizer *vsl_optimizer_new (const VslOptimizerClass *cls, gconstpointer config, const VslParams *params, GError **error);
void vsl_optimizer_free (VslOptimizer *optimizer);
void vsl_optimizer_step (VslOptimizer *optimizer, VslParams *params, VslReal *grad, double lr);   /* grad is changed by clipping */
/* Keras's finalize_variable_values: with use_ema the weights become their average. For the end of training. */
void vsl_optimizer_finish (VslOptimizer *optimizer, VslParams *params);
/* Whether options that are legal one by one are so together. */
gboolean vsl_optimizer_check (const VslOptimizerClass *cls, gconstpointer config, GError **error);
/* Tables of which a step reads few rows; see vsl-optimizer-rows.c. Before a step's forward pass touch, before anyone reads weights flush. */
gboolean vsl_optimizer_add_rows (VslOptimizer *optimizer, const VslParam *param, gsize most);
void vsl_optimizer_touch (VslOptimizer *optimizer, VslParams *params, int table, const VslReal *tokens, gsize n);
void vsl_optimizer_flush (VslOptimizer *optimizer, VslParams *params);
guint64 vsl_optimizer_steps (const VslOptimizer *optimizer);
const VslReal *vsl_optimizer_slot (const VslOptimizer *optimizer, int slot);   /* in the layout of params, trainable part */
GBytes *vsl_optimizer_to_bytes (const VslOptimizer *optimizer);
gboolean vsl_optimizer_from_bytes (VslOptimizer *optimizer, GBytes *bytes, GError **error);

G_END_DECLS
