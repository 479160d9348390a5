/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What stands in place of numbers on the test set before somebody said to look. Both are called with object as their first argument. */
GtkWidget *vsl_seal_new (GCallback look, GCallback validation, GObject *object);

G_END_DECLS
