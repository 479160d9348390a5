/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-image.h"

G_BEGIN_DECLS

/* A note as a sample: UTF-8 in a VslImage of VSL_PIXEL_TEXT. Reasons name no file, the caller knows it, and never quote a note. */

/* Of at most VSL_NOTE_MAX_BYTES of valid UTF-8; may be empty. */
gboolean vsl_note_from_text (VslImage *image, const char *text, gsize length, GError **error);
/* A whole .txt file. *encoding (may be NULL): a static name. */
gboolean vsl_note_read (const char *path, VslImage *image, const char **encoding, GError **error);
/* By its ending; what is in it is looked at when it is read. */
gboolean vsl_note_is_file (const char *path);
/* Whether there is anything besides blanks. */
gboolean vsl_note_has_text (const char *text, gsize length);

/* A file (a note, a table) as UTF-8, NUL-terminated: vsl_text_decode, which also refuses a file with a single line in another encoding. */
char *vsl_note_decode (const guint8 *bytes, gsize n, gsize *length, const char **encoding, GError **error);
/* The bytes of an ordinary file of at most `most` bytes, with a NUL behind them. */
guint8 *vsl_note_load (const char *path, gsize most, gsize *n, GError **error);

G_END_DECLS
