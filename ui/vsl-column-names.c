/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-column-names.h"

#include <glib/gi18n-lib.h>

typedef struct {
  guint n;
  guint fits[];
} Fits;

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *name = gtk_label_new (NULL), *files = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 30);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (files, "dim-label");
  gtk_widget_add_css_class (files, "caption");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), files);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Fits *fits = data;
  GtkWidget *box = gtk_list_item_get_child (item), *name = gtk_widget_get_first_child (box), *files = gtk_widget_get_next_sibling (name);
  guint at = gtk_list_item_get_position (item);
  gboolean known = fits->n > 0 && at > 0 && at <= fits->n, none = known && fits->fits[at - 1] == 0;
  g_autofree char *text = !known ? g_strdup ("")
                          : none ? g_strdup (_("fits nothing"))
                                 : g_strdup_printf (ngettext ("fits %u", "fits %u", fits->fits[at - 1]), fits->fits[at - 1]);

  gtk_label_set_label (GTK_LABEL (name), gtk_string_object_get_string (gtk_list_item_get_item (item)));
  gtk_label_set_label (GTK_LABEL (files), text);
  gtk_widget_set_sensitive (box, !none);
  gtk_list_item_set_activatable (item, !none);
  gtk_list_item_set_selectable (item, !none);
}

void
vsl_column_names_show_fits (GtkWidget *combo, const guint *fits, guint n)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  Fits *own = g_malloc0 (sizeof *own + n * sizeof *own->fits);

  own->n = fits != NULL ? n : 0;
  for (guint i = 0; i < own->n; i++)
    own->fits[i] = fits[i];
  g_object_set_data_full (G_OBJECT (factory), "vsl-fits", own, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), own);
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (combo), factory);
}
