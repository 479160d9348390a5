/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-data.h"

G_BEGIN_DECLS

/* A value as UTF-8, by the character sets that hold where the element stands; at most @most bytes of it are looked at. Control
 * characters become blanks, what cannot be read U+FFFD. */
char *dicom_text (const DicomData *data, const DicomElement *e, gsize most);
/* Any value for people: text, numbers parted by backslashes, or how much of something it is. */
char *dicom_show (const DicomData *data, const DicomElement *e);
/* Opens the converters while files may be opened. */
void dicom_text_prepare (void);

G_END_DECLS
