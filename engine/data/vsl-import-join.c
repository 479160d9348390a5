/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining: a table whose rows do not name their files by a path that is there, and files. A column of the table is matched with what is known of the
 * files: their path below what was chosen, their name, its stem, the patient or the accession number that they hold. What fits most files is the key,
 * unless a person names it. Identifiers stay in memory; what is stored of them are keyed hashes, as everywhere. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-column.h"
#include "data/vsl-import-private.h"

const char *const vsl_join_by_names[] = { "path", "name", "stem", "patient", "accession", NULL };

typedef struct {
  VslLook *look;
  const VslCsv *csv;
  const char *name;
  const VslTableColumns *columns;
  int key;                       /* column */
  VslJoinBy by;
  gboolean zeros;                /* numbers are compared without zeros in front */
  GHashTable *rows;              /* key > GArray of guint: rows that have it */
} Join;

/* ---- keys ---- */

/* Letters small, folders apart by /, without ./ in front; numbers perhaps without zeros in front. NULL: nothing is left. */
static char *
plain_key (const char *text, gboolean zeros)
{
  g_autofree char *strip = text ? g_strstrip (g_strdup (text)) : NULL;
  if (!strip || !*strip)
    return NULL;
  g_strdelimit (strip, "\\", '/');
  const char *p = strip;
  while (g_str_has_prefix (p, "./"))
    p += 2;
  if (zeros && strspn (p, "0123456789") == strlen (p))
    while (*p == '0' && p[1])
      p++;
  return g_utf8_casefold (p, -1);
}

/* The name without its ending, or both of .nii.gz. */
static char *
stem_of (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  gsize n = strlen (name);
  if (g_str_has_suffix (lower, ".nii.gz") && n > 7)
    return g_strndup (name, n - 7);
  const char *dot = strrchr (name, '.');
  return dot && dot > name && strlen (dot) <= 6 ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);
}

static char *
file_key (const VslImportItem *item, VslJoinBy by, gboolean zeros)
{
  if (item->sample)          /* a hash, where it is known; names of files are not kept */
    return g_strdup (by == VSL_JOIN_PATIENT ? item->patient : by == VSL_JOIN_ACCESSION ? item->accession : NULL);
  g_autofree char *name = g_path_get_basename (item->shown), *stem = by == VSL_JOIN_STEM ? stem_of (name) : NULL;
  switch (by) {
  case VSL_JOIN_PATH:
    return plain_key (item->shown, zeros);
  case VSL_JOIN_NAME:
    return plain_key (name, zeros);
  case VSL_JOIN_STEM:
    return plain_key (stem, zeros);
  case VSL_JOIN_PATIENT:
    return plain_key (item->patient, zeros);
  case VSL_JOIN_ACCESSION:
    return plain_key (item->accession, zeros);
  default:
    return NULL;
  }
}

/* What a row says of the files that it tells of; compared with what file_key() gives. */
static char *
row_key (const Join *j, const VslCsvRow *row, int column, VslJoinBy by, gboolean zeros)
{
  const char *cell = vsl_csv_cell (row, column);
  return j->look->here ? _vsl_import_here_key (j->look->here, by, cell, zeros) : plain_key (cell, zeros);
}

/* ---- which column, and what it is matched with ---- */

static gboolean
cells_differ (const VslCsvRow *a, const VslCsvRow *b, int column)
{
  return g_strcmp0 (vsl_csv_cell (a, column), vsl_csv_cell (b, column)) != 0;
}

/* Whether two rows of one key say different things about what is taken in. */
static gboolean
rows_differ (const Join *j, const VslCsvRow *a, const VslCsvRow *b, int key)
{
  const int said[] = { j->columns->label, j->columns->split, j->look->here ? -1 : j->columns->patient };
  for (guint k = 0; k < G_N_ELEMENTS (said); k++)
    if (said[k] >= 0 && said[k] != key && cells_differ (a, b, said[k]))
      return TRUE;
  for (int k = 0; j->look->options->label && j->look->options->label[k]; k++) {
    int c = vsl_csv_column (j->csv, j->look->options->label[k]);
    if (c >= 0 && cells_differ (a, b, c))
      return TRUE;
  }
  return FALSE;
}

