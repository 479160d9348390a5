/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A window that lists files that were left out of an import, each with its reason. left_out: of VslLeftOut, borrowed. */
GtkWidget *vsl_left_out_window (GtkWindow *parent, GPtrArray *left_out);
/* "scan.png: the reason" or "manifest.csv, line 7: the reason"; owned. */
char *vsl_left_out_place (gconstpointer left_out);

G_END_DECLS
