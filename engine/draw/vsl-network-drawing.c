/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw/vsl-network-drawing.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 24.0

/**
 * vsl_network_draw_bounds:
 * @box: (out): the room that all cards take, in the canvas's units
 */
void
vsl_network_draw_bounds (const VslNetwork *network, VslBox *box)
{
  double x0 = 0, y0 = 0, x1 = VSL_CARD_WIDTH, y1 = VSL_CARD_HEIGHT;
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    x0 = i ? MIN (x0, node->x) : node->x;
    y0 = i ? MIN (y0, node->y) : node->y;
    x1 = i ? MAX (x1, node->x + VSL_CARD_WIDTH) : node->x + VSL_CARD_WIDTH;
    y1 = i ? MAX (y1, node->y + VSL_CARD_HEIGHT) : node->y + VSL_CARD_HEIGHT;
  }
  *box = (VslBox) { x0 - MARGIN, y0 - MARGIN, x1 - x0 + 2 * MARGIN, y1 - y0 + 2 * MARGIN };
}

/* How far the curve leaves its ports straight; more when the target lies behind, so that the wire turns visibly. */
static double
reach (double x1, double y1, double x2, double y2)
{
  double dx = x2 - x1;
  return dx > 0 ? MAX (dx / 2, MIN (40, fabs (y2 - y1) / 2)) : MIN (60 - dx / 2, 220);
}

/**
 * vsl_network_draw_wire:
 */
void
vsl_network_draw_wire (cairo_t *cr, double x1, double y1, double x2, double y2)
{
  double d = reach (x1, y1, x2, y2);
  cairo_move_to (cr, x1, y1);
  cairo_curve_to (cr, x1 + d, y1, x2 - d, y2, x2, y2);
}

/**
 * vsl_network_wire_point:
 * @t: 0 at the output port, 1 at the input port
 */
void
vsl_network_wire_point (double x1, double y1, double x2, double y2, double t, double *x, double *y)
{
  double d = reach (x1, y1, x2, y2), s = 1 - t;
  *x = s * s * s * x1 + 3 * s * s * t * (x1 + d) + 3 * s * t * t * (x2 - d) + t * t * t * x2;
  *y = s * s * s * y1 + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t * t * t * y2;
}

/**
 * vsl_draw_count:
 *
 * Returns: (transfer full): a count for people: 320, 54.4 k, 1.23 M
 */
char *
vsl_draw_count (double count)
{
  if (count < 10000)
    return g_strdup_printf ("%.0f", count);
  if (count < 1e6)
    return g_strdup_printf ("%.1f k", count / 1e3);
  if (count < 1e9)
    return g_strdup_printf ("%.2f M", count / 1e6);
  return g_strdup_printf ("%.2f G", count / 1e9);
}

/**
 * vsl_network_card_shape:
 */
char *
vsl_network_card_shape (const VslNodeReport *report)
{
  return report && report->ok ? vsl_shape_to_string (&report->out) : NULL;
}

/**
 * vsl_network_card_params:
 */
char *
vsl_network_card_params (const VslNodeReport *report)
{
  if (!report || !report->ok || report->params == 0)
    return NULL;
  g_autofree char *count = vsl_draw_count ((double) report->params);
  return g_strdup_printf (ngettext ("%s parameter", "%s parameters", (gulong) report->params), count);
}

static void
draw_wires (cairo_t *cr, const VslNetwork *network, const VslDrawPalette *palette, double width)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < network->nodes->len; i++)
    g_hash_table_insert (by_id, ((VslNode *) network->nodes->pdata[i])->id, network->nodes->pdata[i]);
  vsl_draw_set_color (cr, palette->wire, 1);
  cairo_set_line_width (cr, width);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *to = network->nodes->pdata[i];
    for (guint k = 0; k < to->inputs->len; k++) {
      char id[VSL_ID_SIZE];
      const VslNode *from = g_hash_table_lookup (by_id, vsl_wire_id (to->inputs->pdata[k], id));
      if (!from)
        continue;
      vsl_network_draw_wire (cr, from->x + VSL_CARD_WIDTH, from->y + VSL_CARD_HEIGHT / 2, to->x, to->y + VSL_CARD_HEIGHT / 2);
      cairo_stroke (cr);
    }
  }
}

