/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, making and importing: everything of the window that begins with a path. */
#include "ui/vsl-window-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "ui/vsl-data-page.h"
#include "ui/vsl-dialogs.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-settings.h"

/* ---- work under way: at most one of opening and importing ---- */

static GCancellable *
begin_work (VslWindow *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

static void
end_work (VslWindow *self)
{
  g_clear_object (&self->cancellable);
  vsl_window_set_busy (self, NULL);
}

static gboolean
work_refused (VslWindow *self)
{
  if (self->cancellable == NULL)
    return FALSE;
  vsl_window_toast (self, _("Wait until the present work is done, or cancel it"));
  return TRUE;
}

/* The window that takes a newly opened project: this one while it's empty, else another. */
static VslWindow *
free_window (VslWindow *self)
{
  GtkWidget *window;

  if (self->document == NULL && self->cancellable == NULL)
    return self;
  window = vsl_window_new (gtk_window_get_application (GTK_WINDOW (self)));
  gtk_window_present (GTK_WINDOW (window));
  return VSL_WINDOW (window);
}

/* ---- opening ---- */

typedef VslDocument *(*FinishFunc) (GAsyncResult *result, GError **error);

static void
take_document (VslWindow *self, GAsyncResult *result, FinishFunc finish, const char *heading)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDocument) document = finish (result, &error);
  g_auto (GStrv) pending = g_steal_pointer (&self->pending_import);

  end_work (self);
  if (document == NULL)
    vsl_dialog_error (GTK_WIDGET (self), heading, error);
  else
    {
      vsl_window_set_document (self, document);
      if (pending != NULL && pending[0] != NULL)
        vsl_window_import_paths (self, (const char *const *) pending);
      else if (pending != NULL)
        gtk_widget_activate_action (GTK_WIDGET (self), "win.import", NULL);
    }
  g_object_unref (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  take_document (data, result, vsl_document_open_finish, _("The Project Could Not Be Opened"));
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer data)
{
  take_document (data, result, vsl_document_create_finish, _("The Project Could Not Be Made"));
}

static void
on_sample_created (GObject *source, GAsyncResult *result, gpointer data)
{
  take_document (data, result, vsl_document_create_sample_finish, _("The Sample Could Not Be Opened"));
}

/* A second window of the same project would be refused by its own lock: show the first one instead. */
static gboolean
show_if_open (VslWindow *self, const char *path)
{
  GList *windows = gtk_application_get_windows (gtk_window_get_application (GTK_WINDOW (self)));

  for (GList *l = windows; l != NULL; l = l->next)
    if (VSL_IS_WINDOW (l->data) && VSL_WINDOW (l->data)->document != NULL
        && g_str_equal (vsl_document_path (VSL_WINDOW (l->data)->document), path))
      {
        gtk_window_present (l->data);
        return TRUE;
      }
  return FALSE;
}

/**
 * vsl_window_open_path:
 * @self: a window
 * @path: of a project
 *
 * Opens it here while the window is empty, else in a new window; an open one is shown. Errors appear in a dialog.
 */
void
vsl_window_open_path (VslWindow *self, const char *path)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);

  if (show_if_open (self, full))
    return;
  self = free_window (self);
  vsl_document_open_async (full, begin_work (self), on_opened, g_object_ref (self));
  vsl_window_set_busy (self, _("Opening the project…"));
}

/* import: what to do once it's there; NULL nothing, empty: ask for scans. */
static void
create_path (VslWindow *self, const char *path, char **import)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);

  self = free_window (self);
  g_strfreev (self->pending_import);
  self->pending_import = g_strdupv (import);
  vsl_document_create_async (full, begin_work (self), on_created, g_object_ref (self));
  vsl_window_set_busy (self, _("Making the project…"));
}

static void
on_new_chosen (char **paths, gpointer data)
{
  VslWindow *self = data;
  g_auto (GStrv) import = self->pending_import != NULL ? g_steal_pointer (&self->pending_import) : g_new0 (char *, 1);

  create_path (self, paths[0], import);
}

static void
ask_where (VslWindow *self, const char *name)
{
  vsl_dialog_files (GTK_WIDGET (self), VSL_DIALOG_SAVE, _("Where to Keep the New Project"), _("_Create"), name,
                    _("Vesalius projects"), "*.vesalius", on_new_chosen, g_object_ref (self), g_object_unref);
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);

  if (work_refused (self))
    return;
  g_clear_pointer (&self->pending_import, g_strfreev);
  /* Translators: the suggested file name of a new project. */
  ask_where (self, _("My project.vesalius"));
}

static void
new_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  create_path (VSL_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL);
}

