/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/vsl-params-raw.h"

#include <glib/gi18n-lib.h>

#include "graph/vsl-params-private.h"

/**
 * vsl_params_new_raw:
 * @names: (array length=n): names of the tensors
 * @shapes: (array length=n): their shapes
 *
 * A block of trainable tensors that belong to no network: for optimizers by themselves.
 *
 * Returns: (transfer full) (nullable): zeroed; %NULL with an error when a shape is not legal or memory is short
 */
VslParams *
vsl_params_new_raw (guint n, const char *const *names, const VslShape *shapes, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!vsl_shape_valid (&shapes[i])) {
      g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, _("%s: the shape is not legal."), names[i]);
      return NULL;
    }
  GArray *list = g_array_new (FALSE, TRUE, sizeof (VslParam));
  for (guint i = 0; i < n; i++) {
    VslParam p = { .name = g_strdup (names[i]), .index = (int) i, .shape = shapes[i], .trainable = TRUE };
    g_array_append_val (list, p);
  }
  return _vsl_params_layout (list, error);
}
