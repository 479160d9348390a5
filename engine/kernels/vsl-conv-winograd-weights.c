/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gradient by the weights with Winograd's algorithm: the transpose of the way from weights to results. Inputs and gradients
 * are transformed, 36 sums of outer products take the place of nine four times as long, and the sums are transformed back. */
#include "kernels/vsl-conv-winograd.h"

#include <string.h>

#define SHALLOW (64 * 96)            /* weights a tap up to which a part has sums of its own */
#define NEAR (3 * 1024)              /* values of one of the 36 planes of a block of squares */
#define WIDE 128                     /* channels from which rows are moved apart, else they meet in the same sets of a cache */

typedef struct {
  const VslKernels *k;
  gint64 cin, cout, cp, wide;
  VslSquares in, out;                /* squares of x and of dy */
  gint64 total, block, first, count;
  gint64 pieces, piece;              /* deep: groups of columns; the first of those in hand */
  int rooms;
  gboolean deep;
  const VslReal *x, *dy;
  VslReal *dw, *zero, *v;
  VslOuterAt *at;                    /* square t: row t of both */
  guint8 *room;
  gsize per_part, v_step;
} Job;

typedef struct {
  VslReal *v, *z, *du, *dw;          /* dw: [9][cin][width of du] */
} Work;

/* Columns of a part's sums. */
static gint64
columns (const Job *j, gint64 panel)
{
  return j->deep ? MAX (panel, VSL_WINO_GROUP) : j->wide;
}

static Work
carve_work (const Job *j, guint8 **at, gint64 panel)
{
  gint64 width = columns (j, panel);
  Work w;
  w.v = vsl_wino_carve (at, j->deep ? 0 : VSL_WINO * j->v_step * sizeof (VslReal));
  w.z = vsl_wino_carve (at, VSL_WINO * (gsize) (j->block * width + VSL_WINO_APART) * sizeof (VslReal));
  w.du = vsl_wino_carve (at, (gsize) (VSL_WINO * j->cin * width) * sizeof (VslReal));
  w.dw = vsl_wino_carve (at, (gsize) (9 * j->cin * width) * sizeof (VslReal));
  return w;
}

static void
lay_out (Job *j, const VslConv *c, gint64 lanes, gint64 panel, guint8 **at)
{
  *j = (Job) { .k = vsl_kernels (), .cin = c->c, .cout = c->filters, .cp = vsl_wino_round (c->c, lanes), .wide = vsl_wino_round (c->filters, lanes) };
  j->in = (VslSquares) { c->h, c->w, c->c, c->top, c->left, (c->oh + 3) / 4, (c->ow + 3) / 4 };
  j->out = (VslSquares) { c->oh, c->ow, c->filters, 0, 0, j->in.rows, j->in.columns };
  j->deep = j->cin * j->cout > SHALLOW;
  if (j->cp >= WIDE)
    j->cp = vsl_wino_round (j->cp, 32) + 16;
  j->block = j->deep ? CLAMP (VSL_WINO_FAR / VSL_WINO / j->cp, 16, 192) : CLAMP (NEAR / j->cp, 48, 96);
  j->v_step = (gsize) (j->block * j->cp + VSL_WINO_APART);
  j->zero = vsl_wino_carve (at, (gsize) MAX (j->cin, j->cout) * sizeof (VslReal));
  j->at = vsl_wino_carve (at, (gsize) j->block * sizeof *j->at);
  j->v = vsl_wino_carve (at, j->deep ? VSL_WINO * j->v_step * sizeof (VslReal) : 0);
  j->room = *at;
  carve_work (j, at, panel);
  j->per_part = (gsize) (*at - j->room);
  j->pieces = (j->wide + columns (j, panel) - 1) / columns (j, panel);
  j->rooms = j->deep ? vsl_wino_rooms (c, j->pieces) : VSL_PARTS;       /* else all parts have sums of their own */
  *at = j->room + (gsize) j->rooms * j->per_part;
}

/**
 * vsl_conv_winograd_weights_scratch:
 *
 * Returns: the VslReals of scratch that vsl_conv_winograd_weights() needs
 */
gsize
vsl_conv_winograd_weights_scratch (const VslConv *c)
{
  gsize most = 0;
  for (const VslKernels *const *k = vsl_kernels_all (); *k && vsl_wino_suits (c); k++) {
    Job j;
    guint8 *at = NULL;
    lay_out (&j, c, (gint64) MAX ((*k)->lanes, 1), (gint64) MAX ((*k)->panel, 1), &at);
    most = MAX (most, ((gsize) at + 64) / sizeof (VslReal));
  }
  return most;
}

static void
transform_inputs (const Job *j, gint64 first, gint64 count, VslReal *v)
{
  const VslReal *src[VSL_WINO];
  for (gint64 t = 0; t < count; t++) {
    vsl_wino_addresses (&j->in, first + t, 4, 6, j->x, j->zero, src);
    j->k->wino_source (src, 0, (gsize) j->cin, v + t * j->cp, j->v_step);
  }
}

/* Columns [from, to), one panel after the other. */
static void
transform_gradients (const Job *j, gint64 first, gint64 count, gint64 from, gint64 to, VslReal *z, gsize step)
{
  const VslReal *src[16];
  gint64 panel = (gint64) j->k->panel;
  for (gint64 t = 0; t < count; t++) {
    vsl_wino_addresses (&j->out, first + t, 4, 4, j->dy, j->zero, src);
    for (gint64 column = from; column < to; column += panel) {
      gint64 round = MIN (panel, to - column), width = MIN (panel, j->cout - column);
      j->k->wino_gradient (src, (gsize) column, (gsize) width, z + (column - from) * count + t * round, step);
    }
  }
}

