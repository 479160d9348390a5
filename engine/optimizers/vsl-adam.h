/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "optimizers/vsl-optimizer-util.h"

G_BEGIN_DECLS

/* Shared by Adam, AdamW and Nadam. */
typedef struct {
  VslOptimizerBase base;
  double beta_1, beta_2, epsilon;
  gboolean amsgrad;
} VslAdamConfig;

#define VSL_ADAM_BETAS(S)                                                                                                  \
  VSL_REAL (S, beta_1, N_("Beta 1"), N_("Memory of the mean of the gradients."), 0.9, 0, 0.999999, .ui_min = 0.5,          \
            .ui_max = 0.999, .step = 0.01, .flags = VSL_PROP_ADVANCED),                                                    \
  VSL_REAL (S, beta_2, N_("Beta 2"), N_("Memory of the mean of the squared gradients."), 0.999, 0, 0.99999999,             \
            .ui_min = 0.9, .ui_max = 0.9999, .step = 0.001, .flags = VSL_PROP_ADVANCED),                                   \
  VSL_OPTIMIZER_EPSILON (S)

#define VSL_ADAM_PROPS(S)                                                                                                  \
  VSL_ADAM_BETAS (S),                                                                                                      \
  VSL_BOOL (S, amsgrad, N_("AMSGrad"), N_("Never lets the step of a weight grow again."), FALSE, .flags = VSL_PROP_ADVANCED)

extern const char *const vsl_adam_slot_names[];
int vsl_adam_n_slots (gconstpointer config);
double vsl_adam_alpha (const VslUpdate *update);      /* the rate with the corrections of both moments */
void vsl_adam_update (const VslUpdate *update);

G_END_DECLS
