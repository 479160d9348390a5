/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras callbacks/reduce_lr_on_plateau.py. In cool-down the counter falls before the comparison. */
#include "metrics/vsl-metric.h"
#include "schedules/vsl-schedule-util.h"

static const char *const modes[] = { "auto", "min", "max", NULL };

typedef struct {
  int monitor;
  double factor;
  gint64 patience;
  int mode;
  double min_delta;
  gint64 cooldown;
  double min_lr;
} Config;

enum { SEEN, BEST, WAIT, COOLDOWN };

static gboolean
higher_is_better (const Config *c)
{
  const VslMetricClass *metric = vsl_monitor_metric (vsl_monitor_names[c->monitor]);
  return c->mode == 2 || (c->mode == 0 && metric && metric->higher_is_better);
}

static double
epoch_end (gconstpointer config, double *state, double rate, double monitored, guint epoch)
{
  const Config *c = config;
  if (isnan (monitored))
    return rate;
  if (state[COOLDOWN] > 0) {
    state[COOLDOWN] -= 1;
    state[WAIT] = 0;
  }
  double sign = higher_is_better (c) ? -1.0 : 1.0;
  if (state[SEEN] == 0 || sign * monitored < sign * state[BEST] - c->min_delta) {
    state[SEEN] = 1;
    state[BEST] = monitored;
    state[WAIT] = 0;
  } else if (state[COOLDOWN] <= 0 && ++state[WAIT] >= (double) c->patience && rate > c->min_lr) {
    rate = fmax (rate * c->factor, c->min_lr);
    state[COOLDOWN] = (double) c->cooldown;
    state[WAIT] = 0;
  }
  return rate;
}

static const char *
monitor (gconstpointer config)
{
  return vsl_monitor_names[((const Config *) config)->monitor];
}

static const VslProp props[] = {
  VSL_ENUM (Config, monitor, N_("Monitor"), N_("The number that should keep improving."), (const char *const *) vsl_monitor_names, 0),
  VSL_REAL (Config, factor, N_("Factor"), N_("What the learning rate is multiplied by."), 0.1, 0, 1, .step = 0.05),
  VSL_INT (Config, patience, N_("Patience"), N_("Epochs without improvement before the rate falls."), 10, 0, 1e6, .ui_max = 100,
           .unit = N_("epochs")),
  VSL_ENUM (Config, mode, N_("Mode"), N_("Whether lower or higher numbers are better; auto: by what is watched."), modes, 0,
            .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, min_delta, N_("Minimum change"), N_("Smaller changes do not count."), 1e-4, 0, 1e6, .ui_max = 0.1,
            .step = 0.0001, .flags = VSL_PROP_ADVANCED),
  VSL_INT (Config, cooldown, N_("Cooldown"), N_("Epochs to wait after the rate has fallen."), 0, 0, 1e6, .ui_max = 100,
           .unit = N_("epochs"), .flags = VSL_PROP_ADVANCED),
  VSL_REAL (Config, min_lr, N_("Minimum learning rate"), N_("The learning rate does not fall below this."), 0, 0, 1e6, .ui_max = 1, .step = 2,
            .flags = VSL_PROP_ADVANCED | VSL_PROP_LOG),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_reducelronplateau = {
  .head = {
    .name = "ReduceLROnPlateau",
    .title = N_("Reduce on plateau"),
    .summary = N_("The learning rate falls when nothing improves any more."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .epoch_end = epoch_end,
  .monitor = monitor,
};
