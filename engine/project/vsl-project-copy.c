/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

static gboolean
vacuum_into (VslStore *store, gpointer path, GError **error)
{
  return vsl_store_run (store, error, "VACUUM INTO ?1", "t", (const char *) path);
}

static gboolean
set_save_error (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
               _("The copy “%s” wasn't saved: %s. Your project is unchanged. Choose another folder or free some space, then try again."),
               name, g_strerror (code));
  return FALSE;
}

static gboolean
sync_path (const char *path, int flags)
{
  int fd = open (path, flags | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  int code = errno;
  if (fd >= 0)
    close (fd);
  errno = code;
  return ok;
}

static gboolean
refuse_target (VslProject *project, const char *path, GError **error)
{
  GStatBuf own, other, journal_st;
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  if (g_stat (path, &other) == 0 && g_stat (project->path, &own) == 0 && own.st_dev == other.st_dev && own.st_ino == other.st_ino) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO, _("“%s” is this project itself. Choose another name for the copy."), name);
    return TRUE;
  }
  /* A journal left there would be played back into the copy. */
  if (g_stat (journal, &journal_st) == 0 || vsl_lock_is_held (path)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED,
                 _("“%s” is open, or was not closed properly. Close it, or choose another name for the copy."), name);
    return TRUE;
  }
  return FALSE;
}

/**
 * vsl_project_save_copy:
 * @path: of the copy; a file there is replaced in one step, at the end
 *
 * Writes a compact copy of the project. After a crash there is the old file or the new one, never half of one.
 */
gboolean
vsl_project_save_copy (VslProject *project, const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *temp = g_build_filename (dir, ".vesalius-copy-XXXXXX", NULL);
  if (refuse_target (project, path, error))
    return FALSE;
  int fd = g_mkstemp_full (temp, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return set_save_error (path, errno, error);
  close (fd);
  g_autoptr (GError) local = NULL;
  if (!vsl_store_call (project->store, VSL_STORE_BARE, vacuum_into, temp, &local)) {
    g_unlink (temp);
    if (g_error_matches (local, VSL_PROJECT_ERROR, VSL_ERROR_IO)) {
      g_autofree char *name = g_filename_display_name (path);
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                   _("The copy “%s” wasn't saved: the disk may be full. Your project is unchanged. Choose another folder or free some space, then try again."),
                   name);
    } else
      g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!sync_path (temp, O_RDWR) || g_rename (temp, path) != 0) {
    int code = errno;
    g_unlink (temp);
    return set_save_error (path, code, error);
  }
  if (!sync_path (dir, O_RDONLY | O_DIRECTORY))
    return set_save_error (path, errno, error);
  return TRUE;
}
