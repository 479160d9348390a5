/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans with columns of a table beside them: the features of both, side by side. Each part is about as long as the other, whatever their numbers. */
#include "core/vsl-error.h"
#include "data/vsl-row.h"
#include "evaluate/vsl-baseline-private.h"

typedef struct {
  gpointer scans, columns;
} Joint;

static void
joint_free (gpointer state)
{
  Joint *j = state;
  if (j->scans)
    _vsl_baseline_scans.free (j->scans);
  if (j->columns)
    _vsl_baseline_tables.free (j->columns);
  g_free (j);
}

static VslFeatures *
side_by_side (const VslFeatures *a, const VslFeatures *b, GError **error)
{
  VslFeatures *f = vsl_features_dense (a->n, a->width + b->width, error);
  for (guint i = 0; f && i < a->n; i++) {
    float *row = f->dense + (gsize) i * f->width;
    for (guint k = 0; k < a->width; k++)
      row[k] = a->dense[(gsize) i * a->width + k];
    for (guint k = 0; k < b->width; k++)
      row[a->width + k] = b->dense[(gsize) i * b->width + k];
  }
  return f;
}

static gpointer
joint_learn (VslBaselineJob *job, const guint32 *index, guint n, guint most, VslFeatures **rows, GError **error)
{
  Joint *j = g_new0 (Joint, 1);
  g_autoptr (VslFeatures) pixels = NULL, columns = NULL;
  *rows = NULL;
  j->scans = _vsl_baseline_scans.learn (job, index, n, most, &pixels, error);
  j->columns = j->scans ? _vsl_baseline_tables.learn (job, index, n, most, &columns, error) : NULL;
  if (j->columns)
    *rows = side_by_side (pixels, columns, error);
  if (*rows)
    return j;
  joint_free (j);
  return NULL;
}

static VslFeatures *
joint_read (gpointer state, VslBaselineJob *job, const guint32 *index, guint n, GError **error)
{
  const Joint *j = state;
  g_autoptr (VslFeatures) pixels = _vsl_baseline_scans.read (j->scans, job, index, n, error);
  g_autoptr (VslFeatures) columns = pixels ? _vsl_baseline_tables.read (j->columns, job, index, n, error) : NULL;
  return columns ? side_by_side (pixels, columns, error) : NULL;
}

/* Whether the samples are scans that have columns beside them. */
gboolean
_vsl_baseline_is_joint (VslDataset *dataset)
{
  VslImage row = { 0 };
  VslCell cell;
  gsize at = 0;
  const VslSampleInfo *first = vsl_dataset_sample (dataset, 0);
  if (!first || first->kind != VSL_SAMPLE_SCAN || !vsl_dataset_fetch_part (dataset, 0, VSL_SAMPLE_TABLE, &row, NULL))
    return FALSE;
  gboolean any = row.type == VSL_PIXEL_ROW && vsl_row_next (&row, &at, &cell);
  vsl_image_clear (&row);
  return any;
}

const VslBaselineClass _vsl_baseline_joint = { "pixels + columns + logistic regression", joint_learn, joint_read, joint_free,
                                               "pixels + columns + ridge regression" };
