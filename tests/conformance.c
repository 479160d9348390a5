/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every class must keep to, for every class that is registered. Built twice: with float as in the application, and with
 * double, where finite differences can tell a wrong gradient from rounding. */
#include "conformance.h"

#include <math.h>
#include <string.h>

#include "core/vsl-families.h"
#include "initializers/vsl-initializer.h"

static int
example_inputs (const VslLayerExample *e)
{
  int n = 0;
  while (n < 4 && (e->in[n].rank > 0 || e->in[n].dim[0] > 0))
    n++;
  return n;
}

Rig *
case_rig (const Case *c, int batch, gboolean training)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (c->example->config ? c->example->config : "{}", &error);
  g_assert_no_error (error);
  if (c->act != VSL_ACT_LINEAR)
    json_object_set_string_member (json_node_get_object (node), "activation", vsl_activation_names[c->act]);
  Rig *rig = rig_new (c->cls, json_node_get_object (node), c->example->in, example_inputs (c->example), c->masks, batch, training, FALSE,
                      &error);
  g_assert_no_error (error);
  rig_fill (rig, 7);
  return rig;
}

static const VslLayerClass *
layer (const VslFamily *family, int i)
{
  return (const VslLayerClass *) family->kinds[i];
}

/* Layers that only stand in an Input's preprocessing have no forward pass; sources have no input. */
static gboolean
runs (const VslLayerClass *cls)
{
  return !(cls->flags & VSL_LAYER_INPUT) && (cls->forward || (cls->flags & VSL_LAYER_VIEW));
}

/* Sequences, and what else hands a mask on, are run with masks too: of the first input, and of all. */
static guint
example_masks (const VslLayerClass *cls, const VslLayerExample *e)
{
  guint masks = 0;
  for (int i = 0; i < example_inputs (e); i++)
    masks |= e->in[i].rank >= 2 ? 1u << i : 0;
  if (!(masks & 1) || (cls->flags & (VSL_LAYER_TOKENS | VSL_LAYER_VIEW)))
    return 0;
  g_autoptr (JsonNode) node = json_from_string (e->config ? e->config : "{}", NULL);
  g_autoptr (Rig) rig = rig_new (cls, json_node_get_object (node), e->in, example_inputs (e), masks, 1, FALSE, FALSE, NULL);
  return rig && (rig->plan.out_mask || e->in[0].rank == 2) ? masks : 0;      /* a class may refuse masks, with a message */
}

static void
add_case (const char *prefix, Case c, const char *name, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s/%s", prefix, c.cls->head.name, name);
  g_test_add_data_func_full (path, g_memdup2 (&c, sizeof c), func, g_free);
}

static void
add_example (const char *prefix, const VslLayerClass *cls, int k, GTestDataFunc func)
{
  const VslLayerExample *e = &cls->examples[k];
  guint masks = example_masks (cls, e);
  g_autofree char *name = g_strdup_printf ("%d", k), *masked = g_strdup_printf ("%d-masked", k), *all = g_strdup_printf ("%d-all-masked", k);
  add_case (prefix, (Case) { cls, e, VSL_ACT_LINEAR, 0 }, name, func);
  if (masks)
    add_case (prefix, (Case) { cls, e, VSL_ACT_LINEAR, 1 }, masked, func);
  if (masks > 1)
    add_case (prefix, (Case) { cls, e, VSL_ACT_LINEAR, masks }, all, func);
}

void
conformance_each_case (const char *prefix, GTestDataFunc func)
{
  const VslFamily *family = vsl_family ("layer");
  for (int i = 0; family->kinds[i]; i++) {
    const VslLayerClass *cls = layer (family, i);
    const VslProp *option = vsl_kind_prop (&cls->head, "activation");
    for (int k = 0; runs (cls) && cls->examples[k].in[0].rank; k++)
      add_example (prefix, cls, k, func);
    for (int a = VSL_ACT_RELU; runs (cls) && option && a < VSL_N_ACTIVATIONS; a++)
      if (!(cls->flags & VSL_LAYER_OWN_ACTIVATION) || a != VSL_ACT_EXPONENTIAL)      /* e to the e to the e …: no number type holds it */
        add_case (prefix, (Case) { cls, &cls->examples[0], (VslActivation) a, 0 }, vsl_activation_names[a], func);
  }
}

GBytes *
rig_results (Rig *r)
{
  GByteArray *all = g_byte_array_new ();
  for (int o = 0; o < r->plan.n_out; o++)
    g_byte_array_append (all, (const guint8 *) r->y[o], (guint) (rig_out_count (r, o) * sizeof (VslReal)));
  for (int i = 0; i < r->plan.n_in; i++)
    g_byte_array_append (all, (const guint8 *) r->dx[i], (guint) (rig_in_count (r, i) * sizeof (VslReal)));
  for (int p = 0; p < r->plan.n_params; p++)
    g_byte_array_append (all, (const guint8 *) (r->dw[p] ? r->dw[p] : r->w[p]), (guint) (rig_param_count (r, p) * sizeof (VslReal)));
  return g_byte_array_free_to_bytes (all);
}

