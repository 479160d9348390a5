/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-filter-row.h"

GtkWidget *
vsl_filter_row_new (const char *title, guint count, double share, const char *css, int value)
{
  GtkWidget *row = gtk_list_box_row_new (), *grid = gtk_grid_new (), *name = gtk_label_new (title), *number, *bar;
  g_autofree char *text = g_strdup_printf ("%'u", count);
  g_autofree char *spoken = g_strdup_printf ("%s, %u", title, count);

  number = gtk_label_new (text);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (number, "dim-label");
  gtk_grid_attach (GTK_GRID (grid), name, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), number, 1, 0, 1, 1);
  if (share >= 0)
    {
      bar = gtk_progress_bar_new ();
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), share);
      gtk_widget_add_css_class (bar, "vsl-share");
      if (css != NULL)
        gtk_widget_add_css_class (bar, css);
      gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      gtk_grid_attach (GTK_GRID (grid), bar, 0, 1, 2, 1);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), grid);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (row), "vsl-value", GINT_TO_POINTER (value));
  return row;
}

void
vsl_filter_row_explain (GtkWidget *row, const char *detail)
{
  GtkWidget *label = gtk_label_new (detail);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_name (label, "detail");
  gtk_widget_set_tooltip_text (row, detail);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
  gtk_grid_attach (GTK_GRID (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), label, 0, 2, 2, 1);
}

void
vsl_filter_row_add (GtkWidget *list, GtkWidget *row, gboolean chosen)
{
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  if (chosen)
    gtk_list_box_select_row (GTK_LIST_BOX (list), GTK_LIST_BOX_ROW (row));
}

void
vsl_filter_rows_clear (GtkWidget *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), row);
}
