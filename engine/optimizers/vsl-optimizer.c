/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all optimizers share. The order of a step is that of Keras's optimizers/base_optimizer.py: clip the
 * gradients, decay the weights, update, average, count; then the constraints of weights. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "constraints/vsl-constraint.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "optimizers/vsl-optimizer-private.h"
#include "optimizers/vsl-optimizer-util.h"

/* Numbers a part: cut by the size of the block alone. */
#define CHUNK 8192
/* Numbers that decay, update and average work on before the next: they stay in the nearest cache, so memory is read and written
 * once. */
#define BLOCK 4096
#define LINE 16

/**
 * vsl_optimizer_class:
 * @name: class name such as "Adam", any case
 *
 * Returns: (transfer none) (nullable): the optimizer
 */
const VslOptimizerClass *
vsl_optimizer_class (const char *name)
{
  return (const VslOptimizerClass *) vsl_kind_find ("optimizer", name);
}

static gboolean
book (VslOptimizer *o, GError **error)
{
  const VslOptimizerBase *base = o->config;
  gsize bytes = vsl_align (o->size * sizeof (VslReal));
  if (!vsl_arena_init (&o->arena, bytes * (gsize) (o->n_slots + (base->use_ema ? 1 : 0)), _("the optimizer's memory"), error))
    return FALSE;
  for (int s = 0; s < o->n_slots; s++) {
    VslReal *slot = (VslReal *) ((guint8 *) o->arena.base + bytes * (gsize) s);
    double value = o->cls->slot_init ? o->cls->slot_init (o->config, s) : 0.0;
    o->update.slot[s] = slot;
    for (gsize i = 0; value != 0 && i < o->size; i++)
      slot[i] = (VslReal) value;
  }
  o->average = base->use_ema ? (VslReal *) ((guint8 *) o->arena.base + bytes * (gsize) o->n_slots) : NULL;
  return TRUE;
}

/**
 * vsl_optimizer_check:
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG when more than one way of clipping is chosen, as in Keras
 */
gboolean
vsl_optimizer_check (const VslOptimizerClass *cls, gconstpointer config, GError **error)
{
  const VslOptimizerBase *base = config;
  if (!isnan (base->clipnorm) + !isnan (base->clipvalue) + !isnan (base->global_clipnorm) <= 1)
    return TRUE;
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG,
               _("%s: only one of clipnorm, clipvalue and global_clipnorm can be set: leave the others empty."), cls->head.name);
  return FALSE;
}

/**
 * vsl_optimizer_new:
 * @config: (nullable): of @cls; copied. %NULL: the defaults
 * @params: the block that will be updated; only its layout is looked at
 *
 * Returns: (transfer full) (nullable): %NULL with an error when there is not enough memory
 */
VslOptimizer *
vsl_optimizer_new (const VslOptimizerClass *cls, gconstpointer config, const VslParams *params, GError **error)
{
  VslOptimizer *o = g_new0 (VslOptimizer, 1);
  o->cls = cls;
  o->config = config ? vsl_config_copy (&cls->head, config) : vsl_config_new (&cls->head);
  o->update.config = o->config;
  if (!vsl_optimizer_check (cls, o->config, error)) {
    vsl_optimizer_free (o);
    return NULL;
  }
  o->n_slots = MIN (cls->n_slots (o->config), VSL_MAX_SLOTS);
  o->size = params->trainable;
  o->tensor = g_new0 (VslOptimizerTensor, MAX (params->n, 1));
  o->partial = g_new0 (double, MAX (params->n, 1));
  for (guint i = 0; i < params->n; i++)
    o->n_constrained += params->param[i].trainable && params->param[i].constraint.kind != NULL;
  for (guint i = 0; i < params->n; i++)
    if (params->param[i].offset < params->trainable)
      o->tensor[o->n_tensors++] = (VslOptimizerTensor) { params->param[i].offset, params->param[i].count };
  if (!book (o, error)) {
    vsl_optimizer_free (o);
    return NULL;
  }
  return o;
}

/**
 * vsl_optimizer_free:
 */
void
vsl_optimizer_free (VslOptimizer *o)
{
  if (!o)
    return;
  vsl_config_free (&o->cls->head, o->config);
  vsl_arena_clear (&o->arena);
  _vsl_optimizer_free_rows (o);
  g_free (o->tensor);
  g_free (o->partial);
  g_free (o);
}

static void
norm_part (gpointer data, int part)
{
  VslOptimizer *o = data;
  o->partial[part] = vsl_kernels ()->sum_squares (o->tensor[part].count, o->grad + o->tensor[part].offset);
}

static void
scale (VslReal *g, gsize n, double factor)
{
  if (factor != 1.0)
    for (gsize i = 0; i < n; i++)
      g[i] = (VslReal) (g[i] * factor);
}

