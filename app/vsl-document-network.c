/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-document-private.h"
#include "graph/vsl-network-place.h"

/* The drawing. Every edit makes a copy, changes the copy and puts it in place: a step of undo is two pictures, so
 * that no edit can be undone wrongly. */

/* Repeats of one option join into one step while they come this fast. */
#define MERGE_WINDOW (2 * G_USEC_PER_SEC)

VslDrawing *
vsl_drawing_new (VslNetwork *network)
{
  VslDrawing *drawing = g_new (VslDrawing, 1);
  g_atomic_ref_count_init (&drawing->refs);
  drawing->network = network;
  return drawing;
}

VslDrawing *
vsl_drawing_ref (VslDrawing *drawing)
{
  g_atomic_ref_count_inc (&drawing->refs);
  return drawing;
}

void
vsl_drawing_unref (VslDrawing *drawing)
{
  if (!g_atomic_ref_count_dec (&drawing->refs))
    return;
  vsl_network_free (drawing->network);
  g_free (drawing);
}

typedef struct {
  VslDrawing *before, *after;
} Redraw;

static void
redraw_free (Redraw *redraw)
{
  vsl_drawing_unref (redraw->before);
  vsl_drawing_unref (redraw->after);
  g_free (redraw);
}

static void
put (VslDocument *self, VslDrawing *drawing, gboolean check)
{
  vsl_drawing_ref (drawing);
  vsl_drawing_unref (self->drawing);
  self->drawing = drawing;
  self->revision++;
  self->network_dirty = TRUE;
  if (check)
    vsl_document_update_report (self);
  vsl_document_schedule_save (self);
  vsl_document_emit_network_changed (self);
}

static void
apply_redraw (gpointer owner, gpointer command, gboolean forward)
{
  const Redraw *redraw = command;
  put (owner, forward ? redraw->after : redraw->before, TRUE);
}

static void
merge_redraw (gpointer command, gpointer later)
{
  Redraw *redraw = command;
  vsl_drawing_unref (redraw->after);
  redraw->after = vsl_drawing_ref (((Redraw *) later)->after);
}

static const VslCommandClass command_redraw = { apply_redraw, merge_redraw, (GDestroyNotify) redraw_free };

/* Takes next. moved: only positions are different. */
void
vsl_document_commit (VslDocument *self, VslNetwork *next, const char *label, const char *key, gint64 window, gboolean moved)
{
  if (vsl_network_equal (self->drawing->network, next)) {
    vsl_network_free (next);
    return;
  }
  Redraw *redraw = g_new (Redraw, 1);
  redraw->before = vsl_drawing_ref (self->drawing);
  redraw->after = vsl_drawing_new (next);
  VslDrawing *after = vsl_drawing_ref (redraw->after);
  vsl_history_push (self->history, &command_redraw, redraw, label, key, window);
  put (self, after, !moved);
  vsl_drawing_unref (after);
}

/* ---- reading ---- */

/**
 * vsl_document_network:
 *
 * Returns: (transfer none): until the next "network-changed"
 */
VslNetwork *
vsl_document_network (VslDocument *self)
{
  return self->drawing->network;
}

/**
 * vsl_document_report:
 *
 * Returns: (transfer none): shapes, parameters and problems of the network as it is now, for the options' batch size
 */
const VslReport *
vsl_document_report (VslDocument *self)
{
  return self->report;
}

/**
 * vsl_document_revision:
 *
 * Returns: a number that grows with every change of the network
 */
gint64
vsl_document_revision (VslDocument *self)
{
  return self->revision;
}

void
vsl_document_update_report (VslDocument *self)
{
  g_clear_pointer (&self->report, vsl_report_free);
  self->report = vsl_network_check (self->drawing->network, (int) CLAMP (self->options->config->batch_size, 1, G_MAXINT));
  if (self->info.n && self->info.kind == VSL_SAMPLE_NOTE)
    vsl_network_check_notes (self->drawing->network, self->report);
  if (self->info.n) {
    VslDataFacts facts = vsl_document_facts (self);
    vsl_network_check_data (self->drawing->network, self->report, &facts);
  }
}

/* ---- edits ---- */

static const VslLayerClass *
layer (const char *type, GError **error)
{
  const VslLayerClass *cls = vsl_layer_class (type);
  if (!cls)
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no layer called “%s”."), type);
  return cls;
}

/**
 * vsl_document_set_network:
 * @label: (nullable): what Undo calls it, translated
 */
gboolean
vsl_document_set_network (VslDocument *self, const VslNetwork *network, const char *label)
{
  vsl_document_commit (self, vsl_network_copy (network), label ? label : _("Change network"), NULL, 0, FALSE);
  return TRUE;
}

/**
 * vsl_document_add_node:
 * @id: (out) (optional): of the new node
 */
