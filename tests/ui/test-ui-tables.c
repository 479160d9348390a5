/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's way with tables through the real window with real mouse and key events: a table in, a type and the label changed, a template, trained, results
 * of classes, numbers and labels; a spreadsheet of diagnoses joined to scans. */
#include "ui-common.h"

#include <math.h>
#include <string.h>

#include "ui/vsl-column-view.h"
#include "ui/vsl-columns-group.h"
#include "ui/vsl-histogram-view.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-note-row.h"
#include "ui/vsl-row-view.h"
#include "ui/vsl-scatter-view.h"
#include "ui/vsl-viewer.h"

static GtkWidget *
group_of (void)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);

  return assistant != NULL ? ui_find_type (assistant, VSL_TYPE_COLUMNS_GROUP) : NULL;
}

static gboolean
shows_table (gpointer data)
{
  return group_of () != NULL;
}

static gboolean
titled (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);

  return assistant != NULL && strstr (adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (ui_find_id (assistant, "found"))), data) != NULL;
}

static gboolean
has_named (gpointer data)
{
  return ui_find_name (vsl_window_page (((UiWait *) data)->window, "results"), ((UiWait *) data)->text) != NULL;
}

static gboolean
has_values (gpointer data)
{
  GtkWidget *view = ui_find_type (vsl_window_page (data, "data"), VSL_TYPE_ROW_VIEW);

  return view != NULL && ui_find (view, "AdwActionRow", "crp") != NULL;
}

static gboolean
has_bars (gpointer data)
{
  GtkWidget *view = ui_find_type (vsl_window_page (data, "data"), VSL_TYPE_COLUMN_VIEW);

  return view != NULL && ui_find_type (view, VSL_TYPE_HISTOGRAM_VIEW) != NULL;
}

/* ---- steps ---- */

/* 120 rows: who has a high value of crp is ill, the stay grows with age, and findings are what the values say. */
static char *
make_table (const char *name)
{
  g_autofree char *path = ui_scratch (name);
  GString *s = g_string_new ("patient_id,age,crp,sex,pain,remark,outcome,stay,findings\n");

  for (int i = 0; i < 120; i++)
    {
      int age = 20 + i * 37 % 70, crp = i * 53 % 100;

      g_string_append_printf (s, "P%d,%d,%s,%s,%s,seen on day %d by the team,%s,%d.%d,%s%s%s\n", i / 2, age, i % 11 == 3 ? "n/a" : "", i % 3 ? "F" : "M",
                              i % 4 == 0 ? "mild" : i % 4 == 1 ? "moderate" : "severe", i, crp > 50 ? "ill" : "well", age / 5, i % 10,
                              crp > 50 ? "infection" : "", crp > 50 && age > 60 ? "|" : "", age > 60 ? "frail" : crp > 50 ? "" : "none");
      if (i % 11 != 3)
        {
          /* the value goes where n/a would stand */
          g_autofree char *find = g_strdup_printf ("P%d,%d,,", i / 2, age), *put = g_strdup_printf ("P%d,%d,%d mg/L,", i / 2, age, crp);

          g_string_replace (s, find, put, 0);
        }
    }
  g_assert_true (g_file_set_contents (path, s->str, -1, NULL));
  g_string_free (s, TRUE);
  return g_steal_pointer (&path);
}

static GtkWidget *
look_at (VslWindow *window, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (shows_table, NULL, 30000));
  ui_settle ();
  return ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
}

static void
choose_in (GtkWidget *combo, const char *name)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (combo));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (model), i), name))
      {
        adw_combo_row_set_selected (ADW_COMBO_ROW (combo), i);
        return;
      }
  g_assert_not_reached ();
}

static void
accept_import (VslWindow *window, GtkWidget *assistant, guint expected)
{
  GtkWidget *positive = ui_find_id (assistant, "positive");
  UiWait wait = { window, NULL, expected };

  if (positive != NULL && !gtk_widget_get_sensitive (ui_find_id (assistant, "accept")))
    adw_combo_row_set_selected (ADW_COMBO_ROW (positive), 1);
  ui_settle ();
  g_assert_true (gtk_widget_get_sensitive (ui_find_id (assistant, "accept")));
  ui_click (ui_find_id (assistant, "accept"));
  g_assert_true (ui_wait (ui_has_samples, &wait, 60000));
  ui_settle ();
}

static void
choose_template (VslWindow *window, const char *id, const char *refused)
{
  GtkWidget *page = vsl_window_page (window, "network"), *row;

  ui_go_to (window, "<Control>2", "network");
  g_assert_null (ui_find_name (page, refused));
  row = ui_find_name (page, id);
  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);
  ui_settle ();
  ui_click (row);
  g_assert_true (ui_wait (ui_has_network, window, 30000));
  ui_settle ();
}

static void
train (VslWindow *window, const char *epochs)
{
  GtkWidget *page = vsl_window_page (window, "train"), *row;

  ui_go_to (window, "<Control>3", "train");
  row = ui_find_name (page, "epochs");
  g_assert_nonnull (row);
  ui_click (ui_find_type (row, GTK_TYPE_TEXT));
  ui_key ("<Control>a");
  ui_type (epochs);
  ui_key ("Return");
  ui_click (ui_find_id (page, "start_button"));
  g_assert_true (ui_wait (ui_is_trained, window, 60000));
}

static void
see_results (VslWindow *window, const char *name)
{
  UiWait wait = { window, name, 0 };

  ui_go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (has_named, &wait, 30000));
  ui_settle ();
}

/* ---- classes ---- */

