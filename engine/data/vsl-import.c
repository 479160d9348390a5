/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is this? Looks at files and folders and says what an import would bring, before anything is read in full. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-import-private.h"

#define MAX_CLASSES 256

/**
 * vsl_import_options_clear:
 */
void
vsl_import_options_clear (VslImportOptions *options)
{
  g_free (options->labels);
  g_free (options->patients);
  g_free (options->split);
  g_free (options->positive);
  g_free (options->text);
  g_free (options->volumes);
  g_free (options->split_by);
  g_free (options->burned_in);
  g_free (options->known);
  g_strfreev (options->keep);
  g_strfreev (options->label);
  g_free (options->columns);
  g_free (options->note);
  g_free (options->key);
  memset (options, 0, sizeof *options);
}

static void
item_free (gpointer data)
{
  VslImportItem *item = data;
  g_free (item->path);
  g_free (item->label);
  g_free (item->patient);
  g_free (item->split);
  g_free (item->group);
  g_free (item->shown);
  g_free (item->text);
  g_strfreev (item->slices);
  g_free (item->note);
  g_free (item->accession);
  g_strfreev (item->kept);
  g_free (item);
}

VslImportItem *
_vsl_import_add_item (VslImportPlan *plan, char *path, char *shown)
{
  VslImportItem *item = g_new0 (VslImportItem, 1);
  item->path = path;
  item->shown = shown;
  item->array_index = -1;
  g_ptr_array_add (plan->items, item);
  return item;
}

gboolean
_vsl_import_tick (VslLook *look, GError **error)
{
  if (++look->ticks % 256 || !look->progress || look->progress (look->data, 0))
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED, _("Looking at the files was cancelled."));
  return FALSE;
}

char *
_vsl_import_match_patient (const GRegex *pattern, const char *shown)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *text = g_utf8_make_valid (shown, -1);
  if (!pattern || !g_regex_match (pattern, text, 0, &match))
    return NULL;
  g_autofree char *found = g_match_info_fetch (match, 1);
  return found && *found ? g_steal_pointer (&found) : NULL;
}

/**
 * vsl_import_plan_free:
 */
void
vsl_import_plan_free (VslImportPlan *plan)
{
  g_free (plan->title);
  g_free (plan->detail);
  g_clear_pointer (&plan->items, g_ptr_array_unref);
  g_clear_pointer (&plan->left_out, g_ptr_array_unref);
  g_strfreev (plan->classes);
  g_free (plan->class_counts);
  g_free (plan->npz);
  g_free (plan->target_name);
  g_free (plan->table_name);
  g_free (plan->text_name);
  g_free (plan->patient_name);
  g_free (plan->split_name);
  g_free (plan->join.fits);
  g_clear_pointer (&plan->known, g_hash_table_unref);
  g_free (plan->join.column);
  g_free (plan->column_source);
  g_clear_pointer (&plan->short_rows, g_array_unref);
  g_clear_pointer (&plan->columns, g_ptr_array_unref);
  g_clear_pointer (&plan->table, vsl_csv_free);
  g_clear_pointer (&plan->reviewed, g_hash_table_unref);
  g_clear_pointer (&plan->terms, g_array_unref);
  vsl_import_options_clear (&plan->options);
  g_free (plan);
}

/**
 * vsl_import_result_free:
 */
void
vsl_import_result_free (VslImportResult *result)
{
  if (!result)
    return;
  g_clear_pointer (&result->left_out, g_ptr_array_unref);
  g_clear_pointer (&result->items, g_array_unref);
  g_clear_pointer (&result->burned_in_files, g_ptr_array_unref);
  g_free (result);
}

static gboolean
is_integer (const char *text)
{
  char *end;
  errno = 0;
  g_ascii_strtoll (text, &end, 10);
  return *text && !g_ascii_isspace (*text) && *end == '\0' && errno == 0;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  gint64 x = g_ascii_strtoll (*(char *const *) a, NULL, 10), y = g_ascii_strtoll (*(char *const *) b, NULL, 10);
  return x != y ? (x < y ? -1 : 1) : strcmp (*(char *const *) a, *(char *const *) b);
}

