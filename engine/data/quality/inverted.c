/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include "data/quality/vsl-quality.h"

#define AGAINST 0.5      /* correlation with the mean picture: the middle scan has at least this, an inverted one at most its negative */
#define LIKE 0.9         /* of the middle scan's correlation: turned round, it would be one of the set */
#define FEWEST 20

#define PIXELS (VSL_TRAITS_SIDE * VSL_TRAITS_SIDE)

static gboolean
counts (const VslTraits *t)
{
  return !(t->flags & (VSL_TRAITS_UNREADABLE | VSL_TRAITS_BLANK | VSL_TRAITS_FLAT));
}

/* A small picture with mean 0 and length 1. */
static void
standardize (const VslTraits *t, double out[PIXELS])
{
  double mean = 0, squares = 0;
  for (int i = 0; i < PIXELS; i++)
    mean += t->of.thumb[i] / (double) PIXELS;
  for (int i = 0; i < PIXELS; i++) {
    out[i] = t->of.thumb[i] - mean;
    squares += out[i] * out[i];
  }
  for (int i = 0; i < PIXELS; i++)
    out[i] /= squares > 0 ? sqrt (squares) : 1;
}

/* Correlation of each scan with the mean of the others. Returns how many count. */
static guint
correlate (const VslQualityInput *in, double *with)
{
  double sum[PIXELS] = { 0 }, own[PIXELS];
  guint n = 0;
  for (guint i = 0; i < in->n; i++)
    if (counts (&in->traits[i])) {
      standardize (&in->traits[i], own);
      for (int k = 0; k < PIXELS; k++)
        sum[k] += own[k];
      n++;
    }
  for (guint i = 0; i < in->n; i++) {
    double dot = 0, length = 0;
    with[i] = 0;
    if (!counts (&in->traits[i]))
      continue;
    standardize (&in->traits[i], own);
    for (int k = 0; k < PIXELS; k++) {
      dot += own[k] * (sum[k] - own[k]);
      length += (sum[k] - own[k]) * (sum[k] - own[k]);
    }
    with[i] = length > 0 ? dot / sqrt (length) : 0;
  }
  return n;
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autofree double *with = g_new (double, (gsize) in->n + 1), *sorted = g_new (double, (gsize) in->n + 1);
  if (!in->traits || correlate (in, with) < FEWEST)
    return;
  memcpy (sorted, with, in->n * sizeof *with);
  double usual = vsl_quantile (sorted, in->n, 0.5);
  if (!(usual >= AGAINST))
    return;                       /* these scans have no common look that one could be the negative of */
  GArray *ids = vsl_ids_new ();
  for (guint i = 0; i < in->n; i++)
    if (with[i] <= -fmax (AGAINST, LIKE * usual))
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan looks inverted: dark and bright are exchanged, compared with the rest.",
                                               "%u scans look inverted: dark and bright are exchanged, compared with the rest.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_inverted;

const VslCheckClass vsl_check_inverted = {
  .head = {
    .name = "inverted",
    .title = N_("Inverted"),
    .summary = N_("Scans whose dark and bright are exchanged, compared with the rest of the set."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_INVERT,
  .find = find,
};
