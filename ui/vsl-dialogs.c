/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-dialogs.h"

#include <glib/gi18n-lib.h>

typedef struct {
  VslDialogFunc confirm, other;
  VslDialogPathsFunc paths;
  gpointer data;
  GDestroyNotify destroy;
  char *ending;            /* ".onnx" to be added, or NULL */
} Answer;

static void
answer_free (Answer *answer)
{
  if (answer->destroy != NULL)
    answer->destroy (answer->data);
  g_free (answer->ending);
  g_free (answer);
}

static GtkWindow *
window_of (GtkWidget *from)
{
  GtkRoot *root = from != NULL ? gtk_widget_get_root (from) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/**
 * vsl_dialog_message:
 * @from: (nullable): a widget in the window that the message belongs to
 * @heading: what happened, a few words
 * @body: one or two sentences, what to do
 */
void
vsl_dialog_message (GtkWidget *from, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (from), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * vsl_dialog_error:
 * @from: (nullable): a widget in the window that the message belongs to
 * @heading: what did not work
 * @error: why; its message is shown as it is. A cancelled operation is no error and shows nothing.
 */
void
vsl_dialog_error (GtkWidget *from, const char *heading, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  vsl_dialog_message (from, heading, error->message);
}

static void
answer_closed (gpointer data, GClosure *closure)
{
  answer_free (data);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Answer *answer)
{
  if (g_str_equal (response, "confirm"))
    answer->confirm (answer->data);
  else if (g_str_equal (response, "other"))
    answer->other (answer->data);
}

/**
 * vsl_dialog_confirm:
 * @from: (nullable): a widget in the window that asks
 * @heading: the question
 * @body: what will happen
 * @confirm: label of the button that does it, with a mnemonic
 * @destructive: something is lost by it
 * @callback: called when the person agreed
 * @data: for @callback
 * @destroy: (nullable): frees @data, in every case
 */
void
vsl_dialog_confirm (GtkWidget *from, const char *heading, const char *body, const char *confirm, gboolean destructive,
                    VslDialogFunc callback, gpointer data, GDestroyNotify destroy)
{
  GtkWidget *widget = adw_message_dialog_new (window_of (from), heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  Answer *answer = g_new0 (Answer, 1);

  answer->confirm = callback;
  answer->data = data;
  answer->destroy = destroy;
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "confirm", confirm, NULL);
  adw_message_dialog_set_response_appearance (dialog, "confirm",
                                              destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, destructive ? "cancel" : "confirm");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), answer, answer_closed, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * vsl_dialog_choose:
 * @from: (nullable): a widget in the window that asks
 * @heading: what happened
 * @body: what can be done
 * @extra: (nullable): shown below the text
 * @destructive: label of the button that one should think about, with a mnemonic
 * @suggested: (nullable): label of the other one
 * @data: for both callbacks
 * @destroy: (nullable): frees @data, in every case
 */
void
vsl_dialog_choose (GtkWidget *from, const char *heading, const char *body, GtkWidget *extra, const char *destructive, VslDialogFunc on_destructive,
                   const char *suggested, VslDialogFunc on_suggested, gpointer data, GDestroyNotify destroy)
{
  GtkWidget *widget = adw_message_dialog_new (window_of (from), heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  Answer *answer = g_new0 (Answer, 1);

  answer->confirm = on_suggested;
  answer->other = on_destructive;
  answer->data = data;
  answer->destroy = destroy;
  if (extra != NULL)
    adw_message_dialog_set_extra_child (dialog, extra);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "other", destructive, NULL);
  adw_message_dialog_set_response_appearance (dialog, "other", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  if (suggested != NULL)
    {
      adw_message_dialog_add_response (dialog, "confirm", suggested);
      adw_message_dialog_set_response_appearance (dialog, "confirm", ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (dialog, "confirm");
    }
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), answer, answer_closed, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_chosen (GtkNativeDialog *dialog, int response, Answer *answer)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (chooser);
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);
          g_autofree char *path = g_file_get_path (file);
          g_autofree char *full = path == NULL ? NULL
            : g_strconcat (path, answer->ending != NULL && !g_str_has_suffix (path, answer->ending) ? answer->ending : "", NULL);

          if (full != NULL)
            g_strv_builder_add (builder, full);
        }
      paths = g_strv_builder_end (builder);
      if (paths[0] != NULL)
        answer->paths (paths, answer->data);
      else
        vsl_dialog_message (GTK_WIDGET (gtk_native_dialog_get_transient_for (dialog)), _("Not on This Computer"),
                            _("Vesalius works with files on this computer only. Copy them to a folder here first."));
    }
  answer_free (answer);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *title, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, title);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

/**
 * vsl_dialog_files:
 * @from: (nullable): a widget in the window that asks
 * @kind: what is chosen
 * @title: of the dialog
 * @accept: label of the accepting button, with a mnemonic
 * @name: (nullable): suggested file name, for saving
 * @filter_title: (nullable): "Vesalius projects"
 * @filter: (nullable): "*.vesalius"; when saving, the ending is added where it's missing
 * @callback: gets the paths, only when something was chosen
 * @data: for @callback
 * @destroy: (nullable): frees @data, in every case
 */
void
vsl_dialog_files (GtkWidget *from, VslDialogKind kind, const char *title, const char *accept, const char *name,
                  const char *filter_title, const char *filter, VslDialogPathsFunc callback, gpointer data,
                  GDestroyNotify destroy)
{
  static const GtkFileChooserAction actions[] = {
    GTK_FILE_CHOOSER_ACTION_OPEN, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, GTK_FILE_CHOOSER_ACTION_OPEN, GTK_FILE_CHOOSER_ACTION_SAVE,
  };
  GtkFileChooserNative *native = gtk_file_chooser_native_new (title, window_of (from), actions[kind], accept, _("_Cancel"));
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (native);
  Answer *answer = g_new0 (Answer, 1);

  answer->paths = callback;
  answer->data = data;
  answer->destroy = destroy;
  if (kind == VSL_DIALOG_SAVE && filter != NULL)
    answer->ending = g_strdup (filter + 1);
  if (name != NULL)
    gtk_file_chooser_set_current_name (chooser, name);
  if (filter != NULL)
    add_filter (chooser, filter_title, filter);
  gtk_file_chooser_set_select_multiple (chooser, kind == VSL_DIALOG_OPEN_FILES);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_signal_connect (native, "response", G_CALLBACK (on_chosen), answer);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

/**
 * vsl_dialog_close_with_escape:
 * @window: of a list or of pictures, with nothing in it that could get lost
 */
void
vsl_dialog_close_with_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}
