/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "core/vsl-kind.h"
#include "core/vsl-real.h"
#include "core/vsl-shape.h"

G_BEGIN_DECLS

/* How a weight is filled before training begins (Keras 3, initializers/). */

/* One tensor to fill. */
typedef struct {
  gconstpointer config;
  const VslShape *shape;
  gsize count;
  double fan_in, fan_out;        /* by the layer, or by Keras's rule from the shape */
  guint64 key;                   /* of its own random stream */
  VslReal *w;                    /* out: count values */
} VslInitCall;

typedef struct _VslInitializerClass VslInitializerClass;
struct _VslInitializerClass {
  VslKind head;
  int min_rank, max_rank;        /* axes that a tensor must have; 0: any */
  void (*fill) (const VslInitCall *call);
  /* Options that are legal one by one but not together; may be NULL. */
  gboolean (*check) (gconstpointer config, GError **error);
};

/* The smallest and largest scale of options. */
#define VSL_INIT_LIMIT 1e6

/* Whether an initializer (NULL or empty: zeros) can fill a tensor of that shape. */
gboolean vsl_initializer_check (const VslObject *initializer, const char *name, const VslShape *shape, GError **error);
/* Fills it. fan_in and fan_out 0: Keras's rule. */
void vsl_initializer_fill (const VslObject *initializer, const VslShape *shape, gint64 fan_in, gint64 fan_out, guint64 key, VslReal *w);

/* For the files of the registry. */
void vsl_init_constant (const VslInitCall *call, double value);
void vsl_init_uniform (const VslInitCall *call, double min, double max);
void vsl_init_normal (const VslInitCall *call, double mean, double deviation, gboolean truncated);
typedef enum { VSL_FAN_IN, VSL_FAN_OUT, VSL_FAN_AVG } VslFan;
typedef enum { VSL_DRAW_TRUNCATED_NORMAL, VSL_DRAW_UNTRUNCATED_NORMAL, VSL_DRAW_UNIFORM } VslDraw;
void vsl_init_scaled (const VslInitCall *call, double scale, VslFan fan, VslDraw draw);

G_END_DECLS
