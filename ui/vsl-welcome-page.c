/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-welcome-page.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/vsl-document.h"
#include "ui/vsl-settings.h"

struct _VslWelcomePage {
  AdwBin parent_instance;
  GtkWidget *sample_group, *recent_group;
  GPtrArray *recent_rows;       /* borrowed from recent_group */
};

G_DEFINE_TYPE (VslWelcomePage, vsl_welcome_page, ADW_TYPE_BIN)

static GtkWidget *
make_row (const char *title, const char *subtitle, const char *icon, const char *action, const char *target)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *prefix = gtk_image_new_from_icon_name (icon);

  /* Titles of rows are markup; a file name may have anything in it. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), prefix);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  return row;
}

static void
fill_recent (VslWelcomePage *self)
{
  g_auto (GStrv) paths = vsl_settings_recent ();

  for (guint i = 0; i < self->recent_rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->recent_group), self->recent_rows->pdata[i]);
  g_ptr_array_set_size (self->recent_rows, 0);
  for (guint i = 0; paths[i] != NULL && i < 5; i++)
    {
      g_autofree char *base = g_path_get_basename (paths[i]);
      g_autofree char *folder = g_path_get_dirname (paths[i]);
      GtkWidget *row;

      if (g_str_has_suffix (base, ".vesalius"))
        base[strlen (base) - strlen (".vesalius")] = '\0';
      row = make_row (base, folder, "document-open-recent-symbolic", "win.open-path", paths[i]);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->recent_group), row);
      g_ptr_array_add (self->recent_rows, row);
    }
  gtk_widget_set_visible (self->recent_group, self->recent_rows->len > 0);
}

static void
fill_samples (VslWelcomePage *self)
{
  const char *const *names = vsl_sample_names ();
  gboolean any = FALSE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = vsl_sample_path (names[i]);
      GtkWidget *row;

      if (path == NULL)
        continue;
      row = make_row (vsl_sample_title (names[i]), vsl_sample_summary (names[i]), vsl_sample_is_notes (names[i]) ? "vsl-note-symbolic" : "view-grid-symbolic",
                      "win.new-from-sample", names[i]);
      gtk_widget_set_name (row, names[i]);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->sample_group), row);
      any = TRUE;
    }
  gtk_widget_set_visible (self->sample_group, any);
}

static void
vsl_welcome_page_map (GtkWidget *widget)
{
  fill_recent (VSL_WELCOME_PAGE (widget));
  GTK_WIDGET_CLASS (vsl_welcome_page_parent_class)->map (widget);
}

static void
vsl_welcome_page_finalize (GObject *object)
{
  g_ptr_array_unref (VSL_WELCOME_PAGE (object)->recent_rows);
  G_OBJECT_CLASS (vsl_welcome_page_parent_class)->finalize (object);
}

static void
vsl_welcome_page_class_init (VslWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vsl_welcome_page_finalize;
  widget_class->map = vsl_welcome_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vesalius/Vesalius/ui/vsl-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VslWelcomePage, sample_group);
  gtk_widget_class_bind_template_child (widget_class, VslWelcomePage, recent_group);
}

static void
vsl_welcome_page_init (VslWelcomePage *self)
{
  self->recent_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_samples (self);
}
