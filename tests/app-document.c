/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document: every edit is one step of undo, and what is undone is as it was, in memory and in the file. */
#include <string.h>

#include "app-util.h"
#include "app/vsl-history.h"
#include "core/vsl-error.h"
#include "core/vsl-random.h"
#include "data/vsl-note-words.h"

/* ---- the history alone, by tables of steps ---- */

typedef struct {
  GString *text;                /* what the commands write into */
  VslHistory *history;
} Paper;

typedef struct {
  char *before, *after;
} Stroke;

static void
stroke_apply (gpointer owner, gpointer command, gboolean forward)
{
  Paper *paper = owner;
  Stroke *stroke = command;
  g_string_assign (paper->text, forward ? stroke->after : stroke->before);
  /* What an undo causes must not become a new step. */
  Stroke *echo = g_new0 (Stroke, 1);
  static const VslCommandClass plain = { stroke_apply, NULL, g_free };
  vsl_history_push (paper->history, &plain, echo, "echo", NULL, 0);
}

static void
stroke_merge (gpointer command, gpointer later)
{
  Stroke *stroke = command, *next = later;
  g_free (stroke->after);
  stroke->after = g_strdup (next->after);
}

static void
stroke_free (gpointer data)
{
  Stroke *stroke = data;
  g_free (stroke->before);
  g_free (stroke->after);
  g_free (stroke);
}

static const VslCommandClass stroke_class = { stroke_apply, stroke_merge, stroke_free };

typedef enum { WRITE, UNDO, REDO, BEGIN, END, BARRIER, SAVE, FORGET } Action;
typedef struct {
  Action action;
  const char *text, *key;       /* WRITE: appended; merges by key */
  const char *expected;
  int undo, redo, modified;     /* can it; -1: not looked at */
} Step;

static void
do_write (Paper *paper, const Step *step)
{
  Stroke *stroke = g_new0 (Stroke, 1);
  stroke->before = g_strdup (paper->text->str);
  g_string_append (paper->text, step->text);
  stroke->after = g_strdup (paper->text->str);
  vsl_history_push (paper->history, &stroke_class, stroke, step->text, step->key, 0);
}

static void
run_steps (const Step *steps, guint n)
{
  Paper paper = { g_string_new (NULL), NULL };
  paper.history = vsl_history_new (&paper, NULL);
  for (guint i = 0; i < n; i++) {
    const Step *s = &steps[i];
    g_test_message ("step %u", i);
    switch (s->action) {
    case WRITE:
      do_write (&paper, s);
      break;
    case UNDO:
      vsl_history_undo (paper.history);
      break;
    case REDO:
      vsl_history_redo (paper.history);
      break;
    case BEGIN:
      vsl_history_begin (paper.history, s->text);
      break;
    case END:
      vsl_history_end (paper.history);
      break;
    case BARRIER:
      vsl_history_barrier (paper.history);
      break;
    case SAVE:
      vsl_history_set_saved (paper.history);
      break;
    case FORGET:
      vsl_history_forget (paper.history, &stroke_class);
      break;
    }
    g_assert_cmpstr (paper.text->str, ==, s->expected);
    if (s->undo >= 0)
      g_assert_cmpint (vsl_history_undo_label (paper.history) != NULL, ==, s->undo);
    if (s->redo >= 0)
      g_assert_cmpint (vsl_history_redo_label (paper.history) != NULL, ==, s->redo);
    if (s->modified >= 0)
      g_assert_cmpint (vsl_history_modified (paper.history), ==, s->modified);
  }
  vsl_history_free (paper.history);
  g_string_free (paper.text, TRUE);
}

