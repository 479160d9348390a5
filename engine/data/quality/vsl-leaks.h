/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-quality.h"

G_BEGIN_DECLS

/* What a network would be judged on although it has learnt from it. */
typedef struct {
  guint patients;          /* on two sides of the split */
  guint copies;            /* exact copies in another split than their first */
  guint look_alikes;       /* beyond these: all but equal ones */
  guint smaller;           /* samples of the smallest split in use */
  GArray *samples;         /* of gint64: of patients and exact copies, each once, in order of id */
} VslLeaks;

/* Exact copies below this share of the smallest split are told of and recorded, but do not stop training. docs/quality.md says why. */
#define VSL_LEAKS_TOLERATED 0.02

VslLeaks *vsl_leaks_find (const VslQualityInput *input);
void vsl_leaks_free (VslLeaks *leaks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslLeaks, vsl_leaks_free)
gboolean vsl_leaks_any (const VslLeaks *leaks);
gboolean vsl_leaks_stop (const VslLeaks *leaks);       /* too much for training to begin without being told to */
char *vsl_leaks_text (const VslLeaks *leaks);          /* a sentence for people, translated; names the first samples */

G_END_DECLS
