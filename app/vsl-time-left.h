/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "about 3 min left", from the seconds that work has taken so far and the part of it that is done; NULL while that says nothing yet. */
char *vsl_time_left (double seconds, double fraction);

G_END_DECLS
