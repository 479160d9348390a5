/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-left-out.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-import.h"
#include "ui/vsl-dialogs.h"

/* Each entry is "place\nreason" in a string list, so that ten thousand of them cost a list and no widgets. */
static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *place = gtk_label_new (NULL), *reason = gtk_label_new (NULL);

  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_label_set_ellipsize (GTK_LABEL (place), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (reason), 0);
  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_widget_add_css_class (reason, "dim-label");
  gtk_widget_add_css_class (reason, "caption");
  gtk_box_append (GTK_BOX (box), place);
  gtk_box_append (GTK_BOX (box), reason);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *place = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  const char *end = strchr (text, '\n');
  g_autofree char *first = g_strndup (text, end - text);

  gtk_label_set_label (GTK_LABEL (place), first);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (place)), end + 1);
}

/* ---- the list in a file ---- */

static void
on_save_chosen (char **paths, gpointer data)
{
  GtkWidget *window = data;
  const char *text = g_object_get_data (G_OBJECT (window), "vsl-csv");
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (paths[0], text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    vsl_dialog_error (window, _("The List Could Not Be Saved"), error);
}

static void
on_save (GtkWidget *window)
{
  /* Translators: the suggested file name of a list. */
  vsl_dialog_files (window, VSL_DIALOG_SAVE, _("Save the List of What Was Left Out"), _("_Save"), _("left out.csv"), _("Tables"), "*.csv", on_save_chosen,
                    g_object_ref (window), g_object_unref);
}

/* ---- the window ---- */

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  return label;
}

/* csv: NULL: nothing can be saved. Takes strings. */
static GtkWidget *
window_new (GtkWindow *parent, GtkStringList *strings, const char *counts, const char *note, char *csv)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *scroll = gtk_scrolled_window_new (), *list, *hint = label_new (note), *save = gtk_button_new_with_mnemonic (_("_Save List…"));
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (strings))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Left Out"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_set_name (save, "save_list");
  gtk_widget_set_visible (save, csv != NULL);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), save);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), label_new (counts));
  gtk_box_append (GTK_BOX (box), scroll);
  gtk_box_append (GTK_BOX (box), hint);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _("Left Out"));
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 480);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  g_object_set_data_full (G_OBJECT (window), "vsl-csv", csv, g_free);
  g_signal_connect_object (save, "clicked", G_CALLBACK (on_save), window, G_CONNECT_SWAPPED);
  vsl_dialog_close_with_escape (window);
  return window;
}

/**
 * vsl_left_out_window:
 * @parent: the window that asks
 * @left_out: (element-type VslLeftOut): what to list
 *
 * Returns: (transfer none): the window, not presented yet.
 */
GtkWidget *
vsl_left_out_window (GtkWindow *parent, GPtrArray *left_out)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  g_autofree char *counts = vsl_left_out_counts (left_out);

  for (guint i = 0; i < left_out->len; i++)
    {
      g_autofree char *place = vsl_left_out_place (left_out->pdata[i]);

      gtk_string_list_take (strings, g_strconcat (place, "\n", ((const VslLeftOut *) left_out->pdata[i])->reason, NULL));
    }
  return window_new (parent, strings, counts != NULL ? counts : "", _("A saved list names the files: keep it as you keep these. The project keeps how many and why, without names."),
                     vsl_left_out_csv (left_out));
}

/* Lines "KIND<tab>COUNT<tab>REASON" as entries of such a list. */
static GPtrArray *
read_log (const char *log, GtkStringList *strings)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);

  for (int i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) part = g_strsplit (lines[i], "\t", 3);
      guint n = g_strv_length (part) == 3 ? (guint) MIN (g_ascii_strtoull (part[1], NULL, 10), 100000000) : 0;
      g_autofree char *count = NULL;

      if (n == 0)
        continue;
      for (int k = 0; vsl_left_kind_names[k] != NULL; k++)
        for (guint j = 0; g_str_equal (part[0], vsl_left_kind_names[k]) && j < MIN (n, 1000000); j++)
          {
            VslLeftOut *out = g_new0 (VslLeftOut, 1);

            out->kind = (VslLeftKind) k;
            g_ptr_array_add (all, out);
          }
      for (int k = 0; vsl_left_kind_names[k] != NULL && count == NULL; k++)
        count = g_str_equal (part[0], vsl_left_kind_names[k]) ? vsl_left_out_count ((VslLeftKind) k, n) : NULL;
      if (strings != NULL && count != NULL)
        gtk_string_list_take (strings, g_strconcat (count, "\n", part[2], NULL));
    }
  return all;
}

GtkWidget *
vsl_left_out_log_window (GtkWindow *parent, const char *log)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) all = read_log (log, strings);
  g_autofree char *counts = vsl_left_out_counts (all);

  return window_new (parent, strings, counts != NULL ? counts : "", _("By all imports into this project. Names of files are not stored."), NULL);
}

char *
vsl_left_out_log_counts (const char *log)
{
  g_autoptr (GPtrArray) all = read_log (log, NULL);

  return vsl_left_out_counts (all);
}

void
vsl_left_out_present (GtkWidget *from, const VslImportResult *result, VslDocument *document)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (from));

  gtk_window_present (GTK_WINDOW (result != NULL ? vsl_left_out_window (parent, result->left_out) : vsl_left_out_log_window (parent, vsl_document_left_out (document))));
}

void
vsl_left_out_tell (const VslImportResult *result, VslDocument *document, GtkWidget *button, GtkWidget *content)
{
  g_autofree char *counts = result != NULL ? vsl_left_out_counts (result->left_out) : vsl_left_out_log_counts (vsl_document_left_out (document));

  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _("What Was Left Out…"));
  gtk_widget_set_tooltip_text (button, counts);
  gtk_widget_set_visible (button, counts != NULL);
}
