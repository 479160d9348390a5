/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/vsl-parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#define MAX_THREADS 64
#define SPINS 4000               /* about 20 µs before a waiting thread gives its processor away */

static struct {
  pthread_mutex_t lease;         /* one parallel_for at a time */
  pthread_mutex_t lock;
  pthread_cond_t wake;
  pthread_t worker[MAX_THREADS];
  int n_workers;                 /* running */
  bool stop;

  atomic_uint generation;        /* counts the calls; workers wait for it to change */
  atomic_int next;               /* part to be taken */
  atomic_int busy;               /* workers still inside this generation */
  atomic_int sleeping;
  int parts;
  VslPartFunc func;
  gpointer data;
} pool = { .lease = PTHREAD_MUTEX_INITIALIZER, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };

static atomic_int wanted;        /* threads asked for; 0: not yet asked */
static _Thread_local bool inside;

static inline void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#endif
}

static void
run_parts (void)
{
  inside = true;
  for (;;) {
    int part = atomic_fetch_add_explicit (&pool.next, 1, memory_order_acq_rel);
    if (part >= pool.parts)
      break;
    pool.func (pool.data, part);
  }
  inside = false;
}

static unsigned
wait_for_work (unsigned seen)
{
  for (int i = 0; i < SPINS; i++) {
    unsigned g = atomic_load_explicit (&pool.generation, memory_order_acquire);
    if (g != seen)
      return g;
    if (i % 1000 == 999)
      sched_yield ();
    relax ();
  }
  pthread_mutex_lock (&pool.lock);
  atomic_fetch_add (&pool.sleeping, 1);
  while (atomic_load (&pool.generation) == seen)
    pthread_cond_wait (&pool.wake, &pool.lock);
  atomic_fetch_sub (&pool.sleeping, 1);
  unsigned g = atomic_load (&pool.generation);
  pthread_mutex_unlock (&pool.lock);
  return g;
}

static void *
worker_main (void *arg)
{
  unsigned seen = (unsigned) (guintptr) arg;
  for (;;) {
    seen = wait_for_work (seen);
    if (pool.stop) {
      atomic_fetch_sub_explicit (&pool.busy, 1, memory_order_release);
      return NULL;
    }
    run_parts ();
    atomic_fetch_sub_explicit (&pool.busy, 1, memory_order_release);
  }
}

/* Tells the workers that there is something new. */
static void
announce (void)
{
  atomic_store (&pool.busy, pool.n_workers);
  atomic_fetch_add (&pool.generation, 1);
  if (atomic_load (&pool.sleeping)) {
    pthread_mutex_lock (&pool.lock);
    pthread_cond_broadcast (&pool.wake);
    pthread_mutex_unlock (&pool.lock);
  }
}

static void
wait_until_done (void)
{
  for (int i = 0; atomic_load_explicit (&pool.busy, memory_order_acquire) > 0; i++) {
    if (i > SPINS)
      sched_yield ();
    relax ();
  }
}

static void
stop_workers (void)
{
  if (pool.n_workers == 0)
    return;
  pool.stop = true;
  announce ();
  for (int i = 0; i < pool.n_workers; i++)
    pthread_join (pool.worker[i], NULL);
  pool.n_workers = 0;
  pool.stop = false;
}

static void
resize (int threads)
{
  if (pool.n_workers == threads - 1)
    return;
  stop_workers ();
  unsigned seen = atomic_load (&pool.generation);
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
  if (inside || parts <= 1 || threads <= 1) {
    for (int i = 0; i < parts; i++)
      func (data, i);
    return;
  }
  pthread_mutex_lock (&pool.lease);
  resize (threads);
  pool.parts = parts;
  pool.func = func;
  pool.data = data;
  atomic_store_explicit (&pool.next, 0, memory_order_release);
  announce ();
  run_parts ();
  wait_until_done ();
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
