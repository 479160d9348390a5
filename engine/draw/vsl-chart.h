/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-axes.h"

G_BEGIN_DECLS

/* A line chart over epochs: raw points under a smooth line, the best epoch marked, a readout. Plain data: fill it,
 * then draw it as often as needed on any cairo_t. */

typedef struct {
  double x, y;
} VslPoint;

typedef enum {
  VSL_SERIES_DASHED = 1 << 0,
  VSL_SERIES_FAINT  = 1 << 1,     /* the live curve of batches: a thin line behind the others, not read out, not in the legend */
  VSL_SERIES_LIVE   = 1 << 2,     /* with FAINT: in the legend and stronger, and the axis makes room while no curve of its colour does */
} VslSeriesFlags;

typedef struct {
  char *name;
  int color;                      /* index into the palette's series */
  guint flags;
  GArray *points;                 /* of VslPoint, x ascending; y may be NaN: not measured */
} VslSeries;

typedef struct {
  char *title;
  char *font;                     /* Pango description, NULL: "Sans 9" */
  GPtrArray *series;              /* of VslSeries */
  double best;                    /* x of the best epoch; NaN: none */
  double x_end;                   /* the axis reaches at least this far (epochs planned); NaN: the data decide */
  double inset;                   /* room kept free right of the legend, for a button */
  double y_low, y_high;           /* the axis stays within these (0 and 1 for accuracy); NaN: free */
} VslChart;

/* Where things stand for one size. */
typedef struct {
  VslBox plot;
  double x0, x1, y0, y1;          /* values at the edges of plot */
  double x_step, y_step;          /* between ticks */
  double head;                    /* height of title and legend */
  gboolean legend_below;          /* the legend has a line of its own */
} VslChartArea;

VslChart *vsl_chart_new (const char *title);
void vsl_chart_free (VslChart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslChart, vsl_chart_free)
void vsl_chart_clear (VslChart *chart);
guint vsl_chart_add_series (VslChart *chart, const char *name, int color, guint flags);      /* its index */
void vsl_chart_append (VslChart *chart, guint series, double x, double y);

void vsl_chart_area (const VslChart *chart, double width, double height, VslChartArea *area);
double vsl_chart_to_x (const VslChartArea *area, double x);      /* value to pixel, and back */
double vsl_chart_to_y (const VslChartArea *area, double y);
double vsl_chart_from_x (const VslChartArea *area, double pixel);
gboolean vsl_chart_in_legend (const VslSeries *series);
gboolean vsl_chart_is_empty (const VslChart *chart);
/* Slopes of a monotone cubic through n points, x ascending: it never leaves the range of the two points it runs between. */
void vsl_chart_slopes (const double *x, const double *y, int n, double *m);
/* The x of the measured point nearest to x; NaN when there is none. */
double vsl_chart_nearest (const VslChart *chart, double x);
/* The next measured x to the left (-1) or right (1) of x, the first or last when x is NaN. */
double vsl_chart_step (const VslChart *chart, double x, int direction);
/* "Epoch 6: training 0.961, validation 0.948"; owned. */
char *vsl_chart_readout (const VslChart *chart, double x);
/* y smoothed along the series, in the order of its points: n doubles, owned; NaN stays NaN. */
double *vsl_chart_smooth (const VslSeries *series);

/* hover: x of the readout, NaN for none. */
void vsl_chart_draw (const VslChart *chart, cairo_t *cr, double width, double height, const VslDrawPalette *palette, double hover);
gboolean vsl_chart_save (const VslChart *chart, const char *path, double width, double height, GError **error);

G_END_DECLS
