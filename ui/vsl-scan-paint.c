/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a VslScanView draws: only what is visible, at the screen's own resolution. */
#include "ui/vsl-scan-view-private.h"

static VslLook
look_now (VslScanView *self, int scale)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  VslLook look = { .width = width * scale, .height = height * scale };

  _vsl_scan_view_to_image (self, 0, 0, &look.x0, &look.y0);
  look.dx = 1 / (self->zoom * self->kx * scale) * (self->flip_x ? -1 : 1);
  look.dy = 1 / (self->zoom * self->ky * scale) * (self->flip_y ? -1 : 1);
  return look;
}

static void
text_at (VslScanView *self, GtkSnapshot *snapshot, const char *text, double x, double y, double ax, double ay)
{
  static const GdkRGBA pale = { 0.96f, 0.86f, 0.4f, 0.9f }, dark = { 0, 0, 0, 0.8f };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - ax * width) + 1, (float) (y - ay * height) + 1));
  gtk_snapshot_append_layout (snapshot, layout, &dark);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-1, -1));
  gtk_snapshot_append_layout (snapshot, layout, &pale);
  gtk_snapshot_restore (snapshot);
}

/* Which side of the body is where, at the edges of the picture, or of the view where a picture is too narrow for two: without it a mirrored scan cannot be told. */
static void
paint_letters (VslScanView *self, GtkSnapshot *snapshot, int width, int height, int scale)
{
  gboolean narrow = self->seen.width < 70 * scale, low = self->seen.height < 70 * scale;
  double left = narrow ? 0 : (double) self->seen.x / scale, top = low ? 0 : (double) self->seen.y / scale;
  double right = narrow ? width : left + (double) self->seen.width / scale, bottom = low ? height : top + (double) self->seen.height / scale;
  double x = (left + right) / 2, y = (top + bottom) / 2;
  const struct { double x, y, ax, ay; } place[] = { { left + 6, y, 0, 0.5 }, { right - 6, y, 1, 0.5 }, { x, top + 4, 0.5, 0 }, { x, bottom - 4, 0.5, 1 } };

  for (int edge = 0; edge < 4; edge++)
    {
      char letter = vsl_volume_letter (self->volume, &self->plane, (edge < 2 ? self->flip_x : self->flip_y) ? edge ^ 1 : edge);
      const char text[2] = { letter, '\0' };

      if (letter != 0)
        text_at (self, snapshot, text, place[edge].x, place[edge].y, place[edge].ax, place[edge].ay);
    }
  if (self->which != VSL_PLANE_STORED)
    text_at (self, snapshot, vsl_volume_plane_name (self->volume, self->which), 6, 4, 0, 0);
}

static void
paint_cross (VslScanView *self, GtkSnapshot *snapshot, int width, int height)
{
  static const GdkRGBA line = { 0.38f, 0.76f, 1, 0.75f };
  int u, v;
  double x, y;

  vsl_volume_to_cut (self->volume, &self->plane, self->cross_at, &u, &v);
  x = width / 2.0 + (u + 0.5 - self->cx) * self->zoom * self->kx * (self->flip_x ? -1 : 1);
  y = height / 2.0 + (v + 0.5 - self->cy) * self->zoom * self->ky * (self->flip_y ? -1 : 1);
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT ((float) (int) x, 0, 1, (float) height));
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (0, (float) (int) y, (float) width, 1));
}

static void
paint_pixels (VslScanView *self, GtkSnapshot *snapshot, int scale)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT ((float) self->seen.x / (float) scale, (float) self->seen.y / (float) scale,
                                              (float) self->seen.width / (float) scale, (float) self->seen.height / (float) scale);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &place);

  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source_surface (cr, self->surface, self->seen.x, self->seen.y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, self->seen.x, self->seen.y, self->seen.width, self->seen.height);
  cairo_fill (cr);
  cairo_destroy (cr);
}

void
_vsl_scan_view_paint (VslScanView *self, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  static const GdkRGBA black = { 0.03f, 0.03f, 0.035f, 1 };
  VslLook look;

  gtk_snapshot_append_color (snapshot, &black, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->image.data == NULL || width <= 0 || height <= 0)
    return;
  _vsl_scan_view_update_fit (self);
  look = look_now (self, scale);
  if (self->seen.values == NULL || !vsl_look_equal (&look, &self->seen.look))
    {
      self->stale = TRUE;
      if (!vsl_seen_make (&self->seen, &self->image, &look))
        return;
    }
  if (self->stale || self->surface == NULL)
    {
      cairo_surface_t *shown = self->surface;

      self->surface = vsl_seen_shade (&self->seen, self->low, self->high, self->invert, g_steal_pointer (&self->other));
      self->other = shown;
    }
  if (self->surface == NULL)
    return;
  self->stale = FALSE;
  paint_pixels (self, snapshot, scale);
  paint_letters (self, snapshot, width, height, scale);
  if (self->cross)
    paint_cross (self, snapshot, width, height);
}
