/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vsl-make-util.h"

void
vsl_make_patient (const char *name, guint patient, char out[33])
{
  g_autofree char *text = g_strdup_printf ("%s %u", name, patient);
  g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_strlcpy (out, hex, 33);
}
