/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-draw.h"
#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* The network as a picture: cards at their positions and curved wires. The window's canvas has the same measures. */

#define VSL_CARD_WIDTH 184.0
#define VSL_CARD_HEIGHT 72.0

typedef enum {
  VSL_NETWORK_DRAW_MINI = 1 << 0,       /* no writing: a minimap */
  VSL_NETWORK_DRAW_DARK = 1 << 1,
} VslNetworkDrawFlags;

/* All cards with a margin; an empty network has one card's room. */
void vsl_network_draw_bounds (const VslNetwork *network, VslBox *box);
/* The curve of a wire from an output port to an input port, added to the path. */
void vsl_network_draw_wire (cairo_t *cr, double x1, double y1, double x2, double y2);
/* The point at t in 0..1 of that curve. */
void vsl_network_wire_point (double x1, double y1, double x2, double y2, double t, double *x, double *y);
void vsl_network_draw (cairo_t *cr, const VslNetwork *network, const VslReport *report, guint flags);
gboolean vsl_network_draw_save (const VslNetwork *network, const VslReport *report, const char *path, GError **error);
/* What stands on a card: "26 × 26 × 32", "320 parameters"; owned, NULL when not known. */
char *vsl_network_card_shape (const VslNodeReport *report);
char *vsl_network_card_params (const VslNodeReport *report);
/* 1234567 > "1.23 M"; owned. */
char *vsl_draw_count (double count);

G_END_DECLS
