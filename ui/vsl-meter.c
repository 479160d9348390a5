/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static GPollFunc real_poll;
static gint64 woken;            /* when poll returned, microseconds; 0: not yet */
static GArray *times;           /* of guint: microseconds of each iteration */

/* Everything a main loop does happens between one poll's end and the next one's beginning. */
static int
metered_poll (GPollFD *fds, guint n, int timeout)
{
  int result;

  if (woken != 0 && times != NULL)
    {
      guint busy = (guint) (g_get_monotonic_time () - woken);

      g_array_append_val (times, busy);
    }
  result = real_poll (fds, n, timeout);
  woken = g_get_monotonic_time ();
  return result;
}

/**
 * vsl_meter_start:
 *
 * Begins to measure the default main context. Does nothing when it is measured already.
 */
void
vsl_meter_start (void)
{
  if (times != NULL)
    return;
  times = g_array_new (FALSE, FALSE, sizeof (guint));
  woken = 0;
  real_poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, metered_poll);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? -1 : x > y;
}

/**
 * vsl_meter_stop:
 * @p50: (out): median, in milliseconds
 * @p99: (out): 99th percentile
 * @max: (out): the longest
 *
 * Returns: the number of main-loop iterations since vsl_meter_start(); 0 when it wasn't running.
 */
guint
vsl_meter_stop (double *p50, double *p99, double *max)
{
  guint n;

  *p50 = *p99 = *max = 0;
  if (times == NULL)
    return 0;
  g_main_context_set_poll_func (NULL, real_poll);
  g_array_sort (times, compare_times);
  n = times->len;
  if (n > 0)
    {
      *p50 = g_array_index (times, guint, n / 2) / 1000.0;
      *p99 = g_array_index (times, guint, (guint) ((n - 1) * 0.99)) / 1000.0;
      *max = g_array_index (times, guint, n - 1) / 1000.0;
    }
  g_clear_pointer (&times, g_array_unref);
  return n;
}

gboolean
vsl_meter_running (void)
{
  return times != NULL;
}

gboolean
vsl_meter_wanted (void)
{
  return g_getenv ("VESALIUS_MEASURE") != NULL;
}

/**
 * vsl_meter_since_start:
 *
 * From the kernel's record of when the process was started (10 ms steps), so that loading of libraries counts too.
 *
 * Returns: milliseconds, or -1 where there is no such record.
 */
double
vsl_meter_since_start (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  struct timespec now;
  const char *end;

  if (!g_file_get_contents ("/proc/self/stat", &text, NULL, NULL) || (end = strrchr (text, ')')) == NULL)
    return -1;
  fields = g_strsplit (end + 1, " ", -1);
  if (g_strv_length (fields) < 21 || clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return -1;
  return now.tv_sec * 1000.0 + now.tv_nsec / 1e6 - g_ascii_strtod (fields[20], NULL) * 1000.0 / sysconf (_SC_CLK_TCK);
}
