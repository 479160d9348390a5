/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "data/vsl-import.h"

G_BEGIN_DECLS

/* In the import assistant, where one table was chosen and the project has samples: whether its rows tell of these or are samples of their own, what would
 * change, and whether labels that differ are replaced. Signal "asked": the other use was chosen, so that the table must be looked at again; "changed": another
 * answer. */
#define VSL_TYPE_HERE_GROUP (vsl_here_group_get_type ())
G_DECLARE_FINAL_TYPE (VslHereGroup, vsl_here_group, VSL, HERE_GROUP, AdwPreferencesGroup)

/* Whether a file is such a table, by its name. */
gboolean vsl_here_group_takes (const char *path);
/* After a look for the first time: a table most of whose rows tell of nothing here may be one of further files; and back, where it is none. TRUE: the table is
 * to be looked at again, for the other use. */
gboolean vsl_here_group_turns (const VslImportPlan *plan, gboolean *here, gboolean *doubtful);

/* plan NULL: nothing is shown; one of files: only the choice. */
void vsl_here_group_show (VslHereGroup *self, const VslImportPlan *plan);
gboolean vsl_here_group_wanted (VslHereGroup *self);         /* the rows tell of what is here */
gboolean vsl_here_group_replace (VslHereGroup *self);

G_END_DECLS