#define CLEAR 1
#define CONTRADICTING 2

/* Each key of a column; CONTRADICTING: its rows say different things. */
static GHashTable *
keys_of_column (const Join *j, int column, VslJoinBy by, gboolean zeros)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < j->csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (j->csv->rows, i), *before;
    g_autofree char *key = row_key (j, row, column, by, zeros);
    if (!key)
      continue;
    before = g_hash_table_lookup (first, key);
    if (before && rows_differ (j, before, row, column))
      g_hash_table_insert (keys, g_steal_pointer (&key), GUINT_TO_POINTER (CONTRADICTING));
    if (before)
      continue;
    g_hash_table_insert (first, key, (gpointer) row);
    g_hash_table_insert (keys, g_steal_pointer (&key), GUINT_TO_POINTER (CLEAR));
  }
  return keys;
}

/* How many files have a row, if that column is the key, and of how many rows do not contradict one another. */
static guint
count_matches (const Join *j, GHashTable *keys, VslJoinBy by, gboolean zeros, guint *clear)
{
  guint n = 0;
  *clear = 0;
  for (guint i = 0; i < j->look->plan->items->len; i++) {
    g_autofree char *key = file_key (j->look->plan->items->pdata[i], by, zeros);
    guint found = key ? GPOINTER_TO_UINT (g_hash_table_lookup (keys, key)) : 0;
    n += found != 0;
    *clear += found == CLEAR;
  }
  return n;
}

/* Of samples that are here little is known but numbers, and an age or a count may be somebody's number by chance. A column that nobody named, and whose own
 * name does not say that it tells who, has to fit half of what is here or more than half of what stands in it. */
static gboolean
by_chance (const Join *j, GHashTable *keys, int column, VslJoinBy by, guint n)
{
  GHashTableIter iter;
  gpointer key;
  guint found = 0;
  if (!j->look->here || j->look->options->key || vsl_column_names_identifier (j->csv->header[column]) || 2 * n >= j->look->plan->items->len)
    return FALSE;
  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    found += _vsl_import_here_knows (j->look->here, by, key);
  return 2 * found <= g_hash_table_size (keys);
}

/* "COLUMN" or "COLUMN=patient". */
static gboolean
read_key (Join *j, int *column, int *by, GError **error)
{
  const char *text = j->look->options->key;
  *column = *by = -1;
  if (!text)
    return TRUE;
  const char *equal = strrchr (text, '=');
  g_autofree char *name = equal ? g_strndup (text, (gsize) (equal - text)) : g_strdup (text);
  for (int i = 0; equal && vsl_join_by_names[i]; i++)
    if (g_ascii_strcasecmp (equal + 1, vsl_join_by_names[i]) == 0)
      *by = i;
  if (*by >= 0 && *by < VSL_JOIN_PATIENT && j->look->here) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("File names are not kept, so what the project has cannot be found by “%s”: join by patient or accession, or import the scans again with the table"), equal + 1);
    return FALSE;
  }
  if (equal && *by < 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("“%s” is nothing that a file could be found by: path, name, stem, patient or accession"), equal + 1);
    return FALSE;
  }
  *column = vsl_csv_column (j->csv, g_strstrip (name));
  if (*column >= 0)
    return TRUE;
  g_autofree char *all = g_strjoinv (", ", j->csv->header);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: there is no column “%s”; the columns are: %s"), j->name, name, all);
  return FALSE;
}

