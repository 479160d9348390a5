/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the window remembers between two starts: a small key file in the user's configuration folder. */
char *vsl_settings_string (const char *key);                      /* owned or NULL */
void vsl_settings_set_string (const char *key, const char *value);
int vsl_settings_int (const char *key, int fallback);
void vsl_settings_set_int (const char *key, int value);

/* Projects opened lately, newest first; those that are gone are left out. */
char **vsl_settings_recent (void);
void vsl_settings_add_recent (const char *path);
void vsl_settings_clear_recent (void);

G_END_DECLS
