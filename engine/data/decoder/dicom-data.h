/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A DICOM file as a flat list of its elements, nested ones behind the one that holds them. The values stay where they are in the
 * file; every length was compared with what is there, so (value, length) may be read as they stand. */

#define DICOM_MAX_DEPTH 64               /* of nested items; a reader that recurses deeper runs out of stack */
#define DICOM_MAX_ELEMENTS (4u << 20)

#define DICOM_TAG(group, element) (((guint32) (group) << 16) | (element))
#define DICOM_ITEM DICOM_TAG (0xfffe, 0xe000)
#define DICOM_ITEM_END DICOM_TAG (0xfffe, 0xe00d)
#define DICOM_SEQUENCE_END DICOM_TAG (0xfffe, 0xe0dd)
#define DICOM_PIXELS DICOM_TAG (0x7fe0, 0x0010)
#define DICOM_FLOAT_PIXELS DICOM_TAG (0x7fe0, 0x0008)
#define DICOM_DOUBLE_PIXELS DICOM_TAG (0x7fe0, 0x0009)

typedef struct {
  guint32 tag;
  char vr[2];                    /* as written, or from the dictionary; "UN" unknown */
  guint8 depth;                  /* 0: of the data set itself; an item counts as a level */
  guint8 big : 1;                /* value is big-endian */
  guint8 fragments : 1;          /* its children are fragments of compressed pixels */
  guint8 cut : 1;                /* the file ends within the value; length is what is there */
  gint32 parent;                 /* the item or sequence that it stands in; -1 */
  guint32 next;                  /* the element behind it and all its children */
  guint32 length;
  const guint8 *value;
} DicomElement;

typedef struct {
  const guint8 *file;            /* borrowed */
  gsize size;
  guint8 *inflated;              /* the data set of a deflated file; owned */
  DicomElement *element;
  guint32 n, room;
  char syntax[65];               /* UID as the file says, "" when it doesn't */
  gboolean has_magic;            /* preamble and DICM */
  gboolean has_meta;
  gboolean implicit, big;        /* how the data set is really written */
  gboolean cut;                  /* ends in the middle of an element */
  gboolean damaged;              /* structure that doesn't fit was passed over */
  gboolean too_deep;
} DicomData;

/* Also without preamble and meta header: two elements in a row that make sense. */
gboolean dicom_looks_like (const guint8 *head, gsize n);
gboolean dicom_read (DicomData *data, const guint8 *file, gsize size, GError **error);
void dicom_clear (DicomData *data);

/* Elements of the data set (parent -1), or within an item. NULL: there is none. */
const DicomElement *dicom_find (const DicomData *data, gint32 parent, guint32 tag);
/* The k-th item of a sequence, as a parent for dicom_find(); -1: there is none. */
gint32 dicom_item (const DicomData *data, const DicomElement *sequence, guint k);
gint32 dicom_index (const DicomData *data, const DicomElement *e);

/* Values, by the VR that the element really has. FALSE: there is no such value. */
guint dicom_count (const DicomElement *e);
gboolean dicom_integer (const DicomElement *e, guint k, gint64 *out);
gboolean dicom_number (const DicomElement *e, guint k, double *out);
/* The k-th of a text's values without padding, bytes as they are; NULL: there is none. Backslashes within two-byte characters are
 * not looked for: only for text that has none (UIDs, codes, numbers). */
char *dicom_string (const DicomElement *e, guint k);
/* Into an array of @size, cut, with a question mark for what is no printable ASCII; NULL is "". */
void dicom_word (char *to, gsize size, const char *from);
/* The same of the data set itself, by tag. */
gint64 dicom_get_integer (const DicomData *data, guint32 tag, gint64 otherwise);
char *dicom_get_string (const DicomData *data, guint32 tag);

/* dicom-inflate.c: what a raw deflate stream holds, a zlib header passed over; at most @most bytes. A stream that is cut gives what
 * there was, *whole FALSE. */
guint8 *dicom_inflate (const guint8 *from, gsize n, gsize most, gsize *out, gboolean *whole, GError **error);

/* dicom-names.cc: DCMTK's dictionary. FALSE: a private or unknown tag. name is static. */
gboolean dicom_dictionary (guint32 tag, char vr[2], const char **name);
/* Everything that opens files: the dictionary, converters of character sets. Called before the process closes itself in. */
void dicom_prepare (void);
G_END_DECLS
