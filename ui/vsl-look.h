/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "data/vsl-image.h"

G_BEGIN_DECLS

/* What of a picture stands on the screen, at the screen's resolution, as the numbers that are stored. The greys are put on them afterwards, so that
 * dragging the window costs a multiplication for each pixel of the screen, however large the scan is. */
typedef struct {
  int width, height;            /* of the widget, device pixels */
  double x0, y0;                /* place in the picture of the widget's upper left corner */
  double dx, dy;                /* pixels of the picture a device pixel; negative: mirrored */
} VslLook;

typedef struct {
  VslLook look;
  int x, y, width, height;      /* device pixels that show something of the picture */
  int channels;                 /* 1 or 3 */
  float *values;                /* of each of them; NULL: nothing is seen */
  float *room;                  /* the memory that they are in, which is kept for the next time */
  gsize n_room;
} VslSeen;

gboolean vsl_look_equal (const VslLook *a, const VslLook *b);
/* Enlarged pixels stay squares, smaller ones are averaged by area. FALSE: no memory. */
gboolean vsl_seen_make (VslSeen *seen, const VslImage *image, const VslLook *look);
void vsl_seen_clear (VslSeen *seen);
/* The greys: low is black; the first width × height pixels of the surface, which is `before` (taken) or a new one. NULL: nothing is seen, or no memory. */
cairo_surface_t *vsl_seen_shade (const VslSeen *seen, double low, double high, gboolean invert, cairo_surface_t *before);

G_END_DECLS
