/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolution without unrolling: for each tile of six pixels that are written, a list of the taps that any of them has, with the
 * addresses of what lies under them, and a packed panel of weights. Pixels outside of the map are read from a row of zeros, and
 * taps that no pixel of a tile has are left out: on small maps the tile is made of the same pixel of several samples, which
 * all have the same. The gradient by the input is the same with the maps' roles exchanged; where the window steps by two,
 * pixels are taken in the order of their phases. */
#include "kernels/vsl-conv-private.h"

#include <string.h>

#define ROWS VSL_GATHER_ROWS
#define DEPTH 288                    /* rows of a panel used at a time: it stays in the first cache */
#define WIDE 384                     /* channels from which they are cut */
#define TILES 64                     /* most of a block */
#define SEGMENTS 576
#define BLOCK (64 * 1024)            /* values of a block of pixels */
#define SMALL_MAP 256                /* pixels up to which a tile goes over samples */
#define TOGETHER 12                  /* samples that do so; a multiple of ROWS */
#define LITTLE 100000                /* products that are not worth waking anybody for */

typedef struct {
  const VslKernels *k;
  gint64 n, h, w;                    /* samples; the map that is written */
  gint64 sh, sw;                     /* distance of pixels with the same taps */
  gint64 src_w, src_c, src_sample, dst_c, dst_sample, groups, cin, cout;
  gint64 kh, kw, taps, together, tiles, tap_step, n_steps, chan;
  gint64 total;                      /* rows */
  gboolean back, joined;             /* joined: neighbouring taps lie side by side */
  const VslReal *src, *weights;
  const VslConvEnd *finish;          /* NULL: none */
  VslReal *dst, *zero, *packed;
  gint64 *yoff, *xoff;               /* [pixel][tap]: of the line, of the place */
  guint32 *ymask, *xmask;            /* [pixel]: which taps are inside */
  guint8 *room;                      /* of the parts */
  gsize per_part;
  gint64 wide;                       /* cout, rounded up */
  gboolean add;
  int parts;
} Job;

/* The buffers of one part. */
typedef struct {
  VslReal **dst;
  const VslReal **src;
  guint32 *weight, *length, *first;
} Work;

/* Where the next pixel is. */
typedef struct {
  gint64 begin, count, s;            /* samples that go together, and which of them */
  gint64 py, px, y, x;               /* phase; pixel */
} Cursor;

static gboolean
suits (const VslConv *c, gboolean back)
{
  gint64 in = (back ? c->filters : c->c) / c->groups, out = (back ? c->c : c->filters) / c->groups;
  return c->kh <= 32 && c->kw <= 32 && in >= 8 && out >= 4;
}

gboolean
vsl_conv_wants_gather (const VslConv *c, gboolean back)
{
  return suits (c, back) && vsl_kernels ()->gather != NULL;
}

static gpointer
carve (guint8 **at, gsize bytes)
{
  guint8 *p = *at;
  *at += (bytes + 63) & ~(gsize) 63;
  return p;
}

static Work
carve_work (const Job *j, guint8 **at)
{
  gsize segments = (gsize) (j->tiles * j->taps);
  Work w;
  w.dst = carve (at, (gsize) j->tiles * ROWS * sizeof *w.dst);
  w.src = carve (at, (segments + 1) * ROWS * sizeof *w.src);
  w.weight = carve (at, segments * sizeof *w.weight);
  w.length = carve (at, segments * sizeof *w.length);
  w.first = carve (at, (gsize) (j->tiles * (j->n_steps + 1)) * sizeof *w.first);
  return w;
}

