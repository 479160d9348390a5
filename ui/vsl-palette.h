/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Templates and layers in groups, searchable; each can be dragged onto the canvas, or put there by Enter;
 * a template also by a click, a layer by a double click. */
#define VSL_TYPE_PALETTE (vsl_palette_get_type ())
G_DECLARE_FINAL_TYPE (VslPalette, vsl_palette, VSL, PALETTE, GtkBox)

/* Signals: "layer" (char *class name), "template" (char *id). */
GtkWidget *vsl_palette_new (void);
/* Only templates for such data are offered. */
void vsl_palette_set_kind (VslPalette *self, int kind);

G_END_DECLS
