/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens foreign files and hands them to the helper processes; here nothing of them is parsed. */
#include "data/vsl-decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-pool.h"

static int
open_plain (const char *path, GError **error)
{
  struct stat st;
  /* A pipe would hang the import: it is opened without waiting, then refused. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    int e = errno;
    if (e == ENOENT)
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("there is no such file"));
    else
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be opened: %s"), g_strerror (e));
    return -1;
  }
  if (fstat (fd, &st) < 0 || !S_ISREG (st.st_mode)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 S_ISDIR (st.st_mode) ? _("this is a folder, not a picture") : _("this is not an ordinary file"));
    close (fd);
    return -1;
  }
  return fd;
}

/* A volume may be two files, NAME.hdr and NAME.img, each perhaps packed with gzip; the other one's descriptor, -1 when there is none. */
static int
open_companion (const char *path)
{
  static const char *const endings[][2] = { { ".hdr", ".img" }, { ".img", ".hdr" }, { ".hdr.gz", ".img.gz" }, { ".img.gz", ".hdr.gz" } };
  gsize length = strlen (path);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    gsize n = strlen (endings[i][0]);
    if (!g_str_has_suffix (lower, endings[i][0]) || length == n)
      continue;
    gboolean upper = g_ascii_isupper (path[length - n + 1]);
    for (int turn = 0; turn < 2; turn++) {
      g_autofree char *ending = (turn == 0) == upper ? g_ascii_strup (endings[i][1], -1) : g_strdup (endings[i][1]);
      g_autofree char *other = g_strdup_printf ("%.*s%s", (int) (length - n), path, ending);
      int fd = open_plain (other, NULL);
      if (fd >= 0)
        return fd;
    }
  }
  return -1;
}

/* Voxels whose other half is not there. */
static gboolean
lacks_header (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  if (!g_str_has_suffix (lower, ".img") && !g_str_has_suffix (lower, ".img.gz"))
    return FALSE;
  int fd = open_companion (path);
  if (fd >= 0)
    close (fd);
  return fd < 0;
}

/**
 * vsl_decoder_knows_file:
 * @path: file to open
 *
 * Returns: FALSE when no decoder knows the content; the error says what the file is, without its name
 */
gboolean
vsl_decoder_knows_file (const char *path, GError **error)
{
  int fd = open_plain (path, error);
  if (fd < 0)
    return FALSE;
  int companion = open_companion (path);
  gboolean known = vsl_decoder_pool_sniff (fd, companion, error);
  close (fd);
  if (companion >= 0)
    close (companion);
  return known;
}

/**
 * vsl_decode_file_request:
 * @path: file to open
 * @request: (nullable): what is wanted; its companion is found here
 * @image: (out): the pixels; free with vsl_image_clear()
 * @info: (out): what the file is; free with vsl_scan_info_clear()
 *
 * Threads: any, each file is read by a process of its own; see vsl-decoder-pool.h.
 *
 * Returns: FALSE when no pixels came out although they were asked for; the error's message names the file, what is wrong and what to do,
 * @info->reason is the same without the name
 */
gboolean
vsl_decode_file_request (const char *path, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  g_autoptr (GError) own = NULL;
  VslDecodeRequest wanted = request ? *request : VSL_DECODE_REQUEST_ALL;
  memset (image, 0, sizeof *image);
  vsl_scan_info_init (info);
  int fd = open_plain (path, &own);
  wanted.companion = fd >= 0 ? open_companion (path) : -1;
  gboolean ok = fd >= 0 && vsl_decoder_pool_decode (fd, &wanted, image, info, &own);
  if (fd >= 0)
    close (fd);
  if (wanted.companion >= 0)
    close (wanted.companion);
  if (ok)
    return TRUE;
  if (info->status == VSL_SCAN_OK)      /* not opened, or lost with the process */
    info->status = VSL_SCAN_REJECT;
  if (lacks_header (path) && g_error_matches (own, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED)) {
    g_clear_error (&own);
    g_set_error (&own, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("the header that belongs to it is missing: put the file of the same name that ends in .hdr beside it"));
  }
  g_autofree char *shown = g_filename_display_name (path);
  g_free (info->reason);
  info->reason = g_strdup (own->message);
  g_set_error (error, own->domain, own->code, "%s: %s", shown, own->message);
  return FALSE;
}

/**
 * vsl_decode_file:
 * @path: file to open
 * @image: (out): the pixels; free with vsl_image_clear()
 * @info: (out): what the file is; free with vsl_scan_info_clear()
 *
 * Returns: FALSE when no pixels came out; see vsl_decode_file_request()
 */
gboolean
vsl_decode_file (const char *path, VslImage *image, VslScanInfo *info, GError **error)
{
  return vsl_decode_file_request (path, NULL, image, info, error);
}
