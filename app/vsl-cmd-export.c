/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-cmd.h"
#include "app/vsl-results.h"
#include "core/vsl-error.h"
#include "export/vsl-exporter.h"

/* vsl export P.vesalius [--run N] OUTPUT */
static const VslArgSpec specs[] = {
  { "--run", "N", FALSE, N_("which run; else the newest that is trained") },
  { NULL },
};

/* The drawing as it is, before anything was trained. */
static gboolean
export_drawing (VslProject *project, const char *path, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (VslNetwork) network = vsl_project_network (project, &own);
  if (!network) {
    if (own)
      g_propagate_error (error, g_steal_pointer (&own));
    else
      g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOT_FOUND, _("%s has no network yet. “vsl network --template” chooses one."),
                   vsl_project_path (project));
    return FALSE;
  }
  g_autofree char *text = vsl_network_to_text (network);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

static gboolean
export_any (VslProject *project, int run, const char *path, double *difference, GError **error)
{
  gboolean network = g_str_has_suffix (path, ".json") && !g_str_has_suffix (path, ".card.json");
  if (network && !run && !vsl_results_pick_run (project, 0, NULL))
    return export_drawing (project, path, error);
  return vsl_results_export (project, run, path, difference, error);
}

/* Models that read notes have their vocabulary beside them. Owned; NULL: no second file. */
static char *
beside (VslProject *project, const char *path)
{
  VslProjectInfo info = { 0 };
  const VslExporterClass *cls = vsl_exporter_for (path);
  gboolean notes = vsl_project_info (project, &info, NULL) && info.n && info.kind == VSL_SAMPLE_NOTE;
  vsl_project_info_clear (&info);
  return notes && cls ? vsl_export_beside_path (cls, path) : NULL;
}

int
vsl_cmd_export (int argc, char **argv)
{
  gint64 run = 0;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 2, 2);
  if (!args || !vsl_args_int (args, "--run", 1, G_MAXINT, &run))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_READ, &error);
  const char *path = vsl_args_word (args, 1);
  double difference = NAN;
  if (!project || !export_any (project, (int) run, path, &difference, &error)) {
    vsl_failed (error);
    return project && !vsl_exporter_for (path) ? VSL_EXIT_USAGE : VSL_EXIT_FAILED;
  }
  g_autofree char *second = beside (project, path);
  if (args->json) {
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "event", "exported");
    json_object_set_string_member (o, "file", path);
    json_object_set_double_member (o, "difference", difference);
    if (second)
      json_object_set_string_member (o, "vocabulary", second);
    vsl_print_json (o);
  } else if (isfinite (difference)) {
    vsl_print (_("%s is written and was read back: its answers differ from ours by at most %.2g.\n"), path, difference);
  } else {
    vsl_print (_("%s is written.\n"), path);
  }
  if (second && !args->json)
    vsl_print (_("%s has its vocabulary and the rules for words.\n"), second);
  return VSL_EXIT_OK;
}
