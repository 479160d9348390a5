/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-arena.h"

#include <glib/gi18n-lib.h>
#include <sys/mman.h>

#include "core/vsl-error.h"

#define HUGE ((gsize) 2 << 20)

/**
 * vsl_arena_init:
 * @arena: an empty arena
 * @size: bytes; 0 gives an arena with no memory
 * @what: what the memory is for, named in the error
 *
 * Books zeroed memory. Anonymous mappings are used instead of malloc so that blocks start on
 * a huge page and go back to the system at once when the arena is cleared.
 *
 * Returns: FALSE with %VSL_ERROR_NOMEM when the system has not got it
 */
gboolean
vsl_arena_init (VslArena *arena, gsize size, const char *what, GError **error)
{
  arena->base = NULL;
  arena->size = 0;
  if (size == 0)
    return TRUE;

  gsize rounded = (size + HUGE - 1) & ~(HUGE - 1);
  guint8 *p = rounded < size ? MAP_FAILED
                             : mmap (NULL, rounded + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) {
    g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_NOMEM,
                 _("Not enough memory for %s: %.1f MiB are needed. Use a smaller batch size or a smaller network."),
                 what, (double) size / (1 << 20));
    return FALSE;
  }
  /* Keep the aligned part, give the rest back. */
  guint8 *aligned = (guint8 *) (((gsize) p + HUGE - 1) & ~(HUGE - 1));
  if (aligned > p)
    munmap (p, (gsize) (aligned - p));
  gsize tail = (gsize) (p + rounded + HUGE - (aligned + rounded));
  if (tail)
    munmap (aligned + rounded, tail);
  if (size >= HUGE)
    madvise (aligned, rounded, MADV_HUGEPAGE);
  arena->base = aligned;
  arena->size = rounded;
  return TRUE;
}

/**
 * vsl_arena_clear:
 *
 * Gives the memory back; the arena is empty afterwards.
 */
void
vsl_arena_clear (VslArena *arena)
{
  if (arena->base)
    munmap (arena->base, arena->size);
  arena->base = NULL;
  arena->size = 0;
}
