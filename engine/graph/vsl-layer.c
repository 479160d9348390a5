/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/vsl-layer.h"

/**
 * vsl_layer_class:
 * @name: Keras's class name or its snake_case form
 *
 * Returns: (transfer none) (nullable): the class
 */
const VslLayerClass *
vsl_layer_class (const char *name)
{
  return (const VslLayerClass *) vsl_kind_find ("layer", name);
}
