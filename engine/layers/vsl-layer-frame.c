/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of sequences and pictures. A sequence is a picture of one line. The gradient of padding is cropping, and the other way
 * round; both copy rows between a larger and a smaller map. */
#include "layers/vsl-layer-frame.h"

#include <string.h>

enum { TOP, BOTTOM, LEFT, RIGHT, LINES, LINE, WIDE_LINES, WIDE_LINE };      /* LINE: values of a row of the smaller map */

static gboolean
read_sides (VslLayerPlan *plan, gboolean picture, GError **error)
{
  const VslFrameConfig *o = plan->config;
  const gint64 *v = o->sides.v;
  int n = o->sides.n;
  if (picture ? n != 1 && n != 2 && n != 4 : n != 1 && n != 2)
    return vsl_layer_fail (error, picture ? _("The border takes one, two or four numbers, not %d.") : _("The border takes one or two numbers, not %d."), n);
  plan->i[TOP] = picture ? v[0] : 0;
  plan->i[BOTTOM] = picture ? n == 4 ? v[1] : v[0] : 0;
  plan->i[LEFT] = n == 4 ? v[2] : picture ? v[n - 1] : v[0];
  plan->i[RIGHT] = n == 4 ? v[3] : v[n - 1];
  return TRUE;
}

/* sign: 1 adds the frame, -1 takes it away. */
static gboolean
frame_plan (VslLayerPlan *plan, gboolean picture, int sign, GError **error)
{
  if (!(picture ? vsl_layer_need_picture (plan, error) : vsl_layer_need_sequence (plan, error)) || !read_sides (plan, picture, error))
    return FALSE;
  const VslShape *in = &plan->in[0];
  VslShape out = *in;
  int last = picture ? 1 : 0;
  if (picture)
    out.dim[0] += sign * (plan->i[TOP] + plan->i[BOTTOM]);
  out.dim[last] += sign * (plan->i[LEFT] + plan->i[RIGHT]);
  if (out.dim[0] < 1 || out.dim[last] < 1) {
    g_autofree char *size = vsl_shape_to_string (in);
    return vsl_layer_fail (error, _("Cutting off so much leaves nothing of %s: choose a narrower border."), size);
  }
  const VslShape *small = sign > 0 ? in : &out, *large = sign > 0 ? &out : in;
  plan->i[LINES] = picture ? small->dim[0] : 1;
  plan->i[LINE] = small->dim[last] * small->dim[last + 1];
  plan->i[WIDE_LINES] = picture ? large->dim[0] : 1;
  plan->i[WIDE_LINE] = large->dim[last] * large->dim[last + 1];
  plan->i[LEFT] *= in->dim[last + 1];
  return vsl_layer_set_output (plan, out, error);
}

gboolean
vsl_layer_pad_plan_1d (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return frame_plan (plan, FALSE, 1, error);
}

gboolean
vsl_layer_pad_plan_2d (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return frame_plan (plan, TRUE, 1, error);
}

gboolean
vsl_layer_crop_plan_1d (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return frame_plan (plan, FALSE, -1, error);
}

gboolean
vsl_layer_crop_plan_2d (VslLayerPlan *plan, const char **remedy, GError **error)
{
  return frame_plan (plan, TRUE, -1, error);
}

typedef struct {
  const gint64 *i;               /* the plan's */
  gint64 n;
  const VslReal *from;
  VslReal *to;
  gboolean add;
} Job;

/* The smaller map into the middle of the larger one, whose frame becomes 0; add: the frame stays. */
static void
widen_part (gpointer data, int part)
{
  const Job *j = data;
  const gint64 *i = j->i, wide = i[WIDE_LINE], line = i[LINE];
  gint64 b, e;
  vsl_part_range (j->n, MIN (VSL_PARTS, j->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    VslReal *to = j->to + s * i[WIDE_LINES] * wide;
    const VslReal *from = j->from + s * i[LINES] * line;
    if (!j->add)
      memset (to, 0, (gsize) (i[WIDE_LINES] * wide) * sizeof (VslReal));
    to += i[TOP] * wide + i[LEFT];
    for (gint64 r = 0; r < i[LINES]; r++)
      if (j->add)
        vsl_kernels ()->add ((gsize) line, from + r * line, to + r * wide);
      else
        memcpy (to + r * wide, from + r * line, (gsize) line * sizeof (VslReal));
  }
}

/* The middle of the larger map. */
static void
narrow_part (gpointer data, int part)
{
  const Job *j = data;
  const gint64 *i = j->i, wide = i[WIDE_LINE], line = i[LINE];
  gint64 b, e;
  vsl_part_range (j->n, MIN (VSL_PARTS, j->n), part, &b, &e);
  for (gint64 s = b; s < e; s++) {
    const VslReal *from = j->from + (s * i[WIDE_LINES] + i[TOP]) * wide + i[LEFT];
    VslReal *to = j->to + s * i[LINES] * line;
    for (gint64 r = 0; r < i[LINES]; r++)
      if (j->add)
        vsl_kernels ()->add ((gsize) line, from + r * wide, to + r * line);
      else
        memcpy (to + r * line, from + r * wide, (gsize) line * sizeof (VslReal));
  }
}

static void
forward (const VslCall *call, void (*part) (gpointer data, int part))
{
  Job j = { call->plan->i, call->n, call->x[0], call->y[0], FALSE };
  vsl_parallel_for (MIN (VSL_PARTS, call->n), part, &j);
}

static void
backward (const VslCall *call, void (*part) (gpointer data, int part))
{
  Job j = { call->plan->i, call->n, call->dy[0], call->dx[0], call->dx_add[0] };
  if (j.to)
    vsl_parallel_for (MIN (VSL_PARTS, call->n), part, &j);
}

void
vsl_layer_pad_forward (const VslCall *call)
{
  forward (call, widen_part);
}

void
vsl_layer_pad_backward (const VslCall *call)
{
  backward (call, narrow_part);
}

void
vsl_layer_crop_forward (const VslCall *call)
{
  forward (call, narrow_part);
}

void
vsl_layer_crop_backward (const VslCall *call)
{
  backward (call, widen_part);
}
