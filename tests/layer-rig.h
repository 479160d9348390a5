/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-layer.h"

/* Runs one layer class directly: books every buffer that its plan asks for, between guard words. The activation option, which
 * is the plan's business in the application, is a step of the rig. */
typedef struct {
  const VslLayerClass *cls;
  gpointer config;
  VslLayerPlan plan;
  VslActivation act;
  int n;                                 /* samples in use, = plan.batch unless changed */
  gboolean training;
  guint64 key;
  VslReal *x[VSL_MAX_INPUTS], *dx[VSL_MAX_INPUTS];
  VslReal *y[VSL_MAX_OUTPUTS], *dy[VSL_MAX_OUTPUTS];
  VslReal *linear, *dlinear;             /* y[0] and dy[0] before the activation; the same memory without one */
  VslReal *w[VSL_MAX_PARAMS], *dw[VSL_MAX_PARAMS];
  VslReal *saved[VSL_MAX_SAVED];
  VslReal *scratch;
  VslReal *x_mask[VSL_MAX_INPUTS];       /* NULL: the input has none */
  VslReal *y_mask;                       /* NULL: none */
  VslLayerPlan alone;                    /* of one sample, for example_norms; with its memory */
  VslOne one;
  VslReal *one_y[VSL_MAX_OUTPUTS], *one_saved[VSL_MAX_SAVED];
  const VslReal *given[1];
  gboolean dx_add[VSL_MAX_INPUTS];
  GPtrArray *blocks;                     /* of Block: everything booked */
} Rig;

/* NULL with the plan's error when shapes do not fit. config may be NULL. masks: bit k gives input k a mask. */
Rig *rig_new (const VslLayerClass *cls, JsonObject *config, const VslShape *in, int n_in, guint masks, int batch, gboolean training,
              gboolean frozen, GError **error);
void rig_free (Rig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free)
void rig_forward (Rig *rig);
void rig_backward (Rig *rig);
void rig_remake (Rig *rig);              /* the class's remake, into linear */
/* The squared norm of each sample's own gradient, by the class's example_norms; sq: [n]. dw is undefined afterwards. */
void rig_example_norms (Rig *rig, double *sq);
gsize rig_in_count (const Rig *rig, int i);       /* of the samples in use */
gsize rig_out_count (const Rig *rig, int o);
gsize rig_param_count (const Rig *rig, int p);
void rig_random (VslReal *v, gsize count, guint64 stream, double from, double to);
gsize rig_mask_count (const Rig *rig, int i);     /* of input i */
/* Inputs, weights and dy; no zeros, no ties, state positive; token ids where the class takes them. Masks are scattered, that of the
 * second sample leaves out everything. */
void rig_fill (Rig *rig, guint64 seed);
gboolean rig_guards_intact (const Rig *rig);
