/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/decoder/dicom-deidentify.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"

/* A file and its copy are in memory at once. */
#define MOST_BYTES ((guint64) 4 << 30)

static gboolean
read_all (int fd, guint8 *to, gsize n, GError **error)
{
  for (gsize at = 0; at < n;) {
    ssize_t got = pread (fd, to + at, n - at, (off_t) at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"), got < 0 ? g_strerror (errno) : _("it became shorter"));
      return FALSE;
    }
    at += (gsize) got;
  }
  return TRUE;
}

/**
 * dicom_deidentify_fd:
 * @fd: open for reading, a plain file; its position does not matter
 *
 * dicom_deidentify() of what @fd holds.
 */
gboolean
dicom_deidentify_fd (int fd, const DicomDeidentifyRequest *request, DicomDeidentified *out, GError **error)
{
  struct stat st;
  *out = (DicomDeidentified) { 0 };
  if (fstat (fd, &st) != 0 || st.st_size < 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"), g_strerror (errno));
    return FALSE;
  }
  gsize n = (gsize) st.st_size;
  g_autofree guint8 *bytes = n <= MOST_BYTES ? g_try_malloc (MAX (n, 1)) : NULL;
  if (!bytes) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("the file is too large to be copied in memory (%" PRIu64 " MB): close other programs, or split it"),
                 (guint64) n >> 20);
    return FALSE;
  }
  return read_all (fd, bytes, n, error) && dicom_deidentify (bytes, n, request, out, error);
}
