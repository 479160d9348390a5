/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-minimap.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "draw/vsl-network-drawing.h"

#define WIDTH 150
#define HEIGHT 92

struct _VslMinimap {
  GtkWidget parent;
  VslCanvas *canvas;
  VslDocument *document;
  double press_x, press_y;
};

G_DEFINE_FINAL_TYPE (VslMinimap, vsl_minimap, GTK_TYPE_WIDGET)

/* The scale and the drawing's point in the top left corner. */
static double
frame (VslMinimap *self, double *x, double *y)
{
  VslBox box, view;
  vsl_network_draw_bounds (vsl_document_network (self->document), &box);
  vsl_canvas_view (self->canvas, &view);
  double scale = MIN (WIDTH / box.width, HEIGHT / box.height);
  *x = box.x + box.width / 2 - WIDTH / scale / 2;
  *y = box.y + box.height / 2 - HEIGHT / scale / 2;
  return scale;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VslMinimap *self = VSL_MINIMAP (widget);
  double x, y;
  VslBox view;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  if (!self->document || !self->canvas)
    return;
  const VslDrawPalette *palette = vsl_draw_palette (dark);
  double scale = frame (self, &x, &y);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));
  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -x, -y);
  vsl_network_draw (cr, vsl_document_network (self->document), vsl_document_report (self->document),
                    VSL_NETWORK_DRAW_MINI | (dark ? VSL_NETWORK_DRAW_DARK : 0));
  cairo_restore (cr);
  vsl_canvas_view (self->canvas, &view);
  vsl_draw_rounded (cr, (view.x - x) * scale + 0.5, (view.y - y) * scale + 0.5, view.width * scale - 1, view.height * scale - 1, 3);
  vsl_draw_set_color (cr, palette->accent, 0.12);
  cairo_fill_preserve (cr);
  vsl_draw_set_color (cr, palette->accent, 0.9);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
go (VslMinimap *self, double px, double py)
{
  double x, y, scale;
  if (!self->document)
    return;
  scale = frame (self, &x, &y);
  vsl_canvas_center (self->canvas, x + px / scale, y + py / scale);
}

static void
drag_begin (GtkGestureDrag *gesture, double x, double y, VslMinimap *self)
{
  self->press_x = x;
  self->press_y = y;
  go (self, x, y);
}

static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, VslMinimap *self)
{
  go (self, self->press_x + dx, self->press_y + dy);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
dispose (GObject *object)
{
  VslMinimap *self = VSL_MINIMAP (object);
  vsl_minimap_set_document (self, NULL);
  vsl_minimap_set_canvas (self, NULL);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  G_OBJECT_CLASS (vsl_minimap_parent_class)->dispose (object);
}

static void
vsl_minimap_class_init (VslMinimapClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  widget->measure = measure;
  widget->snapshot = snapshot;
  gtk_widget_class_set_css_name (widget, "vsl-minimap");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vsl_minimap_init (VslMinimap *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Map of the network"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _("Click to go there"));
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self);
}

/**
 * vsl_minimap_set_canvas:
 * @canvas: (nullable): whose view is shown and moved
 */
void
vsl_minimap_set_canvas (VslMinimap *self, VslCanvas *canvas)
{
  if (self->canvas)
    g_signal_handlers_disconnect_by_data (self->canvas, self);
  g_set_object (&self->canvas, canvas);
  if (canvas)
    g_signal_connect_object (canvas, "view-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * vsl_minimap_set_document:
 * @document: (nullable):
 */
void
vsl_minimap_set_document (VslMinimap *self, VslDocument *document)
{
  if (self->document)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  if (document)
    g_signal_connect_object (document, "network-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vsl_minimap_new:
 */
GtkWidget *
vsl_minimap_new (void)
{
  return g_object_new (VSL_TYPE_MINIMAP, NULL);
}
