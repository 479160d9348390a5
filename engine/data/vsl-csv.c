/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-note.h"

typedef struct {
  const char *p, *end, *name;
  char separator;
  guint line;
  GString *cell;
  GError **error;
} Reader;

static void
row_free (gpointer data)
{
  VslCsvRow *row = data;
  g_strfreev (row->cell);
  g_free (row);
}

/**
 * vsl_csv_free:
 */
void
vsl_csv_free (VslCsv *csv)
{
  g_strfreev (csv->header);
  if (csv->rows)
    g_ptr_array_unref (csv->rows);
  g_free (csv);
}

/* The separator of the first line: the one of tab, comma, semicolon that stands there most often outside of quotes. */
static char
find_separator (const char *p, const char *end)
{
  const char candidates[] = { ',', '\t', ';' };
  guint count[G_N_ELEMENTS (candidates)] = { 0 };
  gboolean quoted = FALSE;
  for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
    if (*p == '"')
      quoted = !quoted;
    for (guint i = 0; !quoted && i < G_N_ELEMENTS (candidates); i++)
      count[i] += *p == candidates[i];
  }
  guint best = 0;
  for (guint i = 1; i < G_N_ELEMENTS (candidates); i++)
    if (count[i] > count[best])
      best = i;
  return candidates[best];
}

static gboolean
at_line_end (const Reader *r)
{
  return r->p == r->end || *r->p == '\n' || *r->p == '\r';
}

static void
skip_line_end (Reader *r)
{
  if (r->p < r->end && *r->p == '\r')
    r->p++;
  else if (r->p < r->end && *r->p == '\n') {
    r->p++;
    r->line++;
    return;
  }
  if (r->p < r->end && *r->p == '\n')
    r->p++;
  r->line++;
}

/* The quote has been read. A doubled quote is one; line ends are part of the text. */
static gboolean
read_quoted (Reader *r)
{
  guint opened = r->line;
  for (r->p++;; r->p++) {
    if (r->p >= r->end) {
      g_set_error (r->error, VSL_DATA_ERROR, VSL_ERROR_FORMAT,
                   _("%s: line %u: a quotation mark is opened and never closed: close it, or write two (\"\") where one is meant"), r->name, opened);
      return FALSE;
    }
    if (*r->p == '"') {
      if (r->p + 1 < r->end && r->p[1] == '"')
        r->p++;
      else
        break;
    }
    if (*r->p == '\n' || (*r->p == '\r' && !(r->p + 1 < r->end && r->p[1] == '\n')))
      r->line++;
    g_string_append_c (r->cell, *r->p);
  }
  r->p++;
  while (r->p < r->end && *r->p == ' ')
    r->p++;
  if (at_line_end (r) || *r->p == r->separator)
    return TRUE;
  if (opened == r->line)
    g_set_error (r->error, VSL_DATA_ERROR, VSL_ERROR_FORMAT,
                 _("%s: line %u: there is text behind a closing quotation mark: write two (\"\") where one is meant"), r->name, opened);
  else
    g_set_error (r->error, VSL_DATA_ERROR, VSL_ERROR_FORMAT,
                 _("%s: line %u: the quotation mark opened there is closed in the middle of line %u: close it earlier, or write two (\"\") where one "
                   "is meant"), r->name, opened, r->line);
  return FALSE;
}

/* One row; cells are taken as they are. */
static char **
read_row (Reader *r, guint *n)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  for (;;) {
    g_string_truncate (r->cell, 0);
    if (r->p < r->end && *r->p == '"') {
      if (!read_quoted (r)) {
        g_ptr_array_unref (cells);
        return NULL;
      }
    } else {
      const char *from = r->p;
      while (!at_line_end (r) && *r->p != r->separator)
        r->p++;
      g_string_append_len (r->cell, from, r->p - from);
    }
    g_ptr_array_add (cells, g_strndup (r->cell->str, r->cell->len));
    if (cells->len > VSL_CSV_MAX_COLUMNS) {
      g_set_error (r->error, VSL_DATA_ERROR, VSL_ERROR_FORMAT, _("%s: line %u: more than %d columns: this is no table"), r->name, r->line,
                   VSL_CSV_MAX_COLUMNS);
      g_ptr_array_unref (cells);
      return NULL;
    }
    if (at_line_end (r))
      break;
    r->p++;      /* the separator */
  }
  skip_line_end (r);
  *n = cells->len;
  g_ptr_array_add (cells, NULL);
  return (char **) g_ptr_array_free (cells, FALSE);
}

