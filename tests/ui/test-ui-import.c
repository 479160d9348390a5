/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import assistant as a person meets it who has a folder from an archive, a spreadsheet, or a table in Chinese: it says what is missing and leads there, keeps
 * answers when it looks again, asks before identifiers are stored, and says what was left out. With real mouse and key events. */
#include "ui-common.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../dicom-writer.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-left-out.h"

#define PATIENTS 8
#define SIDE 16
#define CR_IMAGE "1.2.840.10008.5.1.4.1.1.1"

static GtkApplication *application;

/* ---- data ---- */

static void
write_scan (const char *dir, guint p, guint k, const char *class_uid)
{
  g_autofree char *id = g_strdup_printf ("00481%03u7", 207 + 13 * p), *series = g_strdup_printf ("2.25.%u.%u", p + 1, k), *number = g_strdup_printf ("%u", k + 1);
  g_autofree char *name = g_strdup_printf ("IM%u", k), *folder = g_build_filename (dir, id, NULL), *accession = g_strdup_printf ("ACC%u", 100 * p + k);
  guint16 words[SIDE * SIDE];
  Plain plain = plain_ct;
  Dicom d = dw_new (EXPLICIT);

  for (guint i = 0; i < SIDE * SIDE; i++)
    words[i] = (guint16) (500 + 97 * p + 31 * k + i * (p % 2 ? 3 : 1));
  plain.class_uid = class_uid;
  plain.modality = "CR";
  plain.patient = id;
  plain.series = series;
  plain.instance = number;
  plain.accession = accession;
  plain.rows = plain.columns = SIDE;
  dw_plain (&d, &plain);
  dw_words (&d, 0x7fe00010, words, SIDE * SIDE);
  g_free (dw_save (&d, folder, name));
}

/* A folder for each patient, named by the record number; two captures of a screen, one patient whom no row knows, and a read-me. */
static char *
write_archive (const char *name, gboolean table)
{
  char *dir = ui_scratch (name);
  g_autofree char *readme = g_build_filename (dir, "readme.txt", NULL), *csv = g_build_filename (dir, "diagnoses.csv", NULL);
  GString *s = g_string_new ("MRN,Patient name,Age,Finding\n");

  for (guint p = 0; p < PATIENTS; p++)
    {
      for (guint k = 0; k < 2; k++)
        write_scan (dir, p, k, k == 1 && p < 2 ? SC_IMAGE : CR_IMAGE);
      if (p > 0)
        g_string_append_printf (s, "481%03u7,\"Doe, Jon %c\",%u,%s\n", 207 + 13 * p, 'A' + p, 40 + p, p % 2 ? "mass" : "normal");
    }
  g_string_append (s, "99887766,\"Roe, Ann\",50,normal\n");
  g_assert_true (g_file_set_contents (readme, "from the archive\n", -1, NULL));
  if (table)
    g_assert_true (g_file_set_contents (csv, s->str, -1, NULL));
  g_string_free (s, TRUE);
  return dir;
}

/* ---- the assistant ---- */

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
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

static gboolean
is_idle (gpointer data)
{
  g_autofree char *busy = NULL;

  g_object_get (vsl_window_document (data), "busy", &busy, NULL);
  return busy == NULL;
}

static VslWindow *
project_new (const char *name)
{
  VslWindow *window = ui_window_new (application);
  g_autofree char *path = ui_scratch (name);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", path);
  g_assert_true (ui_wait (has_document, window, 30000));
  return window;
}

static void
look (VslWindow *window, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (is_asked, NULL, 60000));
  g_assert_true (ui_wait (is_idle, window, 10000));
  ui_settle ();
}

static void
settle (VslWindow *window)
{
  g_assert_true (ui_wait (is_idle, window, 30000));
  ui_settle ();
}

static GtkWidget *
named (const char *name)
{
  GtkWidget *widget = ui_find_name (assistant (), name);

  if (widget == NULL)
    g_error ("the assistant has no %s", name);
  return widget;
}

static const char *
missing (void)
{
  GtkWidget *text = ui_find_id (assistant (), "missing_text");

  return text != NULL ? gtk_label_get_label (GTK_LABEL (text)) : "";
}

static const char *
description (void)
{
  return adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (ui_find_id (assistant (), "found")));
}

