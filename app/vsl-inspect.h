/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "data/vsl-decoder.h"

G_BEGIN_DECLS

/* Keys of a line of vsl inspect; what there is nothing to say of stays as it is. */
void vsl_inspect_header (JsonObject *o, const VslScanInfo *info);
void vsl_inspect_picture (JsonObject *o, const VslImage *image, const VslScanInfo *info);
/* The table of tags: an array of objects under "header", or lines for people, indented by their depth. */
void vsl_inspect_table (JsonObject *o, const VslScanInfo *info);
void vsl_inspect_print_table (const VslScanInfo *info);

/* vsl-inspect-table.c: what is no picture and no note. o NULL: printed for people. */
gboolean vsl_inspect_is_table (const char *file);
gboolean vsl_inspect_is_npz (const char *file);
gboolean vsl_inspect_columns (JsonObject *o, const char *file, GError **error);
gboolean vsl_inspect_npz (JsonObject *o, const char *file, GError **error);

G_END_DECLS
