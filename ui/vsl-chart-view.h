/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-chart.h"
#include "ui/vsl-plot-view.h"

G_BEGIN_DECLS

/* A chart that can be read with the mouse and with the arrow keys, and saved as a picture. */
#define VSL_TYPE_CHART_VIEW (vsl_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (VslChartView, vsl_chart_view, VSL, CHART_VIEW, VslPlotView)

GtkWidget *vsl_chart_view_new (const char *title);
void vsl_chart_view_set_title (VslChartView *self, const char *title);
/* Borrowed; call vsl_chart_view_update after changing it. */
VslChart *vsl_chart_view_chart (VslChartView *self);
void vsl_chart_view_update (VslChartView *self);
/* x of the readout, NaN: none. */
double vsl_chart_view_hover (VslChartView *self);

G_END_DECLS
