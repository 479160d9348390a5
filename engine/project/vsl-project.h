/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "data/vsl-import.h"
#include "evaluate/vsl-evaluate.h"
#include "graph/vsl-template.h"
#include "train/vsl-options.h"
#include "train/vsl-trainer.h"

G_BEGIN_DECLS

/* NAME.vesalius: one SQLite file, one thread that owns the connection. Every function here sends a request to
 * that thread and waits for it, so it may be called from any thread but the one that draws; app/ calls them from
 * workers. Counted. */
typedef struct _VslProject VslProject;

typedef enum { VSL_PROJECT_WRITE, VSL_PROJECT_READ } VslProjectMode;   /* READ: beside a writer; for runs, options, evaluate */

VslProject *vsl_project_create (const char *path, GError **error);     /* must not exist */
VslProject *vsl_project_open (const char *path, VslProjectMode mode, GError **error);
VslProject *vsl_project_ref (VslProject *project);
void vsl_project_unref (VslProject *project);          /* the last one closes, waiting for what is queued */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslProject, vsl_project_unref)
const char *vsl_project_path (const VslProject *project);
VslProjectMode vsl_project_mode (const VslProject *project);
gboolean vsl_project_save_copy (VslProject *project, const char *path, GError **error);   /* VACUUM INTO, then renamed */

/* ---- samples ---- */
typedef struct {
  VslSampleKind kind;
  guint n;
  VslTarget target;                 /* with labels class_names are their names */
  char *target_name;                /* of a number; NULL */
  guint columns;                    /* of tables */
  gboolean notes_beside;            /* scans have notes beside them */
  char **class_names;               /* NULL-terminated, in class order */
  int positive;                     /* -1: not two classes */
  guint counts[VSL_N_SPLITS + 1];   /* last: no split, or left out by a mend */
  guint excluded;                   /* of n: left out by a mend */
  guint patients;                   /* 0: unknown */
  gboolean uniform;                 /* all scans of one size, channels and type */
  VslShape raw;                     /* of the first scan, when there is one: height, width, channels */
  VslPixelType type;                /* of the first scan; of notes TEXT */
  int frames, bits;                 /* of the first scan */
  gboolean synthetic;               /* the sample project made by our generator: meta "synthetic" is "true" */
  gboolean masked;                  /* identifiers were masked in its notes: others want masking before its networks read them */
  gint64 revision;                  /* counts every change of samples, labels and splits */
} VslProjectInfo;
gboolean vsl_project_info (VslProject *project, VslProjectInfo *info, GError **error);
void vsl_project_info_clear (VslProjectInfo *info);
GArray *vsl_project_samples (VslProject *project, GError **error);             /* of VslSampleInfo, by id */
gboolean vsl_project_image (VslProject *project, gint64 id, VslImage *image, GError **error);
/* What is kept of a scan beside its pixels, see data/vsl-attributes.h: of one sample, and one name of all samples (by the address of the id). */
char **vsl_project_attributes (VslProject *project, gint64 id, GError **error);
GHashTable *vsl_project_attribute (VslProject *project, const char *name, GError **error);
/* project/vsl-project-columns.c: tables. */
GPtrArray *vsl_project_columns (VslProject *project, GError **error);          /* of VslColumn; empty: no table */
GHashTable *vsl_project_column_values (VslProject *project, const char *column, GError **error);      /* by the address of the sample's id */
/* A sample's row, or the note beside a scan. */
gboolean vsl_project_part (VslProject *project, gint64 id, VslSampleKind part, VslImage *image, GError **error);
const VslImportSink *vsl_project_sink (void);                                  /* sink data: the project */
gboolean vsl_project_set_labels (VslProject *project, const gint64 *ids, guint n, int label, GError **error);
gboolean vsl_project_set_splits (VslProject *project, const gint64 *ids, const VslSplit *splits, guint n, GError **error);
gboolean vsl_project_set_positive (VslProject *project, int positive, GError **error);
gboolean vsl_project_set_meta (VslProject *project, const char *key, const char *value, GError **error);   /* value NULL: removed */
char *vsl_project_meta (VslProject *project, const char *key);                 /* NULL: none */
/* project/vsl-project-text.c: what a template has to know of the notes; reads them all. */
gboolean vsl_project_text_facts (VslProject *project, VslTextFacts *facts, VslProgressFunc progress, gpointer data, GError **error);
/* A template fitted to what the project holds; one for another kind of data is refused. */
VslNetwork *vsl_project_make_template (VslProject *project, const char *id, VslProgressFunc progress, gpointer data, GError **error);
/* A dataset whose fetch reads this project (which it keeps alive). Frozen now. */
VslDataset *vsl_project_dataset (VslProject *project, GError **error);

