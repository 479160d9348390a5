/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values made anew on the way back: less memory, the same weights to the bit as when everything is kept, moving statistics included. */
#include <math.h>
#include <string.h>

#include "allocations.h"
#include "core/vsl-random.h"
#include "graph/vsl-plan.h"
#include "graph/vsl-template.h"
#include "kernels/vsl-parallel.h"

#define BATCH 24

typedef struct {
  const char *name, *nodes;
  guint flags;                   /* besides those of training */
  gboolean saves;                /* whether anything is to be made anew */
} Case;

#define NODE(id, type, inputs, config) ",{\"id\":\"" id "\",\"type\":\"" type "\",\"inputs\":[" inputs "],\"config\":{" config "}}"
#define SCAN "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[20,20,3]}}"
#define CONV "\"filters\":32,\"padding\":\"same\",\"use_bias\":false"
#define RELU "\"activation\":\"relu\""
#define END(from) NODE ("pool", "GlobalAveragePooling2D", from, "") NODE ("answer", "Dense", "\"pool\"", "\"units\":3,\"activation\":\"softmax\"")

/* Shortcuts that come first and last, activations that run in place and that do not, a value that two read, Reshape between. */
#define SHORTCUTS \
  SCAN NODE ("c0", "Conv2D", "\"scan\"", CONV) NODE ("n0", "BatchNormalization", "\"c0\"", "") NODE ("r0", "Activation", "\"n0\"", RELU) \
  NODE ("c1", "Conv2D", "\"r0\"", CONV) NODE ("n1", "BatchNormalization", "\"c1\"", "\"scale\":false") \
  NODE ("g1", "Activation", "\"n1\"", "\"activation\":\"gelu\"") \
  NODE ("c2", "Conv2D", "\"g1\"", CONV) NODE ("n2", "BatchNormalization", "\"c2\"", "\"center\":false") \
  NODE ("s2", "Add", "\"n2\",\"r0\"", "") NODE ("r2", "Activation", "\"s2\"", RELU) \
  NODE ("flat", "Reshape", "\"r2\"", "\"target_shape\":[400,32]") NODE ("back", "Reshape", "\"flat\"", "\"target_shape\":[20,20,32]") \
  NODE ("c3", "Conv2D", "\"back\"", CONV) NODE ("n3", "BatchNormalization", "\"c3\"", "\"axis\":1") \
  NODE ("s3", "Subtract", "\"r2\",\"n3\"", "") NODE ("t3", "Activation", "\"s3\"", "\"activation\":\"tanh\"") \
  NODE ("c4", "Conv2D", "\"t3\"", CONV) NODE ("n4", "BatchNormalization", "\"c4\"", "") \
  NODE ("m4", "Maximum", "\"n4\",\"t3\",\"s3\"", "") NODE ("c5", "Conv2D", "\"m4\"", CONV) NODE ("n5", "BatchNormalization", "\"c5\"", "") \
  NODE ("r5", "Activation", "\"n5\"", RELU) NODE ("c6", "Conv2D", "\"r5\"", CONV) NODE ("n6", "BatchNormalization", "\"c6\"", "") \
  NODE ("r6", "Activation", "\"n6\"", RELU) NODE ("c7", "Conv2D", "\"r6\"", CONV) NODE ("n7", "BatchNormalization", "\"c7\"", "") \
  NODE ("r7", "Activation", "\"n7\"", RELU) END ("\"r7\"")

