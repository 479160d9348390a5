/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question to a helper process, and how its answer is looked at before a byte of it is used. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-process-private.h"

#define USUAL_SECONDS 60.0
#define BYTES_A_SECOND (4 << 20)      /* what a large file gets more time for */

static double
seconds_for (const VslDecoderLimits *limits, int fd)
{
  struct stat st;
  double usual = limits->seconds > 0 ? limits->seconds : USUAL_SECONDS;
  return usual + (fstat (fd, &st) == 0 ? (double) st.st_size / BYTES_A_SECOND : 0);
}

/* Processor time is counted over all files, so each file moves the limit. The watch below would end it too; this one holds when the
 * application itself has come to a stop. */
static void
renew_processor_time (const VslDecoderProcess *process, double seconds)
{
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid (process->pid, &clock) != 0 || clock_gettime (clock, &used) != 0)
    return;
  struct rlimit rule = { (rlim_t) used.tv_sec + (rlim_t) ceil (seconds) + 2, RLIM_INFINITY };
  prlimit (process->pid, RLIMIT_CPU, &rule, NULL);
}

static gboolean
send_request (VslDecoderProcess *process, VslWireTask task, int fd, const VslDecodeRequest *request, const DicomDeidentifyRequest *deidentify,
              const VslWireArrays *arrays)
{
  int fds[2] = { fd, request->companion };
  VslWireRequest message = { VSL_WIRE_MAGIC,
                             VSL_WIRE_VERSION,
                             ++process->sequence,
                             task,
                             (gint32) request->flags,
                             request->first_frame,
                             request->n_frames,
                             request->companion >= 0 };
  if (deidentify)
    message.deidentify = *deidentify;
  if (arrays)
    message.arrays = *arrays;
  gboolean ok = vsl_wire_send (process->socket, &message, sizeof message, fds, request->companion >= 0 ? 2 : 1);
  explicit_bzero (&message.deidentify, sizeof message.deidentify);      /* keys */
  return ok;
}

static gboolean
read_exactly (int fd, gpointer data, gsize n, goffset at)
{
  for (guint8 *to = data; n > 0;) {
    ssize_t got = pread (fd, to, MIN (n, (gsize) 1 << 30), (off_t) at);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return FALSE;
    to += got;
    at += got;
    n -= (gsize) got;
  }
  return TRUE;
}

/* Sizes against limits, the memory against its sizes, and that nobody can change it any more. */
static gboolean
fitting (const VslWireAnswer *a, const VslDecoderProcess *process, int memory)
{
  struct stat st;
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (a->magic != VSL_WIRE_MAGIC || a->version != VSL_WIRE_VERSION || a->sequence != process->sequence || a->ok > 1)
    return FALSE;
  if (a->info_bytes > VSL_SCAN_INFO_BYTES || a->pixel_bytes > (guint64) VSL_IMAGE_MAX_BYTES || (!a->ok && a->pixel_bytes > 0))
    return FALSE;
  if ((fcntl (memory, F_GET_SEALS) & seals) != seals || fcntl (memory, F_GET_SEALS) < 0)
    return FALSE;
  return fstat (memory, &st) == 0 && S_ISREG (st.st_mode) && (guint64) st.st_size == a->info_bytes + a->pixel_bytes;
}

static gboolean
believable (const VslWireAnswer *a, const VslDecoderProcess *process, int memory)
{
  if (!fitting (a, process, memory))
    return FALSE;
  if (a->pixel_bytes == 0)
    return TRUE;
  if (a->type == VSL_PIXEL_TEXT || a->type == VSL_PIXEL_ROW || a->bits < 1 || a->bits > 64 ||
      !vsl_image_check (a->width, a->height, a->frames, a->channels, (VslPixelType) a->type, NULL))
    return FALSE;
  return (guint64) a->width * (guint64) a->height * (guint64) a->frames * (guint64) a->channels * vsl_pixel_size ((VslPixelType) a->type) == a->pixel_bytes;
}

/* What a file says of itself, unpacked; a refusal has a reason. */
static gboolean
take_info (const VslWireAnswer *a, int memory, VslScanInfo *info)
{
  g_autofree guint8 *packed = g_try_malloc (MAX (a->info_bytes, 1));
  vsl_scan_info_clear (info);
  return packed && read_exactly (memory, packed, a->info_bytes, 0) && vsl_scan_info_unpack (info, packed, a->info_bytes) && (a->ok || info->reason);
}

/* FALSE: the answer cannot be, or there is no memory for it (error). */
static gboolean
take (const VslWireAnswer *a, int memory, VslImage *image, VslScanInfo *info, GError **error)
{
  if (!take_info (a, memory, info))
    return FALSE;
  if (a->pixel_bytes == 0)
    return TRUE;
  return vsl_image_alloc_volume (image, a->width, a->height, a->frames, a->channels, (VslPixelType) a->type, a->bits, error) &&
         read_exactly (memory, image->data, a->pixel_bytes, (goffset) a->info_bytes);
}

