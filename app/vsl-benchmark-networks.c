/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The networks that are measured, written as network files are: read by the same reader, so a layer that does not exist is its error. */
#include "app/vsl-benchmark.h"
#include "graph/vsl-template.h"

/* A network under construction; nodes are JSON text. */
static GString *
begin (void)
{
  return g_string_new ("{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [");
}

/* inputs and config: what stands between the brackets, without them. */
static void G_GNUC_PRINTF (5, 6)
node (GString *s, const char *id, const char *type, const char *inputs, const char *config, ...)
{
  va_list ap;
  va_start (ap, config);
  g_autofree char *options = g_strdup_vprintf (config, ap);
  va_end (ap);
  g_string_append_printf (s, "%s{\"id\": \"%s\", \"type\": \"%s\", \"inputs\": [%s], \"config\": {%s}}", g_str_has_suffix (s->str, "[") ? "" : ", ",
                          id, type, inputs, options);
}

static VslNetwork *
end (GString *s, GError **error)
{
  g_string_append (s, "]}");
  VslNetwork *network = vsl_network_parse (s->str, -1, error);
  g_string_free (s, TRUE);
  return network;
}

static int
or (int value, int otherwise)
{
  return value ? value : otherwise;
}

/* The classic CNN: one convolution with relu, 2 × 2 maximum, Dense with softmax. */
VslNetwork *
vsl_benchmark_cnn (const VslBenchmarkCase *c, GError **error)
{
  GString *s = begin ();
  node (s, "scan", "Input", "", "\"shape\": [%d, %d, %d]", or (c->height, 28), or (c->width, 28), or (c->channels, 1));
  node (s, "conv", "Conv2D", "\"scan\"", "\"filters\": %d, \"kernel_size\": %d, \"activation\": \"relu\"", or (c->filters, 32), or (c->kernel, 3));
  node (s, "pool", "MaxPooling2D", "\"conv\"", " ");
  node (s, "flat", "Flatten", "\"pool\"", " ");
  node (s, "answer", "Dense", "\"flat\"", "\"units\": %d, \"activation\": \"softmax\"", c->classes);
  return end (s, error);
}

/* A template with another input and number of classes. */
static VslNetwork *
adapted (const char *id, const char *shape, int classes, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_template_load (id, error);
  g_autofree char *units = g_strdup_printf ("%d", classes);
  if (!network || (shape && !vsl_network_set_text (network, "scan", "shape", shape, error))
      || !vsl_network_set_text (network, "answer", "units", units, error))
    return NULL;
  return g_steal_pointer (&network);
}

/* Four pairs of 3 × 3 convolutions with 16, 32, 64, 128 filters on 128 × 128 × 1, Dense 128, Dense; without the template's dropout. */
VslNetwork *
vsl_benchmark_vgg (const VslBenchmarkCase *c, GError **error)
{
  g_autoptr (VslNetwork) network = adapted ("vgg-small", NULL, c->classes, error);
  if (!network || !vsl_network_remove (network, "drop") || !vsl_network_connect (network, "hidden", "answer", error))
    return NULL;
  return g_steal_pointer (&network);
}

/* ResNet-18 with a 3 × 3 stem. */
VslNetwork *
vsl_benchmark_resnet (const VslBenchmarkCase *c, GError **error)
{
  g_autofree char *shape = g_strdup_printf ("[%d, %d, 3]", c->height, c->height);
  return adapted ("resnet18-small", shape, c->classes, error);
}

/* Two 3 × 3 convolutions, NAME_1 and NAME_2. */
static void
pair (GString *s, const char *name, const char *from, int filters)
{
  for (int k = 1; k <= 2; k++) {
    g_autofree char *id = g_strdup_printf ("%s_%d", name, k);
    g_autofree char *in = k == 1 ? g_strdup_printf ("\"%s\"", from) : g_strdup_printf ("\"%s_1\"", name);
    node (s, id, "Conv2D", in, "\"filters\": %d, \"padding\": \"same\", \"activation\": \"relu\"", filters);
  }
}

