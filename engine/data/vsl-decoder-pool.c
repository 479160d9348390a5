/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-decoder-pool.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "core/vsl-error.h"

#define MAX_PROCESSES 8

/* Everything below is under the lock. */
static struct {
  pthread_mutex_t lock;        /* not GLib's: the thread sanitizer must see who waits for whom */
  pthread_cond_t changed;               /* a process came free, was started or was lost */
  GThread *keeper;             /* starts processes: they end with the thread that started them, so it lives as long as the program */
  GQueue orders;               /* of Order, for the keeper */
  VslDecoderProcess *idle[MAX_PROCESSES];
  int n_idle, n;               /* waiting; alive or being started */
  guint started;
  guint generation;            /* of the limits: older processes are not used again */
  guint idle_generation[MAX_PROCESSES];
  VslDecoderLimits limits;
  char *program;
  guint sandbox;
  char *formats;               /* of the hello; NULL: not known yet */
} pool = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

typedef struct {
  VslDecoderLimits limits;
  VslDecoderProcess *process;
  GError *error;
  gboolean done;
} Order;

static gpointer
keep (gpointer unused)
{
  pthread_mutex_lock (&pool.lock);
  for (;;) {
    Order *order = g_queue_pop_head (&pool.orders);
    if (!order) {
      pthread_cond_wait (&pool.changed, &pool.lock);
      continue;
    }
    pthread_mutex_unlock (&pool.lock);
    VslDecoderProcess *process = _vsl_decoder_process_start (&order->limits, &order->error);
    pthread_mutex_lock (&pool.lock);
    order->process = process;
    order->done = TRUE;
    if (process) {
      const VslWireHello *hello = _vsl_decoder_process_hello (process);
      pool.started++;
      pool.sandbox = hello->sandbox;
      if (!pool.formats)
        pool.formats = g_strdup (hello->formats);
    }
    pthread_cond_broadcast (&pool.changed);
  }
  return NULL;
}

static VslDecoderProcess *
start (const VslDecoderLimits *limits, GError **error)
{
  Order order = { .limits = *limits };
  if (!pool.keeper)
    pool.keeper = g_thread_new ("decoders", keep, NULL);
  g_queue_push_tail (&pool.orders, &order);
  pthread_cond_broadcast (&pool.changed);
  while (!order.done)
    pthread_cond_wait (&pool.changed, &pool.lock);
  if (!order.process)
    g_propagate_error (error, order.error);
  return order.process;
}

/* A process that this thread has alone. Waits until there is one, unless one more than usual may be started. */
static VslDecoderProcess *
acquire (gboolean one_more, VslDecoderLimits *limits, guint *generation, GError **error)
{
  VslDecoderProcess *process = NULL;
  pthread_mutex_lock (&pool.lock);
  for (;;) {
    int most = pool.limits.processes > 0 ? pool.limits.processes : (int) g_get_num_processors ();
    *generation = pool.generation;
    *limits = pool.limits;
    if (pool.n_idle > 0) {
      process = pool.idle[--pool.n_idle];
      if (pool.idle_generation[pool.n_idle] == pool.generation && _vsl_decoder_process_waits (process))
        break;
      pool.n--;
      _vsl_decoder_process_end (process);
      process = NULL;
      continue;
    }
    if (one_more || pool.n < CLAMP (most, 1, MAX_PROCESSES)) {
      pool.n++;
      process = start (limits, error);
      pool.n -= process == NULL;
      break;
    }
    pthread_cond_wait (&pool.changed, &pool.lock);
  }
  if (!process)
    pthread_cond_broadcast (&pool.changed);
  pthread_mutex_unlock (&pool.lock);
  return process;
}

static void
release (VslDecoderProcess *process, guint generation, gboolean lost)
{
  pthread_mutex_lock (&pool.lock);
  int most = pool.limits.processes > 0 ? pool.limits.processes : (int) g_get_num_processors ();
  if (lost || generation != pool.generation || pool.n_idle == MAX_PROCESSES || pool.n > CLAMP (most, 1, MAX_PROCESSES)) {
    pool.n--;
  } else {
    pool.idle_generation[pool.n_idle] = generation;
    pool.idle[pool.n_idle++] = process;
    process = NULL;
  }
  pthread_cond_broadcast (&pool.changed);
  pthread_mutex_unlock (&pool.lock);
  if (process)
    _vsl_decoder_process_end (process);
}

