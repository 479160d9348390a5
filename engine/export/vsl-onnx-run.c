/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-onnx-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "export/vsl-export-table.h"
#include "export/vsl-export-text.h"
#include "export/vsl-onnx-private.h"
#include "export/vsl-onnx-run-private.h"

#define MAX_NUMBERS ((gint64) 1 << 30)

/**
 * vsl_run_tensor:
 *
 * Returns: (transfer full) (nullable): zeroed numbers of that shape
 */
VslRunTensor *
vsl_run_tensor (int rank, const gint64 *dim, VslRunType type, GError **error)
{
  VslRunTensor t = { .rank = rank, .n = 1 };
  gboolean ok = rank >= 0 && rank <= VSL_RUN_MAX_RANK;
  for (int i = 0; ok && i < rank; i++) {
    ok = dim[i] > 0 && dim[i] <= MAX_NUMBERS / t.n;
    t.dim[i] = dim[i];
    t.n *= ok ? dim[i] : 1;
  }
  if (ok && type == VSL_RUN_INTEGER)
    t.i = g_try_new0 (gint64, t.n);
  else if (ok && type == VSL_RUN_DOUBLE)
    t.d = g_try_new0 (double, t.n);
  else if (ok)
    t.f = g_try_new0 (float, t.n);
  if (!t.i && !t.f && !t.d) {
    g_set_error (error, VSL_EXPORT_ERROR, ok ? VSL_ERROR_NOMEM : VSL_ERROR_FORMAT,
                 ok ? _("Not enough memory to read the ONNX file back.") : _("The ONNX file has a value with a senseless shape."));
    return NULL;
  }
  return g_memdup2 (&t, sizeof t);
}

/**
 * vsl_run_like:
 *
 * Returns: (transfer full) (nullable): floats of the same shape
 */
VslRunTensor *
vsl_run_like (const VslRunTensor *tensor, GError **error)
{
  return vsl_run_tensor (tensor->rank, tensor->dim, VSL_RUN_FLOAT, error);
}

/**
 * vsl_run_tensor_free:
 */
void
vsl_run_tensor_free (VslRunTensor *tensor)
{
  if (!tensor)
    return;
  if (!tensor->borrowed) {
    g_free (tensor->f);
    g_free (tensor->i);
    g_free (tensor->d);
  }
  g_free (tensor);
}

/**
 * vsl_run_fail:
 *
 * Returns: %NULL, with an error that names the operator
 */
VslRunTensor *
vsl_run_fail (const VslRunCall *call, GError **error)
{
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The ONNX file's operator “%s” (%s) does not fit its inputs."),
               call->node->name ? call->node->name : "", call->node->op_type ? call->node->op_type : "");
  return NULL;
}

static const Onnx__AttributeProto *
attribute (const VslRunCall *call, const char *name)
{
  for (gsize i = 0; i < call->node->n_attribute; i++)
    if (g_strcmp0 (call->node->attribute[i]->name, name) == 0)
      return call->node->attribute[i];
  return NULL;
}

/**
 * vsl_run_int:
 *
 * Returns: an integer attribute, @missing when it is not there
 */
gint64
vsl_run_int (const VslRunCall *call, const char *name, gint64 missing)
{
  const Onnx__AttributeProto *a = attribute (call, name);
  return a && a->has_i ? a->i : missing;
}

/**
 * vsl_run_real:
 *
 * Returns: a number among the attributes, @missing when it is not there
 */
double
vsl_run_real (const VslRunCall *call, const char *name, double missing)
{
  const Onnx__AttributeProto *a = attribute (call, name);
  return a && a->has_f ? (double) a->f : missing;
}

/**
 * vsl_run_ints:
 *
 * Returns: FALSE when the attribute has another length than @n
 */
