/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values[i] up to and including boundaries[i], the last value after (Keras
 * optimizers/schedules/learning_rate_schedule.py: the change comes after the boundary). */
#include "schedules/vsl-schedule-util.h"

typedef struct {
  VslInts boundaries;
  char *values;                  /* numbers, separated by commas, spaces or brackets */
} Config;

/* The i-th number of the text; the last one when there are fewer, fallback when there is none. */
static double
number_at (const char *text, int i, double fallback)
{
  double value = fallback;
  for (int k = 0; k <= i; k++) {
    while (*text && !g_ascii_isdigit (*text) && *text != '.' && *text != '-')
      text++;
    char *end;
    double v = g_ascii_strtod (text, &end);
    if (end == text)
      break;
    value = v;
    text = end;
  }
  return value;
}

static double
rate (gconstpointer config, double initial, guint64 step)
{
  const Config *c = config;
  int i = 0;
  while (i < c->boundaries.n && (double) step > (double) c->boundaries.v[i])
    i++;
  return number_at (c->values, i, initial);
}

static const VslProp props[] = {
  VSL_INTS (Config, boundaries, N_("Boundaries"), N_("Steps after which the next rate begins."), 0, NULL, 0, 1e12, .unit = N_("steps"),
            .flags = VSL_PROP_NULLABLE),
  VSL_STRING (Config, values, N_("Values"), N_("The learning rates, separated by commas: one more than boundaries. Empty: the optimizer's rate."), ""),
  VSL_PROPS_END,
};

const VslScheduleClass vsl_schedule_piecewiseconstantdecay = {
  .head = {
    .name = "PiecewiseConstantDecay",
    .title = N_("Piecewise constant"),
    .summary = N_("The learning rate changes at given steps."),
    .icon = "go-down-symbolic",
    .group = N_("Schedules"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .rate = rate,
};
