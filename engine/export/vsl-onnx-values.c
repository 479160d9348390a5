/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values between layers in their layouts, and the weights and options of the layer under way. */
#include "export/vsl-onnx-private.h"

#include <string.h>

static VslOnnxValue *
value_at (VslOnnx *onnx, int number)
{
  return &g_array_index (onnx->values, VslOnnxValue, number);
}

static int
add_value (VslOnnx *onnx, VslOnnxLayout layout, const char *name, const VslShape *shape)
{
  VslOnnxValue value = { .shape = *shape };
  value.name[layout] = (char *) name;
  g_array_append_val (onnx->values, value);
  return onnx->values->len - 1;
}

/* The name of a value in a layout; a transpose is added where it does not exist yet. */
static const char *
value_in (VslOnnx *onnx, int number, VslOnnxLayout layout)
{
  VslOnnxValue *value = value_at (onnx, number);
  if (value->shape.rank != 3)
    layout = VSL_ONNX_PLAIN;
  if (!value->name[layout]) {
    const char *other = value->name[1 - layout];
    const char *name = vsl_onnx_op (onnx, "Transpose", other, NULL);
    vsl_onnx_ints (onnx, "perm", 4, layout == VSL_ONNX_CHANNELS_FIRST ? (const gint64[]) { 0, 3, 1, 2 } : (const gint64[]) { 0, 2, 3, 1 });
    value->name[layout] = (char *) name;
  }
  return value->name[layout];
}

/**
 * vsl_onnx_input:
 * @i: which input of the layer
 *
 * Returns: (transfer none): its name in @layout
 */
const char *
vsl_onnx_input (VslOnnx *onnx, int i, VslOnnxLayout layout)
{
  g_return_val_if_fail (i >= 0 && i < onnx->n_in, "");
  return value_in (onnx, onnx->in[i], layout);
}

/**
 * vsl_onnx_input_layout:
 *
 * Returns: a layout in which input @i exists already; channels first when both do, since the next convolution wants that
 */
VslOnnxLayout
vsl_onnx_input_layout (VslOnnx *onnx, int i)
{
  g_return_val_if_fail (i >= 0 && i < onnx->n_in, VSL_ONNX_PLAIN);
  return value_at (onnx, onnx->in[i])->name[VSL_ONNX_CHANNELS_FIRST] ? VSL_ONNX_CHANNELS_FIRST : VSL_ONNX_PLAIN;
}

/**
 * vsl_onnx_set_output:
 *
 * Says which name is the output of the layer under way.
 */
void
vsl_onnx_set_output (VslOnnx *onnx, VslOnnxLayout layout, const char *name)
{
  vsl_onnx_set_output_at (onnx, 0, layout, name);
}

/**
 * vsl_onnx_pass:
 *
 * The layer under way does nothing: its output is its first input.
 */
void
vsl_onnx_pass (VslOnnx *onnx)
{
  VslOnnxLayout layout = vsl_onnx_input_layout (onnx, 0);
  vsl_onnx_set_output (onnx, layout, vsl_onnx_input (onnx, 0, layout));
}

/**
 * vsl_onnx_begin:
 * @node: index of the node whose weights vsl_onnx_weight() gives
 * @label: begin of the names that are made
 * @inputs: numbers of values
 */
void
vsl_onnx_begin (VslOnnx *onnx, int node, const char *label, const int *inputs, int n_inputs)
{
  g_free (onnx->label);
  onnx->label = g_strdup (label);
  onnx->node = node;
  onnx->n_in = MIN (n_inputs, VSL_MAX_INPUTS);
  for (int i = 0; i < onnx->n_in; i++)
    onnx->in[i] = inputs[i];
  memset (onnx->out, 0, sizeof onnx->out);
  onnx->out_mask = NULL;
}

/**
 * vsl_onnx_end:
 * @shape: of one sample of the output, in the engine's layout
 *
 * Returns: the number of the new value; -1 when no output was set
 */
int
vsl_onnx_end (VslOnnx *onnx, const VslShape *shape)
{
  return vsl_onnx_end_at (onnx, 0, shape);
}

