/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values[i] up to and including boundaries[i], the last value after (Keras
 * optimizers/schedules/learning_rate_schedule.py: the change comes after the boundary). */
#include "schedules/vsl-schedule-util.h"

#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"

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

/* As Keras: one rate more than boundaries, and those in order. */
static gboolean
check (gconstpointer config, GError **error)
{
  const Config *c = config;
  int n = 0;
  for (const char *p = c->values; *p;) {
    char *end;
    g_ascii_strtod (p, &end);
    n += end != p;
    p = end != p ? end : p + 1;
  }
  if (n != c->boundaries.n + 1 && !(n == 0 && c->boundaries.n == 0)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG,
                 _("schedule.values: one learning rate more than boundaries is expected; there are %d and %d."), n, c->boundaries.n);
    return FALSE;
  }
  for (int i = 1; i < c->boundaries.n; i++)
    if (c->boundaries.v[i] <= c->boundaries.v[i - 1]) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("schedule.boundaries: each one must be larger than the one before."));
      return FALSE;
    }
  return TRUE;
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
  .check = check,
};
