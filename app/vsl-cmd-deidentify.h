/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-cmd.h"

G_BEGIN_DECLS

/* vsl deidentify, by what IN is: a folder, or a file that is no notes by its name. */
gboolean vsl_deidentify_is_dicom (const char *in);
int vsl_cmd_deidentify_dicom (const VslArgs *args);

G_END_DECLS
