/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mouse and keys of a VslScanView. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ui/vsl-scan-view-private.h"

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, VslScanView *self)
{
  double ix, iy;

  self->mx = x;
  self->my = y;
  if (self->image.data == NULL)
    return;
  _vsl_scan_view_to_image (self, x, y, &ix, &iy);
  self->px = (int) floor (ix);
  self->py = (int) floor (iy);
  self->inside = self->px >= 0 && self->py >= 0 && self->px < self->image.width && self->py < self->image.height;
  g_signal_emit_by_name (self, "changed");
}

static void
on_leave (GtkEventControllerMotion *motion, VslScanView *self)
{
  self->inside = FALSE;
  g_signal_emit_by_name (self, "changed");
}

/* A volume's slices; with Control, and in a single picture without it, the zoom. */
static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, VslScanView *self)
{
  gboolean control = (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll)) & GDK_CONTROL_MASK) != 0;
  int whole;

  if (control || vsl_scan_view_slices (self) <= 1)
    {
      /* Scroll events carry no place of their own. */
      _vsl_scan_view_zoom_at (self, pow (1.2, -dy), self->mx, self->my);
      return TRUE;
    }
  self->scrolled += dy;
  whole = (int) self->scrolled;
  self->scrolled -= whole;
  vsl_scan_view_set_slice (self, self->slice + whole);
  return TRUE;
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, VslScanView *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));
  gboolean other = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag)) != GDK_BUTTON_PRIMARY
                   || (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (self->image.data == NULL || gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag)) > GDK_BUTTON_SECONDARY)
    {
      gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->grab_hand = other != self->hand;
  self->grab_a = self->grab_hand ? self->cx : self->low;
  self->grab_b = self->grab_hand ? self->cy : self->high;
}

/* Right widens the window, up makes the picture brighter, as on a viewing station. */
static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, VslScanView *self)
{
  double level, width, range, unit;

  if (self->image.data == NULL)
    return;
  if (self->grab_hand)
    {
      _vsl_scan_view_set_centre (self, self->grab_a - dx / (self->zoom * self->kx) * (self->flip_x ? -1 : 1),
                                 self->grab_b - dy / (self->zoom * self->ky) * (self->flip_y ? -1 : 1));
      _vsl_scan_view_changed (self);
      return;
    }
  range = self->volume->full_high - self->volume->full_low;
  /* Across the whole view goes the whole range, whatever the window is now: 8 bits and 12 feel the same. */
  unit = range / MAX (MIN (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))), 100);
  level = (self->grab_a + self->grab_b) / 2 + dy * unit;
  width = MAX (self->grab_b - self->grab_a + dx * unit, range / 1024);
  vsl_scan_view_set_window (self, level - width / 2, level + width / 2);
}

/* Released where it was pressed: a place is chosen, not a window dragged. */
static void
on_released (GtkGestureClick *click, int n, double x, double y, VslScanView *self)
{
  double ix, iy;

  if (self->image.data == NULL || n != 1)
    return;
  _vsl_scan_view_to_image (self, x, y, &ix, &iy);
  if (ix < 0 || iy < 0 || ix >= self->image.width || iy >= self->image.height)
    return;
  vsl_volume_to_voxel (self->volume, &self->plane, (int) ix, (int) iy, self->slice, self->picked);
  g_signal_emit_by_name (self, "picked");
}

/* ---- keys ---- */

static void
shift_window (VslScanView *self, double level, double width)
{
  double range = self->volume->full_high - self->volume->full_low, span = self->high - self->low;
  double middle = (self->low + self->high) / 2 + level * span;

  span = MAX (span * width, range / 1024);
  vsl_scan_view_set_window (self, middle - span / 2, middle + span / 2);
}

