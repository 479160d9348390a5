/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of notes: read, masked, written again in the form they came in. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/vsl-deidentify.h"
#include "core/vsl-error.h"
#include "core/vsl-json.h"
#include "data/vsl-csv.h"
#include "data/vsl-note.h"
#include "privacy/vsl-pseudonym.h"

struct _VslDeidentifyTable {
  VslCsv *csv;
  int text, id, patient, label;
  gboolean counted;             /* ids are nothing but numbers of rows */
};

static const char *const text_names[] = { "text", "note_text", "note", "report", NULL };
static const char *const patient_names[] = { "patient_id", "patient", "patientid", "subject_id", "subject", NULL };
static const char *const label_names[] = { "label", "class", "diagnosis", "finding", NULL };      /* the first that is there is what is learned */

static void
note_free (gpointer data)
{
  VslDeidentifyNote *note = data;
  g_clear_pointer (&note->id, json_node_unref);
  g_clear_pointer (&note->object, json_object_unref);
  g_free (note->text);
  g_free (note);
}

/**
 * vsl_deidentify_file_free:
 */
void
vsl_deidentify_file_free (VslDeidentifyFile *file)
{
  if (!file)
    return;
  g_ptr_array_unref (file->notes);
  if (file->table)
    vsl_csv_free (file->table->csv);
  g_free (file->table);
  g_free (file);
}

static gboolean
ends_in (const char *path, const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  return g_str_has_suffix (lower, ending);
}

/**
 * vsl_deidentify_is_notes:
 */
gboolean
vsl_deidentify_is_notes (const char *path)
{
  return !g_file_test (path, G_FILE_TEST_IS_DIR) && (ends_in (path, ".jsonl") || ends_in (path, ".csv") || ends_in (path, ".tsv") || ends_in (path, ".txt"));
}

static VslDeidentifyNote *
add_note (VslDeidentifyFile *file, guint line)
{
  VslDeidentifyNote *note = g_new0 (VslDeidentifyNote, 1);
  note->line = line;
  g_ptr_array_add (file->notes, note);
  return note;
}

/* ---- JSON Lines ---- */

/* The library that reads JSON ends a string at \\u0000 without a word: what stands behind it would be lost. */
static gboolean
has_nul (const char *line, gsize length)
{
  for (gsize i = 0; i + 5 < length; i++)
    if (line[i] == '\\') {
      if (memcmp (line + i, "\\u0000", 6) == 0)
        return TRUE;
      i++;
    }
  return FALSE;
}

static void
read_line (VslDeidentifyFile *file, const char *name, const char *line, gsize length, guint number, const char *key)
{
  g_autoptr (GError) own = NULL;
  const char *reason = NULL;
  g_autoptr (JsonNode) root = g_utf8_validate_len (line, length, NULL) ? vsl_json_parse (line, (gssize) length, &own) : NULL;
  JsonObject *o = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *text = NULL;
  for (int i = 0; o && !text && (key ? i == 0 : text_names[i] != NULL); i++)
    text = json_object_get_member (o, key ? key : text_names[i]);
  if (!o)
    reason = own ? own->message : _("it is no JSON object in UTF-8");
  else if (has_nul (line, length))
    reason = _("a text in it has the character \\u0000, behind which everything would be lost: take it out");
  else if (!text || !JSON_NODE_HOLDS_VALUE (text) || json_node_get_value_type (text) != G_TYPE_STRING)
    reason = _("it has no text that is a string");
  if (reason) {
    vsl_say (_("left out: %s, line %d: %s"), name, (int) number, reason);
    file->failed++;
    return;
  }
  VslDeidentifyNote *note = add_note (file, number);
  JsonNode *id = json_object_get_member (o, "id");
  note->id = id ? json_node_copy (id) : json_node_init_int (json_node_alloc (), number);
  note->text = g_strdup (json_node_get_string (text));
  note->object = json_object_ref (o);
}

static gboolean
read_jsonl (VslDeidentifyFile *file, const char *path, const char *key, GError **error)
{
  gsize n, length;
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *bytes = (char *) vsl_note_load (path, VSL_CSV_MAX_BYTES, &n, error);
  if (!bytes) {
    g_prefix_error (error, "%s: ", name);
    return FALSE;
  }
  g_autofree char *decoded = vsl_note_decode ((const guint8 *) bytes, n, &length, NULL, NULL);
  char *text = decoded ? decoded : bytes;
  gsize size = decoded ? length : n;
  guint number = 1;
  for (char *p = text, *end = text + size; p < end; number++) {
    char *stop = memchr (p, '\n', (gsize) (end - p));
    stop = stop ? stop : end;
    *stop = '\0';
    if (strspn (p, " \t\r") < (gsize) (stop - p))
      read_line (file, name, p, (gsize) (stop - p), number, key);
    p = stop + 1;
  }
  return TRUE;
}

