/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* What stands in place of numbers on the test set before somebody said to look. Both are called with object as their first argument. */
GtkWidget *vsl_seal_new (GCallback look, GCallback validation, GObject *object);

/* Whether the first look at the test set has still to be asked for: numbers that one has seen can no longer be chosen without. */
gboolean vsl_seal_holds (VslDocument *document, VslSplit split);
/* One look for each run whose numbers on the test set come on the screen; coming back to them (*looked) is none. */
void vsl_seal_look (VslDocument *document, VslResults *results, int *looked);

G_END_DECLS
