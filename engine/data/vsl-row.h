/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-column.h"
#include "data/vsl-image.h"
#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* A row of a table in memory: a VslImage of the type VSL_PIXEL_ROW, whose bytes are, for each column, its name, NUL, a letter for its type
 * and the value as vsl_column_value () writes it (nothing: missing), NUL. */

typedef struct {
  const char *name;
  VslColumnType type;
  const char *value;           /* NULL: missing */
} VslCell;

/* VSL_ERROR_NOMEM when the row is too long. image: overwritten, not freed. */
gboolean vsl_row_new (VslImage *image, const VslCell *cells, guint n, GError **error);
/* The next cell; *at begins at 0. FALSE: no more. The texts are the row's. */
gboolean vsl_row_next (const VslImage *row, gsize *at, VslCell *cell);
/* By the column's name. FALSE: the row has no such column. */
gboolean vsl_row_find (const VslImage *row, const char *name, VslCell *cell);

/* ---- rows and an Input's steps for columns ---- */
/* Whether the Input has steps for columns. */
gboolean vsl_row_input (const VslNode *input);
/* How many numbers its steps make; 0: one of them has not learnt yet, or there is none. */
int vsl_row_width (const VslNode *input);
/* The row through the steps; out: vsl_row_width () numbers. A column that the row lacks is an error that names it. */
gboolean vsl_row_features (const VslNode *input, const VslImage *row, VslReal *out, GError **error);
/* The same in two halves, for exporters, whose graphs begin with codes: one number a step. */
gboolean vsl_row_codes (const VslNode *input, const VslImage *row, double *codes, GError **error);
/* Steps for these columns in place of the Input's preprocessing: NumberColumn, CategoryColumn, OrderColumn; nothing learnt. Only those that are
 * taken. */
void vsl_row_default (VslNode *input, GPtrArray *columns);

G_END_DECLS
