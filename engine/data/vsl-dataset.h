/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-prepare.h"

G_BEGIN_DECLS

typedef enum { VSL_SPLIT_TRAIN, VSL_SPLIT_VAL, VSL_SPLIT_TEST, VSL_N_SPLITS, VSL_SPLIT_NONE = -1 } VslSplit;
extern const char *const vsl_split_names[];       /* "train", "val", "test", NULL */
VslSplit vsl_split_parse (const char *name);      /* "validation" is val; VSL_SPLIT_NONE when unknown */

typedef enum { VSL_SAMPLE_SCAN, VSL_SAMPLE_NOTE, VSL_SAMPLE_TABLE } VslSampleKind;
extern const char *const vsl_sample_kind_names[];      /* "scan", "note", "table", NULL */

/* What the samples of a project are to be told by: one class of several, a number, or several labels that each hold or not. */
typedef enum { VSL_TARGET_CLASS, VSL_TARGET_NUMBER, VSL_TARGET_LABELS, VSL_N_TARGETS } VslTarget;
extern const char *const vsl_target_names[];      /* "class", "number", "labels", NULL */
#define VSL_MAX_LABELS 64

/* One sample as the project knows it; plain data, no pixels. */
typedef struct {
  gint64 id;
  VslSampleKind kind;
  int label;               /* class index, -1: none */
  VslSplit split;
  guint32 patient;         /* number of the patient within the project, 0: unknown */
  int width, height, channels, bits;      /* of a note: its bytes, 1, 1, 8 */
  VslPixelType type;
  int frames;              /* slices or moments of a scan: 1 and more; 0 counts as 1 */
  gboolean excluded;       /* left out by a mend: stays in the project, and is neither trained nor judged on */
  /* Where the project's target is a number or labels; label is -1 then. */
  gboolean has_target;
  double number;
  guint64 labels;          /* bit k: label k holds */
} VslSampleInfo;
/* Whether the sample has what is to be learnt. */
gboolean vsl_sample_labelled (const VslSampleInfo *sample, VslTarget target);

/* Where raw samples come from (the project). Called from the trainer's thread. */
typedef gboolean (*VslFetchFunc) (gpointer source, gint64 id, VslImage *image, GError **error);

/* Another part of a sample than what it is itself: the row of a table beside a scan. */
typedef gboolean (*VslFetchPartFunc) (gpointer source, gint64 id, VslSampleKind part, VslImage *image, GError **error);

/* A frozen, ordered index and the samples after the network's preprocessing, packed. Immutable after prepare;
 * reference counted, may be read from several threads. */
typedef struct _VslDataset VslDataset;

VslDataset *vsl_dataset_new (const VslSampleInfo *samples, guint n, const char *const *class_names, int positive,
                             VslFetchFunc fetch, gpointer source, GDestroyNotify source_free);
VslDataset *vsl_dataset_ref (VslDataset *dataset);
void vsl_dataset_unref (VslDataset *dataset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslDataset, vsl_dataset_unref)
/* From arrays, for benchmarks, tests and training without a project: x is [n, count(shape)], y class numbers. */
VslDataset *vsl_dataset_from_arrays (const VslShape *shape, guint n, const VslReal *x, const int *y, int classes, const VslSplit *split);
/* What a further Input of such a dataset takes. */
gboolean vsl_dataset_add_arrays (VslDataset *dataset, const VslShape *shape, const VslReal *x);

/* Right after vsl_dataset_new(). Names of labels are the class_names then; name: of the number, may be NULL. */
void vsl_dataset_set_target (VslDataset *dataset, VslTarget target, const char *name);
void vsl_dataset_set_parts (VslDataset *dataset, VslFetchPartFunc fetch);
VslTarget vsl_dataset_target (const VslDataset *dataset);
const char *vsl_dataset_target_name (const VslDataset *dataset);      /* of the number; NULL: it has none */
int vsl_dataset_target_width (const VslDataset *dataset);             /* values a sample: 1, or as many as there are labels */

guint vsl_dataset_n (const VslDataset *dataset);
const VslSampleInfo *vsl_dataset_sample (const VslDataset *dataset, guint i);
int vsl_dataset_classes (const VslDataset *dataset);      /* with labels: how many those are */
const char *vsl_dataset_class_name (const VslDataset *dataset, int c);
int vsl_dataset_positive (const VslDataset *dataset);
/* The indices (into the dataset) of a split's samples in id order; borrowed. */
const guint32 *vsl_dataset_split (const VslDataset *dataset, VslSplit split, guint *n);

typedef gboolean (*VslProgressFunc) (gpointer data, double fraction);    /* FALSE: cancel (VSL_ERROR_CANCELLED) */
/* Gives the network's preprocessing what it takes from the training split (TextVectorization's vocabulary), before it is prepared and trained. */
gboolean vsl_dataset_adapt (VslDataset *dataset, VslNetwork *network, VslProgressFunc progress, gpointer data, GError **error);
/* Runs the preprocessing of each Input over all samples: it gets the part that its steps take (vsl_dataset_input_kind). A sample that fails is
 * an error naming it. */
gboolean vsl_dataset_prepare (VslDataset *dataset, const VslNetwork *network, VslProgressFunc progress, gpointer data, GError **error);
/* What an Input takes: table rows where it has steps for columns, notes with TextVectorization, else what the samples are. */
VslSampleKind vsl_dataset_input_kind (const VslDataset *dataset, const VslNode *input);
int vsl_dataset_n_inputs (const VslDataset *dataset);                 /* prepared ones, in the order of vsl_network_input_nodes () */
/* n prepared samples of the first Input into x [n, count]; y (may be NULL): their targets [n, vsl_dataset_target_width ()]: class numbers (-1: none),
 * numbers (NaN: none) or 0 and 1. Threads: any. */
void vsl_dataset_read (const VslDataset *dataset, const guint32 *index, int n, VslReal *x, VslReal *y);
void vsl_dataset_read_input (const VslDataset *dataset, int input, const guint32 *index, int n, VslReal *x);
/* One sample's part of a kind. */
gboolean vsl_dataset_fetch_part (VslDataset *dataset, guint i, VslSampleKind part, VslImage *image, GError **error);
/* One sample as it was imported, before any preprocessing; from one thread at a time. */
gboolean vsl_dataset_fetch (VslDataset *dataset, guint i, VslImage *image, GError **error);
gsize vsl_dataset_bytes (const VslDataset *dataset);
/* Prepared samples are held in memory within a budget, else in a file without a name. Before prepare; 0: by VESALIUS_MEMORY, else half of what is free. */
void vsl_dataset_set_budget (VslDataset *dataset, gsize bytes);
gsize vsl_dataset_bytes_on_disk (const VslDataset *dataset);

G_END_DECLS
