/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Closes every descriptor but 0, 1, 2 and keep. */
void vsl_sandbox_close_others (int keep);
/* Takes everything away from this process that decoding does not need, for good. memory: most bytes of address space, 0: no limit.
 * largest: most bytes of an answer. Returns VslSandboxState: what this kernel gave. */
guint vsl_sandbox_enter (guint64 memory, guint64 largest);

G_END_DECLS
