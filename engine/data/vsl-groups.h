/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets of samples that grow together (union-find). */
typedef struct {
  guint n;
  guint32 *parent;
} VslGroups;

void vsl_groups_init (VslGroups *groups, guint n);
void vsl_groups_clear (VslGroups *groups);
guint32 vsl_groups_find (VslGroups *groups, guint32 i);                /* the least member of its set */
void vsl_groups_join (VslGroups *groups, guint32 a, guint32 b);
/* Joins all samples with the same number in key, 0 standing for none. */
void vsl_groups_join_by (VslGroups *groups, const guint32 *key);
/* For each sample the number of its set, from 1 in order of the first member; alone: 0. Owned. */
guint32 *vsl_groups_numbers (VslGroups *groups, guint *n_sets);

G_END_DECLS
