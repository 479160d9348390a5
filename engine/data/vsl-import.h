/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-traits.h"
#include "data/vsl-attributes.h"
#include "data/vsl-csv.h"
#include "data/vsl-dataset.h"
#include "data/vsl-split-plan.h"
#include "data/vsl-row.h"
#include "data/vsl-scan-info.h"
#include "privacy/vsl-deid.h"

G_BEGIN_DECLS

/* Two steps: look (what is this?), shown to the person; then run, which decodes and hands samples to a sink in
 * batches. Nothing of a file name, path or unhashed patient goes to the sink. */

typedef struct {
  char *labels;            /* "folder", a CSV path, or NULL: by what is found */
  char *patients;          /* column name, regular expression with one group over the relative path, or NULL */
  char *split;             /* "70/15/15", a column name, or NULL */
  char *positive;          /* class name or NULL */
  char *text;              /* column of a table, or key of JSON Lines, that has the notes; NULL: by what is found */
  char **keep;             /* columns; NULL-terminated or NULL */
  char *volumes;           /* of DICOM: "series" puts slices together, "slices" leaves each file a sample; NULL: by what is found */
  char **label;            /* column of the label, or several: a label each; NULL: by what is found */
  int target;              /* 0: by what the labels are; else one more than a VslTarget */
  char *columns;           /* "auto", or "age, grade=ordinal(low<high), -ward": which become features, and as what; NULL: of a table of values those
                            * that can, of others none */
  char *note;              /* column with a note beside each scan, or NULL */
  char *key;               /* how rows find their files: "COLUMN", "COLUMN=path|name|stem|patient|accession"; NULL: tried */
  gboolean any_columns;    /* a person will choose among the columns of a table of values: none needs to seem fit */
  gboolean texts_alone;    /* notes to be asked about: labels, splits and patients of a table are passed over, and a note may be empty */
  guint64 seed;
  char *split_by;          /* column whose samples of one value stay together, or whose dates order the split; NULL or "patient": by patient */
  guint folds, fold;       /* see VslSplitRule; 0: none */
  char *known;             /* samples that the project has already: "keep" or "leave-out"; NULL: kept */
  char *burned_in;         /* scans in whose picture text is suspected: "keep" or "leave-out"; NULL: kept, for a person to look at */
  gboolean replace_labels; /* of a table for what is here: labels and values that differ are overwritten */
  gboolean has_classes;    /* the project has classes already: files in one only folder are of one more */
  gboolean keep_identifiers;   /* notes come in as they are; by default what tells who they are about is masked */
  guint32 deid_leave;      /* a bit for each VslDeidType that is left as it is; 0: all are masked */
} VslImportOptions;
void vsl_import_options_clear (VslImportOptions *options);
void vsl_import_options_copy (VslImportOptions *to, const VslImportOptions *from);

/* What was left out, by what it is and what it lacks. */
typedef enum {
  VSL_LEFT_UNREADABLE,     /* a file of a kind that is read, which is broken or holds nothing */
  VSL_LEFT_OTHER,          /* a file or folder of another kind: a read-me, a table, something hidden */
  VSL_LEFT_UNLABELLED,     /* no row tells of it, or the row says no label */
  VSL_LEFT_CONTRADICTED,   /* rows say different things about it, or it is not clear which file a row means */
  VSL_LEFT_TEXT,           /* names or other text may stand in its picture */
  VSL_LEFT_CHOSEN,         /* by a person */
  VSL_LEFT_HERE,           /* the project has it already */
  VSL_LEFT_ROW,            /* a row of a table that fits nothing */
  VSL_LEFT_ROW_DOUBLED,    /* a further row of what has one */
  VSL_LEFT_ROW_BAD,        /* a row that cannot be used */
  VSL_N_LEFT_KINDS
} VslLeftKind;
extern const char *const vsl_left_kind_names[];      /* "unreadable", "other", "no_label", "contradicted", "text", "chosen", "here", "row", "row_doubled", "row_bad", NULL */

