/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A column of a table: what kind of values it has, how they are spread, and whether the network gets them. */

typedef enum {
  VSL_COLUMN_NUMERIC,
  VSL_COLUMN_CATEGORICAL,
  VSL_COLUMN_ORDINAL,      /* categories with an order: mild, moderate, severe */
  VSL_COLUMN_DATE,         /* as a number: days since 1970-01-01 */
  VSL_COLUMN_TEXT,         /* never a feature */
  VSL_COLUMN_IDENTIFIER,   /* never a feature */
  VSL_N_COLUMN_TYPES
} VslColumnType;
extern const char *const vsl_column_type_names[];     /* "numeric", "categorical", "ordinal", "date", "text", "identifier", NULL */
int vsl_column_type_find (const char *name);           /* -1: there is none of that name */
const char *vsl_column_type_title (VslColumnType type);       /* translated */
/* Whether a network can get values of this type. */
gboolean vsl_column_type_is_feature (VslColumnType type);

#define VSL_COLUMN_LEVELS 1000       /* most different values that are counted one by one */
#define VSL_CELL_BYTES 1000          /* of a value that is kept */
#define VSL_COLUMN_SHOWN 3           /* unreadable cells that are shown */

/* A cell that could not be read. */
typedef struct {
  guint row;                /* of the cells, from 0 */
  guint line;               /* of the file; 0: not known */
  char *text;               /* as it stands there, cut when it is long */
} VslColumnBad;

typedef struct {
  char *name;
  VslColumnType type;
  gboolean taken;           /* it becomes a feature */
  char *why;                /* why it is proposed as it is; a sentence, translated; NULL: nothing to say */
  char *unit;               /* of numbers: "mmol/L", "%"; NULL */
  gboolean decimal_comma;
  guint rows, missing, distinct;      /* distinct: at most VSL_COLUMN_LEVELS + 1 */
  guint unreadable;         /* cells that the type cannot take; among the missing */
  guint limits;             /* numbers such as "<0.5" */
  guint flags;              /* numbers with a laboratory's flag, such as "4.3 H" */
  VslColumnBad bad[VSL_COLUMN_SHOWN];       /* the first of the unreadable cells */
  guint n_bad;
  /* Of numbers and dates; NaN of others and without values. */
  double min, q1, median, q3, max, mean;
  /* Of categories: the commonest first; of ordinals in their order. NULL-terminated; NULL of others. */
  char **levels;
  guint *level_counts;
} VslColumn;

/* cells: as they stand in the table, NULL: the row ends before. separator: of the file, ',' ';' or tab. */
VslColumn *vsl_column_guess (const char *name, const char *const *cells, guint n, char separator);
/* Another type than the guessed one; order: of ordinals, NULL-terminated, NULL: by numbers in them, else as they are sorted. */
void vsl_column_retype (VslColumn *column, VslColumnType type, const char *const *order, const char *const *cells, guint n);
/* Says in why where the first unreadable cells stand. lines: of each cell. */
void vsl_column_locate (VslColumn *column, const guint *lines);
/* Decimals of these cells stand where they do by vsl_column_guess()'s rules: for another file than the one that the column came from. */
void vsl_column_read_as (VslColumn *column, const char *const *cells, guint n, char separator);
/* Whether the cell says something that is nothing of the column's type. */
gboolean vsl_column_unreadable (const VslColumn *column, const char *cell);
/* A cell in the form that is stored and that a network's steps read: a number with a point, a category in its commonest spelling; NULL:
 * missing (or unreadable). Owned. */
char *vsl_column_value (const VslColumn *column, const char *cell);
/* One line for people: least, quartiles, largest; or the commonest values. Owned. */
char *vsl_column_spread (const VslColumn *column);
VslColumn *vsl_column_new (const char *name, VslColumnType type);
VslColumn *vsl_column_copy (const VslColumn *column);
void vsl_column_free (VslColumn *column);

/* data/vsl-column-order.c: puts values into an order that people know ("mild" < "severe", "1+" < "2+", "T1" < "T2"). FALSE: they have none. */
gboolean vsl_column_order (const char **levels, guint n);
/* Whether a column of that name says who or which, not what. */
gboolean vsl_column_names_identifier (const char *name);
/* Whether there are people in a column of that name: doctors, referrers, relatives. */
gboolean vsl_column_names_people (const char *name);

G_END_DECLS
