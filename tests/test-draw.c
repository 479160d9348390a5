/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawings on an image surface: what should be there is there, and nothing odd crashes. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "draw/vsl-chart.h"
#include "draw/vsl-histogram.h"
#include "draw/vsl-network-drawing.h"

#define W 480
#define H 280

static cairo_surface_t *
draw (const VslChart *chart, double hover)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, W, H);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  vsl_chart_draw (chart, cr, W, H, vsl_draw_palette (FALSE), hover);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Pixels in the rectangle that are nearer to the colour than `slack` in each channel. */
static guint
count_color (cairo_surface_t *surface, VslColor color, int x0, int y0, int x1, int y1, double slack)
{
  guint n = 0;
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  for (int y = MAX (y0, 0); y < MIN (y1, cairo_image_surface_get_height (surface)); y++)
    for (int x = MAX (x0, 0); x < MIN (x1, cairo_image_surface_get_width (surface)); x++) {
      guint32 p;
      memcpy (&p, data + (gsize) y * stride + 4 * (gsize) x, 4);
      n += fabs ((p >> 16 & 255) / 255.0 - color.r) < slack && fabs ((p >> 8 & 255) / 255.0 - color.g) < slack
           && fabs ((p & 255) / 255.0 - color.b) < slack;
    }
  return n;
}

static VslChart *
two_series (int n)
{
  VslChart *chart = vsl_chart_new ("Loss");
  guint a = vsl_chart_add_series (chart, "training", 0, 0), b = vsl_chart_add_series (chart, "validation", 1, 0);
  for (int i = 1; i <= n; i++) {
    vsl_chart_append (chart, a, i, 2.0 / i);
    vsl_chart_append (chart, b, i, 2.2 / i + 0.1);
  }
  return chart;
}

static void
test_best_epoch (void)
{
  g_autoptr (VslChart) chart = two_series (10);
  const VslDrawPalette *p = vsl_draw_palette (FALSE);
  VslChartArea area;
  cairo_surface_t *without = draw (chart, NAN);
  chart->best = 6;
  cairo_surface_t *with = draw (chart, NAN);
  vsl_chart_area (chart, W, H, &area);
  int x = (int) vsl_chart_to_x (&area, 6), y0 = (int) area.plot.y, y1 = (int) (area.plot.y + area.plot.height);
  g_assert_cmpuint (count_color (without, p->best, x - 1, y0, x + 2, y1, 0.1), ==, 0);
  g_assert_cmpuint (count_color (with, p->best, x - 1, y0, x + 2, y1, 0.1), >, (guint) (y1 - y0) / 3);
  g_assert_cmpuint (count_color (with, p->best, x - 40, y0 + 20, x - 4, y1, 0.1), ==, 0);
  cairo_surface_destroy (without);
  cairo_surface_destroy (with);
}

/* Each point of a series is painted where the area says it is, and nothing of it outside the plot. */
static void
test_series_in_range (void)
{
  g_autoptr (VslChart) chart = two_series (10);
  const VslDrawPalette *p = vsl_draw_palette (FALSE);
  VslChartArea area;
  vsl_chart_area (chart, W, H, &area);
  cairo_surface_t *surface = draw (chart, NAN);
  for (int s = 0; s < 2; s++)
    for (int i = 1; i <= 10; i++) {
      double x = vsl_chart_to_x (&area, i), y = vsl_chart_to_y (&area, s ? 2.2 / i + 0.1 : 2.0 / i);
      g_assert_cmpfloat (y, >=, area.plot.y);
      g_assert_cmpfloat (y, <=, area.plot.y + area.plot.height);
      g_assert_cmpuint (count_color (surface, p->series[s], (int) x - 3, (int) y - 3, (int) x + 4, (int) y + 4, 0.15), >, 3);
    }
  int bottom = (int) (area.plot.y + area.plot.height + 5);
  g_assert_cmpuint (count_color (surface, p->series[0], 0, bottom, W, H, 0.15), ==, 0);
  g_assert_cmpuint (count_color (surface, p->series[0], 0, (int) area.plot.y, (int) area.plot.x - 4, H, 0.15), ==, 0);
  cairo_surface_destroy (surface);
}

