/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Bars of probabilities by class. predicted: the class that stands out, VSL_ANSWER_EACH: every one above one half; truth: a class, -1: unknown. prob NULL:
 * nothing. */
#define VSL_ANSWER_EACH -2
void vsl_answer_bars_fill (GtkGrid *bars, const double *prob, int n, int predicted, int truth, char **names);

G_END_DECLS
