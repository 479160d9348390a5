/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

GArray *_vsl_preprocessing_new (void);
VslNode *_vsl_node_new (const VslLayerClass *cls, const char *id);
gboolean _vsl_id_legal (const char *id);
gboolean _vsl_no_node (const VslNetwork *network, const char *id, GError **error);   /* always FALSE */
