/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the name of a class says that nothing was found: "normal", "benign", "no_finding", "阴性". Such a class is seldom the one that is looked for. */
gboolean vsl_class_says_none (const char *name);
/* What two names have in common that differ in case, blanks, hyphens and underscores alone. Owned. */
char *vsl_class_folded (const char *name);

G_END_DECLS
