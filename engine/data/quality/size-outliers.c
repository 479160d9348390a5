/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include "data/quality/vsl-quality.h"

/* Sizes vary: factors of size, shape and distance of pixels. Robust, on a logarithmic scale. */
static gboolean
pixel_distance (const char *spacing, double *log_distance)
{
  double v = spacing ? g_ascii_strtod (spacing, NULL) : 0;
  *log_distance = v > 0 ? log (v) : 0;
  return v > 0;
}

static void
mark (const VslQualityInput *in, const double *value, double floor, guint8 *found)
{
  g_autofree guint8 *far = vsl_outliers (in, value, floor, 0);
  for (guint i = 0; i < in->n; i++)
    found[i] |= far[i];
}

static void
find (const VslQualityInput *in, VslFindings *out)
{
  g_autofree double *area = g_new (double, (gsize) in->n + 1), *shape = g_new (double, (gsize) in->n + 1), *distance = g_new (double, (gsize) in->n + 1);
  g_autofree guint8 *found = g_new0 (guint8, (gsize) in->n + 1);
  GArray *ids = vsl_ids_new ();
  guint known = 0, same = 0;
  for (guint i = 0; i < in->n; i++) {
    const VslSampleInfo *s = &in->samples[i];
    area[i] = log ((double) MAX (s->width, 1) * MAX (s->height, 1));
    shape[i] = log ((double) MAX (s->width, 1) / MAX (s->height, 1));
    known += pixel_distance (in->spacing ? in->spacing[i] : NULL, &distance[i]);
    same += s->width == in->samples[0].width && s->height == in->samples[0].height;
  }
  if (same < in->n * 0.9) {       /* else it is a matter of odd_size */
    mark (in, area, 0.35, found);
    mark (in, shape, 0.2, found);
  }
  if (known == in->n && known > 0)
    mark (in, distance, 0.2, found);
  for (guint i = 0; i < in->n; i++)
    if (found[i])
      vsl_ids_add (ids, in, i);
  vsl_findings_add (out, VSL_SEVERITY_WARNING, 0, ids,
                    g_strdup_printf (ngettext ("%u scan is far larger, smaller, longer or finer than the others.",
                                               "%u scans are far larger, smaller, longer or finer than the others.", ids->len), ids->len));
}

extern const VslCheckClass vsl_check_size_outliers;

const VslCheckClass vsl_check_size_outliers = {
  .head = {
    .name = "size_outliers",
    .title = N_("Outliers in resolution"),
    .summary = N_("Scans far larger, smaller, longer or finer than the others."),
    .icon = "dialog-warning-symbolic",
  },
  .kinds = VSL_CHECK_SCANS,
  .mend = VSL_MEND_LEAVE_OUT,
  .find = find,
};
