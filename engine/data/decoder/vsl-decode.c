/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/decoder/vsl-decode.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "core/vsl-error.h"

extern const VslFamily vsl_family_decoder;

/* Forms that are known by sight but not read; so that the message can say what the file is. */
typedef struct {
  gsize offset;
  const char *magic;
  gsize n;
  const char *name;
} Known;

static const Known known[] = {
  { 128, "DICM", 4, N_ ("a DICOM file") },
  { 4, "ftypavif", 8, N_ ("an AVIF picture") },
  { 4, "ftyphei", 7, N_ ("a HEIC picture") },
  { 0, "\0\0\0\x0cjP  ", 8, N_ ("a JPEG 2000 picture") },
  { 0, "\xff\x4f\xff\x51", 4, N_ ("a JPEG 2000 picture") },
  { 0, "%PDF", 4, N_ ("a PDF document") },
  { 0, "\x89HDF", 4, N_ ("an HDF5 file (MINC 2, MATLAB)") },
  { 0, "CDF\x01", 4, N_ ("a MINC volume") },
  { 0, "NRRD", 4, N_ ("an NRRD volume") },
  { 0, "MATLAB 5.0", 10, N_ ("a MATLAB file") },
};

/* Kinds that are read, where only the beginning looks so: what follows is damaged. */
static const Known broken[] = {
  { 0, "GIF8", 4, N_ ("GIF") },
  { 0, "\xff\xd8", 2, N_ ("JPEG") },
  { 0, "II*", 3, N_ ("TIFF") },
  { 0, "MM\0", 3, N_ ("TIFF") },
  { 0, "BM", 2, N_ ("BMP") },
  { 344, "n+1", 3, N_ ("NIfTI") },
  { 344, "ni1", 3, N_ ("NIfTI") },
  { 4, "n+2", 3, N_ ("NIfTI") },
  { 0, "\x5c\x01\0\0", 4, N_ ("NIfTI") },
  { 0, "\0\0\x01\x5c", 4, N_ ("NIfTI") },
};

static const char *
find_name (const Known *list, guint length, const guint8 *head, gsize n)
{
  for (guint i = 0; i < length; i++)
    if (n >= list[i].offset + list[i].n && memcmp (head + list[i].offset, list[i].magic, list[i].n) == 0)
      return list[i].name;
  return NULL;
}

/* The forerunner of NIfTI: the same size of header, without its mark. */
static gboolean
is_analyze (const guint8 *head, gsize n)
{
  return n >= 348 && (memcmp (head, "\x5c\x01\0\0", 4) == 0 || memcmp (head, "\0\0\x01\x5c", 4) == 0) && head[344] != 'n' && head[38] == 'r';
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
  const char *name = find_name (known, G_N_ELEMENTS (known), head, n), *damaged = find_name (broken, G_N_ELEMENTS (broken), head, n);
  if (n == 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the file is empty: copy or export it again"));
  else if (name)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this is %s, which is not read: convert it to DICOM, NIfTI, TIFF or PNG"), _(name));
  else if (n >= 4 && memcmp (head, "\x89PNG", MIN (n, 4)) == 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the PNG is cut short or was changed as if it were text: copy or export it again"));
  else if (looks_like_text (head, n))
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("this is text, not a picture: choose a scan"));
  else if (is_analyze (head, n))
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED,
                 _("this is the header of an ANALYZE 7.5 volume, which does not say how it lies in space: convert it to NIfTI"));
  else if (damaged)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("this begins like %s, but its first bytes are damaged or cut short: copy or export it again"),
                 _(damaged));
  else if (n >= 2 && memcmp (head, "\x1f\x8b", 2) == 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED, _("this is packed with gzip, and no NIfTI volume is in it: unpack it first"));
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED,
                 _("this is no kind of scan that is known: convert it to DICOM, NIfTI, TIFF or PNG"));
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
  for (int i = 0; vsl_family_decoder.kinds[i]; i++) {
    const VslDecoderClass *cls = (const VslDecoderClass *) vsl_family_decoder.kinds[i];
    if (cls->sniff (head, n))
      return cls;
  }
  return NULL;
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

/**
 * vsl_decode_sniff:
 * @companion: a second descriptor, -1: none; its head counts when nobody knows that of @fd
 *
 * Returns: (nullable): the decoder
 */
const VslDecoderClass *
vsl_decode_sniff (int fd, int companion, GError **error)
{
  guint8 head[512], other[512];
  gsize n, m;
  if (!read_head (fd, head, &n, error))
    return NULL;
  const VslDecoderClass *cls = vsl_decoder_for (head, n);
  if (!cls && companion >= 0 && read_head (companion, other, &m, NULL))
    cls = vsl_decoder_for (other, m);
  if (!cls)
    refuse (head, n, error);
  return cls;
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
 * vsl_decode_fd:
 * @fd: seekable, at any place; stays the caller's
 * @image: (out): the pixels; free with vsl_image_clear()
 * @info: (out): what the file is; free with vsl_scan_info_clear()
 *
 * Returns: FALSE when no pixels came out although they were asked for
 */
gboolean
vsl_decode_fd (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  g_autoptr (GError) own = NULL;
  memset (image, 0, sizeof *image);
  vsl_scan_info_init (info);
  const VslDecoderClass *cls = vsl_decode_sniff (fd, request->companion, &own);
  gboolean ok = cls && lseek (fd, 0, SEEK_SET) == 0 && vsl_decode_guarded (cls, fd, request, image, info, &own);
  if (ok && (request->flags & VSL_DECODE_PIXELS) && !image->data) {
    ok = FALSE;
    info->status = VSL_SCAN_NO_PIXELS;
  }
  info->status = status_of (info, ok);
  if (ok)
    return TRUE;
  vsl_image_clear (image);
  if (!own)
    g_set_error (&own, VSL_DATA_ERROR, VSL_ERROR_IO, _("the file could not be read: %s"), g_strerror (errno));
  g_free (info->reason);
  info->reason = g_strdup (own->message);
  g_propagate_error (error, g_steal_pointer (&own));
  return FALSE;
}

/**
 * vsl_decode_warm_up:
 */
void
vsl_decode_warm_up (void)
{
  for (int i = 0; vsl_family_decoder.kinds[i]; i++) {
    const VslDecoderClass *cls = (const VslDecoderClass *) vsl_family_decoder.kinds[i];
    if (cls->warm_up)
      cls->warm_up ();
  }
}

/**
 * vsl_decode_formats:
 *
 * Returns: (transfer full): a line a format
 */
char *
vsl_decode_formats (void)
{
  GString *text = g_string_new (NULL);
  for (int i = 0; vsl_family_decoder.kinds[i]; i++) {
    const VslDecoderClass *cls = (const VslDecoderClass *) vsl_family_decoder.kinds[i];
    g_autofree char *endings = cls->endings ? g_strjoinv (" ", (char **) cls->endings) : g_strdup ("");
    g_string_append_printf (text, "%s\t%s\t%s\t%s\n", cls->head.name, endings, cls->head.title ? cls->head.title : "", cls->head.summary ? cls->head.summary : "");
  }
  return g_string_free (text, FALSE);
}
