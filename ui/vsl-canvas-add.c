/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that come to the drawing: by a double click or Enter in the palette, and dropped from it. A person who draws a chain need not think
 * of wires. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "graph/vsl-network-place.h"
#include "ui/vsl-canvas-private.h"

/* What a palette row carries while it is dragged: a layer's class name or a template's id. */
#define DROP_LAYER "vesalius-layer:"
#define DROP_TEMPLATE "vesalius-template:"

/* How far behind a card's output a layer may be dropped to be wired to it, in the drawing's units. */
#define NEAR_LEFT (-40.0)
#define NEAR_RIGHT 240.0
#define NEAR_ASIDE 130.0

static void
show_added (VslCanvas *self, gboolean ok, const char *id, GError *error)
{
  if (!ok)
    _vsl_canvas_failed (self, error);
  else if (id)
    vsl_canvas_reveal (self, id);
}

/**
 * vsl_canvas_add_layer:
 * @type: class name
 *
 * Adds a layer on the selected wire, else behind the selected card, else behind the last card that leads nowhere; the first one comes to where
 * drawings begin.
 */
gboolean
vsl_canvas_add_layer (VslCanvas *self, const char *type)
{
  GError *error = NULL;
  g_autofree char *id = NULL;
  gboolean ok;
  VslBox view;
  if (!self->document)
    return FALSE;
  const VslNetwork *network = vsl_document_network (self->document);
  const VslNode *node = vsl_canvas_selected_node (self);
  if (!node && g_hash_table_size (self->selected) == 0)
    node = vsl_network_free_end (network);
  vsl_canvas_view (self, &view);
  if (self->wire_from) {
    ok = vsl_document_insert_node (self->document, type, self->wire_from, self->wire_to, &id, &error);
  } else {
    double x = network->nodes->len ? view.x + view.width / 2 - VSL_CARD_WIDTH / 2 : 40;
    double y = network->nodes->len ? view.y + view.height / 2 - VSL_CARD_HEIGHT / 2 : 200;
    g_autofree char *from = g_strdup (node ? node->id : NULL);
    ok = vsl_document_append_node (self->document, type, from, round (x / 10) * 10, round (y / 10) * 10, &id, &error);
  }
  show_added (self, ok, id, error);
  return ok;
}

/* ---- dropping ---- */

/* The class name of the layer that is being dragged; NULL while it is not known, or for a template. */
static const VslLayerClass *
dragged_layer (GtkDropTarget *target)
{
  const GValue *value = gtk_drop_target_get_value (target);
  const char *text = value && G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  return text && g_str_has_prefix (text, DROP_LAYER) ? vsl_layer_class (text + strlen (DROP_LAYER)) : NULL;
}

/* Where its card would stand. */
static void
landing (VslCanvas *self, double view_x, double view_y, double *x, double *y)
{
  vsl_canvas_to_world (self, view_x, view_y, x, y);
  *x = round ((*x - VSL_CARD_WIDTH / 2) / 10) * 10;
  *y = round ((*y - VSL_CARD_HEIGHT / 2) / 10) * 10;
}

static gboolean
leads_nowhere (const VslNetwork *network, const VslNode *node)
{
  char id[VSL_ID_SIZE];
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *other = network->nodes->pdata[i];
    for (guint k = 0; k < other->inputs->len; k++)
      if (g_str_equal (vsl_wire_id (other->inputs->pdata[k], id), node->id))
        return FALSE;
  }
  return TRUE;
}

/* The nearest card with a free output, left of where the card would stand. */
static const VslNode *
card_before (VslCanvas *self, double x, double y)
{
  const VslNetwork *network = vsl_document_network (self->document);
  const VslNode *best = NULL;
  double nearest = G_MAXDOUBLE;
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    double dx = x - node->x - VSL_CARD_WIDTH, dy = y - node->y;
    if (dx < NEAR_LEFT || dx > NEAR_RIGHT || fabs (dy) > NEAR_ASIDE || hypot (dx, dy) >= nearest || !leads_nowhere (network, node))
      continue;
    nearest = hypot (dx, dy);
    best = node;
  }
  return best;
}

/* What would happen if it were let go here: put on a wire, behind the card under the pointer, or behind one nearby. */
static void
drop_over (VslCanvas *self, const VslLayerClass *layer, double x, double y)
{
  const char *from = NULL, *to = NULL;
  gboolean wired = layer && layer->max_inputs != 0 && self->document;
  const VslNode *card = wired ? _vsl_canvas_card_at (self, x, y) : NULL;
  gboolean on = wired && !card && _vsl_canvas_wire_at (self, x, y, &from, &to);
  landing (self, x, y, &self->drop_x, &self->drop_y);
  const VslNode *before = card || on || !wired ? card : card_before (self, self->drop_x, self->drop_y);
  g_free (self->over_from);
  g_free (self->over_to);
  g_free (self->drop_from);
  self->over_from = on ? g_strdup (from) : NULL;
  self->over_to = on ? g_strdup (to) : NULL;
  self->drop_from = before ? g_strdup (before->id) : NULL;
  self->drop_onto = card != NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GdkDragAction
drop_motion (GtkDropTarget *target, double x, double y, VslCanvas *self)
{
  drop_over (self, dragged_layer (target), x, y);
  return GDK_ACTION_COPY;
}

static void
drop_leave (GtkDropTarget *target, VslCanvas *self)
{
  g_clear_pointer (&self->over_from, g_free);
  g_clear_pointer (&self->over_to, g_free);
  g_clear_pointer (&self->drop_from, g_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
drop_layer (VslCanvas *self, const char *type, double x, double y)
{
  GError *error = NULL;
  gboolean ok;
  g_autofree char *from = g_steal_pointer (&self->over_from), *to = g_steal_pointer (&self->over_to);
  g_autofree char *before = g_steal_pointer (&self->drop_from), *id = NULL;
  double wx, wy;
  landing (self, x, y, &wx, &wy);
  if (from) {
    ok = vsl_document_insert_node (self->document, type, from, to, &id, &error);
  } else if (before && self->drop_onto) {
    ok = vsl_document_append_node (self->document, type, before, wx, wy, &id, &error);
  } else {
    self->fitted = FALSE;      /* the card stays under the pointer */
    ok = before ? vsl_document_add_wired (self->document, type, before, wx, wy, &id, &error)
                : vsl_document_add_node (self->document, type, wx, wy, &id, &error);
  }
  show_added (self, ok, id, error);
  return ok;
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, VslCanvas *self)
{
  const char *text = g_value_get_string (value);
  gboolean ok = FALSE;
  if (!self->document || !text)
    return FALSE;
  if (g_str_has_prefix (text, DROP_TEMPLATE)) {
    g_signal_emit_by_name (self, "template", text + strlen (DROP_TEMPLATE));
    ok = TRUE;
  } else if (g_str_has_prefix (text, DROP_LAYER)) {
    drop_over (self, vsl_layer_class (text + strlen (DROP_LAYER)), x, y);
    ok = drop_layer (self, text + strlen (DROP_LAYER), x, y);
  }
  drop_leave (target, self);
  return ok;
}

void
_vsl_canvas_init_drop (VslCanvas *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);
  gtk_drop_target_set_preload (target, TRUE);      /* what is dragged decides whether a wire is shown */
  g_signal_connect (target, "motion", G_CALLBACK (drop_motion), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * vsl_canvas_drop_target:
 *
 * Returns: (transfer none) (nullable): the node that a layer which is being dragged would be wired to if it were let go now
 */
const char *
vsl_canvas_drop_target (VslCanvas *self)
{
  return self->drop_from;
}
