/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "losses/vsl-loss.h"

G_BEGIN_DECLS

/* Losses whose values are made from other axes than the last (vsl-loss-groups.c). */
typedef struct _VslLossGroups VslLossGroups;
/* *groups is NULL where the class takes the last axis. */
gboolean _vsl_loss_groups_new (const VslLossClass *cls, gconstpointer config, const VslShape *sample, int batch, VslLossGroups **groups,
                               GError **error);
void _vsl_loss_groups_free (VslLossGroups *groups);
gint64 _vsl_loss_groups_count (const VslLossGroups *groups, int n);
/* Makes the groups of a call its rows, weights and divisor included. */
void _vsl_loss_groups_gather (VslLossGroups *groups, int n, VslLossCall *call);
/* Brings the gradient of the rows back to where the predictions stand. */
void _vsl_loss_groups_scatter (VslLossGroups *groups, int n, const VslLossCall *call, VslReal *grad);

G_END_DECLS
