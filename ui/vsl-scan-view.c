/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-scan-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ui/vsl-pixels.h"

#define ZOOM_MIN 0.02
#define ZOOM_MAX 64.0

struct _VslScanView {
  GtkWidget parent_instance;

  VslImage image;               /* data NULL: none */
  cairo_surface_t *surface;     /* the picture in its present greys; NULL: to be made */
  double low, high;
  gboolean invert, hand;
  gboolean fit;                 /* zoom follows the size of the widget */
  double zoom, cx, cy;          /* cx, cy: the stored pixel in the middle */
  gboolean inside;              /* the pointer is over a pixel */
  int px, py;
  double mx, my;                /* the pointer */
  double grab_a, grab_b;        /* window or centre when a drag began */
  gboolean grab_hand;
};

G_DEFINE_TYPE (VslScanView, vsl_scan_view, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
changed (VslScanView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
shades_changed (VslScanView *self)
{
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  changed (self);
}

/* ---- geometry ---- */

static void
update_fit (VslScanView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->image.data == NULL || !self->fit || width <= 0 || height <= 0)
    return;
  self->zoom = CLAMP (MIN ((double) width / self->image.width, (double) height / self->image.height), ZOOM_MIN, ZOOM_MAX);
  self->cx = self->image.width / 2.0;
  self->cy = self->image.height / 2.0;
}

static void
to_image (VslScanView *self, double x, double y, double *ix, double *iy)
{
  *ix = self->cx + (x - gtk_widget_get_width (GTK_WIDGET (self)) / 2.0) / self->zoom;
  *iy = self->cy + (y - gtk_widget_get_height (GTK_WIDGET (self)) / 2.0) / self->zoom;
}

/* The picture may be moved until its edge reaches the middle, not out of sight. */
static void
set_centre (VslScanView *self, double cx, double cy)
{
  self->cx = CLAMP (cx, 0, self->image.width);
  self->cy = CLAMP (cy, 0, self->image.height);
  self->fit = FALSE;
}

static void
zoom_at (VslScanView *self, double factor, double x, double y)
{
  double ix, iy, zoom = CLAMP (self->zoom * factor, ZOOM_MIN, ZOOM_MAX);

  if (self->image.data == NULL)
    return;
  to_image (self, x, y, &ix, &iy);
  set_centre (self, ix + (self->cx - ix) * self->zoom / zoom, iy + (self->cy - iy) * self->zoom / zoom);
  self->zoom = zoom;
  changed (self);
}

/* ---- input ---- */

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, VslScanView *self)
{
  double ix, iy;

  self->mx = x;
  self->my = y;
  if (self->image.data == NULL)
    return;
  to_image (self, x, y, &ix, &iy);
  self->px = (int) floor (ix);
  self->py = (int) floor (iy);
  self->inside = self->px >= 0 && self->py >= 0 && self->px < self->image.width && self->py < self->image.height;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_leave (GtkEventControllerMotion *motion, VslScanView *self)
{
  self->inside = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, VslScanView *self)
{
  /* Scroll events carry no place of their own. */
  zoom_at (self, pow (1.2, -dy), self->mx, self->my);
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
  double level, width, low, high, unit;

  if (self->image.data == NULL)
    return;
  if (self->grab_hand)
    {
      set_centre (self, self->grab_a - dx / self->zoom, self->grab_b - dy / self->zoom);
      changed (self);
      return;
    }
  vsl_pixels_full_range (&self->image, &low, &high);
  unit = MAX (self->grab_b - self->grab_a, (high - low) / 256) / 200;
  level = (self->grab_a + self->grab_b) / 2 + dy * unit;
  width = MAX (self->grab_b - self->grab_a + dx * 2 * unit, (high - low) / 1024);
  vsl_scan_view_set_window (self, level - width / 2, level + width / 2);
}

static void
shift_window (VslScanView *self, double level, double width)
{
  double low, high, span = self->high - self->low;
  double middle = (self->low + self->high) / 2 + level * span;

  vsl_pixels_full_range (&self->image, &low, &high);
  span = MAX (span * width, (high - low) / 1024);
  vsl_scan_view_set_window (self, middle - span / 2, middle + span / 2);
}

static void
move_by (VslScanView *self, double dx, double dy)
{
  set_centre (self, self->cx + dx / self->zoom, self->cy + dy / self->zoom);
  changed (self);
}

static gboolean
on_key (GtkEventControllerKey *key, guint keyval, guint code, GdkModifierType state, VslScanView *self)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if (self->image.data == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
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
    case GDK_KEY_1: case GDK_KEY_KP_1:
      vsl_scan_view_zoom_actual (self);
      return TRUE;
    case GDK_KEY_i:
      vsl_scan_view_set_invert (self, !self->invert);
      return TRUE;
    case GDK_KEY_a:
      vsl_scan_view_auto_window (self);
      return TRUE;
    case GDK_KEY_f:
      vsl_scan_view_full_window (self);
      return TRUE;
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

/* ---- drawing ---- */

static void
vsl_scan_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VslScanView *self = VSL_SCAN_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  static const GdkRGBA black = { 0.03f, 0.03f, 0.035f, 1 };
  cairo_t *cr;

  gtk_snapshot_append_color (snapshot, &black, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->image.data == NULL || width <= 0 || height <= 0)
    return;
  update_fit (self);
  if (self->surface == NULL)
    self->surface = vsl_pixels_render (&self->image, self->low, self->high, self->invert, 0);
  if (self->surface == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, width / 2.0, height / 2.0);
  cairo_scale (cr, self->zoom, self->zoom);
  cairo_translate (cr, -self->cx, -self->cy);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  /* Enlarged pixels stay the squares that were stored: nothing is invented between them. */
  cairo_pattern_set_filter (cairo_get_source (cr), self->zoom >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_rectangle (cr, 0, 0, self->image.width, self->image.height);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
vsl_scan_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *min_base, int *nat_base)
{
  *minimum = 96;
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
  update_fit (self);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, tell_zoom, g_object_ref (self), g_object_unref);
}

static void
vsl_scan_view_finalize (GObject *object)
{
  VslScanView *self = VSL_SCAN_VIEW (object);

  vsl_image_clear (&self->image);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
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
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "scanview");
  signals[CHANGED] = g_signal_new ("changed", VSL_TYPE_SCAN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vsl_scan_view_init (VslScanView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->fit = TRUE;
  self->zoom = 1;
  self->high = 255;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Scan"), -1);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

GtkWidget *
vsl_scan_view_new (void)
{
  return g_object_new (VSL_TYPE_SCAN_VIEW, NULL);
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
  keep = keep && self->image.data != NULL;
  vsl_image_clear (&self->image);
  self->inside = FALSE;
  g_return_if_fail (image == NULL || (image->type != VSL_PIXEL_TEXT && image->type != VSL_PIXEL_ROW));
  if (image != NULL)
    {
      self->image = *image;
      memset (image, 0, sizeof *image);
      if (!keep)
        {
          self->fit = TRUE;
          if (self->image.type == VSL_PIXEL_U8)
            vsl_pixels_full_range (&self->image, &self->low, &self->high);
          else
            vsl_pixels_auto_range (&self->image, &self->low, &self->high);
        }
      update_fit (self);
    }
  shades_changed (self);
}

const VslImage *
vsl_scan_view_image (VslScanView *self)
{
  return self->image.data != NULL ? &self->image : NULL;
}

/**
 * vsl_scan_view_set_window:
 * @self: a view
 * @low: stored value shown black
 * @high: stored value shown white
 */
void
vsl_scan_view_set_window (VslScanView *self, double low, double high)
{
  self->low = low;
  self->high = high;
  shades_changed (self);
}

void
vsl_scan_view_get_window (VslScanView *self, double *low, double *high)
{
  *low = self->low;
  *high = self->high;
}

void
vsl_scan_view_set_invert (VslScanView *self, gboolean invert)
{
  if (self->invert == invert)
    return;
  self->invert = invert;
  shades_changed (self);
}

gboolean
vsl_scan_view_invert (VslScanView *self)
{
  return self->invert;
}

void
vsl_scan_view_auto_window (VslScanView *self)
{
  if (self->image.data == NULL)
    return;
  vsl_pixels_auto_range (&self->image, &self->low, &self->high);
  shades_changed (self);
}

void
vsl_scan_view_full_window (VslScanView *self)
{
  if (self->image.data == NULL)
    return;
  vsl_pixels_full_range (&self->image, &self->low, &self->high);
  shades_changed (self);
}

double
vsl_scan_view_zoom (VslScanView *self)
{
  return self->zoom;
}

void
vsl_scan_view_zoom_by (VslScanView *self, double factor)
{
  zoom_at (self, factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
vsl_scan_view_zoom_fit (VslScanView *self)
{
  self->fit = TRUE;
  update_fit (self);
  changed (self);
}

void
vsl_scan_view_zoom_actual (VslScanView *self)
{
  self->fit = FALSE;
  self->zoom = 1;
  changed (self);
}

void
vsl_scan_view_set_hand (VslScanView *self, gboolean hand)
{
  self->hand = hand;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), hand ? "grab" : NULL);
}

/**
 * vsl_scan_view_probe:
 * @self: a view
 *
 * Returns: (transfer full) (nullable): place and stored value of the pixel under the pointer.
 */
char *
vsl_scan_view_probe (VslScanView *self)
{
  g_autoptr (GString) text = NULL;

  if (self->image.data == NULL || !self->inside)
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, "(%d, %d) = ", self->px, self->py);
  for (int c = 0; c < self->image.channels; c++)
    g_string_append_printf (text, vsl_pixels_fractional (&self->image) ? "%s%.4g" : "%s%.0f", c > 0 ? ", " : "",
                            vsl_pixels_value (&self->image, self->px, self->py, c));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