static gboolean
ask (VslWireTask task, int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  VslDecoderLimits limits;
  guint generation;
  gboolean lost = FALSE;
  memset (image, 0, sizeof *image);
  VslDecoderProcess *process = acquire (FALSE, &limits, &generation, error);
  if (!process)
    return FALSE;
  gboolean ok = _vsl_decoder_process_ask (process, &limits, task, fd, request, image, info, &lost, error);
  release (process, generation, lost);
  return ok;
}

/**
 * vsl_decoder_pool_decode:
 * @fd: an open file; stays the caller's
 * @image: (out): the pixels
 * @info: an inited one
 *
 * Returns: FALSE with the reason when nothing came out, whether the file is bad or the process was lost over it
 */
gboolean
vsl_decoder_pool_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error)
{
  return ask (VSL_WIRE_DECODE, fd, request, image, info, error);
}

/**
 * vsl_decoder_pool_sniff:
 * @companion: -1: none
 *
 * Returns: whether a decoder knows what begins like this
 */
gboolean
vsl_decoder_pool_sniff (int fd, int companion, GError **error)
{
  VslDecodeRequest request = { .companion = companion };
  VslImage image;
  VslScanInfo info;
  vsl_scan_info_init (&info);
  gboolean ok = ask (VSL_WIRE_SNIFF, fd, &request, &image, &info, error);
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  return ok;
}

/**
 * vsl_decoder_pool_deidentify:
 * @fd: an open file; stays the caller's
 * @out: (out): the copy and what is to be known of it; g_free() its data
 *
 * Returns: FALSE with the reason when there is no copy, whether the file is unfit or the process was lost over it
 */
gboolean
vsl_decoder_pool_deidentify (int fd, const DicomDeidentifyRequest *request, DicomDeidentified *out, gpointer data, GError **error)
{
  VslDecoderLimits limits;
  guint generation;
  gboolean lost = FALSE;
  memset (out, 0, sizeof *out);
  VslDecoderProcess *process = acquire (FALSE, &limits, &generation, error);
  if (!process)
    return FALSE;
  gboolean ok = _vsl_decoder_process_deidentify (process, &limits, fd, request, out, &lost, error);
  release (process, generation, lost);
  return ok;
}

struct _VslDecoderSession {
  VslDecoderProcess *process;
  VslDecoderLimits limits;
  guint generation;
  gboolean lost;
};

/**
 * vsl_decoder_session_new:
 *
 * Returns: (transfer full) (nullable): a process of its own
 */
VslDecoderSession *
vsl_decoder_session_new (GError **error)
{
  VslDecoderSession *session = g_new0 (VslDecoderSession, 1);
  session->process = acquire (TRUE, &session->limits, &session->generation, error);
  if (session->process)
    return session;
  g_free (session);
  return NULL;
}

/**
 * vsl_decoder_session_ask:
 * @fd: the file; stays the caller's
 * @data: (out): what came, not looked at; g_free()
 * @n: (out): bytes
 */
gboolean
vsl_decoder_session_ask (VslDecoderSession *session, VslWireTask task, int fd, const VslWireArrays *wanted, guint8 **data, gsize *n, GError **error)
{
  *data = NULL;
  *n = 0;
  if (!session->lost)
    return _vsl_decoder_process_fetch (session->process, &session->limits, task, fd, wanted, data, n, &session->lost, error);
  g_set_error_literal (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("the decoder has stopped over this file before"));
  return FALSE;
}

/**
 * vsl_decoder_session_free:
 */
void
vsl_decoder_session_free (VslDecoderSession *session)
{
  release (session->process, session->generation, session->lost);
  g_free (session);
}

/* What a process says that it reads; "" when none can be started, which the first file will tell. */
static char *
formats (void)
{
  VslDecoderLimits limits;
  guint generation;
  pthread_mutex_lock (&pool.lock);
  char *known = g_strdup (pool.formats);
  pthread_mutex_unlock (&pool.lock);
  if (known)
    return known;
  VslDecoderProcess *process = acquire (FALSE, &limits, &generation, NULL);
  if (!process)
    return g_strdup ("");
  known = g_strdup (_vsl_decoder_process_hello (process)->formats);
  release (process, generation, FALSE);
  return known;
}

