/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"
#include "graph/vsl-params.h"

G_BEGIN_DECLS

/* The network compiled for a batch size: order of steps, shapes, one arena. It never allocates once it runs.
 * One thread at a time may use a plan. */
typedef struct _VslPlan VslPlan;

typedef enum {
  VSL_PLAN_TRAIN  = 1 << 0,     /* gradients and saved values are booked */
  VSL_PLAN_LOGITS = 1 << 1,     /* the last activation of the outputs is left out when it is softmax or sigmoid, see vsl_plan_logits */
  VSL_PLAN_INPUT_GRAD = 1 << 2, /* gradients of the inputs are wanted (explanations, tests) */
  VSL_PLAN_PLAIN = 1 << 4,      /* one step a layer, nothing fused, nothing made anew on the way back: the reference for those */
  VSL_PLAN_EXAMPLES = 1 << 6,   /* with TRAIN: vsl_plan_example_norms () will be called; refused for layers that cannot tell examples apart */
  VSL_PLAN_KEEP = 1 << 3,       /* the values of all nodes stay readable after a run (vsl_plan_node_output) */
  VSL_PLAN_FROZEN = 1 << 5,     /* the caller will not change the weights while the plan lives: what follows from them is made once */
} VslPlanFlags;
/* As VSL_PLAN_LOGITS, for output k alone. */
#define VSL_PLAN_LOGITS_OF(k) (1u << (8 + (k)))
/* The caller brings a mask for input k (0 … VSL_MAX_INPUTS - 1): room for it is in vsl_plan_input_mask (). */
#define VSL_PLAN_INPUT_MASK(k) (1u << (VSL_PLAN_MASK_BIT + (k)))
#define VSL_PLAN_MASK_BIT 16

/* network and params must stay unchanged in layout while the plan lives; it keeps a copy of the network. */
VslPlan *vsl_plan_new (const VslNetwork *network, VslParams *params, int batch, guint flags, GError **error);
/* The bytes that it would book; 0: the network has a problem. */
gsize vsl_plan_estimate (const VslNetwork *network, int batch, guint flags, gsize trainable);
void vsl_plan_free (VslPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslPlan, vsl_plan_free)

int vsl_plan_batch (const VslPlan *plan);
gsize vsl_plan_bytes (const VslPlan *plan);
int vsl_plan_n_inputs (const VslPlan *plan);
int vsl_plan_n_outputs (const VslPlan *plan);
const VslShape *vsl_plan_input_shape (const VslPlan *plan, int input);
const VslShape *vsl_plan_output_shape (const VslPlan *plan, int output);
VslReal *vsl_plan_input (VslPlan *plan, int input);            /* fill batch * count values */
VslReal *vsl_plan_input_mask (VslPlan *plan, int input);       /* [batch, dim[0]] of 0/1, ones at first; NULL: no mask */
const VslReal *vsl_plan_output (VslPlan *plan, int output);    /* after activation, always */
const VslReal *vsl_plan_output_mask (VslPlan *plan, int output);   /* [batch, dim[0]] of 0/1; NULL: no mask */
/* With VSL_PLAN_LOGITS: the activation left out (VSL_ACT_SOFTMAX or VSL_ACT_SIGMOID) and the values before it,
 * else VSL_ACT_LINEAR and NULL. vsl_plan_output still gives the values after it. */
VslActivation vsl_plan_logits (const VslPlan *plan, int output, const VslReal **logits);

/* Runs the first n samples of the batch. step and seed key the random streams. */
void vsl_plan_forward (VslPlan *plan, int n, gboolean training, guint64 seed, guint64 step);
/* Gradient of the loss with respect to output (or its logits, when those are given): fill n * count values, then
 * run backward; the gradients of all trainable weights are then in vsl_plan_grad, in the layout of params->data. */
VslReal *vsl_plan_output_grad (VslPlan *plan, int output);
void vsl_plan_backward (VslPlan *plan, int n);
/* VSL_PLAN_EXAMPLES, after the output gradients are filled: the squared norm of each example's own gradient, over all trainable weights,
 * into sq[n]; then, as often as wanted, the gradients of the sum of factor[i] * (loss of example i), as after vsl_plan_backward (). */
void vsl_plan_example_norms (VslPlan *plan, int n, double *sq);
void vsl_plan_backward_weighted (VslPlan *plan, int n, const VslReal *factor);
VslReal *vsl_plan_grad (VslPlan *plan);                        /* params->trainable VslReals */
const VslReal *vsl_plan_input_grad (VslPlan *plan, int input); /* VSL_PLAN_INPUT_GRAD */

/* The values of one node after its activation, for explanations; NULL when the plan does not keep them. */
const VslReal *vsl_plan_node_output (VslPlan *plan, const char *node, VslShape *shape);
/* Test hook: given dropout masks of a node (already scaled), index as the layer documents. */
void vsl_plan_set_given (VslPlan *plan, const char *node, int index, const VslReal *mask);
/* The node whose output is the first with a non-finite number in the first n samples, or NULL. */
const char *vsl_plan_nonfinite (VslPlan *plan, int n);
/* Where numbers are checked (debug builds, or VESALIUS_CHECK_NUMBERS=1 in the environment when the plan is made): the node that first gave
 * one that is not finite since the last vsl_plan_forward (), or NULL. backward: it was a gradient. */
const char *vsl_plan_broken (const VslPlan *plan, gboolean *backward);
/* TRUE when the values of a sample depend on the others of its batch (BatchNormalization). */
gboolean vsl_plan_mixes (const VslPlan *plan);

/* Layers that take statistics from the training data: puts samples into the plan's inputs, from sample `from` on; returns how
 * many, 0: no more, -1: give up (the error is set). */
typedef int (*VslFitSource) (gpointer data, VslPlan *plan, guint64 from, GError **error);
/* Those that have none yet get theirs; reads the samples once for each of them that depends on another. */
gboolean vsl_plan_fit (const VslNetwork *network, VslParams *params, int batch, VslFitSource source, gpointer data, GError **error);

/* Tables of the network whose rows an input names (VSL_LAYER_ROWS): params->param index and input. With rows_only their gradients are
 * left as they are in rows that the batch does not name. */
typedef struct {
  guint param;
  int input;
} VslPlanTable;
int vsl_plan_tables (const VslPlan *plan, VslPlanTable *out, int most);
void vsl_plan_rows_only (VslPlan *plan, guint param, gboolean on);

/* Time by step, for `vsl benchmark`: off unless asked. */
typedef struct {
  const char *node, *kind;
  double forward_s, backward_s;
  double macs, bytes;         /* of a sample's forward pass; bytes: inputs, outputs, both once */
  guint64 samples;
} VslStepTime;
void vsl_plan_profile (VslPlan *plan, gboolean on);
GArray *vsl_plan_times (VslPlan *plan);      /* of VslStepTime; owned array, borrowed strings */

G_END_DECLS
