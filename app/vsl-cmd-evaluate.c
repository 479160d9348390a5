/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"
#include "app/vsl-print-results.h"
#include "core/vsl-error.h"
#include "project/vsl-project-split.h"

/* vsl evaluate P.vesalius [--run N] [--split train|val|test] [--no-baseline] [--cases FILE.csv] */
static const VslArgSpec specs[] = {
  { "--run", "N", FALSE, N_("which run; else the newest that is trained") },
  { "--split", "train|val|test", FALSE, N_("on which samples; test unless given, and val where there is no test") },
  { "--no-baseline", NULL, FALSE, N_("without the linear baseline and the most frequent class") },
  { "--cases", "FILE.csv", FALSE, N_("also write what is true and what was said of each sample as a table") },
  { NULL },
};

/* What a reader of the numbers must know stands above them, on standard output with them; beside JSON, whose keys say the same, on standard error. */
static void
caution (const VslArgs *args, const char *text)
{
  if (args->json)
    vsl_say ("%s", text);
  else
    vsl_print ("%s\n", text);
}

static void
print_people (const VslResults *r, const VslComparison *c, char **names)
{
  const VslEvaluation *e = r->evaluation;
  g_autofree char *division = vsl_division_text (r->division);
  vsl_print (ngettext ("Run %d, split “%s”: %u sample", "Run %d, split “%s”: %u samples", e->n), r->run, vsl_split_names[e->split], e->n);
  if (e->patients)
    vsl_print (ngettext (" of %u patient", " of %u patients", e->patients), e->patients);
  if (division)
    vsl_print (_("; divided: %s"), division);
  vsl_print ("\n");
  vsl_print_evaluation (e, names);
  if (c)
    vsl_print_comparison (c, names);
  vsl_print_footer (e);
}

/* Without the option, keys that have nothing to say are null. */
static void
set_comparison (JsonObject *object, const VslComparison *c, char **names)
{
  const char *const members[] = { "baseline", "majority" };
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    JsonObject *o = c ? vsl_comparison_to_json (c, members[i], (const char *const *) names) : NULL;
    if (o)
      json_object_set_object_member (object, members[i], o);
    else
      json_object_set_null_member (object, members[i]);
  }
}

static void
print_machine (const VslResults *r, const VslComparison *c, gboolean beside, char **names)
{
  JsonObject *object = vsl_evaluation_to_json (r->evaluation, r->run, (const char *const *) names);
  json_object_set_boolean_member (object, "data_changed", r->data_changed);
  if (r->split == VSL_SPLIT_TEST)
    json_object_set_int_member (object, "test_looks", r->looks);
  else
    json_object_set_null_member (object, "test_looks");
  if (r->split == VSL_SPLIT_TEST)
    json_object_set_int_member (object, "test_looks_all", r->looks_all);
  else
    json_object_set_null_member (object, "test_looks_all");
  json_object_set_member (object, "divided", vsl_division_to_json (r->division));
  json_object_set_member (object, "leaks", vsl_run_leaks_to_json (r->leaks));
  if (beside)
    set_comparison (object, c, names);
  vsl_print_json (object);
}

/* What the network has to beat. That it cannot be had is said, and is no failure of the network's numbers. */
static VslComparison *
compare (VslProject *project, const VslResults *r, gboolean store)
{
  g_autoptr (GError) error = NULL;
  if (r->evaluation->classes == 0 && r->evaluation->target == VSL_TARGET_CLASS)
    return NULL;
  VslComparison *c = vsl_results_compare (project, r->split, store, vsl_progress_line, (gpointer) _("Learning the linear baseline"), &error);
  vsl_progress_end ();
  if (!c)
    vsl_say ("%s", error->message);
  return c;
}

/* The test set is sealed: whoever looks is counted. FALSE: it could not be. */
static gboolean
seal (VslProject *project, VslResults *results, gboolean store)
{
  g_autoptr (GError) error = NULL;
  if (results->split != VSL_SPLIT_TEST)
    return TRUE;
  VslLooks looks = { 0 };
  gboolean counted = store && vsl_project_look (project, results->run, "vsl evaluate", &looks, &error);
  if (!counted)
    vsl_project_looks (project, &looks, NULL);
  results->looks = looks.here;
  results->looks_all = looks.all;
  return counted;
}

static void
print_cautions (const VslResults *results, gboolean counted, const VslArgs *args)
{
  g_autofree char *leaks = results->leaks ? vsl_run_leaks_line (results->leaks) : NULL, *looks = vsl_results_looks_text (results);
  if (results->fell_back)
    caution (args, _("There is no test split; these are the validation samples, which also chose the best epoch."));
  if (results->split == VSL_SPLIT_TRAIN)
    caution (args, _("These samples were learnt from: the numbers say nothing about new ones."));
  if (results->data_changed)
    caution (args, vsl_results_changed_text (results));
  if (leaks)
    caution (args, leaks);
  if (!counted)
    caution (args, _("This look at the test set could not be counted, since the project is open elsewhere or cannot be written."));
  if (looks)
    caution (args, looks);
}

static void
print (VslProject *project, const VslResults *results, gboolean store, gboolean counted, const VslArgs *args, char **names)
{
  gboolean beside = !vsl_args_has (args, "--no-baseline");
  g_autoptr (VslComparison) comparison = beside ? compare (project, results, store) : NULL;
  g_autofree char *warning = comparison ? vsl_comparison_warning (comparison, results->evaluation, (const char *const *) names) : NULL;
  print_cautions (results, counted, args);
  if (warning)
    caution (args, warning);
  if (args->json)
    print_machine (results, comparison, beside, names);
  else
    print_people (results, comparison, names);
}

/* TRUE: it is written, or was not asked for. */
static gboolean
save_cases (const VslResults *results, const VslArgs *args, char **names)
{
  g_autoptr (GError) error = NULL;
  const char *path = vsl_args_get (args, "--cases");
  if (!path)
    return TRUE;
  if (!vsl_results_save_cases (results, names, path, &error)) {
    vsl_failed (error);
    return FALSE;
  }
  vsl_say (ngettext ("%u case written to “%s”.", "%u cases written to “%s”.", results->predictions->n), results->predictions->n, path);
  return TRUE;
}

int
vsl_cmd_evaluate (int argc, char **argv)
{
  gint64 run = 0;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 1);
  if (!args || !vsl_args_int (args, "--run", 1, G_MAXINT, &run))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *wanted = vsl_args_get (args, "--split");
  VslSplit split = wanted ? vsl_split_parse (wanted) : VSL_SPLIT_NONE;
  if (wanted && split == VSL_SPLIT_NONE)
    return vsl_wrong_usage (_("--split takes train, val or test, not “%s”."), wanted);
  g_autoptr (GError) error = NULL;
  gboolean store;
  g_autoptr (VslProject) project = vsl_open_to_look (vsl_args_word (args, 0), &store, &error);
  VslProjectInfo info = { 0 };
  if (!project || !vsl_project_info (project, &info, &error))
    return vsl_failed (error);
  VslResults *results = vsl_results_make (project, (int) run, split, store, vsl_progress_line, (gpointer) _("Evaluating"), &error);
  vsl_progress_end ();
  if (results) {
    gboolean counted = seal (project, results, store);
    print (project, results, store, counted, args, info.class_names);
  }
  int code = !results ? vsl_failed (error) : save_cases (results, args, info.class_names) ? VSL_EXIT_OK : VSL_EXIT_FAILED;
  vsl_results_free (results);
  vsl_project_info_clear (&info);
  return code;
}
