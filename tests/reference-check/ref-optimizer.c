/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimizers on given gradients, schedules step by step, callbacks epoch by epoch. */
#include <math.h>

#include "graph/vsl-params-raw.h"
#include "ref.h"

#define MAX_VARIABLES 64

static VslShape
whole_shape (const RefTensor *t)
{
  VslShape s = { .rank = MIN (t->rank, VSL_MAX_RANK) };
  for (int i = 0; i < s.rank; i++)
    s.dim[i] = t->dim[i];
  return s;
}

static VslParams *
read_variables (RefCase *c)
{
  const char *name[MAX_VARIABLES];
  VslShape shape[MAX_VARIABLES];
  JsonArray *a = ref_array (c->o, "variables");
  guint n = a ? json_array_get_length (a) : 0;
  g_autoptr (GError) error = NULL;
  RefTensor t[MAX_VARIABLES] = { 0 };
  VslParams *params = NULL;
  gboolean ok = n > 0 && n <= MAX_VARIABLES;
  for (guint i = 0; ok && i < n; i++) {
    ok = ref_tensor (c, json_array_get_element (a, i), "variables", &t[i]) && t[i].rank <= VSL_MAX_RANK;
    name[i] = "variable";
    shape[i] = whole_shape (&t[i]);
  }
  if (ok)
    params = vsl_params_new_raw (n, name, shape, &error);
  if (!params)
    ref_bad (c, "variables: %s", error ? error->message : "none");
  for (guint i = 0; i < n && i < MAX_VARIABLES; i++) {
    if (params)
      ref_copy (&t[i], params->data + params->param[i].offset);
    ref_tensor_clear (&t[i]);
  }
  return params;
}

/* One tensor a variable, in the layout of the block; into is NULL to compare with values. */
static void
each_variable (RefCase *c, const VslParams *params, JsonArray *a, const char *what, VslReal *into, const VslReal *values)
{
  if (!a || json_array_get_length (a) != params->n) {
    ref_bad (c, "%s: one tensor a variable is expected", what);
    return;
  }
  for (guint i = 0; i < params->n; i++) {
    g_auto (RefTensor) t = { 0 };
    const VslParam *p = &params->param[i];
    if (!ref_tensor (c, json_array_get_element (a, i), what, &t))
      return;
    if (!ref_shape_is (&t, &p->shape, -1))
      ref_bad (c, "%s: the shape differs", what);
    else if (into)
      ref_copy (&t, into + p->offset);
    else
      ref_compare (c, values + p->offset, &t, what);
  }
}

static void
compare_slots (RefCase *c, const VslOptimizerClass *cls, const VslOptimizer *optimizer, const VslParams *params)
{
  JsonArray *a = ref_array (c->o, "slots_after");
  for (guint i = 0; a && i < json_array_get_length (a) && i < params->n; i++) {
    JsonObject *o = ref_element_object (a, i);
    g_autoptr (GList) names = o ? json_object_get_members (o) : NULL;
    for (GList *l = names; l; l = l->next) {
      g_auto (RefTensor) t = { 0 };
      const VslReal *slot = NULL;
      for (int s = 0; cls->slot_names[s]; s++)
        if (g_str_equal (cls->slot_names[s], l->data))
          slot = vsl_optimizer_slot (optimizer, s);
      if (!ref_tensor_member (c, o, l->data, &t))
        return;
      if (!slot || !ref_shape_is (&t, &params->param[i].shape, -1))
        ref_bad (c, "slots_after: %s", (char *) l->data);
      else
        ref_compare (c, slot + params->param[i].offset, &t, l->data);
    }
  }
}

