/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-scatter-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _VslScatterView {
  GtkWidget parent;
  VslScatter *scatter;
  int hover, chosen;
};

G_DEFINE_FINAL_TYPE (VslScatterView, vsl_scatter_view, GTK_TYPE_WIDGET)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_hover (VslScatterView *self, int at)
{
  if (self->hover == at)
    return;
  self->hover = at;
  if (at >= 0)
    {
      const VslScatterPoint *p = &g_array_index (self->scatter->points, VslScatterPoint, (guint) at);
      g_autofree char *text = g_strdup_printf (_("true %.4g, said %.4g"), p->x, p->y);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
at_place (VslScatterView *self, double x, double y)
{
  return vsl_scatter_at (self->scatter, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
moved (GtkEventControllerMotion *controller, double x, double y, VslScatterView *self)
{
  set_hover (self, at_place (self, x, y));
}

static void
left (VslScatterView *self)
{
  set_hover (self, -1);
}

static void
choose (VslScatterView *self, int at)
{
  if (at < 0 || at >= (int) self->scatter->points->len)
    return;
  self->chosen = at;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHOSEN], 0, g_array_index (self->scatter->points, VslScatterPoint, (guint) at).index);
}

static void
pressed (GtkGestureClick *click, int n, double x, double y, VslScatterView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  choose (self, at_place (self, x, y));
}

static gboolean
key_pressed (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, VslScatterView *self)
{
  int n = (int) self->scatter->points->len;

  if (n == 0)
    return FALSE;
  if (keyval == GDK_KEY_Right || keyval == GDK_KEY_Left)
    set_hover (self, self->hover < 0 ? 0 : (self->hover + (keyval == GDK_KEY_Right ? 1 : n - 1)) % n);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_space)
    choose (self, self->hover);
  else
    return FALSE;
  return TRUE;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snap)
{
  VslScatterView *self = VSL_SCATTER_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snap, &GRAPHENE_RECT_INIT (0, 0, width, height));

  if (self->scatter->font == NULL)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
      PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));

      pango_font_description_set_size (font, (int) (pango_font_description_get_size (font) * 0.85));
      self->scatter->font = pango_font_description_to_string (font);
      pango_font_description_free (font);
    }
  vsl_scatter_draw (self->scatter, cr, width, height, vsl_draw_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())), self->hover, self->chosen);
  cairo_destroy (cr);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 240;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 300;
}

static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vsl_scatter_view_parent_class)->css_changed (widget, change);
  g_clear_pointer (&VSL_SCATTER_VIEW (widget)->scatter->font, g_free);
  gtk_widget_queue_draw (widget);
}

static void
dispose (GObject *object)
{
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), object);
  G_OBJECT_CLASS (vsl_scatter_view_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  vsl_scatter_free (VSL_SCATTER_VIEW (object)->scatter);
  G_OBJECT_CLASS (vsl_scatter_view_parent_class)->finalize (object);
}

static void
vsl_scatter_view_class_init (VslScatterViewClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget->snapshot = snapshot;
  widget->measure = measure;
  widget->css_changed = css_changed;
  gtk_widget_class_set_css_name (widget, "vsl-chart");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CHOSEN] = g_signal_new ("chosen", VSL_TYPE_SCATTER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vsl_scatter_view_init (VslScatterView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new (), *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->hover = self->chosen = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (widget, key);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self);
}

GtkWidget *
vsl_scatter_view_new (const char *title, const char *x_title, const char *y_title)
{
  VslScatterView *self = g_object_new (VSL_TYPE_SCATTER_VIEW, NULL);

  self->scatter = vsl_scatter_new (title, x_title, y_title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Arrow keys read the dots, Return shows the case of one."), -1);
  return GTK_WIDGET (self);
}

VslScatter *
vsl_scatter_view_scatter (VslScatterView *self)
{
  return self->scatter;
}

void
vsl_scatter_view_update (VslScatterView *self)
{
  vsl_scatter_fit (self->scatter);
  self->hover = self->chosen = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vsl_scatter_view_mark (VslScatterView *self, guint index)
{
  self->chosen = -1;
  for (guint i = 0; i < self->scatter->points->len; i++)
    if (g_array_index (self->scatter->points, VslScatterPoint, i).index == index)
      self->chosen = (int) i;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
