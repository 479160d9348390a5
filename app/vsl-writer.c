/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-writer.h"

typedef struct {
  VslWriteFunc func;            /* NULL: a mark */
  gpointer data;
  GDestroyNotify free;
  GSourceFunc done;
} Write;

/* Counted: messages on their way to the main loop outlive the writer. */
typedef struct {
  gatomicrefcount refs;
  void (*failed) (gpointer owner, const char *message);
  gpointer owner;               /* NULL once the writer is gone; main loop only */
} Target;

typedef struct {
  Target *target;
  char *message;
} Failure;

struct _VslWriter {
  VslProject *project;
  GThreadPool *pool;            /* one thread: order is kept */
  GMainContext *context;
  Target *target;
  GMutex mutex;
  GCond idle;
  guint pending;
};

static void
target_unref (Target *target)
{
  if (g_atomic_ref_count_dec (&target->refs))
    g_free (target);
}

static void
failure_free (Failure *failure)
{
  target_unref (failure->target);
  g_free (failure->message);
  g_free (failure);
}

static gboolean
tell_failure (gpointer data)
{
  Failure *failure = data;
  if (failure->target->owner)
    failure->target->failed (failure->target->owner, failure->message);
  return G_SOURCE_REMOVE;
}

static void
in_main (VslWriter *w, GSourceFunc func, gpointer data, GDestroyNotify free)
{
  g_main_context_invoke_full (w->context, G_PRIORITY_DEFAULT, func, data, free);
}

static void
run (gpointer item, gpointer data)
{
  Write *write = item;
  VslWriter *w = data;
  g_autoptr (GError) error = NULL;
  if (write->func && !write->func (w->project, write->data, &error)) {
    Failure *failure = g_new (Failure, 1);
    g_atomic_ref_count_inc (&w->target->refs);
    failure->target = w->target;
    failure->message = g_strdup (error ? error->message : "?");
    in_main (w, tell_failure, failure, (GDestroyNotify) failure_free);
  }
  if (write->done) {
    /* A source of its own: invoke would run it right here when nobody holds the context. */
    GSource *source = g_idle_source_new ();
    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, write->done, write->data, NULL);
    g_source_attach (source, w->context);
    g_source_unref (source);
  }
  if (write->free)
    write->free (write->data);
  g_free (write);
  g_mutex_lock (&w->mutex);
  if (--w->pending == 0)
    g_cond_broadcast (&w->idle);
  g_mutex_unlock (&w->mutex);
}

/**
 * vsl_writer_new:
 *
 * Returns: (transfer full): a writer that keeps @project alive
 */
VslWriter *
vsl_writer_new (VslProject *project, void (*failed) (gpointer owner, const char *message), gpointer owner)
{
  VslWriter *w = g_new0 (VslWriter, 1);
  w->project = vsl_project_ref (project);
  w->context = g_main_context_ref_thread_default ();
  w->target = g_new0 (Target, 1);
  g_atomic_ref_count_init (&w->target->refs);
  w->target->failed = failed;
  w->target->owner = owner;
  g_mutex_init (&w->mutex);
  g_cond_init (&w->idle);
  w->pool = g_thread_pool_new (run, w, 1, FALSE, NULL);
  return w;
}

static void
push (VslWriter *w, Write write)
{
  g_mutex_lock (&w->mutex);
  w->pending++;
  g_mutex_unlock (&w->mutex);
  g_thread_pool_push (w->pool, g_memdup2 (&write, sizeof write), NULL);
}

/**
 * vsl_writer_push:
 * @func: runs on the writer's thread
 * @data: handed to it, then to @free
 */
void
vsl_writer_push (VslWriter *w, VslWriteFunc func, gpointer data, GDestroyNotify free)
{
  push (w, (Write) { func, data, free, NULL });
}

/**
 * vsl_writer_notify:
 * @done: a one-time callback in the main loop
 */
void
vsl_writer_notify (VslWriter *w, GSourceFunc done, gpointer data)
{
  push (w, (Write) { NULL, data, NULL, done });
}

/**
 * vsl_writer_wait:
 */
void
vsl_writer_wait (VslWriter *w)
{
  g_mutex_lock (&w->mutex);
  while (w->pending)
    g_cond_wait (&w->idle, &w->mutex);
  g_mutex_unlock (&w->mutex);
}

/**
 * vsl_writer_free:
 */
void
vsl_writer_free (VslWriter *w)
{
  if (!w)
    return;
  vsl_writer_wait (w);
  g_thread_pool_free (w->pool, FALSE, TRUE);
  w->target->owner = NULL;
  target_unref (w->target);
  g_mutex_clear (&w->mutex);
  g_cond_clear (&w->idle);
  g_main_context_unref (w->context);
  vsl_project_unref (w->project);
  g_free (w);
}
