/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/vsl-volume.h"

G_BEGIN_DECLS

/* One picture, or one cut of a volume, large: zoom about the pointer, moving, grey-level window by dragging or keys, slices by wheel and keys, the value
 * under the pointer. Signals: "changed": zoom, place, window, slice or the pointed pixel are different; "picked": somebody clicked on a pixel, see
 * vsl_scan_view_picked(). */
#define VSL_TYPE_SCAN_VIEW (vsl_scan_view_get_type ())
G_DECLARE_FINAL_TYPE (VslScanView, vsl_scan_view, VSL, SCAN_VIEW, GtkWidget)

GtkWidget *vsl_scan_view_new (void);
/* Takes the pixels out of image; NULL: nothing. keep: stay at the present zoom, place and window. */
void vsl_scan_view_take_image (VslScanView *self, VslImage *image, gboolean keep);
const VslImage *vsl_scan_view_image (VslScanView *self);       /* what is cut out of the volume; borrowed, NULL: nothing */
/* A scan that others may show, too, cut in one way (VSL_PLANE_…). NULL: nothing. The middle slice, fitted, in the greys of the last chosen preset
 * where they make sense. */
void vsl_scan_view_set_volume (VslScanView *self, VslVolume *volume, int plane);
VslVolume *vsl_scan_view_volume (VslScanView *self);           /* borrowed or NULL */
const VslPlane *vsl_scan_view_plane (VslScanView *self);
int vsl_scan_view_which (VslScanView *self);                   /* VSL_PLANE_… */

int vsl_scan_view_slices (VslScanView *self);                  /* 0: nothing is shown */
int vsl_scan_view_slice (VslScanView *self);
void vsl_scan_view_set_slice (VslScanView *self, int slice);   /* the nearest that there is */

void vsl_scan_view_set_window (VslScanView *self, double low, double high);
void vsl_scan_view_get_window (VslScanView *self, double *low, double *high);
void vsl_scan_view_set_invert (VslScanView *self, gboolean invert);
gboolean vsl_scan_view_invert (VslScanView *self);
void vsl_scan_view_auto_window (VslScanView *self);
void vsl_scan_view_full_window (VslScanView *self);

/* Windows with a digit key of their own. Those from LUNG on are for Hounsfield units. */
typedef enum { VSL_PRESET_NONE, VSL_PRESET_FULL, VSL_PRESET_FILE, VSL_PRESET_LUNG, VSL_PRESET_BONE, VSL_PRESET_BRAIN, VSL_PRESET_ABDOMEN, VSL_N_PRESETS } VslPreset;
extern const char *const vsl_preset_names[];                   /* "full", "file", "lung" … for actions; [0] is NULL */
/* FALSE: it makes no sense for what is shown. */
gboolean vsl_scan_view_preset (VslScanView *self, VslPreset preset);
/* The one chosen in another view is remembered here, too, for the next scans; nothing is drawn anew. */
void vsl_scan_view_share_preset (VslScanView *self, VslScanView *other);
gboolean vsl_scan_view_has_preset (VslScanView *self, VslPreset preset);

double vsl_scan_view_zoom (VslScanView *self);                 /* screen pixels a stored pixel */
void vsl_scan_view_zoom_by (VslScanView *self, double factor);
void vsl_scan_view_zoom_fit (VslScanView *self);
void vsl_scan_view_zoom_actual (VslScanView *self);
/* TRUE: dragging moves the picture instead of changing its greys. */
void vsl_scan_view_set_hand (VslScanView *self, gboolean hand);
/* Mirrored, only to be looked at. */
void vsl_scan_view_set_flip (VslScanView *self, gboolean across, gboolean down);
void vsl_scan_view_get_flip (VslScanView *self, gboolean *across, gboolean *down);
/* Fitted, not mirrored, not inverted, in the greys that it came with. */
void vsl_scan_view_reset (VslScanView *self);
/* Zoom, place, window, inversion, mirroring and slice of another one, in proportion where the sizes differ. */
void vsl_scan_view_follow (VslScanView *self, VslScanView *other);

/* Lines through a voxel; NULL: none. */
void vsl_scan_view_set_cross (VslScanView *self, const int voxel[3]);
/* The voxel that was clicked on last. */
void vsl_scan_view_picked (VslScanView *self, int voxel[3]);
/* "(143, 88) = 731 HU · 71.5 × 44.0 mm", owned; NULL when the pointer is elsewhere. */
char *vsl_scan_view_probe (VslScanView *self);

G_END_DECLS
