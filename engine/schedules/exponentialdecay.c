/* SPDX-License-Identifier: GPL-3.0-or-later */
/* initial * decay_rate^(step / decay_steps) (Keras optimizers/schedules/learning_rate_schedule.py). */
#include "schedules/vsl-schedule-util.h"

typedef struct {
  double initial_learning_rate;
  gint64 decay_steps;
  double decay_rate;
  gboolean staircase;
} Config;

static double
rate (gconstpointer config, double initial, guint64 step)
{
  const Config *c = config;
  double p = (double) step / (double) c->decay_steps;
  if (c->staircase)
    p = floor (p);
  return (isnan (c->initial_learning_rate) ? initial : c->initial_learning_rate) * pow (c->decay_rate, p);
}

static const VslProp props[] = {
  VSL_SCHEDULE_INITIAL (Config),
  VSL_SCHEDULE_STEPS (Config, decay_steps, N_("Decay steps"), N_("After this many steps the rate has been multiplied once."), 1000),
  VSL_REAL (Config, decay_rate, N_("Decay rate"), N_("What the learning rate is multiplied by."), 0.96, 0, 10, .ui_max = 1, .step = 0.01),
  VSL_BOOL (Config, staircase, N_("Staircase"), N_("Changes at once after each interval instead of gradually."), FALSE),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_exponentialdecay = {
  .head = {
    .name = "ExponentialDecay",
    .title = N_("Exponential decay"),
    .summary = N_("The learning rate falls by a fixed factor in each interval."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
