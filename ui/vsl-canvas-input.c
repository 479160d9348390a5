/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mouse, touchpad and keyboard on the canvas. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-canvas-private.h"

static void
focus_card (VslCanvas *self, const char *id)
{
  GtkWidget *card = vsl_canvas_card (self, id);
  self->quiet_focus = TRUE;
  gtk_widget_grab_focus (card ? card : GTK_WIDGET (self));
  self->quiet_focus = FALSE;
}

static void
set_cursor (VslCanvas *self)
{
  gboolean output;
  const char *from, *to, *name = NULL;
  if (self->drag == VSL_DRAG_PAN)
    name = "grabbing";
  else if (self->space)
    name = "grab";
  else if (self->drag == VSL_DRAG_WIRE || _vsl_canvas_port_at (self, self->pointer_x, self->pointer_y, &output))
    name = "crosshair";
  else if (!_vsl_canvas_card_at (self, self->pointer_x, self->pointer_y)
           && _vsl_canvas_wire_at (self, self->pointer_x, self->pointer_y, &from, &to))
    name = "pointer";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

/* The layer a wire would reach if it were let go here: a card anywhere on it, not only its small port. */
static void
aim (VslCanvas *self)
{
  gboolean output;
  const VslNode *node = _vsl_canvas_port_at (self, self->drag_x, self->drag_y, &output);
  if (!node || output != self->link_back)
    node = _vsl_canvas_card_at (self, self->drag_x, self->drag_y);
  if (node && (g_str_equal (node->id, self->link) || (!self->link_back && node->cls->max_inputs == 0)))
    node = NULL;
  g_free (self->link_target);
  self->link_target = g_strdup (node ? node->id : NULL);
}

static void
press_card (VslCanvas *self, const VslNode *node, gboolean add)
{
  if (add && _vsl_canvas_is_selected (self, node->id)) {
    g_hash_table_remove (self->selected, node->id);
    _vsl_canvas_selection_changed (self);
  } else if (!_vsl_canvas_is_selected (self, node->id)) {
    vsl_canvas_select (self, node->id, add);
  }
  focus_card (self, node->id);
  GtkWidget *card = vsl_canvas_card (self, node->id);
  if (card)
    gtk_widget_insert_before (card, GTK_WIDGET (self), self->callout);      /* on top of the others */
  self->drag = VSL_DRAG_MOVE;
}

static void
press_empty (VslCanvas *self, double x, double y, gboolean add)
{
  const char *from, *to;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (_vsl_canvas_wire_at (self, x, y, &from, &to)) {
    g_hash_table_remove_all (self->selected);
    g_free (self->wire_from);
    g_free (self->wire_to);
    self->wire_from = g_strdup (from);
    self->wire_to = g_strdup (to);
    _vsl_canvas_selection_changed (self);
    return;
  }
  if (!add)
    vsl_canvas_select (self, NULL, FALSE);
  self->box_add = add;
  self->drag = VSL_DRAG_BOX;
}

static void
drag_begin (GtkGestureDrag *gesture, double x, double y, VslCanvas *self)
{
  gboolean output = FALSE;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean add = (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0;
  self->press_x = self->drag_x = self->pointer_x = x;
  self->press_y = self->drag_y = self->pointer_y = y;
  const VslNode *port = self->space ? NULL : _vsl_canvas_port_at (self, x, y, &output);
  const VslNode *card = _vsl_canvas_card_at (self, x, y);
  if (self->link_keys) {      /* a click chooses the target too */
    _vsl_canvas_link_finish (self, card ? card->id : NULL);
    return;
  }
  if (self->space) {
    self->drag = VSL_DRAG_PAN;
    self->pan_x = self->x;
    self->pan_y = self->y;
  } else if (port) {
    g_free (self->link);
    self->link = g_strdup (port->id);
    self->link_back = !output;
    self->drag = VSL_DRAG_WIRE;
  } else if (card) {
    press_card (self, card, add);
  } else {
    press_empty (self, x, y, add);
  }
  set_cursor (self);
}

static void
select_box (VslCanvas *self)
{
  double x0, y0, x1, y1;
  const VslNetwork *network = vsl_document_network (self->document);
  vsl_canvas_to_world (self, MIN (self->press_x, self->drag_x), MIN (self->press_y, self->drag_y), &x0, &y0);
  vsl_canvas_to_world (self, MAX (self->press_x, self->drag_x), MAX (self->press_y, self->drag_y), &x1, &y1);
  if (!self->box_add)
    g_hash_table_remove_all (self->selected);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    if (node->x < x1 && node->x + VSL_CARD_WIDTH > x0 && node->y < y1 && node->y + VSL_CARD_HEIGHT > y0)
      g_hash_table_add (self->selected, g_strdup (node->id));
  }
  _vsl_canvas_selection_changed (self);
}

static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, VslCanvas *self)
{
  self->drag_x = self->pointer_x = self->press_x + dx;
  self->drag_y = self->pointer_y = self->press_y + dy;
  if (self->drag == VSL_DRAG_PAN) {
    self->x = self->pan_x - dx / self->zoom;
    self->y = self->pan_y - dy / self->zoom;
    self->fitted = FALSE;
    _vsl_canvas_view_changed (self);
  } else if (self->drag == VSL_DRAG_WIRE) {
    aim (self);
  } else if (self->drag == VSL_DRAG_BOX && self->document && (fabs (dx) > 3 || fabs (dy) > 3)) {
    select_box (self);
  } else if (self->drag == VSL_DRAG_MOVE) {
    self->fitted = FALSE;
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Lets the card under the pointer come to lie on a grid of ten, so that rows stay rows. */
static double
snap (double place, double moved)
{
  return round ((place + moved) / 10) * 10 - place;
}

static void
finish_move (VslCanvas *self, double dx, double dy)
{
  const VslNode *node = _vsl_canvas_card_at (self, self->drag_x, self->drag_y);      /* where the cards are now, still dragged */
  self->drag = VSL_DRAG_NONE;
  if (!node || !_vsl_canvas_is_selected (self, node->id))
    return;
  if (fabs (dx) < 4 && fabs (dy) < 4)
    return;
  g_auto (GStrv) ids = vsl_canvas_selection (self);
  vsl_document_barrier (self->document);
  vsl_document_move_nodes (self->document, (const char *const *) ids, snap (node->x, dx / self->zoom), snap (node->y, dy / self->zoom));
  vsl_document_barrier (self->document);
}

static void
drag_end (GtkGestureDrag *gesture, double dx, double dy, VslCanvas *self)
{
  self->drag_x = self->press_x + dx;
  self->drag_y = self->press_y + dy;
  VslDragMode mode = self->drag;
  if (mode == VSL_DRAG_WIRE) {
    aim (self);
    self->drag = VSL_DRAG_NONE;
    g_autofree char *target = g_strdup (self->link_target);
    _vsl_canvas_link_finish (self, target);
  } else if (mode == VSL_DRAG_MOVE) {
    finish_move (self, dx, dy);
  }
  self->drag = VSL_DRAG_NONE;
  set_cursor (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, VslCanvas *self)
{
  _vsl_canvas_cancel (self);
}

static void
pan_begin (GtkGestureDrag *gesture, double x, double y, VslCanvas *self)
{
  self->pan_x = self->x;
  self->pan_y = self->y;
  self->press_x = x;
  self->press_y = y;
  self->drag = VSL_DRAG_PAN;
  set_cursor (self);
}

static gboolean
scrolled (GtkEventControllerScroll *scroll, double dx, double dy, VslCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  if (state & GDK_CONTROL_MASK) {
    vsl_canvas_zoom_to (self, self->zoom * pow (1.15, -dy), self->pointer_x, self->pointer_y);
    return TRUE;
  }
  if (state & GDK_SHIFT_MASK) {
    dx = dx != 0 ? dx : dy;
    dy = 0;
  }
  self->x += dx * 48 / self->zoom;
  self->y += dy * 48 / self->zoom;
  self->fitted = FALSE;
  _vsl_canvas_view_changed (self);
  return TRUE;
}

static void
pinched (GtkGestureZoom *gesture, double scale, VslCanvas *self)
{
  double x, y;
  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    vsl_canvas_zoom_to (self, self->pan_x * scale, x, y);
}

static void
pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, VslCanvas *self)
{
  self->pan_x = self->zoom;
}

static void
moved (GtkEventControllerMotion *motion, double x, double y, VslCanvas *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  set_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
secondary (GtkGestureClick *click, int n, double x, double y, VslCanvas *self)
{
  const VslNode *node = _vsl_canvas_card_at (self, x, y);
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!node)
    press_empty (self, x, y, FALSE);
  else if (!_vsl_canvas_is_selected (self, node->id))
    vsl_canvas_select (self, node->id, FALSE);
  self->drag = VSL_DRAG_NONE;
  _vsl_canvas_popup (self, x, y);
}

/* ---- keys ---- */

static gboolean
arrow (guint key, int *dx, int *dy)
{
  *dx = (key == GDK_KEY_Right || key == GDK_KEY_KP_Right) - (key == GDK_KEY_Left || key == GDK_KEY_KP_Left);
  *dy = (key == GDK_KEY_Down || key == GDK_KEY_KP_Down) - (key == GDK_KEY_Up || key == GDK_KEY_KP_Up);
  return *dx || *dy;
}

static gboolean
control_key (VslCanvas *self, guint key)
{
  static const struct {
    guint key;
    const char *action;
  } keys[] = { { GDK_KEY_c, "canvas.copy" },      { GDK_KEY_v, "canvas.paste" },         { GDK_KEY_x, "canvas.cut" },
               { GDK_KEY_d, "canvas.duplicate" }, { GDK_KEY_a, "canvas.select-all" },    { GDK_KEY_0, "canvas.fit" },
               { GDK_KEY_KP_0, "canvas.fit" },    { GDK_KEY_plus, "canvas.zoom-in" },    { GDK_KEY_equal, "canvas.zoom-in" },
               { GDK_KEY_KP_Add, "canvas.zoom-in" }, { GDK_KEY_minus, "canvas.zoom-out" }, { GDK_KEY_KP_Subtract, "canvas.zoom-out" },
               { GDK_KEY_l, "canvas.layout" } };
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].key == gdk_keyval_to_lower (key)) {
      gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
      return TRUE;
    }
  return FALSE;
}

