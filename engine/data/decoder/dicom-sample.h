/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-pixels.h"

G_BEGIN_DECLS

/* Stored values to what a network and a person get: RGB of palettes and YCbCr, the modality's units, bright for dense. */

/* dicom-modality.c: the modality LUT of C.11.1, or slope and intercept, per frame where functional groups say so. */
typedef struct {
  const DicomElement *table;             /* its data; NULL: slope and intercept hold */
  guint n;
  gint64 first;
  gboolean wide;                         /* 16-bit entries */
  double slope, intercept;               /* of the first frame */
  double *slopes, *intercepts;           /* of each frame of the file; NULL: the same for all */
  guint frames;
  gboolean dose;                         /* the slope is a dose's factor, which is no slope of the file's values */
  gboolean given;                        /* the file says anything at all */
} DicomModality;
void dicom_modality_read (DicomModality *modality, const DicomData *data, const DicomPixels *pixels);
void dicom_modality_clear (DicomModality *modality);
double dicom_modality_value (const DicomModality *modality, guint frame, double stored);
gboolean dicom_modality_is_plain (const DicomModality *modality);        /* changes nothing */
/* Least, largest and mean value in the modality's units of stored values. */
void dicom_modality_range (const DicomModality *modality, const VslImage *stored, guint first, double *min, double *max, double *mean);

/* dicom-palette.c: indices to colours of 8 or 16 bits. */
gboolean dicom_palette_apply (const DicomData *data, const DicomPixels *pixels, VslImage *image, GError **error);

/* The whole way; @image holds frames from @first on, and is replaced. */
gboolean dicom_to_sample (const DicomData *data, const DicomPixels *pixels, const DicomModality *modality, guint first, VslImage *image, GError **error);

G_END_DECLS