static void
on_open_chosen (char **paths, gpointer data)
{
  vsl_window_open_path (data, paths[0]);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vsl_dialog_files (widget, VSL_DIALOG_OPEN_PROJECT, _("Open a Project"), _("_Open"), NULL, _("Vesalius projects"), "*.vesalius",
                    on_open_chosen, g_object_ref (widget), g_object_unref);
}

static void
open_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vsl_window_open_path (VSL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* A name in the documents folder that nothing has yet: "Sample scans 2.vesalius". */
static char *
free_name (const char *title)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *folder = g_build_filename (documents != NULL ? documents : g_get_home_dir (), "Vesalius", NULL);

  g_mkdir_with_parents (folder, 0700);
  for (int i = 1;; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s.vesalius", title) : g_strdup_printf ("%s %d.vesalius", title, i);
      char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return path;
      g_free (path);
    }
}

static void
sample_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = free_window (VSL_WINDOW (widget));
  const char *sample = g_variant_get_string (parameter, NULL);
  g_autofree char *path = free_name (vsl_sample_title (sample));

  vsl_document_create_sample_async (sample, path, begin_work (self), on_sample_created, g_object_ref (self));
  vsl_window_set_busy (self, _("Making a copy of the sample…"));
}

/* ---- saving a copy ---- */

static void
on_copied (GObject *source, GAsyncResult *result, gpointer data)
{
  VslWindow *self = data;
  g_autoptr (GError) error = NULL;

  end_work (self);
  if (vsl_document_save_copy_finish (VSL_DOCUMENT (source), result, &error))
    vsl_window_toast (self, _("The copy was saved"));
  else
    vsl_dialog_error (GTK_WIDGET (self), _("The Copy Could Not Be Saved"), error);
  g_object_unref (self);
}

static void
on_copy_chosen (char **paths, gpointer data)
{
  VslWindow *self = data;

  if (work_refused (self))
    return;
  vsl_document_save_copy_async (self->document, paths[0], begin_work (self), on_copied, g_object_ref (self));
  vsl_window_set_busy (self, _("Saving a copy…"));
}

static void
save_copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslWindow *self = VSL_WINDOW (widget);
  g_autofree char *title = NULL, *suggested = NULL;

  g_object_get (self->document, "title", &title, NULL);
  /* Translators: the suggested file name of a project's copy. */
  suggested = g_strdup_printf (_("%s (copy).vesalius"), title);
  vsl_dialog_files (widget, VSL_DIALOG_SAVE, _("Save a Copy"), _("_Save"), suggested, _("Vesalius projects"), "*.vesalius",
                    on_copy_chosen, g_object_ref (widget), g_object_unref);
}

/* ---- importing ---- */

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  VslWindow *self = data;
  g_autoptr (GError) error = NULL;
  VslImportResult *imported = vsl_document_import_finish (VSL_DOCUMENT (source), result, &error);
  g_autofree char *text = NULL;

  end_work (self);
  if (imported == NULL)
    {
      if (g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED))
        vsl_window_toast (self, error->message);
      else
        vsl_dialog_error (GTK_WIDGET (self), _("Nothing Was Imported"), error);
    }
  else
    {
      VslSampleKind kind = vsl_document_info (VSL_DOCUMENT (source))->kind;
      g_autofree char *scans = g_strdup_printf (kind == VSL_SAMPLE_TABLE  ? ngettext ("%u row imported", "%u rows imported", imported->imported)
                                                : kind == VSL_SAMPLE_NOTE
                                                    ? ngettext ("%u note imported", "%u notes imported", imported->imported)
                                                    : ngettext ("%u scan imported", "%u scans imported", imported->imported), imported->imported);
      g_autofree char *left = vsl_left_out_counts (imported->left_out);
      guint twins = imported->copies + imported->look_alikes;

      text = left == NULL ? g_strdup (scans) : g_strdup_printf (_("%s; left out: %s"), scans, left);
      if (twins > 0)      /* a toast is one line */
        {
          g_autofree char *counts = g_steal_pointer (&text);

          text = g_strdup_printf (ngettext ("%s, %u copy or look-alike kept with its twin", "%s, %u copies and look-alikes kept with their twins", twins), counts, twins);
        }
      vsl_window_toast (self, text);
      if (imported->repeated * 2 > imported->imported)
        vsl_window_toast (self, _("Most of these rows equal rows that were there before: is it the same table once more?"));
      adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "data");
      vsl_data_page_take_result (VSL_DATA_PAGE (vsl_stage_page (self->stage[STAGE_DATA])), imported);
    }
  g_object_unref (self);
}

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  VslWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = NULL;

  end_work (self);
  if (!vsl_document_join_finish (VSL_DOCUMENT (source), result, &told, &error))
    vsl_dialog_error (GTK_WIDGET (self), _("No Labels Were Added"), error);
  else
    {
      vsl_window_toast (self, told);
      adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), "data");
    }
  g_object_unref (self);
}

