/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scans came first and the table of diagnoses afterwards: the assistant offers its labels for what is here, a label that differs stays unless it is to
 * be replaced, all can be undone; and the notes beside scans are reviewed before they are kept. With real mouse and key events. */
#include "ui-common.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/vsl-deid-review-window.h"
#include "ui/vsl-import-assistant.h"

#define N 12

static GtkApplication *application;

static VslDocument *
document (VslWindow *window)
{
  return vsl_window_document (window);
}

static gboolean
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

static gboolean
has_samples (gpointer data)
{
  return g_list_model_get_n_items (vsl_document_samples (document (data))) == N;
}

static GtkWidget *
assistant (void)
{
  return ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
}

static gboolean
is_asked (gpointer data)
{
  return assistant () != NULL && ui_find_id (assistant (), "found") != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return assistant () == NULL;
}

static gboolean
is_idle (gpointer data)
{
  g_autofree char *busy = NULL;

  g_object_get (document (data), "busy", &busy, NULL);
  return busy == NULL;
}

/* The scans' classes in a row, "-": none. */
static char *
classes (VslWindow *window)
{
  GString *s = g_string_new (NULL);
  const VslProjectInfo *info = vsl_document_info (document (window));

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (vsl_document_samples (document (window)), i);
      int label = vsl_sample_info (sample)->label;

      g_string_append_c (s, label < 0 ? '-' : info->class_names[label][0]);
    }
  return g_string_free (s, FALSE);
}

typedef struct {
  VslWindow *window;
  const char *wanted;
} Classes;

static gboolean
are (gpointer data)
{
  const Classes *wait = data;
  g_autofree char *have = classes (wait->window);

  return g_str_equal (have, wait->wanted);
}

static void
expect (VslWindow *window, const char *wanted)
{
  Classes wait = { window, wanted };

  if (!ui_wait (are, &wait, 30000))
    {
      g_autofree char *have = classes (window);
      g_error ("classes are %s, not %s", have, wanted);
    }
  g_assert_true (ui_wait (is_idle, window, 10000));
}

/* Scans of six patients, two each, named by a table that says no label. */
static VslWindow *
open_scans (const char *name)
{
  VslWindow *window = ui_window_new (application);
  g_autofree char *project = ui_scratch (name), *path = ui_scratch ("files.csv"), *folder = g_path_get_dirname (path), *below = g_build_filename (folder, "x", NULL);
  g_autoptr (GString) s = g_string_new ("path,patient_id\n");
  g_autoptr (GDir) dir = NULL;
  const char *side, *file;
  guint n = 0;

  ui_make_scans (below, N / 2);
  dir = g_dir_open (below, 0, NULL);
  while ((side = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (below, side, NULL);
      g_autoptr (GDir) files = g_dir_open (inside, 0, NULL);

      while ((file = g_dir_read_name (files)) != NULL)
        g_string_append_printf (s, "%s/%s,000%u\n", inside, file, 40 + n++ / 2);
    }
  g_assert_true (g_file_set_contents (path, s->str, -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", project);
  g_assert_true (ui_wait (has_document, window, 30000));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (is_asked, NULL, 30000));
  ui_click (ui_find_id (assistant (), "accept"));
  g_assert_true (ui_wait (has_samples, window, 60000));
  g_assert_true (ui_wait (is_gone, window, 10000));
  g_assert_true (ui_wait (is_idle, window, 10000));
  ui_settle ();
  return window;
}

static GtkWidget *
ask (VslWindow *window, const char *name, const char *text)
{
  g_autofree char *path = ui_scratch (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (is_asked, NULL, 30000));
  ui_settle ();
  return assistant ();
}

static const char *
subtitle (const char *name)
{
  GtkWidget *row = ui_find_name (assistant (), name);

  g_assert_nonnull (row);
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static void
accept (VslWindow *window)
{
  if (ui_find_id (assistant (), "positive") != NULL)
    {
      adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_id (assistant (), "positive")), 1);
      ui_settle ();
    }
  ui_click (ui_find_id (assistant (), "accept"));
  if (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL)      /* about notes that nobody looked at */
    ui_click (ui_find (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG), "GtkButton", "_Import Anyway"));
  g_assert_true (ui_wait (is_gone, window, 10000));
}