/* ---- tables and single notes ---- */

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

/* Whether the column has whole numbers no larger than there are rows: they count, and tell of nobody. */
static gboolean
is_counted (const VslCsv *csv, int column)
{
  for (guint i = 0; column >= 0 && i < csv->rows->len; i++) {
    const char *cell = vsl_csv_cell (csv->rows->pdata[i], column);
    guint64 number;
    if (!cell || !g_ascii_string_to_unsigned (cell, 10, 0, csv->rows->len, &number, NULL))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_table (VslDeidentifyFile *file, const char *path, const char *column, GError **error)
{
  VslCsv *csv = vsl_csv_read (path, error);
  if (!csv)
    return FALSE;
  file->table = g_new0 (struct _VslDeidentifyTable, 1);
  file->table->csv = csv;
  file->table->text = column ? vsl_csv_column (csv, column) : column_of (csv, text_names);
  file->table->id = vsl_csv_column (csv, "id");
  file->table->patient = column_of (csv, patient_names);
  file->table->label = column_of (csv, label_names);
  file->table->counted = is_counted (csv, file->table->id);
  if (file->table->text < 0) {
    g_autofree char *all = g_strjoinv (", ", csv->header), *name = g_filename_display_basename (path);
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: no column has notes: name it with --text. The columns are: %s"), name, all);
    return FALSE;
  }
  for (guint i = 0; i < csv->rows->len; i++) {
    VslCsvRow *row = csv->rows->pdata[i];
    const char *text = vsl_csv_cell (row, file->table->text), *id = vsl_csv_cell (row, file->table->id);
    VslDeidentifyNote *note = add_note (file, row->line);
    note->row = row;
    note->text = g_strdup (text ? text : "");
    note->id = id ? json_node_init_string (json_node_alloc (), id) : json_node_init_int (json_node_alloc (), row->line);
  }
  return TRUE;
}

static gboolean
read_single (VslDeidentifyFile *file, const char *path, GError **error)
{
  VslImage image = { 0 };
  g_autofree char *name = g_filename_display_basename (path);
  if (!vsl_note_read (path, &image, NULL, error)) {
    g_prefix_error (error, "%s: ", name);
    return FALSE;
  }
  VslDeidentifyNote *note = add_note (file, 0);
  note->text = g_strndup (image.data, image.size);
  note->id = json_node_init_string (json_node_alloc (), name);
  vsl_image_clear (&image);
  return TRUE;
}

/**
 * vsl_deidentify_read:
 * @text: (nullable): the column or key with the notes
 *
 * Lines of JSON that are none are said and counted.
 *
 * Returns: (transfer full) (nullable)
 */
VslDeidentifyFile *
vsl_deidentify_read (const char *path, const char *text, GError **error)
{
  g_autoptr (VslDeidentifyFile) file = g_new0 (VslDeidentifyFile, 1);
  file->notes = g_ptr_array_new_with_free_func (note_free);
  gboolean ok = ends_in (path, ".jsonl") ? read_jsonl (file, path, text, error)
                : ends_in (path, ".txt") ? read_single (file, path, error) : read_table (file, path, text, error);
  return ok ? g_steal_pointer (&file) : NULL;
}

static void
drop_types (GArray *spans, guint32 types)
{
  for (guint i = spans->len; i-- > 0;)
    if (!(types & 1u << g_array_index (spans, VslDeidSpan, i).type))
      g_array_remove_index (spans, i);
}

/**
 * vsl_deidentify_find:
 *
 * Returns: (transfer full): of #VslDeidSpan, those of the types
 */
GArray *
vsl_deidentify_find (const VslDeidentifyNote *note, guint32 types)
{
  GArray *spans = vsl_deid_find (note->text, strlen (note->text));
  drop_types (spans, types);
  return spans;
}

/* ---- writing ---- */

static JsonArray *
spans_to_json (const GArray *spans)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < spans->len; i++) {
    const VslDeidSpan *span = &g_array_index (spans, VslDeidSpan, i);
    JsonObject *o = json_object_new ();
    json_object_set_int_member (o, "start", span->start);
    json_object_set_int_member (o, "end", span->end);
    json_object_set_string_member (o, "type", vsl_deid_type_names[span->type]);
    json_array_add_object_element (array, o);
  }
  return array;
}

static char *
line_of (const VslDeidentifyNote *note, const VslDeidentifyOptions *options, const char *masked, const GArray *spans)
{
  JsonObject *o = json_object_new ();
  json_object_set_member (o, "id", json_node_copy (note->id));
  json_object_set_string_member (o, "text", masked);
  if (spans)
    json_object_set_array_member (o, "spans", spans_to_json (spans));
  for (guint i = 0; note->object && options->keep && i < options->keep->len; i++) {
    const char *key = options->keep->pdata[i];
    JsonNode *kept = json_object_get_member (note->object, key);
    if (kept && !json_object_has_member (o, key))
      json_object_set_member (o, key, json_node_copy (kept));
  }
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), o);
  json_object_unref (o);
  return vsl_json_line (node);
}

