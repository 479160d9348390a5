/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two programs of the source text, a CNN on scans and an LSTM on notes, drawn layer by layer in the window with real mouse and key events, trained
 * there and looked at; and the same network by vsl with the same seed, which gives the same bits. */
#include "ui-common.h"

#include <string.h>

#include "data/vsl-prepare.h"
#include "project/vsl-project.h"
#include "ui/vsl-canvas.h"
#include "ui/vsl-viewer.h"

static void
add (VslWindow *window, const char *type)
{
  GtkWidget *page = vsl_window_page (window, "network"), *row = ui_find_name (page, type);
  guint before = vsl_document_network (vsl_window_document (window))->nodes->len;

  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);                          /* scrolls the list */
  ui_settle ();
  ui_double_click (row);
  ui_settle ();
  g_assert_cmpuint (vsl_document_network (vsl_window_document (window))->nodes->len, ==, before + 1);
}

/* The list has dropped down and the keys go to it. */
static gboolean
takes_keys (gpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (data)), *popover = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  return popover != NULL && gtk_widget_get_mapped (popover) && gtk_widget_is_ancestor (popover, data);
}

/* In a list that drops down: opened with the mouse, gone through with the arrow keys. */
static void
choose (VslWindow *window, const char *option, const char *word)
{
  GtkWidget *row = ui_find_name (vsl_window_page (window, "network"), option);
  GListModel *model;
  int at = -1, now;

  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);
  ui_settle ();
  model = adw_combo_row_get_model (ADW_COMBO_ROW (row));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), word))
      at = (int) i;
  g_assert_cmpint (at, >=, 0);
  now = (int) adw_combo_row_get_selected (ADW_COMBO_ROW (row));
  ui_click (row);
  g_assert_true (ui_wait (takes_keys, row, 10000));
  for (; now != at; now += now < at ? 1 : -1)
    ui_key (now < at ? "Down" : "Up");
  ui_key ("Return");
  ui_settle ();
  g_assert_cmpint ((int) adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, at);
}

static void
set (VslWindow *window, const char *option, const char *value)
{
  ui_type_into (vsl_window_page (window, "network"), option, value);
}

static gboolean
is_fitted (gpointer data)
{
  const VslNetwork *network = vsl_document_network (vsl_window_document (data));
  g_autofree char *busy = NULL;

  g_object_get (vsl_window_document (data), "busy", &busy, NULL);
  return network->nodes->len == 1 && busy == NULL;
}

/* An Input for notes: as many places as most of them have words, which is not what it has by itself. Returns how many. */
static gint64
assert_fitted (VslWindow *window)
{
  const VslNetwork *network = vsl_document_network (vsl_window_document (window));
  const VslNode *input = vsl_network_find (network, "input");
  g_autofree char *shape = NULL, *expected = NULL;
  gint64 length;

  g_assert_nonnull (input);
  g_assert_nonnull (vsl_prepare_text_rules (input));
  length = vsl_prepare_text_rules (input)->output_sequence_length;
  shape = vsl_config_get_text (&input->cls->head, input->config, "shape");
  expected = g_strdup_printf ("%d", (int) length);
  g_assert_cmpstr (shape, ==, expected);
  g_assert_cmpint (length, >=, 8);
  g_assert_cmpint (length, !=, 100);
  return length;
}

/* Input (fitted), Conv2D 32 3 × 3 relu, MaxPooling2D 2 × 2, Flatten, Dense 2 softmax. */
static void
draw_cnn (VslWindow *window)
{
  ui_go_to (window, "<Control>2", "network");
  add (window, "Input");
  add (window, "Conv2D");
  set (window, "filters", "32");
  set (window, "kernel_size", "3 3");
  choose (window, "activation", "relu");
  add (window, "MaxPooling2D");
  set (window, "pool_size", "2 2");
  add (window, "Flatten");
  add (window, "Dense");
  set (window, "units", "2");
  choose (window, "activation", "softmax");
}

/* Input with TextVectorization (fitted), Embedding (words, 128), LSTM (64, dropout 0.2, recurrent_dropout 0.2), Dense 1 sigmoid. */
static void
draw_lstm (VslWindow *window, const char *words)
{
  gint64 length;

  ui_go_to (window, "<Control>2", "network");
  add (window, "Input");
  g_assert_true (ui_wait (is_fitted, window, 30000));
  length = assert_fitted (window);
  ui_click (ui_find_id (GTK_WIDGET (window), "undo_button"));      /* what was read for it belongs to the same step */
  g_assert_cmpuint (vsl_document_network (vsl_window_document (window))->nodes->len, ==, 0);
  add (window, "Input");
  g_assert_cmpint (assert_fitted (window), ==, length);
  add (window, "Embedding");
  set (window, "input_dim", words);
  set (window, "output_dim", "128");
  add (window, "LSTM");
  set (window, "units", "64");
  set (window, "dropout", "0.2");
  set (window, "recurrent_dropout", "0.2");
  add (window, "Dense");
  set (window, "units", "1");
  choose (window, "activation", "sigmoid");
}

