/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"
#include "ui/vsl-histogram-view.h"
#include "ui/vsl-scatter-view.h"

G_BEGIN_DECLS

/* What the Results page shows of numbers that are predicted: the answers against the truth, and how far they are off. */
/* FALSE: the predictions are of something else, and the view is empty. */
gboolean vsl_results_fill_scatter (VslScatterView *scatter, const VslPredictions *predictions);
void vsl_results_fill_residuals (VslHistogramView *histogram, const VslPredictions *predictions);
/* "said 5.2, true 4.9", "frail, infection": what the network said of a case; css: "success", "error" or NULL. Owned; NULL: predictions are of classes. */
char *vsl_results_target_text (const VslPredictions *predictions, guint i, char **names, const char **css);

G_END_DECLS
