/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several journeys through the window wait for and do. */
#include "ui-common.h"

#include <string.h>

#include "ui/vsl-application.h"
#include "ui/vsl-import-assistant.h"

/* ---- conditions ---- */

gboolean
ui_has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

gboolean
ui_has_samples (gpointer data)
{
  UiWait *wait = data;

  return g_list_model_get_n_items (vsl_document_samples (vsl_window_document (wait->window))) == wait->number;
}

gboolean
ui_stage_is (gpointer data)
{
  return g_strcmp0 (vsl_window_stage (((UiWait *) data)->window), ((UiWait *) data)->text) == 0;
}

gboolean
ui_has_network (gpointer data)
{
  return vsl_document_network (vsl_window_document (data))->nodes->len > 0;
}

gboolean
ui_is_training (gpointer data)
{
  return vsl_session_state (vsl_window_session (data)) != VSL_SESSION_IDLE;
}

gboolean
ui_is_trained (gpointer data)
{
  g_autoptr (VslRunItem) item = g_list_model_get_item (vsl_document_runs (vsl_window_document (data)), 0);

  return !ui_is_training (data) && item != NULL && vsl_run_item_run (item)->state == VSL_RUN_FINISHED;
}

gboolean
ui_has_cells (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "results"), "cell-1-1") != NULL;
}

gboolean
ui_asks (gpointer data)
{
  GtkWidget *dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL && gtk_widget_get_mapped (dialog);
}

gboolean
ui_says (gpointer data)
{
  const UiSays *s = data;
  GtkWidget *label = ui_find_name (s->page, s->name);

  return label != NULL && strstr (gtk_label_get_label (GTK_LABEL (label)), s->text) != NULL;
}

gboolean
ui_shows_plan (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);

  return assistant != NULL && ui_find_id (assistant, "classes") != NULL && gtk_widget_get_mapped (ui_find_id (assistant, "classes"));
}

/* ---- steps ---- */

VslWindow *
ui_new_project (const char *file)
{
  VslWindow *window = ui_window_new (GTK_APPLICATION (g_application_get_default ()));
  g_autofree char *project = ui_scratch (file);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", project);
  g_assert_true (ui_wait (ui_has_document, window, 10000));
  return window;
}

void
ui_go_to (VslWindow *window, const char *key, const char *stage)
{
  UiWait wait = { window, stage, 0 };

  ui_key (key);
  g_assert_true (ui_wait (ui_stage_is, &wait, 20000));
  ui_settle ();
}

GtkWidget *
ui_look_at (VslWindow *window, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (ui_shows_plan, NULL, 30000));
  return ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
}

void
ui_accept_import (VslWindow *window, GtkWidget *assistant, guint expected)
{
  GtkWidget *positive = ui_find_id (assistant, "positive");
  UiWait wait = { window, NULL, expected };

  if (positive != NULL && !gtk_widget_get_sensitive (ui_find_id (assistant, "accept")))
    adw_combo_row_set_selected (ADW_COMBO_ROW (positive), 1);
  ui_settle ();
  g_assert_true (gtk_widget_get_sensitive (ui_find_id (assistant, "accept")));
  ui_click (ui_find_id (assistant, "accept"));
  if (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL)      /* about notes that nobody looked at */
    {
      g_assert_true (ui_wait (ui_asks, NULL, 10000));
      ui_click (ui_find (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG), "GtkButton", "_Import Anyway"));
    }
  g_assert_true (ui_wait (ui_has_samples, &wait, 60000));
  ui_settle ();
}

void
ui_type_into (GtkWidget *page, const char *option, const char *value)
{
  GtkWidget *row = ui_find_name (page, option), *field;
  g_auto (GStrv) parts = g_strsplit (value, " ", -1);

  g_assert_nonnull (row);
  field = ui_find_type (row, GTK_TYPE_TEXT);
  gtk_widget_grab_focus (field);                        /* scrolls it into the window */
  ui_settle ();
  ui_click (field);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i > 0)
        ui_key ("Tab");
      ui_key ("<Control>a");
      ui_type (parts[i]);
    }
  ui_key ("Return");
}

void
ui_train (VslWindow *window, const char *epochs, guint milliseconds)
{
  GtkWidget *page = vsl_window_page (window, "train");

  ui_go_to (window, "<Control>3", "train");
  ui_type_into (page, "epochs", epochs);
  ui_click (ui_find_id (page, "start_button"));
  g_assert_true (ui_wait (ui_is_trained, window, milliseconds));
}

/* The gallery tells how many cases it shows. */
static gboolean
says_which (gpointer data)
{
  const UiSays *s = data;
  GtkWidget *label = ui_find_id (s->page, s->name);

  return label != NULL && strstr (gtk_label_get_label (GTK_LABEL (label)), s->text) != NULL;
}

/* The line of the baseline and what it warns of move what is below them when they come. */
static gboolean
is_compared (gpointer data)
{
  GtkWidget *line = ui_find_name (data, "baseline");

  return line == NULL || !g_str_has_prefix (gtk_label_get_label (GTK_LABEL (line)), "Learning");
}

int
ui_open_a_cell (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "results"), *cell = NULL;
  g_autofree char *number = NULL;
  UiSays says = { page, "which", NULL };
  int truth = -1;

  ui_go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (ui_has_cells, window, 30000));
  g_assert_true (ui_wait (is_compared, page, 60000));
  ui_settle ();
  for (int i = 0; i < 4 && truth < 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("cell-%d-%d", i / 2, i % 2);

      cell = ui_find_name (page, name);
      g_assert_nonnull (cell);
      if (!g_str_equal (gtk_button_get_label (GTK_BUTTON (cell)), "0"))
        truth = i / 2;
    }
  g_assert_cmpint (truth, >=, 0);
  number = g_strdup (gtk_button_get_label (GTK_BUTTON (cell)));
  says.text = number;
  ui_click (cell);
  g_assert_true (ui_wait (says_which, &says, 10000));
  return truth;
}

void
ui_check_page (VslWindow *window)
{
  int width, height;

  ui_check_labels (GTK_WIDGET (window));
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, 1024, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 1024);
  g_assert_cmpint (height, <=, 640);
}

/* ---- data of the world ---- */

char *
ui_shared_path (const char *name)
{
  const char *root = g_getenv ("VESALIUS_SHARED");
  char *path = root != NULL ? g_build_filename (root, "data", name, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("the shared data are not here; VESALIUS_SHARED names their folder");
  return NULL;
}

char *
ui_some_rows (const char *table, guint step, guint *rows)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  char *path = ui_scratch ("some.csv");
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_string_append_printf (out, "%s\n", lines[0]);
  *rows = 0;
  for (guint i = 1; lines[i] != NULL; i++)
    if (i % step == 0 && *lines[i] != '\0')
      {
        g_string_append_printf (out, "%s\n", lines[i]);
        (*rows)++;
      }
  g_assert_true (g_file_set_contents (path, out->str, -1, NULL));
  return path;
}