static const char diagnoses[] = "mrn,diagnosis\n40,sick\n41,well\n42,sick\n43,well\n44,sick\n99,well\n";

static void
test_labels (void)
{
  VslWindow *window = open_scans ("labels.vesalius");
  g_autofree char *before = NULL;

  expect (window, "------------");
  ask (window, "diagnoses.csv", diagnoses);
  ui_photograph (assistant (), "join-assistant");
  g_assert_nonnull (strstr (subtitle ("here_labels"), "10 get their first label"));
  g_assert_nonnull (strstr (subtitle ("here_rows"), "With a row: 10; without: 2. Rows that fit nothing: 1"));
  g_assert_null (ui_find_name (assistant (), "replace_row"));
  g_assert_cmpuint (ui_check_labels (assistant ()), >, 5);
  accept (window);
  expect (window, "sswwsswwss--");
  ui_photograph (GTK_WIDGET (window), "join-labelled");
  vsl_document_undo (document (window));
  expect (window, "------------");
  g_assert_true (vsl_document_info (document (window))->class_names == NULL || vsl_document_info (document (window))->class_names[0] == NULL);
  vsl_document_redo (document (window));
  expect (window, "sswwsswwss--");
  /* Another table that says otherwise of two patients, and the first thing of the last one. */
  ask (window, "later.csv", "mrn,diagnosis\n40,well\n41,sick\n45,well\n");
  g_assert_nonnull (strstr (subtitle ("here_labels"), "2 get their first label"));
  g_assert_nonnull (strstr (subtitle ("replace_row"), "4 have another label"));
  ui_photograph (assistant (), "join-differing");
  accept (window);
  expect (window, "sswwsswwssww");
  ask (window, "again.csv", "mrn,diagnosis\n40,well\n41,sick\n45,well\n");
  ui_click (ui_find_name (assistant (), "replace"));
  accept (window);
  expect (window, "wwsssswwssww");
  vsl_document_undo (document (window));
  expect (window, "sswwsswwssww");
  ui_window_close (window);
}

static gboolean
tells_of_here (gpointer data)
{
  return assistant () != NULL && ui_find_name (assistant (), "here_labels") != NULL;
}

static gboolean
has_failed (gpointer data)
{
  return assistant () != NULL && ui_find_id (assistant (), "failure") != NULL;
}

/* A table that knows none of the patients says why, and does not propose to take rows among scans. */
static void
test_nothing_fits (void)
{
  VslWindow *window = open_scans ("nothing.vesalius");
  g_autofree char *path = ui_scratch ("other.csv");

  g_assert_true (g_file_set_contents (path, "mrn,age,diagnosis\n1,44,sick\n2,50,well\n3,61,sick\n4,39,well\n", -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (has_failed, NULL, 30000));
  ui_settle ();
  ui_photograph (assistant (), "join-nothing");
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (assistant (), "failure"))), "File names are not kept"));
  ui_click (ui_find_id (assistant (), "cancel"));
  g_assert_true (ui_wait (is_gone, window, 10000));
  ui_window_close (window);
}

/* A table of further scans, of which one is of a patient who is here: it is taken for what it is, and the other use can be chosen. A table of many patients of
 * whom few are here names no files, and is one of labels all the same. */
static void
test_further (void)
{
  VslWindow *window = open_scans ("further.vesalius");
  g_autofree char *below = ui_scratch ("more"), *folder = g_build_filename (below, "x", NULL);
  g_autoptr (GString) s = g_string_new ("path,patient_id,label\n"), t = g_string_new ("mrn,diagnosis\n40,sick\n41,well\n");
  g_autoptr (GDir) dir = NULL;
  const char *side, *file;
  guint n = 0;

  ui_make_scans (folder, 4);
  dir = g_dir_open (folder, 0, NULL);
  while ((side = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (folder, side, NULL);
      g_autoptr (GDir) files = g_dir_open (inside, 0, NULL);

      while ((file = g_dir_read_name (files)) != NULL)
        {
          g_string_append_printf (s, "%s/%s,000%u,%s\n", inside, file, 45 + n, n % 2 ? "sick" : "well");
          n++;
        }
    }
  ask (window, "further.csv", s->str);
  gtk_switch_set_active (GTK_SWITCH (ui_find_id (assistant (), "known")), FALSE);      /* these files have the same pixels as those that are here */
  ui_settle ();
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant (), "accept"))), ==, "_Import 8 Scans");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find_name (assistant (), "use"))), ==, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_name (assistant (), "use")), 0);
  g_assert_true (ui_wait (tells_of_here, NULL, 10000));
  ui_click (ui_find_id (assistant (), "cancel"));
  g_assert_true (ui_wait (is_gone, window, 10000));
  for (guint i = 0; i < 30; i++)
    g_string_append_printf (t, "%u,%s\n", 200 + i, i % 2 ? "sick" : "well");
  ask (window, "many.csv", t->str);
  g_assert_true (ui_wait (tells_of_here, NULL, 10000));
  accept (window);
  expect (window, "ssww--------");
  ui_window_close (window);
}

