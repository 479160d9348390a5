/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "data/vsl-prepare.h"

G_BEGIN_DECLS

/* The first n steps of the Input's preprocessing, in place. Threads: any. */
gboolean _vsl_prepare_steps (const VslNode *input, guint n, VslImage *image, GError **error);
/* Step `at` of the Input's preprocessing, when it is a Normalization without numbers, gets those of the training split. */
gboolean _vsl_dataset_fit_normalization (VslDataset *dataset, VslNode *input, guint at, VslProgressFunc progress, gpointer data, GError **error);

G_END_DECLS
