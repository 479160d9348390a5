/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keyed hash (libsodium, BLAKE2b) of a patient identifier: 32 hex digits. The key lies in the user's data folder,
 * mode 0600, is made at first use and never enters a project. out gets a NUL at [32]. */
gboolean vsl_pseudonym (const char *identifier, char out[33], GError **error);

/* A key of its own for a purpose ("dicom-uid"), made of the user's: 32 bytes. */
gboolean vsl_pseudonym_subkey (const char *purpose, guint8 out[32], GError **error);

G_END_DECLS
