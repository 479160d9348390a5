/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"

G_BEGIN_DECLS

/* Learning rate by step (step: updates done before), and by epoch for those that watch a metric. */
typedef struct _VslScheduleClass VslScheduleClass;
struct _VslScheduleClass {
  VslKind head;
  double (*rate) (gconstpointer config, double initial, guint64 step);
  /* Only for classes that watch a metric (ReduceLROnPlateau): state of VSL_SCHEDULE_STATE doubles, zeroed at the
   * start of a run and saved with checkpoints. Returns the new rate. */
  double (*epoch_end) (gconstpointer config, double *state, double rate, double monitored, guint epoch);
  const char *(*monitor) (gconstpointer config);
  /* Options that are legal one by one but not together; may be NULL. */
  gboolean (*check) (gconstpointer config, GError **error);
};
#define VSL_SCHEDULE_STATE 8

const VslScheduleClass *vsl_schedule_class (const char *name);

G_END_DECLS