/**
 * vsl_onnx_end_at:
 * @output: which of the layer's outputs; vsl_onnx_end() is for 0
 * @shape: of one sample
 *
 * Returns: the number of the new value; -1 when the hook did not set this output
 */
int
vsl_onnx_end_at (VslOnnx *onnx, int output, const VslShape *shape)
{
  if (!onnx->out[output])
    return -1;
  int number = add_value (onnx, shape->rank == 3 ? onnx->out_layout[output] : VSL_ONNX_PLAIN, onnx->out[output], shape);
  if (output == 0)
    g_array_index (onnx->values, VslOnnxValue, number).mask = onnx->out_mask;
  return number;
}

/**
 * vsl_onnx_set_output_at:
 * @output: which of the layer's outputs; vsl_onnx_set_output() is for 0
 */
void
vsl_onnx_set_output_at (VslOnnx *onnx, int output, VslOnnxLayout layout, const char *name)
{
  onnx->out[output] = (char *) name;
  onnx->out_layout[output] = layout;
}

/**
 * vsl_onnx_input_mask:
 *
 * Returns: (transfer none) (nullable): the name of the mask of input @i, float [batch, first axis] of 0 and 1; %NULL when it has none
 */
const char *
vsl_onnx_input_mask (VslOnnx *onnx, int i)
{
  return g_array_index (onnx->values, VslOnnxValue, onnx->in[i]).mask;
}

/**
 * vsl_onnx_set_output_mask:
 * @name: (nullable): float [batch, first axis] of 0 and 1, the mask of the layer's first output
 *
 * Layers that hand their mask on unchanged need not call it.
 */
void
vsl_onnx_set_output_mask (VslOnnx *onnx, const char *name)
{
  onnx->out_mask = (char *) name;
}

/**
 * vsl_onnx_param:
 * @k: which weight of the layer
 * @data: (out) (optional): its numbers
 *
 * Returns: (transfer none) (nullable): the weight's row in the table
 */
const VslParam *
vsl_onnx_param (VslOnnx *onnx, int k, const VslReal **data)
{
  const VslParams *params = onnx->input->params;
  for (guint i = 0; i < params->n; i++)
    if (params->param[i].node == onnx->node && params->param[i].index == k) {
      if (data)
        *data = params->data + params->param[i].offset;
      return &params->param[i];
    }
  return NULL;
}

/**
 * vsl_onnx_find_weight:
 * @name: "kernel", "gamma" …
 *
 * Returns: the number of the weight within its layer; -1 when there is none of that name
 */
int
vsl_onnx_find_weight (VslOnnx *onnx, const char *name)
{
  const VslParams *params = onnx->input->params;
  for (guint i = 0; i < params->n; i++) {
    const char *slash = strchr (params->param[i].name, '/');
    if (params->param[i].node == onnx->node && g_str_equal (slash ? slash + 1 : params->param[i].name, name))
      return params->param[i].index;
  }
  return -1;
}

/**
 * vsl_onnx_weight_transposed:
 * @order: axis of the weight that becomes axis 0, 1 …; as many as the weight has, at most 4
 *
 * Returns: (transfer none) (nullable): the name of a constant; %NULL when there is no such weight or no memory
 */
const char *
vsl_onnx_weight_transposed (VslOnnx *onnx, int k, const int *order)
{
  const VslReal *data = NULL;
  const VslParam *param = vsl_onnx_param (onnx, k, &data);
  if (!param || param->shape.rank > 4)
    return NULL;
  int rank = param->shape.rank;
  gint64 stride[4], dims[4] = { 1, 1, 1, 1 }, step[4] = { 0 };
  for (gint64 i = rank - 1, s = 1; i >= 0; s *= param->shape.dim[i], i--)
    stride[i] = s;
  for (int i = 0; i < rank; i++) {
    dims[4 - rank + i] = param->shape.dim[order[i]];
    step[4 - rank + i] = stride[order[i]];
  }
  float *out = g_try_new (float, param->count);
  if (!out) {
    onnx->out_of_memory = TRUE;
    return NULL;
  }
  gsize at = 0;
  for (gint64 a = 0; a < dims[0]; a++)
    for (gint64 b = 0; b < dims[1]; b++)
      for (gint64 c = 0; c < dims[2]; c++)
        for (gint64 d = 0; d < dims[3]; d++)
          out[at++] = (float) data[a * step[0] + b * step[1] + c * step[2] + d * step[3]];
  const char *slash = strrchr (param->name, '/');
  return vsl_onnx_tensor (onnx, slash ? slash + 1 : param->name, rank, dims + 4 - rank, out);
}

