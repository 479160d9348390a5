/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* A scan in a grid: small picture and caption. Its picture comes when it's there; the newest wish is served first and
 * a wish that scrolled away is forgotten. */
#define VSL_TYPE_THUMB (vsl_thumb_get_type ())
G_DECLARE_FINAL_TYPE (VslThumb, vsl_thumb, VSL, THUMB, GtkWidget)

GtkWidget *vsl_thumb_new (void);
/* sample NULL: shows nothing. */
void vsl_thumb_set_sample (VslThumb *self, VslDocument *document, VslSample *sample);
/* Pictures that were read before are no longer true: thumbnails that are bound anew read theirs again. */
void vsl_thumbs_forget (VslDocument *document);
/* caption NULL: the sample's class. css: "error", "success" or NULL. */
void vsl_thumb_set_caption (VslThumb *self, const char *caption, const char *css);

#define VSL_THUMB_SIZE 104

G_END_DECLS
