/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinician's way: a folder of DICOM files as an archive gives it and a spreadsheet of diagnoses are dropped on the window; the classic network is
 * trained, divided by patient; and what the project keeps names nobody. */
#include "ui-common.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../dicom-writer.h"
#include "ui/vsl-burned-in.h"
#include "ui/vsl-import-assistant.h"

#define PATIENTS 12
#define FILES 4                  /* of each */
#define SIDE 32
#define CR_IMAGE "1.2.840.10008.5.1.4.1.1.1"

/* ---- the folder and the table ---- */

static char *
patient_id (guint p)
{
  return g_strdup_printf ("00481%03u7", 207 + 13 * p);
}

static gboolean
is_ill (guint p)
{
  return p % 2 == 0;
}

static void
write_scan (const char *dir, guint p, guint k, const char *class_uid)
{
  g_autofree char *id = patient_id (p), *series = g_strdup_printf ("2.25.%u.1", p + 1), *number = g_strdup_printf ("%u", k + 1);
  g_autofree char *name = g_strdup_printf ("Doe_Jonathan_%02u_%u", p, k), *folder = g_build_filename (dir, id, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (p * 100 + k);
  int cx = g_rand_int_range (rand, 7, 25), cy = g_rand_int_range (rand, 7, 25);
  guint16 words[SIDE * SIDE];
  Plain plain = plain_ct;
  Dicom d = dw_new (EXPLICIT);

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        gboolean lit = is_ill (p) && (x - cx) * (x - cx) + (y - cy) * (y - cy) < 30;

        words[y * SIDE + x] = (guint16) (500 + 8 * ((int) p % 5) * x + 11 * (int) k * y + g_rand_int_range (rand, 0, 500) + (lit ? 2200 : 0));
      }
  plain.class_uid = class_uid;
  plain.modality = "CR";
  plain.patient = id;
  plain.series = series;
  plain.instance = number;
  plain.rows = plain.columns = SIDE;
  dw_plain (&d, &plain);
  dw_words (&d, 0x7fe00010, words, SIDE * SIDE);
  g_free (dw_save (&d, folder, name));
}

/* An archive: a folder for each patient, files without endings; one more patient than the table knows, and one capture of a screen. */
static void
write_archive (const char *dir)
{
  for (guint p = 0; p < PATIENTS + 1; p++)
    for (guint k = 0; k < FILES; k++)
      write_scan (dir, p, k, CR_IMAGE);
  write_scan (dir, 3, FILES, SC_IMAGE);
}

/* Numbers have lost their zeros, as spreadsheets do; one row is of a patient who has no scan. */
static void
write_table (const char *path)
{
  GString *s = g_string_new ("mrn,name,diagnosis\n");

  for (guint p = 0; p < PATIENTS; p++)
    {
      g_autofree char *id = patient_id (p);

      g_string_append_printf (s, "%s,\"Doe, Jonathan\",%s\n", id + strspn (id, "0"), is_ill (p) ? "effusion" : "normal");
    }
  g_string_append (s, "99887766,\"Roe, Richard\",normal\n");
  g_assert_true (g_file_set_contents (path, s->str, -1, NULL));
  g_string_free (s, TRUE);
}

/* ---- steps ---- */

static GtkDropTarget *
drop_target_of (GtkWidget *widget)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkDropTarget *target = drop_target_of (child);

      if (target != NULL)
        return target;
    }
  return NULL;
}

/* Files from a file manager come as one list. */
static void
drop (VslWindow *window, const char *first, const char *second)
{
  GtkDropTarget *target = drop_target_of (GTK_WIDGET (window));
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  GSList *files = NULL;

  g_assert_nonnull (target);
  files = g_slist_append (files, g_file_new_for_path (first));
  if (second != NULL)
    files = g_slist_append (files, g_file_new_for_path (second));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, files);
  g_signal_emit_by_name (target, "drop", &value, 40.0, 40.0, &taken);
  g_assert_true (taken);
}

