/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras optimizers/schedules/learning_rate_schedule.py, CosineDecayRestarts (Loshchilov and Hutter 2017): period i has
 * first_decay_steps * t_mul^i steps and starts at m_mul^i of the first rate. */
#include "schedules/vsl-schedule-util.h"

typedef struct {
  double initial_learning_rate;
  gint64 first_decay_steps;
  double t_mul, m_mul, alpha;
} Config;

static double
rate (gconstpointer config, double initial, guint64 step)
{
  const Config *c = config;
  double start = isnan (c->initial_learning_rate) ? initial : c->initial_learning_rate;
  double part = (double) step / (double) c->first_decay_steps, restarts;
  if (c->t_mul == 1.0) {
    restarts = floor (part);
    part -= restarts;
  } else {
    restarts = floor (log (1.0 - part * (1.0 - c->t_mul)) / log (c->t_mul) + 1e-9);      /* a period that has just begun has begun */
    part = (part - (1.0 - pow (c->t_mul, restarts)) / (1.0 - c->t_mul)) / pow (c->t_mul, restarts);
  }
  double cosine = 0.5 * pow (c->m_mul, restarts) * (1.0 + cos (G_PI * part));
  return start * ((1.0 - c->alpha) * cosine + c->alpha);
}

static const VslProp props[] = {
  VSL_SCHEDULE_INITIAL (Config),
  VSL_SCHEDULE_STEPS (Config, first_decay_steps, N_("Steps of the first period"), N_("Steps until the first new start."), 1000),
  VSL_REAL (Config, t_mul, N_("Longer each time"), N_("Each period is this many times as long as the one before."), 2, 1, 1e3, .ui_min = 1, .ui_max = 4,
            .step = 0.5),
  VSL_REAL (Config, m_mul, N_("Lower each time"), N_("Each period starts at this fraction of the rate of the one before."), 1, 0, 1e3, .ui_max = 1,
            .step = 0.05),
  VSL_REAL (Config, alpha, N_("Smallest fraction"), N_("The rate does not fall below this fraction of the initial rate."), 0, 0, 1, .step = 0.01),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_cosinedecayrestarts = {
  .head = {
    .name = "CosineDecayRestarts",
    .title = N_("Cosine with restarts"),
    .summary = N_("The learning rate falls along a cosine and starts again, each time for longer."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
