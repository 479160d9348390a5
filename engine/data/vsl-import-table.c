/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A manifest: a table with a row per sample, which names its file or holds its note. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-cell.h"
#include "data/vsl-import-private.h"

#define MAX_SHOWN 1000
#define FREE_TEXT 40          /* characters a cell, on average: notes, not categories */

typedef struct {
  VslLook *look;
  VslCsv *csv;
  char *name;              /* of the table, for messages */
  const char *table;       /* its path */
  GPtrArray *bases;        /* of char *: folders that paths are relative to */
  GHashTable *seen;        /* full path > line */
  int path, text, label, patient, split, group, note;      /* path or text is -1, or both: then the rows are the samples */
  gboolean values, join;
  gboolean label_by_folder;
} Table;

static int
column_of (const VslCsv *csv, const char *const *names)
{
  for (int i = 0; names[i]; i++) {
    int c = vsl_csv_column (csv, names[i]);
    if (c >= 0)
      return c;
  }
  return -1;
}

static gboolean
no_column (const Table *t, const char *wanted, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", t->csv->header);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: there is no column “%s”; the columns are: %s"), t->name, wanted, all);
  return FALSE;
}

/* Two columns of one name: which of them is meant is not for the program to guess. */
static gboolean
check_header (const Table *t, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < t->csv->columns; i++) {
    g_autofree char *plain = g_ascii_strdown (t->csv->header[i], -1);
    if (!*plain || g_hash_table_add (seen, g_steal_pointer (&plain)))
      continue;
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_FORMAT, _("%s: there are two columns “%s”: rename or remove one of them"), t->name,
                 t->csv->header[i]);
    return FALSE;
  }
  return TRUE;
}

static const char *const path_names[] = { "path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path", "scan", NULL };

static char *resolve (const Table *t, const char *cell);

static gboolean
any_file (const Table *t)
{
  for (guint i = 0; i < t->csv->rows->len; i++) {
    const char *cell = vsl_csv_cell (g_ptr_array_index (t->csv->rows, i), t->path);
    g_autofree char *path = cell && *cell ? resolve (t, cell) : NULL;
    if (path)
      return TRUE;
  }
  return FALSE;
}

/* Files were chosen beside the table, or a folder, and the rows do not name them by paths that are there. */
static gboolean
wants_join (const Table *t)
{
  gboolean others = FALSE;
  for (guint i = 0; i < t->look->n_paths; i++)
    others |= !g_str_equal (t->look->paths[i], t->table);
  if (!others || t->look->options->text || t->look->options->texts_alone)
    return FALSE;
  return t->look->options->key || ((t->path < 0 || !any_file (t)) && t->text < 0);
}

/* Characters of a text; those of Chinese and its neighbours say about as much as three letters. */
static gsize
weight_of (const char *text)
{
  gsize n = 0;
  for (const char *p = text; p && *p; p = g_utf8_next_char (p))
    n += g_utf8_get_char (p) >= 0x2e80 ? 3 : 1;
  return n;
}

/* The column that most of what the table says stands in, when it reads like notes: long, and hardly ever the same twice. -1: there is none. */
static int
find_free_text (const Table *t)
{
  const GPtrArray *rows = t->csv->rows;
  gsize all = 0, most = 0;
  int found = -1;
  for (int c = 0; c < (int) t->csv->columns; c++) {
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    gsize n = 0, said = 0;
    for (guint i = 0; i < rows->len; i++) {
      const char *cell = vsl_csv_cell (rows->pdata[i], c);
      if (!cell || !*cell)
        continue;
      n += weight_of (cell);
      said++;
      g_hash_table_add (seen, (gpointer) cell);
    }
    all += n;
    if (n > most && n >= FREE_TEXT * said && 2 * g_hash_table_size (seen) > said) {
      most = n;
      found = c;
    }
  }
  return 5 * most >= 3 * all ? found : -1;
}

/* Where the samples are: in files that the table names, or in the table itself. With columns for both it is the files, unless none
 * of them is there; a column that was asked for is the one. */
