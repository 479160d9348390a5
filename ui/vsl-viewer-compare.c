/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second scan beside the one that a VslViewer shows, which zooms, moves, scrolls and changes its greys with it. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "ui/vsl-viewer-private.h"

static gboolean
is_linked (VslViewer *self)
{
  return gtk_widget_get_visible (self->compare_box) && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->linked));
}

void
_vsl_viewer_compare_follow (VslViewer *self)
{
  if (self->following || !is_linked (self))
    return;
  self->following = TRUE;
  vsl_scan_view_follow (VSL_SCAN_VIEW (self->compare), VSL_SCAN_VIEW (self->view));
  self->following = FALSE;
}

static void
on_second_changed (VslViewer *self)
{
  if (self->stack == NULL)
    return;
  if (!self->following && is_linked (self))
    {
      self->following = TRUE;
      vsl_scan_view_follow (VSL_SCAN_VIEW (self->view), VSL_SCAN_VIEW (self->compare));
      self->following = FALSE;
    }
  _vsl_viewer_readout (self);
}

static void
on_second (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslViewer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslVolume) volume = vsl_volume_load_finish (result, &error);

  if (self->stack == NULL || g_task_get_cancellable (G_TASK (result)) != self->second || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (volume == NULL)
    gtk_label_set_label (GTK_LABEL (self->compare_caption), error->message);
  self->following = TRUE;
  vsl_scan_view_set_volume (VSL_SCAN_VIEW (self->compare), volume, VSL_PLANE_STORED);
  self->following = FALSE;
  _vsl_viewer_compare_follow (self);
}

static char *
caption_of (VslSample *sample)
{
  g_autofree char *name = NULL;

  g_object_get (sample, "label-name", &name, NULL);
  return g_strdup_printf (_("Scan %" PRId64 ", %s"), vsl_sample_info (sample)->id, name);
}

/* Which one is which, while there are two. */
void
_vsl_viewer_compare_name (VslViewer *self)
{
  g_autofree char *caption = self->sample != NULL ? caption_of (self->sample) : NULL;

  gtk_label_set_label (GTK_LABEL (self->view_caption), caption);
}

/**
 * _vsl_viewer_compare:
 * @sample: (nullable): what to show beside; %NULL: nothing any more
 */
void
_vsl_viewer_compare (VslViewer *self, VslSample *sample)
{
  g_autofree char *caption = NULL;

  if (self->second != NULL)
    g_cancellable_cancel (self->second);
  g_clear_object (&self->second);
  if (sample != NULL && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->planes)))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->planes), FALSE);
  gtk_widget_set_visible (self->compare_box, sample != NULL);
  vsl_scan_view_set_volume (VSL_SCAN_VIEW (self->compare), NULL, VSL_PLANE_STORED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.compare-off", sample != NULL);
  _vsl_viewer_arrange (self);
  if (sample == NULL)
    return;
  caption = caption_of (sample);
  _vsl_viewer_compare_name (self);
  gtk_label_set_label (GTK_LABEL (self->compare_caption), caption);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->compare), GTK_ACCESSIBLE_PROPERTY_LABEL, caption, -1);
  self->second = g_cancellable_new ();
  vsl_volume_load_async (self->document, vsl_sample_info (sample)->id, self->second, on_second, g_object_ref (self));
}

gboolean
vsl_viewer_stop_comparing (VslViewer *self)
{
  if (!gtk_widget_get_visible (self->compare_box))
    return FALSE;
  _vsl_viewer_compare (self, NULL);
  return TRUE;
}

/**
 * vsl_viewer_set_order:
 * @self: a viewer
 * @order: (nullable): the samples that the person sees as a list
 */
void
vsl_viewer_set_order (VslViewer *self, GListModel *order)
{
  g_set_object (&self->order, order);
}

/* The one after the present one in the list that is seen, the first after the last. One that is not in it, since the filter was changed
 * meanwhile, is followed by the first. */
static VslSample *
next_sample (VslViewer *self)
{
  GListModel *samples = self->order != NULL ? self->order : vsl_document_samples (self->document);
  guint n = g_list_model_get_n_items (samples), next = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);

      if (sample == self->sample)
        next = (i + 1) % n;
    }
  if (n > 0)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, next);

      if (sample != self->sample)
        return g_steal_pointer (&sample);
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("There is no other scan in the list"));
  return NULL;
}

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslViewer *self = VSL_VIEWER (widget);
  g_autoptr (VslSample) sample = NULL;

  if (g_str_equal (name, "viewer.compare-off"))
    {
      _vsl_viewer_compare (self, NULL);
      return;
    }
  if (self->sample == NULL || vsl_sample_info (self->sample)->kind != VSL_SAMPLE_SCAN)
    return;
  sample = g_str_equal (name, "viewer.compare-next") ? next_sample (self) : g_object_ref (self->sample);
  if (sample != NULL)
    _vsl_viewer_compare (self, sample);
}

void
_vsl_viewer_install_compare (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "viewer.compare-next", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "viewer.compare-this", NULL, compare_action);
  gtk_widget_class_install_action (widget_class, "viewer.compare-off", NULL, compare_action);
}

void
_vsl_viewer_connect_compare (VslViewer *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.compare-off", FALSE);
  g_signal_connect_object (self->compare, "changed", G_CALLBACK (on_second_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->linked, "toggled", G_CALLBACK (_vsl_viewer_compare_follow), self, G_CONNECT_SWAPPED);
}
