/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control word: the only thing that travels against the flow of data. */
#include <pthread.h>
#include <stdatomic.h>

#include "train/vsl-trainer-private.h"

struct _VslControl {
  atomic_int word, refs;
  pthread_mutex_t lock;          /* for waiting only; the word itself is atomic */
  pthread_cond_t changed;
};

/**
 * vsl_control_new:
 *
 * Returns: (transfer full): a control word that says run
 */
VslControl *
vsl_control_new (void)
{
  VslControl *control = g_new0 (VslControl, 1);
  atomic_init (&control->word, VSL_CONTROL_RUN);
  atomic_init (&control->refs, 1);
  pthread_mutex_init (&control->lock, NULL);
  pthread_cond_init (&control->changed, NULL);
  return control;
}

/**
 * vsl_control_ref:
 */
VslControl *
vsl_control_ref (VslControl *control)
{
  atomic_fetch_add (&control->refs, 1);
  return control;
}

/**
 * vsl_control_unref:
 */
void
vsl_control_unref (VslControl *control)
{
  if (!control || atomic_fetch_sub (&control->refs, 1) != 1)
    return;
  pthread_mutex_destroy (&control->lock);
  pthread_cond_destroy (&control->changed);
  g_free (control);
}

/**
 * vsl_control_set:
 *
 * From any thread. Stop is final: a later word does not take it back.
 */
void
vsl_control_set (VslControl *control, VslControlWord word)
{
  pthread_mutex_lock (&control->lock);
  if (atomic_load (&control->word) != VSL_CONTROL_STOP)
    atomic_store (&control->word, (int) word);
  pthread_cond_broadcast (&control->changed);
  pthread_mutex_unlock (&control->lock);
}

/**
 * vsl_control_get:
 */
VslControlWord
vsl_control_get (VslControl *control)
{
  return control ? (VslControlWord) atomic_load (&control->word) : VSL_CONTROL_RUN;
}

/**
 * vsl_control_wait:
 *
 * Blocks while the word says pause.
 *
 * Returns: the word that ended it
 */
VslControlWord
vsl_control_wait (VslControl *control)
{
  pthread_mutex_lock (&control->lock);
  while (atomic_load (&control->word) == VSL_CONTROL_PAUSE)
    pthread_cond_wait (&control->changed, &control->lock);
  pthread_mutex_unlock (&control->lock);
  return vsl_control_get (control);
}
