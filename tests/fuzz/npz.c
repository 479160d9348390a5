/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives of arrays, which the application reads itself: see docs/architecture.md. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/vsl-npz.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static int fd = -1;
  static char path[32];
  guint8 block[4096];
  if (fd < 0) {
    fd = memfd_create ("fuzz", MFD_CLOEXEC);
    snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
  }
  g_assert (ftruncate (fd, 0) == 0 && pwrite (fd, data, size, 0) == (ssize_t) size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNpz) npz = vsl_npz_open (path, &error);
  g_assert ((npz == NULL) == (error != NULL));
  for (guint i = 0; npz && i < vsl_npz_n (npz) && i < 8; i++) {
    const VslNpyArray *a = vsl_npz_array (npz, i);
    g_autoptr (VslNpyStream) stream = vsl_npz_stream (npz, i, NULL);
    gint64 left = MIN (a->count, 1 << 16);
    while (stream && left > 0) {
      gsize n = MIN ((gsize) left, sizeof block / (gsize) a->item);
      if (!vsl_npy_stream_read (stream, block, n, NULL))
        break;
      left -= (gint64) n;
    }
  }
  return 0;
}
