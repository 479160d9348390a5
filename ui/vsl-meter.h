/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long the main loop is busy between two waits: what a person feels as stutter. Costs two clock readings an
 * iteration while it runs. Only one may run in a program. */
void vsl_meter_start (void);
/* Stops and returns how many iterations were seen; p99 and max in milliseconds. */
guint vsl_meter_stop (double *p50, double *p99, double *max);
gboolean vsl_meter_running (void);

/* Whether VESALIUS_MEASURE is set: start-up and main-loop times are printed as "# ..." lines. */
gboolean vsl_meter_wanted (void);
/* Milliseconds since the process was started. */
double vsl_meter_since_start (void);

G_END_DECLS
