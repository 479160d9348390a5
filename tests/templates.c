/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network templates: titles, parameter counts as Keras has them, and how they fit themselves to data. */
#include <glib.h>
#include <string.h>

#include "data/vsl-column.h"
#include "graph/vsl-template.h"

typedef struct {
  const char *id;
  int h, w, c, classes;
  gint64 params, trainable;
} Count;

/* The same networks in Keras: model.count_params () and the trainable ones. */
static const Count counts[] = {
  { "classic-cnn", 28, 28, 1, 10, 54410, 54410 },
  { "lenet", 28, 28, 1, 10, 61706, 61706 },
  { "vgg-small", 128, 128, 1, 2, 1342194, 1342194 },
  { "resnet18-small", 64, 64, 3, 10, 11183562, 11173962 },
  { "mobilenet-small", 64, 64, 3, 10, 278730, 274250 },
  { "conv-autoencoder", 64, 64, 1, 0, 12193, 12193 },
  { "unet-autoencoder", 64, 64, 1, 0, 118113, 118113 },
  { "perceptron", 28, 28, 1, 10, 101770, 101770 },
  { "logistic", 28, 28, 1, 10, 7850, 7850 },
};

/* Notes: by Keras's formulas for the layers that have weights, u units and d numbers in. */
#define EMBEDDING(n_, d_) ((n_) * (d_))
#define DENSE(d_, u_) ((d_) * (u_) + (u_))
#define LSTM(d_, u_) (4 * (u_) * ((d_) + (u_) + 1))
#define GRU(d_, u_) (3 * (u_) * ((d_) + (u_) + 2))          /* reset_after: two biases */
#define CONV1D(k_, d_, u_) ((k_) * (d_) * (u_) + (u_))
#define ATTENTION(d_, heads_, key_) (3 * DENSE (d_, (heads_) * (key_)) + DENSE ((heads_) * (key_), d_))

typedef struct {
  const char *node;
  gint64 params;
} NodeCount;

static const struct {
  const char *id;
  int length;
  NodeCount node[10];
} notes[] = {
  { "embedding-average", 400, { { "words", EMBEDDING (20000, 128) }, { "norm", 2 * 256 }, { "answer", DENSE (256, 1) } } },
  { "text-cnn", 400,
    { { "words", EMBEDDING (20000, 128) }, { "conv_3", CONV1D (3, 128, 64) }, { "conv_4", CONV1D (4, 128, 64) },
      { "conv_5", CONV1D (5, 128, 64) }, { "answer", DENSE (3 * 64, 1) } } },
  { "notes-gru", 400, { { "words", EMBEDDING (20000, 128) }, { "gru", GRU (128, 64) }, { "answer", DENSE (64, 1) } } },
  { "notes-lstm", 400, { { "words", 2560000 }, { "lstm", 49408 }, { "answer", 65 } } },
  { "notes-bilstm", 400, { { "words", EMBEDDING (20000, 128) }, { "both", 98816 }, { "answer", DENSE (2 * 64, 1) } } },
  { "notes-attention", 400,
    { { "words", EMBEDDING (20000, 128) }, { "places", EMBEDDING (400, 128) }, { "attention", ATTENTION (128, 4, 32) },
      { "norm_1", 2 * 128 }, { "wide", DENSE (128, 256) }, { "narrow", DENSE (256, 128) }, { "norm_2", 2 * 128 },
      { "answer", DENSE (128, 1) } } },
  { "sequence-autoencoder", 40,
    { { "words", EMBEDDING (2000, 64) }, { "code", LSTM (64, 128) }, { "norm_1", 2 * 128 }, { "reader", LSTM (128, 128) },
      { "norm_2", 2 * 128 }, { "tokens", DENSE (128, 2000) } } },
};

static VslNetwork *
make (const char *id, int h, int w, int c, gboolean uniform, int classes)
{
  g_autoptr (GError) error = NULL;
  VslShape raw = vsl_shape_make (3, h, w, c);
  VslNetwork *network = vsl_template_make (id, &raw, uniform, classes, &error);
  g_assert_no_error (error);
  return network;
}

/* Shapes of the first and the last node. */
static void
ends (const VslNetwork *network, VslShape *in, VslShape *out)
{
  g_autoptr (VslReport) report = vsl_network_check (network, 1);
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network), inputs = vsl_network_input_nodes (network);
  g_assert_true (vsl_report_ok (report));
  *in = report->node[vsl_network_index (network, ((VslNode *) inputs->pdata[0])->id)].out;
  *out = report->node[vsl_network_index (network, outputs->pdata[0])].out;
}

