/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a class promises to the plan: remake gives what forward gave, to the bit, and changes nothing else; a layer that may run in
 * place gives the same there. */
#include "conformance.h"

#include <string.h>

#define BATCH 9

static void
append (GByteArray *all, const VslReal *v, gsize n)
{
  if (v && n)
    g_byte_array_append (all, (const guint8 *) v, (guint) (n * sizeof (VslReal)));
}

/* All that forward may write, but for scratch. */
static GBytes *
written (Rig *r)
{
  GByteArray *all = g_byte_array_new ();
  append (all, r->linear, rig_out_count (r, 0));
  for (int p = 0; p < r->plan.n_params; p++)
    append (all, r->w[p], rig_param_count (r, p));
  for (int s = 0; s < r->plan.n_saved; s++)
    append (all, r->saved[s], r->plan.saved[s]);
  append (all, r->y_mask, (gsize) (r->n * r->plan.out[0].dim[0]));
  return g_byte_array_free_to_bytes (all);
}

static void
spoil (VslReal *v, gsize n)
{
  for (gsize i = 0; i < n; i++)
    v[i] = (VslReal) 1e30;
}

static void
test_remake (gconstpointer data)
{
  const Case *c = data;
  const int used[] = { BATCH, 4 };
  for (guint i = 0; i < G_N_ELEMENTS (used) && c->cls->remake; i++) {
    g_autoptr (Rig) r = case_rig (c, BATCH, TRUE);
    r->n = used[i];
    g_assert_cmpint (r->plan.n_out, ==, 1);
    rig_forward (r);
    g_autoptr (GBytes) first = written (r);
    spoil (r->linear, rig_out_count (r, 0));
    spoil (r->scratch, r->plan.scratch);
    rig_remake (r);
    g_autoptr (GBytes) again = written (r);
    g_assert_true (g_bytes_equal (first, again));
    g_assert_true (rig_guards_intact (r));
  }
}

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
  conformance_each_case ("remake", test_remake);
  conformance_each_case ("in-place", test_in_place);
}
