/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's UnitNorm. */
#include "constraints/vsl-constraint.h"

typedef struct {
  VslInts axis;
} Config;

static double
wanted (gconstpointer config, double length)
{
  return 1;
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
  VSL_CONSTRAINT_AXIS (Config),
  VSL_PROPS_END
};

const VslConstraintClass vsl_constraint_unitnorm = {
  .head = {
    .name = "UnitNorm",
    .title = N_("Length one"),
    .summary = N_("Makes the weights of each unit one long."),
    .icon = "function-symbolic",
    .group = N_("Constraints"),
    .config_size = sizeof (Config),
    .props = props,
  },
  .apply = apply,
  .check = check,
};
