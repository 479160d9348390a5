/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's MaxNorm. */
#include "constraints/vsl-constraint.h"

typedef struct {
  double max_value;
  VslInts axis;
} Config;

static double
wanted (gconstpointer config, double length)
{
  const Config *o = config;
  return MIN (length, o->max_value);
}

static void
apply (gconstpointer config, const VslShape *shape, VslReal *w)
{
  vsl_constraint_scale (shape, &((const Config *) config)->axis, wanted, config, w);
}

static gboolean
check (gconstpointer config, const VslShape *shape, GError **error)
{
  return vsl_constraint_check_axes (&((const Config *) config)->axis, shape, error);
}

static const VslProp props[] = {
  VSL_REAL (Config, max_value, N_("Largest length"), N_("Longer weights are shortened to this."), 2, 0, 1e6, .ui_max = 10, .step = 0.5),
  VSL_CONSTRAINT_AXIS (Config),
  VSL_PROPS_END
};

const VslConstraintClass vsl_constraint_maxnorm = {
  .head = {
    .name = "MaxNorm",
    .title = N_("Largest length"),
    .summary = N_("Shortens the weights of a unit that are longer than the limit."),
    .icon = "function-symbolic",
    .group = N_("Constraints"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .apply = apply,
  .check = check,
};