gboolean
vsl_run_ints (const VslRunCall *call, const char *name, int n, gint64 missing, gint64 *out)
{
  const Onnx__AttributeProto *a = attribute (call, name);
  if (a && a->n_ints != (gsize) n)
    return FALSE;
  for (int i = 0; i < n; i++) {
    out[i] = a ? a->ints[i] : missing;
    if (out[i] < 0 || out[i] > G_MAXINT32)
      return FALSE;
  }
  return TRUE;
}

/**
 * vsl_run_axis:
 *
 * Returns: @axis counted from the front, -1 when there is no such axis
 */
int
vsl_run_axis (gint64 axis, int rank)
{
  if (axis < 0)
    axis += rank;
  return axis < 0 || axis >= rank ? -1 : (int) axis;
}

/**
 * vsl_run_find:
 *
 * Returns: (nullable): the function for an operator
 */
VslRunFunc
vsl_run_find (const VslRunOp *ops, guint n, const char *op)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (ops[i].op, op) == 0)
      return ops[i].run;
  return NULL;
}

/* ---- a file ---- */

typedef struct {
  Onnx__ModelProto *model;
  GHashTable *values;            /* name (the message's) -> VslRunTensor */
} Run;

static Onnx__ModelProto *
unpack (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  Onnx__ModelProto *model = onnx__model_proto__unpack (&vsl_onnx_allocator, size, data);
  if (model && model->graph)
    return model;
  if (model)
    onnx__model_proto__free_unpacked (model, &vsl_onnx_allocator);
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("This is not a whole ONNX file."));
  return NULL;
}

/* A constant of the file as a tensor that borrows its bytes. */
static VslRunTensor *
constant (const Onnx__TensorProto *t, GError **error)
{
  VslRunTensor out = { .rank = (int) t->n_dims, .n = 1, .borrowed = TRUE };
  gboolean integer = t->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64, real = t->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
  gboolean ok = t->n_dims <= VSL_RUN_MAX_RANK && t->has_raw_data && !t->n_external_data && G_BYTE_ORDER == G_LITTLE_ENDIAN
                && (integer || real || t->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
  for (gsize i = 0; ok && i < t->n_dims; i++) {
    ok = t->dims[i] > 0 && t->dims[i] <= MAX_NUMBERS / out.n;
    out.dim[i] = t->dims[i];
    out.n *= ok ? t->dims[i] : 1;
  }
  if (!ok || t->raw_data.len != (gsize) out.n * (integer || real ? sizeof (gint64) : sizeof (float))) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The ONNX file's constant “%s” cannot be read."), t->name ? t->name : "");
    return NULL;
  }
  if (integer)
    out.i = (gpointer) t->raw_data.data;
  else if (real)
    out.d = (gpointer) t->raw_data.data;
  else
    out.f = (gpointer) t->raw_data.data;
  return g_memdup2 (&out, sizeof out);
}

static VslRunTensor *
run_node (Run *run, const Onnx__NodeProto *node, VslRunTensor **more, GError **error)
{
  VslRunCall call = { .node = node, .n_in = (int) MIN (node->n_input, VSL_RUN_MAX_INPUTS), .more = more };
  VslRunFunc func = vsl_run_math (node->op_type);
  if (!func)
    func = vsl_run_window (node->op_type);
  if (!func)
    func = vsl_run_shape (node->op_type);
  if (!func)
    func = vsl_run_choose (node->op_type);
  if (!func)
    func = vsl_run_recurrent (node->op_type);
  if (!func || node->n_output < 1 || node->n_output > VSL_RUN_MAX_OUTPUTS || node->n_input > VSL_RUN_MAX_INPUTS) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("The ONNX file's operator “%s” is not known to our reader."),
                 node->op_type ? node->op_type : "");
    return NULL;
  }
  for (int i = 0; i < call.n_in; i++) {
    if (!node->input[i][0])
      continue;
    call.in[i] = g_hash_table_lookup (run->values, node->input[i]);
    if (!call.in[i])
      return vsl_run_fail (&call, error);
  }
  if (call.n_in < 1 || !call.in[0])
    return vsl_run_fail (&call, error);
  return func (&call, error);
}

