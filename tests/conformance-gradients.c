/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of every input and parameter against central differences, in double, of a weighted sum of all outputs. */
#include "conformance.h"

#include <math.h>
#include <string.h>

#define STEP 1e-5
#define TOLERANCE 1e-6
#define SAMPLED 60                       /* values of a tensor that are tried; all of a small one */

/* Statistics are put back: a forward pass in training changes them, and inference reads them. */
static double
objective (Rig *r, VslReal *const *state)
{
  double sum = 0;
  for (int p = 0; p < r->plan.n_params; p++)
    if (state[p])
      memcpy (r->w[p], state[p], rig_param_count (r, p) * sizeof (VslReal));
  rig_forward (r);
  for (int o = 0; o < r->plan.n_out; o++)
    for (gsize k = 0; k < rig_out_count (r, o); k++)
      sum += (double) r->y[o][k] * (double) r->dy[o][k];
  return sum;
}

static void
compare (Rig *r, VslReal *const *state, VslReal *v, const VslReal *gradient, gsize count, const char *what)
{
  gsize stride = MAX (count / SAMPLED, 1);
  for (gsize k = 0; k < count; k += stride) {
    VslReal kept = v[k];
    v[k] = (VslReal) ((double) kept + STEP);
    double up = objective (r, state);
    v[k] = (VslReal) ((double) kept - STEP);
    double down = objective (r, state);
    v[k] = kept;
    double want = (up - down) / (2 * STEP), got = (double) gradient[k];
    if (!(fabs (got - want) <= TOLERANCE * (1 + fabs (want))))
      g_error ("%s[%" G_GSIZE_FORMAT "]: the gradient is %.9g, finite differences say %.9g", what, k, got, want);
  }
}

static void
check (Rig *r)
{
  VslReal *state[VSL_MAX_PARAMS] = { NULL };
  for (int p = 0; p < r->plan.n_params; p++)
    if (r->plan.params[p].state)
      state[p] = g_memdup2 (r->w[p], rig_param_count (r, p) * sizeof (VslReal));
  objective (r, state);
  rig_backward (r);
  for (int i = (r->cls->flags & VSL_LAYER_TOKENS) ? 1 : 0; i < r->plan.n_in; i++)
    compare (r, state, r->x[i], r->dx[i], rig_in_count (r, i), "input");
  for (int p = 0; p < r->plan.n_params; p++)
    if (r->dw[p])
      compare (r, state, r->w[p], r->dw[p], rig_param_count (r, p), r->plan.params[p].name);
  for (int p = 0; p < r->plan.n_params; p++)
    g_free (state[p]);
}

static void
test_training (gconstpointer data)
{
  g_autoptr (Rig) r = case_rig (data, 3, TRUE);
  check (r);
}

/* Gradients in inference mode serve explanations. */
static void
test_inference (gconstpointer data)
{
  g_autoptr (Rig) r = case_rig (data, 3, TRUE);
  r->training = FALSE;
  check (r);
}

void
conformance_add_gradients (void)
{
  conformance_each_case ("gradients", test_training);
  conformance_each_case ("gradients-inference", test_inference);
}
