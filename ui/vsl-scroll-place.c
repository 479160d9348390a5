/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-scroll-place.h"

static GtkAdjustment *
scroll_of (GtkWidget *widget)
{
  if (GTK_IS_SCROLLED_WINDOW (widget))
    return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAdjustment *found = scroll_of (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

double
vsl_scroll_place (GtkWidget *page)
{
  GtkAdjustment *scroll = scroll_of (page);

  return scroll != NULL ? gtk_adjustment_get_value (scroll) : 0;
}

void
vsl_scroll_lead (GtkWidget *page, GtkWidget *to)
{
  GtkAdjustment *scroll = scroll_of (page);
  graphene_point_t at;

  if (!gtk_widget_get_visible (to) || scroll == NULL)
    return;
  if (gtk_widget_compute_point (to, page, &GRAPHENE_POINT_INIT (0, 0), &at))
    gtk_adjustment_set_value (scroll, gtk_adjustment_get_value (scroll) + at.y - 24);
  gtk_widget_child_focus (to, GTK_DIR_TAB_FORWARD);
}

/* Rows have their places only after the next layouts. */
typedef struct {
  GtkAdjustment *scroll;
  double place;
  guint ticks;
} Place;

static gboolean
on_place (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Place *place = data;

  gtk_adjustment_set_value (place->scroll, place->place);
  return ++place->ticks < 3;
}

void
vsl_scroll_keep (GtkWidget *page, double at)
{
  GtkAdjustment *scroll = scroll_of (page);
  Place *place;

  if (scroll == NULL)
    return;
  place = g_new0 (Place, 1);
  place->scroll = scroll;
  place->place = at;
  gtk_adjustment_set_value (scroll, at);
  gtk_widget_add_tick_callback (page, on_place, place, g_free);
}