/* Sizes, and where everything is from `at` on; moves it to the end. */
static void
lay_out (Job *j, const VslConv *c, gboolean back, gint64 lanes, guint8 **at)
{
  *j = (Job) { .k = vsl_kernels (), .back = back, .kh = c->kh, .kw = c->kw, .taps = c->kh * c->kw, .groups = c->groups };
  j->h = back ? c->h : c->oh;
  j->w = back ? c->w : c->ow;
  j->src_w = back ? c->ow : c->w;
  j->src_c = back ? c->filters : c->c;
  j->dst_c = back ? c->c : c->filters;
  j->sh = back ? c->sh : 1;
  j->sw = back ? c->sw : 1;
  j->src_sample = (back ? c->oh : c->h) * j->src_w * j->src_c;
  j->dst_sample = j->h * j->w * j->dst_c;
  j->cin = j->src_c / c->groups;
  j->cout = j->dst_c / c->groups;
  gint64 cuts = j->cin > WIDE ? (j->cin + DEPTH - 1) / DEPTH : 1;
  j->chan = (j->cin + cuts - 1) / cuts;
  j->tap_step = CLAMP (DEPTH / j->chan, 1, j->taps);
  j->n_steps = (j->taps + j->tap_step - 1) / j->tap_step;
  j->tiles = CLAMP (MIN (BLOCK / ROWS / MAX (j->src_c, j->dst_c), SEGMENTS / j->taps), 8, TILES);
  j->joined = c->groups == 1 && cuts == 1 && c->dw == 1 && j->sw == 1;
  j->wide = (j->cout + lanes - 1) / lanes * lanes;
  j->zero = carve (at, (gsize) j->src_c * sizeof (VslReal));
  j->yoff = carve (at, (gsize) (j->h * j->kh) * sizeof *j->yoff);
  j->xoff = carve (at, (gsize) (j->w * j->kw) * sizeof *j->xoff);
  j->ymask = carve (at, (gsize) j->h * sizeof *j->ymask);
  j->xmask = carve (at, (gsize) j->w * sizeof *j->xmask);
  j->packed = carve (at, (gsize) (j->groups * j->taps * j->cin * j->wide) * sizeof (VslReal));
  j->room = *at;
  carve_work (j, at);
  j->per_part = (gsize) (*at - j->room);
  *at = j->room + VSL_PARTS * j->per_part;
}

/**
 * vsl_conv_gather_scratch:
 *
 * Returns: the VslReals of scratch that vsl_conv_gather() needs for one direction
 */
gsize
vsl_conv_gather_scratch (const VslConv *c, gboolean back)
{
  Job j;
  guint8 *at = NULL;
  if (!suits (c, back))
    return 0;
  lay_out (&j, c, back, (gint64) MAX (vsl_kernels_widest ()->lanes, 1), &at);
  return ((gsize) at + 64) / sizeof (VslReal);
}

/* Taps in the order of increasing places: from the last one when going back. */
static void
axis (const Job *j, gint64 length, gint64 source, gint64 taps, gint64 step, gint64 dilation, gint64 before, gint64 scale, gint64 *off,
      guint32 *mask)
{
  for (gint64 p = 0; p < length; p++) {
    mask[p] = 0;
    for (gint64 k = 0; k < taps; k++) {
      gint64 at = j->back ? p + before - (taps - 1 - k) * dilation : p * step - before + k * dilation;
      gboolean inside = at >= 0 && (!j->back || at % step == 0);
      if (j->back)
        at /= step;
      inside = inside && at < source;
      off[p * taps + k] = inside ? at * scale : 0;
      if (inside)
        mask[p] |= 1u << k;
    }
  }
}

/* Item: a tap of a panel of a group. */
static void
pack_part (gpointer data, int part)
{
  const Job *j = data;
  gint64 panel = (gint64) j->k->panel, panels = (j->wide + panel - 1) / panel, b, e;
  vsl_part_range (j->groups * panels * j->taps, VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++) {
    gint64 t = i % j->taps, q = i / j->taps % panels, g = i / j->taps / panels;
    gint64 column = q * panel, width = MIN (panel, j->cout - column), round = MIN (panel, j->wide - column);
    VslReal *to = j->packed + (g * j->wide + column) * j->taps * j->cin + t * j->cin * round;
    if (j->back) {
      const VslReal *from = j->weights + ((j->taps - 1 - t) * j->cout + column) * j->src_c + g * j->cin;
      j->k->pack_transposed ((gsize) j->cin, (gsize) width, from, (gsize) j->src_c, to);
      continue;
    }
    const VslReal *from = j->weights + t * j->cin * j->dst_c + g * j->cout + column;
    for (gint64 r = 0; r < j->cin; r++, to += round, from += j->dst_c) {
      memcpy (to, from, (gsize) width * sizeof (VslReal));
      memset (to + width, 0, (gsize) (round - width) * sizeof (VslReal));
    }
  }
}

