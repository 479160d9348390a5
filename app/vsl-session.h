/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-leaks.h"
#include <gio/gio.h>

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* One training run at a time: its own thread over copies, a control word, a mailbox that wakes the main loop at most
 * 20 times a second, the run record in the project. Used by the window and by vsl alike. */
#define VSL_TYPE_SESSION (vsl_session_get_type ())
G_DECLARE_FINAL_TYPE (VslSession, vsl_session, VSL, SESSION, GObject)

typedef enum {
  VSL_SESSION_IDLE, VSL_SESSION_PREPARING, VSL_SESSION_TRAINING, VSL_SESSION_PAUSING, VSL_SESSION_PAUSED, VSL_SESSION_STOPPING,
} VslSessionState;
GType vsl_session_state_get_type (void);
#define VSL_TYPE_SESSION_STATE (vsl_session_state_get_type ())

VslSession *vsl_session_new (void);
/* Starts at once on copies of network and options; FALSE when one is running or the network has a problem.
 * resume: a run to continue with its own network and options (network is then ignored, and of options only the threads count; may be NULL), 0: a new one. */
/* A split that leaks stops training (VSL_ERROR_LEAK) unless this was called before. */
void vsl_session_allow_leaks (VslSession *self, gboolean allow);
const VslLeaks *vsl_session_leaks (VslSession *self);                  /* borrowed; of the last run; NULL: not known */
gboolean vsl_session_start (VslSession *self, VslProject *project, const VslNetwork *network, const VslOptions *options, int resume, GError **error);
/* The same on a prepared dataset without a project: nothing is recorded (benchmarks). */
gboolean vsl_session_rehearse (VslSession *self, VslDataset *dataset, const VslNetwork *network, const VslOptions *options, GError **error);
void vsl_session_pause (VslSession *self);      /* acknowledged at once: state PAUSING, then PAUSED at the batch's end */
void vsl_session_resume (VslSession *self);
void vsl_session_stop (VslSession *self);       /* STOPPING; the batch is finished, saved, reported, joined; then IDLE */

/* Properties: "state" (VslSessionState), "run" (int), "epoch", "epochs", "batch", "batches" (uint), "fraction" (double of the whole),
 * "seconds-left" (double, -1 unknown), "samples-per-second" (double), "batch-loss" (double), "note" (string: said once, e.g. that bits may differ).
 * Signals (main loop):
 *   "progress"                          live numbers changed (at most 20 a second)
 *   "epoch" (gpointer VslEpochEvent*)   each epoch, none lost, in order
 *   "finished" (int stopped VslStopped, uint best_epoch, GError* or NULL) */
VslSessionState vsl_session_state (VslSession *self);
int vsl_session_run_number (VslSession *self);
const VslBatchEvent *vsl_session_batch (VslSession *self);
double vsl_session_seconds_left (VslSession *self);
/* Batch losses folded by mailbox drain since the start of the run, for the live curve: arrays of doubles (epoch as a fraction, mean, min, max). */
GArray *vsl_session_live (VslSession *self);    /* of VslLivePoint, borrowed */
typedef struct { double epoch, mean, min, max; } VslLivePoint;

G_END_DECLS
