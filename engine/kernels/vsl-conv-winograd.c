/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution 3 × 3 with step 1 by Winograd's F(4 × 4, 3 × 3): a quarter of the products, at the price of rounding errors
 * about eight times as large (docs/benchmarks.md). Few weights: a part has a range of squares and does all with them. Many:
 * the inputs of a block are transformed once for all, and a part has a group of panels whose weights it transforms itself. Either takes
 * much memory, so only as many pieces are in hand as there are threads. */
#include "kernels/vsl-conv-winograd.h"

#include <string.h>

#define ROWS VSL_GATHER_ROWS
#define DEPTH 256                    /* channels multiplied at a time */
#define FEWEST 12                    /* squares that are worth it */
#define SHALLOW (128 * 128)          /* weights a tap up to which parts are ranges of squares */
#define NEAR (3 * 1024)              /* values of one of the 36 planes of a block of squares */
#define SUB 48                       /* squares multiplied at a time */
#define CHUNK 32                     /* channels whose weights are transformed at a time */

typedef struct {
  const VslKernels *k;
  gint64 n, cin, cout, cp, wide;     /* cp, wide: rounded up to whole vectors */
  VslSquares q;
  gint64 dst_h, dst_w, total, block, first, count;
  gint64 pieces, piece;              /* ranges of squares, or deep: groups of columns; the first of those in hand */
  int rooms;
  gboolean back, deep;
  const VslReal *src, *weights;
  const VslConvEnd *end;             /* NULL: none */
  VslReal *dst, *zero, *u, *v, *packed;
  guint8 *room;
  gsize per_part, v_step, packed_step;
  gboolean add;
} Job;

typedef struct {
  VslReal *v, *u, *m, *packed;
  const VslReal **src;
  VslReal **rows;
  guint32 *first, *weight, *length;
} Work;

static int exact;                    /* atomic; 0: not yet asked, 1: no, 2: yes */

/**
 * vsl_conv_set_exact:
 * @on: products in their plain order only; FALSE: Winograd's algorithm where it is faster, which is the default
 *
 * For all convolutions that begin afterwards. The environment variable VESALIUS_EXACT=1 does the same from the start.
 */
void
vsl_conv_set_exact (gboolean on)
{
  g_atomic_int_set (&exact, on ? 2 : 1);
}

/**
 * vsl_conv_exact:
 *
 * Returns: whether convolutions use plain products only
 */
gboolean
vsl_conv_exact (void)
{
  int state = g_atomic_int_get (&exact);
  if (state == 0) {
    const char *wish = g_getenv ("VESALIUS_EXACT");
    state = wish && g_str_equal (wish, "1") ? 2 : 1;
    g_atomic_int_set (&exact, state);
  }
  return state == 2;
}

gboolean
vsl_wino_suits (const VslConv *c)
{
  gint64 squares = ((c->oh + 3) / 4) * ((c->ow + 3) / 4);
  return c->kh == 3 && c->kw == 3 && c->sh == 1 && c->sw == 1 && c->dh == 1 && c->dw == 1 && c->groups == 1 && c->c >= 16 &&
         c->filters >= 16 && 2 * c->oh * c->ow > 16 * squares;
}

gboolean
vsl_conv_wants_winograd (const VslConv *c, gint64 n)
{
  return vsl_wino_suits (c) && n * ((c->oh + 3) / 4) * ((c->ow + 3) / 4) >= FEWEST && vsl_kernels ()->wino_source != NULL && !vsl_conv_exact ();
}

/* Columns of a part's sums. */
static gint64
columns (const Job *j, gint64 panel)
{
  return j->deep ? MAX (panel, VSL_WINO_GROUP) : j->wide;
}