/* Channels that grow by concatenation, other norms, other activation layers, random layers between. */
#define DENSE \
  SCAN NODE ("c0", "Conv2D", "\"scan\"", CONV) \
  NODE ("n1", "BatchNormalization", "\"c0\"", "") NODE ("r1", "LeakyReLU", "\"n1\"", "") NODE ("c1", "Conv2D", "\"r1\"", CONV) \
  NODE ("j1", "Concatenate", "\"c0\",\"c1\"", "") NODE ("n2", "GroupNormalization", "\"j1\"", "\"groups\":4") \
  NODE ("r2", "PReLU", "\"n2\"", "\"shared_axes\":[1,2]") NODE ("c2", "Conv2D", "\"r2\"", CONV) NODE ("d2", "Dropout", "\"c2\"", "\"rate\":0.25") \
  NODE ("j2", "Concatenate", "\"c0\",\"c1\",\"d2\"", "") NODE ("n3", "LayerNormalization", "\"j2\"", "") NODE ("r3", "ELU", "\"n3\"", "") \
  NODE ("c3", "Conv2D", "\"r3\"", CONV) NODE ("d3", "GaussianNoise", "\"c3\"", "") NODE ("j3", "Concatenate", "\"c0\",\"c1\",\"d2\",\"d3\"", "") \
  NODE ("n4", "BatchNormalization", "\"j3\"", "") NODE ("u4", "UnitNormalization", "\"n4\"", "") NODE ("r4", "ReLU", "\"u4\"", "") \
  NODE ("c4", "Conv2D", "\"r4\"", CONV) NODE ("m4", "Minimum", "\"c4\",\"d3\"", "") NODE ("p4", "Multiply", "\"m4\",\"c4\"", "") \
  NODE ("c5", "Conv2D", "\"p4\"", CONV) END ("\"c5\"")

/* Layers that are not trained before ones that are: their values are needed, but no gradient goes there. */
#define FROZEN \
  SCAN NODE ("c0", "Conv2D", "\"scan\"", CONV ",\"trainable\":false") NODE ("n0", "BatchNormalization", "\"c0\"", "\"trainable\":false") \
  NODE ("r0", "Activation", "\"n0\"", RELU) NODE ("s0", "Add", "\"r0\",\"n0\"", "") NODE ("e0", "Activation", "\"s0\"", "\"activation\":\"elu\"") \
  NODE ("c1", "Conv2D", "\"r0\"", CONV) NODE ("c2", "Conv2D", "\"s0\"", CONV) NODE ("c3", "Conv2D", "\"e0\"", CONV) \
  NODE ("j", "Average", "\"c1\",\"c2\",\"c3\"", "") NODE ("n1", "BatchNormalization", "\"j\"", "\"trainable\":false") \
  NODE ("r1", "Activation", "\"n1\"", RELU) NODE ("c4", "Conv2D", "\"r1\"", CONV) END ("\"c4\"")

/* A sequence whose steps are masked, and two outputs, of which one is a value in the middle. */
#define MASKED \
  "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[90,12]}}" \
  NODE ("a", "Dense", "\"scan\"", "\"units\":128") NODE ("na", "BatchNormalization", "\"a\"", "") NODE ("ra", "Activation", "\"na\"", RELU) \
  NODE ("b", "Dense", "\"ra\"", "\"units\":128") NODE ("nb", "BatchNormalization", "\"b\"", "") NODE ("sb", "Add", "\"nb\",\"ra\"", "") \
  NODE ("rb", "Activation", "\"sb\"", "\"activation\":\"silu\"") \
  NODE ("c", "Dense", "\"rb\"", "\"units\":128") NODE ("nc", "BatchNormalization", "\"c\"", "") NODE ("pc", "Multiply", "\"nc\",\"rb\"", "") \
  NODE ("d", "Dense", "\"pc\"", "\"units\":128") NODE ("nd", "BatchNormalization", "\"d\"", "") NODE ("rd", "Activation", "\"nd\"", RELU) \
  NODE ("pool", "GlobalAveragePooling1D", "\"rd\"", "") NODE ("answer", "Dense", "\"pool\"", "\"units\":2,\"activation\":\"softmax\"") \
  "],\"outputs\":[\"answer\",\"sb\""

/* Masks and saved statistics that nothing else on the way back reads when a product is made anew from them: its inputs are not
 * trained, and are read by others only later on the way there. */
#define NORMED(k, from) \
  NODE ("d" k, "Dense", from, "\"units\":128") NODE ("n" k, "BatchNormalization", "\"d" k "\"", "") NODE ("r" k, "Activation", "\"n" k "\"", RELU)
