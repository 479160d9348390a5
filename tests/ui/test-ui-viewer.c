/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The viewer with real events: slices, planes, presets, mirroring, values, what is kept, comparison; and how long a redraw takes. */
#include "ui-common.h"

#include <math.h>
#include <string.h>

#include "data/vsl-import.h"
#include "project/vsl-project.h"
#include "ui/vsl-facts-list.h"
#include "ui/vsl-look.h"
#include "ui/vsl-scan-view.h"
#include "ui/vsl-viewer.h"
#include "viewer-data.h"
#include "viewer-fixture.h"

static GtkApplication *application;

static void
check_window (Fixture *f, double low, double high)
{
  double have_low, have_high;

  vsl_scan_view_get_window (viewer_view_of (f, "view"), &have_low, &have_high);
  g_assert_cmpfloat_with_epsilon (have_low, low, 1e-6);
  g_assert_cmpfloat_with_epsilon (have_high, high, 1e-6);
}

/* ---- slices ---- */

static void
test_slices (void)
{
  Fixture f;
  VslScanView *view;
  double zoom;

  viewer_open_project (&f, "slices.vesalius");
  view = viewer_view_of (&f, "view");
  g_assert_cmpint (vsl_scan_view_slices (view), ==, VOLUME_Z);
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2);
  zoom = vsl_scan_view_zoom (view);
  ui_scroll (GTK_WIDGET (view), 3, FALSE);
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2 + 3);
  g_assert_cmpfloat (vsl_scan_view_zoom (view), ==, zoom);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (viewer_part (&f, "slice_text"))), ==, "12 / 16");
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (viewer_part (&f, "slider"))), ==, 12);
  ui_scroll (GTK_WIDGET (view), -2, TRUE);
  g_assert_cmpfloat (vsl_scan_view_zoom (view), >, zoom * 1.3);
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2 + 3);
  gtk_widget_grab_focus (GTK_WIDGET (view));
  ui_key ("Up");
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2 + 2);
  ui_key ("Page_Down");
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2 + 3);
  ui_key ("End");
  ui_key ("Down");
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z - 1);
  gtk_range_set_value (GTK_RANGE (viewer_part (&f, "slider")), 2);
  g_assert_cmpint (vsl_scan_view_slice (view), ==, 1);
  ui_photograph (GTK_WIDGET (f.window), "viewer-slices");
  viewer_show (&f, 2);      /* one frame: the wheel zooms */
  zoom = vsl_scan_view_zoom (view);
  ui_scroll (GTK_WIDGET (view), -2, FALSE);
  g_assert_cmpfloat (vsl_scan_view_zoom (view), >, zoom * 1.3);
  g_assert_null (ui_find_id (f.viewer, "slice_bar"));
  ui_window_close (f.window);
}

/* ---- planes ---- */

/* What stands at a voxel's place in a cut must be the voxel. */
static void
check_cut (VslScanView *view)
{
  const VslImage *image = vsl_scan_view_image (view);
  int voxel[3];

  vsl_volume_to_voxel (vsl_scan_view_volume (view), vsl_scan_view_plane (view), 5, 3, vsl_scan_view_slice (view), voxel);
  g_assert_cmpfloat (vsl_image_value (image, (gsize) (3 * image->width + 5)), ==, VOLUME_AT (voxel[0], voxel[1], voxel[2]));
}

