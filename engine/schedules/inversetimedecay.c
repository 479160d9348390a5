/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras optimizers/schedules/learning_rate_schedule.py, InverseTimeDecay: start / (1 + decay_rate * step / decay_steps). */
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
  double start = isnan (c->initial_learning_rate) ? initial : c->initial_learning_rate;
  double p = (double) step / (double) c->decay_steps;
  return start / (1.0 + c->decay_rate * (c->staircase ? floor (p) : p));
}

static const VslProp props[] = {
  VSL_SCHEDULE_INITIAL (Config),
  VSL_SCHEDULE_STEPS (Config, decay_steps, N_("Decay steps"), N_("Steps after which the decay rate has acted once."), 1000),
  VSL_REAL (Config, decay_rate, N_("Decay rate"), N_("How quickly the learning rate falls."), 0.5, 0, 1e6, .ui_max = 10, .step = 0.1),
  VSL_BOOL (Config, staircase, N_("Staircase"), N_("Falls in steps instead of smoothly."), FALSE),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_inversetimedecay = {
  .head = {
    .name = "InverseTimeDecay",
    .title = N_("Inverse time"),
    .summary = N_("The learning rate falls as one divided by the steps done: quickly at first, then ever more slowly."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
