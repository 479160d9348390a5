/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VSL_MAX_RANK 6

/**
 * VslShape:
 * @rank: number of axes, without the batch axis; 0 is one number a sample
 * @dim: lengths, outermost first (images: height, width, channels)
 *
 * The shape of one sample. Values are kept row-major, the last axis fastest.
 */
typedef struct {
  int rank;
  gint64 dim[VSL_MAX_RANK];
} VslShape;

/* The largest number of values one tensor of one sample may have; larger is refused. */
#define VSL_MAX_ELEMENTS ((gint64) 1 << 30)

gint64 vsl_shape_count (const VslShape *shape);            /* product of the lengths */
gboolean vsl_shape_equal (const VslShape *a, const VslShape *b);
char *vsl_shape_to_string (const VslShape *shape);         /* "28 × 28 × 1"; owned by the caller */
gboolean vsl_shape_valid (const VslShape *shape);          /* all lengths > 0, count within the limit */
VslShape vsl_shape_make (int rank, ...);                   /* gint64 arguments cast from int */

G_END_DECLS
