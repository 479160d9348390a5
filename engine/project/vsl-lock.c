/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "project/vsl-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"

#define TRIES 100

static char *
lock_path (const char *project_path)
{
  return g_strconcat (project_path, ".lock", NULL);
}

/* One line of the lock file. Anybody may have written it: only short, printable text goes on. */
static char *
printable (const char *line)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (line ? line : "", -1);
  for (const char *p = valid; *p && out->len < 64; p = g_utf8_next_char (p))
    if (g_unichar_isprint (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

static void
set_locked (int fd, const char *project_path, GError **error)
{
  char text[512];
  g_autofree char *name = g_filename_display_basename (project_path);
  ssize_t n = pread (fd, text, sizeof text - 1, 0);
  text[MAX (n, 0)] = 0;
  g_auto (GStrv) line = g_strsplit (text, "\n", 4);
  if (g_strv_length (line) < 3) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED,
                 _("“%s” is already open in another window or program. Close it there, then open it again."), name);
    return;
  }
  g_autofree char *pid = printable (line[0]);
  g_autofree char *host = printable (line[1]);
  g_autofree char *user = printable (line[2]);
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED,
               _("“%s” is already open: %s has it on the computer %s (process %s). Close it there, then open it again."),
               name, user, host, pid);
}

static void
write_owner (int fd)
{
  g_autofree char *user = g_filename_display_name (g_get_user_name ());
  g_autofree char *text = g_strdup_printf ("%ld\n%s\n%s\n", (long) getpid (), g_get_host_name (), user);
  /* Only what the next opener is told depends on it; the lock itself holds without. */
  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0)
    g_debug ("the lock file could not be written: %s", g_strerror (errno));
}

/* Whether fd is still what stands under path: the owner before us may have removed it. */
static gboolean
still_there (int fd, const char *path, struct stat *st)
{
  struct stat there;
  return fstat (fd, st) == 0 && stat (path, &there) == 0 && st->st_dev == there.st_dev && st->st_ino == there.st_ino;
}

/**
 * vsl_lock_take:
 * @lock: set to %VSL_LOCK_INIT
 * @project_path: of the project
 *
 * Makes the caller the one writer. %VSL_ERROR_LOCKED names who has it.
 */
gboolean
vsl_lock_take (VslLock *lock, const char *project_path, GError **error)
{
  g_autofree char *path = lock_path (project_path);
  g_autofree char *name = g_filename_display_basename (project_path);
  for (int i = 0; i < TRIES; i++) {
    struct flock want = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    struct stat st;
    int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || (fcntl (fd, F_OFD_SETLK, &want) != 0 && errno != EAGAIN && errno != EACCES)) {
      int code = errno;
      if (fd >= 0)
        close (fd);
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                   _("“%s” can't be locked for writing: %s. Check that you may write in its folder, or copy the project to another."),
                   name, g_strerror (code));
      return FALSE;
    }
    if (want.l_type == F_WRLCK && fcntl (fd, F_OFD_SETLK, &want) != 0) {
      set_locked (fd, project_path, error);
      close (fd);
      return FALSE;
    }
    if (still_there (fd, path, &st)) {
      lock->fd = fd;
      lock->path = g_steal_pointer (&path);
      lock->leftover = st.st_size > 0;
      write_owner (fd);
      return TRUE;
    }
    close (fd);
  }
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED,
               _("“%s” is being opened and closed by other programs. Try again in a moment."), name);
  return FALSE;
}

/**
 * vsl_lock_release:
 *
 * Lets the next one in and leaves no file behind. Harmless when not held.
 */
void
vsl_lock_release (VslLock *lock)
{
  if (lock->fd >= 0) {
    unlink (lock->path);
    close (lock->fd);
  }
  lock->fd = -1;
  g_clear_pointer (&lock->path, g_free);
}

/**
 * vsl_lock_is_held:
 *
 * Returns: whether a living process has the project open for writing
 */
gboolean
vsl_lock_is_held (const char *project_path)
{
  g_autofree char *path = lock_path (project_path);
  struct flock probe = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return FALSE;
  gboolean held = fcntl (fd, F_OFD_GETLK, &probe) == 0 && probe.l_type != F_UNLCK;
  close (fd);
  return held;
}