static void
move_by (VslScanView *self, double dx, double dy)
{
  _vsl_scan_view_set_centre (self, self->cx + dx / (self->zoom * self->kx) * (self->flip_x ? -1 : 1),
                             self->cy + dy / (self->zoom * self->ky) * (self->flip_y ? -1 : 1));
  _vsl_scan_view_changed (self);
}

/* Arrows and Page keys go through a volume; in a single picture arrows move it, and Page keys lead to the next one. */
static gboolean
slice_key (VslScanView *self, guint keyval)
{
  int n = vsl_scan_view_slices (self), page = MAX (n / 10, 1);

  if (n <= 1)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Up: case GDK_KEY_KP_Up:
      vsl_scan_view_set_slice (self, self->slice - 1);
      return TRUE;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:
      vsl_scan_view_set_slice (self, self->slice + 1);
      return TRUE;
    case GDK_KEY_Page_Up: case GDK_KEY_KP_Page_Up:
      vsl_scan_view_set_slice (self, self->slice - page);
      return TRUE;
    case GDK_KEY_Page_Down: case GDK_KEY_KP_Page_Down:
      vsl_scan_view_set_slice (self, self->slice + page);
      return TRUE;
    case GDK_KEY_Home: case GDK_KEY_KP_Home:
      vsl_scan_view_set_slice (self, 0);
      return TRUE;
    case GDK_KEY_End: case GDK_KEY_KP_End:
      vsl_scan_view_set_slice (self, n - 1);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
arrow_key (VslScanView *self, guint keyval, gboolean shift)
{
  switch (keyval)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:
      shift ? shift_window (self, 0, 0.9) : move_by (self, -40, 0);
      return TRUE;
    case GDK_KEY_Right: case GDK_KEY_KP_Right:
      shift ? shift_window (self, 0, 1.1) : move_by (self, 40, 0);
      return TRUE;
    case GDK_KEY_Up: case GDK_KEY_KP_Up:
      shift ? shift_window (self, -0.05, 1) : move_by (self, 0, -40);
      return TRUE;
    case GDK_KEY_Down: case GDK_KEY_KP_Down:
      shift ? shift_window (self, 0.05, 1) : move_by (self, 0, 40);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
letter_key (VslScanView *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus: case GDK_KEY_equal: case GDK_KEY_KP_Add:
      vsl_scan_view_zoom_by (self, 1.25);
      return TRUE;
    case GDK_KEY_minus: case GDK_KEY_KP_Subtract:
      vsl_scan_view_zoom_by (self, 0.8);
      return TRUE;
    case GDK_KEY_0: case GDK_KEY_KP_0:
      vsl_scan_view_zoom_fit (self);
      return TRUE;
    case GDK_KEY_n:
      vsl_scan_view_zoom_actual (self);
      return TRUE;
    case GDK_KEY_i:
      vsl_scan_view_set_invert (self, !self->invert);
      return TRUE;
    case GDK_KEY_h:
      vsl_scan_view_set_flip (self, !self->flip_x, self->flip_y);
      return TRUE;
    case GDK_KEY_v:
      vsl_scan_view_set_flip (self, self->flip_x, !self->flip_y);
      return TRUE;
    case GDK_KEY_r:
      vsl_scan_view_reset (self);
      return TRUE;
    case GDK_KEY_a:
      vsl_scan_view_auto_window (self);
      return TRUE;
    case GDK_KEY_f:
      vsl_scan_view_full_window (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
on_key (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, VslScanView *self)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  guint digit = keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9 ? keyval - GDK_KEY_KP_0 : keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9 ? keyval - GDK_KEY_0 : 0;

  if (self->image.data == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (digit > 0 && digit < VSL_N_PRESETS)
    {
      if (!vsl_scan_view_preset (self, (VslPreset) digit))
        gtk_widget_error_bell (GTK_WIDGET (self));
      return TRUE;
    }
  return (!shift && slice_key (self, keyval)) || arrow_key (self, keyval, shift) || letter_key (self, keyval);
}

void
_vsl_scan_view_listen (VslScanView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
