/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of an Input's preprocessing; they also stand inside networks. */
#include <glib/gi18n-lib.h>

#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-resample.h"

/* ONNX's own Resize finds its positions in single precision, which is 3e-5 off on scans of a thousand pixels. So they are
 * computed in double, from the size that the scan turns out to have, as the engine does. */

enum { FLOAT = 1, INT64 = 7, DOUBLE = 11 };     /* TensorProto.DataType */

static const char *
cast (VslOnnx *onnx, const char *x, int type)
{
  const char *y = vsl_onnx_op (onnx, "Cast", x, NULL);
  vsl_onnx_int (onnx, "to", type);
  return y;
}

/* The lines at these positions, those outside moved to the border. */
static const char *
lines (VslOnnx *onnx, const char *x, int axis, const char *at, const char *last)
{
  const char *inside = vsl_onnx_op (onnx, "Max", at, vsl_onnx_doubles (onnx, "first", (const double[]) { 0 }, 1), NULL);
  inside = vsl_onnx_op (onnx, "Min", inside, last, NULL);
  const char *y = vsl_onnx_op (onnx, "Gather", x, cast (onnx, inside, INT64), NULL);
  vsl_onnx_int (onnx, "axis", axis);
  return y;
}

/* One axis of [batch, height, width, channels] brought to n lines: line i looks at (i + 0.5) * size / n - 0.5 between lines, or
 * takes the one that (i + 0.5) * size / n lies in. */
static const char *
resize_axis (VslOnnx *onnx, const char *x, int axis, gint64 n, gboolean nearest)
{
  g_autofree double *centres = g_new (double, n);
  for (gint64 i = 0; i < n; i++)
    centres[i] = (double) i + 0.5;
  const char *one = vsl_onnx_doubles (onnx, "one", (const double[]) { 1 }, 1);
  const char *size = vsl_onnx_op (onnx, "Slice", vsl_onnx_op (onnx, "Shape", x, NULL), vsl_onnx_int64s (onnx, "from", (const gint64[]) { axis }, 1),
                                  vsl_onnx_int64s (onnx, "to", (const gint64[]) { axis + 1 }, 1), NULL);
  size = cast (onnx, size, DOUBLE);
  const char *last = vsl_onnx_op (onnx, "Sub", size, one, NULL);
  const char *scale = vsl_onnx_op (onnx, "Div", size, vsl_onnx_doubles (onnx, "lines", (const double[]) { (double) n }, 1), NULL);
  const char *at = vsl_onnx_op (onnx, "Mul", vsl_onnx_doubles (onnx, "centres", centres, (int) n), scale, NULL);
  if (nearest)
    return lines (onnx, x, axis, vsl_onnx_op (onnx, "Floor", at, NULL), last);
  at = vsl_onnx_op (onnx, "Sub", at, vsl_onnx_doubles (onnx, "half", (const double[]) { 0.5 }, 1), NULL);
  const char *low = vsl_onnx_op (onnx, "Floor", at, NULL);
  const char *a = lines (onnx, x, axis, low, last), *b = lines (onnx, x, axis, vsl_onnx_op (onnx, "Add", low, one, NULL), last);
  const char *share = cast (onnx, vsl_onnx_op (onnx, "Sub", at, low, NULL), FLOAT);
  const gint64 dims[3] = { n, 1, 1 };
  share = vsl_onnx_op (onnx, "Reshape", share, vsl_onnx_int64s (onnx, "shape", dims, 4 - axis), NULL);
  return vsl_onnx_op (onnx, "Add", a, vsl_onnx_op (onnx, "Mul", vsl_onnx_op (onnx, "Sub", b, a, NULL), share, NULL), NULL);
}

/**
 * vsl_onnx_resizing_any_size:
 *
 * Returns: whether the form of a Resizing takes pictures of any height and width; the others are for the size of the plan
 */
gboolean
vsl_onnx_resizing_any_size (const VslLayerPlan *plan)
{
  g_autofree char *interpolation = vsl_onnx_option_text (plan, "interpolation");
  return (g_str_equal (interpolation, "nearest") || (g_str_equal (interpolation, "bilinear") && !vsl_onnx_option_int (plan, "antialias", 0, 0)))
         && !vsl_onnx_option_int (plan, "crop_to_aspect_ratio", 0, 0) && !vsl_onnx_option_int (plan, "pad_to_aspect_ratio", 0, 0);
}

/* The layer's table of an axis as a matrix: row k has what pixel k gives to each of the result. inside: how much of a pixel of the
 * result comes from the picture, and not from the filling. */
