/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vesalius-decoder: reads foreign files for the application, in a process that can reach nothing but the descriptors that it is handed.
 * Started by the application alone: vesalius-decoder SOCKET PARENT MEMORY LOCALE LOCALEDIR. It ends with the socket or with its parent. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/decoder/vsl-decode.h"
#include "data/decoder/vsl-decoder-arrays.h"
#include "data/decoder/vsl-decoder-sandbox.h"
#include "data/vsl-decoder-wire.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* GLib gives up when memory is short; the application is told by the exit status. Nothing is ever written: there is nobody to read it. */
static GLogWriterOutput
on_log (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 && strstr (fields[i].value, "failed to allocate"))
      _exit (VSL_WIRE_EXIT_NOMEM);
#ifdef VSL_SANITIZED
  return g_log_writer_default (level, fields, n, data);
#else
  return G_LOG_WRITER_HANDLED;
#endif
}

static gboolean
write_all (int fd, const guint8 *data, gsize n)
{
  while (n > 0) {
    ssize_t put = write (fd, data, MIN (n, (gsize) 1 << 30));
    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      return FALSE;
    data += put;
    n -= (gsize) put;
  }
  return TRUE;
}

/* The info and the pixels, or a copy, in memory that nobody can change any more; -1 when there is not enough. */
static int
seal (GBytes *info, const guint8 *more, gsize more_n)
{
  int fd = memfd_create ("decoded", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (fd < 0)
    fd = memfd_create ("decoded", MFD_CLOEXEC | MFD_ALLOW_SEALING);      /* an older kernel */
  gsize n;
  const guint8 *data = g_bytes_get_data (info, &n);
  if (fd >= 0 && write_all (fd, data, n) && write_all (fd, more, more_n) &&
      fcntl (fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
answer (int socket, const VslWireRequest *request, const VslImage *image, const DicomDeidentified *copy, GBytes *arrays, const VslScanInfo *info,
        const GError *error)
{
  VslWireAnswer a = { VSL_WIRE_MAGIC, VSL_WIRE_VERSION, request->sequence, error == NULL };
  g_autoptr (GBytes) bytes = vsl_scan_info_pack (info);
  const guint8 *more = NULL;
  gsize n = 0;
  if (error)
    a.error_code = error->code;
  if (!bytes)
    return FALSE;
  a.info_bytes = g_bytes_get_size (bytes);
  if (!error) {
    a.width = image->width;
    a.height = image->height;
    a.frames = image->data ? MAX (image->frames, 1) : 0;
    a.channels = image->channels;
    a.type = (gint32) image->type;
    a.bits = image->bits;
    more = arrays ? g_bytes_get_data (arrays, &n) : copy->data ? copy->data : image->data;
    a.pixel_bytes = arrays ? n : copy->data ? copy->n : image->size;
    a.copy = *copy;
    a.copy.data = NULL;
  }
  int fd = seal (bytes, more, a.pixel_bytes);
  if (fd < 0)
    _exit (VSL_WIRE_EXIT_NOMEM);
  gboolean ok = vsl_wire_send (socket, &a, sizeof a, &fd, 1);
  close (fd);
  return ok;
}

static gboolean
serve (int socket, const VslWireRequest *request, int file, int companion)
{
  VslImage image = { 0 };
  DicomDeidentified copy = { 0 };
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) arrays = NULL;
  VslDecodeRequest wanted = { (VslDecodeFlags) request->flags, request->first_frame, request->n_frames, companion };
  vsl_scan_info_init (&info);
  if (request->task != VSL_WIRE_ARRAYS && request->task != VSL_WIRE_VALUES)
    vsl_decoder_arrays_close ();
  if (request->task == VSL_WIRE_ARRAYS || request->task == VSL_WIRE_VALUES) {
    arrays = vsl_decoder_arrays_serve ((VslWireTask) request->task, &request->arrays, file, &error);
    if (!arrays)
      info.reason = g_strdup (error->message);
  } else if (request->task == VSL_WIRE_SNIFF) {
    const VslDecoderClass *cls = vsl_decode_sniff (file, companion, &error);
    if (cls)
      g_strlcpy (info.format, cls->head.name, sizeof info.format);
    else
      info.reason = g_strdup (error->message);
  } else if (request->task == VSL_WIRE_DEIDENTIFY) {
    if (!dicom_deidentify_fd (file, &request->deidentify, &copy, &error))
      info.reason = g_strdup (error->message);
  } else {
    vsl_decode_fd (file, &wanted, &image, &info, &error);
  }
  gboolean ok = answer (socket, request, &image, &copy, arrays, &info, error);
  dicom_deidentified_clear (&copy);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  return ok;
}

/* One request after the other, until the application hangs up. */
static int
serve_all (int socket)
{
  for (;;) {
    VslWireRequest request;
    int fds[2] = { -1, -1 }, n_fds = 2;
    gssize got = vsl_wire_receive (socket, &request, sizeof request, fds, &n_fds);
    if (got == 0)
      return 0;
    if (got != sizeof request || request.magic != VSL_WIRE_MAGIC || request.version != VSL_WIRE_VERSION || n_fds != 1 + (request.has_companion != 0))
      return 1;
    gboolean ok = serve (socket, &request, fds[0], request.has_companion ? fds[1] : -1);
    for (int i = 0; i < n_fds; i++)
      close (fds[i]);
    if (!ok)
      return 1;
  }
}

/* Sentences for people are in the language of the application; its catalogue is read now, since later nothing can be. */
static void
speak (const char *locale, const char *locale_dir)
{
  if (!setlocale (LC_ALL, locale))
    setlocale (LC_ALL, "C.UTF-8");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  (void) g_dgettext (GETTEXT_PACKAGE, "the file is empty: copy or export it again");
  (void) g_strerror (EIO);
  g_setenv ("TZ", "UTC0", TRUE);      /* dates in archives; the zone of the place is a file */
  tzset ();
}

static gboolean
greet (int socket, guint sandbox, guint64 memory)
{
  VslWireHello hello = { VSL_WIRE_MAGIC, VSL_WIRE_VERSION, sizeof (VslWireAnswer) + sizeof (VslScanInfo), sandbox, memory };
  g_autofree char *formats = vsl_decode_formats ();
  g_strlcpy (hello.formats, formats, sizeof hello.formats);
  return vsl_wire_send (socket, &hello, sizeof hello, NULL, 0);
}

int
main (int argc, char **argv)
{
  if (argc != 6) {
    static const char words[] = "vesalius-decoder is started by Vesalius to read files; it does nothing by itself.\n";
    return write (2, words, sizeof words - 1) < 0 ? 2 : 2;
  }
  int socket = atoi (argv[1]);
  guint64 memory = g_ascii_strtoull (argv[3], NULL, 10);
  prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (socket < 3 || (gint64) getppid () != g_ascii_strtoll (argv[2], NULL, 10))
    return 2;
  signal (SIGPIPE, SIG_IGN);
  signal (SIGINT, SIG_IGN);      /* of a terminal that they share: the application decides when it ends */
  vsl_sandbox_close_others (socket);
  g_log_set_writer_func (on_log, NULL, NULL);
  speak (argv[4], argv[5]);
  vsl_decode_warm_up ();
  guint sandbox = vsl_sandbox_enter (memory, (guint64) VSL_IMAGE_MAX_BYTES + VSL_SCAN_INFO_BYTES);
  if (!greet (socket, sandbox, sandbox & VSL_SANDBOX_LIMITS ? memory : 0))
    return 1;
  return serve_all (socket);
}
