/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-scan-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ui/vsl-pixels.h"

G_DEFINE_TYPE (VslScanView, vsl_scan_view, GTK_TYPE_WIDGET)

enum { CHANGED, PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
_vsl_scan_view_changed (VslScanView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

void
_vsl_scan_view_shades_changed (VslScanView *self)
{
  self->stale = TRUE;
  _vsl_scan_view_changed (self);
}

/* ---- geometry ---- */

void
_vsl_scan_view_update_fit (VslScanView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->image.data == NULL || !self->fit || width <= 0 || height <= 0)
    return;
  self->zoom = CLAMP (MIN (width / (self->image.width * self->kx), height / (self->image.height * self->ky)), VSL_ZOOM_MIN, VSL_ZOOM_MAX);
  self->cx = self->image.width / 2.0;
  self->cy = self->image.height / 2.0;
}

void
_vsl_scan_view_to_image (VslScanView *self, double x, double y, double *ix, double *iy)
{
  *ix = self->cx + (x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0) / (self->zoom * self->kx) * (self->flip_x ? -1 : 1);
  *iy = self->cy + (y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0) / (self->zoom * self->ky) * (self->flip_y ? -1 : 1);
}

/* The picture may be moved until its edge reaches the middle, not out of sight. */
void
_vsl_scan_view_set_centre (VslScanView *self, double cx, double cy)
{
  self->cx = CLAMP (cx, 0, self->image.width);
  self->cy = CLAMP (cy, 0, self->image.height);
  self->fit = FALSE;
}

void
_vsl_scan_view_zoom_at (VslScanView *self, double factor, double x, double y)
{
  double ix, iy, zoom = CLAMP (self->zoom * factor, VSL_ZOOM_MIN, VSL_ZOOM_MAX);

  if (self->image.data == NULL)
    return;
  _vsl_scan_view_to_image (self, x, y, &ix, &iy);
  _vsl_scan_view_set_centre (self, ix + (self->cx - ix) * self->zoom / zoom, iy + (self->cy - iy) * self->zoom / zoom);
  self->zoom = zoom;
  _vsl_scan_view_changed (self);
}

/* ---- what is shown ---- */

static void
drop_slice (VslScanView *self)
{
  if (self->owned)
    vsl_image_clear (&self->image);
  memset (&self->image, 0, sizeof self->image);
  self->owned = FALSE;
  self->seen.values = NULL;
  self->stale = TRUE;
}

static void
cut (VslScanView *self)
{
  drop_slice (self);
  if (self->volume != NULL && !vsl_volume_cut (self->volume, &self->plane, self->slice, &self->image, &self->owned))
    memset (&self->image, 0, sizeof self->image);
  self->inside = self->inside && self->px < self->image.width && self->py < self->image.height;
}

/* Pixels that are no squares: the longer side counts in steps of the shorter one. */
static void
stretch (VslScanView *self)
{
  double x = self->volume->spacing[self->plane.x], y = self->volume->spacing[self->plane.y];

  self->kx = self->ky = 1;
  if (x > 0 && y > 0 && fabs (x / y - 1) > 0.005)
    {
      self->kx = MIN (x / MIN (x, y), 100);
      self->ky = MIN (y / MIN (x, y), 100);
    }
}

static void
show (VslScanView *self, VslVolume *volume, int which, gboolean keep)
{
  VslVolume *old = self->volume;

  keep = keep && old != NULL && volume != NULL;
  drop_slice (self);
  self->volume = volume != NULL ? vsl_volume_ref (volume) : NULL;
  self->inside = FALSE;
  self->cross = FALSE;
  if (volume != NULL)
    {
      self->which = which;
      self->plane = vsl_volume_plane (volume, which);
      self->slice = keep ? MIN (self->slice, volume->size[self->plane.z] - 1) : volume->size[self->plane.z] / 2;
      stretch (self);
      cut (self);
      if (!keep)
        {
          self->fit = TRUE;
          self->flip_x = self->flip_y = FALSE;      /* a mirrored scan must not be taken for the other side by habit */
          _vsl_scan_view_choose_window (self);
        }
      _vsl_scan_view_update_fit (self);
    }
  g_clear_pointer (&old, vsl_volume_unref);
  _vsl_scan_view_shades_changed (self);
}

/**
 * vsl_scan_view_take_image:
 * @self: a view
 * @image: (nullable): its pixels are taken out of it; %NULL shows nothing
 * @keep: stay at the present zoom, place and greys
 */
void
vsl_scan_view_take_image (VslScanView *self, VslImage *image, gboolean keep)
{
  g_autoptr (VslVolume) volume = NULL;

  g_return_if_fail (image == NULL || (image->type != VSL_PIXEL_TEXT && image->type != VSL_PIXEL_ROW));
  if (image != NULL && image->data != NULL)
    volume = vsl_volume_new (image, NULL);
  show (self, volume, VSL_PLANE_STORED, keep);
}

void
vsl_scan_view_set_volume (VslScanView *self, VslVolume *volume, int plane)
{
  show (self, volume, plane, FALSE);
}

const VslImage *
vsl_scan_view_image (VslScanView *self)
{
  return self->image.data != NULL ? &self->image : NULL;
}

VslVolume *
vsl_scan_view_volume (VslScanView *self)
{
  return self->volume;
}

const VslPlane *
vsl_scan_view_plane (VslScanView *self)
{
  return &self->plane;
}

int
vsl_scan_view_which (VslScanView *self)
{
  return self->which;
}

int
vsl_scan_view_slices (VslScanView *self)
{
  return self->volume != NULL ? self->volume->size[self->plane.z] : 0;
}

int
vsl_scan_view_slice (VslScanView *self)
{
  return self->slice;
}

void
vsl_scan_view_set_slice (VslScanView *self, int slice)
{
  slice = CLAMP (slice, 0, vsl_scan_view_slices (self) - 1);
  if (self->volume == NULL || slice == self->slice)
    return;
  self->slice = slice;
  cut (self);
  _vsl_scan_view_changed (self);
}

/* ---- zoom and place ---- */

double
vsl_scan_view_zoom (VslScanView *self)
{
  return self->zoom;
}

void
vsl_scan_view_zoom_by (VslScanView *self, double factor)
{
  _vsl_scan_view_zoom_at (self, factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
vsl_scan_view_zoom_fit (VslScanView *self)
{
  self->fit = TRUE;
  _vsl_scan_view_update_fit (self);
  _vsl_scan_view_changed (self);
}

void
vsl_scan_view_zoom_actual (VslScanView *self)
{
  self->fit = FALSE;
  self->zoom = 1;
  _vsl_scan_view_changed (self);
}

void
vsl_scan_view_set_hand (VslScanView *self, gboolean hand)
{
  self->hand = hand;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), hand ? "grab" : NULL);
}

void
vsl_scan_view_set_flip (VslScanView *self, gboolean across, gboolean down)
{
  self->flip_x = across;
  self->flip_y = down;
  _vsl_scan_view_changed (self);
}

void
vsl_scan_view_get_flip (VslScanView *self, gboolean *across, gboolean *down)
{
  *across = self->flip_x;
  *down = self->flip_y;
}

void
vsl_scan_view_set_cross (VslScanView *self, const int voxel[3])
{
  self->cross = voxel != NULL;
  if (voxel != NULL)
    memcpy (self->cross_at, voxel, sizeof self->cross_at);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vsl_scan_view_picked (VslScanView *self, int voxel[3])
{
  memcpy (voxel, self->picked, sizeof self->picked);
}

/* ---- life ---- */

static void
vsl_scan_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  _vsl_scan_view_paint (VSL_SCAN_VIEW (widget), snapshot);
}

static void
vsl_scan_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = 64;
  *natural = 300;
  *min_base = *nat_base = -1;
}

