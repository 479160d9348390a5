/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality of the data in the real window: findings are listed, clicked, mended and taken back; training on a split that leaks asks; the test
 * set is sealed. */
#include "ui-common.h"

#include <png.h>
#include <string.h>

#include "app/vsl-session.h"

static GtkApplication *application;

/* ---- data with faults ---- */

#define SCANS 24       /* of a class */

static void
copy_file (const char *folder, const char *from, const char *to)
{
  g_autofree char *source = g_build_filename (folder, from, NULL), *target = g_build_filename (folder, to, NULL), *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (source, &bytes, &n, NULL));
  g_assert_true (g_file_set_contents (target, bytes, (gssize) n, NULL));
}

static void
write_blank (const char *folder, const char *name)
{
  static const guint16 pixels[32 * 32];
  png_image image = { .version = PNG_IMAGE_VERSION, .width = 32, .height = 32, .format = PNG_FORMAT_LINEAR_Y };
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));
}

/* Two scans a patient, of which patient 3 stands on two sides; a copy of a training scan in test; one blank scan. */
static char *
make_project (const char *name)
{
  g_autofree char *folder = ui_scratch ("faulty"), *path = ui_scratch (name), *manifest = g_build_filename (folder, "manifest.csv", NULL);
  g_autoptr (GString) table = g_string_new ("path,label,patient_id,split,site\n");
  g_autoptr (GError) error = NULL;
  VslImportOptions options = { 0 };

  ui_make_scans (folder, SCANS);
  copy_file (folder, "spot/001.png", "spot/copy.png");
  write_blank (folder, "clear/blank.png");
  for (int c = 0; c < 2; c++)
    for (int i = 0; i < SCANS; i++)
      {
        const char *split = i % 12 < 8 ? "train" : i % 12 < 10 ? "val" : "test";

        if (c == 0 && i == 7)
          split = "test";
        g_string_append_printf (table, "%s/%03d.png,%s,P%d-%d,%s,S%d\n", c ? "spot" : "clear", i, c ? "spot" : "clear", c, i / 2, split, i % 3);
      }
  g_string_append (table, "spot/copy.png,spot,Q1,test,S1\nclear/blank.png,clear,Q2,train,S1\n");
  g_assert_true (g_file_set_contents (manifest, table->str, -1, NULL));

  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_assert_no_error (error);
  const char *const paths[] = { manifest, NULL };
  g_autoptr (VslImportPlan) plan = vsl_import_look (paths, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  VslImportResult *result = vsl_import_run (plan, vsl_project_sink (), project, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, ==, 2 * SCANS + 2);
  vsl_import_result_free (result);
  return g_steal_pointer (&path);
}

/* ---- waiting ---- */

typedef struct {
  VslWindow *window;
  const char *name;
  gboolean there;
  guint number;
} Wait;

static gboolean
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

static gboolean
finding_is (gpointer data)
{
  Wait *wait = data;

  return (ui_find_name (vsl_window_page (wait->window, "data"), wait->name) != NULL) == wait->there;
}

static void
wait_finding (VslWindow *window, const char *name, gboolean there)
{
  Wait wait = { window, name, there, 0 };

  if (!ui_wait (finding_is, &wait, 20000))
    g_error ("%s is %s", name, there ? "not there" : "still there");
  ui_settle ();
}

static const char *
shown (VslWindow *window)
{
  return gtk_label_get_label (GTK_LABEL (ui_find_id (vsl_window_page (window, "data"), "shown")));
}

static gboolean
asks (gpointer data)
{
  GtkWidget *dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL && gtk_widget_get_mapped (dialog);
}

static gboolean
asks_no_more (gpointer data)
{
  return !asks (data);
}

static gboolean
is_idle (gpointer data)
{
  return vsl_session_state (vsl_window_session (data)) == VSL_SESSION_IDLE;
}

static gboolean
has_runs (gpointer data)
{
  Wait *wait = data;
  GListModel *runs = vsl_document_runs (vsl_window_document (wait->window));
  g_autoptr (VslRunItem) item = g_list_model_get_item (runs, 0);

  return is_idle (wait->window) && g_list_model_get_n_items (runs) == wait->number && vsl_run_item_run (item)->state == VSL_RUN_FINISHED;
}

static gboolean
stage_is (gpointer data)
{
  return g_strcmp0 (vsl_window_stage (((Wait *) data)->window), ((Wait *) data)->name) == 0;
}

static void
go_to (VslWindow *window, const char *key, const char *stage)
{
  Wait wait = { window, stage, FALSE, 0 };

  ui_key (key);
  g_assert_true (ui_wait (stage_is, &wait, 5000));
  ui_settle ();
}

static gboolean
is_split (gpointer data)
{
  Wait *wait = data;

  return vsl_document_info (vsl_window_document (wait->window))->counts[VSL_SPLIT_TEST] == wait->number;
}

static VslWindow *
open_project (const char *path)
{
  VslWindow *window = ui_window_new (application);
  g_autoptr (GError) error = NULL;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", path);
  g_assert_true (ui_wait (has_document, window, 10000));
  g_assert_true (vsl_document_set_train_option (vsl_window_document (window), "epochs", "1", &error));
  return window;
}

/* ---- the tests ---- */

/* A finding shows its samples; its button mends them; undo brings them back, and redo takes them away again. */
static void
test_findings (void)
{
  g_autofree char *path = make_project ("findings.vesalius");
  VslWindow *window = open_project (path);
  GtkWidget *page = vsl_window_page (window, "data");
  VslDocument *document = vsl_window_document (window);

  wait_finding (window, "blank", TRUE);
  wait_finding (window, "patient_on_both_sides", TRUE);
  wait_finding (window, "duplicates_across_splits", TRUE);
  ui_photograph (GTK_WIDGET (window), "quality-list");
  ui_click (ui_find_name (page, "patient_on_both_sides"));
  g_assert_cmpstr (shown (window), ==, "2 of 50 scans");
  ui_photograph (GTK_WIDGET (window), "quality-finding");
  ui_click (ui_find_name (page, "blank"));
  g_assert_cmpstr (shown (window), ==, "1 of 50 scans");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "finding_text"))), ==, "1 scan is blank.");
  ui_click (ui_find_id (page, "finding_mend"));
  wait_finding (window, "blank", FALSE);
  g_assert_cmpuint (vsl_document_info (document)->excluded, ==, 1);
  wait_finding (window, "left_out", TRUE);
  g_assert_cmpstr (shown (window), ==, "50 scans");           /* they stay to be seen, and the filter is gone with its finding */
  ui_click (ui_find_name (page, "left_out"));
  g_assert_cmpstr (shown (window), ==, "1 of 50 scans");
  ui_photograph (GTK_WIDGET (window), "quality-left-out");
  ui_key ("<Control>z");
  wait_finding (window, "blank", TRUE);
  g_assert_cmpuint (vsl_document_info (document)->excluded, ==, 0);
  ui_key ("<Control><Shift>z");
  wait_finding (window, "blank", FALSE);
  wait_finding (window, "left_out", TRUE);
  ui_click (ui_find_name (page, "left_out"));
  ui_click (ui_find_id (page, "finding_mend"));               /* takes it in again */
  wait_finding (window, "blank", TRUE);
  ui_check_labels (page);
  ui_window_close (window);
}

