/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernels/vsl-conv-private.h"

/* What both directions share: the squares of 4 × 4 pixels of a map that is written, and the 6 × 6 under each. */
#define VSL_WINO 36                  /* numbers of a square */
#define VSL_WINO_APART 16            /* between planes, so that they do not meet in the same sets of a cache */
#define VSL_WINO_FAR (2 * 1024 * 1024)      /* values of a block of squares that all parts share */
#define VSL_WINO_GROUP 32            /* columns that a part takes at a time, or one panel */

typedef struct {
  gint64 h, w, c, top, left;         /* the map that is read, its channels, border before */
  gint64 rows, columns;              /* squares of the map that is written */
} VslSquares;

static inline gint64
vsl_wino_round (gint64 n, gint64 to)
{
  return (n + to - 1) / to * to;
}

static inline gpointer
vsl_wino_carve (guint8 **at, gsize bytes)
{
  guint8 *p = *at;
  *at += (bytes + 63) & ~(gsize) 63;
  return p;
}

/* How many pieces of the work are in hand at a time, each with a room of scratch. */
static inline int
vsl_wino_rooms (const VslConv *c, gint64 pieces)
{
  return (int) MIN (c->rooms > 0 ? MIN (c->rooms, VSL_PARTS) : VSL_PARTS, pieces);
}

/* func for all pieces, as many at a time as there are rooms; *first: the piece that is in room 0. */
static inline void
vsl_wino_each_piece (int rooms, gint64 pieces, gint64 *first, VslPartFunc func, gpointer job)
{
  for (*first = 0; *first < pieces; *first += rooms)
    vsl_parallel_for ((int) MIN (rooms, pieces - *first), func, job);
}

gboolean vsl_wino_suits (const VslConv *c);
/* Addresses of the size × size pixels from the square's first on, step pixels from square to square; `outside` for those outside. */
void vsl_wino_addresses (const VslSquares *q, gint64 square, gint64 step, gint64 size, const VslReal *map, const VslReal *outside,
                         const VslReal **to);