/* Inputs, weights and dy as bytes. */
static GBytes *
givens (Rig *r)
{
  GByteArray *all = g_byte_array_new ();
  for (int i = 0; i < r->plan.n_in; i++) {
    g_byte_array_append (all, (const guint8 *) r->x[i], (guint) (rig_in_count (r, i) * sizeof (VslReal)));
    if (r->x_mask[i])
      g_byte_array_append (all, (const guint8 *) r->x_mask[i], (guint) (rig_mask_count (r, i) * sizeof (VslReal)));
  }
  for (int p = 0; p < r->plan.n_params; p++)
    if (!r->plan.params[p].state)
      g_byte_array_append (all, (const guint8 *) r->w[p], (guint) (rig_param_count (r, p) * sizeof (VslReal)));
  for (int o = 0; o < r->plan.n_out; o++)
    g_byte_array_append (all, (const guint8 *) r->dy[o], (guint) (rig_out_count (r, o) * sizeof (VslReal)));
  return g_byte_array_free_to_bytes (all);
}

static void
all_finite (const VslReal *v, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (fabs ((double) v[i]), <, 1e6);        /* also catches what was never written */
}

/* What a call may touch: not its inputs, not its weights, nothing outside its buffers; every result is written. */
static void
test_contract (gconstpointer data)
{
  g_autoptr (Rig) r = case_rig (data, 9, TRUE);
  g_autoptr (GBytes) before = givens (r);
  rig_forward (r);
  rig_backward (r);
  g_autoptr (GBytes) after = givens (r);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_true (rig_guards_intact (r));
  for (int o = 0; o < r->plan.n_out; o++)
    all_finite (r->y[o], rig_out_count (r, o));
  for (int i = 0; i < r->plan.n_in; i++)
    all_finite (r->dx[i], rig_in_count (r, i));
  for (int p = 0; p < r->plan.n_params; p++)
    all_finite (r->dw[p] ? r->dw[p] : r->w[p], rig_param_count (r, p));
  for (gsize k = 0; r->y_mask && k < (gsize) (r->n * r->plan.out[0].dim[0]); k++)
    g_assert_true (r->y_mask[k] == 0 || r->y_mask[k] == 1);
}

static void
test_twice (gconstpointer data)
{
  g_autoptr (Rig) a = case_rig (data, 9, TRUE), b = case_rig (data, 9, TRUE);
  rig_forward (a);
  rig_backward (a);
  rig_forward (b);
  rig_backward (b);
  g_autoptr (GBytes) x = rig_results (a), y = rig_results (b);
  g_assert_true (g_bytes_equal (x, y));
}

/* dx_add adds to what is there; a gradient that is not wanted is not touched; a smaller batch uses only its part. */
static void
test_accumulates (gconstpointer data)
{
  g_autoptr (Rig) r = case_rig (data, 5, TRUE), s = case_rig (data, 5, TRUE);
  rig_forward (r);
  rig_backward (r);
  rig_forward (s);
  for (int i = 0; i < s->plan.n_in; i++) {
    s->dx_add[i] = TRUE;
    for (gsize k = 0; k < rig_in_count (s, i); k++)
      s->dx[i][k] = (VslReal) (k % 3);
  }
  rig_backward (s);
  for (int i = 0; i < s->plan.n_in; i++)
    for (gsize k = 0; k < rig_in_count (s, i); k++)
      g_assert_cmpfloat_with_epsilon ((double) s->dx[i][k], (double) r->dx[i][k] + (double) (k % 3), 1e-5 * (3 + fabs ((double) r->dx[i][k])));
  VslReal *kept = s->dx[0];
  s->dx[0] = NULL;
  for (int p = 0; p < s->plan.n_params; p++)
    s->dw[p] = NULL;
  rig_backward (s);
  g_assert_true (rig_guards_intact (s));
  s->dx[0] = kept;
}

/* A sample's result does not depend on how many are in the call, unless the class says that it mixes them. */
static void
test_smaller_batch (gconstpointer data)
{
  g_autoptr (Rig) r = case_rig (data, 9, FALSE), s = case_rig (data, 9, FALSE);
  s->n = 2;
  rig_forward (r);
  rig_forward (s);
  gsize count = rig_out_count (s, 0);
  for (gsize k = 0; k < count; k++)
    g_assert_cmpfloat_with_epsilon ((double) s->y[0][k], (double) r->y[0][k], 1e-5 * (1 + fabs ((double) r->y[0][k])));
  for (gsize k = count; k < rig_out_count (r, 0); k++)
    g_assert_true (s->y[0][k] == (VslReal) 1e30);
  g_assert_true (rig_guards_intact (s));
}

