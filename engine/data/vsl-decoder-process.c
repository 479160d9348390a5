/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One helper process: how it is started, asked and watched, and how its answers are looked at before a byte of them is used. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-pool.h"

#define USUAL_SECONDS 60.0
#define START_SECONDS 30.0
#define BYTES_A_SECOND (4 << 20)      /* what a large file gets more time for */
#define LEAST_MEMORY ((guint64) 1 << 30)
#define MOST_MEMORY ((guint64) 12 << 30)

struct _VslDecoderProcess {
  GPid pid;
  int socket;
  guint32 sequence;
  VslWireHello hello;
};

/* ---- starting ---- */

/* Beside the running program when installed there or in the build tree (app/, ui/, tests/, tests/ui/), else where it is installed. */
static char *
find_program (const VslDecoderLimits *limits)
{
  static const char *const places[] = { "vesalius-decoder", "../engine/data/decoder/vesalius-decoder", "../../engine/data/decoder/vesalius-decoder" };
  const char *told = limits->program ? limits->program : g_getenv ("VESALIUS_DECODER");
  if (told && *told)
    return g_canonicalize_filename (told, NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : NULL;
  for (guint i = 0; folder && i < G_N_ELEMENTS (places); i++) {
    char *path = g_build_filename (folder, places[i], NULL);
    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return path;
    g_free (path);
  }
  return g_build_filename (VSL_LIBEXECDIR, "vesalius-decoder", NULL);
}

static guint64
meminfo (const char *text, const char *name)
{
  const char *at = text ? strstr (text, name) : NULL;
  return at ? g_ascii_strtoull (at + strlen (name), NULL, 10) * 1024 : 0;
}

/* Four fifths of what is free, as of now. */
static guint64
usual_memory (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return LEAST_MEMORY;
  guint64 have = meminfo (text, "MemAvailable:") + meminfo (text, "SwapFree:");
  return CLAMP (have / 5 * 4, LEAST_MEMORY, MOST_MEMORY);
}

/* Nothing but the language, and what sanitizers of a test build are told. */
static char **
environment (void)
{
  static const char *const kept[] = { "LANGUAGE", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS" };
  char **env = g_new0 (char *, 1);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]))
      env = g_environ_setenv (env, kept[i], g_getenv (kept[i]), TRUE);
  return env;
}

static gboolean
spawn (const char *program, guint64 memory, int theirs, GPid *pid, GError **error)
{
  g_autofree char *parent = g_strdup_printf ("%d", (int) getpid ()), *bytes = g_strdup_printf ("%" G_GUINT64_FORMAT, memory);
  const char *locale = setlocale (LC_MESSAGES, NULL), *folder = bindtextdomain (GETTEXT_PACKAGE, NULL);
  const char *argv[] = { program, "3", parent, bytes, locale ? locale : "C.UTF-8", folder ? folder : VSL_LOCALEDIR, NULL };
  const int source[] = { theirs }, target[] = { 3 };
  g_auto (GStrv) env = environment ();
  GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL;
  if (!g_getenv ("ASAN_OPTIONS") && !g_getenv ("UBSAN_OPTIONS"))
    flags |= G_SPAWN_STDERR_TO_DEV_NULL;
  return g_spawn_async_with_pipes_and_fds ("/", argv, (const char *const *) env, flags, NULL, NULL, -1, -1, -1, source, target, 1, pid, NULL, NULL, NULL,
                                           error);
}

static gboolean
wait_readable (int socket, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * 1e6);
  for (;;) {
    struct pollfd p = { socket, POLLIN, 0 };
    gint64 left = (end - g_get_monotonic_time ()) / 1000;
    int got = poll (&p, 1, (int) CLAMP (left, 0, G_MAXINT));
    if (got > 0)
      return TRUE;
    if (got == 0 || errno != EINTR)
      return FALSE;
  }
}

static gboolean
greeted (VslDecoderProcess *process)
{
  VslWireHello *h = &process->hello;
  return wait_readable (process->socket, START_SECONDS) && vsl_wire_receive (process->socket, h, sizeof *h, NULL, NULL) == (gssize) sizeof *h &&
         h->magic == VSL_WIRE_MAGIC && h->version == VSL_WIRE_VERSION && h->struct_bytes == sizeof (VslWireAnswer) + sizeof (VslScanInfo) &&
         memchr (h->formats, 0, sizeof h->formats) && g_utf8_validate (h->formats, -1, NULL);
}

/**
 * _vsl_decoder_process_start:
 *
 * Starts a process and waits until its sandbox stands.
 */
VslDecoderProcess *
_vsl_decoder_process_start (const VslDecoderLimits *limits, GError **error)
{
  g_autofree char *program = find_program (limits);
  g_autoptr (GError) own = NULL;
  int pair[2];
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, _("files cannot be read: no connection to the decoder could be made (%s)"), g_strerror (errno));
    return NULL;
  }
  VslDecoderProcess *process = g_new0 (VslDecoderProcess, 1);
  process->socket = pair[0];
  gboolean started = spawn (program, limits->memory ? limits->memory : usual_memory (), pair[1], &process->pid, &own);
  close (pair[1]);
  if (started && greeted (process))
    return process;
  g_autofree char *shown = g_filename_display_name (program);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO,
               _("files cannot be read: the helper program “%s” could not be started (%s). Install Vesalius again, or name the program in VESALIUS_DECODER"), shown,
               own ? own->message : _("it is of another version, or it ended at once"));
  _vsl_decoder_process_end (process);
  return NULL;
}

