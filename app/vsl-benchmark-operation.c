/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single operations: one layer's passes, an activation, an optimizer's update, a product of matrices. */
#include <string.h>

#include "app/vsl-benchmark.h"
#include "core/vsl-arena.h"
#include "core/vsl-json.h"
#include "core/vsl-random.h"
#include "graph/vsl-params-raw.h"
#include "kernels/vsl-activation.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"
#include "optimizers/vsl-optimizer.h"

/* One layer with everything that its plan asks for; or arrays for what needs no layer. */
typedef struct {
  const VslBenchmarkCase *spec;
  gpointer config;
  VslLayerPlan plan;
  VslArena arena;
  gsize used;                    /* bytes of the arena */
  VslReal *x, *dx, *y, *dy, *scratch;
  VslReal *w[VSL_MAX_PARAMS], *dw[VSL_MAX_PARAMS], *saved[VSL_MAX_SAVED];
  VslParams *params;
  VslOptimizer *optimizer;
  VslActivation activation;
} Operation;

static VslReal *
take (Operation *o, gsize count)
{
  VslReal *v = (VslReal *) ((guint8 *) o->arena.base + o->used);
  o->used += vsl_align (count * sizeof (VslReal));
  return v;
}

static void
fill (VslReal *v, gsize count, guint64 stream, double from, double to)
{
  guint64 key = vsl_random_key (stream, VSL_RANDOM_SAMPLE, 2, 0);
  for (gsize i = 0; i < count; i++)
    v[i] = (VslReal) (from + (to - from) * vsl_random_uniform (key, i));
}

static JsonObject *
options_of (const VslBenchmarkCase *c)
{
  g_autoptr (JsonNode) node = c->config ? vsl_json_parse (c->config, -1, NULL) : NULL;
  return node ? json_object_ref (json_node_get_object (node)) : NULL;
}

static gboolean
not_there (const char *what, GError **error)
{
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_UNSUPPORTED, "there is no %s", what);
  return FALSE;
}

/* ---- a layer ---- */

static gsize
layer_values (const VslLayerPlan *p)
{
  gsize batch = (gsize) p->batch, slack = VSL_ALIGN / sizeof (VslReal);
  gsize n = 2 * batch * (gsize) (vsl_shape_count (&p->in[0]) + vsl_shape_count (&p->out[0])) + p->scratch + 8 * slack;
  for (int k = 0; k < p->n_params; k++)
    n += 2 * ((gsize) vsl_shape_count (&p->params[k].shape) + slack);
  for (int k = 0; k < p->n_saved; k++)
    n += p->saved[k] + slack;
  return n;
}

static void
book_layer (Operation *o)
{
  VslLayerPlan *p = &o->plan;
  gsize in = (gsize) p->batch * (gsize) vsl_shape_count (&p->in[0]), out = (gsize) p->batch * (gsize) vsl_shape_count (&p->out[0]);
  gboolean words = g_str_equal (o->spec->layer, "Embedding");
  o->x = take (o, in);
  fill (o->x, in, 1, 0, words ? VSL_BENCHMARK_VOCABULARY : 1);
  for (gsize i = 0; i < in && words; i++)
    o->x[i] = (VslReal) (int) o->x[i];
  o->y = take (o, out);
  o->dy = take (o, out);
  fill (o->dy, out, 2, -1, 1);
  for (int k = 0; k < p->n_params; k++) {
    gsize count = (gsize) vsl_shape_count (&p->params[k].shape);
    o->w[k] = take (o, count);
    fill (o->w[k], count, 3 + (guint64) k, p->params[k].state ? 0.5 : -1, 1);
    if (o->spec->kind != VSL_BENCHMARK_DATA && !p->params[k].state)
      o->dw[k] = take (o, count);
  }
  for (int k = 0; k < p->n_saved; k++)
    o->saved[k] = take (o, p->saved[k]);
  o->scratch = take (o, p->scratch);
  if (o->spec->kind != VSL_BENCHMARK_WEIGHTS && !words)
    o->dx = take (o, in);
}

