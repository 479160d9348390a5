/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas as a widget: its cards, view and selection. Painting, input and edits are in the files beside. */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-canvas-private.h"

#define ZOOM_MIN 0.2
#define ZOOM_MAX 2.5
#define ZOOM_LEGIBLE 0.85
#define ZOOM_FAR 0.6          /* below, only names can be read */
#define REVEAL_MARGIN 30.0    /* around a card that is brought into view */

enum { SELECTION_CHANGED, VIEW_CHANGED, HINT, FAILED, TEMPLATE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VslCanvas, vsl_canvas, GTK_TYPE_WIDGET)

const VslNode *
_vsl_canvas_node (VslCanvas *self, const char *id)
{
  return self->document && id ? vsl_network_find (vsl_document_network (self->document), id) : NULL;
}

gboolean
_vsl_canvas_is_selected (VslCanvas *self, const char *id)
{
  return g_hash_table_contains (self->selected, id);
}

void
_vsl_canvas_view_changed (VslCanvas *self)
{
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

void
_vsl_canvas_failed (VslCanvas *self, GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error ? error->message : _("That is not possible here."));
  g_clear_error (&error);
}

/* Where a card stands now, in the drawing's units: cards being dragged follow the pointer. */
void
_vsl_canvas_place (VslCanvas *self, const VslNode *node, double *x, double *y)
{
  *x = node->x;
  *y = node->y;
  if (self->drag == VSL_DRAG_MOVE && _vsl_canvas_is_selected (self, node->id)) {
    *x += (self->drag_x - self->press_x) / self->zoom;
    *y += (self->drag_y - self->press_y) / self->zoom;
  }
}

/**
 * vsl_canvas_to_view:
 */
void
vsl_canvas_to_view (VslCanvas *self, double x, double y, double *view_x, double *view_y)
{
  *view_x = (x - self->x) * self->zoom;
  *view_y = (y - self->y) * self->zoom;
}

/**
 * vsl_canvas_to_world:
 */
void
vsl_canvas_to_world (VslCanvas *self, double view_x, double view_y, double *x, double *y)
{
  *x = view_x / self->zoom + self->x;
  *y = view_y / self->zoom + self->y;
}

const VslNode *
_vsl_canvas_card_at (VslCanvas *self, double view_x, double view_y)
{
  double x, y, nx, ny;
  if (!self->document)
    return NULL;
  const VslNetwork *network = vsl_document_network (self->document);
  vsl_canvas_to_world (self, view_x, view_y, &x, &y);
  for (guint i = network->nodes->len; i-- > 0;) {
    const VslNode *node = network->nodes->pdata[i];
    _vsl_canvas_place (self, node, &nx, &ny);
    if (x >= nx && x <= nx + VSL_CARD_WIDTH && y >= ny && y <= ny + VSL_CARD_HEIGHT)
      return node;
  }
  return NULL;
}

const VslNode *
_vsl_canvas_port_at (VslCanvas *self, double view_x, double view_y, gboolean *output)
{
  double x, y, nx, ny, reach = MAX (9, 10 / self->zoom);
  if (!self->document)
    return NULL;
  const VslNetwork *network = vsl_document_network (self->document);
  vsl_canvas_to_world (self, view_x, view_y, &x, &y);
  for (guint i = network->nodes->len; i-- > 0;) {
    const VslNode *node = network->nodes->pdata[i];
    _vsl_canvas_place (self, node, &nx, &ny);
    ny += VSL_CARD_HEIGHT / 2;
    for (int out = 0; out < 2; out++)
      if (hypot (x - nx - out * VSL_CARD_WIDTH, y - ny) <= reach && (out || node->cls->max_inputs != 0)) {
        *output = out;
        return node;
      }
  }
  return NULL;
}

static gboolean
near_wire (VslCanvas *self, const VslNode *a, const VslNode *b, double x, double y)
{
  double ax, ay, bx, by, px, py, reach = MAX (7, 7 / self->zoom);
  _vsl_canvas_place (self, a, &ax, &ay);
  _vsl_canvas_place (self, b, &bx, &by);
  for (int i = 0; i <= 40; i++) {
    vsl_network_wire_point (ax + VSL_CARD_WIDTH, ay + VSL_CARD_HEIGHT / 2, bx, by + VSL_CARD_HEIGHT / 2, i / 40.0, &px, &py);
    if (hypot (px - x, py - y) <= reach)
      return TRUE;
  }
  return FALSE;
}