typedef struct {
  char *file;              /* relative to what was chosen, for the person on screen only; never stored */
  int line;                /* of a manifest, 0: none */
  char *reason;
  gint64 sample;           /* that the project has already; 0: none */
  VslLeftKind kind;
  char *table;             /* whose line it is, where the file is another one; NULL */
} VslLeftOut;
/* data/vsl-import-left-out.c; all owned by the caller. */
char *vsl_left_out_place (const VslLeftOut *left_out);                /* "scan.dcm", "table.csv line 7", "table.csv line 7 (scan.dcm)" */
char *vsl_left_out_counts (const GPtrArray *left_out);                /* "2 files could not be read, 1 row fits no file"; NULL: nothing was left out */
char *vsl_left_out_csv (const GPtrArray *left_out);                   /* a table of all, with names of files */
/* How many of each kind and reason, without a name of a file: for the audit log. table: of whose rows the reasons speak, NULL: none. */
char *vsl_left_out_log (const GPtrArray *left_out, const char *table);
char *vsl_left_out_count (VslLeftKind kind, guint n);                  /* "2 files could not be read" */

/* Why folders were not taken for classes. */
typedef enum {
  VSL_NO_CLASSES_NOT,      /* they were, or there are none */
  VSL_NO_CLASSES_ONE_FOLDER,
  VSL_NO_CLASSES_PATIENTS, /* a folder for each patient or examination, or named after them */
  VSL_NO_CLASSES_NUMBERS,  /* numbers, as of records */
  VSL_NO_CLASSES_SINGLE    /* many folders of one file each */
} VslNoClasses;
extern const char *const vsl_no_classes_names[];     /* "", "one_folder", "patients", "numbers", "single_files", NULL */

typedef struct {
  char *path, *label, *patient, *split;     /* label, patient, split may be NULL */
  char *group;                              /* value of the column to split by; not stored; NULL */
  char *accession;                          /* that the file holds; NULL; stored as a keyed hash only */
  gint64 sample;                            /* that the project has already, whose patient and accession are keyed hashes here; 0: a new one */
  char **kept;                              /* of such a sample: the columns to be kept as attributes, once they are masked; NULL */
  const char *const *row;                   /* cells of the table, as they stand there, in the order of its columns; of the plan's table; NULL: none */
  gboolean has_target;                      /* a number or labels are known */
  double number;
  guint64 labels;                           /* bits in the order of the plan's classes */
  char *note;                               /* beside a scan; NULL: none */
  char *text;                               /* of a note that a table holds, UTF-8; path is NULL then */
  int line;                                 /* of the manifest; 0 */
  gint64 array_index;                       /* in an .npz, where path names the array; -1 */
  char *shown;                              /* path below what was chosen, or the table, for people */
  char **slices;                            /* files of a volume from its first slice to its last, or NULL */
  double step;                              /* mm between them; 0 unknown */
  VslBurnedIn burned_in;                    /* by the file's header; of a volume that of any slice */
  gboolean keep_text;                       /* a person looked at it and keeps it: see vsl_import_plan_settle_burned_in() */
} VslImportItem;

/* How rows of a table find their files. */
typedef enum { VSL_JOIN_PATH, VSL_JOIN_NAME, VSL_JOIN_STEM, VSL_JOIN_PATIENT, VSL_JOIN_ACCESSION } VslJoinBy;
extern const char *const vsl_join_by_names[];       /* "path", "name", "stem", "patient", "accession", NULL */

/* What came of it. */
typedef struct {
  char *column;            /* the key of the table; NULL: nothing was joined */
  VslJoinBy by;            /* what of the files it is matched with */
  guint matched;           /* files with their row */
  guint files_without_row, rows_without_file;
  guint doubled;           /* further rows of a key that has one, which say the same */
  guint *fits;             /* of each column of the table: files that it would find, whatever they are matched with */
  guint conflicts;         /* files that several rows say different things about, or that share a name */
  /* Of samples that were here before (vsl_project_join_preview()): those that had no label, that have the same, another one. */
  guint fresh, same, differing;
} VslJoin;

typedef struct {
  guint line, cells;
} VslShortRow;

/* What was understood. */
typedef struct {
  char *value;
  VslDeidType type;
} VslDeidTerm;

