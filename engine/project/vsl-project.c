/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* Absolute and without links, so that the lock lies beside the file itself whatever name it was opened by. */
static char *
real_path (const char *path)
{
  char *real = realpath (path, NULL);
  if (real) {
    char *copy = g_strdup (real);
    free (real);
    return copy;
  }
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  real = realpath (dir, NULL);
  char *made = real ? g_build_filename (real, base, NULL) : g_canonicalize_filename (path, NULL);
  free (real);
  return made;
}

static VslProject *
project_new (const char *path, VslProjectMode mode)
{
  VslProject *project = g_new0 (VslProject, 1);
  atomic_init (&project->refs, 1);
  project->path = real_path (path);
  project->mode = mode;
  project->lock = (VslLock) VSL_LOCK_INIT;
  project->active = g_hash_table_new (NULL, NULL);
  return project;
}

static void
project_free (VslProject *project)
{
  g_clear_pointer (&project->store, vsl_store_close);
  vsl_lock_release (&project->lock);
  g_hash_table_unref (project->active);
  g_strfreev (project->import_classes);
  g_free (project->import_positive);
  g_free (project->import_target_name);
  g_clear_pointer (&project->import_columns, g_ptr_array_unref);        /* of an import that was never ended */
  g_clear_pointer (&project->import_column_ids, g_array_unref);
  g_free (project->path);
  g_free (project);
}

static gboolean
make_empty_file (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close (fd);
    return TRUE;
  }
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);
  if (code == EEXIST)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO, _("“%s” exists already. Choose another name, or open it."), name);
  else
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO, _("“%s” can't be made: %s. Choose a folder in which you may write."), name, g_strerror (code));
  return FALSE;
}

static gboolean
first_entries (VslStore *store, gpointer data, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, vsl_project_now ());
  return vsl_meta_set (store, "created", now, error) && vsl_meta_set (store, "data_revision", "0", error) &&
         vsl_audit_addf (store, error, "created", "Vesalius %s", VSL_VERSION);
}

/**
 * vsl_project_create:
 * @path: must not exist; by custom ends in .vesalius
 *
 * Makes an empty project and opens it for writing.
 *
 * Returns: (transfer full): the project, or %NULL with an error
 */
VslProject *
vsl_project_create (const char *path, GError **error)
{
  g_autoptr (VslProject) project = project_new (path, VSL_PROJECT_WRITE);
  if (!make_empty_file (project->path, error))
    return NULL;
  if (vsl_lock_take (&project->lock, project->path, error) &&
      (project->store = vsl_store_open (project->path, VSL_STORE_CREATE, error)) != NULL &&
      vsl_store_call (project->store, VSL_STORE_WRITE, first_entries, NULL, error))
    return g_steal_pointer (&project);
  g_clear_pointer (&project->store, vsl_store_close);
  g_unlink (project->path);
  return NULL;
}

static gboolean
check_file (const char *path, GError **error)
{
  GStatBuf st;
  g_autofree char *name = g_filename_display_name (path);
  if (g_stat (path, &st) != 0) {
    int code = errno;
    g_set_error (error, VSL_PROJECT_ERROR, code == ENOENT ? VSL_ERROR_NOT_FOUND : VSL_ERROR_IO,
                 _("“%s” can't be opened: %s. Check the name and that you may read it."), name, g_strerror (code));
    return FALSE;
  }
  if (!S_ISREG (st.st_mode)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_FORMAT, _("“%s” isn't a file. Choose a file whose name ends in .vesalius."), name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
has_journal (const char *path)
{
  GStatBuf st;
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  return g_stat (journal, &st) == 0 && st.st_size > 0;
}

static gboolean
open_writer (VslProject *project, GError **error)
{
  if (!vsl_lock_take (&project->lock, project->path, error))
    return FALSE;
  /* Only while nobody writes does a journal mean that somebody was cut off. */
  gboolean unclean = project->lock.leftover || has_journal (project->path);
  project->store = vsl_store_open (project->path, unclean ? VSL_STORE_UNCLEAN : 0, error);
  return project->store && vsl_runs_mark_interrupted (project->store, error);
}

/* A reader can't put back what a killed writer left half written; a writer does it by opening. */
static void
let_a_writer_recover (const char *path)
{
  g_autoptr (VslProject) writer = project_new (path, VSL_PROJECT_WRITE);
  g_autoptr (GError) error = NULL;
  if (!open_writer (writer, &error))
    g_debug ("no recovery before reading: %s", error->message);
}

static gboolean
open_reader (VslProject *project, GError **error)
{
  if (has_journal (project->path) && !vsl_lock_is_held (project->path))
    let_a_writer_recover (project->path);
  project->store = vsl_store_open (project->path, VSL_STORE_READ_ONLY, error);
  return project->store != NULL;
}

/**
 * vsl_project_open:
 * @path: of an existing project
 * @mode: %VSL_PROJECT_READ may be used beside a writer
 *
 * Opens a project as a hostile file: a foreign, damaged, cut or changed one is refused in plain words.
 * %VSL_ERROR_LOCKED when somebody else has it open for writing; the message says who.
 *
 * Returns: (transfer full): the project, or %NULL with an error
 */
VslProject *
vsl_project_open (const char *path, VslProjectMode mode, GError **error)
{
  g_autoptr (VslProject) project = project_new (path, mode);
  if (!check_file (project->path, error))
    return NULL;
  if (!(mode == VSL_PROJECT_WRITE ? open_writer : open_reader) (project, error))
    return NULL;
  return g_steal_pointer (&project);
}

VslProject *
vsl_project_ref (VslProject *project)
{
  atomic_fetch_add (&project->refs, 1);
  return project;
}

void
vsl_project_unref (VslProject *project)
{
  if (project && atomic_fetch_sub (&project->refs, 1) == 1)
    project_free (project);
}

/* Absolute, links followed. */
const char *
vsl_project_path (const VslProject *project)
{
  return project->path;
}

VslProjectMode
vsl_project_mode (const VslProject *project)
{
  return project->mode;
}
