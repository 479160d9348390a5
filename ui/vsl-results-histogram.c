/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-results-histogram.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-results-targets.h"

/* One group a class, so that it is seen whether the error tells them apart; the last is of what has none. */
static guint
add_groups (VslHistogram *h, const VslPredictions *p, const VslProjectInfo *info)
{
  guint n = info->class_names != NULL ? g_strv_length (info->class_names) : 0, none = 0;

  for (guint c = 0; c < n; c++)
    vsl_histogram_add_group (h, info->class_names[c], (int) c);
  for (guint i = 0; i < p->n; i++)
    none += p->label[i] < 0;
  if (n == 0)
    vsl_histogram_add_group (h, info->kind == VSL_SAMPLE_TABLE ? _("Rows") : info->kind == VSL_SAMPLE_NOTE ? _("Notes") : _("Scans"), 0);
  else if (none > 0)
    vsl_histogram_add_group (h, _("No class"), (int) n);
  return n;
}

/**
 * vsl_results_fill_histogram:
 */
gboolean
vsl_results_fill_histogram (VslHistogramView *view, const VslResults *results, const VslProjectInfo *info)
{
  const VslPredictions *p = results->predictions;
  VslHistogram *h = vsl_histogram_view_histogram (view);
  gboolean shown = p->classes == 0 && p->error != NULL;
  guint n;

  g_free (h->title);
  h->title = g_strdup (p->number != NULL ? _("How Far Off") : _("Reconstruction Error"));
  if (p->number != NULL)
    {
      vsl_results_fill_residuals (view, p);
      return TRUE;
    }
  vsl_histogram_clear (h);
  if (shown)
    {
      n = add_groups (h, p, info);
      for (guint i = 0; i < p->n; i++)
        vsl_histogram_add (h, p->label[i] >= 0 && p->label[i] < (int) n ? (guint) p->label[i] : n, p->error[i]);
    }
  vsl_histogram_view_update (view);
  return shown;
}

/**
 * vsl_results_histogram_hint:
 *
 * Returns: (transfer none): what the bars say, translated
 */
const char *
vsl_results_histogram_hint (const VslResults *results, const VslProjectInfo *info)
{
  if (results->predictions->number != NULL)
    return _("On the dashed line the answer is the truth. Below: how far the answers are off; left of 0 they are too low. Choose a dot or a bar to see its samples.");
  return info->kind == VSL_SAMPLE_NOTE
           ? _("The further right, the worse the note is told again: something the network has not learnt. Choose a bar to see its notes.")
           : _("The further right, the worse the scan is redrawn: something the network has not learnt. Choose a bar to see its scans.");
}
