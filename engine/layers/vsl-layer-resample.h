/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* Pictures of another size (Keras 3, backend/common image resizing): pixel i of n looks at the place (i + 0.5) * m / n - 0.5 of m
 * pixels and takes the weighted mean of those around it. */
typedef enum { VSL_RESAMPLE_NEAREST, VSL_RESAMPLE_BILINEAR, VSL_RESAMPLE_BICUBIC, VSL_RESAMPLE_LANCZOS3, VSL_RESAMPLE_LANCZOS5 } VslResampling;

/* One axis: `from` pixels, of which the first stands at `start` of the picture's `length` (before it or after its end there is only
 * filling), become `to`. */
typedef struct {
  gint64 length, start, from, to;
} VslResampleAxis;

typedef struct _VslResample {
  VslResampleAxis axis[2];           /* height, width */
  gint64 channels;
  VslResampling how;
  gboolean antialias;                /* widens the weights where the picture gets smaller */
  VslReal filling;
} VslResample;

/* Pixels that one of the result is made of along an axis. */
gint64 vsl_resample_taps (const VslResample *r, int axis);
/* VslReals that the tables of both axes take. */
gsize vsl_resample_table_size (const VslResample *r);
/* Fills them: for each pixel of the result the place of its first tap and the weights. */
void vsl_resample_tables (const VslResample *r, VslReal *table);
/* One sample [length, length, channels] to [to, to, channels], and the gradient added to dx. */
void vsl_resample (const VslResample *r, const VslReal *table, const VslReal *x, VslReal *y);
void vsl_resample_back (const VslResample *r, const VslReal *table, const VslReal *dy, VslReal *dx);

/* What a Resizing does with pictures of the plan's size. */
VslResample vsl_layer_resizing_of (const VslLayerPlan *plan);
/* What an UpSampling2D does. */
VslResample vsl_layer_upsampling_of (const VslLayerPlan *plan);
/* A whole layer: call->scratch has room for the tables. */
void vsl_layer_resample_forward (const VslCall *call, const VslResample *r);
void vsl_layer_resample_backward (const VslCall *call, const VslResample *r);

G_END_DECLS
