/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers that move, repeat or leave out values: frames, Permute, RepeatVector, UpSampling. Lengths are known when the file is
 * written, so places are constants. */
#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-resample.h"

/* Pictures may stand with channels first. Axis a of a sample is axis *first + a of the value; the layout is the output's too. */
static const char *
input_at (VslOnnx *onnx, const VslLayerPlan *plan, VslOnnxLayout *layout, int *first)
{
  *layout = plan->in[0].rank == 3 ? vsl_onnx_input_layout (onnx, 0) : VSL_ONNX_PLAIN;
  *first = *layout == VSL_ONNX_CHANNELS_FIRST ? 2 : 1;
  return vsl_onnx_input (onnx, 0, *layout);
}

/* Lines of an axis by their numbers. */
static const char *
lines (VslOnnx *onnx, const char *x, int axis, const gint64 *index, gint64 n)
{
  const char *y = vsl_onnx_op (onnx, "Gather", x, vsl_onnx_int64s (onnx, "places", index, (int) n), NULL);
  vsl_onnx_int (onnx, "axis", axis);
  return y;
}

/* How much the frame option has before and after an axis: one number for all, start and end of a sequence, height and width, or
 * top, bottom, left, right. */
static void
sides (const VslLayerPlan *plan, const char *option, int axis, gint64 *before, gint64 *after)
{
  gboolean picture = plan->in[0].rank == 3, four = vsl_onnx_option_int (plan, option, 3, -1) >= 0;
  gint64 one = vsl_onnx_option_int (plan, option, 0, 0), two = vsl_onnx_option_int (plan, option, 1, one);
  if (four) {
    *before = vsl_onnx_option_int (plan, option, 2 * axis, 0);
    *after = vsl_onnx_option_int (plan, option, 2 * axis + 1, 0);
  } else if (picture) {
    *before = *after = axis ? two : one;
  } else {
    *before = one;
    *after = two;
  }
}

/**
 * vsl_onnx_pad:
 *
 * ZeroPadding1D and ZeroPadding2D.
 */
gboolean
vsl_onnx_pad (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  VslOnnxLayout layout;
  int first, rank = plan->in[0].rank + 1;
  const char *x = input_at (onnx, plan, &layout, &first);
  gint64 pads[8] = { 0 };
  for (int a = 0; a < plan->in[0].rank - 1; a++)
    sides (plan, "padding", a, &pads[first + a], &pads[rank + first + a]);
  vsl_onnx_set_output (onnx, layout, vsl_onnx_op (onnx, "Pad", x, vsl_onnx_int64s (onnx, "pads", pads, 2 * rank), NULL));
  return TRUE;
}

/**
 * vsl_onnx_crop:
 *
 * Cropping1D and Cropping2D.
 */
gboolean
vsl_onnx_crop (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  VslOnnxLayout layout;
  int first;
  const char *y = input_at (onnx, plan, &layout, &first);
  for (int a = 0; a < plan->in[0].rank - 1; a++) {
    gint64 before, after, n = plan->out[0].dim[a];
    sides (plan, "cropping", a, &before, &after);
    g_autofree gint64 *index = g_new (gint64, n);
    for (gint64 k = 0; k < n; k++)
      index[k] = before + k;
    y = lines (onnx, y, first + a, index, n);
  }
  vsl_onnx_set_output (onnx, layout, y);
  return TRUE;
}

/* One axis `factor` times as long: each line repeated, or blended between the centres of lines. */
static const char *
stretch (VslOnnx *onnx, const char *x, int axis, int behind, gint64 length, gint64 factor, gboolean blend)
{
  gint64 n = length * factor, dims[4] = { n, 1, 1, 1 };
  g_autofree gint64 *low = g_new (gint64, n), *high = g_new (gint64, n);
  float *share = g_new (float, n);
  for (gint64 i = 0; i < n; i++) {
    double at = ((double) i + 0.5) / (double) factor - 0.5;
    gint64 cell = at < 0 ? 0 : (gint64) at;
    low[i] = blend ? MIN (cell, length - 1) : i / factor;
    high[i] = MIN (low[i] + 1, length - 1);
    share[i] = at < 0 ? 0 : (float) (at - (double) cell);
  }
  const char *a = lines (onnx, x, axis, low, n);
  if (!blend) {
    g_free (share);
    return a;
  }
  const char *b = lines (onnx, x, axis, high, n), *weight = vsl_onnx_tensor (onnx, "shares", behind + 1, dims, share);
  return vsl_onnx_op (onnx, "Add", a, vsl_onnx_op (onnx, "Mul", vsl_onnx_op (onnx, "Sub", b, a, NULL), weight, NULL), NULL);
}

/**
 * vsl_onnx_upsampling:
 *
 * UpSampling1D and UpSampling2D, with half-pixel centres.
 */
gboolean
vsl_onnx_upsampling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  VslOnnxLayout layout;
  int first, rank = plan->in[0].rank;
  g_autofree char *interpolation = vsl_onnx_option_text (plan, "interpolation");
  gboolean blend = g_str_equal (interpolation, "bilinear");
  if (rank == 3 && !blend && !g_str_equal (interpolation, "nearest")) {
    VslResample r = vsl_layer_upsampling_of (plan);
    vsl_onnx_resample (onnx, &r);
    return TRUE;
  }
  const char *y = input_at (onnx, plan, &layout, &first);
  for (int a = 0; a < rank - 1; a++)
    y = stretch (onnx, y, first + a, rank - first - a, plan->in[0].dim[a], vsl_onnx_option_int (plan, "size", a, 2), blend);
  vsl_onnx_set_output (onnx, layout, y);
  return TRUE;
}

/**
 * vsl_onnx_repeat_vector:
 *
 * RepeatVector: a sequence of one step, which is then taken n times.
 */
gboolean
vsl_onnx_repeat_vector (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 n = plan->out[0].dim[0];
  g_autofree gint64 *index = g_new0 (gint64, n);
  const char *x = vsl_onnx_op (onnx, "Unsqueeze", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), vsl_onnx_int64s (onnx, "axes", (const gint64[]) { 1 }, 1), NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, lines (onnx, x, 1, index, n));
  return TRUE;
}

/**
 * vsl_onnx_permute:
 *
 * Permute; the batch stays in front.
 */
gboolean
vsl_onnx_permute (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 perm[VSL_MAX_RANK + 1] = { 0 };
  for (int a = 0; a < plan->in[0].rank; a++)
    perm[a + 1] = vsl_onnx_option_int (plan, "dims", a, a + 1);
  const char *y = vsl_onnx_op (onnx, "Transpose", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), NULL);
  vsl_onnx_ints (onnx, "perm", plan->in[0].rank + 1, perm);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}
