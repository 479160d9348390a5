/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-activation.h"
#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Activations of rows * width values; softmax and log_softmax act on each row. Cut into fixed parts inside. */
gboolean vsl_activation_needs_x (VslActivation act);      /* backward reads x: it must be kept, forward not in place */
gboolean vsl_activation_by_row (VslActivation act);       /* softmax, log_softmax */
void vsl_activation_forward (VslActivation act, gint64 rows, gint64 width, const VslReal *x, VslReal *y);
void vsl_activation_backward (VslActivation act, gint64 rows, gint64 width, const VslReal *x, const VslReal *y, const VslReal *dy,
                              VslReal *dx, gboolean add);

G_END_DECLS
