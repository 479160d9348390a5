/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "draw/vsl-chart.h"

typedef struct {
  const VslChart *chart;
  cairo_t *cr;
  const VslDrawPalette *palette;
  VslChartArea area;
  double width, height, hover;
} Pen;

static void
draw_axes (Pen *pen)
{
  const VslChartArea *a = &pen->area;
  cairo_set_line_width (pen->cr, 1);
  for (double i = ceil (a->y0 / a->y_step - 1e-9); i * a->y_step <= a->y1 + 1e-9 * a->y_step; i++) {
    g_autofree char *text = vsl_axis_tick_text (i * a->y_step, a->y_step);
    vsl_axis_grid_line (pen->cr, pen->palette, pen->chart->font, &a->plot, vsl_chart_to_y (a, i * a->y_step), text);
  }
  double y = a->plot.y + a->plot.height;
  for (double i = ceil (a->x0 / a->x_step - 1e-9); i * a->x_step <= a->x1 + 1e-9; i++) {
    double x = vsl_chart_to_x (a, i * a->x_step);
    vsl_draw_set_color (pen->cr, pen->palette->dim, 0.6);
    cairo_move_to (pen->cr, floor (x) + 0.5, y);
    cairo_line_to (pen->cr, floor (x) + 0.5, y + 4);
    cairo_stroke (pen->cr);
    g_autofree char *text = g_strdup_printf ("%.4g", fabs (i) < 1e-9 ? 0 : i * a->x_step);
    vsl_axis_label (pen->cr, pen->chart->font, text, x, y + (pen->height - y) / 2 + 1, 0.5, pen->palette->dim);
  }
}

static void
draw_head (Pen *pen)
{
  int w, h;
  g_autoptr (PangoLayout) title = vsl_draw_layout (pen->chart->font, pen->chart->title ? pen->chart->title : "", TRUE);
  pango_layout_get_pixel_size (title, &w, &h);
  vsl_draw_set_color (pen->cr, pen->palette->text, 1);
  vsl_draw_text (pen->cr, title, 12, 6);
  double y = 6 + h / 2.0 + (pen->area.legend_below ? h + 2 : 0);
  double x = pen->area.legend_below ? 12 : pen->width - 12 - pen->chart->inset;
  double dashes[] = { 4, 3 };
  for (guint k = 0; k < pen->chart->series->len; k++) {
    /* Above, the legend grows from the right edge: last series first. */
    guint i = pen->area.legend_below ? k : pen->chart->series->len - 1 - k;
    const VslSeries *series = pen->chart->series->pdata[i];
    if (!vsl_chart_in_legend (series))
      continue;
    g_autoptr (PangoLayout) layout = vsl_draw_layout (pen->chart->font, series->name, FALSE);
    pango_layout_get_pixel_size (layout, &w, &h);
    double left = pen->area.legend_below ? x : x - w - 20;
    gboolean faint = (series->flags & VSL_SERIES_FAINT) != 0;
    vsl_draw_set_color (pen->cr, pen->palette->series[series->color], faint ? 0.6 : 1);
    cairo_set_line_width (pen->cr, faint ? 1 : 2);
    cairo_set_dash (pen->cr, dashes, series->flags & VSL_SERIES_DASHED ? 2 : 0, 0);
    cairo_move_to (pen->cr, left, y);
    cairo_line_to (pen->cr, left + 14, y);
    cairo_stroke (pen->cr);
    cairo_set_dash (pen->cr, NULL, 0, 0);
    vsl_draw_set_color (pen->cr, pen->palette->text, 0.85);
    vsl_draw_text (pen->cr, layout, left + 20, y - h / 2.0);
    x = pen->area.legend_below ? left + w + 34 : left - 14;
  }
}