static void
test_planes (void)
{
  static const char *const ids[] = { "view", "plane_b", "plane_c" };
  Fixture f;
  VslScanView *view;
  int voxel[3];
  double low, high;

  viewer_open_project (&f, "planes.vesalius");
  ui_click (viewer_part (&f, "planes"));
  for (int k = 0; k < 3; k++)
    check_cut (viewer_view_of (&f, ids[k]));
  g_assert_cmpint (vsl_scan_view_image (viewer_view_of (&f, "plane_b"))->height, ==, VOLUME_Z);
  g_assert_cmpint (vsl_scan_view_image (viewer_view_of (&f, "plane_c"))->width, ==, VOLUME_Y);
  /* From the front the head is up: the last slice, as they go from the feet to the head. */
  g_assert_true (vsl_scan_view_plane (viewer_view_of (&f, "plane_b"))->turn_y);
  g_assert_cmpint (vsl_volume_letter (vsl_scan_view_volume (viewer_view_of (&f, "view")), vsl_scan_view_plane (viewer_view_of (&f, "plane_b")), 2), ==, 'S');
  view = viewer_view_of (&f, "view");
  ui_click_at (GTK_WIDGET (view), gtk_widget_get_width (GTK_WIDGET (view)) * 0.75, gtk_widget_get_height (GTK_WIDGET (view)) / 2.0 + 20, 1);
  vsl_scan_view_picked (view, voxel);
  g_assert_cmpint (voxel[0], >, VOLUME_X / 2);
  g_assert_cmpint (vsl_scan_view_slice (viewer_view_of (&f, "plane_b")), ==, voxel[1]);
  g_assert_cmpint (vsl_scan_view_slice (viewer_view_of (&f, "plane_c")), ==, voxel[0]);
  ui_scroll (viewer_part (&f, "plane_c"), 2, FALSE);
  g_assert_cmpint (vsl_scan_view_slice (viewer_view_of (&f, "plane_c")), ==, MIN (voxel[0] + 2, VOLUME_X - 1));
  /* The greys are those of all three. */
  gtk_widget_grab_focus (viewer_part (&f, "plane_b"));
  ui_key ("4");
  vsl_scan_view_get_window (viewer_view_of (&f, "plane_c"), &low, &high);
  g_assert_cmpfloat (low, ==, -500);
  g_assert_cmpfloat (high, ==, 1300);
  ui_key ("1");
  ui_photograph (GTK_WIDGET (f.window), "viewer-planes");
  ui_double_click (viewer_part (&f, "plane_b"));
  g_assert_null (ui_find_id (f.viewer, "plane_c"));
  g_assert_nonnull (ui_find_id (f.viewer, "plane_b"));
  ui_double_click (viewer_part (&f, "plane_b"));
  g_assert_nonnull (ui_find_id (f.viewer, "plane_c"));
  gtk_widget_grab_focus (viewer_part (&f, "plane_b"));
  ui_key ("3");
  viewer_show (&f, 1);      /* what was chosen in one plane holds for the next scan */
  check_window (&f, -1350, 150);
  viewer_show (&f, 3);      /* nobody knows how it lies: frames, rows, columns */
  g_assert_cmpint (vsl_scan_view_image (viewer_view_of (&f, "plane_b"))->height, ==, VOLUME_Z);
  g_assert_false (vsl_scan_view_plane (viewer_view_of (&f, "plane_b"))->turn_y);
  ui_click (viewer_part (&f, "planes"));
  g_assert_null (ui_find_id (f.viewer, "plane_b"));
  ui_window_close (f.window);
}

/* ---- presets, mirroring ---- */

static void
test_presets (void)
{
  static const struct { const char *key; double level, width; } presets[] = { { "3", -600, 1500 }, { "4", 400, 1800 }, { "5", 40, 80 }, { "6", 60, 400 }, { "2", 40, 80 } };
  Fixture f;

  viewer_open_project (&f, "presets.vesalius");
  check_window (&f, 0, 80);      /* the file's own from the beginning */
  gtk_widget_grab_focus (viewer_part (&f, "view"));
  ui_key ("1");
  check_window (&f, VOLUME_AT (0, 0, 0), VOLUME_AT (VOLUME_X - 1, VOLUME_Y - 1, VOLUME_Z - 1));
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      ui_key (presets[i].key);
      check_window (&f, presets[i].level - presets[i].width / 2, presets[i].level + presets[i].width / 2);
    }
  ui_key ("3");
  viewer_show (&f, 1);      /* the next CT keeps what was chosen */
  check_window (&f, -1350, 150);
  viewer_show (&f, 2);      /* a photograph has no lung window */
  check_window (&f, 0, 255);
  gtk_widget_grab_focus (viewer_part (&f, "view"));
  ui_key ("5");
  check_window (&f, 0, 255);
  viewer_show (&f, 0);
  check_window (&f, -1350, 150);
  ui_click (viewer_part (&f, "window_button"));
  ui_settle ();
  ui_photograph (GTK_WIDGET (f.window), "viewer-presets");
  ui_key ("Escape");
  ui_window_close (f.window);
}

static void
probe_at (VslScanView *view, double x, double y, int *px, int *py, char **text)
{
  ui_move (GTK_WIDGET (view), gtk_widget_get_width (GTK_WIDGET (view)) / 2.0 + x, gtk_widget_get_height (GTK_WIDGET (view)) / 2.0 + y);
  *text = vsl_scan_view_probe (view);
  g_assert_nonnull (*text);
  g_assert_cmpint (sscanf (*text, "(%d, %d", px, py), ==, 2);
}