static const VslReport *
assert_drawn (VslWindow *window, gint64 params)
{
  const VslReport *report = vsl_document_report (vsl_window_document (window));

  g_assert_cmpstr (report->message, ==, NULL);
  g_assert_true (vsl_report_ok (report));
  g_assert_cmpint (report->params, ==, params);
  return report;
}

static void
set_train (VslWindow *window, const char *loss)
{
  GtkWidget *page = vsl_window_page (window, "train");

  ui_go_to (window, "<Control>3", "train");
  ui_type_into (page, "batch_size", "32");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_name (page, "loss"))), ==, loss);
}

/* What the run was trained with, as the program has it. */
static void
assert_run (VslWindow *window, guint epochs, const char *loss)
{
  g_autoptr (VslRunItem) item = g_list_model_get_item (vsl_document_runs (vsl_window_document (window)), 0);
  const VslRun *run = vsl_run_item_run (item);

  g_assert_cmpuint (run->epochs, ==, epochs);
  g_assert_cmpuint (run->epochs_done, ==, epochs);
  g_assert_cmpint (run->options->config->batch_size, ==, 32);
  g_assert_cmpstr (run->options->config->optimizer.kind->name, ==, "Adam");
  g_assert_cmpstr (vsl_options_loss (run->options, run->network, NULL)->head.name, ==, loss);
}

/* ---- the same by vsl ---- */

static void
vsl (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL, *err = NULL;
  int status;
  va_list ap;

  g_ptr_array_add (argv, (gpointer) g_getenv ("VSL_PROGRAM"));
  va_start (ap, first);
  for (const char *word = first; word != NULL; word = va_arg (ap, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (ap);
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, &error));
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("vsl %s: %s", first, err);
}

static void
assert_same_bits (double a, double b)
{
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
}

/* The window's last epoch and that of a project of vsl's own, with the same samples, drawing, options and seed. */
static void
compare_with_vsl (VslWindow *window, const char *name, const char *data)
{
  VslDocument *document = vsl_window_document (window);
  const VslProjectInfo *info = vsl_document_info (document);
  g_autoptr (VslRunItem) item = g_list_model_get_item (vsl_document_runs (document), 0);
  const VslRun *mine = vsl_run_item_run (item);
  g_autofree char *project = ui_scratch (name), *file = g_strconcat (project, ".json", NULL), *text = vsl_network_to_text (vsl_document_network (document));
  g_autofree char *epochs = g_strdup_printf ("epochs=%u", mine->epochs), *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, mine->options->seed);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) other = NULL;
  g_autoptr (VslRun) run = NULL;

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  vsl ("new", project, NULL);
  vsl ("import", project, data, "--positive", info->class_names[info->positive], NULL);
  vsl ("network", project, "--load", file, NULL);
  vsl ("train", project, "--set", epochs, "--set", "batch_size=32", "--seed", seed, NULL);
  other = vsl_project_open (project, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  run = vsl_project_run (other, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (run->history->len, ==, mine->history->len);
  g_assert_cmpuint (run->best_epoch, ==, mine->best_epoch);
  for (guint i = 0; i < run->history->len; i++)
    {
      const VslEpochEvent *a = &g_array_index (mine->history, VslEpochEvent, i), *b = &g_array_index (run->history, VslEpochEvent, i);

      assert_same_bits (a->loss, b->loss);
      assert_same_bits (a->accuracy, b->accuracy);
      assert_same_bits (a->val_loss, b->val_loss);
      assert_same_bits (a->val_accuracy, b->val_accuracy);
    }
}

/* ---- on scans ---- */

static void
run_cnn (const char *name, const char *folder, guint n, gint64 params, const char *epochs)
{
  g_autofree char *file = g_strconcat (name, ".vesalius", NULL), *other = g_strconcat (name, "-vsl.vesalius", NULL);
  VslWindow *window = ui_new_project (file);
  GtkWidget *assistant = ui_look_at (window, folder);
  const VslReport *report;

  if (n == 0)
    n = (guint) g_ascii_strtoull (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))) + strlen ("_Import "), NULL, 10);
  ui_accept_import (window, assistant, n);
  draw_cnn (window);
  report = assert_drawn (window, params);
  g_assert_cmpint (report->node[1].params, ==, 9 * 32 + 32);
  g_assert_cmpint (report->node[4].params, ==, params - 320);
  ui_photograph (GTK_WIDGET (window), name);
  set_train (window, "automatic: Sparse categorical cross-entropy");
  ui_train (window, epochs, 120000);
  assert_run (window, (guint) atoi (epochs), "SparseCategoricalCrossentropy");
  ui_open_a_cell (window);
  g_assert_nonnull (vsl_viewer_sample (VSL_VIEWER (ui_find_type (vsl_window_page (window, "results"), VSL_TYPE_VIEWER))));
  compare_with_vsl (window, other, folder);
  ui_window_close (window);
}