/* In UTF-8 the order of bytes is the order of code points. */
static int
by_code_point (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
count_classes (VslImportPlan *plan, GError **error)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean integers = TRUE;
  for (guint i = 0; i < plan->items->len; i++) {
    VslImportItem *item = g_ptr_array_index (plan->items, i);
    if (!item->label)
      continue;
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, item->label));
    if (n == 0) {
      g_ptr_array_add (names, item->label);
      integers = integers && is_integer (item->label);
    }
    g_hash_table_insert (counts, item->label, GUINT_TO_POINTER (n + 1));
  }
  if (names->len > MAX_CLASSES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA,
                 _("There are %u different labels (“%s”, “%s” …); at most %d classes are taken: choose the column or the folders that hold the classes"),
                 names->len, (char *) names->pdata[0], (char *) names->pdata[1], MAX_CLASSES);
    return FALSE;
  }
  g_ptr_array_sort (names, integers ? by_value : by_code_point);
  plan->classes = g_new0 (char *, names->len + 1);
  plan->class_counts = g_new0 (guint, names->len + 1);
  for (guint c = 0; c < names->len; c++) {
    plan->classes[c] = g_strdup (names->pdata[c]);
    plan->class_counts[c] = GPOINTER_TO_UINT (g_hash_table_lookup (counts, names->pdata[c]));
  }
  return TRUE;
}

static gboolean
find_positive (VslImportPlan *plan, GError **error)
{
  guint n = g_strv_length (plan->classes);
  plan->positive = n == 2 && plan->target == VSL_TARGET_CLASS ? 1 : -1;
  if (!plan->options.positive)
    return TRUE;
  if (plan->target != VSL_TARGET_CLASS) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("There is no positive class: the samples have %s."),
                 plan->target == VSL_TARGET_NUMBER ? _("numbers") : _("several labels each"));
    return FALSE;
  }
  for (guint c = 0; c < n; c++)
    if (g_str_equal (plan->classes[c], plan->options.positive)) {
      plan->positive = (int) c;
      return TRUE;
    }
  g_autofree char *all = g_strjoinv (", ", plan->classes);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("There is no class “%s” to be the positive one; the classes are: %s"),
               plan->options.positive, all);
  return FALSE;
}

/* Fractions, folds or a column to split by that were asked for win over a given split; without any it is 70/15/15. */
static void
settle_split (VslImportPlan *plan)
{
  gboolean shares = plan->options.split && vsl_split_parse_fractions (plan->options.split, plan->fractions);
  gboolean asked = shares || plan->options.folds || plan->options.split_by;
  if (!shares)
    vsl_split_parse_fractions ("70/15/15", plan->fractions);
  for (guint i = 0; i < plan->items->len; i++) {
    VslImportItem *item = g_ptr_array_index (plan->items, i);
    if (asked)
      g_clear_pointer (&item->split, g_free);
    VslSplit s = vsl_split_parse (item->split);
    if (s != VSL_SPLIT_NONE) {
      plan->split_given = TRUE;
      plan->split_counts[s]++;
    }
    plan->patients_known = plan->patients_known || item->patient;
  }
}