gboolean
_vsl_canvas_wire_at (VslCanvas *self, double view_x, double view_y, const char **from, const char **to)
{
  double x, y;
  if (!self->document)
    return FALSE;
  const VslNetwork *network = vsl_document_network (self->document);
  vsl_canvas_to_world (self, view_x, view_y, &x, &y);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *b = network->nodes->pdata[i];
    for (guint k = 0; k < b->inputs->len; k++) {
      const VslNode *a = vsl_network_source (network, b->inputs->pdata[k], NULL);
      if (a && near_wire (self, a, b, x, y)) {
        *from = a->id;
        *to = b->id;
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* ---- selection ---- */

void
_vsl_canvas_selection_changed (VslCanvas *self)
{
  GHashTableIter iter;
  gpointer id, card;
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &id, &card)) {
    gboolean on = _vsl_canvas_is_selected (self, id);
    (on ? gtk_widget_set_state_flags (card, GTK_STATE_FLAG_SELECTED, FALSE) : gtk_widget_unset_state_flags (card, GTK_STATE_FLAG_SELECTED));
    gtk_accessible_update_state (card, GTK_ACCESSIBLE_STATE_SELECTED, on, -1);
  }
  _vsl_canvas_update_callout (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * vsl_canvas_select:
 * @id: (nullable): a node; %NULL to select nothing
 * @add: keep what is selected
 */
void
vsl_canvas_select (VslCanvas *self, const char *id, gboolean add)
{
  g_autofree char *copy = g_strdup (id);      /* may be a key of what is cleared */
  if (!add)
    g_hash_table_remove_all (self->selected);
  if (copy && _vsl_canvas_node (self, copy))
    g_hash_table_add (self->selected, g_strdup (copy));
  g_clear_pointer (&self->wire_from, g_free);
  g_clear_pointer (&self->wire_to, g_free);
  _vsl_canvas_selection_changed (self);
}

/**
 * vsl_canvas_selection:
 *
 * Returns: (transfer full): ids of the selected nodes
 */
char **
vsl_canvas_selection (VslCanvas *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;
  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_strv_builder_add (builder, id);
  return g_strv_builder_end (builder);
}

/**
 * vsl_canvas_selected_node:
 */
const VslNode *
vsl_canvas_selected_node (VslCanvas *self)
{
  g_auto (GStrv) ids = vsl_canvas_selection (self);
  return ids[0] && !ids[1] ? _vsl_canvas_node (self, ids[0]) : NULL;
}

/**
 * vsl_canvas_card:
 */
GtkWidget *
vsl_canvas_card (VslCanvas *self, const char *id)
{
  return g_hash_table_lookup (self->cards, id);
}

/* By how much a view must move so that a stretch lies in it: no more than needed, what was seen before stays in sight. */
static double
into (double begin, double length, double view, double view_length)
{
  if (begin < view || length > view_length)
    return begin - view;
  return MAX (0, begin + length - view - view_length);
}

/**
 * vsl_canvas_reveal:
 */
void
vsl_canvas_reveal (VslCanvas *self, const char *id)
{
  const VslNode *node = _vsl_canvas_node (self, id);
  GtkWidget *card = node ? vsl_canvas_card (self, id) : NULL;
  VslBox view;
  if (!card)
    return;
  vsl_canvas_select (self, id, FALSE);
  vsl_canvas_view (self, &view);
  double dx = into (node->x - REVEAL_MARGIN, VSL_CARD_WIDTH + 2 * REVEAL_MARGIN, view.x, view.width);
  double dy = into (node->y - REVEAL_MARGIN, VSL_CARD_HEIGHT + 2 * REVEAL_MARGIN, view.y, view.height);
  gboolean seen = node->x >= view.x && node->y >= view.y && node->x + VSL_CARD_WIDTH <= view.x + view.width && node->y + VSL_CARD_HEIGHT <= view.y + view.height;
  if (!seen)
    vsl_canvas_center (self, view.x + dx + view.width / 2, view.y + dy + view.height / 2);
  gtk_widget_grab_focus (card);
}

/* ---- view ---- */

/**
 * vsl_canvas_view:
 */
void
vsl_canvas_view (VslCanvas *self, VslBox *box)
{
  *box = (VslBox) { self->x, self->y, gtk_widget_get_width (GTK_WIDGET (self)) / self->zoom,
                    gtk_widget_get_height (GTK_WIDGET (self)) / self->zoom };
}

/**
 * vsl_canvas_center:
 */
void
vsl_canvas_center (VslCanvas *self, double x, double y)
{
  VslBox view;
  vsl_canvas_view (self, &view);
  self->x = x - view.width / 2;
  self->y = y - view.height / 2;
  self->fitted = FALSE;
  _vsl_canvas_view_changed (self);
}

double
vsl_canvas_zoom (VslCanvas *self)
{
  return self->zoom;
}

/**
 * vsl_canvas_zoom_to:
 * @view_x: the point that stays where it is
 */
void
vsl_canvas_zoom_to (VslCanvas *self, double zoom, double view_x, double view_y)
{
  double x, y;
  vsl_canvas_to_world (self, view_x, view_y, &x, &y);
  self->zoom = CLAMP (zoom, ZOOM_MIN, ZOOM_MAX);
  self->x = x - view_x / self->zoom;
  self->y = y - view_y / self->zoom;
  self->fitted = FALSE;
  _vsl_canvas_view_changed (self);
}

/* By itself the view never gets so small that nothing can be read: it then begins where the network begins. */
static void
fit (VslCanvas *self, int width, int height)
{
  VslBox box;
  vsl_network_draw_bounds (vsl_document_network (self->document), &box);
  double zoom = MIN (MIN (width / box.width, height / box.height), 1);
  self->zoom = CLAMP (zoom, self->fit_all ? ZOOM_MIN : ZOOM_LEGIBLE, ZOOM_MAX);
  double room_x = width / self->zoom, room_y = height / self->zoom;
  self->x = box.width <= room_x || self->fit_all ? box.x + box.width / 2 - room_x / 2 : box.x;
  self->y = box.height <= room_y || self->fit_all ? box.y + box.height / 2 - room_y / 2 : box.y;
}

/**
 * vsl_canvas_fit:
 * @all: everything, however small
 *
 * Shows the whole drawing, and keeps it so until the view is moved by hand.
 */
void
vsl_canvas_fit (VslCanvas *self, gboolean all)
{
  self->fitted = TRUE;
  self->fit_all = all;
  if (self->document && gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    fit (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
  _vsl_canvas_view_changed (self);
}

/* ---- the document ---- */

static gboolean
gone (gpointer id, gpointer value, gpointer self)
{
  return _vsl_canvas_node (self, id) == NULL;
}

static void
card_free (gpointer card)
{
  gtk_widget_unparent (card);
}

static void
refresh (VslCanvas *self)
{
  if (!self->document)
    g_hash_table_remove_all (self->cards);
  else
    g_hash_table_foreach_remove (self->cards, gone, self);
  g_hash_table_foreach_remove (self->selected, gone, self);
  if (!_vsl_canvas_node (self, self->wire_from) || !_vsl_canvas_node (self, self->wire_to)) {
    g_clear_pointer (&self->wire_from, g_free);
    g_clear_pointer (&self->wire_to, g_free);
  }
  if (self->link && !_vsl_canvas_node (self, self->link))
    _vsl_canvas_cancel (self);
  const VslNetwork *network = self->document ? vsl_document_network (self->document) : NULL;
  const VslReport *report = self->document ? vsl_document_report (self->document) : NULL;
  for (guint i = 0; network && i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    GtkWidget *card = g_hash_table_lookup (self->cards, node->id);
    if (!card) {
      card = vsl_node_card_new ();
      gtk_widget_insert_before (card, GTK_WIDGET (self), self->callout);
      g_hash_table_insert (self->cards, g_strdup (node->id), card);
      _vsl_canvas_card_added (self, card);
    }
    vsl_node_card_show (VSL_NODE_CARD (card), node, report && i < report->n ? &report->node[i] : NULL);
  }
  if (self->fitted)
    vsl_canvas_fit (self, self->fit_all);
  _vsl_canvas_selection_changed (self);
  _vsl_canvas_view_changed (self);
}

/**
 * vsl_canvas_set_document:
 * @document: (nullable):
 */
void
vsl_canvas_set_document (VslCanvas *self, VslDocument *document)
{
  if (self->document == document)
    return;
  _vsl_canvas_cancel (self);
  if (self->document)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_set_object (&self->document, document);
  g_hash_table_remove_all (self->selected);
  if (document)
    g_signal_connect_swapped (document, "network-changed", G_CALLBACK (refresh), self);
  self->fitted = TRUE;
  self->fit_all = FALSE;
  refresh (self);
}

/* ---- the widget ---- */

static void
allocate_at (GtkWidget *child, double x, double y, double zoom, int width, int height)
{
  GskTransform *t = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  if (zoom != 1)
    t = gsk_transform_scale (t, (float) zoom, (float) zoom);
  gtk_widget_allocate (child, width, height, -1, t);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VslCanvas *self = VSL_CANVAS (widget);
  int w, h;
  double x, y;
  if (self->fitted && self->document)
    fit (self, width, height);
  const VslNetwork *network = self->document ? vsl_document_network (self->document) : NULL;
  for (guint i = 0; network && i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    GtkWidget *card = g_hash_table_lookup (self->cards, node->id);
    if (!card)
      continue;
    vsl_node_card_set_far (VSL_NODE_CARD (card), self->zoom < ZOOM_FAR);
    _vsl_canvas_place (self, node, &x, &y);
    vsl_canvas_to_view (self, x, y, &x, &y);
    gtk_widget_measure (card, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
    gtk_widget_measure (card, GTK_ORIENTATION_VERTICAL, -1, &h, NULL, NULL, NULL);
    allocate_at (card, x, y, self->zoom, MAX (w, (int) VSL_CARD_WIDTH), MAX (h, (int) VSL_CARD_HEIGHT));
    gtk_widget_set_child_visible (card, x < width && y < height && x + VSL_CARD_WIDTH * self->zoom > 0 && y + VSL_CARD_HEIGHT * self->zoom > 0);
  }
  const VslNode *bad = _vsl_canvas_node (self, self->callout_id);
  if (bad && gtk_widget_get_visible (self->callout)) {
    _vsl_canvas_place (self, bad, &x, &y);
    vsl_canvas_to_view (self, x, y + VSL_CARD_HEIGHT, &x, &y);
    gtk_widget_measure (self->callout, GTK_ORIENTATION_HORIZONTAL, -1, &w, NULL, NULL, NULL);
    w = MAX (w, 220);
    gtk_widget_measure (self->callout, GTK_ORIENTATION_VERTICAL, w, &h, NULL, NULL, NULL);
    allocate_at (self->callout, CLAMP (x, 0, MAX (0, width - w)), y + 6, 1, w, h);
  }
  if (self->menu)
    gtk_popover_present (GTK_POPOVER (self->menu));
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = 240;
  *natural = 600;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VslCanvas *self = VSL_CANVAS (widget);
  _vsl_canvas_paint (self, snapshot, FALSE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (child != self->callout && !GTK_IS_POPOVER (child))
      gtk_widget_snapshot_child (widget, child, snapshot);
  _vsl_canvas_paint (self, snapshot, TRUE);
  gtk_widget_snapshot_child (widget, self->callout, snapshot);
}

static void
dispose (GObject *object)
{
  VslCanvas *self = VSL_CANVAS (object);
  if (self->document)
    g_signal_handlers_disconnect_by_data (self->document, self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->cards, g_hash_table_unref);
  g_clear_pointer (&self->selected, g_hash_table_unref);
  g_clear_pointer (&self->callout, gtk_widget_unparent);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  G_OBJECT_CLASS (vsl_canvas_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  VslCanvas *self = VSL_CANVAS (object);
  g_free (self->wire_from);
  g_free (self->wire_to);
  g_free (self->over_from);
  g_free (self->over_to);
  g_free (self->drop_from);
  g_free (self->link);
  g_free (self->link_target);
  g_free (self->callout_id);
  G_OBJECT_CLASS (vsl_canvas_parent_class)->finalize (object);
}

static void
vsl_canvas_class_init (VslCanvasClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget->measure = measure;
  widget->size_allocate = size_allocate;
  widget->snapshot = snapshot;
  gtk_widget_class_set_css_name (widget, "vsl-canvas");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_GROUP);
  _vsl_canvas_install_actions (widget);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", VSL_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", VSL_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HINT] = g_signal_new ("hint", VSL_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", VSL_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TEMPLATE] = g_signal_new ("template", VSL_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vsl_canvas_init (VslCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  self->zoom = 1;
  self->fitted = TRUE;
  self->cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, card_free);
  self->selected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Network"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _("Layers as cards. Arrow keys go from card to card, C connects, Delete removes."), -1);
  _vsl_canvas_init_callout (self);
  _vsl_canvas_init_input (self);
  _vsl_canvas_init_drop (self);
  g_signal_connect_swapped (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self);
}

/**
 * vsl_canvas_new:
 */
GtkWidget *
vsl_canvas_new (void)
{
  return g_object_new (VSL_TYPE_CANVAS, NULL);
}
