/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* What all drawings share: colours, text, and pictures in files. */

typedef struct {
  double r, g, b, a;
} VslColor;

#define VSL_DRAW_COLORS 8

typedef struct {
  VslColor background, card, border;
  VslColor text, dim;              /* writing, and writing that stands back */
  VslColor grid, wire;
  VslColor best;                   /* the mark of the best epoch */
  VslColor error, accent;
  VslColor tip, tip_text;          /* the box of a readout */
  VslColor series[VSL_DRAW_COLORS];
} VslDrawPalette;

typedef struct {
  double x, y, width, height;
} VslBox;

const VslDrawPalette *vsl_draw_palette (gboolean dark);
void vsl_draw_set_color (cairo_t *cr, VslColor color, double alpha);
/* Colour of a palette group of layers ("Convolution"), the untranslated name; NULL gives a neutral one. */
VslColor vsl_draw_group_color (const char *group, gboolean dark);
void vsl_draw_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);

/* font: a Pango description such as "Cantarell 9" or NULL. */
PangoLayout *vsl_draw_layout (const char *font, const char *text, gboolean bold);
void vsl_draw_text (cairo_t *cr, PangoLayout *layout, double x, double y);

typedef void (*VslDrawFunc) (cairo_t *cr, double width, double height, gconstpointer data);
/* Writes a picture; the kind follows from the ending: .svg, .pdf or .png (drawn at double size). */
gboolean vsl_draw_save (const char *path, double width, double height, VslDrawFunc draw, gconstpointer data, GError **error);

G_END_DECLS
