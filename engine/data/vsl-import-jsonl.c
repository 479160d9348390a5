/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Lines: an object a line, with a note in it. A line that is none is named and the others are taken. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-json.h"
#include "data/vsl-csv.h"
#include "data/vsl-import-private.h"

/* Names that are looked for; NULL-terminated. */
typedef struct {
  const char *const *text, *const *label, *const *patient, *const *split, *const *group;
} Keys;

/* Legal UTF-16 in JSON, but the end of every string in C: what stands behind it would be lost without a word. */
static gboolean
has_nul (const char *line)
{
  for (const char *p = line; (p = strchr (p, '\\')); p += p[1] ? 2 : 1)
    if (g_str_has_prefix (p, "\\u0000"))
      return TRUE;
  return FALSE;
}

static JsonNode *
find (JsonObject *o, const char *const *names)
{
  for (int i = 0; names && names[i]; i++) {
    JsonNode *n = json_object_get_member (o, names[i]);
    if (n && !JSON_NODE_HOLDS_NULL (n))
      return n;
  }
  return NULL;
}

/* A word, a number or a truth value as text; NULL with a reason when it is something else. */
static char *
scalar (JsonObject *o, const char *const *names, char **reason)
{
  JsonNode *n = find (o, names);
  if (!n)
    return NULL;
  GType type = JSON_NODE_HOLDS_VALUE (n) ? json_node_get_value_type (n) : G_TYPE_INVALID;
  g_autofree char *text = NULL;
  if (type == G_TYPE_STRING)
    text = g_strstrip (g_strdup (json_node_get_string (n)));
  else if (type == G_TYPE_INT64)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (n));
  else if (type == G_TYPE_BOOLEAN)
    text = g_strdup (json_node_get_boolean (n) ? "true" : "false");
  else if (!*reason)
    *reason = g_strdup_printf (_("its “%s” is neither a word nor a whole number"), names[0]);
  return text && *text ? g_steal_pointer (&text) : NULL;
}

static void
read_object (JsonObject *o, const Keys *keys, VslNoteRow *row)
{
  JsonNode *text = find (o, keys->text);
  if (text && JSON_NODE_HOLDS_VALUE (text) && json_node_get_value_type (text) == G_TYPE_STRING)
    row->text = g_strdup (json_node_get_string (text));
  else if (text)
    row->reason = g_strdup (_("its text is no string"));
  else
    row->reason = g_strdup_printf (_("it has no “%s”"), keys->text[0]);
  row->label = scalar (o, keys->label, &row->reason);
  row->patient = scalar (o, keys->patient, &row->reason);
  row->split = scalar (o, keys->split, &row->reason);
  row->group = keys->group ? scalar (o, keys->group, &row->reason) : NULL;
}

static void
read_line (const char *line, gsize length, const Keys *keys, VslNoteRow *row)
{
  g_autoptr (GError) own = NULL;
  if (!g_utf8_validate_len (line, length, NULL)) {
    row->reason = g_strdup (_("it is not UTF-8 text"));
    return;
  }
  if (has_nul (line)) {
    row->reason = g_strdup (_("it has a character zero (\\u0000) in it"));
    return;
  }
  g_autoptr (JsonNode) root = vsl_json_parse (line, (gssize) length, &own);
  if (root && JSON_NODE_HOLDS_OBJECT (root))
    read_object (json_node_get_object (root), keys, row);
  else
    row->reason = own ? g_strdup_printf (_("it is no JSON: %s"), own->message) : g_strdup (_("it is no JSON object"));
}

static gboolean
is_blank (const char *line, gsize n)
{
  return strspn (line, " \t\r") >= n;
}

/* All lines first: whether labels are expected shows only then. */
static gboolean
read_lines (VslLook *look, char *text, gsize n, const char *name, const Keys *keys, GArray *rows, GError **error)
{
  int number = 1;
  for (char *p = text, *end = text + n; p < end; number++) {
    char *stop = memchr (p, '\n', (gsize) (end - p));
    stop = stop ? stop : end;
    *stop = '\0';
    if (!is_blank (p, (gsize) (stop - p))) {
      VslNoteRow row = { .file = name, .line = number };
      read_line (p, (gsize) (stop - p), keys, &row);
      g_array_append_val (rows, row);
    }
    p = stop + 1;
    if (!_vsl_import_tick (look, error))
      return FALSE;
    if (rows->len > VSL_IMPORT_MAX_FILES) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("%s: there are more than %d rows: import the table in parts"), name, VSL_IMPORT_MAX_FILES);
      return FALSE;
    }
  }
  return TRUE;
}