/* ---- network and options ---- */
VslNetwork *vsl_project_network (VslProject *project, GError **error);         /* NULL without error: none yet */
gboolean vsl_project_set_network (VslProject *project, const VslNetwork *network, GError **error);
VslOptions *vsl_project_options (VslProject *project, GError **error);         /* defaults when never set */
gboolean vsl_project_set_options (VslProject *project, const VslOptions *options, GError **error);

/* ---- runs: append-only ---- */
typedef enum { VSL_RUN_RUNNING, VSL_RUN_PAUSED, VSL_RUN_FINISHED, VSL_RUN_INTERRUPTED, VSL_RUN_FAILED } VslRunState;
extern const char *const vsl_run_state_names[];
typedef struct {
  int run;
  VslRunState state;               /* RUNNING on disk but no process has it: read as INTERRUPTED */
  VslStopped stopped;              /* when FINISHED */
  guint epochs, epochs_done, best_epoch;
  gint64 started;                  /* Unix seconds */
  double seconds;
  VslNetwork *network;
  VslOptions *options;
  char *environment;               /* JSON: kernel variant, OpenBLAS core, threads, version */
  char *message;                   /* of a failure */
  gint64 network_revision;         /* of the drawing it was started from */
  GArray *history;                 /* of VslEpochEvent */
  char **class_names;              /* at the start: what the outputs mean; NULL-terminated */
  gint64 data_revision;            /* VslProjectInfo.revision at the start */
} VslRun;
void vsl_run_free (VslRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslRun, vsl_run_free)
int vsl_project_run_begin (VslProject *project, const VslNetwork *network, const VslOptions *options, const char *environment, GError **error);  /* number; 0: error */
gboolean vsl_project_run_epoch (VslProject *project, int run, const VslEpochEvent *event, GError **error);
/* Takes up an interrupted, paused or stopped run: its state is RUNNING again. */
gboolean vsl_project_run_resume (VslProject *project, int run, GError **error);
/* Kept: last, the one before, best; each row of at most 16 MiB with a checksum, one transaction. */
gboolean vsl_project_run_checkpoint (VslProject *project, int run, guint epoch, gboolean mid, gboolean best, GBytes *state, GError **error);
gboolean vsl_project_run_end (VslProject *project, int run, VslRunState state, VslStopped stopped, const char *message, GError **error);
GPtrArray *vsl_project_runs (VslProject *project, GError **error);             /* of VslRun, by number */
VslRun *vsl_project_run (VslProject *project, int run, GError **error);        /* 0: the last one */
/* The newest sound checkpoint (falls back to the one before and says so in *note, owned, NULL: nothing to say), or the best one
 * (VSL_ERROR_NOT_FOUND when no epoch was marked best). */
GBytes *vsl_project_checkpoint (VslProject *project, int run, gboolean best, char **note, GError **error);
gboolean vsl_project_set_predictions (VslProject *project, int run, const VslPredictions *predictions, GError **error);
/* NULL without error: none, or samples, labels or splits have changed since. */
VslPredictions *vsl_project_predictions (VslProject *project, int run, VslSplit split, GError **error);

GHashTable *vsl_project_known (VslProject *project, GError **error);   /* project/vsl-project-known.c: of strings, for VslImportPlan.known */

/* ---- audit log: append-only ---- */
/* event: a word ("import"); detail: a sentence or JSON, without names of files or patients; may be NULL. */
gboolean vsl_project_audit (VslProject *project, const char *event, const char *detail, GError **error);
typedef struct {
  gint64 time;                     /* Unix seconds */
  char *event, *detail;            /* detail may be NULL */
} VslAuditEntry;
GPtrArray *vsl_project_audit_log (VslProject *project, GError **error);        /* of VslAuditEntry, oldest first */

/* project/vsl-workflow.c: what vsl and the window both do */
/* Best weights of a run with its network, ready to predict; options and class names from the project. */
gboolean vsl_project_load_model (VslProject *project, int run, VslNetwork **network, VslParams **params, GError **error);
VslPredictions *vsl_project_predict (VslProject *project, int run, VslSplit split, VslProgressFunc progress, gpointer data, GError **error);

G_END_DECLS
