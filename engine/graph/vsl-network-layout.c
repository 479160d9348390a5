/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/vsl-network.h"

#define COLUMN 220.0
#define ROW 110.0

/**
 * vsl_network_layout:
 *
 * Places the nodes in columns by their distance from the inputs, each column centred. Nodes of a column stand in
 * the order of the mean place of their inputs, so that wires cross seldom.
 */
void
vsl_network_layout (VslNetwork *network)
{
  guint n = network->nodes->len;
  g_autofree int *depth = g_new0 (int, n + 1);
  /* n rounds are enough for any graph without loops, and end for one with loops too. */
  gboolean moved = TRUE;
  for (guint round = 0; round < n && moved; round++) {
    moved = FALSE;
    for (guint i = 0; i < n; i++) {
      const VslNode *node = network->nodes->pdata[i];
      for (guint k = 0; k < node->inputs->len; k++) {
        int j = vsl_network_source_index (network, node->inputs->pdata[k], NULL);
        if (j >= 0 && depth[j] + 1 > depth[i] && depth[i] < (int) n) {
          depth[i] = depth[j] + 1;
          moved = TRUE;
        }
      }
    }
  }
  int deepest = 0;
  for (guint i = 0; i < n; i++)
    deepest = MAX (deepest, depth[i]);
  for (int d = 0; d <= deepest; d++) {
    g_autoptr (GArray) column = g_array_new (FALSE, FALSE, sizeof (guint));
    g_autofree double *wish = g_new0 (double, n + 1);
    for (guint i = 0; i < n; i++) {
      if (depth[i] != d)
        continue;
      const VslNode *node = network->nodes->pdata[i];
      for (guint k = 0; k < node->inputs->len; k++) {
        const VslNode *source = vsl_network_source (network, node->inputs->pdata[k], NULL);
        wish[i] += source ? source->y / node->inputs->len : 0;
      }
      guint at = column->len;
      while (at > 0 && wish[g_array_index (column, guint, at - 1)] > wish[i])
        at--;
      g_array_insert_val (column, at, i);
    }
    for (guint r = 0; r < column->len; r++) {
      VslNode *node = network->nodes->pdata[g_array_index (column, guint, r)];
      node->x = 40 + d * COLUMN;
      node->y = 200 + (r - (column->len - 1) / 2.0) * ROW;
    }
  }
}