static void
test_flip_and_probe (void)
{
  Fixture f;
  VslScanView *view;
  g_autofree char *text = NULL, *flipped = NULL, *back = NULL, *colour = NULL, *wanted = NULL;
  int x, y, fx, fy;

  viewer_open_project (&f, "flip.vesalius");
  view = viewer_view_of (&f, "view");
  probe_at (view, 45, 30, &x, &y, &text);
  wanted = g_strdup_printf ("(%d, %d, 8) = %d HU · %.1f × %.1f × 16.0 mm", x, y, VOLUME_AT (x, y, 8), x * 0.5, y * 0.5);
  g_assert_cmpstr (text, ==, wanted);
  g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (viewer_part (&f, "readout"))), wanted));
  gtk_widget_grab_focus (GTK_WIDGET (view));
  ui_key ("h");
  ui_key ("v");
  probe_at (view, 45, 30, &fx, &fy, &flipped);
  g_assert_cmpint (fx, ==, VOLUME_X - 1 - x);
  g_assert_cmpint (fy, ==, VOLUME_Y - 1 - y);
  ui_photograph (GTK_WIDGET (f.window), "viewer-mirrored");
  ui_key ("i");
  g_assert_true (vsl_scan_view_invert (view));
  ui_key ("r");
  g_assert_false (vsl_scan_view_invert (view));
  probe_at (view, 45, 30, &fx, &fy, &back);
  g_assert_cmpstr (back, ==, text);
  viewer_show (&f, 2);
  probe_at (view, 5, 5, &x, &y, &colour);
  g_assert_true (g_str_has_suffix (colour, "= R 10, G 20, B 30"));
  ui_window_close (f.window);
}

/* ---- what is kept ---- */

static void
test_details (void)
{
  Fixture f;
  GtkWidget *facts, *search;
  guint all;

  viewer_open_project (&f, "details.vesalius");
  gtk_menu_button_popup (GTK_MENU_BUTTON (viewer_part (&f, "details")));
  ui_settle ();
  facts = ui_find_id (f.viewer, "facts");
  g_assert_nonnull (facts);
  all = vsl_facts_list_shown (VSL_FACTS_LIST (facts));
  g_assert_cmpuint (all, ==, 14);      /* five of the pixels, nine that are kept */
  g_assert_nonnull (ui_find (facts, NULL, "CT"));
  g_assert_nonnull (ui_find (facts, NULL, "abcdefgh"));      /* a pseudonym is told by its beginning */
  search = ui_find (facts, "GtkSearchEntry", NULL);
  gtk_widget_grab_focus (search);
  ui_photograph (GTK_WIDGET (f.window), "viewer-details");
  ui_type ("age");
  ui_settle ();
  gtk_editable_set_text (GTK_EDITABLE (search), "age");
  g_assert_cmpuint (vsl_facts_list_shown (VSL_FACTS_LIST (facts)), ==, 1);
  ui_key ("Escape");                                     /* empties the search, */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_true (gtk_widget_get_mapped (facts));
  ui_key ("Escape");                                     /* and leaves it */
  g_assert_false (gtk_widget_get_mapped (facts));
  ui_settle ();
  ui_window_close (f.window);
}

/* ---- a real head: what the importer keeps reaches the planes ---- */

static void
import_nifti (const char *file, const char *path)
{
  const char *const paths[] = { file, NULL };
  VslImportOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_create (path, &error);
  g_autoptr (VslImportPlan) plan = NULL;
  VslImportResult *result;

  g_assert_no_error (error);
  plan = vsl_import_look (paths, &options, NULL, NULL, &error);
  g_assert_no_error (error);
  result = vsl_import_run (plan, vsl_project_sink (), project, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->imported, ==, 1);
  vsl_import_result_free (result);
}

static void
test_nifti (void)
{
  const char *shared = g_getenv ("VESALIUS_SHARED");
  g_autofree char *file = g_build_filename (shared != NULL ? shared : "../shared", "data", "nifti", "files", "anatomical.nii", NULL), *path = ui_scratch ("head.vesalius");
  Fixture f;
  VslScanView *view;
  const VslVolume *volume;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the shared data are not there");
      return;
    }
  import_nifti (file, path);
  viewer_open_path (&f, path);
  ui_click (viewer_part (&f, "planes"));
  view = viewer_view_of (&f, "view");
  volume = vsl_scan_view_volume (view);
  g_assert_cmpstr (volume->axes, ==, "LAS");
  g_assert_cmpfloat (volume->spacing[2], ==, 2);
  /* Rows grow to the front, which belongs on top. */
  g_assert_true (vsl_scan_view_plane (view)->turn_y);
  g_assert_false (vsl_scan_view_plane (view)->turn_x);
  g_assert_cmpint (vsl_volume_letter (volume, vsl_scan_view_plane (view), 2), ==, 'A');
  ui_photograph (GTK_WIDGET (f.window), "viewer-head");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (viewer_part (&f, "enlarge")), FALSE);
  ui_settle ();
  ui_settle ();
  ui_photograph (GTK_WIDGET (f.window), "viewer-head-pane");
  ui_window_close (f.window);
}