static void
assert_shape (const VslShape *shape, int rank, int a, int b, int c)
{
  VslShape want = { rank, { a, rank > 1 ? b : 0, rank > 2 ? c : 0 } };
  g_autofree char *have = vsl_shape_to_string (shape), *text = vsl_shape_to_string (&want);
  g_assert_cmpstr (have, ==, text);
}

static void
test_counts (void)
{
  guint n = 0;
  for (; vsl_template_ids ()[n]; n++)
    ;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (counts) + G_N_ELEMENTS (notes) + 2);      /* and two with several Inputs */
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    const Count *c = &counts[i];
    /* Larger than 64: the template's own size. */
    g_autoptr (VslNetwork) network = make (c->id, 300, 200, c->c, TRUE, c->classes);
    g_autoptr (VslReport) report = vsl_network_check (network, 1);
    VslShape in, out;
    ends (network, &in, &out);
    g_test_message ("%s: %" G_GINT64_FORMAT, c->id, report->params);
    assert_shape (&in, 3, c->h, c->w, c->c);
    g_assert_cmpint (report->params, ==, c->params);
    g_assert_cmpint (report->trainable, ==, c->trainable);
  }
}

/* Every layer, and nothing else has weights; two classes, one sigmoid unit. */
static void
test_notes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = vsl_template_make (notes[i].id, NULL, FALSE, 2, &error);
    g_assert_no_error (error);
    g_autoptr (VslReport) report = vsl_network_check (network, 1);
    VslShape in, out;
    gint64 sum = 0;
    ends (network, &in, &out);
    assert_shape (&in, 1, notes[i].length, 0, 0);
    for (const NodeCount *c = notes[i].node; c->node; c++) {
      int at = vsl_network_index (network, c->node);
      g_assert_cmpint (at, >=, 0);
      g_test_message ("%s %s", notes[i].id, c->node);
      g_assert_cmpint (report->node[at].params, ==, c->params);
      sum += c->params;
    }
    g_assert_cmpint (report->params, ==, sum);
    g_assert_cmpint (report->trainable, ==, sum);
  }
}

static char *
activation_of_output (const VslNetwork *network)
{
  g_autoptr (GPtrArray) outputs = vsl_network_output_ids (network);
  const VslNode *node = vsl_network_source (network, outputs->pdata[0], NULL);
  return vsl_config_get_text (&node->cls->head, node->config, "activation");
}

