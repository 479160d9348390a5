/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawing against the samples that it will learn from, and where new cards stand. */
#include <math.h>

#include "data/vsl-prepare.h"
#include "graph/vsl-network-data.h"
#include "graph/vsl-network-place.h"

static const VslDataFacts grey = { .raw = { 3, { 64, 48, 1 } }, .uniform = TRUE, .classes = 2 };

static VslNode *
add (VslNetwork *network, const char *type, const char *id, const char *from)
{
  VslNode *node = vsl_network_add (network, vsl_layer_class (type), id, 0, 0);
  if (from)
    g_assert_true (vsl_network_connect (network, from, id, NULL));
  return node;
}

static void
set (VslNetwork *network, const char *id, const char *option, const char *value)
{
  g_autoptr (GError) error = NULL;
  vsl_network_set_text (network, id, option, value, &error);
  g_assert_no_error (error);
}

/* Input, Flatten, Dense. */
static VslNetwork *
small (const VslDataFacts *facts, const char *units, const char *activation)
{
  VslNetwork *network = vsl_network_new ();
  vsl_network_fit_input (add (network, "Input", "in", NULL), facts);
  add (network, "Flatten", "flat", "in");
  add (network, "Dense", "answer", "flat");
  set (network, "answer", "units", units);
  set (network, "answer", "activation", activation);
  return network;
}

static VslReport *
check (const VslNetwork *network, const VslDataFacts *facts)
{
  VslReport *report = vsl_network_check (network, 4);
  g_assert_true (vsl_report_ok (report));
  vsl_network_check_data (network, report, facts);
  return report;
}

/* The remedy at a node; NULL: nothing is wrong with any. */
static void
assert_remedy (const VslNetwork *network, const VslDataFacts *facts, int node, const char *remedy)
{
  g_autoptr (VslReport) report = check (network, facts);
  for (guint i = 0; i < report->n; i++) {
    g_assert_cmpint (report->node[i].ok, ==, remedy == NULL || (int) i != node);
    if (remedy && (int) i == node) {
      g_assert_nonnull (report->node[i].message);
      g_assert_cmpstr (report->node[i].remedy, ==, remedy);
    }
  }
  g_assert_cmpuint (report->problems, ==, remedy != NULL);
}