static const char *
chosen_text (GtkWidget *combo)
{
  GObject *item = adw_combo_row_get_selected_item (ADW_COMBO_ROW (combo));

  return item != NULL ? gtk_string_object_get_string (GTK_STRING_OBJECT (item)) : "";
}

static void
choose (VslWindow *window, GtkWidget *combo, const char *name)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (combo));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        {
          adw_combo_row_set_selected (ADW_COMBO_ROW (combo), i);
          settle (window);
          return;
        }
    }
  g_error ("there is no %s to choose", name);
}

static GtkAdjustment *
scroll_of (GtkWidget *root)
{
  GtkWidget *scrolled = ui_find_type (root, GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
}

static void
press_escape (GtkWidget *window)
{
  ui_move (window, gtk_widget_get_width (window) / 2.0, 20);
  ui_key ("Escape");
}

/* A window with a list: of no class of its own. */
static GtkWidget *
list_window (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (all, i);

      if (G_OBJECT_TYPE (window) == ADW_TYPE_WINDOW && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static gboolean
is_listed (gpointer data)
{
  return list_window () != NULL;
}

static gboolean
shows_picture (gpointer data)
{
  GtkWidget *picture = list_window () != NULL ? ui_find_type (list_window (), GTK_TYPE_PICTURE) : NULL;

  return picture != NULL && gtk_picture_get_paintable (GTK_PICTURE (picture)) != NULL;
}

/* ---- tests ---- */

/* Record numbers are no classes and no numbers to be predicted, and nothing of them is kept. */
static void
test_record_numbers (void)
{
  VslWindow *window = project_new ("records.vesalius");
  g_autofree char *dir = write_archive ("PACS", FALSE);

  look (window, dir);
  ui_photograph (assistant (), "import-records");
  g_assert_nonnull (strstr (description (), "16 scans, without classes"));
  g_assert_nonnull (strstr (description (), "a folder for each patient"));
  g_assert_null (ui_find_id (assistant (), "classes"));
  g_assert_cmpstr (missing (), ==, "");
  ui_click (ui_find_id (assistant (), "accept"));
  g_assert_true (ui_wait (is_gone, NULL, 10000));
  settle (window);
  g_assert_cmpint (vsl_document_info (vsl_window_document (window))->target, ==, VSL_TARGET_CLASS);
  ui_window_close (window);
}

/* What is missing is said beside the button and leads to its place; answers and the place in the page stay when values are taken too. */
static void
test_answers_stay (void)
{
  VslWindow *window = project_new ("answers.vesalius");
  g_autofree char *dir = write_archive ("answers", TRUE);
  GtkAdjustment *scroll;
  double place;

  look (window, dir);
  ui_photograph (assistant (), "import-missing");
  g_assert_cmpstr (missing (), ==, "Choose the class you are looking for");
  g_assert_false (gtk_widget_get_sensitive (ui_find_id (assistant (), "accept")));
  scroll = scroll_of (ui_find_id (assistant (), "page"));
  gtk_adjustment_set_value (scroll, gtk_adjustment_get_upper (scroll));
  ui_settle ();
  ui_click (ui_find_id (assistant (), "missing"));
  place = gtk_adjustment_get_value (scroll);
  g_assert_cmpfloat (place, <, gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll));
  choose (window, ui_find_id (assistant (), "positive"), "mass");
  g_assert_cmpstr (missing (), ==, "");
  g_assert_true (gtk_widget_get_sensitive (ui_find_id (assistant (), "accept")));
  gtk_adjustment_set_value (scroll, 200);
  ui_settle ();
  gtk_switch_set_active (GTK_SWITCH (named ("beside")), TRUE);
  settle (window);
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll), ==, 200);
  g_assert_cmpstr (chosen_text (ui_find_id (assistant (), "positive")), ==, "mass");
  g_assert_cmpstr (missing (), ==, "");
  ui_photograph (assistant (), "import-values");
  /* A column that fits nothing is not taken, and it says so. */
  choose (window, named ("key"), "Patient name");
  g_assert_nonnull (strstr (missing (), "fits no file"));
  g_assert_cmpstr (chosen_text (named ("key")), ==, "MRN");
  g_assert_cmpstr (chosen_text (ui_find_id (assistant (), "positive")), ==, "mass");
  ui_photograph (assistant (), "import-refused");
  ui_click (ui_find_id (assistant (), "cancel"));
  ui_window_close (window);
}

