/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-row-view.h"

#include <glib/gi18n-lib.h>

#include "app/vsl-tables.h"

struct _VslRowView {
  AdwBin parent_instance;
  GtkWidget *scroll, *list;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (VslRowView, vsl_row_view, ADW_TYPE_BIN)

static void
clear (VslRowView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
}

static void
add_cell (VslRowView *self, const char *name, const char *value, const char *unit)
{
  GtkWidget *row = adw_action_row_new (), *label;
  g_autofree char *text = value == NULL ? g_strdup (_("missing")) : unit != NULL ? g_strdup_printf ("%s %s", value, unit) : g_strdup (value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  label = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "numeric");
  if (value == NULL)
    gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
on_row (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslRowView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cells = vsl_document_row_finish (VSL_DOCUMENT (source), result, &error);

  if (self->list == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  clear (self);
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    {
      const VslShownCell *cell = cells->pdata[i];

      add_cell (self, cell->name, cell->value, cell->unit);
    }
}

void
vsl_row_view_show (VslRowView *self, VslDocument *document, VslSample *sample)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (sample == NULL || document == NULL)
    {
      clear (self);
      return;
    }
  self->cancellable = g_cancellable_new ();
  vsl_document_row_async (document, vsl_sample_info (sample)->id, self->cancellable, on_row, g_object_ref (self));
}

static void
vsl_row_view_dispose (GObject *object)
{
  VslRowView *self = VSL_ROW_VIEW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (vsl_row_view_parent_class)->dispose (object);
  self->list = NULL;
}

static void
vsl_row_view_class_init (VslRowViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vsl_row_view_dispose;
}

static void
vsl_row_view_init (VslRowView *self)
{
  self->scroll = gtk_scrolled_window_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Values of the row"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), self->list);
  gtk_widget_set_vexpand (self->scroll, TRUE);
  adw_bin_set_child (ADW_BIN (self), self->scroll);
}

GtkWidget *
vsl_row_view_new (void)
{
  return g_object_new (VSL_TYPE_ROW_VIEW, NULL);
}