/* id, classes > units, activation: notes of two classes end in one sigmoid unit, scans in softmax. */
static void
test_answers (void)
{
  static const struct {
    const char *id;
    int classes, units;
    const char *activation;
  } cases[] = {
    { "notes-lstm", 2, 1, "sigmoid" }, { "notes-lstm", 3, 3, "softmax" },        { "notes-lstm", 0, 1, "sigmoid" }, { "notes-lstm", 1, 1, "sigmoid" },
    { "text-cnn", 12, 12, "softmax" }, { "embedding-average", 2, 1, "sigmoid" }, { "classic-cnn", 2, 2, "softmax" }, { "perceptron", 3, 3, "softmax" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = vsl_template_make (cases[i].id, NULL, FALSE, cases[i].classes, &error);
    g_assert_no_error (error);
    VslShape in, out;
    ends (network, &in, &out);
    g_autofree char *activation = activation_of_output (network);
    assert_shape (&out, 1, cases[i].units, 0, 0);
    g_assert_cmpstr (activation, ==, cases[i].activation);
  }
}

/* A sequence autoencoder tells its input again whatever the number of classes; scans are none of its business. */
static void
test_spelling (void)
{
  for (int classes = 0; classes < 4; classes++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = vsl_template_make ("sequence-autoencoder", NULL, FALSE, classes, &error);
    g_assert_no_error (error);
    VslShape in, out;
    ends (network, &in, &out);
    assert_shape (&out, 2, (int) in.dim[0], 2000, 0);
  }
  g_autoptr (GError) error = NULL;
  VslShape raw = vsl_shape_make (3, 28, 28, 1);
  g_assert_null (vsl_template_make ("notes-lstm", &raw, TRUE, 2, &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE);
}

/* Templates for notes follow the notes, up to what stands in their files; the words themselves come with the training. */
static void
test_fits_notes (void)
{
  static const struct {
    VslTextFacts facts;
    int classes, length, vocabulary;
  } cases[] = { { { 500, 60 }, 5, 60, 502 }, { { 100000, 2000 }, 2, 400, 20000 }, { { 3, 2 }, 0, 8, 5 }, { { 19998, 400 }, 2, 400, 20000 } };
  for (guint i = 0; i < G_N_ELEMENTS (notes) * G_N_ELEMENTS (cases); i++) {
    const char *id = notes[i % G_N_ELEMENTS (notes)].id;
    guint k = i / G_N_ELEMENTS (notes);
    gboolean spells = g_str_equal (id, "sequence-autoencoder");
    int length = MIN (cases[k].length, spells ? 40 : 400), vocabulary = MIN (cases[k].vocabulary, spells ? 2000 : 20000);
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = vsl_template_make_notes (id, &cases[k].facts, cases[k].classes, &error);
    g_assert_no_error (error);
    VslShape in, out;
    ends (network, &in, &out);
    assert_shape (&in, 1, length, 0, 0);
    if (spells)
      assert_shape (&out, 2, length, vocabulary, 0);
    else
      assert_shape (&out, 1, cases[k].classes > 2 ? cases[k].classes : 1, 0, 0);
    g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
    const VslTextRules *rules = vsl_prepare_text_rules (inputs->pdata[0]);
    g_assert_cmpint (rules->output_sequence_length, ==, length);
    g_assert_cmpint (rules->max_tokens, ==, vocabulary);
    g_assert_cmpint (vsl_network_vocabulary (network, inputs->pdata[0]), ==, vocabulary);
    g_assert_cmpint (rules->split, ==, VSL_TEXT_WORDS);
    g_assert_null (rules->vocabulary);
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_template_make_notes ("classic-cnn", &cases[0].facts, 2, &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE);
  g_autoptr (VslNetwork) early = vsl_template_make_notes ("text-cnn", NULL, 0, NULL);
  VslShape in, out;
  ends (early, &in, &out);
  assert_shape (&in, 1, 400, 0, 0);
}

/* Rows of a table: no Flatten, a unit a class; a number gets one linear unit and its scale, labels a sigmoid unit each. */
static void
test_tables (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  static const char *const ids[] = { "logistic", "perceptron" };
  g_ptr_array_add (columns, vsl_column_new ("age", VSL_COLUMN_NUMERIC));
  g_ptr_array_add (columns, vsl_column_new ("sex", VSL_COLUMN_CATEGORICAL));
  g_ptr_array_add (columns, vsl_column_new ("name", VSL_COLUMN_IDENTIFIER));
  for (guint i = 0; i < columns->len; i++)
    ((VslColumn *) columns->pdata[i])->taken = i < 2;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    for (int target = 0; target < VSL_N_TARGETS; target++) {
      g_autoptr (VslNetwork) network = vsl_template_make_table (ids[i], columns, 5, 3, &error);
      g_assert_no_error (error);
      g_assert_true (vsl_template_answer (network, (VslTarget) target, 4, 100, 25, &error));
      g_autoptr (VslReport) report = vsl_network_check (network, 1);
      g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
      VslShape in, out;
      ends (network, &in, &out);
      g_assert_true (vsl_report_ok (report));
      assert_shape (&in, 1, 5, 0, 0);
      assert_shape (&out, 1, target == VSL_TARGET_CLASS ? 3 : target == VSL_TARGET_NUMBER ? 1 : 4, 0, 0);
      g_assert_cmpuint (((VslNode *) inputs->pdata[0])->preprocessing->len, ==, 2);
      g_assert_null (vsl_network_find (network, "flat"));
      g_assert_cmpint (vsl_network_find (network, "scale") != NULL, ==, target == VSL_TARGET_NUMBER);
    }
  g_assert_null (vsl_template_make_table ("classic-cnn", columns, 5, 3, &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_true (vsl_template_takes ("perceptron", VSL_SAMPLE_TABLE) && vsl_template_takes ("perceptron", VSL_SAMPLE_SCAN));
  g_assert_false (vsl_template_takes ("classic-cnn", VSL_SAMPLE_TABLE));
  g_assert_cmpint (vsl_template_parts ("scan-and-table"), ==, 2);
  VslShape raw = { 3, { 40, 48, 3 } };
  g_autoptr (VslNetwork) joint = vsl_template_make_joint ("scan-and-table", &raw, TRUE, columns, 7, NULL, 3, &error);
  g_assert_no_error (error);
  const VslNode *row = vsl_network_find (joint, "row"), *scan = vsl_network_find (joint, "scan");
  g_assert_cmpuint (row->preprocessing->len, ==, 2);
  g_assert_cmpuint (scan->preprocessing->len, ==, 2);
}

/* Which data a template is for; the refusal names those that would do. */
static void
test_kinds (void)
{
  guint n = 0;
  for (int i = 0; vsl_template_ids ()[i]; i++)
    n += vsl_template_kind (vsl_template_ids ()[i]) == VSL_SAMPLE_NOTE;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (notes));
  g_assert_true (vsl_template_suits ("notes-gru", VSL_SAMPLE_NOTE, NULL));
  g_assert_true (vsl_template_suits ("logistic", VSL_SAMPLE_SCAN, NULL));
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_template_suits ("notes-gru", VSL_SAMPLE_SCAN, &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "classic-cnn"));
  g_assert_null (strstr (error->message, "text-cnn"));
}

static void
test_words (void)
{
  for (int i = 0; vsl_template_ids ()[i]; i++) {
    const char *id = vsl_template_ids ()[i];
    g_assert_nonnull (vsl_template_title (id));
    g_assert_nonnull (vsl_template_summary (id));
    g_autoptr (JsonObject) o = vsl_template_describe (id);
    g_assert_cmpstr (json_object_get_string_member (o, "name"), ==, id);
    g_assert_cmpint (json_object_get_int_member (o, "parameters"), >, 0);
    g_assert_nonnull (json_object_get_array_member (o, "properties"));
    g_autoptr (GError) error = NULL;
    g_autoptr (VslNetwork) network = vsl_template_make (id, NULL, FALSE, 0, &error);
    g_assert_no_error (error);
    g_assert_nonnull (network);
  }
  g_assert_null (vsl_template_title ("nothing"));
  g_assert_null (vsl_template_describe ("nothing"));
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_template_make ("clasic-cnn", NULL, FALSE, 2, &error));
  g_assert_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "classic-cnn"));
}

