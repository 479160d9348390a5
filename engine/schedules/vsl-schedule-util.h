/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>
#include <math.h>

#include "schedules/vsl-schedule.h"

/* Keras's schedules carry their own initial rate; empty, it is the optimizer's. */
#define VSL_SCHEDULE_INITIAL(S)                                                                                            \
  VSL_REAL (S, initial_learning_rate, N_("Initial rate"), N_("Where the learning rate starts; empty: the optimizer's rate."), \
            NAN, 0, 1e6, .ui_min = 1e-6, .ui_max = 1, .step = 2, .flags = VSL_PROP_NULLABLE | VSL_PROP_LOG)

#define VSL_SCHEDULE_STEPS(S, field, title, help, def)                                                                     \
  VSL_INT (S, field, title, help, def, 1, 1e12, .ui_min = 1, .ui_max = 100000, .step = 100, .unit = N_("steps"))