/* How it ended, as of waitpid(). One that has hung up by itself gets a moment to end by itself, so that its own reason is seen. */
static int
reap (VslDecoderProcess *process, gboolean at_once)
{
  int status = 0;
  pid_t got = 0;
  for (int i = 0; !at_once && got == 0 && i < 100; i++) {
    got = waitpid (process->pid, &status, WNOHANG);
    if (got == 0)
      g_usleep (i < 10 ? 200 : 10000);
  }
  if (got == 0) {
    kill (process->pid, SIGKILL);
    while (waitpid (process->pid, &status, 0) < 0 && errno == EINTR)
      ;
  }
  process->pid = 0;
  return status;
}

/**
 * _vsl_decoder_process_end:
 *
 * Kills it when it still lives.
 */
void
_vsl_decoder_process_end (VslDecoderProcess *process)
{
  close (process->socket);
  if (process->pid > 0)
    reap (process, TRUE);
  g_free (process);
}

/**
 * _vsl_decoder_process_hello:
 */
const VslWireHello *
_vsl_decoder_process_hello (const VslDecoderProcess *process)
{
  return &process->hello;
}

/**
 * _vsl_decoder_process_waits:
 *
 * Returns: whether it is there and silent, as it should be between two files
 */
gboolean
_vsl_decoder_process_waits (const VslDecoderProcess *process)
{
  struct pollfd p = { process->socket, POLLIN, 0 };
  return poll (&p, 1, 0) == 0;
}

/* ---- asking ---- */

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

/* FALSE: the answer cannot be, or there is no memory for it (error). */
static gboolean
take (const VslWireAnswer *a, int memory, VslImage *image, VslScanInfo *info, GError **error)
{
  g_autofree guint8 *packed = g_try_malloc (MAX (a->info_bytes, 1));
  if (!packed || !read_exactly (memory, packed, a->info_bytes, 0))
    return FALSE;
  vsl_scan_info_clear (info);
  if (!vsl_scan_info_unpack (info, packed, a->info_bytes) || (!a->ok && !info->reason))
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
  int status = reap (process, loss != GONE);
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
  if (!wait_readable (process->socket, seconds))
    return lose (process, seconds, LATE, error);
  gssize got = vsl_wire_receive (process->socket, a, sizeof *a, memory, &n_fds);
  if (got == 0 || (got < 0 && errno == ECONNRESET))
    return lose (process, seconds, GONE, error);
  *whole = got == (gssize) sizeof *a && n_fds == 1;
  if (got < 0 || n_fds != 1)
    *memory = -1;
  return TRUE;
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
  if (!sound && !own) {
    vsl_image_clear (image);
    return lose (process, seconds, LIED, error);
  }
  *lost = FALSE;
  if (sound && a.ok)
    return TRUE;
  vsl_image_clear (image);
  if (own)
    g_propagate_error (error, g_steal_pointer (&own));
  else
    g_set_error_literal (error, VSL_DATA_ERROR, CLAMP (a.error_code, 0, VSL_ERROR_NOT_FOUND), info->reason);
  return FALSE;
}

/* ---- arrays ---- */

/* As take(): the bytes stand where pixels would. */
static gboolean
take_bytes (const VslWireAnswer *a, int memory, guint8 **data, VslScanInfo *info, GError **error)
{
  g_autofree guint8 *packed = g_try_malloc (MAX (a->info_bytes, 1));
  if (!packed || !read_exactly (memory, packed, a->info_bytes, 0) || !vsl_scan_info_unpack (info, packed, a->info_bytes) || (!a->ok && !info->reason))
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
  gboolean sound = whole && fitting (&a, process, memory) && take_bytes (&a, memory, data, &info, &own), ok = sound && a.ok;
  if (memory >= 0)
    close (memory);
  *n = ok ? a.pixel_bytes : 0;
  if (!ok)
    g_clear_pointer (data, g_free);
  *lost = !sound && !own;
  if (*lost)
    lose (process, seconds, LIED, error);
  else if (own)
    g_propagate_error (error, g_steal_pointer (&own));
  else if (!ok)
    g_set_error_literal (error, VSL_DATA_ERROR, CLAMP (a.error_code, 0, VSL_ERROR_NOT_FOUND), info.reason);
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
  g_autofree guint8 *packed = g_try_malloc (MAX (a->info_bytes, 1));
  if (!packed || !read_exactly (memory, packed, a->info_bytes, 0) || !vsl_scan_info_unpack (info, packed, a->info_bytes) || (!a->ok && !info->reason))
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
  gboolean ok = sound && a.ok;
  if (!ok) {
    g_free (out->data);
    memset (out, 0, sizeof *out);
  }
  *lost = !sound && !own;
  if (*lost)
    lose (process, seconds, LIED, error);
  else if (own)
    g_propagate_error (error, g_steal_pointer (&own));
  else if (!ok)
    g_set_error_literal (error, VSL_DATA_ERROR, CLAMP (a.error_code, 0, VSL_ERROR_NOT_FOUND), info.reason);
  vsl_scan_info_clear (&info);
  return ok;
}
