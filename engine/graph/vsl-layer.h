/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-activation.h"
#include "core/vsl-kind.h"
#include "core/vsl-real.h"
#include "core/vsl-shape.h"
#include "core/vsl-error.h"

G_BEGIN_DECLS

/* What a layer is to the plan. A layer file exports one VslLayerClass and nothing else. */

typedef struct _VslLayerClass VslLayerClass;
typedef struct _VslLayerPlan VslLayerPlan;
typedef struct _VslCall VslCall;
typedef struct _VslImage VslImage;        /* data/vsl-image.h */
typedef struct _VslOnnx VslOnnx;          /* export/vsl-onnx-builder.h */

#define VSL_MAX_INPUTS 16
#define VSL_MAX_OUTPUTS 6      /* two directions of an LSTM, each with its states */
#define VSL_MAX_PARAMS 16
#define VSL_MAX_SAVED 8

typedef enum {
  VSL_LAYER_INPUT   = 1 << 0,   /* a source: no inputs, filled by the loader */
  VSL_LAYER_VIEW    = 1 << 1,   /* the output is the input's memory under another shape: no forward, no backward */
  VSL_LAYER_IN_PLACE = 1 << 2,  /* with equal shapes forward may be given y[0] == x[0] and backward dx[0] == dy[0]; it reads neither x nor y */
  VSL_LAYER_RANDOM  = 1 << 3,   /* draws numbers in training */
  VSL_LAYER_NEEDS_X = 1 << 4,   /* backward reads x */
  VSL_LAYER_NEEDS_Y = 1 << 5,   /* backward reads y */
  VSL_LAYER_MIXES   = 1 << 6,   /* mixes the examples of a batch (BatchNormalization) */
  VSL_LAYER_PREPARE = 1 << 7,   /* can stand in an Input's preprocessing: has prepare() */
  VSL_LAYER_HIDDEN  = 1 << 8,   /* not in the palette */
  VSL_LAYER_ROWS = 1 << 11,     /* weight 0 is a table of which a call reads the rows that input 0 names: its gradient is zero elsewhere */
  VSL_LAYER_OWN_ACTIVATION = 1 << 9,   /* the layer applies its option "activation" itself (recurrent layers) */
  VSL_LAYER_TOKENS  = 1 << 10,  /* the first input holds whole numbers, 0 … option "input_dim" - 1; its gradient, if wanted, is zero */
  VSL_LAYER_NOTES   = 1 << 13,  /* a step that makes numbers of a raw note; config is a VslTextRules, and no forward pass exists */
  VSL_LAYER_COLUMN  = 1 << 14,  /* a step that makes numbers of one column of a table's row: has column; no forward pass exists */
  VSL_LAYER_USES_UP = 1 << 12,  /* backward changes what forward saved: before another one, forward must run again */
} VslLayerFlags;

typedef enum {
  VSL_INIT_ZEROS, VSL_INIT_ONES, VSL_INIT_GLOROT_UNIFORM, VSL_INIT_GLOROT_NORMAL, VSL_INIT_HE_UNIFORM, VSL_INIT_HE_NORMAL,
  VSL_INIT_LECUN_UNIFORM, VSL_INIT_LECUN_NORMAL, VSL_INIT_RANDOM_NORMAL, VSL_INIT_RANDOM_UNIFORM, VSL_INIT_TRUNCATED_NORMAL,
  VSL_INIT_ORTHOGONAL,
} VslInit;
/* The defaults that layers have for their weights; each is a class of the family "initializer" (initializers/vsl-initializer.h),
 * under this name. */
extern const char *const vsl_init_names[];       /* "zeros", "ones", "glorot_uniform" … in the order above, NULL-terminated */

