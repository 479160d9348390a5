/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-data-facts.h"
#include "app/vsl-document.h"
#include "app/vsl-history.h"
#include "app/vsl-writer.h"

G_BEGIN_DECLS

/* An immutable network, shared by the undo steps and the writer. */
typedef struct {
  gatomicrefcount refs;
  VslNetwork *network;
} VslDrawing;
VslDrawing *vsl_drawing_new (VslNetwork *network);            /* takes it */
VslDrawing *vsl_drawing_ref (VslDrawing *drawing);
void vsl_drawing_unref (VslDrawing *drawing);

struct _VslDocument {
  GObject parent;
  GThread *home;                    /* compared only: where it was made and ends, whose main loop has its signals */
  GMainContext *context;            /* of home */
  VslProject *project;
  VslWriter *writer;                /* background saves, in order */
  VslHistory *history;

  VslProjectInfo info;
  GListStore *samples;              /* of VslSample */
  GHashTable *by_id;                /* gint64 * (in the sample) -> VslSample, borrowed */
  VslDrawing *drawing;
  VslDrawing *from_template;        /* what a template put there last; NULL: none did */
  VslTextFacts words;               /* of the notes, when so many notes were counted as there are */
  guint words_counted;
  gint64 revision;
  VslReport *report;
  VslOptions *options;
  GListStore *runs;                 /* of VslRunItem, newest first */
  guint runs_generation;            /* of the newest request */
  gboolean runs_reading;            /* one reading at a time */
  guint runs_later;                 /* source that reads them again, 0: none */

  guint save_source;                /* the 300 ms after the last edit */
  gboolean network_dirty, options_dirty;
  VslLooks looks;                   /* at test sets so far; here is of the moment of opening */
  GHashTable *looks_by_test;        /* fingerprint of a test set -> how often */
  GHashTable *test_seen;            /* ids in test sets that were looked at since; NULL: none */
  char *test;                       /* fingerprint of the test set of now; NULL: to be found out */
  gboolean looked;                  /* at a test set since the project was opened */
  char *left_out;                   /* by imports, as in the audit log */

  char *busy;
  double progress;
  guint busy_source;
  struct _VslJob *busy_job;
};

/* What the worker of an open or reload brings back. */
typedef struct {
  VslProject *project;
  VslProjectInfo info;
  GArray *samples;
  VslNetwork *network;
  VslOptions *options;
  GPtrArray *runs;
  VslLooks looks;
  GHashTable *looks_by_test;
  char *left_out;                   /* by imports: lines of vsl_left_out_log() */
} VslLoaded;
VslLoaded *vsl_loaded_read (VslProject *project, gboolean everything, GError **error);    /* on a worker */
void vsl_loaded_free (VslLoaded *loaded);
VslDocument *vsl_document_new_loaded (VslLoaded *loaded);     /* takes what it needs */
void vsl_document_take_data (VslDocument *self, VslLoaded *loaded);
void vsl_document_take_runs (VslDocument *self, GPtrArray *runs);

/* A long job that shows in "busy" and "progress". Counted: the worker has it too. */
struct _VslJob {
  int refs;                         /* atomic */
  int permille;                     /* atomic, -1: unknown */
  GCancellable *cancellable;
};
VslJob *vsl_job_new (GCancellable *cancellable);              /* without a word in "busy" */
VslJob *vsl_document_begin_job (VslDocument *self, const char *what, GCancellable *cancellable);
void vsl_document_end_job (VslDocument *self, VslJob *job);
VslJob *vsl_job_ref (VslJob *job);
gboolean vsl_job_progress (gpointer job, double fraction);    /* VslProgressFunc */

void vsl_document_changed_history (gpointer self);
void vsl_document_update_info (VslDocument *self);            /* counts from the samples; emits data-changed */
void vsl_document_forget_test (VslDocument *self);            /* which samples are in test has changed, or may have */
void vsl_document_update_report (VslDocument *self);
void vsl_document_suit_options (VslDocument *self, const char *id);
void vsl_document_commit (VslDocument *self, VslNetwork *next, const char *label, const char *key, gint64 window, gboolean moved);      /* takes next */
/* vsl-document-fit.c */
VslDataFacts vsl_document_facts (VslDocument *self);
void vsl_document_fit_node (VslDocument *self, VslNetwork *network, VslNode *node);
void vsl_document_take_added (VslDocument *self, VslNetwork *next, VslNode *node, char **id);      /* takes next */
void vsl_document_read_for_input (VslDocument *self, const char *id);
void vsl_document_failed (gpointer self, const char *message);
void vsl_document_schedule_save (VslDocument *self);
void vsl_document_save_now (VslDocument *self);
void vsl_document_emit_network_changed (VslDocument *self);
void vsl_document_emit_options_changed (VslDocument *self);
void vsl_document_emit_data_changed (VslDocument *self);
extern const VslCommandClass vsl_command_labels, vsl_command_splits, vsl_command_positive, vsl_command_mend, vsl_command_join;

VslSample *vsl_sample_new (const VslSampleInfo *info, VslDocument *document);
void vsl_sample_set (VslSample *self, int label, VslSplit split);
void vsl_sample_set_excluded (VslSample *self, gboolean excluded);
void vsl_sample_forget_document (VslSample *self);
VslRunItem *vsl_run_item_new (VslRun *run);                   /* takes it */
void vsl_run_item_replace (VslRunItem *self, VslRun *run);

G_END_DECLS