static gboolean
nothing_fits (const Join *j, GError **error)
{
  const VslImportItem *item = j->look->plan->items->len ? j->look->plan->items->pdata[0] : NULL;
  g_autofree char *all = g_strjoinv (", ", j->csv->header);
  if (j->look->here)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
                 _("%s: no column of it fits the patients or the accession numbers of what the project has. File names are not kept: join by patient or accession "
                   "number, or import the scans again together with the table. What another computer or user imported can be joined there only. The columns are: %s."),
                 j->name, all);
  else if (!item)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: no scans and no notes were found beside it, whose rows it could tell of"), j->name);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
                 _("%s: no column of it fits the files, such as “%s”: neither their paths, names or names without ending, nor patients or accession numbers "
                   "in them. The columns are: %s. Name the right one with --key."), j->name, item->shown, all);
  return FALSE;
}

static gboolean
is_number_column (const Join *j, int column)
{
  for (guint i = 0; i < MIN (j->csv->rows->len, 20); i++) {
    const char *cell = vsl_csv_cell (j->csv->rows->pdata[i], column);
    if (cell && *cell)
      return strspn (cell, "0123456789 ") == strlen (cell);
  }
  return FALSE;
}

/* Most files win; of equals the fewest contradictions (a row for each examination is no row for each patient), then the way that says most about one
 * file, then the first column. */
static gboolean
find_key (Join *j, GError **error)
{
  int column, by;
  guint best = 0, best_clear = 0;
  if (!read_key (j, &column, &by, error))
    return FALSE;
  g_free (j->look->plan->join.fits);
  j->look->plan->join.fits = g_new0 (guint, j->csv->columns + 1);
  /* Rounds: without and with zeros in front; and of samples that are here, first the columns that by their name tell who, unless most of their rows
   * contradict one another. */
  int rounds = j->look->here && column < 0 ? 4 : 2;
  for (int round = 0; round < rounds; round++) {
    /* What fits already is not sought further; but numbers that only lack their zeros are counted, for a person who may want that column. */
    gboolean seek = best == 0 || (rounds == 4 && 2 * best_clear <= best);
    if (!seek && (j->look->here || round % 2 == 0))
      continue;
    for (int c = 0; c < (int) j->csv->columns; c++) {
      gboolean zeros = round % 2 != 0, candidate = seek && (column >= 0 ? c == column : c != j->columns->label && c != j->columns->split);
      if ((!candidate && j->look->here) || (!seek && (j->look->plan->join.fits[c] || !is_number_column (j, c))))
        continue;
      if (rounds == 4 && round < 2 && !vsl_column_names_identifier (j->csv->header[c]))
        continue;
      if (!_vsl_import_tick (j->look, error))
        return FALSE;
      g_autoptr (GHashTable) keys = NULL;
      for (int b = j->look->here ? VSL_JOIN_PATIENT : 0; vsl_join_by_names[b]; b++) {
        guint clear;
        if (by >= 0 && b != by && candidate)
          continue;
        if (!keys || j->look->here) {      /* of files the keys of a column are the same, whatever they are matched with */
          g_clear_pointer (&keys, g_hash_table_unref);
          keys = keys_of_column (j, c, (VslJoinBy) b, zeros);
        }
        guint n = count_matches (j, keys, (VslJoinBy) b, zeros, &clear);
        j->look->plan->join.fits[c] = MAX (j->look->plan->join.fits[c], n);
        gboolean better = n > best || (n == best && (clear > best_clear || (clear == best_clear && b < (int) j->by)));
        if (!candidate || n == 0 || !better || by_chance (j, keys, c, (VslJoinBy) b, n))
          continue;
        best = n;
        best_clear = clear;
        j->key = c;
        j->by = (VslJoinBy) b;
        j->zeros = zeros;
      }
    }
  }
  if (j->look->here && _vsl_import_here_failed (j->look->here, error))
    return FALSE;
  return best > 0 || nothing_fits (j, error);
}

/* ---- rows to files ---- */