static void
append_cell (GString *s, const char *cell, char separator)
{
  if (!strpbrk (cell, "\"\r\n") && !strchr (cell, separator)) {
    g_string_append (s, cell);
    return;
  }
  g_string_append_c (s, '"');
  for (const char *p = cell; *p; p++) {
    if (*p == '"')
      g_string_append_c (s, '"');
    g_string_append_c (s, *p);
  }
  g_string_append_c (s, '"');
}

typedef enum { LEFT_OUT, AS_IT_IS, NOTE, MASKED, HASHED } Treatment;

static gboolean
is_asked_for (const VslDeidentifyOptions *options, const char *name)
{
  for (guint i = 0; options->keep && i < options->keep->len; i++)
    if (g_ascii_strcasecmp (name, options->keep->pdata[i]) == 0)
      return TRUE;
  return FALSE;
}

/* The text, the columns that training reads, and what --keep names; a column that nobody spoke for could hold anything. What is learned has
 * to stay as it is; what else is written freely (a diagnosis beside the label) is masked as the note is. */
static Treatment
treatment_of (const struct _VslDeidentifyTable *t, const VslDeidentifyOptions *options, int column)
{
  const char *name = t->csv->header[column];
  if (column == t->text)
    return NOTE;
  if (column == t->patient)
    return HASHED;
  if (column == t->label || g_ascii_strcasecmp (name, "split") == 0 || is_asked_for (options, name))
    return AS_IT_IS;
  if (column == t->id)
    return options->keep_ids || t->counted ? AS_IT_IS : HASHED;
  for (int i = 0; label_names[i]; i++)
    if (g_ascii_strcasecmp (name, label_names[i]) == 0)
      return MASKED;
  return LEFT_OUT;
}

static char *
mask_cell (VslDeidMasker *masker, const VslDeidentifyOptions *options, const char *cell)
{
  g_autoptr (GArray) spans = vsl_deid_find (cell, strlen (cell));
  drop_types (spans, options->types);
  return vsl_deid_mask (masker, cell, strlen (cell), spans, NULL, NULL);
}

static gboolean
append_row (GString *s, const struct _VslDeidentifyTable *t, const VslDeidentifyOptions *options, VslDeidMasker *masker, const VslCsvRow *row, const char *masked, GError **error)
{
  gboolean first = TRUE;
  for (int c = 0; c < (int) t->csv->columns; c++) {
    char hash[33] = "";
    g_autofree char *own = NULL;
    Treatment treatment = treatment_of (t, options, c);
    const char *cell = row ? vsl_csv_cell (row, c) : t->csv->header[c];
    if (treatment == LEFT_OUT)
      continue;
    if (row && treatment == HASHED && cell && *cell) {
      if (!vsl_pseudonym (cell, hash, error))
        return FALSE;
      cell = hash;
    }
    if (row && treatment == MASKED && cell && *cell)
      cell = own = mask_cell (masker, options, cell);
    if (!first)
      g_string_append_c (s, t->csv->separator);
    first = FALSE;
    append_cell (s, row && c == t->text ? masked : cell ? cell : "", t->csv->separator);
  }
  g_string_append_c (s, '\n');
  return TRUE;
}

/* ---- what is said of a file ---- */

static gboolean
tells_something (const char *value)
{
  g_autoptr (GArray) spans = vsl_deid_find (value, strlen (value));
  return spans->len > 0;
}

/* An id by which a person could be found: more than a short code. */
static gboolean
is_telling_id (JsonNode *id)
{
  GType type = JSON_NODE_HOLDS_VALUE (id) ? json_node_get_value_type (id) : G_TYPE_INVALID;
  g_autofree char *text = type == G_TYPE_STRING ? g_strdup (json_node_get_string (id)) : type == G_TYPE_INT64 ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (id)) : NULL;
  guint digits = 0;
  for (const char *p = text; p && *p; p++)
    digits += g_ascii_isdigit (*p) != 0;
  return text && (digits >= 6 || strpbrk (text, " \t@") || tells_something (text));
}

/* Ids are how a caller matches lines, so JSON has them as they were given; it is said where they tell too much. */
static void
say_ids (const VslDeidentifyFile *file)
{
  guint telling = 0, first = 0;
  for (guint i = 0; i < file->notes->len; i++) {
    const VslDeidentifyNote *note = file->notes->pdata[i];
    if (!is_telling_id (note->id))
      continue;
    first = telling++ ? first : note->line;
  }
  if (telling)
    vsl_say (ngettext ("%u id looks as if a person could be found by it (line %u). It is written as it is, since lines are matched by ids: give ids that tell nothing.",
                       "%u ids look as if a person could be found by them (the first in line %u). They are written as they are, since lines are matched by ids: give ids that tell nothing.", telling),
             telling, first);
}

