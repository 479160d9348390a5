/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/vsl-canvas.h"

G_BEGIN_DECLS

/* The whole drawing, small, with the part that the canvas shows; click or drag to go there. */
#define VSL_TYPE_MINIMAP (vsl_minimap_get_type ())
G_DECLARE_FINAL_TYPE (VslMinimap, vsl_minimap, VSL, MINIMAP, GtkWidget)

GtkWidget *vsl_minimap_new (void);
void vsl_minimap_set_canvas (VslMinimap *self, VslCanvas *canvas);
void vsl_minimap_set_document (VslMinimap *self, VslDocument *document);

G_END_DECLS