gboolean
vsl_document_add_node (VslDocument *self, const char *type, double x, double y, char **id, GError **error)
{
  const VslLayerClass *cls = layer (type, error);
  if (!cls)
    return FALSE;
  if (self->drawing->network->nodes->len >= VSL_MAX_NODES) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("A network may have at most %d layers."), VSL_MAX_NODES);
    return FALSE;
  }
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  vsl_document_take_added (self, next, vsl_network_add (next, cls, NULL, x, y), id);
  return TRUE;
}

/**
 * vsl_document_remove_nodes:
 * @ids: %NULL-terminated
 */
gboolean
vsl_document_remove_nodes (VslDocument *self, const char *const *ids, GError **error)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  for (guint i = 0; ids[i]; i++)
    if (!vsl_network_remove (next, ids[i])) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no layer named “%s”."), ids[i]);
      vsl_network_free (next);
      return FALSE;
    }
  vsl_document_commit (self, next, ngettext ("Delete layer", "Delete layers", g_strv_length ((char **) ids)), NULL, 0, FALSE);
  return TRUE;
}

/**
 * vsl_document_connect:
 */
gboolean
vsl_document_connect (VslDocument *self, const char *from, const char *to, GError **error)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  if (!vsl_network_connect (next, from, to, error)) {
    vsl_network_free (next);
    return FALSE;
  }
  vsl_document_commit (self, next, _("Connect"), NULL, 0, FALSE);
  return TRUE;
}

/**
 * vsl_document_disconnect:
 */
gboolean
vsl_document_disconnect (VslDocument *self, const char *from, const char *to, GError **error)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  if (!vsl_network_disconnect (next, from, to)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no wire from “%s” to “%s”."), from, to);
    vsl_network_free (next);
    return FALSE;
  }
  vsl_document_commit (self, next, _("Disconnect"), NULL, 0, FALSE);
  return TRUE;
}

/**
 * vsl_document_insert_node:
 * @from: (nullable): with @to the wire it is put on
 * @id: (out) (optional)
 */
gboolean
vsl_document_insert_node (VslDocument *self, const char *type, const char *from, const char *to, char **id, GError **error)
{
  const VslLayerClass *cls = layer (type, error);
  if (!cls)
    return FALSE;
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  VslNode *node = vsl_network_insert (next, cls, from, to, error);
  if (!node) {
    vsl_network_free (next);
    return FALSE;
  }
  vsl_network_place_between (next, node, to);
  vsl_document_fit_node (self, next, node);
  if (id)
    *id = g_strdup (node->id);
  g_autofree char *label = g_strdup_printf (_("Insert %s"), _(cls->head.title));
  vsl_document_commit (self, next, label, NULL, 0, FALSE);
  return TRUE;
}

/**
 * vsl_document_rename_node:
 */
gboolean
vsl_document_rename_node (VslDocument *self, const char *id, const char *new_id, GError **error)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  if (!vsl_network_rename (next, id, new_id, error)) {
    vsl_network_free (next);
    return FALSE;
  }
  vsl_document_commit (self, next, _("Rename layer"), NULL, 0, FALSE);
  return TRUE;
}

/**
 * vsl_document_set_option:
 * @value: (transfer none)
 */
gboolean
vsl_document_set_option (VslDocument *self, const char *node, const char *option, JsonNode *value, GError **error)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  if (!vsl_network_set (next, node, option, value, error)) {
    vsl_network_free (next);
    return FALSE;
  }
  g_autofree char *key = g_strdup_printf ("option:%s:%s", node, option);
  const VslNode *edited = vsl_network_find (next, node);
  const VslProp *prop = edited ? vsl_kind_prop (&edited->cls->head, option) : NULL;
  g_autofree char *label = g_strdup_printf (_("Change %s"), prop ? _(prop->title) : option);
  vsl_document_commit (self, next, label, key, MERGE_WINDOW, FALSE);
  return TRUE;
}

/**
 * vsl_document_move_nodes:
 * @ids: %NULL-terminated; unknown ones are left alone
 *
 * The moves of one drag are one step: they join until vsl_document_barrier().
 */
void
vsl_document_move_nodes (VslDocument *self, const char *const *ids, double dx, double dy)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  for (guint i = 0; ids[i]; i++) {
    VslNode *node = vsl_network_find (next, ids[i]);
    if (node) {
      node->x += dx;
      node->y += dy;
    }
  }
  g_autofree char *all = g_strjoinv (",", (char **) ids);
  g_autofree char *key = g_strdup_printf ("move:%s", all);
  vsl_document_commit (self, next, ngettext ("Move layer", "Move layers", g_strv_length ((char **) ids)), key, 0, TRUE);
}

/**
 * vsl_document_layout:
 */
void
vsl_document_layout (VslDocument *self)
{
  VslNetwork *next = vsl_network_copy (self->drawing->network);
  vsl_network_layout (next);
  vsl_document_commit (self, next, _("Arrange"), NULL, 0, TRUE);
}
