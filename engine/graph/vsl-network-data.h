/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* What a drawing has to know of the samples that it will learn from. */
typedef struct {
  gboolean notes;                  /* else scans */
  VslShape raw;                    /* of the first scan: height, width, channels; rank 0: there are no scans */
  gboolean uniform;                /* all scans are like it */
  int classes;                     /* 0: none are known, or the target is another */
  guint words;                     /* of all but the longest notes; 0: not counted yet */
  guint distinct;                  /* different words; 0: not counted yet */
} VslDataFacts;

/* More of vsl_network_check() for a drawing whose samples are known: an Input that they do not fit, a last layer that does not fit the classes.
 * Of several inputs or outputs nothing is said. */
void vsl_network_check_data (const VslNetwork *network, VslReport *report, const VslDataFacts *facts);
/* A new Input: shape and preprocessing for the samples. FALSE: nothing is known, it stays as it is. */
gboolean vsl_network_fit_input (VslNode *input, const VslDataFacts *facts);
/* Whether two networks differ in nothing but where their cards stand. */
gboolean vsl_network_same_layers (const VslNetwork *a, const VslNetwork *b);

G_END_DECLS
