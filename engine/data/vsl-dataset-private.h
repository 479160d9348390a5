/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "data/vsl-packed.h"
#include "data/vsl-prepare.h"

G_BEGIN_DECLS

/* Samples and splits are frozen from the beginning (vsl-dataset.c); Inputs come by vsl_dataset_prepare() (vsl-dataset-prepare.c). */
struct _VslDataset {
  gatomicrefcount refs;
  guint n;
  VslSampleInfo *samples;
  char **class_names;
  int classes, positive;
  guint32 *index[VSL_N_SPLITS];
  guint n_split[VSL_N_SPLITS];
  VslFetchFunc fetch;
  gpointer source;
  GDestroyNotify source_free;
  VslTarget target;
  char *target_name;
  VslFetchPartFunc fetch_part;
  gsize budget;                /* bytes of prepared samples in memory, 0: as the settings say */
  int n_inputs;                /* prepared */
  struct {
    gsize count;               /* values a sample */
    VslPacked packed;          /* [n, count] */
  } input[VSL_MAX_INPUTS];
};

/* The first n steps of the Input's preprocessing, in place. Threads: any. */
gboolean _vsl_prepare_steps (const VslNode *input, guint n, VslImage *image, GError **error);
/* Step `at` of the Input's preprocessing, when it is a Normalization without numbers, gets those of the training split. */
gboolean _vsl_dataset_fit_normalization (VslDataset *dataset, VslNode *input, guint at, VslProgressFunc progress, gpointer data, GError **error);

G_END_DECLS