static void
run_steps (RefCase *c, const VslObject *object, const VslObject *schedule, VslParams *params)
{
  JsonArray *gradients = ref_array (c->o, "gradients"), *after = ref_array (c->o, "variables_after");
  JsonArray *rates = ref_array (c->o, "learning_rates");
  const VslOptimizerClass *cls = (const VslOptimizerClass *) object->kind;
  g_autoptr (GError) error = NULL;
  VslOptimizer *optimizer = vsl_optimizer_new (cls, object->config, params, &error);
  g_autofree VslReal *grad = g_new0 (VslReal, MAX (params->trainable, 1));
  guint n = gradients ? json_array_get_length (gradients) : 0;
  if (!optimizer || n == 0 || !after || json_array_get_length (after) != n) {
    ref_bad (c, "no steps");
    n = 0;
  }
  for (guint s = 0; s < n && !c->bad; s++) {
    double rate = ref_rate (object, schedule, s), want;
    if (ref_element_number (rates, s, &want))
      ref_compare_one (c, rate, want, "learning_rates");
    else if (rates)
      ref_bad (c, "learning_rates: step %u", s);
    each_variable (c, params, ref_element_array (gradients, s), "gradients", grad, NULL);
    if (!c->bad)
      vsl_optimizer_step (optimizer, params, grad, rate);
    each_variable (c, params, ref_element_array (after, s), "variables_after", NULL, params->data);
  }
  if (n && !c->bad)
    compare_slots (c, cls, optimizer, params);
  vsl_optimizer_free (optimizer);
}

void
ref_run_optimizer (RefCase *c)
{
  VslObject optimizer = { NULL, NULL }, schedule = { NULL, NULL };
  if (ref_optimizer (c, ref_object (c->o, "optimizer"), &optimizer, &schedule)) {
    g_autoptr (VslParams) params = read_variables (c);
    if (params)
      run_steps (c, &optimizer, &schedule, params);
  }
  vsl_object_clear (&optimizer);
  vsl_object_clear (&schedule);
}

void
ref_run_schedule (RefCase *c)
{
  VslObject object = { NULL, NULL };
  JsonArray *steps = ref_array (c->o, "steps"), *values = ref_array (c->o, "values");
  if (!ref_configured (c, ref_object (c->o, "schedule"), "schedule", NULL, &object))
    return;
  const VslScheduleClass *cls = (const VslScheduleClass *) object.kind;
  guint n = steps ? json_array_get_length (steps) : 0;
  if (!cls->rate || n == 0 || !values || json_array_get_length (values) != n)
    ref_bad (c, "steps and values do not fit together");
  for (guint i = 0; i < n && !c->bad; i++) {
    double step, want;
    if (ref_element_number (steps, i, &step) && ref_element_number (values, i, &want) && step >= 0 && step < 1e15)
      ref_compare_one (c, cls->rate (object.config, 0.001, (guint64) step), want, "values");
    else
      ref_bad (c, "values: no number");
  }
  vsl_object_clear (&object);
}

void
ref_run_callback (RefCase *c)
{
  VslObject object = { NULL, NULL };
  JsonArray *monitored = ref_array (c->o, "monitored"), *want = ref_array (c->o, "lr_after_epoch");
  double rate, state[VSL_SCHEDULE_STATE] = { 0 };
  if (!ref_configured (c, ref_object (c->o, "callback"), "schedule", NULL, &object))
    return;
  const VslScheduleClass *cls = (const VslScheduleClass *) object.kind;
  guint n = monitored ? json_array_get_length (monitored) : 0;
  if (!cls->epoch_end || n == 0 || !want || json_array_get_length (want) != n || !ref_number (c->o, "initial_lr", &rate))
    ref_bad (c, "monitored and lr_after_epoch do not fit together");
  for (guint i = 0; i < n && !c->bad; i++) {
    double value, expected;
    if (!ref_element_number (monitored, i, &value) || !ref_element_number (want, i, &expected)) {
      ref_bad (c, "lr_after_epoch: no number");
      break;
    }
    rate = cls->epoch_end (object.config, state, rate, value, i + 1);
    ref_compare_one (c, rate, expected, "lr_after_epoch");
  }
  vsl_object_clear (&object);
}
