/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-plan.h"

/* One tensor of the plan. Views and in-place activations share the memory of their root. */
typedef struct {
  VslShape shape;
  gsize count;                   /* values a sample */
  int root;                      /* index of the buffer whose memory this is; itself for roots */
  /* the rest is kept at roots only */
  int uses;                      /* steps that read it */
  gboolean pinned;               /* an input or output of the network: never written over */
  gboolean needs_grad;
  gboolean producer_needs_y;
  int v_from, v_to, g_from, g_to;/* first and last moment of value and gradient; to < from: not needed */
  gsize v_off, g_off;            /* bytes in the arena */
  gboolean remade;               /* not kept for the way back but made anew there; v_from, v_to are then of the way there alone */
  int b_from, b_to;              /* remade: the moment at which it is made anew, and the last that needs it */
  gsize b_off;
} VslBuffer;

/* One thing to run: a node's layer, or the activation that follows it. */
typedef struct {
  int node;
  const char *name;
  gboolean is_act;
  VslActivation act;
  gboolean view;                 /* nothing to run */
  gboolean backward;             /* has a gradient to compute */
  gboolean fused;                /* the loss starts before this activation: no backward */
  VslLayerPlan lp;
  int more_node, more_from;      /* a fused step's second node with weights, and the first of them; more_from 0: none */
  int in[VSL_MAX_INPUTS], out[VSL_MAX_OUTPUTS];
  int in_mask[VSL_MAX_INPUTS], out_mask;   /* buffers, -1: none */
  gsize saved_off[VSL_MAX_SAVED];
  /* what the call points to */
  const VslReal *x[VSL_MAX_INPUTS];
  const VslReal *x_mask[VSL_MAX_INPUTS];
  VslReal *y[VSL_MAX_OUTPUTS];
  const VslReal *back_x[VSL_MAX_INPUTS];   /* the same on the way back: elsewhere where they are made anew */
  VslReal *back_y[VSL_MAX_OUTPUTS];
  int redo, n_redo;                        /* plan->redo[]: the steps that are run again before this one runs backward */
  VslReal *w[VSL_MAX_PARAMS], *dw[VSL_MAX_PARAMS];
  VslReal *saved[VSL_MAX_SAVED];
  VslReal *scratch, *back_scratch;
  const VslReal *dy[VSL_MAX_OUTPUTS];
  VslReal *dx[VSL_MAX_INPUTS];
  gboolean dx_add[VSL_MAX_INPUTS];
  gboolean dy_zero[VSL_MAX_OUTPUTS];       /* nobody reads that output: its gradient is zero */
  const VslReal *given[VSL_MAX_SAVED];
  gboolean has_given;
  VslCall call;
  double forward_s, backward_s;
  guint64 samples;
  /* VSL_PLAN_EXAMPLES */
  VslLayerPlan *alone;                     /* for a batch of one; NULL: no weights to train */
  VslOne one;
  VslReal *one_y[VSL_MAX_OUTPUTS], *one_saved[VSL_MAX_SAVED];
} VslStep;

struct _VslPlan {
  VslNetwork *network;
  VslParams *params;             /* not owned */
  int batch;
  guint flags;
  GArray *buffers;               /* of VslBuffer */
  GArray *steps;                 /* of VslStep */
  int *node_out;                 /* [node, VSL_MAX_OUTPUTS] buffers, the first after its activation; -1: not part of the plan */
  int *node_mask;                /* [node] mask of its first output, -1: none */
  int n_inputs, n_outputs;
  int *inputs;                   /* buffers */
  int outputs[VSL_MAX_OUTPUTS];  /* buffers after activation */
  int logits[VSL_MAX_OUTPUTS];   /* buffers before it, -1: not left out */
  int *input_masks;              /* buffers, -1: none */
  int output_masks[VSL_MAX_OUTPUTS];
  VslActivation logits_act[VSL_MAX_OUTPUTS];
  int *redo;                     /* steps */
  VslArena arena;
  gsize grad_off;
  gsize *scratch_off;            /* [moment] */
  gsize one_off, kept_off[VSL_MAX_OUTPUTS];   /* VSL_PLAN_EXAMPLES: a sample by itself; the gradients of the outputs */
  gboolean mixes, profile;
  guint64 seed, step;            /* of the last forward pass */
  gboolean last_training;
  gboolean check;                /* look for numbers that are not finite after each step */
  const char *broken;            /* the first node that gave one, NULL: none */
  gboolean broken_backward;
};