static const char *
focused_id (VslCanvas *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  return focus && VSL_IS_NODE_CARD (focus) ? vsl_node_card_id (VSL_NODE_CARD (focus)) : NULL;
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VslCanvas *self)
{
  int dx, dy;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  if (!self->document || (focus && gtk_widget_is_ancestor (focus, self->callout)))
    return FALSE;
  if (arrow (key, &dx, &dy)) {
    if (state & (GDK_SHIFT_MASK | GDK_ALT_MASK))
      _vsl_canvas_nudge (self, dx, dy);
    else
      _vsl_canvas_go (self, dx, dy, (state & GDK_CONTROL_MASK) != 0);
    return TRUE;
  }
  if (state & GDK_CONTROL_MASK)
    return control_key (self, key);
  switch (key) {
  case GDK_KEY_Delete:
  case GDK_KEY_KP_Delete:
  case GDK_KEY_BackSpace:
    gtk_widget_activate_action (GTK_WIDGET (self), "canvas.delete", NULL);
    return TRUE;
  case GDK_KEY_c:
  case GDK_KEY_C:
    gtk_widget_activate_action (GTK_WIDGET (self), "canvas.link", NULL);
    return TRUE;
  case GDK_KEY_Escape:
    if (!self->link && self->drag == VSL_DRAG_NONE)
      return FALSE;
    _vsl_canvas_cancel (self);
    return TRUE;
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (self->link_keys) {
      g_autofree char *target = g_strdup (focused_id (self));
      _vsl_canvas_link_finish (self, target);
      return TRUE;
    }
    return FALSE;
  case GDK_KEY_Menu:
    _vsl_canvas_popup (self, -1, -1);
    return TRUE;
  case GDK_KEY_space:
    self->space = TRUE;
    set_cursor (self);
    return TRUE;
  default:
    return FALSE;
  }
}