/* What the samples are told by, with its classes or labels. */
static void
describe_target (const VslImportPlan *plan, GString *s)
{
  guint classes = g_strv_length (plan->classes);
  if (plan->target == VSL_TARGET_NUMBER) {
    g_string_append_printf (s, _(", each with a number, “%s”. "), plan->target_name ? plan->target_name : _("label"));
  } else if (plan->target == VSL_TARGET_LABELS) {
    g_string_append_printf (s, ngettext (", each with %u label that holds or not: ", ", each with %u labels that hold or not: ", classes), classes);
    for (guint c = 0; c < classes && c < 12; c++)
      g_string_append_printf (s, "%s%s (%u)", c ? ", " : "", plan->classes[c], plan->class_counts[c]);
    g_string_append (s, classes > 12 ? ", …. " : ". ");
  } else if (classes) {
    g_string_append (s, " ");
    g_string_append_printf (s, ngettext ("in %u class: ", "in %u classes: ", classes), classes);
    for (guint c = 0; c < classes && c < 12; c++)
      g_string_append_printf (s, "%s%s (%u)", c ? ", " : "", plan->classes[c], plan->class_counts[c]);
    g_string_append (s, classes > 12 ? ", …. " : ". ");
  } else {
    g_string_append (s, _(", without classes. "));
  }
}

/* Why folders are no classes. */
static void
describe_folders (const VslImportPlan *plan, GString *s)
{
  static const char *const texts[] = {
    NULL, N_("All files stand in one folder: no class was made of it. "),
    N_("There is a folder for each patient, or folders bear the names or numbers of patients: these are no classes, and the names are not stored. "),
    N_("The folders’ names are numbers, as of patients or records: these are no classes, and the numbers are not stored. "),
    N_("Nearly each folder holds one file only: these are no classes. "),
  };
  if (plan->no_classes == VSL_NO_CLASSES_NOT)
    return;
  g_string_append (s, _(texts[plan->no_classes]));
  if (plan->no_classes != VSL_NO_CLASSES_ONE_FOLDER)
    g_string_append (s, _("To learn a diagnosis, choose a table that has it for each patient or file. "));
}

/* Of a table that comes after its samples. */
static void
describe_here (VslImportPlan *plan)
{
  GString *s = g_string_new (NULL);
  guint n = plan->items->len;
  g_string_append_printf (s, plan->kind == VSL_SAMPLE_NOTE    ? ngettext ("Rows for %u note that is here", "Rows for %u notes that are here", n)
                             : plan->kind == VSL_SAMPLE_TABLE ? ngettext ("Rows for %u row that is here", "Rows for %u rows that are here", n)
                                                              : ngettext ("Rows for %u scan that is here", "Rows for %u scans that are here", n), n);
  describe_target (plan, s);
  if (plan->split_given)
    g_string_append_printf (s, _("The table gives a split: %u training, %u validation, %u test."), plan->split_counts[0], plan->split_counts[1], plan->split_counts[2]);
  plan->detail = g_strchomp (g_string_free (s, FALSE));
}

