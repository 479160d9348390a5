/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw/vsl-axes.h"

#include <math.h>

/**
 * vsl_axis_step:
 * @range: to be divided; must be positive
 * @ticks: about how many
 *
 * Returns: 1, 2 or 5 times a power of ten
 */
double
vsl_axis_step (double range, int ticks)
{
  double raw = range / MAX (ticks, 1);
  if (!(raw > 0) || !isfinite (raw))
    return 1;
  double power = pow (10, floor (log10 (raw)));
  double f = raw / power;
  return power * (f < 1.5 ? 1 : f < 3.5 ? 2 : f < 7.5 ? 5 : 10);
}

/**
 * vsl_axis_tick_text:
 *
 * Returns: (transfer full): 0.45 and 0.50 for a step of 0.05
 */
char *
vsl_axis_tick_text (double value, double step)
{
  if (fabs (value) < 1e-9 * step)
    value = 0;
  if (!(step >= 1e-5) || fabs (value) >= 1e6)
    return g_strdup_printf ("%.4g", value);
  return g_strdup_printf ("%.*f", (int) MAX (0, -floor (log10 (step) + 1e-9)), value);
}

/**
 * vsl_axis_text_width:
 * @font: (nullable):
 *
 * Returns: pixels that a label takes
 */
int
vsl_axis_text_width (const char *font, const char *text)
{
  int w;
  g_autoptr (PangoLayout) layout = vsl_draw_layout (font, text, FALSE);
  pango_layout_get_pixel_size (layout, &w, NULL);
  return w;
}

/**
 * vsl_axis_label:
 * @y: of its middle
 * @align_x: 0: it begins at @x, 0.5: its middle is there, 1: it ends there
 */
void
vsl_axis_label (cairo_t *cr, const char *font, const char *text, double x, double y, double align_x, VslColor color)
{
  int w, h;
  g_autoptr (PangoLayout) layout = vsl_draw_layout (font, text, FALSE);
  pango_layout_get_pixel_size (layout, &w, &h);
  vsl_draw_set_color (cr, color, 1);
  vsl_draw_text (cr, layout, x - align_x * w, y - h / 2.0);
}

/**
 * vsl_axis_grid_line:
 *
 * A line across the plot at a tick of the vertical axis, with the tick's text left of it.
 */
void
vsl_axis_grid_line (cairo_t *cr, const VslDrawPalette *palette, const char *font, const VslBox *plot, double y, const char *text)
{
  y = floor (y) + 0.5;
  cairo_set_line_width (cr, 1);
  vsl_draw_set_color (cr, palette->grid, 1);
  cairo_move_to (cr, plot->x, y);
  cairo_line_to (cr, plot->x + plot->width, y);
  cairo_stroke (cr);
  vsl_axis_label (cr, font, text, plot->x - 7, y, 1, palette->dim);
}
