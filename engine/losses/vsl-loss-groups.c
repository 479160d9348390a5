/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of values as rows: a loss that is made from several axes, or from one that is not the last, sees them as rows all the
 * same. Where the axes are the last ones they are rows already and nothing is moved. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "losses/vsl-loss-private.h"

struct _VslLossGroups {
  int rank;                      /* with the batch */
  gint64 dim[VSL_MAX_RANK + 1];  /* dim[0]: set for each call */
  int order[VSL_MAX_RANK + 1];   /* axes that remain, then those that are taken together */
  int n_apart;
  gboolean moved;                /* order is not 0, 1, 2 … */
  gint64 last;                   /* values of a row of the predictions, for weights */
  VslReal *truth, *pred, *grad, *weight;
};

static gboolean
choose_axes (const VslLossClass *cls, gconstpointer config, VslLossGroups *g, GError **error)
{
  VslInts axes = { 0 };
  gboolean some = cls->axes (config, &axes), together[VSL_MAX_RANK + 1] = { FALSE };
  for (int i = 0; some && i < axes.n; i++) {
    gint64 a = axes.v[i] < 0 ? axes.v[i] + g->rank : axes.v[i];
    if (a < 0 || a >= g->rank) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE, _("%s: axis %d does not exist here: 0 (the samples) to %d, or -1 for the last, are legal."),
                   cls->head.name, (int) axes.v[i], g->rank - 1);
      return FALSE;
    }
    together[a] = TRUE;
  }
  int n = 0;
  for (int a = 0; a < g->rank; a++)
    if (some && !together[a])
      g->order[n++] = a;
  g->n_apart = n;
  for (int a = 0; a < g->rank; a++)
    if (!some || together[a])
      g->order[n++] = a;
  for (int k = 0; k < g->rank; k++)
    g->moved |= g->order[k] != k;
  if (cls->fuses_softmax && (g->moved || g->n_apart != g->rank - 1)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_UNSUPPORTED, _("%s: the classes must stand on the last axis: set axis to -1."), cls->head.name);
    return FALSE;
  }
  return TRUE;
}

gboolean
_vsl_loss_groups_new (const VslLossClass *cls, gconstpointer config, const VslShape *sample, int batch, VslLossGroups **groups, GError **error)
{
  *groups = NULL;
  if (!cls->axes)
    return TRUE;
  VslLossGroups *g = g_new0 (VslLossGroups, 1);
  g->rank = sample->rank + 1;
  g->dim[0] = batch;
  for (int a = 0; a < sample->rank; a++)
    g->dim[a + 1] = sample->dim[a];
  g->last = sample->rank ? sample->dim[sample->rank - 1] : 1;
  if (!choose_axes (cls, config, g, error)) {
    _vsl_loss_groups_free (g);
    return FALSE;
  }
  if (!g->moved && g->n_apart == g->rank - 1) {      /* the last axis */
    _vsl_loss_groups_free (g);
    return TRUE;
  }
  gsize n = (gsize) batch * (gsize) vsl_shape_count (sample);
  g->weight = g_try_new (VslReal, (gsize) _vsl_loss_groups_count (g, batch));
  if (g->moved) {
    g->truth = g_try_new (VslReal, n);
    g->pred = g_try_new (VslReal, n);
    g->grad = g_try_new (VslReal, n);
  }
  if (!g->weight || (g->moved && (!g->truth || !g->pred || !g->grad))) {
    _vsl_loss_groups_free (g);
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the loss. Use a smaller batch size."));
    return FALSE;
  }
  *groups = g;
  return TRUE;
}

void
_vsl_loss_groups_free (VslLossGroups *g)
{
  if (!g)
    return;
  g_free (g->truth);
  g_free (g->pred);
  g_free (g->grad);
  g_free (g->weight);
  g_free (g);
}

gint64
_vsl_loss_groups_count (const VslLossGroups *g, int n)
{
  gint64 count = 1;
  for (int k = 0; k < g->n_apart; k++)
    count *= g->order[k] == 0 ? n : g->dim[g->order[k]];
  return count;
}

/* Calls with the place of each value in the order of groups: an odometer over the axes, the last of the order fastest. */
typedef void (*Visit) (VslLossGroups *g, gint64 at, gint64 from, gpointer data);

static void
walk (VslLossGroups *g, int n, Visit visit, gpointer data)
{
  gint64 step[VSL_MAX_RANK + 1], at[VSL_MAX_RANK + 1] = { 0 }, size = 1, from = 0;
  g->dim[0] = n;
  for (int a = g->rank - 1; a >= 0; a--) {
    step[a] = size;
    size *= g->dim[a];
  }
  for (gint64 i = 0; i < size; i++) {
    visit (g, i, from, data);
    for (int k = g->rank - 1; k >= 0; k--) {
      int a = g->order[k];
      from += step[a];
      if (++at[a] < g->dim[a])
        break;
      from -= at[a] * step[a];
      at[a] = 0;
    }
  }
}

static void
take (VslLossGroups *g, gint64 at, gint64 from, gpointer data)
{
  const VslLossCall *call = data;
  g->truth[at] = call->y_true[from];
  g->pred[at] = (call->y_pred ? call->y_pred : call->logits)[from];
}

static void
give (VslLossGroups *g, gint64 at, gint64 from, gpointer data)
{
  ((VslReal *) data)[from] = g->grad[at];
}

typedef struct {
  const VslReal *row_weight;
  gint64 width, last;
} Weigh;

static void
add_weight (VslLossGroups *g, gint64 at, gint64 from, gpointer data)
{
  const Weigh *w = data;
  g->weight[at / w->width] += w->row_weight[from / w->last] / (VslReal) w->width;
}

/* A group counts with the mean of the weights of what it is made from: where a sample is a group or holds some, its own weight;
 * where the whole batch is one group, Keras's result too. */
void
_vsl_loss_groups_gather (VslLossGroups *g, int n, VslLossCall *call)
{
  gint64 groups = _vsl_loss_groups_count (g, n), total = call->rows * call->width;
  Weigh weigh = { call->row_weight, groups ? total / groups : 0, g->last };
  if (call->row_weight && groups) {
    memset (g->weight, 0, (gsize) groups * sizeof *g->weight);
    walk (g, n, add_weight, &weigh);
    call->row_weight = g->weight;
  }
  if (g->moved) {
    walk (g, n, take, call);
    call->y_true = g->truth;
    if (call->y_pred)
      call->y_pred = g->pred;
    else
      call->logits = g->pred;
    if (call->grad)
      call->grad = g->grad;
  }
  const VslLossBase *base = call->config;
  call->rows = groups;
  call->width = call->true_width = weigh.width;
  if (base->reduction != VSL_REDUCE_MEAN_WITH_SAMPLE_WEIGHT || !call->row_weight)
    call->divisor = base->reduction == VSL_REDUCE_SUM ? 1.0 : (double) MAX (groups, 1);
}

void
_vsl_loss_groups_scatter (VslLossGroups *g, int n, const VslLossCall *call, VslReal *grad)
{
  if (g->moved)
    walk (g, n, give, grad);
}
