/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw/vsl-draw.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"

#define RGB(hex) { ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) & 255) / 255.0, 1.0 }

/* Training and validation first: blue and orange keep apart for people who see red and green alike. */
static const VslDrawPalette light = {
  .background = RGB (0xffffff), .card = RGB (0xffffff), .border = RGB (0xd5d5d9), .text = RGB (0x2e3436), .dim = RGB (0x6f7278),
  .grid = RGB (0xe7e7ea), .wire = RGB (0x8a8d94), .best = RGB (0x1f8a4c), .error = RGB (0xc01c28), .accent = RGB (0x3584e4),
  .tip = RGB (0x303238), .tip_text = RGB (0xffffff),
  .series = { RGB (0x1c71d8), RGB (0xe66100), RGB (0x1f8a4c), RGB (0x9141ac), RGB (0xa51d2d), RGB (0x0f7c8a), RGB (0x865e3c), RGB (0x5e5c64) },
};

static const VslDrawPalette dark_palette = {
  .background = RGB (0x2a2a2e), .card = RGB (0x36363a), .border = RGB (0x4a4a50), .text = RGB (0xf2f2f4), .dim = RGB (0xa9abb2),
  .grid = RGB (0x404046), .wire = RGB (0x9a9ca4), .best = RGB (0x57e389), .error = RGB (0xff7b63), .accent = RGB (0x78aeed),
  .tip = RGB (0x16161a), .tip_text = RGB (0xffffff),
  .series = { RGB (0x78aeed), RGB (0xffa348), RGB (0x57e389), RGB (0xdc8add), RGB (0xf66151), RGB (0x5bc8d6), RGB (0xcdab8f), RGB (0xc0bfbc) },
};

/**
 * vsl_draw_palette:
 * @dark: for a dark ground
 *
 * Returns: (transfer none): the colours of all drawings
 */
const VslDrawPalette *
vsl_draw_palette (gboolean dark)
{
  return dark ? &dark_palette : &light;
}

/**
 * vsl_draw_set_color:
 * @alpha: multiplies the colour's own
 */
void
vsl_draw_set_color (cairo_t *cr, VslColor color, double alpha)
{
  cairo_set_source_rgba (cr, color.r, color.g, color.b, color.a * alpha);
}

/**
 * vsl_draw_group_color:
 * @group: (nullable): a palette group as it stands in the layers' tables
 *
 * Returns: the colour of the strip on its cards; groups that are not known here get one by their name, always the same
 */
VslColor
vsl_draw_group_color (const char *group, gboolean dark)
{
  static const struct {
    const char *group;
    VslColor light, dark;
  } known[] = {
    { "Input", RGB (0x26a269), RGB (0x57e389) },         { "Convolution", RGB (0x1c71d8), RGB (0x62a0ea) },
    { "Pooling", RGB (0x0f7c8a), RGB (0x5bc8d6) },       { "Core", RGB (0xe66100), RGB (0xffa348) },
    { "Activation", RGB (0xc64600), RGB (0xffbe6f) },    { "Shape", RGB (0x865e3c), RGB (0xcdab8f) },
    { "Reshaping", RGB (0x865e3c), RGB (0xcdab8f) },     { "Merge", RGB (0x9141ac), RGB (0xdc8add) },
    { "Merging", RGB (0x9141ac), RGB (0xdc8add) },       { "Normalization", RGB (0x613583), RGB (0xc9a6e8) },
    { "Normalisation", RGB (0x613583), RGB (0xc9a6e8) }, { "Regularization", RGB (0xa51d2d), RGB (0xf66151) },
    { "Preprocessing", RGB (0x5e5c64), RGB (0xc0bfbc) },
  };
  if (!group)
    return vsl_draw_palette (dark)->dim;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].group, group))
      return dark ? known[i].dark : known[i].light;
  return vsl_draw_palette (dark)->series[g_str_hash (group) % VSL_DRAW_COLORS];
}

/**
 * vsl_draw_rounded:
 *
 * Adds a rectangle with round corners to the path.
 */
void
vsl_draw_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double r = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/**
 * vsl_draw_layout:
 * @font: (nullable): a font description; the default is "Sans 9"
 *
 * The context is our own and not the cairo_t's, so that a text measures the same before it is drawn and in every file.
 *
 * Returns: (transfer full): the text, ready to be measured and drawn
 */
PangoLayout *
vsl_draw_layout (const char *font, const char *text, gboolean bold)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  pango_context_set_round_glyph_positions (context, FALSE);
  PangoLayout *layout = pango_layout_new (context);
  g_object_unref (context);
  PangoFontDescription *description = pango_font_description_from_string (font ? font : "Sans 9");
  if (bold)
    pango_font_description_set_weight (description, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/**
 * vsl_draw_text:
 *
 * Draws with the top left corner of the text at (@x, @y), in the current colour.
 */
void
vsl_draw_text (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

static gboolean
finish (cairo_surface_t *surface, const char *path, const char *png, GError **error)
{
  cairo_status_t status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS && png)
    status = cairo_surface_write_to_png (surface, png);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_IO,
               _("The picture “%s” could not be written (%s). Choose another folder or make room on the disk."), path,
               cairo_status_to_string (status));
  return FALSE;
}

/**
 * vsl_draw_save:
 * @path: ends in .svg, .pdf or .png
 * @width: in points or, for .png, in pixels of a screen (twice as many are written)
 *
 * Returns: FALSE with %VSL_ERROR_UNSUPPORTED for another ending, with %VSL_ERROR_IO when writing fails
 */
gboolean
vsl_draw_save (const char *path, double width, double height, VslDrawFunc draw, gconstpointer data, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gboolean png = g_str_has_suffix (lower, ".png");
  cairo_surface_t *surface;
  if (g_str_has_suffix (lower, ".svg"))
    surface = cairo_svg_surface_create (path, width, height);
  else if (g_str_has_suffix (lower, ".pdf"))
    surface = cairo_pdf_surface_create (path, width, height);
  else if (png)
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (2 * width), (int) (2 * height));
  else {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED,
                 _("“%s” is no kind of picture that can be written: give it a name that ends in .svg, .pdf or .png."), path);
    return FALSE;
  }
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS) {
    cairo_t *cr = cairo_create (surface);
    if (png)
      cairo_scale (cr, 2, 2);
    draw (cr, width, height, data);
    cairo_destroy (cr);
  }
  return finish (surface, path, png ? path : NULL, error);
}