static gboolean
says_twins (gpointer data)
{
  return ui_find (data, "AdwToastWidget", NULL) != NULL;
}

/* An import in the window keeps copies together, and says so in its one line. */
static void
test_import (void)
{
  g_autofree char *folder = ui_scratch ("copies"), *project = ui_scratch ("copies.vesalius");
  VslWindow *window = ui_window_new (application);
  GtkWidget *page, *assistant;
  UiWait wait = { window, NULL, 2 * SCANS + 3 };

  ui_make_scans (folder, SCANS);
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *from = g_strdup_printf ("clear/%03d.png", i), *to = g_strdup_printf ("clear/x%d.png", i);

      copy_file (folder, from, to);
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", project);
  g_assert_true (ui_wait (has_document, window, 10000));
  assistant = ui_look_at (window, folder);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_id (assistant, "positive")), 2);
  ui_click (ui_find_id (assistant, "accept"));
  g_assert_true (ui_wait (ui_has_samples, &wait, 20000));
  g_assert_true (ui_wait (says_twins, window, 5000));
  ui_photograph (GTK_WIDGET (window), "quality-imported");
  page = vsl_window_page (window, "data");
  wait_finding (window, "duplicates", TRUE);
  g_assert_null (ui_find_name (page, "duplicates_across_splits"));
  g_assert_null (ui_find_name (page, "near_duplicates_across_splits"));
  ui_window_close (window);
}

