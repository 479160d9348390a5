/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-fusion.h"

/* Conv2D and BatchNormalization with fixed statistics, shared by the fusions with and without relu. */
gboolean vsl_fused_norm_plan (VslLayerPlan *first, const VslLayerPlan *const *parts);
void vsl_fused_norm_forward (const VslCall *call, gboolean relu);
