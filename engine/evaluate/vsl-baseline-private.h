/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "evaluate/vsl-features.h"

G_BEGIN_DECLS

/* Reading samples is a stretch of the whole's progress. */
typedef struct {
  VslDataset *dataset;
  VslProgressFunc progress;
  gpointer data;
  double from, to;
} VslBaselineJob;

gboolean _vsl_baseline_tick (gpointer job, double fraction);                                   /* VslProgressFunc within the stretch */
gboolean _vsl_baseline_go_on (VslBaselineJob *job, double fraction, GError **error);           /* the same, with an error when cancelled */

/* How raw samples of a kind become rows of features; a file each. */
typedef struct {
  const char *kind;
  /* What the training samples teach about features (means, words), and their rows. most: features that memory allows. */
  gpointer (*learn) (VslBaselineJob *job, const guint32 *index, guint n, guint most, VslFeatures **rows, GError **error);
  VslFeatures *(*read) (gpointer state, VslBaselineJob *job, const guint32 *index, guint n, GError **error);
  void (*free) (gpointer state);
  const char *kind_numbers;    /* where the samples have numbers */
} VslBaselineClass;

/* What is read of a long note. */
#define VSL_BASELINE_NOTE_BYTES ((gsize) 1 << 14)

extern const VslBaselineClass _vsl_baseline_scans, _vsl_baseline_notes, _vsl_baseline_tables, _vsl_baseline_joint;
gboolean _vsl_baseline_is_joint (VslDataset *dataset);

G_END_DECLS
