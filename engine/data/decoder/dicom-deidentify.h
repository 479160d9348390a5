/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-profile.h"

G_BEGIN_DECLS

/* De-identified copies of DICOM files: bytes in, bytes out; nothing is opened, no state is kept. Both structs hold no pointers but @data, so that
 * they can be handed to another process as they are. */

typedef struct {
  guint32 options;               /* DicomProfileOptions */
  guint8 uid_key[32];            /* secrets of one user: same key, same new UIDs, shifts and pseudonyms */
  guint8 date_key[32];
  guint8 patient_key[32];
} DicomDeidentifyRequest;

/* How many elements were: */
typedef struct {
  guint32 removed;               /* by the table */
  guint32 unknown;               /* removed, since no table knows them, or since their value is not what the tables say */
  guint32 private_;              /* removed, since private */
  guint32 emptied, dummies, uids, dates, cleaned;
  guint32 kept;
  guint32 segments;              /* comments and application segments taken out of compressed frames */
} DicomDeidentifyCounts;

typedef struct {
  guint8 *data;                  /* the copy; g_free(), or dicom_deidentified_clear() */
  gsize n;
  char patient[40];              /* pseudonym, "" where the file names no patient */
  char series[65], instance[65]; /* new UIDs, made anew even where the UIDs themselves are kept: for names of files */
  char burned_in[96];            /* why identifying text is suspected in the pixels; "": it isn't. English: a message id */
  guint32 head;                  /* CT or MR of a head: a face can be made of it */
  DicomDeidentifyCounts counts;
} DicomDeidentified;

gboolean dicom_deidentify (const guint8 *file, gsize size, const DicomDeidentifyRequest *request, DicomDeidentified *out, GError **error);
gboolean dicom_deidentify_fd (int fd, const DicomDeidentifyRequest *request, DicomDeidentified *out, GError **error);
void dicom_deidentified_clear (DicomDeidentified *out);

G_END_DECLS
