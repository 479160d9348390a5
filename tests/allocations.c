/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts allocations, for tests of what must not allocate. */
#include "allocations.h"

#include <stdatomic.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)

int
allocations_so_far (void)
{
  return -1;
}

#else

static atomic_int allocations;

/* The C library's own entry points: these definitions stand before them for the whole program. */
extern void *__libc_malloc (size_t n);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *p, size_t n);
void *malloc (size_t n);
void *calloc (size_t n, size_t size);
void *realloc (void *p, size_t n);

void *
malloc (size_t n)
{
  atomic_fetch_add (&allocations, 1);
  return __libc_malloc (n);
}

void *
calloc (size_t n, size_t size)
{
  atomic_fetch_add (&allocations, 1);
  return __libc_calloc (n, size);
}

void *
realloc (void *p, size_t n)
{
  atomic_fetch_add (&allocations, 1);
  return __libc_realloc (p, n);
}

int
allocations_so_far (void)
{
  return atomic_load (&allocations);
}

#endif