static inline VslBuffer *
_vsl_buffer (const VslPlan *plan, int i)
{
  return &g_array_index (plan->buffers, VslBuffer, i);
}

static inline VslBuffer *
_vsl_root (const VslPlan *plan, int i)
{
  return _vsl_buffer (plan, _vsl_buffer (plan, i)->root);
}

static inline VslStep *
_vsl_step (const VslPlan *plan, guint i)
{
  return &g_array_index (plan->steps, VslStep, i);
}

/* The buffer that a wire of the network leads from, -1: not part of the plan. */
static inline int
_vsl_plan_wire (const VslPlan *plan, const char *wire)
{
  int output, at = vsl_network_source_index (plan->network, wire, &output);
  return at < 0 || output >= VSL_MAX_OUTPUTS ? -1 : plan->node_out[at * VSL_MAX_OUTPUTS + output];
}

/* The mask that comes along that wire, -1: none. */
static inline int
_vsl_plan_wire_mask (const VslPlan *plan, const char *wire)
{
  int output, at = vsl_network_source_index (plan->network, wire, &output);
  return at < 0 || output > 0 ? -1 : plan->node_mask[at];
}

/* vsl-plan-fuse.c: chains of steps become one. */
void _vsl_plan_fuse (VslPlan *plan);
/* The buffer whose gradient the caller gives for an output. */
static inline int
_vsl_plan_end (const VslPlan *plan, int output)
{
  return plan->logits[output] >= 0 ? plan->logits[output] : plan->outputs[output];
}

/* vsl-plan-examples.c: FALSE where a layer cannot tell its examples apart; room for one sample by itself, and its pointers. */
gboolean _vsl_plan_examples_new (VslPlan *plan, GError **error);
gsize _vsl_plan_examples_bytes (const VslPlan *plan, gsize *scratch);
void _vsl_plan_examples_bind (VslPlan *plan);
/* vsl-plan-run.c */
void _vsl_plan_forward_step (VslPlan *plan, VslStep *step, int n);
void _vsl_plan_backward_step (VslPlan *plan, VslStep *step, int n);
void _vsl_plan_again_step (const VslPlan *plan, VslStep *step, VslReal *scratch, int n);
double _vsl_now (void);
gboolean _vsl_plan_has_trainable (const VslPlan *plan, const VslStep *step);
/* vsl-plan-remake.c: values that are made anew on the way back. Which ones, from shapes alone; what that needs, to be called when all
 * lifetimes but these are known; the steps to run again; running them. */
gboolean _vsl_plan_remake_choose (VslPlan *plan);
void _vsl_plan_remake_none (VslPlan *plan);
void _vsl_plan_remake_lifetimes (VslPlan *plan);
void _vsl_plan_remake_list (VslPlan *plan);
void _vsl_plan_remake (VslPlan *plan, const VslStep *before, int n);
/* The moment at which what the step gives is made anew, -1: never. */
static inline int
_vsl_plan_remake_moment (const VslPlan *plan, const VslStep *step)
{
  const VslBuffer *r = _vsl_root (plan, step->out[0]);
  return !step->view && r->remade && r->b_to >= r->b_from ? r->b_from : -1;
}

/* vsl-plan-memory.c: lifetimes and places in the arena; the bytes of the whole in *size, for that many trainable numbers. */
gboolean _vsl_plan_place (VslPlan *plan, gsize trainable, gsize *size, GError **error);
/* A moment at which a value is read or written. */
void _vsl_plan_value_at (VslPlan *plan, int buffer, int moment);
/* The most bytes that live at one moment: what no placing can go below. */
gsize _vsl_plan_peak (VslPlan *plan);
/* Scratch is one piece for all moments where layers are called out of turn: for single examples, and by readers of what is kept. */
static inline gboolean
_vsl_plan_scratch_always (const VslPlan *plan)
{
  return (plan->flags & (VSL_PLAN_KEEP | VSL_PLAN_EXAMPLES)) != 0;
}

static inline int
_vsl_plan_scratch_place (const VslPlan *plan, int moment)
{
  return _vsl_plan_scratch_always (plan) ? 0 : moment;
}

/* vsl-plan-bind.c: the memory itself, pointers of all calls. */
gboolean _vsl_plan_book (VslPlan *plan, GError **error);
