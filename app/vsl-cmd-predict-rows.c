/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-cmd-predict.h"
#include "core/vsl-error.h"
#include "data/vsl-cell.h"
#include "data/vsl-csv.h"
#include "data/vsl-decoder.h"
#include "data/vsl-note.h"
#include "data/vsl-note-words.h"
#include "data/vsl-prepare.h"
#include "data/vsl-row.h"

/* Rows of a table are asked about through a dataset like any other: the row itself, and where the network has more Inputs also the scan that it names and
 * the note that it holds. */

#define MOST 1024
/* With more filled cells than these none of which can be read, the table is another one than the network has learnt from. */
#define FEW 3

/* A column that the network reads, and what stands in the file's cells. */
typedef struct {
  const VslColumn *column;
  const VslStepSpec *step;
  int at;                        /* in the table */
  guint filled, unreadable, unknown, line;       /* line: of the first that is one of these */
  char *text;                    /* of that; cut when it is long */
} Used;
typedef enum { CELL_GOOD, CELL_UNREADABLE, CELL_UNKNOWN } CellState;

typedef struct {
  const VslModel *model;
  const char *file;
  VslCsv *csv;
  int path, text;                /* columns, -1: none */
  GPtrArray *columns;            /* of VslColumn: the project's, with decimals as this file has them */
  GArray *used;                  /* of Used: the columns that the network reads */
  guint from, n;                 /* the rows of the table that are asked about now */
} Rows;

/* ---- parts of a row ---- */

static gboolean
read_row (const Rows *r, const VslCsvRow *row, VslImage *image, GError **error)
{
  GPtrArray *columns = r->columns;
  g_autofree VslCell *cells = g_new0 (VslCell, columns->len + 1);
  guint n = 0;
  for (guint i = 0; i < columns->len; i++) {
    const VslColumn *c = columns->pdata[i];
    int at = vsl_csv_column (r->csv, c->name);
    if (at >= 0)                 /* what is not there is missed by the step that reads it, which names it */
      cells[n++] = (VslCell) { c->name, c->type, vsl_column_value (c, vsl_csv_cell (row, at)) };
  }
  gboolean ok = vsl_row_new (image, cells, n, error);
  for (guint i = 0; i < n; i++)
    g_free ((char *) cells[i].value);
  return ok;
}

static gboolean
read_scan (const Rows *r, const VslCsvRow *row, VslImage *image, GError **error)
{
  VslScanInfo info = { 0 };
  const char *cell = vsl_csv_cell (row, r->path);
  if (!cell || !*cell) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("the row names no file"));
    return FALSE;
  }
  g_autofree char *folder = g_path_get_dirname (r->file), *path = g_path_is_absolute (cell) ? g_strdup (cell) : g_build_filename (folder, cell, NULL);
  gboolean ok = vsl_decode_file (path, image, &info, error);
  vsl_scan_info_clear (&info);
  return ok;
}

static gboolean
fetch_part (gpointer source, gint64 id, VslSampleKind part, VslImage *image, GError **error)
{
  const Rows *r = source;
  const VslCsvRow *row = g_ptr_array_index (r->csv->rows, (guint) id - 1);
  if (part == VSL_SAMPLE_TABLE)
    return read_row (r, row, image, error);
  if (part == VSL_SAMPLE_SCAN)
    return read_scan (r, row, image, error);
  const char *text = vsl_csv_cell (row, r->text);
  return vsl_note_from_text (image, text ? text : "", text ? strlen (text) : 0, error);
}

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  return fetch_part (source, id, ((const Rows *) source)->model->info.kind, image, error);
}

/* ---- what cannot be read ---- */

static CellState
judge (const Used *u, const char *cell)
{
  g_autofree char *value = vsl_column_value (u->column, cell);
  if (!value)
    return !vsl_column_unreadable (u->column, cell) ? CELL_GOOD : u->column->type == VSL_COLUMN_ORDINAL ? CELL_UNKNOWN : CELL_UNREADABLE;
  const VslColumnStep *step = u->step->cls->column;
  return step->words && step->code (u->step->config, value) < 0 ? CELL_UNKNOWN : CELL_GOOD;
}

static gboolean
is_filled (const Used *u, const char *cell)
{
  g_autofree char *clean = vsl_cell_clean (cell);
  return !vsl_cell_missing (clean, u->column->type == VSL_COLUMN_NUMERIC || u->column->type == VSL_COLUMN_DATE);
}

static void
count_cells (const Rows *r, Used *u)
{
  for (guint i = 0; i < r->csv->rows->len; i++) {
    const VslCsvRow *row = r->csv->rows->pdata[i];
    const char *cell = vsl_csv_cell (row, u->at);
    CellState state = judge (u, cell);
    u->filled += is_filled (u, cell);
    u->unreadable += state == CELL_UNREADABLE;
    u->unknown += state == CELL_UNKNOWN;
    if (state != CELL_GOOD && !u->text) {
      u->line = row->line;
      u->text = g_utf8_strlen (cell, -1) > 40 ? g_utf8_substring (cell, 0, 40) : g_strdup (cell);
    }
  }
}

