/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameter block: layout, lookup, copies. Initialisers are in vsl-params-init.c, bytes in vsl-params-bytes.c. */
#include "graph/vsl-params.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "graph/vsl-params-private.h"

/* Books the block for the tensors in list (VslParam, names owned by them): trainable ones first, each on a
 * 64 byte boundary. Takes the list. */
VslParams *
_vsl_params_layout (GArray *list, GError **error)
{
  VslParams *params = g_new0 (VslParams, 1);
  params->n = list->len;
  params->param = (VslParam *) g_array_free (list, FALSE);
  const gsize unit = VSL_ALIGN / sizeof (VslReal);
  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < params->n; i++) {
      VslParam *p = &params->param[i];
      if (p->trainable != (pass == 0))
        continue;
      p->offset = params->total;
      p->count = (gsize) vsl_shape_count (&p->shape);
      params->total += (p->count + unit - 1) / unit * unit;
    }
    if (pass == 0)
      params->trainable = params->total;
  }
  if (!vsl_arena_init (&params->arena, params->total * sizeof (VslReal), _("the weights of the network"), error)) {
    vsl_params_free (params);
    return NULL;
  }
  params->data = params->arena.base;
  return params;
}

/**
 * vsl_params_new:
 *
 * Returns: (transfer full) (nullable): a zeroed block for all weights and statistics of the network; %NULL when the network
 * has a problem or there is not enough memory
 */
VslParams *
vsl_params_new (const VslNetwork *network, GError **error)
{
  g_autofree VslLayerPlan *plans = NULL;
  g_autoptr (VslReport) report = vsl_network_infer (network, 1, TRUE, &plans);
  if (!vsl_report_ok (report)) {
    vsl_report_to_error (network, report, error);
    return NULL;
  }
  GArray *list = g_array_new (FALSE, TRUE, sizeof (VslParam));
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    for (int k = 0; k < plans[i].n_params; k++) {
      const VslParamSpec *s = &plans[i].params[k];
      VslParam p = { .name = g_strdup_printf ("%s/%s", node->id, s->name), .node = (int) i, .index = k, .shape = s->shape,
                     .trainable = node->trainable && !s->state, .state = s->state, .penalty = s->penalty,
                     .init = vsl_object_copy (&s->init), .constraint = vsl_object_copy (&s->constraint), .ones_begin = s->ones_begin, .ones_end = s->ones_end,
                     .fan_in = s->fan_in, .fan_out = s->fan_out };
      g_array_append_val (list, p);
    }
  }
  return _vsl_params_layout (list, error);
}

/**
 * vsl_params_copy:
 *
 * Returns: (transfer full) (nullable): a copy with a block of its own
 */
VslParams *
vsl_params_copy (const VslParams *params, GError **error)
{
  VslParams *copy = g_memdup2 (params, sizeof *params);
  copy->param = g_memdup2 (params->param, params->n * sizeof (VslParam));
  for (guint i = 0; i < copy->n; i++) {
    copy->param[i].name = g_strdup (params->param[i].name);
    copy->param[i].init = vsl_object_copy (&params->param[i].init);
    copy->param[i].constraint = vsl_object_copy (&params->param[i].constraint);
  }
  copy->data = NULL;
  if (!vsl_arena_init (&copy->arena, params->total * sizeof (VslReal), _("a copy of the weights"), error)) {
    vsl_params_free (copy);
    return NULL;
  }
  copy->data = copy->arena.base;
  if (params->total)
    memcpy (copy->data, params->data, params->total * sizeof (VslReal));
  return copy;
}

/**
 * vsl_params_free:
 * @params: (nullable):
 */
void
vsl_params_free (VslParams *params)
{
  if (!params)
    return;
  for (guint i = 0; i < params->n; i++) {
    g_free (params->param[i].name);
    vsl_object_clear (&params->param[i].init);
    vsl_object_clear (&params->param[i].constraint);
  }
  g_free (params->param);
  vsl_arena_clear (&params->arena);
  g_free (params);
}

/**
 * vsl_params_find:
 * @name: "node/weight"
 *
 * Returns: (transfer none) (nullable):
 */
const VslParam *
vsl_params_find (const VslParams *params, const char *name)
{
  for (guint i = 0; i < params->n; i++)
    if (g_str_equal (params->param[i].name, name))
      return &params->param[i];
  return NULL;
}

/**
 * vsl_params_count:
 *
 * Returns: how many numbers there are, without the padding between tensors
 */
gint64
vsl_params_count (const VslParams *params, gboolean trainable_only)
{
  gint64 n = 0;
  for (guint i = 0; i < params->n; i++)
    if (params->param[i].trainable || !trainable_only)
      n += (gint64) params->param[i].count;
  return n;
}

/**
 * vsl_params_nonfinite:
 *
 * Returns: (transfer none) (nullable): the name of the first tensor with a number that is not finite
 */
const char *
vsl_params_nonfinite (const VslParams *params)
{
  for (guint i = 0; i < params->n; i++) {
    const VslParam *p = &params->param[i];
    for (gsize k = 0; k < p->count; k++)
      if (!isfinite (params->data[p->offset + k]))
        return p->name;
  }
  return NULL;
}
