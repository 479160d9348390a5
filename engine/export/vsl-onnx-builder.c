/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-private.h"

#include <stdarg.h>
#include <string.h>

static void *
pb_alloc (void *data, size_t size)
{
  return g_try_malloc (size);
}

static void
pb_free (void *data, void *pointer)
{
  g_free (pointer);
}

ProtobufCAllocator vsl_onnx_allocator = { pb_alloc, pb_free, NULL };

static void
free_message (gpointer message)
{
  if (message)
    protobuf_c_message_free_unpacked (message, &vsl_onnx_allocator);
}

/**
 * vsl_onnx_new:
 * @input: what is exported; must outlive the builder
 *
 * Returns: (transfer full): an empty graph
 */
VslOnnx *
vsl_onnx_new (const VslExportInput *input)
{
  VslOnnx *onnx = g_new0 (VslOnnx, 1);
  onnx->input = input;
  onnx->nodes = g_ptr_array_new_with_free_func (free_message);
  onnx->initializers = g_ptr_array_new_with_free_func (free_message);
  onnx->inputs = g_ptr_array_new_with_free_func (free_message);
  onnx->outputs = g_ptr_array_new_with_free_func (free_message);
  onnx->metadata = g_ptr_array_new_with_free_func (free_message);
  onnx->names = g_ptr_array_new_with_free_func (g_free);
  onnx->used = g_hash_table_new (g_str_hash, g_str_equal);
  onnx->values = g_array_new (FALSE, TRUE, sizeof (VslOnnxValue));
  return onnx;
}

/**
 * vsl_onnx_free:
 */
void
vsl_onnx_free (VslOnnx *onnx)
{
  if (!onnx)
    return;
  g_ptr_array_unref (onnx->nodes);
  g_ptr_array_unref (onnx->initializers);
  g_ptr_array_unref (onnx->inputs);
  g_ptr_array_unref (onnx->outputs);
  g_ptr_array_unref (onnx->metadata);
  g_hash_table_unref (onnx->used);
  g_ptr_array_unref (onnx->names);
  g_array_unref (onnx->values);
  g_free (onnx->label);
  g_free (onnx);
}

/**
 * vsl_onnx_name:
 * @label: "conv", with or without a slash
 *
 * Returns: (transfer none): @label, with a number when that is taken
 */
const char *
vsl_onnx_name (VslOnnx *onnx, const char *label)
{
  char *name = g_strdup (label);
  for (guint i = 1; g_hash_table_contains (onnx->used, name); i++) {
    g_free (name);
    name = g_strdup_printf ("%s_%u", label, i);
  }
  g_ptr_array_add (onnx->names, name);
  g_hash_table_add (onnx->used, name);
  return name;
}

static const char *
layer_name (VslOnnx *onnx, const char *label)
{
  g_autofree char *full = g_strdup_printf ("%s/%s", onnx->label ? onnx->label : "graph", label);
  return vsl_onnx_name (onnx, full);
}

/**
 * vsl_onnx_op:
 * @op_type: ONNX's name of the operator
 * @...: names of its inputs, then %NULL; "" leaves an optional one out
 *
 * Returns: (transfer none): the name of its one output
 */
const char *
vsl_onnx_op (VslOnnx *onnx, const char *op_type, ...)
{
  Onnx__NodeProto *node = g_new (Onnx__NodeProto, 1);
  onnx__node_proto__init (node);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  va_list args;
  va_start (args, op_type);
  for (const char *name = va_arg (args, const char *); name; name = va_arg (args, const char *))
    g_ptr_array_add (inputs, g_strdup (name));
  va_end (args);
  const char *output = layer_name (onnx, op_type);
  node->op_type = g_strdup (op_type);
  node->name = g_strdup (output);
  node->n_input = inputs->len;
  node->input = (char **) g_ptr_array_steal (inputs, NULL);
  node->n_output = 1;
  node->output = g_new0 (char *, 1);
  node->output[0] = g_strdup (output);
  g_ptr_array_add (onnx->nodes, node);
  onnx->last = node;
  return output;
}

/**
 * vsl_onnx_more_output:
 *
 * Returns: (transfer none): the name of one more output of the operator that was added last
 */
const char *
vsl_onnx_more_output (VslOnnx *onnx)
{
  Onnx__NodeProto *node = onnx->last;
  const char *name = layer_name (onnx, node->op_type);
  node->output = g_renew (char *, node->output, node->n_output + 1);
  node->output[node->n_output++] = g_strdup (name);
  return name;
}

static Onnx__AttributeProto *
add_attribute (VslOnnx *onnx, const char *name, Onnx__AttributeProto__AttributeType type)
{
  Onnx__AttributeProto *attribute = g_new (Onnx__AttributeProto, 1);
  onnx__attribute_proto__init (attribute);
  attribute->name = g_strdup (name);
  attribute->has_type = TRUE;
  attribute->type = type;
  Onnx__NodeProto *node = onnx->last;
  node->attribute = g_renew (Onnx__AttributeProto *, node->attribute, node->n_attribute + 1);
  node->attribute[node->n_attribute++] = attribute;
  return attribute;
}

