/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layers/vsl-layer-norm.h"

#include <string.h>

enum { WIDTH = 24, ROWS, GATHERED, AXES };           /* plan->i: values of a row, rows of a sample; a bit an axis of a row */

#define STAT (sizeof (VslRowStat) / sizeof (VslReal))
#define PLACES(width) ((gsize) (width) * sizeof (gint64) / sizeof (VslReal))

/**
 * vsl_layer_norm_plan:
 * @axes: as Keras counts them
 * @weights: (out): the lengths of the axes, in the order in which they lie in the sample
 *
 * Returns: FALSE when an axis is not there or stands twice
 */
gboolean
vsl_layer_norm_plan (VslLayerPlan *plan, const VslInts *axes, VslShape *weights, GError **error)
{
  const VslShape *in = &plan->in[0];
  gint64 *own = plan->i;
  *weights = (VslShape) { .rank = 0 };
  own[WIDTH] = 1;
  own[AXES] = 0;
  for (int i = 0; i < axes->n; i++) {
    int a;
    if (!vsl_layer_axis (axes->v[i], in->rank, &a, error))
      return FALSE;
    if (own[AXES] & (1 << a))
      return vsl_layer_fail (error, _("Axis %d is named twice: name each axis once."), (int) axes->v[i]);
    own[AXES] |= 1 << a;
    own[WIDTH] *= in->dim[a];
  }
  for (int a = 0; a < in->rank; a++)
    if (own[AXES] & (1 << a))
      weights->dim[weights->rank++] = in->dim[a];
  own[ROWS] = vsl_shape_count (in) / own[WIDTH];
  own[GATHERED] = FALSE;
  for (int a = 1; a < in->rank; a++)                 /* an axis of a row before one that is not */
    own[GATHERED] |= (own[AXES] & (1 << (a - 1))) && !(own[AXES] & (1 << a)) && in->dim[a] > 1;
  plan->n_saved = 1;
  plan->saved[0] = (gsize) (own[ROWS] * plan->batch) * STAT;
  if (plan->training)
    plan->scratch = VSL_PARTS * 2 * (gsize) own[WIDTH];                /* gradients of gamma and beta */
  if (own[GATHERED])
    plan->scratch += VSL_PARTS * 3 * (gsize) own[WIDTH] + PLACES (own[WIDTH]) + PLACES (1);
  plan->macs = 4.0 * (double) vsl_shape_count (in);
  vsl_layer_plan_mask (plan);
  return vsl_layer_set_output (plan, *in, error);
}

typedef struct {
  const VslCall *call;
  VslRowNorm norm;
  double epsilon;
  const VslReal *gamma, *beta;
  gint64 width, rows;              /* rows: of all samples */
  VslRowStat *stat;
  VslReal *weights;                /* VSL_PARTS pairs of rows, or NULL */
  VslReal *room;                   /* VSL_PARTS times three rows */
  gint64 *place;                   /* of the values of a row, from its first; NULL: in one piece */
} Work;

/* The distance of the values along axes with bit `set` in `axes`, value i of them counted row-major. */
static gint64
place_of (const VslLayerPlan *plan, gboolean set, gint64 i)
{
  const VslShape *in = &plan->in[0];
  gint64 place = 0, step = 1;
  for (int a = in->rank - 1; a >= 0; step *= in->dim[a], a--)
    if (!!(plan->i[AXES] & (1 << a)) == set) {
      place += i % in->dim[a] * step;
      i /= in->dim[a];
    }
  return place;
}

static Work
work_of (const VslCall *call, VslRowNorm norm)
{
  const gint64 *own = call->plan->i;
  Work w = { .call = call, .norm = norm, .width = own[WIDTH], .rows = own[ROWS] * call->n, .stat = (VslRowStat *) call->saved[0] };
  VslReal *at = call->scratch;
  if (own[GATHERED]) {
    w.place = (gint64 *) at;
    at += PLACES (w.width);
    w.room = at;
    at += VSL_PARTS * 3 * w.width;
    for (gint64 i = 0; i < w.width; i++)
      w.place[i] = place_of (call->plan, TRUE, i);
  }
  w.weights = at;
  return w;
}

static gint64
row_start (const Work *w, gint64 row)
{
  gint64 each = w->call->plan->i[ROWS];
  return row / each * each * w->width + place_of (w->call->plan, FALSE, row % each);
}

