/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Notes without what tells who they are about: finding, masking, measuring. Places are code points of the text as it came. */

typedef enum {
  VSL_DEID_NAME, VSL_DEID_DATE, VSL_DEID_AGE, VSL_DEID_PHONE, VSL_DEID_FAX, VSL_DEID_EMAIL, VSL_DEID_ADDRESS, VSL_DEID_HOSPITAL,
  VSL_DEID_MRN, VSL_DEID_ID, VSL_DEID_SSN, VSL_DEID_ACCOUNT, VSL_DEID_URL, VSL_DEID_IP, VSL_DEID_OTHER, VSL_N_DEID
} VslDeidType;
#define VSL_DEID_ALL ((1u << VSL_N_DEID) - 1)

extern const char *const vsl_deid_type_names[VSL_N_DEID + 1];      /* "NAME" …; ends with NULL */
const char *vsl_deid_type_title (VslDeidType type);                /* for people, translated: "Names" */
gboolean vsl_deid_type_parse (const char *name, VslDeidType *type);

typedef struct {
  guint start, end;           /* code points, end exclusive */
  VslDeidType type;
} VslDeidSpan;

/* engine/privacy/vsl-deid.c */
GArray *vsl_deid_find (const char *text, gsize length);            /* of VslDeidSpan, in order, none overlapping */

/* engine/privacy/vsl-deid-occurrences.c: every place of a value, whatever its case; of VslDeidSpan. */
GArray *vsl_deid_occurrences (const char *text, gsize length, const char *value);

/* engine/privacy/vsl-deid-mask.c: the same value gets the same number for as long as one masker lives. */
typedef struct _VslDeidMasker VslDeidMasker;
VslDeidMasker *vsl_deid_masker_new (gboolean numbered);
void vsl_deid_masker_free (VslDeidMasker *masker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslDeidMasker, vsl_deid_masker_free)
/* Numbers from elsewhere: asked once for each new value, in small letters and without blanks; 0: the masker counts on by itself. */
typedef guint (*VslDeidNumberFunc) (gpointer data, VslDeidType type, const char *value);
void vsl_deid_masker_set_numbers (VslDeidMasker *masker, VslDeidNumberFunc number, gpointer data);
/* spans as vsl_deid_find() gives them; counts (nullable): grows by what was replaced, by type. */
char *vsl_deid_mask (VslDeidMasker *masker, const char *text, gsize length, const GArray *spans, gsize *masked_length,
                     guint64 counts[VSL_N_DEID]);

/* engine/privacy/vsl-deid-measure.c: found against given, by overlap whatever the type. */
#define VSL_DEID_MEASURE_TYPES 64
typedef struct {
  struct { char name[48]; guint64 given, found; } types[VSL_DEID_MEASURE_TYPES];   /* of the given spans */
  guint n_types;
  guint64 given, given_found;
  guint64 masked[VSL_N_DEID], masked_right[VSL_N_DEID];        /* by the type that was found */
  guint64 n_masked, n_masked_right, notes;
} VslDeidMeasure;
typedef struct {
  guint start, end;
  const char *type;           /* a name that the data gives; the caller's */
} VslDeidGiven;
void vsl_deid_measure_add (VslDeidMeasure *measure, const VslDeidGiven *given, guint n, const GArray *found);

G_END_DECLS
