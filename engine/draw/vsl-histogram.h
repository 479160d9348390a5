/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-draw.h"

G_BEGIN_DECLS

/* How often numbers fall into equal ranges, as bars; groups (classes) stand on top of each other in a bar. Plain data: fill it, count,
 * then draw it as often as needed on any cairo_t. */

typedef struct {
  char *name;
  int color;                   /* index into the palette's series */
  GArray *values;              /* of double */
} VslHistogramGroup;

typedef struct {
  char *title, *font;          /* font: Pango description, NULL: "Sans 9" */
  GPtrArray *groups;           /* of VslHistogramGroup */
  int bins;                    /* 0: there is nothing to count */
  double low, step;            /* bar i is low + i * step … low + (i + 1) * step, without the upper end */
  guint *counts;               /* [groups, bins] */
} VslHistogram;

VslHistogram *vsl_histogram_new (const char *title);
void vsl_histogram_free (VslHistogram *histogram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslHistogram, vsl_histogram_free)
void vsl_histogram_clear (VslHistogram *histogram);
guint vsl_histogram_add_group (VslHistogram *histogram, const char *name, int color);      /* its index */
void vsl_histogram_add (VslHistogram *histogram, guint group, double value);               /* NaN and infinities are passed over */
void vsl_histogram_count (VslHistogram *histogram);          /* after the last value; ranges begin and end at round numbers */
guint vsl_histogram_in_bin (const VslHistogram *histogram, int bin);                        /* of all groups */
/* The bar under a place, also above its top; -1: none. */
int vsl_histogram_bin_at (const VslHistogram *histogram, double width, double height, double x, double y);
/* "0.02 – 0.04: clear 3, spot 12"; owned. */
char *vsl_histogram_readout (const VslHistogram *histogram, int bin);
/* hover, chosen: a bar, -1 for none. */
void vsl_histogram_draw (const VslHistogram *histogram, cairo_t *cr, double width, double height, const VslDrawPalette *palette, int hover, int chosen);
gboolean vsl_histogram_save (const VslHistogram *histogram, const char *path, double width, double height, GError **error);

G_END_DECLS
