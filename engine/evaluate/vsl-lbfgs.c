/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minimising a smooth convex function of many variables: L-BFGS (Nocedal 1980; Liu and Nocedal 1989) with the two-loop
 * recursion, and a line search for the weak Wolfe conditions by bisection (Lewis and Overton 2013). On the calling thread; an
 * objective that cuts its own work into parts is where the time goes. */
#include "evaluate/vsl-lbfgs.h"

#include <math.h>
#include <string.h>

/* Steps remembered. */
#define MEMORY 10
#define DECREASE 1e-4
#define CURVATURE 0.9
#define MOST_TRIES 40

typedef struct {
  gsize n;
  double *x, *next, *gradient, *next_gradient, *direction;
  double *step, *change;              /* [MEMORY, n]: differences of x, of the gradient */
  double weight[MEMORY];              /* 1 / (step . change) */
  int kept, newest;                   /* a ring */
  double value;
  VslObjective objective;
  gpointer data;
} State;

static double
dot (gsize n, const double *a, const double *b)
{
  /* Four sums that do not wait for each other, always added in this order. */
  double s[4] = { 0 };
  gsize i = 0;
  for (; i + 4 <= n; i += 4)
    for (int k = 0; k < 4; k++)
      s[k] += a[i + k] * b[i + k];
  for (; i < n; i++)
    s[0] += a[i] * b[i];
  return (s[0] + s[1]) + (s[2] + s[3]);
}

static void
add (gsize n, double *to, double factor, const double *from)
{
  for (gsize i = 0; i < n; i++)
    to[i] += factor * from[i];
}

static gboolean
book (State *s, gsize n)
{
  s->n = n;
  s->next = g_try_new0 (double, n);
  s->gradient = g_try_new0 (double, n);
  s->next_gradient = g_try_new0 (double, n);
  s->direction = g_try_new0 (double, n);
  s->step = g_try_malloc0_n (n, MEMORY * sizeof (double));
  s->change = g_try_malloc0_n (n, MEMORY * sizeof (double));
  return s->next && s->gradient && s->next_gradient && s->direction && s->step && s->change;
}

static void
release (State *s)
{
  g_free (s->next);
  g_free (s->gradient);
  g_free (s->next_gradient);
  g_free (s->direction);
  g_free (s->step);
  g_free (s->change);
}

/* The direction: minus the gradient times what is known of the inverse of the curvature. */
static void
find_direction (State *s)
{
  double alpha[MEMORY];
  double *d = s->direction;
  gsize n = s->n;
  for (gsize i = 0; i < n; i++)
    d[i] = -s->gradient[i];
  for (int k = 0; k < s->kept; k++) {
    int at = (s->newest - k + MEMORY) % MEMORY;
    alpha[at] = s->weight[at] * dot (n, s->step + (gsize) at * n, d);
    add (n, d, -alpha[at], s->change + (gsize) at * n);
  }
  if (s->kept) {
    const double *y = s->change + (gsize) s->newest * n;
    double scale = 1 / (s->weight[s->newest] * dot (n, y, y));
    for (gsize i = 0; i < n; i++)
      d[i] *= scale;
  }
  for (int k = s->kept; k-- > 0;) {
    int at = (s->newest - k + MEMORY) % MEMORY;
    double beta = s->weight[at] * dot (n, s->change + (gsize) at * n, d);
    add (n, d, alpha[at] - beta, s->step + (gsize) at * n);
  }
}

/* Goes along the direction until the value has fallen enough and the slope is flat enough; FALSE: rounding hides any descent. */
static gboolean
search_line (State *s, double *value)
{
  double slope = dot (s->n, s->gradient, s->direction), low = 0, high = INFINITY;
  double t = s->kept ? 1 : 1 / sqrt (dot (s->n, s->gradient, s->gradient));
  for (int tries = 0; tries < MOST_TRIES; tries++) {
    memcpy (s->next, s->x, s->n * sizeof *s->x);
    add (s->n, s->next, t, s->direction);
    *value = s->objective (s->data, s->next, s->next_gradient);
    if (!(*value <= s->value + DECREASE * t * slope))
      high = t;
    else if (dot (s->n, s->next_gradient, s->direction) < CURVATURE * slope)
      low = t;
    else
      return TRUE;
    t = isfinite (high) ? (low + high) / 2 : 2 * low;
  }
  return FALSE;
}

static void
remember (State *s)
{
  int at = s->kept ? (s->newest + 1) % MEMORY : 0;
  double *step = s->step + (gsize) at * s->n, *change = s->change + (gsize) at * s->n;
  for (gsize i = 0; i < s->n; i++) {
    step[i] = s->next[i] - s->x[i];
    change[i] = s->next_gradient[i] - s->gradient[i];
  }
  double curvature = dot (s->n, step, change);
  if (!(curvature > 0))
    return;
  s->weight[at] = 1 / curvature;
  s->newest = at;
  s->kept = MIN (s->kept + 1, MEMORY);
}

static VslLbfgsEnd
descend (State *s, int most_steps, double tolerance, VslStepFunc step, gpointer step_data)
{
  s->value = s->objective (s->data, s->x, s->gradient);
  for (int i = 0; i < most_steps; i++) {
    double norm = sqrt (dot (s->n, s->gradient, s->gradient)), value;
    if (norm <= tolerance)
      return VSL_LBFGS_CONVERGED;
    if (step && !step (step_data, i, norm))
      return VSL_LBFGS_STOPPED;
    find_direction (s);
    if (!search_line (s, &value)) {
      if (s->kept == 0)
        return VSL_LBFGS_CONVERGED;
      s->kept = 0;                     /* what was remembered misleads: once more, straight down */
      continue;
    }
    remember (s);
    memcpy (s->x, s->next, s->n * sizeof *s->x);
    memcpy (s->gradient, s->next_gradient, s->n * sizeof *s->x);
    s->value = value;
  }
  return VSL_LBFGS_STEPS;
}

/**
 * vsl_lbfgs:
 * @n: variables
 * @x: (inout): where to begin; where it ended
 * @objective: a smooth convex function
 * @data: for @objective
 * @most_steps: an end even without convergence
 * @tolerance: the Euclidean norm of the gradient that is small enough
 * @step: (nullable): told of every step
 * @step_data: for @step
 *
 * The same function and beginning give the same bits.
 *
 * Returns: why it ended
 */
VslLbfgsEnd
vsl_lbfgs (gsize n, double *x, VslObjective objective, gpointer data, int most_steps, double tolerance, VslStepFunc step, gpointer step_data)
{
  State s = { .x = x, .objective = objective, .data = data };
  VslLbfgsEnd end = book (&s, n) ? descend (&s, most_steps, tolerance, step, step_data) : VSL_LBFGS_NOMEM;
  release (&s);
  return end;
}
