/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-left-out.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-import.h"

/**
 * vsl_left_out_place:
 * @left_out: a VslLeftOut
 *
 * Returns: (transfer full): the file, with its line where it's a row of a manifest.
 */
char *
vsl_left_out_place (gconstpointer left_out)
{
  const VslLeftOut *out = left_out;

  if (out->line > 0)
    return g_strdup_printf (_("%s, line %d"), out->file, out->line);
  return g_strdup (out->file);
}

/* Each entry is "place\nreason" in a string list, so that ten thousand of them cost a list and no widgets. */
static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *place = gtk_label_new (NULL), *reason = gtk_label_new (NULL);

  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
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
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = adw_header_bar_new ();
  GtkWidget *scroll = gtk_scrolled_window_new (), *list;
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkStringList *strings = gtk_string_list_new (NULL);
  g_autofree char *title = g_strdup_printf (ngettext ("%u File Left Out", "%u Files Left Out", left_out->len), left_out->len);

  for (guint i = 0; i < left_out->len; i++)
    {
      g_autofree char *place = vsl_left_out_place (left_out->pdata[i]);

      gtk_string_list_take (strings, g_strconcat (place, "\n", ((const VslLeftOut *) left_out->pdata[i])->reason, NULL));
    }
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (strings))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), scroll);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 480);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  return window;
}
