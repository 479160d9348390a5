/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The program's language: setlocale() and the translations' place, for vsl and the window alike. Before anything else. */
void vsl_locale_begin (void);

G_END_DECLS
