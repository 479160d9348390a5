/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a note for the screen: which the network does not know, which it does not read, which an autoencoder told otherwise. */
#include "app/vsl-note-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-document-private.h"
#include "core/vsl-error.h"
#include "data/vsl-note-words.h"

/* [UNK] of the vocabulary, for people. */
#define UNKNOWN_TOKEN 1

/* A paragraph longer than this is broken. */
#define PARAGRAPH_BYTES 2000

struct _VslWords {
  gatomicrefcount refs;
  VslNetwork *network;
  const VslTextRules *rules;     /* of network */
  int run;
};

static VslWords *
words_take (VslNetwork *network, int run)
{
  VslWords *words = g_new0 (VslWords, 1);
  g_atomic_ref_count_init (&words->refs);
  words->network = network;
  words->rules = vsl_network_text_rules (network);
  words->run = run;
  return words;
}

/**
 * vsl_words_new:
 * @network: copied
 * @run: whose it is
 *
 * Returns: (transfer full) (nullable)
 */
VslWords *
vsl_words_new (const VslNetwork *network, int run)
{
  return vsl_network_text_rules (network) ? words_take (vsl_network_copy (network), run) : NULL;
}

/**
 * vsl_words_ref:
 */
VslWords *
vsl_words_ref (VslWords *words)
{
  g_atomic_ref_count_inc (&words->refs);
  return words;
}

/**
 * vsl_words_unref:
 */
void
vsl_words_unref (VslWords *words)
{
  if (!g_atomic_ref_count_dec (&words->refs))
    return;
  vsl_network_free (words->network);
  g_free (words);
}

/**
 * vsl_words_run:
 */
int
vsl_words_run (const VslWords *words)
{
  return words->run;
}

/* ---- whose words ---- */

/* Borrowed; *run becomes the number of the run that was found, 0: it is the drawing. */
static const VslNetwork *
find_network (VslDocument *self, int *run)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->runs)); i++) {
    g_autoptr (VslRunItem) item = g_list_model_get_item (G_LIST_MODEL (self->runs), i);
    const VslRun *r = vsl_run_item_run (item);
    const VslTextRules *rules = r->network ? vsl_network_text_rules (r->network) : NULL;
    if (*run ? r->run == *run : r->best_epoch > 0 && rules && rules->vocabulary) {
      *run = r->run;
      return r->network;
    }
  }
  *run = 0;
  return vsl_document_network (self);
}

/**
 * vsl_document_words_key:
 * @run: as for vsl_document_words_async()
 *
 * Returns: (transfer full): moving cards and changing layers that do not touch words leave it as it is
 */
char *
vsl_document_words_key (VslDocument *self, int run)
{
  const VslNetwork *network = find_network (self, &run);
  const VslTextRules *rules = network ? vsl_network_text_rules (network) : NULL;
  if (!rules || run)
    return g_strdup_printf ("run %d", rules ? run : -1);
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  GString *key = g_string_new (NULL);
  g_string_printf (key, "%" G_GINT64_FORMAT " %d %d %" G_GINT64_FORMAT " %d %d %p", rules->max_tokens, rules->standardize, rules->split,
                   rules->output_sequence_length, rules->padding, rules->truncating, (gconstpointer) rules->vocabulary);
  for (guint i = 0; i < inputs->len; i++)
    g_string_append_printf (key, " %" G_GINT64_FORMAT, (gint64) vsl_network_vocabulary (network, inputs->pdata[i]));
  return g_string_free (key, FALSE);
}

typedef struct {
  VslProject *project;
  VslNetwork *network;
  int run;
} WordsRequest;

static void
words_request_free (WordsRequest *request)
{
  vsl_project_unref (request->project);
  g_clear_pointer (&request->network, vsl_network_free);
  g_free (request);
}

static gboolean
go_on (gpointer cancellable, double fraction)
{
  return !g_cancellable_is_cancelled (cancellable);
}