static void
format_free (gpointer data)
{
  VslDecoderFormat *format = data;
  g_free (format->name);
  g_free (format->title);
  g_free (format->summary);
  g_strfreev (format->endings);
  g_free (format);
}

/**
 * vsl_decoder_formats:
 *
 * Returns: (transfer full) (element-type VslDecoderFormat): all that is read, in the order of the list
 */
GPtrArray *
vsl_decoder_formats (void)
{
  GPtrArray *array = g_ptr_array_new_with_free_func (format_free);
  g_autofree char *text = formats ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 4);
    if (g_strv_length (parts) != 4)
      continue;
    VslDecoderFormat *format = g_new0 (VslDecoderFormat, 1);
    format->name = g_strdup (parts[0]);
    format->endings = g_strsplit (parts[1], " ", -1);
    format->title = g_strdup (parts[2]);
    format->summary = g_strdup (parts[3]);
    g_ptr_array_add (array, format);
  }
  return array;
}

/**
 * vsl_decoder_knows_ending:
 * @path: a name
 *
 * Returns: whether files that end so are read, going by the name alone; the content may be another one
 */
gboolean
vsl_decoder_knows_ending (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1), *text = formats ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) parts = g_strsplit_set (lines[i], "\t ", -1);
    for (guint k = 1; parts[0] && parts[k] && *parts[k] == '.'; k++)
      if (g_str_has_suffix (lower, parts[k]))
        return TRUE;
  }
  return FALSE;
}

/* Takes all that wait out of the pool. */
static int
take_idle (VslDecoderProcess *out[MAX_PROCESSES])
{
  int n = pool.n_idle;
  memcpy (out, pool.idle, sizeof pool.idle);
  pool.n -= n;
  pool.n_idle = 0;
  pthread_cond_broadcast (&pool.changed);
  return n;
}

/**
 * vsl_decoder_pool_stop:
 */
void
vsl_decoder_pool_stop (void)
{
  VslDecoderProcess *waiting[MAX_PROCESSES];
  pthread_mutex_lock (&pool.lock);
  int n = take_idle (waiting);
  pthread_mutex_unlock (&pool.lock);
  for (int i = 0; i < n; i++)
    _vsl_decoder_process_end (waiting[i]);
}

/**
 * vsl_decoder_pool_set_limits:
 * @limits: (nullable): copied, with its texts
 */
void
vsl_decoder_pool_set_limits (const VslDecoderLimits *limits)
{
  static const VslDecoderLimits usual;
  pthread_mutex_lock (&pool.lock);
  pool.limits = limits ? *limits : usual;
  g_free (pool.program);      /* only tests come here twice, with nothing being started */
  pool.program = g_strdup (pool.limits.program);
  pool.limits.program = pool.program;
  pool.generation++;
  g_clear_pointer (&pool.formats, g_free);
  pthread_mutex_unlock (&pool.lock);
  vsl_decoder_pool_stop ();
}

/**
 * vsl_decoder_pool_started:
 */
guint
vsl_decoder_pool_started (void)
{
  pthread_mutex_lock (&pool.lock);
  guint n = pool.started;
  pthread_mutex_unlock (&pool.lock);
  return n;
}

/**
 * vsl_decoder_pool_warning:
 *
 * Returns: (transfer full) (nullable): what the sandbox lacks
 */
char *
vsl_decoder_pool_warning (void)
{
  pthread_mutex_lock (&pool.lock);
  guint state = pool.started ? pool.sandbox : VSL_SANDBOX_SECCOMP | VSL_SANDBOX_LANDLOCK | VSL_SANDBOX_LIMITS;
  pthread_mutex_unlock (&pool.lock);
  if (state & VSL_SANDBOX_LOOSENED)
    return g_strdup (_("This is a test build: files are read with a sandbox that is loosened."));
  if (!(state & VSL_SANDBOX_SECCOMP) && !(state & VSL_SANDBOX_LANDLOCK))
    return g_strdup (_("This system gives the decoder no sandbox (neither seccomp nor Landlock): open only files that you trust."));
  if (!(state & VSL_SANDBOX_SECCOMP))
    return g_strdup (_("This system lets the decoder not filter its system calls (seccomp): its sandbox has only Landlock and limits."));
  if (!(state & VSL_SANDBOX_LIMITS))
    return g_strdup (_("The decoder's limits of memory could not be set: a forged file could fill the memory."));
  return NULL;
}
