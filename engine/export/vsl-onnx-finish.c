/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs, outputs and facts of a graph, and its bytes. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "export/vsl-onnx-private.h"

static void
set_dim (Onnx__TensorShapeProto *shape, int axis, gint64 length, const char *name)
{
  Onnx__TensorShapeProto__Dimension *dim = g_new (Onnx__TensorShapeProto__Dimension, 1);
  onnx__tensor_shape_proto__dimension__init (dim);
  if (name) {
    dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
    dim->dim_param = g_strdup (name);
  } else {
    dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
    dim->dim_value = length;
  }
  shape->dim[axis] = dim;
}

/* A float tensor [batch, shape…]; axes with a name in axis_names (NULL: none) have any length. */
static Onnx__ValueInfoProto *
value_info (const char *name, const char *doc, const VslShape *shape, const char *const *axis_names)
{
  Onnx__ValueInfoProto *info = g_new (Onnx__ValueInfoProto, 1);
  onnx__value_info_proto__init (info);
  info->name = g_strdup (name);
  info->doc_string = g_strdup (doc);
  info->type = g_new (Onnx__TypeProto, 1);
  onnx__type_proto__init (info->type);
  Onnx__TypeProto__Tensor *tensor = g_new (Onnx__TypeProto__Tensor, 1);
  onnx__type_proto__tensor__init (tensor);
  info->type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
  info->type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
  tensor->shape = g_new (Onnx__TensorShapeProto, 1);
  onnx__tensor_shape_proto__init (tensor->shape);
  tensor->shape->n_dim = shape->rank + 1;
  tensor->shape->dim = g_new0 (Onnx__TensorShapeProto__Dimension *, shape->rank + 1);
  set_dim (tensor->shape, 0, 0, "batch");
  for (int i = 0; i < shape->rank; i++)
    set_dim (tensor->shape, i + 1, shape->dim[i], axis_names ? axis_names[i] : NULL);
  return info;
}

/**
 * vsl_onnx_declare_input:
 * @shape: of one sample, in the engine's layout
 * @axis_names: (nullable): for each axis a name when it may have any length, else %NULL
 *
 * Returns: the number of the new value
 */
int
vsl_onnx_declare_input (VslOnnx *onnx, const char *name, const char *doc, const VslShape *shape, const char *const *axis_names)
{
  const char *unique = vsl_onnx_name (onnx, name);
  g_ptr_array_add (onnx->inputs, value_info (unique, doc, shape, axis_names));
  VslOnnxValue value = { .shape = *shape };
  value.name[VSL_ONNX_PLAIN] = (char *) unique;
  g_array_append_val (onnx->values, value);
  return onnx->values->len - 1;
}

/**
 * vsl_onnx_declare_output:
 * @value: number of a value; it is given out in the engine's layout
 */
void
vsl_onnx_declare_output (VslOnnx *onnx, const char *name, const char *doc, int value)
{
  vsl_onnx_begin (onnx, -1, name, &value, 1);
  const char *from = vsl_onnx_input (onnx, 0, VSL_ONNX_PLAIN);
  const char *unique = vsl_onnx_name (onnx, name);
  vsl_onnx_op (onnx, "Identity", from, NULL);
  g_free (onnx->last->output[0]);
  onnx->last->output[0] = g_strdup (unique);
  g_ptr_array_add (onnx->outputs, value_info (unique, doc, &g_array_index (onnx->values, VslOnnxValue, value).shape, NULL));
}

/**
 * vsl_onnx_metadata:
 *
 * A fact that travels with the model.
 */
void
vsl_onnx_metadata (VslOnnx *onnx, const char *key, const char *value)
{
  Onnx__StringStringEntryProto *entry = g_new (Onnx__StringStringEntryProto, 1);
  onnx__string_string_entry_proto__init (entry);
  entry->key = g_strdup (key);
  entry->value = g_strdup (value);
  g_ptr_array_add (onnx->metadata, entry);
}

static gpointer *
steal (GPtrArray *array, gsize *n)
{
  *n = array->len;
  return g_ptr_array_steal (array, NULL);
}

/* Hands all parts to a model. */
static Onnx__ModelProto *
make_model (VslOnnx *onnx, const char *name, const char *doc)
{
  Onnx__ModelProto *model = g_new (Onnx__ModelProto, 1);
  onnx__model_proto__init (model);
  model->has_ir_version = TRUE;
  model->ir_version = VSL_ONNX_IR_VERSION;
  model->producer_name = g_strdup ("Vesalius");
  model->producer_version = g_strdup (VSL_VERSION);
  model->domain = g_strdup ("org.vesalius");
  model->has_model_version = TRUE;
  model->model_version = 1;
  model->doc_string = g_strdup (doc);
  model->opset_import = g_new (Onnx__OperatorSetIdProto *, 1);
  model->n_opset_import = 1;
  model->opset_import[0] = g_new (Onnx__OperatorSetIdProto, 1);
  onnx__operator_set_id_proto__init (model->opset_import[0]);
  model->opset_import[0]->domain = g_strdup ("");
  model->opset_import[0]->has_version = TRUE;
  model->opset_import[0]->version = VSL_ONNX_OPSET;
  Onnx__GraphProto *graph = model->graph = g_new (Onnx__GraphProto, 1);
  onnx__graph_proto__init (graph);
  graph->name = g_strdup (name);
  graph->node = (Onnx__NodeProto **) steal (onnx->nodes, &graph->n_node);
  graph->initializer = (Onnx__TensorProto **) steal (onnx->initializers, &graph->n_initializer);
  graph->input = (Onnx__ValueInfoProto **) steal (onnx->inputs, &graph->n_input);
  graph->output = (Onnx__ValueInfoProto **) steal (onnx->outputs, &graph->n_output);
  model->metadata_props = (Onnx__StringStringEntryProto **) steal (onnx->metadata, &model->n_metadata_props);
  return model;
}

/**
 * vsl_onnx_finish:
 * @name: of the graph
 * @doc: a sentence about the model
 *
 * Nothing can be added afterwards.
 *
 * Returns: (transfer full): the model's bytes, or %NULL when there is not enough memory
 */
GBytes *
vsl_onnx_finish (VslOnnx *onnx, const char *name, const char *doc)
{
  Onnx__ModelProto *model = make_model (onnx, name, doc);
  gsize size = onnx__model_proto__get_packed_size (model);
  guint8 *data = onnx->out_of_memory ? NULL : g_try_malloc (size);
  if (data)
    onnx__model_proto__pack (model, data);
  onnx__model_proto__free_unpacked (model, &vsl_onnx_allocator);
  return data ? g_bytes_new_take (data, size) : NULL;
}