static const char *
subtitle (GtkWidget *root, const char *name)
{
  GtkWidget *row = ui_find_name (root, name);

  g_assert_nonnull (row);
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static gboolean
shows_suspects (gpointer data)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);
      GtkWidget *picture = gtk_window_get_title (window) != NULL && strstr (gtk_window_get_title (window), "May Have Text") != NULL
                             ? ui_find_type (GTK_WIDGET (window), GTK_TYPE_PICTURE) : NULL;

      if (picture != NULL && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL)
        {
          *(GtkWindow **) data = window;
          return TRUE;
        }
    }
  return FALSE;
}

/* The one that may have text is looked at; it stays out unless somebody wants it. */
static void
ask_about_text (GtkWidget *assistant)
{
  GtkWidget *row = ui_find_name (assistant, "burned_in"), *accept = ui_find_id (assistant, "accept");
  GtkWindow *suspects = NULL;

  g_assert_nonnull (row);
  g_assert_true (g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (ui_find_name (assistant, "suspected"))), "1 scan"));
  gtk_widget_grab_focus (ui_find_name (assistant, "look_burned_in"));
  ui_settle ();
  ui_photograph (assistant, "dicom-assistant-text");
  ui_click (ui_find_name (assistant, "look_burned_in"));
  g_assert_true (ui_wait (shows_suspects, &suspects, 20000));
  ui_settle ();
  ui_photograph (GTK_WIDGET (suspects), "dicom-suspects");
  gtk_window_close (suspects);
  ui_settle ();
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (accept)), ==, "_Import 48 Scans");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (accept)), ==, "_Import 49 Scans");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (accept)), ==, "_Import 48 Scans");
}

/* Files, patients of the headers, which columns, what matched on neither side. */
static GtkWidget *
understand (void)
{
  GtkWidget *assistant;

  g_assert_true (ui_wait (ui_shows_plan, NULL, 30000));
  assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  ui_settle ();
  ui_photograph (assistant, "dicom-assistant");
  g_assert_nonnull (strstr (subtitle (assistant, "joined"), "49 files have a row, 4 have none. 1 row fits no file."));
  g_assert_nonnull (strstr (subtitle (assistant, "table_row"), "“diagnosis”"));
  g_assert_nonnull (strstr (subtitle (assistant, "table_row"), "“mrn”"));
  g_assert_nonnull (strstr (subtitle (assistant, "table_row"), "patient"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_id (assistant, "patients"))), "12 patients"));
  g_assert_nonnull (ui_find_id (assistant, "left"));
  ui_check_labels (assistant);
  return assistant;
}

static void
accept (VslWindow *window, GtkWidget *assistant)
{
  UiWait wait = { window, NULL, PATIENTS * FILES };

  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_id (assistant, "positive")), 1);      /* effusion */
  ui_settle ();
  g_assert_true (gtk_widget_get_sensitive (ui_find_id (assistant, "accept")));
  ui_click (ui_find_id (assistant, "accept"));
  g_assert_true (ui_wait (ui_has_samples, &wait, 60000));
  ui_settle ();
}

/* All scans of a patient stand on one side. */
static void
check_split (VslWindow *window)
{
  GListModel *samples = vsl_document_samples (vsl_window_document (window));
  g_autoptr (GHashTable) side = g_hash_table_new (NULL, NULL);
  guint on[VSL_N_SPLITS] = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);
      const VslSampleInfo *info = vsl_sample_info (sample);
      gpointer key = GUINT_TO_POINTER (info->patient), before = g_hash_table_lookup (side, key);

      g_assert_cmpuint (info->patient, >, 0);
      g_assert_cmpint (info->split, !=, VSL_SPLIT_NONE);
      g_assert_true (before == NULL || GPOINTER_TO_INT (before) == (int) info->split + 1);
      g_hash_table_insert (side, key, GINT_TO_POINTER ((int) info->split + 1));
      on[info->split]++;
    }
  g_assert_cmpuint (g_hash_table_size (side), ==, PATIENTS);
  for (int s = 0; s < VSL_N_SPLITS; s++)
    g_assert_cmpuint (on[s], >, 0);
}

