/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Embedding and the recurrent layer behind it as one step, while weights do not change: the input's product is then a function of the
 * token alone. It is made once for each token that is met, and two thirds of the work become the reading of a row. */
#include "layers/vsl-recurrent-private.h"

#include "core/vsl-token.h"
#include "layers/vsl-recurrent-table.h"

#include <string.h>

#define LIMIT ((gint64) 1 << 26)   /* numbers of the largest table */
#define BLOCK 64                   /* rows that are made at once */

enum { CONFIG, CLASS, VOCABULARY, FEATURES, WIDTH };       /* plan->i */

typedef struct {
  const VslCall *call;
  VslReal *table, *known, *wx, *wh, *packed;   /* kept from call to call; known: by token, packed: 1 when the panels are filled */
  VslReal *list, *room;                        /* tokens that are new; VSL_PARTS rooms for a block */
  gint64 rows, features, width, units, n_list;
} Table;

static gint64
panels (gint64 k, gint64 units, gint64 width)
{
  return width / units * (gint64) vsl_panels_size (k, units);
}

static gint64
room (const VslLayerPlan *plan)
{
  return BLOCK * (plan->i[FEATURES] + plan->i[WIDTH]);
}

static gboolean
inner_plan (const VslLayerPlan *plan, VslLayerPlan *inner)
{
  *inner = (VslLayerPlan) { .cls = (const VslLayerClass *) (gintptr) plan->i[CLASS], .config = (gconstpointer) (gintptr) plan->i[CONFIG],
                            .node = plan->node, .batch = plan->batch, .n_in = 1, .n_out = 1 };
  inner->in[0] = (VslShape) { .rank = 2, .dim = { plan->in[0].dim[0], plan->i[FEATURES] } };
  return inner->cls->plan (inner, &(const char *) { NULL }, NULL);
}

/**
 * vsl_recurrent_table_plan:
 * @first: Embedding's plan, becomes that of both
 * @parts: Embedding, LSTM or GRU
 *
 * Returns: FALSE when the weights may change, there are masks or several outputs, or the table would be too large
 */
gboolean
vsl_recurrent_table_plan (VslLayerPlan *first, const VslLayerPlan *const *parts)
{
  const VslLayerPlan *rnn = parts[1];
  const VslRecurrentConfig *o = rnn->config;
  if (first->training || !first->constant || first->out_mask || rnn->n_in != 1 || rnn->n_out != 1 || first->in[0].rank != 1)
    return FALSE;
  gint64 rows = first->params[0].shape.dim[0], width = rnn->params[0].shape.dim[1], features = rnn->in[0].dim[1];
  if (rows * width > LIMIT)
    return FALSE;
  first->i[CONFIG] = (gint64) (gintptr) rnn->config;
  first->i[CLASS] = (gint64) (gintptr) rnn->cls;
  first->i[VOCABULARY] = rows;
  first->i[FEATURES] = features;
  first->i[WIDTH] = width;
  first->out[0] = rnn->out[0];
  first->n_saved = 1;
  first->keeps = TRUE;
  first->saved[0] = (gsize) (rows * (width + 1) + panels (features, o->units, width) + panels (o->units, o->units, width) + 16);
  first->scratch = rnn->scratch + (gsize) (first->batch * first->in[0].dim[0] + VSL_PARTS * room (first));
  first->macs = rnn->macs;
  return TRUE;
}

static Table
table_of (const VslCall *call, const VslLayerPlan *inner)
{
  const VslLayerPlan *plan = call->plan;
  const VslRecurrentConfig *o = inner->config;
  Table t = { .call = call, .rows = plan->i[VOCABULARY], .features = plan->i[FEATURES], .width = plan->i[WIDTH], .units = o->units };
  t.table = call->saved[0];
  t.wx = t.table + t.rows * t.width;
  t.wh = t.wx + panels (t.features, t.units, t.width);
  t.known = t.wh + panels (t.units, t.units, t.width);
  t.packed = t.known + t.rows;
  t.list = call->scratch + inner->scratch;
  t.room = t.list + plan->batch * plan->in[0].dim[0];
  return t;
}

static void
make_part (gpointer data, int part)
{
  const Table *t = data;
  const gint64 d = t->features, w = t->width, u = t->units;
  VslReal *x = t->room + part * room (t->call->plan), *z = x + BLOCK * d;
  gint64 b, e;
  vsl_part_range (t->n_list, VSL_PARTS, part, &b, &e);
  for (gint64 at = b; at < e; at += BLOCK) {
    gint64 n = MIN (BLOCK, e - at);
    for (gint64 i = 0; i < n; i++)
      memcpy (x + i * d, t->call->w[0] + (gint64) t->list[at + i] * d, (gsize) d * sizeof (VslReal));
    for (gint64 g = 0; g < w / u; g++)
      vsl_kernels ()->panel_product ((gsize) n, (gsize) u, (gsize) d, x, (gsize) d, t->wx + g * (gint64) vsl_panels_size (d, u), z + g * u,
                                     (gsize) w, FALSE);
    for (gint64 i = 0; i < n; i++)
      memcpy (t->table + (gint64) t->list[at + i] * w, z + i * w, (gsize) w * sizeof (VslReal));
  }
}

/* Rows of tokens that are met for the first time. Token numbers are below 2^24: exact in any VslReal. */
static void
make_missing (Table *t)
{
  gint64 count = t->call->n * t->call->plan->in[0].dim[0];
  for (gint64 i = 0; i < count; i++) {
    gint64 row = vsl_token_row (t->call->x[0][i], t->rows);
    if (t->known[row] != 0)
      continue;
    t->known[row] = 1;
    t->list[t->n_list++] = (VslReal) row;
  }
  if (t->n_list)
    vsl_parallel_for (VSL_PARTS, make_part, t);
}

void
vsl_recurrent_table_forward (const VslCall *call)
{
  VslLayerPlan inner;
  if (!inner_plan (call->plan, &inner))
    return;
  VslCall c = *call;
  c.plan = &inner;
  c.config = inner.config;
  c.w = call->w + 1;
  Table t = table_of (call, &inner);
  VslRnn r = _vsl_rnn (&c);
  r.wx = t.wx;
  r.wh = t.wh;
  if (*t.packed == 0)
    _vsl_rnn_pack (&r, FALSE);
  *t.packed = 1;
  make_missing (&t);
  r.table = t.table;
  r.rows = t.rows;
  _vsl_rnn_run (&r);
}