/* Sums over squares [first, first + count), whose transformed inputs begin at v, into du: columns [from, to). */
static void
multiply (const Job *j, const Work *w, const VslReal *v, gint64 first, gint64 count, gint64 from, gint64 to, gboolean add)
{
  gint64 panel = (gint64) j->k->panel, width = to - from;
  gsize step = (gsize) (count * width + VSL_WINO_APART);
  transform_gradients (j, first, count, from, to, w->z, step);
  for (gsize f = 0; f < VSL_WINO; f++)
    for (gint64 column = 0; column < width; column += panel)
      j->k->outer (j->at, (gsize) count, (gsize) j->cin, (gsize) MIN (panel, width - column), v + f * j->v_step,
                   w->z + f * step + (gsize) (column * count), w->du + (gint64) f * j->cin * width + column, (gsize) width, add);
}

static void
shallow_part (gpointer data, int part)
{
  const Job *j = data;
  guint8 *at = j->room + (gsize) part * j->per_part;
  gint64 b, e;
  Work w = carve_work (j, &at, (gint64) j->k->panel);
  gsize plane = (gsize) (j->cin * j->wide);
  vsl_part_range (j->total, VSL_PARTS, part, &b, &e);
  if (b == e)
    memset (w.du, 0, VSL_WINO * plane * sizeof (VslReal));
  for (gint64 first = b; b < e; b += j->block) {
    gint64 count = MIN (j->block, e - b);
    transform_inputs (j, b, count, w.v);
    multiply (j, &w, w.v, b, count, 0, j->wide, b > first);
  }
  j->k->wino_weights_back (plane, w.du, plane, w.dw, plane);
}

/* The parts' gradients, in their order; item: a channel of a tap. */
static void
reduce_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 b, e;
  vsl_part_range (9 * j->cin, VSL_PARTS, part, &b, &e);
  for (int p = 0; p < VSL_PARTS; p++) {
    guint8 *at = j->room + (gsize) p * j->per_part;
    Work w = carve_work (j, &at, (gint64) j->k->panel);
    for (gint64 r = b; r < e; r++) {
      if (p)
        j->k->add ((gsize) j->cout, w.dw + r * j->wide, j->dw + r * j->cout);
      else
        memcpy (j->dw + r * j->cout, w.dw + r * j->wide, (gsize) j->cout * sizeof (VslReal));
    }
  }
}

static void
inputs_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 b, e;
  vsl_part_range (j->count, VSL_PARTS, part, &b, &e);
  transform_inputs (j, j->first + b, e - b, j->v + b * j->cp);
}

static void
panels_part (gpointer data, int part)
{
  const Job *j = data;
  guint8 *at = j->room + (gsize) part * j->per_part;
  gint64 panel = (gint64) j->k->panel, group = columns (j, panel);
  Work w = carve_work (j, &at, panel);
  gint64 from = (j->piece + part) * group, to = MIN (from + group, j->wide), width = MIN (to, j->cout) - from;
  gsize plane = (gsize) (j->cin * (to - from));
  multiply (j, &w, j->v, j->first, j->count, from, to, FALSE);
  j->k->wino_weights_back (plane, w.du, plane, w.dw, plane);
  for (gint64 r = 0; r < 9 * j->cin; r++) {
    VslReal *y = j->dw + r * j->cout + from;
    if (j->first)
      j->k->add ((gsize) width, w.dw + r * (to - from), y);
    else
      memcpy (y, w.dw + r * (to - from), (gsize) width * sizeof (VslReal));
  }
}

/**
 * vsl_conv_winograd_weights:
 *
 * As vsl_conv_outer(), for 3 × 3 windows with step 1; scratch: vsl_conv_winograd_weights_scratch().
 */
void
vsl_conv_winograd_weights (const VslConv *c, gint64 n, const VslReal *x, const VslReal *dy, VslReal *dw, VslReal *scratch)
{
  Job j;
  guint8 *at = (guint8 *) (((gsize) scratch + 63) & ~(gsize) 63);
  lay_out (&j, c, (gint64) vsl_kernels ()->lanes, (gint64) vsl_kernels ()->panel, &at);
  j.x = x;
  j.dy = dy;
  j.dw = dw;
  j.total = n * j.in.rows * j.in.columns;
  memset (j.zero, 0, (gsize) MAX (j.cin, j.cout) * sizeof (VslReal));
  for (gint64 t = 0; t < j.block; t++)
    j.at[t] = (VslOuterAt) { (guint32) (t * j.cp), (guint32) t };
  if (!j.deep) {
    vsl_parallel_for (VSL_PARTS, shallow_part, &j);
    vsl_parallel_for (VSL_PARTS, reduce_part, &j);
    return;
  }
  gint64 blocks = (j.total + j.block - 1) / j.block;
  for (gint64 b = 0; b < blocks; b++) {
    j.first = j.total * b / blocks;
    j.count = j.total * (b + 1) / blocks - j.first;
    vsl_parallel_for (VSL_PARTS, inputs_part, &j);
    vsl_wino_each_piece (j.rooms, j.pieces, &j.piece, panels_part, &j);
  }
}
