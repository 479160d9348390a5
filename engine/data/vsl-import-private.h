/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-error.h"
#include "data/vsl-csv.h"
#include "data/vsl-decoder.h"
#include "data/vsl-import.h"
#include "data/vsl-note.h"
#include "data/vsl-npz.h"

/* What stands in the headers of DICOM files, vsl-import-dicom.c. */
typedef struct _VslDicomHeaders VslDicomHeaders;

/* Hashes of the samples that a project has, vsl-import-here.c. */
typedef struct _VslHere VslHere;

/* What the parts of the look share. */
typedef struct {
  const char *const *paths;
  guint n_paths;
  VslImportPlan *plan;
  const VslImportOptions *options;
  GRegex *patients;             /* options->patients as a pattern, NULL: none */
  VslProgressFunc progress;
  gpointer data;
  guint ticks;
  guint foreign;                /* left out: pictures of kinds that are not read yet */
  char *foreign_example;        /* the first of them, with its reason */
  gboolean disc;                /* there is a DICOMDIR: folders are those of a disc, not classes */
  VslDicomHeaders *headers;     /* read already, because a table is joined by what stands in them; NULL: not yet */
  guint tables;                 /* .csv, .tsv and .jsonl files met in folders */
  char *table;                  /* path of the first of them */
  VslHere *here;                /* the items are samples of a project; NULL: files */
} VslLook;

#define VSL_IMPORT_MAX_FILES 2000000

/* Takes the strings over. */
VslImportItem *_vsl_import_add_item (VslImportPlan *plan, char *path, char *shown);
void _vsl_import_leave_out (GPtrArray *left_out, VslLeftKind kind, const char *file, int line, const char *reason);
/* An item of the plan; with its line in the table that told of it. */
void _vsl_import_leave_out_item (const VslImportPlan *plan, GPtrArray *left_out, VslLeftKind kind, const VslImportItem *item, const char *reason);
void _vsl_import_left_out_free (gpointer left_out);
GPtrArray *_vsl_import_left_out_new (void);
VslImportPlan *_vsl_import_plan_new (const VslImportOptions *options);
/* Target, classes and splits of the items, and sentences about them. */
gboolean _vsl_import_settle (VslImportPlan *plan, GError **error);
VslImportPlan *_vsl_import_look_once (const char *const *paths, const VslImportOptions *options, VslProgressFunc progress, gpointer data, char **beside,
                                      GError **error);
gboolean _vsl_import_tick (VslLook *look, GError **error);             /* FALSE: cancelled */
char *_vsl_import_match_patient (const GRegex *pattern, const char *shown);

gboolean _vsl_import_is_table (const char *name);                      /* .csv, .tsv, .jsonl, whatever the case */
gboolean _vsl_import_look_folders (VslLook *look, GError **error);
/* vsl-import-places.c: classes and splits by folders. */
gboolean _vsl_import_name_by_folder (VslLook *look, GError **error);
gboolean _vsl_import_look_table (VslLook *look, const char *table, GError **error);
gboolean _vsl_import_look_npz (VslLook *look, const char *path, GError **error);
gboolean _vsl_import_look_jsonl (VslLook *look, const char *path, GError **error);

/* DICOM: vsl-import-dicom.c, vsl-import-dicomdir.c */
gboolean _vsl_import_settle_dicom (VslLook *look, gboolean by_row, GError **error);
/* Patients and accession numbers of the plan's items, for joining. */
gboolean _vsl_import_read_identities (VslLook *look, GError **error);
void _vsl_import_headers_free (VslDicomHeaders *headers);
gboolean _vsl_import_is_dicomdir (const char *path);
gboolean _vsl_import_take_dicomdir (VslLook *look, const char *path, GError **error);

#define VSL_IMPORT_MAX_LABEL 200        /* characters */