static gboolean
is_blank (char *const *cells)
{
  for (; *cells; cells++)
    for (const char *c = *cells; *c; c++)
      if (!g_ascii_isspace (*c))
        return FALSE;
  return TRUE;
}

static gboolean
read_table (Reader *r, VslCsv *csv)
{
  while (r->p < r->end) {
    guint line = r->line, n;
    char **cells = read_row (r, &n);
    if (!cells)
      return FALSE;
    if (is_blank (cells)) {
      g_strfreev (cells);
    } else if (!csv->header) {
      for (guint i = 0; i < n; i++)
        g_strstrip (cells[i]);
      csv->header = cells;
      csv->columns = n;
    } else {
      VslCsvRow *row = g_new (VslCsvRow, 1);
      *row = (VslCsvRow) { line, n, cells };
      g_ptr_array_add (csv->rows, row);
    }
  }
  if (!csv->header) {
    g_set_error (r->error, VSL_DATA_ERROR, VSL_ERROR_FORMAT, _("%s: the table is empty: its first line names the columns"), r->name);
    return FALSE;
  }
  return TRUE;
}

/**
 * vsl_csv_parse:
 * @text: bytes of a file: UTF-8, with or without a byte order mark, UTF-16 or GB18030
 * @length: bytes, -1: up to the NUL
 * @name: what to call it in messages
 *
 * The first row names the columns. Cells are separated by commas, semicolons or tabs, whatever the first row has most of.
 *
 * Returns: (transfer full) (nullable): the table; %NULL with %VSL_ERROR_FORMAT naming the line
 */
VslCsv *
vsl_csv_parse (const char *text, gssize length, const char *name, GError **error)
{
  gsize n = 0;
  g_autoptr (GError) own = NULL;
  g_autofree char *utf8 = vsl_note_decode ((const guint8 *) text, length < 0 ? strlen (text) : (gsize) length, &n, NULL, &own);
  if (!utf8) {
    g_set_error (error, own->domain, own->code, "%s: %s", name, own->message);
    return NULL;
  }
  g_autoptr (GString) cell = g_string_new (NULL);
  g_autoptr (VslCsv) csv = g_new0 (VslCsv, 1);
  csv->separator = find_separator (utf8, utf8 + n);
  csv->rows = g_ptr_array_new_with_free_func (row_free);
  Reader r = { utf8, utf8 + n, name, csv->separator, 1, cell, error };
  if (!read_table (&r, csv))
    return NULL;
  return g_steal_pointer (&csv);
}

/**
 * vsl_csv_read:
 *
 * As vsl_csv_parse(), from a file of at most 256 MiB.
 */
VslCsv *
vsl_csv_read (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) own = NULL;
  gsize n = 0;
  g_autofree char *text = (char *) vsl_note_load (path, VSL_CSV_MAX_BYTES, &n, &own);
  if (!text) {
    g_set_error (error, own->domain, own->code, "%s: %s", name, own->message);
    return NULL;
  }
  return vsl_csv_parse (text, (gssize) n, name, error);
}

/**
 * vsl_csv_column:
 *
 * Returns: the column's number, -1 when there is none of that name
 */
int
vsl_csv_column (const VslCsv *csv, const char *name)
{
  for (guint i = 0; i < csv->columns; i++)
    if (g_ascii_strcasecmp (csv->header[i], name) == 0)
      return (int) i;
  return -1;
}

/**
 * vsl_csv_cell:
 * @column: -1 is taken for a column that isn't there
 */
const char *
vsl_csv_cell (const VslCsvRow *row, int column)
{
  return column >= 0 && (guint) column < row->n ? row->cell[column] : NULL;
}
