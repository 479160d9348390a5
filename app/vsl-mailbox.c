/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-mailbox.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* pthread and C11 atomics, not GLib's: those are what a thread sanitizer can see. */
struct _VslMailbox {
  atomic_int refs;
  pthread_mutex_t mutex;
  VslLive live;                 /* count 0: empty */
  double sum;
  guint64 finite;
  double fraction;
  GPtrArray *log;
  gboolean armed;
  gint64 last_drain;
  GSource *source;
  VslMailFunc func;
  gpointer owner;               /* main loop only */
  guint drains;
};

typedef struct {
  GSource source;
  VslMailbox *mailbox;
} MailSource;

static void
log_free (VslLog *log)
{
  g_free (log->text);
  g_clear_error (&log->error);
  g_free (log);
}

/* Under the lock: swaps both lanes. */
static GPtrArray *
take (VslMailbox *m, VslLive *live)
{
  GPtrArray *log = m->log;
  *live = m->live;
  if (m->finite)
    live->mean = m->sum / m->finite;
  m->log = g_ptr_array_new_with_free_func ((GDestroyNotify) log_free);
  memset (&m->live, 0, sizeof m->live);
  m->sum = 0;
  m->finite = 0;
  m->armed = FALSE;
  m->last_drain = g_get_monotonic_time ();
  m->drains++;
  return log;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  VslMailbox *m = vsl_mailbox_ref (((MailSource *) source)->mailbox);
  VslLive live;
  pthread_mutex_lock (&m->mutex);
  g_source_set_ready_time (source, -1);
  g_autoptr (GPtrArray) log = take (m, &live);
  pthread_mutex_unlock (&m->mutex);
  if (m->owner)
    m->func (m->owner, log, live.count ? &live : NULL);
  vsl_mailbox_unref (m);
  return G_SOURCE_CONTINUE;
}

static void
source_finalize (GSource *source)
{
  vsl_mailbox_unref (((MailSource *) source)->mailbox);
}

static GSourceFuncs funcs = { .dispatch = dispatch, .finalize = source_finalize };

/**
 * vsl_mailbox_new:
 * @context: the one that @func is called in
 * @owner: borrowed until vsl_mailbox_close()
 *
 * Returns: (transfer full)
 */
VslMailbox *
vsl_mailbox_new (GMainContext *context, VslMailFunc func, gpointer owner)
{
  VslMailbox *m = g_new0 (VslMailbox, 1);
  atomic_init (&m->refs, 1);
  pthread_mutex_init (&m->mutex, NULL);
  m->func = func;
  m->owner = owner;
  m->fraction = -1;
  m->log = g_ptr_array_new_with_free_func ((GDestroyNotify) log_free);
  m->source = g_source_new (&funcs, sizeof (MailSource));
  ((MailSource *) m->source)->mailbox = vsl_mailbox_ref (m);
  g_source_set_ready_time (m->source, -1);
  g_source_set_static_name (m->source, "vesalius mailbox");
  g_source_attach (m->source, context);
  return m;
}

/**
 * vsl_mailbox_ref:
 */
VslMailbox *
vsl_mailbox_ref (VslMailbox *m)
{
  atomic_fetch_add (&m->refs, 1);
  return m;
}

/**
 * vsl_mailbox_unref:
 */
void
vsl_mailbox_unref (VslMailbox *m)
{
  if (atomic_fetch_sub (&m->refs, 1) != 1)
    return;
  pthread_mutex_destroy (&m->mutex);
  g_ptr_array_unref (m->log);
  g_free (m);
}

/* Under the lock. */
static void
arm (VslMailbox *m)
{
  if (m->armed || !m->source)
    return;
  m->armed = TRUE;
  g_source_set_ready_time (m->source, m->last_drain + VSL_MAILBOX_PERIOD);
}

/**
 * vsl_mailbox_live:
 *
 * Folds one batch's numbers into what has not been fetched yet.
 */
void
vsl_mailbox_live (VslMailbox *m, const VslBatchEvent *event)
{
  pthread_mutex_lock (&m->mutex);
  VslLive *live = &m->live;
  if (isfinite (event->loss)) {
    live->min = m->finite ? MIN (live->min, event->loss) : event->loss;
    live->max = m->finite ? MAX (live->max, event->loss) : event->loss;
    m->sum += event->loss;
    m->finite++;
  } else if (!m->finite) {
    live->min = live->max = live->mean = NAN;
  }
  live->count++;
  live->last = event->loss;
  live->event = *event;
  arm (m);
  pthread_mutex_unlock (&m->mutex);
}

/**
 * vsl_mailbox_fraction:
 */
void
vsl_mailbox_fraction (VslMailbox *m, double fraction)
{
  pthread_mutex_lock (&m->mutex);
  m->fraction = fraction;
  arm (m);
  pthread_mutex_unlock (&m->mutex);
}

/**
 * vsl_mailbox_take_fraction:
 */
double
vsl_mailbox_take_fraction (VslMailbox *m)
{
  pthread_mutex_lock (&m->mutex);
  double fraction = m->fraction;
  m->fraction = -1;
  pthread_mutex_unlock (&m->mutex);
  return fraction;
}

/**
 * vsl_mailbox_log:
 * @log: copied; its text and error are taken
 */
void
vsl_mailbox_log (VslMailbox *m, const VslLog *log)
{
  pthread_mutex_lock (&m->mutex);
  g_ptr_array_add (m->log, g_memdup2 (log, sizeof *log));
  arm (m);
  pthread_mutex_unlock (&m->mutex);
}

/**
 * vsl_mailbox_close:
 *
 * The owner is called no more; what is posted later is dropped with the mailbox.
 */
void
vsl_mailbox_close (VslMailbox *m)
{
  m->owner = NULL;
  pthread_mutex_lock (&m->mutex);
  GSource *source = g_steal_pointer (&m->source);
  pthread_mutex_unlock (&m->mutex);
  if (!source)
    return;
  g_source_destroy (source);
  g_source_unref (source);
}

/**
 * vsl_mailbox_drains:
 */
guint
vsl_mailbox_drains (VslMailbox *m)
{
  return m->drains;
}
