/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-cmd.h"

G_BEGIN_DECLS

/* What vsl predict asks. */
typedef struct {
  VslNetwork *network;
  VslParams *params;
  VslRun *run;
  VslProjectInfo info;
  GPtrArray *columns;            /* of VslColumn: of the project's tables */
  gboolean json;
  const char *text;              /* column of tables, NULL: by what is found */
} VslModel;

/* An answer: n probabilities of n classes, or where classes is 0 n numbers. */
typedef struct {
  const char *file;
  int line;                      /* of a table, 0: none */
  int classes, n;
  const double *values;
  double error;                  /* of an autoencoder, against what it was given; NaN: it is none, or undefined */
  gboolean repeats;              /* it is one */
  gboolean note;                 /* what follows is told */
  guint words, known;
  const char *told;              /* what an autoencoder of notes made of it, in words; NULL: it is none */
  guint told_words, told_wrong;
  GPtrArray *unreadable, *unknown;       /* of const char *: columns of the row that could not be read, or have a value not seen in training; NULL: no row */
} VslAnswer;
void _vsl_predict_print (const VslModel *model, const VslAnswer *answer);

/* vsl-predict-files.c: folders as their files. */
char **_vsl_predict_files (const GPtrArray *words, guint first, VslSampleKind kind, GError **error);

/* vsl-cmd-predict-notes.c: files of notes and tables of them. FALSE: one of them could not be read, which is said. */
gboolean _vsl_predict_notes (const VslModel *model, const char *const *files);

/* vsl-cmd-predict-rows.c: tables whose rows are samples, or name the scan and hold the note of one. */
gboolean _vsl_predict_rows (const VslModel *model, const char *const *files);

G_END_DECLS
