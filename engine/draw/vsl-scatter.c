/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw/vsl-scatter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RADIUS 3
#define NEAR 8

/**
 * vsl_scatter_new:
 */
VslScatter *
vsl_scatter_new (const char *title, const char *x_title, const char *y_title)
{
  VslScatter *s = g_new0 (VslScatter, 1);
  s->title = g_strdup (title);
  s->x_title = g_strdup (x_title);
  s->y_title = g_strdup (y_title);
  s->points = g_array_new (FALSE, FALSE, sizeof (VslScatterPoint));
  s->high = s->step = 1;
  return s;
}

/**
 * vsl_scatter_free:
 */
void
vsl_scatter_free (VslScatter *s)
{
  g_free (s->title);
  g_free (s->x_title);
  g_free (s->y_title);
  g_free (s->font);
  g_array_unref (s->points);
  g_free (s);
}

/**
 * vsl_scatter_clear:
 */
void
vsl_scatter_clear (VslScatter *s)
{
  g_array_set_size (s->points, 0);
}

/**
 * vsl_scatter_add:
 */
void
vsl_scatter_add (VslScatter *s, double x, double y, guint index)
{
  VslScatterPoint p = { x, y, index };
  if (isfinite (x) && isfinite (y))
    g_array_append_val (s->points, p);
}

