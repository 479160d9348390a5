/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

GArray *_vsl_preprocessing_new (void);
VslNode *_vsl_node_new (const VslLayerClass *cls, const char *id);
/* vsl-network-wire.c */
gboolean _vsl_wire_is_from (const char *wire, const char *id);
char *_vsl_wire_read (const char *text, const char *where, GError **error);
gboolean _vsl_id_legal (const char *id);
/* vsl_network_infer () where bit k of masks says that the k-th Input comes with a mask. */
VslReport *_vsl_network_infer_masked (const VslNetwork *network, int batch, gboolean training, guint masks, VslLayerPlan **plans);
void _vsl_report_mark (VslReport *report, int node, char *message, const char *remedy);      /* vsl-network-notes.c; takes the message */
void _vsl_network_check_words (const VslNetwork *network, VslReport *report);        /* vsl-network-notes.c */
gboolean _vsl_no_node (const VslNetwork *network, const char *id, GError **error);   /* always FALSE */
