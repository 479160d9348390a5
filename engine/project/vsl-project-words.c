/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vocabulary holds words of the notes that a network was trained with, names too: those that no note has any more are hidden, each at its place, so
 * that the weights still fit. */
#include <string.h>

#include "core/vsl-json.h"
#include "project/vsl-project-private.h"
#include "text/vsl-text.h"

/* A word as vocabularies may have it: in small letters, whatever the network's own rule. */
static void
add_words (GHashTable *words, const VslImage *note, gboolean add)
{
  if (note->type != VSL_PIXEL_TEXT)
    return;
  for (int split = VSL_TEXT_WHITESPACE; split <= VSL_TEXT_WORDS; split++) {
    g_autoptr (GArray) tokens = vsl_text_tokens (note->data, note->size, VSL_TEXT_LOWER_AND_STRIP, (VslTextSplit) split);
    for (guint i = 0; i < tokens->len; i++) {
      const char *word = g_array_index (tokens, VslToken, i).word;
      if (add)
        g_hash_table_add (words, g_strdup (word));
      else
        g_hash_table_remove (words, word);
    }
  }
}

/* A note, or the one beside a scan; a table's row has none. */
gboolean
_vsl_note_read (VslProject *project, VslSampleKind kind, gint64 id, VslImage *note, GError **error)
{
  *note = (VslImage) { 0 };
  if (kind == VSL_SAMPLE_NOTE)
    return vsl_project_image (project, id, note, error);
  return kind != VSL_SAMPLE_SCAN || vsl_project_part (project, id, VSL_SAMPLE_NOTE, note, error);
}

/* The words of these notes. NULL: an error */
GHashTable *
_vsl_words_of_notes (VslStore *store, VslProject *project, const gint64 *ids, guint n, GError **error)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  VslProjectInfo info;
  if (!vsl_project_info (project, &info, error))
    return NULL;
  gboolean notes = info.kind == VSL_SAMPLE_NOTE || info.notes_beside;
  VslSampleKind kind = info.kind;
  vsl_project_info_clear (&info);
  for (guint i = 0; notes && i < n; i++) {
    VslImage note;
    g_autoptr (GError) local = NULL;
    /* A damaged note must be one that can be deleted. */
    if (_vsl_note_read (project, kind, ids[i], &note, &local))
      add_words (words, &note, TRUE);
    vsl_image_clear (&note);
  }
  return g_steal_pointer (&words);
}

/* ---- vocabularies ---- */

typedef struct {
  GHashTable *words;           /* in small letters */
  GHashTable *met;             /* of them, in a vocabulary; borrowed */
  gboolean hide;
  guint hidden;
} Walk;

static void
walk_vocabulary (JsonArray *array, Walk *walk)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    const char *word = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;
    g_autofree char *lower = word ? g_utf8_strdown (word, -1) : NULL;
    if (!lower || !g_hash_table_contains (walk->words, lower))
      continue;
    g_hash_table_add (walk->met, g_strdup (lower));
    if (!walk->hide)
      continue;
    g_autofree char *hidden = g_strdup_printf ("[gone %u]", i);
    json_node_set_string (element, hidden);
    walk->hidden++;
  }
}

static void
walk_node (JsonNode *node, Walk *walk)
{
  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++)
      walk_node (json_array_get_element (array, i), walk);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;
    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &name, &member))
      if (g_str_equal (name, "vocabulary") && JSON_NODE_HOLDS_ARRAY (member))
        walk_vocabulary (json_node_get_array (member), walk);
      else
        walk_node (member, walk);
  }
}

typedef struct {
  const char *select, *update;
} Place;

static const Place places[] = {
  { "SELECT run, network FROM runs", "UPDATE runs SET network = ?2 WHERE run = ?1" },
  { "SELECT id, json FROM network", "UPDATE network SET json = ?2 WHERE id = ?1" },
};

static gboolean
walk_texts (VslStore *store, const Place *place, Walk *walk, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = vsl_store_query (store, error, place->select, "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    char *text = vsl_store_text (stmt, 1);
    if (text && strstr (text, "\"vocabulary\"")) {
      g_array_append_val (ids, id);
      g_ptr_array_add (texts, text);
    } else {
      g_free (text);
    }
  }
  for (guint i = 0; row == 0 && i < ids->len; i++) {
    g_autoptr (JsonNode) node = vsl_json_parse (texts->pdata[i], -1, NULL);
    guint before = walk->hidden;
    if (!node)
      continue;
    walk_node (node, walk);
    if (walk->hidden == before)
      continue;
    g_autofree char *text = json_to_string (node, FALSE);
    if (!vsl_store_run (store, error, place->update, "it", g_array_index (ids, gint64, i), text))
      return FALSE;
  }
  return row == 0;
}

static gboolean
walk_all (VslStore *store, Walk *walk, GError **error)
{
  return walk_texts (store, &places[0], walk, error) && walk_texts (store, &places[1], walk, error);
}

/* Words that a note still has are nobody's secret. */
static gboolean
keep_those_of_notes (VslProject *project, GHashTable *words, GError **error)
{
  g_autoptr (GArray) samples = vsl_project_samples (project, error);
  for (guint i = 0; samples && i < samples->len && g_hash_table_size (words); i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    VslImage note;
    if (!_vsl_note_read (project, s->kind, s->id, &note, error))
      return FALSE;
    add_words (words, &note, FALSE);
    vsl_image_clear (&note);
  }
  return samples != NULL;
}

/* Hides those of words that stand in no note any more, in all vocabularies; called when the notes are what they will be. */
gboolean
_vsl_words_hide (VslStore *store, VslProject *project, GHashTable *words, guint *hidden, GError **error)
{
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk look = { words, met, FALSE, 0 };
  *hidden = 0;
  if (!g_hash_table_size (words) || !walk_all (store, &look, error))
    return !g_hash_table_size (words);
  if (!g_hash_table_size (met))
    return TRUE;
  if (!keep_those_of_notes (project, met, error))
    return FALSE;
  g_autoptr (GHashTable) again = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Walk hide = { met, again, TRUE, 0 };
  if (!walk_all (store, &hide, error))
    return FALSE;
  *hidden = hide.hidden;
  return TRUE;
}

/* ---- one value ---- */

/* The words of a text that is no note of its own. */
void
_vsl_words_of_text (GHashTable *words, const char *text)
{
  VslImage note = { .type = VSL_PIXEL_TEXT, .data = (gpointer) text, .size = strlen (text) };
  add_words (words, &note, TRUE);
}
