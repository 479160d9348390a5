/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-fusion.h"

G_BEGIN_DECLS

gboolean vsl_recurrent_table_plan (VslLayerPlan *first, const VslLayerPlan *const *parts);
void vsl_recurrent_table_forward (const VslCall *call);

G_END_DECLS