/**
 * vsl_onnx_weight:
 *
 * Returns: (transfer none) (nullable): the name of weight @k of the layer, as it is
 */
const char *
vsl_onnx_weight (VslOnnx *onnx, int k)
{
  return vsl_onnx_weight_transposed (onnx, k, (const int[]) { 0, 1, 2, 3 });
}

/**
 * vsl_onnx_raw_max:
 *
 * Returns: what white is in the values at this point of the preprocessing
 */
double
vsl_onnx_raw_max (const VslOnnx *onnx)
{
  VslImage sample = { .type = onnx->input->raw_type, .bits = onnx->input->raw_bits };
  if (sample.type == VSL_PIXEL_REAL)
    sample.bits = VSL_IMAGE_REAL_BITS;
  return onnx->rescaled ? 1.0 : vsl_image_white (&sample);
}

/**
 * vsl_onnx_raw_open:
 *
 * Returns: whether the values at this point are stored ones of a type that has no white
 */
gboolean
vsl_onnx_raw_open (const VslOnnx *onnx)
{
  VslImage sample = { .type = onnx->input->raw_type, .bits = onnx->input->raw_bits };
  return !onnx->rescaled && !vsl_image_has_white (&sample);
}

/**
 * vsl_onnx_rescaled:
 *
 * Notes that the values are no longer the stored ones.
 */
void
vsl_onnx_rescaled (VslOnnx *onnx)
{
  onnx->rescaled = TRUE;
}

/**
 * vsl_onnx_option_int:
 * @index: of a list; 0 for one number, a switch or a choice
 *
 * Returns: the option's value; @missing when the layer has none of that name
 */
gint64
vsl_onnx_option_int (const VslLayerPlan *plan, const char *name, int index, gint64 missing)
{
  const VslProp *prop = vsl_kind_prop (&plan->cls->head, name);
  if (!prop)
    return missing;
  const guint8 *at = (const guint8 *) plan->config + prop->offset;
  switch (prop->type) {
  case VSL_PROP_INT:
    return *(const gint64 *) at;
  case VSL_PROP_BOOL:
    return *(const gboolean *) at;
  case VSL_PROP_ENUM:
    return *(const int *) at;
  case VSL_PROP_INTS:
    return index < ((const VslInts *) at)->n ? ((const VslInts *) at)->v[index] : missing;
  default:
    return missing;
  }
}

/**
 * vsl_onnx_option_real:
 *
 * Returns: the option's value; @missing when the layer has none of that name
 */
double
vsl_onnx_option_real (const VslLayerPlan *plan, const char *name, double missing)
{
  const VslProp *prop = vsl_kind_prop (&plan->cls->head, name);
  if (!prop || prop->type != VSL_PROP_REAL)
    return prop ? (double) vsl_onnx_option_int (plan, name, 0, (gint64) missing) : missing;
  return *(const double *) ((const guint8 *) plan->config + prop->offset);
}

/**
 * vsl_onnx_option_text:
 *
 * Returns: (transfer full): the option's word or choice, as in the network file
 */
char *
vsl_onnx_option_text (const VslLayerPlan *plan, const char *name)
{
  const VslProp *prop = vsl_kind_prop (&plan->cls->head, name);
  if (prop && prop->type == VSL_PROP_ENUM)
    return g_strdup (prop->choices[vsl_onnx_option_int (plan, name, 0, 0)]);
  if (prop && prop->type == VSL_PROP_STRING)
    return g_strdup (*(char *const *) ((const guint8 *) plan->config + prop->offset));
  return g_strdup ("");
}