static gboolean
find_content (Table *t, GError **error)
{
  const char *asked = t->look->options->text;
  t->path = column_of (t->csv, path_names);
  t->text = asked ? vsl_csv_column (t->csv, asked) : column_of (t->csv, _vsl_import_text_names);
  if (asked && t->text < 0)
    return no_column (t, asked, error);
  if (t->look->here || wants_join (t)) {
    t->join = TRUE;
    t->path = t->text = -1;
    return TRUE;
  }
  if (t->path < 0 && t->text < 0 && !t->look->options->columns && !t->look->options->texts_alone)
    t->text = find_free_text (t);
  if (t->path < 0 && (t->text < 0 || (t->look->options->columns && !asked))) {
    t->values = TRUE;
    t->text = -1;
    return TRUE;
  }
  if (t->path >= 0 && t->text >= 0 && (asked || !any_file (t)))
    t->path = -1;
  if (t->path >= 0)
    t->text = -1;
  return TRUE;
}

/* Of a table of values, which has no other columns that could be meant. */
static const char *const value_label_names[] = { "target", "outcome", "y", "结局", NULL };

static gboolean
find_columns (Table *t, GError **error)
{
  const VslImportOptions *o = t->look->options;
  gboolean by_folder = o->labels && g_str_equal (o->labels, "folder");
  double fractions[VSL_N_SPLITS];
  if (!find_content (t, error))
    return FALSE;
  t->label = column_of (t->csv, _vsl_import_label_names);
  for (int i = 0; (t->values || t->join) && t->label < 0 && value_label_names[i]; i++)
    t->label = vsl_csv_column (t->csv, value_label_names[i]);
  for (int i = 0; o->label && o->label[i]; i++)
    if ((t->label = vsl_csv_column (t->csv, o->label[i])) < 0)
      return no_column (t, o->label[i], error);
  t->note = o->note ? vsl_csv_column (t->csv, o->note) : -1;
  if (o->note && t->note < 0)
    return no_column (t, o->note, error);
  t->patient = o->patients && !*o->patients ? -1 : column_of (t->csv, _vsl_import_patient_names);
  t->split = column_of (t->csv, _vsl_import_split_names);
  if (t->patient >= 0 && (t->patient == t->label || t->patient == t->text))      /* a person said that it is something else */
    t->patient = -1;
  if (by_folder && (t->text >= 0 || t->values || t->join)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: the notes are in the table, so no folder says their class: name a column “label”"),
                 t->name);
    return FALSE;
  }
  t->label_by_folder = by_folder;
  if (o->texts_alone)
    t->label = t->patient = t->split = -1;
  if (o->patients && *o->patients && !g_str_equal (o->patients, "dicom")) {
    int c = vsl_csv_column (t->csv, o->patients);
    if (c < 0 && (!t->look->patients || t->text >= 0 || t->values))
      return no_column (t, o->patients, error);
    t->patient = c;
  }
  if (o->split && !vsl_split_parse_fractions (o->split, fractions)) {
    t->split = vsl_csv_column (t->csv, o->split);
    if (t->split < 0)
      return no_column (t, o->split, error);
  }
  if (o->split_by && (t->group = vsl_csv_column (t->csv, o->split_by)) < 0 && !g_str_equal (o->split_by, "patient") && !g_str_equal (o->split_by, "study"))
    return no_column (t, o->split_by, error);
  for (int i = 0; o->keep && o->keep[i]; i++)
    if (vsl_csv_column (t->csv, o->keep[i]) < 0)
      return no_column (t, o->keep[i], error);
  return TRUE;
}