static void
index_rows (Join *j)
{
  j->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < j->csv->rows->len; i++) {
    g_autofree char *key = row_key (j, g_ptr_array_index (j->csv->rows, i), j->key, j->by, j->zeros);
    GArray *rows = key ? g_hash_table_lookup (j->rows, key) : NULL;
    if (key && !rows) {
      rows = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (j->rows, g_steal_pointer (&key), rows);
    }
    if (rows)
      g_array_append_val (rows, i);
  }
}

static const VslCsvRow *
row_at (const Join *j, const GArray *rows, guint i)
{
  return g_ptr_array_index (j->csv->rows, g_array_index (rows, guint, i));
}

/* The first row that says something else than the first about what is taken in; 0: they agree. */
static guint
find_conflict (const Join *j, const GArray *rows)
{
  for (guint i = 1; i < rows->len; i++)
    if (rows_differ (j, row_at (j, rows, 0), row_at (j, rows, i), j->key))
      return i;
  return 0;
}

static char *
cell_text (const VslCsvRow *row, int column)
{
  const char *cell = vsl_csv_cell (row, column);
  g_autofree char *text = cell ? g_strstrip (g_strdup (cell)) : NULL;
  return text && *text ? g_steal_pointer (&text) : NULL;
}

/* What the row says goes to the file; the reason where it cannot. Owned. */
static char *
give (const Join *j, VslImportItem *item, const VslCsvRow *row)
{
  g_autofree char *label = cell_text (row, j->columns->label), *split = cell_text (row, j->columns->split), *patient = cell_text (row, j->columns->patient);
  if (!label && j->columns->must_label)
    return g_strdup_printf (_("its row, line %u, has no label"), row->line);
  char *reason = _vsl_import_check_label (label);
  if (!reason)
    reason = _vsl_import_check_split (split);
  if (reason)
    return reason;
  g_free (item->label);
  g_free (item->split);
  item->label = g_steal_pointer (&label);
  item->split = g_steal_pointer (&split);
  g_autofree char *said = plain_key (patient, TRUE), *stored = plain_key (item->patient, TRUE);
  gboolean same = (j->by == VSL_JOIN_PATIENT && j->columns->patient == j->key) || (stored && g_strcmp0 (said, stored) == 0);
  if (patient && !item->sample && !same) {      /* where it is the same, perhaps otherwise written, the file's stays */
    g_free (item->patient);
    item->patient = g_steal_pointer (&patient);
  }
  item->line = (int) row->line;
  item->row = (const char *const *) row->cell;
  if (j->columns->note >= 0)
    item->note = g_strdup (vsl_csv_cell (row, j->columns->note));
  return NULL;
}

/* Files that share a name, where the name is the key: which of them a row means is not for the program to guess. */
static GHashTable *
count_files (const Join *j)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < j->look->plan->items->len; i++) {
    char *key = file_key (j->look->plan->items->pdata[i], j->by, j->zeros);
    if (key)
      g_hash_table_replace (files, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (files, key)) + 1));
  }
  return files;
}

static void
join_files (Join *j, GHashTable *files)
{
  VslImportPlan *plan = j->look->plan;
  gboolean shared = j->by == VSL_JOIN_PATIENT || j->by == VSL_JOIN_ACCESSION;
  guint kept = 0;
  for (guint i = 0; i < plan->items->len; i++) {
    VslImportItem *item = plan->items->pdata[i];
    g_autofree char *key = file_key (item, j->by, j->zeros), *reason = NULL;
    const GArray *rows = key ? g_hash_table_lookup (j->rows, key) : NULL;
    guint other = rows ? find_conflict (j, rows) : 0;
    VslLeftKind kind = rows && (other || !shared) ? VSL_LEFT_CONTRADICTED : VSL_LEFT_UNLABELLED;
    if (!rows) {
      reason = g_strdup_printf (_("no row of %s tells of it"), j->name);
      plan->join.files_without_row++;
    } else if (other) {
      reason = g_strdup_printf (_("lines %u and %u of %s say different things about it"), row_at (j, rows, 0)->line, row_at (j, rows, other)->line, j->name);
      plan->join.conflicts++;
    } else if (!shared && GPOINTER_TO_UINT (g_hash_table_lookup (files, key)) > 1) {
      reason = g_strdup (_("several files have this name, so which of them the row means is not known: give paths in the table"));
      plan->join.conflicts++;
    } else {
      kind = VSL_LEFT_UNLABELLED;
      reason = give (j, item, row_at (j, rows, 0));
      plan->join.matched += reason == NULL;
    }
    if (reason) {
      _vsl_import_leave_out (plan->left_out, kind, item->shown, 0, reason);
      ((VslLeftOut *) plan->left_out->pdata[plan->left_out->len - 1])->sample = item->sample;
      continue;
    }
    plan->items->pdata[i] = plan->items->pdata[kept];
    plan->items->pdata[kept++] = item;
  }
  g_ptr_array_set_size (plan->items, (int) kept);
}

