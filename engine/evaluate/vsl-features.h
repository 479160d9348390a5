/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of features for a linear model: dense, or sparse (what is not named is 0). */
typedef struct {
  guint n, width;              /* rows, features */
  float *dense;                /* [n, width]; NULL: sparse */
  gsize *row;                  /* sparse: [n + 1], where the entries of a row begin */
  guint32 *column;             /* of an entry */
  float *value;
  gsize *first;                /* the same entries by column, [width + 1]; NULL until vsl_features_by_column() */
  guint32 *entry_row;
  float *entry_value;
  gsize row_room, entry_room;
} VslFeatures;

VslFeatures *vsl_features_dense (guint n, guint width, GError **error);      /* zeros */
VslFeatures *vsl_features_sparse (guint width);                              /* no row yet */
void vsl_features_free (VslFeatures *features);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslFeatures, vsl_features_free)
gboolean vsl_features_add_row (VslFeatures *features, guint n, const guint32 *column, const float *value, GError **error);
gboolean vsl_features_by_column (VslFeatures *features, GError **error);

G_END_DECLS
