/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person's way through the real window with real mouse and key events: scans in, a layer changed, trained, a cell of the
 * confusion matrix opened, the network taken away. */
#include "ui-common.h"

#include <string.h>

#include "ui/vsl-canvas.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-viewer.h"

static GtkApplication *application;

static gboolean
can_accept (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  GtkWidget *accept = assistant != NULL ? ui_find_id (assistant, "accept") : NULL;

  return accept != NULL && gtk_widget_get_sensitive (accept);
}

/* Two classes: which one is looked for is asked, and nothing is imported before the answer. */
static gboolean
asks_for_class (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  GtkWidget *positive = assistant != NULL ? ui_find_id (assistant, "positive") : NULL;

  return positive != NULL && gtk_widget_get_mapped (positive);
}

static void
answer_assistant (void)
{
  GtkWidget *assistant, *positive;

  g_assert_true (ui_wait (asks_for_class, NULL, 10000));
  assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  positive = ui_find_id (assistant, "positive");

  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (positive))), ==, 3);
  g_assert_false (gtk_widget_get_sensitive (ui_find_id (assistant, "accept")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (positive), 2);
}

static gboolean
shows_left_out (gpointer data)
{
  return ui_find_id (vsl_window_page (data, "data"), "left_out") != NULL;
}

static gboolean
says_exported (gpointer data)
{
  return ui_find_id (vsl_window_page (data, "export"), "done") != NULL;
}

static void
import_scans (VslWindow *window)
{
  g_autofree char *folder = ui_scratch ("scans");
  g_autofree char *broken = g_build_filename (folder, "spot", "broken.png", NULL);
  g_autofree char *project = ui_scratch ("journey.vesalius");
  UiWait wait = { window, NULL, 60 };

  ui_make_scans (folder, 30);
  g_assert_true (g_file_set_contents (broken, "\x89PNG\r\n\x1a\nnot a picture", -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", project);
  g_assert_true (ui_wait (ui_has_document, window, 10000));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", folder);
  answer_assistant ();
  g_assert_true (ui_wait (can_accept, NULL, 10000));
  ui_click (ui_find_id (ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT), "accept"));
  g_assert_true (ui_wait (ui_has_samples, &wait, 20000));
  /* the broken one is listed, the others came in */
  g_assert_true (ui_wait (shows_left_out, window, 5000));
}

/* Below each class: how many of its scans are in which split. */
static void
check_parts (VslWindow *window, int class)
{
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (ui_find_id (vsl_window_page (window, "data"), "classes")), class + 1));
  GListModel *samples = vsl_document_samples (vsl_window_document (window));
  g_autofree char *expected = NULL;
  guint n[VSL_N_SPLITS + 1] = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);

      if (vsl_sample_info (sample)->label == class)
        n[vsl_sample_info (sample)->split == VSL_SPLIT_NONE ? VSL_N_SPLITS : (int) vsl_sample_info (sample)->split]++;
    }
  expected = g_strdup_printf ("train %u · val %u · test %u", n[VSL_SPLIT_TRAIN], n[VSL_SPLIT_VAL], n[VSL_SPLIT_TEST]);
  g_assert_cmpuint (n[VSL_SPLIT_TRAIN], >, 0);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (ui_find_name (row, "detail"))), ==, expected);
}

/* Choose a scan, change its class in the viewer, undo it. */
static void
look_at_a_scan (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "data");
  GtkWidget *viewer = ui_find_type (page, VSL_TYPE_VIEWER), *grid = ui_find_id (page, "grid");
  VslSample *sample;
  int before;

  ui_settle ();
  ui_click_at (grid, 70, 70, GDK_BUTTON_PRIMARY);
  sample = vsl_viewer_sample (VSL_VIEWER (viewer));
  g_assert_nonnull (sample);
  before = vsl_sample_info (sample)->label;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find_type (viewer, GTK_TYPE_DROP_DOWN)), before == 0 ? 1 : 0);
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, 1 - before);
  ui_settle ();
  check_parts (window, 0);
  check_parts (window, 1);
  ui_click (ui_find_id (GTK_WIDGET (window), "undo_button"));
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, before);
}

static const VslNode *
first_of (const VslNetwork *network, const char *type)
{
  for (guint i = 0; i < network->nodes->len; i++)
    {
      const VslNode *node = network->nodes->pdata[i];

      if (g_str_equal (node->cls->head.name, type))
        return node;
    }
  g_assert_not_reached ();
}

static void
assert_filters (const VslNetwork *network, const char *expected)
{
  const VslNode *node = first_of (network, "Conv2D");
  g_autofree char *value = vsl_config_get_text (&node->cls->head, node->config, "filters");

  g_assert_cmpstr (value, ==, expected);
}

