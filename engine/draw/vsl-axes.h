/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-draw.h"

G_BEGIN_DECLS

/* What charts with axes share: round steps, the texts of ticks, lines across the plot. */

double vsl_axis_step (double range, int ticks);                  /* 1, 2 or 5 times a power of ten */
/* A tick's label with as many decimals as the step needs; owned. */
char *vsl_axis_tick_text (double value, double step);
int vsl_axis_text_width (const char *font, const char *text);
void vsl_axis_label (cairo_t *cr, const char *font, const char *text, double x, double y, double align_x, VslColor color);
void vsl_axis_grid_line (cairo_t *cr, const VslDrawPalette *palette, const char *font, const VslBox *plot, double y, const char *text);

G_END_DECLS
