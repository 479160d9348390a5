/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-sample.h"
#include "data/vsl-scan-info.h"

G_BEGIN_DECLS

/* What a file without a picture is, with its article, translated; NULL: nothing that is known. @kind gets the short word. */
const char *dicom_kind (const DicomData *data, const char **kind);
gboolean dicom_is_directory (const DicomData *data);
gboolean dicom_is_dose (const DicomData *data);      /* an RT dose, by its class or modality */

/* dicom-info.c: everything that the header says beside the pixels; pixels without an element for files that have none. */
void dicom_info_fill (VslScanInfo *info, const DicomData *data, const DicomPixels *pixels, const DicomModality *modality);
/* dicom-geometry.c */
void dicom_geometry_fill (VslScanInfo *info, const DicomData *data, guint frames);
/* Order of frames along the normal of their plane, into order[frames]; FALSE: as they are. */
gboolean dicom_frame_order (const DicomData *data, guint frames, guint *order);
/* dicom-burned.c: whether text may stand in the picture, by rule. */
VslBurnedIn dicom_burned_in (const DicomData *data, const char **rule);
void dicom_burned_in_fill (VslScanInfo *info, const DicomData *data, const DicomPixels *pixels);
/* dicom-table.c: the header table; of a DICOMDIR the files that it names instead. */
void dicom_table_fill (VslScanInfo *info, const DicomData *data);

G_END_DECLS
