/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "project/vsl-lock.h"
#include "project/vsl-project.h"
#include "project/vsl-store.h"

G_BEGIN_DECLS

struct _VslProject {
  atomic_int refs;
  char *path;               /* absolute, links followed */
  VslProjectMode mode;
  VslStore *store;
  VslLock lock;
  /* On the store's thread only: */
  GHashTable *active;       /* runs that a session of this process has under way */
  char **import_classes;    /* of the import under way, in the plan's order */
  VslSampleKind import_kind;
  gboolean import_split_given;          /* sides come from the files, not drawn */
  char *import_positive;    /* class name to be made the positive one, or NULL */
  guint import_n;           /* samples added so far */
  gint64 import_before;     /* the last sample that was there before */
  VslTarget import_target;  /* of labels: import_classes are their names */
  char *import_target_name;
  GPtrArray *import_columns;            /* of VslColumn: the plan's, copies */
  GArray *import_column_ids;            /* of gint64: of those that are taken */
};

/* What samples are told by; labels in the order of classes. */
typedef struct {
  VslTarget kind;
  guint n;
  gint64 *id;
  char **name;              /* NULL-terminated */
} VslTargetList;

/* Classes in their order: numbers by value when all names are numbers, else by code points. */
typedef struct {
  guint n;
  gint64 *id;               /* rows of table classes */
  char **name;              /* NULL-terminated */
} VslClassList;

/* All on the store's thread. */
gboolean vsl_class_list_load (VslStore *store, VslClassList *list, GError **error);
void vsl_class_list_clear (VslClassList *list);
void vsl_class_names_sort (char **names);
gboolean vsl_targets_load (VslStore *store, VslTargetList *list, GError **error);
void vsl_targets_clear (VslTargetList *list);
gboolean vsl_targets_agree (VslStore *store, const VslImportPlan *plan, GError **error);
gboolean vsl_targets_write (VslStore *store, VslTarget target, const char *name, char *const *labels, GError **error);
gboolean vsl_target_write (VslStore *store, gint64 sample, VslTarget target, char *const *labels, const VslNewSample *s, GError **error);
gboolean vsl_targets_read (VslStore *store, const VslTargetList *list, GArray *samples, GError **error);
GPtrArray *vsl_columns_load (VslStore *store, GArray *ids, GError **error);
gboolean vsl_columns_write (VslStore *store, const GPtrArray *columns, GArray *ids, GError **error);
gboolean vsl_cells_write (VslStore *store, gint64 sample, const GArray *ids, const VslCell *cells, guint n, GError **error);
gboolean vsl_row_load (VslStore *store, gint64 sample, VslImage *image, GError **error);
gboolean vsl_meta_get (VslStore *store, const char *key, char **value, GError **error);       /* *value NULL: none */
gboolean vsl_meta_set (VslStore *store, const char *key, const char *value, GError **error);
gboolean _vsl_run_write_metrics (VslStore *store, int run, const VslEpochEvent *event, GError **error);
gboolean _vsl_run_read_metrics (VslStore *store, int run, VslEpochEvent *event, GError **error);
gboolean vsl_attributes_write (VslStore *store, gint64 sample, const char *const *attributes, GError **error);
gboolean _vsl_masks_read (gpointer sink, GArray *numbers, GError **error);                   /* of VslMaskNumber; from any thread */
gboolean _vsl_masks_any (VslStore *store, gboolean *any, GError **error);
gboolean _vsl_masks_write (gpointer sink, const GArray *numbers, GError **error);
/* vsl-project-words.c: words of notes that go, and their places in the vocabularies of runs. */
GHashTable *_vsl_words_of_notes (VslStore *store, VslProject *project, const gint64 *ids, guint n, GError **error);
void _vsl_words_of_text (GHashTable *words, const char *text);
gboolean _vsl_words_hide (VslStore *store, VslProject *project, GHashTable *words, guint *hidden, GError **error);
gboolean _vsl_note_read (VslProject *project, VslSampleKind kind, gint64 id, VslImage *note, GError **error);
gboolean _vsl_project_compact (VslProject *project);     /* from any thread but the store's */
gint64 vsl_meta_revision (VslStore *store);                                                   /* of the data */
gboolean vsl_meta_bump (VslStore *store, GError **error);
gboolean vsl_audit_add (VslStore *store, const char *event, const char *detail, GError **error);
gboolean vsl_audit_addf (VslStore *store, GError **error, const char *event, const char *format, ...) G_GNUC_PRINTF (4, 5);
gint64 vsl_project_now (void);          /* Unix seconds; SOURCE_DATE_EPOCH when set, so that samples are the same bytes at each build */
/* Where a number of a run is wanted and 0 stands for the last: the number, 0 with an error. */
int vsl_run_resolve (VslStore *store, int run, GError **error);

/* vsl-project-split.c */
gboolean _vsl_fingerprint_test_now (VslStore *store, char **test, GError **error);
gboolean _vsl_division_of_run (VslStore *store, int run, GError **error);         /* remembers how things stand as what the run began with */

gboolean vsl_runs_mark_interrupted (VslStore *store, GError **error);     /* from any thread */

G_END_DECLS
