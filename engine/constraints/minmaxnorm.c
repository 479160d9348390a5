/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's MinMaxNorm: rate times the length within the limits, the rest as it is. */
#include "constraints/vsl-constraint.h"

typedef struct {
  double min_value, max_value, rate;
  VslInts axis;
} Config;

static double
wanted (gconstpointer config, double length)
{
  const Config *o = config;
  return o->rate * CLAMP (length, o->min_value, o->max_value) + (1 - o->rate) * length;
}

static void
apply (gconstpointer config, const VslShape *shape, VslReal *w)
{
  vsl_constraint_scale (shape, &((const Config *) config)->axis, wanted, config, w);
}

static gboolean
check (gconstpointer config, const VslShape *shape, GError **error)
{
  const Config *o = config;
  if (o->min_value > o->max_value) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("The smallest length %g is above the largest %g: exchange them."), o->min_value,
                 o->max_value);
    return FALSE;
  }
  return vsl_constraint_check_axes (&((const Config *) config)->axis, shape, error);
}

static const VslProp props[] = {
  VSL_REAL (Config, min_value, N_("Smallest length"), N_("Shorter weights are stretched to this."), 0, 0, 1e6, .ui_max = 10, .step = 0.1),
  VSL_REAL (Config, max_value, N_("Largest length"), N_("Longer weights are shortened to this."), 1, 0, 1e6, .ui_max = 10, .step = 0.1),
  VSL_REAL (Config, rate, N_("Rate"), N_("How much of the way is gone in one step; 1: all of it."), 1, 0, 1, .step = 0.1),
  VSL_CONSTRAINT_AXIS (Config),
  VSL_PROPS_END
};

const VslConstraintClass vsl_constraint_minmaxnorm = {
  .head = {
    .name = "MinMaxNorm",
    .title = N_("Length within limits"),
    .summary = N_("Brings the length of the weights of a unit between two limits, at once or step by step."),
    .icon = "function-symbolic",
    .group = N_("Constraints"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .apply = apply,
  .check = check,
};