static void
test_hover (void)
{
  g_autoptr (VslChart) chart = two_series (10);
  const VslDrawPalette *p = vsl_draw_palette (FALSE);
  cairo_surface_t *without = draw (chart, NAN), *with = draw (chart, 3.2);
  g_assert_cmpuint (count_color (without, p->tip, 0, 0, W, H, 0.06), <, 50);
  g_assert_cmpuint (count_color (with, p->tip, 0, 0, W, H, 0.1), >, 1000);
  g_assert_cmpfloat (vsl_chart_nearest (chart, 3.2), ==, 3);
  g_assert_cmpfloat (vsl_chart_step (chart, 3, 1), ==, 4);
  g_assert_cmpfloat (vsl_chart_step (chart, 3, -1), ==, 2);
  g_assert_cmpfloat (vsl_chart_step (chart, 10, 1), ==, 10);
  g_assert_cmpfloat (vsl_chart_step (chart, NAN, 1), ==, 1);
  g_assert_cmpfloat (vsl_chart_step (chart, NAN, -1), ==, 10);
  g_autofree char *text = vsl_chart_readout (chart, 4);
  g_assert_nonnull (strstr (text, "training  0.5"));
  g_assert_nonnull (strstr (text, "validation  0.65"));
  cairo_surface_destroy (without);
  cairo_surface_destroy (with);
}

/* Every label of the axis has its room: the widest may be one in the middle. */
static void
test_tick_room (void)
{
  g_autofree char *a = vsl_axis_tick_text (0.45, 0.05), *b = vsl_axis_tick_text (0.5, 0.05), *c = vsl_axis_tick_text (40, 20);
  g_assert_cmpstr (a, ==, "0.45");
  g_assert_cmpstr (b, ==, "0.50");
  g_assert_cmpstr (c, ==, "40");
  static const double tops[] = { 0.6, 0.5003, 12345.6, 1e7, 3e-7 };
  for (guint t = 0; t < G_N_ELEMENTS (tops); t++) {
    g_autoptr (VslChart) chart = vsl_chart_new ("Loss");
    VslChartArea area;
    guint s = vsl_chart_add_series (chart, "training", 0, 0);
    vsl_chart_append (chart, s, 1, tops[t]);
    vsl_chart_append (chart, s, 2, tops[t] * 0.7);
    vsl_chart_area (chart, W, H, &area);
    for (double i = ceil (area.y0 / area.y_step); i * area.y_step <= area.y1; i++) {
      int w;
      g_autofree char *text = vsl_axis_tick_text (i * area.y_step, area.y_step);
      g_autoptr (PangoLayout) layout = vsl_draw_layout (NULL, text, FALSE);
      pango_layout_get_pixel_size (layout, &w, NULL);
      g_assert_cmpfloat (area.plot.x - 8 - w, >=, 2);
    }
  }
}

/* Between two points the curve stays between their values: no dip is invented. */
static void
test_monotone (void)
{
  double x[40], y[40], m[40];
  for (int round = 0; round < 200; round++) {
    for (int i = 0; i < 40; i++) {
      x[i] = (i ? x[i - 1] : 0) + 0.1 + g_test_rand_double ();
      y[i] = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-3, 3));
    }
    vsl_chart_slopes (x, y, 40, m);
    for (int i = 1; i < 40; i++) {
      double h = (x[i] - x[i - 1]) / 3, last = y[i - 1], way = y[i] >= y[i - 1] ? 1 : -1;
      for (int k = 1; k <= 50; k++) {
        double t = k / 50.0, u = 1 - t;
        double v = u * u * u * y[i - 1] + 3 * u * u * t * (y[i - 1] + m[i - 1] * h) + 3 * u * t * t * (y[i] - m[i] * h) + t * t * t * y[i];
        g_assert_cmpfloat ((v - last) * way, >=, -1e-12 * (1 + fabs (v)) * 1e3);
        last = v;
      }
    }
  }
}

