/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>
#include <math.h>

#include "optimizers/vsl-optimizer.h"

G_BEGIN_DECLS

#ifdef VSL_REAL_DOUBLE
#define vsl_opt_sqrt sqrt
#else
#define vsl_opt_sqrt sqrtf
#endif

/* learning_rate comes first in each table. */
#define VSL_OPTIMIZER_RATE(S, def_)                                                                                        \
  { .name = "learning_rate", .title = N_("Learning rate"),                                                                 \
    .help = N_("How far the weights move in a step. Too large and the loss jumps or breaks, too small and nothing happens."), \
    .type = VSL_PROP_REAL, .offset = G_STRUCT_OFFSET (S, base.learning_rate), .def = def_, .min = 0, .max = 1e6,           \
    .ui_min = 1e-6, .ui_max = 1, .step = 2, .flags = VSL_PROP_LOG }

#define VSL_OPTIMIZER_EPSILON(S)                                                                                           \
  VSL_REAL (S, epsilon, N_("Epsilon"), N_("A small number that keeps divisions finite."), 1e-7, 1e-16, 1e3, .ui_min = 1e-10, .ui_max = 1,\
            .step = 10, .flags = VSL_PROP_ADVANCED | VSL_PROP_LOG)

#define VSL_OPTIMIZER_PROPS(S, decay_)                                                                                     \
  { .name = "weight_decay", .title = N_("Weight decay"),                                                                   \
    .help = N_("Shrinks every weight by this fraction, times the learning rate, in each step."), .type = VSL_PROP_REAL,    \
    .offset = G_STRUCT_OFFSET (S, base.weight_decay), .def = decay_, .min = 0, .max = 1e3, .ui_max = 0.1, .step = 0.001,   \
    .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED },                                                                      \
  { .name = "clipnorm", .title = N_("Clip norm"),                                                                          \
    .help = N_("The gradient of each weight tensor is scaled down to this length."), .type = VSL_PROP_REAL,                \
    .offset = G_STRUCT_OFFSET (S, base.clipnorm), .def = NAN, .min = 0, .max = 1e9, .ui_max = 10, .step = 0.1,             \
    .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED },                                                                      \
  { .name = "clipvalue", .title = N_("Clip value"), .help = N_("Each number of the gradient is cut to plus or minus this."), \
    .type = VSL_PROP_REAL, .offset = G_STRUCT_OFFSET (S, base.clipvalue), .def = NAN, .min = 0, .max = 1e9, .ui_max = 10,  \
    .step = 0.1, .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED },                                                         \
  { .name = "global_clipnorm", .title = N_("Global clip norm"),                                                            \
    .help = N_("The gradient of all weights together is scaled down to this length."), .type = VSL_PROP_REAL,              \
    .offset = G_STRUCT_OFFSET (S, base.global_clipnorm), .def = NAN, .min = 0, .max = 1e9, .ui_max = 10, .step = 0.1,      \
    .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED },                                                                      \
  { .name = "use_ema", .title = N_("Average the weights"),                                                                 \
    .help = N_("Keeps a moving average of the weights, which is often better than the last ones; it is the result at the end."), \
    .type = VSL_PROP_BOOL, .offset = G_STRUCT_OFFSET (S, base.use_ema), .max = 1, .flags = VSL_PROP_ADVANCED },            \
  { .name = "ema_momentum", .title = N_("Memory of the average"), .help = N_("How slowly the average follows the weights."), \
    .type = VSL_PROP_REAL, .offset = G_STRUCT_OFFSET (S, base.ema_momentum), .def = 0.99, .min = 0, .max = 1, .ui_min = 0.9, \
    .ui_max = 0.9999, .step = 0.001, .visible_when = "use_ema=true", .flags = VSL_PROP_ADVANCED },                         \
  { .name = "ema_overwrite_frequency", .title = N_("Take over the average"),                                               \
    .help = N_("After this many steps the weights become their average, again and again; none: only at the end."),         \
    .type = VSL_PROP_INT, .offset = G_STRUCT_OFFSET (S, base.ema_overwrite_frequency), .def = (double) VSL_INT_NULL, .min = 1, \
    .max = 1e12, .ui_min = 1, .ui_max = 1000, .unit = N_("steps"), .visible_when = "use_ema=true",                          \
    .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED }

G_END_DECLS