/* 1, 2 or 5 times a power of ten. */
static double
round_step (double raw)
{
  double power = pow (10, floor (log10 (raw))), rest = raw / power;
  return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

/**
 * vsl_scatter_fit:
 */
void
vsl_scatter_fit (VslScatter *s)
{
  double low = INFINITY, high = -INFINITY;
  for (guint i = 0; i < s->points->len; i++) {
    const VslScatterPoint *p = &g_array_index (s->points, VslScatterPoint, i);
    low = MIN (low, MIN (p->x, p->y));
    high = MAX (high, MAX (p->x, p->y));
  }
  if (!(low <= high)) {
    low = 0;
    high = 1;
  }
  if (low == high) {
    double around = MAX (fabs (low) * 0.1, 1e-9);
    low -= around;
    high += around;
  }
  s->step = round_step ((high - low) / 5);
  s->low = floor (low / s->step) * s->step;
  s->high = ceil (high / s->step) * s->step;
}

static VslBox
plot (double width, double height)
{
  return (VslBox) { 56, 30, MAX (width - 72, 1), MAX (height - 74, 1) };
}

static double
across (const VslScatter *s, VslBox box, double v)
{
  return box.x + (v - s->low) / (s->high - s->low) * box.width;
}

static double
up (const VslScatter *s, VslBox box, double v)
{
  return box.y + box.height - (v - s->low) / (s->high - s->low) * box.height;
}

/* align: 0 left or top, 0.5 middle, 1 right. */
static void
write_text (const VslScatter *s, cairo_t *cr, const char *text, double x, double y, double align_x, double align_y, VslColor color, gboolean bold)
{
  int w, h;
  g_autoptr (PangoLayout) layout = vsl_draw_layout (s->font, text, bold);
  pango_layout_get_pixel_size (layout, &w, &h);
  vsl_draw_set_color (cr, color, 1);
  vsl_draw_text (cr, layout, x - align_x * w, y - align_y * h);
}

static void
draw_axes (const VslScatter *s, cairo_t *cr, VslBox box, const VslDrawPalette *palette)
{
  cairo_set_line_width (cr, 1);
  for (double v = s->low; v <= s->high + s->step / 2; v += s->step) {
    double shown = fabs (v) < s->step / 1e6 ? 0 : v;
    g_autofree char *text = g_strdup_printf ("%.6g", shown);
    double x = floor (across (s, box, v)) + 0.5, y = floor (up (s, box, v)) + 0.5;
    vsl_draw_set_color (cr, palette->grid, 1);
    cairo_move_to (cr, box.x, y);
    cairo_line_to (cr, box.x + box.width, y);
    cairo_move_to (cr, x, box.y);
    cairo_line_to (cr, x, box.y + box.height);
    cairo_stroke (cr);
    write_text (s, cr, text, box.x - 6, y, 1, 0.5, palette->dim, FALSE);
    write_text (s, cr, text, x, box.y + box.height + 4, 0.5, 0, palette->dim, FALSE);
  }
  vsl_draw_set_color (cr, palette->dim, 0.8);
  cairo_set_dash (cr, (const double[]) { 5, 4 }, 2, 0);
  cairo_move_to (cr, across (s, box, s->low), up (s, box, s->low));
  cairo_line_to (cr, across (s, box, s->high), up (s, box, s->high));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
dot (const VslScatter *s, cairo_t *cr, VslBox box, guint i, double radius)
{
  const VslScatterPoint *p = &g_array_index (s->points, VslScatterPoint, i);
  cairo_arc (cr, across (s, box, p->x), up (s, box, p->y), radius, 0, 2 * G_PI);
}

static void
draw_readout (const VslScatter *s, cairo_t *cr, VslBox box, const VslDrawPalette *palette, int hover)
{
  const VslScatterPoint *p = &g_array_index (s->points, VslScatterPoint, (guint) hover);
  /* Translators: of a dot in a chart: the true number, then what the network said. */
  g_autofree char *text = g_strdup_printf (_("true %.4g, said %.4g"), p->x, p->y);
  int w, h;
  g_autoptr (PangoLayout) layout = vsl_draw_layout (s->font, text, FALSE);
  pango_layout_get_pixel_size (layout, &w, &h);
  double x = CLAMP (across (s, box, p->x) + 10, box.x, MAX (box.x + box.width - w - 12, box.x)), y = MAX (up (s, box, p->y) - h - 16, 2);
  vsl_draw_rounded (cr, x, y, w + 12, h + 8, 4);
  vsl_draw_set_color (cr, palette->tip, 1);
  cairo_fill (cr);
  vsl_draw_set_color (cr, palette->tip_text, 1);
  vsl_draw_text (cr, layout, x + 6, y + 4);
}

/**
 * vsl_scatter_draw:
 * @hover: a point whose numbers are told, -1: none
 * @chosen: a point that is marked, -1: none
 */
void
vsl_scatter_draw (const VslScatter *s, cairo_t *cr, double width, double height, const VslDrawPalette *palette, int hover, int chosen)
{
  VslBox box = plot (width, height);
  double alpha = s->points->len > 2000 ? 0.25 : s->points->len > 300 ? 0.45 : 0.7;
  if (s->title)
    write_text (s, cr, s->title, 8, 6, 0, 0, palette->text, TRUE);
  draw_axes (s, cr, box, palette);
  write_text (s, cr, s->x_title, box.x + box.width / 2, height - 4, 0.5, 1, palette->text, FALSE);
  cairo_save (cr);
  cairo_translate (cr, 4, box.y + box.height / 2);
  cairo_rotate (cr, -G_PI / 2);
  write_text (s, cr, s->y_title, 0, 0, 0.5, 0, palette->text, FALSE);
  cairo_restore (cr);
  for (guint i = 0; i < s->points->len; i++) {
    dot (s, cr, box, i, RADIUS);
    vsl_draw_set_color (cr, palette->series[0], alpha);
    cairo_fill (cr);
  }
  for (int k = 0; k < 2; k++) {
    int at = k ? hover : chosen;
    if (at < 0 || at >= (int) s->points->len)
      continue;
    dot (s, cr, box, (guint) at, RADIUS + 2.5);
    vsl_draw_set_color (cr, palette->text, 1);
    cairo_set_line_width (cr, 2);
    cairo_stroke (cr);
  }
  if (hover >= 0 && hover < (int) s->points->len)
    draw_readout (s, cr, box, palette, hover);
}

/**
 * vsl_scatter_at:
 */
int
vsl_scatter_at (const VslScatter *s, double width, double height, double x, double y)
{
  VslBox box = plot (width, height);
  double best = NEAR * NEAR;
  int at = -1;
  for (guint i = 0; i < s->points->len; i++) {
    const VslScatterPoint *p = &g_array_index (s->points, VslScatterPoint, i);
    double dx = across (s, box, p->x) - x, dy = up (s, box, p->y) - y, d = dx * dx + dy * dy;
    if (d < best) {
      best = d;
      at = (int) i;
    }
  }
  return at;
}

static void
draw_plain (cairo_t *cr, double width, double height, gconstpointer data)
{
  const VslDrawPalette *palette = vsl_draw_palette (FALSE);
  vsl_draw_set_color (cr, palette->background, 1);
  cairo_paint (cr);
  vsl_scatter_draw (data, cr, width, height, palette, -1, -1);
}

/**
 * vsl_scatter_save:
 * @path: .svg, .pdf or .png
 */
gboolean
vsl_scatter_save (const VslScatter *s, const char *path, double width, double height, GError **error)
{
  return vsl_draw_save (path, width, height, draw_plain, s, error);
}