/* Without curves there is no grid; a live curve out of the others' range is seen, and named. */
static void
test_empty_and_live (void)
{
  const VslDrawPalette *p = vsl_draw_palette (FALSE);
  g_autoptr (VslChart) empty = vsl_chart_new ("Loss"), chart = two_series (10);
  cairo_surface_t *nothing = draw (empty, NAN), *some = draw (chart, NAN);
  g_assert_true (vsl_chart_is_empty (empty));
  g_assert_false (vsl_chart_is_empty (chart));
  g_assert_cmpuint (count_color (some, p->grid, 0, 0, W, H, 0.01), >, 1000);
  g_assert_cmpuint (count_color (nothing, p->grid, 0, 0, W, H, 0.01), <, 200);
  cairo_surface_destroy (nothing);
  cairo_surface_destroy (some);
  guint live = vsl_chart_add_series (chart, "run 3 live", 4, VSL_SERIES_FAINT | VSL_SERIES_LIVE);
  for (int i = 1; i <= 10; i++)
    vsl_chart_append (chart, live, i / 10.0, 20 - i);
  VslChartArea area;
  vsl_chart_area (chart, W, H, &area);
  g_assert_cmpfloat (area.y1, >, 19);
}

static void
test_odd_values (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, 1e308, -1e308, 0, 1e-308, 5 };
  for (guint mask = 0; mask < 256; mask += 5) {
    g_autoptr (VslChart) chart = vsl_chart_new ("Loss");
    guint s = vsl_chart_add_series (chart, "training", 0, 0), f = vsl_chart_add_series (chart, "batches", 0, VSL_SERIES_FAINT);
    for (guint i = 0; i < 8; i++)
      if (mask & 1u << i) {
        vsl_chart_append (chart, s, i, odd[i]);
        vsl_chart_append (chart, f, i, odd[7 - i]);
      }
    chart->best = mask % 3 ? NAN : 400;
    VslChartArea area;
    vsl_chart_area (chart, W, H, &area);
    g_assert_true (isfinite (area.y0) && isfinite (area.y1) && area.y1 > area.y0 && area.x1 > area.x0);
    cairo_surface_destroy (draw (chart, 2));
  }
  g_autoptr (VslChart) none = vsl_chart_new (NULL);
  cairo_surface_destroy (draw (none, 1));
  g_assert_true (isnan (vsl_chart_nearest (none, 1)));
}

static void
test_single_point (void)
{
  g_autoptr (VslChart) chart = two_series (1);
  const VslDrawPalette *p = vsl_draw_palette (FALSE);
  VslChartArea area;
  vsl_chart_area (chart, W, H, &area);
  cairo_surface_t *surface = draw (chart, NAN);
  double x = vsl_chart_to_x (&area, 1), y = vsl_chart_to_y (&area, 2);
  g_assert_cmpfloat_with_epsilon (x, area.plot.x + area.plot.width / 2, 1);
  g_assert_cmpuint (count_color (surface, p->series[0], (int) x - 3, (int) y - 3, (int) x + 4, (int) y + 4, 0.15), >, 5);
  cairo_surface_destroy (surface);
}

