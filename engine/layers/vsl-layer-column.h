/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

/* What the steps for columns share. */
gboolean vsl_layer_column_plan (VslLayerPlan *plan, const char **remedy, GError **error);      /* refuses: they stand before a network */
gboolean vsl_layer_column_prepare (gconstpointer config, VslImage *image, GError **error);     /* refuses: rows go through data/vsl-row.c */
/* The place of a text in a list, whatever the case of its letters; -1: it is not in it. */
int vsl_layer_column_find (const VslStrings *list, const char *value);
