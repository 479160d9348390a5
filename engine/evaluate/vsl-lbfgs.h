/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The value at x, and the gradient there. */
typedef double (*VslObjective) (gpointer data, const double *x, double *gradient);
/* Called after each step with the norm of the gradient; FALSE ends it. */
typedef gboolean (*VslStepFunc) (gpointer data, int step, double norm);

typedef enum {
  VSL_LBFGS_CONVERGED,       /* the gradient is as small as asked, or rounding allows no better */
  VSL_LBFGS_STEPS,           /* all steps are used up */
  VSL_LBFGS_STOPPED,         /* by the step function */
  VSL_LBFGS_NOMEM,
} VslLbfgsEnd;

VslLbfgsEnd vsl_lbfgs (gsize n, double *x, VslObjective objective, gpointer data, int most_steps, double tolerance, VslStepFunc step,
                       gpointer step_data);

G_END_DECLS
