/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evaluate/vsl-logistic.h"

/* label or number; the other is NULL. */
gboolean _vsl_logistic_fit (VslLogistic *model, VslFeatures *features, const int *label, const double *number, double strength, VslProgressFunc progress,
                            gpointer data, GError **error);
/* The scores of a row before they become probabilities. */
void _vsl_logistic_scores (const VslLogistic *model, const VslFeatures *features, guint row, const double *weight, double *scores);
