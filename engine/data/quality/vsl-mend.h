/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-quality.h"

G_BEGIN_DECLS

/* What is done to one sample, with what it was before: a mend, or a new split, as data that can be done and undone. */
typedef struct {
  gint64 id;
  gint8 split[2];          /* VslSplit before, after */
  gint8 out[2];            /* left out before, after */
  gint8 invert;            /* dark and bright are exchanged; the same again undoes it */
  const char *class_name[2];       /* before, after, interned; NULL: the class stays. A class that loses its last sample by it goes, and comes back when it is undone */
} VslChange;

/* Element: VslChange; empty when there is nothing to do. Not for VSL_MEND_SPLIT, which asks for the rule of a split. */
GArray *vsl_mend_plan (const VslFinding *finding, const VslQualityInput *input);
/* From splits of all samples to the changes of those that move. */
GArray *vsl_mend_splits (const VslSampleInfo *samples, const VslSplit *split, guint n);

G_END_DECLS
