/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-histogram-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _VslHistogramView {
  VslPlotView parent;
  VslHistogram *histogram;
  int hover, chosen;
};

G_DEFINE_FINAL_TYPE (VslHistogramView, vsl_histogram_view, VSL_TYPE_PLOT_VIEW)

enum { RANGE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_hover (VslHistogramView *self, int bin)
{
  if (self->hover == bin)
    return;
  self->hover = bin;
  g_autofree char *text = bin < 0 ? NULL : vsl_histogram_readout (self->histogram, bin);
  vsl_plot_view_set_readout (VSL_PLOT_VIEW (self), text);
}

static int
bin_at (VslHistogramView *self, double x, double y)
{
  return vsl_histogram_bin_at (self->histogram, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
moved (VslPlotView *view, double x, double y)
{
  VslHistogramView *self = VSL_HISTOGRAM_VIEW (view);
  set_hover (self, isnan (x) ? -1 : bin_at (self, x, y));
}

/* The chosen bar once more: all cases again. */
static void
choose (VslHistogramView *self, int bin)
{
  const VslHistogram *h = self->histogram;
  gboolean all = bin < 0 || bin == self->chosen;
  if (bin < 0 && self->chosen < 0)
    return;
  vsl_histogram_view_choose (self, all ? -1 : bin);
  g_signal_emit (self, signals[RANGE], 0, all ? 0.0 : h->low + bin * h->step, all ? 0.0 : h->low + (bin + 1) * h->step);
}

static void
pressed (VslPlotView *view, double x, double y)
{
  choose (VSL_HISTOGRAM_VIEW (view), bin_at (VSL_HISTOGRAM_VIEW (view), x, y));
}

static gboolean
key_pressed (VslPlotView *view, guint key)
{
  VslHistogramView *self = VSL_HISTOGRAM_VIEW (view);
  int last = self->histogram->bins - 1;
  if (last < 0)
    return FALSE;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    set_hover (self, self->hover < 0 ? last : MAX (self->hover - 1, 0));
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    set_hover (self, MIN (self->hover + 1, last));
  else if (key == GDK_KEY_Home)
    set_hover (self, 0);
  else if (key == GDK_KEY_End)
    set_hover (self, last);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_space) && self->hover >= 0)
    choose (self, self->hover);
  else if (key == GDK_KEY_Escape && self->chosen >= 0)
    choose (self, -1);
  else
    return FALSE;
  return TRUE;
}

static gboolean
save (VslPlotView *view, const char *path, GError **error)
{
  return vsl_histogram_save (VSL_HISTOGRAM_VIEW (view)->histogram, path, 640, 400, error);
}

static void
set_font (VslPlotView *view, const char *font)
{
  VslHistogram *h = VSL_HISTOGRAM_VIEW (view)->histogram;
  g_free (h->font);
  h->font = g_strdup (font);
}

static void
draw (VslPlotView *view, cairo_t *cr, double width, double height, const VslDrawPalette *palette)
{
  VslHistogramView *self = VSL_HISTOGRAM_VIEW (view);
  vsl_histogram_draw (self->histogram, cr, width, height, palette, self->hover, self->chosen);
}

static void
finalize (GObject *object)
{
  vsl_histogram_free (VSL_HISTOGRAM_VIEW (object)->histogram);
  G_OBJECT_CLASS (vsl_histogram_view_parent_class)->finalize (object);
}

static void
vsl_histogram_view_class_init (VslHistogramViewClass *klass)
{
  VslPlotViewClass *plot = VSL_PLOT_VIEW_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = finalize;
  plot->draw = draw;
  plot->set_font = set_font;
  plot->save = save;
  plot->moved = moved;
  plot->key = key_pressed;
  plot->pressed = pressed;
  plot->natural_width = 330;
  plot->min_height = 190;
  plot->natural_height = 200;
  plot->help = N_("Arrow keys read the bars, Return shows the cases of one.");
  signals[RANGE] = g_signal_new ("range", VSL_TYPE_HISTOGRAM_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
vsl_histogram_view_init (VslHistogramView *self)
{
  self->histogram = vsl_histogram_new (NULL);
  self->hover = self->chosen = -1;
}

/**
 * vsl_histogram_view_new:
 */
GtkWidget *
vsl_histogram_view_new (const char *title)
{
  VslHistogramView *self = g_object_new (VSL_TYPE_HISTOGRAM_VIEW, NULL);
  self->histogram->title = g_strdup (title);
  vsl_plot_view_set_title (VSL_PLOT_VIEW (self), title);
  return GTK_WIDGET (self);
}

/**
 * vsl_histogram_view_histogram:
 */
VslHistogram *
vsl_histogram_view_histogram (VslHistogramView *self)
{
  return self->histogram;
}

/**
 * vsl_histogram_view_update:
 */
void
vsl_histogram_view_update (VslHistogramView *self)
{
  vsl_histogram_count (self->histogram);
  self->chosen = -1;
  set_hover (self, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vsl_histogram_view_choose:
 * @bin: -1: none
 */
void
vsl_histogram_view_choose (VslHistogramView *self, int bin)
{
  self->chosen = bin;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
