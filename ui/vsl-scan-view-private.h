/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/vsl-look.h"
#include "ui/vsl-scan-view.h"

G_BEGIN_DECLS

#define VSL_ZOOM_MIN 0.02
#define VSL_ZOOM_MAX 64.0

struct _VslScanView {
  GtkWidget parent_instance;

  VslVolume *volume;            /* NULL: nothing */
  int which;                    /* VSL_PLANE_… */
  VslPlane plane;
  int slice;
  VslImage image;               /* the slice; data NULL: none */
  gboolean owned;               /* its pixels are not the volume's */
  VslSeen seen;                 /* what stands on the screen; made anew when the picture or its place changes */
  cairo_surface_t *surface;     /* the same in its greys */
  cairo_surface_t *other;       /* the one before, which the screen may still show: the two take turns */
  gboolean stale;               /* the greys are to be made */
  double low, high;
  VslPreset preset;             /* chosen last by the person */
  gboolean invert, hand, flip_x, flip_y;
  gboolean fit;                 /* zoom follows the size of the widget */
  double zoom, cx, cy;          /* cx, cy: the stored pixel in the middle */
  double kx, ky;                /* stretch of the axes where pixels are no squares; the smaller is 1 */
  gboolean inside;              /* the pointer is over a pixel */
  int px, py;
  double mx, my;                /* the pointer */
  double grab_a, grab_b;        /* window or centre when a drag began */
  gboolean grab_hand;
  double scrolled;              /* of a touchpad: parts of a slice */
  gboolean cross;
  int cross_at[3], picked[3];
};

void _vsl_scan_view_listen (VslScanView *self);                /* controllers: ui/vsl-scan-input.c */
void _vsl_scan_view_paint (VslScanView *self, GtkSnapshot *snapshot);
void _vsl_scan_view_changed (VslScanView *self);
void _vsl_scan_view_shades_changed (VslScanView *self);
void _vsl_scan_view_update_fit (VslScanView *self);
void _vsl_scan_view_to_image (VslScanView *self, double x, double y, double *ix, double *iy);
void _vsl_scan_view_set_centre (VslScanView *self, double cx, double cy);
void _vsl_scan_view_zoom_at (VslScanView *self, double factor, double x, double y);
void _vsl_scan_view_choose_window (VslScanView *self);         /* of a new volume */

G_END_DECLS