static VslCall
call_of (Operation *o)
{
  static const gboolean overwrite[VSL_MAX_INPUTS];
  return (VslCall) {
    .plan = &o->plan, .config = o->config, .n = o->plan.batch, .training = o->plan.training, .x = (const VslReal *const *) &o->x, .y = &o->y,
    .w = o->w, .saved = o->saved, .scratch = o->scratch, .dy = (const VslReal *const *) &o->dy, .dx = &o->dx, .dx_add = overwrite, .dw = o->dw,
  };
}

static void
layer_step (gpointer data)
{
  Operation *o = data;
  VslCall call = call_of (o);
  const VslReal *no_mask[VSL_MAX_INPUTS] = { NULL };
  call.x_mask = no_mask;
  if (o->spec->kind == VSL_BENCHMARK_FORWARD || o->spec->kind == VSL_BENCHMARK_BOTH)
    o->plan.cls->forward (&call);
  if (o->spec->kind != VSL_BENCHMARK_FORWARD)
    o->plan.cls->backward (&call);
}

static gboolean
make_layer (Operation *o, GError **error)
{
  const VslBenchmarkCase *c = o->spec;
  const VslLayerClass *cls = vsl_layer_class (c->layer);
  const char *remedy = NULL;
  g_autoptr (JsonObject) options = options_of (c);
  GError *own = NULL;
  if (!cls)
    return not_there (c->layer, error);
  o->config = vsl_config_from_json (&cls->head, options, c->name, &own);
  if (own) {
    g_propagate_error (error, own);
    return FALSE;
  }
  o->plan = (VslLayerPlan) { .cls = cls, .config = o->config, .node = c->name, .batch = c->batch, .training = c->kind != VSL_BENCHMARK_FORWARD,
                             .n_in = 1, .in = { c->in }, .n_out = 1 };
  if (!cls->plan (&o->plan, &remedy, error) || !vsl_arena_init (&o->arena, layer_values (&o->plan) * sizeof (VslReal), c->name, error))
    return FALSE;
  book_layer (o);
  if (c->kind == VSL_BENCHMARK_DATA || c->kind == VSL_BENCHMARK_WEIGHTS) {   /* what backward keeps from forward */
    VslCall call = call_of (o);
    const VslReal *no_mask[VSL_MAX_INPUTS] = { NULL };
    call.x_mask = no_mask;
    cls->forward (&call);
  }
  return TRUE;
}

/* ---- the others ---- */

static void
activation_step (gpointer data)
{
  Operation *o = data;
  vsl_activation_forward (o->activation, o->spec->batch, o->spec->in.dim[0], o->x, o->y);
}

static gboolean
make_activation (Operation *o, GError **error)
{
  gsize n = (gsize) o->spec->batch * (gsize) o->spec->in.dim[0];
  int word = 0;
  while (vsl_activation_names[word] && !g_str_equal (vsl_activation_names[word], o->spec->layer))
    word++;
  o->activation = (VslActivation) word;
  if (!vsl_activation_names[word])
    return not_there (o->spec->layer, error);
  if (!vsl_arena_init (&o->arena, 2 * n * sizeof (VslReal) + VSL_ALIGN, o->spec->name, error))
    return FALSE;
  o->x = take (o, n);
  o->y = take (o, n);
  fill (o->x, n, 1, -3, 3);
  return TRUE;
}

static void
optimizer_step (gpointer data)
{
  Operation *o = data;
  vsl_optimizer_step (o->optimizer, o->params, o->dx, 1e-3);
}

