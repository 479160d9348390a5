/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-histogram.h"
#include "ui/vsl-plot-view.h"

G_BEGIN_DECLS

/* A histogram whose bars can be read and chosen, by mouse and by keys (arrows, Return). Signal "range" (double from, double to): the
 * person wants the cases of a bar; both 0: all again. */
#define VSL_TYPE_HISTOGRAM_VIEW (vsl_histogram_view_get_type ())
G_DECLARE_FINAL_TYPE (VslHistogramView, vsl_histogram_view, VSL, HISTOGRAM_VIEW, VslPlotView)

GtkWidget *vsl_histogram_view_new (const char *title);
VslHistogram *vsl_histogram_view_histogram (VslHistogramView *self);      /* borrowed; fill it, then */
void vsl_histogram_view_update (VslHistogramView *self);                  /* counts and draws */
void vsl_histogram_view_choose (VslHistogramView *self, int bin);         /* marks a bar without the signal; -1: none */

G_END_DECLS
