/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/vsl-cmd.h"
#include "app/vsl-data-facts.h"
#include "app/vsl-suggest.h"
#include "graph/vsl-template.h"

/* vsl network P.vesalius [--template NAME|--load NET.json|--suggest] */
static const VslArgSpec specs[] = {
  { "--template", "NAME", FALSE, N_("a template, fitted to the samples; “vsl templates” lists them") },
  { "--load", "NET.json", FALSE, N_("a network file") },
  { "--suggest", NULL, FALSE, N_("the template that suits the data, with the reason") },
  { NULL },
};

static VslNetwork *
load_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (GError) own = NULL;
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  g_autoptr (VslNetwork) network = vsl_network_parse (text, length, &own);
  g_autoptr (VslReport) report = network ? vsl_network_check (network, 32) : NULL;
  if (report && !vsl_report_ok (report))
    vsl_report_to_error (network, report, &own);
  if (own) {
    g_propagate_prefixed_error (error, g_steal_pointer (&own), "%s: ", path);
    return NULL;
  }
  return g_steal_pointer (&network);
}

static VslNetwork *
make (const VslArgs *args, VslProject *project, const VslProjectInfo *info, const char **chosen, GError **error)
{
  const char *id = vsl_args_get (args, "--template");
  if (vsl_args_has (args, "--load"))
    return load_file (vsl_args_get (args, "--load"), error);
  if (vsl_args_has (args, "--suggest")) {
    g_autofree char *why = NULL;
    id = vsl_suggest_template (info, &why);
    vsl_say ("%s: %s", vsl_template_title (id), why);
  }
  *chosen = id;
  VslNetwork *network = vsl_project_make_template (project, id, vsl_progress_line, (gpointer) _("Reading the notes"), error);
  vsl_progress_end ();
  return network;
}

/* Options that nobody has set follow the template where that needs others. */
static gboolean
fit_options (VslProject *project, const VslProjectInfo *info, const char *id, GError **error)
{
  g_autoptr (VslOptions) options = vsl_project_options (project, error);
  g_autofree char *said = NULL;
  if (!options || !id)
    return options != NULL;
  if (!vsl_suggest_options (info, id, options, &said))
    return TRUE;
  vsl_say ("%s", said);
  return vsl_project_set_options (project, options, error);
}

static void
print_people (const VslNetwork *network, const VslProjectInfo *info)
{
  g_autoptr (VslReport) report = vsl_network_check (network, 32);
  VslDataFacts facts = vsl_data_facts (info);
  if (facts.notes)
    vsl_network_check_notes (network, report);
  vsl_network_check_data (network, report, &facts);
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = g_ptr_array_index (network->nodes, i);
    const VslNodeReport *r = &report->node[i];
    g_autofree char *shape = r->ok ? vsl_shape_to_string (&r->out) : g_strdup (r->blocked ? "?" : r->message);
    vsl_print ("%-20s %-24s %-20s %12" G_GINT64_FORMAT "\n", node->id, _(node->cls->head.title), shape, r->ok ? r->params : 0);
  }
  vsl_print (_("%" PRId64 " parameters, %.3g multiply-adds a sample\n"), report->params, report->macs);
  if (report->message)
    vsl_say ("%s", report->message);
}

static int
print_network (const VslNetwork *network, const VslProjectInfo *info, gboolean json)
{
  if (!network || network->nodes->len == 0) {
    vsl_say (_("The project has no network yet. --template NAME chooses one, --suggest picks one for the data."));
    return VSL_EXIT_FAILED;
  }
  if (json) {
    g_autoptr (JsonNode) node = vsl_network_to_json (network);
    vsl_print_json (json_object_ref (json_node_get_object (node)));
  } else {
    print_people (network, info);
  }
  return VSL_EXIT_OK;
}

static gboolean
known_template (const VslArgs *args)
{
  const char *id = vsl_args_get (args, "--template");
  if (!id || vsl_template_title (id))
    return TRUE;
  g_autofree char *near = vsl_nearest (id, vsl_template_ids ());
  vsl_wrong_usage (_("There is no template “%s”; nearest: %s."), id, near);
  return FALSE;
}

int
vsl_cmd_network (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 1);
  if (!args || !known_template (args))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  int ways = vsl_args_has (args, "--template") + vsl_args_has (args, "--load") + vsl_args_has (args, "--suggest");
  if (ways > 1)
    return vsl_wrong_usage (_("Give one of --template, --load and --suggest."));
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), ways ? VSL_PROJECT_WRITE : VSL_PROJECT_READ, &error);
  g_autoptr (VslNetwork) network = NULL;
  VslProjectInfo info = { 0 };
  if (!project || !vsl_project_info (project, &info, &error))
    return vsl_failed (error);
  if (ways) {
    const char *id = NULL;
    network = make (args, project, &info, &id, &error);
    if (network && vsl_project_set_network (project, network, &error))
      fit_options (project, &info, id, &error);
  } else {
    network = vsl_project_network (project, &error);
  }
  int code = error ? vsl_failed (error) : print_network (network, &info, args->json);
  vsl_project_info_clear (&info);
  return code;
}
