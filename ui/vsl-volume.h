/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"
#include "data/vsl-attributes.h"

G_BEGIN_DECLS

/* A scan as the viewer knows it: its pixels, what is kept beside them, and how its axes lie in the body. Never changed once made, so that
 * several views and workers may share it. Axes of voxels: 0 columns, 1 rows, 2 frames. */
typedef struct _VslVolume VslVolume;
struct _VslVolume {
  int refs;
  VslImage image;               /* never a note or a row */
  char **attributes;            /* see data/vsl-attributes.h; may be NULL */
  int size[3];                  /* columns, rows, frames */
  double spacing[3];            /* mm; 0: not known */
  char axes[4];                 /* where they grow to: L R A P S I; "" not known */
  gboolean ct;                  /* Hounsfield units */
  char units[24];               /* "HU", "Bq/ml"; "" none */
  gboolean has_window;          /* of the file itself */
  double low, high;             /* its window */
  double full_low, full_high, auto_low, auto_high;      /* see vsl_pixels_full_range(), vsl_pixels_auto_range() */
};

/* One way of cutting: the screen's two axes and the one that is scrolled. */
typedef struct {
  int x, y, z;                  /* axes of voxels */
  gboolean turn_x, turn_y;      /* the screen's left or top is the axis's end */
} VslPlane;
enum { VSL_PLANE_STORED, VSL_PLANE_AXIAL, VSL_PLANE_CORONAL, VSL_PLANE_SAGITTAL };

/* Takes the pixels and attributes; ranges are computed, which takes time for a large one. */
VslVolume *vsl_volume_new (VslImage *image, char **attributes);
VslVolume *vsl_volume_ref (VslVolume *volume);
void vsl_volume_unref (VslVolume *volume);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslVolume, vsl_volume_unref)

/* Whether the three planes mean anything: slices of a body, not the pages of a document. */
gboolean vsl_volume_is_solid (const VslVolume *volume);
/* How to cut; without known axes the planes are those of frames, rows and columns. */
VslPlane vsl_volume_plane (const VslVolume *volume, int which);
/* One cut. *out borrows the pixels or owns them (vsl_image_clear() is right only where *owned); FALSE: no memory. */
gboolean vsl_volume_cut (const VslVolume *volume, const VslPlane *plane, int index, VslImage *out, gboolean *owned);
/* A place in a cut to a voxel and back. */
void vsl_volume_to_voxel (const VslVolume *volume, const VslPlane *plane, int u, int v, int index, int voxel[3]);
void vsl_volume_to_cut (const VslVolume *volume, const VslPlane *plane, const int voxel[3], int *u, int *v);
/* The letter (L R A P S I) at an edge of the screen: 0 left, 1 right, 2 top, 3 bottom; 0: not known. */
char vsl_volume_letter (const VslVolume *volume, const VslPlane *plane, int edge);
/* "Axial", "Coronal"; translated, static. */
const char *vsl_volume_plane_name (const VslVolume *volume, int which);

/* A sample's, read and made ready by a worker. */
void vsl_volume_load_async (VslDocument *document, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslVolume *vsl_volume_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
