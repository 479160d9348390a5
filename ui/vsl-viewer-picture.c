/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scan of a VslViewer: reading it, its tools, the line below it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "ui/vsl-pixels.h"
#include "ui/vsl-viewer-private.h"

static GtkWidget *
any_view (VslViewer *self, guint k)
{
  GtkWidget *views[] = { self->view, self->plane_b, self->plane_c, self->compare, self->other, self->difference };

  return k < G_N_ELEMENTS (views) ? views[k] : NULL;
}

/* Of the view under the pointer. */
static char *
probe (VslViewer *self)
{
  for (guint k = 0; k < 4; k++)
    {
      char *text = vsl_scan_view_probe (VSL_SCAN_VIEW (any_view (self, k)));

      if (text != NULL)
        return text;
    }
  return NULL;
}

void
_vsl_viewer_readout (VslViewer *self)
{
  VslScanView *view = VSL_SCAN_VIEW (self->view);
  g_autofree char *under = probe (self);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean across, down;
  double low, high;

  vsl_scan_view_get_window (view, &low, &high);
  vsl_scan_view_get_flip (view, &across, &down);
  /* Translators: grey levels of a viewing station: middle and width of the window, then the zoom. */
  g_string_append_printf (text, vsl_scan_view_image (view) != NULL && vsl_pixels_fractional (vsl_scan_view_image (view)) ? _("level %.4g · width %.4g · %.0f %%")
                                : _("level %.0f · width %.0f · %.0f %%"), (low + high) / 2, high - low, vsl_scan_view_zoom (view) * 100);
  if (across || down)
    g_string_append_printf (text, " · %s", _("mirrored"));
  /* The value first: it is what changes, and the end of the line may be cut off. */
  if (under != NULL)
    {
      g_string_prepend (text, " · ");
      g_string_prepend (text, under);
    }
  gtk_label_set_label (GTK_LABEL (self->readout), text->str);
  gtk_widget_set_tooltip_text (self->readout, text->str);
  self->filling = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->invert), vsl_scan_view_invert (view));
  self->filling = FALSE;
}

static void
on_volume (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VslViewer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslVolume) volume = vsl_volume_load_finish (result, &error);

  if (self->stack == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_visible (self->failure, volume == NULL);
  if (volume == NULL)
    gtk_label_set_label (GTK_LABEL (self->failure), error->message);
  _vsl_viewer_take_volume (self, volume);
  _vsl_viewer_fill_windows (self);
  _vsl_viewer_fill_details (self, volume);
}

void
_vsl_viewer_load (VslViewer *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->sample == NULL || vsl_sample_info (self->sample)->kind != VSL_SAMPLE_SCAN)
    return;
  self->cancellable = g_cancellable_new ();
  vsl_volume_load_async (self->document, vsl_sample_info (self->sample)->id, self->cancellable, on_volume, g_object_ref (self));
}

/* ---- greys ---- */

static void
add_item (GMenu *menu, const char *label, const char *target, const char *key)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "viewer.window", "s", target);
  if (key != NULL)
    g_menu_item_set_attribute (item, "accel", "s", key);
  g_menu_append_item (menu, item);
}

/* What makes sense for the scan that is shown, with the keys. */
void
_vsl_viewer_fill_windows (VslViewer *self)
{
  static const struct { const char *label, *target, *key; } others[] = {
    { N_("Automatic"), "auto", "a" }, { N_("Dark parts"), "dark", NULL }, { N_("Middle"), "middle", NULL }, { N_("Bright parts"), "bright", NULL },
  };
  static const char *const labels[VSL_N_PRESETS] = { NULL, N_("Everything"), N_("As the file says"), N_("Lung"), N_("Bone"), N_("Brain"), N_("Abdomen") };
  g_autoptr (GMenu) menu = g_menu_new (), presets = g_menu_new (), rest = g_menu_new ();

  for (int p = VSL_PRESET_FULL; p < VSL_N_PRESETS; p++)
    {
      char key[2] = { (char) ('0' + p), '\0' };

      if (vsl_scan_view_has_preset (VSL_SCAN_VIEW (self->view), (VslPreset) p))
        add_item (presets, _(labels[p]), vsl_preset_names[p], key);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    add_item (rest, _(others[i].label), others[i].target, others[i].key);
  g_menu_append_section (menu, _("Grey levels"), G_MENU_MODEL (presets));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->window_button), G_MENU_MODEL (menu));
}

