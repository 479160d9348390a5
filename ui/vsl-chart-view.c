/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-chart-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _VslChartView {
  VslPlotView parent;
  VslChart *chart;
  double hover;
};

G_DEFINE_FINAL_TYPE (VslChartView, vsl_chart_view, VSL_TYPE_PLOT_VIEW)

static void
set_hover (VslChartView *self, double x)
{
  if (self->hover == x || (isnan (self->hover) && isnan (x)))
    return;
  self->hover = x;
  g_autofree char *text = isnan (x) ? NULL : vsl_chart_readout (self->chart, x);
  vsl_plot_view_set_readout (VSL_PLOT_VIEW (self), text);
}

static void
moved (VslPlotView *view, double x, double y)
{
  VslChartView *self = VSL_CHART_VIEW (view);
  VslChartArea area;
  vsl_chart_area (self->chart, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), &area);
  gboolean inside = x >= area.plot.x - 4 && x <= area.plot.x + area.plot.width + 4 && y >= area.plot.y - 4;
  set_hover (self, inside ? vsl_chart_nearest (self->chart, vsl_chart_from_x (&area, x)) : NAN);
}

static gboolean
key_pressed (VslPlotView *view, guint key)
{
  VslChartView *self = VSL_CHART_VIEW (view);
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    set_hover (self, vsl_chart_step (self->chart, self->hover, -1));
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    set_hover (self, vsl_chart_step (self->chart, self->hover, 1));
  else if (key == GDK_KEY_Home)
    set_hover (self, vsl_chart_step (self->chart, NAN, 1));
  else if (key == GDK_KEY_End)
    set_hover (self, vsl_chart_step (self->chart, NAN, -1));
  else if (key == GDK_KEY_Escape && !isnan (self->hover))
    set_hover (self, NAN);
  else
    return FALSE;
  return TRUE;
}

static gboolean
save (VslPlotView *view, const char *path, GError **error)
{
  return vsl_chart_save (VSL_CHART_VIEW (view)->chart, path, 640, 400, error);
}

static void
set_font (VslPlotView *view, const char *font)
{
  VslChart *chart = VSL_CHART_VIEW (view)->chart;
  g_free (chart->font);
  chart->font = g_strdup (font);
}

static void
set_inset (VslPlotView *view, double width)
{
  VSL_CHART_VIEW (view)->chart->inset = width;
}

static void
draw (VslPlotView *view, cairo_t *cr, double width, double height, const VslDrawPalette *palette)
{
  vsl_chart_draw (VSL_CHART_VIEW (view)->chart, cr, width, height, palette, VSL_CHART_VIEW (view)->hover);
}

static void
finalize (GObject *object)
{
  vsl_chart_free (VSL_CHART_VIEW (object)->chart);
  G_OBJECT_CLASS (vsl_chart_view_parent_class)->finalize (object);
}

static void
vsl_chart_view_class_init (VslChartViewClass *klass)
{
  VslPlotViewClass *plot = VSL_PLOT_VIEW_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = finalize;
  plot->draw = draw;
  plot->set_font = set_font;
  plot->set_inset = set_inset;
  plot->save = save;
  plot->moved = moved;
  plot->key = key_pressed;
  plot->natural_width = 420;
  plot->min_height = 170;
  plot->natural_height = 280;
  plot->help = N_("Arrow keys read the values.");
}

static void
vsl_chart_view_init (VslChartView *self)
{
  self->chart = vsl_chart_new (NULL);
  self->hover = NAN;
  vsl_plot_view_set_saveable (VSL_PLOT_VIEW (self), FALSE);      /* until there is something to save */
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

/**
 * vsl_chart_view_new:
 */
GtkWidget *
vsl_chart_view_new (const char *title)
{
  VslChartView *self = g_object_new (VSL_TYPE_CHART_VIEW, NULL);
  vsl_chart_view_set_title (self, title);
  return GTK_WIDGET (self);
}

/**
 * vsl_chart_view_set_title:
 */
void
vsl_chart_view_set_title (VslChartView *self, const char *title)
{
  if (g_strcmp0 (self->chart->title, title) == 0)
    return;
  g_free (self->chart->title);
  self->chart->title = g_strdup (title);
  vsl_plot_view_set_title (VSL_PLOT_VIEW (self), title);
}

/**
 * vsl_chart_view_chart:
 */
VslChart *
vsl_chart_view_chart (VslChartView *self)
{
  return self->chart;
}

/**
 * vsl_chart_view_update:
 *
 * The frame clock joins quick updates: no more than one drawing a frame.
 */
void
vsl_chart_view_update (VslChartView *self)
{
  vsl_plot_view_set_saveable (VSL_PLOT_VIEW (self), !vsl_chart_is_empty (self->chart));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vsl_chart_view_hover:
 */
double
vsl_chart_view_hover (VslChartView *self)
{
  return self->hover;
}
