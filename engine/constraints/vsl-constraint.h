/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "core/vsl-kind.h"
#include "core/vsl-real.h"
#include "core/vsl-shape.h"

G_BEGIN_DECLS

/* What a weight is brought back to after each update (Keras 3, constraints/constraints.py). */
typedef struct _VslConstraintClass VslConstraintClass;
struct _VslConstraintClass {
  VslKind head;
  void (*apply) (gconstpointer config, const VslShape *shape, VslReal *w);
  /* What can only be told with the tensor's shape, or with all options together; may be NULL. */
  gboolean (*check) (gconstpointer config, const VslShape *shape, GError **error);
};

/* Whether a constraint (NULL or empty: none) fits a weight of that name and shape. */
gboolean vsl_constraint_check (const VslObject *constraint, const char *name, const VslShape *shape, GError **error);
/* Brings the numbers back, in place. Allocates nothing. */
void vsl_constraint_apply (const VslObject *constraint, const VslShape *shape, VslReal *w);

/* For the files of the registry: the length of w along the axes (Keras counts the weight's own axes from 0, -1 is the last) becomes
 * wanted (config, length); each number is multiplied by wanted / (length + 1e-7). */
typedef double (*VslNormRule) (gconstpointer config, double length);
void vsl_constraint_scale (const VslShape *shape, const VslInts *axes, VslNormRule wanted, gconstpointer config, VslReal *w);
gboolean vsl_constraint_check_axes (const VslInts *axes, const VslShape *shape, GError **error);

#define VSL_CONSTRAINT_AXIS(S)                                                                                             \
  VSL_INTS (S, axis, N_("Axes"),                                                                                           \
            N_("The axes of the weight that are taken together: 0 for a dense layer, 0, 1, 2 for a convolution."), 0, "0",  \
            -VSL_MAX_RANK, VSL_MAX_RANK - 1)

G_END_DECLS