/* The zoom follows from the size; who shows it may not change a label while sizes are given out. */
static gboolean
tell_zoom (gpointer data)
{
  g_signal_emit (data, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
vsl_scan_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VslScanView *self = VSL_SCAN_VIEW (widget);

  if (!self->fit || self->image.data == NULL)
    return;
  _vsl_scan_view_update_fit (self);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, tell_zoom, g_object_ref (self), g_object_unref);
}

static void
vsl_scan_view_finalize (GObject *object)
{
  VslScanView *self = VSL_SCAN_VIEW (object);

  drop_slice (self);
  vsl_seen_clear (&self->seen);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->other, cairo_surface_destroy);
  g_clear_pointer (&self->volume, vsl_volume_unref);
  G_OBJECT_CLASS (vsl_scan_view_parent_class)->finalize (object);
}

static void
vsl_scan_view_class_init (VslScanViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vsl_scan_view_finalize;
  widget_class->snapshot = vsl_scan_view_snapshot;
  widget_class->measure = vsl_scan_view_measure;
  widget_class->size_allocate = vsl_scan_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "scanview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CHANGED] = g_signal_new ("changed", VSL_TYPE_SCAN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PICKED] = g_signal_new ("picked", VSL_TYPE_SCAN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vsl_scan_view_init (VslScanView *self)
{
  self->fit = TRUE;
  self->zoom = self->kx = self->ky = 1;
  self->high = 255;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Scan"), -1);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  _vsl_scan_view_listen (self);
}

GtkWidget *
vsl_scan_view_new (void)
{
  return g_object_new (VSL_TYPE_SCAN_VIEW, NULL);
}
