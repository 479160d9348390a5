/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-leaks.h"
#include "data/quality/vsl-mend.h"
#include "project/vsl-project.h"

G_BEGIN_DECLS

/* What the quality report, the splits and the test set's seal keep in a project. As in vsl-project.h every function waits for the store. */

/* All that the checks need, of one moment; used samples alone. */
typedef struct {
  VslProjectInfo info;
  guint n;
  VslSampleInfo *samples;           /* by id */
  guint8 (*sha256)[32];
  guint32 version;                  /* of the traits that are wanted */
  VslTraits *traits;
  guint8 *known;                    /* whether traits[i] were kept */
  guint missing;                    /* how many were not */
  char **spacing, **burned_in;      /* attributes, n entries, some or all NULL; NULL: no sample has any */
  GArray *left_out;                 /* of gint64 */
  gboolean weighed;                 /* the options of the next run weigh classes */
  GArray *left_out_burned_in;       /* of these, whose pixels may have writing in them */
  guint not_imported;               /* files and rows that imports could not take, by the audit log */
} VslFacts;
gboolean vsl_project_facts (VslProject *project, VslFacts *facts, GError **error);
void vsl_facts_clear (VslFacts *facts);
char **vsl_project_attribute_names (VslProject *project, GError **error);      /* NULL-terminated, in order */
/* Kept for the next time. */
gboolean vsl_project_set_traits (VslProject *project, const gint64 *ids, const VslTraits *traits, guint n, GError **error);

/* ---- mends: done and undone as a whole ---- */
/* forward: to what the changes say after, else to what they say before. finding: why, for the log. */
gboolean vsl_project_apply (VslProject *project, const VslChange *changes, guint n, gboolean forward, const char *finding, GError **error);
/* The same, and remembered for vsl_project_unmend(). */
gboolean vsl_project_mend (VslProject *project, const VslChange *changes, guint n, const char *finding, GError **error);
/* One that changes no sample: the next run weighs classes. */
gboolean vsl_project_mend_weights (VslProject *project, const char *finding, GError **error);
/* Takes the last remembered mend back; *finding (owned): what it was for, *n: samples. VSL_ERROR_NOT_FOUND: there is none. */
gboolean vsl_project_unmend (VslProject *project, char **finding, guint *n, GError **error);

/* ---- looks at the test set ---- */
/* A test set is known by its samples: another fold is another one, and going back is going back. */
typedef struct {
  guint here;                       /* at the test set of now */
  guint all;                        /* at any of the project's */
  guint older;                      /* of these, looks that do not say at which; they are in here, too */
} VslLooks;
/* Counts one; the numbers are those with it. how: "vsl evaluate", "vsl train --folds", "window". */
gboolean vsl_project_look (VslProject *project, int run, const char *how, VslLooks *looks, GError **error);
gboolean vsl_project_looks (VslProject *project, VslLooks *looks, GError **error);
GHashTable *vsl_project_looks_by_test (VslProject *project, GError **error);

/* ---- leaks that a run was begun with ---- */
typedef struct {
  gboolean allowed;                 /* training would have been stopped, and somebody said to go on */
  guint patients, copies, look_alikes, smaller;
  GArray *samples;                  /* of gint64 */
} VslRunLeaks;
gboolean vsl_project_set_run_leaks (VslProject *project, int run, const VslLeaks *leaks, gboolean allowed, GError **error);
/* NULL without error: there were none. */
VslRunLeaks *vsl_project_run_leaks (VslProject *project, int run, GError **error);
void vsl_run_leaks_free (VslRunLeaks *leaks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslRunLeaks, vsl_run_leaks_free)

G_END_DECLS
