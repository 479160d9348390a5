/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packing for panel_product. */
#include "kernels/vsl-kernels.h"

/**
 * vsl_panels_size:
 *
 * Returns: VslReals that a packed k × n matrix takes in any variant, so that a plan does not depend on the variant
 */
gsize
vsl_panels_size (gint64 k, gint64 n)
{
  return (gsize) (k * ((n + 31) / 32 * 32));
}

/**
 * vsl_panels_pack:
 * @tb: @b is stored as n × k
 * @ldb: from row to row of @b as stored
 */
void
vsl_panels_pack (gboolean tb, gint64 k, gint64 n, const VslReal *b, gint64 ldb, VslReal *panels)
{
  const gint64 width = *vsl_kernels ()->panel_width;
  for (gint64 j = 0; j < n; j += width)
    for (gint64 t = 0; t < k; t++)
      for (gint64 i = 0; i < width; i++)
        *panels++ = j + i >= n ? 0 : tb ? b[(j + i) * ldb + t] : b[t * ldb + j + i];
}
