/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Counter-based random numbers: every stream is a key made of (seed, purpose, index ...), and
 * its i-th number depends on key and i alone. So nothing depends on threads or on what was drawn
 * before, and a resumed run needs no generator state but its counters. */
typedef enum {
  VSL_RANDOM_INIT = 1,     /* index: parameter */
  VSL_RANDOM_SHUFFLE,      /* index: epoch */
  VSL_RANDOM_DROPOUT,      /* index: node, then step */
  VSL_RANDOM_SPLIT,
  VSL_RANDOM_AUGMENT,
  VSL_RANDOM_SAMPLE,       /* the sample generator */
  VSL_RANDOM_TEST,
  VSL_RANDOM_BOOTSTRAP,    /* index: resample */
} VslRandomPurpose;

guint64 vsl_random_key (guint64 seed, VslRandomPurpose purpose, guint64 index, guint64 step);
guint64 vsl_random_bits (guint64 key, guint64 i);                       /* 64 bits */
double vsl_random_uniform (guint64 key, guint64 i);                     /* [0, 1), 53 bits */
double vsl_random_normal (guint64 key, guint64 i);                      /* mean 0, variance 1 */
double vsl_random_truncated_normal (guint64 key, guint64 i);            /* within 2 standard deviations, as Keras draws */
void vsl_random_permutation (guint64 key, guint32 *order, guint32 n);   /* fills with 0..n-1 shuffled */

G_END_DECLS
