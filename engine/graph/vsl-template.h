/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "graph/vsl-network.h"

G_BEGIN_DECLS

/* Networks to start from. The drawings are resources/templates/ID.json, compiled into the engine; vsl_template_make
 * (graph/vsl-network.h) fits one to data. */
const char *const *vsl_template_ids (void);                 /* in the order in which they are offered, NULL-terminated */
const char *vsl_template_title (const char *id);            /* translated; NULL when unknown */
const char *vsl_template_summary (const char *id);
/* A copy as it stands in its file, not fitted to anything. */
VslNetwork *vsl_template_load (const char *id, GError **error);
/* {"name","title","summary","properties":[],"input":[H,W,C],"layers":n,"parameters":n}: a line of `vsl templates --json`. */
JsonObject *vsl_template_describe (const char *id);         /* owned; NULL when unknown */

G_END_DECLS