static void
card_text (cairo_t *cr, const char *text, gboolean bold, double x, double y, VslColor color)
{
  g_autoptr (PangoLayout) layout = vsl_draw_layout (bold ? "Sans 10" : "Sans 8", text, bold);
  pango_layout_set_width (layout, (int) ((VSL_CARD_WIDTH - 26) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  vsl_draw_set_color (cr, color, 1);
  vsl_draw_text (cr, layout, x, y);
}

static void
draw_card (cairo_t *cr, const VslNode *node, const VslNodeReport *report, const VslDrawPalette *palette, guint flags)
{
  gboolean bad = report && !report->ok && !report->blocked;
  VslColor strip = vsl_draw_group_color (node->cls->head.group, (flags & VSL_NETWORK_DRAW_DARK) != 0);
  if (flags & VSL_NETWORK_DRAW_MINI) {
    vsl_draw_set_color (cr, bad ? palette->error : strip, 0.85);
    vsl_draw_rounded (cr, node->x, node->y, VSL_CARD_WIDTH, VSL_CARD_HEIGHT, 14);
    cairo_fill (cr);
    return;
  }
  cairo_save (cr);
  vsl_draw_rounded (cr, node->x, node->y, VSL_CARD_WIDTH, VSL_CARD_HEIGHT, 8);
  vsl_draw_set_color (cr, palette->card, 1);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  vsl_draw_set_color (cr, strip, 1);
  cairo_rectangle (cr, node->x, node->y, 6, VSL_CARD_HEIGHT);
  cairo_fill (cr);
  cairo_restore (cr);
  vsl_draw_rounded (cr, node->x, node->y, VSL_CARD_WIDTH, VSL_CARD_HEIGHT, 8);
  vsl_draw_set_color (cr, bad ? palette->error : palette->border, 1);
  cairo_set_line_width (cr, bad ? 2 : 1);
  cairo_stroke (cr);
  card_text (cr, node->id, TRUE, node->x + 16, node->y + 8, palette->text);
  g_autofree char *shape = vsl_network_card_shape (report);
  g_autofree char *params = vsl_network_card_params (report);
  g_autofree char *line = shape && params ? g_strdup_printf ("%s · %s", shape, params) : g_strdup (shape ? shape : "");
  card_text (cr, _(node->cls->head.title), FALSE, node->x + 16, node->y + 29, palette->dim);
  card_text (cr, bad ? report->message : line, FALSE, node->x + 16, node->y + 47, bad ? palette->error : palette->dim);
}

/**
 * vsl_network_draw:
 * @report: (nullable): of vsl_network_check(); shapes and mistakes are taken from it
 * @flags: #VslNetworkDrawFlags
 *
 * Draws in the canvas's units; scale and move the cairo_t first.
 */
void
vsl_network_draw (cairo_t *cr, const VslNetwork *network, const VslReport *report, guint flags)
{
  const VslDrawPalette *palette = vsl_draw_palette ((flags & VSL_NETWORK_DRAW_DARK) != 0);
  draw_wires (cr, network, palette, flags & VSL_NETWORK_DRAW_MINI ? 6 : 2);
  for (guint i = 0; i < network->nodes->len; i++)
    draw_card (cr, network->nodes->pdata[i], report && i < report->n ? &report->node[i] : NULL, palette, flags);
}

typedef struct {
  const VslNetwork *network;
  const VslReport *report;
  VslBox box;
} Picture;

static void
draw_for_file (cairo_t *cr, double width, double height, gconstpointer data)
{
  const Picture *picture = data;
  vsl_draw_set_color (cr, vsl_draw_palette (FALSE)->background, 1);
  cairo_paint (cr);
  double scale = width / picture->box.width;
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -picture->box.x, -picture->box.y);
  vsl_network_draw (cr, picture->network, picture->report, 0);
}

/**
 * vsl_network_draw_save:
 * @path: ends in .svg, .pdf or .png
 *
 * Writes the whole network as a picture on white, at most 8000 units wide or high.
 */
gboolean
vsl_network_draw_save (const VslNetwork *network, const VslReport *report, const char *path, GError **error)
{
  Picture picture = { network, report, { 0 } };
  vsl_network_draw_bounds (network, &picture.box);
  double scale = MIN (1, 8000 / MAX (picture.box.width, picture.box.height));
  return vsl_draw_save (path, ceil (picture.box.width * scale), ceil (picture.box.height * scale), draw_for_file, &picture, error);
}