static void
name_rows (Join *j, GHashTable *files)
{
  VslImportPlan *plan = j->look->plan;
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < j->csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (j->csv->rows, i);
    g_autofree char *key = row_key (j, row, j->key, j->by, j->zeros), *reason = NULL;
    guint first = key ? GPOINTER_TO_UINT (g_hash_table_lookup (before, key)) : 0;
    if (!key)
      reason = g_strdup_printf (_("its column “%s” is empty, so it tells of no file"), j->csv->header[j->key]);
    else if (!g_hash_table_contains (files, key))
      reason = g_strdup_printf (j->look->here ? _("nothing in the project fits its column “%s”") : _("no file fits its column “%s”"), j->csv->header[j->key]);
    else if (first)
      reason = g_strdup_printf (_("the same key is in line %u already"), first);
    plan->join.rows_without_file += reason && !first;
    plan->join.doubled += first != 0;
    if (reason)
      _vsl_import_leave_out (plan->left_out, first ? VSL_LEFT_ROW_DOUBLED : VSL_LEFT_ROW, j->name, (int) row->line, reason);
    if (key && !first)
      g_hash_table_insert (before, g_steal_pointer (&key), GUINT_TO_POINTER (row->line));
  }
}

static const char *
by_title (VslJoinBy by)
{
  static const char *const titles[] = { N_("the path of the file"), N_("the name of the file"), N_("the name of the file without its ending"), N_("the patient in the file"),
                                        N_("the accession number in the file") };
  return _(titles[by]);
}

gboolean
_vsl_import_join (VslLook *look, const VslCsv *csv, const char *name, const VslTableColumns *columns, GError **error)
{
  Join j = { .look = look, .csv = csv, .name = name, .columns = columns, .key = -1 };
  VslImportPlan *plan = look->plan;
  if (!find_key (&j, error))
    return FALSE;
  index_rows (&j);
  g_autoptr (GHashTable) files = count_files (&j);
  plan->join.column = g_strdup (csv->header[j.key]);
  plan->join.by = j.by;
  join_files (&j, files);
  name_rows (&j, files);
  g_hash_table_unref (j.rows);
  plan->title = look->here ? g_strdup_printf (j.by == VSL_JOIN_PATIENT ? _("Table %s for what is here, joined by its column “%s” and the patient%s")
                                                                       : _("Table %s for what is here, joined by its column “%s” and the accession number%s"),
                                              name, plan->join.column, j.zeros ? _(", without zeros in front") : "")
                           : g_strdup_printf (_("Files and table %s, joined by its column “%s” and %s%s"), name, plan->join.column, by_title (j.by),
                                              j.zeros ? _(", without zeros in front") : "");
  if (plan->items->len || look->here)
    return TRUE;
  const VslLeftOut *first = plan->left_out->len ? g_ptr_array_index (plan->left_out, 0) : NULL;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: no file can be taken in. The first, “%s”: %s."), name, first ? first->file : "–", first ? first->reason : "–");
  return FALSE;
}
