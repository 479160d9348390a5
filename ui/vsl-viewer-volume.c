/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Volumes in a VslViewer: the slider, and the three planes that cross at a voxel. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/vsl-viewer-private.h"

GtkWidget *
_vsl_viewer_plane (VslViewer *self, int k)
{
  GtkWidget *views[VSL_VIEWER_PLANES] = { self->view, self->plane_b, self->plane_c };

  return views[k];
}

gboolean
_vsl_viewer_has_planes (VslViewer *self)
{
  return vsl_scan_view_volume (VSL_SCAN_VIEW (self->plane_b)) != NULL;
}

/* What is known of a scan: pairs below each other in the narrow pane; a single line below a large scan, which needs the height. */
static void
arrange_facts (VslViewer *self)
{
  GtkLayoutManager *manager = gtk_widget_get_layout_manager (self->facts_grid);

  for (GtkWidget *child = gtk_widget_get_first_child (self->facts_grid); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkGridLayoutChild *place = GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (manager, child));
      int at = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "vsl-place")) - 1;

      if (at < 0)      /* as the template has it */
        {
          at = 2 * gtk_grid_layout_child_get_row (place) + gtk_grid_layout_child_get_column (place);
          g_object_set_data (G_OBJECT (child), "vsl-place", GINT_TO_POINTER (at + 1));
        }
      gtk_grid_layout_child_set_row (place, self->enlarged ? 0 : at / 2);
      gtk_grid_layout_child_set_column (place, self->enlarged ? at : at % 2);
      gtk_grid_layout_child_set_column_span (place, child == self->elsewhere && !self->enlarged ? 2 : 1);
      gtk_widget_set_hexpand (child, child == self->elsewhere || at % 2 == 1);
      if (at % 2 == 1 && GTK_IS_LABEL (child))
        gtk_label_set_xalign (GTK_LABEL (child), self->enlarged ? 0 : 1);
      else if (at % 2 == 1)
        gtk_widget_set_halign (child, self->enlarged ? GTK_ALIGN_START : GTK_ALIGN_END);
    }
}

/* Side by side where there is room for it, one below the other in the narrow pane. */
void
_vsl_viewer_arrange (VslViewer *self)
{
  gboolean many = _vsl_viewer_has_planes (self) || gtk_widget_get_visible (self->compare_box);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->views), many && !self->enlarged ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  arrange_facts (self);
}

static void
update_slider (VslViewer *self)
{
  VslScanView *view = VSL_SCAN_VIEW (self->view);
  int n = vsl_scan_view_slices (view);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->slice_bar, n > 1);
  if (n <= 1)
    return;
  self->filling = TRUE;
  gtk_range_set_range (GTK_RANGE (self->slider), 1, n);
  gtk_range_set_increments (GTK_RANGE (self->slider), 1, MAX (n / 10, 1));
  gtk_range_set_value (GTK_RANGE (self->slider), vsl_scan_view_slice (view) + 1);
  gtk_widget_set_visible (self->planes, vsl_volume_is_solid (vsl_scan_view_volume (view)));
  self->filling = FALSE;
  text = g_strdup_printf ("%d / %d", vsl_scan_view_slice (view) + 1, n);
  gtk_label_set_label (GTK_LABEL (self->slice_text), text);
}

static void
show_crosses (VslViewer *self)
{
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    vsl_scan_view_set_cross (VSL_SCAN_VIEW (_vsl_viewer_plane (self, k)), _vsl_viewer_has_planes (self) ? self->cursor : NULL);
}

/* Greys go together, and a slice that was changed in one plane moves the lines in the others. */
static void
follow_plane (VslViewer *self, VslScanView *view)
{
  double low, high, have_low, have_high;

  self->cursor[vsl_scan_view_plane (view)->z] = vsl_scan_view_slice (view);
  vsl_scan_view_get_window (view, &low, &high);
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    {
      VslScanView *other = VSL_SCAN_VIEW (_vsl_viewer_plane (self, k));

      if (other == view)
        continue;
      vsl_scan_view_get_window (other, &have_low, &have_high);
      if (low != have_low || high != have_high)
        vsl_scan_view_set_window (other, low, high);
      vsl_scan_view_set_invert (other, vsl_scan_view_invert (view));
      vsl_scan_view_share_preset (other, view);
    }
  show_crosses (self);
}

static void
on_view_changed (VslScanView *view, VslViewer *self)
{
  if (self->following || self->stack == NULL)
    return;
  self->following = TRUE;
  if (_vsl_viewer_has_planes (self))
    follow_plane (self, view);
  update_slider (self);
  self->following = FALSE;
  if (GTK_WIDGET (view) == self->view)
    _vsl_viewer_compare_follow (self);
  _vsl_viewer_readout (self);
}

