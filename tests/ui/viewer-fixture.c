/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "viewer-fixture.h"

#include "viewer-data.h"

static gboolean
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

GtkWidget *
viewer_part (Fixture *f, const char *id)
{
  GtkWidget *widget = ui_find_id (f->viewer, id);

  if (widget == NULL)
    g_error ("%s is not on screen", id);
  return widget;
}

VslScanView *
viewer_view_of (Fixture *f, const char *id)
{
  return VSL_SCAN_VIEW (viewer_part (f, id));
}

static gboolean
shows_scan (gpointer data)
{
  GtkWidget *view = ui_find_id (data, "view");
  VslSample *sample = vsl_viewer_sample (VSL_VIEWER (data));

  return view != NULL && sample != NULL && vsl_scan_view_image (VSL_SCAN_VIEW (view)) != NULL
         && vsl_scan_view_volume (VSL_SCAN_VIEW (view))->image.channels == vsl_sample_info (sample)->channels;
}

void
viewer_show (Fixture *f, guint i)
{
  g_autoptr (VslSample) sample = g_list_model_get_item (vsl_document_samples (vsl_window_document (f->window)), i);

  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.show-sample", "x", vsl_sample_info (sample)->id);
  g_assert_true (ui_wait (shows_scan, f->viewer, 10000));
  for (int k = 0; k < 5; k++)
    ui_settle ();
}

/* The viewer has the page. */
void
viewer_open_path (Fixture *f, const char *path)
{
  f->window = ui_window_new (GTK_APPLICATION (g_application_get_default ()));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.open-path", "s", path);
  g_assert_true (ui_wait (has_document, f->window, 20000));
  gtk_widget_activate_action (GTK_WIDGET (f->window), "win.stage", "s", "data");
  ui_settle ();
  f->viewer = ui_find_type (vsl_window_page (f->window, "data"), VSL_TYPE_VIEWER);
  viewer_show (f, 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (viewer_part (f, "enlarge")), TRUE);
  ui_settle ();
}

void
viewer_open_project (Fixture *f, const char *name)
{
  g_autofree char *path = ui_scratch (name);

  viewer_make_project (path);
  viewer_open_path (f, path);
}
