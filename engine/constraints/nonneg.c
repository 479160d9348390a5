/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keras's NonNeg: max (w, 0). */
#include "constraints/vsl-constraint.h"

static void
apply (gconstpointer config, const VslShape *shape, VslReal *w)
{
  gint64 n = vsl_shape_count (shape);
  for (gint64 i = 0; i < n; i++)
    if (w[i] < 0)
      w[i] = 0;
}

static const VslProp props[] = { VSL_PROPS_END };

const VslConstraintClass vsl_constraint_nonneg = {
  .head = {
    .name = "NonNeg",
    .title = N_("Not negative"),
    .summary = N_("Weights below zero become zero."),
    .icon = "function-symbolic",
    .group = N_("Constraints"),
    .props = props,
  },
  .apply = apply,
};
