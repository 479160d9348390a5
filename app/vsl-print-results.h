/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-results.h"

G_BEGIN_DECLS

/* What vsl evaluate writes for people, on standard output. */
/* The numbers, indented: of classes, labels, numbers or autoencoders. */
void vsl_print_evaluation (const VslEvaluation *evaluation, char **names);
void vsl_print_comparison (const VslComparison *comparison, char **names);
/* What the intervals are, and that it is research. */
void vsl_print_footer (const VslEvaluation *evaluation);

G_END_DECLS
