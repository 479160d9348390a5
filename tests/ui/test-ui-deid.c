/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person brings notes in that say who they are about: what is masked is seen side by side, a type and a mark are taken back, one is
 * added, and the project has what was agreed to; with real mouse and key events. */
#include "ui-common.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/vsl-deid-review-window.h"
#include "ui/vsl-import-assistant.h"

static GtkApplication *application;

static const char table[] =
  "text,label\n"
  "\"Patient: Hannah Okafor, 91 y/o, seen on 3/14/2019 at St. Mary's Hospital. Foley catheter placed, BP 120/80. Call (555) 010-4477.\",ill\n"
  "\"Nothing is written here but that the cough is better.\",well\n"
  "\"Mr. Tanaka has Parkinson disease. His daughter Ana called; ana.ruiz@example.org. Codeword zebra.\",ill\n"
  "\"The pulse is calm, pain 3/10.\",well\n";

static gboolean
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

static gboolean
has_samples (gpointer data)
{
  return g_list_model_get_n_items (vsl_document_samples (vsl_window_document (data))) == 4;
}

static GtkWidget *
assistant (void)
{
  return ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
}

static gboolean
has_counts (gpointer data)
{
  GtkWidget *row = assistant () != NULL ? ui_find_id (assistant (), "review_row") : NULL;

  return row != NULL && gtk_widget_get_mapped (row) && strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "Names") != NULL;
}

static gboolean
has_review (gpointer data)
{
  GtkWidget *window = ui_find_toplevel (VSL_TYPE_DEID_REVIEW_WINDOW);

  return window != NULL && gtk_widget_get_mapped (window);
}

static char *
text_of (GtkWidget *window, const char *id)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find_id (window, id)));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
expect (GtkWidget *window, const char *there, const char *gone)
{
  g_autofree char *masked = NULL;

  ui_settle ();
  masked = text_of (window, "masked");
  if (strstr (masked, there) == NULL || (gone != NULL && strstr (masked, gone) != NULL))
    g_error ("expected “%s” and not “%s” in: %s", there, gone != NULL ? gone : "", masked);
}

/* A click into the middle of a word of the original. */
static void
click_word (GtkWidget *window, const char *word)
{
  GtkWidget *view = ui_find_id (window, "original");
  g_autofree char *text = text_of (window, "original");
  const char *hit = strstr (text, word);
  GtkTextIter iter;
  GdkRectangle place;
  int x, y;

  g_assert_nonnull (hit);
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), &iter, (int) (g_utf8_pointer_to_offset (text, hit) + g_utf8_strlen (word, -1) / 2));
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &iter, &place);
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (view), GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &x, &y);
  ui_click_at (view, x + 2, y + place.height / 2.0, 1);
}

/* Two clicks select the word, as everywhere. */
static void
select_word (GtkWidget *window, const char *word)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find_id (window, "original")));
  g_autofree char *text = text_of (window, "original");
  const char *hit = strstr (text, word);
  GtkTextIter iter;

  g_assert_nonnull (hit);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, (int) g_utf8_pointer_to_offset (text, hit));
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_widget_grab_focus (ui_find_id (window, "original"));
  ui_settle ();
  ui_key ("<Control><Shift>Right");
  g_assert_true (gtk_text_buffer_get_has_selection (buffer));
}

