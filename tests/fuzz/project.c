/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project from somewhere: opened for reading, and everything in it is asked for. */
#include <glib/gstdio.h>
#include <unistd.h>

#include "project/vsl-project.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
ask_for_samples (VslProject *project)
{
  VslProjectInfo info;
  if (vsl_project_info (project, &info, NULL))
    vsl_project_info_clear (&info);
  g_autoptr (GArray) samples = vsl_project_samples (project, NULL);
  for (guint i = 0; samples && i < samples->len && i < 20; i++) {
    gint64 id = g_array_index (samples, VslSampleInfo, i).id;
    VslImage image = { 0 };
    vsl_project_image (project, id, &image, NULL);
    vsl_image_clear (&image);
    g_strfreev (vsl_project_attributes (project, id, NULL));
  }
}

static void
ask_for_runs (VslProject *project)
{
  VslNetwork *network = vsl_project_network (project, NULL);
  VslOptions *options = vsl_project_options (project, NULL);
  g_autoptr (GPtrArray) runs = vsl_project_runs (project, NULL);
  g_autoptr (GPtrArray) audit = vsl_project_audit_log (project, NULL);
  for (guint i = 0; runs && i < runs->len && i < 5; i++) {
    char *note = NULL;
    GBytes *state = vsl_project_checkpoint (project, ((VslRun *) runs->pdata[i])->run, FALSE, &note, NULL);
    g_clear_pointer (&state, g_bytes_unref);
    g_free (note);
  }
  g_clear_pointer (&network, vsl_network_free);
  g_clear_pointer (&options, vsl_options_free);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static char *path;
  if (!path) {
    g_autofree char *folder = g_dir_make_tmp ("vesalius-fuzz-XXXXXX", NULL);
    path = g_build_filename (folder, "p.vesalius", NULL);
  }
  g_assert (g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, &error);
  g_assert ((project == NULL) == (error != NULL));
  if (!project)
    return 0;
  ask_for_samples (project);
  ask_for_runs (project);
  return 0;
}
