/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gdk/gdk.h>

#include "data/vsl-image.h"

G_BEGIN_DECLS

/* Stored pixels to what is seen. No GTK objects are touched, so workers may call these. */

/* Stored value of a channel as a number. */
double vsl_pixels_value (const VslImage *image, int x, int y, int channel);
/* Whether values may have digits behind the point. */
#define vsl_pixels_fractional(image) ((image)->type == VSL_PIXEL_REAL || (image)->type == VSL_PIXEL_F64)
/* Grey levels shown as black and white: everything that the type can hold, or all but half a per cent at each end. */
void vsl_pixels_full_range (const VslImage *image, double *low, double *high);
void vsl_pixels_auto_range (const VslImage *image, double *low, double *high);
/* An opaque ARGB32 surface. max_side > 0: made smaller by averaging until no side is longer. NULL when there is no memory. */
cairo_surface_t *vsl_pixels_render (const VslImage *image, double low, double high, gboolean invert, int max_side);
/* Consumes the surface. */
GdkTexture *vsl_pixels_texture (cairo_surface_t *surface);
/* A one-channel picture of numbers 0 … high as colours from black through red and orange to white; FALSE: no memory. */
gboolean vsl_pixels_heat (const VslImage *image, double high, VslImage *heat);

G_END_DECLS
