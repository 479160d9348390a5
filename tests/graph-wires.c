/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wires from other outputs than the first, and the masks that go along wires. */
#include <string.h>

#include "core/vsl-random.h"
#include "graph/vsl-plan.h"

/* A layer with two outputs: the first half of the values and the second. */
static gboolean
halves_plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  plan->n_out = 2;
  plan->out[0] = plan->out[1] = (VslShape) { .rank = 1, .dim = { plan->in[0].dim[0] / 2 } };
  return TRUE;
}

static void
halves_forward (const VslCall *call)
{
  gsize half = (gsize) call->plan->out[0].dim[0];
  for (gsize i = 0; i < (gsize) call->n; i++)
    for (int k = 0; k < 2; k++)
      memcpy (call->y[k] + i * half, call->x[0] + (2 * i + (gsize) k) * half, half * sizeof (VslReal));
}

static void
halves_backward (const VslCall *call)
{
  gsize half = (gsize) call->plan->out[0].dim[0];
  for (gsize i = 0; i < (gsize) call->n * half; i++)
    for (gsize k = 0; k < 2 && call->dx[0]; k++) {
      VslReal *dx = &call->dx[0][(2 * (i / half) + k) * half + i % half];
      *dx = (call->dx_add[0] ? *dx : 0) + call->dy[k][i];
    }
}

static const VslLayerClass halves = {
  .head = { .name = "Halves", .title = "Halves" }, .min_inputs = 1, .max_inputs = 1,
  .plan = halves_plan, .forward = halves_forward, .backward = halves_backward,
};

static VslNode *
add (VslNetwork *network, const char *type, const char *id, const char *option, const char *value, const char *from)
{
  VslNode *node = vsl_network_add (network, vsl_layer_class (type), id, 0, 0);
  g_autoptr (GError) error = NULL;
  if (option)
    vsl_network_set_text (network, id, option, value, &error);
  g_assert_no_error (error);
  if (from)
    vsl_network_connect (network, from, id, &error);
  g_assert_no_error (error);
  return node;
}

/* x > d > halves; a reads the second half, b (when wanted) the first. */
static VslNetwork *
forked (gboolean both)
{
  VslNetwork *network = vsl_network_new ();
  add (network, "Input", "x", "shape", "[4]", NULL);
  add (network, "Dense", "d", "units", "6", "x");
  vsl_network_add (network, &halves, "h", 0, 0);
  g_assert_true (vsl_network_connect (network, "d", "h", NULL));
  add (network, "Dense", "a", "units", "2", "h:1");
  if (both)
    add (network, "Dense", "b", "units", "2", "h");
  return network;
}