static void
on_plan_accepted (VslImportPlan *plan, gpointer data)
{
  VslWindow *self = data;

  if (work_refused (self))
    {
      vsl_import_plan_free (plan);
      return;
    }
  if (plan->here)
    {
      gboolean replace = plan->options.replace_labels;

      vsl_document_join_async (self->document, plan, replace, begin_work (self), on_joined, g_object_ref (self));
      vsl_window_set_busy (self, _("Adding labels…"));
      return;
    }
  vsl_document_import_async (self->document, plan, begin_work (self), on_imported, g_object_ref (self));
  vsl_window_set_busy (self, _("Importing…"));
}

/* Shows the assistant for files and folders; asks first where to keep a project when there is none. */
void
vsl_window_import_paths (VslWindow *self, const char *const *paths)
{
  if (work_refused (self))
    return;
  if (self->document == NULL)
    {
      g_autofree char *base = g_path_get_basename (paths[0]);
      char *dot = strrchr (base, '.');
      g_autofree char *name = NULL;

      if (dot != NULL && dot != base)
        *dot = '\0';
      name = g_strconcat (base, ".vesalius", NULL);
      g_strfreev (self->pending_import);
      self->pending_import = g_strdupv ((char **) paths);
      ask_where (self, name);
      return;
    }
  vsl_import_assistant_present (GTK_WINDOW (self), self->document, paths, on_plan_accepted, g_object_ref (self), g_object_unref);
}

static void
on_import_chosen (char **paths, gpointer data)
{
  vsl_window_import_paths (data, (const char *const *) paths);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean folder = g_str_equal (name, "win.import");

  vsl_dialog_files (widget, folder ? VSL_DIALOG_OPEN_FOLDER : VSL_DIALOG_OPEN_FILES,
                    folder ? _("Choose a Folder of Scans or Notes") : _("Choose Scans, Notes, a Table or an Array File"), _("_Choose"), NULL,
                    NULL, NULL, on_import_chosen, g_object_ref (widget), g_object_unref);
}

static void
import_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *paths[] = { g_variant_get_string (parameter, NULL), NULL };

  vsl_window_import_paths (VSL_WINDOW (widget), paths);
}

/* ---- dropping ---- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, VslWindow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  gtk_widget_remove_css_class (self->root, "vsl-drop");
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    {
      g_autofree char *path = g_file_get_path (l->data);

      if (path == NULL)
        continue;
      if (g_str_has_suffix (path, ".vesalius"))
        {
          vsl_window_open_path (self, path);
          return TRUE;
        }
      g_strv_builder_add (builder, path);
    }
  paths = g_strv_builder_end (builder);
  if (paths[0] == NULL)
    return FALSE;
  vsl_window_import_paths (self, (const char *const *) paths);
  return TRUE;
}

static GdkDragAction
on_drop_enter (GtkDropTarget *target, double x, double y, VslWindow *self)
{
  gtk_widget_add_css_class (self->root, "vsl-drop");
  return GDK_ACTION_COPY;
}

static void
on_drop_leave (GtkDropTarget *target, VslWindow *self)
{
  gtk_widget_remove_css_class (self->root, "vsl-drop");
}

void
vsl_window_drop_install (VslWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  g_signal_connect (target, "enter", G_CALLBACK (on_drop_enter), self);
  g_signal_connect (target, "leave", G_CALLBACK (on_drop_leave), self);
  gtk_widget_add_controller (self->root, GTK_EVENT_CONTROLLER (target));
}

void
vsl_window_files_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.new", NULL, new_action);
  gtk_widget_class_install_action (klass, "win.new-path", "s", new_path_action);
  gtk_widget_class_install_action (klass, "win.open", NULL, open_action);
  gtk_widget_class_install_action (klass, "win.open-path", "s", open_path_action);
  gtk_widget_class_install_action (klass, "win.new-from-sample", "s", sample_action);
  gtk_widget_class_install_action (klass, "win.save-copy", NULL, save_copy_action);
  gtk_widget_class_install_action (klass, "win.import", NULL, import_action);
  gtk_widget_class_install_action (klass, "win.import-files", NULL, import_action);
  gtk_widget_class_install_action (klass, "win.import-path", "s", import_path_action);
}