/* Without the parts of a split that is not given: who imports may still choose others. */
static void
describe (VslImportPlan *plan)
{
  GString *s = g_string_new (NULL);
  gboolean notes = plan->kind == VSL_SAMPLE_NOTE, rows = plan->kind == VSL_SAMPLE_TABLE;
  guint n = plan->items->len;
  g_string_append_printf (s, notes ? ngettext ("%u note", "%u notes", n) : rows ? ngettext ("%u row", "%u rows", n) : ngettext ("%u scan", "%u scans", n), n);
  describe_target (plan, s);
  describe_folders (plan, s);
  if (plan->n_volumes)
    g_string_append_printf (s, ngettext ("%u DICOM series is a volume of its slices (%u files). ", "%u DICOM series are volumes of their slices (%u files). ",
                                         plan->n_volumes), plan->n_volumes, plan->n_slices);
  if (plan->burned_in)
    g_string_append_printf (s, ngettext ("%u file may have names or other text in its picture: look at it before you go on. ",
                                         "%u files may have names or other text in their pictures: look at them before you go on. ", plan->burned_in),
                            plan->burned_in);
  if (!plan->patients_known)
    g_string_append (s, _("Patients are not known. "));
  else
    g_string_append (s, notes ? _("Patients are known; their notes stay together. ") : rows ? _("Patients are known; their rows stay together. ") : _("Patients are known; their scans stay together. "));
  if (plan->split_given)
    g_string_append_printf (s, _("The given split is kept: %u training, %u validation, %u test."), plan->split_counts[0], plan->split_counts[1],
                            plan->split_counts[2]);
  if (s->len && s->str[s->len - 1] == ' ')      /* what follows begins with one */
    g_string_truncate (s, s->len - 1);
  guint outside = plan->split_given ? n - MIN (n, plan->split_counts[0] + plan->split_counts[1] + plan->split_counts[2]) : 0;
  if (outside)
    g_string_append_printf (s, ngettext (" %u has no split: it is in none.", " %u have no split: they are in none.", outside), outside);
  if (plan->short_rows)
    g_string_append_printf (s, ngettext (" %u row ends before the last column (line %u): what it lacks counts as missing.",
                                         " %u rows end before the last column (the first is line %u): what they lack counts as missing.", plan->short_rows->len),
                            plan->short_rows->len, g_array_index (plan->short_rows, VslShortRow, 0).line);
  if (plan->unlabelled)
    g_string_append_printf (s, ngettext (" %u has no label and is not learnt from.", " %u have no label and are not learnt from.", plan->unlabelled), plan->unlabelled);
  if (plan->join.column)
    g_string_append_printf (s, _(" Files with a row: %u; without: %u; rows without a file: %u; contradicting: %u."), plan->join.matched, plan->join.files_without_row,
                            plan->join.rows_without_file, plan->join.conflicts);
  g_autofree char *left = vsl_left_out_counts (plan->left_out);
  if (left)
    g_string_append_printf (s, _(" Left out: %s."), left);
  plan->detail = g_string_free (s, FALSE);
}

/* A pattern must have a group, which is the patient. A table may have a column of that name, so no group is no error there yet. */
static gboolean
compile_patients (VslLook *look, GError **error)
{
  g_autoptr (GError) own = NULL;
  if (!look->options->patients || !*look->options->patients || g_str_equal (look->options->patients, "dicom"))
    return TRUE;
  g_autoptr (GRegex) regex = g_regex_new (look->options->patients, G_REGEX_OPTIMIZE, 0, &own);
  if (regex && g_regex_get_capture_count (regex) >= 1)
    look->patients = g_steal_pointer (&regex);
  else if (own && strchr (look->options->patients, '(')) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("The pattern for patients, “%s”, cannot be read: %s"), look->options->patients,
                 own->message);
    return FALSE;
  }
  return TRUE;
}

gboolean
_vsl_import_is_table (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv") || g_str_has_suffix (lower, ".jsonl");
}

static gboolean
has_ending (const char *path, const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return g_str_has_suffix (lower, ending) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

static gboolean
is_table (const char *path)
{
  return has_ending (path, ".csv") || has_ending (path, ".tsv");
}

/* A table among the paths, named by the options, or a manifest in the one folder. *out NULL: none. */
static gboolean
find_table (const VslLook *look, char **out, GError **error)
{
  const char *labels = look->options->labels;
  *out = NULL;
  for (guint i = 0; i < look->n_paths; i++)
    if (is_table (look->paths[i])) {
      if (*out) {
        g_clear_pointer (out, g_free);
        g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("Several tables were chosen: import one at a time"));
        return FALSE;
      }
      *out = g_strdup (look->paths[i]);
    }
  if (*out && labels && !g_str_equal (labels, "folder") && !g_str_equal (labels, *out)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("The labels are to come from “%s”, but “%s” is a table too: give one of them"), labels,
                 *out);
    g_clear_pointer (out, g_free);
    return FALSE;
  }
  if (*out || !labels || g_str_equal (labels, "folder")) {
    static const char *const names[] = { "manifest.csv", "manifest.tsv", "Manifest.csv" };
    for (guint i = 0; !*out && !labels && look->n_paths == 1 && i < G_N_ELEMENTS (names); i++) {
      g_autofree char *path = g_build_filename (look->paths[0], names[i], NULL);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        *out = g_steal_pointer (&path);
    }
    return TRUE;
  }
  if (!g_file_test (labels, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("There is no table “%s”: give “folder” or the path of a CSV file"), labels);
    return FALSE;
  }
  *out = g_strdup (labels);
  return TRUE;
}

