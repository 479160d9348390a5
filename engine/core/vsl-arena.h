/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* One block, 2 MiB aligned and advised to be huge pages, booked by the plan before it runs. */
typedef struct {
  gpointer base;
  gsize size;
} VslArena;

/* Zeroed. Fails with VSL_ERROR_NOMEM, never aborts. */
gboolean vsl_arena_init (VslArena *arena, gsize size, const char *what, GError **error);
void vsl_arena_clear (VslArena *arena);

#define VSL_ALIGN 64      /* bytes; also in reals of padding between tensors */
static inline gsize
vsl_align (gsize bytes)
{
  return (bytes + VSL_ALIGN - 1) & ~(gsize) (VSL_ALIGN - 1);
}

G_END_DECLS