typedef struct {
  char *title;             /* "folder per class", "manifest", "MedMNIST arrays", "JSON Lines": for people, translated */
  char *detail;            /* sentences for the assistant, translated */
  VslSampleKind kind;
  GPtrArray *items;        /* of VslImportItem */
  GPtrArray *left_out;     /* of VslLeftOut: known already */
  char **classes;          /* sorted: code points, integers by value; NULL-terminated */
  guint *class_counts;
  int positive;            /* index; last class unless told */
  gboolean patients_known;
  gboolean split_given;    /* by files or column */
  guint split_counts[VSL_N_SPLITS];         /* when given */
  char *npz;               /* path of the .npz, or NULL */
  guint n_volumes, n_slices;                /* DICOM series that were put together, and of how many files */
  guint burned_in;                          /* DICOM files in whose picture text is suspected, and which are not left out */
  VslJoin join;
  gboolean here;           /* the items are samples that the project has, and a table tells of them: see vsl_import_look_here() */
  gboolean asks;           /* of vsl_import_plan_ask(): nothing can come in yet */
  gboolean one_folder;     /* all files stand in one folder, of which no class was made */
  VslNoClasses no_classes; /* why folders give none */
  gboolean classes_only;   /* labels come from folders: never a number */
  char *table_name;        /* for people; NULL: no table */
  char *text_name, *patient_name, *split_name;      /* columns of the table that have these; NULL: none */
  guint known_found, known_looked;          /* vsl_import_count_known(), for a person to see before */
  GHashTable *known;       /* of strings, see vsl_import_known_key(): what the project has; samples that are among it are left out. NULL: all come in */
  VslTarget target;        /* labels: classes are their names, class_counts how many samples each holds for */
  char *target_name;       /* column of the number, or NULL */
  GArray *short_rows;      /* of VslShortRow: rows that end before the last column; what they lack counts as missing. NULL: none */
  guint unlabelled;        /* items without a class, number or labels, where others have them */
  VslCsv *table;           /* whose rows the items point at; NULL: none */
  GPtrArray *columns;      /* of VslColumn: of the table, in its order; those taken become features. NULL: no table of values */
  guint *column_source;    /* of each: its place in the table */
  VslImportOptions options;
  double fractions[VSL_N_SPLITS];           /* what run divides by when no split is given */
  GHashTable *reviewed;    /* number of an item, from 1 → GArray of VslDeidSpan that a person settled; NULL: nobody did */
  GArray *terms;           /* of VslDeidTerm: words that a person marked wherever they stand; NULL: none */
} VslImportPlan;

/* The person says that a column is something else than what it seemed. */
void vsl_import_plan_retype (VslImportPlan *plan, guint column, VslColumnType type, const char *const *order);

/* Scans in whose picture text is suspected go to those left out, with this as their reason; returns how many they were. */
guint vsl_import_plan_drop_burned_in (VslImportPlan *plan);
guint vsl_import_plan_n_burned_in (const VslImportPlan *plan);          /* items */
/* Only those of them that keep_text does not keep. */
guint vsl_import_plan_settle_burned_in (VslImportPlan *plan);
/* What a decoded sample is recognised by when it comes again. Owned. */
char *vsl_import_known_key (const guint8 sha256[32], int width, int height);

VslImportPlan *vsl_import_look (const char *const *paths, const VslImportOptions *options, VslProgressFunc progress, gpointer data, GError **error);
/* Of a table that was not understood, a plan of nothing, for a person to say what its columns are; why: its detail. */
VslImportPlan *vsl_import_plan_ask (const char *table, const VslImportOptions *options, const char *why, GError **error);
void vsl_import_plan_free (VslImportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslImportPlan, vsl_import_plan_free)

/* A sample that a project has, for a table that comes after it. */
typedef struct {
  gint64 id;
  char patient[33], accession[33];          /* keyed hashes in hex, "" unknown */
} VslStoredSample;

/* data/vsl-import-here.c */
VslImportPlan *vsl_import_look_here (const char *table, const VslStoredSample *stored, guint n, VslSampleKind kind, const VslImportOptions *options,
                                     VslProgressFunc progress, gpointer data, GError **error);
gboolean vsl_import_plan_tells (const VslImportPlan *plan);            /* whether its table has anything for the samples */

/* data/vsl-import-mask.c: notes without their identifiers. item counts from 0. Threads: any, but for the review, which nothing may read meanwhile. */
char *vsl_import_plan_note (const VslImportPlan *plan, guint item, GError **error);              /* its text, NUL-terminated */
GArray *vsl_import_plan_spans (const VslImportPlan *plan, guint item, const char *text, gsize length);      /* of VslDeidSpan: what is going to be masked; owned */
/* Words that are masked in all notes: the same in any case is one. */
void vsl_import_plan_add_term (VslImportPlan *plan, const char *value, VslDeidType type);
gboolean vsl_import_plan_remove_term (VslImportPlan *plan, const char *value);
GArray *vsl_import_plan_found (const VslImportPlan *plan, const char *text, gsize length);      /* of VslDeidSpan: by rules and terms, whatever was settled; owned */
void vsl_import_plan_review (VslImportPlan *plan, guint item, GArray *spans);                    /* takes spans; NULL: as found */

