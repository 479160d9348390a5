/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each sample of a batch contributes to the gradient: the class's own norms against backward passes where only that sample has a
 * gradient at the output. And backward twice: the same bits, unless the class says that it uses up what forward saved. */
#include "conformance.h"

#include <math.h>
#include <string.h>

#define BATCH 5

/* All but one sample's dy is zero. */
static double
alone (Rig *r, int sample, VslReal *const *dy)
{
  double sq = 0;
  for (int o = 0; o < r->plan.n_out; o++)
    for (gsize k = 0, each = rig_out_count (r, o) / BATCH; k < rig_out_count (r, o); k++)
      r->dy[o][k] = (int) (k / each) == sample ? dy[o][k] : 0;
  rig_forward (r);
  rig_backward (r);
  for (int p = 0; p < r->plan.n_params; p++)
    for (gsize k = 0; r->dw[p] && k < rig_param_count (r, p); k++)
      sq += (double) r->dw[p][k] * (double) r->dw[p][k];
  return sq;
}

static void
test_norms (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (Rig) r = case_rig (c, BATCH, TRUE);
  VslReal *dy[VSL_MAX_OUTPUTS] = { NULL };
  double sq[BATCH];
  gboolean trains = FALSE;
  for (int p = 0; p < r->plan.n_params; p++)
    trains |= r->dw[p] != NULL;
  if (!trains || !c->cls->example_norms) {
    g_assert_true (!trains || (c->cls->flags & VSL_LAYER_MIXES) || r->plan.mixes);     /* whoever has weights answers */
    return;
  }
  for (int o = 0; o < r->plan.n_out; o++)
    dy[o] = g_memdup2 (r->dy[o], rig_out_count (r, o) * sizeof (VslReal));
  rig_forward (r);
  rig_example_norms (r, sq);
  g_assert_true (rig_guards_intact (r));
  for (int i = 0; i < BATCH; i++) {
    double want = alone (r, i, dy);
    if (!(fabs (sq[i] - want) <= 2e-4 * (1e-3 + want)))
      g_error ("sample %d: the squared norm is %.9g, by itself %.9g", i, sq[i], want);
  }
  for (int o = 0; o < r->plan.n_out; o++)
    g_free (dy[o]);
}

static void
test_backward_twice (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (Rig) r = case_rig (c, BATCH, TRUE);
  rig_forward (r);
  rig_backward (r);
  g_autoptr (GBytes) first = rig_results (r);
  if (c->cls->flags & VSL_LAYER_USES_UP)
    rig_forward (r);
  rig_backward (r);
  g_autoptr (GBytes) second = rig_results (r);
  if (!r->plan.mixes && !(c->cls->flags & VSL_LAYER_MIXES))
    g_assert_true (g_bytes_equal (first, second));
}

void
conformance_add_examples (void)
{
  conformance_each_case ("example-norms", test_norms);
  conformance_each_case ("backward-twice", test_backward_twice);
}