/* A weight or a moving statistic, as the layer asks for it. */
typedef struct {
  const char *name;          /* "kernel"; static or owned by the class */
  VslShape shape;
  VslObject init;            /* of the family "initializer"; borrowed, from the config or static */
  VslObject constraint;      /* of the family "constraint", borrowed; kind NULL: none */
  gint64 fan_in, fan_out;    /* for the scaled initialisers; 0: by Keras's rule from the shape */
  gint64 ones_begin, ones_end;   /* these values are 1 whatever init says (the bias of LSTM's forget gate) */
  VslPenalty penalty;
  gboolean state;            /* changed by forward, not by the optimizer */
} VslParamSpec;

/* What a layer needs for one shape and batch. plan() fills the second half. */
struct _VslLayerPlan {
  const VslLayerClass *cls;
  gconstpointer config;
  const char *node;                     /* for messages */
  int batch;                            /* most samples of a call */
  gboolean training;                    /* backward will be called */
  int n_in;
  VslShape in[VSL_MAX_INPUTS];
  gboolean in_mask[VSL_MAX_INPUTS];     /* the input has a mask [batch, first axis] */
  int rooms;                            /* threads that are expected: for so many parts at a time scratch is asked where each needs
                                         * much; more threads then have to wait. 0: for all parts */
  gboolean frozen;                      /* the node is not trainable: BatchNormalization then runs in inference mode */

  int n_out;                            /* 1 unless plan() says otherwise */
  VslShape out[VSL_MAX_OUTPUTS];
  gboolean out_mask;                    /* the first output has a mask */
  gboolean constant;                    /* weights stay as they are while the plan lives (VSL_PLAN_FROZEN) */
  gboolean keeps;                       /* what is saved is kept from call to call, zero at first */
  gboolean mixes;                       /* as VSL_LAYER_MIXES, for this configuration alone (wrappers) */
  gboolean view;                        /* as VSL_LAYER_VIEW, for this plan alone (dropout outside of training) */
  gboolean same_mask;                   /* it is that of input 0, unchanged: the plan gives both the same memory */
  int n_params;
  VslParamSpec params[VSL_MAX_PARAMS];
  int n_saved;
  gsize saved[VSL_MAX_SAVED];           /* VslReals kept from forward to backward, for the whole batch */
  gsize scratch;                        /* VslReals, contents lost between calls; all parts of a parallel loop together */
  gsize fit;                            /* doubles that fit() sums up in; 0: nothing is to be taken from the training data */
  double macs;                          /* multiply-adds of one sample's forward pass */
  gint64 i[32];                         /* the layer's own: paddings and the like */
};

/* Room to run one sample by itself, for example_norms. */
typedef struct {
  const VslLayerPlan *plan;             /* made for a batch of one */
  VslReal *const *y;
  VslReal *const *saved;
} VslOne;

struct _VslCall {
  const VslLayerPlan *plan;
  gconstpointer config;
  int n;                                /* samples in this call, 1 … plan->batch */
  gboolean training;
  const VslReal *const *x;              /* [input] -> n * count(in) values */
  VslReal *const *y;                    /* [output] */
  const VslReal *const *x_mask;         /* [input] -> n * dim[0] values 0/1, or NULL */
  VslReal *y_mask;                      /* written by layers with out_mask, may be x_mask[0]'s own memory; readable in backward */
  VslReal *const *w;                    /* [param], weights and state */
  VslReal *const *saved;
  VslReal *scratch;
  /* backward */
  const VslReal *const *dy;             /* [output]; all zero for an output that nobody reads */
  VslReal *const *dx;                   /* [input]; NULL: not wanted */
  const gboolean *dx_add;               /* [input]; TRUE: add into dx, FALSE: overwrite it */
  VslReal *const *dw;                   /* [param]; overwritten; NULL: frozen or state */
  gboolean rows_only;                   /* VSL_LAYER_ROWS: dw[0] need not be cleared in the rows that are not named */
  /* VSL_LAYER_RANDOM */
  guint64 key;                          /* of (seed, node, step) */
  int first;                            /* place in the batch of the call's first sample: where its random numbers begin; mostly 0 */
  const VslReal *const *given;          /* test hook: given masks, already scaled, used instead of random ones; NULL: none */
  const VslOne *one;                    /* example_norms only */
};

