/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"

/* vsl positive P.vesalius [CLASS]: which of two classes is looked for. What is told of runs is counted anew from their predictions. */

static int
print_positive (const VslProjectInfo *info, gboolean json)
{
  if (!json) {
    vsl_print ("%s\n", info->class_names[info->positive]);
    return VSL_EXIT_OK;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "positive");
  json_object_set_string_member (o, "positive", info->class_names[info->positive]);
  json_object_set_string_member (o, "other", info->class_names[!info->positive]);
  vsl_print_json (o);
  return VSL_EXIT_OK;
}

static int
find_class (const VslProjectInfo *info, const char *name)
{
  for (int c = 0; info->class_names[c]; c++)
    if (g_str_equal (info->class_names[c], name))
      return c;
  return -1;
}

static int
choose (VslProject *project, VslProjectInfo *info, const char *name, gboolean json)
{
  g_autoptr (GError) error = NULL;
  if (!vsl_project_info (project, info, &error))
    return vsl_failed (error);
  if (info->positive < 0) {
    vsl_say (_("Only two classes have a positive one; this project has %u."), info->class_names ? g_strv_length (info->class_names) : 0);
    return VSL_EXIT_FAILED;
  }
  if (!name)
    return print_positive (info, json);
  int class = find_class (info, name);
  if (class < 0) {
    g_autofree char *all = g_strjoinv (", ", info->class_names);
    return vsl_wrong_usage (_("There is no class “%s” to be the positive one; the classes are: %s"), name, all);
  }
  if (!vsl_project_set_positive (project, class, &error))
    return vsl_failed (error);
  info->positive = class;
  return print_positive (info, json);
}

int
vsl_cmd_positive (int argc, char **argv)
{
  static const VslArgSpec specs[] = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 2);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *name = args->words->len > 1 ? vsl_args_word (args, 1) : NULL;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), name ? VSL_PROJECT_WRITE : VSL_PROJECT_READ, &error);
  if (!project)
    return vsl_failed (error);
  VslProjectInfo info = { 0 };
  int code = choose (project, &info, name, args->json);
  vsl_project_info_clear (&info);
  return code;
}
