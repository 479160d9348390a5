/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-tooltip.h"

/**
 * vsl_tooltip_leave:
 * @window: a window of ours, first thing when it is disposed of
 *
 * Takes the toolkit's tooltip out of a window that goes away. GTK 4.8 keeps the tooltip that was shown last as a child of its window, and takes it out
 * when the window is already taken apart: for the tooltip's parent it then looks for actions once more, which makes their table anew, and nobody frees
 * that one. It is a small leak for each window that is closed, but one that would hide others.
 */
void
vsl_tooltip_leave (GtkWidget *window)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (window); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (GTK_IS_NATIVE (child) && g_str_equal (gtk_widget_get_css_name (child), "tooltip"))
        gtk_widget_unparent (child);      /* the toolkit holds it for the next window */
    }
}
