/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-common.h"

#include <execinfo.h>
#include <glib/gstdio.h>
#include <png.h>
#include <string.h>

#include "ui/vsl-application.h"
#include "ui/vsl-meter.h"

/* Was it said inside of a function of this name? Only exported ones are seen. */
static gboolean
said_in (const char *function)
{
  gpointer calls[32];
  int n = backtrace (calls, G_N_ELEMENTS (calls));
  char **names = backtrace_symbols (calls, n);
  gboolean found = FALSE;

  for (int i = 0; names != NULL && i < n; i++)
    found = found || strstr (names[i], function) != NULL;
  free (names);
  return found;
}

/* Two messages are GTK 4.8's own and end no test; all others do.
 * It reads icons in threads, and the last reference to one whose window is closed by then goes there: the icon theme may find it in its cache just as it is
 * finalized, says so and reads the icon anew, which is right.
 * And it counts which widgets are pressed: a press on the window's border, which it takes for the beginning of a change of size, leaves the count wrong; it
 * says so and puts the count right. A click that went there instead of to its widget fails by what it did not do. */
static gboolean
ends_test (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (g_strcmp0 (domain, "GLib-GObject") == 0 && strstr (message, "object_already_finalized") != NULL)
    return !said_in ("gtk_icon_theme_lookup");
  return g_strcmp0 (domain, "Gtk") != 0 || !g_str_has_prefix (message, "Broken accounting of active state");
}

/* What GTK logs with fields does not ask the handler above. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  const char *domain = NULL, *message = NULL;

  for (gsize i = 0; i < n; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      domain = fields[i].value;
    else if (g_str_equal (fields[i].key, "MESSAGE"))
      message = fields[i].value;
  if (message != NULL && !ends_test (domain, level, message, NULL))
    return g_log_writer_standard_streams (level, fields, n, NULL);
  return g_log_writer_default (level, fields, n, data);
}

GtkApplication *
ui_start (int *argc, char ***argv)
{
  GApplication *application;
  g_autoptr (GError) error = NULL;

  gtk_test_init (argc, argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  adw_init ();
  ui_robot_init ();
  application = G_APPLICATION (vsl_application_new ());
  g_application_set_flags (application, G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_assert_true (g_application_register (application, NULL, &error));
  g_application_set_default (application);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  return GTK_APPLICATION (application);
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

VslWindow *
ui_window_new (GtkApplication *application)
{
  static gboolean drawn;
  GtkWidget *window;

  g_test_log_set_fatal_handler (ends_test, NULL);      /* forgotten after each test */
  window = vsl_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait (is_mapped, window, 5000));
  gtk_test_widget_wait_for_draw (window);
  if (!drawn)
    g_print ("# start to first frame: %.0f ms\n", vsl_meter_since_start ());
  drawn = TRUE;
  return VSL_WINDOW (window);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
ui_window_close (VslWindow *window)
{
  gpointer weak = window;

  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_true (ui_wait (is_gone, &weak, 20000));      /* nothing keeps a closed window alive */
}

static gboolean
asks_or_shows (gpointer data)
{
  GtkWidget *page = vsl_window_page (data, "results");

  return ui_find_name (page, "unseal") != NULL || ui_find_id (page, "which") != NULL;
}

void
ui_unseal (VslWindow *window)
{
  GtkWidget *button;

  g_assert_true (ui_wait (asks_or_shows, window, 20000));
  button = ui_find_name (vsl_window_page (window, "results"), "unseal");
  if (button != NULL)
    ui_click (button);
}

char *
ui_scratch (const char *name)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("vesalius-ui-XXXXXX", NULL);
  g_assert_nonnull (folder);
  return g_build_filename (folder, name, NULL);
}

static void
write_scan (const char *path, int number, gboolean spot)
{
  guint16 pixels[32][32];
  png_image image = { .version = PNG_IMAGE_VERSION, .width = 32, .height = 32, .format = PNG_FORMAT_LINEAR_Y };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) number * 2 + spot);
  int cx = g_rand_int_range (rand, 8, 24), cy = g_rand_int_range (rand, 8, 24);

  for (int y = 0; y < 32; y++)
    for (int x = 0; x < 32; x++)
      {
        gboolean lit = spot && (x - cx) * (x - cx) + (y - cy) * (y - cy) < 25;

        pixels[y][x] = (guint16) (12000 + g_rand_int_range (rand, 0, 6000) + (lit ? 30000 : 0));
      }
  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));
}

void
ui_make_scans (const char *folder, int n)
{
  static const char *const classes[] = { "clear", "spot" };

  for (int c = 0; c < 2; c++)
    {
      g_autofree char *sub = g_build_filename (folder, classes[c], NULL);

      g_assert_cmpint (g_mkdir_with_parents (sub, 0700), ==, 0);
      for (int i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("%03d.png", i);
          g_autofree char *path = g_build_filename (sub, name, NULL);

          write_scan (path, i, c == 1);
        }
    }
}

void
ui_photograph (GtkWidget *window, const char *name)
{
  const char *folder = g_getenv ("VESALIUS_PICTURES");
  g_autofree char *file = g_strconcat (name, ".png", NULL), *path = folder != NULL && *folder != '\0' ? g_build_filename (folder, file, NULL) : NULL;

  if (path != NULL)
    ui_picture (window, path);
}

void
ui_make_notes (const char *folder, int n)
{
  static const char *const classes[] = { "acute", "calm" };
  static const char *const said[2][4] = { { "sudden severe pain", "fever and bleeding", "sent to surgery at once", "pulse rapid and weak" },
                                          { "routine visit", "feels well", "no complaints today", "slept and ate normally" } };

  for (int c = 0; c < 2; c++)
    for (int i = 0; i < n; i++)
      {
        g_autofree char *sub = g_build_filename (folder, classes[c], NULL), *name = g_strdup_printf ("%03d.txt", i);
        g_autofree char *path = g_build_filename (sub, name, NULL);
        g_autofree char *text = g_strdup_printf ("Patient seen on the ward: %s, %s.\nSeen by doctor%c%d; %s.\n", said[c][i % 4], said[c][(i / 4 + 1) % 4],
                                                 'a' + c, i, said[c][(i + 2) % 4]);

        g_assert_cmpint (g_mkdir_with_parents (sub, 0700), ==, 0);
        g_assert_true (g_file_set_contents (path, text, -1, NULL));
      }
}

/* ---- finding ---- */

typedef gboolean (*Fits) (GtkWidget *widget, gpointer what);

static GtkWidget *
find (GtkWidget *root, Fits fits, gpointer what)
{
  if (fits (root, what))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_child_visible (child) && gtk_widget_get_visible (child) ? find (child, fits, what) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
fits_id (GtkWidget *widget, gpointer what)
{
  return g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), what) == 0;
}

static gboolean
fits_name (GtkWidget *widget, gpointer what)
{
  return g_strcmp0 (gtk_widget_get_name (widget), what) == 0;
}

static gboolean
fits_type (GtkWidget *widget, gpointer what)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (what));
}

GtkWidget *
ui_find_id (GtkWidget *root, const char *buildable_id)
{
  return find (root, fits_id, (gpointer) buildable_id);
}

GtkWidget *
ui_find_name (GtkWidget *root, const char *widget_name)
{
  return find (root, fits_name, (gpointer) widget_name);
}

GtkWidget *
ui_find_type (GtkWidget *root, GType type)
{
  return find (root, fits_type, GSIZE_TO_POINTER (type));
}

GtkWidget *
ui_find_toplevel (GType type)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (all, i);

      if (fits_type (window, GSIZE_TO_POINTER (type)))
        return window;
    }
  return NULL;
}
