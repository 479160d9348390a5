/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* How to split anew: shares or folds, what stays together, and the seed. */
#define VSL_TYPE_RESPLIT (vsl_resplit_get_type ())
G_DECLARE_FINAL_TYPE (VslResplit, vsl_resplit, VSL, RESPLIT, AdwBin)

void vsl_resplit_set_document (VslResplit *self, VslDocument *document);
/* "patient", "study", names of kept columns; the choice stays where it can. */
void vsl_resplit_set_columns (VslResplit *self, const char *const *columns);

G_END_DECLS
