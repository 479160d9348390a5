/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One writer: an open-file-description lock on NAME.vesalius.lock. It dies with the process, so that no stale lock
 * can shut anybody out; the file says who has it. */
typedef struct {
  int fd;                 /* -1: not held */
  char *path;
  gboolean leftover;      /* the last owner did not release it: it crashed or was killed */
} VslLock;

#define VSL_LOCK_INIT { -1, NULL, FALSE }

gboolean vsl_lock_take (VslLock *lock, const char *project_path, GError **error);
void vsl_lock_release (VslLock *lock);
gboolean vsl_lock_is_held (const char *project_path);

G_END_DECLS
