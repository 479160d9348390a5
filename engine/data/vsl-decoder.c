/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"

/* Forms that are known by sight but not read; so that the message can say what the file is. */
typedef struct {
  gsize offset;
  const char *magic;
  gsize n;
  const char *name;
} Known;

static const Known known[] = {
  { 0, "\xff\xd8\xff", 3, N_ ("a JPEG picture") },
  { 128, "DICM", 4, N_ ("a DICOM file") },
  { 0, "II*\0", 4, N_ ("a TIFF picture") },
  { 0, "MM\0*", 4, N_ ("a TIFF picture") },
  { 0, "GIF8", 4, N_ ("a GIF picture") },
  { 8, "WEBP", 4, N_ ("a WebP picture") },
  { 4, "ftypavif", 8, N_ ("an AVIF picture") },
  { 4, "ftyphei", 7, N_ ("a HEIC picture") },
  { 0, "\0\0\0\x0cjP  ", 8, N_ ("a JPEG 2000 picture") },
  { 0, "\xff\x4f\xff\x51", 4, N_ ("a JPEG 2000 picture") },
  { 344, "n+1", 3, N_ ("a NIfTI volume") },
  { 344, "ni1", 3, N_ ("a NIfTI volume") },
  { 0, "\x1f\x8b", 2, N_ ("a gzip-compressed file") },
  { 0, "BM", 2, N_ ("a BMP picture") },
};

static const char *
known_name (const guint8 *head, gsize n)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (n >= known[i].offset + known[i].n && memcmp (head + known[i].offset, known[i].magic, known[i].n) == 0)
      return known[i].name;
  return NULL;
}

static gboolean
looks_like_text (const guint8 *head, gsize n)
{
  const char *end;
  if (memchr (head, 0, n))
    return FALSE;
  /* The last character may be cut. */
  return g_utf8_validate ((const char *) head, (gssize) n, &end) || (const guint8 *) end + 4 > head + n;
}

static void
refuse (const guint8 *head, gsize n, GError **error)
{
  const char *name = known_name (head, n);
  if (n == 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the file is empty: copy or export it again"));
  else if (name)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this is %s, which is not readable yet: convert it to PNG (8 or 16 bit)"),
                 _(name));
  else if (n >= 4 && memcmp (head, "\x89PNG", MIN (n, 4)) == 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the PNG is cut short or was changed as if it were text: copy or export it again"));
  else if (looks_like_text (head, n))
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("this is text, not a picture: choose a PNG"));
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this is no kind of picture that is known: convert it to PNG (8 or 16 bit)"));
}

/**
 * vsl_decoder_for:
 * @head: the first bytes of a file
 * @n: how many, up to 512
 *
 * Returns: (nullable): the decoder that knows this content; names play no part
 */
const VslDecoderClass *
vsl_decoder_for (const guint8 *head, gsize n)
{
  const VslFamily *family = vsl_family ("decoder");
  for (int i = 0; family && family->kinds[i]; i++) {
    const VslDecoderClass *cls = (const VslDecoderClass *) family->kinds[i];
    if (cls->sniff (head, n))
      return cls;
  }
  return NULL;
}

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

static gboolean
read_head (int fd, guint8 head[512], gsize *n, GError **error)
{
  ssize_t got;
  *n = 0;
  while (*n < 512 && (got = pread (fd, head + *n, 512 - *n, (off_t) *n)) != 0) {
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"), g_strerror (errno));
      return FALSE;
    }
    *n += (gsize) got;
  }
  return TRUE;
}

static const VslDecoderClass *
decoder_of (int fd, GError **error)
{
  guint8 head[512];
  gsize n;
  if (!read_head (fd, head, &n, error))
    return NULL;
  const VslDecoderClass *cls = vsl_decoder_for (head, n);
  if (!cls)
    refuse (head, n, error);
  return cls;
}

/**
 * vsl_decoder_knows_file:
 */
gboolean
vsl_decoder_knows_file (const char *path, GError **error)
{
  int fd = open_plain (path, error);
  if (fd < 0)
    return FALSE;
  gboolean known_to_us = decoder_of (fd, error) != NULL;
  close (fd);
  return known_to_us;
}

/* What came out, when the decoder itself has not said so. */
static VslScanStatus
status_of (const VslScanInfo *info, gboolean ok)
{
  if (ok || info->status != VSL_SCAN_OK)
    return info->status;
  return info->bits_stored > 0 ? VSL_SCAN_BROKEN_PIXELS : VSL_SCAN_REJECT;
}

/**
 * vsl_decode_file_request:
 * @path: file to open
 * @request: (nullable): what is wanted; its companion is found here
 * @image: (out): the pixels; free with vsl_image_clear()
 * @info: (out): what the file is; free with vsl_scan_info_clear()
 *
 * Returns: FALSE when no pixels came out although they were asked for; the error's message names the file, what is wrong and what to do,
 * @info->reason is the same without the name
 */
gboolean
vsl_decode_file_request (const char *path, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  g_autoptr (GError) own = NULL;
  VslDecodeRequest all = VSL_DECODE_REQUEST_ALL;
  memset (image, 0, sizeof *image);
  vsl_scan_info_init (info);
  int fd = open_plain (path, &own);
  const VslDecoderClass *cls = fd >= 0 ? decoder_of (fd, &own) : NULL;
  gboolean ok = cls && cls->decode (fd, request ? request : &all, image, info, &own);
  if (fd >= 0)
    close (fd);
  info->status = status_of (info, ok);
  if (ok)
    return TRUE;
  vsl_image_clear (image);
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