static void
key_released (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VslCanvas *self)
{
  if (key == GDK_KEY_space) {
    self->space = FALSE;
    set_cursor (self);
  }
}

/* Cards that get the focus by Tab are selected; while a wire is drawn by keys they are aimed at. */
static void
card_focused (GtkEventControllerFocus *controller, VslCanvas *self)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  const char *id = vsl_node_card_id (VSL_NODE_CARD (card));
  if (self->quiet_focus)
    return;
  if (self->link_keys) {
    g_free (self->link_target);
    self->link_target = g_str_equal (id, self->link) ? NULL : g_strdup (id);
    gtk_widget_queue_draw (GTK_WIDGET (self));
  } else if (!_vsl_canvas_is_selected (self, id)) {
    vsl_canvas_select (self, id, FALSE);
  }
}

void
_vsl_canvas_card_added (VslCanvas *self, GtkWidget *card)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "enter", G_CALLBACK (card_focused), self);
  gtk_widget_add_controller (card, focus);
}

/* Ends whatever is going on without changing anything. */
void
_vsl_canvas_cancel (VslCanvas *self)
{
  self->drag = VSL_DRAG_NONE;
  self->link_keys = FALSE;
  g_clear_pointer (&self->link, g_free);
  g_clear_pointer (&self->link_target, g_free);
  g_signal_emit_by_name (self, "hint", NULL);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_vsl_canvas_init_input (VslCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  GtkGesture *pan = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect (pan, "drag-begin", G_CALLBACK (pan_begin), self);
  g_signal_connect (pan, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (pan, "drag-end", G_CALLBACK (drag_end), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pan));
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (secondary), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  GtkGesture *zoom = gtk_gesture_zoom_new ();
  g_signal_connect (zoom, "begin", G_CALLBACK (pinch_begin), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (pinched), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (zoom));
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled), self);
  gtk_widget_add_controller (widget, scroll);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (moved), self);
  gtk_widget_add_controller (widget, motion);
  GtkEventController *key = gtk_event_controller_key_new ();
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect (key, "key-released", G_CALLBACK (key_released), self);
  gtk_widget_add_controller (widget, key);
}
