/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layer-rig.h"

#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "kernels/vsl-activation.h"

#define GUARD 16
#define GUARD_BYTE 0x5A

typedef struct {
  guint8 *base;
  gsize bytes;                           /* between the guards */
} Block;

static void
block_free (gpointer data)
{
  Block *b = data;
  free (b->base);
  g_free (b);
}

/* count VslReals on a 64 byte boundary, filled with a number that shows when it is used unset. */
static VslReal *
book (Rig *rig, gsize count)
{
  Block *b = g_new0 (Block, 1);
  b->bytes = count * sizeof (VslReal);
  gsize guard = GUARD * sizeof (double), total = (2 * guard + b->bytes + 63) & ~(gsize) 63;
  b->base = aligned_alloc (64, total);
  memset (b->base, GUARD_BYTE, total);
  g_ptr_array_add (rig->blocks, b);
  VslReal *v = (VslReal *) (gpointer) (b->base + guard);
  for (gsize i = 0; i < count; i++)
    v[i] = (VslReal) 1e30;
  return v;
}

gboolean
rig_guards_intact (const Rig *rig)
{
  gsize guard = GUARD * sizeof (double);
  for (guint i = 0; i < rig->blocks->len; i++) {
    const Block *b = g_ptr_array_index (rig->blocks, i);
    for (gsize k = 0; k < guard; k++)
      if (b->base[k] != GUARD_BYTE || b->base[guard + b->bytes + k] != GUARD_BYTE)
        return FALSE;
  }
  return TRUE;
}

static VslActivation
activation_of (const VslLayerClass *cls, gconstpointer config)
{
  const VslProp *p = vsl_kind_prop (&cls->head, "activation");
  if (!p || p->choices != vsl_activation_names || (cls->flags & VSL_LAYER_OWN_ACTIVATION))
    return VSL_ACT_LINEAR;
  return (VslActivation) *(const int *) ((const guint8 *) config + p->offset);
}

static void
book_all (Rig *r)
{
  gsize batch = (gsize) r->plan.batch;
  for (int i = 0; i < r->plan.n_in; i++) {
    r->x[i] = book (r, batch * (gsize) vsl_shape_count (&r->plan.in[i]));
    r->dx[i] = book (r, batch * (gsize) vsl_shape_count (&r->plan.in[i]));
  }
  for (int o = 0; o < r->plan.n_out; o++) {
    r->y[o] = book (r, batch * (gsize) vsl_shape_count (&r->plan.out[o]));
    r->dy[o] = book (r, batch * (gsize) vsl_shape_count (&r->plan.out[o]));
  }
  gboolean own = r->act != VSL_ACT_LINEAR;
  r->linear = own ? book (r, rig_out_count (r, 0)) : r->y[0];
  r->dlinear = own ? book (r, rig_out_count (r, 0)) : r->dy[0];
  for (int p = 0; p < r->plan.n_params; p++) {
    r->w[p] = book (r, rig_param_count (r, p));
    r->dw[p] = r->plan.params[p].state || r->plan.frozen ? NULL : book (r, rig_param_count (r, p));
  }
  for (int i = 0; i < r->plan.n_in; i++)
    r->x_mask[i] = r->plan.in_mask[i] ? book (r, rig_mask_count (r, i)) : NULL;
  r->y_mask = r->plan.out_mask ? book (r, batch * (gsize) r->plan.out[0].dim[0]) : NULL;
  for (int s = 0; s < r->plan.n_saved; s++)
    r->saved[s] = book (r, r->plan.saved[s]);
  r->scratch = book (r, MAX (r->plan.scratch, r->alone.scratch));
  for (int o = 0; o < r->alone.n_out; o++)
    r->one_y[o] = book (r, (gsize) vsl_shape_count (&r->alone.out[o]));
  for (int s = 0; s < r->alone.n_saved; s++)
    r->one_saved[s] = book (r, r->alone.saved[s]);
  r->one = (VslOne) { &r->alone, r->one_y, r->one_saved };
}

