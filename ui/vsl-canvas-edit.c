/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits asked for on the canvas: each goes to the document, which keeps it for undo. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-canvas-private.h"

static void
delete_selected (VslCanvas *self)
{
  GError *error = NULL;
  if (!self->document)
    return;
  if (self->wire_from) {
    g_autofree char *from = g_steal_pointer (&self->wire_from), *to = g_steal_pointer (&self->wire_to);
    if (!vsl_document_disconnect (self->document, from, to, &error))
      _vsl_canvas_failed (self, error);
    return;
  }
  g_auto (GStrv) ids = vsl_canvas_selection (self);
  if (!ids[0])
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!vsl_document_remove_nodes (self->document, (const char *const *) ids, &error))
    _vsl_canvas_failed (self, error);
}

static gboolean
copy_selected (VslCanvas *self)
{
  g_auto (GStrv) ids = vsl_canvas_selection (self);
  if (!self->document || !ids[0])
    return FALSE;
  g_autofree char *text = vsl_document_copy_nodes (self->document, (const char *const *) ids);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  return TRUE;
}

static void
paste_text (VslCanvas *self, const char *text)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  if (!self->document)
    return;
  if (!vsl_document_paste_nodes (self->document, text, 40, 40, &ids, &error)) {
    g_signal_emit_by_name (self, "failed", _("The clipboard holds no layers. Copy some cards first."));
    return;
  }
  vsl_canvas_select (self, NULL, FALSE);
  for (int i = 0; ids[i]; i++)
    g_hash_table_add (self->selected, g_strdup (ids[i]));
  _vsl_canvas_selection_changed (self);
}

static void
paste_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslCanvas) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  paste_text (self, text ? text : "");
}

static void
duplicate (VslCanvas *self)
{
  g_auto (GStrv) ids = vsl_canvas_selection (self);
  if (!self->document || !ids[0])
    return;
  g_autofree char *text = vsl_document_copy_nodes (self->document, (const char *const *) ids);
  paste_text (self, text);
}

static void
select_all (VslCanvas *self)
{
  const VslNetwork *network = self->document ? vsl_document_network (self->document) : NULL;
  for (guint i = 0; network && i < network->nodes->len; i++)
    g_hash_table_add (self->selected, g_strdup (((VslNode *) network->nodes->pdata[i])->id));
  _vsl_canvas_selection_changed (self);
}

static void
zoom_by (VslCanvas *self, double factor)
{
  vsl_canvas_zoom_to (self, self->zoom * factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                      gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
activate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslCanvas *self = VSL_CANVAS (widget);
  const VslNode *node = vsl_canvas_selected_node (self);
  if (g_str_equal (name, "canvas.delete"))
    delete_selected (self);
  else if (g_str_equal (name, "canvas.copy"))
    copy_selected (self);
  else if (g_str_equal (name, "canvas.cut")) {
    if (copy_selected (self))
      delete_selected (self);
  } else if (g_str_equal (name, "canvas.paste"))
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, paste_ready, g_object_ref (self));
  else if (g_str_equal (name, "canvas.duplicate"))
    duplicate (self);
  else if (g_str_equal (name, "canvas.select-all"))
    select_all (self);
  else if (g_str_equal (name, "canvas.link") && node)
    _vsl_canvas_link_start (self, node->id);
  else if (g_str_equal (name, "canvas.fit"))
    vsl_canvas_fit (self, TRUE);
  else if (g_str_equal (name, "canvas.zoom-in"))
    zoom_by (self, 1.2);
  else if (g_str_equal (name, "canvas.zoom-out"))
    zoom_by (self, 1 / 1.2);
  else if (g_str_equal (name, "canvas.layout") && self->document) {
    vsl_document_layout (self->document);
    vsl_canvas_fit (self, FALSE);
  }
}

