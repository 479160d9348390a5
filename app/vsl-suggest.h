/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "project/vsl-project.h"

G_BEGIN_DECLS

/* A template for these data. *why: sentences that say how it was chosen, translated; owned by the caller. */
const char *vsl_suggest_template (const VslProjectInfo *info, char **why);

G_END_DECLS
