/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layer-rig.h"

void conformance_add_configs (void);
void conformance_add_gradients (void);   /* double build */
void conformance_add_examples (void);
void conformance_add_plan (void);        /* remake, in place */
void conformance_add_memory (void);      /* float build: threads, allocation */

/* The cases of a class: each example, and for the first one other activations; made by conformance.c. */
typedef struct {
  const VslLayerClass *cls;
  const VslLayerExample *example;
  VslActivation act;                     /* instead of the example's, or VSL_ACT_LINEAR */
  guint masks;                           /* bit k: input k comes with a mask */
} Case;

Rig *case_rig (const Case *c, int batch, gboolean training);
void conformance_each_case (const char *prefix, GTestDataFunc func);
/* What a run leaves behind: outputs, gradients, state; owned. */
GBytes *rig_results (Rig *rig);
