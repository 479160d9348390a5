/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-cmd.h"
#include "app/vsl-results.h"
#include "core/vsl-error.h"

/* vsl evaluate P.vesalius [--run N] [--split train|val|test] [--no-baseline] */
static const VslArgSpec specs[] = { { "--run", "N" }, { "--split", "train|val|test" }, { "--no-baseline" }, { NULL } };

static void
print_interval (const char *name, const VslInterval *interval)
{
  if (isfinite (interval->value))
    vsl_print ("  %-14s %.4f  (%.4f – %.4f)\n", name, interval->value, interval->low, interval->high);
}

/* By the titles of the metrics. */
static void
print_metrics (const VslEvaluation *e)
{
  for (int i = 0; i < e->n_metrics; i++)
    if (!isnan (e->metric[i].value))
      vsl_print ("  %s: %.4f\n", _(vsl_kind_find ("metric", e->metric[i].name)->title), e->metric[i].value);
}

static void
print_confusion (const VslEvaluation *e, char **names)
{
  vsl_print ("\n%s\n", _("Confusion, a row a true class, a column an answer:"));
  for (int i = 0; i < e->classes; i++) {
    vsl_print ("  %-20s", names[i]);
    for (int j = 0; j < e->classes; j++)
      vsl_print (" %6u", e->confusion[i * e->classes + j]);
    vsl_print ("\n");
  }
}

static void
print_regression (const VslEvaluation *e)
{
  print_interval (_("Mean error"), &e->mae_interval);
  print_interval ("RMSE", &e->rmse);
  print_interval ("R²", &e->r2);
  vsl_print ("\n%s\n", _("Intervals hold 95 of 100 resamplings. Research use only."));
}

static void
print_labels (const VslEvaluation *e, char **names)
{
  vsl_print (_("Labels told rightly: %.4f; samples without a mistake: %.4f; mean AUC %.4f, mean F1 %.4f\n"), e->accuracy.value, e->exact_match, e->auc.value, e->f1.value);
  vsl_print ("  %-24s %6s %8s %8s %12s %12s\n", _("Label"), _("holds"), _("AUC"), _("F1"), _("Sensitivity"), _("Specificity"));
  for (int k = 0; k < e->classes; k++) {
    const VslLabelEvaluation *l = &e->label[k];
    vsl_print ("  %-24s %6u %8.4f %8.4f %12.4f %12.4f\n", names[k], l->positives, l->auc.value, l->f1.value, l->sensitivity.value, l->specificity.value);
  }
  vsl_print ("\n%s\n", _("At a threshold of 0.5. Research use only."));
}

/* Of networks without classes: the names are those of the JSON. */
static void
print_numbers (const VslEvaluation *e, char **names)
{
  if (e->sequence) {
    vsl_print ("  cross_entropy %.6g\n", e->cross_entropy);
    vsl_print ("  token_accuracy %.4f\n", e->token_accuracy);
  } else {
    if (isfinite (e->mae))
      vsl_print ("  mae %.6g\n", e->mae);
    vsl_print ("  mse %.6g\n", e->mse);
  }
  print_metrics (e);
  if (!e->has_error_auc)
    return;
  vsl_print (_("Positive class: %s\n"), names[e->error_positive]);
  print_interval (_("AUC of the error"), &e->error_auc);
}

static void
print_comparison (const VslComparison *c, char **names)
{
  vsl_print ("\n");
  if (c->target == VSL_TARGET_NUMBER) {
    vsl_print (_("Linear baseline (%s): mean error %.4g, R² %.4f\n"), c->kind, c->mae.value, c->r2.value);
    vsl_print (_("Always %.4g: mean error %.4g\n"), c->mean, c->mean_mae);
    return;
  }
  if (isfinite (c->auc.value))
    vsl_print (_("Linear baseline (%s): accuracy %.4f, AUC %.4f\n"), c->kind, c->accuracy.value, c->auc.value);
  else
    vsl_print (_("Linear baseline (%s): accuracy %.4f\n"), c->kind, c->accuracy.value);
  if (c->majority >= 0)
    vsl_print (_("Always “%s”: accuracy %.4f\n"), names[c->majority], c->majority_accuracy);
}