static char *
make_unequal (const char *name)
{
  char *path = make_project (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);

  g_assert_no_error (error);
  g_autoptr (GArray) samples = vsl_project_samples (project, &error);
  g_assert_no_error (error);
  for (guint i = 0, kept = 0; i < samples->len; i++)
    {
      const VslSampleInfo *sample = &g_array_index (samples, VslSampleInfo, i);

      if (sample->label == 1 && kept++ >= 3)
        g_assert_true (vsl_project_set_labels (project, &sample->id, 1, 0, &error));
    }
  return path;
}

/* A finding whose mend is an option of training: it goes with it, and comes back by undo. */
static void
test_weigh (void)
{
  g_autofree char *path = make_unequal ("unequal.vesalius");
  VslWindow *window = open_project (path);
  GtkWidget *page = vsl_window_page (window, "data");
  VslDocument *document = vsl_window_document (window);

  wait_finding (window, "class_imbalance", TRUE);
  ui_click (ui_find_name (page, "class_imbalance"));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (ui_find_id (page, "finding_mend"))), ==, "Weigh Classes");
  ui_photograph (GTK_WIDGET (window), "quality-weigh");
  ui_click (ui_find_id (page, "finding_mend"));
  g_assert_cmpstr (vsl_document_options (document)->config->class_weight, ==, "balanced");
  wait_finding (window, "class_imbalance", FALSE);
  ui_photograph (GTK_WIDGET (window), "quality-weighed");
  ui_key ("<Control>z");
  wait_finding (window, "class_imbalance", TRUE);
  g_assert_cmpstr (vsl_document_options (document)->config->class_weight, ==, "none");
  ui_window_close (window);
}

static gboolean
has_forty_nine (gpointer data)
{
  return g_list_model_get_n_items (vsl_document_samples (data)) == 49;
}

/* What is left out is still in the file, until it is deleted: that asks, and is no step back. */
static void
test_forget (void)
{
  g_autofree char *path = make_project ("forget.vesalius");
  VslWindow *window = open_project (path);
  GtkWidget *page = vsl_window_page (window, "data"), *dialog;
  VslDocument *document = vsl_window_document (window);
  g_autofree char *undo = NULL;

  wait_finding (window, "blank", TRUE);
  ui_click (ui_find_name (page, "blank"));
  ui_click (ui_find_id (page, "finding_mend"));
  wait_finding (window, "left_out", TRUE);
  ui_click (ui_find_name (page, "left_out"));
  ui_photograph (GTK_WIDGET (window), "forget-finding");
  ui_click (ui_find_id (page, "finding_forget"));
  g_assert_true (ui_wait (asks, NULL, 5000));
  dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  ui_photograph (dialog, "forget-asks");
  ui_click (ui_find (dialog, "GtkButton", "_Cancel"));
  g_assert_true (ui_wait (asks_no_more, NULL, 5000));
  g_assert_cmpuint (g_list_model_get_n_items (vsl_document_samples (document)), ==, 50);
  ui_click (ui_find_id (page, "finding_forget"));
  g_assert_true (ui_wait (asks, NULL, 5000));
  ui_click (ui_find (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG), "GtkButton", "_Delete"));
  g_assert_true (ui_wait (has_forty_nine, document, 20000));
  wait_finding (window, "left_out", FALSE);
  wait_finding (window, "blank", FALSE);
  g_assert_cmpstr (shown (window), ==, "49 scans");
  g_object_get (document, "undo-label", &undo, NULL);
  g_assert_cmpstr (undo, !=, "Mend data");
  ui_window_close (window);
}

