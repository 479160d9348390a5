/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-session-pace.h"

#include <math.h>

/* Seconds after which a stretch counts e times less; what is needed before anything is said. */
#define FADE 10.0
#define ENOUGH 0.5

/**
 * vsl_pace_reset:
 */
void
vsl_pace_reset (VslPace *pace)
{
  *pace = (VslPace) { 0 };
}

/**
 * vsl_pace_break:
 */
void
vsl_pace_break (VslPace *pace)
{
  pace->marked = FALSE;
}

/**
 * vsl_pace_batch:
 */
void
vsl_pace_batch (VslPace *pace, const VslBatchEvent *event, double now)
{
  if (pace->marked && event->epoch == pace->epoch && event->batch > pace->batch && now > pace->time) {
    double seconds = now - pace->time, keep = exp (-seconds / FADE);
    pace->seconds = keep * pace->seconds + seconds;
    pace->batches = keep * pace->batches + (event->batch - pace->batch);
  }
  pace->marked = TRUE;
  pace->epoch = event->epoch;
  pace->batch = event->batch;
  pace->time = now;
}

/**
 * vsl_pace_epoch:
 * @batches: of an epoch
 */
void
vsl_pace_epoch (VslPace *pace, const VslEpochEvent *event, guint batches)
{
  double training = event->samples_per_second > 0 ? (double) batches * pace->batch_size / event->samples_per_second : event->seconds;
  double beside = MAX (event->seconds - training, 0), batch = batches ? MIN (training, event->seconds) / batches : 0;
  gboolean first = pace->batch_seconds <= 0;
  pace->val_seconds = first ? beside : (pace->val_seconds + beside) / 2;
  pace->batch_seconds = first ? batch : (pace->batch_seconds + batch) / 2;
  pace->epochs_done = event->epoch;
}

/**
 * vsl_pace_left:
 * @at: the newest batch
 *
 * The batches that are left by the pace of the last seconds, and the validations by what they took so far.
 */
double
vsl_pace_left (const VslPace *pace, const VslBatchEvent *at, double now)
{
  gboolean recent = pace->seconds >= ENOUGH && pace->batches > 0;
  double batch = recent ? pace->seconds / pace->batches : pace->batch_seconds;
  if (!(batch > 0) || !at->batches || at->epoch > at->epochs || at->epoch == 0)
    return -1;
  guint done = MAX (pace->epochs_done, at->epoch - 1);
  double left = ((double) (at->epochs - at->epoch) * at->batches + (at->batches - at->batch)) * batch + (at->epochs - done) * pace->val_seconds;
  if (at->batch == at->batches && done < at->epoch && pace->marked)
    left -= CLAMP (now - pace->time, 0, pace->val_seconds);      /* validating */
  return MAX (left, 0);
}