static Work
carve_work (const Job *j, guint8 **at, gint64 panel)
{
  gint64 squares = j->deep ? SUB : j->block, wide = columns (j, panel);
  Work w;
  w.v = vsl_wino_carve (at, j->deep ? 0 : VSL_WINO * j->v_step * sizeof (VslReal));
  w.u = vsl_wino_carve (at, j->deep ? (gsize) (VSL_WINO * j->cin * wide) * sizeof (VslReal) : 0);
  w.packed = vsl_wino_carve (at, j->deep ? j->packed_step * sizeof (VslReal) : 0);
  w.m = vsl_wino_carve (at, VSL_WINO * (gsize) (squares * wide + VSL_WINO_APART) * sizeof (VslReal));
  w.src = vsl_wino_carve (at, (gsize) (squares + 2 * ROWS) * sizeof *w.src);
  w.rows = vsl_wino_carve (at, (gsize) (squares + ROWS) * sizeof *w.rows);
  w.first = vsl_wino_carve (at, (gsize) (squares + 2) * sizeof *w.first);
  w.weight = vsl_wino_carve (at, (gsize) (squares + 1) * sizeof *w.weight);
  w.length = vsl_wino_carve (at, (gsize) (squares + 1) * sizeof *w.length);
  return w;
}

static void
lay_out (Job *j, const VslConv *c, gboolean back, gint64 lanes, gint64 panel, guint8 **at)
{
  *j = (Job) { .k = vsl_kernels (), .back = back, .cin = back ? c->filters : c->c, .cout = back ? c->c : c->filters };
  j->dst_h = back ? c->h : c->oh;
  j->dst_w = back ? c->w : c->ow;
  j->q = (VslSquares) { .h = back ? c->oh : c->h, .w = back ? c->ow : c->w, .c = j->cin, .top = back ? 2 - c->top : c->top,
                        .left = back ? 2 - c->left : c->left, .rows = (j->dst_h + 3) / 4, .columns = (j->dst_w + 3) / 4 };
  j->cp = vsl_wino_round (j->cin, lanes);
  j->wide = vsl_wino_round (j->cout, lanes);
  j->deep = j->cin * j->cout > SHALLOW;
  gint64 fit = j->deep ? VSL_WINO_FAR / VSL_WINO / j->cp : MIN (NEAR / j->cp, 96);
  j->block = MAX (fit / ROWS * ROWS, j->deep ? 2 * ROWS : SUB);
  j->v_step = (gsize) (j->block * j->cp + VSL_WINO_APART);
  j->zero = vsl_wino_carve (at, (gsize) j->cin * sizeof (VslReal));
  j->u = vsl_wino_carve (at, j->deep ? 0 : (gsize) (VSL_WINO * j->cin * j->wide) * sizeof (VslReal));
  j->v = vsl_wino_carve (at, j->deep ? VSL_WINO * j->v_step * sizeof (VslReal) : 0);
  j->packed_step = (gsize) (9 * CHUNK * panel);
  j->packed = vsl_wino_carve (at, j->deep ? 0 : VSL_PARTS * j->packed_step * sizeof (VslReal));
  j->room = *at;
  carve_work (j, at, panel);
  j->per_part = (gsize) (*at - j->room);
  j->pieces = j->deep ? (j->wide + columns (j, panel) - 1) / columns (j, panel) : VSL_PARTS;
  j->rooms = vsl_wino_rooms (c, j->pieces);
  *at = j->room + (gsize) j->rooms * j->per_part;
}

/**
 * vsl_conv_winograd_scratch:
 *
 * Returns: the VslReals of scratch that vsl_conv_winograd() needs for one direction
 */
gsize
vsl_conv_winograd_scratch (const VslConv *c, gboolean back)
{
  gsize most = 0;
  /* Narrow vectors round less up and so take more squares at a time. */
  for (const VslKernels *const *k = vsl_kernels_all (); *k && vsl_wino_suits (c); k++) {
    Job j;
    guint8 *at = NULL;
    lay_out (&j, c, back, (gint64) MAX ((*k)->lanes, 1), (gint64) MAX ((*k)->panel, 1), &at);
    most = MAX (most, ((gsize) at + 64) / sizeof (VslReal));
  }
  return most;
}

