/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* The cases of results: scans as pictures in a grid, notes and rows in a list, each with what the network said of it. */
typedef struct {
  VslDocument *const *document;          /* where the page keeps them: what they are when a case comes on screen */
  VslResults *const *results;
} VslGallery;

/* The gallery must live as long as the views, whose items are of VslCase. */
void vsl_gallery_install (const VslGallery *gallery, GtkGridView *grid, GtkListView *list);

G_END_DECLS
