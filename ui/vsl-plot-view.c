/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-plot-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-dialogs.h"

typedef struct {
  GtkWidget *button;
  gboolean has_font;
} VslPlotViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (VslPlotView, vsl_plot_view, GTK_TYPE_WIDGET, G_ADD_PRIVATE (VslPlotView))

#define PRIVATE(self) ((VslPlotViewPrivate *) vsl_plot_view_get_instance_private (VSL_PLOT_VIEW (self)))
#define CLASS(self) VSL_PLOT_VIEW_GET_CLASS (self)

static void
moved (GtkEventControllerMotion *controller, double x, double y, VslPlotView *self)
{
  CLASS (self)->moved (self, x, y);
}

static void
left (VslPlotView *self)
{
  CLASS (self)->moved (self, NAN, NAN);
}

static void
pressed (GtkGestureClick *click, int n, double x, double y, VslPlotView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n == 1 && CLASS (self)->pressed)
    CLASS (self)->pressed (self, x, y);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VslPlotView *self)
{
  return CLASS (self)->key (self, key);
}

static void
save (char **paths, gpointer data)
{
  g_autoptr (GError) error = NULL;
  if (CLASS (data)->save (data, paths[0], &error))
    gtk_widget_activate_action (data, "win.toast", "s", _("Chart saved"));
  else
    vsl_dialog_error (data, _("The Chart Was Not Saved"), error);
}

static void
save_clicked (VslPlotView *self)
{
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_SAVE, _("Save the Chart: .svg, .pdf or .png"), _("_Save"), "chart.svg", NULL, NULL, save,
                    g_object_ref (self), g_object_unref);
}

/* The interface's font, a little smaller; texts of drawings are laid out at 96 dpi, so larger text in the settings comes through the size. */
static void
take_font (VslPlotView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (context));
  double dpi = pango_cairo_context_get_resolution (context);
  pango_font_description_set_size (font, (int) (0.8 * pango_font_description_get_size (font) * (dpi > 0 ? dpi / 96 : 1)));
  g_autofree char *text = pango_font_description_to_string (font);
  CLASS (self)->set_font (self, text);
  PRIVATE (self)->has_font = TRUE;
  pango_font_description_free (font);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (!PRIVATE (widget)->has_font)
    take_font (VSL_PLOT_VIEW (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  CLASS (widget)->draw (VSL_PLOT_VIEW (widget), cr, width, height, vsl_draw_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())));
  cairo_destroy (cr);
  gtk_widget_snapshot_child (widget, PRIVATE (widget)->button, snapshot);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;
  *minimum = across ? 220 : CLASS (widget)->min_height;
  *natural = across ? CLASS (widget)->natural_width : CLASS (widget)->natural_height;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *button = PRIVATE (widget)->button;
  int w = 0, h;
  if (gtk_widget_get_visible (button)) {
    gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
    gtk_widget_measure (button, GTK_ORIENTATION_VERTICAL, w, &h, NULL, NULL, NULL);
    gtk_widget_size_allocate (button, &(GtkAllocation) { width - w - 4, 1, w, h }, -1);
  }
  if (CLASS (widget)->set_inset)
    CLASS (widget)->set_inset (VSL_PLOT_VIEW (widget), w);
}

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vsl_plot_view_parent_class)->css_changed (widget, change);
  PRIVATE (widget)->has_font = FALSE;
  gtk_widget_queue_draw (widget);
}

static void
dispose (GObject *object)
{
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), object);
  g_clear_pointer (&PRIVATE (object)->button, gtk_widget_unparent);
  G_OBJECT_CLASS (vsl_plot_view_parent_class)->dispose (object);
}

static void
vsl_plot_view_class_init (VslPlotViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget->snapshot = snapshot;
  widget->measure = measure;
  widget->size_allocate = size_allocate;
  widget->css_changed = css_changed;
  gtk_widget_class_set_css_name (widget, "vsl-chart");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vsl_plot_view_init (VslPlotView *self)
{
  GtkWidget *widget = GTK_WIDGET (self), *button = gtk_button_new_from_icon_name ("document-save-symbolic");
  PRIVATE (self)->button = button;
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "vsl-chart-button");
  gtk_widget_set_tooltip_text (button, _("Save as SVG, PDF or PNG"));
  gtk_widget_set_parent (button, widget);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (save_clicked), self);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (widget, motion);
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, key);
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self);
}

/**
 * vsl_plot_view_set_title:
 */
void
vsl_plot_view_set_title (VslPlotView *self, const char *title)
{
  g_autofree char *label = g_strdup_printf (_("Save the chart “%s”"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _(CLASS (self)->help), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (PRIVATE (self)->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * vsl_plot_view_set_readout:
 * @text: (nullable):
 */
void
vsl_plot_view_set_readout (VslPlotView *self, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text ? text : _(CLASS (self)->help), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vsl_plot_view_set_saveable:
 */
void
vsl_plot_view_set_saveable (VslPlotView *self, gboolean saveable)
{
  gtk_widget_set_visible (PRIVATE (self)->button, saveable);
}