static void
say_cells (const Rows *r, const Used *u)
{
  const char *name = u->column->name;
  if (u->unreadable)
    vsl_say (_("%s: “%s”: %u of %u filled cells unreadable, taken as missing; the first is line %u, “%s”."), r->file, name, u->unreadable, u->filled, u->line,
             u->text);
  if (u->unknown)
    vsl_say (_("%s: “%s”: %u of %u filled cells with a value that the network does not know; the first is line %u, “%s”."), r->file, name, u->unknown,
             u->filled, u->line, u->text);
}

static const VslColumn *
column_of (const Rows *r, const char *name)
{
  for (guint i = 0; i < r->columns->len; i++)
    if (g_str_equal (((const VslColumn *) r->columns->pdata[i])->name, name))
      return r->columns->pdata[i];
  return NULL;
}

/* The columns of this file, each with its own way to write numbers. */
static void
adapt_columns (Rows *r)
{
  g_autofree const char **cells = g_new0 (const char *, r->csv->rows->len + 1);
  r->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  for (guint i = 0; i < r->model->columns->len; i++) {
    VslColumn *c = vsl_column_copy (r->model->columns->pdata[i]);
    int at = vsl_csv_column (r->csv, c->name);
    for (guint k = 0; k < r->csv->rows->len; k++)
      cells[k] = vsl_csv_cell (r->csv->rows->pdata[k], at);
    if (at >= 0)
      vsl_column_read_as (c, cells, r->csv->rows->len, r->csv->separator);
    g_ptr_array_add (r->columns, c);
  }
}

/* Looks at all cells that the network is going to get. FALSE: a whole column is not what the network has learnt from. */
static gboolean
check_cells (Rows *r, GError **error)
{
  for (guint i = 0; i < r->used->len; i++) {
    Used *u = &g_array_index (r->used, Used, i);
    count_cells (r, u);
    if (u->filled > FEW && u->unreadable == u->filled) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                   _("%s: none of the %u filled cells of “%s” can be read as the network learnt that column%s%s%s; the first is line %u, “%s”. Write them as in "
                     "the table that the network learnt from, or empty the column to have it taken as missing."), r->file, u->filled, u->column->name,
                   u->column->unit ? " (" : "", u->column->unit ? u->column->unit : "", u->column->unit ? ")" : "", u->line, u->text);
      return FALSE;
    }
  }
  for (guint i = 0; i < r->used->len; i++)
    say_cells (r, &g_array_index (r->used, Used, i));
  return TRUE;
}

/* ---- answers ---- */

static VslDataset *
make_dataset (Rows *r)
{
  g_autofree VslSampleInfo *samples = g_new0 (VslSampleInfo, r->n + 1);
  for (guint i = 0; i < r->n; i++)
    samples[i] = (VslSampleInfo) { .id = r->from + i + 1, .kind = r->model->info.kind, .label = -1, .split = VSL_SPLIT_TEST };
  VslDataset *dataset = vsl_dataset_new (samples, r->n, (const char *const *) r->model->info.class_names, r->model->info.positive, fetch, r, NULL);
  vsl_dataset_set_target (dataset, r->model->info.target, r->model->info.target_name);
  vsl_dataset_set_parts (dataset, fetch_part);
  return dataset;
}

static void
print_all (const Rows *r, const VslPredictions *p)
{
  int n = p->classes ? p->classes : p->width;
  g_autofree double *values = g_new (double, (gsize) n + 1);
  for (guint i = 0; i < p->n; i++) {
    const VslCsvRow *row = g_ptr_array_index (r->csv->rows, (guint) p->id[i] - 1);
    for (int c = 0; c < n; c++)
      values[c] = p->classes ? p->prob[(gsize) i * (gsize) n + (gsize) c] : (double) p->values[(gsize) i * (gsize) n + (gsize) c];
    g_autoptr (GPtrArray) unreadable = g_ptr_array_new (), unknown = g_ptr_array_new ();
    for (guint k = 0; k < r->used->len; k++) {
      const Used *u = &g_array_index (r->used, Used, k);
      CellState state = judge (u, vsl_csv_cell (row, u->at));
      if (state != CELL_GOOD)
        g_ptr_array_add (state == CELL_UNKNOWN ? unknown : unreadable, u->column->name);
    }
    _vsl_predict_print (r->model, &(VslAnswer) { .file = r->file, .line = (int) row->line, .classes = p->classes, .n = n, .values = values,
                                                 .error = p->error ? p->error[i] : NAN, .repeats = p->error != NULL,
                                                 .unreadable = unreadable, .unknown = unknown });
  }
}