static void
test_classes (void)
{
  VslWindow *window = ui_new_project ("table.vesalius");
  g_autofree char *table = make_table ("labs.csv");
  GtkWidget *assistant = look_at (window, table), *group = group_of (), *page, *row;

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (assistant)), ==, "Add a Table");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))), ==, "_Import 120 Rows");
  g_assert_nonnull (ui_find (group, "AdwActionRow", "crp"));
  g_assert_cmpuint (vsl_columns_group_taken (VSL_COLUMNS_GROUP (group)), ==, 6);      /* all but remark */
  ui_photograph (assistant, "tables-assistant");
  ui_check_labels (assistant);
  accept_import (window, assistant, 120);
  page = vsl_window_page (window, "data");
  g_assert_null (ui_find_id (page, "grid"));
  g_assert_true (ui_wait (has_bars, window, 10000));
  row = ui_find_type (ui_find_id (page, "list"), VSL_TYPE_NOTE_ROW);
  g_assert_nonnull (row);
  ui_click (row);
  g_assert_true (ui_wait (has_values, window, 10000));
  ui_photograph (GTK_WIDGET (window), "tables-data");
  ui_check_page (window);
  choose_template (window, "perceptron", "classic-cnn");
  ui_photograph (GTK_WIDGET (window), "tables-network");
  train (window, "20");
  see_results (window, "cell-1-1");
  ui_check_page (window);
  ui_photograph (GTK_WIDGET (window), "tables-results");
  ui_window_close (window);
}

/* ---- a number ---- */

static void
test_number (void)
{
  VslWindow *window = ui_new_project ("number.vesalius");
  g_autofree char *table = make_table ("stay.csv");
  GtkWidget *assistant = look_at (window, table), *scatter, *page;
  GtkWidget *label = ui_find (assistant, "AdwComboRow", "Label");

  g_assert_nonnull (label);
  choose_in (label, "stay");
  g_assert_true (ui_wait (titled, (gpointer) "each with a number", 10000));
  ui_settle ();
  ui_photograph (assistant, "tables-assistant-number");
  accept_import (window, assistant, 120);
  choose_template (window, "perceptron", "classic-cnn");
  train (window, "20");
  see_results (window, "scatter");
  page = vsl_window_page (window, "results");
  g_assert_nonnull (ui_find_name (page, "mae"));
  g_assert_null (ui_find_id (page, "confusion"));
  scatter = ui_find_name (page, "scatter");
  g_assert_cmpuint (vsl_scatter_view_scatter (VSL_SCATTER_VIEW (scatter))->points->len, >, 10);
  gtk_widget_grab_focus (scatter);
  ui_settle ();
  ui_key ("Right");
  ui_key ("Return");
  ui_settle ();
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "verdict"))), "true"));
  ui_check_page (window);
  ui_photograph (GTK_WIDGET (window), "tables-results-number");
  ui_window_close (window);
}

/* ---- labels ---- */

static void
test_labels (void)
{
  VslWindow *window = ui_new_project ("labels.vesalius");
  g_autofree char *table = make_table ("findings.csv");
  GtkWidget *assistant = look_at (window, table), *page;

  choose_in (ui_find (assistant, "AdwComboRow", "Label"), "findings");
  g_assert_true (ui_wait (titled, (gpointer) "2 labels", 10000));
  ui_settle ();
  accept_import (window, assistant, 120);
  g_assert_cmpint (vsl_document_info (vsl_window_document (window))->target, ==, VSL_TARGET_LABELS);
  ui_photograph (GTK_WIDGET (window), "tables-data-labels");
  choose_template (window, "logistic", "notes-lstm");
  train (window, "20");
  see_results (window, "labels");
  page = vsl_window_page (window, "results");
  g_assert_nonnull (ui_find_name (page, "exact"));
  ui_check_page (window);
  ui_photograph (GTK_WIDGET (window), "tables-results-labels");
  ui_window_close (window);
}

/* ---- joined to scans ---- */

static void
test_joined (void)
{
  VslWindow *window = ui_new_project ("joined.vesalius");
  g_autofree char *folder = ui_scratch ("joined"), *table = g_build_filename (folder, "manifest.csv", NULL);
  g_autoptr (GString) s = g_string_new ("study,patient,diagnosis,age\n");
  GtkWidget *assistant, *key;

  ui_make_scans (folder, 12);
  for (int i = 0; i < 26; i++)      /* two rows too many, and a file of each class without one */
    g_string_append_printf (s, "%s/%03d.png,K%d,%s,%d\n", i % 2 ? "spot" : "clear", i / 2 + 1, i / 2, i % 2 ? "ill" : "well", 30 + i);
  g_assert_true (g_file_set_contents (table, s->str, -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", folder);
  g_assert_true (ui_wait (shows_table, NULL, 10000));
  ui_settle ();
  assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  ui_photograph (assistant, "tables-assistant-joined");
  key = ui_find (assistant, "AdwComboRow", "Rows find their files by");
  g_assert_nonnull (key);
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (key))), adw_combo_row_get_selected (ADW_COMBO_ROW (key))), ==,
                   "study");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (key)), "without: 2"));
  accept_import (window, assistant, 22);
  g_assert_cmpstr (vsl_document_info (vsl_window_document (window))->class_names[0], ==, "ill");
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  ui_start (&argc, &argv);
  g_test_add_func ("/ui/tables/classes", test_classes);
  g_test_add_func ("/ui/tables/number", test_number);
  g_test_add_func ("/ui/tables/labels", test_labels);
  g_test_add_func ("/ui/tables/joined", test_joined);
  return g_test_run ();
}
