/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-cmd.h"
#include "privacy/vsl-deid.h"

G_BEGIN_DECLS

/* What vsl deidentify is asked for. */
typedef struct {
  const char *in, *out;         /* out: "-" is standard output; NULL: only measured */
  const char *text;             /* column or key that holds the notes, NULL: by its name */
  GPtrArray *keep;              /* further columns or keys; NULL: none */
  guint32 types;                /* that are masked, a bit each */
  gboolean numbered, json, keep_ids;
} VslDeidentifyOptions;

/* One note of a file. */
typedef struct {
  JsonNode *id;
  char *text;
  JsonObject *object;           /* JSON Lines: the whole line */
  gpointer row;                 /* of a table: VslCsvRow */
  guint line;
} VslDeidentifyNote;

/* A .jsonl, .csv, .tsv or .txt, read. */
typedef struct {
  GPtrArray *notes;             /* of VslDeidentifyNote */
  struct _VslDeidentifyTable *table;
  guint failed;                 /* lines that could not be read, said already */
} VslDeidentifyFile;

gboolean vsl_deidentify_is_notes (const char *path);
VslDeidentifyFile *vsl_deidentify_read (const char *path, const char *text, GError **error);
void vsl_deidentify_file_free (VslDeidentifyFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslDeidentifyFile, vsl_deidentify_file_free)

GArray *vsl_deidentify_find (const VslDeidentifyNote *note, guint32 types);                    /* of VslDeidSpan */
gboolean vsl_deidentify_write (const VslDeidentifyFile *file, const VslDeidentifyOptions *options, GError **error);
int vsl_cmd_deidentify_notes (const VslArgs *args);
/* app/vsl-deidentify-folder.c */
gboolean vsl_deidentify_is_notes_folder (const char *path);            /* nothing but files of notes in it */
guint vsl_deidentify_folder_notes (const char *path);                  /* files of notes in a folder of other things */
int vsl_cmd_deidentify_folder (const VslArgs *args);
/* app/vsl-cmd-deidentify-notes.c: what the command line asks for; FALSE: said already. */
gboolean vsl_deidentify_options (const VslArgs *args, VslDeidentifyOptions *options);
/* app/vsl-deidentify-measure.c */
gboolean vsl_deidentify_measure (const VslDeidentifyFile *file, const char *against, char **given_types, const VslDeidentifyOptions *options,
                                 GError **error);

G_END_DECLS