static const char *
weights_of (VslOnnx *onnx, const VslResample *r, int axis, double *inside)
{
  gint64 from = r->axis[axis].length, to = r->axis[axis].to, taps = vsl_resample_taps (r, axis);
  g_autofree VslReal *table = g_new (VslReal, vsl_resample_table_size (r));
  float *matrix = g_new0 (float, from * to);
  vsl_resample_tables (r, table);
  const VslReal *row = axis ? table + r->axis[0].to * (vsl_resample_taps (r, 0) + 1) : table;
  for (gint64 i = 0; i < to; i++, row += taps + 1) {
    inside[i] = 0;
    for (gint64 k = 0; k < taps; k++) {
      gint64 at = (gint64) row[0] + k;
      if (at < 0 || at >= from)
        continue;
      matrix[at * to + i] += (float) row[1 + k];
      inside[i] += (double) row[1 + k];
    }
  }
  return vsl_onnx_tensor (onnx, axis ? "columns" : "rows", 2, (const gint64[]) { from, to }, matrix);
}

/**
 * vsl_onnx_resample:
 *
 * Sets the output to products with the weights of lines and columns, and what the filling adds.
 */
void
vsl_onnx_resample (VslOnnx *onnx, const VslResample *r)
{
  gint64 height = r->axis[0].to, width = r->axis[1].to;
  g_autofree double *rows = g_new (double, height), *columns = g_new (double, width);
  const char *y = vsl_onnx_op (onnx, "Transpose", vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), NULL);
  vsl_onnx_ints (onnx, "perm", 4, (const gint64[]) { 0, 3, 2, 1 });
  y = vsl_onnx_op (onnx, "MatMul", y, weights_of (onnx, r, 0, rows), NULL);
  y = vsl_onnx_op (onnx, "Transpose", y, NULL);
  vsl_onnx_ints (onnx, "perm", 4, (const gint64[]) { 0, 1, 3, 2 });
  y = vsl_onnx_op (onnx, "MatMul", y, weights_of (onnx, r, 1, columns), NULL);
  if (r->filling != 0) {
    float *filling = g_new (float, height * width);
    for (gint64 i = 0; i < height * width; i++)
      filling[i] = (float) ((double) r->filling * (1 - rows[i / width] * columns[i % width]));
    y = vsl_onnx_op (onnx, "Add", y, vsl_onnx_tensor (onnx, "filling", 2, (const gint64[]) { height, width }, filling), NULL);
  }
  vsl_onnx_set_output (onnx, VSL_ONNX_CHANNELS_FIRST, y);
}

/**
 * vsl_onnx_resizing:
 *
 * Resizing of pictures: of any height and width where that is possible, else of the plan's.
 */
gboolean
vsl_onnx_resizing (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  if (!vsl_onnx_resizing_any_size (plan)) {
    VslResample r = vsl_layer_resizing_of (plan);
    vsl_onnx_resample (onnx, &r);
    return TRUE;
  }
  g_autofree char *interpolation = vsl_onnx_option_text (plan, "interpolation");
  gboolean nearest = g_str_equal (interpolation, "nearest");
  const char *y = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN);
  for (int axis = 1; axis <= 2; axis++)
    y = resize_axis (onnx, y, axis, plan->out[0].dim[axis - 1], nearest);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  return TRUE;
}

/**
 * vsl_onnx_rescaling:
 *
 * Rescaling: x * scale + offset; "bit-depth" is one over white of the stored type of the project's scans,
 * or, where the type has none, the range that was taken from the training scans.
 */
gboolean
vsl_onnx_rescaling (VslOnnx *onnx, const VslLayerPlan *plan, GError **error)
{
  g_autofree char *text = vsl_onnx_option_text (plan, "scale");
  double scale = g_str_equal (text, "bit-depth") ? 1.0 / vsl_onnx_raw_max (onnx) : g_ascii_strtod (text, NULL);
  double offset = vsl_onnx_option_real (plan, "offset", 0), low = vsl_onnx_option_real (plan, "low", 0), high = vsl_onnx_option_real (plan, "high", 0);
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  const char *x = vsl_onnx_input (onnx, 0, layout);
  if (g_str_equal (text, "bit-depth") && vsl_onnx_raw_open (onnx) && high > low) {
    x = vsl_onnx_op (onnx, "Sub", x, vsl_onnx_scalar (onnx, low), NULL);
    scale = 1 / (high - low);
  }
  const char *y = vsl_onnx_op (onnx, "Mul", x, vsl_onnx_scalar (onnx, scale), NULL);
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
