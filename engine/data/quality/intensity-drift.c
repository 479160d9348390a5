/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include "data/quality/vsl-quality.h"

#define LEAST 0.35       /* of the standard deviation within a split */
#define SURE 4.5         /* standard errors */

typedef struct {
  double n, mean, squares;
} Side;

static void
add (Side *s, double v)
{
  double d = v - s->mean;
  s->n++;
  s->mean += d / s->n;
  s->squares += d * (v - s->mean);
}

static void
compare (VslFindings *out, const Side *a, const Side *b, int split)
{
  if (a->n < 10 || b->n < 10)
    return;
  double va = a->squares / (a->n - 1), vb = b->squares / (b->n - 1), between = fabs (a->mean - b->mean);
  double within = sqrt ((a->squares + b->squares) / (a->n + b->n - 2));
  if (between > LEAST * within && between > SURE * sqrt (va / a->n + vb / b->n) && between > 0.01 * fabs (a->mean))
    vsl_findings_tell (out, VSL_SEVERITY_WARNING, (guint) b->n, vsl_split_names[split],
                       g_strdup_printf (b->mean > a->mean
                                          ? _("The scans of %s are brighter than those of train, by %.0f %% on average: perhaps they come from another device.")
                                          : _("The scans of %s are darker than those of train, by %.0f %% on average: perhaps they come from another device."),
                                        vsl_split_names[split], 100 * between / fmax (fabs (a->mean), 1e-12)));
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  Side side[VSL_N_SPLITS] = { 0 };
  for (guint i = 0; in->traits && i < in->n; i++)
    if (in->samples[i].split != VSL_SPLIT_NONE && !(in->traits[i].flags & (VSL_TRAITS_UNREADABLE | VSL_TRAITS_BLANK)))
      add (&side[in->samples[i].split], in->traits[i].mean);
  for (int s = VSL_SPLIT_VAL; s < VSL_N_SPLITS; s++)
    compare (out, &side[VSL_SPLIT_TRAIN], &side[s], s);
}

extern const VslCheckClass vsl_check_intensity_drift;

const VslCheckClass vsl_check_intensity_drift = {
  .head = {
    .name = "intensity_drift",
    .title = N_("Brightness differs between splits"),
    .summary = N_("The scans of one split are brighter or darker than those of another."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_SPLIT,
  .find = find,
};