/* Transposed convolution 2 × 2 up to the size of `skip`, joined with it, then a pair. */
static void
up (GString *s, const char *name, const char *from, const char *skip, int filters)
{
  g_autofree char *grow = g_strconcat (name, "_up", NULL), *join = g_strconcat (name, "_join", NULL);
  g_autofree char *in = g_strdup_printf ("\"%s\"", from), *both = g_strdup_printf ("\"%s\", \"%s\"", grow, skip);
  node (s, grow, "Conv2DTranspose", in, "\"filters\": %d, \"kernel_size\": 2, \"strides\": 2", filters);
  node (s, join, "Concatenate", both, " ");
  pair (s, name, join, filters);
}

/* U-Net on 64 × 64 × 1: 16, 32, 64 filters down, 128 at the bottom, 1 × 1 head. */
VslNetwork *
vsl_benchmark_unet (const VslBenchmarkCase *c, GError **error)
{
  GString *s = begin ();
  node (s, "scan", "Input", "", "\"shape\": [64, 64, 1]");
  pair (s, "d1", "scan", 16);
  node (s, "p1", "MaxPooling2D", "\"d1_2\"", " ");
  pair (s, "d2", "p1", 32);
  node (s, "p2", "MaxPooling2D", "\"d2_2\"", " ");
  pair (s, "d3", "p2", 64);
  node (s, "p3", "MaxPooling2D", "\"d3_2\"", " ");
  pair (s, "b", "p3", 128);
  up (s, "e3", "b_2", "d3_2", 64);
  up (s, "e2", "e3_2", "d2_2", 32);
  up (s, "e1", "e2_2", "d1_2", 16);
  node (s, "head", "Conv2D", "\"e1_2\"", "\"filters\": 1, \"kernel_size\": 1");
  return end (s, error);
}

/* Words as vectors of 128 numbers, a recurrent layer of 64 units, one answer. */
VslNetwork *
vsl_benchmark_text (const VslBenchmarkCase *c, GError **error)
{
  GString *s = begin ();
  char dropout[G_ASCII_DTOSTR_BUF_SIZE], recurrent[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *cell = g_strdup_printf ("\"units\": 64, \"dropout\": %s, \"recurrent_dropout\": %s",
                                           g_ascii_dtostr (dropout, sizeof dropout, c->dropout), g_ascii_dtostr (recurrent, sizeof recurrent, c->recurrent));
  node (s, "note", "Input", "", "\"shape\": [%d]", c->length);
  node (s, "words", "Embedding", "\"note\"", "\"input_dim\": %d, \"output_dim\": 128", VSL_BENCHMARK_VOCABULARY);
  if (g_str_equal (c->cell, "Bidirectional"))
    node (s, "read", c->cell, "\"words\"", "\"layer\": {\"type\": \"LSTM\", \"config\": {%s}}", cell);
  else
    node (s, "read", c->cell, "\"words\"", "%s", cell);
  node (s, "answer", "Dense", "\"read\"", "\"units\": 1, \"activation\": \"sigmoid\"");
  return end (s, error);
}

/* A layer of a Transformer's encoder, normalised after the sums: 4 heads, 128 numbers a place, 512 inside, dropout 0.1. */
VslNetwork *
vsl_benchmark_encoder (const VslBenchmarkCase *c, GError **error)
{
  GString *s = begin ();
  node (s, "places", "Input", "", "\"shape\": [%d, 128]", c->length);
  node (s, "attend", "MultiHeadAttention", "\"places\"", "\"num_heads\": 4, \"key_dim\": 32, \"dropout\": 0.1");
  node (s, "drop_1", "Dropout", "\"attend\"", "\"rate\": 0.1");
  node (s, "add_1", "Add", "\"places\", \"drop_1\"", " ");
  node (s, "norm_1", "LayerNormalization", "\"add_1\"", "\"epsilon\": 1e-5");
  node (s, "inside", "Dense", "\"norm_1\"", "\"units\": 512, \"activation\": \"relu\"");
  node (s, "drop_2", "Dropout", "\"inside\"", "\"rate\": 0.1");
  node (s, "outside", "Dense", "\"drop_2\"", "\"units\": 128");
  node (s, "drop_3", "Dropout", "\"outside\"", "\"rate\": 0.1");
  node (s, "add_2", "Add", "\"norm_1\", \"drop_3\"", " ");
  node (s, "norm_2", "LayerNormalization", "\"add_2\"", "\"epsilon\": 1e-5");
  return end (s, error);
}
