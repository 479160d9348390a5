/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "data/vsl-column.h"

G_BEGIN_DECLS

/* Columns of a table, as import, inspect and columns tell them. columns: of VslColumn; NULL: none. */
JsonArray *_vsl_columns_to_json (const GPtrArray *columns);
void _vsl_columns_print (const GPtrArray *columns);

G_END_DECLS