void
vsl_wino_addresses (const VslSquares *q, gint64 square, gint64 step, gint64 size, const VslReal *map, const VslReal *outside, const VslReal **to)
{
  gint64 sample = square / (q->rows * q->columns), y = square / q->columns % q->rows * step - q->top, x = square % q->columns * step - q->left;
  const VslReal *first = map + sample * q->h * q->w * q->c + (y * q->w + x) * q->c;
  gboolean inside = y >= 0 && y + size <= q->h && x >= 0 && x + size <= q->w;
  for (gint64 i = 0; i < size; i++)
    for (gint64 k = 0; k < size; k++)
      *to++ = inside || (y + i >= 0 && y + i < q->h && x + k >= 0 && x + k < q->w) ? first + (i * q->w + k) * q->c : outside;
}

/* The transformed weights of one panel: [36][cin][width]. */
static void
transform_panel (const Job *j, gint64 column, VslReal *packed, VslReal *u)
{
  gint64 panel = (gint64) j->k->panel, width = MIN (panel, j->cout - column), round = MIN (panel, j->wide - column);
  for (gint64 first = 0; first < j->cin; first += CHUNK) {
    gint64 count = MIN (CHUNK, j->cin - first);
    gsize plane = (gsize) (count * round);
    for (gint64 t = 0; t < 9; t++) {
      VslReal *to = packed + (gsize) t * plane;
      if (j->back) {
        const VslReal *from = j->weights + ((8 - t) * j->cout + column) * j->cin + first;
        j->k->pack_transposed ((gsize) count, (gsize) width, from, (gsize) j->cin, to);
        continue;
      }
      const VslReal *from = j->weights + (t * j->cin + first) * j->cout + column;
      for (gint64 r = 0; r < count; r++, to += round, from += j->cout) {
        memcpy (to, from, (gsize) width * sizeof (VslReal));
        memset (to + width, 0, (gsize) (round - width) * sizeof (VslReal));
      }
    }
    j->k->wino_weights (plane, packed, plane, u + first * round, (gsize) (j->cin * round));
  }
}

static void
weights_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 panel = (gint64) j->k->panel, b, e;
  vsl_part_range ((j->wide + panel - 1) / panel, VSL_PARTS, part, &b, &e);
  for (; b < e; b++)
    transform_panel (j, b * panel, j->packed + (gsize) part * j->packed_step, j->u + VSL_WINO * j->cin * b * panel);
}

static void
transform_sources (const Job *j, gint64 first, gint64 count, VslReal *v)
{
  const VslReal *src[VSL_WINO];
  for (gint64 t = 0; t < count; t++) {
    vsl_wino_addresses (&j->q, first + t, 4, 6, j->src, j->zero, src);
    j->k->wino_source (src, 0, (gsize) j->cin, v + t * j->cp, j->v_step);
  }
}

/* Columns [from, to) of squares [first, first + count), whose sums are in m. */
static void
store_results (const Job *j, gint64 first, gint64 count, gint64 from, gint64 to, const VslReal *m, gsize step)
{
  VslConvEnd end = j->end ? vsl_conv_end_at (j->end, from) : (VslConvEnd) { 0 };
  VslSquares q = { j->dst_h, j->dst_w, j->cout, 0, 0, j->q.rows, j->q.columns };
  for (gint64 t = 0; t < count; t++) {
    const VslReal *at[16];
    VslReal *dst[16];
    vsl_wino_addresses (&q, first + t, 4, 4, j->dst, NULL, at);
    for (int i = 0; i < 16; i++)
      dst[i] = (VslReal *) at[i];
    j->k->wino_result (m + t * (to - from), step, j->end ? &end : NULL, (gsize) from, (gsize) (MIN (to, j->cout) - from), dst, j->add);
  }
}

