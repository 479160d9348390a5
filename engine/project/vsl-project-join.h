/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* A table that comes after its scans: its labels, values, notes, kept columns and splits go to samples that are in the project already. As in
 * vsl-project.h every function waits for the store. */

/* A sample whose label is another one than the table's. */
typedef struct {
  gint64 sample;
  char *has, *given;
} VslDiffering;

typedef struct {
  guint labelled;          /* had no label, and have one now */
  guint same;              /* had the label that the table gives */
  GPtrArray *differing;    /* of VslDiffering: had another one, which stays unless replaced was asked for */
  guint replaced;          /* of these */
  guint valued, kept, notes;      /* got values of columns, kept columns, a note */
  guint held;              /* values, kept columns and notes that the table has otherwise, and which stay */
  guint moved;             /* to the split that the table gives */
  guint changed;           /* samples that are different now */
  VslImportResult *result; /* masked, kept_masked, deidentified and left_out only */
  /* How to do it again, and back. */
  GPtrArray *tellings;
  GPtrArray *columns;      /* of VslColumn */
  VslTarget target;
  char *target_name, **labels, **new_classes, **new_targets, **new_columns;
} VslJoined;

GArray *vsl_project_stored_samples (VslProject *project, GError **error);      /* of VslStoredSample, for vsl_import_look_here() */
gboolean vsl_project_join_preview (VslProject *project, VslImportPlan *plan, GError **error);     /* fresh, same and differing of plan->join */
/* Masks the plan's texts. Replace: labels and values that differ are overwritten. */
VslJoined *vsl_project_join (VslProject *project, VslImportPlan *plan, gboolean replace, GError **error);
gboolean vsl_project_join_again (VslProject *project, const VslJoined *joined, gboolean forward, GError **error);
void vsl_joined_free (VslJoined *joined);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslJoined, vsl_joined_free)

G_END_DECLS
