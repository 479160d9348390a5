/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients of the kernels, as products over all steps. Small ones are made by each part of the batch for itself and then added in the
 * order of parts; large ones by blocks of columns, over the parts in order. */
#include "layers/vsl-recurrent-private.h"

#include <string.h>

/* Columns [begin, end) of both gradients, from one part. */
typedef struct {
  gint64 begin, end;
  VslReal *dwx, *dwh;              /* NULL: not wanted */
  gboolean add;
} Columns;

static void
outer (const VslRnn *r, gint64 rows, gint64 depth, const VslReal *a, const VslReal *dz, gint64 ld, VslReal *dw, gint64 begin, gint64 end,
       gboolean add)
{
  if (end > begin)
    vsl_gemm (TRUE, FALSE, depth, end - begin, rows, a, depth, dz, ld, add, dw + begin, r->width);
}

static void
kernel_columns (const VslRnn *r, const VslRnnPart *p, const Columns *c, gint64 t, gint64 count)
{
  const VslReal *z = p->z + t * p->n * r->width;
  gboolean each = r->drops_x && r->x_masks > 1, add = c->add || t > 0;
  if (!each)
    _vsl_rnn_gather (r, p, 0, t, count);
  for (int g = 0; g < (each ? r->gates : 1); g++) {
    gint64 b = each ? MAX (c->begin, g * r->units) : c->begin, e = each ? MIN (c->end, (g + 1) * r->units) : c->end;
    if (each && b < e)
      _vsl_rnn_gather (r, p, g, t, count);
    outer (r, count * p->n, r->features, p->x, z + b, r->width, c->dwx, b, e, add);
  }
}

/* The states of a chunk as a gate sees them. */
static const VslReal *
states (const VslRnn *r, const VslRnnPart *p, int gate, gint64 t, gint64 count)
{
  gint64 step = p->n * r->units;
  const VslReal *h = p->h + t * step;
  for (gint64 i = 0; i < count && r->drops_h; i++)
    vsl_kernels ()->mul ((gsize) step, h + i * step, p->h_mask + gate * r->batch * r->units, p->x + i * step, FALSE);
  return r->drops_h ? p->x : h;
}

static void
recurrent_columns (const VslRnn *r, const VslRnnPart *p, const Columns *c, gint64 t, gint64 count)
{
  gint64 u = r->units, rows = count * p->n, at = t * p->n;
  const VslReal *z = p->z + at * r->width, *extra = p->extra ? p->extra + at * u : NULL;
  gboolean add = c->add || t > 0, gru = r->cell == VSL_CELL_GRU;
  int together = r->drops_h ? 1 : gru ? 2 : r->gates;      /* gates that see the same */
  for (int g = 0; g < r->gates; g += together) {
    int last = MIN (g + together, gru && g < 2 ? 2 : r->gates);
    gint64 b = MAX (c->begin, g * u), e = MIN (c->end, last * u);
    if (b >= e)
      continue;
    if (gru && g == 2 && !r->after)
      outer (r, rows, u, extra, z + b, r->width, c->dwh, b, e, add);
    else if (gru && g == 2)
      outer (r, rows, u, states (r, p, g, t, count), extra + (b - 2 * u), u, c->dwh, b, e, add);
    else
      outer (r, rows, u, states (r, p, g, t, count), z + b, r->width, c->dwh, b, e, add);
  }
}

static void
add_columns (const VslRnn *r, const VslRnnPart *p, const Columns *c)
{
  for (gint64 t = 0; t < r->steps; t += r->chunk) {
    gint64 count = MIN (r->chunk, r->steps - t);
    if (c->dwx)
      kernel_columns (r, p, c, t, count);
    if (c->dwh)
      recurrent_columns (r, p, c, t, count);
  }
}

void
_vsl_rnn_weights_part (const VslRnn *r, const VslRnnPart *p)
{
  VslReal *const *dw = r->call->dw;
  gint64 kernel = r->features * r->width, recurrent = r->units * r->width;
  VslReal *own = p->part ? r->partial + (p->part - 1) * (kernel + recurrent) : NULL;
  Columns c = { 0, r->width, !dw[0] ? NULL : own ? own : dw[0], !dw[1] ? NULL : own ? own + kernel : dw[1], FALSE };
  add_columns (r, p, &c);
}

#define BLOCK 16                   /* columns of a block come in whole vectors */

static void
block_part (gpointer data, int block)
{
  const VslRnn *r = data;
  VslReal *const *dw = r->call->dw;
  gint64 b, e;
  vsl_part_range ((r->width + BLOCK - 1) / BLOCK, VSL_PARTS, block, &b, &e);
  Columns c = { MIN (b * BLOCK, r->width), MIN (e * BLOCK, r->width), dw[0], dw[1], FALSE };
  for (int part = 0; part < r->parts; part++) {
    VslRnnPart p = _vsl_rnn_part (r, part);
    p.x = r->x + block * r->chunk * r->samples * MAX (r->features, r->units);
    c.add = part > 0;
    add_columns (r, &p, &c);
  }
}

void
_vsl_rnn_weights (const VslRnn *r)
{
  VslReal *const *dw = r->call->dw;
  gsize kernel = (gsize) (r->features * r->width), recurrent = (gsize) (r->units * r->width);
  if (!r->partial && (dw[0] || dw[1]))
    vsl_parallel_for (VSL_PARTS, block_part, (gpointer) r);
  for (int part = 1; part < r->parts && r->partial; part++) {
    const VslReal *own = r->partial + (gsize) (part - 1) * (kernel + recurrent);
    if (dw[0])
      vsl_kernels ()->add (kernel, own, dw[0]);
    if (dw[1])
      vsl_kernels ()->add (recurrent, own + kernel, dw[1]);
  }
}