static gboolean
has_popover (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "data"), "resplit_apply") != NULL;
}

static gboolean
is_third (gpointer data)
{
  guint n = vsl_document_info (vsl_window_document (data))->counts[VSL_SPLIT_TEST];

  return n >= 15 && n <= 18;
}

/* Three folds, each a third of 50 scans as far as patients allow, and back. */
static void
test_folds (void)
{
  g_autofree char *path = make_project ("folds.vesalius");
  VslWindow *window = open_project (path);
  GtkWidget *page = vsl_window_page (window, "data"), *way;
  Wait before = { window, NULL, FALSE, vsl_document_info (vsl_window_document (window))->counts[VSL_SPLIT_TEST] };

  g_assert_false (is_third (window));
  ui_click (ui_find_id (page, "resplit_button"));
  g_assert_true (ui_wait (has_popover, window, 5000));
  way = ui_find_name (page, "resplit_way");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (way), 1);
  ui_settle ();
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find_name (page, "resplit_folds")), 3);
  for (int i = 0; i < 10; i++)             /* the popover takes its new size on screen */
    ui_settle ();
  ui_photograph (gtk_widget_get_ancestor (way, GTK_TYPE_POPOVER), "quality-folds");
  ui_click (ui_find_name (page, "resplit_apply"));
  g_assert_true (ui_wait (is_third, window, 10000));
  wait_finding (window, "patient_on_both_sides", FALSE);
  wait_finding (window, "duplicates_across_splits", FALSE);
  ui_key ("<Control>z");
  g_assert_true (ui_wait (is_split, &before, 5000));
  ui_window_close (window);
}

static void
answer (const char *label)
{
  GtkWidget *dialog;

  g_assert_true (ui_wait (asks, NULL, 20000));
  dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (ui_find_name (dialog, "leaks"));
  ui_photograph (dialog, "quality-leaks");
  ui_click (ui_find (dialog, "GtkButton", label));
  g_assert_true (ui_wait (asks_no_more, NULL, 5000));
}

/* Training asks; cancelled, nothing has begun; gone on with, the run says so; mended, there is nothing left to ask. */
static void
check_training (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "train");
  VslProject *project = vsl_document_project (vsl_window_document (window));
  Wait one = { window, NULL, FALSE, 1 }, two = { window, NULL, FALSE, 2 }, split = { window, NULL, FALSE, 0 };
  g_autoptr (GError) error = NULL;
  GListModel *runs = vsl_document_runs (vsl_window_document (window));

  g_assert_true (vsl_document_use_template (vsl_window_document (window), "classic-cnn", &error));
  go_to (window, "<Control>3", "train");
  ui_click (ui_find_id (page, "start_button"));
  answer ("_Cancel");
  g_assert_cmpuint (g_list_model_get_n_items (runs), ==, 0);
  ui_click (ui_find_id (page, "start_button"));
  answer ("_Train Anyway");
  g_assert_true (ui_wait (has_runs, &one, 30000));
  g_autoptr (VslRunLeaks) leaks = vsl_project_run_leaks (project, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (leaks);
  g_assert_true (leaks->allowed);
  g_assert_cmpuint (leaks->patients, ==, 1);
  g_assert_cmpuint (leaks->copies, ==, 1);
  split.number = vsl_document_info (vsl_window_document (window))->counts[VSL_SPLIT_TEST] - 2;      /* the patient's scan and the copy go to training */
  ui_click (ui_find_id (page, "start_button"));
  answer ("_Mend");
  g_assert_true (ui_wait (is_split, &split, 10000));
  ui_click (ui_find_id (page, "start_button"));
  g_assert_true (ui_wait (has_runs, &two, 30000));
  g_assert_null (vsl_project_run_leaks (project, 2, &error));
  g_assert_no_error (error);
}

static gboolean
has_results (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "results"), "cell-1-1") != NULL;
}

static gboolean
is_sealed (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "results"), "unseal") != NULL;
}

static gboolean
was_counted (gpointer window)
{
  return vsl_document_looks (vsl_window_document (window)) == 1;
}

