/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One frame of compressed pixels. What the coded stream itself says is read and compared with the header of the file before a
 * library sees the stream; memory is taken by that. */
typedef enum { DICOM_CODE_NONE, DICOM_CODE_RLE, DICOM_CODE_JPEG, DICOM_CODE_JPEG_LS, DICOM_CODE_J2K, DICOM_CODE_DEFLATE, DICOM_CODE_UNKNOWN } DicomCode;

typedef struct {
  guint width, height, channels, bits;   /* bits: of a sample in the stream, 1 … 32 */
  gboolean is_signed;                    /* the stream says so (JPEG 2000 only) */
  gboolean ybr;                          /* what comes out is YCbCr */
  gboolean told;                         /* the stream itself says whether it is */
  gboolean lossy;
} DicomCoded;

/* By its first bytes. */
DicomCode dicom_code_guess (const guint8 *from, gsize n);
/* The stream's own header. */
gboolean dicom_code_head (DicomCode code, const guint8 *from, gsize n, DicomCoded *coded, GError **error);

/* out: width * height * channels samples, interleaved, of 1 byte up to 8 bits, else 2 bytes in the machine's order. */
gboolean dicom_jpeg_decode (const guint8 *from, gsize n, const DicomCoded *coded, gpointer out, gsize size, GError **error);      /* dicom-jpeg.cc */
gboolean dicom_jpeg_ls_decode (const guint8 *from, gsize n, const DicomCoded *coded, gpointer out, gsize size, GError **error);
/* out: 4 bytes a sample. */
gboolean dicom_j2k_decode (const guint8 *from, gsize n, DicomCoded *coded, gint32 *out, GError **error);       /* dicom-j2k.c */
/* out: planes * pixels bytes; the most significant byte of the first sample comes first. */
gboolean dicom_rle_decode (const guint8 *from, gsize n, guint planes, gsize plane_size, guint8 *out, GError **error);      /* dicom-rle.c */

/* dicom-jpeg.cc: codecs are made ready and DCMTK told to be silent. */
void dicom_jpeg_prepare (void);

G_END_DECLS
