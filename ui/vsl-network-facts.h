/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* What is known of a layer, or of the network, as rows of a list: shape, parameters, multiply-adds, memory. */
void vsl_network_facts_add_node (GtkListBox *list, const VslNodeReport *report);
void vsl_network_facts_add_all (GtkListBox *list, const VslNetwork *network, const VslReport *report);

G_END_DECLS