/* The first of the folders below which there is such a file. */
static char *
resolve (const Table *t, const char *cell)
{
  g_autofree char *plain = g_strdup (cell);
  for (int round = 0; round < 2; round++) {
    for (guint i = 0; i < t->bases->len; i++) {
      g_autofree char *path = g_path_is_absolute (plain) ? g_strdup (plain) : g_build_filename (g_ptr_array_index (t->bases, i), plain, NULL);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
    g_strdelimit (plain, "\\", '/');      /* written on Windows */
  }
  return NULL;
}

static char *
clean_cell (const VslCsvRow *row, int column)
{
  const char *cell = vsl_csv_cell (row, column);
  g_autofree char *text = cell ? g_strstrip (g_strdup (cell)) : NULL;
  return text && *text ? g_steal_pointer (&text) : NULL;
}

static void
leave_out (const Table *t, VslLeftKind kind, const VslCsvRow *row, const char *what, const char *reason)
{
  g_autofree char *shown = what && g_utf8_strlen (what, -1) > MAX_SHOWN ? g_utf8_substring (what, 0, MAX_SHOWN) : NULL;
  g_autofree char *cut = shown ? g_strconcat (shown, "…", NULL) : NULL;
  GPtrArray *left_out = t->look->plan->left_out;
  _vsl_import_leave_out (left_out, kind, cut ? cut : what ? what : t->name, (int) row->line, reason);
  if (what)
    ((VslLeftOut *) left_out->pdata[left_out->len - 1])->table = g_strdup (t->name);
}

static char *
parent_name (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);
  return g_path_get_basename (dir);
}

/* A sample without a class is left out, as it always was; one without a number or labels comes in and is not learnt from. */
static gboolean
must_be_labelled (const Table *t)
{
  const VslImportOptions *o = t->look->options;
  return o->target <= VSL_TARGET_CLASS + 1 && !(o->label && g_strv_length (o->label) > 1);
}

/* The row itself is the sample. */
static void
take_value_row (Table *t, VslCsvRow *row)
{
  g_autofree char *label = clean_cell (row, t->label), *split = clean_cell (row, t->split), *reason = NULL;
  if (row->n > t->csv->columns)
    reason = g_strdup_printf (_("the row has %u cells, but there are %u columns"), row->n, t->csv->columns);
  else if (!(reason = _vsl_import_check_label (label)))
    reason = _vsl_import_check_split (split);
  g_autofree char *clean = vsl_cell_clean (label);
  if (label && vsl_cell_missing (clean, FALSE))
    g_clear_pointer (&label, g_free);
  if (reason) {
    leave_out (t, VSL_LEFT_ROW_BAD, row, NULL, reason);
    return;
  }
  VslImportItem *item = _vsl_import_add_item (t->look->plan, NULL, g_strdup (t->name));
  item->line = (int) row->line;
  item->label = g_steal_pointer (&label);
  item->split = g_steal_pointer (&split);
  item->patient = clean_cell (row, t->patient);
  item->row = (const char *const *) row->cell;
}

static void
take_row (Table *t, VslCsvRow *row)
{
  g_autofree char *cell = clean_cell (row, t->path);
  g_autofree char *label = t->label_by_folder ? (cell ? parent_name (cell) : NULL) : clean_cell (row, t->label);
  g_autofree char *split = clean_cell (row, t->split), *reason = NULL;
  g_autofree char *path = cell ? resolve (t, cell) : NULL;
  VslLeftKind kind = !cell || path ? VSL_LEFT_ROW_BAD : VSL_LEFT_ROW;
  if (!cell)
    reason = g_strdup (_("the row names no file"));
  else if (row->n > t->csv->columns)
    reason = g_strdup_printf (_("the row has %u cells, but there are %u columns"), row->n, t->csv->columns);
  else if (!path)
    reason = g_strdup (_("there is no such file"));
  else if (!label && t->label >= 0 && must_be_labelled (t)) {
    reason = g_strdup (_("the row has no label"));
    kind = VSL_LEFT_UNLABELLED;
  }
  else if ((reason = _vsl_import_check_label (label)) || (reason = _vsl_import_check_split (split)))
    ;
  else if (g_hash_table_contains (t->seen, path))
    reason = g_strdup_printf (_("the file is already named in line %d"), GPOINTER_TO_INT (g_hash_table_lookup (t->seen, path)));
  kind = kind == VSL_LEFT_ROW_BAD && path && g_hash_table_contains (t->seen, path) ? VSL_LEFT_ROW_DOUBLED : kind;
  if (reason) {
    leave_out (t, kind, row, cell, reason);
    return;
  }
  g_hash_table_insert (t->seen, g_strdup (path), GINT_TO_POINTER ((int) row->line));
  VslImportItem *item = _vsl_import_add_item (t->look->plan, g_steal_pointer (&path), g_strdup (cell));
  item->line = (int) row->line;
  item->label = g_steal_pointer (&label);
  item->split = g_steal_pointer (&split);
  item->group = clean_cell (row, t->group);
  item->patient = t->patient >= 0 ? clean_cell (row, t->patient) : _vsl_import_match_patient (t->look->patients, cell);
  item->row = (const char *const *) row->cell;
  item->note = t->note >= 0 ? g_strdup (vsl_csv_cell (row, t->note)) : NULL;
}

