/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "schedules/vsl-schedule.h"
#include "train/vsl-train-step.h"
#include "train/vsl-trainer.h"

G_BEGIN_DECLS

/* Everything that the rest of a run depends on, beside weights and optimizer. Each field is 8 bytes: the whole
 * is written as an array of little-endian numbers. */
typedef struct {
  guint64 epoch;                 /* completed */
  guint64 step;                  /* updates done */
  guint64 position;              /* samples done of the epoch under way */
  double loss_sum, counted;      /* of the epoch under way: weighted by batch sizes */
  double right, judged;          /* samples (or tokens) classified rightly, or the sum of absolute differences */
  double rate;                   /* of schedules that watch a metric */
  double schedule[VSL_SCHEDULE_STATE];
  guint64 best_epoch;            /* 1-based, 0: none */
  double best_value;
  guint64 patience_seen;         /* early stopping */
  double patience_best;
  guint64 patience_wait;
  guint64 finished;              /* stopped early: nothing more to do */
  double seconds;                /* of the epoch under way, without pauses */
  guint64 n_train, batch, seed;  /* must be the same on resuming */
  /* of the outputs after the first, which has the sums above; added later, so a state may end before them */
  double out_loss[VSL_MAX_OUTPUTS], out_right[VSL_MAX_OUTPUTS], out_judged[VSL_MAX_OUTPUTS];
} VslTrainState;
#define VSL_TRAIN_STATE_FIRST G_STRUCT_OFFSET (VslTrainState, out_loss)

/* One output of the network and what its targets are. */
typedef struct {
  VslOutputLoss what;
  const VslLossClass *loss;
  gboolean classifies;           /* accuracy and AUC make sense */
  gboolean labels;               /* each unit tells whether its label holds: accuracy is over labels, AUC their mean */
  gboolean from_logits;          /* the outputs are logits, by the loss's option */
  gint64 width;                  /* values of a sample */
  gint64 words;                  /* sequence autoencoders: of them, those of a token */
  VslReal *onehot;               /* of a batch; NULL: not needed */
  /* validation */
  VslLossRun *val_loss;
  VslReal *val_pred;
  double loss_sum, right, judged;
} VslTrainOutput;

struct _VslTrainer {
  VslNetwork *network;
  VslOptions *options;
  VslDataset *dataset;
  VslParams *params;
  VslTrainStep *step;
  const VslScheduleClass *schedule;
  GArray *losses;                /* of VslOutputLoss */
  GArray *metrics;               /* of VslObject: the options' and the one that is watched */
  double **metric_sums;          /* [metrics] of validation, for metrics of numbers; NULL: none */
  int n_out;
  VslTrainOutput out[VSL_MAX_OUTPUTS];
  gboolean needs_labels;         /* an output is not an autoencoder's */
  int classes;                   /* with labels: how many */
  VslTarget target;
  int target_width;              /* values of a sample in labels */
  gsize x_count;
  /* samples with a label, as indices into the dataset */
  guint32 *train, *val;
  guint n_train, n_val;
  /* booked once */
  guint32 *order, *batch_index;
  VslReal *labels;               /* [batch, target_width] */
  /* validation: made when first needed */
  VslPlan *infer;
  VslReal *val_labels;
  VslTrainState s;
  /* speed of the last second or so */
  double window_seconds;       /* of batches alone: no validation, no pause */
  guint64 window_samples;
  double speed;
  double update_seconds;       /* of vsl_trainer_step() */
};

/* Whether what stands for accuracy is the mean absolute error: numbers and autoencoders, but not those of token numbers. */
static inline gboolean
_vsl_trainer_numbers (const VslTrainOutput *out)
{
  return !out->classifies && !out->labels && !out->what.sequence;
}

VslControlWord vsl_control_wait (VslControl *control);
/* trainer-targets: what each output learns; the targets for labels in the form its loss takes */
gboolean _vsl_trainer_outputs_new (VslTrainer *t, GError **error);
gboolean _vsl_trainer_outputs_fit (VslTrainer *t, GError **error);
gboolean _vsl_trainer_outputs_book (VslTrainer *t, int batch, GError **error);
void _vsl_trainer_outputs_clear (VslTrainer *t);
gboolean _vsl_trainer_class_weights (VslTrainer *t, GError **error);
void _vsl_trainer_targets (const VslTrainer *t, int n, const VslReal *x, const VslReal *labels, const VslReal **y);
double _vsl_trainer_rate (const VslTrainer *t);
/* The prepared samples into all inputs of a plan; y as vsl_dataset_read () has it, or NULL. */
void _vsl_trainer_read (const VslTrainer *t, VslPlan *plan, const guint32 *index, int n, VslReal *y);
/* Validation; FALSE without error when the control word said stop. */
gboolean _vsl_trainer_validate (VslTrainer *t, VslControl *control, VslEpochEvent *event, gboolean *stopped, GError **error);
/* How right the values of an output are in a batch, added to right and judged. */
void _vsl_trainer_judge (const VslTrainOutput *out, int n, const VslReal *pred, const VslReal *y, const VslReal *labels, double *right,
                         double *judged);
/* The end of an epoch: best, early stopping, schedule. */
void _vsl_trainer_epoch_end (VslTrainer *t, VslEpochEvent *event);
gboolean _vsl_trainer_wants (const VslTrainer *t, const char *metric);
/* trainer-metrics: what is measured beside loss, accuracy and AUC */
gboolean _vsl_trainer_metrics_new (VslTrainer *t, GError **error);
void _vsl_trainer_metrics_clear (VslTrainer *t);
void _vsl_trainer_metrics_begin (VslTrainer *t);
void _vsl_trainer_metrics_add (VslTrainer *t, int n, const VslReal *pred, const VslReal *y);
void _vsl_trainer_metrics_tell (VslTrainer *t, VslEpochEvent *event);
gboolean _vsl_trainer_validation_new (VslTrainer *t, GError **error);

G_END_DECLS