/* Columns [from, to), whose weights begin at u, of squares [first, first + count), whose transformed inputs begin at v. */
static void
multiply (const Job *j, Work *w, const VslReal *u, const VslReal *v, gint64 first, gint64 count, gint64 from, gint64 to)
{
  gint64 panel = (gint64) j->k->panel, tiles = (count + ROWS - 1) / ROWS;
  gsize step = (gsize) (count * (to - from) + VSL_WINO_APART);
  VslGather g = { .rows = (gsize) count, .dst = w->rows, .src = w->src, .first = w->first, .weight = w->weight, .length = w->length, .step = 1 };
  for (gint64 t = 0; t < tiles * ROWS; t++)
    w->src[t] = v + MIN (t, count - 1) * j->cp;
  for (gint64 t = 0; t < count; t++)
    w->rows[t] = w->m + t * (to - from);
  memset (w->weight, 0, (gsize) tiles * sizeof *w->weight);
  for (gint64 t = 0; t <= tiles; t++)
    w->first[t] = (guint32) t;
  for (gsize f = 0; f < VSL_WINO; f++)
    for (gint64 c = 0; c < j->cin; c += DEPTH) {
      for (gint64 t = 0; t < tiles; t++)
        w->length[t] = (guint32) MIN (DEPTH, j->cin - c);
      g.skip = f * j->v_step + (gsize) c;
      for (gint64 column = from; column < to; column += panel) {
        gint64 round = MIN (panel, to - column);
        const VslReal *weights = u + VSL_WINO * j->cin * (column - from) + ((gint64) f * j->cin + c) * round;
        j->k->gather (&g, f * step + (gsize) (column - from), (gsize) round, weights, NULL, c > 0);
      }
    }
  store_results (j, first, count, from, to, w->m, step);
}

static void
shallow_part (gpointer data, int part)
{
  const Job *j = data;
  guint8 *at = j->room + (gsize) part * j->per_part;
  gint64 b, e;
  Work w = carve_work (j, &at, (gint64) j->k->panel);
  vsl_part_range (j->total, VSL_PARTS, (int) j->piece + part, &b, &e);
  for (; b < e; b += j->block) {
    gint64 count = MIN (j->block, e - b);
    transform_sources (j, b, count, w.v);
    multiply (j, &w, j->u, w.v, b, count, 0, j->wide);
  }
}

static void
sources_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 b, e;
  vsl_part_range (j->count, VSL_PARTS, part, &b, &e);
  transform_sources (j, j->first + b, e - b, j->v + b * j->cp);
}

static void
panels_part (gpointer data, int part)
{
  const Job *j = data;
  guint8 *at = j->room + (gsize) part * j->per_part;
  gint64 panel = (gint64) j->k->panel, width = columns (j, panel);
  Work w = carve_work (j, &at, panel);
  gint64 from = (j->piece + part) * width, to = MIN (from + width, j->wide);
  for (gint64 column = from; column < to; column += panel)
    transform_panel (j, column, w.packed, w.u + VSL_WINO * j->cin * (column - from));
  for (gint64 t = 0; t < j->count; t += SUB)
    multiply (j, &w, w.u, j->v + t * j->cp, j->first + t, MIN (SUB, j->count - t), from, to);
}

/**
 * vsl_conv_winograd:
 *
 * As vsl_conv_gather(), for 3 × 3 windows with step 1; scratch: vsl_conv_winograd_scratch().
 */
void
vsl_conv_winograd (const VslConv *c, gboolean back, gint64 n, const VslReal *src, const VslReal *weights, const VslConvEnd *end, VslReal *dst,
                   gboolean add, VslReal *scratch)
{
  Job j;
  guint8 *at = (guint8 *) (((gsize) scratch + 63) & ~(gsize) 63);
  lay_out (&j, c, back, (gint64) vsl_kernels ()->lanes, (gint64) vsl_kernels ()->panel, &at);
  j.n = n;
  j.src = src;
  j.weights = weights;
  j.end = end;
  j.dst = dst;
  j.add = add;
  j.total = n * j.q.rows * j.q.columns;
  memset (j.zero, 0, (gsize) j.cin * sizeof (VslReal));
  if (!j.deep) {
    vsl_parallel_for (VSL_PARTS, weights_part, &j);
    vsl_wino_each_piece (j.rooms, j.pieces, &j.piece, shallow_part, &j);
    return;
  }
  gint64 blocks = (j.total + j.block - 1) / j.block;
  for (gint64 b = 0; b < blocks; b++) {
    j.first = j.total * b / blocks;
    j.count = j.total * (b + 1) / blocks - j.first;
    vsl_parallel_for (VSL_PARTS, sources_part, &j);
    vsl_wino_each_piece (j.rooms, j.pieces, &j.piece, panels_part, &j);
  }
}