static void
set_late (GError **error, double seconds)
{
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
               ngettext ("reading it took longer than %d second and was stopped: the file is damaged or far too large; copy or export it again",
                         "reading it took longer than %d seconds and was stopped: the file is damaged or far too large; copy or export it again",
                         (gulong) seconds), (int) seconds);
}

/* How the process ended, for the person whose file it was. */
static void
explain_end (const VslDecoderProcess *process, int status, double seconds, GError **error)
{
  int signal_number = WIFSIGNALED (status) ? WTERMSIG (status) : 0;
  if (WIFEXITED (status) && WEXITSTATUS (status) == VSL_WIRE_EXIT_NOMEM) {
    g_autofree char *size = process->hello.memory ? g_format_size_full (process->hello.memory, G_FORMAT_SIZE_IEC_UNITS) : g_strdup ("?");
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("reading it needs more memory than %s: the file is damaged, or make the picture smaller"), size);
  } else if (signal_number == SIGXCPU) {
    set_late (error, seconds);
  } else if (signal_number == SIGSYS) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("the decoder was stopped, because the file made it do what is forbidden to it (signal %d): the file is damaged or made to do harm"),
                 signal_number);
  } else if (signal_number) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the decoder stopped: signal %d (%s); the file is damaged: copy or export it again"), signal_number,
                 g_strsignal (signal_number));
  } else {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the decoder stopped: status %d; the file is damaged: copy or export it again"),
                 WIFEXITED (status) ? WEXITSTATUS (status) : -1);
  }
}

typedef enum { GONE, LATE, LIED } Loss;

/* The process is gone or is sent away; error says why the file could not be read. */
static gboolean
lose (VslDecoderProcess *process, double seconds, Loss loss, GError **error)
{
  int status = _vsl_decoder_process_reap (process, loss != GONE);
  if (loss == LATE)
    set_late (error, seconds);
  else if (loss == LIED)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the decoder gave an answer that cannot be and was stopped: the file is damaged or made to do harm"));
  else
    explain_end (process, status, seconds, error);
  return FALSE;
}

/* Sends and waits. FALSE: the process is lost over it. What came is not looked at yet. */
static gboolean
exchange (VslDecoderProcess *process, double seconds, VslWireTask task, int fd, const VslDecodeRequest *request, const DicomDeidentifyRequest *deidentify,
          const VslWireArrays *arrays, VslWireAnswer *a, int *memory, gboolean *whole, GError **error)
{
  int n_fds = 1;
  *memory = -1;
  renew_processor_time (process, seconds);
  if (!send_request (process, task, fd, request, deidentify, arrays))
    return lose (process, seconds, GONE, error);
  if (!_vsl_decoder_process_wait (process, seconds))
    return lose (process, seconds, LATE, error);
  gssize got = vsl_wire_receive (process->socket, a, sizeof *a, memory, &n_fds);
  if (got == 0 || (got < 0 && errno == ECONNRESET))
    return lose (process, seconds, GONE, error);
  *whole = got == (gssize) sizeof *a && n_fds == 1;
  if (got < 0 || n_fds != 1)
    *memory = -1;
  return TRUE;
}

/* What came of a question. @own (taken): there is no memory for an answer that is sound otherwise. FALSE: error says why there is none. */
static gboolean
conclude (VslDecoderProcess *process, double seconds, const VslWireAnswer *a, gboolean sound, GError *own, const char *reason, gboolean *lost,
          GError **error)
{
  *lost = !sound && !own;
  if (*lost)
    return lose (process, seconds, LIED, error);
  if (own)
    g_propagate_error (error, own);
  else if (!a->ok)
    g_set_error_literal (error, VSL_DATA_ERROR, CLAMP (a->error_code, 0, VSL_ERROR_NOT_FOUND), reason);
  return !own && a->ok;
}

/**
 * _vsl_decoder_process_ask:
 * @image: (out): empty unless TRUE is returned
 * @info: an inited one; filled in with what came
 * @lost: (out): TRUE when the process is no good any more
 */
gboolean
_vsl_decoder_process_ask (VslDecoderProcess *process, const VslDecoderLimits *limits, VslWireTask task, int fd, const VslDecodeRequest *request,
                          VslImage *image, VslScanInfo *info, gboolean *lost, GError **error)
{
  VslWireAnswer a;
  int memory;
  gboolean whole;
  double seconds = seconds_for (limits, fd);
  g_autoptr (GError) own = NULL;
  *lost = TRUE;
  if (!exchange (process, seconds, task, fd, request, NULL, NULL, &a, &memory, &whole, error))
    return FALSE;
  gboolean sound = whole && believable (&a, process, memory) && take (&a, memory, image, info, &own);
  if (memory >= 0)
    close (memory);
  gboolean wanted = task == VSL_WIRE_DECODE && (request->flags & VSL_DECODE_PIXELS);
  if (sound && a.ok && wanted && !image->data)
    sound = FALSE;
  if (conclude (process, seconds, &a, sound, g_steal_pointer (&own), info->reason, lost, error))
    return TRUE;
  vsl_image_clear (image);
  return FALSE;
}

