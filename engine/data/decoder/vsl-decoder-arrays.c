/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/decoder/vsl-decoder-arrays.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/npz-file.h"

#define MOST ((gsize) 64 << 20)      /* bytes of one answer, as the application asks for */

static struct {
  NpzFile *file;
  NpzStream *stream;
  guint array;                       /* of the stream */
} open_archive;

/**
 * vsl_decoder_arrays_close:
 */
void
vsl_decoder_arrays_close (void)
{
  g_clear_pointer (&open_archive.stream, npz_stream_free);
  g_clear_pointer (&open_archive.file, npz_file_free);
}

static GBytes *
list (const VslWireArrays *wanted, int fd, GError **error)
{
  g_autofree char *name = g_strndup (wanted->name, sizeof wanted->name);
  vsl_decoder_arrays_close ();
  open_archive.file = npz_file_open (fd, name, error);
  return open_archive.file ? vsl_npy_list_pack (npz_file_arrays (open_archive.file)) : NULL;
}

static GBytes *
values (const VslWireArrays *wanted, GError **error)
{
  const GPtrArray *arrays = open_archive.file ? npz_file_arrays (open_archive.file) : NULL;
  if (!arrays || wanted->array >= arrays->len || wanted->n < 0 || (!wanted->restart && (!open_archive.stream || open_archive.array != wanted->array))) {
    g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("there are fewer arrays than asked for"));
    return NULL;
  }
  const VslNpyArray *a = g_ptr_array_index (arrays, wanted->array);
  if (wanted->restart) {
    g_clear_pointer (&open_archive.stream, npz_stream_free);
    open_archive.stream = npz_file_stream (open_archive.file, wanted->array, error);
    open_archive.array = wanted->array;
  }
  gsize n = MIN ((gsize) wanted->n, MOST / (gsize) a->item);
  g_autofree guint8 *data = g_try_malloc (MAX (n * (gsize) a->item, 1));
  if (!open_archive.stream || !data) {
    if (error && !*error)
      g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for the arrays: close other programs"));
    return NULL;
  }
  if (!npz_stream_read (open_archive.stream, data, n, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), n * (gsize) a->item);
}

/**
 * vsl_decoder_arrays_serve:
 * @fd: the archive; stays the caller's
 *
 * Returns: (transfer full) (nullable): the answer
 */
GBytes *
vsl_decoder_arrays_serve (VslWireTask task, const VslWireArrays *wanted, int fd, GError **error)
{
  return task == VSL_WIRE_ARRAYS ? list (wanted, fd, error) : values (wanted, error);
}
