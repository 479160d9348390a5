/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's way with notes, and with autoencoders, through the real window with real mouse and key events: notes in, a template chosen,
 * trained, a cell of the confusion matrix opened and its note read; scans redrawn, their differences and errors looked at. */
#include "ui-common.h"

#include <glib/gstdio.h>
#include <string.h>

#include "draw/vsl-histogram.h"
#include "ui/vsl-histogram-view.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-note-row.h"
#include "ui/vsl-scan-view.h"
#include "ui/vsl-viewer.h"

static GtkApplication *application;

typedef struct {
  VslWindow *window;
  const char *text;
  guint number;
} Wait;

/* ---- conditions ---- */

static gboolean
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

static guint
n_samples (VslWindow *window)
{
  return g_list_model_get_n_items (vsl_document_samples (vsl_window_document (window)));
}

static gboolean
has_samples (gpointer data)
{
  return n_samples (((Wait *) data)->window) == ((Wait *) data)->number;
}

static gboolean
shows_plan (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);

  return assistant != NULL && ui_find_id (assistant, "classes") != NULL && gtk_widget_get_mapped (ui_find_id (assistant, "classes"));
}

static gboolean
shows_examples (gpointer data)
{
  GtkWidget *examples = shows_plan (data) ? ui_find_id (ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT), "examples") : NULL;

  return examples != NULL && gtk_widget_get_mapped (examples);
}

static gboolean
stage_is (gpointer data)
{
  return g_strcmp0 (vsl_window_stage (((Wait *) data)->window), ((Wait *) data)->text) == 0;
}

static gboolean
has_network (gpointer data)
{
  return vsl_document_network (vsl_window_document (data))->nodes->len > 0;
}

static gboolean
is_trained (gpointer data)
{
  g_autoptr (VslRunItem) item = g_list_model_get_item (vsl_document_runs (vsl_window_document (data)), 0);

  return vsl_session_state (vsl_window_session (data)) == VSL_SESSION_IDLE && item != NULL && vsl_run_item_run (item)->state == VSL_RUN_FINISHED;
}

static gboolean
has_cells (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "results"), "cell-1-1") != NULL;
}

static gboolean
has_histogram (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "results"), "histogram") != NULL;
}

/* Whether the label of that name on that page has the text in it. */
typedef struct {
  GtkWidget *page;
  const char *name, *text;
} Says;

static gboolean
says (gpointer data)
{
  const Says *s = data;
  GtkWidget *label = ui_find_name (s->page, s->name);

  return label != NULL && strstr (gtk_label_get_label (GTK_LABEL (label)), s->text) != NULL;
}

static gboolean
has_difference (gpointer data)
{
  GtkWidget *view = ui_find_id (vsl_window_page (data, "results"), "difference");

  return view != NULL && vsl_scan_view_image (VSL_SCAN_VIEW (view)) != NULL;
}

/* ---- steps ---- */

static void
go_to (VslWindow *window, const char *key, const char *stage)
{
  Wait wait = { window, stage, 0 };

  ui_key (key);
  g_assert_true (ui_wait (stage_is, &wait, 3000));
  ui_settle ();
}

static VslWindow *
new_project (const char *file)
{
  VslWindow *window = ui_window_new (application);
  g_autofree char *project = ui_scratch (file);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", project);
  g_assert_true (ui_wait (has_document, window, 10000));
  return window;
}

/* Looks at what is in the path; the assistant then waits for its answers. */
static GtkWidget *
look_at (VslWindow *window, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (shows_plan, NULL, 30000));
  return ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
}

static void
accept_import (VslWindow *window, GtkWidget *assistant, guint expected)
{
  GtkWidget *positive = ui_find_id (assistant, "positive");
  Wait wait = { window, NULL, expected };

  if (positive != NULL && !gtk_widget_get_sensitive (ui_find_id (assistant, "accept")))
    adw_combo_row_set_selected (ADW_COMBO_ROW (positive), 1);
  ui_settle ();
  g_assert_true (gtk_widget_get_sensitive (ui_find_id (assistant, "accept")));
  ui_click (ui_find_id (assistant, "accept"));
  g_assert_true (ui_wait (has_samples, &wait, 60000));
  ui_settle ();
}

/* A click on the palette's row; its list is scrolled by the focus. */
static void
choose_template (VslWindow *window, const char *id, const char *refused)
{
  GtkWidget *page = vsl_window_page (window, "network"), *row;

  go_to (window, "<Control>2", "network");
  g_assert_null (ui_find_name (page, refused));        /* a template for other data is not offered */
  row = ui_find_name (page, id);
  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);
  ui_settle ();
  ui_click (row);
  g_assert_true (ui_wait (has_network, window, 30000));
  ui_settle ();
}

