/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gi18n-lib.h>

#include "core/vsl-error.h"
#include "project/vsl-store.h"

static gboolean
is_full (int code, int system_errno)
{
  return (code & 0xff) == SQLITE_FULL ||
         ((code & 0xff) == SQLITE_IOERR && (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG));
}

/* Writing failed and the system's reason is lost: name the usual one. */
static gboolean
may_be_full (int code, int system_errno)
{
  return (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_TRUNCATE) && (system_errno == 0 || system_errno == ENOENT);
}

static void
set_io_error (const char *name, int system_errno, GError **error)
{
  if (system_errno)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                 _("Reading or writing “%s” failed: %s. Nothing of this step was saved; what was saved before is still there. "
                   "Check the disk or the network drive, then try again."), name, g_strerror (system_errno));
  else
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                 _("Reading or writing “%s” failed. Nothing of this step was saved; what was saved before is still there. "
                   "Check the disk or the network drive, then try again."), name);
}

/**
 * vsl_store_set_error:
 * @name: of the file, for the message
 * @code: SQLite's extended result code
 * @system_errno: what the system said, or 0
 * @detail: SQLite's own words, or %NULL
 *
 * Turns a failure of SQLite into a sentence that says what to do.
 */
void
vsl_store_set_error (const char *name, int code, int system_errno, const char *detail, GError **error)
{
  if (is_full (code, system_errno)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                 _("The disk is full: “%s” can't grow. Nothing of this step was saved; what was saved before is still there. "
                   "Free some space, then try again."), name);
    return;
  }
  if (may_be_full (code, system_errno)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                 _("“%s” couldn't be written: probably the disk is full or you are over your quota. Nothing of this step was saved; "
                   "what was saved before is still there. Free some space, then try again."), name);
    return;
  }
  switch (code & 0xff) {
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      set_io_error (name, system_errno, error);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED,
                   _("“%s” is in use by another program and didn't become free. Close the other program, then try again."), name);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO,
                   _("“%s” can't be changed: the file or its folder is write-protected. Allow writing, or work on a copy in another folder."), name);
      break;
    case SQLITE_NOTADB:
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT,
                   _("“%s” isn't a Vesalius project. Choose a file whose name ends in .vesalius, or make a new project."), name);
      break;
    case SQLITE_CORRUPT:
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT,
                   _("“%s” is damaged or was cut off (a copy that wasn't finished?). Use a back-up copy of the project."), name);
      break;
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOMEM,
                   _("“%s”: there isn't enough memory for this step, or it is larger than a project may hold. Close other programs, then try again."),
                   name);
      break;
    default:
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
                   _("“%s” didn't take this step (%s). Nothing of it was saved."), name, detail ? detail : sqlite3_errstr (code));
  }
}