/* id, uniform, raw size > size of the Input */
static void
test_sizes (void)
{
  static const struct {
    const char *id;
    int h, w, c;
    gboolean uniform;
    int want_h, want_w, resize;
  } fits[] = {
    { "classic-cnn", 28, 28, 1, TRUE, 28, 28, 0 },       { "classic-cnn", 50, 40, 3, TRUE, 50, 40, 0 },
    { "classic-cnn", 50, 40, 1, FALSE, 28, 28, 1 },      { "classic-cnn", 65, 64, 1, TRUE, 28, 28, 1 },
    { "vgg-small", 64, 64, 1, TRUE, 64, 64, 0 },         { "vgg-small", 12, 12, 1, TRUE, 16, 16, 1 },
    { "conv-autoencoder", 28, 28, 1, TRUE, 28, 28, 0 },  { "conv-autoencoder", 30, 27, 3, TRUE, 32, 28, 1 },
    { "unet-autoencoder", 30, 27, 3, TRUE, 32, 28, 1 },  { "unet-autoencoder", 90, 80, 1, TRUE, 64, 64, 1 },
    { "resnet18-small", 28, 28, 3, TRUE, 28, 28, 0 },    { "classic-cnn", 2, 2, 1, TRUE, 4, 4, 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (fits); i++) {
    g_autoptr (VslNetwork) network = make (fits[i].id, fits[i].h, fits[i].w, fits[i].c, fits[i].uniform, 3);
    VslShape in, out;
    ends (network, &in, &out);
    assert_shape (&in, 3, fits[i].want_h, fits[i].want_w, fits[i].c);
    if (strstr (fits[i].id, "autoencoder"))
      assert_shape (&out, 3, fits[i].want_h, fits[i].want_w, fits[i].c);
    else
      assert_shape (&out, 1, 3, 0, 0);
    g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
    const GArray *steps = ((VslNode *) inputs->pdata[0])->preprocessing;
    gboolean resize = FALSE, rescale = FALSE;
    for (guint k = 0; k < steps->len; k++) {
      const char *name = g_array_index (steps, VslStepSpec, k).cls->head.name;
      resize |= g_str_equal (name, "Resizing");
      rescale |= g_str_equal (name, "Rescaling");
    }
    g_assert_cmpint (resize, ==, fits[i].resize);
    g_assert_true (rescale);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/counts", test_counts);
  g_test_add_func ("/template/notes", test_notes);
  g_test_add_func ("/template/answers", test_answers);
  g_test_add_func ("/template/spelling", test_spelling);
  g_test_add_func ("/template/fits-notes", test_fits_notes);
  g_test_add_func ("/template/kinds", test_kinds);
  g_test_add_func ("/template/tables", test_tables);
  g_test_add_func ("/template/words", test_words);
  g_test_add_func ("/template/sizes", test_sizes);
  return g_test_run ();
}