static void
test_history_plain (void)
{
  static const Step steps[] = {
    { UNDO, NULL, NULL, "", 0, 0, 0 },      { WRITE, "a", NULL, "a", 1, 0, 1 },  { WRITE, "b", NULL, "ab", 1, 0, 1 },
    { UNDO, NULL, NULL, "a", 1, 1, 1 },     { UNDO, NULL, NULL, "", 0, 1, 0 },   { REDO, NULL, NULL, "a", 1, 1, 1 },
    { WRITE, "c", NULL, "ac", 1, 0, 1 },    { REDO, NULL, NULL, "ac", 1, 0, 1 }, { UNDO, NULL, NULL, "a", 1, 1, 1 },
    { FORGET, NULL, NULL, "a", 0, 0, -1 },
  };
  run_steps (steps, G_N_ELEMENTS (steps));
}

static void
test_history_merge (void)
{
  static const Step steps[] = {
    { WRITE, "a", "k", "a", 1, 0, 1 },      { WRITE, "b", "k", "ab", 1, 0, 1 },     { UNDO, NULL, NULL, "", 0, 1, 0 },
    { REDO, NULL, NULL, "ab", 1, 0, 1 },    { WRITE, "c", "k", "abc", 1, 0, 1 },    { UNDO, NULL, NULL, "ab", 1, 1, 1 },
    { REDO, NULL, NULL, "abc", 1, 0, 1 },   { BARRIER, NULL, NULL, "abc", 1, 0, 1 }, { WRITE, "d", "k", "abcd", 1, 0, 1 },
    { WRITE, "e", "l", "abcde", 1, 0, 1 },  { WRITE, "f", "l", "abcdef", 1, 0, 1 }, { UNDO, NULL, NULL, "abcd", 1, 1, 1 },
    { UNDO, NULL, NULL, "abc", 1, 1, 1 },
  };
  run_steps (steps, G_N_ELEMENTS (steps));
}

static void
test_history_groups (void)
{
  static const Step steps[] = {
    { BEGIN, "both", NULL, "", 0, 0, 0 },  { WRITE, "a", NULL, "a", 0, 0, -1 },  { UNDO, NULL, NULL, "a", 0, 0, -1 },
    { BEGIN, NULL, NULL, "a", 0, 0, -1 },  { WRITE, "b", NULL, "ab", 0, 0, -1 }, { END, NULL, NULL, "ab", 0, 0, -1 },
    { END, NULL, NULL, "ab", 1, 0, 1 },    { UNDO, NULL, NULL, "", 0, 1, 0 },    { REDO, NULL, NULL, "ab", 1, 0, 1 },
    { BEGIN, NULL, NULL, "ab", 1, 0, 1 },  { END, NULL, NULL, "ab", 1, 0, 1 },
  };
  run_steps (steps, G_N_ELEMENTS (steps));
}

static void
test_history_saved (void)
{
  static const Step steps[] = {
    { WRITE, "a", "k", "a", 1, 0, 1 },    { SAVE, NULL, NULL, "a", 1, 0, 0 },  { WRITE, "b", "k", "ab", 1, 0, 1 },
    { UNDO, NULL, NULL, "a", 1, 1, 0 },   { UNDO, NULL, NULL, "", 0, 1, 1 },   { REDO, NULL, NULL, "a", 1, 1, 0 },
    { REDO, NULL, NULL, "ab", 1, 0, 1 },  { UNDO, NULL, NULL, "a", 1, 1, 0 },  { WRITE, "c", NULL, "ac", 1, 0, 1 },
    { UNDO, NULL, NULL, "a", 1, 1, 0 },
  };
  run_steps (steps, G_N_ELEMENTS (steps));
}

/* ---- the document ---- */

/* Everything an edit can change, as text. */
static char *
state (VslDocument *d)
{
  g_autofree char *network = vsl_network_to_text (vsl_document_network (d));
  g_autoptr (JsonNode) options = vsl_options_to_json (vsl_document_options (d), TRUE);
  g_autofree char *text = json_to_string (options, FALSE);
  GString *all = g_string_new (network);
  g_string_append_printf (all, "%s %d\n", text, vsl_document_info (d)->positive);
  for (guint i = 0; i < g_list_model_get_n_items (vsl_document_samples (d)); i++) {
    g_autoptr (VslSample) sample = g_list_model_get_item (vsl_document_samples (d), i);
    const VslSampleInfo *info = vsl_sample_info (sample);
    g_string_append_printf (all, "%" G_GINT64_FORMAT " %d %d %d\n", info->id, info->label, info->split, info->excluded);
  }
  return g_string_free (all, FALSE);
}

