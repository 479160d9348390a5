/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adam over tables of which a step reads few rows (Embedding), without touching the others: Keras moves those too, since their momentum
 * goes on. A row's missed steps are made up for before it is read, with the same operations in the same order, so that every weight
 * has the bits that it would have had; vsl_optimizer_flush() makes up for all. */
#include <string.h>

#include "core/vsl-token.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "optimizers/vsl-adam.h"
#include "optimizers/vsl-optimizer-private.h"

#define HISTORY 1024               /* steps whose rates are kept; then all rows are brought up to date */
#define NEVER G_MAXUINT64          /* no gradient yet: both moments are zero, and steps change nothing */

struct _VslOptimizerRows {
  gsize offset;
  gint64 rows, width;
  guint64 *next;                   /* [row] the first step that it has missed */
  guint64 *stamp;                  /* [row] the touch that it was last seen in */
  guint32 *list;                   /* the rows of this step */
  guint n_list, most;
  guint64 touches;
};

/* What a parallel loop needs. */
typedef struct {
  VslOptimizer *o;
  VslOptimizerRows *rows;
  VslParams *params;
  double alpha;
} Work;

static gboolean
exact (const VslOptimizer *o, const VslParam *p)
{
  const VslAdamConfig *c = o->config;
  const VslOptimizerBase *base = o->config;
  if (!g_str_equal (o->cls->head.name, "Adam") || c->amsgrad || !(c->epsilon > 0) || base->use_ema)
    return FALSE;
  if (base->weight_decay > 0 || base->clipnorm > 0 || base->clipvalue > 0 || base->global_clipnorm > 0)
    return FALSE;
  return p->trainable && p->shape.rank == 2 && p->penalty.l1 == 0 && p->penalty.l2 == 0 && !p->constraint.kind;
}

/**
 * vsl_optimizer_add_rows:
 * @p: a table, rows × width
 * @most: tokens of a step
 *
 * From now on steps update only rows that vsl_optimizer_touch() has named, and the weights are up to date only after vsl_optimizer_flush().
 *
 * Returns: FALSE where that would not be exact (another optimizer, decay, clipping, penalties, constraints): it is updated as a whole
 */
gboolean
vsl_optimizer_add_rows (VslOptimizer *o, const VslParam *p, gsize most)
{
  if (!exact (o, p) || o->n_rows == VSL_OPTIMIZER_TABLES || o->update.step > 0)
    return FALSE;
  VslOptimizerRows *r = g_new0 (VslOptimizerRows, 1);
  *r = (VslOptimizerRows) { .offset = p->offset, .rows = p->shape.dim[0], .width = p->shape.dim[1] };
  r->most = (guint) MIN (most, (gsize) r->rows);
  r->next = g_new (guint64, r->rows);
  r->stamp = g_new0 (guint64, r->rows);
  r->list = g_new (guint32, r->most);
  memset (r->next, 0xFF, (gsize) r->rows * sizeof (guint64));
  if (!o->alpha)
    o->alpha = g_new0 (VslReal, HISTORY);
  o->rows[o->n_rows++] = r;
  return TRUE;
}

void
_vsl_optimizer_free_rows (VslOptimizer *o)
{
  for (int i = 0; i < o->n_rows; i++) {
    g_free (o->rows[i]->next);
    g_free (o->rows[i]->stamp);
    g_free (o->rows[i]->list);
    g_free (o->rows[i]);
  }
  g_free (o->alpha);
}

/* The state came from elsewhere: all rows are as they should be, and any may have momentum. */
void
_vsl_optimizer_reset_rows (VslOptimizer *o)
{
  for (int i = 0; i < o->n_rows; i++)
    for (gint64 row = 0; row < o->rows[i]->rows; row++)
      o->rows[i]->next[row] = o->update.step;
  o->alpha_from = o->update.step;
}

static void
catch_up (const Work *w, gint64 row)
{
  const VslAdamConfig *c = w->o->config;
  VslOptimizerRows *r = w->rows;
  guint64 now = w->o->update.step, from = r->next[row];
  if (from == NEVER || from >= now)
    return;
  gsize at = r->offset + (gsize) (row * r->width);
  vsl_kernels ()->adam_replay ((gsize) r->width, w->params->data + at, w->o->update.slot[0] + at, w->o->update.slot[1] + at,
                               w->o->alpha + (from - w->o->alpha_from), (gsize) (now - from), c->beta_1, c->beta_2, c->epsilon);
  r->next[row] = now;
}