static void
words_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  WordsRequest *request = data;
  GError *error = NULL;
  VslTextRules *rules = vsl_network_text_rules (request->network);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (rules && !rules->vocabulary) {
    g_autoptr (VslDataset) dataset = vsl_project_dataset (request->project, &error);
    if (!dataset || !vsl_dataset_adapt (dataset, request->network, go_on, cancellable, &error)) {
      g_task_return_error (task, error);
      return;
    }
    rules = vsl_network_text_rules (request->network);
  }
  if (rules)
    vsl_text_rules_vocabulary (rules);      /* made here, not when the first note is drawn */
  g_task_return_pointer (task, rules ? words_take (g_steal_pointer (&request->network), request->run) : NULL, (GDestroyNotify) vsl_words_unref);
}

static gboolean
start_words (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_run_in_thread (task, words_thread);
  return G_SOURCE_REMOVE;
}

/**
 * vsl_document_words_async:
 * @run: a run's number; 0: the newest trained one that reads notes, else the drawing
 *
 * The drawing's vocabulary is taken from the training notes, as training would: they all are read, after changes of splits that are
 * on their way to the file.
 */
void
vsl_document_words_async (VslDocument *self, int run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  WordsRequest *request = g_new0 (WordsRequest, 1);
  request->run = run;
  request->network = vsl_network_copy (find_network (self, &request->run));
  request->project = vsl_project_ref (self->project);
  g_task_set_task_data (task, request, (GDestroyNotify) words_request_free);
  vsl_writer_notify (self->writer, start_words, task);
}

/**
 * vsl_document_words_finish:
 *
 * Returns: (transfer full) (nullable): %NULL without an error when the network reads no notes
 */
VslWords *
vsl_document_words_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- one note ---- */

/**
 * vsl_note_text_free:
 */
void
vsl_note_text_free (VslNoteText *text)
{
  g_clear_pointer (&text->breaks, g_array_unref);
  g_free (text->text);
  g_free (text->told);
  g_clear_pointer (&text->marks, g_array_unref);
  g_clear_pointer (&text->told_marks, g_array_unref);
  g_free (text);
}

/* Words that are not read stand together: one mark for all of them, the blanks between included. */
static void
add_mark (VslNoteText *t, const VslTextMark *mark, gboolean after_last)
{
  VslTextMark *last = t->marks->len ? &g_array_index (t->marks, VslTextMark, t->marks->len - 1) : NULL;
  if (last && after_last && last->flags == VSL_MARK_CUT && mark->flags == VSL_MARK_CUT)
    last->end = mark->end;
  else if (mark->flags)
    g_array_append_vals (t->marks, mark, 1);
}

/* Tokens ascend, so each is counted on from the one before. */
static void
add_marks (VslNoteText *t, const GArray *tokens, const VslWords *words, const guint *numbers)
{
  VslTextPlace place = words ? vsl_text_rules_place (words->rules, tokens->len) : (VslTextPlace) { 0, 0, tokens->len };
  const char *at = t->text;
  int offset = 0;
  gboolean marked = FALSE;
  for (guint i = 0; i < tokens->len; i++) {
    const VslToken *token = &g_array_index (tokens, VslToken, i);
    gboolean cut = i < place.first || i >= place.first + place.count, unknown = words && numbers[i] <= UNKNOWN_TOKEN;
    VslTextMark mark = { 0, 0, (unknown ? VSL_MARK_UNKNOWN : 0) | (cut ? VSL_MARK_CUT : 0) };
    mark.start = offset + (int) g_utf8_strlen (at, t->text + token->start - at);
    mark.end = mark.start + (int) g_utf8_strlen (t->text + token->start, (gssize) (token->end - token->start));
    at = t->text + token->end;
    offset = mark.end;
    t->unknown += unknown;
    t->cut += cut;
    add_mark (t, &mark, marked);
    marked = mark.flags != 0;
  }
  t->cut_first = place.first > 0;
}

