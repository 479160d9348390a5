/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dicom-copies.h"

G_BEGIN_DECLS

/* Copies of files made ahead of whoever takes them, on a thread a core, and handed out in the order of the files. For vsl-dicom-copies.c. */
typedef struct _VslDicomAhead VslDicomAhead;

/* @files: of char *, borrowed; @request: copied. */
VslDicomAhead *_vsl_dicom_ahead_new (const GPtrArray *files, const DicomDeidentifyRequest *request, VslDicomCopier copier, gpointer copier_data);
/* Waits for the copy of the next file; g_free (out->data). FALSE with an error without the file's name. Call it as often as there are files, or less. */
gboolean _vsl_dicom_ahead_take (VslDicomAhead *ahead, DicomDeidentified *out, GError **error);
/* What is in the making is waited for and thrown away. */
void _vsl_dicom_ahead_free (VslDicomAhead *ahead);

G_END_DECLS