/* ---- notes beside the scans ---- */

static gboolean
has_review (gpointer data)
{
  GtkWidget *window = ui_find_toplevel (VSL_TYPE_DEID_REVIEW_WINDOW);

  return window != NULL && gtk_widget_get_mapped (window);
}

static gboolean
has_counts (gpointer data)
{
  GtkWidget *row = assistant () != NULL ? ui_find_id (assistant (), "review_row") : NULL;

  return row != NULL && gtk_widget_get_mapped (row) && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Names") != NULL;
}

static char *
note_of (VslWindow *window, guint i)
{
  g_autoptr (VslProject) project = vsl_project_open (vsl_document_path (document (window)), VSL_PROJECT_READ, NULL);
  g_autoptr (GArray) samples = vsl_project_samples (project, NULL);
  VslImage image = { 0 };

  g_assert_true (vsl_project_part (project, g_array_index (samples, VslSampleInfo, i).id, VSL_SAMPLE_NOTE, &image, NULL));
  char *text = g_strndup (image.data, image.size);
  vsl_image_clear (&image);
  return text;
}

static void
test_notes_beside (void)
{
  VslWindow *window = open_scans ("notes.vesalius");
  GtkWidget *review;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  g_autofree char *first = NULL, *second = NULL, *third = NULL, *all = NULL;

  ask (window, "letters.csv", "mrn,diagnosis,letter\n40,sick,\"Seen by Dr. Hannah Okafor on 3/14/2019. Codeword zebra.\"\n41,well,\"Mr. Tanaka is well.\"\n42,sick,calm\n");
  g_assert_null (ui_find_id (assistant (), "review_row"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_name (assistant (), "note")), 3);
  g_assert_true (ui_wait (has_counts, NULL, 30000));
  ui_settle ();
  ui_photograph (assistant (), "join-notes");
  ui_scroll (ui_find_id (assistant (), "classes"), 60, FALSE);
  ui_photograph (assistant (), "join-notes-below");
  gtk_widget_grab_focus (ui_find_id (assistant (), "review"));
  ui_settle ();
  ui_move (ui_find_id (assistant (), "cancel"), 4, 4);
  ui_key ("space");
  g_assert_true (ui_wait (has_review, NULL, 10000));
  review = ui_find_toplevel (VSL_TYPE_DEID_REVIEW_WINDOW);
  ui_settle ();
  ui_photograph (review, "join-review");
  /* One more word is masked by hand. */
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find_id (review, "original")));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  all = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_assert_nonnull (strstr (all, "zebra"));
  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) (strstr (all, "zebra") - all));
  gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) (strstr (all, "zebra") - all) + 5);
  gtk_text_buffer_select_range (buffer, &start, &end);
  ui_settle ();
  ui_click (ui_find_id (review, "add"));
  ui_click (ui_find_id (review, "done"));
  g_assert_true (ui_wait (is_asked, NULL, 10000));
  accept (window);
  expect (window, "sswwss------");
  first = note_of (window, 0);
  third = note_of (window, 2);
  g_assert_nonnull (strstr (first, "Codeword [NAME"));
  second = note_of (window, 1);      /* of the same row */
  g_assert_cmpstr (first, ==, second);
  g_assert_null (strstr (first, "Okafor"));
  g_assert_null (strstr (third, "Tanaka"));
  g_assert_nonnull (strstr (third, "is well"));
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/join/labels", test_labels);
  g_test_add_func ("/ui/join/nothing-fits", test_nothing_fits);
  g_test_add_func ("/ui/join/further", test_further);
  g_test_add_func ("/ui/join/notes-beside", test_notes_beside);
  return g_test_run ();
}