/* What was told at the places that hold a word of the note; padding says nothing. */
static void
add_told (VslNoteText *t, const VslWords *words, const guint *numbers, const VslReal *told, guint n)
{
  const VslVocabulary *vocabulary = vsl_text_rules_vocabulary (words->rules);
  VslTextPlace place = vsl_text_rules_place (words->rules, t->words);
  GString *text = g_string_new (NULL);
  int offset = 0;
  t->told_marks = g_array_new (FALSE, FALSE, sizeof (VslTextMark));
  for (guint i = 0; i < place.count && place.at + i < n; i++) {
    guint number = told[place.at + i] > 0 ? (guint) told[place.at + i] : 0;
    const char *word = number > UNKNOWN_TOKEN && number < vsl_vocabulary_size (vocabulary) ? vsl_vocabulary_word (vocabulary, number) : "[?]";
    gboolean wrong = number != numbers[place.first + i];
    VslTextMark mark = { offset, offset + (int) g_utf8_strlen (word, -1), VSL_MARK_WRONG };
    if (wrong)
      g_array_append_val (t->told_marks, mark);
    g_string_append_printf (text, "%s ", word);
    offset = mark.end + 1;
    t->told_words++;
    t->told_wrong += wrong;
  }
  t->told = g_string_free (text, FALSE);
}

/* Whether a line may end before this character: what is written over the one before stays with it. */
static gboolean
may_begin_line (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);
  return type != G_UNICODE_NON_SPACING_MARK && type != G_UNICODE_SPACING_MARK && type != G_UNICODE_ENCLOSING_MARK && type != G_UNICODE_FORMAT;
}

/* Where line ends are put in: characters of the text before them, ascending. In text that has blanks none are: a blank becomes the line end. */
static GArray *
find_breaks (VslNoteText *t)
{
  GArray *breaks = g_array_new (FALSE, FALSE, sizeof (int));
  const char *begin = t->text, *end = t->text + t->length;
  gunichar before = 0;
  int offset = 0;
  for (char *p = t->text; p < end; p = g_utf8_next_char (p), offset++) {
    gunichar c = g_utf8_get_char (p);
    gsize here = (gsize) (p - begin);
    if (c == ' ' && here >= PARAGRAPH_BYTES)
      c = *p = '\n';
    else if (c != '\n' && may_begin_line (c) && (here >= 2 * PARAGRAPH_BYTES || (here >= PARAGRAPH_BYTES && before >= 0x80 && g_unichar_ispunct (before)))) {
      g_array_append_val (breaks, offset);
      begin = p;
    }
    if (c == '\n')
      begin = p + 1;
    before = c;
  }
  return breaks;
}

static void
put_breaks (VslNoteText *t, const GArray *breaks)
{
  GString *text = g_string_sized_new (t->length + breaks->len);
  const char *from = t->text;
  int offset = 0;
  for (guint i = 0; i < breaks->len; i++) {
    int at = g_array_index (breaks, int, i);
    const char *to = g_utf8_offset_to_pointer (from, at - offset);
    g_string_append_len (text, from, to - from);
    g_string_append_c (text, '\n');
    from = to;
    offset = at;
  }
  g_string_append (text, from);
  g_free (t->text);
  t->length = text->len;
  t->text = g_string_free (text, FALSE);
}

/**
 * vsl_note_text_place:
 * @shown: a place in the shown text, in characters
 *
 * Returns: the same place in the note itself
 */
int
vsl_note_text_place (const VslNoteText *text, int shown)
{
  int before = 0;
  while (text->breaks && (guint) before < text->breaks->len && g_array_index (text->breaks, int, before) + before < shown)
    before++;
  return shown - before;
}

/**
 * vsl_note_text_break:
 * @t: a note with its marks
 *
 * A text view lays out a paragraph at once: one of a million letters would make the window stand still. Where one goes on for too long, a blank becomes
 * a line end; where there are no blanks, one is put in, after a mark of punctuation if there is one (the text of many languages has no blanks). The
 * marks move with their words. What is stored, and what a network reads, is not touched.
 */
