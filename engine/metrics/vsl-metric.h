/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "core/vsl-real.h"

G_BEGIN_DECLS

/* A metric over all predictions of a split. labels: class numbers (classification), or y_true values. */
typedef struct {
  gsize n;
  int width;                   /* predictions a sample: classes, or 1 (sigmoid), or values */
  const VslReal *pred;         /* [n, width] */
  const VslReal *y_true;       /* [n, true_width] */
  int true_width;
  int classes;                 /* 0: not a classification */
  int positive;                /* index of the positive class of two */
} VslMetricInput;

typedef struct _VslMetricClass VslMetricClass;
struct _VslMetricClass {
  VslKind head;
  gboolean higher_is_better;
  gboolean (*applies) (const VslMetricInput *input);
  double (*value) (gconstpointer config, const VslMetricInput *input);   /* NaN when undefined */
};

const VslMetricClass *vsl_metric_class (const char *name);

G_END_DECLS
