/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-check.h"
#include "app/vsl-cmd.h"

/* vsl check P.vesalius */
static void
print_json (const VslFinding *finding)
{
  JsonObject *o = json_object_new ();
  JsonArray *samples = json_array_new ();
  json_object_set_string_member (o, "finding", finding->id);
  json_object_set_string_member (o, "severity", vsl_severity_names[finding->severity]);
  json_object_set_int_member (o, "count", finding->count);
  for (guint i = 0; i < finding->samples->len; i++)
    json_array_add_int_element (samples, g_array_index (finding->samples, gint64, i));
  json_object_set_array_member (o, "samples", samples);
  if (finding->name)
    json_object_set_string_member (o, "name", finding->name);
  vsl_print_json (o);
}

int
vsl_cmd_check (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (NULL, argc, argv, 1, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_READ, &error);
  g_autoptr (GPtrArray) findings = project ? vsl_check_project (project, vsl_progress_line, (gpointer) _("Checking"), &error) : NULL;
  vsl_progress_end ();
  if (!findings)
    return vsl_failed (error);
  for (guint i = 0; i < findings->len; i++) {
    const VslFinding *finding = g_ptr_array_index (findings, i);
    if (args->json)
      print_json (finding);
    else
      vsl_print ("%-8s %s\n", vsl_severity_names[finding->severity], finding->text);
  }
  return VSL_EXIT_OK;
}
