/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-template.h"

typedef struct {
  const char *id, *json;
} VslTemplateText;

/* Vocabulary and length of an Input that takes notes; facts NULL: the template's own. */
gboolean _vsl_template_fit_notes (VslNetwork *network, VslNode *input, const VslTextFacts *facts, GError **error);

/* Ends with { NULL }; templates.c. */
extern const VslTemplateText vsl_template_texts[];