static void
test_nice_steps (void)
{
  g_assert_cmpfloat_with_epsilon (vsl_axis_step (1, 5), 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (vsl_axis_step (10, 4), 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (vsl_axis_step (47, 5), 10, 1e-12);
  g_assert_cmpfloat_with_epsilon (vsl_axis_step (0.003, 6), 0.0005, 1e-15);
  g_assert_cmpfloat (vsl_axis_step (0, 6), ==, 1);
  g_assert_cmpfloat (vsl_axis_step (NAN, 6), ==, 1);
}

/* Smoothing takes jitter away and keeps a constant, the ends and gaps. */
static void
test_smooth (void)
{
  g_autoptr (VslChart) chart = vsl_chart_new ("Loss");
  guint s = vsl_chart_add_series (chart, "a", 0, 0);
  for (int i = 0; i < 200; i++)
    vsl_chart_append (chart, s, i, i == 100 ? NAN : 3 + (i % 2 ? 0.5 : -0.5));
  g_autofree double *smooth = vsl_chart_smooth (chart->series->pdata[s]);
  g_assert_cmpfloat (smooth[0], ==, 2.5);
  g_assert_cmpfloat (smooth[199], ==, 3.5);
  g_assert_true (isnan (smooth[100]));
  g_assert_cmpfloat_with_epsilon (smooth[60], 3, 0.02);
}

static void
check_saved (const VslChart *chart, const char *dir, const char *name, const char *magic)
{
  g_autofree char *path = g_build_filename (dir, name, NULL), *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  g_assert_true (vsl_chart_save (chart, path, 640, 400, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  g_assert_cmpuint (length, >, 2000);
  g_assert_nonnull (g_strstr_len (content, 64, magic));
  g_unlink (path);
}

static void
test_save (void)
{
  g_autoptr (VslChart) chart = two_series (30);
  g_autofree char *dir = g_dir_make_tmp ("vesalius-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  check_saved (chart, dir, "chart.svg", "<?xml");
  check_saved (chart, dir, "chart.pdf", "%PDF");
  check_saved (chart, dir, "chart.PNG", "PNG");
  g_assert_false (vsl_chart_save (chart, "/chart.bmp", 640, 400, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_autofree char *missing = g_build_filename (dir, "none", "chart.svg", NULL);
  g_assert_false (vsl_chart_save (chart, missing, 640, 400, &error));
  g_assert_nonnull (strstr (error->message, missing));
  g_rmdir (dir);
}

static VslNode *
add_node (VslNetwork *network, const VslLayerClass *cls, const char *id, double x, double y)
{
  VslNode *node = g_new0 (VslNode, 1);
  *node = (VslNode) { .id = g_strdup (id), .cls = cls, .inputs = g_ptr_array_new_with_free_func (g_free), .x = x, .y = y };
  g_ptr_array_add (network->nodes, node);
  return node;
}

static void
node_free (gpointer data)
{
  VslNode *node = data;
  g_ptr_array_unref (node->inputs);
  g_free (node->id);
  g_free (node);
}

/* Built by hand: the drawing needs nothing of the registry. */
static void
test_network (void)
{
  static const VslLayerClass cls = { .head = { .name = "Dense", .title = "Dense", .group = "Core" } };
  VslNetwork network = { .nodes = g_ptr_array_new_with_free_func (node_free), .outputs = NULL };
  VslNodeReport nodes[2] = { { .ok = TRUE, .out = { 1, { 4 } }, .params = 20 }, { .ok = FALSE, .message = (char *) "wrong" } };
  VslReport report = { .n = 2, .node = nodes };
  VslBox box;
  vsl_network_draw_bounds (&network, &box);
  g_assert_cmpfloat (box.width, >, VSL_CARD_WIDTH);
  add_node (&network, &cls, "a", 0, 0);
  g_ptr_array_add (add_node (&network, &cls, "b", 300, 100)->inputs, g_strdup ("a"));
  g_ptr_array_add (((VslNode *) network.nodes->pdata[1])->inputs, g_strdup ("nobody"));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 200);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  vsl_network_draw (cr, &network, &report, 0);
  vsl_network_draw (cr, &network, NULL, VSL_NETWORK_DRAW_DARK);
  vsl_network_draw (cr, &network, &report, 0);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  const VslDrawPalette *p = vsl_draw_palette (FALSE);
  g_assert_cmpuint (count_color (surface, vsl_draw_group_color ("Core", FALSE), 0, 10, 6, 60, 0.1), >, 200);
  g_assert_cmpuint (count_color (surface, p->error, 290, 95, 490, 180, 0.1), >, 300);
  g_assert_cmpuint (count_color (surface, p->error, 0, 0, 190, 80, 0.1), ==, 0);
  double x, y;
  vsl_network_wire_point (VSL_CARD_WIDTH, VSL_CARD_HEIGHT / 2, 300, 100 + VSL_CARD_HEIGHT / 2, 0.5, &x, &y);
  g_assert_cmpuint (count_color (surface, p->wire, (int) x - 2, (int) y - 3, (int) x + 3, (int) y + 4, 0.1), >, 3);
  cairo_surface_destroy (surface);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "vesalius-network.svg", NULL);
  g_assert_true (vsl_network_draw_save (&network, &report, path, NULL));
  g_unlink (path);
  g_ptr_array_unref (network.nodes);
}

static void
test_counts (void)
{
  static const struct {
    double n;
    const char *text;
  } cases[] = { { 0, "0" }, { 320, "320" }, { 54410, "54.4 k" }, { 1234567, "1.23 M" }, { 2.5e9, "2.50 G" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = vsl_draw_count (cases[i].n);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

/* ---- histogram ---- */

/* Every number is in one bar, whose ends the reader sees; what is no number is in none. */
static void
test_histogram_counts (void)
{
  g_autoptr (VslHistogram) h = vsl_histogram_new ("Error");
  guint a = vsl_histogram_add_group (h, "clear", 0), b = vsl_histogram_add_group (h, "spot", 1), all = 0;
  for (int i = 0; i <= 100; i++)
    vsl_histogram_add (h, i % 3 ? a : b, i / 100.0);
  vsl_histogram_add (h, a, NAN);
  vsl_histogram_add (h, b, INFINITY);
  vsl_histogram_count (h);
  g_assert_cmpint (h->bins, >=, 8);
  g_assert_cmpfloat_with_epsilon (h->low, 0, 1e-12);
  for (int i = 0; i < h->bins; i++) {
    guint within = 0;
    for (int k = 0; k <= 100; k++)
      within += k / 100.0 >= h->low + i * h->step && k / 100.0 < h->low + (i + 1) * h->step;
    g_assert_cmpuint (vsl_histogram_in_bin (h, i), ==, within);
    all += within;
  }
  g_assert_cmpuint (all, ==, 101);
  g_autofree char *text = vsl_histogram_readout (h, 0);
  g_assert_true (g_str_has_prefix (text, "0.0"));
  g_assert_nonnull (strstr (text, "spot"));
  vsl_histogram_clear (h);
  vsl_histogram_count (h);
  g_assert_cmpint (h->bins, ==, 0);
}

static void
test_histogram_draws (void)
{
  g_autoptr (VslHistogram) h = vsl_histogram_new ("Error");
  const VslDrawPalette *palette = vsl_draw_palette (FALSE);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, W, H);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  vsl_histogram_draw (h, cr, W, H, palette, -1, -1);      /* nothing in it */
  guint a = vsl_histogram_add_group (h, "one value", 0);
  vsl_histogram_add (h, a, 5);
  vsl_histogram_count (h);
  g_assert_cmpint (h->bins, >=, 1);
  vsl_histogram_clear (h);
  a = vsl_histogram_add_group (h, "low", 0);
  guint b = vsl_histogram_add_group (h, "high", 1);
  for (int i = 0; i < 50; i++) {
    vsl_histogram_add (h, a, i % 5);
    vsl_histogram_add (h, b, 95 + i % 5);
  }
  vsl_histogram_count (h);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  vsl_histogram_draw (h, cr, W, H, palette, 0, 0);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  /* the chosen bar is in the full colour of its class, at the left; the other stands back */
  g_assert_cmpuint (count_color (surface, palette->series[0], 40, 60, W / 2, H - 30, 0.02), >, 200);
  g_assert_cmpuint (count_color (surface, palette->series[1], 40, 60, W, H - 30, 0.02), ==, 0);
  g_assert_cmpint (vsl_histogram_bin_at (h, W, H, 44, H / 2), ==, 0);
  g_assert_cmpint (vsl_histogram_bin_at (h, W, H, W - 14, H / 2), ==, h->bins - 1);
  g_assert_cmpint (vsl_histogram_bin_at (h, W, H, 5, H / 2), ==, -1);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/chart/best-epoch", test_best_epoch);
  g_test_add_func ("/draw/chart/tick-room", test_tick_room);
  g_test_add_func ("/draw/chart/monotone", test_monotone);
  g_test_add_func ("/draw/chart/empty-and-live", test_empty_and_live);
  g_test_add_func ("/draw/chart/series-in-range", test_series_in_range);
  g_test_add_func ("/draw/chart/hover", test_hover);
  g_test_add_func ("/draw/chart/odd-values", test_odd_values);
  g_test_add_func ("/draw/chart/single-point", test_single_point);
  g_test_add_func ("/draw/chart/nice-steps", test_nice_steps);
  g_test_add_func ("/draw/chart/smooth", test_smooth);
  g_test_add_func ("/draw/chart/save", test_save);
  g_test_add_func ("/draw/network", test_network);
  g_test_add_func ("/draw/counts", test_counts);
  g_test_add_func ("/draw/histogram/counts", test_histogram_counts);
  g_test_add_func ("/draw/histogram/draws", test_histogram_draws);
  return g_test_run ();
}