static void
train (VslWindow *window, const char *epochs, guint milliseconds)
{
  GtkWidget *page = vsl_window_page (window, "train"), *row;

  go_to (window, "<Control>3", "train");
  row = ui_find_name (page, "epochs");
  g_assert_nonnull (row);
  ui_click (ui_find_type (row, GTK_TYPE_TEXT));
  ui_key ("<Control>a");
  ui_type (epochs);
  ui_key ("Return");
  ui_click (ui_find_id (page, "start_button"));
  g_assert_true (ui_wait (is_trained, window, milliseconds));
}

static char *
text_of (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* Characters of the text that have the tag, in order. */
static char *
tagged (GtkWidget *view, const char *name)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), name);
  GString *out = g_string_new (NULL);
  GtkTextIter at;

  gtk_text_buffer_get_start_iter (buffer, &at);
  for (; !gtk_text_iter_is_end (&at); gtk_text_iter_forward_char (&at))
    if (gtk_text_iter_has_tag (&at, tag))
      g_string_append_unichar (out, gtk_text_iter_get_char (&at));
  return g_string_free (out, FALSE);
}

/* What is on screen has names for screen readers, and would fit the smallest one. */
static void
check_page (VslWindow *window)
{
  int width, height;

  ui_check_labels (GTK_WIDGET (window));
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, 1024, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 1024);
  g_assert_cmpint (height, <=, 640);
}

/* ---- notes ---- */

static void
import_notes (VslWindow *window)
{
  g_autofree char *folder = ui_scratch ("notes");
  GtkWidget *assistant;

  ui_make_notes (folder, 30);
  assistant = look_at (window, folder);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (assistant)), ==, "Add Notes");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))), ==, "_Import 60 Notes");
  g_assert_true (ui_wait (shows_examples, NULL, 10000));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_id (assistant, "encoding"))), "UTF-8"));
  g_assert_nonnull (ui_find (ui_find_id (assistant, "examples"), "AdwActionRow", "acute"));
  g_assert_nonnull (ui_find (ui_find_id (assistant, "examples"), "AdwActionRow", "calm"));
  ui_photograph (assistant, "notes-assistant");
  accept_import (window, assistant, 60);
}

/* The list is filtered as scans are; a note is chosen, read, given another class, and that is undone. */
static void
read_a_note (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "data"), *viewer = ui_find_type (page, VSL_TYPE_VIEWER), *list = ui_find_id (page, "list");
  GtkWidget *splits = ui_find_id (page, "splits"), *row;
  Says unjudged = { page, "note_legend", "once the drawing reads notes" };
  g_autofree char *text = NULL;
  VslSample *sample;
  int before;

  g_assert_null (ui_find_id (page, "grid"));
  g_assert_nonnull (list);
  ui_click (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (splits), 3)));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "shown"))), "9 of 60 notes"));
  row = ui_find_type (list, VSL_TYPE_NOTE_ROW);
  g_assert_nonnull (row);
  ui_click (row);
  sample = vsl_viewer_sample (VSL_VIEWER (viewer));
  g_assert_nonnull (sample);
  g_assert_cmpint (vsl_sample_info (sample)->split, ==, VSL_SPLIT_TEST);
  g_assert_true (ui_wait (says, &unjudged, 5000));
  text = text_of (ui_find_name (page, "note_text"));
  g_assert_nonnull (strstr (text, "Patient seen on the ward"));
  g_assert_nonnull (strchr (text, '\n'));               /* the whole note, not its excerpt */
  ui_photograph (GTK_WIDGET (window), "notes-data");
  ui_key ("Return");                                    /* larger, the next one, and back to the list */
  g_assert_null (ui_find_id (page, "list"));
  ui_key ("Page_Down");
  g_assert_true (vsl_viewer_sample (VSL_VIEWER (viewer)) != sample);
  ui_key ("Page_Up");
  ui_key ("Escape");
  g_assert_nonnull (ui_find_id (page, "list"));
  g_assert_true (vsl_viewer_sample (VSL_VIEWER (viewer)) == sample);
  before = vsl_sample_info (sample)->label;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find_id (viewer, "label")), before == 0 ? 1 : 0);
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, 1 - before);
  ui_click (ui_find_id (GTK_WIDGET (window), "undo_button"));
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, before);
}

