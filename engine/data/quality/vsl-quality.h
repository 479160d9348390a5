/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "data/quality/vsl-table-facts.h"
#include "data/quality/vsl-twins.h"

G_BEGIN_DECLS

/* The quality report: a registry of checks. A check looks at what is known of all samples at once, never at pixels themselves, so that
 * it costs as good as nothing once the traits are there. */
typedef enum { VSL_SEVERITY_INFO, VSL_SEVERITY_WARNING, VSL_SEVERITY_ERROR } VslSeverity;
extern const char *const vsl_severity_names[];      /* "info", "warning", "error" */

/* What one button does about a finding; each can be undone. */
typedef enum {
  VSL_MEND_NONE,
  VSL_MEND_LEAVE_OUT,        /* its samples are not used any more, and stay in the project */
  VSL_MEND_KEEP_ONE,         /* of each group all but the first are left out */
  VSL_MEND_ONE_SIDE,         /* each group, with its patients and copies, moves to the side where most of it is */
  VSL_MEND_INVERT,           /* dark and bright are exchanged */
  VSL_MEND_MERGE,            /* its samples get the class that the finding names */
  VSL_MEND_SPLIT,            /* all samples are split anew, in the shares of now */
  VSL_MEND_WEIGH,            /* no sample is changed: training weighs classes (option class_weight: balanced) */
} VslMend;
const char *vsl_mend_title (VslMend mend);          /* "Leave Out", translated; NULL: none */

/* What the checks see: used samples alone, those left out by a mend are gone already. */
typedef struct {
  VslSampleKind kind;
  VslTarget target;                         /* with labels class_names are their names */
  gboolean weighed;                         /* training is set to weigh classes */
  guint n;
  const VslSampleInfo *samples;             /* by id */
  const VslTraits *traits;                  /* of each; NULL where content is not looked at (tables) */
  const VslTwins *twins;
  const char *const *class_names;           /* NULL-terminated, may be NULL */
  const VslTableFacts *table;               /* columns of the rows; NULL: these are no rows of a table */
  guint patients;                           /* 0: unknown */
  const char *const *spacing;               /* of each "0.5\\0.5", NULL: not known; NULL: of none */
  const char *const *burned_in;             /* of each "suspected", "yes"; NULL */
  const guint8 *unknown;                    /* of each note: the newest run's network knows none of its words; NULL: not asked */
  int run;                                  /* that run */
  const gint64 *left_out;                   /* ids of samples that a mend left out */
  guint n_left_out;
  const gint64 *left_out_burned_in;         /* of these, with text in the picture */
  guint n_left_out_burned_in;
  guint not_imported;                       /* files and rows that imports could not take */
} VslQualityInput;

typedef struct _VslCheckClass VslCheckClass;
typedef struct {
  const char *id;              /* "duplicates", static */
  VslSeverity severity;
  guint count;                 /* samples, or what the text says: patients, classes */
  GArray *samples;             /* of gint64: ids, may be empty */
  GArray *groups;              /* of guint32, beside samples: which belong together; NULL: no groups */
  char *text;                  /* for people, translated */
  char *name;                  /* of the class or split that the finding is about, or NULL */
  const VslCheckClass *cls;
  VslMend mend;                /* the class's, unless this finding is another case */
} VslFinding;
void vsl_finding_free (VslFinding *finding);

typedef struct {
  GPtrArray *list;             /* of VslFinding */
  const VslCheckClass *cls;    /* whose turn it is */
} VslFindings;

enum { VSL_CHECK_SCANS = 1 << VSL_SAMPLE_SCAN, VSL_CHECK_NOTES = 1 << VSL_SAMPLE_NOTE, VSL_CHECK_TABLES = 1 << VSL_SAMPLE_TABLE, VSL_CHECK_ALL = 7 };

struct _VslCheckClass {
  VslKind head;                /* name: the finding's id */
  guint kinds;                 /* of samples that it is for */
  VslMend mend;
  void (*find) (const VslQualityInput *input, VslFindings *out);
};

/* What the attribute "burned_in" says, which may be NULL: whether writing in the pixels is likely. */
gboolean vsl_quality_is_burned_in (const char *value);

/* All checks in the order of the list. Element: VslFinding. */
GPtrArray *vsl_quality_find (const VslQualityInput *input);

/* ---- for checks ---- */
/* Whether sample i has the class, or the label holds for it; and whether it is known what it has. */
gboolean vsl_quality_has (const VslQualityInput *input, guint i, guint c);
gboolean vsl_quality_told (const VslQualityInput *input, guint i);
guint vsl_quality_classes (const VslQualityInput *input);               /* classes or labels */
/* Takes samples (NULL: none) and text; the count is that of the samples when it is 0. Nothing is added, and NULL returned, when both are 0. */
VslFinding *vsl_findings_add (VslFindings *out, VslSeverity severity, guint count, GArray *samples, char *text);
/* The same with a count that may be 0: numbers that are always said. */
VslFinding *vsl_findings_tell (VslFindings *out, VslSeverity severity, guint count, const char *name, char *text);
GArray *vsl_ids_new (void);
void vsl_ids_add (GArray *ids, const VslQualityInput *input, guint i);
/* Ids of all samples whose number in group is not 0 and belongs to the chosen groups (NULL: all), in order of group, then id; the groups beside. */
void vsl_ids_of_groups (const VslQualityInput *input, const guint32 *group, const guint8 *chosen, GArray **ids, GArray **groups);
/* The groups that stand on two sides of a split; owned, [n_groups + 1], *count how many. */
guint8 *vsl_groups_across (const VslQualityInput *input, const guint32 *group, guint n_groups, guint *count);

/* Members of groups beyond the first of each: the copies. */
guint vsl_copies (const GArray *groups);
/* Members that stand in another split than the first of their group. */
guint vsl_copies_elsewhere (const VslQualityInput *input, const guint32 *group, guint n_groups);
/* Which values stand far from the rest: six robust standard deviations (at least `floor` each) from the median; side 1: above alone, 0: both.
 * None where the samples are few, or so many stand out that they are a kind of their own. NaN counts as no value. Owned. */
guint8 *vsl_outliers (const VslQualityInput *input, const double *value, double floor, int side);
/* Middle and spread that outliers do not move: median and 1.4826 × median absolute deviation. values is put in another order. */
void vsl_robust (double *values, guint n, double *middle, double *spread);
double vsl_quantile (double *values, guint n, double q);                /* sorts */

G_END_DECLS
