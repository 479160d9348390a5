/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "train/vsl-trainer.h"

G_BEGIN_DECLS

/* How fast a run goes on, from the batches and epochs as they are told: for the time left. Times are monotonic seconds, given
 * by the caller. Only stretches between two batches of one epoch count, so that preparing and pauses never do. */
typedef struct {
  guint batch_size;
  double seconds, batches;      /* of the last stretches, fading */
  double batch_seconds;         /* by the last epochs, 0: none yet */
  double val_seconds;           /* what an epoch takes beside its batches */
  guint epochs_done;
  gboolean marked;              /* the last batch told of, where a stretch can begin */
  guint epoch, batch;
  double time;
} VslPace;

void vsl_pace_reset (VslPace *pace);
void vsl_pace_break (VslPace *pace);            /* a pause: the next stretch begins anew */
void vsl_pace_batch (VslPace *pace, const VslBatchEvent *event, double now);
void vsl_pace_epoch (VslPace *pace, const VslEpochEvent *event, guint batches);
double vsl_pace_left (const VslPace *pace, const VslBatchEvent *at, double now);      /* seconds; -1: unknown */

G_END_DECLS