static void
choose_template (VslWindow *window)
{
  GtkWidget *row;

  ui_go_to (window, "<Control>2", "network");
  row = ui_find_name (vsl_window_page (window, "network"), "classic-cnn");
  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);
  ui_settle ();
  ui_click (row);
  g_assert_true (ui_wait (ui_has_network, window, 30000));
  ui_settle ();
  ui_photograph (GTK_WIDGET (window), "dicom-network");
}

static void
train (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "train"), *row;

  ui_go_to (window, "<Control>3", "train");
  row = ui_find_name (page, "epochs");
  g_assert_nonnull (row);
  ui_click (ui_find_type (row, GTK_TYPE_TEXT));
  ui_key ("<Control>a");
  ui_type ("3");
  ui_key ("Return");
  ui_click (ui_find_id (page, "start_button"));
  g_assert_true (ui_wait (ui_is_trained, window, 120000));
  ui_photograph (GTK_WIDGET (window), "dicom-train");
  ui_go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (ui_has_cells, window, 30000));
  ui_settle ();
  ui_photograph (GTK_WIDGET (window), "dicom-results");
}

static void
lacks (const char *bytes, gsize n, const char *what)
{
  g_autofree char *small = g_ascii_strdown (what, -1);

  if (memmem (bytes, n, what, strlen (what)) != NULL || memmem (bytes, n, small, strlen (small)) != NULL)
    g_error ("the project holds “%s”", what);
}

/* Neither numbers, names nor files, whatever was looked at on the way. */
static void
check_bytes (const char *path)
{
  static const char *const others[] = { "Secret^Somebody", "Somebody", "Doe, Jonathan", "Doe_Jonathan", "Jonathan", "99887766", "diagnoses.csv", "archive", "20200131" };
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, >, 50000);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    lacks (bytes, n, others[i]);
  for (guint p = 0; p <= PATIENTS; p++)
    {
      g_autofree char *id = patient_id (p), *uid = g_strdup_printf ("2.25.%u.1", p + 1);

      lacks (bytes, n, id + strspn (id, "0"));
      lacks (bytes, n, uid);
    }
  g_assert_nonnull (memmem (bytes, n, "effusion", 8));      /* what may be in it is found this way */
}

static void
test_folder_and_table (void)
{
  g_autofree char *archive = ui_scratch ("archive"), *table = ui_scratch ("diagnoses.csv"), *project = ui_scratch ("dicom.vesalius");
  VslWindow *window = ui_new_project ("dicom.vesalius");
  GtkWidget *assistant;

  write_archive (archive);
  write_table (table);
  drop (window, archive, table);
  assistant = understand ();
  ask_about_text (assistant);
  accept (window, assistant);
  check_split (window);
  ui_photograph (GTK_WIDGET (window), "dicom-data");
  choose_template (window);
  train (window);
  ui_window_close (window);
  check_bytes (project);
}

/* The folder alone, with its table in it. */
static void
test_table_in_folder (void)
{
  g_autofree char *archive = ui_scratch ("with-table"), *table = g_build_filename (archive, "diagnoses.csv", NULL);
  VslWindow *window = ui_new_project ("with-table.vesalius");
  GtkWidget *assistant;

  write_archive (archive);
  write_table (table);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", archive);
  assistant = understand ();
  accept (window, assistant);
  check_split (window);
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  ui_start (&argc, &argv);
  g_test_add_func ("/ui/dicom/folder-and-table", test_folder_and_table);
  g_test_add_func ("/ui/dicom/table-in-folder", test_table_in_folder);
  return g_test_run ();
}
