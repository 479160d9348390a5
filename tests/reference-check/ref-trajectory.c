/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole training run from formulas over an integer hash, through the step that the trainer uses. */
#include <math.h>
#include <string.h>

#include "ref.h"
#include "train/vsl-train-step.h"

#define MAX_VALUES ((gsize) 1 << 26)

typedef struct {
  RefCase *c;
  VslNetwork *network;
  VslParams *params;
  VslTrainStep *step;
  VslPlan *infer;
  VslObject loss, optimizer, schedule;
  gint64 batch, samples, steps, predict;
  int *label;                    /* [samples] */
  int n_inputs;
  char *input_name[VSL_MAX_INPUTS];
  VslShape input_shape[VSL_MAX_INPUTS];
  VslReal *input[VSL_MAX_INPUTS];          /* [samples, shape] */
  VslReal *target;               /* [samples, target_count] */
  gsize target_count;
  VslReal *batch_target;
} Run;

static guint32
hash (guint32 seed, guint32 i)
{
  guint32 x = seed * 0x9E3779B1u + i;
  x ^= x >> 16;
  x *= 0x85EBCA6Bu;
  x ^= x >> 13;
  x *= 0xC2B2AE35u;
  return x ^ (x >> 16);
}

static double
uniform (guint32 seed, guint32 i)
{
  return (hash (seed, i) >> 8) / 16777216.0;
}

static gboolean
read_inputs (Run *r)
{
  JsonArray *inputs = ref_array (ref_object (r->c->o, "model"), "inputs");
  guint n = inputs ? json_array_get_length (inputs) : 0;
  if (n == 0 || n > VSL_MAX_INPUTS) {
    ref_bad (r->c, "no inputs");
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    JsonObject *o = ref_element_object (inputs, i);
    JsonArray *shape = ref_array (o, "shape");
    VslShape *s = &r->input_shape[i];
    double v;
    s->rank = shape ? (int) json_array_get_length (shape) : -1;
    if (s->rank < 1 || s->rank > VSL_MAX_RANK || !ref_string (o, "name")) {
      ref_bad (r->c, "inputs: no shape or name");
      return FALSE;
    }
    for (int k = 0; k < s->rank; k++)
      s->dim[k] = ref_element_number (shape, (guint) k, &v) && v >= 1 && v <= 1 << 20 ? (gint64) v : 0;
    if (!vsl_shape_valid (s) || (gsize) vsl_shape_count (s) * (gsize) r->samples > MAX_VALUES) {
      ref_bad (r->c, "inputs: the shape is not legal");
      return FALSE;
    }
    r->input_name[r->n_inputs++] = g_strdup (ref_string (o, "name"));
    if (!ref_add_input (r->c, r->network, ref_string (o, "name"), s))
      return FALSE;
  }
  return TRUE;
}

static gboolean
build (Run *r)
{
  JsonObject *model = ref_object (r->c->o, "model");
  JsonArray *layers = ref_array (model, "layers");
  r->network = vsl_network_new ();
  if (!read_inputs (r))
    return FALSE;
  for (guint i = 0; layers && i < json_array_get_length (layers); i++) {
    JsonObject *o = ref_element_object (layers, i);
    JsonArray *from = ref_array (o, "inputs");
    const char *name = ref_string (o, "name");
    VslNode *node = name ? ref_add_node (r->c, r->network, name, o) : NULL;
    if (!node) {
      if (!r->c->unsupported)
        ref_bad (r->c, "layers: no name");
      return FALSE;
    }
    for (guint k = 0; from && k < json_array_get_length (from); k++) {
      JsonNode *id = json_array_get_element (from, k);
      if (JSON_NODE_HOLDS_VALUE (id) && json_node_get_string (id))
        g_ptr_array_add (node->inputs, g_strdup (json_node_get_string (id)));
    }
  }
  if (!ref_string (model, "output") || !vsl_network_find (r->network, ref_string (model, "output"))) {
    ref_bad (r->c, "model: no output");
    return FALSE;
  }
  g_ptr_array_add (r->network->outputs, g_strdup (ref_string (model, "output")));
  return TRUE;
}

/* Pixel rows of the sample's own band are brighter. */
static void
fill_bands (Run *r, int at, guint32 seed, gint64 classes)
{
  gint64 count = vsl_shape_count (&r->input_shape[at]), rows = r->input_shape[at].dim[0];
  for (gint64 i = 0; i < count * r->samples; i++) {
    gint64 y = i % count / (count / rows);
    double v = 0.25 * uniform (seed, (guint32) i) + (y * classes / rows == r->label[i / count] ? 0.75 : 0);
    r->input[at][i] = (VslReal) v;
  }
}

