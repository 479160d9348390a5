/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large sets in the real window: a hundred thousand scans with VSL_TEST_LONG, a few thousand without. What an import takes in time and memory, that Cancel
 * keeps what was read, and that grid and filters stay quick; times are printed, not judged. */
#include "ui-common.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../data-util.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-thumbs.h"

#define SIDE 28

static GtkApplication *application;

static guint
wanted (void)
{
  return g_getenv ("VSL_TEST_LONG") != NULL ? 100000 : 4000;
}

/* ---- the set ---- */

static void
write_set (const char *folder, guint n)
{
  guint8 rows[SIDE * SIDE];
  TestPng png = { .width = SIDE, .height = SIDE, .depth = 8, .color = PNG_COLOR_TYPE_GRAY, .rows = rows };
  guint32 v = 1;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%03u/%06u.png", i % 2 ? "spot" : "clear", i / 1000, i);
      GByteArray *bytes;

      for (guint k = 0; k < SIDE * SIDE; k++)
        {
          v = v * 1664525u + 1013904223u;
          rows[k] = (guint8) (k * (i % 7) / 20 + (v >> 24) % 90 + (i % 2 && k % SIDE / 4 == i % 7 ? 80 : 0));
        }
      bytes = test_png (&png);
      g_free (test_write (folder, name, bytes->data, bytes->len));
      g_byte_array_unref (bytes);
    }
}

/* ---- what is measured ---- */

/* The most memory since the last call of reset_peak(), in MB. */
static double
peak (void)
{
  g_autofree char *text = NULL;
  const char *at;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  at = strstr (text, "VmHWM:");
  return at != NULL ? (double) g_ascii_strtoull (at + strlen ("VmHWM:"), NULL, 10) / 1024 : 0;
}

static void
reset_peak (void)
{
  int fd = open ("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, "5", 1) != 1)
    g_printerr ("# the peak of memory is not reset\n");
  close (fd);
}

static double
seconds_since (gint64 begin)
{
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

/* ---- conditions ---- */

static guint
n_samples (VslWindow *window)
{
  return g_list_model_get_n_items (vsl_document_samples (vsl_window_document (window)));
}

static gboolean
has_some (gpointer data)
{
  return n_samples (data) > 0;
}

static gboolean
is_under_way (gpointer data)
{
  double progress;

  g_object_get (vsl_window_document (data), "progress", &progress, NULL);
  return progress > 0.1;
}

static guint
count_thumbs (GtkWidget *root)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (root, VSL_TYPE_THUMB);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_thumbs (child);
  return n;
}

/* ---- steps ---- */

static void
start_import (VslWindow *window, const char *folder, guint n)
{
  gint64 begin = g_get_monotonic_time ();
  GtkWidget *assistant;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.import-path", "s", folder);
  g_assert_true (ui_wait (ui_shows_plan, NULL, 300000));
  g_print ("# look at %u files: %.2f s\n", n, seconds_since (begin));
  assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find_id (assistant, "positive")), 1);
  ui_settle ();
  ui_click (ui_find_id (assistant, "accept"));
}

/* Cancel in the middle: what was read stays, and nobody says that nothing came in. */
static void
test_cancel (void)
{
  g_autofree char *folder = ui_scratch ("set");
  VslWindow *window = ui_new_project ("cancelled.vesalius");
  gint64 begin = g_get_monotonic_time ();
  guint n = wanted ();

  write_set (folder, n);
  g_print ("# %u scans written: %.1f s\n", n, seconds_since (begin));
  start_import (window, folder, n);
  g_assert_true (ui_wait (is_under_way, window, 300000));
  ui_photograph (GTK_WIDGET (window), "large-importing");
  ui_click (ui_find_id (GTK_WIDGET (window), "busy_cancel"));
  g_assert_true (ui_wait (has_some, window, 60000));
  g_print ("# cancelled after %u of %u\n", n_samples (window), n);
  g_assert_cmpuint (n_samples (window), <, n);
  g_assert_null (ui_find_toplevel (ADW_TYPE_MESSAGE_DIALOG));
  ui_settle ();
  ui_photograph (GTK_WIDGET (window), "large-cancelled");
  ui_window_close (window);
}

static void
filter (VslWindow *window)
{
  GtkWidget *page = vsl_window_page (window, "data"), *row;
  gint64 begin;

  for (int i = 0; i < 2; i++)
    {
      row = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (ui_find_id (page, i ? "classes" : "splits")), 1));
      begin = g_get_monotonic_time ();
      ui_click (row);
      g_print ("# %s chosen, drawn again: %.0f ms (%s)\n", i ? "a class" : "a split", 1000 * seconds_since (begin),
               gtk_label_get_label (GTK_LABEL (ui_find_id (page, "shown"))));
    }
}

static void
scroll (VslWindow *window)
{
  GtkWidget *grid = ui_find_id (vsl_window_page (window, "data"), "grid");
  guint thumbs;
  gint64 begin = g_get_monotonic_time ();

  g_assert_nonnull (grid);
  gtk_widget_grab_focus (grid);
  ui_key ("End");
  ui_key ("Home");
  ui_scroll (grid, 20, FALSE);
  thumbs = count_thumbs (grid);
  g_print ("# to the end, back, and 20 clicks of the wheel: %.0f ms; %u thumbnails exist\n", 1000 * seconds_since (begin), thumbs);
  g_assert_cmpuint (thumbs, <, 1000);
}