static void
next_phase (const Job *j, Cursor *c)
{
  if (++c->px == MIN (j->sw, j->w)) {
    c->px = 0;
    c->py++;
  }
  if (c->py == MIN (j->sh, j->h)) {
    c->py = 0;
    c->begin += c->count;
    c->count = MIN (j->together, j->n - c->begin);
  }
  c->y = c->py;
  c->x = c->px;
}

static void
advance (const Job *j, Cursor *c)
{
  if (++c->s < c->count)
    return;
  c->s = 0;
  c->x += j->sw;
  if (c->x < j->w)
    return;
  c->x = c->px;
  c->y += j->sh;
  if (c->y < j->h)
    return;
  next_phase (j, c);
}

static Cursor
cursor_at (const Job *j, gint64 row)
{
  gint64 whole = j->together * j->h * j->w;
  Cursor c = { .begin = row / whole * j->together };
  c.count = MIN (j->together, j->n - c.begin);
  row -= c.begin * j->h * j->w;
  c.s = row % c.count;
  gint64 pixel = row / c.count;
  for (;;) {
    gint64 lines = (j->h - c.py + j->sh - 1) / j->sh, places = (j->w - c.px + j->sw - 1) / j->sw;
    if (pixel < lines * places) {
      c.y = c.py + pixel / places * j->sh;
      c.x = c.px + pixel % places * j->sw;
      return c;
    }
    pixel -= lines * places;
    if (++c.px == MIN (j->sw, j->w)) {
      c.px = 0;
      c.py++;
    }
  }
}

/* The pixels of a tile. */
typedef struct {
  const VslReal *sample[ROWS];
  gint64 y[ROWS], x[ROWS];
  guint32 yany, xany;
  gboolean same;                     /* all have the same taps */
} Tile;

static void
open_tile (const Job *j, Cursor *c, gint64 rows, VslReal **dst, Tile *t)
{
  guint32 yall = ~0u, xall = ~0u;
  t->yany = t->xany = 0;
  for (gint64 r = 0; r < ROWS; r++) {
    if (r >= rows) {
      t->sample[r] = t->sample[0];
      t->y[r] = t->y[0];
      t->x[r] = t->x[0];
      continue;
    }
    gint64 s = c->begin + c->s;
    t->sample[r] = j->src + s * j->src_sample;
    t->y[r] = c->y;
    t->x[r] = c->x;
    dst[r] = j->dst + s * j->dst_sample + (c->y * j->w + c->x) * j->dst_c;
    yall &= j->ymask[c->y];
    xall &= j->xmask[c->x];
    t->yany |= j->ymask[c->y];
    t->xany |= j->xmask[c->x];
    advance (j, c);
  }
  t->same = yall == t->yany && xall == t->xany;
}

static inline void
address (const Job *j, const Tile *t, gint64 ky, gint64 kx, const VslReal **src)
{
  for (int r = 0; r < ROWS; r++) {
    const VslReal *p = t->sample[r] + j->yoff[t->y[r] * j->kh + ky] + j->xoff[t->x[r] * j->kw + kx];
    gboolean inside = t->same || ((j->ymask[t->y[r]] >> ky & 1) && (j->xmask[t->x[r]] >> kx & 1));
    src[r] = inside ? p : j->zero;
  }
}

/* The segments of a tile, from number s on; returns the next number. */
static guint32
fill_tile (const Job *j, const Tile *t, Work *w, guint32 *first, guint32 s)
{
  gint64 step = 0;
  guint32 begin = s;
  first[0] = s;
  for (gint64 ky = 0, tap = 0; ky < j->kh; ky++) {
    gint64 before = -2;
    for (gint64 kx = 0; kx < j->kw; kx++, tap++) {
      if (tap == (step + 1) * j->tap_step) {
        first[++step] = begin = s;
        before = -2;
      }
      if (!(t->yany >> ky & 1) || !(t->xany >> kx & 1))
        continue;
      if (j->joined && t->same && before == kx - 1 && s > begin) {
        w->length[s - 1] += (guint32) j->chan;
      } else {
        address (j, t, ky, kx, w->src + (gsize) s * ROWS);
        w->weight[s] = (guint32) (tap * j->cin);
        w->length[s++] = (guint32) j->chan;
      }
      before = kx;
    }
  }
  while (step < j->n_steps)
    first[++step] = s;
  return s;
}

