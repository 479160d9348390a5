/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The mark of a patient who does not exist, 32 hexadecimal digits. Not a keyed hash of anything: the project must not depend on a
 * user's key. name: of the kind of patients. */
void vsl_make_patient (const char *name, guint patient, char out[33]);

G_END_DECLS