static void
test_edits (void)
{
  g_autoptr (VslNetwork) network = forked (TRUE);
  g_autoptr (GError) error = NULL;
  const VslNode *a = vsl_network_find (network, "a"), *b = vsl_network_find (network, "b");
  g_assert_cmpstr (a->inputs->pdata[0], ==, "h:1");
  g_assert_true (vsl_network_source (network, "h:1", NULL) == vsl_network_find (network, "h"));
  g_assert_false (vsl_network_connect (network, "a", "h", &error));          /* a loop, through the second output */
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_false (vsl_network_connect (network, "h:9", "a", &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_true (vsl_network_rename (network, "h", "g", NULL));
  g_assert_cmpstr (a->inputs->pdata[0], ==, "g:1");
  g_assert_cmpstr (b->inputs->pdata[0], ==, "g");
  VslNode *between = vsl_network_insert (network, vsl_layer_class ("Activation"), "g", "a", NULL);
  g_assert_cmpstr (between->inputs->pdata[0], ==, "g:1");                    /* the one wire from g */
  g_assert_true (vsl_network_remove (network, between->id));
  g_assert_true (vsl_network_connect (network, "g:0", "a", NULL));
  g_assert_cmpstr (a->inputs->pdata[0], ==, "g");                            /* one spelling */
  g_assert_true (vsl_network_connect (network, "g:1", "a", NULL));
  g_assert_false (vsl_network_disconnect (network, "g:2", "a"));
  g_assert_true (vsl_network_disconnect (network, "g", "a"));
  g_assert_cmpuint (a->inputs->len, ==, 0);
  g_assert_true (vsl_network_remove (network, "g"));
  g_assert_cmpuint (b->inputs->len, ==, 0);
}

static void
test_file (void)
{
  const char *text = "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[{\"id\":\"x\",\"type\":\"Input\",\"config\":{\"shape\":[4]}},"
                     "{\"id\":\"d\",\"type\":\"Dense\",\"inputs\":[\"%s\"]}],\"outputs\":[\"%s\"]}";
  static const struct {
    const char *wire, *output, *message;
  } cases[] = { { "x:0", "d", NULL },     { "x:1", "d", "only 1" },  { "x:9", "d", "not a wire" }, { "x:", "d", "not a wire" },
                { "x:-1", "d", "not a wire" }, { "x:1x", "d", "not a wire" }, { ":1", "d", "not in the network" },
                { "x", "d:1", "only 1" }, { "x", "q:1", "not in the network" }, { "x", "d\",\"d", "twice" }, { "x", "d\",\"d:0", "twice" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) filled = g_string_new (text);
    g_string_replace (filled, "%s", cases[i].wire, 1);
    g_string_replace (filled, "%s", cases[i].output, 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = vsl_network_parse (filled->str, -1, &error);
    g_autoptr (VslReport) report = network ? vsl_network_infer (network, 1, FALSE, NULL) : NULL;
    if (report && !vsl_report_ok (report))
      vsl_report_to_error (network, report, &error);
    if (!cases[i].message) {
      g_assert_no_error (error);
      g_assert_cmpstr (vsl_network_find (network, "d")->inputs->pdata[0], ==, "x");
    } else {
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
  }
}

static void
fill (VslReal *v, gsize n, guint64 stream)
{
  guint64 key = vsl_random_key (stream, VSL_RANDOM_TEST, 0, 0);
  for (gsize i = 0; i < n; i++)
    v[i] = (VslReal) (2 * vsl_random_uniform (key, i) - 1);
}

/* What an output of the network is worth: its sum. */
static double
total (VslPlan *plan, int n)
{
  double sum = 0;
  vsl_plan_forward (plan, n, TRUE, 1, 0);
  for (int o = 0; o < vsl_plan_n_outputs (plan); o++)
    for (gint64 i = 0; i < n * vsl_shape_count (vsl_plan_output_shape (plan, o)); i++)
      sum += (double) vsl_plan_output (plan, o)[i];
  return sum;
}

/* Gradients through both outputs, and through one while the other leads nowhere (its gradient is then zero, not rubbish). */
static void
test_gradient (gconstpointer data)
{
  g_autoptr (VslNetwork) network = forked (GPOINTER_TO_INT (data) > 0);
  g_autoptr (GError) error = NULL;
  if (GPOINTER_TO_INT (data) == 2) {
    g_ptr_array_add (network->outputs, g_strdup ("a"));
    g_ptr_array_add (network->outputs, g_strdup ("h"));                      /* an output of the network itself */
  }
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  fill (params->data, params->total, 3);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 3, VSL_PLAN_TRAIN, &error);
  g_assert_no_error (error);
  fill (vsl_plan_input (plan, 0), 12, 4);
  total (plan, 3);
  for (int o = 0; o < vsl_plan_n_outputs (plan); o++)
    for (gint64 i = 0; i < 3 * vsl_shape_count (vsl_plan_output_shape (plan, o)); i++)
      vsl_plan_output_grad (plan, o)[i] = 1;
  vsl_plan_backward (plan, 3);
  const VslParam *kernel = vsl_params_find (params, "d/kernel");
  for (gsize k = 0; k < kernel->count; k++) {
    VslReal *w = params->data + kernel->offset + k, kept = *w;
    *w = kept + (VslReal) 0.5;                                               /* all is linear: any step will do */
    double up = total (plan, 3);
    *w = kept - (VslReal) 0.5;
    double down = total (plan, 3);
    *w = kept;
    g_assert_cmpfloat_with_epsilon ((double) vsl_plan_grad (plan)[kernel->offset + k], up - down, 1e-4);
  }
}

static void
test_same_memory (void)
{
  g_autoptr (VslNetwork) network = vsl_network_new ();
  g_autoptr (GError) error = NULL;
  add (network, "Input", "x", "shape", "[4,4,1]", NULL);
  add (network, "Conv2D", "c", "filters", "2", "x");
  add (network, "Flatten", "f", NULL, NULL, "c");
  g_ptr_array_add (network->outputs, g_strdup ("c"));
  g_ptr_array_add (network->outputs, g_strdup ("f"));
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_null (vsl_plan_new (network, params, 2, VSL_PLAN_TRAIN, &error));
  g_assert_nonnull (strstr (error->message, "same values"));
}

/* Through Dense, Dropout and an activation to the output; each reader sees it, and a layer that does not know masks ends it. */
static void
test_mask (void)
{
  g_autoptr (VslNetwork) network = vsl_network_new ();
  g_autoptr (GError) error = NULL;
  add (network, "Input", "x", "shape", "[5,3]", NULL);
  add (network, "Dense", "d", "units", "4", "x");
  vsl_network_set_text (network, "d", "activation", "gelu", NULL);
  add (network, "Dropout", "p", NULL, NULL, "d");
  add (network, "Flatten", "f", NULL, NULL, "d");
  g_ptr_array_add (network->outputs, g_strdup ("p"));
  g_ptr_array_add (network->outputs, g_strdup ("f"));
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_autoptr (VslPlan) without = vsl_plan_new (network, params, 2, VSL_PLAN_TRAIN, &error);
  g_assert_null (vsl_plan_input_mask (without, 0));
  g_assert_null (vsl_plan_output_mask (without, 0));
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, 2, VSL_PLAN_TRAIN | VSL_PLAN_INPUT_MASK (0), &error);
  g_assert_no_error (error);
  VslReal *mask = vsl_plan_input_mask (plan, 0);
  g_assert_true (mask[0] == 1 && mask[9] == 1);
  for (int i = 0; i < 10; i++)
    mask[i] = i % 3 == 0;
  fill (vsl_plan_input (plan, 0), 30, 1);
  vsl_plan_forward (plan, 2, TRUE, 1, 0);
  for (int i = 0; i < 10; i++)
    g_assert_true (vsl_plan_output_mask (plan, 0)[i] == (i % 3 == 0));
  g_assert_null (vsl_plan_output_mask (plan, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wires/edits", test_edits);
  g_test_add_func ("/wires/file", test_file);
  g_test_add_data_func ("/wires/gradient-one", GINT_TO_POINTER (0), test_gradient);
  g_test_add_data_func ("/wires/gradient-both", GINT_TO_POINTER (1), test_gradient);
  g_test_add_data_func ("/wires/gradient-output", GINT_TO_POINTER (2), test_gradient);
  g_test_add_func ("/wires/same-memory", test_same_memory);
  g_test_add_func ("/wires/mask", test_mask);
  return g_test_run ();
}