/* A file that is looked at by itself: an .npz or JSON Lines. FALSE with an error when there are others beside it. */
static gboolean
find_single (const VslLook *look, const char **npz, const char **jsonl, GError **error)
{
  *npz = *jsonl = NULL;
  for (guint i = 0; i < look->n_paths; i++) {
    *npz = has_ending (look->paths[i], ".npz") ? look->paths[i] : *npz;
    *jsonl = has_ending (look->paths[i], ".jsonl") ? look->paths[i] : *jsonl;
  }
  if (look->n_paths == 1 || (!*npz && !*jsonl))
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
               *npz ? _("Import .npz files one at a time, without other files") : _("Import .jsonl files one at a time, without other files"));
  return FALSE;
}

/* A row for all files of a patient or an examination: slices are put together as without a table. */
static gboolean
tells_of_patients (const VslImportPlan *plan)
{
  return plan->join.column && (plan->join.by == VSL_JOIN_PATIENT || plan->join.by == VSL_JOIN_ACCESSION);
}

static gboolean
look_by_kind (VslLook *look, GError **error)
{
  g_autofree char *table = NULL;
  const char *npz, *jsonl;
  if (!find_single (look, &npz, &jsonl, error))
    return FALSE;
  if (jsonl && look->options->labels) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("JSON Lines hold their own labels: leave that option away"));
    return FALSE;
  }
  if (npz || jsonl)
    return npz ? _vsl_import_look_npz (look, npz, error) : _vsl_import_look_jsonl (look, jsonl, error);
  if (!find_table (look, &table, error))
    return FALSE;
  if (table)
    return _vsl_import_look_table (look, table, error) && _vsl_import_settle_dicom (look, !tells_of_patients (look->plan), error);
  if (look->options->text) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("There is no column “%s”: that needs a table"), look->options->text);
    return FALSE;
  }
  if (look->options->split && !vsl_split_parse_fractions (look->options->split, (double[VSL_N_SPLITS]){ 0 })) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("“%s” is no split: give parts such as 70/15/15, or a column where a table is imported"), look->options->split);
    return FALSE;
  }
  if (look->options->patients && *look->options->patients && !look->patients && !g_str_equal (look->options->patients, "dicom")) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
                 _("“%s” finds no patients in file names: give a pattern with a group in parentheses, such as “patient(\\d+)”"),
                 look->options->patients);
    return FALSE;
  }
  if (look->options->keep && *look->options->keep) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("There are no columns to keep: that needs a table"));
    return FALSE;
  }
  return _vsl_import_look_folders (look, error) && _vsl_import_settle_dicom (look, FALSE, error);
}

/**
 * vsl_import_options_copy:
 * @to: empty; free with vsl_import_options_clear()
 * @from: (nullable):
 */
void
vsl_import_options_copy (VslImportOptions *to, const VslImportOptions *from)
{
  if (!from)
    return;
  to->labels = g_strdup (from->labels);
  to->patients = g_strdup (from->patients);
  to->split = g_strdup (from->split);
  to->positive = g_strdup (from->positive);
  to->text = g_strdup (from->text);
  to->keep = g_strdupv (from->keep);
  to->volumes = g_strdup (from->volumes);
  to->label = g_strdupv (from->label);
  to->target = from->target;
  to->columns = g_strdup (from->columns);
  to->note = g_strdup (from->note);
  to->key = g_strdup (from->key);
  to->any_columns = from->any_columns;
  to->texts_alone = from->texts_alone;
  to->seed = from->seed;
  to->split_by = g_strdup (from->split_by);
  to->burned_in = g_strdup (from->burned_in);
  to->known = g_strdup (from->known);
  to->folds = from->folds;
  to->fold = from->fold;
  to->has_classes = from->has_classes;
  to->replace_labels = from->replace_labels;
  to->keep_identifiers = from->keep_identifiers;
  to->deid_leave = from->deid_leave;
}

