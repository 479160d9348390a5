/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras optimizers/schedules/learning_rate_schedule.py, PolynomialDecay: (start - end) (1 - step / decay_steps)^power + end; with cycle the
 * number of steps grows to the next multiple of decay_steps. */
#include "schedules/vsl-schedule-util.h"

typedef struct {
  double initial_learning_rate;
  gint64 decay_steps;
  double end_learning_rate, power;
  gboolean cycle;
} Config;

static double
rate (gconstpointer config, double initial, guint64 step)
{
  const Config *c = config;
  double start = isnan (c->initial_learning_rate) ? initial : c->initial_learning_rate;
  double at = (double) step, steps = (double) c->decay_steps;
  if (c->cycle)
    steps *= step == 0 ? 1.0 : ceil (at / steps);
  else
    at = fmin (at, steps);
  return (start - c->end_learning_rate) * pow (1.0 - at / steps, c->power) + c->end_learning_rate;
}

static const VslProp props[] = {
  VSL_SCHEDULE_INITIAL (Config),
  VSL_SCHEDULE_STEPS (Config, decay_steps, N_("Decay steps"), N_("Steps until the end rate is reached."), 10000),
  VSL_REAL (Config, end_learning_rate, N_("End rate"), N_("The learning rate at the end."), 0.0001, 0, 1e6, .ui_min = 1e-8, .ui_max = 1, .step = 2,
            .flags = VSL_PROP_LOG),
  VSL_REAL (Config, power, N_("Power"), N_("1 is a straight line; more falls faster at first."), 1, 0, 100, .ui_max = 5, .step = 0.5),
  VSL_BOOL (Config, cycle, N_("Cycle"), N_("Starts again from a higher rate when the end is reached."), FALSE),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_polynomialdecay = {
  .head = {
    .name = "PolynomialDecay",
    .title = N_("Polynomial"),
    .summary = N_("The learning rate falls to an end value along a straight line or a power of it, once or again and again."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
