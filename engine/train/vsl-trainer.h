/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "graph/vsl-plan.h"
#include "train/vsl-options.h"

G_BEGIN_DECLS

/* The control word: written by any thread, read by the trainer after each batch. */
typedef enum { VSL_CONTROL_RUN, VSL_CONTROL_PAUSE, VSL_CONTROL_STOP } VslControlWord;
typedef struct _VslControl VslControl;            /* C11 atomic and a pthread condition for pauses; counted */
VslControl *vsl_control_new (void);
VslControl *vsl_control_ref (VslControl *control);
void vsl_control_unref (VslControl *control);
void vsl_control_set (VslControl *control, VslControlWord word);
VslControlWord vsl_control_get (VslControl *control);

typedef struct {
  guint epoch, epochs;          /* 1-based epoch under way */
  guint batch, batches;         /* done of this epoch */
  double loss;                  /* of this batch */
  double samples_per_second;    /* over the last second or so */
} VslBatchEvent;

#define VSL_EVENT_METRICS 16

typedef struct {
  guint epoch, epochs;          /* 1-based, just finished */
  double loss, accuracy;        /* training, batch-size-weighted mean of what was measured in training; NaN: undefined */
  double val_loss, val_accuracy, val_auc;   /* NaN: no validation split */
  double learning_rate;
  double seconds, samples_per_second;
  gboolean best;                /* the best epoch so far */
  gboolean regression;          /* numbers and autoencoders: accuracy and val_accuracy hold the mean absolute error */
  /* What else was measured on the validation samples, for the first output: "val_f1_score". */
  int n_metrics;
  struct {
    char name[48];
    double value;               /* NaN: undefined */
  } metric[VSL_EVENT_METRICS];
  /* Where the network has several outputs: what is above is the weighted sum of losses, and the accuracy of the first output. */
  int n_outputs;
  struct {
    char output[80];            /* "answer", "lstm:1" */
    double loss, accuracy, val_loss, val_accuracy;
    gboolean regression;
  } output[VSL_MAX_OUTPUTS];
} VslEpochEvent;

typedef enum { VSL_STOPPED_COMPLETED, VSL_STOPPED_EARLY, VSL_STOPPED_USER, VSL_STOPPED_ERROR } VslStopped;
extern const char *const vsl_stopped_names[];     /* "completed", "early", "user", "error" */

/* All are called on the trainer's thread. */
typedef struct {
  void (*batch) (gpointer data, const VslBatchEvent *event);
  void (*epoch) (gpointer data, const VslEpochEvent *event);
  /* A complete state: continue from it and the bits are those of an uninterrupted run. epoch: completed ones;
   * mid: stopped inside an epoch. best: weights alone are the best so far too. FALSE stops the run with the error. */
  gboolean (*checkpoint) (gpointer data, guint epoch, gboolean mid, gboolean best, GBytes *state, GError **error);
  void (*state) (gpointer data, VslControlWord word);    /* pause and resume as they take effect */
} VslTrainSink;

typedef struct _VslTrainer VslTrainer;
/* dataset must be prepared for network. Sets the thread count of kernels/parallel from options. */
VslTrainer *vsl_trainer_new (const VslNetwork *network, const VslOptions *options, VslDataset *dataset, GError **error);
void vsl_trainer_free (VslTrainer *trainer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslTrainer, vsl_trainer_free)
gboolean vsl_trainer_restore (VslTrainer *trainer, GBytes *state, GError **error);
GBytes *vsl_trainer_state (VslTrainer *trainer);
/* Until the last epoch, an early stop, VSL_CONTROL_STOP or an error. best_epoch is 1-based, 0 none. */
gboolean vsl_trainer_run (VslTrainer *trainer, VslControl *control, const VslTrainSink *sink, gpointer data,
                          VslStopped *stopped, guint *best_epoch, GError **error);
const VslParams *vsl_trainer_params (VslTrainer *trainer);
/* The weights inside a checkpoint, without a trainer. */
gboolean vsl_checkpoint_params (GBytes *state, VslParams *params, GError **error);
gsize vsl_trainer_bytes (VslTrainer *trainer);
/* One training step on given arrays, no shuffling: benchmarks and the reference trajectories use it.
 * Returns the loss (with penalties) before the update. */
double vsl_trainer_step (VslTrainer *trainer, int n, const VslReal *x, const VslReal *y, const VslReal *sample_weight);
/* Seconds spent in the optimizer by steps so far, for benchmarks' profile. */
double vsl_trainer_update_seconds (VslTrainer *trainer);
/* The plan, for benchmarks' profile. */
VslPlan *vsl_trainer_plan (VslTrainer *trainer);

G_END_DECLS
