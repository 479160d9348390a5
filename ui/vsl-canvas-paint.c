/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not a widget: the ground, wires, ports, the box of a selection, a wire being drawn. */
#include <adwaita.h>
#include <math.h>

#include "ui/vsl-canvas-private.h"

typedef struct {
  VslCanvas *canvas;
  cairo_t *cr;
  const VslDrawPalette *palette;
} Brush;

/* Dots every 24 units, so that a pan is seen on an empty canvas; none when they would be dust. */
static void
paint_ground (VslCanvas *self, GtkSnapshot *snapshot, const VslDrawPalette *palette, int width, int height)
{
  float step = (float) (24 * self->zoom);
  if (step < 10)
    return;
  float x0 = (float) fmod (-self->x * self->zoom, step), y0 = (float) fmod (-self->y * self->zoom, step);
  GdkRGBA color = { (float) palette->dim.r, (float) palette->dim.g, (float) palette->dim.b, 0.22f };
  gtk_snapshot_push_repeat (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height), &GRAPHENE_RECT_INIT (x0 - step, y0 - step, step, step));
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x0 - step, y0 - step, 1.5f, 1.5f));
  gtk_snapshot_pop (snapshot);
}

static void
output_point (VslCanvas *self, const VslNode *node, double *x, double *y)
{
  _vsl_canvas_place (self, node, x, y);
  *x += VSL_CARD_WIDTH;
  *y += VSL_CARD_HEIGHT / 2;
}

static void
input_point (VslCanvas *self, const VslNode *node, double *x, double *y)
{
  _vsl_canvas_place (self, node, x, y);
  *y += VSL_CARD_HEIGHT / 2;
}

static void
paint_wire (Brush *brush, const VslNode *from, const VslNode *to)
{
  VslCanvas *self = brush->canvas;
  double x1, y1, x2, y2;
  gboolean chosen = g_strcmp0 (self->wire_from, from->id) == 0 && g_strcmp0 (self->wire_to, to->id) == 0;
  gboolean over = g_strcmp0 (self->over_from, from->id) == 0 && g_strcmp0 (self->over_to, to->id) == 0;
  gboolean touched = _vsl_canvas_is_selected (self, from->id) || _vsl_canvas_is_selected (self, to->id);
  output_point (self, from, &x1, &y1);
  input_point (self, to, &x2, &y2);
  vsl_draw_set_color (brush->cr, chosen || over ? brush->palette->accent : brush->palette->wire, chosen || over ? 1 : touched ? 1 : 0.75);
  cairo_set_line_width (brush->cr, chosen || over ? 3.5 : touched ? 2.5 : 2);
  vsl_network_draw_wire (brush->cr, x1, y1, x2, y2);
  cairo_stroke (brush->cr);
}

static void
paint_wires (Brush *brush)
{
  const VslNetwork *network = vsl_document_network (brush->canvas->document);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < network->nodes->len; i++)
    g_hash_table_insert (by_id, ((VslNode *) network->nodes->pdata[i])->id, network->nodes->pdata[i]);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *to = network->nodes->pdata[i];
    for (guint k = 0; k < to->inputs->len; k++) {
      char id[VSL_ID_SIZE];
      const VslNode *from = g_hash_table_lookup (by_id, vsl_wire_id (to->inputs->pdata[k], id));
      if (from)
        paint_wire (brush, from, to);
    }
  }
}

static void
paint_port (Brush *brush, double x, double y, gboolean lit)
{
  cairo_arc (brush->cr, x, y, lit ? 7 : 5, 0, 2 * G_PI);
  vsl_draw_set_color (brush->cr, lit ? brush->palette->accent : brush->palette->card, 1);
  cairo_fill_preserve (brush->cr);
  vsl_draw_set_color (brush->cr, lit ? brush->palette->accent : brush->palette->wire, 1);
  cairo_set_line_width (brush->cr, 1.5);
  cairo_stroke (brush->cr);
}

static void
paint_ports (Brush *brush)
{
  VslCanvas *self = brush->canvas;
  const VslNetwork *network = vsl_document_network (self->document);
  gboolean output = FALSE;
  const VslNode *under = self->drag == VSL_DRAG_NONE || self->drag == VSL_DRAG_WIRE
                           ? _vsl_canvas_port_at (self, self->pointer_x, self->pointer_y, &output)
                           : NULL;
  for (guint i = 0; i < network->nodes->len; i++) {
    double x, y;
    const VslNode *node = network->nodes->pdata[i];
    gboolean aimed = g_strcmp0 (self->link_target, node->id) == 0;
    output_point (self, node, &x, &y);
    paint_port (brush, x, y, (under == node && output) || (aimed && self->link_back));
    input_point (self, node, &x, &y);
    if (node->cls->max_inputs != 0)
      paint_port (brush, x, y, (under == node && !output) || (aimed && !self->link_back));
  }
}