/* Before any training: the doctor of a test note was named in no training note, so that word alone is unknown. */
static void
see_unknown_words (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "data");
  Says judged = { page, "note_legend", "vocabulary of the training notes" };
  Says one = { page, "note_legend", "1 of " };
  g_autofree char *unknown = NULL;

  go_to (window, "<Control>1", "data");
  g_assert_true (ui_wait (says, &judged, 20000));
  g_assert_true (says (&one));
  unknown = tagged (ui_find_name (page, "note_text"), "unknown");
  g_assert_true (g_str_has_prefix (unknown, "doctor"));
  ui_photograph (GTK_WIDGET (window), "notes-data-words");
}

static int
open_a_cell (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "results"), *cell = NULL;
  int truth = -1;

  go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (has_cells, window, 30000));
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
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "which"))), gtk_button_get_label (GTK_BUTTON (cell))));
  return truth;
}

static void
read_a_case (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "results"), *row;
  int truth = open_a_cell (window);
  Says judged = { page, "note_legend", "vocabulary of run 1" };
  g_autofree char *text = NULL, *unknown = NULL;
  VslSample *sample = vsl_viewer_sample (VSL_VIEWER (ui_find_type (page, VSL_TYPE_VIEWER)));

  g_assert_nonnull (sample);
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, truth);
  g_assert_null (ui_find_id (page, "grid"));
  row = ui_find_type (ui_find_id (page, "list"), VSL_TYPE_NOTE_ROW);
  g_assert_nonnull (row);
  g_assert_nonnull (ui_find_id (page, "verdict"));
  g_assert_true (ui_wait (says, &judged, 10000));
  text = text_of (ui_find_name (page, "note_text"));
  g_assert_nonnull (strstr (text, truth == 0 ? "doctora" : "doctorb"));
  unknown = tagged (ui_find_name (page, "note_text"), "unknown");
  g_assert_true (g_str_has_prefix (unknown, truth == 0 ? "doctora" : "doctorb"));
  ui_photograph (GTK_WIDGET (window), "notes-results");
}

static void
test_notes (void)
{
  VslWindow *window = new_project ("notes.vesalius");
  g_autofree char *subtitle = NULL;

  import_notes (window);
  g_object_get (vsl_window_document (window), "subtitle", &subtitle, NULL);
  g_assert_cmpstr (subtitle, ==, "60 notes");
  read_a_note (window);
  choose_template (window, "notes-lstm", "classic-cnn");
  ui_photograph (GTK_WIDGET (window), "notes-network");
  see_unknown_words (window);
  train (window, "2", 120000);
  read_a_case (window);
  check_page (window);
  go_to (window, "<Control>1", "data");
  check_page (window);
  ui_window_close (window);
}

/* ---- a sequence autoencoder: the note beside what was told ---- */

static gboolean
has_told (gpointer data)
{
  GtkWidget *told = ui_find_name (vsl_window_page (data, "results"), "note_told");
  g_autofree char *text = told != NULL ? text_of (told) : NULL;

  return text != NULL && *text != '\0';
}

static void
test_told (void)
{
  VslWindow *window = new_project ("told.vesalius");
  g_autofree char *folder = ui_scratch ("told"), *wrong = NULL;
  Says caption = { NULL, "told_caption", " words wrong" };

  ui_make_notes (folder, 20);
  accept_import (window, look_at (window, folder), 40);
  choose_template (window, "sequence-autoencoder", "conv-autoencoder");
  train (window, "1", 120000);
  go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (has_histogram, window, 30000));
  g_assert_true (ui_wait (has_told, window, 20000));
  caption.page = vsl_window_page (window, "results");
  g_assert_true (says (&caption));
  wrong = tagged (ui_find_name (caption.page, "note_told"), "wrong");
  g_assert_cmpstr (wrong, !=, "");                      /* nothing is learnt by heart in one epoch */
  ui_photograph (GTK_WIDGET (window), "told-results");
  check_page (window);
  ui_window_close (window);
}

/* ---- scans that are redrawn ---- */

