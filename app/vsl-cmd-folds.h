/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-cmd.h"

G_BEGIN_DECLS

/* Trains on one division of the samples; *run its number. An exit code; *stopped: somebody said to stop. */
typedef int (*VslTrainFunc) (gpointer data, int *run, gboolean *stopped);

/* vsl train --folds K: every fold in turn, and the numbers of all. */
int vsl_train_folds (VslProject *project, guint folds, const char *by, guint64 seed, gboolean json, VslTrainFunc train, gpointer data);

G_END_DECLS
