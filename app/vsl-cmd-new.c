/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"
#include "app/vsl-document.h"

/* vsl new P.vesalius [--sample NAME] */
static gboolean
make (const char *path, const char *sample, VslProjectInfo *info, GError **error)
{
  g_autoptr (VslProject) project = NULL;
  if (!sample)
    project = vsl_project_create (path, error);
  else if (vsl_sample_copy (sample, path, error))
    project = vsl_project_open (path, VSL_PROJECT_WRITE, error);
  return project && vsl_project_info (project, info, error);
}

int
vsl_cmd_new (int argc, char **argv)
{
  static const VslArgSpec specs[] = {
    { "--sample", "NAME", FALSE, N_("a copy of a sample project; “vsl samples” lists them") },
    { NULL },
  };
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *path = vsl_args_word (args, 0), *sample = vsl_args_get (args, "--sample");
  if (sample && !vsl_sample_title (sample)) {
    g_autofree char *near = vsl_nearest (sample, vsl_sample_names ());
    return vsl_wrong_usage (_("There is no sample “%s”; nearest: %s."), sample, near);
  }
  g_autoptr (GError) error = NULL;
  VslProjectInfo info = { 0 };
  if (!make (path, sample, &info, &error))
    return vsl_failed (error);
  if (args->json) {
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "event", "created");
    json_object_set_string_member (o, "project", path);
    json_object_set_int_member (o, "samples", info.n);
    vsl_print_json (o);
  } else {
    vsl_print (ngettext ("%s is made; it has %u sample.\n", "%s is made; it has %u samples.\n", info.n), path, info.n);
  }
  vsl_project_info_clear (&info);
  return VSL_EXIT_OK;
}