/* Only one of the three acts, as in Keras. A limit of 0 is none. */
static void
clip (VslOptimizer *o)
{
  const VslOptimizerBase *base = o->config;
  gboolean each = base->clipnorm > 0, all = !each && base->global_clipnorm > 0;
  if (each || all)
    vsl_parallel_for ((int) o->n_tensors, norm_part, o);
  if (each) {
    for (guint t = 0; t < o->n_tensors; t++)
      scale (o->grad + o->tensor[t].offset, o->tensor[t].count, base->clipnorm / fmax (sqrt (o->partial[t]), base->clipnorm));
  } else if (all) {
    double sum = 0;
    for (guint t = 0; t < o->n_tensors; t++)
      sum += o->partial[t];
    scale (o->grad, o->size, base->global_clipnorm / fmax (sqrt (sum), base->global_clipnorm));
  } else if (base->clipvalue > 0) {
    VslReal limit = (VslReal) base->clipvalue;
    for (gsize i = 0; i < o->size; i++)
      o->grad[i] = CLAMP (o->grad[i], -limit, limit);
  }
}

static void
shrink (VslReal *w, gsize n, double decay)
{
  const VslReal d = (VslReal) decay;
  for (gsize i = 0; i < n; i++)
    w[i] -= w[i] * d;
}

/* The first step's average is the weight itself. */
static void
average (VslReal *restrict a, VslReal *restrict w, gsize n, double momentum, gboolean overwrite)
{
  VslReal keep = (VslReal) momentum, fresh = (VslReal) (1.0 - momentum);
  for (gsize i = 0; i < n; i++)
    a[i] = keep * a[i] + fresh * w[i];
  if (overwrite)
    memcpy (w, a, n * sizeof *w);
}

static void
update_range (VslOptimizer *o, gsize begin, gsize end)
{
  VslUpdate u = o->update;
  for (gsize at = begin; at < end; at += BLOCK) {
    u.n = MIN (BLOCK, end - at);
    u.w = o->update.w + at;
    u.g = o->update.g + at;
    for (int s = 0; s < o->n_slots; s++)
      u.slot[s] = o->update.slot[s] + at;
    if (o->decay != 0)
      shrink (u.w, u.n, o->decay);
    o->cls->update (&u);
    if (o->average)
      average (o->average + at, u.w, u.n, o->momentum, o->overwrite);
  }
}

static void
update_part (gpointer data, int part)
{
  VslOptimizer *o = data;
  gint64 b, e;
  /* Whole cache lines: wide stores across two of them cost a third of the speed. */
  vsl_part_range (((gint64) o->size + LINE - 1) / LINE, o->parts, part, &b, &e);
  for (gsize begin = (gsize) b * LINE, end = MIN ((gsize) e * LINE, o->size); begin < end;) {
    gsize stop = _vsl_optimizer_stretch (o, &begin, end);
    if (begin < stop)
      update_range (o, begin, stop);
    begin = stop;
  }
}

/**
 * vsl_optimizer_finish:
 * @params: the weights
 *
 * With use_ema the weights become their moving average, when there has been a step.
 */
void
vsl_optimizer_finish (VslOptimizer *o, VslParams *params)
{
  if (o->average && o->update.step > 0)
    memcpy (params->data, o->average, o->size * sizeof (VslReal));
}

static void
constrain (const VslOptimizer *o, VslParams *params)
{
  for (guint i = 0; o->n_constrained && i < params->n; i++)
    if (params->param[i].trainable)
      vsl_constraint_apply (&params->param[i].constraint, &params->param[i].shape, params->data + params->param[i].offset);
}

/**
 * vsl_optimizer_step:
 * @params: the weights, updated
 * @grad: gradients in the layout of the trainable part; clipping changes them
 * @lr: learning rate of this step
 *
 * One step over all trainable weights. Elementwise over fixed parts, so that the bits do not depend on threads.
 */
void
vsl_optimizer_step (VslOptimizer *o, VslParams *params, VslReal *grad, double lr)
{
  const VslOptimizerBase *base = o->config;
  g_return_if_fail (params->trainable == o->size);
  o->grad = grad;
  clip (o);
  o->decay = base->weight_decay > 0 ? base->weight_decay * lr : 0.0;
  o->momentum = o->update.step > 0 ? base->ema_momentum : 0.0;
  o->overwrite = base->ema_overwrite_frequency != VSL_INT_NULL && (o->update.step + 1) % (guint64) base->ema_overwrite_frequency == 0;
  o->update.lr = lr;
  o->update.n = o->size;
  o->update.w = params->data;
  o->update.g = grad;
  if (o->cls->begin)
    o->cls->begin (&o->update);
  o->parts = (int) MIN ((o->size + CHUNK - 1) / CHUNK, 256);
  if (o->parts > 0)
    vsl_parallel_for (o->parts, update_part, o);
  _vsl_optimizer_step_rows (o, params);
  o->update.step++;
  constrain (o, params);
}

/**
 * vsl_optimizer_steps:
 *
 * Returns: steps done
 */
guint64
vsl_optimizer_steps (const VslOptimizer *o)
{
  return o->update.step;
}

/**
 * vsl_optimizer_slot:
 *
 * Returns: (transfer none) (nullable): the numbers kept for each weight, in the layout of the trainable part
 */
const VslReal *
vsl_optimizer_slot (const VslOptimizer *o, int slot)
{
  return slot >= 0 && slot < o->n_slots ? o->update.slot[slot] : NULL;
}