static void
test_cnn (void)
{
  g_autofree char *folder = ui_scratch ("program-scans");

  ui_make_scans (folder, 30);
  run_cnn ("program-cnn", folder, 60, 320 + 15 * 15 * 32 * 2 + 2, "3");
}

/* Keras counts 11,138: 320 and 13 × 13 × 32 × 2 + 2. */
static void
test_cnn_breastmnist (void)
{
  g_autofree char *folder = ui_shared_path ("breastmnist");

  if (folder != NULL)
    run_cnn ("program-cnn-breastmnist", folder, 0, 11138, "10");
}

/* ---- on notes ---- */

static gboolean
says_exported (gpointer data)
{
  return ui_find_id (vsl_window_page (data, "export"), "done") != NULL;
}

/* The vocabulary goes beside the network, and the page says into which file. */
static void
export_it (VslWindow *window, const char *name)
{
  GtkWidget *page = vsl_window_page (window, "export");
  g_autofree char *path = ui_scratch (name), *onnx = g_strconcat (path, ".onnx", NULL), *words = g_strconcat (path, ".vocabulary.json", NULL);

  ui_go_to (window, "<Control>5", "export");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_id (page, "words"))), ".vocabulary.json, beside"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.export-path", "s", onnx);
  g_assert_true (ui_wait (says_exported, window, 20000));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_id (page, "beside_row"))), ==, words);
  g_assert_true (g_file_test (words, G_FILE_TEST_IS_REGULAR));
  ui_photograph (GTK_WIDGET (window), "program-export");
}

static void
run_lstm (const char *name, const char *path, guint n, const char *words, const char *epochs)
{
  g_autofree char *file = g_strconcat (name, ".vesalius", NULL), *other = g_strconcat (name, "-vsl.vesalius", NULL);
  VslWindow *window = ui_new_project (file);
  gint64 embedding = 128 * g_ascii_strtoll (words, NULL, 10);
  const VslNode *input;
  const VslReport *report;

  ui_accept_import (window, ui_look_at (window, path), n);
  draw_lstm (window, words);
  input = vsl_network_find (vsl_document_network (vsl_window_document (window)), "input");
  g_assert_nonnull (vsl_prepare_text_rules (input));
  report = assert_drawn (window, embedding + 49408 + 65);       /* 4 × ((128 + 64) × 64 + 64), 64 + 1 */
  g_assert_cmpint (report->node[1].params, ==, embedding);
  g_assert_cmpint (report->node[2].params, ==, 49408);
  g_assert_cmpint (report->node[3].params, ==, 65);
  ui_photograph (GTK_WIDGET (window), name);
  set_train (window, "automatic: Binary cross-entropy");
  ui_train (window, epochs, 180000);
  assert_run (window, (guint) atoi (epochs), "BinaryCrossentropy");
  ui_open_a_cell (window);
  g_assert_nonnull (vsl_viewer_sample (VSL_VIEWER (ui_find_type (vsl_window_page (window, "results"), VSL_TYPE_VIEWER))));
  compare_with_vsl (window, other, path);
  export_it (window, name);
  ui_window_close (window);
}

static void
test_lstm (void)
{
  g_autofree char *folder = ui_scratch ("program-notes");

  ui_make_notes (folder, 30);
  run_lstm ("program-lstm", folder, 60, "100", "3");
}

static void
test_lstm_ade (void)
{
  g_autofree char *table = ui_shared_path ("ade_binary/trainval.csv"), *path = NULL;
  guint rows;

  if (table == NULL)
    return;
  path = ui_some_rows (table, 40, &rows);
  run_lstm ("program-lstm-ade", path, rows, "2000", "3");
}

int
main (int argc, char **argv)
{
  ui_start (&argc, &argv);
  g_test_add_func ("/ui/programs/cnn", test_cnn);
  g_test_add_func ("/ui/programs/lstm", test_lstm);
  g_test_add_func ("/ui/programs/cnn-breastmnist", test_cnn_breastmnist);
  g_test_add_func ("/ui/programs/lstm-ade", test_lstm_ade);
  return g_test_run ();
}
