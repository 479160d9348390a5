/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"
#include "draw/vsl-draw.h"

G_BEGIN_DECLS

/* The network as cards and wires. All edits go through the document; this widget keeps only the view and the selection. */
#define VSL_TYPE_CANVAS (vsl_canvas_get_type ())
G_DECLARE_FINAL_TYPE (VslCanvas, vsl_canvas, VSL, CANVAS, GtkWidget)

/* Signals: "selection-changed"; "view-changed" (pan, zoom, size); "hint" (char *: what to do now, NULL: nothing);
 * "failed" (char *: an edit that was refused, in words); "template" (char *: the id of one that was dropped). Actions: "canvas.delete", "canvas.copy", "canvas.paste",
 * "canvas.duplicate", "canvas.select-all", "canvas.link", "canvas.fit", "canvas.zoom-in", "canvas.zoom-out", "canvas.layout". */
GtkWidget *vsl_canvas_new (void);
void vsl_canvas_set_document (VslCanvas *self, VslDocument *document);

/* NULL-terminated, in no order; owned array of owned strings. */
char **vsl_canvas_selection (VslCanvas *self);
void vsl_canvas_select (VslCanvas *self, const char *id, gboolean add);     /* id NULL: nothing */
/* The one selected node, or NULL. */
const VslNode *vsl_canvas_selected_node (VslCanvas *self);
GtkWidget *vsl_canvas_card (VslCanvas *self, const char *id);               /* NULL: none */
void vsl_canvas_reveal (VslCanvas *self, const char *id);                   /* selects, focuses and pans to it */

void vsl_canvas_fit (VslCanvas *self, gboolean all);
double vsl_canvas_zoom (VslCanvas *self);
void vsl_canvas_zoom_to (VslCanvas *self, double zoom, double view_x, double view_y);
/* The part of the drawing that is seen, in its own units. */
void vsl_canvas_view (VslCanvas *self, VslBox *box);
void vsl_canvas_center (VslCanvas *self, double x, double y);
void vsl_canvas_to_view (VslCanvas *self, double x, double y, double *view_x, double *view_y);
void vsl_canvas_to_world (VslCanvas *self, double view_x, double view_y, double *x, double *y);
/* Adds a layer behind the selected card, or behind the last one that leads nowhere, and wires it. */
gboolean vsl_canvas_add_layer (VslCanvas *self, const char *type);
const char *vsl_canvas_drop_target (VslCanvas *self);      /* NULL: nothing is being dragged, or it would get no wire */

G_END_DECLS
