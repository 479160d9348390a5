/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-deidentify.h"

G_BEGIN_DECLS

/* De-identified copies of a folder of DICOM files (PS3.15 Annex E). The files are read and rewritten elsewhere (a helper process): here
 * they are found, named and put down whole or not at all. */

/* Makes one copy; @fd is open for reading. The error's message does not name the file. */
typedef gboolean (*VslDicomCopier) (int fd, const DicomDeidentifyRequest *request, DicomDeidentified *out, gpointer data, GError **error);

typedef struct {
  guint options;                 /* DicomProfileOptions */
  gboolean keep_burned_in;       /* write pictures that may carry a name in their pixels */
  gboolean force;                /* into a folder that holds something; copies with the same name are replaced */
} VslDicomCopyOptions;

typedef struct {
  guint n;                       /* copies */
  guint left_out, burned_in;     /* burned_in: suspected, written or left out */
  guint patients, series, heads;
  gboolean stopped;              /* by the caller */
  DicomDeidentifyCounts counts;  /* over all copies */
} VslDicomCopied;

/* What is told on the way. Any may be NULL. @file is the path as found below IN, @copy that below OUT. */
typedef struct {
  void (*copied) (const char *file, const char *copy, gpointer data);
  void (*left_out) (const char *file, const char *reason, gpointer data);
  void (*burned_in) (const char *file, const char *rule, gboolean written, gpointer data);
  gboolean (*progress) (guint done, guint of, gpointer data);      /* FALSE: stop after this file */
  gpointer data;
} VslDicomCopyEvents;

/* @in: a folder, or one file; @out: a folder, or, for one file, the copy's name. */
gboolean vsl_dicom_copies (const char *in, const char *out, const VslDicomCopyOptions *options, VslDicomCopier copier, gpointer copier_data,
                           const VslDicomCopyEvents *events, VslDicomCopied *copied, GError **error);

G_END_DECLS
