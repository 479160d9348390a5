/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "privacy/vsl-deid-private.h"

G_BEGIN_DECLS

/* How much speaks for a name where one is looked for: nothing, a word that often stands before names, one that stands before little
 * else, a colon behind such a word. */
typedef enum { VSL_ZH_ALONE, VSL_ZH_LEAD, VSL_ZH_SURE, VSL_ZH_LINKED } VslZhNameMode;

/* deid-zhname.c */
guint _vsl_deid_zh_name_at (const VslDeidText *text, guint place, VslZhNameMode mode);
extern const char *const _vsl_deid_zh_titles[];
/* deid-zhforeign.c: 2 where a Japanese family name of two characters begins */
guint _vsl_deid_zh_japanese (const VslDeidText *text, guint place);

G_END_DECLS