/* Expected values that a class states for itself, with weights as they start. */
static void
test_known (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (Rig) r = case_rig (c, 1, FALSE);
  for (int p = 0; p < r->plan.n_params; p++)
    vsl_initializer_fill (&r->plan.params[p].init, &r->plan.params[p].shape, 0, 0, 1, r->w[p]);
  for (gsize k = 0; k < rig_in_count (r, 0); k++)
    r->x[0][k] = (VslReal) c->example->x[k];
  rig_forward (r);
  for (gsize k = 0; k < rig_out_count (r, 0); k++)
    g_assert_cmpfloat_with_epsilon ((double) r->y[0][k], c->example->y[k], 1e-5);
}

/* Shapes that no class can take, and shapes that only some can: a message, never a crash. */
static void
try_shape (const VslLayerClass *cls, VslShape shape, int n_in, gboolean must_fail)
{
  g_autoptr (GError) error = NULL;
  VslShape in[VSL_MAX_INPUTS + 1];
  for (int i = 0; i < n_in; i++)
    in[i] = shape;
  VslLayerPlan plan = { .cls = cls, .node = "rig", .batch = 2, .training = TRUE, .n_in = n_in, .n_out = 1 };
  for (int i = 0; i < n_in; i++)
    plan.in[i] = in[i];
  gpointer config = vsl_config_new (&cls->head);
  plan.config = config;
  const char *remedy = NULL;
  gboolean ok = cls->plan (&plan, &remedy, &error);
  g_assert_true (ok == (error == NULL));
  if (must_fail)
    g_assert_false (ok);
  if (error) {
    g_assert_cmpuint (strlen (error->message), >, 10);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  } else {
    for (int o = 0; o < plan.n_out; o++)
      g_assert_true (vsl_shape_valid (&plan.out[o]));
  }
  vsl_config_free (&cls->head, config);
}

static void
test_shapes (gconstpointer data)
{
  const VslLayerClass *cls = data;
  int n = MAX (cls->min_inputs, 1);
  try_shape (cls, (VslShape) { .rank = 3, .dim = { 0, 4, 1 } }, n, TRUE);
  try_shape (cls, (VslShape) { .rank = 3, .dim = { 4, 0, 1 } }, n, TRUE);
  try_shape (cls, (VslShape) { .rank = 1, .dim = { 0 } }, n, TRUE);
  try_shape (cls, (VslShape) { .rank = 0 }, n, TRUE);
  try_shape (cls, (VslShape) { .rank = 3, .dim = { -1, 4, 1 } }, n, TRUE);
  try_shape (cls, (VslShape) { .rank = 3, .dim = { 1 << 20, 1 << 20, 1 << 20 } }, n, TRUE);
  for (int rank = 1; rank <= VSL_MAX_RANK; rank++) {
    VslShape s = { .rank = rank, .dim = { 1, 1, 1, 1, 1, 1 } };
    try_shape (cls, s, n, FALSE);
    for (int a = 0; a < rank; a++)
      s.dim[a] = 3 + a;
    try_shape (cls, s, n, FALSE);
  }
  VslShape picture = { .rank = 3, .dim = { 8, 8, 4 } };
  if (cls->min_inputs > 0)
    try_shape (cls, picture, cls->min_inputs - 1, TRUE);
  if (cls->max_inputs > 0)
    try_shape (cls, picture, cls->max_inputs + 1, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  const VslFamily *family = vsl_family ("layer");
  conformance_add_configs ();
  for (int i = 0; family->kinds[i]; i++)
    if (runs (layer (family, i))) {
      g_autofree char *path = g_strdup_printf ("/shapes/%s", family->kinds[i]->name);
      g_assert_nonnull (layer (family, i)->examples);
      g_test_add_data_func (path, family->kinds[i], test_shapes);
    }
  conformance_each_case ("contract", test_contract);
  conformance_each_case ("twice", test_twice);
  conformance_each_case ("accumulates", test_accumulates);
  conformance_each_case ("smaller-batch", test_smaller_batch);
  for (int i = 0; family->kinds[i]; i++)
    for (int k = 0; runs (layer (family, i)) && layer (family, i)->examples[k].in[0].rank; k++) {
      const VslLayerExample *example = &layer (family, i)->examples[k];
      if (!example->x || !example->y)
        continue;
      Case *c = g_new0 (Case, 1);
      *c = (Case) { layer (family, i), example, VSL_ACT_LINEAR, 0 };
      g_autofree char *path = g_strdup_printf ("/known/%s/%d", family->kinds[i]->name, k);
      g_test_add_data_func_full (path, c, test_known, g_free);
    }
  conformance_add_examples ();
  conformance_add_plan ();
#ifdef VSL_REAL_DOUBLE
  conformance_add_gradients ();
#else
  conformance_add_memory ();
#endif
  return g_test_run ();
}
