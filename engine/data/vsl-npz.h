/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/vsl-shape.h"

G_BEGIN_DECLS

/* Arrays of NumPy's .npz (a ZIP of .npy), through a helper process. */
typedef enum { VSL_NPY_U8, VSL_NPY_I8, VSL_NPY_U16, VSL_NPY_I16, VSL_NPY_I32, VSL_NPY_I64, VSL_NPY_F32, VSL_NPY_F64 } VslNpyType;

typedef struct {
  char *name;              /* "train_images", without .npy */
  VslNpyType type;
  int item;                /* bytes of a value */
  VslShape shape;          /* all axes, the first included */
  gint64 count;            /* values */
} VslNpyArray;

typedef struct _VslNpz VslNpz;
VslNpz *vsl_npz_open (const char *path, GError **error);      /* reads all headers */
void vsl_npz_free (VslNpz *npz);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslNpz, vsl_npz_free)
guint vsl_npz_n (const VslNpz *npz);
const VslNpyArray *vsl_npz_array (const VslNpz *npz, guint i);
int vsl_npz_find (const VslNpz *npz, const char *name);       /* -1: none */

/* One array's values in order, from the beginning. One stream of a file at a time. */
typedef struct _VslNpyStream VslNpyStream;
VslNpyStream *vsl_npz_stream (VslNpz *npz, guint i, GError **error);
/* The next n values as stored (little-endian); after the last one the checksum has been checked. */
gboolean vsl_npy_stream_read (VslNpyStream *stream, gpointer out, gsize n, GError **error);
void vsl_npy_stream_free (VslNpyStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslNpyStream, vsl_npy_stream_free)
/* n stored values as numbers. */
void vsl_npy_to_doubles (VslNpyType type, gconstpointer raw, gsize n, double *out);

/* Shared with the helper process; data/vsl-npz-list.c. */
void vsl_npy_array_free (gpointer data);
int vsl_npy_item (VslNpyType type);
GBytes *vsl_npy_list_pack (const GPtrArray *arrays);
GPtrArray *vsl_npy_list_unpack (const guint8 *data, gsize n);

G_END_DECLS