static GtkWidget *
type_of (const char *column)
{
  g_autofree char *spoken = g_strdup_printf ("Type of the column %s", column);
  GtkWidget *row = ui_find (assistant (), "AdwActionRow", column);

  g_assert_nonnull (row);
  return g_object_get_data (G_OBJECT (row), "vsl-type");
}

/* Names become values only when a person agrees; the patient is offered among the types. */
static void
test_identifiers (void)
{
  VslWindow *window = project_new ("names.vesalius");
  g_autofree char *path = ui_scratch ("table.csv");
  GString *s = g_string_new ("Patient name,record,Age,Finding\n");

  for (guint i = 0; i < 30; i++)
    g_string_append_printf (s, "\"Doe, Jon %c%c\",R%u,%u,%s\n", 'A' + i / 2, 'a' + i / 2, i / 2, 40 + 7 * i % 30, i % 2 ? "mass" : "normal");
  g_assert_true (g_file_set_contents (path, s->str, -1, NULL));
  g_string_free (s, TRUE);
  look (window, path);
  ui_photograph (assistant (), "import-names");
  g_assert_cmpstr (chosen_text (named ("patient_column")), ==, "Not known");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (type_of ("Patient name"))), ==, VSL_COLUMN_IDENTIFIER);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (type_of ("Patient name")), VSL_COLUMN_CATEGORICAL);
  ui_settle ();
  g_assert_true (ui_wait (ui_asks, NULL, 10000));
  ui_photograph (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG), "import-names-asked");
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (type_of ("Patient name"))), ==, VSL_COLUMN_IDENTIFIER);
  gtk_window_close (GTK_WINDOW (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG)));
  ui_settle ();
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (type_of ("Patient name"))), ==, VSL_COLUMN_IDENTIFIER);
  /* "Patient" is the last of the types. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (type_of ("record")), VSL_N_COLUMN_TYPES);
  settle (window);
  g_assert_cmpstr (chosen_text (named ("patient_column")), ==, "record");
  choose (window, ui_find_id (assistant (), "positive"), "mass");
  ui_click (ui_find_id (assistant (), "accept"));
  g_assert_true (ui_wait (is_gone, NULL, 10000));
  settle (window);
  g_assert_cmpuint (vsl_document_info (vsl_window_document (window))->patients, ==, 15);
  ui_window_close (window);
}

/* A table in Chinese: known names are found, others can be chosen, and masked examples follow the answers. */
static void
test_chinese (void)
{
  VslWindow *window = project_new ("zh.vesalius");
  g_autofree char *path = ui_scratch ("zh.csv"), *other = ui_scratch ("other.csv");
  GString *s = g_string_new ("病历号,病程记录,诊断,患者姓名\n"), *t = g_string_new ("甲,乙,丙\n");

  for (guint i = 0; i < 12; i++)
    {
      g_string_append_printf (s, "1%03u,患者因咳嗽发热%u天入院，查体双肺呼吸音粗，联系电话13812345678，给予抗感染治疗后好转。,%s,王小%u\n", i / 2, i + 1, i % 2 ? "肺炎" : "正常", i);
      g_string_append_printf (t, "短%u,短%u,短%u\n", i, i, i % 2);
    }
  g_assert_true (g_file_set_contents (path, s->str, -1, NULL));
  g_assert_true (g_file_set_contents (other, t->str, -1, NULL));
  g_string_free (s, TRUE);
  g_string_free (t, TRUE);
  look (window, other);
  ui_photograph (assistant (), "import-zh-other");
  g_assert_nonnull (ui_find_name (assistant (), "text"));
  choose (window, named ("text"), "乙");
  choose (window, named ("label"), "丙");
  g_assert_cmpstr (chosen_text (named ("text")), ==, "乙");
  g_assert_cmpstr (missing (), ==, "Choose the class you are looking for");
  ui_click (ui_find_id (assistant (), "cancel"));
  g_assert_true (ui_wait (is_gone, NULL, 10000));
  look (window, path);
  g_assert_cmpstr (chosen_text (named ("text")), ==, "病程记录");
  g_assert_cmpstr (chosen_text (named ("patient_column")), ==, "病历号");
  choose (window, ui_find_id (assistant (), "positive"), "肺炎");
  ui_photograph (assistant (), "import-zh");
  g_assert_true (gtk_widget_get_sensitive (ui_find_id (assistant (), "accept")));
  ui_click (ui_find_id (assistant (), "accept"));
  /* Notes that nobody looked at: it asks once. */
  if (ui_wait (ui_asks, NULL, 3000))
    {
      GtkWidget *question = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);

      ui_click (ui_find (question, "GtkButton", "_Import Anyway"));
    }
  g_assert_true (ui_wait (is_gone, NULL, 10000));
  settle (window);
  g_assert_cmpuint (vsl_document_info (vsl_window_document (window))->n, ==, 12);
  g_assert_cmpuint (vsl_document_info (vsl_window_document (window))->patients, ==, 6);
  ui_window_close (window);
}