static gint64
random_id (VslDocument *d, guint64 bits)
{
  guint n = g_list_model_get_n_items (vsl_document_samples (d));
  g_autoptr (VslSample) sample = g_list_model_get_item (vsl_document_samples (d), bits % n);
  return vsl_sample_info (sample)->id;
}

static const char *
random_node (VslDocument *d, guint64 bits)
{
  GPtrArray *nodes = vsl_document_network (d)->nodes;
  return nodes->len ? ((VslNode *) g_ptr_array_index (nodes, bits % nodes->len))->id : "none";
}

/* One edit of any kind; whether it took is the document's business. */
static void
random_edit (VslDocument *d, guint64 key, guint64 i)
{
  static const char *const types[] = { "Dense", "Conv2D", "Flatten", "Dropout", "MaxPooling2D" };
  guint64 a = vsl_random_bits (key, i * 4 + 1), b = vsl_random_bits (key, i * 4 + 2);
  const gint64 ids[] = { random_id (d, a), random_id (d, b) };
  g_autofree char *from = g_strdup (random_node (d, a));
  g_autofree char *to = g_strdup (random_node (d, b));
  const char *const both[] = { from, NULL };
  g_autofree char *number = g_strdup_printf ("%d", (int) (a % 60) + 1);
  g_autoptr (JsonNode) value = json_from_string (number, NULL);
  vsl_document_barrier (d);
  switch (vsl_random_bits (key, i * 4) % 13) {
  case 0:
    vsl_document_add_node (d, types[a % 5], (double) (b % 400), 5, NULL, NULL);
    break;
  case 1:
    vsl_document_remove_nodes (d, both, NULL);
    break;
  case 2:
    vsl_document_connect (d, from, to, NULL);
    break;
  case 3:
    vsl_document_disconnect (d, from, to, NULL);
    break;
  case 4:
    vsl_document_set_option (d, from, "units", value, NULL);
    break;
  case 5:
    vsl_document_set_option (d, from, "filters", value, NULL);
    break;
  case 6:
    vsl_document_move_nodes (d, both, (double) (b % 7), 2);
    break;
  case 7:
    vsl_document_use_template (d, a % 2 ? "classic-cnn" : "perceptron", NULL);
    break;
  case 8:
    vsl_document_set_train_option (d, a % 2 ? "epochs" : "optimizer.learning_rate", a % 2 ? number : "0.25", NULL);
    break;
  case 9:
    vsl_document_set_label (d, ids, 2, (int) (a % 3) - 1);
    break;
  case 10:
    vsl_document_set_split (d, ids, 2, (VslSplit) (b % 3));
    break;
  case 11:
    vsl_document_leave_out (d, ids, 2, !vsl_sample_info (vsl_document_sample_by_id (d, ids[0]))->excluded);
    break;
  default:
    vsl_document_set_positive (d, (int) (a % 2));
  }
}

static gboolean
can (VslDocument *d, const char *what)
{
  gboolean value;
  g_object_get (d, what, &value, NULL);
  return value;
}

