/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* DICOM PS3.15 Annex E as a table: what becomes of an attribute. Pure functions over constant data; any thread. */

/* What a row of the table says of an option of the profile. */
enum {
  KEEP_UIDS = 1 << 0,
  KEEP_DEVICE = 1 << 1,
  CLEAN_DEVICE = 1 << 2,
  KEEP_INSTITUTION = 1 << 3,
  KEEP_PATIENT = 1 << 4,
  CLEAN_PATIENT = 1 << 5,
  KEEP_FULL_DATES = 1 << 6,
  CLEAN_MODIFIED_DATES = 1 << 7,
  CLEAN_DESCRIPTORS = 1 << 8,
  CLEAN_STRUCTURED = 1 << 9,     /* structured content and graphics: not offered, a program can't do it */
  CLEAN_GRAPHICS = 1 << 10,
  CLEAN_PRIVATE = 1 << 11,
};

/* Options that a user may choose. Dates: neither of the two means removed. */
typedef enum {
  DICOM_RETAIN_UIDS = 1 << 0,
  DICOM_RETAIN_DEVICE = 1 << 1,
  DICOM_RETAIN_INSTITUTION = 1 << 2,
  DICOM_RETAIN_PATIENT = 1 << 3,
  DICOM_RETAIN_FULL_DATES = 1 << 4,
  DICOM_MODIFIED_DATES = 1 << 5,
  DICOM_CLEAN_DESCRIPTORS = 1 << 6,
  DICOM_RETAIN_SAFE_PRIVATE = 1 << 7,
} DicomProfileOptions;

/* Actions of the basic profile as the table has them, the compound ones too. */
typedef enum { ACTION_X, ACTION_Z, ACTION_D, ACTION_U, ACTION_X_D, ACTION_X_Z, ACTION_X_Z_D, ACTION_Z_D, ACTION_X_Z_U, ACTION_COUNT } DicomBasicAction;

typedef struct {
  guint32 tag, mask;             /* the row is for tags with (tag & mask) == row.tag */
  const char *keyword;
  const char *vr;                /* "SH"; several: "OB|OW" */
  DicomBasicAction action;
  guint options;                 /* KEEP_… and CLEAN_… */
} DicomProfileRow;

/* What is to be done in the end. */
typedef enum {
  DICOM_DO_KEEP,                 /* a sequence: its items are gone through */
  DICOM_DO_REMOVE,
  DICOM_DO_EMPTY,
  DICOM_DO_DUMMY,
  DICOM_DO_UID,                  /* a sequence (X/Z/U*): its items are gone through */
  DICOM_DO_DATE,                 /* shift */
  DICOM_DO_WORDS,                /* keep known words only; a sequence: of all texts in it */
  DICOM_DO_PRIVATE,              /* a private attribute, when some may stay */
  DICOM_DO_UNKNOWN,              /* in no table: remove */
} DicomDo;

typedef struct {
  DicomDo what;
  DicomDo otherwise;             /* for a value that can be neither shifted nor cleaned: REMOVE, EMPTY or DUMMY */
  const char *vr;                /* what the standard says; NULL: unknown */
  const DicomProfileRow *row;    /* NULL: not in the table */
} DicomVerdict;

/* All rows of Table E.1-1, by tag. */
const DicomProfileRow *dicom_profile_rows (guint *n);
/* @parent: tag of the sequence that the item belongs to, 0 in the data set itself. @sop_class may be NULL or unknown. */
DicomVerdict dicom_profile_verdict (guint32 tag, guint32 parent, const char *sop_class, guint options);
/* The type (1, 2, 3) of an attribute, 0 where it is not known. */
int dicom_profile_type (guint32 tag, guint32 parent, const char *sop_class);
/* Whether a private attribute (block number taken off: 0019xx23) is one of the safe ones of PS3.15 E.3.10. */
gboolean dicom_profile_safe_private (guint32 tag, const char *creator);

G_END_DECLS