/* One mean per pixel column: a curve of a million batches costs what a short one does. */
static void
draw_faint (Pen *pen, const VslSeries *series)
{
  double sum = 0, column = NAN;
  guint n = 0;
  gboolean open = FALSE;
  vsl_draw_set_color (pen->cr, pen->palette->series[series->color], series->flags & VSL_SERIES_LIVE ? 0.6 : 0.35);
  cairo_set_line_width (pen->cr, 1);
  for (guint i = 0; i <= series->points->len; i++) {
    gboolean end = i == series->points->len;
    VslPoint p = end ? (VslPoint) { NAN, NAN } : g_array_index (series->points, VslPoint, i);
    double x = end ? NAN : floor (vsl_chart_to_x (&pen->area, p.x));
    if (!end && isnan (p.y))
      continue;
    if (n && x != column) {
      double y = vsl_chart_to_y (&pen->area, sum / n);
      open ? cairo_line_to (pen->cr, column, y) : cairo_move_to (pen->cr, column, y);
      open = TRUE;
      sum = n = 0;
    }
    column = x;
    sum += p.y;
    n++;
  }
  cairo_stroke (pen->cr);
}

#define MOST 1000                    /* points that a line is smoothed from: finer than a screen shows */

/* Of a long series, means of so many neighbours that MOST are left: ten thousand epochs are drawn as quickly as a thousand. */
static GArray *
thinned (const VslSeries *series)
{
  guint n = series->points->len, each = (n + MOST - 1) / MOST;
  if (each <= 1)
    return g_array_ref (series->points);
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (VslPoint), n / each + 1);
  for (guint i = 0; i < n; i += each) {
    VslPoint mean = { 0, 0 };
    guint end = MIN (i + each, n), known = 0;
    for (guint k = i; k < end; k++) {
      VslPoint p = g_array_index (series->points, VslPoint, k);
      if (isnan (p.y))
        continue;
      mean.x += p.x;
      mean.y += p.y;
      known++;
    }
    mean = known ? (VslPoint) { mean.x / known, mean.y / known } : (VslPoint) { g_array_index (series->points, VslPoint, i).x, NAN };
    g_array_append_val (points, mean);
  }
  return points;
}