/* A row of a table, or a line, that holds its note itself; owns its strings, any may be NULL. */
typedef struct {
  const char *file;             /* for people */
  int line;
  char *text, *label, *patient, *split, *group;
  char *reason;                 /* why it cannot be taken, known already */
  gboolean labelled;            /* a label is expected */
  const char *const *row;       /* of the plan's table; NULL: none */
} VslNoteRow;
/* An item of the plan, or a file left out with the reason. Empties the row. */
void _vsl_import_take_note (VslLook *look, VslNoteRow *row);
void _vsl_import_note_row_clear (VslNoteRow *row);
char *_vsl_import_check_label (const char *label);                     /* the reason why it is none; NULL: it is good */
char *_vsl_import_check_split (const char *split);
/* Names of columns and keys, the first choice first, NULL-terminated. */
extern const char *const _vsl_import_text_names[], *const _vsl_import_label_names[], *const _vsl_import_patient_names[],
  *const _vsl_import_split_names[];
/* Whether the files of the plan are scans or notes: what most of them are; the others are left out. */
void _vsl_import_settle_kind (VslLook *look);

/* Files below what was chosen, as items; skip: a table that is no file of its own. */
gboolean _vsl_import_collect (VslLook *look, const char *skip, GError **error);
/* What the columns of a table mean; -1: there is none. */
typedef struct {
  int label, patient, split, note;
  gboolean must_label;          /* a file whose row has no label is left out */
} VslTableColumns;
/* vsl-import-here.c: the hash that a cell would have as the patient or accession number of one of the samples; NULL: it is none. */
char *_vsl_import_here_key (VslHere *here, VslJoinBy by, const char *cell, gboolean zeros);
gboolean _vsl_import_here_knows (const VslHere *here, VslJoinBy by, const char *hash);
gboolean _vsl_import_here_failed (VslHere *here, GError **error);      /* hashes could not be made */
/* vsl-import-join.c: the plan's items are files, or samples; those that a row tells of stay. */
gboolean _vsl_import_join (VslLook *look, const VslCsv *csv, const char *name, const VslTableColumns *columns, GError **error);

/* ---- values in tables: vsl-import-values.c, vsl-import-target.c ---- */
gboolean _vsl_import_find_columns (VslLook *look, const gboolean *others, GError **error);
guint _vsl_import_taken (const VslImportPlan *plan);
VslCell *_vsl_import_cells (const VslImportPlan *plan, const char *const *row, guint *n);
void _vsl_import_cells_free (VslCell *cells, guint n);
gboolean _vsl_import_settle_target (VslImportPlan *plan, GError **error);
/* Masks notes on their way in. find: any thread. apply: one thread, in the order of the plan, so that the same import gives the same numbers. */
typedef struct _VslImportMasker VslImportMasker;
VslImportMasker *_vsl_import_masker_new (const VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, GError **error);
void _vsl_import_masker_free (VslImportMasker *masker);
gboolean _vsl_import_masker_apply (VslImportMasker *masker, const GArray *spans, const VslImportItem *item, VslNewSample *sample, guint64 counts[VSL_N_DEID], GError **error);
/* Whether anything of the plan is to be looked through for identifiers. */
gboolean _vsl_import_masks (const VslImportPlan *plan);
/* What a person ticked to be kept of the item's row, as attributes; masker NULL: as it stands. */
gboolean _vsl_import_keep_columns (const VslImportPlan *plan, VslImportMasker *masker, const VslImportItem *item, char ***attributes, VslImportResult *result,
                                   GError **error);
gboolean _vsl_import_masker_keep (VslImportMasker *masker, GError **error);      /* the new numbers, before the samples that have them */

/* Reading the pictures of an .npz one after the other, in the order of the plan's items. */
typedef struct _VslNpzReader VslNpzReader;
VslNpzReader *_vsl_npz_reader_new (const char *path, GError **error);  /* surveys all values first */
void _vsl_npz_reader_free (VslNpzReader *reader);
gboolean _vsl_npz_reader_next (VslNpzReader *reader, const VslImportItem *item, VslImage *image, GError **error);
