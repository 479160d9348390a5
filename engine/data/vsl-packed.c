/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-packed.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/vsl-error.h"

#define MIB ((gsize) 1 << 20)
#define DISK_SPARE (256 * MIB)      /* that stays free beside */

/* Memory that the kernel says is free to use; 0 when it doesn't say. */
static gsize
memory_available (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return 0;
  const char *at = strstr (text, "MemAvailable:");
  return at ? (gsize) g_ascii_strtoull (at + strlen ("MemAvailable:"), NULL, 10) * 1024 : 0;
}

/**
 * _vsl_packed_budget:
 *
 * Returns: bytes of prepared samples that may be held in memory
 */
gsize
_vsl_packed_budget (void)
{
  const char *asked = g_getenv ("VESALIUS_MEMORY");
  char *end = NULL;
  guint64 mib = asked ? g_ascii_strtoull (asked, &end, 10) : 0;
  if (asked && end != asked && *end == '\0' && mib < G_MAXSIZE / MIB)
    return (gsize) mib * MIB;
  gsize available = memory_available ();
  return available ? available / 2 : G_MAXSIZE;
}

static char *
cache_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "vesalius", NULL);
}

/* A file that has no name from the start, or at once loses it. */
static int
open_nameless (const char *folder)
{
  g_autofree char *name = g_build_filename (folder, "prepared-XXXXXX", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return -1;
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    return fd;
  fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (name);
  return fd;
}

/* All blocks are booked before the first is written: a full disk is an error here and no signal later. */
static gboolean
map_file (VslPacked *p, const char *folder, int *reason)
{
  int fd = open_nameless (folder);
  if (fd < 0) {
    *reason = errno;
    return FALSE;
  }
  gboolean ok = FALSE;
  if ((*reason = posix_fallocate (fd, 0, (off_t) p->bytes)) == 0) {
    gpointer at = mmap (NULL, p->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ok = at != MAP_FAILED;
    *reason = errno;
    p->x = ok ? at : NULL;
  }
  close (fd);
  return ok;
}

static gsize
disk_free (const char *folder)
{
  struct statvfs s;
  if (g_mkdir_with_parents (folder, 0700) != 0 || statvfs (folder, &s) != 0)
    return 0;
  guint64 bytes = (guint64) s.f_bavail * s.f_frsize;
  return bytes > DISK_SPARE ? (gsize) MIN (bytes - DISK_SPARE, G_MAXSIZE) : 0;
}

static gboolean
refuse (guint n, gsize need, gboolean known, gsize budget, gsize disk, const char *folder, int reason, GError **error)
{
  g_autofree char *all = known ? g_format_size (need) : g_strdup ("∞"), *memory = g_format_size (budget), *room = g_format_size (disk);
  g_autofree char *shown = g_filename_display_name (folder);
  if (reason)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
                 _("%u samples need %s once prepared, more than the %s of memory that they may take, and a file in %s could not hold them: %s. Use a smaller "
                   "size in Resizing, fewer samples, or close other programs"), n, all, memory, shown, g_strerror (reason));
  else
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM,
                 _("%u samples need %s once prepared, but they may take %s of memory, and %s are free in %s: use a smaller size in Resizing, fewer samples, "
                   "or close other programs"), n, all, memory, room, shown);
  return FALSE;
}

/**
 * _vsl_packed_new:
 * @packed: (out): to be cleared with _vsl_packed_clear()
 * @budget: bytes that may be held in memory, 0: as the settings say
 *
 * Returns: FALSE with %VSL_ERROR_NOMEM when neither memory nor disk can hold it
 */
gboolean
_vsl_packed_new (VslPacked *packed, guint n, gsize count, gsize budget, GError **error)
{
  gsize bytes = 0, all = 0;
  gboolean fits = g_size_checked_mul (&bytes, n, count) && g_size_checked_mul (&all, bytes, sizeof (VslReal)) && all < G_MAXSSIZE - 64;
  g_autofree char *folder = cache_folder ();
  memset (packed, 0, sizeof *packed);
  budget = budget ? budget : _vsl_packed_budget ();
  packed->bytes = (MAX (all, 1) + 63) / 64 * 64;
  if (fits && all <= budget && (packed->x = aligned_alloc (64, packed->bytes)))
    return TRUE;
  gsize disk = disk_free (folder);
  if (!fits || all > disk)
    return refuse (n, all, fits, budget, disk, folder, 0, error);
  int reason = 0;
  packed->on_disk = map_file (packed, folder, &reason);
  return packed->on_disk || refuse (n, all, TRUE, budget, disk, folder, reason ? reason : ENOMEM, error);
}

/**
 * _vsl_packed_clear:
 */
void
_vsl_packed_clear (VslPacked *packed)
{
  if (packed->on_disk)
    munmap (packed->x, packed->bytes);
  else
    free (packed->x);
  memset (packed, 0, sizeof *packed);
}
