/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loshchilov and Hutter 2017 as in Keras optimizers/schedules/learning_rate_schedule.py: linear from the initial rate to
 * warmup_target during warmup_steps, then half a cosine over decay_steps down to alpha times where it began. */
#include "schedules/vsl-schedule-util.h"

typedef struct {
  double initial_learning_rate;
  gint64 decay_steps;
  double alpha, warmup_target;
  gint64 warmup_steps;
} Config;

static double
rate (gconstpointer config, double initial, guint64 step)
{
  const Config *c = config;
  double from = isnan (c->initial_learning_rate) ? initial : c->initial_learning_rate, s = (double) step;
  if (!isnan (c->warmup_target)) {
    if (s < (double) c->warmup_steps)
      return from + (c->warmup_target - from) * s / (double) c->warmup_steps;
    from = c->warmup_target;
    s -= (double) c->warmup_steps;
  }
  double fraction = fmin (s, (double) c->decay_steps) / (double) c->decay_steps;
  return from * ((1.0 - c->alpha) * 0.5 * (1.0 + cos (G_PI * fraction)) + c->alpha);
}

static const VslProp props[] = {
  VSL_SCHEDULE_INITIAL (Config),
  VSL_SCHEDULE_STEPS (Config, decay_steps, N_("Decay steps"), N_("How long the rate falls."), 1000),
  VSL_REAL (Config, alpha, N_("Final fraction"), N_("The last rate as a fraction of the highest."), 0, 0, 1, .step = 0.01),
  VSL_REAL (Config, warmup_target, N_("Warm-up target"), N_("The rate that warming up leads to; empty: no warming up."), NAN, 0, 1e6,
            .ui_min = 1e-6, .ui_max = 1, .step = 2, .flags = VSL_PROP_NULLABLE | VSL_PROP_LOG),
  VSL_INT (Config, warmup_steps, N_("Warm-up steps"), N_("How long the rate rises."), 0, 0, 1e12, .ui_max = 100000, .step = 100,
           .unit = N_("steps")),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_cosinedecay = {
  .head = {
    .name = "CosineDecay",
    .title = N_("Cosine decay"),
    .summary = N_("The learning rate falls along a cosine, after an optional rise."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
