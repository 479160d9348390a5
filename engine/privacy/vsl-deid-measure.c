/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well: what was found against spans that somebody gave. */
#include <string.h>

#include "privacy/vsl-deid.h"

static gboolean
overlaps (guint start, guint end, guint from, guint to)
{
  return start < to && from < end;
}

/* The row of a type; those beyond the table's room share its last one. */
static guint
row_of (VslDeidMeasure *m, const char *name)
{
  for (guint i = 0; i < m->n_types; i++)
    if (strncmp (m->types[i].name, name, sizeof m->types[i].name - 1) == 0)
      return i;
  if (m->n_types < VSL_DEID_MEASURE_TYPES)
    g_strlcpy (m->types[m->n_types++].name, name, sizeof m->types[0].name);
  return m->n_types - 1;
}

/**
 * vsl_deid_measure_add:
 * @given: spans of one note
 * @found: of #VslDeidSpan, by vsl_deid_find()
 *
 * A given span counts as found when anything found overlaps it, and what is found counts as right when it overlaps anything given,
 * whatever the types.
 */
void
vsl_deid_measure_add (VslDeidMeasure *m, const VslDeidGiven *given, guint n, const GArray *found)
{
  m->notes++;
  for (guint g = 0; g < n; g++) {
    guint row = row_of (m, given[g].type);
    gboolean hit = FALSE;
    for (guint f = 0; f < found->len && !hit; f++) {
      const VslDeidSpan *span = &g_array_index (found, VslDeidSpan, f);
      hit = overlaps (given[g].start, given[g].end, span->start, span->end);
    }
    m->types[row].given++;
    m->types[row].found += hit;
    m->given++;
    m->given_found += hit;
  }
  for (guint f = 0; f < found->len; f++) {
    const VslDeidSpan *span = &g_array_index (found, VslDeidSpan, f);
    gboolean right = FALSE;
    for (guint g = 0; g < n && !right; g++)
      right = overlaps (given[g].start, given[g].end, span->start, span->end);
    m->masked[span->type]++;
    m->masked_right[span->type] += right;
    m->n_masked++;
    m->n_masked_right += right;
  }
}
