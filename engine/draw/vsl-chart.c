/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart's data: ranges, ticks, smoothing, what stands under the pointer. Drawing is in vsl-chart-draw.c. */
#include "draw/vsl-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Values beyond this are drawn at the edge; keeps differences finite. */
#define HUGE_Y 1e300

static void
series_free (gpointer data)
{
  VslSeries *series = data;
  g_free (series->name);
  g_array_unref (series->points);
  g_free (series);
}

/**
 * vsl_chart_new:
 *
 * Returns: (transfer full): an empty chart
 */
VslChart *
vsl_chart_new (const char *title)
{
  VslChart *chart = g_new0 (VslChart, 1);
  chart->title = g_strdup (title);
  chart->series = g_ptr_array_new_with_free_func (series_free);
  chart->best = chart->x_end = chart->y_low = chart->y_high = NAN;
  return chart;
}

/**
 * vsl_chart_free:
 */
void
vsl_chart_free (VslChart *chart)
{
  if (!chart)
    return;
  g_ptr_array_unref (chart->series);
  g_free (chart->title);
  g_free (chart->font);
  g_free (chart);
}

/**
 * vsl_chart_clear:
 *
 * Takes out all series and the mark; the title and limits stay.
 */
void
vsl_chart_clear (VslChart *chart)
{
  g_ptr_array_set_size (chart->series, 0);
  chart->best = chart->x_end = NAN;
}

/**
 * vsl_chart_add_series:
 * @color: index of the colour, taken modulo the number of colours
 * @flags: #VslSeriesFlags
 *
 * Returns: the index of the new series
 */
guint
vsl_chart_add_series (VslChart *chart, const char *name, int color, guint flags)
{
  VslSeries *series = g_new0 (VslSeries, 1);
  series->name = g_strdup (name);
  series->color = ABS (color) % VSL_DRAW_COLORS;
  series->flags = flags;
  series->points = g_array_new (FALSE, FALSE, sizeof (VslPoint));
  g_ptr_array_add (chart->series, series);
  return chart->series->len - 1;
}

/**
 * vsl_chart_append:
 * @x: must not be less than the last one
 * @y: may be NaN or infinite: then nothing is drawn there
 */
void
vsl_chart_append (VslChart *chart, guint series, double x, double y)
{
  g_return_if_fail (series < chart->series->len);
  VslPoint point = { x, isnan (y) ? NAN : CLAMP (y, -HUGE_Y, HUGE_Y) };
  if (isinf (y) || !isfinite (x))
    point.y = NAN;
  g_array_append_val (((VslSeries *) chart->series->pdata[series])->points, point);
}

typedef struct {
  double x0, x1, y0, y1;
  gboolean any;
} Range;

static void
extend (Range *range, const VslSeries *series)
{
  for (guint i = 0; i < series->points->len; i++) {
    VslPoint p = g_array_index (series->points, VslPoint, i);
    if (isnan (p.y))
      continue;
    if (!range->any)
      *range = (Range) { p.x, p.x, p.y, p.y, TRUE };
    range->x0 = MIN (range->x0, p.x);
    range->x1 = MAX (range->x1, p.x);
    range->y0 = MIN (range->y0, p.y);
    range->y1 = MAX (range->y1, p.y);
  }
}

/* The faint curve jumps about; once there are epochs it may not squeeze them to a line. A live one whose run has no curve
 * yet is all there is to see of that run, and gets its room. */
static Range
range_of (const VslChart *chart)
{
  Range main = { 0 }, faint = { 0 };
  for (guint i = 0; i < chart->series->len; i++) {
    const VslSeries *series = chart->series->pdata[i];
    gboolean alone = (series->flags & VSL_SERIES_LIVE) != 0;
    for (guint k = 0; k < chart->series->len && alone; k++) {
      const VslSeries *other = chart->series->pdata[k];
      alone = (other->flags & VSL_SERIES_FAINT) || other->color != series->color || other->points->len < 2;
    }
    extend (series->flags & VSL_SERIES_FAINT && !alone ? &faint : &main, series);
  }
  if (!main.any)
    return faint;
  if (faint.any) {
    double room = 0.3 * (main.y1 - main.y0);
    main.x0 = MIN (main.x0, faint.x0);
    main.x1 = MAX (main.x1, faint.x1);
    main.y0 = MAX (MIN (main.y0, faint.y0), main.y0 - room);
    main.y1 = MIN (MAX (main.y1, faint.y1), main.y1 + room);
  }
  return main;
}

/**
 * vsl_chart_in_legend:
 */
gboolean
vsl_chart_in_legend (const VslSeries *series)
{
  return !(series->flags & VSL_SERIES_FAINT) || (series->flags & VSL_SERIES_LIVE);
}

