/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw/vsl-histogram.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "draw/vsl-axes.h"

/* About so many bars, and never more. */
#define BARS 14
#define BARS_MAX 60

static void
group_free (gpointer data)
{
  VslHistogramGroup *group = data;
  g_free (group->name);
  g_array_unref (group->values);
  g_free (group);
}

/**
 * vsl_histogram_new:
 */
VslHistogram *
vsl_histogram_new (const char *title)
{
  VslHistogram *h = g_new0 (VslHistogram, 1);
  h->title = g_strdup (title);
  h->groups = g_ptr_array_new_with_free_func (group_free);
  return h;
}

/**
 * vsl_histogram_free:
 */
void
vsl_histogram_free (VslHistogram *h)
{
  g_ptr_array_unref (h->groups);
  g_free (h->counts);
  g_free (h->title);
  g_free (h->font);
  g_free (h);
}

/**
 * vsl_histogram_clear:
 */
void
vsl_histogram_clear (VslHistogram *h)
{
  g_ptr_array_set_size (h->groups, 0);
  g_clear_pointer (&h->counts, g_free);
  h->bins = 0;
}

/**
 * vsl_histogram_add_group:
 * @color: index into the palette's series
 */
guint
vsl_histogram_add_group (VslHistogram *h, const char *name, int color)
{
  VslHistogramGroup *group = g_new0 (VslHistogramGroup, 1);
  group->name = g_strdup (name);
  group->color = color % VSL_DRAW_COLORS;
  group->values = g_array_new (FALSE, FALSE, sizeof (double));
  g_ptr_array_add (h->groups, group);
  return h->groups->len - 1;
}

/**
 * vsl_histogram_add:
 */
void
vsl_histogram_add (VslHistogram *h, guint group, double value)
{
  if (isfinite (value))
    g_array_append_val (((VslHistogramGroup *) h->groups->pdata[group])->values, value);
}

static gboolean
find_range (const VslHistogram *h, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (guint g = 0; g < h->groups->len; g++) {
    const GArray *values = ((VslHistogramGroup *) h->groups->pdata[g])->values;
    for (guint i = 0; i < values->len; i++) {
      *low = fmin (*low, g_array_index (values, double, i));
      *high = fmax (*high, g_array_index (values, double, i));
    }
  }
  return *high >= *low;
}

/* The same comparison as of those who ask for the values of a bar: from its lower end to below its upper one. */
static int
bin_of (const VslHistogram *h, double value)
{
  int bin = CLAMP ((int) floor ((value - h->low) / h->step), 0, h->bins - 1);
  if (bin > 0 && value < h->low + bin * h->step)
    bin--;
  else if (bin < h->bins - 1 && value >= h->low + (bin + 1) * h->step)
    bin++;
  return bin;
}

/**
 * vsl_histogram_count:
 */
void
vsl_histogram_count (VslHistogram *h)
{
  double low, high;
  g_clear_pointer (&h->counts, g_free);
  h->bins = 0;
  if (!find_range (h, &low, &high))
    return;
  double span = high > low ? high - low : fmax (fabs (high), 1e-12);
  h->step = vsl_axis_step (span, BARS);
  h->low = floor (low / h->step) * h->step;
  h->bins = CLAMP ((int) floor ((high - h->low) / h->step) + 1, 1, BARS_MAX);
  h->counts = g_new0 (guint, (gsize) h->groups->len * (gsize) h->bins);
  for (guint g = 0; g < h->groups->len; g++) {
    const GArray *values = ((VslHistogramGroup *) h->groups->pdata[g])->values;
    for (guint i = 0; i < values->len; i++)
      h->counts[g * (guint) h->bins + (guint) bin_of (h, g_array_index (values, double, i))]++;
  }
}

/**
 * vsl_histogram_in_bin:
 */
guint
vsl_histogram_in_bin (const VslHistogram *h, int bin)
{
  guint n = 0;
  for (guint g = 0; bin >= 0 && bin < h->bins && g < h->groups->len; g++)
    n += h->counts[g * (guint) h->bins + (guint) bin];
  return n;
}

/* ---- drawing ---- */

