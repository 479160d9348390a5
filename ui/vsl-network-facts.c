/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-network-facts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "draw/vsl-network-drawing.h"

static void
fact (GtkListBox *list, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (value);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (list, row);
}

static void
fact_count (GtkListBox *list, const char *title, double count)
{
  g_autofree char *text = vsl_draw_count (count);
  fact (list, title, text);
}

/**
 * vsl_network_facts_add_node:
 * @report: of one layer
 */
void
vsl_network_facts_add_node (GtkListBox *list, const VslNodeReport *report)
{
  if (!report->ok) {
    fact (list, _("Output"), report->blocked ? _("waits for the layer before") : _("see the note at the card"));
    return;
  }
  g_autofree char *shape = vsl_shape_to_string (&report->out);
  fact (list, _("Output"), shape);
  fact_count (list, _("Parameters"), (double) report->params);
  if (report->trainable != report->params)
    fact_count (list, _("Of these learnt"), (double) report->trainable);
  if (report->macs > 0)
    fact_count (list, _("Multiply-adds"), report->macs);
}

/**
 * vsl_network_facts_add_all:
 * @report: of the whole network
 */
void
vsl_network_facts_add_all (GtkListBox *list, const VslNetwork *network, const VslReport *report)
{
  g_autofree char *memory = g_format_size (report->train_bytes);
  fact_count (list, _("Layers"), network->nodes->len);
  fact_count (list, _("Parameters"), (double) report->params);
  if (report->trainable != report->params)
    fact_count (list, _("Of these learnt"), (double) report->trainable);
  fact_count (list, _("Multiply-adds"), report->macs);
  fact (list, _("Memory for training"), memory);
}