/* The row's text is taken out of it. */
static void
take_note_row (Table *t, VslCsvRow *row)
{
  VslNoteRow note = { .file = t->name, .line = (int) row->line, .labelled = t->label >= 0 && must_be_labelled (t), .row = (const char *const *) row->cell };
  if (row->n > t->csv->columns)
    note.reason = g_strdup_printf (_("the row has %u cells, but there are %u columns: put a text with a separator in it in quotation marks"), row->n,
                                   t->csv->columns);
  if ((guint) t->text < row->n) {
    note.text = row->cell[t->text];
    row->cell[t->text] = g_strdup ("");
  }
  note.label = clean_cell (row, t->label);
  note.patient = clean_cell (row, t->patient);
  note.split = clean_cell (row, t->split);
  note.group = clean_cell (row, t->group);
  _vsl_import_take_note (t->look, &note);
}

static void
find_bases (Table *t, const char *table)
{
  g_ptr_array_add (t->bases, g_path_get_dirname (table));
  for (guint i = 0; i < t->look->n_paths; i++)
    if (g_file_test (t->look->paths[i], G_FILE_TEST_IS_DIR))
      g_ptr_array_add (t->bases, g_strdup (t->look->paths[i]));
    else
      g_ptr_array_add (t->bases, g_path_get_dirname (t->look->paths[i]));
}

/* A row that breaks off is taken, and said: spreadsheets leave empty cells at its end away, but so does a damaged file. */
static void
find_short_rows (Table *t)
{
  VslImportPlan *plan = t->look->plan;
  for (guint i = 0; i < t->csv->rows->len; i++) {
    const VslCsvRow *row = t->csv->rows->pdata[i];
    VslShortRow one = { row->line, row->n };
    if (row->n >= t->csv->columns)
      continue;
    if (!plan->short_rows)
      plan->short_rows = g_array_new (FALSE, FALSE, sizeof (VslShortRow));
    g_array_append_val (plan->short_rows, one);
  }
}

static gboolean
read_rows (Table *t, GError **error)
{
  if (t->csv->rows->len > VSL_IMPORT_MAX_FILES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("%s: there are more than %d rows: import the table in parts"), t->name,
                 VSL_IMPORT_MAX_FILES);
    return FALSE;
  }
  for (guint i = 0; i < t->csv->rows->len; i++) {
    if (!_vsl_import_tick (t->look, error))
      return FALSE;
    (t->values ? take_value_row : t->text >= 0 ? take_note_row : take_row) (t, g_ptr_array_index (t->csv->rows, i));
  }
  find_short_rows (t);
  if (t->values)
    t->look->plan->kind = VSL_SAMPLE_TABLE;
  else
    _vsl_import_settle_kind (t->look);
  if (t->look->plan->items->len)
    return TRUE;
  const VslLeftOut *first = t->look->plan->left_out->len ? g_ptr_array_index (t->look->plan->left_out, 0) : NULL;
  if (first && t->text >= 0)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
                 _("%s: none of its %u rows can be imported; the notes were looked for in the column “%s”. Line %d: %s. If another column has them, "
                   "name it “text”."), t->name, t->csv->rows->len, t->csv->header[t->text], first->line, first->reason);
  else if (first)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: none of its %u rows can be imported. Line %d, “%s”: %s."), t->name,
                 t->csv->rows->len, first->line, first->file, first->reason);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: the table has a header and no rows"), t->name);
  return FALSE;
}

