/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One encoding brought to UTF-8. Each returns NULL with the place of the first byte that is no text in *bad, or with n there when the
 * memory is short. plain: control characters are no text either, which is asked of bytes that do not say what they are. */
char *_vsl_text_from_utf16 (const guint8 *bytes, gsize n, gboolean big_endian, gboolean plain, gsize *length, gsize *bad);
char *_vsl_text_from_gb18030 (const guint8 *bytes, gsize n, gsize *length, gsize *bad);

/* How many letters, digits, spaces and line ends bytes are if they are read as UTF-16; -1 if that gives something that nobody writes. */
gssize _vsl_text_utf16_score (const guint8 *bytes, gsize n, gboolean big_endian);

G_END_DECLS
