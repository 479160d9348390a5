/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives of arrays, as the helper process reads them, and the list of them that the application takes. */
#include <sys/mman.h>
#include <unistd.h>

#include "data/decoder/npz-file.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static int fd = -1;
  guint8 block[4096];
  if (fd < 0)
    fd = memfd_create ("fuzz", MFD_CLOEXEC);
  g_assert (ftruncate (fd, 0) == 0 && pwrite (fd, data, size, 0) == (ssize_t) size);
  g_autoptr (GError) error = NULL;
  g_autoptr (NpzFile) npz = npz_file_open (fd, "fuzz.npz", &error);
  g_assert ((npz == NULL) == (error != NULL));
  const GPtrArray *arrays = npz ? npz_file_arrays (npz) : NULL;
  g_autoptr (GBytes) list = arrays ? vsl_npy_list_pack (arrays) : NULL;
  g_autoptr (GPtrArray) taken = list ? vsl_npy_list_unpack (g_bytes_get_data (list, NULL), g_bytes_get_size (list)) : NULL;
  g_assert (!arrays || (taken && taken->len == arrays->len));
  GPtrArray *raw = vsl_npy_list_unpack (data, size);      /* what a process that was taken over might say */
  g_clear_pointer (&raw, g_ptr_array_unref);
  for (guint i = 0; arrays && i < arrays->len && i < 8; i++) {
    const VslNpyArray *a = g_ptr_array_index (arrays, i);
    g_autoptr (NpzStream) stream = npz_file_stream (npz, i, NULL);
    gint64 left = MIN (a->count, 1 << 16);
    while (stream && left > 0) {
      gsize n = MIN ((gsize) left, sizeof block / (gsize) a->item);
      if (!npz_stream_read (stream, block, n, NULL))
        break;
      left -= (gint64) n;
    }
  }
  return 0;
}