/* From its port to the target it has caught, else to the pointer. */
static void
paint_link (Brush *brush)
{
  VslCanvas *self = brush->canvas;
  const VslNode *node = _vsl_canvas_node (self, self->link), *target = _vsl_canvas_node (self, self->link_target);
  double x1, y1, x2, y2, dashes[] = { 6, 4 };
  if (!node || (self->link_keys && !target))
    return;
  vsl_canvas_to_world (self, self->drag_x, self->drag_y, &x2, &y2);
  (self->link_back ? input_point : output_point) (self, node, &x1, &y1);
  if (target)
    (self->link_back ? output_point : input_point) (self, target, &x2, &y2);
  vsl_draw_set_color (brush->cr, brush->palette->accent, 1);
  cairo_set_line_width (brush->cr, 2.5);
  cairo_set_dash (brush->cr, dashes, target ? 0 : 2, 0);
  if (self->link_back)
    vsl_network_draw_wire (brush->cr, x2, y2, x1, y1);
  else
    vsl_network_draw_wire (brush->cr, x1, y1, x2, y2);
  cairo_stroke (brush->cr);
  cairo_set_dash (brush->cr, NULL, 0, 0);
}

/* The card that is being dropped, and the wire that it will get. */
static void
paint_drop (Brush *brush)
{
  VslCanvas *self = brush->canvas;
  const VslNode *from = _vsl_canvas_node (self, self->drop_from);
  double x1, y1, x = self->drop_x, y = self->drop_y, dashes[] = { 6, 4 };
  if (!from)
    return;
  output_point (self, from, &x1, &y1);
  if (self->drop_onto) {                 /* it goes right behind the card, wherever the pointer is on it */
    x = from->x + VSL_CARD_WIDTH + 36;
    y = from->y;
  }
  vsl_draw_set_color (brush->cr, brush->palette->accent, 1);
  cairo_set_line_width (brush->cr, 2.5);
  vsl_network_draw_wire (brush->cr, x1, y1, x, y + VSL_CARD_HEIGHT / 2);
  cairo_stroke (brush->cr);
  cairo_set_dash (brush->cr, dashes, 2, 0);
  cairo_set_line_width (brush->cr, 1.5);
  vsl_draw_rounded (brush->cr, x, y, VSL_CARD_WIDTH, VSL_CARD_HEIGHT, 10);
  cairo_stroke (brush->cr);
  cairo_set_dash (brush->cr, NULL, 0, 0);
}

static void
paint_box (Brush *brush)
{
  VslCanvas *self = brush->canvas;
  double x = MIN (self->press_x, self->drag_x), y = MIN (self->press_y, self->drag_y);
  cairo_rectangle (brush->cr, floor (x) + 0.5, floor (y) + 0.5, fabs (self->drag_x - self->press_x), fabs (self->drag_y - self->press_y));
  vsl_draw_set_color (brush->cr, brush->palette->accent, 0.15);
  cairo_fill_preserve (brush->cr);
  vsl_draw_set_color (brush->cr, brush->palette->accent, 0.9);
  cairo_set_line_width (brush->cr, 1);
  cairo_stroke (brush->cr);
}

/* above: what lies over the cards. */
void
_vsl_canvas_paint (VslCanvas *self, GtkSnapshot *snapshot, gboolean above)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  Brush brush = { self, NULL, vsl_draw_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())) };
  if (!above)
    paint_ground (self, snapshot, brush.palette, width, height);
  if (!self->document)
    return;
  brush.cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_save (brush.cr);
  cairo_scale (brush.cr, self->zoom, self->zoom);
  cairo_translate (brush.cr, -self->x, -self->y);
  if (above) {
    paint_ports (&brush);
    if (self->link)
      paint_link (&brush);
    paint_drop (&brush);
  } else {
    paint_wires (&brush);
  }
  cairo_restore (brush.cr);
  if (above && self->drag == VSL_DRAG_BOX)
    paint_box (&brush);
  cairo_destroy (brush.cr);
}
