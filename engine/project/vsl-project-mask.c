/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import let through is masked afterwards: in one note, or wherever it stands. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-attributes.h"
#include "data/vsl-note.h"
#include "project/vsl-project-forget.h"
#include "project/vsl-project-private.h"

/* A note, or a kept column's value, that is going to be another. */
typedef struct {
  gint64 id;
  VslSampleKind kind;
  char *attribute;              /* its name; NULL: the note */
  char *text;
  GArray *spans;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;
  g_free (change->attribute);
  g_free (change->text);
  g_array_unref (change->spans);
  g_free (change);
}

typedef struct {
  VslProject *project;
  const VslMaskOrder *order;
  VslForgotten *forgotten;
  char *value;                  /* what stands at the place */
  GPtrArray *changes;
} MaskRequest;

/* Takes spans; empty ones are no change. */
static void
add_change (MaskRequest *request, gint64 id, VslSampleKind kind, const char *attribute, const char *text, GArray *spans)
{
  for (guint i = 0; i < spans->len; i++)
    g_array_index (spans, VslDeidSpan, i).type = request->order->type;
  if (!spans->len) {
    g_array_unref (spans);
    return;
  }
  Change *change = g_new0 (Change, 1);
  *change = (Change) { id, kind, g_strdup (attribute), g_strdup (text), spans };
  g_ptr_array_add (request->changes, change);
}

static char *
read_note (MaskRequest *request, VslSampleKind kind, gint64 id, GError **error)
{
  VslImage note;
  if (!_vsl_note_read (request->project, kind, id, &note, error))
    return NULL;
  char *text = note.type == VSL_PIXEL_TEXT ? g_strndup (note.data, note.size) : g_strdup ("");
  vsl_image_clear (&note);
  return text;
}

/* What the order's place covers; the place itself must be one. */
static gboolean
take_value (MaskRequest *request, VslSampleKind kind, GError **error)
{
  const VslMaskOrder *o = request->order;
  g_autofree char *text = read_note (request, kind, o->sample, error);
  if (!text)
    return FALSE;
  if (o->start >= o->end || o->end > (guint) g_utf8_strlen (text, -1)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("There is nothing at that place of the note. Select some of its words."));
    return FALSE;
  }
  request->value = g_utf8_substring (text, o->start, o->end);
  if (o->everywhere && !*g_strstrip (request->value)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("Blanks alone cannot be masked everywhere. Select some words."));
    return FALSE;
  }
  return TRUE;
}

/* The selection as it is, and the occurrences elsewhere that do not touch it. */
static GArray *
spans_of (const MaskRequest *request, gint64 id, const char *text)
{
  const VslMaskOrder *o = request->order;
  GArray *spans = o->everywhere ? vsl_deid_occurrences (text, strlen (text), request->value) : g_array_new (FALSE, FALSE, sizeof (VslDeidSpan));
  if (id != o->sample)
    return spans;
  guint at = 0;
  for (guint i = spans->len; i-- > 0;)
    if (g_array_index (spans, VslDeidSpan, i).start < o->end && g_array_index (spans, VslDeidSpan, i).end > o->start)
      g_array_remove_index (spans, i);
  while (at < spans->len && g_array_index (spans, VslDeidSpan, at).start < o->start)
    at++;
  VslDeidSpan own = { o->start, o->end, o->type };
  g_array_insert_val (spans, at, own);
  return spans;
}

static gboolean
find_in_notes (MaskRequest *request, GArray *samples, GError **error)
{
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (!request->order->everywhere && s->id != request->order->sample)
      continue;
    g_autofree char *text = read_note (request, s->kind, s->id, error);
    if (!text)
      return FALSE;
    add_change (request, s->id, s->kind, NULL, text, spans_of (request, s->id, text));
  }
  return TRUE;
}

/* Columns that a person kept beside the samples. */
static gboolean
find_in_columns (VslStore *store, MaskRequest *request, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT sample, name, value FROM attributes WHERE substr (name, 1, ?2) = ?1", "tn", VSL_ATTRIBUTE_COLUMN,
                                        (int) strlen (VSL_ATTRIBUTE_COLUMN));
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    g_autofree char *name = vsl_store_text (stmt, 1), *value = vsl_store_text (stmt, 2);
    if (name && value)
      add_change (request, sqlite3_column_int64 (stmt, 0), VSL_SAMPLE_TABLE, name, value, vsl_deid_occurrences (value, strlen (value), request->value));
  }
  return row == 0;
}

/* ---- writing ---- */