static gboolean
make_optimizer (Operation *o, GError **error)
{
  const VslBenchmarkCase *c = o->spec;
  const VslOptimizerClass *cls = vsl_optimizer_class (c->layer);
  const char *names[32];
  VslShape shapes[32];
  GError *own = NULL;
  g_autoptr (JsonObject) options = options_of (c);
  if (!cls)
    return not_there (c->layer, error);
  for (int i = 0; i < c->batch; i++) {
    names[i] = "weights";
    shapes[i] = c->in;
  }
  gpointer config = vsl_config_from_json (&cls->head, options, c->name, &own);
  o->params = own ? NULL : vsl_params_new_raw ((guint) c->batch, names, shapes, &own);
  o->optimizer = own ? NULL : vsl_optimizer_new (cls, config, o->params, &own);
  vsl_config_free (&cls->head, config);
  if (own || !vsl_arena_init (&o->arena, o->params->trainable * sizeof (VslReal), c->name, &own)) {
    g_propagate_error (error, own);
    return FALSE;
  }
  o->dx = take (o, o->params->trainable);
  fill (o->params->data, o->params->trainable, 1, -1, 1);
  fill (o->dx, o->params->trainable, 2, -1, 1);
  return TRUE;
}

static void
matmul_step (gpointer data)
{
  Operation *o = data;
  gint64 k = o->spec->in.dim[0], n = o->spec->in.dim[1];
  vsl_gemm (FALSE, FALSE, o->spec->batch, n, k, o->x, k, o->w[0], n, 0, o->y, n);
}

static gboolean
make_matmul (Operation *o, GError **error)
{
  gsize m = (gsize) o->spec->batch, k = (gsize) o->spec->in.dim[0], n = (gsize) o->spec->in.dim[1];
  if (!vsl_arena_init (&o->arena, (m * k + k * n + m * n) * sizeof (VslReal) + 4 * VSL_ALIGN, o->spec->name, error))
    return FALSE;
  o->x = take (o, m * k);
  o->w[0] = take (o, k * n);
  o->y = take (o, m * n);
  fill (o->x, m * k, 1, 0, 1);
  fill (o->w[0], k * n, 2, 0, 1);
  return TRUE;
}

static void
clear (Operation *o)
{
  if (o->plan.cls)
    vsl_config_free (&o->plan.cls->head, o->config);
  vsl_optimizer_free (o->optimizer);
  vsl_params_free (o->params);
  vsl_arena_clear (&o->arena);
}

/* GFLOP a step, those of padding included, or GB that must be moved at least. */
static double
work_of (const Operation *o)
{
  const VslBenchmarkCase *c = o->spec;
  if (c->kind == VSL_BENCHMARK_MATMUL)
    return 2e-9 * c->batch * (double) c->in.dim[0] * (double) c->in.dim[1];
  if (c->arrays == 0)
    return 2e-9 * o->plan.macs * c->batch;
  return 1e-9 * (c->arrays * c->batch * (double) vsl_shape_count (&c->in) * 4 + c->extra);
}

/**
 * vsl_benchmark_run_operation:
 *
 * Returns: FALSE with an error; %VSL_ERROR_UNSUPPORTED: the class does not exist here
 */
gboolean
vsl_benchmark_run_operation (const VslBenchmarkRun *run, VslBenchmarkResult *result, GError **error)
{
  VslBenchmarkKind kind = run->spec->kind;
  Operation o = { .spec = run->spec };
  vsl_parallel_set_threads (run->threads);
  gboolean made = kind == VSL_BENCHMARK_MATMUL       ? make_matmul (&o, error)
                  : kind == VSL_BENCHMARK_OPTIMIZER  ? make_optimizer (&o, error)
                  : kind == VSL_BENCHMARK_ACTIVATION ? make_activation (&o, error)
                                                     : make_layer (&o, error);
  if (made) {
    VslStepFunc step = kind == VSL_BENCHMARK_MATMUL       ? matmul_step
                       : kind == VSL_BENCHMARK_OPTIMIZER  ? optimizer_step
                       : kind == VSL_BENCHMARK_ACTIVATION ? activation_step
                                                          : layer_step;
    result->timing = vsl_benchmark_time (step, &o, run->seconds);
    result->per_step = work_of (&o);
    result->unit = kind == VSL_BENCHMARK_MATMUL || run->spec->arrays == 0 ? "GFLOP/s" : "GB/s";
    result->peak_mb = vsl_benchmark_memory (TRUE);
  }
  clear (&o);
  return made;
}