static VslWindow *
open_assistant (const char *name)
{
  VslWindow *window = ui_window_new (application);
  g_autofree char *project = ui_scratch (name), *path = ui_scratch ("notes.csv");

  g_assert_true (g_file_set_contents (path, table, -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-path", "s", project);
  g_assert_true (ui_wait (has_document, window, 30000));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", path);
  g_assert_true (ui_wait (has_counts, NULL, 30000));
  return window;
}

static char *
note_of (VslWindow *window, guint i)
{
  g_autoptr (VslProject) project = vsl_project_open (vsl_document_path (vsl_window_document (window)), VSL_PROJECT_READ, NULL);
  g_autoptr (GArray) samples = vsl_project_samples (project, NULL);
  VslImage image = { 0 };

  g_assert_true (vsl_project_image (project, g_array_index (samples, VslSampleInfo, i).id, &image, NULL));
  char *text = g_strndup (image.data, image.size);
  vsl_image_clear (&image);
  return text;
}

static gboolean
asks (gpointer data)
{
  GtkWidget *dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);

  return dialog != NULL && gtk_widget_get_mapped (dialog);
}

static void
answer (const char *label, const char *picture)
{
  GtkWidget *dialog;

  g_assert_true (ui_wait (asks, NULL, 10000));
  dialog = ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  ui_photograph (dialog, picture);
  ui_click (ui_find (dialog, "GtkButton", label));
}

static void
accept (VslWindow *window, const char *unread)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_id (assistant (), "positive")), 1);
  ui_settle ();
  ui_click (ui_find_id (assistant (), "accept"));
  if (unread != NULL)
    {
      g_assert_true (ui_wait (asks, NULL, 10000));
      g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG))), ==, unread);
      answer ("_Import Anyway", "deid-unread");
    }
  g_assert_true (ui_wait (has_samples, window, 60000));
  ui_settle ();
}

static void
test_review (void)
{
  VslWindow *window = open_assistant ("review.vesalius");
  GtkWidget *review, *row = ui_find_id (assistant (), "review_row");
  g_autofree char *first = NULL, *third = NULL;

  ui_photograph (assistant (), "deid-assistant");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "E-mail"));
  gtk_widget_grab_focus (ui_find_id (assistant (), "review"));
  ui_settle ();
  ui_move (ui_find_id (assistant (), "cancel"), 4, 4);       /* without a window manager keys go where the pointer is */
  ui_key ("space");
  g_assert_true (ui_wait (has_review, NULL, 10000));
  review = ui_find_toplevel (VSL_TYPE_DEID_REVIEW_WINDOW);
  ui_settle ();
  g_assert_cmpuint (ui_check_labels (review), >, 5);
  expect (review, "[NAME], [AGE 90+] y/o, seen on [DATE]", "Okafor");
  expect (review, "Foley catheter placed, BP 120/80", NULL);
  ui_photograph (review, "deid-review");
  /* A click chooses a mark and changes nothing; the button takes it back, and sets it again, which is no change. */
  click_word (review, "Okafor");
  expect (review, "[NAME], [AGE 90+]", "Okafor");
  ui_click (ui_find_id (review, "toggle"));
  expect (review, "Hannah Okafor, [AGE 90+]", "[NAME");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "1 note changed by you"));
  ui_click (ui_find_id (review, "toggle"));
  expect (review, "[NAME]", "Okafor");
  g_assert_null (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "changed by you"));
  /* A mark that was too wide is made narrower. */
  ui_click (ui_find_id (review, "toggle"));
  select_word (review, "Hannah");
  ui_key ("<Control>m");
  expect (review, "[NAME] Okafor, [AGE 90+]", "Hannah");
  /* A type that stays in all notes. */
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_find_id (review, "types")));
  ui_settle ();
  ui_click (ui_find_name (review, "DATE"));
  expect (review, "3/14/2019", "[DATE");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (ui_find_id (review, "types")));
  ui_settle ();
  /* Notes in which nothing is found are read, too, unless somebody wants those with marks alone. */
  ui_click (ui_find_id (review, "next"));
  expect (review, "Nothing is written here", NULL);
  ui_click (ui_find_id (review, "previous"));
  ui_click (ui_find_id (review, "only_marked"));
  ui_click (ui_find_id (review, "next"));
  expect (review, "Parkinson disease", "Tanaka");
  select_word (review, "zebra");
  ui_click (ui_find_id (review, "add"));
  expect (review, "Codeword [NAME", "zebra");
  ui_photograph (review, "deid-review-added");
  ui_click (ui_find_id (review, "done"));
  g_assert_false (has_review (NULL));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "1 note changed by you · 2 words masked in all notes · 3 of 4 looked at"));
  accept (window, "1 Note Was Not Looked At");
  first = note_of (window, 0);
  third = note_of (window, 2);
  g_assert_nonnull (strstr (first, "3/14/2019"));
  g_assert_null (strstr (first, "Hannah"));
  g_assert_null (strstr (first, "010-4477"));
  g_assert_null (strstr (third, "zebra"));
  g_assert_null (strstr (third, "ana.ruiz"));
  g_assert_nonnull (strstr (third, "Parkinson disease"));
  ui_window_close (window);
}