static void
touch_part (gpointer data, int part)
{
  const Work *w = data;
  gint64 b, e;
  vsl_part_range (w->rows->n_list, VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++)
    catch_up (w, w->rows->list[i]);
}

static void
flush_part (gpointer data, int part)
{
  const Work *w = data;
  gint64 b, e;
  vsl_part_range (w->rows->rows, VSL_PARTS, part, &b, &e);
  for (gint64 row = b; row < e; row++)
    catch_up (w, row);
}

/**
 * vsl_optimizer_flush:
 *
 * Brings all rows up to date. Before weights or slots are read, saved or judged.
 */
void
vsl_optimizer_flush (VslOptimizer *o, VslParams *params)
{
  for (int i = 0; i < o->n_rows; i++) {
    Work w = { o, o->rows[i], params, 0 };
    vsl_parallel_for (VSL_PARTS, flush_part, &w);
  }
  o->alpha_from = o->update.step;
}

/**
 * vsl_optimizer_touch:
 * @table: in the order of vsl_optimizer_add_rows()
 * @tokens: the rows that the step will read, with repetitions
 *
 * Brings these rows up to date, and names them for the next vsl_optimizer_step().
 */
void
vsl_optimizer_touch (VslOptimizer *o, VslParams *params, int table, const VslReal *tokens, gsize n)
{
  VslOptimizerRows *r = o->rows[table];
  Work w = { o, r, params, 0 };
  if (o->update.step - o->alpha_from >= HISTORY)
    vsl_optimizer_flush (o, params);
  r->touches++;
  r->n_list = 0;
  for (gsize i = 0; i < n; i++) {
    gint64 row = vsl_token_row (tokens[i], r->rows);
    if (r->stamp[row] == r->touches || r->n_list == r->most)
      continue;
    r->stamp[row] = r->touches;
    r->list[r->n_list++] = (guint32) row;
  }
  vsl_parallel_for (VSL_PARTS, touch_part, &w);
}

static void
update_part (gpointer data, int part)
{
  const Work *w = data;
  const VslAdamConfig *c = w->o->config;
  VslOptimizerRows *r = w->rows;
  gint64 b, e;
  vsl_part_range (r->n_list, VSL_PARTS, part, &b, &e);
  for (gint64 i = b; i < e; i++) {
    gsize at = r->offset + (gsize) r->list[i] * (gsize) r->width;
    vsl_kernels ()->adam ((gsize) r->width, w->params->data + at, w->o->grad + at, w->o->update.slot[0] + at, w->o->update.slot[1] + at, NULL,
                          w->alpha, c->beta_1, c->beta_2, c->epsilon);
    r->next[r->list[i]] = w->o->update.step + 1;
  }
}

/* The step's own part of all tables; before the step is counted. */
void
_vsl_optimizer_step_rows (VslOptimizer *o, VslParams *params)
{
  double alpha = o->n_rows ? vsl_adam_alpha (&o->update) : 0;
  for (int i = 0; i < o->n_rows; i++) {
    Work w = { o, o->rows[i], params, alpha };
    vsl_parallel_for (VSL_PARTS, update_part, &w);
  }
  if (o->n_rows)
    o->alpha[o->update.step - o->alpha_from] = (VslReal) alpha;
}

/* The first stretch of [*begin, end) without rows of a table: its end; *begin is moved to its start. */
gsize
_vsl_optimizer_stretch (const VslOptimizer *o, gsize *begin, gsize end)
{
  gboolean moved = TRUE;
  gsize stop = end;
  while (moved) {
    moved = FALSE;
    for (int i = 0; i < o->n_rows; i++) {
      gsize from = o->rows[i]->offset, to = from + (gsize) (o->rows[i]->rows * o->rows[i]->width);
      if (*begin >= from && *begin < to) {
        *begin = MIN (to, end);
        moved = *begin < end;
      }
    }
  }
  for (int i = 0; i < o->n_rows; i++)
    if (o->rows[i]->offset >= *begin)
      stop = MIN (stop, o->rows[i]->offset);
  return stop;
}
