/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smith and Topin 2017, in the form that PyTorch gives it (torch.optim.lr_scheduler.OneCycleLR, two phases, cosine): from
 * max / div_factor up to max over the first pct_start of the steps, then down to max / div_factor / final_div_factor. */
#include "schedules/vsl-schedule-util.h"

typedef struct {
  double max_learning_rate;
  gint64 total_steps;
  double pct_start, div_factor, final_div_factor;
} Config;

/* Along half a cosine from one rate to another. */
static double
between (double from, double to, double part)
{
  return to + 0.5 * (from - to) * (1.0 + cos (G_PI * part));
}

static double
rate (gconstpointer config, double initial, guint64 step)
{
  const Config *c = config;
  double top = isnan (c->max_learning_rate) ? initial : c->max_learning_rate;
  double start = top / c->div_factor, end = start / c->final_div_factor;
  double last = (double) c->total_steps - 1.0, peak = c->pct_start * (double) c->total_steps - 1.0, at = fmin ((double) step, last);
  if (at <= peak && peak > 0)
    return between (start, top, at / peak);
  peak = fmax (peak, 0.0);
  return last > peak ? between (top, end, (at - peak) / (last - peak)) : end;
}

static const VslProp props[] = {
  VSL_REAL (Config, max_learning_rate, N_("Highest rate"), N_("The top of the cycle; empty: the optimizer's rate."), NAN, 0, 1e6, .ui_min = 1e-6,
            .ui_max = 1, .step = 2, .flags = VSL_PROP_NULLABLE | VSL_PROP_LOG),
  VSL_SCHEDULE_STEPS (Config, total_steps, N_("Steps of the cycle"), N_("All steps of the run: samples divided by batch size, times epochs."), 1000),
  VSL_REAL (Config, pct_start, N_("Rising part"), N_("The fraction of the steps in which the rate rises."), 0.3, 0, 1, .step = 0.05),
  VSL_REAL (Config, div_factor, N_("Start divisor"), N_("The first rate is the highest divided by this."), 25, 1, 1e9, .ui_min = 1, .ui_max = 100, .step = 5),
  VSL_REAL (Config, final_div_factor, N_("End divisor"), N_("The last rate is the first divided by this."), 10000, 1, 1e12, .ui_min = 1, .ui_max = 1e6,
            .step = 10, .flags = VSL_PROP_LOG),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_onecycle = {
  .head = {
    .name = "OneCycle",
    .title = N_("One cycle"),
    .summary = N_("The learning rate rises to its maximum, then falls far below the start: trains fast in a fixed number of steps."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
