/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-number-card.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css, gboolean dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  /* A number that is cut off would be read as another one: it takes a second line instead. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* Words go on in a second line: cut off they would say something else. */
static void
add_words (GtkWidget *box, const char *text, gboolean dim)
{
  GtkWidget *label = add_label (box, text, "caption", dim);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
}

/**
 * vsl_number_card_new:
 * @title: "Sensitivity"
 * @value: with its 95 % interval; NaN: undefined
 * @counts: "70 of 78 found"
 * @tooltip: what the number means, and what a click shows
 *
 * Returns: (transfer floating): a button.
 */
GtkWidget *
vsl_number_card_new (const char *title, const VslInterval *value, const char *counts, const char *tooltip)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *number = isfinite (value->value) ? g_strdup_printf (value->value < 0.001 && value->value > 0 ? "%.2e" : "%.3f", value->value) : g_strdup ("–");
  g_autofree char *range = isfinite (value->low) && isfinite (value->high) ? g_strdup_printf ("%.3f – %.3f", value->low, value->high) : NULL;
  g_autofree char *spoken = NULL;

  add_words (box, title, TRUE);
  gtk_widget_add_css_class (add_label (box, number, "vsl-number", FALSE), "numeric");
  if (range != NULL)
    gtk_widget_add_css_class (add_label (box, range, "caption", TRUE), "numeric");
  add_words (box, counts, FALSE);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "vsl-number-card");
  gtk_widget_set_tooltip_text (button, tooltip);
  /* Translators: what a screen reader says of a result: name, value, interval, counts. */
  spoken = range != NULL ? g_strdup_printf (_("%s %s, 95 per cent interval %s, %s"), title, number, range, counts)
                         : g_strdup_printf (_("%s %s, %s"), title, number, counts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return button;
}
