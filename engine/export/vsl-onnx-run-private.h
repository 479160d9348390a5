/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "export/onnx.pb-c.h"
#include "export/vsl-onnx-run.h"

G_BEGIN_DECLS

#define VSL_RUN_MAX_RANK 6
#define VSL_RUN_MAX_INPUTS 8
#define VSL_RUN_MAX_OUTPUTS 3

typedef enum { VSL_RUN_FLOAT, VSL_RUN_INTEGER, VSL_RUN_DOUBLE } VslRunType;

/* One of f, i, d has the numbers: floats, integers (shapes, places) or doubles (positions); rank 0 is one number. */
typedef struct {
  int rank;
  gint64 dim[VSL_RUN_MAX_RANK];
  gint64 n;
  float *f;
  gint64 *i;
  double *d;
  gboolean borrowed;             /* the numbers belong to the file's message */
} VslRunTensor;

typedef struct {
  const Onnx__NodeProto *node;
  int n_in;
  const VslRunTensor *in[VSL_RUN_MAX_INPUTS];   /* NULL: left out */
  VslRunTensor **more;           /* outputs after the first, to be filled by operators that have them */
} VslRunCall;

typedef VslRunTensor *(*VslRunFunc) (const VslRunCall *call, GError **error);

/* NULL with an error when the shape is not sensible or memory is short. */
VslRunTensor *vsl_run_tensor (int rank, const gint64 *dim, VslRunType type, GError **error);
VslRunTensor *vsl_run_like (const VslRunTensor *tensor, GError **error);
void vsl_run_tensor_free (VslRunTensor *tensor);
VslRunTensor *vsl_run_fail (const VslRunCall *call, GError **error);        /* "does not fit": always NULL */

gint64 vsl_run_int (const VslRunCall *call, const char *name, gint64 missing);
double vsl_run_real (const VslRunCall *call, const char *name, double missing);
/* n numbers into out; FALSE when the attribute has another length (missing: filled with `missing`). */
gboolean vsl_run_ints (const VslRunCall *call, const char *name, int n, gint64 missing, gint64 *out);
/* -1 when the axis is not there. */
int vsl_run_axis (gint64 axis, int rank);

VslRunFunc vsl_run_math (const char *op);         /* NULL: not among them */
VslRunFunc vsl_run_window (const char *op);
VslRunFunc vsl_run_shape (const char *op);
VslRunFunc vsl_run_choose (const char *op);
VslRunFunc vsl_run_recurrent (const char *op);
VslRunTensor *vsl_run_stacked_product (const VslRunCall *call, GError **error);

typedef struct {
  const char *op;
  VslRunFunc run;
} VslRunOp;
VslRunFunc vsl_run_find (const VslRunOp *ops, guint n, const char *op);

G_END_DECLS
