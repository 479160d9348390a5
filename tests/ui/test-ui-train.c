/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts and the Train page with real mouse and key events. */
#include <glib/gstdio.h>
#include <math.h>

#include "ui-robot.h"
#include "ui/vsl-chart-view.h"
#include "ui/vsl-run-table.h"
#include "ui/vsl-train-page.h"

static void
test_chart_hover (void)
{
  GtkWidget *window = gtk_window_new (), *view = vsl_chart_view_new ("Loss");
  VslChart *chart = vsl_chart_view_chart (VSL_CHART_VIEW (view));
  VslChartArea area;
  guint s = vsl_chart_add_series (chart, "training", 0, 0);
  for (int i = 1; i <= 10; i++)
    vsl_chart_append (chart, s, i, 1.0 / i);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 400);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();
  g_assert_true (isnan (vsl_chart_view_hover (VSL_CHART_VIEW (view))));
  vsl_chart_area (chart, gtk_widget_get_width (view), gtk_widget_get_height (view), &area);
  ui_move (view, vsl_chart_to_x (&area, 4.1), area.plot.y + 80);
  g_assert_cmpfloat (vsl_chart_view_hover (VSL_CHART_VIEW (view)), ==, 4);
  ui_click_at (view, vsl_chart_to_x (&area, 7), area.plot.y + 80, 1);
  g_assert_cmpfloat (vsl_chart_view_hover (VSL_CHART_VIEW (view)), ==, 7);
  ui_key ("Right");
  g_assert_cmpfloat (vsl_chart_view_hover (VSL_CHART_VIEW (view)), ==, 8);
  ui_key ("Left");
  ui_key ("Left");
  g_assert_cmpfloat (vsl_chart_view_hover (VSL_CHART_VIEW (view)), ==, 6);
  ui_key ("End");
  g_assert_cmpfloat (vsl_chart_view_hover (VSL_CHART_VIEW (view)), ==, 10);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Epoch 10\ntraining  0.1");
  gtk_window_destroy (GTK_WINDOW (window));
  ui_settle ();
}

typedef struct {
  char *dir;
  VslDocument *document;
  VslSession *session;
  GtkWidget *window, *page;
  gboolean done;
  int epochs;
} Scene;

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  Scene *scene = data;
  g_autoptr (GError) error = NULL;
  scene->document = vsl_document_create_sample_finish (result, &error);
  if (error)
    g_test_message ("%s", error->message);
  scene->done = TRUE;
}

static gboolean
is_done (gpointer scene)
{
  return ((Scene *) scene)->done;
}

static gboolean
is_idle (gpointer scene)
{
  return vsl_session_state (((Scene *) scene)->session) == VSL_SESSION_IDLE;
}

static gboolean
is_paused (gpointer scene)
{
  return vsl_session_state (((Scene *) scene)->session) == VSL_SESSION_PAUSED;
}

static gboolean
has_run (gpointer data)
{
  Scene *scene = data;
  GListModel *runs = vsl_document_runs (scene->document);
  if (g_list_model_get_n_items (runs) == 0)
    return FALSE;
  g_autoptr (VslRunItem) item = g_list_model_get_item (runs, 0);
  return vsl_run_item_run (item)->state == VSL_RUN_FINISHED;
}

static gboolean
is_listed (gpointer data)
{
  return g_list_model_get_n_items (vsl_document_runs (((Scene *) data)->document)) > 0;
}

static void
one_epoch (VslSession *session, gpointer event, Scene *scene)
{
  scene->epochs++;
}

static gboolean
an_epoch (gpointer scene)
{
  return ((Scene *) scene)->epochs > 0;
}

static gboolean
set_up (Scene *scene)
{
  scene->dir = g_dir_make_tmp ("vesalius-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (scene->dir, "test.vesalius", NULL);
  scene->session = vsl_session_new ();
  g_signal_connect (scene->session, "epoch", G_CALLBACK (one_epoch), scene);
  vsl_document_create_sample_async ("scans", path, NULL, created, scene);
  g_assert_true (ui_wait (is_done, scene, 30000));
  if (!scene->document)
    return FALSE;
  g_assert_true (vsl_document_use_template (scene->document, "perceptron", NULL));
  scene->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (scene->window), 1200, 760);
  scene->page = vsl_train_page_new ();
  g_object_set (scene->page, "document", scene->document, "session", scene->session, NULL);
  gtk_window_set_child (GTK_WINDOW (scene->window), scene->page);
  gtk_window_present (GTK_WINDOW (scene->window));
  ui_settle ();
  return TRUE;
}

