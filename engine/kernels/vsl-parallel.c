/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/vsl-parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#define MAX_THREADS 64
#define SPINS 1000               /* 20 to 40 µs before a waiting thread gives its processor away */
#define PATIENCE 500             /* times that the caller does so before it sleeps */
#define YIELDS 16                /* the same of a worker */

/* The call under way in one word, so that a part is taken only from the call it belongs to: number of the call, its parts, parts
 * taken. A worker that comes too late finds nothing to take, and nobody waits for it: the caller waits for parts, not for workers. */
#define FIELD 20
#define FIELD_MAX ((1 << FIELD) - 1)

static struct {
  pthread_mutex_t lease;         /* one parallel_for at a time */
  pthread_mutex_t lock;
  pthread_cond_t wake, finished;
  pthread_t worker[MAX_THREADS];
  int n_workers;                 /* running */
  atomic_bool stop;

  atomic_uint_fast64_t ticket;
  atomic_int done;               /* parts of the call */
  atomic_int sleeping;
  atomic_bool waiting;           /* the caller sleeps until its parts are done */
  VslPartFunc func;              /* written before the ticket; read by who has taken a part, before it is done */
  gpointer data;
} pool = { .lease = PTHREAD_MUTEX_INITIALIZER, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER,
           .finished = PTHREAD_COND_INITIALIZER };

static atomic_int wanted;        /* threads asked for; 0: not yet asked */
static _Thread_local bool inside;

static inline void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#endif
}

static inline guint64
call_of (guint64 ticket)
{
  return ticket >> (2 * FIELD);
}

/* A part that nobody has taken, or -1; *ticket: as it was seen last. */
static int
take (guint64 *ticket)
{
  uint_fast64_t t = atomic_load_explicit (&pool.ticket, memory_order_acquire);
  int part;
  do {
    part = (int) (t & FIELD_MAX);
    *ticket = t;
    if (part >= (int) (t >> FIELD & FIELD_MAX))
      return -1;
  } while (!atomic_compare_exchange_weak_explicit (&pool.ticket, &t, t + 1, memory_order_acq_rel, memory_order_acquire));
  return part;
}

/* Returns: the call in which nothing was left. */
static guint64
run_parts (void)
{
  guint64 ticket;
  int part;
  inside = true;
  while ((part = take (&ticket)) >= 0) {
    pool.func (pool.data, part);
    int done = atomic_fetch_add (&pool.done, 1) + 1;
    if (done == (int) (ticket >> FIELD & FIELD_MAX) && atomic_load (&pool.waiting)) {
      pthread_mutex_lock (&pool.lock);
      pthread_cond_signal (&pool.finished);
      pthread_mutex_unlock (&pool.lock);
    }
  }
  inside = false;
  return call_of (ticket);
}

static bool
is_new (guint64 seen)
{
  return call_of (atomic_load (&pool.ticket)) != seen;
}

static void
wait_for_work (guint64 seen)
{
  for (int y = 0; y < YIELDS; y++) {
    for (int i = 0; i < (y ? SPINS / YIELDS : SPINS); i++) {
      if (is_new (seen))
        return;
      relax ();
    }
    sched_yield ();
  }
  pthread_mutex_lock (&pool.lock);
  atomic_fetch_add (&pool.sleeping, 1);
  while (!is_new (seen))
    pthread_cond_wait (&pool.wake, &pool.lock);
  atomic_fetch_sub (&pool.sleeping, 1);
  pthread_mutex_unlock (&pool.lock);
}

static void *
worker_main (void *arg)
{
  guint64 seen = (guint64) (guintptr) arg;
  while (!atomic_load (&pool.stop)) {                /* after run_parts() too: it may have seen the call that says so */
    wait_for_work (seen);
    if (!atomic_load (&pool.stop))
      seen = run_parts ();
  }
  return NULL;
}

/* Tells the workers that there is something new. */
static void
announce (int parts)
{
  guint64 call = call_of (atomic_load (&pool.ticket)) + 1;
  atomic_store (&pool.done, 0);
  atomic_store (&pool.ticket, (call << (2 * FIELD)) | ((guint64) parts << FIELD));
  if (atomic_load (&pool.sleeping)) {
    pthread_mutex_lock (&pool.lock);
    pthread_cond_broadcast (&pool.wake);
    pthread_mutex_unlock (&pool.lock);
  }
}

/* Sleeping at last, since a worker that was put aside with a part in hand can then come back on this processor. */
static void
wait_until_done (int parts)
{
  for (int i = 0; i < SPINS + PATIENCE; i++) {
    if (atomic_load_explicit (&pool.done, memory_order_acquire) >= parts)
      return;
    if (i > SPINS)
      sched_yield ();
    relax ();
  }
  pthread_mutex_lock (&pool.lock);
  atomic_store (&pool.waiting, true);
  while (atomic_load (&pool.done) < parts)
    pthread_cond_wait (&pool.finished, &pool.lock);
  atomic_store (&pool.waiting, false);
  pthread_mutex_unlock (&pool.lock);
}

static void
stop_workers (void)
{
  if (pool.n_workers == 0)
    return;
  atomic_store (&pool.stop, true);
  announce (0);
  for (int i = 0; i < pool.n_workers; i++)
    pthread_join (pool.worker[i], NULL);
  pool.n_workers = 0;
  atomic_store (&pool.stop, false);
}

static void
resize (int threads)
{
  if (pool.n_workers == threads - 1)
    return;
  stop_workers ();
  guint64 seen = call_of (atomic_load (&pool.ticket));
  while (pool.n_workers < threads - 1 &&
         pthread_create (&pool.worker[pool.n_workers], NULL, worker_main, (void *) (guintptr) seen) == 0)
    pool.n_workers++;            /* fewer threads than asked: the same bits, only slower */
}

/**
 * vsl_parallel_set_threads:
 * @n: 1 … 64, or 0 for the number of processors
 *
 * Sets how many threads later calls of vsl_parallel_for() use. Results do not depend on it.
 */
void
vsl_parallel_set_threads (int n)
{
  if (n <= 0)
    n = (int) sysconf (_SC_NPROCESSORS_ONLN);
  atomic_store (&wanted, CLAMP (n, 1, MAX_THREADS));
}

/**
 * vsl_parallel_threads:
 *
 * Returns: how many threads the next call uses
 */
int
vsl_parallel_threads (void)
{
  if (atomic_load (&wanted) == 0)
    vsl_parallel_set_threads (0);
  return atomic_load (&wanted);
}

/**
 * vsl_parallel_for:
 * @parts: number of parts
 * @func: called once for each part, on any thread, in any order
 * @data: for @func
 *
 * Runs all parts and returns when the last is done. A call from inside a part runs in place.
 */
void
vsl_parallel_for (int parts, VslPartFunc func, gpointer data)
{
  int threads = vsl_parallel_threads ();
  if (inside || parts <= 1 || parts > FIELD_MAX || threads <= 1) {
    for (int i = 0; i < parts; i++)
      func (data, i);
    return;
  }
  pthread_mutex_lock (&pool.lease);
  resize (threads);
  pool.func = func;
  pool.data = data;
  announce (parts);
  run_parts ();
  wait_until_done (parts);
  pthread_mutex_unlock (&pool.lease);
}

/**
 * vsl_parallel_shutdown:
 *
 * Ends and joins the workers; the next vsl_parallel_for() makes new ones.
 */
void
vsl_parallel_shutdown (void)
{
  pthread_mutex_lock (&pool.lease);
  stop_workers ();
  pthread_mutex_unlock (&pool.lease);
}