/* The switch is for those whose notes are masked already. */
static void
test_switched_off (void)
{
  VslWindow *window = open_assistant ("off.vesalius");
  g_autofree char *first = NULL;

  gtk_widget_grab_focus (ui_find_id (assistant (), "mask"));
  ui_settle ();
  ui_move (ui_find_id (assistant (), "cancel"), 4, 4);
  ui_key ("space");
  g_assert_false (gtk_widget_is_sensitive (ui_find_id (assistant (), "review")));
  accept (window, NULL);
  first = note_of (window, 0);
  g_assert_nonnull (strstr (first, "Hannah Okafor"));
  ui_window_close (window);
}

/* What was let in is masked afterwards, wherever it stands; a note goes as a whole. */
typedef struct {
  VslWindow *window;
  guint note;
  const char *gone;
} Masked;

static gboolean
is_masked (gpointer data)
{
  Masked *masked = data;
  g_autofree char *text = note_of (masked->window, masked->note);

  return strstr (text, masked->gone) == NULL;
}

static gboolean
has_three (gpointer data)
{
  return g_list_model_get_n_items (vsl_document_samples (vsl_window_document (data))) == 3;
}

static gboolean
shows_note (gpointer data)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find_name (data, "note_text")));

  return gtk_text_buffer_get_char_count (buffer) > 20;
}

static void
test_afterwards (void)
{
  VslWindow *window = open_assistant ("after.vesalius");
  GtkWidget *page = vsl_window_page (window, "data"), *text;
  g_autoptr (VslSample) first = NULL;
  GtkTextBuffer *buffer;
  GtkTextIter start, end;
  Masked masked = { window, 2, "zebra" };

  accept (window, "4 Notes Were Not Looked At");
  first = g_list_model_get_item (vsl_document_samples (vsl_window_document (window)), 2);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sample", "x", vsl_sample_info (first)->id);
  g_assert_true (ui_wait (shows_note, page, 20000));
  for (int i = 0; i < 20; i++)             /* the words of a network are looked up meanwhile */
    ui_settle ();
  text = ui_find_name (page, "note_text");
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  g_assert_false (gtk_widget_get_sensitive (ui_find_name (page, "mask_as")));
  gtk_text_buffer_get_start_iter (buffer, &start);
  g_assert_true (gtk_text_iter_forward_search (&start, "zebra", 0, &start, &end, NULL));
  gtk_text_iter_backward_char (&start);              /* a blank too much is left where it is */
  gtk_text_buffer_select_range (buffer, &start, &end);
  ui_settle ();
  g_assert_true (gtk_widget_get_sensitive (ui_find_name (page, "mask_as")));
  ui_photograph (GTK_WIDGET (window), "mask-afterwards");
  gtk_widget_activate_action (text, "note.mask", "s", "NAME");
  answer ("_Mask", "mask-afterwards-asks");
  g_assert_true (ui_wait (is_masked, &masked, 20000));
  g_autofree char *third = note_of (window, 2);
  g_assert_nonnull (strstr (third, "Codeword [NAME "));
  g_assert_true (ui_wait (shows_note, page, 20000));
  ui_click (ui_find_id (page, "forget"));
  answer ("_Delete", "delete-note-asks");
  g_assert_true (ui_wait (has_three, window, 20000));
  ui_settle ();
  ui_photograph (GTK_WIDGET (window), "delete-note-done");
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/deid/review", test_review);
  g_test_add_func ("/ui/deid/afterwards", test_afterwards);
  g_test_add_func ("/ui/deid/switched-off", test_switched_off);
  return g_test_run ();
}
