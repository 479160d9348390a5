/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-codec.h"
#include "data/decoder/dicom-data.h"
#include "data/vsl-image.h"

G_BEGIN_DECLS

/* The image pixel module (PS3.3 C.7.6.3) of a file, checked. */
typedef struct {
  const DicomElement *element;   /* that holds the pixels; NULL: there are none */
  DicomCode code;
  guint rows, columns, frames, samples;
  char photometric[17];
  guint allocated, stored, high;
  gboolean is_signed, planar;
  gboolean real;                 /* float or double pixel data */
  gboolean halved;               /* Cb and Cr of two neighbours are one (YBR_FULL_422 that is not compressed) */
  gboolean big;                  /* the numbers are big-endian */
  gboolean has_range;            /* as PixelRepresentation says; otherwise unsigned was taken */
  VslPixelType type;             /* of what comes out */
  /* Known once frames were loaded. */
  gboolean ybr;                  /* three channels are YCbCr */
  gboolean lossy;
} DicomPixels;

typedef struct {
  const char *uid, *name;
  DicomCode code;
  gboolean lossy;
} DicomSyntax;
const DicomSyntax *dicom_syntax (const char *uid);      /* NULL: unknown */

/* What the header says, compared with itself and with the room that the pixels have in the file. FALSE: the pixels cannot be read. */
gboolean dicom_pixels_describe (DicomPixels *pixels, const DicomData *data, GError **error);
/* Frames first … first + n - 1, stored values as they are. */
gboolean dicom_pixels_load (DicomPixels *pixels, const DicomData *data, guint first, guint n, VslImage *image, GError **error);

/* Shared by its two files. */
gboolean _dicom_fail (GError **error, const char *message);
gsize _dicom_frame_bits (const DicomPixels *pixels);
void _dicom_take_native (const DicomPixels *pixels, const guint8 *from, gsize n, guint64 bit, guint8 *to);
void _dicom_settle (const DicomPixels *pixels, guint8 *values, gsize n);

/* Where each frame's fragments begin (frames + 1 numbers, counted without the offset table); NULL with an error. */
guint32 *dicom_frame_starts (const DicomPixels *pixels, const DicomData *data, GError **error);
/* One frame's bytes in one piece; *owned is to be freed. */
const guint8 *dicom_frame_bytes (const DicomPixels *pixels, const DicomData *data, const guint32 *starts, guint frame, gsize *n, guint8 **owned,
                                 GError **error);

G_END_DECLS