static void
tear_down (Scene *scene)
{
  if (scene->window)
    gtk_window_destroy (GTK_WINDOW (scene->window));
  g_object_unref (scene->session);
  g_clear_object (&scene->document);
  ui_settle ();
  g_autoptr (GDir) dir = g_dir_open (scene->dir, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (scene->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (scene->dir);
  g_free (scene->dir);
}

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Scene *scene = data;
  g_clear_object (&scene->document);
  scene->document = vsl_document_open_finish (result, NULL);
  scene->done = TRUE;
}

/* The newest run's curves are there again, and can be saved; a click on its row keeps them, with that row chosen. */
static void
reopen (Scene *scene)
{
  g_autofree char *path = g_build_filename (scene->dir, "test.vesalius", NULL);
  VslSession *idle = vsl_session_new ();
  g_object_set (scene->page, "document", NULL, "session", idle, NULL);
  g_object_unref (idle);
  VslChartView *view = VSL_CHART_VIEW (ui_find (scene->window, "VslChartView", NULL));
  g_assert_true (vsl_chart_is_empty (vsl_chart_view_chart (view)));
  ui_settle ();
  g_assert_null (ui_find (GTK_WIDGET (view), "GtkButton", NULL));
  scene->done = FALSE;
  g_clear_object (&scene->document);
  vsl_document_open_async (path, NULL, opened, scene);
  g_assert_true (ui_wait (is_done, scene, 20000));
  g_assert_nonnull (scene->document);
  g_object_set (scene->page, "document", scene->document, NULL);
  ui_settle ();
  g_assert_false (isnan (vsl_chart_nearest (vsl_chart_view_chart (view), 1)));
  g_assert_nonnull (ui_find (GTK_WIDGET (view), "GtkButton", NULL));
  VslRunTable *table = VSL_RUN_TABLE (ui_find (scene->window, "VslRunTable", NULL));
  g_assert_cmpint (vsl_run_table_chosen (table), ==, 0);
  ui_click (ui_find (GTK_WIDGET (table), "GtkLabel", "stopped"));
  g_assert_cmpint (vsl_run_table_chosen (table), ==, 1);
  g_assert_false (isnan (vsl_chart_nearest (vsl_chart_view_chart (view), 1)));
  if (g_getenv ("VESALIUS_PICTURES"))
    ui_picture (scene->window, g_getenv ("VESALIUS_PICTURES"));
}

/* An option typed into the panel, start, pause, continue, stop: all reach the run's record. */
static void
test_train (void)
{
  Scene scene = { 0 };
  if (!set_up (&scene)) {
    tear_down (&scene);
    g_test_skip ("The sample project is not built.");
    return;
  }
  g_assert_cmpuint (ui_check_labels (scene.window), >, 50);
  GtkWidget *rate = ui_find (ui_find (scene.window, NULL, "optimizer.learning_rate"), "GtkEntry", NULL);
  ui_click (rate);
  ui_key ("<Control>a");
  ui_type ("0.002");
  ui_key ("Return");
  GtkWidget *epochs = ui_find (ui_find (scene.window, NULL, "epochs"), "GtkSpinButton", NULL);
  ui_click_at (epochs, 30, gtk_widget_get_height (epochs) / 2.0, 1);
  ui_key ("<Control>a");
  ui_type ("400");
  ui_key ("Return");
  g_assert_cmpint (vsl_document_options (scene.document)->config->epochs, ==, 400);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (ui_find (scene.window, NULL, "Threads"), "GtkSpinButton", NULL))), ==, "all");
  ui_click (ui_find (scene.window, "GtkButton", "start_button"));
  /* Before any epoch has ended the run is in the table, and its options are its own. */
  vsl_session_pause (scene.session);
  g_assert_true (ui_wait (is_paused, &scene, 30000));
  g_assert_true (ui_wait (is_listed, &scene, 10000));
  g_assert_cmpint (scene.epochs, ==, 0);
  g_assert_false (gtk_widget_is_sensitive (epochs));
  g_assert_cmpfloat (vsl_session_seconds_left (scene.session), <, 0);
  ui_settle ();
  ui_click (ui_find (scene.window, "GtkButton", "pause_button"));
  g_assert_true (ui_wait (an_epoch, &scene, 30000));
  gint64 before = g_get_monotonic_time ();
  GtkWidget *pause = ui_find (scene.window, "GtkButton", "pause_button");
  ui_click (pause);
  g_assert_cmpint (vsl_session_state (scene.session), !=, VSL_SESSION_TRAINING);
  g_test_message ("pause was acknowledged after %.0f ms, the pointer's way there and all drawing included", (g_get_monotonic_time () - before) / 1000.0);
  g_assert_true (ui_wait (is_paused, &scene, 10000));
  ui_settle ();
  ui_click (pause);
  ui_settle ();
  ui_click (ui_find (scene.window, "GtkButton", "stop_button"));
  g_assert_true (ui_wait (is_idle, &scene, 20000));
  g_assert_true (ui_wait (has_run, &scene, 20000));
  g_autoptr (VslRunItem) item = g_list_model_get_item (vsl_document_runs (scene.document), 0);
  const VslRun *run = vsl_run_item_run (item);
  g_assert_cmpint (run->options->config->epochs, ==, 400);
  g_autofree char *text = vsl_config_get_text (run->options->config->optimizer.kind, run->options->config->optimizer.config, "learning_rate");
  g_assert_cmpstr (text, ==, "0.002");
  g_assert_cmpint (run->stopped, ==, VSL_STOPPED_USER);
  GtkWidget *view = ui_find (scene.window, "VslChartView", NULL);
  VslChart *chart = vsl_chart_view_chart (VSL_CHART_VIEW (view));
  g_assert_false (isnan (vsl_chart_nearest (chart, 1)));
  g_assert_false (isnan (chart->best));
  g_assert_nonnull (ui_find (scene.window, "GtkButton", "Resume"));
  reopen (&scene);
  tear_down (&scene);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_robot_init ();
  g_test_add_func ("/ui/train/chart-hover", test_chart_hover);
  g_test_add_func ("/ui/train/session", test_train);
  return g_test_run ();
}