/* One range of channels of one group: all panels. */
static void
run_block (const Job *j, const Work *w, gint64 group, gint64 from, gint64 step, VslGather *g)
{
  gint64 panel = (gint64) j->k->panel;
  gboolean start = from == 0 && step == 0, end = from + j->chan >= j->cin && step == j->n_steps - 1;
  g->skip = (gsize) (group * j->cin + from);
  g->first = w->first + step;
  for (gint64 column = 0; column < j->cout; column += panel) {
    gint64 round = MIN (panel, j->wide - column), offset = group * j->cout + column;
    const VslReal *packed = j->packed + (group * j->wide + column) * j->taps * j->cin + from * round;
    VslConvEnd last = j->finish ? vsl_conv_end_at (j->finish, offset) : (VslConvEnd) { 0 };
    j->k->gather (g, (gsize) offset, (gsize) MIN (panel, j->cout - column), packed, end && j->finish ? &last : NULL, !start || j->add);
  }
}

static void
gather_part (gpointer data, int part)
{
  const Job *j = data;
  guint8 *at = j->room + (gsize) part * j->per_part;
  Work w = carve_work (j, &at);
  gint64 b, e, cut = j->chan < j->cin;
  vsl_part_range ((j->total + ROWS - 1) / ROWS, j->parts, part, &b, &e);
  if (b == e)
    return;
  Cursor c = cursor_at (j, b * ROWS);
  for (; b < e; b += j->tiles) {
    gint64 tiles = MIN (j->tiles, e - b);
    VslGather g = { .rows = (gsize) MIN (tiles * ROWS, j->total - b * ROWS), .dst = w.dst, .src = w.src, .weight = w.weight,
                    .length = w.length, .step = (gsize) j->n_steps + 1 };
    guint32 s = 0;
    for (gint64 t = 0; t < tiles; t++) {
      Tile tile;
      open_tile (j, &c, MIN (ROWS, j->total - (b + t) * ROWS), w.dst + t * ROWS, &tile);
      s = fill_tile (j, &tile, &w, w.first + t * (j->n_steps + 1), s);
    }
    for (gint64 group = 0; group < j->groups; group++)
      for (gint64 from = 0; from < j->cin; from += j->chan) {
        for (guint32 i = 0; cut && i < s; i++)
          w.length[i] = (guint32) MIN (j->chan, j->cin - from);
        for (gint64 step = 0; step < j->n_steps; step++)
          run_block (j, &w, group, from, step, &g);
      }
  }
}

/**
 * vsl_conv_gather:
 * @back: from dy to dx, else from x to y
 * @src: n maps, of oh × ow × filters or of h × w × c
 * @end: (nullable): what is made of the sums
 * @dst: (out): the other n maps
 * @add: add to @dst instead of overwriting it
 * @scratch: vsl_conv_gather_scratch() VslReals
 */
void
vsl_conv_gather (const VslConv *c, gboolean back, gint64 n, const VslReal *src, const VslReal *weights, const VslConvEnd *end, VslReal *dst,
                 gboolean add, VslReal *scratch)
{
  Job j;
  guint8 *at = (guint8 *) (((gsize) scratch + 63) & ~(gsize) 63);
  lay_out (&j, c, back, (gint64) vsl_kernels ()->lanes, &at);
  j.n = n;
  j.src = src;
  j.weights = weights;
  j.finish = end;
  j.dst = dst;
  j.add = add;
  j.total = n * j.h * j.w;
  j.together = j.h * j.w <= SMALL_MAP && n >= ROWS ? TOGETHER : 1;
  memset (j.zero, 0, (gsize) j.src_c * sizeof (VslReal));
  axis (&j, j.h, back ? c->oh : c->h, c->kh, c->sh, c->dh, c->top, j.src_w * j.src_c, j.yoff, j.ymask);
  axis (&j, j.w, j.src_w, c->kw, c->sw, c->dw, c->left, j.src_c, j.xoff, j.xmask);
  j.parts = VSL_PARTS;
  if (j.total * j.taps * j.cin * j.dst_c > LITTLE) {
    vsl_parallel_for (VSL_PARTS, pack_part, &j);
    vsl_parallel_for (j.parts, gather_part, &j);
    return;
  }
  for (int p = 0; p < VSL_PARTS; p++)
    pack_part (&j, p);
  j.parts = 1;
  gather_part (&j, 0);
}
