/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chinese characters, one by one: engine/text/vsl-han.c. */
gunichar vsl_han_simplified (gunichar c);

/* Where Chinese words begin. */
#define VSL_HAN_CUT 256u
typedef struct _VslHanWords VslHanWords;
VslHanWords *vsl_han_words_new (void);
void vsl_han_words_free (VslHanWords *words);
guint vsl_han_words_cut (VslHanWords *words, const gunichar *c, guint n, guint8 *lengths);

G_END_DECLS
