/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedules/vsl-schedule.h"

#include <math.h>

/**
 * vsl_schedule_class:
 * @name: class name such as "CosineDecay", or its snake_case form
 *
 * Returns: (transfer none) (nullable): the schedule
 */
const VslScheduleClass *
vsl_schedule_class (const char *name)
{
  return (const VslScheduleClass *) vsl_kind_find ("schedule", name);
}
