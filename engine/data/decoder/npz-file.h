/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-npz.h"

G_BEGIN_DECLS

/* An .npz (a ZIP of .npy) in the helper process, read as hostile input. The application's side of it is data/vsl-npz.h. */
typedef struct _NpzFile NpzFile;
NpzFile *npz_file_open (int fd, const char *name, GError **error);      /* reads all headers; fd stays the caller's */
void npz_file_free (NpzFile *npz);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NpzFile, npz_file_free)
const GPtrArray *npz_file_arrays (const NpzFile *npz);                  /* of VslNpyArray */

/* One array's values in order, from the beginning. One stream of a file at a time. */
typedef struct _NpzStream NpzStream;
NpzStream *npz_file_stream (NpzFile *npz, guint i, GError **error);
/* The next n values as stored (little-endian); after the last one the checksum has been checked. */
gboolean npz_stream_read (NpzStream *stream, gpointer out, gsize n, GError **error);
void npz_stream_free (NpzStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NpzStream, npz_stream_free)

/* The header of a .npy at the start of data: its whole length in *header. */
gboolean npy_parse_header (const guint8 *data, gsize n, VslNpyArray *array, gsize *header, GError **error);

G_END_DECLS