Rig *
rig_new (const VslLayerClass *cls, JsonObject *config, const VslShape *in, int n_in, guint masks, int batch, gboolean training,
         gboolean frozen, GError **error)
{
  g_autoptr (GError) own = NULL;
  Rig *r = g_new0 (Rig, 1);
  r->cls = cls;
  r->blocks = g_ptr_array_new_with_free_func (block_free);
  r->config = vsl_config_from_json (&cls->head, config, "rig", &own);
  if (own) {
    g_propagate_error (error, g_steal_pointer (&own));
    rig_free (r);
    return NULL;
  }
  r->plan = (VslLayerPlan) { .cls = cls, .config = r->config, .node = "rig", .batch = batch, .training = training, .n_in = n_in,
                             .frozen = frozen, .n_out = 1 };
  for (int i = 0; i < n_in; i++) {
    r->plan.in[i] = in[i];
    r->plan.in_mask[i] = masks >> i & 1;
  }
  const char *remedy = NULL;
  if (!cls->plan (&r->plan, &remedy, error)) {
    rig_free (r);
    return NULL;
  }
  r->alone = (VslLayerPlan) { .cls = cls, .config = r->config, .node = "rig", .batch = 1, .training = training, .n_in = n_in, .frozen = frozen,
                              .n_out = 1 };
  memcpy (r->alone.in, r->plan.in, sizeof r->alone.in);
  memcpy (r->alone.in_mask, r->plan.in_mask, sizeof r->alone.in_mask);
  g_assert_true (cls->plan (&r->alone, &remedy, error));
  r->n = batch;
  r->training = training;
  r->key = 12345;
  r->act = activation_of (cls, r->config);
  book_all (r);
  return r;
}

void
rig_free (Rig *r)
{
  g_ptr_array_unref (r->blocks);
  vsl_config_free (&r->cls->head, r->config);
  g_free (r);
}

gsize
rig_in_count (const Rig *r, int i)
{
  return (gsize) (r->n ? r->n : r->plan.batch) * (gsize) vsl_shape_count (&r->plan.in[i]);
}

gsize
rig_mask_count (const Rig *r, int i)
{
  return (gsize) (r->n ? r->n : r->plan.batch) * (gsize) r->plan.in[i].dim[0];
}

gsize
rig_out_count (const Rig *r, int o)
{
  return (gsize) (r->n ? r->n : r->plan.batch) * (gsize) vsl_shape_count (&r->plan.out[o]);
}

gsize
rig_param_count (const Rig *r, int p)
{
  return (gsize) vsl_shape_count (&r->plan.params[p].shape);
}

static VslCall
call_of (Rig *r, VslReal **y, VslReal **dy)
{
  y[0] = r->linear;
  dy[0] = r->dlinear;
  for (int o = 1; o < r->plan.n_out; o++) {
    y[o] = r->y[o];
    dy[o] = r->dy[o];
  }
  return (VslCall) { .plan = &r->plan, .config = r->config, .n = r->n, .training = r->training, .x = (const VslReal *const *) r->x,
                     .y = y, .x_mask = (const VslReal *const *) r->x_mask, .y_mask = r->y_mask, .w = r->w, .saved = r->saved, .scratch = r->scratch, .dy = (const VslReal *const *) dy, .dx = r->dx,
                     .dx_add = r->dx_add, .dw = r->dw, .key = r->key, .given = r->given[0] ? r->given : NULL };
}

static gint64
width_of (const Rig *r)
{
  const VslShape *s = &r->plan.out[0];
  return s->rank ? s->dim[s->rank - 1] : 1;
}

void
rig_forward (Rig *r)
{
  VslReal *y[VSL_MAX_OUTPUTS], *dy[VSL_MAX_OUTPUTS];
  VslCall call = call_of (r, y, dy);
  gint64 width = width_of (r), count = (gint64) rig_out_count (r, 0);
  if (r->cls->flags & VSL_LAYER_VIEW)
    memcpy (r->linear, r->x[0], (gsize) count * sizeof (VslReal));
  else
    r->cls->forward (&call);
  if (r->act != VSL_ACT_LINEAR)
    vsl_activation_forward (r->act, count / width, width, r->linear, r->y[0]);
}

