/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one owner of compute threads. Work is cut into parts by shape alone, never by the number
 * of threads, so that sums have the same order on any machine size: a part writes only what is
 * its own, and partial sums are added in order of parts afterwards.
 *
 * vsl_parallel_for may be called from several threads (training, a prediction job): one call
 * has the pool, the others wait for their turn (a lease between steps). A call from inside a part runs its parts
 * in place. Parts must not fail, allocate or block. */
typedef void (*VslPartFunc) (gpointer data, int part);

void vsl_parallel_set_threads (int n);     /* 1 … 64; takes effect at the next call; 0: number of processors */
int vsl_parallel_threads (void);
void vsl_parallel_for (int parts, VslPartFunc func, gpointer data);
void vsl_parallel_shutdown (void);         /* joins the workers; for tests and leak checkers */

/* The number of parts that layers cut a batch into. Fixed: part of what makes the bits. */
#define VSL_PARTS 8
/* The range [*begin, *end) of n items that part `part` of `parts` has; empty ranges are legal. */
static inline void
vsl_part_range (gint64 n, int parts, int part, gint64 *begin, gint64 *end)
{
  *begin = n * part / parts;
  *end = n * (part + 1) / parts;
}

G_END_DECLS
