/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-arena.h"
#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* All weights and statistics of a network in one block with a table of names. Trainable ones come first,
 * so that optimizers are flat loops over [0, trainable). Each tensor starts on a 64 byte boundary;
 * the numbers between tensors are zero and stay zero. */
typedef struct {
  char *name;              /* "conv/kernel" */
  int node;                /* index into network->nodes */
  int index;               /* among the node's params */
  VslShape shape;
  gsize offset, count;     /* in VslReals */
  gboolean trainable;
  gboolean state;
  VslPenalty penalty;
  VslObject init;          /* owned */
  VslObject constraint;    /* owned; kind NULL: none */
  gint64 ones_begin, ones_end;
  gint64 fan_in, fan_out;
} VslParam;

typedef struct {
  guint n;
  VslParam *param;
  gsize total;             /* VslReals in the block */
  gsize trainable;         /* VslReals from the start that the optimizer updates */
  VslReal *data;
  VslArena arena;
} VslParams;

/* Fails when the network has a problem. Zeroed. */
VslParams *vsl_params_new (const VslNetwork *network, GError **error);
VslParams *vsl_params_copy (const VslParams *params, GError **error);
void vsl_params_free (VslParams *params);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VslParams, vsl_params_free)
/* Keras's initialisers, each tensor from a stream of its own (seed, its index). */
void vsl_params_init (VslParams *params, guint64 seed);
const VslParam *vsl_params_find (const VslParams *params, const char *name);
gint64 vsl_params_count (const VslParams *params, gboolean trainable_only);   /* without padding */
/* Name of the first tensor with a non-finite value, or NULL. */
const char *vsl_params_nonfinite (const VslParams *params);

/* Portable bytes: little-endian header (magic, names, shapes) and float32 data with a checksum; a foreign or cut
 * block is refused. */
GBytes *vsl_params_to_bytes (const VslParams *params);
gboolean vsl_params_from_bytes (VslParams *params, GBytes *bytes, GError **error);

G_END_DECLS