/* Those that can be read; of the others each is named, and a whole that cannot be read once. */
static gboolean
ask (Rows *r)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDataset) dataset = make_dataset (r);
  g_autoptr (VslPredictions) p = vsl_dataset_prepare (dataset, r->model->network, NULL, NULL, &error)
                                   ? vsl_predict (r->model->network, r->model->params, dataset, VSL_SPLIT_TEST, NULL, NULL, &error) : NULL;
  if (p) {
    print_all (r, p);
    return TRUE;
  }
  if (r->n == 1) {
    const VslCsvRow *row = g_ptr_array_index (r->csv->rows, r->from);
    vsl_say (_("%s, line %d: %s"), r->file, (int) row->line, error->message);
    return FALSE;
  }
  guint from = r->from, n = r->n;
  gboolean ok = TRUE;
  for (guint i = 0; i < n; i++) {
    r->from = from + i;
    r->n = 1;
    ok &= ask (r);
  }
  return ok;
}

/* A column that the network reads and the table does not have is a mistake of the whole table. */
static gboolean
check_columns (Rows *r, GError **error)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (r->model->network);
  for (guint k = 0; k < inputs->len; k++) {
    const VslNode *input = inputs->pdata[k];
    for (guint i = 0; vsl_row_input (input) && i < input->preprocessing->len; i++) {
      const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
      const char *name = step->cls->column->name (step->config);
      Used used = { .column = column_of (r, name), .step = step, .at = vsl_csv_column (r->csv, name) };
      if (used.at >= 0) {
        if (used.column)
          g_array_append_val (r->used, used);
        continue;
      }
      g_autofree char *all = g_strjoinv (", ", r->csv->header);
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: there is no column “%s”, which the network reads; the columns are: %s"), r->file, name, all);
      return FALSE;
    }
  }
  return check_cells (r, error);
}

static void
used_clear (gpointer data)
{
  g_free (((Used *) data)->text);
}

static int
find_column (const VslCsv *csv, const char *const *names)
{
  for (int i = 0; names[i]; i++)
    if (vsl_csv_column (csv, names[i]) >= 0)
      return vsl_csv_column (csv, names[i]);
  return -1;
}

static gboolean
predict_table (const VslModel *model, const char *file)
{
  static const char *const paths[] = { "path", "file", "filename", "file_name", "filepath", "image", "image_path", "scan", NULL };
  static const char *const texts[] = { "text", "note_text", "note", "report", NULL };
  g_autoptr (GError) error = NULL;
  Rows r = { .model = model, .file = file, .csv = vsl_csv_read (file, &error) };
  r.used = g_array_new (FALSE, FALSE, sizeof (Used));
  g_array_set_clear_func (r.used, used_clear);
  if (r.csv)
    adapt_columns (&r);
  gboolean ok = r.csv && check_columns (&r, &error);
  if (!ok)
    vsl_failed (error);
  for (guint from = 0; ok && from < r.csv->rows->len; from += MOST) {
    r.path = find_column (r.csv, paths);
    r.text = model->text ? vsl_csv_column (r.csv, model->text) : find_column (r.csv, texts);
    r.from = from;
    r.n = MIN (MOST, r.csv->rows->len - from);
    ok = ask (&r) & ok;
  }
  g_array_unref (r.used);
  g_clear_pointer (&r.columns, g_ptr_array_unref);
  g_clear_pointer (&r.csv, vsl_csv_free);
  return ok;
}

/* What a table for this network has to have. */
static char *
needs_of (const VslNetwork *network)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  g_autoptr (GString) names = g_string_new (NULL);
  guint others = 0, notes = vsl_network_text_rules (network) ? 1 : 0;
  for (guint k = 0; k < inputs->len; k++) {
    const VslNode *input = inputs->pdata[k];
    others += !vsl_row_input (input);
    for (guint i = 0; vsl_row_input (input) && i < input->preprocessing->len; i++) {
      const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
      g_string_append_printf (names, ", %s", step->cls->column->name (step->config));
    }
  }
  if (notes)
    g_string_prepend (names, ", text");
  if (others > notes)
    g_string_prepend (names, ", path");
  return g_strdup (names->len ? names->str + 2 : "");
}

/**
 * _vsl_predict_rows:
 *
 * Returns: FALSE when something could not be read, which is said
 */
gboolean
_vsl_predict_rows (const VslModel *model, const char *const *files)
{
  gboolean ok = TRUE;
  for (int i = 0; files[i]; i++) {
    g_autofree char *lower = g_ascii_strdown (files[i], -1);
    if (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv")) {
      ok &= predict_table (model, files[i]);
      continue;
    }
    g_autofree char *needs = needs_of (model->network);
    vsl_say (g_str_has_prefix (needs, "path") ? _("%s: this network reads more than a scan: give a .csv or .tsv table with the columns %s, of which path names each scan's file")
                                              : _("%s: this network reads rows of a table: give a .csv or .tsv file with the columns %s"), files[i], needs);
    ok = FALSE;
  }
  return ok;
}
