/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-time-left.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define FIRST_SECONDS 2.0        /* earlier guesses jump */
#define FIRST_FRACTION 0.01

/**
 * vsl_time_left:
 * @seconds: since the work began
 * @fraction: that is done; negative: unknown
 *
 * Returns: (transfer full) (nullable): rounded so that it does not flicker
 */
char *
vsl_time_left (double seconds, double fraction)
{
  if (seconds < FIRST_SECONDS || fraction < FIRST_FRACTION || fraction >= 1)
    return NULL;
  double left = seconds * (1 - fraction) / fraction;
  if (left < 10)
    return g_strdup (_("a few seconds left"));
  if (left < 55) {
    guint s = (guint) ceil (left / 10) * 10;
    return g_strdup_printf (ngettext ("about %u second left", "about %u seconds left", s), s);
  }
  if (left < 90 * 60) {
    guint m = (guint) ceil (left / 60);
    return g_strdup_printf (ngettext ("about %u minute left", "about %u minutes left", m), m);
  }
  guint h = (guint) ceil (left / 3600);
  return g_strdup_printf (ngettext ("about %u hour left", "about %u hours left", h), h);
}