typedef struct {
  const VslHistogram *h;
  cairo_t *cr;
  const VslDrawPalette *palette;
  VslBox plot;
  guint most;                  /* in a bar */
} Pen;

static VslBox
plot_box (double width, double height)
{
  return (VslBox) { 40, 54, MAX (width - 52, 1), MAX (height - 54 - 24, 1) };
}

static void
draw_head (Pen *pen)
{
  int w, h;
  double x = 12;
  g_autoptr (PangoLayout) title = vsl_draw_layout (pen->h->font, pen->h->title, TRUE);
  vsl_draw_set_color (pen->cr, pen->palette->text, 1);
  vsl_draw_text (pen->cr, title, x, 6);
  for (guint g = 0; g < pen->h->groups->len && x < pen->plot.x + pen->plot.width; g++) {
    const VslHistogramGroup *group = pen->h->groups->pdata[g];
    g_autoptr (PangoLayout) name = vsl_draw_layout (pen->h->font, group->name, FALSE);
    pango_layout_set_width (name, 120 * PANGO_SCALE);
    pango_layout_set_ellipsize (name, PANGO_ELLIPSIZE_END);
    pango_layout_get_pixel_size (name, &w, &h);
    vsl_draw_set_color (pen->cr, pen->palette->series[group->color], 1);
    cairo_rectangle (pen->cr, x, 34, 10, 10);
    cairo_fill (pen->cr);
    vsl_draw_set_color (pen->cr, pen->palette->text, 0.85);
    vsl_draw_text (pen->cr, name, x + 15, 39 - h / 2.0);
    x += w + 29;
  }
}

static int
widest_tick (Pen *pen)
{
  int widest = 0;
  for (int i = 0; i <= pen->h->bins; i += MAX (pen->h->bins, 1)) {
    g_autofree char *text = vsl_axis_tick_text (pen->h->low + i * pen->h->step, pen->h->step);
    widest = MAX (widest, vsl_axis_text_width (pen->h->font, text));
  }
  return widest;
}

static void
draw_axes (Pen *pen)
{
  double step = MAX (1, vsl_axis_step (pen->most, 4)), bottom = pen->plot.y + pen->plot.height;
  int every = MAX (1, (int) ceil (pen->h->bins * (widest_tick (pen) + 12) / pen->plot.width));
  for (double v = 0; v <= pen->most; v += step) {
    g_autofree char *text = g_strdup_printf ("%.0f", v);
    vsl_axis_grid_line (pen->cr, pen->palette, pen->h->font, &pen->plot, bottom - pen->plot.height * v / pen->most, text);
  }
  for (int i = 0; i <= pen->h->bins; i += every) {
    g_autofree char *text = vsl_axis_tick_text (pen->h->low + i * pen->h->step, pen->h->step);
    double x = pen->plot.x + pen->plot.width * i / pen->h->bins;
    vsl_axis_label (pen->cr, pen->h->font, text, MIN (x, pen->plot.x + pen->plot.width + 8 - widest_tick (pen) / 2.0), bottom + 13, 0.5, pen->palette->dim);
  }
}

static void
draw_bars (Pen *pen, int hover, int chosen)
{
  const VslHistogram *h = pen->h;
  double w = pen->plot.width / h->bins, gap = w > 6 ? 2 : 0;
  for (int i = 0; i < h->bins; i++) {
    double y = pen->plot.y + pen->plot.height, x = pen->plot.x + i * w + gap / 2;
    for (guint g = 0; g < h->groups->len; g++) {
      double height = pen->plot.height * h->counts[g * (guint) h->bins + (guint) i] / pen->most;
      vsl_draw_set_color (pen->cr, pen->palette->series[((VslHistogramGroup *) h->groups->pdata[g])->color],
                          chosen >= 0 && i != chosen && i != hover ? 0.35 : i == hover ? 1 : 0.8);
      cairo_rectangle (pen->cr, x, y - height, w - gap, height);
      cairo_fill (pen->cr);
      y -= height;
    }
    if (i != chosen && i != hover)
      continue;
    vsl_draw_set_color (pen->cr, pen->palette->text, i == chosen ? 1 : 0.5);
    cairo_set_line_width (pen->cr, 1);
    cairo_rectangle (pen->cr, floor (x) + 0.5, floor (y) + 0.5, floor (w - gap), pen->plot.y + pen->plot.height - floor (y) - 1);
    cairo_stroke (pen->cr);
  }
}