static void
change_a_layer (VslWindow *window)
{
  VslDocument *document = vsl_window_document (window);
  GtkWidget *page = vsl_window_page (window, "network"), *canvas;
  const VslNode *node;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;

  if (vsl_document_network (document)->nodes->len == 0)
    g_assert_true (vsl_document_use_template (document, "classic-cnn", &error));
  ui_go_to (window, "<Control>2", "network");
  node = first_of (vsl_document_network (document), "Conv2D");
  before = vsl_config_get_text (&node->cls->head, node->config, "filters");
  canvas = ui_find_type (page, VSL_TYPE_CANVAS);
  ui_click (vsl_canvas_card (VSL_CANVAS (canvas), node->id));
  ui_type_into (page, "filters", "5");
  assert_filters (vsl_document_network (document), "5");
  ui_click (ui_find_id (GTK_WIDGET (window), "undo_button"));
  assert_filters (vsl_document_network (document), before);
  ui_click (ui_find_id (GTK_WIDGET (window), "redo_button"));
  assert_filters (vsl_document_network (document), "5");
}

/* What was typed is what is trained. */
static void
train (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "train");
  g_autoptr (VslRunItem) item = NULL;

  ui_go_to (window, "<Control>3", "train");
  ui_type_into (page, "epochs", "2");
  ui_click (ui_find_id (page, "start_button"));
  g_assert_true (ui_wait (ui_is_trained, window, 60000));
  item = g_list_model_get_item (vsl_document_runs (vsl_window_document (window)), 0);
  g_assert_cmpuint (vsl_run_item_run (item)->epochs_done, ==, 2);
  assert_filters (vsl_run_item_run (item)->network, "5");
}

static gboolean
has_baseline (gpointer data)
{
  GtkWidget *line = ui_find_name (vsl_window_page (data, "results"), "baseline");

  return line != NULL && g_str_has_prefix (gtk_label_get_label (GTK_LABEL (line)), "Linear baseline: accuracy ");
}

static void
open_a_cell (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "results"), *cell = NULL, *which;
  VslSample *sample;
  int truth = -1;

  ui_go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (ui_has_cells, window, 20000));
  g_assert_true (ui_wait (has_baseline, window, 20000));
  for (int i = 0; i < 4 && truth < 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("cell-%d-%d", i / 2, i % 2);

      cell = ui_find_name (page, name);
      g_assert_nonnull (cell);
      if (!g_str_equal (gtk_button_get_label (GTK_BUTTON (cell)), "0"))
        truth = i / 2;
    }
  g_assert_cmpint (truth, >=, 0);
  ui_click (cell);
  which = ui_find_id (page, "which");
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (which)), gtk_button_get_label (GTK_BUTTON (cell))));
  sample = vsl_viewer_sample (VSL_VIEWER (ui_find_type (page, VSL_TYPE_VIEWER)));
  g_assert_nonnull (sample);
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, truth);
  /* what the scan truly is cannot be changed here, only where the scans are */
  g_assert_null (ui_find_id (page, "label"));
  g_assert_nonnull (ui_find_id (page, "label_text"));
  g_assert_nonnull (ui_find_id (page, "warning"));       /* patients are unknown */
}

/* The table has a line for each case of the split, whichever are shown. */
static void
save_the_cases (VslWindow *window)
{
  g_autofree char *path = ui_scratch ("journey.csv"), *text = NULL;
  g_autofree char *beyond = g_build_filename (path, "no-folder", "cases.csv", NULL);
  GtkWidget *page = vsl_window_page (window, "results");
  GListModel *samples = vsl_document_samples (vsl_window_document (window));
  g_auto (GStrv) lines = NULL;
  guint tests = 0;

  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);

      tests += vsl_sample_info (sample)->split == VSL_SPLIT_TEST && !vsl_sample_info (sample)->excluded;
    }
  gtk_widget_activate_action (page, "results.save-path", "s", path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==, "\"sample\",\"split\",\"true\",\"predicted\",\"p clear\",\"p spot\"");
  g_assert_cmpuint (g_strv_length (lines), ==, tests + 2);
  g_assert_nonnull (strstr (lines[1], ",\"test\",\""));
  gtk_widget_activate_action (page, "results.save-path", "s", beyond);       /* says so, and stops nothing */
  ui_settle ();
  ui_key ("Escape");
  ui_settle ();
}

static gboolean
warns_of_change (gpointer data)
{
  GtkWidget *text = ui_find_id (vsl_window_page (data, "results"), "warning_text");

  return text != NULL && strstr (gtk_label_get_label (GTK_LABEL (text)), "Train again") != NULL;
}

/* Numbers of a run that may have learnt from the scans of a new test set come with a warning. */
static void
change_the_data (VslWindow *window)
{
  VslDocument *document = vsl_window_document (window);
  GtkWidget *page = vsl_window_page (window, "results");
  g_autoptr (VslSample) sample = g_list_model_get_item (vsl_document_samples (document), 0);
  gint64 id = vsl_sample_info (sample)->id;
  UiWait wait = { window, "data", 0 };

  g_assert_false (warns_of_change (window));
  vsl_document_set_split (document, &id, 1, vsl_sample_info (sample)->split == VSL_SPLIT_TEST ? VSL_SPLIT_TRAIN : VSL_SPLIT_TEST);
  g_assert_true (ui_wait (warns_of_change, window, 20000));
  ui_settle ();
  g_assert_nonnull (ui_find_id (page, "elsewhere"));
  ui_click (ui_find_id (page, "elsewhere"));
  g_assert_true (ui_wait (ui_stage_is, &wait, 3000));
}

