/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-shape.h"

#include <stdarg.h>

/**
 * vsl_shape_count:
 * @shape: a valid shape
 *
 * Returns: the number of values in one sample
 */
gint64
vsl_shape_count (const VslShape *shape)
{
  gint64 n = 1;
  for (int i = 0; i < shape->rank; i++)
    n *= shape->dim[i];
  return n;
}

/**
 * vsl_shape_equal:
 *
 * Returns: whether rank and all lengths agree
 */
gboolean
vsl_shape_equal (const VslShape *a, const VslShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (int i = 0; i < a->rank; i++)
    if (a->dim[i] != b->dim[i])
      return FALSE;
  return TRUE;
}

/**
 * vsl_shape_to_string:
 *
 * Returns: (transfer full): the lengths for people, such as "28 × 28 × 1"
 */
char *
vsl_shape_to_string (const VslShape *shape)
{
  GString *s = g_string_new (NULL);
  for (int i = 0; i < shape->rank; i++)
    g_string_append_printf (s, "%s%" G_GINT64_FORMAT, i ? " × " : "", shape->dim[i]);
  if (shape->rank == 0)
    g_string_append (s, "1");
  return g_string_free (s, FALSE);
}

/**
 * vsl_shape_valid:
 *
 * Returns: whether all lengths are positive and their product stays below %VSL_MAX_ELEMENTS
 */
gboolean
vsl_shape_valid (const VslShape *shape)
{
  gint64 n = 1;
  if (shape->rank < 0 || shape->rank > VSL_MAX_RANK)
    return FALSE;
  for (int i = 0; i < shape->rank; i++) {
    if (shape->dim[i] <= 0 || shape->dim[i] > VSL_MAX_ELEMENTS / n)
      return FALSE;
    n *= shape->dim[i];
  }
  return TRUE;
}

/**
 * vsl_shape_make:
 * @rank: number of axes
 * @...: that many int lengths
 */
VslShape
vsl_shape_make (int rank, ...)
{
  VslShape s = { .rank = rank };
  va_list ap;
  va_start (ap, rank);
  for (int i = 0; i < rank; i++)
    s.dim[i] = va_arg (ap, int);
  va_end (ap);
  return s;
}