/* The readout takes the place of the legend's line: nothing of the bars is covered. */
static void
draw_readout (Pen *pen, int hover)
{
  int w, h;
  g_autofree char *text = vsl_histogram_readout (pen->h, hover);
  g_autoptr (PangoLayout) layout = vsl_draw_layout (pen->h->font, text, FALSE);
  pango_layout_get_pixel_size (layout, &w, &h);
  double x = MAX (pen->plot.x + pen->plot.width - w - 8, 4);
  vsl_draw_set_color (pen->cr, pen->palette->tip, 0.94);
  vsl_draw_rounded (pen->cr, x - 6, 28, w + 12, h + 6, 5);
  cairo_fill (pen->cr);
  vsl_draw_set_color (pen->cr, pen->palette->tip_text, 1);
  vsl_draw_text (pen->cr, layout, x, 31);
}

/**
 * vsl_histogram_bin_at:
 * @width: as for vsl_histogram_draw()
 */
int
vsl_histogram_bin_at (const VslHistogram *h, double width, double height, double x, double y)
{
  VslBox plot = plot_box (width, height);
  if (!h->bins || x < plot.x || x >= plot.x + plot.width || y < plot.y || y > plot.y + plot.height)
    return -1;
  return CLAMP ((int) ((x - plot.x) / plot.width * h->bins), 0, h->bins - 1);
}

/**
 * vsl_histogram_readout:
 */
char *
vsl_histogram_readout (const VslHistogram *h, int bin)
{
  g_autofree char *from = vsl_axis_tick_text (h->low + bin * h->step, h->step), *to = vsl_axis_tick_text (h->low + (bin + 1) * h->step, h->step);
  GString *text = g_string_new (NULL);
  g_string_printf (text, "%s – %s: ", from, to);
  for (guint g = 0; g < h->groups->len; g++)
    g_string_append_printf (text, "%s%s %u", g ? ", " : "", ((VslHistogramGroup *) h->groups->pdata[g])->name, h->counts[g * (guint) h->bins + (guint) bin]);
  return g_string_free (text, FALSE);
}

/**
 * vsl_histogram_draw:
 * @width: of the whole chart, in user units
 * @hover: the bar that is read, -1: none
 * @chosen: the bar whose cases are shown, -1: none
 *
 * Draws on what is there already: the ground is the caller's.
 */
void
vsl_histogram_draw (const VslHistogram *h, cairo_t *cr, double width, double height, const VslDrawPalette *palette, int hover, int chosen)
{
  Pen pen = { h, cr, palette, plot_box (width, height), 1 };
  if (width < 80 || height < 90)
    return;
  for (int i = 0; i < h->bins; i++)
    pen.most = MAX (pen.most, vsl_histogram_in_bin (h, i));
  cairo_save (cr);
  draw_head (&pen);
  if (h->bins) {
    draw_axes (&pen);
    draw_bars (&pen, hover, chosen);
  } else
    vsl_axis_label (cr, h->font, _("There is no number to count."), width / 2, height / 2, 0.5, palette->dim);
  if (hover >= 0 && hover < h->bins)
    draw_readout (&pen, hover);
  cairo_restore (cr);
}

static void
draw_for_file (cairo_t *cr, double width, double height, gconstpointer histogram)
{
  const VslDrawPalette *palette = vsl_draw_palette (FALSE);
  vsl_draw_set_color (cr, palette->background, 1);
  cairo_paint (cr);
  vsl_histogram_draw (histogram, cr, width, height, palette, -1, -1);
}

/**
 * vsl_histogram_save:
 * @path: ends in .svg, .pdf or .png
 */
gboolean
vsl_histogram_save (const VslHistogram *h, const char *path, double width, double height, GError **error)
{
  return vsl_draw_save (path, width, height, draw_for_file, h, error);
}
