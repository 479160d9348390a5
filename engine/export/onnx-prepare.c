/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of an Input's preprocessing; they also stand inside networks. */
#include <glib/gi18n-lib.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

/**
 * vsl_onnx_resizing:
 *
 * Resizing of pictures of any height and width: the sizes are made from the input's own batch and channels.
 */
gboolean
vsl_onnx_resizing (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  g_autofree char *interpolation = vsl_onnx_option_text (plan, "interpolation");
  gboolean nearest = g_str_equal (interpolation, "nearest");
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_CHANNELS_FIRST);
  const char *shape = vsl_onnx_op (onnx, "Shape", x, NULL);
  const char *front = vsl_onnx_op (onnx, "Slice", shape, vsl_onnx_int64s (onnx, "from", (const gint64[]) { 0 }, 1),
                                   vsl_onnx_int64s (onnx, "to", (const gint64[]) { 2 }, 1), NULL);
  const char *size = vsl_onnx_op (onnx, "Concat", front, vsl_onnx_int64s (onnx, "size", plan->out[0].dim, 2), NULL);
  vsl_onnx_int (onnx, "axis", 0);
  const char *y = vsl_onnx_op (onnx, "Resize", x, "", "", size, NULL);
  /* Pixel i of n looks at (i + 0.5) * m / n - 0.5; the nearest pixel of Keras is floor ((i + 0.5) * m / n), which is that
   * position rounded, halves upwards. */
  vsl_onnx_text (onnx, "coordinate_transformation_mode", "half_pixel");
  vsl_onnx_text (onnx, "mode", nearest ? "nearest" : "linear");
  if (nearest)
    vsl_onnx_text (onnx, "nearest_mode", "round_prefer_ceil");
  vsl_onnx_set_output (onnx, VSL_ONNX_CHANNELS_FIRST, y);
  return TRUE;
}

/**
 * vsl_onnx_rescaling:
 *
 * Rescaling: x * scale + offset; "bit-depth" is one over white of the stored type of the project's scans.
 */
gboolean
vsl_onnx_rescaling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  g_autofree char *text = vsl_onnx_option_text (plan, "scale");
  double scale = g_str_equal (text, "bit-depth") ? 1.0 / vsl_onnx_raw_max (onnx) : g_ascii_strtod (text, NULL);
  double offset = vsl_onnx_option_real (plan, "offset", 0);
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  const char *y = vsl_onnx_op (onnx, "Mul", vsl_onnx_input (onnx, 0, layout), vsl_onnx_scalar (onnx, scale), NULL);
  if (offset != 0)
    y = vsl_onnx_op (onnx, "Add", y, vsl_onnx_scalar (onnx, offset), NULL);
  vsl_onnx_rescaled (onnx);
  vsl_onnx_set_output (onnx, layout, y);
  return TRUE;
}

/**
 * vsl_onnx_color_mode:
 *
 * ColorMode as a product with the weights of grey, or with ones that repeat the grey channel.
 */
gboolean
vsl_onnx_color_mode (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  gint64 from = plan->in[0].dim[2], to = plan->out[0].dim[2];
  if (from == to) {
    vsl_onnx_pass (onnx);
    return TRUE;
  }
  static const float grey[3] = { 0.2989f, 0.5870f, 0.1140f };
  float *matrix = g_new (float, 3);
  for (int i = 0; i < 3; i++)
    matrix[i] = to == 1 ? grey[i] : 1;
  const char *w = vsl_onnx_tensor (onnx, "colors", 2, (const gint64[]) { from, to }, matrix);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, vsl_onnx_op (onnx, "MatMul", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), w, NULL));
  return TRUE;
}