/**
 * vsl_chart_is_empty:
 */
gboolean
vsl_chart_is_empty (const VslChart *chart)
{
  for (guint i = 0; i < chart->series->len; i++)
    if (((VslSeries *) chart->series->pdata[i])->points->len)
      return FALSE;
  return TRUE;
}

static void
legend_size (const VslChart *chart, double *width, double *title_width, double *line)
{
  int w, h;
  g_autoptr (PangoLayout) title = vsl_draw_layout (chart->font, chart->title ? chart->title : " ", TRUE);
  pango_layout_get_pixel_size (title, &w, &h);
  *title_width = w;
  *line = h;
  *width = 0;
  for (guint i = 0; i < chart->series->len; i++) {
    const VslSeries *series = chart->series->pdata[i];
    if (!vsl_chart_in_legend (series))
      continue;
    g_autoptr (PangoLayout) layout = vsl_draw_layout (chart->font, series->name, FALSE);
    pango_layout_get_pixel_size (layout, &w, NULL);
    *width += w + 34;
  }
}

/* The widest of the y ticks decides the left margin. */
static double
tick_width (const VslChart *chart, double y0, double y1, double step)
{
  double widest = 0, first = ceil (y0 / step - 1e-9);
  for (double i = first; i * step <= y1 + 1e-9 * step && i < first + 50; i++) {
    g_autofree char *text = vsl_axis_tick_text (i * step, step);
    widest = MAX (widest, vsl_axis_text_width (chart->font, text));
  }
  return widest;
}

static void
y_limits (const VslChart *chart, const Range *range, VslChartArea *area)
{
  double y0 = range->any ? range->y0 : 0, y1 = range->any ? range->y1 : 1;
  if (y1 - y0 < 1e-9 * MAX (1, fabs (y1))) {
    double half = MAX (0.05 * fabs (y1), 1e-6);
    y0 -= half;
    y1 += half;
  }
  double room = 0.06 * (y1 - y0);
  gboolean positive = y0 >= 0;
  area->y0 = positive ? MAX (0, y0 - room) : y0 - room;
  area->y1 = y1 + room;
  if (!isnan (chart->y_high))
    area->y1 = MIN (area->y1, MAX (chart->y_high, y1));
  if (!isnan (chart->y_low))
    area->y0 = MAX (area->y0, MIN (chart->y_low, y0));
}

/**
 * vsl_chart_area:
 * @area: (out): where the plot stands in @width x @height and which values its edges have
 *
 * Never fails: a chart without points gets axes from 0 to 1.
 */
void
vsl_chart_area (const VslChart *chart, double width, double height, VslChartArea *area)
{
  Range range = range_of (chart);
  double legend, title, line;
  *area = (VslChartArea) { 0 };
  area->x0 = range.any ? range.x0 : 0;
  area->x1 = range.any ? range.x1 : 1;
  if (!isnan (chart->x_end))
    area->x1 = MAX (area->x1, chart->x_end);
  if (area->x1 - area->x0 < 1e-9) {
    area->x0 -= 0.5;
    area->x1 += 0.5;
  }
  y_limits (chart, &range, area);
  legend_size (chart, &legend, &title, &line);
  area->legend_below = legend > 0 && title + legend + 24 + chart->inset > width;
  area->head = 6 + line * (area->legend_below ? 2 : 1) + 10;
  double foot = line + 8;
  area->y_step = vsl_axis_step (area->y1 - area->y0, (int) CLAMP ((height - area->head - foot) / 44, 2, 8));
  double left = tick_width (chart, area->y0, area->y1, area->y_step) + 12;
  area->plot = (VslBox) { left, area->head, MAX (width - left - 12, 1), MAX (height - area->head - foot, 1) };
  area->x_step = MAX (1, vsl_axis_step (area->x1 - area->x0, (int) CLAMP (area->plot.width / 64, 2, 10)));
}

/**
 * vsl_chart_to_x:
 */
double
vsl_chart_to_x (const VslChartArea *area, double x)
{
  return area->plot.x + (x - area->x0) / (area->x1 - area->x0) * area->plot.width;
}

/**
 * vsl_chart_to_y:
 */
double
vsl_chart_to_y (const VslChartArea *area, double y)
{
  return area->plot.y + (area->y1 - y) / (area->y1 - area->y0) * area->plot.height;
}

/**
 * vsl_chart_from_x:
 */
double
vsl_chart_from_x (const VslChartArea *area, double pixel)
{
  return area->x0 + (pixel - area->plot.x) / area->plot.width * (area->x1 - area->x0);
}

/**
 * vsl_chart_nearest:
 *
 * Returns: the x of the measured point nearest to @x in any series that is read out, NaN when there is none
 */
