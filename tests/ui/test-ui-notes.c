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

/* ---- conditions ---- */

static gboolean
shows_examples (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  GtkWidget *examples = assistant != NULL ? ui_find_id (assistant, "examples") : NULL;

  return examples != NULL && gtk_widget_get_mapped (examples);
}

static gboolean
has_histogram (gpointer data)
{
  return ui_find_name (vsl_window_page (data, "results"), "histogram") != NULL;
}

static gboolean
has_difference (gpointer data)
{
  GtkWidget *view = ui_find_id (vsl_window_page (data, "results"), "difference");

  return view != NULL && vsl_scan_view_image (VSL_SCAN_VIEW (view)) != NULL;
}

/* ---- steps ---- */

/* A click on the palette's row; its list is scrolled by the focus. */
static void
choose_template (VslWindow *window, const char *id, const char *refused)
{
  GtkWidget *page = vsl_window_page (window, "network"), *row;

  ui_go_to (window, "<Control>2", "network");
  g_assert_null (ui_find_name (page, refused));        /* a template for other data is not offered */
  row = ui_find_name (page, id);
  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);
  ui_settle ();
  ui_click (row);
  g_assert_true (ui_wait (ui_has_network, window, 30000));
  ui_settle ();
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

/* ---- notes ---- */

static void
import_notes (VslWindow *window)
{
  g_autofree char *folder = ui_scratch ("notes");
  GtkWidget *assistant;

  ui_make_notes (folder, 30);
  assistant = ui_look_at (window, folder);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (assistant)), ==, "Add Notes");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))), ==, "_Import 60 Notes");
  g_assert_true (ui_wait (shows_examples, NULL, 10000));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_find_id (assistant, "encoding"))), "UTF-8"));
  g_assert_nonnull (ui_find (ui_find_id (assistant, "examples"), "AdwActionRow", "acute"));
  g_assert_nonnull (ui_find (ui_find_id (assistant, "examples"), "AdwActionRow", "calm"));
  ui_photograph (assistant, "notes-assistant");
  ui_accept_import (window, assistant, 60);
}

/* The list is filtered as scans are; a note is chosen, read, given another class, and that is undone. */
static void
read_a_note (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "data"), *viewer = ui_find_type (page, VSL_TYPE_VIEWER), *list = ui_find_id (page, "list");
  GtkWidget *splits = ui_find_id (page, "splits"), *row;
  UiSays unjudged = { page, "note_legend", "once the drawing reads notes" };
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
  g_assert_true (ui_wait (ui_says, &unjudged, 5000));
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
  UiSays judged = { page, "note_legend", "vocabulary of the training notes" };
  UiSays one = { page, "note_legend", "1 of " };
  g_autofree char *unknown = NULL;

  ui_go_to (window, "<Control>1", "data");
  g_assert_true (ui_wait (ui_says, &judged, 20000));
  g_assert_true (ui_says (&one));
  unknown = tagged (ui_find_name (page, "note_text"), "unknown");
  g_assert_true (g_str_has_prefix (unknown, "doctor"));
  ui_photograph (GTK_WIDGET (window), "notes-data-words");
}

static void
read_a_case (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "results"), *row;
  int truth = ui_open_a_cell (window);
  UiSays judged = { page, "note_legend", "vocabulary of run 1" };
  g_autofree char *text = NULL, *unknown = NULL;
  VslSample *sample = vsl_viewer_sample (VSL_VIEWER (ui_find_type (page, VSL_TYPE_VIEWER)));

  g_assert_nonnull (sample);
  g_assert_cmpint (vsl_sample_info (sample)->label, ==, truth);
  g_assert_null (ui_find_id (page, "grid"));
  row = ui_find_type (ui_find_id (page, "list"), VSL_TYPE_NOTE_ROW);
  g_assert_nonnull (row);
  g_assert_nonnull (ui_find_id (page, "verdict"));
  g_assert_true (ui_wait (ui_says, &judged, 10000));
  text = text_of (ui_find_name (page, "note_text"));
  g_assert_nonnull (strstr (text, truth == 0 ? "doctora" : "doctorb"));
  unknown = tagged (ui_find_name (page, "note_text"), "unknown");
  g_assert_true (g_str_has_prefix (unknown, truth == 0 ? "doctora" : "doctorb"));
  ui_photograph (GTK_WIDGET (window), "notes-results");
}

