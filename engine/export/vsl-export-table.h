/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-row.h"
#include "export/vsl-exporter.h"

G_BEGIN_DECLS

/* What a file must say so that rows of a table can be brought to its input: a number a column, see docs/onnx.md. A key of ONNX's metadata. */
#define VSL_EXPORT_COLUMNS_KEY "vesalius.table.columns"

/* The Input that takes rows; NULL: none does. */
const VslNode *vsl_export_table_input (const VslNetwork *network);
/* FALSE when a step has not learnt yet. */
gboolean vsl_export_table_check (const VslNetwork *network, GError **error);
/* [{"name": "age", "type": "numeric"}, {"name": "sex", "type": "categorical", "values": ["F", "M"]}, …] in the order of the numbers. */
char *vsl_export_columns_json (const VslNode *input);
/* A row's numbers by that text alone; NULL with an error when text and row do not fit. Owned, *n of them. */
float *vsl_export_columns_codes (const char *json, const VslImage *row, guint *n, GError **error);

G_END_DECLS
