/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-application.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-meter.h"
#include "ui/vsl-settings.h"
#include "ui/vsl-window.h"

struct _VslApplication {
  AdwApplication parent_instance;
  gboolean drawn;               /* the first frame was shown */
  char *sample;                 /* asked for on the command line */
};

G_DEFINE_TYPE (VslApplication, vsl_application, ADW_TYPE_APPLICATION)

static void
on_first_frame (GdkFrameClock *clock, VslApplication *self)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_frame, self);
  if (!self->drawn)
    g_print ("# start to first frame: %.0f ms\n", vsl_meter_since_start ());
  self->drawn = TRUE;
}

static VslWindow *
new_window (VslApplication *self)
{
  GtkWidget *window = vsl_window_new (GTK_APPLICATION (self));

  gtk_window_present (GTK_WINDOW (window));
  if (vsl_meter_wanted () && !self->drawn)
    g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_first_frame), self, 0);
  return VSL_WINDOW (window);
}

static void
vsl_application_activate (GApplication *application)
{
  VslApplication *self = VSL_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (window);
  else
    window = GTK_WINDOW (new_window (self));
  if (self->sample != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.new-from-sample", "s", self->sample);
  g_clear_pointer (&self->sample, g_free);
}

static int
vsl_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  VslApplication *self = VSL_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("vesalius %s\n", VSL_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "sample", "s", &self->sample);
  return -1;
}

static void
vsl_application_finalize (GObject *object)
{
  g_free (VSL_APPLICATION (object)->sample);
  G_OBJECT_CLASS (vsl_application_parent_class)->finalize (object);
}

static void
vsl_application_open (GApplication *application, GFile **files, int n, const char *hint)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));

  for (int i = 0; i < n; i++)
    {
      VslWindow *window = i == 0 && VSL_IS_WINDOW (active) ? VSL_WINDOW (active) : new_window (VSL_APPLICATION (application));
      g_autofree char *path = g_file_get_path (files[i]);

      if (path != NULL)
        vsl_window_open_path (window, path);
    }
}

/* ---- actions ---- */

static void
apply_scheme (const char *name)
{
  AdwColorScheme scheme = g_str_equal (name, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                          : g_str_equal (name, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_DEFAULT;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
on_scheme (GSimpleAction *action, GVariant *value, gpointer data)
{
  const char *name = g_variant_get_string (value, NULL);

  apply_scheme (name);
  vsl_settings_set_string ("color-scheme", name);
  g_simple_action_set_state (action, value);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (data));

  adw_show_about_window (parent,
                         "application-name", _("Vesalius"),
                         "application-icon", VSL_APP_ID,
                         "version", VSL_VERSION,
                         "developer-name", _("The Vesalius authors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Trains neural networks on your own scans and notes, on your own computer. For research and teaching only: not a medical device."),
                         NULL);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  /* Each window may ask before it goes; the program ends with the last one. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
on_new_window (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  new_window (data);
}

static void
add_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "win.new", { "<Control>n" } },
    { "win.open", { "<Control>o" } },
    { "win.save-copy", { "<Control><Shift>s" } },
    { "win.import", { "<Control>i" } },
    { "win.stage::data", { "<Control>1", "<Alt>1" } },
    { "win.stage::network", { "<Control>2", "<Alt>2" } },
    { "win.stage::train", { "<Control>3", "<Alt>3" } },
    { "win.stage::results", { "<Control>4", "<Alt>4" } },
    { "win.stage::export", { "<Control>5", "<Alt>5" } },
    { "win.show-help-overlay", { "F1", "<Control>question" } },
    { "window.close", { "<Control>w" } },
    { "app.quit", { "<Control>q" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    {
      const char *list[] = { accels[i].accels[0], accels[i].accels[1], NULL };

      gtk_application_set_accels_for_action (application, accels[i].action, list);
    }
}

static void
vsl_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "about", on_about },
    { "quit", on_quit },
    { "new-window", on_new_window },
    { "color-scheme", NULL, "s", "'default'", on_scheme },
  };
  g_autofree char *scheme = NULL;

  G_APPLICATION_CLASS (vsl_application_parent_class)->startup (application);
  g_set_application_name (_("Vesalius"));
  gtk_window_set_default_icon_name (VSL_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  add_accels (GTK_APPLICATION (application));
  scheme = vsl_settings_string ("color-scheme");
  if (scheme != NULL)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (application), "color-scheme");

      apply_scheme (scheme);
      g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (scheme));
    }
}

static void
vsl_application_class_init (VslApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vsl_application_finalize;
  application_class->handle_local_options = vsl_application_handle_local_options;
  application_class->activate = vsl_application_activate;
  application_class->open = vsl_application_open;
  application_class->startup = vsl_application_startup;
}

static void
vsl_application_init (VslApplication *self)
{
  const GOptionEntry options[] = {
    { "sample", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Open a copy of a sample project"), N_("NAME") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * vsl_application_new:
 *
 * Returns: (transfer full): the application; it opens the project files it is given.
 */
VslApplication *
vsl_application_new (void)
{
  return g_object_new (VSL_TYPE_APPLICATION, "application-id", VSL_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/vesalius/Vesalius", NULL);
}