static void
on_picked (VslScanView *view, VslViewer *self)
{
  if (!_vsl_viewer_has_planes (self))
    return;
  vsl_scan_view_picked (view, self->cursor);
  self->following = TRUE;
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    {
      VslScanView *plane = VSL_SCAN_VIEW (_vsl_viewer_plane (self, k));

      vsl_scan_view_set_slice (plane, self->cursor[vsl_scan_view_plane (plane)->z]);
    }
  show_crosses (self);
  update_slider (self);
  self->following = FALSE;
  _vsl_viewer_readout (self);
}

static void
on_slider (VslViewer *self)
{
  if (!self->filling)
    vsl_scan_view_set_slice (VSL_SCAN_VIEW (self->view), (int) gtk_range_get_value (GTK_RANGE (self->slider)) - 1);
}

static void
show_alone (VslViewer *self, int alone)
{
  self->alone = alone;
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    gtk_widget_set_visible (k == 0 ? self->view_box : _vsl_viewer_plane (self, k), k == 0 ? alone <= 0 : _vsl_viewer_has_planes (self) && (alone < 0 || alone == k));
}

static void
name_planes (VslViewer *self)
{
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    {
      VslScanView *view = VSL_SCAN_VIEW (_vsl_viewer_plane (self, k));
      const char *name = vsl_scan_view_volume (view) != NULL && _vsl_viewer_has_planes (self)
                           ? vsl_volume_plane_name (vsl_scan_view_volume (view), vsl_scan_view_which (view)) : _("Scan");

      gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

/**
 * _vsl_viewer_show_planes:
 * @three: three planes; else the slices as they are stored
 *
 * The greys stay as they are.
 */
void
_vsl_viewer_show_planes (VslViewer *self, gboolean three)
{
  VslScanView *view = VSL_SCAN_VIEW (self->view);
  VslVolume *volume = vsl_scan_view_volume (view);
  double low, high;

  three = three && volume != NULL && vsl_volume_is_solid (volume);
  vsl_scan_view_get_window (view, &low, &high);
  self->following = TRUE;
  for (int k = 0; k < VSL_VIEWER_PLANES && volume != NULL; k++)
    {
      VslScanView *plane = VSL_SCAN_VIEW (_vsl_viewer_plane (self, k));

      vsl_scan_view_set_volume (plane, k == 0 || three ? volume : NULL, three ? VSL_PLANE_AXIAL + k : VSL_PLANE_STORED);
      vsl_scan_view_set_window (plane, low, high);
      vsl_scan_view_set_invert (plane, vsl_scan_view_invert (view));
      self->cursor[k] = volume->size[k] / 2;
    }
  if (volume == NULL)
    for (int k = 1; k < VSL_VIEWER_PLANES; k++)
      vsl_scan_view_set_volume (VSL_SCAN_VIEW (_vsl_viewer_plane (self, k)), NULL, VSL_PLANE_STORED);
  show_alone (self, -1);
  show_crosses (self);
  name_planes (self);
  update_slider (self);
  _vsl_viewer_arrange (self);
  self->following = FALSE;
  _vsl_viewer_readout (self);
}

void
_vsl_viewer_take_volume (VslViewer *self, VslVolume *volume)
{
  self->following = TRUE;
  vsl_scan_view_set_volume (VSL_SCAN_VIEW (self->view), volume, VSL_PLANE_STORED);
  self->following = FALSE;
  _vsl_viewer_show_planes (self, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->planes)) && !gtk_widget_get_visible (self->compare_box));
  _vsl_viewer_compare_follow (self);
}

static void
on_planes (VslViewer *self)
{
  gboolean three = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->planes));

  if (self->filling)
    return;
  if (three)
    _vsl_viewer_compare (self, NULL);
  _vsl_viewer_show_planes (self, three);
}

/* One of three planes alone and back; else the whole viewer. */
static void
on_pressed (GtkGestureClick *click, int n, double x, double y, VslViewer *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click));

  if (n != 2)
    return;
  if (!_vsl_viewer_has_planes (self))
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->enlarge), !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->enlarge)));
      return;
    }
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    if (_vsl_viewer_plane (self, k) == widget)
      {
        show_alone (self, self->alone == k ? -1 : k);
        return;
      }
}

void
_vsl_viewer_connect_planes (VslViewer *self)
{
  self->alone = -1;
  for (int k = 0; k < VSL_VIEWER_PLANES; k++)
    {
      GtkGesture *click = gtk_gesture_click_new ();
      GtkWidget *view = _vsl_viewer_plane (self, k);

      g_signal_connect_object (view, "changed", G_CALLBACK (on_view_changed), self, 0);
      g_signal_connect_object (view, "picked", G_CALLBACK (on_picked), self, 0);
      g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
      gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (click));
    }
  g_signal_connect_object (self->slider, "value-changed", G_CALLBACK (on_slider), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->planes, "toggled", G_CALLBACK (on_planes), self, G_CONNECT_SWAPPED);
}
