/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-data.h"
#include "data/decoder/dicom-deidentify.h"

G_BEGIN_DECLS

/* Bytes that grow; after a failed allocation nothing more is added, and the end says so. */
typedef struct {
  guint8 *data;
  gsize n, room;
  gboolean failed;
} DicomBytes;

void dicom_bytes_add (DicomBytes *bytes, const void *from, gsize n);
void dicom_bytes_add16 (DicomBytes *bytes, guint16 value, gboolean big);
void dicom_bytes_add32 (DicomBytes *bytes, guint32 value, gboolean big);
void dicom_bytes_set32 (DicomBytes *bytes, gsize at, guint32 value, gboolean big);

/* Compressed frames without their comments: the fragments one behind the other. */
typedef struct {
  DicomBytes bytes;
  gsize *start;                  /* of each fragment in @bytes; n + 1 of them */
  guint32 *before;               /* length of each as it was */
  guint n;
  guint32 segments;              /* taken out */
} DicomFragments;

/* The fragments behind the offset table of @pixels. FALSE: no memory. */
gboolean dicom_fragments_clean (const DicomData *data, const DicomElement *pixels, DicomFragments *out);
void dicom_fragments_clear (DicomFragments *fragments);
/* Where a fragment that began at @offset (from the first one's item) begins now; G_MAXUINT64: no fragment began there. */
guint64 dicom_fragments_move (const DicomFragments *fragments, guint64 offset);
guint64 dicom_fragments_length (const DicomFragments *fragments, guint k, guint64 before);

/* One file on its way. */
typedef struct {
  const DicomData *data;
  const DicomDeidentifyRequest *request;
  DicomDeidentified *result;
  DicomBytes out;
  gboolean implicit, big;        /* form of the copy */
  char *sop_class;
  int days;
  gboolean has_fragments;
  DicomFragments fragments;      /* of the pixels, cleaned beforehand, since offsets stand before them */
  GString *text;                 /* scratch */
} DicomJob;

/* dicom-deidentify-write.c: elements of the copy. */
/* Returns where the length stands. */
gsize dicom_begin_element (DicomJob *job, guint32 tag, const char *vr, guint32 length);
void dicom_end_nested (DicomJob *job, gsize at);
void dicom_put_text (DicomJob *job, guint32 tag, const char *vr, const char *text, gsize n);
void dicom_put_string (DicomJob *job, guint32 tag, const char *vr, const char *text);
void dicom_put_code (DicomJob *job, const char *value, const char *scheme, const char *meaning);
/* Whether the short form can't hold the length of this VR. */
gboolean dicom_is_long_form (const char *vr);
/* A text's bytes without the padding at its ends. */
void dicom_trim (const DicomElement *e, const char **text, gsize *n);
/* dicom-deidentify-basic.c: what stands in the place of a value. */
void dicom_put_basic (DicomJob *job, const DicomElement *e, DicomDo what, const char *vr, const char *keyword);
void dicom_put_uids (DicomJob *job, const DicomElement *e);
gboolean dicom_put_date (DicomJob *job, const DicomElement *e, const char *vr);
/* dicom-deidentify-codes.c: what is stricter than the table. */
gboolean dicom_is_coded (guint32 tag);
gboolean dicom_codes_value (const char *text, gsize n, GString *out, gboolean *changed);
gboolean dicom_is_local_meaning (const DicomJob *job, guint32 from, guint32 to, const DicomElement *e);
void dicom_put_meaning (DicomJob *job, const DicomElement *e);
gboolean dicom_put_old_age (DicomJob *job, const DicomElement *e);
/* dicom-deidentify-elements.c */
void dicom_write_level (DicomJob *job, guint32 from, guint32 to, guint32 parent, gboolean words, int depth);

/* Values. Each adds to @out without padding; FALSE: the value can't be treated so, nothing was added. */
void dicom_new_uid (const guint8 key[32], const char *uid, gsize n, char out[65]);
void dicom_pseudonym (const guint8 key[32], const char *id, gsize n, char out[40]);
int dicom_shift_of (const guint8 key[32], const char *patient);
gboolean dicom_shift_value (const char *vr, const char *text, gsize n, int days, GString *out);
gboolean dicom_is_word (const char *word);
gboolean dicom_words_value (const char *text, gsize n, GString *out);
/* Text of a kept element, checked by the VR of the standard: what is not of its form goes. *changed: something went. */
gboolean dicom_check_value (const char *vr, const char *text, gsize n, GString *out, gboolean *changed);
gboolean dicom_vr_is_text (const char *vr);
/* Width of one value of a binary VR, 0: text or a sequence. */
guint dicom_vr_width (const char *vr);
/* Whether an element with this VR may stand where the standard wants @standard ("OB|OW"); *as: by which VR it is checked. */
gboolean dicom_vr_fits (const char vr[2], const char *standard, char as[3]);
/* A value that says nothing, of this VR. */
void dicom_dummy (const char *vr, gboolean big, GString *out);

G_END_DECLS