static void
fill_tokens (Run *r, int at, guint32 seed, guint32 vocab, guint32 pad)
{
  gint64 length = vsl_shape_count (&r->input_shape[at]);
  for (gint64 i = 0; i < length * r->samples; i++) {
    gint64 n = i / length, t = i % length;
    guint32 a = hash (seed, (guint32) i), b = hash (seed + 1, (guint32) i);
    guint32 token = b % 3 == 0 ? 1 + a % 20 + 20 * (guint32) r->label[n] : 1 + a % (vocab - 1);
    if (pad && t >= length - (gint64) (hash (seed + 2, (guint32) n) % pad))
      token = 0;
    r->input[at][i] = (VslReal) token;
  }
}

static gboolean
make_inputs (Run *r, JsonObject *data)
{
  for (int i = 0; i < r->n_inputs; i++) {
    JsonObject *o = ref_object (ref_object (data, "inputs"), r->input_name[i]);
    const char *formula = ref_string (o, "formula");
    gint64 seed = ref_int (o, "seed", -1, G_MAXUINT32), classes = ref_int (o, "classes", 1, 100000);
    gint64 vocab = ref_int (o, "vocab", 0, G_MAXINT32), pad = ref_int (o, "pad", 0, G_MAXINT32);
    r->input[i] = g_new0 (VslReal, (gsize) vsl_shape_count (&r->input_shape[i]) * (gsize) r->samples);
    if (seed < 0 || classes < 1 || pad < 0)
      formula = NULL;
    if (formula && g_str_equal (formula, "bands"))
      fill_bands (r, i, (guint32) seed, classes);
    else if (formula && g_str_equal (formula, "tokens") && vocab > 1)
      fill_tokens (r, i, (guint32) seed, (guint32) vocab, (guint32) pad);
    else {
      ref_bad (r->c, "data: no formula for %s", r->input_name[i]);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
make_targets (Run *r, JsonObject *data)
{
  JsonObject *o = ref_object (data, "target");
  const char *formula = ref_string (o, "formula");
  gint64 classes = ref_int (o, "classes", 0, 100000);
  r->target_count = 1;
  if (formula && g_str_equal (formula, "labels")) {
    r->target = g_new (VslReal, (gsize) r->samples);
    for (gint64 n = 0; n < r->samples; n++)
      r->target[n] = (VslReal) r->label[n];
    return TRUE;
  }
  if (formula && g_str_equal (formula, "onehot") && classes > 0 && (gsize) classes * (gsize) r->samples <= MAX_VALUES) {
    r->target_count = (gsize) classes;
    r->target = g_new0 (VslReal, (gsize) (r->samples * classes));
    for (gint64 n = 0; n < r->samples; n++)
      if (r->label[n] < classes)
        r->target[n * classes + r->label[n]] = 1;
    return TRUE;
  }
  for (int i = 0; formula && g_str_equal (formula, "input") && i < r->n_inputs; i++)
    if (g_strcmp0 (ref_string (o, "name"), r->input_name[i]) == 0) {
      r->target_count = (gsize) vsl_shape_count (&r->input_shape[i]);
      r->target = g_memdup2 (r->input[i], sizeof (VslReal) * r->target_count * (gsize) r->samples);
      return TRUE;
    }
  ref_bad (r->c, "data: no target");
  return FALSE;
}

static gboolean
make_data (Run *r)
{
  JsonObject *data = ref_object (r->c->o, "data");
  gint64 seed = ref_int (data, "label_seed", -1, G_MAXUINT32), classes = ref_int (data, "classes", -1, 100000);
  if (seed < 0 || classes < 1) {
    ref_bad (r->c, "data: no labels");
    return FALSE;
  }
  r->label = g_new (int, (gsize) r->samples);
  for (gint64 n = 0; n < r->samples; n++)
    r->label[n] = (int) (hash ((guint32) seed, (guint32) n) % (guint32) classes);
  return make_inputs (r, data) && make_targets (r, data);
}

static void
init_weights (Run *r)
{
  JsonObject *init = ref_object (r->c->o, "weights_init");
  guint given = init ? json_object_get_size (init) : 0;
  if (given != r->params->n)
    ref_bad (r->c, "weights_init: %u weights, the network has %u", given, r->params->n);
  for (guint i = 0; i < r->params->n; i++) {
    const VslParam *p = &r->params->param[i];
    JsonObject *o = ref_object (init, p->name);
    gint64 seed = ref_int (o, "seed", -1, G_MAXUINT32);
    JsonArray *shape = ref_array (o, "shape");
    double scale, offset, d;
    gboolean same = shape && (int) json_array_get_length (shape) == p->shape.rank;
    for (int k = 0; same && k < p->shape.rank; k++)
      same = ref_element_number (shape, (guint) k, &d) && d == (double) p->shape.dim[k];
    if (!same || seed < 0 || !ref_number (o, "scale", &scale) || !ref_number (o, "offset", &offset)) {
      ref_bad (r->c, "weights_init: %s", p->name);
      return;
    }
    for (gsize k = 0; k < p->count; k++)
      r->params->data[p->offset + k] = (VslReal) (offset + scale * (2.0 * uniform ((guint32) seed, (guint32) k) - 1.0));
  }
}

static void
compare_list (RefCase *c, JsonArray *want, const VslReal *got, gsize n, const char *what)
{
  double v;
  for (guint i = 0; want && i < json_array_get_length (want); i++)
    if (i < n && ref_element_number (want, i, &v))
      ref_compare_one (c, got[i], v, what);
    else
      ref_bad (c, "%s: no number", what);
}

/* The first classes, inputs and weights: the formulas alone. */
static void
check_formulas (Run *r)
{
  JsonObject *o = ref_object (r->c->o, "check");
  JsonArray *labels = ref_array (o, "labels_first");
  const char *weight = ref_string (o, "weight");
  const VslParam *p = weight ? vsl_params_find (r->params, weight) : NULL;
  double v;
  for (guint i = 0; labels && i < json_array_get_length (labels); i++)
    if (i < r->samples && ref_element_number (labels, i, &v))
      ref_compare_one (r->c, r->label[i], v, "labels_first");
  for (int i = 0; i < r->n_inputs; i++)
    compare_list (r->c, ref_array (ref_object (o, "inputs_first"), r->input_name[i]), r->input[i],
                  (gsize) (vsl_shape_count (&r->input_shape[i]) * r->samples), "inputs_first");
  if (p)
    compare_list (r->c, ref_array (o, "first_values"), r->params->data + p->offset, p->count, "first_values");
}

/* Sample k of all into row i of the plan's inputs. */
static void
put_sample (Run *r, VslPlan *plan, gint64 i, gint64 k)
{
  for (int s = 0; s < r->n_inputs; s++) {
    gint64 count = vsl_shape_count (&r->input_shape[s]);
    memcpy (vsl_plan_input (plan, s) + i * count, r->input[s] + k * count, sizeof (VslReal) * (gsize) count);
  }
}

static void
train (Run *r)
{
  JsonArray *losses = ref_array (r->c->o, "loss_per_step");
  if (!losses || (gint64) json_array_get_length (losses) != r->steps) {
    ref_bad (r->c, "loss_per_step: a number a step is expected");
    return;
  }
  for (gint64 s = 0; s < r->steps; s++) {
    double want;
    for (gint64 i = 0; i < r->batch; i++) {
      gint64 k = (s * r->batch + i) % r->samples;
      put_sample (r, vsl_train_step_plan (r->step), i, k);
      memcpy (r->batch_target + (gsize) i * r->target_count, r->target + (gsize) k * r->target_count, sizeof (VslReal) * r->target_count);
    }
    double loss = vsl_train_step_gradient (r->step, (int) r->batch, (const VslReal *const[]) { r->batch_target }, NULL, 1, (guint64) s);
    vsl_train_step_update (r->step, ref_rate (&r->optimizer, &r->schedule, (guint64) s));
    if (ref_element_number (losses, (guint) s, &want))
      ref_compare_one (r->c, loss, want, "loss_per_step");
    else
      ref_bad (r->c, "loss_per_step: no number");
  }
}

static gboolean
unchecked (RefCase *c, const char *name)
{
  JsonArray *a = ref_array (c->o, "unchecked_weights");
  for (guint i = 0; a && i < json_array_get_length (a); i++) {
    JsonNode *node = json_array_get_element (a, i);
    if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), name) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Sums have the tolerance times (1 + sum_abs). */
static void
compare_sum (RefCase *c, double got, double want, double size, const char *what)
{
  ref_compare_one (c, (got - want) / (1.0 + fabs (size)), 0, what);
}

static void
compare_weight (Run *r, const VslParam *p, JsonObject *o)
{
  JsonArray *index = ref_array (o, "index"), *value = ref_array (o, "value");
  const VslReal *w = r->params->data + p->offset;
  double at, want, size, sum = 0, absolute = 0;
  guint n = index ? json_array_get_length (index) : 0;
  if (n == 0 || !value || json_array_get_length (value) != n) {
    ref_bad (r->c, "weights_after: %s has no values", p->name);
    return;
  }
  for (guint i = 0; i < n; i++)
    if (ref_element_number (index, i, &at) && at >= 0 && at < (double) p->count && ref_element_number (value, i, &want))
      ref_compare_one (r->c, w[(gsize) at], want, p->name);
    else
      ref_bad (r->c, "weights_after: %s", p->name);
  for (gsize k = 0; k < p->count; k++) {
    sum += w[k];
    absolute += fabs ((double) w[k]);
  }
  if (ref_number (o, "sum_abs", &size)) {
    compare_sum (r->c, absolute, size, size, p->name);
    if (ref_number (o, "sum", &want))
      compare_sum (r->c, sum, want, size, p->name);
  }
}

static void
compare_weights (Run *r)
{
  JsonObject *after = ref_object (r->c->o, "weights_after");
  g_autoptr (GList) names = after ? json_object_get_members (after) : NULL;
  if (!names)
    ref_bad (r->c, "no weights_after");
  for (GList *l = names; l; l = l->next) {
    const VslParam *p = vsl_params_find (r->params, l->data);
    JsonObject *o = ref_object (after, l->data);
    if (!p || !o)
      ref_bad (r->c, "weights_after: %s", (char *) l->data);
    else if (!unchecked (r->c, l->data))
      compare_weight (r, p, o);
  }
}

static void
compare_predictions (Run *r)
{
  g_auto (RefTensor) want = { 0 };
  g_autoptr (GError) error = NULL;
  if (!ref_tensor_member (r->c, r->c->o, "predict_after", &want))
    return;
  gint64 n = want.rank ? want.dim[0] : 0;
  if (n < 1 || n > r->samples) {
    ref_bad (r->c, "predict_after: no samples");
    return;
  }
  r->infer = vsl_plan_new (r->network, r->params, (int) n, 0, &error);
  if (!r->infer || !ref_shape_is (&want, vsl_plan_output_shape (r->infer, 0), n)) {
    ref_bad (r->c, "predict_after: %s", error ? error->message : "the shape differs");
    return;
  }
  for (gint64 i = 0; i < n; i++)
    put_sample (r, r->infer, i, i);
  vsl_plan_forward (r->infer, (int) n, FALSE, 1, 0);
  ref_compare (r->c, vsl_plan_output (r->infer, 0), &want, "predict_after");
}

static void
run (Run *r)
{
  JsonObject *weights = ref_object (r->c->o, "class_weight");
  g_autoptr (GError) error = NULL;
  int n = 0;
  r->params = vsl_params_new (r->network, &error);
  if (r->params)
    r->step = vsl_train_step_new (r->network, r->params, (int) r->batch,
                                  &(VslTrainLoss) { (const VslLossClass *) r->loss.kind, r->loss.config, 1 }, 1,
                                  (const VslOptimizerClass *) r->optimizer.kind, r->optimizer.config, &error);
  if (!r->step) {
    ref_bad (r->c, "%s", error ? error->message : "no plan");
    return;
  }
  const VslLossClass *loss = (const VslLossClass *) r->loss.kind;
  VslShape truth = vsl_train_target_shape (loss, vsl_plan_output_shape (vsl_train_step_plan (r->step), 0));
  if ((gsize) vsl_shape_count (&truth) != r->target_count) {
    ref_bad (r->c, "the targets do not fit the output");
    return;
  }
  g_autofree double *w = weights ? ref_class_weights (r->c, weights, &n) : NULL;
  vsl_loss_run_set_class_weights (vsl_train_step_loss_run (r->step, 0), w, n);
  r->batch_target = g_new0 (VslReal, (gsize) r->batch * r->target_count);
  init_weights (r);
  if (r->c->bad)
    return;
  check_formulas (r);
  train (r);
  compare_weights (r);
  compare_predictions (r);
}

static void
clear (Run *r)
{
  vsl_train_step_free (r->step);
  g_clear_pointer (&r->infer, vsl_plan_free);
  g_clear_pointer (&r->params, vsl_params_free);
  g_clear_pointer (&r->network, vsl_network_free);
  vsl_object_clear (&r->loss);
  vsl_object_clear (&r->optimizer);
  vsl_object_clear (&r->schedule);
  for (int i = 0; i < r->n_inputs; i++) {
    g_free (r->input_name[i]);
    g_free (r->input[i]);
  }
  g_free (r->label);
  g_free (r->target);
  g_free (r->batch_target);
}

void
ref_run_trajectory (RefCase *c)
{
  Run r = { .c = c };
  r.batch = ref_int (c->o, "batch_size", -1, 65536);
  r.samples = ref_int (c->o, "samples", -1, 1 << 24);
  r.steps = ref_int (c->o, "steps", -1, 1 << 24);
  if (r.batch < 1 || r.samples < 1 || r.steps < 1)
    ref_bad (c, "batch_size, samples and steps are needed");
  else if (build (&r) && make_data (&r) && ref_configured (c, ref_object (c->o, "loss"), "loss", NULL, &r.loss) &&
           ref_optimizer (c, ref_object (c->o, "optimizer"), &r.optimizer, &r.schedule))
    run (&r);
  clear (&r);
}
