/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shape rules and helpers that layers share. */
#include "layers/vsl-layer-util.h"

#include <string.h>

const char *const vsl_padding_names[] = { "valid", "same", NULL };

/**
 * vsl_layer_fail:
 *
 * Sets an error about shapes.
 *
 * Returns: FALSE
 */
gboolean
vsl_layer_fail (GError **error, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_set_error_literal (error, VSL_GRAPH_ERROR, VSL_ERROR_SHAPE, text);
  return FALSE;
}

/**
 * vsl_layer_need_inputs:
 *
 * Returns: whether the number of inputs is legal for the class and each shape has at least one axis and only positive lengths
 */
gboolean
vsl_layer_need_inputs (const VslLayerPlan *plan, GError **error)
{
  int min = plan->cls->min_inputs, max = plan->cls->max_inputs < 0 ? VSL_MAX_INPUTS : plan->cls->max_inputs;
  if (plan->n_in < min)
    return vsl_layer_fail (error, ngettext ("Needs %d input: draw a wire to it.", "Needs %d inputs: draw wires to it.", min), min);
  if (plan->n_in > max)
    return vsl_layer_fail (error, ngettext ("Takes only %d input: remove the others.", "Takes only %d inputs: remove the others.", max), max);
  for (int i = 0; i < plan->n_in; i++) {
    if (plan->in[i].rank < 1)
      return vsl_layer_fail (error, _("The input has no axes; a list of values, a picture or a sequence is expected."));
    if (!vsl_shape_valid (&plan->in[i])) {
      g_autofree char *shape = vsl_shape_to_string (&plan->in[i]);
      return vsl_layer_fail (error, _("The input's size %s is empty or too large."), shape);
    }
  }
  return TRUE;
}

/**
 * vsl_layer_need_picture:
 *
 * Returns: whether the inputs are height × width × channels
 */
gboolean
vsl_layer_need_picture (const VslLayerPlan *plan, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank == 3)
    return TRUE;
  g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
  return vsl_layer_fail (error, _("Needs a picture (height × width × channels), but gets %s: put it before Flatten, or insert Reshape."), shape);
}

/**
 * vsl_layer_need_sequence:
 *
 * Returns: whether the inputs are time × features
 */
gboolean
vsl_layer_need_sequence (const VslLayerPlan *plan, GError **error)
{
  if (!vsl_layer_need_inputs (plan, error))
    return FALSE;
  if (plan->in[0].rank == 2)
    return TRUE;
  g_autofree char *shape = vsl_shape_to_string (&plan->in[0]);
  return vsl_layer_fail (error, _("Needs a sequence (steps × features), but gets %s: put it before Flatten, or insert Reshape."), shape);
}

/**
 * vsl_layer_set_output:
 *
 * Makes @shape the only output.
 *
 * Returns: FALSE when it is empty or over the limit
 */
gboolean
vsl_layer_set_output (VslLayerPlan *plan, VslShape shape, GError **error)
{
  if (!vsl_shape_valid (&shape)) {
    g_autofree char *text = vsl_shape_to_string (&shape);
    return vsl_layer_fail (error, _("The result would have the size %s, which is empty or too large: choose smaller options."), text);
  }
  plan->n_out = 1;
  plan->out[0] = shape;
  return TRUE;
}

gboolean
vsl_layer_axis (gint64 axis, int rank, int *out, GError **error)
{
  gint64 a = axis < 0 ? axis + rank : axis - 1;
  if (axis == 0 || a < 0 || a >= rank)
    return vsl_layer_fail (error, _("Axis %d does not exist here: 1 to %d, or -1 for the last, are legal."), (int) axis, rank);
  *out = (int) a;
  return TRUE;
}

/**
 * vsl_layer_window:
 * @padding: %VSL_PADDING_VALID or %VSL_PADDING_SAME
 * @out: (out): number of window positions
 * @before: (out): cells of padding before the first
 *
 * Keras 3, backend/common/backend_utils.py: with "same" the odd cell of padding stands at the end.
 */
void
vsl_layer_window (int padding, gint64 length, gint64 kernel, gint64 stride, gint64 dilation, gint64 *out, gint64 *before)
{
  gint64 reach = (kernel - 1) * dilation + 1;
  *before = 0;
  if (padding == VSL_PADDING_SAME) {
    *out = (length + stride - 1) / stride;
    *before = MAX ((*out - 1) * stride + reach - length, 0) / 2;
  } else {
    *out = length < reach ? 0 : (length - reach) / stride + 1;
  }
}

/* The class behind a layer's default, with its own defaults; made once. */
static const VslObject *
known_init (int init)
{
  static VslObject known[VSL_INIT_ORTHOGONAL + 1];
  static gsize made = 0;
  if (g_once_init_enter (&made)) {
    for (int i = 0; i <= VSL_INIT_ORTHOGONAL; i++) {
      known[i].kind = vsl_kind_find ("initializer", vsl_init_names[i]);
      known[i].config = vsl_config_new (known[i].kind);
    }
    g_once_init_leave (&made, 1);
  }
  return &known[init];
}

int
vsl_layer_param (VslLayerPlan *plan, const char *name, int init, VslPenalty penalty, VslShape shape)
{
  plan->params[plan->n_params] = (VslParamSpec) { .name = name, .shape = shape, .init = *known_init (init), .penalty = penalty };
  return plan->n_params++;
}

/**
 * vsl_layer_weight:
 * @name: static or interned
 *
 * Returns: the index of the new parameter
 */
int
vsl_layer_weight (VslLayerPlan *plan, const char *name, const VslWeightOptions *options, VslShape shape)
{
  plan->params[plan->n_params] = (VslParamSpec) { .name = name, .shape = shape, .init = options->initializer,
                                                  .constraint = options->constraint, .penalty = options->regularizer };
  return plan->n_params++;
}

/**
 * vsl_layer_state:
 * @name: static or interned
 *
 * Returns: the index of the new parameter
 */
int
vsl_layer_state (VslLayerPlan *plan, const char *name, VslInit init, VslShape shape)
{
  VslPenalty none = { 0 };
  int index = vsl_layer_param (plan, name, init, none, shape);
  plan->params[index].state = TRUE;
  return index;
}

void
vsl_layer_plan_mask (VslLayerPlan *plan)
{
  plan->out_mask = plan->same_mask = plan->in_mask[0];
}

void
vsl_layer_pass_mask (const VslCall *call)
{
  if (!call->plan->out_mask || !call->x_mask || !call->x_mask[0] || !call->y_mask || call->y_mask == call->x_mask[0])
    return;
  memcpy (call->y_mask, call->x_mask[0], (gsize) (call->n * call->plan->in[0].dim[0]) * sizeof (VslReal));
}

void
vsl_layer_pass_back (const VslCall *call, int input, const VslReal *dy, gint64 count)
{
  VslReal *dx = call->dx[input];
  if (!dx)
    return;
  if (call->dx_add[input])
    vsl_kernels ()->add ((gsize) count, dy, dx);
  else if (dx != dy)
    memcpy (dx, dy, (gsize) count * sizeof (VslReal));
}
