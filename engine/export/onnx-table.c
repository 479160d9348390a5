/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps for columns as one piece of graph: from a number a column to all features at once. */
#include "export/vsl-export-table.h"
#include "export/vsl-onnx-builder.h"
#include "export/vsl-onnx-layers.h"

enum { FLOAT = 1 };

typedef struct {
  GArray *column;                /* of gint64: which each feature is made of */
  GArray *at, *scale, *code, *is, *missing, *fill;      /* of double */
} Columns;

static void
add (GArray *a, double v)
{
  g_array_append_val (a, v);
}

static void
add_step (Columns *c, const VslStepSpec *step, gint64 i)
{
  int n = step->cls->column->features (step->config, NULL);
  g_autofree VslFeature *f = g_new0 (VslFeature, n + 1);
  step->cls->column->features (step->config, f);
  add (c->fill, step->cls->column->fill (step->config));
  for (int k = 0; k < n; k++) {
    g_array_append_val (c->column, i);
    add (c->at, f[k].kind == VSL_FEATURE_LINEAR ? f[k].at : 0);
    add (c->scale, f[k].kind == VSL_FEATURE_LINEAR ? f[k].scale : 0);
    add (c->code, f[k].kind == VSL_FEATURE_IS ? f[k].at : -2);
    add (c->is, f[k].kind == VSL_FEATURE_IS);
    add (c->missing, f[k].kind == VSL_FEATURE_MISSING);
  }
}

static const char *
vector (VslOnnx *onnx, const char *label, const GArray *a)
{
  return vsl_onnx_vector (onnx, label, (const double *) a->data, (int) a->len);
}

static const char *
gather (VslOnnx *onnx, const char *x, const char *index)
{
  const char *y = vsl_onnx_op (onnx, "Gather", x, index, NULL);
  vsl_onnx_int (onnx, "axis", 1);
  return y;
}

static const char *
number (VslOnnx *onnx, const char *condition)
{
  const char *y = vsl_onnx_op (onnx, "Cast", condition, NULL);
  vsl_onnx_int (onnx, "to", FLOAT);
  return y;
}

/**
 * vsl_onnx_columns:
 * @input: an Input with steps for columns, all of which have learnt
 *
 * (x - at) · scale + [x = code] · is + [x missing] · missing, where x is the column of each feature and NaN stands for a missing cell.
 */
void
vsl_onnx_columns (VslOnnx *onnx, const VslNode *input)
{
  Columns c = { g_array_new (FALSE, FALSE, sizeof (gint64)), NULL };
  GArray **lists[] = { &c.at, &c.scale, &c.code, &c.is, &c.missing, &c.fill };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    *lists[i] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < input->preprocessing->len; i++)
    add_step (&c, &g_array_index (input->preprocessing, VslStepSpec, i), (gint64) i);
  const char *x = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN), *index = vsl_onnx_int64s (onnx, "columns", (const gint64 *) c.column->data, (int) c.column->len);
  const char *there = vsl_onnx_op (onnx, "Equal", x, x, NULL);      /* NaN is not equal to itself */
  const char *filled = gather (onnx, vsl_onnx_op (onnx, "Where", there, x, vector (onnx, "fill", c.fill), NULL), index);
  const char *y = vsl_onnx_op (onnx, "Mul", vsl_onnx_op (onnx, "Sub", filled, vector (onnx, "at", c.at), NULL), vector (onnx, "scale", c.scale), NULL);
  const char *is = number (onnx, vsl_onnx_op (onnx, "Equal", filled, vector (onnx, "code", c.code), NULL));
  y = vsl_onnx_op (onnx, "Add", y, vsl_onnx_op (onnx, "Mul", is, vector (onnx, "is", c.is), NULL), NULL);
  const char *missing = vsl_onnx_op (onnx, "Sub", vsl_onnx_scalar (onnx, 1), gather (onnx, number (onnx, there), index), NULL);
  y = vsl_onnx_op (onnx, "Add", y, vsl_onnx_op (onnx, "Mul", missing, vector (onnx, "missing", c.missing), NULL), NULL);
  vsl_onnx_set_output (onnx, VSL_ONNX_PLAIN, y);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_array_unref (*lists[i]);
  g_array_unref (c.column);
}
