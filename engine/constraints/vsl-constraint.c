/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "constraints/vsl-constraint.h"

#include <math.h>

/* Keras's epsilon (backend/config.py). */
#define EPSILON 1e-7
#define BLOCK 64

/**
 * vsl_constraint_check:
 * @constraint: (nullable): of the family "constraint"
 * @name: of the weight, for the message
 *
 * Returns: whether it fits a weight of @shape
 */
gboolean
vsl_constraint_check (const VslObject *constraint, const char *name, const VslShape *shape, GError **error)
{
  const VslConstraintClass *cls = constraint ? (const VslConstraintClass *) constraint->kind : NULL;
  if (!cls || !cls->check || cls->check (constraint->config, shape, error))
    return TRUE;
  g_prefix_error (error, "%s_constraint: ", name);
  return FALSE;
}

/**
 * vsl_constraint_apply:
 * @constraint: (nullable): of the family "constraint"
 * @w: (inout): as many values as the shape has
 */
void
vsl_constraint_apply (const VslObject *constraint, const VslShape *shape, VslReal *w)
{
  const VslConstraintClass *cls = constraint ? (const VslConstraintClass *) constraint->kind : NULL;
  if (cls)
    cls->apply (constraint->config, shape, w);
}

/**
 * vsl_constraint_check_axes:
 *
 * Returns: whether the weight has those axes, each named once
 */
gboolean
vsl_constraint_check_axes (const VslInts *axes, const VslShape *shape, GError **error)
{
  guint seen = 0;
  for (int i = 0; i < axes->n; i++) {
    gint64 a = axes->v[i] < 0 ? axes->v[i] + shape->rank : axes->v[i];
    if (a < 0 || a >= shape->rank) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("Axis %d does not exist here: 0 to %d, or -1 for the last, are legal."),
                   (int) axes->v[i], shape->rank - 1);
      return FALSE;
    }
    if (seen & 1u << a) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("Axis %d is named twice."), (int) axes->v[i]);
      return FALSE;
    }
    seen |= 1u << a;
  }
  return TRUE;
}

/* The axes in two groups, each with lengths and steps: those taken together and those that remain. */
typedef struct {
  int n;
  gint64 length[VSL_MAX_RANK], step[VSL_MAX_RANK], count;
} Group;

static gint64
offset (const Group *g, gint64 i)
{
  gint64 at = 0;
  for (int a = g->n - 1; a >= 0; a--) {
    at += i % g->length[a] * g->step[a];
    i /= g->length[a];
  }
  return at;
}

static void
split (const VslShape *shape, const VslInts *axes, Group *together, Group *apart)
{
  gint64 step = 1, steps[VSL_MAX_RANK];
  guint chosen = 0;
  for (int i = 0; i < axes->n; i++)
    chosen |= 1u << (axes->v[i] < 0 ? axes->v[i] + shape->rank : axes->v[i]);
  for (int a = shape->rank - 1; a >= 0; a--) {
    steps[a] = step;
    step *= shape->dim[a];
  }
  *together = *apart = (Group) { .count = 1 };
  for (int a = 0; a < shape->rank; a++) {
    Group *g = chosen & 1u << a ? together : apart;
    g->length[g->n] = shape->dim[a];
    g->step[g->n++] = steps[a];
    g->count *= shape->dim[a];
  }
}

/**
 * vsl_constraint_scale:
 * @axes: checked with vsl_constraint_check_axes()
 * @wanted: the length that a length becomes
 *
 * Sums are in double, in the order of the numbers. Where the last axis remains, many neighbours are worked on at a time, so
 * that memory is read in its order.
 */
void
vsl_constraint_scale (const VslShape *shape, const VslInts *axes, VslNormRule wanted, gconstpointer config, VslReal *w)
{
  Group together, apart;
  double sum[BLOCK];
  split (shape, axes, &together, &apart);
  gint64 width = apart.n && apart.step[apart.n - 1] == 1 ? apart.length[apart.n - 1] : 1;
  for (gint64 k = 0; k < apart.count; ) {
    VslReal *base = w + offset (&apart, k);
    gint64 n = MIN (BLOCK, width - k % width);
    for (gint64 j = 0; j < n; j++)
      sum[j] = 0;
    for (gint64 i = 0; i < together.count; i++) {
      const VslReal *row = base + offset (&together, i);
      for (gint64 j = 0; j < n; j++)
        sum[j] += (double) row[j] * (double) row[j];
    }
    for (gint64 j = 0; j < n; j++)
      sum[j] = wanted (config, sqrt (sum[j])) / (EPSILON + sqrt (sum[j]));
    for (gint64 i = 0; i < together.count; i++) {
      VslReal *row = base + offset (&together, i);
      for (gint64 j = 0; j < n; j++)
        row[j] = (VslReal) ((double) row[j] * sum[j]);
    }
    k += n;
  }
}
