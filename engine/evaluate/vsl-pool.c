/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predictions of several folds as one set. */
#include <string.h>

#include "evaluate/vsl-evaluate.h"

/* NULL where the parts have none. */
static gpointer
room (gboolean wanted, gsize n, gsize size)
{
  return wanted ? g_malloc0_n (MAX (n, 1), size) : NULL;
}

static void
put (gpointer to, gconstpointer from, gsize at, gsize n, gsize size)
{
  if (to && from && n)
    memcpy ((guint8 *) to + at * size, from, n * size);
}

/**
 * vsl_predictions_pool:
 * @parts: (element-type VslPredictions): one or more, of the same classes or width
 *
 * What several networks said, each of samples of its own. What an autoencoder made of its samples stays behind: its errors are what is judged.
 *
 * Returns: (transfer full): all samples, part after part
 */
VslPredictions *
vsl_predictions_pool (const GPtrArray *parts)
{
  const VslPredictions *first = g_ptr_array_index (parts, 0);
  VslPredictions *all = g_new0 (VslPredictions, 1);
  all->classes = first->classes;
  all->width = first->width;
  all->split = first->split;
  all->target = first->target;
  all->sequence = first->sequence;
  for (guint i = 0; i < parts->len; i++)
    all->n += ((const VslPredictions *) g_ptr_array_index (parts, i))->n;
  gsize n = all->n, classes = (gsize) MAX (all->classes, 0), width = first->values && !first->error ? (gsize) MAX (all->width, 0) : 0;
  all->id = room (TRUE, n, sizeof *all->id);
  all->label = room (TRUE, n, sizeof *all->label);
  all->predicted = room (TRUE, n, sizeof *all->predicted);
  all->prob = room (first->prob != NULL, n * classes, sizeof *all->prob);
  all->values = room (width > 0, n * width, sizeof *all->values);
  all->error = room (first->error != NULL, n, sizeof *all->error);
  all->abs_error = room (first->abs_error != NULL, n, sizeof *all->abs_error);
  all->number = room (first->number != NULL, n, sizeof *all->number);
  all->labels = room (first->labels != NULL, n, sizeof *all->labels);
  all->known = room (first->known != NULL, n, sizeof *all->known);
  gsize at = 0;
  for (guint i = 0; i < parts->len; i++) {
    const VslPredictions *p = g_ptr_array_index (parts, i);
    put (all->id, p->id, at, p->n, sizeof *p->id);
    put (all->label, p->label, at, p->n, sizeof *p->label);
    put (all->predicted, p->predicted, at, p->n, sizeof *p->predicted);
    put (all->prob, p->prob, at * classes, p->n * classes, sizeof *p->prob);
    put (all->values, p->values, at * width, p->n * width, sizeof *p->values);
    put (all->error, p->error, at, p->n, sizeof *p->error);
    put (all->abs_error, p->abs_error, at, p->n, sizeof *p->abs_error);
    put (all->number, p->number, at, p->n, sizeof *p->number);
    put (all->labels, p->labels, at, p->n, sizeof *p->labels);
    put (all->known, p->known, at, p->n, sizeof *p->known);
    at += p->n;
  }
  return all;
}