static void
test_notes (void)
{
  VslWindow *window = ui_new_project ("notes.vesalius");
  g_autofree char *subtitle = NULL;

  import_notes (window);
  g_object_get (vsl_window_document (window), "subtitle", &subtitle, NULL);
  g_assert_cmpstr (subtitle, ==, "60 notes");
  read_a_note (window);
  choose_template (window, "notes-lstm", "classic-cnn");
  ui_photograph (GTK_WIDGET (window), "notes-network");
  see_unknown_words (window);
  ui_train (window, "2", 120000);
  read_a_case (window);
  ui_check_page (window);
  ui_go_to (window, "<Control>1", "data");
  ui_check_page (window);
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
  VslWindow *window = ui_new_project ("told.vesalius");
  g_autofree char *folder = ui_scratch ("told"), *wrong = NULL;
  UiSays caption = { NULL, "told_caption", " words wrong" };

  ui_make_notes (folder, 20);
  ui_accept_import (window, ui_look_at (window, folder), 40);
  choose_template (window, "sequence-autoencoder", "conv-autoencoder");
  ui_train (window, "1", 120000);
  ui_go_to (window, "<Control>4", "results");
  ui_unseal (window);
  g_assert_true (ui_wait (has_histogram, window, 30000));
  g_assert_true (ui_wait (has_told, window, 20000));
  caption.page = vsl_window_page (window, "results");
  g_assert_true (ui_says (&caption));
  wrong = tagged (ui_find_name (caption.page, "note_told"), "wrong");
  g_assert_cmpstr (wrong, !=, "");                      /* nothing is learnt by heart in one epoch */
  ui_photograph (GTK_WIDGET (window), "told-results");
  ui_check_page (window);
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
  VslWindow *window = ui_new_project ("redrawn.vesalius");
  g_autofree char *folder = ui_scratch ("redrawn");
  GtkWidget *page = vsl_window_page (window, "results"), *view;
  const VslImage *image;

  ui_make_scans (folder, 30);
  ui_accept_import (window, ui_look_at (window, folder), 60);
  choose_template (window, "conv-autoencoder", "notes-lstm");
  ui_train (window, "2", 120000);
  ui_go_to (window, "<Control>4", "results");
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
  ui_check_page (window);
  ui_window_close (window);
}

/* ---- with data of the world ---- */

static void
test_real_notes (void)
{
  g_autofree char *table = ui_shared_path ("ade_binary/trainval.csv"), *path = NULL;
  VslWindow *window;
  GtkWidget *assistant;
  guint rows;

  if (table == NULL)
    return;
  path = ui_some_rows (table, 40, &rows);
  window = ui_new_project ("real-notes.vesalius");
  assistant = ui_look_at (window, path);
  g_assert_nonnull (strstr (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (ui_find_id (assistant, "found"))), "text"));   /* its column */
  g_assert_true (ui_wait (shows_examples, NULL, 10000));
  ui_accept_import (window, assistant, rows);
  choose_template (window, "notes-lstm", "classic-cnn");
  ui_train (window, "1", 180000);
  ui_open_a_cell (window);
  ui_photograph (GTK_WIDGET (window), "real-notes-results");
  ui_window_close (window);
}

static void
test_real_scans (void)
{
  g_autofree char *folder = ui_shared_path ("breastmnist");
  g_autoptr (GDir) dir = NULL;
  VslWindow *window;
  GtkWidget *assistant;

  if (folder == NULL)
    return;
  window = ui_new_project ("real-scans.vesalius");
  assistant = ui_look_at (window, folder);
  g_assert_true (g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))), "_Import "));
  ui_accept_import (window, assistant, (guint) g_ascii_strtoull (gtk_button_get_label (GTK_BUTTON (ui_find_id (assistant, "accept"))) + strlen ("_Import "), NULL, 10));
  choose_template (window, "classic-cnn", "notes-lstm");
  ui_train (window, "1", 180000);
  ui_open_a_cell (window);
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
