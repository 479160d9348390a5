/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "export/onnx.pb-c.h"
#include "export/vsl-onnx-builder.h"

G_BEGIN_DECLS

/* A tensor of the graph under its names by layout; NULL: not made yet. */
typedef struct {
  char *name[2];
  char *mask;                    /* [batch, first axis] of 0/1, NULL: none */
  VslShape shape;
} VslOnnxValue;

struct _VslOnnx {
  const VslExportInput *input;
  GPtrArray *nodes, *initializers, *inputs, *outputs, *metadata;   /* of protobuf messages, given to the model at the end */
  GPtrArray *names;              /* every name that was handed out */
  GHashTable *used;              /* names: set, for uniqueness */
  GArray *values;                /* of VslOnnxValue */
  Onnx__NodeProto *last;
  gsize bytes;
  gboolean out_of_memory, rescaled;
  /* the layer under way */
  int node;
  char *label;
  int in[VSL_MAX_INPUTS];
  int n_in;
  char *out[VSL_MAX_OUTPUTS];
  VslOnnxLayout out_layout[VSL_MAX_OUTPUTS];
  char *out_mask;                /* of the first output */
};

/* All messages are made with GLib's allocator, so that protobuf-c can free whole trees. */
extern ProtobufCAllocator vsl_onnx_allocator;

const char *vsl_onnx_name (VslOnnx *onnx, const char *label);    /* unique; owned by the builder */

G_END_DECLS
