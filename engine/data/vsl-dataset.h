/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-prepare.h"

G_BEGIN_DECLS

typedef enum { VSL_SPLIT_TRAIN, VSL_SPLIT_VAL, VSL_SPLIT_TEST, VSL_N_SPLITS, VSL_SPLIT_NONE = -1 } VslSplit;
extern const char *const vsl_split_names[];       /* "train", "val", "test", NULL */
VslSplit vsl_split_parse (const char *name);      /* "validation" is val; VSL_SPLIT_NONE when unknown */

typedef enum { VSL_SAMPLE_SCAN, VSL_SAMPLE_NOTE, VSL_SAMPLE_TABLE } VslSampleKind;
extern const char *const vsl_sample_kind_names[];      /* "scan", "note", "table", NULL */

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
} VslSampleInfo;

/* Where raw samples come from (the project). Called from the trainer's thread. */
typedef gboolean (*VslFetchFunc) (gpointer source, gint64 id, VslImage *image, GError **error);

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

guint vsl_dataset_n (const VslDataset *dataset);
const VslSampleInfo *vsl_dataset_sample (const VslDataset *dataset, guint i);
int vsl_dataset_classes (const VslDataset *dataset);
const char *vsl_dataset_class_name (const VslDataset *dataset, int c);
int vsl_dataset_positive (const VslDataset *dataset);
/* The indices (into the dataset) of a split's samples in id order; borrowed. */
const guint32 *vsl_dataset_split (const VslDataset *dataset, VslSplit split, guint *n);

typedef gboolean (*VslProgressFunc) (gpointer data, double fraction);    /* FALSE: cancel (VSL_ERROR_CANCELLED) */
/* Gives the network's preprocessing what it takes from the training split (TextVectorization's vocabulary), before it is prepared and trained. */
gboolean vsl_dataset_adapt (VslDataset *dataset, VslNetwork *network, VslProgressFunc progress, gpointer data, GError **error);
/* Runs the preprocessing of the network's one Input over all samples. A sample that fails is an error naming it. */
gboolean vsl_dataset_prepare (VslDataset *dataset, const VslNetwork *network, VslProgressFunc progress, gpointer data, GError **error);
/* n prepared samples into x [n, count]; y (may be NULL): class numbers as VslReal. Threads: any. */
void vsl_dataset_read (const VslDataset *dataset, const guint32 *index, int n, VslReal *x, VslReal *y);
/* One sample as it was imported, before any preprocessing; from one thread at a time. */
gboolean vsl_dataset_fetch (VslDataset *dataset, guint i, VslImage *image, GError **error);
gsize vsl_dataset_bytes (const VslDataset *dataset);

G_END_DECLS