/* A value that got a number in the masks of a project: by its keyed hash, never by itself. */
typedef struct {
  VslDeidType type;
  guint number;
  char hash[33];
} VslMaskNumber;

typedef struct {
  VslImage image;          /* stays the importer's */
  int label;               /* index into the plan's classes, -1 */
  VslSplit split;
  char patient[33];        /* keyed hash in hex, "" unknown */
  guint8 sha256[32];       /* of the stored pixels, text or row */
  gboolean has_target;     /* where the plan's target is a number or labels */
  double number;
  guint64 labels;
  VslCell *cells;          /* of the plan's taken columns, in order; the importer's; NULL: none */
  guint n_cells;
  gboolean repeated;       /* out: a row that equals one which was stored before this import; set by the sink */
  char *note;              /* of a scan with a note beside it; the importer's */
  VslTraits *traits;       /* of a scan whose split was drawn: copies are to be found before it counts; the importer's; NULL: not looked at */
  char **attributes;       /* allow-listed, see data/vsl-attributes.h; NULL: none. Stays the importer's */
} VslNewSample;

typedef struct {
  /* Called first with the classes; existing classes of a project are merged by name by the sink, which writes to
   * map[c] the project's class number of the plan's class c. */
  gboolean (*begin) (gpointer sink, const VslImportPlan *plan, int *map, GError **error);
  gboolean (*add) (gpointer sink, VslNewSample *samples, guint n, GError **error);    /* one transaction */
  gboolean (*end) (gpointer sink, const char *summary, GError **error);
  /* Both NULL, or neither: the numbers of masks so far (of VslMaskNumber, appended), and new ones to be kept. */
  gboolean (*masks) (gpointer sink, GArray *numbers, GError **error);
  gboolean (*keep_masks) (gpointer sink, const GArray *numbers, GError **error);
} VslImportSink;

typedef struct {
  guint imported;
  GArray *items;           /* of guint: the plan's items that came in, in order, as the samples have their ids */
  GPtrArray *left_out;     /* of VslLeftOut; with those of the plan */
  guint class_counts[256]; /* by plan class; of labels how many samples each holds for */
  guint unlabelled;
  guint n_patients;        /* 0: unknown */
  guint burned_in;         /* samples in whose picture text is suspected, or said to be */
  guint kept_masked;       /* cells of kept columns in which something was masked */
  GPtrArray *burned_in_files;               /* of char *: their files, for people, as left_out has them */
  guint split_counts[VSL_N_SPLITS];
  /* Set by who settles the drawn split once the samples are in (vsl_check_settle_import()). */
  guint copies, look_alikes;                /* samples that were kept together with a twin; each twin counts once less */
  guint crowded;                            /* that look like too many others for that */
  guint repeated;          /* rows that equal some which were there before */
  gboolean deidentified;   /* notes whose identifiers were looked for */
  guint64 masked[VSL_N_DEID];               /* what was masked, by type; never what it was */
} VslImportResult;
void vsl_import_result_free (VslImportResult *result);

/* Of a plan of samples that are here, before the project takes it: notes and kept columns are masked, as an import would. */
gboolean vsl_import_plan_mask_here (VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, VslImportResult *result, GError **error);

/* Words of texts that a project has already: masked with the numbers of its masks. */
gboolean vsl_import_mask_texts (const VslImportSink *sink, gpointer sink_data, char **texts, GArray *const *spans, guint n, guint64 counts[VSL_N_DEID], GError **error);

guint vsl_import_count_known (const VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, guint most, VslProgressFunc progress, gpointer data,
                              guint *looked);
VslImportResult *vsl_import_run (const VslImportPlan *plan, const VslImportSink *sink, gpointer sink_data, VslProgressFunc progress, gpointer data, GError **error);

/* data/vsl-split.c: by patient when known, stratified by class, deterministic. fractions sum to 1. */
void vsl_split_assign (guint n, const int *label, const guint32 *patient, const double fractions[VSL_N_SPLITS], guint64 seed, VslSplit *split);
gboolean vsl_split_parse_fractions (const char *text, double fractions[VSL_N_SPLITS]);   /* "70/15/15" */

G_END_DECLS
