/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-results.h"
#include "ui/vsl-histogram-view.h"

G_BEGIN_DECLS

/* How far an autoencoder is off, as a score, or a number from the true one. FALSE: the results are of neither, and the view is empty. */
gboolean vsl_results_fill_histogram (VslHistogramView *view, const VslResults *results, const VslProjectInfo *info);
const char *vsl_results_histogram_hint (const VslResults *results, const VslProjectInfo *info);

G_END_DECLS