static void
gather (const Work *w, const VslReal *from, VslReal *to)
{
  for (gint64 i = 0; i < w->width; i++)
    to[i] = from[w->place[i]];
}

static void
put_back (const Work *w, const VslReal *from, VslReal *to)
{
  for (gint64 i = 0; i < w->width; i++)
    to[w->place[i]] = from[i];
}

static void
forward_part (gpointer data, int part)
{
  const Work *w = data;
  const VslKernels *k = vsl_kernels ();
  const VslReal *x = w->call->x[0];
  VslReal *y = w->call->y[0], *room = w->room + 3 * part * w->width;
  gsize width = (gsize) w->width;
  gint64 b, e;
  vsl_part_range (w->rows, VSL_PARTS, part, &b, &e);
  if (!w->place) {
    k->row_norm (w->norm, (gsize) (e - b), width, x + b * w->width, w->gamma, w->beta, w->epsilon, y + b * w->width, w->stat + b);
    return;
  }
  for (; b < e; b++) {
    gather (w, x + row_start (w, b), room);
    k->row_norm (w->norm, 1, width, room, w->gamma, w->beta, w->epsilon, room, w->stat + b);
    put_back (w, room, y + row_start (w, b));
  }
}

/**
 * vsl_layer_norm_forward:
 * @gamma: (nullable): one number a place of a row, or ones
 * @beta: (nullable): likewise, or zeros
 */
void
vsl_layer_norm_forward (const VslCall *call, VslRowNorm norm, double epsilon, const VslReal *gamma, const VslReal *beta)
{
  Work w = work_of (call, norm);
  w.epsilon = epsilon;
  w.gamma = gamma;
  w.beta = beta;
  vsl_parallel_for (VSL_PARTS, forward_part, &w);
  vsl_layer_pass_mask (call);
}

static void
backward_part (gpointer data, int part)
{
  const Work *w = data;
  const VslKernels *k = vsl_kernels ();
  const VslReal *x = w->call->x[0], *dy = w->call->dy[0];
  VslReal *dx = w->call->dx[0], *room = w->room + 3 * part * w->width;
  gsize width = (gsize) w->width;
  gboolean add = dx && w->call->dx_add[0];
  VslReal *dgamma = w->weights ? w->weights + 2 * (gsize) part * width : NULL, *dbeta = dgamma ? dgamma + width : NULL;
  gint64 b, e;
  if (dgamma)
    memset (dgamma, 0, 2 * width * sizeof (VslReal));
  vsl_part_range (w->rows, VSL_PARTS, part, &b, &e);
  if (!w->place) {
    gint64 o = b * w->width;
    k->row_norm_backward (w->norm, (gsize) (e - b), width, x + o, dy + o, w->gamma, w->stat + b, dgamma, dbeta, dx ? dx + o : NULL, add);
    return;
  }
  for (; b < e; b++) {
    gint64 o = row_start (w, b);
    gather (w, x + o, room);
    gather (w, dy + o, room + width);
    if (add)
      gather (w, dx + o, room + 2 * width);
    k->row_norm_backward (w->norm, 1, width, room, room + width, w->gamma, w->stat + b, dgamma, dbeta, dx ? room + 2 * width : NULL, add);
    if (dx)
      put_back (w, room + 2 * width, dx + o);
  }
}

/**
 * vsl_layer_norm_backward:
 * @dgamma: (out) (nullable): gradient of gamma
 * @dbeta: (out) (nullable): gradient of beta
 */
void
vsl_layer_norm_backward (const VslCall *call, VslRowNorm norm, const VslReal *gamma, VslReal *dgamma, VslReal *dbeta)
{
  Work w = work_of (call, norm);
  gsize width = (gsize) w.width;
  w.gamma = gamma;
  if (!dgamma && !dbeta)
    w.weights = NULL;
  vsl_parallel_for (VSL_PARTS, backward_part, &w);
  VslReal *const out[2] = { dgamma, dbeta };
  for (int k = 0; k < 2; k++) {
    if (!out[k])
      continue;
    memcpy (out[k], w.weights + (gsize) k * width, width * sizeof (VslReal));
    for (gsize p = 1; p < VSL_PARTS; p++)
      vsl_kernels ()->add (width, w.weights + (2 * p + (gsize) k) * width, out[k]);
  }
}