static void
window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslScanView *view = VSL_SCAN_VIEW (VSL_VIEWER (widget)->view);
  const char *preset = g_variant_get_string (parameter, NULL);
  double low, high, third;

  if (vsl_scan_view_image (view) == NULL)
    return;
  for (int p = VSL_PRESET_FULL; p < VSL_N_PRESETS; p++)
    if (g_str_equal (preset, vsl_preset_names[p]))
      {
        vsl_scan_view_preset (view, (VslPreset) p);
        return;
      }
  vsl_scan_view_auto_window (view);
  vsl_scan_view_get_window (view, &low, &high);
  third = (high - low) / 3;
  if (g_str_equal (preset, "dark"))
    vsl_scan_view_set_window (view, low, low + third);
  else if (g_str_equal (preset, "middle"))
    vsl_scan_view_set_window (view, low + third, high - third);
  else if (g_str_equal (preset, "bright"))
    vsl_scan_view_set_window (view, high - third, high);
}

/* ---- other tools ---- */

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslViewer *self = VSL_VIEWER (widget);

  for (guint k = 0; any_view (self, k) != NULL; k++)
    {
      VslScanView *view = VSL_SCAN_VIEW (any_view (self, k));

      if (any_view (self, k) == self->compare && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->linked)))
        continue;      /* it follows by itself */
      if (g_str_equal (name, "viewer.zoom-fit"))
        vsl_scan_view_zoom_fit (view);
      else if (g_str_equal (name, "viewer.zoom-actual"))
        vsl_scan_view_zoom_actual (view);
      else
        vsl_scan_view_zoom_by (view, g_str_equal (name, "viewer.zoom-in") ? 1.25 : 0.8);
    }
}

static void
flip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VslScanView *view = VSL_SCAN_VIEW (VSL_VIEWER (widget)->view);
  gboolean across, down;

  if (g_str_equal (name, "viewer.reset"))
    {
      vsl_scan_view_reset (view);
      return;
    }
  vsl_scan_view_get_flip (view, &across, &down);
  vsl_scan_view_set_flip (view, across != g_str_equal (name, "viewer.flip-across"), down != g_str_equal (name, "viewer.flip-down"));
}

static void
on_invert (VslViewer *self)
{
  gboolean invert = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->invert));

  if (self->filling)
    return;
  vsl_scan_view_set_invert (VSL_SCAN_VIEW (self->view), invert);
  vsl_scan_view_set_invert (VSL_SCAN_VIEW (self->other), invert);
}

static void
on_hand (VslViewer *self)
{
  for (guint k = 0; any_view (self, k) != NULL; k++)
    vsl_scan_view_set_hand (VSL_SCAN_VIEW (any_view (self, k)), gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->hand)));
}

void
_vsl_viewer_install_tools (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "viewer.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.zoom-fit", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.zoom-actual", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "viewer.flip-across", NULL, flip_action);
  gtk_widget_class_install_action (widget_class, "viewer.flip-down", NULL, flip_action);
  gtk_widget_class_install_action (widget_class, "viewer.reset", NULL, flip_action);
  gtk_widget_class_install_action (widget_class, "viewer.window", "s", window_action);
}

void
_vsl_viewer_connect_tools (VslViewer *self)
{
  g_signal_connect_object (self->invert, "toggled", G_CALLBACK (on_invert), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hand, "toggled", G_CALLBACK (on_hand), self, G_CONNECT_SWAPPED);
  _vsl_viewer_fill_windows (self);
}