/* Numbers of the samples in a split; how many. */
static guint
ids_of (VslDocument *document, VslSplit split, gint64 ids[64])
{
  guint n = 0, all = g_list_model_get_n_items (G_LIST_MODEL (vsl_document_samples (document)));

  for (guint i = 0; i < all && n < 64; i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (G_LIST_MODEL (vsl_document_samples (document)), i);
      const VslSampleInfo *info = vsl_sample_info (sample);

      if (info->split == split && !info->excluded)
        ids[n++] = info->id;
    }
  return n;
}

static void
test_leaks (void)
{
  g_autofree char *path = make_project ("leaks.vesalius");
  VslWindow *window = open_project (path);
  GtkWidget *page = vsl_window_page (window, "results");
  VslDocument *document = vsl_window_document (window);
  gint64 test[64], train[64];
  guint n;

  check_training (window);
  go_to (window, "<Control>4", "results");
  g_assert_true (ui_wait (is_sealed, window, 10000));
  g_assert_cmpuint (vsl_document_looks (document), ==, 0);
  ui_photograph (GTK_WIDGET (window), "quality-sealed");
  ui_click (ui_find_name (page, "unseal_validation"));
  g_assert_true (ui_wait (has_results, window, 20000));
  g_assert_cmpuint (vsl_document_looks (document), ==, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find_id (page, "split")), 0);
  g_assert_true (ui_wait (is_sealed, window, 10000));
  ui_click (ui_find_name (page, "unseal"));
  g_assert_true (ui_wait (has_results, window, 20000));
  g_assert_cmpuint (vsl_document_looks (document), ==, 1);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "about"))), "looked at 1 time."));
  ui_photograph (GTK_WIDGET (window), "quality-looked");
  go_to (window, "<Control>1", "data");
  go_to (window, "<Control>4", "results");
  g_assert_true (ui_wait (has_results, window, 20000));
  g_assert_cmpuint (vsl_document_looks (document), ==, 1);       /* the same numbers again */
  /* Without one sample it is another test set, which is counted by itself; but it was seen, and back is back. */
  n = ids_of (document, VSL_SPLIT_TEST, test);
  g_assert_cmpuint (n, >, 2);
  g_assert_cmpuint (ids_of (document, VSL_SPLIT_TRAIN, train), >=, n);
  vsl_document_leave_out (document, test, 1, TRUE);
  g_assert_cmpuint (vsl_document_looks (document), ==, 0);
  g_assert_true (ui_wait (was_counted, window, 20000));
  g_assert_cmpuint (vsl_document_looks_all (document), ==, 2);
  vsl_document_leave_out (document, test, 1, FALSE);
  g_assert_true (ui_wait (has_results, window, 20000));
  g_assert_cmpuint (vsl_document_looks (document), ==, 1);
  g_assert_cmpuint (vsl_document_looks_all (document), ==, 2);
  /* One that was not seen has a seal of its own. */
  vsl_document_set_split (document, train, n, VSL_SPLIT_TEST);
  vsl_document_set_split (document, test, n, VSL_SPLIT_TRAIN);
  g_assert_true (ui_wait (is_sealed, window, 10000));
  vsl_document_set_split (document, test, n, VSL_SPLIT_TEST);
  vsl_document_set_split (document, train, n, VSL_SPLIT_TRAIN);
  g_assert_true (ui_wait (has_results, window, 20000));
  g_assert_cmpuint (vsl_document_looks (document), ==, 1);
  ui_window_close (window);

  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, &error);
  VslLooks looks = { 0 };
  g_assert_no_error (error);
  g_assert_true (vsl_project_looks (project, &looks, &error));
  g_assert_cmpuint (looks.here, ==, 1);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/quality/findings", test_findings);
  g_test_add_func ("/ui/quality/import", test_import);
  g_test_add_func ("/ui/quality/weigh", test_weigh);
  g_test_add_func ("/ui/quality/forget", test_forget);
  g_test_add_func ("/ui/quality/folds", test_folds);
  g_test_add_func ("/ui/quality/leaks", test_leaks);
  return g_test_run ();
}
