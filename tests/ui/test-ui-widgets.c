/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every window and page can be made, fits the smallest screen and is told to a screen reader. */
#include "ui-common.h"

#include <string.h>

#include "data/vsl-import.h"
#include "ui/vsl-import-assistant.h"
#include "ui/vsl-left-out.h"
#include "ui/vsl-meter.h"
#include "ui/vsl-pixels.h"
#include "ui/vsl-scan-view.h"
#include "ui/vsl-stage.h"

static GtkApplication *application;

static const char *const stages[] = { "data", "network", "train", "results", "export" };

static gboolean
has_document (gpointer data)
{
  return vsl_window_document (data) != NULL;
}

static VslWindow *
open_sample (void)
{
  VslWindow *window = ui_window_new (application);
  g_autofree char *sample = vsl_sample_path ("scans");

  if (sample == NULL)
    {
      ui_window_close (window);
      g_test_skip ("the sample project is not built");
      return NULL;
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-from-sample", "s", "scans");
  g_assert_true (ui_wait (has_document, window, 20000));
  ui_settle ();
  return window;
}

static void
show_stage (VslWindow *window, const char *stage)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.stage", "s", stage);
  ui_settle ();
  g_assert_cmpstr (vsl_window_stage (window), ==, stage);
}

/* ---- names for screen readers ---- */

/* Text of its own or of a child: what GTK makes a name from. */
static gboolean
has_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return *gtk_label_get_label (GTK_LABEL (widget)) != '\0';
  if (ADW_IS_PREFERENCES_ROW (widget) && *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child) && has_text (child))        /* what is in a popover names nothing outside of it */
      return TRUE;
  return FALSE;
}

/* Every button is labelled by its child, also where that is a mute picture. */
static gboolean
is_named (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
         || (!GTK_IS_BUTTON (widget) && gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
         || gtk_widget_get_tooltip_text (widget) != NULL || has_text (widget);
}

/* Inner parts of the toolkit's own widgets take their name from the widget around them. */
static gboolean
is_inner (GtkWidget *widget)
{
  if (GTK_IS_TEXT (widget) || GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_PANED (widget) || GTK_IS_WINDOW (widget) || GTK_IS_WINDOW_CONTROLS (widget))
    return TRUE;
  for (GtkWidget *parent = gtk_widget_get_parent (widget); parent != NULL; parent = gtk_widget_get_parent (parent))
    {
      if (GTK_IS_WINDOW_CONTROLS (parent))
        return TRUE;
      if ((GTK_IS_SPIN_BUTTON (parent) || GTK_IS_DROP_DOWN (parent) || GTK_IS_MENU_BUTTON (parent) || ADW_IS_SPLIT_BUTTON (parent)
           || GTK_IS_EDITABLE (parent) || GTK_IS_LIST_BOX_ROW (parent)) && is_named (parent))
        return TRUE;
    }
  return FALSE;
}

static guint
count_unnamed (GtkWidget *widget, const char *where)
{
  guint n = 0;

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return 0;
  if (gtk_widget_get_focusable (widget) && !is_inner (widget) && !is_named (widget))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

      g_test_message ("%s: a %s (id %s, name %s) in a %s has no label", where, G_OBJECT_TYPE_NAME (widget), id != NULL ? id : "-",
                      gtk_widget_get_name (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_unnamed (child, where);
  return n;
}

static void
test_labels (void)
{
  VslWindow *window = ui_window_new (application);
  guint n = count_unnamed (GTK_WIDGET (window), "welcome");

  ui_window_close (window);
  if ((window = open_sample ()) == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      show_stage (window, stages[i]);
      n += count_unnamed (GTK_WIDGET (window), stages[i]);
    }
  g_assert_cmpuint (n, ==, 0);
  ui_window_close (window);
}

/* ---- sizes ---- */

static void
test_small_screen (void)
{
  VslWindow *window = open_sample ();
  int width, height;

  if (window == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      show_stage (window, stages[i]);
      gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, 1024, &height, NULL, NULL, NULL);
      g_test_message ("%s: smallest size %d x %d", stages[i], width, height);
      g_assert_cmpint (width, <=, 1024);
      g_assert_cmpint (height, <=, 640);
    }
  ui_window_close (window);
}

/* ---- a stage that can't be used yet leads to what is missing ---- */

static void
test_stage_leads (void)
{
  VslWindow *window = open_sample ();

  if (window == NULL)
    return;
  show_stage (window, "results");
  ui_click (ui_find_type (gtk_widget_get_ancestor (vsl_window_page (window, "results"), VSL_TYPE_STAGE), GTK_TYPE_BUTTON));
  g_assert_cmpstr (vsl_window_stage (window), ==, "train");
  ui_window_close (window);
}

/* ---- files dropped on the window bring the import assistant, and nothing is imported yet ---- */

static gboolean
shows_assistant (gpointer data)
{
  GtkWidget *assistant = ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT);
  GtkWidget *positive = assistant != NULL ? ui_find_id (assistant, "positive") : NULL;

  return positive != NULL && gtk_widget_get_mapped (positive);
}

static void
test_drop (void)
{
  VslWindow *window = open_sample ();
  g_autofree char *folder = ui_scratch ("dropped");
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GSList) files = g_slist_prepend (NULL, file);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GListModel) controllers = NULL;
  gboolean taken = FALSE;
  guint before;

  if (window == NULL)
    return;
  ui_make_scans (folder, 3);
  before = g_list_model_get_n_items (vsl_document_samples (vsl_window_document (window)));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  controllers = gtk_widget_observe_controllers (ui_find_id (GTK_WIDGET (window), "root"));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
    }
  g_assert_true (taken);
  g_assert_true (ui_wait (shows_assistant, NULL, 10000));
  gtk_window_close (GTK_WINDOW (ui_find_toplevel (VSL_TYPE_IMPORT_ASSISTANT)));
  ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (vsl_document_samples (vsl_window_document (window))), ==, before);
  ui_window_close (window);
}

