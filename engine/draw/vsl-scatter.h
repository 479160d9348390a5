/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/vsl-draw.h"

G_BEGIN_DECLS

/* What was said against what is true, a dot each, with the line on which all would lie. Plain data, drawn as often as needed on any cairo_t. */
typedef struct {
  char *title, *x_title, *y_title, *font;      /* font: Pango description, NULL: "Sans 9" */
  GArray *points;                              /* of VslScatterPoint */
  double low, high, step;                      /* of both axes; filled by vsl_scatter_fit () */
} VslScatter;

typedef struct {
  double x, y;
  guint index;                                 /* the caller's */
} VslScatterPoint;

VslScatter *vsl_scatter_new (const char *title, const char *x_title, const char *y_title);
void vsl_scatter_free (VslScatter *scatter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslScatter, vsl_scatter_free)
void vsl_scatter_clear (VslScatter *scatter);
void vsl_scatter_add (VslScatter *scatter, double x, double y, guint index);      /* what is not finite is passed over */
void vsl_scatter_fit (VslScatter *scatter);                                       /* after the last point: axes at round numbers */
/* The point next to a place, within a few pixels; -1: none. */
int vsl_scatter_at (const VslScatter *scatter, double width, double height, double x, double y);
/* hover, chosen: of points, -1 for none. */
void vsl_scatter_draw (const VslScatter *scatter, cairo_t *cr, double width, double height, const VslDrawPalette *palette, int hover, int chosen);
gboolean vsl_scatter_save (const VslScatter *scatter, const char *path, double width, double height, GError **error);

G_END_DECLS
