/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "layers/vsl-layer-util.h"

G_BEGIN_DECLS

/* Layers that give each value another one. The functions see a range of the batch's values; backward has what the class's flags
 * ask for, and adds to dx or overwrites it. */
typedef void (*VslMapForward) (gconstpointer config, gsize n, const VslReal *x, VslReal *y);
typedef void (*VslMapBackward) (gconstpointer config, gsize n, const VslReal *x, const VslReal *y, const VslReal *dy, VslReal *dx, gboolean add);

gboolean vsl_layer_map_plan (VslLayerPlan *plan, const char **remedy, GError **error);     /* same shape, mask passed on */
void vsl_layer_map_forward (const VslCall *call, VslMapForward map);
void vsl_layer_map_backward (const VslCall *call, VslMapBackward map);

/* Rows that each appear `times` times one after another: x [rows, width], y [rows, times, width]. */
void vsl_layer_repeat_forward (const VslCall *call, gint64 times, gint64 width);
void vsl_layer_repeat_backward (const VslCall *call, gint64 times, gint64 width);

#define VSL_MAP_FUNCTIONS(FORWARD, BACKWARD)                                                                                               \
  static void forward (const VslCall *call) { vsl_layer_map_forward (call, FORWARD); }                                                      \
  static void backward (const VslCall *call) { vsl_layer_map_backward (call, BACKWARD); }
#define VSL_REPEAT_FUNCTIONS(TIMES, WIDTH)                                                                                                 \
  static void forward (const VslCall *call) { vsl_layer_repeat_forward (call, TIMES, WIDTH); }                                              \
  static void backward (const VslCall *call) { vsl_layer_repeat_backward (call, TIMES, WIDTH); }

G_END_DECLS
