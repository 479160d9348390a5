/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-quality.h"

G_BEGIN_DECLS

/* What the findings about copies have in common: they tell groups of samples, and differ in a row of this table. */
typedef struct {
  gboolean near;                 /* look-alikes; else exact copies */
  gboolean across;               /* those alone that stand on two sides of a split */
  VslSeverity severity;
  char *(*say) (VslSampleKind kind, guint n);      /* owned sentence */
} VslCopies;

void vsl_find_copies (const VslQualityInput *input, const VslCopies *copies, VslFindings *out);
/* A finding of @count samples with the groups that they stand in (chosen as in vsl_ids_of_groups()). Takes the sentence. */
void vsl_findings_add_groups (VslFindings *out, VslSeverity severity, guint count, GArray *ids, GArray *groups, char *sentence);

G_END_DECLS
