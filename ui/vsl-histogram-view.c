/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-histogram-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "ui/vsl-dialogs.h"

struct _VslHistogramView {
  GtkWidget parent;
  VslHistogram *histogram;
  GtkWidget *button;
  int hover, chosen;
};

G_DEFINE_FINAL_TYPE (VslHistogramView, vsl_histogram_view, GTK_TYPE_WIDGET)

enum { RANGE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_hover (VslHistogramView *self, int bin)
{
  if (self->hover == bin)
    return;
  self->hover = bin;
  g_autofree char *text = bin < 0 ? g_strdup (_("Arrow keys read the bars, Return shows the cases of one.")) : vsl_histogram_readout (self->histogram, bin);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
bin_at (VslHistogramView *self, double x, double y)
{
  return vsl_histogram_bin_at (self->histogram, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
moved (GtkEventControllerMotion *controller, double x, double y, VslHistogramView *self)
{
  set_hover (self, bin_at (self, x, y));
}

static void
left (VslHistogramView *self)
{
  set_hover (self, -1);
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
pressed (GtkGestureClick *click, int n, double x, double y, VslHistogramView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n == 1)
    choose (self, bin_at (self, x, y));
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VslHistogramView *self)
{
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

static void
save (char **paths, gpointer data)
{
  VslHistogramView *self = data;
  g_autoptr (GError) error = NULL;
  if (vsl_histogram_save (self->histogram, paths[0], 640, 400, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Chart saved"));
  else
    vsl_dialog_error (GTK_WIDGET (self), _("The Chart Was Not Saved"), error);
}

static void
save_clicked (VslHistogramView *self)
{
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_SAVE, _("Save the Chart: .svg, .pdf or .png"), _("_Save"), "chart.svg", NULL, NULL, save,
                    g_object_ref (self), g_object_unref);
}

/* The interface's font, a little smaller; texts of drawings are laid out at 96 dpi. */
static void
take_font (VslHistogramView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (context));
  double dpi = pango_cairo_context_get_resolution (context);
  pango_font_description_set_size (font, (int) (0.8 * pango_font_description_get_size (font) * (dpi > 0 ? dpi / 96 : 1)));
  g_free (self->histogram->font);
  self->histogram->font = pango_font_description_to_string (font);
  pango_font_description_free (font);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VslHistogramView *self = VSL_HISTOGRAM_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  if (!self->histogram->font)
    take_font (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  vsl_histogram_draw (self->histogram, cr, width, height, vsl_draw_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
                      self->hover, self->chosen);
  cairo_destroy (cr);
  gtk_widget_snapshot_child (widget, self->button, snapshot);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 220 : 190;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 330 : 200;
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *button = VSL_HISTOGRAM_VIEW (widget)->button;
  int w, h;
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
  gtk_widget_measure (button, GTK_ORIENTATION_VERTICAL, w, &h, NULL, NULL, NULL);
  gtk_widget_size_allocate (button, &(GtkAllocation) { width - w - 4, 1, w, h }, -1);
}

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vsl_histogram_view_parent_class)->css_changed (widget, change);
  g_clear_pointer (&VSL_HISTOGRAM_VIEW (widget)->histogram->font, g_free);
  gtk_widget_queue_draw (widget);
}

static void
dispose (GObject *object)
{
  VslHistogramView *self = VSL_HISTOGRAM_VIEW (object);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (vsl_histogram_view_parent_class)->dispose (object);
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
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget->snapshot = snapshot;
  widget->measure = measure;
  widget->size_allocate = size_allocate;
  widget->css_changed = css_changed;
  gtk_widget_class_set_css_name (widget, "vsl-chart");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
  signals[RANGE] = g_signal_new ("range", VSL_TYPE_HISTOGRAM_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
vsl_histogram_view_init (VslHistogramView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  self->histogram = vsl_histogram_new (NULL);
  self->hover = self->chosen = -1;
  self->button = gtk_button_new_from_icon_name ("document-save-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "vsl-chart-button");
  gtk_widget_set_tooltip_text (self->button, _("Save as SVG, PDF or PNG"));
  gtk_widget_set_parent (self->button, widget);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (save_clicked), self);
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
 * vsl_histogram_view_new:
 */
GtkWidget *
vsl_histogram_view_new (const char *title)
{
  VslHistogramView *self = g_object_new (VSL_TYPE_HISTOGRAM_VIEW, NULL);
  g_autofree char *label = g_strdup_printf (_("Save the chart “%s”"), title);
  self->histogram->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Arrow keys read the bars, Return shows the cases of one."), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
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
