/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A table from a text file: RFC 4180, and what spreadsheets make of it (semicolons, tabs, a byte order mark, any line ends). */
typedef struct {
  guint line;              /* where the row begins, from 1 */
  guint n;
  char **cell;             /* NULL-terminated */
} VslCsvRow;

typedef struct {
  char separator;
  char **header;           /* names of the columns, blanks around them removed; NULL-terminated */
  guint columns;
  GPtrArray *rows;         /* of VslCsvRow; rows without any text are left away */
} VslCsv;

#define VSL_CSV_MAX_BYTES ((gsize) 1 << 28)
#define VSL_CSV_MAX_COLUMNS 4096

/* Bytes in any encoding that vsl_note_decode takes; name is for messages. */
VslCsv *vsl_csv_parse (const char *text, gssize length, const char *name, GError **error);
VslCsv *vsl_csv_read (const char *path, GError **error);
void vsl_csv_free (VslCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslCsv, vsl_csv_free)
int vsl_csv_column (const VslCsv *csv, const char *name);              /* by name, whatever its case; -1: none */
const char *vsl_csv_cell (const VslCsvRow *row, int column);           /* NULL when the row ends before it */

G_END_DECLS
