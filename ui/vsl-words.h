/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *vsl_word (const char *name);
char *vsl_word_value (const char *text);
char *vsl_word_auto (const char *title);     /* what "auto" stands for; owned */

G_END_DECLS
