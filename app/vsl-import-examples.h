/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Before notes are imported: how some of them read, and in which encodings they are, so that a person sees what went wrong before it
 * does. */
typedef struct {
  char **texts;                /* whole notes, two at most, of two classes where there are some; NULL-terminated */
  char **masked;               /* the same as they will be kept, identifiers masked */
  char **labels;               /* of each, "" without */
  char *encodings;             /* "UTF-8", "UTF-8, GB18030": of the table, or of files from all over the list; NULL: none was looked at */
  gboolean all;                /* every file was looked at */
} VslImportExamples;
void vsl_import_examples_free (VslImportExamples *examples);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslImportExamples, vsl_import_examples_free)

/* table: the file that the notes are in, NULL: they are files of their own, which are read on a worker. What is needed of the plan is
 * copied. */
void vsl_document_examples_async (VslDocument *self, const VslImportPlan *plan, const char *table, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
VslImportExamples *vsl_document_examples_finish (VslDocument *self, GAsyncResult *result, GError **error);

G_END_DECLS
