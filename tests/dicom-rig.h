/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "data/decoder/dicom-data.h"
#include "data/decoder/dicom-deidentify.h"

/* DICOM files made in memory, explicit little-endian. */
void rig_element (GByteArray *out, guint32 tag, const char *vr, const void *value, guint32 n);
void rig_text (GByteArray *out, guint32 tag, const char *vr, const char *text);
void rig_us (GByteArray *out, guint32 tag, guint16 value);
/* A sequence with one item that holds @item's bytes; @item is freed. */
void rig_sequence (GByteArray *out, guint32 tag, GByteArray *item);
/* An item or a fragment. */
void rig_item (GByteArray *out, gconstpointer bytes, guint32 n);
/* Preamble, meta header, and @data, which is freed. */
GByteArray *rig_file (const char *syntax, const char *sop_class, GByteArray *data);
/* Options and keys that are always the same. */
DicomDeidentifyRequest rig_request (guint options);
/* The value as text without padding; "" when it is empty, NULL when it isn't there. */
char *rig_get (const DicomData *data, gint32 parent, guint32 tag);
gboolean rig_contains (const guint8 *data, gsize n, const char *what);

/* A copy that was made, and what stands in it. */
typedef struct {
  DicomDeidentified copy;
  DicomData data;
} RigCopy;
/* Of a CT of that transfer syntax; @body is freed. It must come out whole. */
RigCopy *rig_copy (const char *syntax, GByteArray *body, guint options);
void rig_copy_free (RigCopy *made);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RigCopy, rig_copy_free)
/* The body of a CT: class, instance, patient's number (NULL: none). */
GByteArray *rig_begin (const char *patient);