static void
test_import (void)
{
  g_autofree char *folder = ui_scratch ("set"), *project = ui_scratch ("large.vesalius");
  VslWindow *window = ui_new_project ("large.vesalius");
  guint n = wanted ();
  UiWait wait = { window, NULL, n };
  gint64 begin;
  double before, most;

  reset_peak ();
  before = peak ();
  start_import (window, folder, n);
  begin = g_get_monotonic_time ();
  g_assert_true (ui_wait (ui_has_samples, &wait, 600000));
  most = peak ();
  g_print ("# import of %u scans of %d × %d: %.2f s, %.2f s for 10,000; memory %.0f MB, of which the window had %.0f before\n", n, SIDE, SIDE,
           seconds_since (begin), seconds_since (begin) * 10000 / n, most, before);
  ui_settle ();
  filter (window);
  ui_window_close (window);
  window = ui_window_new (application);
  reset_peak ();
  begin = g_get_monotonic_time ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", project);
  wait.window = window;
  g_assert_true (ui_wait (ui_has_document, window, 60000));
  g_assert_true (ui_wait (ui_has_samples, &wait, 60000));
  ui_settle ();
  g_print ("# open the project of %u scans, drawn: %.2f s, memory %.0f MB\n", n, seconds_since (begin), peak ());
  filter (window);
  scroll (window);
  ui_photograph (GTK_WIDGET (window), "large-data");
  ui_window_close (window);
}

/* ---- the quality report ---- */

typedef struct {
  gint64 last;
  double longest;
} Stalls;

/* How long the main loop did not come to a timer of 10 ms. */
static gboolean
on_beat (gpointer data)
{
  Stalls *stalls = data;
  gint64 now = g_get_monotonic_time ();

  stalls->longest = MAX (stalls->longest, (double) (now - stalls->last) / 1000);
  stalls->last = now;
  return G_SOURCE_CONTINUE;
}

static gboolean
is_checking (gpointer data)
{
  return ui_find_name (data, "quality_cancel") != NULL;
}

static const char *const ids[] = { "near_duplicates", "duplicates", "near_duplicates_across_splits", "patients_unknown" };

static gboolean
has_checked (gpointer data)
{
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    found |= ui_find_name (data, ids[i]) != NULL;
  return found && ui_find_name (data, "quality_cancel") == NULL && ui_find_name (data, "quality_again") == NULL;
}

static gboolean
is_cancelled (gpointer data)
{
  return ui_find_name (data, "quality_again") != NULL;
}

static void
tell (Stalls *stalls, const char *what, gint64 begin)
{
  g_print ("# %s: %.2f s, the window stood still for %.0f ms at most\n", what, seconds_since (begin), stalls->longest);
  stalls->longest = 0;
  stalls->last = g_get_monotonic_time ();
}

static void
choose_finding (VslWindow *window, const char *id, Stalls *stalls)
{
  GtkWidget *row = ui_find_name (vsl_window_page (window, "data"), id);
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *what = g_strdup_printf ("the samples of “%s”", id);

  if (row == NULL)
    return;
  ui_click (row);
  tell (stalls, what, begin);
  g_print ("#   %s\n", gtk_label_get_label (GTK_LABEL (ui_find_id (vsl_window_page (window, "data"), "shown"))));
}

/* The report is made beside: the window goes on, Cancel answers at once, and what was found is shown without a long wait. VSL_TEST_LARGE names another
 * project, which is only read. */
static void
test_quality (void)
{
  g_autofree char *own = ui_scratch ("large.vesalius");
  const char *project = g_getenv ("VSL_TEST_LARGE") != NULL ? g_getenv ("VSL_TEST_LARGE") : own;
  VslWindow *window;
  Stalls stalls = { g_get_monotonic_time (), 0 };
  guint beat;
  gint64 begin;

  if (!g_file_test (project, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the import did not make its project");
      return;
    }
  window = ui_window_new (application);
  beat = g_timeout_add (10, on_beat, &stalls);
  tell (&stalls, "the window", stalls.last);
  begin = g_get_monotonic_time ();
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", project);
  g_assert_true (ui_wait (ui_has_document, window, 60000));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.stage", "s", "data");
  g_assert_true (ui_wait (project != own ? is_checking : has_checked, window, 60000));
  tell (&stalls, "opened, the check has begun", begin);
  begin = g_get_monotonic_time ();
  if (project != own)                                           /* the small project's check may be done before the click has come */
    {
      ui_click (ui_find_name (GTK_WIDGET (window), "quality_cancel"));
      g_assert_true (ui_wait (is_cancelled, window, 10000));
      tell (&stalls, "the check is cancelled", begin);
      begin = g_get_monotonic_time ();
      ui_click (ui_find_name (GTK_WIDGET (window), "quality_again"));
    }
  g_assert_true (ui_wait (has_checked, window, 600000));
  ui_settle ();
  tell (&stalls, "checked", begin);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    choose_finding (window, ids[i], &stalls);
  ui_photograph (GTK_WIDGET (window), "large-quality");
  begin = g_get_monotonic_time ();
  if (ui_find_id (vsl_window_page (window, "data"), "show_all") != NULL)      /* not where the finding is about all of them */
    {
      ui_click (ui_find_id (vsl_window_page (window, "data"), "show_all"));
      tell (&stalls, "all of them again", begin);
    }
  g_source_remove (beat);
  ui_window_close (window);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/large/cancel", test_cancel);
  g_test_add_func ("/ui/large/import", test_import);
  g_test_add_func ("/ui/large/quality", test_quality);
  return g_test_run ();
}
