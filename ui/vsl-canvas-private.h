/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document-nodes.h"
#include "draw/vsl-network-drawing.h"
#include "ui/vsl-canvas.h"
#include "ui/vsl-node-card.h"

G_BEGIN_DECLS

typedef enum { VSL_DRAG_NONE, VSL_DRAG_PAN, VSL_DRAG_MOVE, VSL_DRAG_BOX, VSL_DRAG_WIRE } VslDragMode;

struct _VslCanvas {
  GtkWidget parent;
  VslDocument *document;
  GHashTable *cards;                  /* id -> VslNodeCard */
  GHashTable *selected;               /* set of ids */
  char *wire_from, *wire_to;          /* the selected wire */
  char *over_from, *over_to;          /* the wire under a layer that is being dropped */
  char *drop_from;                    /* the card that it would be wired to */
  gboolean drop_onto;                 /* the pointer is on that card, not beside it */
  double drop_x, drop_y;              /* where its own card would stand, in the drawing's units */
  GtkWidget *callout, *callout_title, *callout_text, *callout_button;
  char *callout_id;
  GtkWidget *menu;
  double x, y, zoom;                  /* the drawing's point at the top left corner; pixels a unit */
  gboolean fit_all;
  gboolean fitted;                    /* the view follows the drawing until somebody moves it */
  double pointer_x, pointer_y;

  VslDragMode drag;
  double press_x, press_y, drag_x, drag_y;     /* view: where the button went down and where it is */
  double pan_x, pan_y;                /* x, y at the press */
  gboolean space;                     /* space is held: dragging pans */
  gboolean box_add;
  /* A wire being drawn: from an output, or (with link_back) from an input backwards. */
  char *link, *link_target;
  gboolean link_back, link_keys;
  gboolean quiet_focus;
};

/* vsl-canvas.c */
const VslNode *_vsl_canvas_node (VslCanvas *self, const char *id);
void _vsl_canvas_place (VslCanvas *self, const VslNode *node, double *x, double *y);
gboolean _vsl_canvas_is_selected (VslCanvas *self, const char *id);
void _vsl_canvas_selection_changed (VslCanvas *self);
void _vsl_canvas_view_changed (VslCanvas *self);
void _vsl_canvas_failed (VslCanvas *self, GError *error);
/* What is at a point of the view. */
const VslNode *_vsl_canvas_card_at (VslCanvas *self, double view_x, double view_y);
const VslNode *_vsl_canvas_port_at (VslCanvas *self, double view_x, double view_y, gboolean *output);
gboolean _vsl_canvas_wire_at (VslCanvas *self, double view_x, double view_y, const char **from, const char **to);

/* vsl-canvas-callout.c */
void _vsl_canvas_init_callout (VslCanvas *self);
void _vsl_canvas_update_callout (VslCanvas *self);

/* vsl-canvas-paint.c */
void _vsl_canvas_paint (VslCanvas *self, GtkSnapshot *snapshot, gboolean above);

/* vsl-canvas-input.c */
void _vsl_canvas_init_input (VslCanvas *self);
void _vsl_canvas_card_added (VslCanvas *self, GtkWidget *card);
void _vsl_canvas_cancel (VslCanvas *self);

/* vsl-canvas-add.c */
void _vsl_canvas_init_drop (VslCanvas *self);

/* vsl-canvas-edit.c */
void _vsl_canvas_install_actions (GtkWidgetClass *klass);
void _vsl_canvas_link_start (VslCanvas *self, const char *from);
void _vsl_canvas_link_finish (VslCanvas *self, const char *target);
void _vsl_canvas_go (VslCanvas *self, int dx, int dy, gboolean extend);
void _vsl_canvas_nudge (VslCanvas *self, int dx, int dy);
void _vsl_canvas_popup (VslCanvas *self, double view_x, double view_y);

G_END_DECLS
