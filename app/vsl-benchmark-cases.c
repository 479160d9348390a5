/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-benchmark.h"
#include "graph/vsl-template.h"

/* A template with another input and number of classes; text NULL: as it is. */
static VslNetwork *
adapted (const char *template_id, const char *shape, const char *units, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_template_load (template_id, error);
  if (!network || (shape && !vsl_network_set_text (network, "scan", "shape", shape, error))
      || (units && !vsl_network_set_text (network, "answer", "units", units, error)))
    return NULL;
  return g_steal_pointer (&network);
}

/* Conv 32 3×3 relu, max pooling 2×2, Dense 10 softmax on 28×28×1. */
static VslNetwork *
seed_cnn (GError **error)
{
  return adapted ("classic-cnn", NULL, NULL, error);
}

/* Four pairs of 3×3 convolutions with 16, 32, 64, 128 filters on 128×128×1, Dense 128, Dense 2; without the template's dropout. */
static VslNetwork *
vgg128 (GError **error)
{
  g_autoptr (VslNetwork) network = adapted ("vgg-small", NULL, "2", error);
  if (!network || !vsl_network_remove (network, "drop") || !vsl_network_connect (network, "hidden", "answer", error))
    return NULL;
  return g_steal_pointer (&network);
}

/* ResNet-18 with a 3×3 stem on 28×28×3, 9 classes. */
static VslNetwork *
resnet18_28 (GError **error)
{
  return adapted ("resnet18-small", "[28, 28, 3]", "9", error);
}

/* Adds a node after `from` (and `from2`, may be NULL); options are name, value … NULL. */
static gboolean
put (VslNetwork *network, const char *type, const char *id, const char *from, const char *from2, const char *const *options, GError **error)
{
  const VslLayerClass *cls = vsl_layer_class (type);
  if (!cls) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_NOT_FOUND, _("There is no layer “%s”."), type);
    return FALSE;
  }
  vsl_network_add (network, cls, id, 0, 0);
  for (int i = 0; options && options[i]; i += 2)
    if (!vsl_network_set_text (network, id, options[i], options[i + 1], error))
      return FALSE;
  return (!from || vsl_network_connect (network, from, id, error)) && (!from2 || vsl_network_connect (network, from2, id, error));
}

/* Two 3×3 convolutions, id_1 and id_2. */
static gboolean
pair (VslNetwork *network, const char *id, const char *from, const char *filters, GError **error)
{
  const char *const options[] = { "filters", filters, "padding", "same", "activation", "relu", NULL };
  g_autofree char *first = g_strconcat (id, "_1", NULL), *second = g_strconcat (id, "_2", NULL);
  return put (network, "Conv2D", first, from, NULL, options, error) && put (network, "Conv2D", second, first, NULL, options, error);
}

/* Transposed convolution 2×2 up to the size of `skip`, joined with it, then a pair. */
static gboolean
up (VslNetwork *network, const char *id, const char *from, const char *skip, const char *filters, GError **error)
{
  const char *const options[] = { "filters", filters, "kernel_size", "2", "strides", "2", NULL };
  g_autofree char *grow = g_strconcat (id, "_up", NULL), *join = g_strconcat (id, "_join", NULL);
  return put (network, "Conv2DTranspose", grow, from, NULL, options, error) && put (network, "Concatenate", join, grow, skip, NULL, error)
         && pair (network, id, join, filters, error);
}

/* U-Net on 64×64×1: 16, 32, 64 filters down, 128 at the bottom, 1×1 head. */
static VslNetwork *
unet64 (GError **error)
{
  static const char *const shape[] = { "shape", "[64, 64, 1]", NULL }, *const head[] = { "filters", "1", "kernel_size", "1", NULL };
  g_autoptr (VslNetwork) n = vsl_network_new ();
  gboolean ok = put (n, "Input", "scan", NULL, NULL, shape, error) && pair (n, "d1", "scan", "16", error)
                && put (n, "MaxPooling2D", "p1", "d1_2", NULL, NULL, error) && pair (n, "d2", "p1", "32", error)
                && put (n, "MaxPooling2D", "p2", "d2_2", NULL, NULL, error) && pair (n, "d3", "p2", "64", error)
                && put (n, "MaxPooling2D", "p3", "d3_2", NULL, NULL, error) && pair (n, "b", "p3", "128", error)
                && up (n, "e3", "b_2", "d3_2", "64", error) && up (n, "e2", "e3_2", "d2_2", "32", error)
                && up (n, "e1", "e2_2", "d1_2", "16", error) && put (n, "Conv2D", "head", "e1_2", NULL, head, error);
  return ok ? g_steal_pointer (&n) : NULL;
}

const VslBenchmarkCase vsl_benchmark_cases[] = {
  { "seed_cnn_train_b32", seed_cnn, 32, TRUE, 10, 1024 },
  { "seed_cnn_train_b256", seed_cnn, 256, TRUE, 10, 4096 },
  { "seed_cnn_infer_b1", seed_cnn, 1, FALSE, 10, 1 },
  { "seed_cnn_infer_b32", seed_cnn, 32, FALSE, 10, 32 },
  { "seed_cnn_infer_b256", seed_cnn, 256, FALSE, 10, 256 },
  { "vgg128_train_b32", vgg128, 32, TRUE, 2, 64 },
  { "vgg128_infer_b32", vgg128, 32, FALSE, 2, 32 },
  { "resnet18_28_train_b128", resnet18_28, 128, TRUE, 9, 256 },
  { "resnet18_28_infer_b128", resnet18_28, 128, FALSE, 9, 128 },
  { "resnet18_28_infer_b1", resnet18_28, 1, FALSE, 9, 1 },
  { "unet64_train_b32", unet64, 32, TRUE, 0, 64 },
  { "unet64_infer_b32", unet64, 32, FALSE, 0, 32 },
  { NULL },
};
