/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Input's preprocessing: the same list of steps for the loader, predict and the exporters. */
#include "data/vsl-prepare.h"

#include <glib/gi18n-lib.h>

static const VslInts *
input_shape (const VslNode *input)
{
  const VslProp *p = vsl_kind_prop (&input->cls->head, "shape");
  if (!p || p->type != VSL_PROP_INTS || !input->config)
    return NULL;
  return (gconstpointer) ((const guint8 *) input->config + p->offset);
}

/* height, width, channels of the Input; FALSE when it takes no pictures */
static gboolean
input_sizes (const VslNode *input, gint64 size[3])
{
  const VslInts *shape = input_shape (input);
  if (!shape || shape->n < 2 || shape->n > 3)
    return FALSE;
  size[0] = shape->v[0];
  size[1] = shape->v[1];
  size[2] = shape->n == 3 ? shape->v[2] : 1;
  return TRUE;
}

static gboolean
fits (const VslNode *input, const VslImage *image, GError **error)
{
  gint64 size[3];
  if (!input_sizes (input, size)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the samples are scans, but this input takes none: give it the shape height, width, channels"), input->id);
    return FALSE;
  }
  if (image->height != size[0] || image->width != size[1]) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the scans are %d × %d, the network takes %d × %d: add Resizing to the preprocessing of the input"), input->id,
                 image->height, image->width, (int) size[0], (int) size[1]);
    return FALSE;
  }
  if (image->channels != size[2]) {
    const char *have = image->channels == 1 ? _("grey") : _("in colour"), *want = size[2] == 1 ? _("grey ones") : _("colour");
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the scans are %s (channels: %d), the network takes %s (channels: %d): add ColorMode to the preprocessing of the input"),
                 input->id, have, image->channels, want, (int) size[2]);
    return FALSE;
  }
  return TRUE;
}

/**
 * vsl_prepare_image:
 * @input: an Input node
 * @raw: a sample as stored; unchanged
 * @out: as many values as the Input's shape has
 *
 * Runs the node's preprocessing. Threads: any.
 *
 * Returns: FALSE when a step fails or the result doesn't have the Input's shape
 */
gboolean
vsl_prepare_image (const VslNode *input, const VslImage *raw, VslReal *out, GError **error)
{
  VslImage image;
  if (!vsl_image_copy (&image, raw, error))
    return FALSE;
  gboolean ok = TRUE;
  for (guint i = 0; ok && input->preprocessing && i < input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    if (step->cls->prepare) {
      ok = step->cls->prepare (step->config, &image, error);
      if (!ok)
        g_prefix_error (error, "%s: %s: ", input->id, step->cls->head.name);
    } else {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: %s cannot stand in an input's preprocessing: remove it there"), input->id,
                   step->cls->head.name);
      ok = FALSE;
    }
  }
  ok = ok && fits (input, &image, error);
  if (ok)
    vsl_image_to_reals (&image, out);
  vsl_image_clear (&image);
  return ok;
}

static void
append_step (VslNode *input, const char *name, const char *option, const char *value, const char *option2, const char *value2)
{
  const VslLayerClass *cls = vsl_layer_class (name);
  g_return_if_fail (cls != NULL);
  VslStepSpec step = { cls, vsl_config_new (&cls->head) };
  vsl_config_set_text (&cls->head, step.config, option, value, input->id, NULL);
  if (option2)
    vsl_config_set_text (&cls->head, step.config, option2, value2, input->id, NULL);
  g_array_append_val (input->preprocessing, step);
}

/**
 * vsl_prepare_default:
 * @input: an Input node whose shape is set
 * @raw: height, width, channels of a scan
 * @uniform: whether all scans are like it
 *
 * Replaces the preprocessing by a list for scans of this kind: ColorMode when channels differ, Resizing when sizes differ,
 * and Rescaling by bit depth.
 */
void
vsl_prepare_default (VslNode *input, const VslShape *raw, gboolean uniform)
{
  gint64 size[3];
  g_return_if_fail (input->preprocessing != NULL);
  g_array_set_size (input->preprocessing, 0);      /* the list frees its configs by itself */
  if (raw->rank == 3 && input_sizes (input, size)) {
    g_autofree char *height = g_strdup_printf ("%d", (int) size[0]), *width = g_strdup_printf ("%d", (int) size[1]);
    if ((!uniform || raw->dim[2] != size[2]) && (size[2] == 1 || size[2] == 3))
      append_step (input, "ColorMode", "mode", size[2] == 3 ? "rgb" : "grayscale", NULL, NULL);
    if (!uniform || raw->dim[0] != size[0] || raw->dim[1] != size[1])
      append_step (input, "Resizing", "height", height, "width", width);
  }
  append_step (input, "Rescaling", "scale", "bit-depth", NULL, NULL);
}