static void
print_people (const VslResults *r, const VslComparison *c, char **names)
{
  const VslEvaluation *e = r->evaluation;
  vsl_print (ngettext ("Run %d, split “%s”: %u sample", "Run %d, split “%s”: %u samples", e->n), r->run, vsl_split_names[e->split], e->n);
  if (e->patients)
    vsl_print (ngettext (" of %u patient", " of %u patients", e->patients), e->patients);
  vsl_print ("\n");
  if (e->label || e->target == VSL_TARGET_NUMBER) {
    if (e->label)
      print_labels (e, names);
    else
      print_regression (e);
    if (c)
      print_comparison (c, names);
    return;
  }
  if (!e->classes) {
    print_numbers (e, names);
    return;
  }
  if (e->positive >= 0)
    vsl_print (_("Positive class: %s\n"), names[e->positive]);
  print_interval (_("Accuracy"), &e->accuracy);
  print_interval (_("AUC"), &e->auc);
  print_interval (_("Sensitivity"), &e->sensitivity);
  print_interval (_("Specificity"), &e->specificity);
  print_interval (_("PPV"), &e->ppv);
  print_interval (_("NPV"), &e->npv);
  print_interval (_("F1"), &e->f1);
  print_metrics (e);
  print_confusion (e, names);
  if (c)
    print_comparison (c, names);
  vsl_print ("\n%s\n", _("Intervals hold 95 of 100 resamplings. Research use only."));
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
  json_object_set_member (object, "leaks", vsl_run_leaks_to_json (r->leaks));
  if (beside)
    set_comparison (object, c, names);
  vsl_print_json (object);
}

/* What the network has to beat. That it cannot be had is said, and is no failure of the network's numbers. */
static VslComparison *
compare (VslProject *project, const VslResults *r, gboolean store, char **names)
{
  g_autoptr (GError) error = NULL;
  if (r->evaluation->classes == 0 && r->evaluation->target == VSL_TARGET_CLASS)
    return NULL;
  VslComparison *c = vsl_results_compare (project, r->split, store, vsl_progress_line, (gpointer) _("Learning the linear baseline"), &error);
  vsl_progress_end ();
  if (!c)
    vsl_say ("%s", error->message);
  g_autofree char *warning = c ? vsl_comparison_warning (c, r->evaluation, (const char *const *) names) : NULL;
  if (warning)
    vsl_say ("%s", warning);
  return c;
}

/* The test set is sealed: whoever looks is counted, and told how often it was. */
static void
seal (VslProject *project, VslResults *results, gboolean store)
{
  g_autoptr (GError) error = NULL;
  if (results->split != VSL_SPLIT_TEST)
    return;
  gboolean counted = store && vsl_project_look (project, results->run, "vsl evaluate", &results->looks, &error);
  if (!counted && vsl_project_looks (project, &results->looks, NULL))
    vsl_say (_("This look at the test set could not be counted, since the project is open elsewhere or cannot be written."));
  vsl_say (ngettext ("The test set was looked at %u time.", "The test set was looked at %u times.", results->looks), results->looks);
}

static void
print (VslProject *project, const VslResults *results, gboolean store, const VslArgs *args, char **names)
{
  gboolean beside = !vsl_args_has (args, "--no-baseline");
  if (results->fell_back)
    vsl_say (_("There is no test split; these are the validation samples, which also chose the best epoch."));
  if (results->data_changed)
    vsl_say ("%s", vsl_results_changed_text (results));
  g_autofree char *leaks = results->leaks ? vsl_run_leaks_line (results->leaks) : NULL;
  if (leaks)
    vsl_say ("%s", leaks);
  g_autoptr (VslComparison) comparison = beside ? compare (project, results, store, names) : NULL;
  if (args->json)
    print_machine (results, comparison, beside, names);
  else
    print_people (results, comparison, names);
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
    seal (project, results, store);
    print (project, results, store, args, info.class_names);
  }
  int code = results ? VSL_EXIT_OK : vsl_failed (error);
  vsl_results_free (results);
  vsl_project_info_clear (&info);
  return code;
}
