/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Edits of the drawing that are made of several smaller ones and still are one undo step. */

/* The nodes as a network file's text, wires between them included; for the clipboard. Owned. */
char *vsl_document_copy_nodes (VslDocument *self, const char *const *ids);
/* Adds the nodes of such a text under new names, moved by (dx, dy); ids: their names, owned. */
gboolean vsl_document_paste_nodes (VslDocument *self, const char *text, double dx, double dy, char ***ids, GError **error);
/* Wires from -> to; when `to` takes no more inputs, the last of its wires is replaced. */
gboolean vsl_document_wire (VslDocument *self, const char *from, const char *to, GError **error);
gboolean vsl_document_set_trainable (VslDocument *self, const char *id, gboolean trainable, GError **error);
/* An option of the step'th entry of an Input's preprocessing. */
gboolean vsl_document_set_step_option (VslDocument *self, const char *id, guint step, const char *option, JsonNode *value, GError **error);
/* Behind `from` (nullable): on its wire where it leads to one layer; x and y where there is no `from` or it takes no wire. */
gboolean vsl_document_append_node (VslDocument *self, const char *type, const char *from, double x, double y, char **id, GError **error);
/* As vsl_document_add_node, with a wire from `from`. */
gboolean vsl_document_add_wired (VslDocument *self, const char *type, const char *from, double x, double y, char **id, GError **error);

G_END_DECLS
