/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-results-targets.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-cases.h"

gboolean
vsl_results_fill_scatter (VslScatterView *view, const VslPredictions *p)
{
  VslScatter *scatter = vsl_scatter_view_scatter (view);

  vsl_scatter_clear (scatter);
  for (guint i = 0; p->number != NULL && p->values != NULL && p->width == 1 && i < p->n; i++)
    vsl_scatter_add (scatter, p->number[i], (double) p->values[i], i);
  vsl_scatter_view_update (view);
  return p->number != NULL;
}

void
vsl_results_fill_residuals (VslHistogramView *view, const VslPredictions *p)
{
  VslHistogram *h = vsl_histogram_view_histogram (view);

  vsl_histogram_clear (h);
  vsl_histogram_add_group (h, _("Said minus true"), 0);
  for (guint i = 0; i < p->n; i++)
    vsl_histogram_add (h, 0, vsl_cases_error (p, i));
  vsl_histogram_view_update (view);
}

/* Labels that are said; right when they are just those that hold. */
static char *
labels_text (const VslPredictions *p, guint i, char **names, const char **css)
{
  GString *s = g_string_new (NULL);
  gboolean right = TRUE;

  for (int k = 0; k < p->classes; k++)
    {
      gboolean said = p->prob[(gsize) i * p->classes + k] > 0.5;

      right &= said == (gboolean) (p->labels[i] >> k & 1);
      if (said)
        g_string_append_printf (s, "%s%s", s->len > 0 ? ", " : "", names[k]);
    }
  if (s->len == 0)
    g_string_append (s, _("None of the labels"));
  *css = !p->known[i] ? NULL : right ? "success" : "error";
  return g_string_free (s, FALSE);
}

char *
vsl_results_target_text (const VslPredictions *p, guint i, char **names, const char **css)
{
  *css = NULL;
  if (p->labels != NULL)
    return labels_text (p, i, names, css);
  if (p->number == NULL || p->values == NULL || p->width != 1)
    return NULL;
  return isnan (p->number[i]) ? g_strdup_printf (_("said %.4g"), (double) p->values[i])
                              : g_strdup_printf (_("said %.4g, true %.4g"), (double) p->values[i], p->number[i]);
}
