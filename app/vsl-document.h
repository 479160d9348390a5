/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/vsl-check.h"
#include "data/vsl-split-plan.h"
#include "project/vsl-project-forget.h"
#include "project/vsl-project-split.h"

G_BEGIN_DECLS

/* The open project as the window sees it. Lives on the main loop; never blocks it: everything that touches the
 * file runs on a worker and comes back. Edits are commands with undo. */
#define VSL_TYPE_DOCUMENT (vsl_document_get_type ())
G_DECLARE_FINAL_TYPE (VslDocument, vsl_document, VSL, DOCUMENT, GObject)

/* Opening and making. The document comes with its lists filled. */
void vsl_document_open_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslDocument *vsl_document_open_finish (GAsyncResult *result, GError **error);
void vsl_document_create_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslDocument *vsl_document_create_finish (GAsyncResult *result, GError **error);
/* Copies the installed sample (see vsl_sample_path) to path and opens it. */
void vsl_document_create_sample_async (const char *sample, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslDocument *vsl_document_create_sample_finish (GAsyncResult *result, GError **error);

/* A whole copy under another name, while work goes on; path must not be the project's own. */
void vsl_document_save_copy_async (VslDocument *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_save_copy_finish (VslDocument *self, GAsyncResult *result, GError **error);

/* Properties (all notify): "title" (string), "subtitle" (string: "600 scans · 150 patients"), "busy" (string, what is going on, NULL idle),
 * "progress" (double 0…1, -1 unknown), "can-undo", "can-redo", "undo-label", "redo-label" (what would be undone), "n-samples" (uint). */
const char *vsl_document_path (VslDocument *self);
VslProject *vsl_document_project (VslDocument *self);         /* borrowed */

/* ---- data ---- */
#define VSL_TYPE_SAMPLE (vsl_sample_get_type ())
G_DECLARE_FINAL_TYPE (VslSample, vsl_sample, VSL, SAMPLE, GObject)     /* one row of the grid */
const VslSampleInfo *vsl_sample_info (VslSample *self);
GListModel *vsl_document_samples (VslDocument *self);                  /* of VslSample, borrowed */
VslSample *vsl_document_sample_by_id (VslDocument *self, gint64 id);   /* borrowed or NULL */
const VslProjectInfo *vsl_document_info (VslDocument *self);           /* borrowed, current */
/* Signal "data-changed": samples, classes or splits are different. */

void vsl_document_look_async (VslDocument *self, const char *const *paths, const VslImportOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslImportPlan *vsl_document_look_finish (VslDocument *self, GAsyncResult *result, GError **error);
/* Takes the plan. Progress shows in "busy" and "progress". */
void vsl_document_import_async (VslDocument *self, VslImportPlan *plan, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslImportResult *vsl_document_import_finish (VslDocument *self, GAsyncResult *result, GError **error);
/* A table for the samples that are here: vsl-document-join.c. */
void vsl_document_look_here_async (VslDocument *self, const char *table, const VslImportOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer data);
VslImportPlan *vsl_document_look_here_finish (VslDocument *self, GAsyncResult *result, GError **error);
/* Takes the plan. Undoable. */
void vsl_document_join_async (VslDocument *self, VslImportPlan *plan, gboolean replace, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_join_finish (VslDocument *self, GAsyncResult *result, char **told, GError **error);
void vsl_document_image_async (VslDocument *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_image_finish (VslDocument *self, GAsyncResult *result, VslImage *image, GError **error);
/* Undoable. */
void vsl_document_set_label (VslDocument *self, const gint64 *ids, guint n, int label);
void vsl_document_set_split (VslDocument *self, const gint64 *ids, guint n, VslSplit split);
void vsl_document_set_positive (VslDocument *self, int positive);
void vsl_document_leave_out (VslDocument *self, const gint64 *ids, guint n, gboolean out);
/* For good, both: vsl-document-forget.c. */
void vsl_document_delete_async (VslDocument *self, const gint64 *ids, guint n, GAsyncReadyCallback callback, gpointer data);
void vsl_document_mask_async (VslDocument *self, const VslMaskOrder *order, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_forget_finish (VslDocument *self, GAsyncResult *result, char **told, GError **error);
/* Signal "pixels-changed": scans were inverted, or back, or notes masked; what shows them reads them again. */

/* ---- quality: app/vsl-document-quality.c ---- */
typedef struct _VslJob VslJob;
VslJob *vsl_document_check_async (VslDocument *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslReportCard *vsl_document_check_finish (VslDocument *self, GAsyncResult *result, GError **error);
double vsl_job_fraction (VslJob *job);                                 /* 0 … 1, -1: not known */
void vsl_job_unref (VslJob *job);
/* Undoable, both. findings: ids, or "id=name". */
void vsl_document_mend_async (VslDocument *self, const char *const *findings, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_mend_finish (VslDocument *self, GAsyncResult *result, guint *changed, GError **error);
void vsl_document_split_async (VslDocument *self, const VslSplitRule *rule, const char *by, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_split_finish (VslDocument *self, GAsyncResult *result, VslSplitSummary *summary, GError **error);
/* The test set is sealed: how often somebody looked, and one look more. */
guint vsl_document_looks (VslDocument *self);                 /* at the test set of now */
gboolean vsl_document_test_seen (VslDocument *self);          /* most of it, whatever was moved since */
guint vsl_document_looks_all (VslDocument *self);             /* at any that there was */
gboolean vsl_document_has_looked (VslDocument *self);                  /* at one since the project was opened */
gboolean vsl_document_path_is_table (const char *path);
/* What imports left out, as the audit log has it: a line for each kind and reason, see vsl_left_out_log(); "": nothing. */
const char *vsl_document_left_out (VslDocument *self);
void vsl_document_look (VslDocument *self, int run);

/* ---- network: every edit is one undo step, saved to the project by itself ---- */
VslNetwork *vsl_document_network (VslDocument *self);         /* borrowed; never changed except through the calls below; never NULL (may be empty) */
const VslReport *vsl_document_report (VslDocument *self);     /* borrowed, current */
gint64 vsl_document_revision (VslDocument *self);
/* Signal "network-changed" (after edit, undo, redo, template). */
gboolean vsl_document_template_suits (VslDocument *self, const char *id, GError **error);
gboolean vsl_document_use_template (VslDocument *self, const char *id, GError **error);   /* fitted to the data; to notes a little later */
gboolean vsl_document_add_node (VslDocument *self, const char *type, double x, double y, char **id, GError **error);
gboolean vsl_document_remove_nodes (VslDocument *self, const char *const *ids, GError **error);
gboolean vsl_document_connect (VslDocument *self, const char *from, const char *to, GError **error);
gboolean vsl_document_disconnect (VslDocument *self, const char *from, const char *to, GError **error);
gboolean vsl_document_insert_node (VslDocument *self, const char *type, const char *from, const char *to, char **id, GError **error);
gboolean vsl_document_rename_node (VslDocument *self, const char *id, const char *new_id, GError **error);
/* Quick repeats on the same option or node merge into one undo step until vsl_document_barrier. */
gboolean vsl_document_set_option (VslDocument *self, const char *node, const char *option, JsonNode *value, GError **error);
void vsl_document_move_nodes (VslDocument *self, const char *const *ids, double dx, double dy);
void vsl_document_layout (VslDocument *self);
gboolean vsl_document_apply_remedy (VslDocument *self, const char *node, GError **error);   /* of the report */
gboolean vsl_document_set_network (VslDocument *self, const VslNetwork *network, const char *label);  /* paste, load a file */
gboolean vsl_document_has_own_work (VslDocument *self);      /* a drawing that neither a template nor a run has */
void vsl_document_barrier (VslDocument *self);
void vsl_document_undo (VslDocument *self);
void vsl_document_redo (VslDocument *self);

/* ---- options of the next run ---- */
const VslOptions *vsl_document_options (VslDocument *self);   /* borrowed */
gboolean vsl_document_set_train_option (VslDocument *self, const char *name, const char *value, GError **error);  /* undoable; "seed", "threads" too */
/* Signal "options-changed". */
gboolean vsl_document_loss (VslDocument *self, VslObject *loss);      /* also what "auto" stands for; vsl_object_clear() it */

/* ---- runs ---- */
#define VSL_TYPE_RUN_ITEM (vsl_run_item_get_type ())
G_DECLARE_FINAL_TYPE (VslRunItem, vsl_run_item, VSL, RUN_ITEM, GObject)
const VslRun *vsl_run_item_run (VslRunItem *self);            /* borrowed, replaced when it changes: signal "changed" */
GListModel *vsl_document_runs (VslDocument *self);            /* of VslRunItem, newest first */
void vsl_document_reload_runs (VslDocument *self);            /* asynchronous */

/* ---- results ---- */
typedef struct {
  int run;
  VslPredictions *predictions;
  VslEvaluation *evaluation;
  VslSplit split;
  gboolean fell_back;                                         /* no test split: this is val */
  gboolean data_changed;                                      /* since the run began: it may have learnt from scans of the split */
  gboolean patients_unknown;                                  /* scans of one person may stand on both sides */
  VslRunLeaks *leaks;                                         /* what the run was begun with although it leaks; NULL: nothing */
  guint looks, looks_all;                                     /* at this test set so far, where it is the split, and at any */
  VslDivision *division;                                      /* how samples were divided for the run; NULL: not known */
} VslResults;
void vsl_results_free (VslResults *results);
void vsl_document_evaluate_async (VslDocument *self, int run, VslSplit split, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslResults *vsl_document_evaluate_finish (VslDocument *self, GAsyncResult *result, GError **error);
/* What needs no network: the numbers to be beaten. */
typedef struct {
  VslSplit split;
  char *kind;                                                 /* "pixels + logistic regression"; NULL: there is no baseline */
  VslInterval accuracy, auc;                                  /* of the linear baseline */
  int majority;                                               /* class that is always answered, -1: none */
  double majority_accuracy;
  /* Where the samples have numbers: of the linear baseline, and of always answering the mean of the training samples. With labels accuracy is over all
   * of them and auc their mean. */
  VslTarget target;
  VslInterval mae, rmse, r2;
  double mean, mean_mae;
} VslComparison;
void vsl_comparison_free (VslComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslComparison, vsl_comparison_free)
char *vsl_comparison_line (const VslComparison *comparison);  /* a line each, NULL: there is neither */
/* A sentence where the network is beaten by more than its interval allows; NULL: it is not. */
char *vsl_comparison_warning (const VslComparison *comparison, const VslEvaluation *evaluation, const char *const *class_names);
void vsl_document_compare_async (VslDocument *self, VslSplit split, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslComparison *vsl_document_compare_finish (VslDocument *self, GAsyncResult *result, GError **error);
void vsl_document_export_async (VslDocument *self, int run, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_export_finish (VslDocument *self, GAsyncResult *result, double *difference, GError **error);

/* Writes what is still waiting and comes back when the file has it: before closing a window. */
void vsl_document_flush_async (VslDocument *self, GAsyncReadyCallback callback, gpointer data);
gboolean vsl_document_flush_finish (VslDocument *self, GAsyncResult *result, GError **error);
void vsl_document_flush (VslDocument *self);                           /* waits; for programs without a window */
/* Signal "failed" (string): saving in the background did not work; the sentence says why. */

/* Of a class of the registry "exporter": the ending of its files, and whether its answers are compared before it is called done. */
const char *vsl_export_ending (const VslKind *exporter);
gboolean vsl_export_is_compared (const VslKind *exporter);
char *vsl_export_beside (VslDocument *document, const char *path);      /* of notes: the file of the vocabulary; NULL: none */

/* Where the sample projects lie: $VESALIUS_DATADIR, the build tree, then the installed data folder. */
char *vsl_sample_path (const char *sample);
const char *const *vsl_sample_names (void);                   /* "scans", … */
const char *vsl_sample_title (const char *sample);
const char *vsl_sample_summary (const char *sample);
gboolean vsl_sample_is_notes (const char *sample);
gboolean vsl_sample_copy (const char *sample, const char *path, GError **error);   /* on a worker; path must not exist */

G_END_DECLS
