/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What may be kept of a scan beside its pixels: names from one list, values as text. A list is name, value, name, value, … and NULL,
 * in the order of setting; NULL is an empty one. Free with g_strfreev(). */

#define VSL_ATTRIBUTE_BYTES 1024            /* a value is at most so long */
#define VSL_ATTRIBUTES_MAX 256              /* names of one sample */
#define VSL_ATTRIBUTE_COLUMN "column:"      /* before the name of a column that was ticked to be kept */

/* Whether a name is on the list, or is a kept column. */
gboolean vsl_attribute_allowed (const char *name);
/* Sets or replaces; value NULL or "" removes. FALSE: the name is not allowed, or the list is full, and nothing was changed. A value is made
 * valid UTF-8 and cut to VSL_ATTRIBUTE_BYTES. */
gboolean vsl_attributes_set (char ***list, const char *name, const char *value);
/* NULL: not there. */
const char *vsl_attributes_get (const char *const *list, const char *name);

G_END_DECLS