static void
draw_line (Pen *pen, const VslSeries *whole)
{
  double dashes[] = { 6, 4 };
  g_autoptr (GArray) points = thinned (whole);
  const VslSeries less = { .name = whole->name, .color = whole->color, .flags = whole->flags, .points = points }, *series = &less;
  int n = 0, count = (int) series->points->len;
  g_autofree double *smooth = vsl_chart_smooth (series);
  g_autofree double *x = g_new (double, MAX (count, 1)), *y = g_new (double, MAX (count, 1)), *m = g_new (double, MAX (count, 1));
  for (int i = 0; i < count; i++) {
    double px = vsl_chart_to_x (&pen->area, g_array_index (series->points, VslPoint, i).x);
    if (isnan (smooth[i]) || (n && px - x[n - 1] < 0.25))
      continue;
    x[n] = px;
    y[n++] = vsl_chart_to_y (&pen->area, smooth[i]);
  }
  vsl_chart_slopes (x, y, n, m);
  vsl_draw_set_color (pen->cr, pen->palette->series[series->color], 1);
  cairo_set_line_width (pen->cr, 2);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (pen->cr, dashes, series->flags & VSL_SERIES_DASHED ? 2 : 0, 0);
  for (int i = 0; i < n; i++) {
    double h = i ? (x[i] - x[i - 1]) / 3 : 0;
    if (i == 0)
      cairo_move_to (pen->cr, x[0], y[0]);
    else
      cairo_curve_to (pen->cr, x[i - 1] + h, y[i - 1] + m[i - 1] * h, x[i] - h, y[i] - m[i] * h, x[i], y[i]);
  }
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

static void
draw_points (Pen *pen, const VslSeries *series)
{
  guint n = series->points->len;
  guint every = MAX (1, n / 600);
  double radius = n > 150 ? 1.4 : 2.2;
  vsl_draw_set_color (pen->cr, pen->palette->series[series->color], n > 20 ? 0.45 : 0.9);
  for (guint i = 0; i < n; i += every) {
    VslPoint p = g_array_index (series->points, VslPoint, i);
    if (isnan (p.y))
      continue;
    cairo_arc (pen->cr, vsl_chart_to_x (&pen->area, p.x), vsl_chart_to_y (&pen->area, p.y), radius, 0, 2 * G_PI);
    cairo_fill (pen->cr);
  }
}

static void
draw_best (Pen *pen)
{
  if (isnan (pen->chart->best))
    return;
  double dashes[] = { 4, 4 };
  const VslBox *plot = &pen->area.plot;
  double x = floor (vsl_chart_to_x (&pen->area, pen->chart->best)) + 0.5;
  vsl_draw_set_color (pen->cr, pen->palette->best, 1);
  cairo_set_line_width (pen->cr, 1);
  cairo_set_dash (pen->cr, dashes, 2, 0);
  cairo_move_to (pen->cr, x, plot->y);
  cairo_line_to (pen->cr, x, plot->y + plot->height);
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

/* How much of the curves runs through a box: pixel columns of it that a curve crosses. */
static int
crossed (Pen *pen, const VslBox *box)
{
  int n = 0;
  for (guint s = 0; s < pen->chart->series->len; s++) {
    const GArray *points = ((VslSeries *) pen->chart->series->pdata[s])->points;
    double x0 = NAN, y0 = NAN;
    for (guint i = 0; i < points->len; i++) {
      VslPoint p = g_array_index (points, VslPoint, i);
      if (isnan (p.y))
        continue;
      double x = vsl_chart_to_x (&pen->area, p.x), y = vsl_chart_to_y (&pen->area, p.y);
      if (isnan (x0))
        x0 = x, y0 = y;
      for (double at = MAX (x0, box->x); at <= MIN (x, box->x + box->width); at += 2) {
        double here = x > x0 ? y0 + (y - y0) * (at - x0) / (x - x0) : y;
        n += here >= box->y && here <= box->y + box->height;
      }
      x0 = x;
      y0 = y;
    }
  }
  return n;
}

/* The name of the best epoch's line: beside it, where the fewest curves run; on a ground of its own where some do. */
static void
draw_best_name (Pen *pen)
{
  if (isnan (pen->chart->best))
    return;
  int w, h, least = G_MAXINT;
  const VslBox *plot = &pen->area.plot;
  VslBox place = { 0 };
  double x = floor (vsl_chart_to_x (&pen->area, pen->chart->best)) + 0.5;
  g_autofree char *text = g_strdup_printf (_("best epoch %.4g"), pen->chart->best);
  g_autoptr (PangoLayout) layout = vsl_draw_layout (pen->chart->font, text, FALSE);
  pango_layout_get_pixel_size (layout, &w, &h);
  for (int k = 0; k * h + h <= MAX (plot->height, h) && k < 40 && least > 0; k++)
    for (int side = 0; side < 2 && least > 0; side++) {
      VslBox box = { side ? x - 8 - w : x + 4, plot->y + k * h, w + 4, h };
      if ((side ? box.x < plot->x : box.x + box.width > plot->x + plot->width) && least < G_MAXINT)
        continue;
      gboolean outside = side ? box.x < plot->x : box.x + box.width > plot->x + plot->width;
      int cost = crossed (pen, &box) + (outside ? 10000 : 0);
      if (cost < least) {
        least = cost;
        place = box;
      }
    }
  if (least > 0) {
    vsl_draw_set_color (pen->cr, pen->palette->background, 0.85);
    vsl_draw_rounded (pen->cr, place.x, place.y, place.width, place.height, 3);
    cairo_fill (pen->cr);
  }
  vsl_draw_set_color (pen->cr, pen->palette->best, 1);
  vsl_draw_text (pen->cr, layout, place.x + 2, place.y);
}

static void
draw_tip (Pen *pen, double x, double value)
{
  int w, h;
  const VslBox *plot = &pen->area.plot;
  g_autofree char *text = vsl_chart_readout (pen->chart, value);
  g_autoptr (PangoLayout) layout = vsl_draw_layout (pen->chart->font, text, FALSE);
  pango_layout_set_spacing (layout, 2 * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &w, &h);
  double left = x + 12, top = plot->y + 18;
  if (left + w + 16 > plot->x + plot->width)
    left = MAX (x - 12 - w - 16, 2);
  top = MAX (MIN (top, pen->height - h - 18), 2);
  vsl_draw_set_color (pen->cr, pen->palette->tip, 0.94);
  vsl_draw_rounded (pen->cr, left, top, w + 16, h + 12, 6);
  cairo_fill (pen->cr);
  vsl_draw_set_color (pen->cr, pen->palette->tip_text, 1);
  vsl_draw_text (pen->cr, layout, left + 8, top + 6);
}

static void
draw_hover (Pen *pen)
{
  double value = isnan (pen->hover) ? NAN : vsl_chart_nearest (pen->chart, pen->hover);
  if (isnan (value))
    return;
  const VslBox *plot = &pen->area.plot;
  double x = vsl_chart_to_x (&pen->area, value);
  vsl_draw_set_color (pen->cr, pen->palette->dim, 0.8);
  cairo_set_line_width (pen->cr, 1);
  cairo_move_to (pen->cr, floor (x) + 0.5, plot->y);
  cairo_line_to (pen->cr, floor (x) + 0.5, plot->y + plot->height);
  cairo_stroke (pen->cr);
  for (guint s = 0; s < pen->chart->series->len; s++) {
    const VslSeries *series = pen->chart->series->pdata[s];
    for (guint i = 0; i < series->points->len && !(series->flags & VSL_SERIES_FAINT); i++) {
      VslPoint p = g_array_index (series->points, VslPoint, i);
      if (isnan (p.y) || fabs (p.x - value) > 1e-9)
        continue;
      cairo_arc (pen->cr, x, vsl_chart_to_y (&pen->area, p.y), 4, 0, 2 * G_PI);
      vsl_draw_set_color (pen->cr, pen->palette->series[series->color], 1);
      cairo_fill_preserve (pen->cr);
      vsl_draw_set_color (pen->cr, pen->palette->card, 1);
      cairo_stroke (pen->cr);
    }
  }
  draw_tip (pen, x, value);
}

static void
draw_empty (Pen *pen)
{
  const VslBox *plot = &pen->area.plot;
  vsl_axis_label (pen->cr, pen->chart->font, _("Curves appear here while a network learns."), pen->width / 2, plot->y + plot->height / 2, 0.5,
                  pen->palette->dim);
}

/**
 * vsl_chart_draw:
 * @width: of the whole chart, in user units
 * @hover: where the readout stands, NaN for none
 *
 * Draws on what is there already: the ground is the caller's.
 */
void
vsl_chart_draw (const VslChart *chart, cairo_t *cr, double width, double height, const VslDrawPalette *palette, double hover)
{
  Pen pen = { .chart = chart, .cr = cr, .palette = palette, .width = width, .height = height, .hover = hover };
  if (width < 60 || height < 60)
    return;
  vsl_chart_area (chart, width, height, &pen.area);
  cairo_save (cr);
  draw_head (&pen);
  if (vsl_chart_is_empty (chart)) {
    draw_empty (&pen);
    cairo_restore (cr);
    return;
  }
  draw_axes (&pen);
  draw_best (&pen);
  cairo_save (cr);
  cairo_rectangle (cr, pen.area.plot.x - 3, pen.area.plot.y - 3, pen.area.plot.width + 6, pen.area.plot.height + 6);
  cairo_clip (cr);
  for (guint i = 0; i < chart->series->len; i++)
    if (((VslSeries *) chart->series->pdata[i])->flags & VSL_SERIES_FAINT)
      draw_faint (&pen, chart->series->pdata[i]);
  for (guint i = 0; i < chart->series->len; i++)
    if (!(((VslSeries *) chart->series->pdata[i])->flags & VSL_SERIES_FAINT)) {
      draw_points (&pen, chart->series->pdata[i]);
      draw_line (&pen, chart->series->pdata[i]);
    }
  cairo_restore (cr);
  draw_best_name (&pen);
  draw_hover (&pen);
  cairo_restore (cr);
}

static void
draw_for_file (cairo_t *cr, double width, double height, gconstpointer chart)
{
  const VslDrawPalette *palette = vsl_draw_palette (FALSE);
  vsl_draw_set_color (cr, palette->background, 1);
  cairo_paint (cr);
  vsl_chart_draw (chart, cr, width, height, palette, NAN);
}

/**
 * vsl_chart_save:
 * @path: ends in .svg, .pdf or .png
 *
 * Writes the chart on white, whatever the window's colours are: pictures are for papers.
 */
gboolean
vsl_chart_save (const VslChart *chart, const char *path, double width, double height, GError **error)
{
  return vsl_draw_save (path, width, height, draw_for_file, chart, error);
}
