/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-image.h"
#include "graph/vsl-network.h"
#include "text/vsl-text-rules.h"

G_BEGIN_DECLS

/* An Input's preprocessing on one raw sample. The loader, predict and the exporters run this same list.
 * Afterwards the values are VslReals of the Input's shape, else an error that says which step is missing
 * ("the scans are 50 × 50, the network takes 28 × 28: add Resizing"). A grey scan for a 3-channel input and the reverse need a ColorMode step. */
gboolean vsl_prepare_image (const VslNode *input, const VslImage *raw, VslReal *out, GError **error);
/* Brings a list for samples of this kind: scans [height, width, channels] get ColorMode when channels differ, Resizing when sizes differ,
 * Rescaling by bit depth; notes [bytes] get TextVectorization. */
void vsl_prepare_default (VslNode *input, const VslShape *raw, gboolean uniform);
/* The same, but whatever else stands in the list stays there. */
void vsl_prepare_refit (VslNode *input, const VslShape *raw, gboolean uniform);
void vsl_prepare_standardise (VslNode *input);
/* The options of the Input's TextVectorization; NULL: it has none. */
gboolean vsl_prepare_scan_range (const VslNode *input, double **low, double **high);
VslTextRules *vsl_prepare_text_rules (const VslNode *input);

G_END_DECLS
