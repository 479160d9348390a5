/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* One layer on the canvas: a widget of its own, so that it has a focus, a name and a description. */
#define VSL_TYPE_NODE_CARD (vsl_node_card_get_type ())
G_DECLARE_FINAL_TYPE (VslNodeCard, vsl_node_card, VSL, NODE_CARD, GtkWidget)

GtkWidget *vsl_node_card_new (void);
/* report may be NULL: not known yet. */
void vsl_node_card_show (VslNodeCard *self, const VslNode *node, const VslNodeReport *report);
/* Seen from afar: the name alone, larger. */
void vsl_node_card_set_far (VslNodeCard *self, gboolean far);
const char *vsl_node_card_id (VslNodeCard *self);
/* The icon of a layer class: our own, else the class's, else a plain one. */
const char *vsl_layer_icon (const VslKind *kind);

G_END_DECLS
