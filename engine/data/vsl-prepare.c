/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Input's preprocessing: the same list of steps for the loader, predict and the exporters. */
#include "data/vsl-dataset-private.h"

#include <glib/gi18n-lib.h>

#include "data/vsl-row.h"

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

/* A note as numbers of words, against an Input of one axis. */
static gboolean
note_fits (const VslNode *input, const VslImage *image, GError **error)
{
  const VslInts *shape = input_shape (input);
  if (image->type == VSL_PIXEL_TEXT) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the samples are notes, which the network cannot read: add TextVectorization to the preprocessing of the input"), input->id);
    return FALSE;
  }
  if (shape && shape->n == 1 && shape->v[0] == image->width)
    return TRUE;
  if (shape && shape->n == 1)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                 _("%s: TextVectorization gives %d words of a note, the network takes %d: set output_sequence_length or the shape of the input to the other's number"),
                 input->id, image->width, (int) shape->v[0]);
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE, _("%s: the samples are notes, but this input takes none: give it a shape of one number, the length in words"),
                 input->id);
  return FALSE;
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

gboolean
_vsl_prepare_steps (const VslNode *input, guint n, VslImage *image, GError **error)
{
  for (guint i = 0; input->preprocessing && i < MIN (n, input->preprocessing->len); i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    if (image->type == VSL_PIXEL_TEXT && step->cls->prepare && !(step->cls->flags & VSL_LAYER_NOTES)) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: the samples are notes, but %s takes pictures: put TextVectorization in its place"), input->id,
                   step->cls->head.name);
      return FALSE;
    }
    if (!step->cls->prepare) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s: %s cannot stand in an input's preprocessing: remove it there"), input->id,
                   step->cls->head.name);
      return FALSE;
    }
    if (!step->cls->prepare (step->config, image, error)) {
      g_prefix_error (error, "%s: %s: ", input->id, step->cls->head.name);
      return FALSE;
    }
  }
  return TRUE;
}

/* A row of a table through steps for its columns. */
static gboolean
prepare_row (const VslNode *input, const VslImage *raw, VslReal *out, GError **error)
{
  const VslInts *shape = input_shape (input);
  int width = vsl_row_width (input);
  if (!vsl_row_input (input)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the samples are rows of a table, which this input does not take: choose a template for tables, or give it steps for columns"), input->id);
    return FALSE;
  }
  if (width && (!shape || shape->n != 1 || shape->v[0] != width)) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_SHAPE, _("%s: the columns give %d numbers, so the shape of the input must be %d"), input->id, width, width);
    return FALSE;
  }
  return vsl_row_features (input, raw, out, error);
}

/**
 * vsl_prepare_image:
 * @input: an Input node
 * @raw: a sample as stored; unchanged
 * @out: as many values as the Input's shape has
 *
 * Runs the node's preprocessing, on the middle frame of a volume or a film (of four frames the third). Threads: any.
 *
 * Returns: FALSE when a step fails or the result doesn't have the Input's shape
 */
gboolean
vsl_prepare_image (const VslNode *input, const VslImage *raw, VslReal *out, GError **error)
{
  VslImage image, frame;
  if (raw->type == VSL_PIXEL_ROW || vsl_row_input (input))
    return prepare_row (input, raw, out, error);
  vsl_image_frame (raw, vsl_image_middle (raw), &frame);
  if (!vsl_image_copy (&image, &frame, error))
    return FALSE;
  gboolean ok = _vsl_prepare_steps (input, G_MAXUINT, &image, error)
                && (raw->type == VSL_PIXEL_TEXT ? note_fits : fits) (input, &image, error);
  if (ok)
    vsl_image_to_reals (&image, out);
  vsl_image_clear (&image);
  return ok;
}

/**
 * vsl_prepare_scan_range:
 * @low: (out): where the Input's Rescaling keeps what becomes 0
 * @high: (out): what becomes 1
 *
 * Returns: whether the Input's preprocessing has a Rescaling by bit depth, whose range is used for scans without a white
 */
