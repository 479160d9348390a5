/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of what is no class: ranges of numbers, and several labels that each hold or not. */
#include <math.h>
#include <string.h>

#include "data/vsl-split-private.h"

/* ---- numbers ---- */

#define MOST_BINS 20
#define FEWEST_UNITS 10    /* of a bin, and so many that its smallest part gets two */

typedef struct {
  double mean;
  guint unit;
} Mean;

static int
by_mean (gconstpointer a, gconstpointer b)
{
  const Mean *x = a, *y = b;
  if (x->mean != y->mean)
    return x->mean < y->mean ? -1 : 1;
  return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* Of the samples of a unit that have a number; NaN: none has. */
static double
mean_of (const VslSplitWork *w, const VslSplitUnit *u)
{
  double mean = 0, known = 0;
  for (guint m = u->first; m < u->first + u->n; m++) {
    double v = w->strata->number[w->order[m]];
    if (!isfinite (v))
      continue;
    known++;
    mean += (v - mean) / known;
  }
  return known > 0 ? mean : NAN;
}

/* Quantiles over units; equal means are in one bin, that of their middle. */
int
_vsl_split_bins (const VslSplitWork *w)
{
  g_autofree Mean *mean = g_new (Mean, (gsize) w->units->len + 1);
  double least = 1;
  guint known = 0;
  for (guint k = 0; k < w->units->len; k++) {
    double v = mean_of (w, &g_array_index (w->units, VslSplitUnit, k));
    if (!isnan (v))
      mean[known++] = (Mean) { v, k };
  }
  for (guint s = 0; s < w->parts; s++)
    if (w->fractions[s] > 0)
      least = MIN (least, w->fractions[s]);
  guint bins = (guint) CLAMP (known / MAX (FEWEST_UNITS, ceil (2 / least)), 1, MOST_BINS);
  qsort (mean, known, sizeof *mean, by_mean);
  for (guint i = 0, j; i < known; i = j) {
    for (j = i + 1; j < known && mean[j].mean == mean[i].mean; j++)
      ;
    int bin = (int) MIN ((guint64) (i + j) * bins / (2 * (guint64) known), bins - 1);
    for (guint k = i; k < j; k++)
      g_array_index (w->units, VslSplitUnit, mean[k].unit).stratum = bin;
  }
  return (int) bins;
}

/* ---- labels ---- */

/* Samples whose labels are not known are shared out as if that were a label. */
#define UNKNOWN VSL_MAX_LABELS
#define N_LABELS (VSL_MAX_LABELS + 1)

typedef struct {
  const VslSplitWork *w;
  guint64 *holds;          /* of each unit: labels that any of its samples has */
  guint8 *unknown;         /* of each unit: any of its samples has none that are known */
  guint left[N_LABELS];    /* samples of each label that have no part yet */
  double *wanted;          /* [parts][N_LABELS]: how many of each label the part still lacks */
  double *wanted_all;      /* [parts]: and of all samples */
  guint *part;             /* of each unit; G_MAXUINT: not yet */
} Labels;

static gboolean
is_known (const Labels *l, guint sample)
{
  return !l->w->strata->known || l->w->strata->known[sample];
}

static guint
has (const Labels *l, guint sample, guint label)
{
  if (!is_known (l, sample))
    return label == UNKNOWN;
  return label != UNKNOWN && (l->w->strata->labels[sample] >> label & 1);
}

static void
labels_init (Labels *l, const VslSplitWork *w, guint *unit_part)
{
  *l = (Labels) { .w = w, .part = unit_part };
  l->holds = g_new0 (guint64, (gsize) w->units->len + 1);
  l->unknown = g_new0 (guint8, (gsize) w->units->len + 1);
  l->wanted = g_new0 (double, (gsize) w->parts * N_LABELS);
  l->wanted_all = g_new0 (double, w->parts);
  for (guint k = 0; k < w->units->len; k++) {
    const VslSplitUnit *u = &g_array_index (w->units, VslSplitUnit, k);
    l->part[k] = G_MAXUINT;
    for (guint m = u->first; m < u->first + u->n; m++) {
      guint i = w->order[m];
      if (!is_known (l, i))
        l->unknown[k] = TRUE;
      else
        l->holds[k] |= w->strata->labels[i];
      for (guint b = 0; b < N_LABELS; b++)
        l->left[b] += has (l, i, b);
    }
  }
  for (guint s = 0; s < w->parts; s++) {
    l->wanted_all[s] = w->fractions[s] * w->n;
    for (guint b = 0; b < N_LABELS; b++)
      l->wanted[s * N_LABELS + b] = w->fractions[s] * l->left[b];
  }
}

static void
labels_clear (Labels *l)
{
  g_free (l->holds);
  g_free (l->unknown);
  g_free (l->wanted);
  g_free (l->wanted_all);
}

/* The part that lacks most of the label, then most of everything; then the lot decides. */
static guint
choose (const Labels *l, const VslSplitUnit *u, guint label)
{
  guint parts = l->w->parts, best = G_MAXUINT;
  for (guint k = 0; k < parts; k++) {
    guint s = (guint) ((u->lot + k) % parts);
    if (l->w->fractions[s] <= 0)
      continue;
    double more = best == G_MAXUINT ? INFINITY : label < N_LABELS ? l->wanted[s * N_LABELS + label] - l->wanted[best * N_LABELS + label] : 0;
    if (more > 1e-9 || (more > -1e-9 && l->wanted_all[s] > l->wanted_all[best] + 1e-9))
      best = s;
  }
  return best == G_MAXUINT ? 0 : best;
}

static void
give (Labels *l, guint k, guint s)
{
  const VslSplitUnit *u = &g_array_index (l->w->units, VslSplitUnit, k);
  l->part[k] = s;
  l->wanted_all[s] -= u->n;
  for (guint m = u->first; m < u->first + u->n; m++)
    for (guint b = 0; b < N_LABELS; b++)
      if (has (l, l->w->order[m], b)) {
        l->wanted[s * N_LABELS + b]--;
        l->left[b]--;
      }
}

typedef struct {
  guint unit, weight;      /* weight: samples of it that have the label */
  guint64 lot;
} Turn;

static int
by_turn (gconstpointer a, gconstpointer b)
{
  const Turn *x = a, *y = b;
  if (x->weight != y->weight)      /* what is large is placed while there is still room for it */
    return x->weight > y->weight ? -1 : 1;
  if (x->lot != y->lot)
    return x->lot < y->lot ? -1 : 1;
  return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* All units without a part that have the label; label N_LABELS: all that are left. */
static void
share_out (Labels *l, guint label, GArray *turns)
{
  g_array_set_size (turns, 0);
  for (guint k = 0; k < l->w->units->len; k++) {
    const VslSplitUnit *u = &g_array_index (l->w->units, VslSplitUnit, k);
    Turn turn = { k, label == N_LABELS ? u->n : 0, u->lot };
    if (l->part[k] != G_MAXUINT || (label < UNKNOWN && !(l->holds[k] >> label & 1)) || (label == UNKNOWN && !l->unknown[k]))
      continue;
    for (guint m = u->first; label < N_LABELS && m < u->first + u->n; m++)
      turn.weight += has (l, l->w->order[m], label);
    g_array_append_val (turns, turn);
  }
  g_array_sort (turns, by_turn);
  for (guint t = 0; t < turns->len; t++) {
    guint k = g_array_index (turns, Turn, t).unit;
    give (l, k, choose (l, &g_array_index (l->w->units, VslSplitUnit, k), label));
  }
}

/* Iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011: On the stratification of multi-label data) over units: the label that is rarest among what is
 * left is shared out first, since later nothing could be done for it. */
void
_vsl_split_labels (const VslSplitWork *w, guint *unit_part)
{
  Labels l;
  g_autoptr (GArray) turns = g_array_new (FALSE, FALSE, sizeof (Turn));
  labels_init (&l, w, unit_part);
  for (;;) {
    guint rarest = N_LABELS;
    for (guint b = 0; b < N_LABELS; b++)
      if (l.left[b] && (rarest == N_LABELS || l.left[b] < l.left[rarest]))
        rarest = b;
    share_out (&l, rarest, turns);
    if (rarest == N_LABELS)
      break;
  }
  labels_clear (&l);
}
