/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For qsort() over doubles, none of which is NaN: the smallest first. */
int vsl_order_doubles (gconstpointer a, gconstpointer b);
/* Between two values in proportion; @sorted has at least one. */
double vsl_sorted_quantile (const double *sorted, guint n, double q);

G_END_DECLS
