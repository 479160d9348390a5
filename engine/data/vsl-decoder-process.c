/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One helper process: how it is started, watched and ended. What it is asked stands in vsl-decoder-ask.c. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "data/vsl-decoder-process-private.h"

#define START_SECONDS 30.0
#define LEAST_MEMORY ((guint64) 1 << 30)
#define MOST_MEMORY ((guint64) 12 << 30)

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

/**
 * _vsl_decoder_process_wait:
 */
gboolean
_vsl_decoder_process_wait (const VslDecoderProcess *process, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * 1e6);
  for (;;) {
    struct pollfd p = { process->socket, POLLIN, 0 };
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
  return _vsl_decoder_process_wait (process, START_SECONDS) && vsl_wire_receive (process->socket, h, sizeof *h, NULL, NULL) == (gssize) sizeof *h &&
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

/**
 * _vsl_decoder_process_reap:
 */
int
_vsl_decoder_process_reap (VslDecoderProcess *process, gboolean at_once)
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
    _vsl_decoder_process_reap (process, TRUE);
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