void
vsl_note_text_break (VslNoteText *t)
{
  g_autoptr (GArray) breaks = find_breaks (t);
  guint before_start = 0, before_end = 0;
  t->broken = breaks->len;
  if (breaks->len == 0)
    return;
  t->breaks = g_array_ref (breaks);
  put_breaks (t, breaks);
  for (guint i = 0; i < t->marks->len; i++) {
    VslTextMark *mark = &g_array_index (t->marks, VslTextMark, i);
    while (before_start < breaks->len && g_array_index (breaks, int, before_start) <= mark->start)
      before_start++;
    while (before_end < breaks->len && g_array_index (breaks, int, before_end) < mark->end)
      before_end++;
    mark->start += (int) before_start;
    mark->end += (int) before_end;
  }
}

/**
 * vsl_note_text_new:
 * @text: UTF-8
 * @words: (nullable): of the network; without, the words are only counted
 * @told: (nullable) (array length=n): an autoencoder's token at each place
 *
 * Threads: any; a long note takes a while.
 *
 * Returns: (transfer full):
 */
VslNoteText *
vsl_note_text_new (const char *text, gsize length, const VslWords *words, const VslReal *told, guint n)
{
  VslNoteText *t = g_new0 (VslNoteText, 1);
  t->text = g_strndup (text, length);
  t->length = strlen (t->text);
  t->marks = g_array_new (FALSE, FALSE, sizeof (VslTextMark));
  const VslVocabulary *vocabulary = words ? vsl_text_rules_vocabulary (words->rules) : NULL;
  VslTextSplit split = vsl_text_needs_words (t->text, t->length) ? VSL_TEXT_WORDS : VSL_TEXT_WHITESPACE;
  g_autoptr (GArray) tokens = vocabulary ? vsl_text_rules_tokens (words->rules, t->text, t->length)
                                         : vsl_text_tokens (t->text, t->length, VSL_TEXT_LOWER_AND_STRIP, split);
  g_autofree guint *numbers = g_new0 (guint, tokens->len + 1);
  for (guint i = 0; vocabulary && i < tokens->len; i++)
    numbers[i] = vsl_vocabulary_index (vocabulary, g_array_index (tokens, VslToken, i).word);
  t->words = tokens->len;
  t->judged = vocabulary != NULL;
  add_marks (t, tokens, vocabulary ? words : NULL, numbers);
  if (vocabulary && told)
    add_told (t, words, numbers, told, n);
  vsl_note_text_break (t);
  return t;
}

typedef struct {
  VslProject *project;
  gint64 id;
  VslWords *words;
  VslReal *told;
  guint n;
} NoteRequest;

static void
note_request_free (NoteRequest *request)
{
  vsl_project_unref (request->project);
  g_clear_pointer (&request->words, vsl_words_unref);
  g_free (request->told);
  g_free (request);
}

static void
note_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const NoteRequest *request = data;
  GError *error = NULL;
  VslImage image = { 0 };
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!vsl_project_image (request->project, request->id, &image, &error))
    g_task_return_error (task, error);
  else if (image.type != VSL_PIXEL_TEXT)
    g_task_return_new_error (task, VSL_PROJECT_ERROR, VSL_ERROR_DATA, _("This sample is no note."));
  else
    g_task_return_pointer (task, vsl_note_text_new (image.data, image.size, request->words, request->told, request->n),
                           (GDestroyNotify) vsl_note_text_free);
  vsl_image_clear (&image);
}

/**
 * vsl_document_note_async:
 * @id: of a note
 * @words: (nullable): of the network that reads it; a reference is taken
 * @told: (nullable) (array length=n): what an autoencoder told, copied
 */
void
vsl_document_note_async (VslDocument *self, gint64 id, VslWords *words, const VslReal *told, guint n, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  NoteRequest *request = g_new0 (NoteRequest, 1);
  *request = (NoteRequest) { vsl_project_ref (self->project), id, words ? vsl_words_ref (words) : NULL,
                             told ? g_memdup2 (told, n * sizeof *told) : NULL, n };
  g_task_set_task_data (task, request, (GDestroyNotify) note_request_free);
  g_task_run_in_thread (task, note_thread);
}

/**
 * vsl_document_note_finish:
 *
 * Returns: (transfer full) (nullable):
 */
VslNoteText *
vsl_document_note_finish (VslDocument *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