gboolean
vsl_prepare_scan_range (const VslNode *input, double **low, double **high)
{
  for (guint i = 0; input->preprocessing && i < input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    const VslProp *l = vsl_kind_prop (&step->cls->head, "low"), *h = vsl_kind_prop (&step->cls->head, "high"), *s = vsl_kind_prop (&step->cls->head, "scale");
    guint8 *config = step->config;
    if (!l || !h || !s || s->type != VSL_PROP_STRING || g_strcmp0 (*(char **) (gpointer) (config + s->offset), "bit-depth") != 0)
      continue;
    *low = (gpointer) (config + l->offset);
    *high = (gpointer) (config + h->offset);
    return TRUE;
  }
  return FALSE;
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
 * vsl_prepare_text_rules:
 *
 * Returns: (transfer none) (nullable): the options of the Input's TextVectorization; %NULL when it has none. They may be written to while
 *   nobody else has the network.
 */
VslTextRules *
vsl_prepare_text_rules (const VslNode *input)
{
  for (guint i = 0; input->preprocessing && i < input->preprocessing->len; i++) {
    const VslStepSpec *step = &g_array_index (input->preprocessing, VslStepSpec, i);
    if (step->cls->flags & VSL_LAYER_NOTES)
      return step->config;
  }
  return NULL;
}

/**
 * vsl_prepare_default:
 * @input: an Input node whose shape is set
 * @raw: height, width, channels of a scan; one axis, the bytes of a note
 * @uniform: whether all scans are like it
 *
 * Replaces the preprocessing by a list for samples of this kind. Scans: ColorMode when channels differ, Resizing when sizes differ,
 * and Rescaling by bit depth; see also vsl_prepare_standardise(). Notes: TextVectorization of the Input's length; its vocabulary is taken from the training notes later,
 * see vsl_dataset_adapt().
 */
void
vsl_prepare_default (VslNode *input, const VslShape *raw, gboolean uniform)
{
  gint64 size[3];
  g_return_if_fail (input->preprocessing != NULL);
  g_array_set_size (input->preprocessing, 0);      /* the list frees its configs by itself */
  if (raw->rank == 1) {
    const VslInts *shape = input_shape (input);
    g_autofree char *length = g_strdup_printf ("%d", shape && shape->n == 1 ? (int) shape->v[0] : 1);
    append_step (input, "TextVectorization", "output_sequence_length", length, NULL, NULL);
    return;
  }
  if (raw->rank == 3 && input_sizes (input, size)) {
    g_autofree char *height = g_strdup_printf ("%d", (int) size[0]), *width = g_strdup_printf ("%d", (int) size[1]);
    if ((!uniform || raw->dim[2] != size[2]) && (size[2] == 1 || size[2] == 3))
      append_step (input, "ColorMode", "mode", size[2] == 3 ? "rgb" : "grayscale", NULL, NULL);
    if (!uniform || raw->dim[0] != size[0] || raw->dim[1] != size[1])
      append_step (input, "Resizing", "height", height, "width", width);
  }
  append_step (input, "Rescaling", "scale", "bit-depth", NULL, NULL);
}

static gboolean
is_rescaling (const VslStepSpec *step)
{
  return g_str_equal (step->cls->head.name, "Rescaling");
}

/**
 * vsl_prepare_refit:
 * @input: an Input node of scans whose shape is set
 *
 * As vsl_prepare_default(), for a list that somebody has worked on: only the steps that bring scans to the Input's size and colours are made
 * anew; the others, such as Normalization, stay behind them as they are.
 */
void
vsl_prepare_refit (VslNode *input, const VslShape *raw, gboolean uniform)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (VslStepSpec));
  g_return_if_fail (input->preprocessing != NULL);
  for (guint i = 0; i < input->preprocessing->len; i++) {
    VslStepSpec step = g_array_index (input->preprocessing, VslStepSpec, i);
    if (g_str_equal (step.cls->head.name, "ColorMode") || g_str_equal (step.cls->head.name, "Resizing"))
      continue;
    step.config = vsl_config_copy (&step.cls->head, step.config);
    g_array_append_val (kept, step);
  }
  vsl_prepare_default (input, raw, uniform);
  if (kept->len)                         /* they have their own, or none on purpose */
    for (guint i = input->preprocessing->len; i-- > 0;)
      if (is_rescaling (&g_array_index (input->preprocessing, VslStepSpec, i)))
        g_array_remove_index (input->preprocessing, i);
  g_array_append_vals (input->preprocessing, kept->data, kept->len);
}

/**
 * vsl_prepare_standardise:
 * @input: an Input node of scans
 *
 * Adds a Normalization that takes mean and spread from the training scans (vsl_dataset_adapt()). Scans are hardly ever spread
 * evenly over black to white; networks learn faster, and within the same epochs better, from values around 0 (LeCun et al. 1998, "Efficient
 * BackProp", 4.3).
 */
void
vsl_prepare_standardise (VslNode *input)
{
  append_step (input, "Normalization", "axis", "-1", NULL, NULL);
}
