/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-layer.h"

G_BEGIN_DECLS

/* Steps that follow one another and run faster as one. The plan looks for the chain where nothing else reads what lies
 * between; the fused step then stands for all of them and has the weights of the first. */
#define VSL_FUSION_MAX 4

typedef struct {
  const char *chain[VSL_FUSION_MAX + 1];   /* class names; activations by their names */
  /* first: the plan of the first step, to be changed into that of the whole (out, saved, scratch, i[]; params stay);
   * parts: the plans of all steps. FALSE: not worth it or not possible for these shapes. */
  gboolean (*plan) (VslLayerPlan *first, const VslLayerPlan *const *parts);
  gboolean input_gradient;                 /* can give dx; otherwise only chains whose input needs none are fused */
  gboolean all_weights;                    /* the step has the second one's weights too, after the first one's */
  VslLayerClass cls;                       /* forward, backward, flags; never in a registry */
} VslFusion;

extern const VslFusion *const vsl_fusions[];   /* NULL-terminated; layers/fused/ */

G_END_DECLS
