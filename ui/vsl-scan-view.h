/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/vsl-image.h"

G_BEGIN_DECLS

/* One picture, large: zoom about the pointer, moving, grey-level window by dragging or keys, the value under the pointer.
 * Signal "changed": zoom, window or the pointed pixel are different. */
#define VSL_TYPE_SCAN_VIEW (vsl_scan_view_get_type ())
G_DECLARE_FINAL_TYPE (VslScanView, vsl_scan_view, VSL, SCAN_VIEW, GtkWidget)

GtkWidget *vsl_scan_view_new (void);
/* Takes the pixels out of image; NULL: nothing. keep: stay at the present zoom, place and window. */
void vsl_scan_view_take_image (VslScanView *self, VslImage *image, gboolean keep);
const VslImage *vsl_scan_view_image (VslScanView *self);       /* borrowed, NULL: nothing */

void vsl_scan_view_set_window (VslScanView *self, double low, double high);
void vsl_scan_view_get_window (VslScanView *self, double *low, double *high);
void vsl_scan_view_set_invert (VslScanView *self, gboolean invert);
gboolean vsl_scan_view_invert (VslScanView *self);
void vsl_scan_view_auto_window (VslScanView *self);
void vsl_scan_view_full_window (VslScanView *self);

double vsl_scan_view_zoom (VslScanView *self);                 /* screen pixels a stored pixel */
void vsl_scan_view_zoom_by (VslScanView *self, double factor);
void vsl_scan_view_zoom_fit (VslScanView *self);
void vsl_scan_view_zoom_actual (VslScanView *self);
/* TRUE: dragging moves the picture instead of changing its greys. */
void vsl_scan_view_set_hand (VslScanView *self, gboolean hand);
/* "(143, 88) = 731", owned; NULL when the pointer is elsewhere. */
char *vsl_scan_view_probe (VslScanView *self);

G_END_DECLS