static void
test_random_edits (void)
{
  g_autofree char *folder = test_app_folder ();
  g_autoptr (VslProject) project = test_app_project (folder, 16);
  g_autofree char *path = g_strdup (vsl_project_path (project));
  g_clear_pointer (&project, vsl_project_unref);
  VslDocument *d = test_app_open (path);
  guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, 0, 0);
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (states, state (d));
  for (guint i = 0; i < 150; i++) {
    random_edit (d, key, i);
    char *now = state (d);
    if (g_str_equal (now, g_ptr_array_index (states, states->len - 1)))
      g_free (now);
    else
      g_ptr_array_add (states, now);
  }
  g_assert_cmpuint (states->len, >, 60);
  for (int round = 0; round < 2; round++) {
    for (guint i = states->len - 1; i-- > 0;) {
      vsl_document_undo (d);
      g_autofree char *now = state (d);
      g_assert_cmpstr (now, ==, g_ptr_array_index (states, i));
    }
    g_assert_false (can (d, "can-undo"));
    for (guint i = 1; i < states->len; i++) {
      vsl_document_redo (d);
      g_autofree char *now = state (d);
      g_assert_cmpstr (now, ==, g_ptr_array_index (states, i));
    }
    g_assert_false (can (d, "can-redo"));
  }
  /* And the file has the same as the memory. */
  g_object_unref (d);
  d = test_app_open (path);
  g_autofree char *stored = state (d);
  g_assert_cmpstr (stored, ==, g_ptr_array_index (states, states->len - 1));
  g_object_unref (d);
  test_app_remove (folder);
}

static void
count (VslDocument *d, guint *n)
{
  (*n)++;
}

static void
test_signals_and_saving (void)
{
  g_autofree char *folder = test_app_folder ();
  VslProject *project = test_app_project (folder, 8);
  g_autofree char *path = g_strdup (vsl_project_path (project));
  vsl_project_unref (project);
  VslDocument *d = test_app_open (path);
  guint changes = 0;
  g_autofree char *title = NULL, *subtitle = NULL, *undo = NULL;
  g_signal_connect (d, "network-changed", G_CALLBACK (count), &changes);
  g_object_get (d, "title", &title, "subtitle", &subtitle, NULL);
  g_assert_cmpstr (title, ==, "test");
  g_assert_cmpstr (subtitle, ==, "8 scans · 4 patients");
  g_assert_true (vsl_document_use_template (d, "classic-cnn", NULL));
  g_assert_true (vsl_report_ok (vsl_document_report (d)));
  g_object_get (d, "undo-label", &undo, NULL);
  g_assert_cmpstr (undo, ==, "Use template");
  gint64 revision = vsl_document_revision (d);
  vsl_document_undo (d);
  vsl_document_redo (d);
  g_assert_cmpint (vsl_document_revision (d), >, revision);
  g_assert_cmpuint (changes, ==, 3);
  test_app_spin (600);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) saved = vsl_project_network (vsl_document_project (d), &error);
  g_assert_no_error (error);
  g_assert_true (saved && vsl_network_equal (saved, vsl_document_network (d)));
  g_object_unref (d);
  test_app_remove (folder);
}

/* A Dense on a picture: named, with a button that mends it. */
static void
test_remedy (void)
{
  g_autofree char *folder = test_app_folder ();
  VslProject *project = test_app_project (folder, 8);
  g_autofree char *path = g_strdup (vsl_project_path (project));
  vsl_project_unref (project);
  VslDocument *d = test_app_open (path);
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_document_use_template (d, "classic-cnn", NULL));
  const char *const flat[] = { "flat", NULL };
  g_assert_true (vsl_document_remove_nodes (d, flat, &error));
  g_assert_true (vsl_document_connect (d, "pool", "answer", &error));
  int index = vsl_network_index (vsl_document_network (d), "answer");
  const VslNodeReport *report = &vsl_document_report (d)->node[index];
  if (report->remedy) {
    g_assert_true (vsl_document_apply_remedy (d, "answer", &error));
    g_assert_no_error (error);
    g_assert_true (vsl_report_ok (vsl_document_report (d)));
  } else {
    g_assert_false (report->ok);
  }
  g_assert_false (vsl_document_connect (d, "answer", "conv", &error));
  g_assert_nonnull (error);
  g_object_unref (d);
  test_app_remove (folder);
}

/* ---- notes ---- */

static void
set_flag (VslDocument *d, gboolean *flag)
{
  *flag = TRUE;
}

