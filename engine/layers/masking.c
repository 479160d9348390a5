/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step whose values all are mask_value is left out by the layers behind that know masks, and becomes 0 (Keras 3,
 * layers/core/masking.py). */
#include "export/vsl-onnx-layers.h"
#include "layers/vsl-layer-util.h"

#include <string.h>

typedef struct {
  double mask_value;
} Config;

static const VslProp props[] = {
  VSL_REAL (Config, mask_value, N_("Filling"), N_("The value that fills up short sequences: steps with nothing else are left out."), 0, -1e12, 1e12, .ui_min = -1,
            .ui_max = 1, .step = 1),
  VSL_PROPS_END
};

static gboolean
plan (VslLayerPlan *plan, const char **remedy, GError **error)
{
  if (!vsl_layer_need_sequence (plan, error))
    return FALSE;
  plan->out_mask = TRUE;
  return vsl_layer_set_output (plan, plan->in[0], error);
}

static gboolean
holds (const VslCall *call, const VslReal *step)
{
  const VslReal filling = (VslReal) ((const Config *) call->config)->mask_value;
  for (gint64 k = 0; k < call->plan->in[0].dim[1]; k++)
    if (step[k] != filling)
      return TRUE;
  return FALSE;
}

static void
forward_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 width = call->plan->in[0].dim[1], b, e;
  vsl_part_range (call->n * call->plan->in[0].dim[0], VSL_PARTS, part, &b, &e);
  for (gint64 t = b; t < e; t++) {
    const VslReal *x = call->x[0] + t * width;
    VslReal *y = call->y[0] + t * width;
    gboolean valid = holds (call, x);
    if (valid)
      memcpy (y, x, (gsize) width * sizeof (VslReal));
    else
      memset (y, 0, (gsize) width * sizeof (VslReal));
    if (call->y_mask)
      call->y_mask[t] = valid;
  }
}

static void
forward (const VslCall *call)
{
  vsl_parallel_for (VSL_PARTS, forward_part, (gpointer) call);
}

static void
backward_part (gpointer data, int part)
{
  const VslCall *call = data;
  gint64 width = call->plan->in[0].dim[1], b, e;
  vsl_part_range (call->n * call->plan->in[0].dim[0], VSL_PARTS, part, &b, &e);
  for (gint64 t = b; t < e; t++) {
    gboolean valid = holds (call, call->x[0] + t * width);
    for (gint64 k = t * width; k < (t + 1) * width; k++)
      call->dx[0][k] = (call->dx_add[0] ? call->dx[0][k] : 0) + (valid ? call->dy[0][k] : 0);
  }
}

static void
backward (const VslCall *call)
{
  if (call->dx[0])
    vsl_parallel_for (VSL_PARTS, backward_part, (gpointer) call);
}

static const double example_x[] = { -1, -1, -1, 2, 3, -1 };
static const double example_y[] = { 0, 0, -1, 2, 3, -1 };
static const VslLayerExample examples[] = {
  { .config = "{\"mask_value\": -1}", .in = { { 2, { 3, 2 } } }, .x = example_x, .y = example_y },
  { .in = { { 2, { 5, 3 } } } },
  { NULL }
};

const VslLayerClass vsl_layer_masking = {
  .head = { .name = "Masking", .title = N_("Masking"), .summary = N_("Leaves out the steps of a sequence that are only filling."),
            .icon = "vsl-layer-masking-symbolic", .group = N_("Core"), .config_size = sizeof (Config), .props = props },
  .min_inputs = 1,
  .max_inputs = 1,
  .flags = VSL_LAYER_NEEDS_X,
  .plan = plan,
  .forward = forward,
  .backward = backward,
  .onnx = vsl_onnx_masking,
  .examples = examples,
};