/* What the options say about scans in whose picture text is suspected. */
static gboolean
settle_burned_in (VslImportPlan *plan, GError **error)
{
  guint n = g_strcmp0 (plan->options.burned_in, "leave-out") == 0 ? vsl_import_plan_drop_burned_in (plan) : 0;
  if (!n || plan->items->len)
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
               _("All scans may have names or other text in their pictures, so nothing is left to import. Look at them, and keep them if there is none."));
  return FALSE;
}

VslImportPlan *
_vsl_import_plan_new (const VslImportOptions *options)
{
  VslImportPlan *plan = g_new0 (VslImportPlan, 1);
  plan->items = g_ptr_array_new_with_free_func (item_free);
  plan->left_out = _vsl_import_left_out_new ();
  plan->kind = VSL_SAMPLE_SCAN;
  vsl_import_options_copy (&plan->options, options);
  return plan;
}

gboolean
_vsl_import_settle (VslImportPlan *plan, GError **error)
{
  if (!_vsl_import_settle_target (plan, error) || (plan->target != VSL_TARGET_LABELS && !count_classes (plan, error)) || !find_positive (plan, error))
    return FALSE;
  settle_split (plan);
  if (plan->here)
    describe_here (plan);
  else
    describe (plan);
  return TRUE;
}

/* *beside: (out) (transfer full): the only table that was met among the files, and not used; NULL: none. */
VslImportPlan *
_vsl_import_look_once (const char *const *paths, const VslImportOptions *options, VslProgressFunc progress, gpointer data, char **beside, GError **error)
{
  g_autoptr (VslImportPlan) plan = _vsl_import_plan_new (options);
  VslLook look = { paths, g_strv_length ((char **) paths), plan, &plan->options, NULL, progress, data, 0 };
  if (look.n_paths == 0) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("Nothing was chosen to import."));
    return NULL;
  }
  for (guint i = 0; i < look.n_paths; i++)
    if (!g_file_test (paths[i], G_FILE_TEST_EXISTS)) {
      g_autofree char *shown = g_filename_display_name (paths[i]);
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: there is no such file or folder"), shown);
      return NULL;
    }
  gboolean ok = compile_patients (&look, error) && look_by_kind (&look, error);
  g_clear_pointer (&look.patients, g_regex_unref);
  g_clear_pointer (&look.headers, _vsl_import_headers_free);
  g_free (look.foreign_example);
  *beside = look.tables == 1 && !(options && options->labels) ? g_steal_pointer (&look.table) : NULL;
  g_free (look.table);
  return ok && settle_burned_in (plan, error) && _vsl_import_settle (plan, error) ? g_steal_pointer (&plan) : NULL;
}

/**
 * vsl_import_plan_ask:
 * @table: path of a table
 * @options: (nullable): that it was looked at with
 * @why: what was wrong with it; becomes the detail
 *
 * Returns: (transfer full) (nullable): a plan with the table's columns and no items; %NULL with an error when it is no table at all
 */
VslImportPlan *
vsl_import_plan_ask (const char *table, const VslImportOptions *options, const char *why, GError **error)
{
  g_autoptr (VslImportPlan) plan = _vsl_import_plan_new (options);
  plan->table = vsl_csv_read (table, error);
  if (!plan->table || !plan->table->columns)
    return NULL;
  plan->asks = TRUE;
  plan->kind = VSL_SAMPLE_NOTE;
  plan->table_name = g_filename_display_basename (table);
  plan->title = g_strdup (_("Which column is what?"));
  plan->detail = g_strdup (why);
  plan->classes = g_new0 (char *, 1);
  plan->class_counts = g_new0 (guint, 1);
  plan->positive = -1;
  return g_steal_pointer (&plan);
}
