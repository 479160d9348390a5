/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-facts-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _VslFactsList {
  GtkBox parent_instance;
  GtkWidget *search, *list;
};

G_DEFINE_TYPE (VslFactsList, vsl_facts_list, GTK_TYPE_BOX)

static gboolean
fits (GtkListBoxRow *row, gpointer data)
{
  VslFactsList *self = data;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  const char *text = g_object_get_data (G_OBJECT (row), "text");

  return *wanted == '\0' || (text != NULL && strstr (text, wanted) != NULL);
}

/* Escape empties the search first; an empty one it leaves, and with it the popover that the list may be in, which the entry would keep from it. */
static void
on_stop (GtkSearchEntry *search, VslFactsList *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (*gtk_editable_get_text (GTK_EDITABLE (search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (search), "");
  else if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
vsl_facts_list_class_init (VslFactsListClass *klass)
{
}

static void
vsl_facts_list_init (VslFactsList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->search = gtk_search_entry_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (self->list), fits, self, NULL);
  gtk_widget_add_css_class (self->list, "vsl-facts");
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (gtk_list_box_invalidate_filter), self->list, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (on_stop), self, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search names and values"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self), self->search);
  gtk_box_append (GTK_BOX (self), scroller);
}

GtkWidget *
vsl_facts_list_new (const char *title)
{
  VslFactsList *self = g_object_new (VSL_TYPE_FACTS_LIST, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

void
vsl_facts_list_clear (VslFactsList *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
}

/**
 * vsl_facts_list_add:
 * @self: a list
 * @name: translated, or a column's
 * @value: (nullable): %NULL: missing
 */
void
vsl_facts_list_add (VslFactsList *self, const char *name, const char *value)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *left = gtk_label_new (name), *right;
  g_autofree char *both = NULL;

  right = gtk_label_new (value != NULL ? value : "—");
  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_label_set_yalign (GTK_LABEL (left), 0);
  gtk_label_set_wrap (GTK_LABEL (left), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (left), 16);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (right), 1);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (right), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (right), 24);
  gtk_label_set_selectable (GTK_LABEL (right), FALSE);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  both = g_strdup_printf ("%s: %s", name, value != NULL ? value : _("missing"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, both, -1);
  g_object_set_data_full (G_OBJECT (row), "text", g_utf8_casefold (both, -1), g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

guint
vsl_facts_list_shown (VslFactsList *self)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    n += fits (GTK_LIST_BOX_ROW (row), self);
  return n;
}