/* ---- comparison ---- */

static gboolean
second_is_there (gpointer data)
{
  GtkWidget *view = ui_find_id (data, "compare");

  return view != NULL && vsl_scan_view_image (VSL_SCAN_VIEW (view)) != NULL;
}

static void
test_compare (void)
{
  Fixture f;
  VslScanView *view, *second;
  double low, high;

  viewer_open_project (&f, "compare.vesalius");
  gtk_widget_activate_action (f.viewer, "viewer.compare-next", NULL);
  g_assert_true (ui_wait (second_is_there, f.viewer, 10000));
  ui_settle ();
  view = viewer_view_of (&f, "view");
  second = viewer_view_of (&f, "compare");
  g_assert_cmpfloat (vsl_image_value (&vsl_scan_view_volume (second)->image, 0), ==, 77);
  ui_scroll (GTK_WIDGET (view), 2, FALSE);
  g_assert_cmpint (vsl_scan_view_slice (second), ==, VOLUME_Z / 2 + 2);
  ui_scroll (GTK_WIDGET (second), -1, FALSE);
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2 + 1);
  ui_scroll (GTK_WIDGET (view), -2, TRUE);
  g_assert_cmpfloat_with_epsilon (vsl_scan_view_zoom (second), vsl_scan_view_zoom (view), 0.05 * vsl_scan_view_zoom (view));
  gtk_widget_grab_focus (GTK_WIDGET (view));
  ui_key ("6");
  vsl_scan_view_get_window (second, &low, &high);
  g_assert_cmpfloat (low, ==, -140);
  g_assert_cmpfloat (high, ==, 260);
  ui_key ("1");
  ui_photograph (GTK_WIDGET (f.window), "viewer-compare");
  ui_click (viewer_part (&f, "linked"));
  ui_scroll (GTK_WIDGET (view), 1, FALSE);
  g_assert_cmpint (vsl_scan_view_slice (view), ==, VOLUME_Z / 2 + 2);
  g_assert_cmpint (vsl_scan_view_slice (second), ==, VOLUME_Z / 2 + 1);
  ui_click (viewer_part (&f, "linked"));      /* together again */
  g_assert_cmpint (vsl_scan_view_slice (second), ==, VOLUME_Z / 2 + 2);
  ui_click (viewer_part (&f, "compare_close"));
  g_assert_null (ui_find_id (f.viewer, "compare"));
  ui_window_close (f.window);
}

static gboolean
second_is_colour (gpointer data)
{
  return second_is_there (data) && vsl_scan_view_image (VSL_SCAN_VIEW (ui_find_id (data, "compare")))->channels == 3;
}

/* The next one is the next of those that are shown: of the class that was chosen, here the first and the third. */
static void
test_compare_filtered (void)
{
  Fixture f;
  GtkWidget *classes;

  viewer_open_project (&f, "filtered.vesalius");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (viewer_part (&f, "enlarge")), FALSE);
  ui_settle ();
  classes = ui_find_id (vsl_window_page (f.window, "data"), "classes");
  g_assert_nonnull (classes);
  ui_click (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (classes), 1)));
  ui_settle ();
  gtk_widget_activate_action (f.viewer, "viewer.compare-next", NULL);
  g_assert_true (ui_wait (second_is_colour, f.viewer, 10000));
  ui_window_close (f.window);
}

static void
count (VslScanView *view, guint *n)
{
  (*n)++;
}

