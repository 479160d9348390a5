/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* What the window and vsl both do with a trained run. These wait for the file: on a worker, or in vsl. */

/* run 0: the newest that has a best epoch. */
int vsl_results_pick_run (VslProject *project, int run, GError **error);
/* split VSL_SPLIT_NONE: test, and validation where there is no test split (fell_back). store: predictions made anew are kept. */
VslResults *vsl_results_make (VslProject *project, int run, VslSplit split, gboolean store, VslProgressFunc progress, gpointer data,
                              GError **error);
/* What makes the numbers look better than they are because the data was changed after the run began; NULL: nothing. */
const char *vsl_results_changed_text (const VslResults *results);
char *vsl_results_looks_text (const VslResults *results);
/* A sentence, and the key "leaks" of runs and evaluate: null when there are none. */
char *vsl_run_leaks_line (const VslRunLeaks *leaks);
JsonNode *vsl_run_leaks_to_json (const VslRunLeaks *leaks);
/* The linear baseline and the majority class on a split. store: they are kept until the data change. */
VslComparison *vsl_results_compare (VslProject *project, VslSplit split, gboolean store, VslProgressFunc progress, gpointer data, GError **error);
JsonObject *vsl_comparison_to_json (const VslComparison *comparison, const char *member, const char *const *class_names);
/* A line a case, as CSV. */
gboolean vsl_results_save_cases (const VslResults *results, char **class_names, const char *path, GError **error);
/* By the file's ending; compared on stored scans with what the engine says. NaN: there was nothing to compare. */
gboolean vsl_results_export (VslProject *project, int run, const char *path, double *difference, GError **error);
/* ".onnx" of a class of the family "exporter", so that ui/ need not know the exporter's struct. */
const char *vsl_results_ending (const VslKind *exporter);
/* Whether a run's numbers are classes (accuracy) or values (mean absolute error). */
gboolean vsl_results_classifies (const VslOptions *options, const VslNetwork *network);

G_END_DECLS