/**
 * vsl_onnx_int:
 *
 * An integer attribute of the operator added last.
 */
void
vsl_onnx_int (VslOnnx *onnx, const char *name, gint64 value)
{
  Onnx__AttributeProto *a = add_attribute (onnx, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
  a->has_i = TRUE;
  a->i = value;
}

/**
 * vsl_onnx_ints:
 *
 * A list of integers as attribute of the operator added last.
 */
void
vsl_onnx_ints (VslOnnx *onnx, const char *name, int n, const gint64 *values)
{
  Onnx__AttributeProto *a = add_attribute (onnx, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
  a->n_ints = n;
  a->ints = g_new (int64_t, n);
  for (int i = 0; i < n; i++)
    a->ints[i] = values[i];
}

/**
 * vsl_onnx_real:
 *
 * A number as attribute of the operator added last.
 */
void
vsl_onnx_real (VslOnnx *onnx, const char *name, double value)
{
  Onnx__AttributeProto *a = add_attribute (onnx, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
  a->has_f = TRUE;
  a->f = (float) value;
}

static const char *
add_tensor (VslOnnx *onnx, const char *label, int type, int rank, const gint64 *dims, gpointer data, gsize bytes)
{
  Onnx__TensorProto *t = g_new (Onnx__TensorProto, 1);
  onnx__tensor_proto__init (t);
  const char *name = layer_name (onnx, label);
  t->name = g_strdup (name);
  t->has_data_type = TRUE;
  t->data_type = type;
  t->n_dims = rank;
  t->dims = g_new (int64_t, MAX (rank, 1));
  for (int i = 0; i < rank; i++)
    t->dims[i] = dims[i];
  t->has_raw_data = TRUE;
  t->raw_data.len = bytes;
  t->raw_data.data = data;
  onnx->bytes += bytes;
  g_ptr_array_add (onnx->initializers, t);
  return name;
}

/* ONNX's raw data is little-endian. */
static void
swap32 (guint32 *values, gsize n)
{
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    for (gsize i = 0; i < n; i++)
      values[i] = GUINT32_SWAP_LE_BE (values[i]);
}

/**
 * vsl_onnx_tensor:
 * @label: the last part of its name
 * @data: (transfer full): values in row-major order
 *
 * Returns: (transfer none): the name of a float constant
 */
const char *
vsl_onnx_tensor (VslOnnx *onnx, const char *label, int rank, const gint64 *dims, float *data)
{
  gsize n = 1;
  for (int i = 0; i < rank; i++)
    n *= dims[i];
  swap32 ((guint32 *) data, n);
  return add_tensor (onnx, label, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, rank, dims, data, n * sizeof (float));
}

/**
 * vsl_onnx_vector:
 *
 * Returns: (transfer none): the name of a float constant with one axis
 */
const char *
vsl_onnx_vector (VslOnnx *onnx, const char *label, const double *values, int n)
{
  float *data = g_new (float, n);
  for (int i = 0; i < n; i++)
    data[i] = (float) values[i];
  return vsl_onnx_tensor (onnx, label, 1, (const gint64[]) { n }, data);
}

/**
 * vsl_onnx_scalar:
 *
 * Returns: (transfer none): the name of a float constant without axes
 */
const char *
vsl_onnx_scalar (VslOnnx *onnx, double value)
{
  float *data = g_new (float, 1);
  *data = (float) value;
  return vsl_onnx_tensor (onnx, "constant", 0, NULL, data);
}

/**
 * vsl_onnx_int64s:
 *
 * Returns: (transfer none): the name of a constant list of integers
 */
const char *
vsl_onnx_int64s (VslOnnx *onnx, const char *label, const gint64 *values, int n)
{
  gint64 *data = g_new (gint64, n);
  for (int i = 0; i < n; i++)
    data[i] = GINT64_TO_LE (values[i]);
  return add_tensor (onnx, label, ONNX__TENSOR_PROTO__DATA_TYPE__INT64, 1, (const gint64[]) { n }, data, n * sizeof (gint64));
}

/**
 * vsl_onnx_doubles:
 *
 * Returns: (transfer none): the name of a constant list of numbers in double precision
 */
const char *
vsl_onnx_doubles (VslOnnx *onnx, const char *label, const double *values, int n)
{
  guint64 *data = g_new (guint64, n);
  for (int i = 0; i < n; i++) {
    memcpy (&data[i], &values[i], sizeof *data);
    data[i] = GUINT64_TO_LE (data[i]);
  }
  return add_tensor (onnx, label, ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, 1, (const gint64[]) { n }, data, n * sizeof *data);
}

/**
 * vsl_onnx_bytes:
 *
 * Returns: size of all constants so far
 */
gsize
vsl_onnx_bytes (const VslOnnx *onnx)
{
  return onnx->bytes;
}