/* Where the divider stood while the scan was small, presses reach the large scan. */
static void
test_divider (void)
{
  Fixture f;
  GtkWidget *view, *paned;
  graphene_point_t border, there;
  guint picked = 0;

  viewer_open_project (&f, "divider.vesalius");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (viewer_part (&f, "enlarge")), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (f.window), 1024, 640);
  for (int k = 0; k < 3; k++)
    ui_settle ();
  paned = gtk_widget_get_ancestor (f.viewer, GTK_TYPE_PANED);
  g_assert_nonnull (paned);
  g_assert_true (gtk_widget_compute_point (f.viewer, paned, &GRAPHENE_POINT_INIT (-3, 100), &border));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (viewer_part (&f, "enlarge")), TRUE);
  for (int k = 0; k < 3; k++)
    ui_settle ();
  view = viewer_part (&f, "view");
  g_assert_true (gtk_widget_compute_point (paned, view, &border, &there));
  g_signal_connect (view, "picked", G_CALLBACK (count), &picked);
  g_object_set (gtk_settings_get_default (), "gtk-double-click-time", 1, NULL);      /* single ones */
  for (int dx = -4; dx <= 4; dx += 2)
    ui_click_at (view, there.x + dx, there.y, 1);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-double-click-time");
  g_assert_cmpuint (picked, ==, 5);
  g_signal_handlers_disconnect_by_data (view, &picked);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (viewer_part (&f, "enlarge")), FALSE);
  ui_settle ();
  /* And the divider moves again. */
  g_assert_true (gtk_widget_compute_point (f.viewer, paned, &GRAPHENE_POINT_INIT (-1, 100), &border));
  ui_drag (paned, border.x, border.y, paned, border.x - 40, border.y);
  g_assert_true (gtk_widget_compute_point (f.viewer, paned, &GRAPHENE_POINT_INIT (-1, 100), &there));
  g_assert_cmpfloat (there.x, <, border.x - 20);
  gtk_window_set_default_size (GTK_WINDOW (f.window), 1280, 800);      /* the next windows are as large as this one was */
  ui_settle ();
  ui_window_close (f.window);
}

/* ---- names ---- */

static void
test_labels (void)
{
  Fixture f;

  viewer_open_project (&f, "labels.vesalius");
  ui_click (viewer_part (&f, "planes"));
  g_assert_cmpuint (ui_check_labels (f.viewer), >, 10);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (viewer_part (&f, "plane_b")), GTK_ACCESSIBLE_PROPERTY_LABEL, "Coronal");
  ui_photograph (GTK_WIDGET (f.window), "viewer-labels");
  ui_window_close (f.window);
}

/* ---- pixels on the screen ---- */

static void
test_look (void)
{
  VslImage image;
  VslSeen seen = { 0 };
  VslLook twice = { .width = 10, .height = 4, .x0 = -1, .y0 = 0, .dx = 0.5, .dy = 0.5 }, half = { .width = 2, .height = 1, .x0 = 0, .y0 = 0, .dx = 2, .dy = 2 };
  VslLook mirrored = { .width = 4, .height = 2, .x0 = 4, .y0 = 0, .dx = -1, .dy = 1 };

  g_assert_true (vsl_image_alloc (&image, 4, 2, 1, VSL_PIXEL_U16, 16, NULL));
  for (guint16 i = 0; i < 8; i++)
    ((guint16 *) image.data)[i] = (guint16) (i * 100);
  g_assert_true (vsl_seen_make (&seen, &image, &twice));
  g_assert_cmpint (seen.x, ==, 2);
  g_assert_cmpint (seen.width, ==, 8);
  g_assert_cmpint (seen.height, ==, 4);
  g_assert_cmpfloat (seen.values[0], ==, 0);
  g_assert_cmpfloat (seen.values[1], ==, 0);
  g_assert_cmpfloat (seen.values[3 * 8 + 7], ==, 700);
  g_assert_true (vsl_seen_make (&seen, &image, &half));
  g_assert_cmpfloat (seen.values[0], ==, (0 + 100 + 400 + 500) / 4.0f);
  g_assert_cmpfloat (seen.values[1], ==, (200 + 300 + 600 + 700) / 4.0f);
  g_assert_true (vsl_seen_make (&seen, &image, &mirrored));
  g_assert_cmpfloat (seen.values[0], ==, 300);
  g_assert_cmpfloat (seen.values[4], ==, 700);
  vsl_seen_clear (&seen);
  vsl_image_clear (&image);
}

int
main (int argc, char **argv)
{
  application = ui_start (&argc, &argv);
  g_test_add_func ("/ui/viewer/look", test_look);
  g_test_add_func ("/ui/viewer/slices", test_slices);
  g_test_add_func ("/ui/viewer/planes", test_planes);
  g_test_add_func ("/ui/viewer/presets", test_presets);
  g_test_add_func ("/ui/viewer/flip-and-probe", test_flip_and_probe);
  g_test_add_func ("/ui/viewer/details", test_details);
  g_test_add_func ("/ui/viewer/nifti", test_nifti);
  g_test_add_func ("/ui/viewer/compare", test_compare);
  g_test_add_func ("/ui/viewer/compare-filtered", test_compare_filtered);
  g_test_add_func ("/ui/viewer/divider", test_divider);
  g_test_add_func ("/ui/viewer/labels", test_labels);
  g_test_add_func ("/ui/viewer/speed", viewer_test_speed);
  return g_test_run ();
}