/* ---- arrays ---- */

/* As take(): the bytes stand where pixels would. */
static gboolean
take_bytes (const VslWireAnswer *a, int memory, guint8 **data, VslScanInfo *info, GError **error)
{
  if (!take_info (a, memory, info))
    return FALSE;
  *data = g_try_malloc (MAX (a->pixel_bytes, 1));
  if (*data)
    return read_exactly (memory, *data, a->pixel_bytes, (goffset) a->info_bytes);
  g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for the arrays: close other programs"));
  return FALSE;
}

/**
 * _vsl_decoder_process_fetch:
 * @data: (out): bytes whose meaning the caller checks; g_free(); %NULL unless TRUE is returned
 * @lost: (out): TRUE when the process is no good any more
 */
gboolean
_vsl_decoder_process_fetch (VslDecoderProcess *process, const VslDecoderLimits *limits, VslWireTask task, int fd, const VslWireArrays *wanted,
                            guint8 **data, gsize *n, gboolean *lost, GError **error)
{
  VslWireAnswer a;
  VslScanInfo info;
  int memory;
  gboolean whole;
  double seconds = seconds_for (limits, fd);
  g_autoptr (GError) own = NULL;
  *lost = TRUE;
  *data = NULL;
  if (!exchange (process, seconds, task, fd, &(VslDecodeRequest) { .companion = -1 }, NULL, wanted, &a, &memory, &whole, error))
    return FALSE;
  vsl_scan_info_init (&info);
  gboolean sound = whole && fitting (&a, process, memory) && take_bytes (&a, memory, data, &info, &own);
  if (memory >= 0)
    close (memory);
  gboolean ok = conclude (process, seconds, &a, sound, g_steal_pointer (&own), info.reason, lost, error);
  *n = ok ? a.pixel_bytes : 0;
  if (!ok)
    g_clear_pointer (data, g_free);
  vsl_scan_info_clear (&info);
  return ok;
}

/* ---- de-identified copies ---- */

/* These become names of files and folders. */
static gboolean
is_name (const char *text, gsize size, const char *prefix)
{
  gsize n = strnlen (text, size);
  if (n == size || !g_str_has_prefix (text, prefix))
    return FALSE;
  for (gsize i = strlen (prefix); i < n; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  return n > strlen (prefix);
}

static gboolean
believable_copy (const VslWireAnswer *a, const VslDecoderProcess *process, int memory)
{
  const DicomDeidentified *c = &a->copy;
  if (!fitting (a, process, memory))
    return FALSE;
  if (!a->ok)
    return TRUE;
  return a->pixel_bytes > 0 && c->n == a->pixel_bytes && (c->patient[0] == '\0' || is_name (c->patient, sizeof c->patient, "P")) &&
         is_name (c->series, sizeof c->series, "2.25.") && is_name (c->instance, sizeof c->instance, "2.25.") &&
         memchr (c->burned_in, '\0', sizeof c->burned_in) && g_utf8_validate (c->burned_in, -1, NULL);
}

/* As take(): the info says why there is no copy. */
static gboolean
take_copy (const VslWireAnswer *a, int memory, DicomDeidentified *out, VslScanInfo *info, GError **error)
{
  if (!take_info (a, memory, info))
    return FALSE;
  if (!a->ok)
    return TRUE;
  *out = a->copy;
  out->data = g_try_malloc (a->pixel_bytes);
  if (!out->data) {
    g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("there is not enough memory for a copy of the file: close other programs"));
    return FALSE;
  }
  return read_exactly (memory, out->data, a->pixel_bytes, (goffset) a->info_bytes);
}

/**
 * _vsl_decoder_process_deidentify:
 * @out: (out): empty unless TRUE is returned; g_free() its data
 * @lost: (out): TRUE when the process is no good any more
 */
gboolean
_vsl_decoder_process_deidentify (VslDecoderProcess *process, const VslDecoderLimits *limits, int fd, const DicomDeidentifyRequest *request,
                                 DicomDeidentified *out, gboolean *lost, GError **error)
{
  VslWireAnswer a;
  VslScanInfo info;
  int memory;
  gboolean whole;
  double seconds = seconds_for (limits, fd);
  g_autoptr (GError) own = NULL;
  *lost = TRUE;
  memset (out, 0, sizeof *out);
  if (!exchange (process, seconds, VSL_WIRE_DEIDENTIFY, fd, &(VslDecodeRequest) { .companion = -1 }, request, NULL, &a, &memory, &whole, error))
    return FALSE;
  vsl_scan_info_init (&info);
  gboolean sound = whole && believable_copy (&a, process, memory) && take_copy (&a, memory, out, &info, &own);
  if (memory >= 0)
    close (memory);
  gboolean ok = conclude (process, seconds, &a, sound, g_steal_pointer (&own), info.reason, lost, error);
  if (!ok) {
    g_free (out->data);
    memset (out, 0, sizeof *out);
  }
  vsl_scan_info_clear (&info);
  return ok;
}
