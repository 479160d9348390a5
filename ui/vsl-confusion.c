/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-confusion.h"

#include <glib/gi18n-lib.h>

struct _VslConfusion {
  AdwBin parent_instance;
  GtkWidget *grid;
  int n;
};

G_DEFINE_TYPE (VslConfusion, vsl_confusion, ADW_TYPE_BIN)

enum { CELL, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_clicked (GtkWidget *button, VslConfusion *self)
{
  int cell = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "vsl-cell"));

  g_signal_emit (self, signals[CELL], 0, cell / self->n, cell % self->n);
}

static GtkWidget *
make_name (const char *name, gboolean row)
{
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_xalign (GTK_LABEL (label), row ? 1 : 0.5f);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static GtkWidget *
make_cell (VslConfusion *self, int truth, int predicted, guint count, guint of, const char *const *names)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *text = g_strdup_printf ("%u", count);
  g_autofree char *spoken = NULL;
  g_autofree char *shade = NULL;
  g_autofree char *id = g_strdup_printf ("cell-%d-%d", truth, predicted);

  /* Translators: a cell of the confusion matrix: count, true class, predicted class. */
  spoken = g_strdup_printf (ngettext ("%u case of %s read as %s", "%u cases of %s read as %s", count), count, names[truth], names[predicted]);
  /* Four steps of strength by the share of the true class, so that a rare class is seen too. */
  shade = g_strdup_printf ("vsl-%s-%d", truth == predicted ? "right" : "wrong", count == 0 || of == 0 ? 0 : 1 + (int) (2.999 * count / of));
  gtk_button_set_label (GTK_BUTTON (button), text);
  gtk_widget_set_name (button, id);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_add_css_class (button, "vsl-cell");
  gtk_widget_add_css_class (button, shade);
  gtk_widget_set_hexpand (button, TRUE);
  g_object_set_data (G_OBJECT (button), "vsl-cell", GINT_TO_POINTER (truth * self->n + predicted));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

/**
 * vsl_confusion_set:
 * @self: a matrix
 * @n: number of classes
 * @counts: [@n, @n], rows are the truth
 * @names: @n class names
 */
void
vsl_confusion_set (VslConfusion *self, int n, const guint *counts, const char *const *names)
{
  GtkWidget *child, *said;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  self->n = n;
  if (n == 0)
    return;
  said = gtk_label_new (_("read as"));
  gtk_widget_add_css_class (said, "caption");
  gtk_widget_add_css_class (said, "dim-label");
  gtk_grid_attach (GTK_GRID (self->grid), said, 1, 0, n, 1);
  for (int t = 0; t < n; t++)
    {
      guint of = 0;

      gtk_grid_attach (GTK_GRID (self->grid), make_name (names[t], FALSE), 1 + t, 1, 1, 1);
      gtk_grid_attach (GTK_GRID (self->grid), make_name (names[t], TRUE), 0, 2 + t, 1, 1);
      for (int p = 0; p < n; p++)
        of += counts[t * n + p];
      for (int p = 0; p < n; p++)
        gtk_grid_attach (GTK_GRID (self->grid), make_cell (self, t, p, counts[t * n + p], of, names), 1 + p, 2 + t, 1, 1);
    }
}

/**
 * vsl_confusion_cell:
 * @self: a matrix
 * @truth: row
 * @predicted: column
 *
 * Returns: (transfer none) (nullable): the button of that cell.
 */
GtkWidget *
vsl_confusion_cell (VslConfusion *self, int truth, int predicted)
{
  return gtk_grid_get_child_at (GTK_GRID (self->grid), 1 + predicted, 2 + truth);
}

/**
 * vsl_confusion_select:
 * @self: a matrix
 * @truth: row to be marked, -1: none
 * @predicted: its column
 */
void
vsl_confusion_select (VslConfusion *self, int truth, int predicted)
{
  for (int t = 0; t < self->n; t++)
    for (int p = 0; p < self->n; p++)
      if (t == truth && p == predicted)
        gtk_widget_add_css_class (vsl_confusion_cell (self, t, p), "chosen");
      else
        gtk_widget_remove_css_class (vsl_confusion_cell (self, t, p), "chosen");
}

static void
vsl_confusion_class_init (VslConfusionClass *klass)
{
  signals[CELL] = g_signal_new ("cell", VSL_TYPE_CONFUSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
vsl_confusion_init (VslConfusion *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 4);
  adw_bin_set_child (ADW_BIN (self), self->grid);
}

GtkWidget *
vsl_confusion_new (void)
{
  return g_object_new (VSL_TYPE_CONFUSION, NULL);
}