#define TWO_MASKS \
  "{\"id\":\"scan\",\"type\":\"Input\",\"config\":{\"shape\":[90,12]}}" \
  NODE ("k1", "Masking", "\"scan\"", "") NODE ("k2", "Masking", "\"scan\"", "\"mask_value\":0.5") \
  NODE ("a", "Dense", "\"k1\"", "\"units\":128,\"trainable\":false") NODE ("b", "Dense", "\"k2\"", "\"units\":128,\"trainable\":false") \
  NODE ("na", "BatchNormalization", "\"a\"", "\"trainable\":false") NODE ("p", "Multiply", "\"na\",\"b\"", "") \
  NORMED ("1", "\"p\"") NORMED ("2", "\"r1\"") NORMED ("3", "\"r2\"") NORMED ("4", "\"r3\"") \
  NODE ("pool", "GlobalAveragePooling1D", "\"r4\"", "") \
  NODE ("pa", "Dense", "\"a\"", "\"units\":3") NODE ("pb", "Dense", "\"b\"", "\"units\":3") \
  NODE ("qa", "GlobalMaxPooling1D", "\"pa\"", "") NODE ("qb", "GlobalMaxPooling1D", "\"pb\"", "") \
  NODE ("all", "Concatenate", "\"pool\",\"qa\",\"qb\"", "") NODE ("answer", "Dense", "\"all\"", "\"units\":3,\"activation\":\"softmax\"")

static const Case cases[] = {
  { "shortcuts", SHORTCUTS, 0, TRUE },
  { "shortcuts-input-gradient", SHORTCUTS, VSL_PLAN_INPUT_GRAD, TRUE },
  { "dense", DENSE, 0, TRUE },
  { "frozen", FROZEN, 0, FALSE },
  { "masked", MASKED, VSL_PLAN_INPUT_MASK (0), TRUE },
  { "two-masks", TWO_MASKS, 0, TRUE },
};

static VslNetwork *
parse (const char *nodes)
{
  g_autofree char *text = g_strdup_printf ("{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":[%s]}", nodes);
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

static gsize
count_of (const VslShape *shape)
{
  return (gsize) vsl_shape_count (shape);
}

/* Rows of numbers are words where the network has any; some steps of sequences are what Masking looks for. */
static VslReal
value (const VslShape *shape, gboolean words, guint64 key, gsize i)
{
  gsize step = i / (gsize) shape->dim[shape->rank - 1] % 7;
  if (shape->rank == 1 && words)
    return (VslReal) (vsl_random_bits (key, i) % 20);
  return shape->rank != 2 || step > 1 ? (VslReal) vsl_random_normal (key, i) : step ? 0 : (VslReal) 0.5;
}

static void
fill (VslPlan *plan, int input, int n, gboolean words, guint64 key)
{
  VslReal *x = vsl_plan_input (plan, input), *mask = vsl_plan_input_mask (plan, input);
  const VslShape *shape = vsl_plan_input_shape (plan, input);
  for (gsize i = 0; i < (gsize) n * count_of (shape); i++)
    x[i] = value (shape, words, key, i);
  for (gsize i = 0; mask && i < (gsize) (n * shape->dim[0]); i++)
    mask[i] = vsl_random_bits (key, 1000000 + i) % 4 != 0;
}

static gboolean
any_node (const VslNetwork *network, const char *type, guint flags)
{
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslLayerClass *cls = ((VslNode *) network->nodes->pdata[i])->cls;
    if ((type && g_str_equal (cls->head.name, type)) || (cls->flags & flags))
      return TRUE;
  }
  return FALSE;
}

