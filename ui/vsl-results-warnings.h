/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/vsl-results.h"

G_BEGIN_DECLS

/* Whatever makes the numbers look better than they are, the worst first; owned, NULL: nothing. */
char *vsl_results_warnings (const VslResults *results, const VslProjectInfo *info, VslComparison *comparison);

G_END_DECLS