static void
export_it (VslWindow *window)
{
  g_autofree char *path = ui_scratch ("journey.onnx");

  ui_go_to (window, "<Control>5", "export");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.export-path", "s", path);
  g_assert_true (ui_wait (says_exported, window, 20000));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
test_journey (void)
{
  VslWindow *window = ui_window_new (application);

  g_assert_nonnull (ui_find_name (GTK_WIDGET (window), "scans"));         /* samples are offered */
  g_assert_nonnull (ui_find_name (GTK_WIDGET (window), "notes-en"));
  g_assert_nonnull (ui_find_name (GTK_WIDGET (window), "departments-zh"));
  import_scans (window);
  look_at_a_scan (window);
  change_a_layer (window);
  train (window);
  open_a_cell (window);
  save_the_cases (window);
  change_the_data (window);
  export_it (window);
  ui_window_close (window);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
has_epoch (gpointer data)
{
  guint epoch = 0;

  g_object_get (vsl_window_session (data), "epoch", &epoch, NULL);
  return epoch >= 3;
}

/* Opens the journey's project and begins a run that would take hours. */
static VslWindow *
start_long_run (const char *project)
{
  VslWindow *window = ui_window_new (application);
  g_autoptr (GError) error = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", project);
  g_assert_true (ui_wait (ui_has_document, window, 10000));
  g_assert_true (vsl_document_set_train_option (vsl_window_document (window), "epochs", "100000", &error));
  g_assert_true (vsl_document_set_train_option (vsl_window_document (window), "batch_size", "1", &error));
  ui_go_to (window, "<Control>3", "train");
  ui_click (ui_find_id (vsl_window_page (window, "train"), "start_button"));
  g_assert_true (ui_wait (ui_is_training, window, 5000));
  g_assert_true (ui_wait (has_epoch, window, 30000));
  return window;
}

/* Ctrl+W, and a click on the button of the question. */
static void
close_and_answer (VslWindow *window)
{
  gpointer weak = window;
  GtkWidget *dialog;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  ui_key ("<Control>w");
  g_assert_true (ui_wait (ui_asks, NULL, 5000));
  dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (window)));
  g_assert_cmpint (vsl_session_state (vsl_window_session (window)), ==, VSL_SESSION_TRAINING);
  ui_click (ui_find (dialog, "GtkButton", "_Stop and Close"));
  g_assert_true (ui_wait (is_gone, &weak, 30000));
}

/* A window that is closed in the middle of training asks first, then stops in order; the run can be continued from where it was. */
static void
test_close_in_training (void)
{
  g_autofree char *project = ui_scratch ("journey.vesalius");
  VslWindow *window = start_long_run (project);
  g_autoptr (VslRunItem) item = NULL;
  GtkWidget *resume;
  int number, count;
  guint done;

  close_and_answer (window);
  window = ui_window_new (application);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", project);
  g_assert_true (ui_wait (ui_has_document, window, 10000));
  count = (int) g_list_model_get_n_items (vsl_document_runs (vsl_window_document (window)));
  item = g_list_model_get_item (vsl_document_runs (vsl_window_document (window)), 0);
  number = vsl_run_item_run (item)->run;
  done = vsl_run_item_run (item)->epochs_done;
  g_assert_cmpint (vsl_run_item_run (item)->state, !=, VSL_RUN_RUNNING);
  g_assert_cmpuint (vsl_run_item_run (item)->best_epoch, >, 0);
  g_assert_cmpuint (done, >=, 2);
  ui_go_to (window, "<Control>3", "train");
  resume = ui_find (vsl_window_page (window, "train"), "GtkButton", "Resume");
  g_assert_nonnull (resume);
  ui_click (resume);
  g_assert_true (ui_wait (ui_is_training, window, 5000));
  g_assert_true (ui_wait (has_epoch, window, 30000));
  g_assert_cmpint (vsl_session_run_number (vsl_window_session (window)), ==, number);
  close_and_answer (window);
  window = ui_window_new (application);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", project);
  g_assert_true (ui_wait (ui_has_document, window, 10000));
  g_clear_object (&item);
  item = g_list_model_get_item (vsl_document_runs (vsl_window_document (window)), 0);
  g_assert_cmpint ((int) g_list_model_get_n_items (vsl_document_runs (vsl_window_document (window))), ==, count);
  g_assert_cmpuint (vsl_run_item_run (item)->epochs_done, >, done);
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/journey", test_journey);
  g_test_add_func ("/ui/close-in-training", test_close_in_training);
  return g_test_run ();
}
