/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-cmd.h"
#include "core/vsl-error.h"

/**
 * vsl_open_to_look:
 * @store: (out): whether what is found out can be kept
 *
 * Opens a project for a command that only looks. Beside a window that has the project open, or where the file may not be written, it reads, and
 * keeps nothing.
 */
VslProject *
vsl_open_to_look (const char *path, gboolean *store, GError **error)
{
  g_autoptr (GError) own = NULL;
  VslProject *project = vsl_project_open (path, VSL_PROJECT_WRITE, &own);
  *store = project != NULL;
  if (project)
    return project;
  if (g_error_matches (own, VSL_PROJECT_ERROR, VSL_ERROR_LOCKED) || g_error_matches (own, VSL_PROJECT_ERROR, VSL_ERROR_IO))
    return vsl_project_open (path, VSL_PROJECT_READ, error);
  g_propagate_error (error, g_steal_pointer (&own));
  return NULL;
}