static gboolean
run_graph (Run *run, const Onnx__GraphProto *graph, GError **error)
{
  for (gsize i = 0; i < graph->n_initializer; i++) {
    VslRunTensor *t = constant (graph->initializer[i], error);
    if (!t)
      return FALSE;
    g_hash_table_replace (run->values, graph->initializer[i]->name, t);
  }
  for (gsize i = 0; i < graph->n_node; i++) {
    VslRunTensor *more[VSL_RUN_MAX_OUTPUTS - 1] = { NULL }, *t = run_node (run, graph->node[i], more, error);
    if (t)
      g_hash_table_replace (run->values, graph->node[i]->output[0], t);
    for (gsize k = 0; k < G_N_ELEMENTS (more); k++)
      if (more[k] && k + 1 < graph->node[i]->n_output)
        g_hash_table_replace (run->values, graph->node[i]->output[k + 1], more[k]);
      else
        vsl_run_tensor_free (more[k]);
    if (!t)
      return FALSE;
  }
  return TRUE;
}

/* A raw scan as the graph's input: [1, height, width, channels]. */
static VslRunTensor *
scan_tensor (const VslImage *image, GError **error)
{
  VslImage frame;
  vsl_image_frame (image, vsl_image_middle (image), &frame);      /* as vsl_prepare_image() does */
  gint64 dim[4] = { 1, frame.height, frame.width, frame.channels };
  VslRunTensor *t = vsl_run_tensor (4, dim, VSL_RUN_FLOAT, error);
  if (!t)
    return NULL;
  for (gint64 i = 0; i < t->n; i++)
    t->f[i] = (float) vsl_image_value (&frame, (gsize) i);
  return t;
}

/* How long a sample of the graph's input is; 0: it has other axes than [batch, length]. */
static gint64
row_length (const Onnx__ValueInfoProto *input)
{
  const Onnx__TypeProto *type = input->type;
  const Onnx__TensorShapeProto *shape = type && type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE ? type->tensor_type->shape : NULL;
  return shape && shape->n_dim == 2 && shape->dim[1]->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE ? shape->dim[1]->dim_value : 0;
}

/* A note as the graph's input: [1, length], by the vocabulary and the rules that the file itself holds. */
static VslRunTensor *
note_tensor (const Onnx__ValueInfoProto *input, const VslTextRules *rules, const VslImage *note, GError **error)
{
  gint64 n = row_length (input);
  if (!rules || rules->output_sequence_length == VSL_INT_NULL || n != rules->output_sequence_length) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The ONNX file's rules for words do not fit its input."));
    return NULL;
  }
  g_autofree VslReal *numbers = g_new (VslReal, n);
  if (!vsl_text_rules_numbers (rules, note->data, note->size, numbers, error))
    return NULL;
  VslRunTensor *t = vsl_run_tensor (2, (const gint64[]) { 1, n }, VSL_RUN_FLOAT, error);
  for (gint64 i = 0; t && i < n; i++)
    t->f[i] = (float) numbers[i];
  return t;
}

/* A row of a table: [1, columns], by the list that the file itself holds. */
static VslRunTensor *
columns_tensor (const char *columns, const VslImage *row, GError **error)
{
  guint n = 0;
  g_autofree float *codes = columns ? vsl_export_columns_codes (columns, row, &n, error) : NULL;
  if (!columns)
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The ONNX file does not say which columns it reads."));
  VslRunTensor *t = codes ? vsl_run_tensor (2, (const gint64[]) { 1, n }, VSL_RUN_FLOAT, error) : NULL;
  for (guint i = 0; t && i < n; i++)
    t->f[i] = codes[i];
  return t;
}

