/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-leak-dialog.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define SHOWN 200        /* rows; more say nothing new */

/* "Scan 12 · normal · Patient 3 · Training" */
static GtkWidget *
make_row (VslDocument *document, gint64 id)
{
  VslSample *sample = vsl_document_sample_by_id (document, id);
  g_autofree char *label = NULL, *split = NULL, *patient = NULL, *text = NULL;
  GtkWidget *row;

  if (sample == NULL)
    return NULL;
  g_object_get (sample, "label-name", &label, "split-name", &split, "patient", &patient, NULL);
  text = g_strdup_printf (vsl_sample_info (sample)->kind == VSL_SAMPLE_NOTE ? _("Note %" PRId64 " · %s · %s · %s") : _("Scan %" PRId64 " · %s · %s · %s"), id, label,
                          patient, split);
  row = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (row), 0);
  gtk_label_set_ellipsize (GTK_LABEL (row), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_margin_start (row, 6);
  gtk_widget_set_margin_end (row, 6);
  return row;
}

static GtkWidget *
make_list (VslDocument *document, const VslLeaks *leaks)
{
  GtkWidget *scroll = gtk_scrolled_window_new (), *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_set_name (list, "leaks");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What is on two sides of the split"), -1);
  for (guint i = 0; i < leaks->samples->len && i < SHOWN; i++)
    {
      GtkWidget *label = make_row (document, g_array_index (leaks->samples, gint64, i)), *row;
      g_autofree char *text = label != NULL ? g_strdup (gtk_label_get_label (GTK_LABEL (label))) : NULL;

      if (label == NULL)
        continue;
      row = gtk_list_box_row_new ();
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), 140);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 140);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), list);
  return scroll;
}

void
vsl_leak_dialog (GtkWidget *from, VslDocument *document, const VslLeaks *leaks, VslDialogFunc mend, VslDialogFunc anyway, gpointer data,
                 GDestroyNotify destroy)
{
  g_autofree char *text = vsl_leaks_text (leaks);
  g_autofree char *body = g_strdup_printf (_("%s\n\nThe network would be judged on what it has learnt by heart. Mending moves whole patients and copies to one side; undo "
                                             "takes it back. Training anyway is written into the run and into every report of it."), text);

  vsl_dialog_choose (from, _("The Split Leaks"), body, make_list (document, leaks), _("_Train Anyway"), anyway, _("_Mend"), mend, data, destroy);
}
