/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a class promises to the plan: a layer that may run in place gives the same there, to the bit. */
#include "conformance.h"

#define BATCH 9

static void
test_in_place (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (Rig) r = case_rig (c, BATCH, TRUE), s = case_rig (c, BATCH, TRUE);
  if (!(c->cls->flags & VSL_LAYER_IN_PLACE) || !vsl_shape_equal (&r->plan.in[0], &r->plan.out[0]))
    return;
  g_assert_cmpint (r->act, ==, VSL_ACT_LINEAR);
  g_assert_cmpuint (c->cls->flags & (VSL_LAYER_NEEDS_X | VSL_LAYER_NEEDS_Y), ==, 0);
  s->y[0] = s->linear = s->x[0];
  s->dx[0] = s->dy[0];
  rig_forward (r);
  rig_backward (r);
  rig_forward (s);
  rig_backward (s);
  g_autoptr (GBytes) apart = rig_results (r), shared = rig_results (s);
  g_assert_true (g_bytes_equal (apart, shared));
  g_assert_true (rig_guards_intact (s));
}

void
conformance_add_plan (void)
{
  conformance_each_case ("in-place", test_in_place);
}
