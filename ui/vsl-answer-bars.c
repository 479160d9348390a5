/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-answer-bars.h"

#include <math.h>

static void
add_bar (GtkGrid *bars, int row, const char *name, double p, gboolean chosen)
{
  GtkWidget *label = gtk_label_new (name), *bar = gtk_level_bar_new (), *value;
  g_autofree char *text = g_strdup_printf ("%.3f", p);

  value = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), isfinite (p) ? CLAMP (p, 0, 1) : 0);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (value, "numeric");
  if (!chosen)
    {
      gtk_widget_add_css_class (bar, "vsl-quiet");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (value, "dim-label");
    }
  gtk_grid_attach (bars, label, 0, row, 1, 1);
  gtk_grid_attach (bars, bar, 1, row, 1, 1);
  gtk_grid_attach (bars, value, 2, row, 1, 1);
}

/**
 * vsl_answer_bars_fill:
 * @bars: three columns; what was in it goes
 *
 * The classes that matter: the likeliest five, the true and the predicted one among them.
 */
void
vsl_answer_bars_fill (GtkGrid *bars, const double *prob, int n, int predicted, int truth, char **names)
{
  g_autofree gboolean *done = g_new0 (gboolean, n);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (bars))) != NULL)
    gtk_grid_remove (bars, child);
  for (int row = 0; row < MIN (n, 5); row++)
    {
      int best = -1;

      for (int c = 0; c < n; c++)
        if (!done[c] && (best < 0 || prob[c] > prob[best]))
          best = c;
      if (row == 4 && truth >= 0 && !done[truth])
        best = truth;
      done[best] = TRUE;
      add_bar (bars, row, names[best], prob[best], predicted == VSL_ANSWER_EACH ? prob[best] > 0.5 : best == predicted);
    }
}
