/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Room for n rows of count values that all threads read: in memory while a budget lasts, else in a file without a name in the user's cache folder, whose
 * pages the kernel drops and reads again as it likes. Both hold the same bits. */
typedef struct {
  VslReal *x;              /* on a cache line, [n, count] */
  gsize bytes;
  gboolean on_disk;
} VslPacked;

/* budget: bytes that may be held in memory; 0: that of _vsl_packed_budget(). What has been written to a file is gone with the program. */
gboolean _vsl_packed_new (VslPacked *packed, guint n, gsize count, gsize budget, GError **error);
void _vsl_packed_clear (VslPacked *packed);
/* VESALIUS_MEMORY in MiB, else half of what is free; G_MAXSIZE where the system does not say. */
gsize _vsl_packed_budget (void);

G_END_DECLS