void
rig_remake (Rig *r)
{
  VslReal *y[VSL_MAX_OUTPUTS], *dy[VSL_MAX_OUTPUTS];
  VslCall call = call_of (r, y, dy);
  r->cls->remake (&call);
}

/* The activation that the rig adds after the layer, backward. */
static void
activation_backward (Rig *r)
{
  gint64 width = width_of (r), count = (gint64) rig_out_count (r, 0);
  if (r->act != VSL_ACT_LINEAR)
    vsl_activation_backward (r->act, count / width, width, r->linear, r->y[0], r->dy[0], r->dlinear, FALSE);
}

void
rig_backward (Rig *r)
{
  VslReal *y[VSL_MAX_OUTPUTS], *dy[VSL_MAX_OUTPUTS];
  VslCall call = call_of (r, y, dy);
  gint64 count = (gint64) rig_out_count (r, 0);
  activation_backward (r);
  if (!(r->cls->flags & VSL_LAYER_VIEW)) {
    r->cls->backward (&call);
    return;
  }
  for (gint64 i = 0; i < count && r->dx[0]; i++)
    r->dx[0][i] = (r->dx_add[0] ? r->dx[0][i] : 0) + r->dlinear[i];
}

void
rig_example_norms (Rig *r, double *sq)
{
  VslReal *y[VSL_MAX_OUTPUTS], *dy[VSL_MAX_OUTPUTS];
  VslCall call = call_of (r, y, dy);
  call.one = &r->one;
  memset (sq, 0, sizeof *sq * (gsize) r->n);
  activation_backward (r);
  r->cls->example_norms (&call, sq);
}

void
rig_random (VslReal *v, gsize count, guint64 stream, double from, double to)
{
  guint64 key = vsl_random_key (stream, VSL_RANDOM_TEST, 0, 0);
  for (gsize i = 0; i < count; i++)
    v[i] = (VslReal) (from + (to - from) * vsl_random_uniform (key, i));
}

static void
fill_tokens (Rig *r, guint64 seed)
{
  const VslProp *p = vsl_kind_prop (&r->cls->head, "input_dim");
  gint64 most = p ? *(const gint64 *) ((const guint8 *) r->config + p->offset) : 2;
  rig_random (r->x[0], rig_in_count (r, 0), seed, 0, (double) most);
  for (gsize k = 0; k < rig_in_count (r, 0); k++)
    r->x[0][k] = (VslReal) MIN (floor ((double) r->x[0][k]), (double) (most - 1));
}

static void
fill_mask (Rig *r, int i, guint64 seed)
{
  gsize steps = (gsize) r->plan.in[i].dim[0];
  rig_random (r->x_mask[i], rig_mask_count (r, i), seed, 0, 1);
  for (gsize k = 0; k < rig_mask_count (r, i); k++)
    r->x_mask[i][k] = k / steps != 1 && (r->x_mask[i][k] > (VslReal) 0.35 || k % steps == steps / 2) ? 1 : 0;
}

void
rig_fill (Rig *r, guint64 seed)
{
  for (int i = 0; i < r->plan.n_in; i++)
    rig_random (r->x[i], rig_in_count (r, i), seed * 100 + (guint64) i, -1, 1);
  if (r->cls->flags & VSL_LAYER_TOKENS)
    fill_tokens (r, seed * 100 + 16);
  for (int i = 0; i < r->plan.n_in; i++)
    if (r->x_mask[i])
      fill_mask (r, i, seed * 100 + 70 + (guint64) i);
  for (int p = 0; p < r->plan.n_params; p++)
    rig_random (r->w[p], rig_param_count (r, p), seed * 100 + 20 + (guint64) p, r->plan.params[p].state ? 0.5 : -1, 1);
  for (int o = 0; o < r->plan.n_out; o++)
    rig_random (r->dy[o], rig_out_count (r, o), seed * 100 + 50 + (guint64) o, -1, 1);
}