double
vsl_chart_nearest (const VslChart *chart, double x)
{
  double best = NAN;
  for (guint s = 0; s < chart->series->len; s++) {
    const VslSeries *series = chart->series->pdata[s];
    for (guint i = 0; i < series->points->len && !(series->flags & VSL_SERIES_FAINT); i++) {
      VslPoint p = g_array_index (series->points, VslPoint, i);
      if (!isnan (p.y) && (isnan (best) || fabs (p.x - x) < fabs (best - x)))
        best = p.x;
    }
  }
  return best;
}

/**
 * vsl_chart_step:
 * @direction: -1 or 1
 *
 * Returns: the next measured x on that side of @x; @x itself at the end; from nowhere (NaN) the first or the last
 */
double
vsl_chart_step (const VslChart *chart, double x, int direction)
{
  if (isnan (x))
    return vsl_chart_nearest (chart, direction > 0 ? G_MININT : G_MAXINT);
  double best = NAN;
  for (guint s = 0; s < chart->series->len; s++) {
    const VslSeries *series = chart->series->pdata[s];
    for (guint i = 0; i < series->points->len && !(series->flags & VSL_SERIES_FAINT); i++) {
      VslPoint p = g_array_index (series->points, VslPoint, i);
      double ahead = (p.x - x) * direction;
      if (!isnan (p.y) && ahead > 1e-9 && (isnan (best) || ahead < (best - x) * direction))
        best = p.x;
    }
  }
  return isnan (best) ? x : best;
}

/**
 * vsl_chart_readout:
 * @x: an epoch that was measured
 *
 * Returns: (transfer full): the values there, in words: for the accessible description of a chart
 */
char *
vsl_chart_readout (const VslChart *chart, double x)
{
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, _("Epoch %.4g"), x);
  for (guint s = 0; s < chart->series->len; s++) {
    const VslSeries *series = chart->series->pdata[s];
    for (guint i = 0; i < series->points->len && !(series->flags & VSL_SERIES_FAINT); i++) {
      VslPoint p = g_array_index (series->points, VslPoint, i);
      if (!isnan (p.y) && fabs (p.x - x) < 1e-9)
        g_string_append_printf (text, "\n%s  %.4g", series->name, p.y);
    }
  }
  return g_string_free (text, FALSE);
}

#define REACH 200                    /* neighbours on each side, at most */

/**
 * vsl_chart_smooth:
 *
 * A Gaussian mean over neighbours, a fortieth of the series wide: short series pass through their points, long ones
 * lose their jitter. It looks to both sides, so that the curve does not lag as a running mean would.
 *
 * Returns: (transfer full): as many values as the series has points
 */
double *
vsl_chart_smooth (const VslSeries *series)
{
  const VslPoint *p = (const VslPoint *) series->points->data;
  int n = (int) series->points->len;
  double *out = g_new (double, MAX (n, 1));
  double sigma = n / 40.0;
  int reach = n <= 20 ? 0 : (int) MIN (ceil (2.5 * sigma), REACH);
  double weight[REACH + 1];
  for (int k = 0; k <= reach; k++)
    weight[k] = reach ? exp (-0.5 * k * k / (sigma * sigma)) : 1;
  for (int i = 0; i < n; i++) {
    double sum = 0, weights = 0;
    int side = MIN (reach, MIN (i, n - 1 - i));      /* symmetric: the ends stay where they are */
    for (int k = -side; k <= side && !isnan (p[i].y); k++) {
      if (isnan (p[i + k].y))
        continue;
      sum += weight[ABS (k)] * p[i + k].y;
      weights += weight[ABS (k)];
    }
    out[i] = weights > 0 ? sum / weights : NAN;
  }
  return out;
}

/**
 * vsl_chart_slopes:
 * @x: ascending
 * @m: (out): n slopes
 *
 * Slopes of a monotone cubic (Fritsch and Carlson, 1980): a smooth curve that never overshoots its points, so that no
 * loss looks lower than it was. The harmonic mean of both sides is at most twice the flatter one, well inside the monotone
 * region; at an extremum the slope is 0.
 */
void
vsl_chart_slopes (const double *x, const double *y, int n, double *m)
{
  for (int i = 0; i < n; i++) {
    double before = i > 0 ? (y[i] - y[i - 1]) / (x[i] - x[i - 1]) : 0;
    double after = i < n - 1 ? (y[i + 1] - y[i]) / (x[i + 1] - x[i]) : 0;
    if (i == 0 || i == n - 1)
      m[i] = i == 0 ? after : before;
    else if (before * after <= 0)
      m[i] = 0;
    else
      m[i] = 2 * before * after / (before + after);
  }
}