/* Scans that may have text are kept one by one; what was left out is counted by its kind, listed, closed by Escape, and known after reopening; and the same
 * folder is known when it comes again. */
static void
test_left_out (void)
{
  VslWindow *window = project_new ("left.vesalius");
  g_autofree char *dir = write_archive ("left", TRUE), *path = g_strdup (vsl_document_path (vsl_window_document (window)));
  GtkWidget *list;
  const char *text;

  look (window, dir);
  choose (window, ui_find_id (assistant (), "positive"), "mass");
  ui_click (named ("look_burned_in"));
  g_assert_true (ui_wait (shows_picture, NULL, 20000));
  list = list_window ();
  ui_settle ();
  ui_photograph (list, "import-burned-in");
  ui_click (ui_find (list, "GtkCheckButton", NULL));
  press_escape (list);
  g_assert_cmpstr (chosen_text (named ("burned_in")), ==, "Those that were ticked");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant (), "accept"))), ==, "_Import 14 Scans");
  text = adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_id (assistant (), "left")));
  g_assert_cmpstr (text, ==, "1 file is of another kind, 2 have no diagnosis or other label, 1 row fits no file");
  ui_click (ui_find_id (assistant (), "accept"));
  g_assert_true (ui_wait (is_gone, NULL, 10000));
  settle (window);
  g_assert_cmpuint (vsl_document_info (vsl_window_document (window))->n, ==, 14);
  ui_click (ui_find_id (GTK_WIDGET (window), "left_out"));
  g_assert_true (ui_wait (is_listed, NULL, 10000));
  ui_settle ();
  ui_photograph (list_window (), "import-left-out");
  g_assert_nonnull (ui_find_name (list_window (), "save_list"));
  press_escape (list_window ());
  g_assert_null (list_window ());
  /* Again. */
  look (window, dir);
  ui_photograph (assistant (), "import-again");
  g_assert_nonnull (strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (ui_find_id (assistant (), "known_row"))), "14 of 14 are here already"));
  g_assert_cmpstr (missing (), ==, "All of these are here already");
  ui_click (ui_find_id (assistant (), "cancel"));
  ui_window_close (window);
  window = ui_window_new (application);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", path);
  g_assert_true (ui_wait (has_document, window, 30000));
  ui_settle ();
  g_assert_nonnull (strstr (vsl_document_left_out (vsl_window_document (window)), "no_label\t2\t"));
  g_assert_null (strstr (vsl_document_left_out (vsl_window_document (window)), "0048"));
  ui_click (ui_find_id (GTK_WIDGET (window), "left_out"));
  g_assert_true (ui_wait (is_listed, NULL, 10000));
  ui_settle ();
  ui_photograph (list_window (), "import-left-out-later");
  g_assert_null (ui_find_name (list_window (), "save_list"));
  press_escape (list_window ());
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/import/record-numbers", test_record_numbers);
  g_test_add_func ("/ui/import/answers-stay", test_answers_stay);
  g_test_add_func ("/ui/import/identifiers", test_identifiers);
  g_test_add_func ("/ui/import/chinese", test_chinese);
  g_test_add_func ("/ui/import/left-out", test_left_out);
  return g_test_run ();
}
