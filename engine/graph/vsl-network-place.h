/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* Where new cards stand, so that none covers another. */

#define VSL_PLACE_COLUMN 220.0     /* from card to card along a chain */
#define VSL_PLACE_ROW 110.0

/* The node goes down until nothing lies under it. */
void vsl_network_place_free (const VslNetwork *network, VslNode *node);
/* Right of that node. */
void vsl_network_place_behind (const VslNetwork *network, VslNode *node, const char *from);
/* Between its source and that node, on whose wire it was put: what is downstream moves aside where there is no room. */
void vsl_network_place_between (VslNetwork *network, VslNode *node, const char *to);
/* The node whose output leads nowhere and that was drawn last; the network's one open end while a chain is drawn. NULL: there is none. */
VslNode *vsl_network_free_end (const VslNetwork *network);
/* The one node that a node leads to; NULL: none, or several. */
VslNode *vsl_network_only_consumer (const VslNetwork *network, const char *id);

G_END_DECLS
