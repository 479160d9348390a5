/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/vsl-scatter.h"

G_BEGIN_DECLS

/* A scatter whose dots can be read and chosen, by mouse and by keys (arrows go from dot to dot, Return chooses). Signal "chosen" (guint index): the
 * person wants the case of a dot. */
#define VSL_TYPE_SCATTER_VIEW (vsl_scatter_view_get_type ())
G_DECLARE_FINAL_TYPE (VslScatterView, vsl_scatter_view, VSL, SCATTER_VIEW, GtkWidget)

GtkWidget *vsl_scatter_view_new (const char *title, const char *x_title, const char *y_title);
VslScatter *vsl_scatter_view_scatter (VslScatterView *self);              /* borrowed; fill it, then */
void vsl_scatter_view_update (VslScatterView *self);
void vsl_scatter_view_mark (VslScatterView *self, guint index);           /* the dot of a case; without the signal */

G_END_DECLS