/* A click into the fullest bar shows its cases and no others; Escape shows all again. */
static void
choose_a_bar (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "results"), *view = ui_find_name (page, "histogram");
  const VslHistogram *h = vsl_histogram_view_histogram (VSL_HISTOGRAM_VIEW (view));
  int width = gtk_widget_get_width (view), height = gtk_widget_get_height (view), x = 0, best = 0;
  guint all = 0;
  g_autofree char *some = NULL, *every = NULL;

  for (int i = 0; i < h->bins; i++)
    {
      all += vsl_histogram_in_bin (h, i);
      if (vsl_histogram_in_bin (h, i) > vsl_histogram_in_bin (h, best))
        best = i;
    }
  g_assert_cmpuint (all, ==, 9);                        /* the test split of 60 */
  g_assert_cmpuint (h->groups->len, ==, 2);
  while (x < width && vsl_histogram_bin_at (h, width, height, x, height / 2.0) != best)
    x++;
  ui_click_at (view, x + 3, height / 2.0, GDK_BUTTON_PRIMARY);
  some = g_strdup_printf ("(%u)", vsl_histogram_in_bin (h, best));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "which"))), some));
  ui_photograph (GTK_WIDGET (window), "redrawn-bar");
  ui_key ("Escape");
  every = g_strdup_printf ("(%u)", all);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "which"))), every));
}

static void
test_redrawn (void)
{
  VslWindow *window = new_project ("redrawn.vesalius");
  g_autofree char *folder = ui_scratch ("redrawn");
  GtkWidget *page = vsl_window_page (window, "results"), *view;
  const VslImage *image;

  ui_make_scans (folder, 30);
  accept_import (window, look_at (window, folder), 60);
  choose_template (window, "conv-autoencoder", "notes-lstm");
  train (window, "2", 120000);
  go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (has_histogram, window, 30000));
  g_assert_true (ui_wait (has_difference, window, 10000));
  view = ui_find_id (page, "difference");
  image = vsl_scan_view_image (VSL_SCAN_VIEW (view));
  g_assert_cmpint (image->channels, ==, 3);             /* colours, not greys */
  image = vsl_scan_view_image (VSL_SCAN_VIEW (ui_find_id (page, "other")));
  g_assert_nonnull (image);
  g_assert_cmpint (image->width, ==, vsl_scan_view_image (VSL_SCAN_VIEW (view))->width);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (ui_find_id (page, "difference_caption"))), "at most"));
  ui_photograph (GTK_WIDGET (window), "redrawn-results");
  choose_a_bar (window);
  check_page (window);
  ui_window_close (window);
}

/* ---- with data of the world ---- */

static char *
shared_path (const char *name)
{
  const char *root = g_getenv ("VESALIUS_SHARED");
  char *path = root != NULL ? g_build_filename (root, "data", name, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("the shared data are not here; VESALIUS_SHARED names their folder");
  return NULL;
}

/* A row of each `step` of a table without line ends in its cells, since its splits stand one after the other. */
static char *
some_rows (const char *table, guint step, guint *rows)
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

static void
test_real_notes (void)
{
  g_autofree char *table = shared_path ("ade_binary/trainval.csv"), *path = NULL;
  VslWindow *window;
  GtkWidget *assistant;
  guint rows;

  if (table == NULL)
    return;
  path = some_rows (table, 40, &rows);
  window = new_project ("real-notes.vesalius");
  assistant = look_at (window, path);
  g_assert_nonnull (strstr (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (ui_find_id (assistant, "found"))), "text"));   /* its column */
  g_assert_true (ui_wait (shows_examples, NULL, 10000));
  accept_import (window, assistant, rows);
  choose_template (window, "notes-lstm", "classic-cnn");
  train (window, "1", 180000);
  open_a_cell (window);
  ui_photograph (GTK_WIDGET (window), "real-notes-results");
  ui_window_close (window);
}

static void
test_real_scans (void)
{
  g_autofree char *folder = shared_path ("breastmnist");
  g_autoptr (GDir) dir = NULL;
  VslWindow *window;
  GtkWidget *assistant;

  if (folder == NULL)
    return;
  window = new_project ("real-scans.vesalius");
  assistant = look_at (window, folder);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))), "_Import "));
  accept_import (window, assistant, (guint) g_ascii_strtoull (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))) + strlen ("_Import "), NULL, 10));
  choose_template (window, "classic-cnn", "notes-lstm");
  train (window, "1", 180000);
  open_a_cell (window);
  ui_photograph (GTK_WIDGET (window), "real-scans-results");
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/notes/journey", test_notes);
  g_test_add_func ("/ui/notes/told", test_told);
  g_test_add_func ("/ui/notes/redrawn", test_redrawn);
  g_test_add_func ("/ui/notes/real-notes", test_real_notes);
  g_test_add_func ("/ui/notes/real-scans", test_real_scans);
  return g_test_run ();
}