/* As UTF-8 where the whole is in some encoding; else as it is, and lines that are not UTF-8 are named one by one. */
static char *
load (const char *path, const char *name, gsize *n, GError **error)
{
  gsize size;
  g_autoptr (GError) own = NULL;
  g_autofree char *bytes = (char *) vsl_note_load (path, VSL_CSV_MAX_BYTES, &size, &own);
  if (!bytes) {
    g_set_error (error, own->domain, own->code, "%s: %s", name, own->message);
    return NULL;
  }
  char *text = vsl_note_decode ((const guint8 *) bytes, size, n, NULL, NULL);
  if (text)
    return text;
  *n = size;
  return g_steal_pointer (&bytes);
}

static gboolean
found_any (const VslLook *look, const char *name, guint n, const char *key, GError **error)
{
  if (look->plan->items->len)
    return TRUE;
  const VslLeftOut *first = look->plan->left_out->len ? g_ptr_array_index (look->plan->left_out, 0) : NULL;
  if (first)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
                 _("%s: none of its %u lines can be imported. Line %d: %s. A line is an object such as {\"%s\": \"…\", \"label\": \"…\"}."), name, n,
                 first->line, first->reason, key);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: the file has no lines"), name);
  return FALSE;
}

static gboolean
look_at (VslLook *look, const char *path, const char *name, GArray *rows, GError **error)
{
  const VslImportOptions *o = look->options;
  gboolean column = o->split && !vsl_split_parse_fractions (o->split, (double[VSL_N_SPLITS]){ 0 });
  const char *const text[] = { o->text, NULL }, *const patient[] = { o->patients, NULL }, *const split[] = { o->split, NULL };
  const char *const group[] = { o->split_by, NULL };
  Keys keys = { o->text ? text : _vsl_import_text_names, _vsl_import_label_names, o->patients ? patient : _vsl_import_patient_names,
                column ? split : _vsl_import_split_names, o->split_by ? group : NULL };
  if (o->texts_alone)
    keys = (Keys) { .text = keys.text };
  gsize n;
  gboolean labelled = FALSE;
  g_autofree char *bytes = load (path, name, &n, error);
  if (!bytes || !read_lines (look, bytes, n, name, &keys, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    labelled = labelled || g_array_index (rows, VslNoteRow, i).label;
  for (guint i = 0; i < rows->len; i++) {
    g_array_index (rows, VslNoteRow, i).labelled = labelled;
    _vsl_import_take_note (look, &g_array_index (rows, VslNoteRow, i));
  }
  return found_any (look, name, rows->len, keys.text[0], error);
}

/* A name that was asked for and that no line has is a mistake, not an empty answer. */
static gboolean
asked_for (const VslLook *look, const char *name, GError **error)
{
  const VslImportOptions *o = look->options;
  gboolean patients = FALSE, splits = FALSE;
  for (guint i = 0; i < look->plan->items->len; i++) {
    const VslImportItem *item = look->plan->items->pdata[i];
    patients = patients || item->patient;
    splits = splits || item->split;
  }
  const char *missing = o->patients && !patients ? o->patients
                        : o->split && !splits && !vsl_split_parse_fractions (o->split, (double[VSL_N_SPLITS]){ 0 }) ? o->split : NULL;
  if (!missing)
    return TRUE;
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: no line has a “%s”"), name, missing);
  return FALSE;
}

gboolean
_vsl_import_look_jsonl (VslLook *look, const char *path, GError **error)
{
  if (look->options->keep && *look->options->keep) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("There are no columns to keep: that needs a table"));
    return FALSE;
  }
  g_autofree char *name = g_filename_display_basename (path);
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (VslNoteRow));
  gboolean ok = look_at (look, path, name, rows, error) && asked_for (look, name, error);
  for (guint i = 0; i < rows->len; i++)
    _vsl_import_note_row_clear (&g_array_index (rows, VslNoteRow, i));
  g_array_unref (rows);
  look->plan->kind = VSL_SAMPLE_NOTE;
  look->plan->title = g_strdup_printf (_("Notes in %s, one a line"), name);
  return ok;
}
