/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/vsl-document.h"

G_BEGIN_DECLS

/* Which samples of a document the Data page shows, and the two lists of rows in which that is chosen. Their rows carry these numbers as the
 * object data "vsl-value" (see vsl-filter-row.h). */
#define VSL_DATA_ALL -2
#define VSL_DATA_NONE -1                 /* without a class; not used */
#define VSL_DATA_LEFT_OUT VSL_N_SPLITS   /* splits alone */

typedef struct {
  VslDocument *document;       /* borrowed; NULL: none */
  int class, split;            /* ALL, a number, NONE, LEFT_OUT */
  GHashTable *found;           /* id > place + 1 of the samples of the chosen finding; NULL: none is chosen; owned */
} VslDataFilter;

gboolean vsl_data_filter_shows (const VslDataFilter *self, VslSample *sample);
/* TRUE: nothing is hidden. */
gboolean vsl_data_filter_is_open (const VslDataFilter *self);
/* Rows with counts, anew; a choice that is gone becomes ALL. Selecting the chosen rows emits their signals. */
void vsl_data_filter_fill (VslDataFilter *self, GtkWidget *classes, GtkWidget *splits);

G_END_DECLS
