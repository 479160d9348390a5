/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/vsl-facts-list.h"
#include "ui/vsl-note-view.h"
#include "ui/vsl-scan-view.h"
#include "ui/vsl-viewer.h"

G_BEGIN_DECLS

#define VSL_VIEWER_PLANES 3

struct _VslViewer {
  AdwBin parent_instance;
  GtkWidget *stack, *nothing, *pictures, *views, *view, *other, *other_box, *other_caption, *difference, *difference_caption, *failure, *note, *scan_tools;
  GtkWidget *hand, *invert, *window_button, *before, *after, *forget, *enlarge, *readout, *answer, *verdict, *bars;
  GtkWidget *label, *split, *label_text, *split_text, *elsewhere, *patient, *size, *details, *facts, *facts_grid, *row;
  GtkWidget *view_box, *plane_b, *plane_c, *slice_bar, *slider, *slice_text, *planes;      /* of volumes: ui/vsl-viewer-volume.c */
  GtkWidget *compare_box, *compare, *compare_caption, *view_caption, *linked;              /* ui/vsl-viewer-compare.c */
  VslDocument *document;
  VslSample *sample;
  GListModel *order;            /* of the samples that can be gone through; NULL: all */
  int run;
  GCancellable *cancellable;    /* of the picture being read */
  GCancellable *comparing;      /* of the difference being made */
  GCancellable *second;         /* of the picture to compare with */
  gboolean filling;             /* the controls are set by the program, not by the person */
  gboolean following;           /* a view is made to look like another one */
  gboolean enlarged;
  int alone;                    /* the plane that is shown without the others, -1: all */
  int cursor[3];                /* the voxel where the planes cross */
};

/* ui/vsl-viewer-picture.c */
void _vsl_viewer_load (VslViewer *self);
void _vsl_viewer_readout (VslViewer *self);
void _vsl_viewer_install_tools (GtkWidgetClass *widget_class);
void _vsl_viewer_connect_tools (VslViewer *self);
void _vsl_viewer_fill_windows (VslViewer *self);
/* ui/vsl-viewer-facts.c */
void _vsl_viewer_fill_details (VslViewer *self, const VslVolume *volume);
/* ui/vsl-viewer-volume.c */
void _vsl_viewer_take_volume (VslViewer *self, VslVolume *volume);      /* NULL: nothing to show */
void _vsl_viewer_connect_planes (VslViewer *self);
void _vsl_viewer_show_planes (VslViewer *self, gboolean three);
gboolean _vsl_viewer_has_planes (VslViewer *self);
GtkWidget *_vsl_viewer_plane (VslViewer *self, int k);
void _vsl_viewer_arrange (VslViewer *self);
/* ui/vsl-viewer-compare.c */
void _vsl_viewer_install_compare (GtkWidgetClass *widget_class);
void _vsl_viewer_connect_compare (VslViewer *self);
void _vsl_viewer_compare (VslViewer *self, VslSample *sample);          /* NULL: no longer */
void _vsl_viewer_compare_name (VslViewer *self);
void _vsl_viewer_compare_follow (VslViewer *self);

G_END_DECLS