static void
test_answer (void)
{
  static const struct {
    const char *units, *activation;
    int classes;
    gboolean notes;
    const char *remedy;
  } cases[] = {
    { "2", "softmax", 2, FALSE, NULL },       { "1", "sigmoid", 2, FALSE, NULL },  { "2", "linear", 2, FALSE, NULL },
    { "1", "linear", 2, FALSE, NULL },        { "5", "softmax", 5, FALSE, NULL },  { "3", "softmax", 1, FALSE, NULL },
    { "10", "softmax", 2, FALSE, "answer:2,softmax" }, { "32", "linear", 5, FALSE, "answer:5,softmax" },
    { "1", "softmax", 2, FALSE, "answer:2,softmax" },  { "1", "sigmoid", 3, FALSE, "answer:3,softmax" },
    { "4", "sigmoid", 2, FALSE, "answer:1,sigmoid" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    VslDataFacts facts = grey;
    facts.classes = cases[i].classes;
    g_autoptr (VslNetwork) network = small (&grey, cases[i].units, cases[i].activation);
    assert_remedy (network, &facts, 2, cases[i].remedy);
  }
  g_autoptr (VslNetwork) unfinished = vsl_network_new ();
  vsl_network_fit_input (add (unfinished, "Input", "in", NULL), &grey);
  add (unfinished, "Conv2D", "conv", "in");
  g_autoptr (VslReport) report = check (unfinished, &grey);      /* a problem of the whole, of no card */
  g_assert_nonnull (report->message);
  g_assert_true (report->node[1].ok);
  g_assert_cmpuint (report->problems, ==, 1);
  g_autoptr (VslNetwork) redraws = vsl_network_new ();           /* an autoencoder answers with no classes */
  vsl_network_fit_input (add (redraws, "Input", "in", NULL), &grey);
  add (redraws, "Conv2D", "conv", "in");
  set (redraws, "conv", "filters", "1");
  set (redraws, "conv", "padding", "same");
  assert_remedy (redraws, &grey, 1, NULL);
}

static const VslStepSpec *
step (const VslNode *input, guint i)
{
  g_assert_cmpuint (i, <, input->preprocessing->len);
  return &g_array_index (input->preprocessing, VslStepSpec, i);
}

static void
test_input (void)
{
  VslDataFacts several = grey, large = grey, notes = { .notes = TRUE, .classes = 2, .words = 37 };
  several.uniform = FALSE;
  large.raw = (VslShape) { 3, { 700, 500, 3 } };
  g_autoptr (VslNetwork) network = small (&grey, "2", "softmax");
  VslNode *input = vsl_network_find (network, "in");
  assert_remedy (network, &grey, 0, NULL);
  assert_remedy (network, &several, 0, "prepare:Resizing");
  set (network, "in", "shape", "[28, 28, 1]");
  assert_remedy (network, &grey, 0, "prepare:Resizing");
  vsl_prepare_standardise (input);
  vsl_prepare_refit (input, &grey.raw, TRUE);                    /* what else stands in the list stays */
  g_assert_cmpuint (input->preprocessing->len, ==, 3);
  g_assert_cmpstr (step (input, 0)->cls->head.name, ==, "Resizing");
  g_assert_cmpstr (step (input, 1)->cls->head.name, ==, "Rescaling");
  g_assert_cmpstr (step (input, 2)->cls->head.name, ==, "Normalization");
  assert_remedy (network, &grey, 0, NULL);
  set (network, "in", "shape", "[28, 28, 3]");
  assert_remedy (network, &grey, 0, "prepare:Resizing");
  vsl_prepare_refit (input, &grey.raw, TRUE);
  g_assert_cmpstr (step (input, 0)->cls->head.name, ==, "ColorMode");
  assert_remedy (network, &grey, 0, NULL);
  set (network, "in", "shape", "[40]");
  assert_remedy (network, &grey, 0, "fit:samples");
  g_assert_true (vsl_network_fit_input (input, &large));
  g_autofree char *shape = vsl_config_get_text (&input->cls->head, input->config, "shape");
  g_assert_cmpstr (shape, ==, "128 × 128 × 3");
  assert_remedy (network, &large, 0, NULL);
  g_assert_true (vsl_network_fit_input (input, &notes));
  g_assert_cmpint (vsl_prepare_text_rules (input)->output_sequence_length, ==, 37);
  g_assert_false (vsl_network_fit_input (input, &(VslDataFacts) { 0 }));
}

/* A chain of so many cards as people draw them. */
static VslNetwork *
chain (int n)
{
  VslNetwork *network = vsl_network_new ();
  for (int i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("n%d", i), *before = i ? g_strdup_printf ("n%d", i - 1) : NULL;
    VslNode *node = add (network, i ? "ReLU" : "Input", id, before);
    node->x = 40 + i * VSL_PLACE_COLUMN;
    node->y = 200;
  }
  return network;
}

static void
assert_apart (const VslNetwork *network)
{
  for (guint i = 0; i < network->nodes->len; i++)
    for (guint k = 0; k < i; k++) {
      const VslNode *a = network->nodes->pdata[i], *b = network->nodes->pdata[k];
      g_assert_true (fabs (a->x - b->x) >= 184 || fabs (a->y - b->y) >= 72);
    }
}

static void
test_place (void)
{
  g_autoptr (VslNetwork) network = chain (4);
  VslNode *aside = add (network, "ReLU", "aside", "n0");         /* a branch that ends beside the chain, and a card in its way */
  vsl_network_place_behind (network, aside, "n0");
  g_assert_cmpfloat (aside->y, ==, 200 + VSL_PLACE_ROW);
  VslNode *stranger = vsl_network_add (network, vsl_layer_class ("ReLU"), "stranger", 40 + 4 * VSL_PLACE_COLUMN + 30, 210);
  assert_apart (network);
  for (int i = 0; i < 3; i++) {
    VslNode *node = vsl_network_insert (network, vsl_layer_class ("ReLU"), "n1", i ? "new" : "n2", NULL);
    g_assert_nonnull (node);
    vsl_network_place_between (network, node, i ? "new" : "n2");
    if (i)
      g_assert_true (vsl_network_rename (network, "new", i == 1 ? "older" : "oldest", NULL));
    g_autofree char *id = g_strdup (node->id);
    g_assert_true (vsl_network_rename (network, id, "new", NULL));
    assert_apart (network);
  }
  g_assert_cmpfloat (vsl_network_find (network, "n1")->x, ==, 40 + VSL_PLACE_COLUMN);            /* what is upstream stays */
  g_assert_cmpfloat (vsl_network_find (network, "n3")->x, >=, 40 + 6 * VSL_PLACE_COLUMN);
  g_assert_cmpfloat (aside->x, ==, 40 + VSL_PLACE_COLUMN);
  g_assert_cmpfloat (stranger->x, >, 40 + 4 * VSL_PLACE_COLUMN + 30);                            /* it made room */
  g_assert_true (vsl_network_free_end (network) == stranger);
  g_assert_true (vsl_network_only_consumer (network, "n0") == NULL);
  g_assert_true (vsl_network_only_consumer (network, "n2") == vsl_network_find (network, "n3"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/answer", test_answer);
  g_test_add_func ("/drawing/input", test_input);
  g_test_add_func ("/drawing/place", test_place);
  return g_test_run ();
}
