/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/quality/vsl-twins.h"
#include "data/vsl-column.h"

G_BEGIN_DECLS

/* What the quality report knows of the rows of a table: each column as numbers. */
typedef struct {
  char *name;
  VslColumnType type;
  double *value;               /* of each sample: the number, days, or the place of a category among those met; NaN: missing */
  guint distinct;              /* different values, without the missing ones */
  double *share;               /* of each sample: how large a part of all has its value (or none, as it has) */
} VslTableColumn;

typedef struct {
  guint n;                     /* samples */
  GPtrArray *columns;          /* of VslTableColumn */
} VslTableFacts;

VslTableFacts *vsl_table_facts_new (guint n);
/* values: of each sample as vsl_column_value() wrote it, NULL: missing. order: of an ordinal, from low to high; NULL: as they come. */
void vsl_table_facts_add (VslTableFacts *facts, const char *name, VslColumnType type, const char *const *values, const char *const *order);
void vsl_table_facts_free (VslTableFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslTableFacts, vsl_table_facts_free)

/* Whether a row says so much that another one like it is a copy, not a second person. */
gboolean vsl_table_row_tells (const VslTableFacts *facts, guint i);
/* Of equal rows only those that tell are left as exact copies; the others become equal ones. */
void vsl_table_settle_twins (const VslTableFacts *facts, VslTwins *twins);

/* How well a column alone tells the classes of the chosen samples. */
typedef enum { VSL_TELLS_ORDER, VSL_TELLS_VALUES, VSL_TELLS_MISSING } VslTells;
typedef struct {
  VslTells by;                 /* its order, its values taken as categories, or whether it is filled */
  double score;                /* AUC; or of the values the mean share of each class that is told rightly */
} VslTelling;
/* label: of each sample, -1: not looked at. FALSE: it does not tell them, or the samples are too few to say so. */
gboolean vsl_table_column_tells (const VslTableColumn *column, guint n, const int *label, guint classes, VslTelling *telling);

G_END_DECLS