static VslDocument *
open_notes (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GString *table = g_string_new ("text,label,split\n");
  for (int i = 0; i < 40; i++)
    g_string_append_printf (table, "the patient has %s today,%s,%s\n", i % 2 ? "fever" : "nothing", i % 2 ? "ill" : "well", i < 28 ? "train" : "val");
  g_autofree char *csv = g_build_filename (folder, "notes.csv", NULL), *path = g_build_filename (folder, "notes.vesalius", NULL);
  g_assert_true (g_file_set_contents (csv, table->str, -1, NULL));
  g_string_free (table, TRUE);
  VslProject *project = vsl_project_create (path, &error);
  const char *paths[] = { csv, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, NULL, NULL, NULL, &error);
  VslImportResult *result = vsl_import_run (plan, vsl_project_sink (), project, NULL, NULL, &error);
  g_assert_no_error (error);
  vsl_import_result_free (result);
  vsl_project_unref (project);
  return test_app_open (path);
}

/* A template for notes is fitted on a worker and then stands there as one step; one for scans is refused at once. */
static void
test_notes_template (void)
{
  g_autofree char *folder = test_app_folder ();
  VslDocument *d = open_notes (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *busy = NULL, *idle = NULL, *subtitle = NULL;
  gboolean changed = FALSE;
  g_object_get (d, "subtitle", &subtitle, NULL);
  g_assert_cmpstr (subtitle, ==, "40 notes");
  g_assert_false (vsl_document_use_template (d, "classic-cnn", &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "notes-lstm"));
  g_clear_error (&error);
  g_signal_connect (d, "network-changed", G_CALLBACK (set_flag), &changed);
  g_assert_true (vsl_document_use_template (d, "notes-lstm", &error));
  g_object_get (d, "busy", &busy, NULL);
  g_assert_nonnull (busy);
  test_app_wait (&changed);
  g_object_get (d, "busy", &idle, NULL);
  g_assert_null (idle);
  g_assert_true (vsl_report_ok (vsl_document_report (d)));
  const VslTextRules *rules = vsl_network_text_rules (vsl_document_network (d));
  g_assert_cmpint (rules->max_tokens, ==, 6 + 2);
  g_assert_cmpint (rules->output_sequence_length, ==, 8);
  vsl_document_undo (d);
  g_assert_cmpuint (vsl_document_network (d)->nodes->len, ==, 0);
  g_object_unref (d);
  test_app_remove (folder);
}

/* ---- the last reference goes in a worker's thread, as that of a task does whose window was closed ---- */

typedef struct {
  GThread *where;
  gboolean gone;
} End;

static void
note_end (gpointer data, GObject *document)
{
  End *end = data;
  end->where = g_thread_self ();
  end->gone = TRUE;
}

static gpointer
let_go (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

static void
test_ends_at_home (void)
{
  g_autofree char *folder = test_app_folder ();
  vsl_project_unref (test_app_project (folder, 8));
  g_autofree char *path = g_build_filename (folder, "test.vesalius", NULL);
  for (guint i = 0; i < 20; i++) {
    End end = { NULL, FALSE };
    VslDocument *document = test_app_open (path);
    g_object_weak_ref (G_OBJECT (document), note_end, &end);
    g_autoptr (GListModel) samples = g_object_ref (vsl_document_samples (document));
    GThread *thread = g_thread_new ("worker", let_go, document);
    if (i % 2)
      g_thread_join (thread);
    test_app_wait (&end.gone);
    if (i % 2 == 0)
      g_thread_join (thread);
    g_assert_true (end.where == g_thread_self ());
    g_assert_cmpuint (g_list_model_get_n_items (samples), ==, 8);
  }
  test_app_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/plain", test_history_plain);
  g_test_add_func ("/history/merge", test_history_merge);
  g_test_add_func ("/history/groups", test_history_groups);
  g_test_add_func ("/history/saved", test_history_saved);
  g_test_add_func ("/document/random-edits", test_random_edits);
  g_test_add_func ("/document/signals-and-saving", test_signals_and_saving);
  g_test_add_func ("/document/remedy", test_remedy);
  g_test_add_func ("/document/notes-template", test_notes_template);
  g_test_add_func ("/document/ends-at-home", test_ends_at_home);
  return g_test_run ();
}