/* ---- single widgets ---- */

static void
test_pixels (void)
{
  VslImage image;
  double low, high;
  cairo_surface_t *surface;
  guint32 *row;

  g_assert_true (vsl_image_alloc (&image, 3, 1, 1, VSL_PIXEL_U16, 16, NULL));
  ((guint16 *) image.data)[0] = 100;
  ((guint16 *) image.data)[1] = 600;
  ((guint16 *) image.data)[2] = 1100;
  vsl_pixels_auto_range (&image, &low, &high);
  g_assert_cmpfloat (low, ==, 100);
  g_assert_cmpfloat (high, ==, 1100);
  surface = vsl_pixels_render (&image, low, high, FALSE, 0);
  row = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  g_assert_cmphex (row[0], ==, 0xff000000u);
  g_assert_cmphex (row[1], ==, 0xff808080u);
  g_assert_cmphex (row[2], ==, 0xffffffffu);
  cairo_surface_destroy (surface);
  surface = vsl_pixels_render (&image, low, high, TRUE, 0);
  g_assert_cmphex (*(guint32 *) (gpointer) cairo_image_surface_get_data (surface), ==, 0xffffffffu);
  cairo_surface_destroy (surface);
  vsl_image_clear (&image);
}

/* Drag for the greys, keys for zoom and inversion, the value under the pointer. */
static void
test_scan_view (void)
{
  GtkWidget *window = gtk_window_new (), *view = vsl_scan_view_new ();
  VslImage image;
  double low, high, zoom;
  g_autofree char *probe = NULL;

  g_assert_true (vsl_image_alloc (&image, 64, 64, 1, VSL_PIXEL_U8, 8, NULL));
  memset (image.data, 77, image.size);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 320, 320);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  vsl_scan_view_take_image (VSL_SCAN_VIEW (view), &image, FALSE);
  g_assert_null (image.data);
  vsl_scan_view_get_window (VSL_SCAN_VIEW (view), &low, &high);
  g_assert_cmpfloat (high - low, ==, 255);
  ui_drag (view, 100, 100, view, 180, 100);
  vsl_scan_view_get_window (VSL_SCAN_VIEW (view), &low, &high);
  g_assert_cmpfloat (high - low, >, 260);
  ui_key ("f");
  vsl_scan_view_get_window (VSL_SCAN_VIEW (view), &low, &high);
  g_assert_cmpfloat (high - low, ==, 255);
  ui_key ("i");
  g_assert_true (vsl_scan_view_invert (VSL_SCAN_VIEW (view)));
  zoom = vsl_scan_view_zoom (VSL_SCAN_VIEW (view));
  ui_scroll (view, -2, FALSE);
  g_assert_cmpfloat (vsl_scan_view_zoom (VSL_SCAN_VIEW (view)), >, zoom * 1.3);
  ui_move (view, gtk_widget_get_width (view) / 2.0, gtk_widget_get_height (view) / 2.0);
  probe = vsl_scan_view_probe (VSL_SCAN_VIEW (view));
  g_assert_nonnull (probe);
  g_assert_true (g_str_has_suffix (probe, "= 77"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_left_out (void)
{
  VslLeftOut out = { (char *) "spot/a.png", 0, (char *) "it is cut off" }, row = { (char *) "manifest.csv", 7, (char *) "no such file" };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autofree char *place = vsl_left_out_place (&row);
  GtkWidget *window;

  g_assert_cmpstr (place, ==, "manifest.csv line 7");
  g_ptr_array_add (list, &out);
  g_ptr_array_add (list, &row);
  window = vsl_left_out_window (NULL, list);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_meter (void)
{
  double p50, p99, max;

  vsl_meter_start ();
  for (int i = 0; i < 10; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (i == 5 ? 20000 : 100);
    }
  g_assert_cmpuint (vsl_meter_stop (&p50, &p99, &max), >=, 5);
  g_assert_cmpfloat (max, >=, 20);
  g_assert_cmpfloat (p50, <, max);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/pixels", test_pixels);
  g_test_add_func ("/ui/meter", test_meter);
  g_test_add_func ("/ui/scan-view", test_scan_view);
  g_test_add_func ("/ui/left-out", test_left_out);
  g_test_add_func ("/ui/labels", test_labels);
  g_test_add_func ("/ui/small-screen", test_small_screen);
  g_test_add_func ("/ui/stage-leads", test_stage_leads);
  g_test_add_func ("/ui/drop", test_drop);
  return g_test_run ();
}
