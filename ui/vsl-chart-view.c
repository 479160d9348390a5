/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-chart-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-dialogs.h"

struct _VslChartView {
  GtkWidget parent;
  VslChart *chart;
  GtkWidget *button;
  double hover;
};

G_DEFINE_FINAL_TYPE (VslChartView, vsl_chart_view, GTK_TYPE_WIDGET)

static void
set_hover (VslChartView *self, double x)
{
  if (self->hover == x || (isnan (self->hover) && isnan (x)))
    return;
  self->hover = x;
  g_autofree char *text = isnan (x) ? g_strdup (_("Arrow keys read the values.")) : vsl_chart_readout (self->chart, x);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
moved (GtkEventControllerMotion *controller, double x, double y, VslChartView *self)
{
  VslChartArea area;
  vsl_chart_area (self->chart, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), &area);
  gboolean inside = x >= area.plot.x - 4 && x <= area.plot.x + area.plot.width + 4 && y >= area.plot.y - 4;
  set_hover (self, inside ? vsl_chart_nearest (self->chart, vsl_chart_from_x (&area, x)) : NAN);
}

static void
left (VslChartView *self)
{
  set_hover (self, NAN);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VslChartView *self)
{
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

static void
save (char **paths, gpointer data)
{
  VslChartView *self = data;
  g_autoptr (GError) error = NULL;
  if (vsl_chart_save (self->chart, paths[0], 640, 400, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Chart saved"));
  else
    vsl_dialog_error (GTK_WIDGET (self), _("The Chart Was Not Saved"), error);
}

static void
save_clicked (VslChartView *self)
{
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_SAVE, _("Save the Chart: .svg, .pdf or .png"), _("_Save"), "chart.svg", NULL, NULL, save,
                    g_object_ref (self), g_object_unref);
}

/* The interface's font, a little smaller. */
static void
take_font (VslChartView *self)
{
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self))));
  double dpi = pango_cairo_context_get_resolution (gtk_widget_get_pango_context (GTK_WIDGET (self)));
  /* Chart texts are laid out at 96 dpi: larger text in the settings comes through the size. */
  pango_font_description_set_size (font, (int) (0.8 * pango_font_description_get_size (font) * (dpi > 0 ? dpi / 96 : 1)));
  g_free (self->chart->font);
  self->chart->font = pango_font_description_to_string (font);
  pango_font_description_free (font);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VslChartView *self = VSL_CHART_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const VslDrawPalette *palette = vsl_draw_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  if (!self->chart->font)
    take_font (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  vsl_chart_draw (self->chart, cr, width, height, palette, self->hover);
  cairo_destroy (cr);
  gtk_widget_snapshot_child (widget, self->button, snapshot);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 220 : 170;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 420 : 280;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VslChartView *self = VSL_CHART_VIEW (widget);
  int w, h;
  if (!gtk_widget_get_visible (self->button)) {
    self->chart->inset = 0;
    return;
  }
  gtk_widget_measure (self->button, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
  gtk_widget_measure (self->button, GTK_ORIENTATION_VERTICAL, w, &h, NULL, NULL, NULL);
  self->chart->inset = w;
  gtk_widget_size_allocate (self->button, &(GtkAllocation) { width - w - 4, 1, w, h }, -1);
}

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  VslChartView *self = VSL_CHART_VIEW (widget);
  GTK_WIDGET_CLASS (vsl_chart_view_parent_class)->css_changed (widget, change);
  g_clear_pointer (&self->chart->font, g_free);
  gtk_widget_queue_draw (widget);
}

static void
dispose (GObject *object)
{
  VslChartView *self = VSL_CHART_VIEW (object);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (vsl_chart_view_parent_class)->dispose (object);
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
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget->snapshot = snapshot;
  widget->measure = measure;
  widget->size_allocate = size_allocate;
  widget->css_changed = css_changed;
  gtk_widget_class_set_css_name (widget, "vsl-chart");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vsl_chart_view_init (VslChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  self->chart = vsl_chart_new (NULL);
  self->hover = NAN;
  self->button = gtk_button_new_from_icon_name ("document-save-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "vsl-chart-button");
  gtk_widget_set_tooltip_text (self->button, _("Save as SVG, PDF or PNG"));
  gtk_widget_set_visible (self->button, FALSE);      /* until there is something to save */
  gtk_widget_set_parent (self->button, widget);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (save_clicked), self);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (widget, motion);
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, key);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (gtk_widget_grab_focus), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self);
}

/**
 * vsl_chart_view_new:
 */
GtkWidget *
vsl_chart_view_new (const char *title)
{
  VslChartView *self = g_object_new (VSL_TYPE_CHART_VIEW, NULL);
  self->chart->title = g_strdup (title);
  g_autofree char *label = g_strdup_printf (_("Save the chart “%s”"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Arrow keys read the values."), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
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
  gtk_widget_set_visible (self->button, !vsl_chart_is_empty (self->chart));
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