/* A small configuration that the conformance test runs, and expected values where known. */
typedef struct {
  const char *config;                   /* JSON object or NULL */
  VslShape in[4];                       /* rank 0 and dim[0] == 0 ends; at least one */
  const double *x;                      /* first input for batch 1, or NULL */
  const double *y;                      /* expected output for it with all weights as initialised; NULL: unknown */
} VslLayerExample;

/* One number that a step makes of its column. x: the code of the cell, or fill() where that is missing. */
typedef struct {
  enum {
    VSL_FEATURE_LINEAR,                 /* (x - at) * scale */
    VSL_FEATURE_IS,                     /* 1 where x is at, else 0 */
    VSL_FEATURE_MISSING,                /* 1 where the cell is missing, else 0 */
  } kind;
  double at, scale;
} VslFeature;

/* What a VSL_LAYER_COLUMN does. The loader, predict and the exporters are made of the same features. */
typedef struct {
  const char *(*name) (gconstpointer config);            /* of the column */
  /* The cell (as vsl_column_value () writes it, NULL: missing) as a number: its value, or the place of a category in the step's list, -1 for one
   * that it does not know; NaN: missing. */
  double (*code) (gconstpointer config, const char *value);
  double (*fill) (gconstpointer config);                 /* what stands for a missing cell */
  /* Its features in order; out NULL: only their number. 0: it has not learnt them yet. */
  int (*features) (gconstpointer config, VslFeature *out);
  /* Takes what it needs from the training rows, unless it was given. */
  void (*learn) (gpointer config, const char *const *values, guint n);
  const VslStrings *(*words) (gconstpointer config);     /* the categories that codes stand for; NULL: numbers */
} VslColumnStep;

struct _VslLayerClass {
  VslKind head;
  int min_inputs, max_inputs;           /* max -1: up to VSL_MAX_INPUTS */
  guint flags;
  /* Checks shapes and fills the plan. A message is in plain words and says what to do;
   * it need not name the node (the network adds it). *remedy may be set to a static string
   * such as "insert:Flatten" that the window offers as a button. */
  gboolean (*plan) (VslLayerPlan *plan, const char **remedy, GError **error);
  void (*forward) (const VslCall *call);
  void (*backward) (const VslCall *call);
  /* forward () once more during backward, to the same bits, so that its result need not be kept: cheap, and without what forward does
   * besides (BatchNormalization's moving statistics, random numbers). x, saved and masks are as forward left them. NULL: the result is
   * kept. Only layers with one output. */
  void (*remake) (const VslCall *call);
  /* Statistics of the training data, taken before the first step (Normalization): fit sees the layer's inputs batch by batch and
   * sums up in sums, zeroed before; fitted then writes the state. The last parameter is a count, 0 until then. */
  void (*fit) (const VslCall *call, double *sums);
  void (*fitted) (const VslCall *call, const double *sums);
  /* Called where backward would be, before it: adds to sq[i] the squared norm of sample i's gradient over the call's dw (those not
   * NULL), whose memory is free to use. vsl_layer_example_norms () serves any layer that does not mix examples; a closed form is
   * faster. NULL for a layer with weights: private training refuses it. */
  void (*example_norms) (const VslCall *call, double *sq);
  gboolean (*onnx) (VslOnnx *onnx, const VslLayerPlan *plan, GError **error);   /* NULL: cannot be exported */
  /* VSL_LAYER_PREPARE: one raw sample through the step, replacing *image. */
  gboolean (*prepare) (gconstpointer config, VslImage *image, GError **error);
  const VslLayerExample *examples;      /* ends with { NULL } and no shape; the price of entry */
  const VslColumnStep *column;          /* VSL_LAYER_COLUMN */
};

/* The layer classes in palette order. */
const VslLayerClass *vsl_layer_class (const char *name);   /* NULL when unknown */

/* Shared option rows and helpers for layer files (layers/vsl-layer-util.h has the rest). */

G_END_DECLS
