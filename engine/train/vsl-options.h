/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "graph/vsl-network.h"
#include "losses/vsl-loss.h"
#include "optimizers/vsl-optimizer.h"

G_BEGIN_DECLS

/* Everything of a run that is not the network, in the same kind of table (kind "TrainOptions"). */
typedef struct {
  gint64 epochs;                   /* 10 */
  gint64 batch_size;               /* 32 */
  VslObject optimizer;             /* Adam */
  char *loss_name;                 /* property "loss": "auto" or a class name */
  VslObject loss;                  /* property "loss_options": filled when the loss is not auto or has options */
  char *losses;                    /* one an output: JSON {"output": loss} or a list; "": loss for all */
  char *loss_weights;              /* JSON {"output": weight} or a list; "": 1 each */
  VslObject schedule;              /* {NULL}: constant */
  char *metrics;                   /* "accuracy" …, comma separated */
  char *class_weight;              /* "none", "balanced" or JSON {"class": weight} */
  int monitor;                     /* best epoch by: val_loss (default), val_accuracy, loss … */
  gboolean early_stopping;         /* property early_stopping.enabled */
  gint64 patience;                 /* early_stopping.patience */
  double min_delta;                /* early_stopping.min_delta */
  gint64 start_from_epoch;         /* early_stopping.start_from_epoch */
  double baseline;                 /* early_stopping.baseline; NaN: none */
  gboolean shuffle;
} VslTrainConfig;

typedef struct {
  VslTrainConfig *config;
  guint64 seed;
  int threads;                     /* 0: all processors */
} VslOptions;

extern const VslKind vsl_train_options_kind;

VslOptions *vsl_options_new (void);
VslOptions *vsl_options_copy (const VslOptions *options);
void vsl_options_free (VslOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslOptions, vsl_options_free)
/* name as for --set: "epochs", "learning_rate", "optimizer", "optimizer.momentum", "loss.label_smoothing",
 * "early_stopping.patience"; "node.ID.OPTION" goes to network (may be NULL: refused). */
gboolean vsl_options_set (VslOptions *options, VslNetwork *network, const char *name, const char *value, GError **error);
JsonNode *vsl_options_to_json (const VslOptions *options, gboolean full);
VslOptions *vsl_options_from_json (JsonNode *node, GError **error);
/* What `vsl options --json` and the Train page list: array of {"name","title","help","type","default","min","max","choices","value"}, the
 * optimizer's and loss's own options included with their prefix. */
JsonArray *vsl_options_describe (const VslOptions *options);

/* The loss that "auto" stands for: one sigmoid unit > BinaryCrossentropy, several > SparseCategoricalCrossentropy,
 * several sigmoid units > BinaryCrossentropy (labels), an output of the input's shape (autoencoder; not sigmoids behind columns of a table) or a number > MeanSquaredError; a row of the vocabulary for each token of the input
 * (sequence autoencoder) > SparseCategoricalCrossentropy with ignore_class 0, the padding. */
const VslLossClass *vsl_options_loss (const VslOptions *options, const VslNetwork *network, GError **error);
/* The options of that loss for a run: those that were set, else the defaults. "auto" for several units without an activation has
 * from_logits. Owned: vsl_config_free (&cls->head, config). */
gpointer vsl_options_loss_config (const VslOptions *options, const VslNetwork *network, const VslLossClass *cls);
/* What an output of the network learns: its loss and options, and what that counts in the sum. */
typedef struct {
  char output[80];                 /* the wire: "answer", "lstm:1" */
  VslObject loss;
  double weight;                   /* 0: not trained */
  gboolean autoencoder;            /* the target is the prepared input itself */
  gboolean sequence;               /* an autoencoder of token numbers: [length] in, [length, vocabulary] out; 0 is padding */
} VslOutputLoss;
/* One for each output of the network; vsl_options_loss () and what follows are of the first. Owned: g_array_unref (). */
GArray *vsl_options_losses (const VslOptions *options, const VslNetwork *network, GError **error);
/* TRUE when the target of the first output is the prepared input itself (autoencoders): the output has the input's shape, and the
 * loss does not take classes; or the input holds token numbers, the output a row of the vocabulary for each, and the loss takes classes. */
gboolean vsl_options_autoencoder (const VslNetwork *network, const VslLossClass *cls);
/* The second of these. */
gboolean vsl_options_sequence (const VslNetwork *network);
/* Whether the node of an output ends in that activation: "softmax", "sigmoid", "linear" … */
gboolean vsl_options_output_is (const VslNetwork *network, guint output, const char *activation);
/* Weights of the classes from "none", "balanced" or {"class": weight}; counts are those of the training samples. Owned, n numbers;
 * NULL without error: none. */
double *vsl_options_class_weights (const VslOptions *options, const char *const *names, const guint *counts, int n, GError **error);
/* The metrics of a list: names with commas, or JSON [name, {"type", "config"} …]. A GArray of VslObject, owned; NULL with an error
 * that names the nearest. vsl_monitor_names (metrics/vsl-metric.h) are the choices of monitor. */
GArray *vsl_metrics_parse (const char *text, GError **error);

G_END_DECLS
