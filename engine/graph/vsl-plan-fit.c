/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics of the training data for layers that ask for them, before the first step. */
#include <glib/gi18n-lib.h>

#include "graph/vsl-plan-private.h"

static gboolean
asks (const VslNetwork *network)
{
  for (guint i = 0; i < network->nodes->len; i++)
    if (((const VslNode *) network->nodes->pdata[i])->cls->fit)
      return TRUE;
  return FALSE;
}

static gboolean
unfitted (const VslStep *step)
{
  return !step->is_act && step->lp.fit && step->lp.cls->fit && step->lp.n_params > 0 && step->w[step->lp.n_params - 1][0] == 0;
}

/* The layers whose inputs hang on no other that is still without: they can be fitted in one pass. */
static GPtrArray *
ready_steps (VslPlan *plan)
{
  GPtrArray *ready = g_ptr_array_new ();
  g_autofree gboolean *waits = g_new0 (gboolean, plan->buffers->len + 1);
  for (guint s = 0; s < plan->steps->len; s++) {
    VslStep *step = _vsl_step (plan, s);
    gboolean late = FALSE;
    for (int k = 0; k < step->lp.n_in; k++)
      late |= waits[step->in[k]];
    if (!late && unfitted (step))
      g_ptr_array_add (ready, step);
    for (int k = 0; k < step->lp.n_out; k++)
      waits[step->out[k]] = late || unfitted (step);
  }
  return ready;
}

static gboolean
pass (VslPlan *plan, GPtrArray *ready, VslFitSource source, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) sums = g_ptr_array_new_with_free_func (g_free);
  guint64 from = 0;
  for (guint k = 0; k < ready->len; k++)
    g_ptr_array_add (sums, g_new0 (double, ((const VslStep *) ready->pdata[k])->lp.fit));
  for (int n = 0; (n = source (data, plan, from, error)) != 0; from += (guint64) n) {
    if (n < 0)
      return FALSE;
    vsl_plan_forward (plan, n, FALSE, 0, 0);
    for (guint k = 0; k < ready->len; k++) {
      const VslStep *step = ready->pdata[k];
      step->lp.cls->fit (&step->call, sums->pdata[k]);
    }
  }
  for (guint k = 0; k < ready->len && from > 0; k++) {
    const VslStep *step = ready->pdata[k];
    step->lp.cls->fitted (&step->call, sums->pdata[k]);
  }
  if (from == 0)
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("%s: there are no training samples to take its statistics from."),
                 ((const VslStep *) ready->pdata[0])->name);
  return from > 0;
}

/**
 * vsl_plan_fit:
 * @params: of the network; the statistics are written into it
 * @batch: samples at a time
 * @source: gives the training samples in a fixed order
 *
 * Keras leaves this to the caller (Normalization.adapt); here training does it by itself. Layers that are fitted already, as after
 * a resumed run, are left alone.
 */
gboolean
vsl_plan_fit (const VslNetwork *network, VslParams *params, int batch, VslFitSource source, gpointer data, GError **error)
{
  if (!asks (network))
    return TRUE;
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, batch, VSL_PLAN_KEEP | VSL_PLAN_PLAIN, error);
  if (!plan)
    return FALSE;
  while (TRUE) {
    g_autoptr (GPtrArray) ready = ready_steps (plan);
    if (ready->len == 0)
      return TRUE;
    if (!pass (plan, ready, source, data, error))
      return FALSE;
    for (guint k = 0; k < ready->len; k++)
      if (unfitted (ready->pdata[k])) {              /* a class that forgets its count must not loop for ever */
        g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG, _("%s: its statistics could not be taken."), ((const VslStep *) ready->pdata[k])->name);
        return FALSE;
      }
  }
}
