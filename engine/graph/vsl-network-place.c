/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/vsl-network-place.h"

#include <math.h>

#include "graph/vsl-network-private.h"

/* A card and the least that lies between two. */
#define ROOM_X 196.0
#define ROOM_Y 84.0

static gboolean
covers (const VslNode *a, const VslNode *b)
{
  return fabs (a->x - b->x) < ROOM_X && fabs (a->y - b->y) < ROOM_Y;
}

/**
 * vsl_network_place_free:
 */
void
vsl_network_place_free (const VslNetwork *network, VslNode *node)
{
  gboolean moved = TRUE;
  for (guint round = 0; moved && round <= network->nodes->len; round++) {
    moved = FALSE;
    for (guint i = 0; i < network->nodes->len; i++) {
      const VslNode *other = network->nodes->pdata[i];
      if (other == node || !covers (node, other))
        continue;
      node->y = other->y + VSL_PLACE_ROW;
      moved = TRUE;
    }
  }
}

/**
 * vsl_network_place_behind:
 */
void
vsl_network_place_behind (const VslNetwork *network, VslNode *node, const char *from)
{
  const VslNode *source = vsl_network_find (network, from);
  if (!source)
    return;
  node->x = source->x + VSL_PLACE_COLUMN;
  node->y = source->y;
  vsl_network_place_free (network, node);
}

/* All that follow from a node, itself included. */
static void
collect (const VslNetwork *network, const VslNode *node, GHashTable *found)
{
  if (!g_hash_table_add (found, (gpointer) node))
    return;
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *other = network->nodes->pdata[i];
    for (guint k = 0; k < other->inputs->len; k++)
      if (_vsl_wire_is_from (other->inputs->pdata[k], node->id))
        collect (network, other, found);
  }
}

/* Whatever a card that is to move would lie on moves with it. */
static void
take_along (const VslNetwork *network, GHashTable *moving, double dx)
{
  gboolean more = TRUE;
  while (more) {
    more = FALSE;
    for (guint i = 0; i < network->nodes->len; i++) {
      VslNode *a = network->nodes->pdata[i];
      if (!g_hash_table_contains (moving, a))
        continue;
      for (guint k = 0; k < network->nodes->len; k++) {
        VslNode *b = network->nodes->pdata[k];
        VslNode there = *a;
        there.x += dx;
        if (g_hash_table_contains (moving, b) || covers (a, b) || !covers (&there, b))
          continue;
        g_hash_table_add (moving, b);
        more = TRUE;
      }
    }
  }
}

/**
 * vsl_network_place_between:
 */
void
vsl_network_place_between (VslNetwork *network, VslNode *node, const char *to)
{
  VslNode *source = node->inputs->len ? vsl_network_source (network, node->inputs->pdata[0], NULL) : NULL;
  VslNode *target = vsl_network_find (network, to);
  if (!source || !target)
    return;
  double gap = target->x - source->x, dx = 2 * VSL_PLACE_COLUMN - gap;
  node->x = round ((source->x + target->x) / 20) * 10;
  node->y = round ((source->y + target->y) / 20) * 10;
  if (gap > 0 && dx > 0) {                     /* a chain from left to right without room in it */
    g_autoptr (GHashTable) moving = g_hash_table_new (NULL, NULL);
    collect (network, target, moving);
    g_hash_table_remove (moving, source);      /* in a loop */
    g_hash_table_remove (moving, node);
    node->x = source->x + VSL_PLACE_COLUMN;
    take_along (network, moving, dx);
    g_hash_table_remove (moving, source);
    g_hash_table_remove (moving, node);
    GHashTableIter iter;
    gpointer one;
    g_hash_table_iter_init (&iter, moving);
    while (g_hash_table_iter_next (&iter, &one, NULL))
      ((VslNode *) one)->x += dx;
  }
  vsl_network_place_free (network, node);
}

/**
 * vsl_network_free_end:
 */
VslNode *
vsl_network_free_end (const VslNetwork *network)
{
  for (guint i = network->nodes->len; i-- > 0;) {
    VslNode *node = network->nodes->pdata[i];
    gboolean used = FALSE;
    for (guint k = 0; k < network->nodes->len && !used; k++) {
      const VslNode *other = network->nodes->pdata[k];
      for (guint w = 0; w < other->inputs->len; w++)
        used |= _vsl_wire_is_from (other->inputs->pdata[w], node->id);
    }
    if (!used)
      return node;
  }
  return NULL;
}

/**
 * vsl_network_only_consumer:
 */
VslNode *
vsl_network_only_consumer (const VslNetwork *network, const char *id)
{
  VslNode *only = NULL;
  for (guint i = 0; i < network->nodes->len; i++) {
    VslNode *other = network->nodes->pdata[i];
    for (guint w = 0; w < other->inputs->len; w++) {
      if (!_vsl_wire_is_from (other->inputs->pdata[w], id))
        continue;
      if (only && only != other)
        return NULL;
      only = other;
    }
  }
  return only;
}