/* Three steps, the last with part of a batch; then all weights and statistics. */
static GBytes *
trained (const VslNetwork *network, guint flags, int batch, int threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslParams) params = vsl_params_new (network, &error);
  g_assert_no_error (error);
  vsl_params_init (params, 7);
  vsl_parallel_set_threads (threads);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, params, batch, flags | VSL_PLAN_TRAIN | VSL_PLAN_LOGITS, &error);
  g_assert_no_error (error);
  const int n[] = { batch, batch, batch / 3 };
  int before = 0;
  for (int step = 0; step < 3; step++) {
    guint64 key = vsl_random_key (5, VSL_RANDOM_TEST, (guint64) step, 0);
    for (int i = 0; i < vsl_plan_n_inputs (plan); i++)
      fill (plan, i, n[step], any_node (network, NULL, VSL_LAYER_TOKENS), key + (guint64) i);
    vsl_plan_forward (plan, n[step], TRUE, 3, (guint64) step);
    for (int o = 0; o < vsl_plan_n_outputs (plan); o++) {
      VslReal *g = vsl_plan_output_grad (plan, o);
      for (gsize i = 0; i < (gsize) n[step] * count_of (vsl_plan_output_shape (plan, o)); i++)
        g[i] = (VslReal) (vsl_random_normal (key, 2000000 + i) / n[step]);
    }
    vsl_plan_backward (plan, n[step]);
    for (gsize i = 0; i < params->trainable; i++)
      params->data[i] -= (VslReal) 0.1 * vsl_plan_grad (plan)[i];
    if (step == 0)                 /* threads and OpenBLAS's buffers come with the first */
      before = allocations_so_far ();
    else
      g_assert_cmpint (allocations_so_far (), ==, before);
  }
  vsl_parallel_set_threads (1);
  double sum = 0;
  for (gsize i = 0; i < params->total; i++)
    sum += fabs ((double) params->data[i]);
  g_assert_true (isfinite (sum));
  return g_bytes_new (params->data, params->total * sizeof (VslReal));
}

static gsize
announced (const VslNetwork *network, guint flags, int batch)
{
  return vsl_plan_estimate (network, batch, flags | VSL_PLAN_TRAIN | VSL_PLAN_LOGITS, 1);
}

static void
compare (const VslNetwork *network, guint flags, int batch, gboolean saves)
{
  gsize with = announced (network, flags, batch), without = announced (network, flags | VSL_PLAN_PLAIN, batch);
  g_test_message ("%.2f MiB, without %.2f", (double) with / (1 << 20), (double) without / (1 << 20));
  g_assert_cmpuint (with, <=, saves ? without - without / 12 : without);
  g_autoptr (GBytes) kept = trained (network, flags | VSL_PLAN_PLAIN | VSL_PLAN_KEEP, batch, 1);
  g_autoptr (GBytes) plain = trained (network, flags | VSL_PLAN_PLAIN, batch, 1);
  g_autoptr (GBytes) one = trained (network, flags, batch, 1), three = trained (network, flags, batch, 3);
  g_assert_true (g_bytes_equal (kept, plain));
  g_assert_true (g_bytes_equal (kept, one));
  g_assert_true (g_bytes_equal (kept, three));
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (VslNetwork) network = parse (c->nodes);
  compare (network, c->flags, BATCH, c->saves);
  g_assert_cmpuint (announced (network, c->flags | VSL_PLAN_KEEP, BATCH), ==, announced (network, c->flags | VSL_PLAN_KEEP | VSL_PLAN_PLAIN, BATCH));
}

/* Small values are not worth it: such a network is as it was. */
static void
test_small (void)
{
  g_autoptr (VslNetwork) network = parse (SHORTCUTS);
  g_assert_cmpuint (announced (network, 0, 2), ==, announced (network, VSL_PLAN_PLAIN, 2));
}

/* The template as it is, but for pictures that would take long. */
static void
test_template (gconstpointer id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslNetwork) network = vsl_template_load (id, &error);
  g_assert_no_error (error);
  gboolean deep = g_str_equal (id, "resnet18-small") || g_str_equal (id, "mobilenet-small");
  if (deep)
    g_assert_true (vsl_network_set_text (network, "scan", "shape", "[26, 26, 3]", &error));
  compare (network, 0, 30, deep);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/remake/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/remake/small", test_small);
  for (const char *const *id = vsl_template_ids (); *id; id++) {
    g_autofree char *path = g_strconcat ("/remake/", *id, NULL);
    g_autoptr (VslNetwork) network = vsl_template_load (*id, NULL);
    if (any_node (network, "BatchNormalization", 0))
      g_test_add_data_func (path, *id, test_template);
  }
  return g_test_run ();
}
