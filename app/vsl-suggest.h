/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* A template for these data. *why: sentences that say how it was chosen, translated; owned by the caller. */
const char *vsl_suggest_template (const VslProjectInfo *info, char **why);
/* Training options that suit the template and rows of a table, put where nobody has chosen others. *said: what was set, translated; owned; may be
 * NULL. FALSE: nothing was. */
gboolean vsl_suggest_options (const VslProjectInfo *info, const char *id, VslOptions *options, char **said);

G_END_DECLS
