/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data-util.h"

/* A small writer of DICOM files, good ones and bad ones. Values are put in the order in which they are asked for. */
typedef struct {
  GByteArray *bytes;
  gboolean implicit, big;
} Dicom;

#define EXPLICIT "1.2.840.10008.1.2.1"
#define IMPLICIT "1.2.840.10008.1.2"
#define BIG_ENDIAN_SYNTAX "1.2.840.10008.1.2.2"
#define RLE "1.2.840.10008.1.2.5"
#define SC_IMAGE "1.2.840.10008.5.1.4.1.1.7"
#define CT_IMAGE "1.2.840.10008.5.1.4.1.1.2"
#define MR_IMAGE "1.2.840.10008.5.1.4.1.1.4"

Dicom dw_new (const char *syntax);                          /* preamble and meta header; syntax NULL: neither */
void dw_head (Dicom *d, guint32 tag, const char *vr, guint32 length);      /* tag, VR, length as they are asked for */
void dw_raw (Dicom *d, gconstpointer bytes, gsize n);
void dw_bytes (Dicom *d, guint32 tag, const char *vr, gconstpointer bytes, gsize n);      /* padded to an even length */
void dw_text (Dicom *d, guint32 tag, const char *vr, const char *text);
void dw_us (Dicom *d, guint32 tag, guint value);
void dw_ul (Dicom *d, guint32 tag, guint32 value);
void dw_item (Dicom *d, guint32 tag, guint32 length);       /* FFFE,xxxx */
/* Class, modality, patient, study, series, rows, columns and the rest of the pixel module, without the pixels. */
typedef struct {
  const char *class_uid, *modality, *patient, *series, *instance, *photometric, *frames;
  guint rows, columns, samples, planar, allocated, stored, high, sign;
  const char *accession;         /* NULL: none */
} Plain;
extern const Plain plain_ct;                                   /* 4 × 3, 16 bits, unsigned */
#define DW_PIXELS 12                                           /* of plain_ct */
extern const guint16 dw_ramp[DW_PIXELS];                       /* from 0 to the largest value, and across the sign */
void dw_plain (Dicom *d, const Plain *p);
void dw_plain_before (Dicom *d, const Plain *p);            /* what stands before group 0018 */
void dw_plain_after (Dicom *d, const Plain *p);             /* series and pixel module */
/* Words in the file's byte order, as OW. */
void dw_words (Dicom *d, guint32 tag, const guint16 *words, guint n);
void dw_fragments (Dicom *d, const GBytes *const *fragment, guint n);      /* pixel data with an empty offset table */

char *dw_save (Dicom *d, const char *dir, const char *name);      /* the path; frees d */
/* Decodes what was written; frees d. The file's stored values unless sample. */
gboolean dw_try (Dicom *d, gboolean sample, VslImage *image, VslScanInfo *info, GError **error);
/* The same, and it must be right. */
void dw_good (Dicom *d, gboolean sample, VslImage *image, VslScanInfo *info);
/* A whole file of these fields and words, and it must be right. */
void dw_good_words (const char *syntax, const Plain *p, const guint16 *words, guint n, gboolean sample, VslImage *image, VslScanInfo *info);
void dw_done (VslImage *image, VslScanInfo *info);
void dw_has_values (const VslImage *image, const double *want, guint n);
/* A sequence with one item, both without lengths. */
void dw_begin (Dicom *d, guint32 tag);
void dw_end (Dicom *d);
void dw_ds (Dicom *d, guint32 tag, const char *text);
