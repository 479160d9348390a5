/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Tables for the window: a row, and the values of a column. */
typedef struct {
  char *name, *value, *unit;         /* value NULL: missing; unit NULL: none */
} VslShownCell;
void vsl_document_row_async (VslDocument *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *vsl_document_row_finish (VslDocument *self, GAsyncResult *result, GError **error);      /* of VslShownCell */

/* A column of the project with the values of all samples that have one. */
typedef struct {
  GPtrArray *columns;                /* of VslColumn: all of the project, in order */
  guint chosen;                      /* among them */
  GHashTable *values;                /* of the chosen one, by the address of the sample's id; NULL: there is no column */
} VslColumnValues;
void vsl_column_values_free (VslColumnValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslColumnValues, vsl_column_values_free)
void vsl_document_column_async (VslDocument *self, guint column, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VslColumnValues *vsl_document_column_finish (VslDocument *self, GAsyncResult *result, GError **error);

/* "age 63 · sex F · crp 5.1"; owned. */
char *vsl_row_excerpt (const VslImage *row);
/* What the sample is told by, for people: its class, number or labels; owned. */
char *vsl_sample_target_text (const VslSampleInfo *sample, const VslProjectInfo *info);

G_END_DECLS