static gboolean
write_note (VslStore *store, const Change *c, const char *text, GError **error)
{
  VslImage note = { 0 };
  guint8 sha256[32];
  if (!vsl_note_from_text (&note, text, strlen (text), error))
    return FALSE;
  vsl_image_sha256 (&note, sha256);
  gboolean ok = vsl_store_run (store, error, "DELETE FROM pixels WHERE sample = ?1", "i", c->id)
                && vsl_chunks_write (store, "INSERT INTO pixels (sample, part, checksum, data) VALUES (?1, ?2, ?3, ?4)", c->id, note.data, note.size, error)
                && vsl_store_run (store, error, "UPDATE samples SET sha256 = ?2, width = ?3, bytes = ?4 WHERE id = ?1", "ibni", c->id, (gconstpointer) sha256,
                                  sizeof sha256, note.width, (gint64) note.size)
                && vsl_store_run (store, error, "DELETE FROM hashes WHERE sample = ?1", "i", c->id);
  vsl_image_clear (&note);
  return ok;
}

static gboolean
write_change (VslStore *store, const Change *c, const char *text, GError **error)
{
  if (c->attribute)
    return vsl_store_run (store, error, "UPDATE attributes SET value = ?3 WHERE sample = ?1 AND name = ?2", "itt", c->id, c->attribute, text);
  if (c->kind == VSL_SAMPLE_NOTE)
    return write_note (store, c, text, error);
  return vsl_store_run (store, error, "DELETE FROM texts WHERE sample = ?1", "i", c->id)
         && vsl_chunks_write (store, "INSERT INTO texts (sample, part, checksum, data) VALUES (?1, ?2, ?3, ?4)", c->id, text, strlen (text), error);
}

static gboolean
write_changes (VslStore *store, MaskRequest *request, GError **error)
{
  guint n = request->changes->len;
  guint64 counts[VSL_N_DEID] = { 0 };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free), spans = g_ptr_array_new ();
  for (guint i = 0; i < n; i++) {
    Change *c = request->changes->pdata[i];
    g_ptr_array_add (texts, g_strdup (c->text));
    g_ptr_array_add (spans, c->spans);
  }
  if (!vsl_import_mask_texts (vsl_project_sink (), request->project, (char **) texts->pdata, (GArray **) spans->pdata, n, counts, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const Change *c = request->changes->pdata[i];
    if (!write_change (store, c, texts->pdata[i], error))
      return FALSE;
    request->forgotten->places += c->spans->len;
    request->forgotten->notes += c->attribute == NULL;
  }
  return TRUE;
}

static gboolean
do_mask (VslStore *store, gpointer data, GError **error)
{
  MaskRequest *request = data;
  const VslMaskOrder *o = request->order;
  g_autoptr (GArray) samples = vsl_project_samples (request->project, error);
  VslSampleKind kind = samples && samples->len ? g_array_index (samples, VslSampleInfo, 0).kind : VSL_SAMPLE_NOTE;
  if (!samples || !take_value (request, kind, error) || !find_in_notes (request, samples, error) || (o->everywhere && !find_in_columns (store, request, error))
      || !write_changes (store, request, error))
    return FALSE;
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  _vsl_words_of_text (words, request->value);
  return _vsl_words_hide (store, request->project, words, &request->forgotten->words, error) && vsl_meta_bump (store, error)
         && vsl_audit_addf (store, error, "mask", "%s: %u places in %u notes masked afterwards, %u words of vocabularies hidden", vsl_deid_type_names[o->type],
                            request->forgotten->places, request->forgotten->notes, request->forgotten->words);
}

/**
 * vsl_project_mask:
 * @order: which words of which note, and as what
 * @forgotten: (out): how many places there were
 *
 * Puts a mask in the place of words, with the number that an import would have given, and writes the file anew so that the words are in it no more. Words that no
 * note has any longer are hidden in the vocabularies of runs. It cannot be undone.
 *
 * Returns: FALSE with an error: then nothing was masked
 */
gboolean
vsl_project_mask (VslProject *project, const VslMaskOrder *order, VslForgotten *forgotten, GError **error)
{
  *forgotten = (VslForgotten) { 0 };
  MaskRequest request = { project, order, forgotten, NULL, g_ptr_array_new_with_free_func (change_free) };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_WRITE, do_mask, &request, error);
  if (ok)
    forgotten->compact = _vsl_project_compact (project);
  g_free (request.value);
  g_ptr_array_unref (request.changes);
  return ok;
}