static void
say_columns (const VslDeidentifyFile *file, const VslDeidentifyOptions *options)
{
  const struct _VslDeidentifyTable *t = file->table;
  g_autoptr (GString) masked = g_string_new (NULL), hashed = g_string_new (NULL), left = g_string_new (NULL);
  for (int c = 0; c < (int) t->csv->columns; c++) {
    Treatment treatment = treatment_of (t, options, c);
    GString *s = treatment == MASKED ? masked : treatment == HASHED ? hashed : treatment == LEFT_OUT ? left : NULL;
    if (s)
      g_string_append_printf (s, "%s%s", s->len ? ", " : "", t->csv->header[c]);
  }
  if (masked->len)
    vsl_say (_("Masked like the notes: the column %s."), masked->str);
  if (hashed->len)
    vsl_say (_("Keyed hashes in the place of what was there: the column %s (--keep-ids leaves ids as they are)."), hashed->str);
  if (left->len)
    vsl_say (_("Left away: the column %s (--keep NAME writes one as it is)."), left->str);
  for (guint i = 0; t->label >= 0 && i < t->csv->rows->len; i++) {
    const char *cell = vsl_csv_cell (t->csv->rows->pdata[i], t->label);
    if (cell && tells_something (cell)) {
      vsl_say (_("The label column “%s” is written as it is, but in line %u it looks as if it told who somebody is: look at it."), t->csv->header[t->label],
               ((VslCsvRow *) t->csv->rows->pdata[i])->line);
      break;
    }
  }
}

static gboolean
check_kept (const VslDeidentifyFile *file, const VslDeidentifyOptions *options, GError **error)
{
  for (guint i = 0; file->table && options->keep && i < options->keep->len; i++)
    if (vsl_csv_column (file->table->csv, options->keep->pdata[i]) < 0) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("--keep: there is no column “%s”"), (char *) options->keep->pdata[i]);
      return FALSE;
    }
  return TRUE;
}

static void
say_counts (const guint64 *counts, guint notes)
{
  g_autoptr (GString) s = g_string_new (NULL);
  for (int t = 0; t < VSL_N_DEID; t++)
    if (counts[t])
      g_string_append_printf (s, "%s%s %" G_GUINT64_FORMAT, s->len ? ", " : "", vsl_deid_type_names[t], counts[t]);
  vsl_say (ngettext ("%u note masked: %s. Review needed: rules miss some identifiers.", "%u notes masked: %s. Review needed: rules miss some identifiers.", notes),
           notes, s->len ? s->str : _("nothing found"));
}

/**
 * vsl_deidentify_write:
 *
 * A file is there as a whole or not at all, for its owner alone. With --json the lines with the spans go to standard output, and for
 * JSON Lines into the file too.
 */
gboolean
vsl_deidentify_write (const VslDeidentifyFile *file, const VslDeidentifyOptions *options, GError **error)
{
  gboolean to_stdout = g_str_equal (options->out, "-"), lines = ends_in (options->in, ".jsonl");
  guint64 counts[VSL_N_DEID] = { 0 };
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (VslDeidMasker) masker = vsl_deid_masker_new (options->numbered);
  if (!check_kept (file, options, error) || (file->table && !append_row (all, file->table, options, masker, NULL, NULL, error)))
    return FALSE;
  for (guint i = 0; i < file->notes->len; i++) {
    const VslDeidentifyNote *note = file->notes->pdata[i];
    g_autoptr (GArray) spans = vsl_deidentify_find (note, options->types);
    g_autofree char *masked = vsl_deid_mask (masker, note->text, strlen (note->text), spans, NULL, counts);
    g_autofree char *line = options->json || lines ? line_of (note, options, masked, options->json ? spans : NULL) : NULL;
    if (options->json)
      vsl_print ("%s\n", line);
    if (lines)
      g_string_append_printf (all, "%s\n", line);
    else if (!file->table)
      g_string_append (all, masked);
    else if (!append_row (all, file->table, options, masker, note->row, masked, error))
      return FALSE;
    if (options->json || to_stdout)
      continue;
    vsl_progress_line ((gpointer) _("Looking for identifiers"), (double) i / file->notes->len);
  }
  vsl_progress_end ();
  say_counts (counts, file->notes->len);
  if (file->table)
    say_columns (file, options);
  if (options->json || lines)
    say_ids (file);
  if (!to_stdout)
    return g_file_set_contents_full (options->out, all->str, (gssize) all->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  if (!options->json)
    vsl_print ("%s", all->str);
  return TRUE;
}