void
_vsl_canvas_install_actions (GtkWidgetClass *klass)
{
  static const char *const names[] = { "canvas.delete",   "canvas.copy", "canvas.cut",     "canvas.paste",    "canvas.duplicate", "canvas.select-all",
                                       "canvas.link", "canvas.fit",  "canvas.zoom-in", "canvas.zoom-out", "canvas.layout" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (klass, names[i], NULL, activate);
}

/* ---- wires ---- */

/* By keys: the arrows choose the target, Enter connects. */
void
_vsl_canvas_link_start (VslCanvas *self, const char *from)
{
  g_autofree char *id = g_strdup (from);
  _vsl_canvas_cancel (self);
  self->link = g_steal_pointer (&id);
  self->link_back = FALSE;
  self->link_keys = TRUE;
  g_autofree char *hint = g_strdup_printf (_("Where should the output of “%s” go? Choose with the arrow keys, then Enter. Esc cancels."), self->link);
  g_signal_emit_by_name (self, "hint", hint);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_vsl_canvas_link_finish (VslCanvas *self, const char *target)
{
  GError *error = NULL;
  g_autofree char *link = g_strdup (self->link), *to = g_strdup (target);
  gboolean back = self->link_back;
  _vsl_canvas_cancel (self);
  if (!link || !to || g_str_equal (link, to))
    return;
  if (!vsl_document_wire (self->document, back ? to : link, back ? link : to, &error))
    _vsl_canvas_failed (self, error);
}

/* ---- keys that move ---- */

/* The card that lies nearest in a direction; things aside count double. */
void
_vsl_canvas_go (VslCanvas *self, int dx, int dy, gboolean extend)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  const VslNetwork *network = vsl_document_network (self->document);
  const VslNode *from = NULL, *best = NULL;
  double nearest = G_MAXDOUBLE;
  if (focus && VSL_IS_NODE_CARD (focus))
    from = _vsl_canvas_node (self, vsl_node_card_id (VSL_NODE_CARD (focus)));
  if (!from)
    from = vsl_canvas_selected_node (self);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    double x = from ? node->x - from->x : node->x, y = from ? node->y - from->y : node->y;
    double ahead = from ? x * dx + y * dy : x + y, aside = from ? fabs (x * dy) + fabs (y * dx) : 0;
    if (node == from || (from && (ahead <= 0 || aside > 3 * ahead)))
      continue;
    if (ahead + 2 * aside < nearest) {
      nearest = ahead + 2 * aside;
      best = node;
    }
  }
  GtkWidget *card = best ? vsl_canvas_card (self, best->id) : NULL;
  if (!card)
    return;
  g_autofree char *id = g_strdup (best->id);
  if (self->link_keys) {
    gtk_widget_grab_focus (card);
    return;
  }
  if (extend)
    vsl_canvas_select (self, id, TRUE);
  vsl_canvas_to_view (self, best->x, best->y, &nearest, &(double) { 0 });
  if (!gtk_widget_get_child_visible (card) || nearest < 0 || nearest + VSL_CARD_WIDTH * self->zoom > gtk_widget_get_width (GTK_WIDGET (self)))
    vsl_canvas_center (self, best->x + VSL_CARD_WIDTH / 2, best->y + VSL_CARD_HEIGHT / 2);
  gtk_widget_grab_focus (card);
}

void
_vsl_canvas_nudge (VslCanvas *self, int dx, int dy)
{
  g_auto (GStrv) ids = vsl_canvas_selection (self);
  if (ids[0])
    vsl_document_move_nodes (self->document, (const char *const *) ids, dx * 10, dy * 10);
}

/* ---- menu ---- */

static void
menu_item (GMenu *menu, const char *label, const char *action, const char *accel)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);
  if (accel)
    g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (menu, item);
}

/* view_x < 0: at the focused card. */
void
_vsl_canvas_popup (VslCanvas *self, double view_x, double view_y)
{
  const VslNode *node = vsl_canvas_selected_node (self);
  g_autoptr (GMenu) menu = g_menu_new (), edit = g_menu_new (), view = g_menu_new ();
  if (node)
    menu_item (edit, _("Connect to…"), "canvas.link", NULL);
  menu_item (edit, _("Cut"), "canvas.cut", "<Control>x");
  menu_item (edit, _("Copy"), "canvas.copy", "<Control>c");
  menu_item (edit, _("Paste"), "canvas.paste", "<Control>v");
  menu_item (edit, _("Duplicate"), "canvas.duplicate", "<Control>d");
  menu_item (edit, _("Delete"), "canvas.delete", "Delete");
  menu_item (view, _("Select All"), "canvas.select-all", "<Control>a");
  menu_item (view, _("Tidy Up"), "canvas.layout", "<Control>l");
  menu_item (view, _("Show All"), "canvas.fit", "<Control>0");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
  if (view_x < 0) {
    vsl_canvas_to_view (self, node ? node->x + 40 : self->x + 40, node ? node->y + VSL_CARD_HEIGHT : self->y + 40, &view_x, &view_y);
  }
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) view_x, (int) view_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}