static gboolean
join_rows (Table *t, GError **error)
{
  const VslTableColumns columns = { t->label, t->patient, t->split, t->note, t->label >= 0 && !t->look->here && must_be_labelled (t) };
  find_short_rows (t);
  if (t->look->here)
    return _vsl_import_join (t->look, t->csv, t->name, &columns, error);
  if (!_vsl_import_collect (t->look, t->table, error))
    return FALSE;
  _vsl_import_settle_kind (t->look);
  for (guint i = 0; t->look->patients && i < t->look->plan->items->len; i++) {
    VslImportItem *item = t->look->plan->items->pdata[i];
    item->patient = item->patient ? item->patient : _vsl_import_match_patient (t->look->patients, item->shown);
  }
  return _vsl_import_read_identities (t->look, error) && _vsl_import_join (t->look, t->csv, t->name, &columns, error);
}

/* The columns that are no label, patient, split, path or text. */
static gboolean
look_at_columns (Table *t, GError **error)
{
  const VslImportOptions *o = t->look->options;
  g_autofree gboolean *others = g_new0 (gboolean, t->csv->columns + 1);
  const int known[] = { t->path, t->text, t->label, t->patient, t->split, t->note,
                        t->join ? vsl_csv_column (t->csv, t->look->plan->join.column) : -1 };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i] >= 0)
      others[known[i]] = TRUE;
  for (int i = 0; o->label && o->label[i]; i++)
    others[vsl_csv_column (t->csv, o->label[i])] = TRUE;
  if (!_vsl_import_find_columns (t->look, others, error))
    return FALSE;
  if (_vsl_import_taken (t->look->plan) || !t->values || o->any_columns)
    return TRUE;
  g_autofree char *all = g_strjoinv (", ", t->csv->header);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_FORMAT,
               _("%s: no column says where the scans are, none has notes, and none has values that a network could learn from; name one “path” or “text” "
                 "(and others “label”, “patient_id”, “split”), or choose columns. The columns are: %s"), t->name, all);
  return FALSE;
}

static gboolean
look_at (Table *t, const char *table, GError **error)
{
  find_bases (t, table);
  t->look->plan->table_name = g_strdup (t->name);
  if (!(t->csv = vsl_csv_read (table, error)) || !check_header (t, error) || !find_columns (t, error)
      || !(t->join ? join_rows (t, error) : read_rows (t, error)))
    return FALSE;
  VslImportPlan *plan = t->look->plan;
  const VslImportOptions *o = t->look->options;
  plan->table = g_steal_pointer (&t->csv);
  t->csv = plan->table;                  /* the plan's: not freed here */
  plan->target_name = t->label >= 0 ? g_strdup (t->csv->header[t->label]) : NULL;
  plan->text_name = t->text >= 0 ? g_strdup (t->csv->header[t->text]) : NULL;
  plan->patient_name = t->patient >= 0 && !t->look->here ? g_strdup (t->csv->header[t->patient]) : NULL;
  plan->split_name = t->split >= 0 ? g_strdup (t->csv->header[t->split]) : NULL;
  if ((t->values || o->columns) && !look_at_columns (t, error))
    return FALSE;
  if (t->values) {
    plan->title = g_strdup_printf (_("Table %s, a sample in each row"), t->name);
    return TRUE;
  }
  if (t->join)
    return TRUE;
  t->look->plan->title = t->text >= 0 ? g_strdup_printf (_("Table %s, notes in its column “%s”"), t->name, t->csv->header[t->text])
                                      : g_strdup_printf (_("Table %s"), t->name);
  return TRUE;
}

gboolean
_vsl_import_look_table (VslLook *look, const char *table, GError **error)
{
  Table t = { .look = look, .table = table, .path = -1, .text = -1, .label = -1, .patient = -1, .split = -1, .group = -1, .note = -1 };
  t.name = g_filename_display_basename (table);
  t.bases = g_ptr_array_new_with_free_func (g_free);
  t.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean ok = look_at (&t, table, error);
  if (t.csv != look->plan->table)
    g_clear_pointer (&t.csv, vsl_csv_free);
  g_ptr_array_unref (t.bases);
  g_hash_table_unref (t.seen);
  g_free (t.name);
  return ok;
}
