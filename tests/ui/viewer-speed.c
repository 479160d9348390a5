/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a redraw of the viewer takes: printed, not judged. */
#include "ui-common.h"

#include <time.h>

#include "ui/vsl-scan-view.h"
#include "viewer-data.h"

typedef struct {
  gint64 begin;
  double processor;
  GArray *times, *spent;
} Frames;

/* Milliseconds of this thread: what a redraw costs, also where others keep the machine busy. */
static double
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static void
on_before (GdkFrameClock *clock, Frames *frames)
{
  frames->begin = g_get_monotonic_time ();
  frames->processor = processor_time ();
}

static void
on_after (GdkFrameClock *clock, Frames *frames)
{
  double ms = (double) (g_get_monotonic_time () - frames->begin) / 1000;

  g_array_append_val (frames->times, ms);
  ms = processor_time () - frames->processor;
  g_array_append_val (frames->spent, ms);
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
mean_of (GArray *times)
{
  double sum = 0;

  g_array_sort (times, by_size);
  for (guint i = 0; i < times->len; i++)
    sum += g_array_index (times, double, i);
  return sum / times->len;
}

static void
print_times (const char *what, Frames *frames)
{
  guint at = frames->times->len * 95 / 100;
  double mean, spent;

  g_assert_cmpuint (frames->times->len, >, 10);
  mean = mean_of (frames->times);
  spent = mean_of (frames->spent);
  g_print ("# %s, 2048 x 2048 of 16 bits: mean %.2f ms, 95th percentile %.2f ms a redraw; of the processor %.2f and %.2f ms (%u redraws)\n", what, mean,
           g_array_index (frames->times, double, at), spent, g_array_index (frames->spent, double, at), frames->times->len);
  g_array_set_size (frames->times, 0);
  g_array_set_size (frames->spent, 0);
}

void
viewer_test_speed (void)
{
  GtkWidget *window = gtk_window_new (), *view = vsl_scan_view_new ();
  VslImage image;
  Frames frames = { 0, 0, g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  GdkFrameClock *clock;

  g_assert_true (vsl_image_alloc (&image, 2048, 2048, 1, VSL_PIXEL_U16, 16, NULL));
  for (int i = 0; i < 2048 * 2048; i++)
    ((guint16 *) image.data)[i] = (guint16) g_rand_int (rand);
  /* As in the viewer: where a widget touches the window's edge, the toolkit blurs the window's shadow again with each redraw. */
  gtk_widget_set_margin_start (view, 12);
  gtk_widget_set_margin_end (view, 12);
  gtk_widget_set_margin_bottom (view, 12);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 1224, 772);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  vsl_scan_view_take_image (VSL_SCAN_VIEW (view), &image, FALSE);
  ui_settle ();
  clock = gtk_widget_get_frame_clock (view);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before), &frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after), &frames);
  for (int i = 0; i < 120; i++)
    {
      vsl_scan_view_set_window (VSL_SCAN_VIEW (view), 100 * i, 40000 + 100 * i);
      gtk_test_widget_wait_for_draw (view);
    }
  print_times ("dragging the window", &frames);
  for (int i = 0; i < 60; i++)
    {
      vsl_scan_view_zoom_by (VSL_SCAN_VIEW (view), i < 30 ? 1.05 : 1 / 1.05);
      gtk_test_widget_wait_for_draw (view);
    }
  print_times ("zooming", &frames);
  vsl_scan_view_zoom_actual (VSL_SCAN_VIEW (view));
  ui_settle ();
  g_array_set_size (frames.times, 0);
  g_array_set_size (frames.spent, 0);
  for (int i = 0; i < 120; i++)
    {
      vsl_scan_view_set_window (VSL_SCAN_VIEW (view), 100 * i, 40000 + 100 * i);
      gtk_test_widget_wait_for_draw (view);
    }
  print_times ("dragging the window at 100 %", &frames);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  g_array_unref (frames.times);
  g_array_unref (frames.spent);
  gtk_window_destroy (GTK_WINDOW (window));
}