static gboolean
collect (Run *run, gsize width, VslReal *out, GError **error)
{
  const Onnx__GraphProto *graph = run->model->graph;
  gsize at = 0;
  for (gsize k = 0; k < graph->n_output; k++) {
    const VslRunTensor *t = g_hash_table_lookup (run->values, graph->output[k]->name);
    if (!t || !t->f || at + (gsize) t->n > width)
      break;
    for (gint64 i = 0; i < t->n; i++)
      out[at++] = (VslReal) t->f[i];
  }
  if (at == width)
    return TRUE;
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_FORMAT, _("The ONNX file gives another number of values than the network."));
  return FALSE;
}

/* Owned; NULL: the file has none of that key. */
static char *
metadata (const Onnx__ModelProto *model, const char *key)
{
  for (gsize i = 0; i < model->n_metadata_props; i++)
    if (g_strcmp0 (model->metadata_props[i]->key, key) == 0)
      return g_strdup (model->metadata_props[i]->value);
  return NULL;
}

/**
 * vsl_onnx_run_images:
 * @bytes: an ONNX file as the exporter writes it
 * @images: @n raw scans, notes or rows; where the graph has several inputs, the parts of each of @n samples after each other
 * @width: values that the network gives for a scan
 * @out: (out caller-allocates): [@n, @width]
 *
 * Runs the file's graph by plain loops; scans go in one by one, as they are stored, notes as the numbers that the file's own
 * vocabulary and rules make of them.
 *
 * Returns: FALSE when the file has something that it should not have
 */
gboolean
vsl_onnx_run_images (GBytes *bytes, const VslImage *images, int n, gsize width, VslReal *out, GError **error)
{
  Run run = { .model = unpack (bytes, error) };
  if (!run.model)
    return FALSE;
  g_autofree char *vocabulary = metadata (run.model, VSL_EXPORT_VOCABULARY_KEY), *said = metadata (run.model, VSL_EXPORT_RULES_KEY);
  VslTextRules *rules = vocabulary ? vsl_export_rules_read (vocabulary, said, error) : NULL;
  if (vocabulary && !rules) {
    onnx__model_proto__free_unpacked (run.model, &vsl_onnx_allocator);
    return FALSE;
  }
  gsize parts = run.model->graph->n_input;
  gboolean ok = parts >= 1 && parts <= VSL_MAX_INPUTS;
  for (gsize k = 0; ok && k < parts; k++)
    ok = run.model->graph->input[k]->name != NULL;
  if (!ok)
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("The ONNX file has no inputs that could be filled."));
  g_autofree char *columns = metadata (run.model, VSL_EXPORT_COLUMNS_KEY);
  for (int i = 0; ok && i < n; i++) {
    run.values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) vsl_run_tensor_free);
    for (gsize k = 0; ok && k < parts; k++) {
      const VslImage *part = &images[(gsize) i * parts + k];
      VslRunTensor *t = part->type == VSL_PIXEL_TEXT  ? note_tensor (run.model->graph->input[k], rules, part, error)
                        : part->type == VSL_PIXEL_ROW ? columns_tensor (columns, part, error)
                                                      : scan_tensor (part, error);
      ok = t != NULL;
      if (t)
        g_hash_table_replace (run.values, run.model->graph->input[k]->name, t);
    }
    ok = ok && run_graph (&run, run.model->graph, error) && collect (&run, width, out + (gsize) i * width, error);
    g_hash_table_unref (run.values);
  }
  vsl_export_rules_free (rules);
  onnx__model_proto__free_unpacked (run.model, &vsl_onnx_allocator);
  return ok;
}

/**
 * vsl_onnx_read_metadata:
 *
 * Returns: (transfer full) (nullable): the value under @key
 */
char *
vsl_onnx_read_metadata (GBytes *bytes, const char *key, GError **error)
{
  Onnx__ModelProto *model = unpack (bytes, error);
  char *value = model ? metadata (model, key) : NULL;
  if (model)
    onnx__model_proto__free_unpacked (model, &vsl_onnx_allocator);
  return value;
}
