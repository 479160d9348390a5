/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cross-validation: the samples are divided into K folds; a network is trained for each and judged on its test part, so that every sample is judged once by a network that
 * has not seen it. The split of before is put back afterwards. */
#include "app/vsl-cmd-folds.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-check.h"
#include "app/vsl-print-results.h"
#include "project/vsl-project-split.h"

/* ---- numbers over folds ---- */

typedef struct {
  const char *name;
  gsize offset;
} Number;

#define NUMBER(name, field) { name, G_STRUCT_OFFSET (VslEvaluation, field) }
static const Number of_classes[] = { NUMBER ("accuracy", accuracy.value), NUMBER ("auc", auc.value), NUMBER ("sensitivity", sensitivity.value),
                                     NUMBER ("specificity", specificity.value), NUMBER ("ppv", ppv.value), NUMBER ("npv", npv.value),
                                     NUMBER ("f1", f1.value), NUMBER ("brier", brier), NUMBER ("ece", ece), { NULL } };
static const Number of_numbers[] = { NUMBER ("mae", mae_interval.value), NUMBER ("rmse", rmse.value), NUMBER ("r2", r2.value), NUMBER ("bias", bias.value), { NULL } };
static const Number of_labels[] = { NUMBER ("label_accuracy", accuracy.value), NUMBER ("exact_match", exact_match), NUMBER ("auc", auc.value),
                                    NUMBER ("f1", f1.value), { NULL } };
static const Number of_autoencoders[] = { NUMBER ("mae", mae), NUMBER ("mse", mse), NUMBER ("cross_entropy", cross_entropy),
                                          NUMBER ("token_accuracy", token_accuracy), NUMBER ("error_auc", error_auc.value), { NULL } };

static const Number *
numbers_of (const VslEvaluation *e)
{
  return e->label ? of_labels : e->target == VSL_TARGET_NUMBER ? of_numbers : e->classes ? of_classes : of_autoencoders;
}

static double
number_of (const VslEvaluation *e, const Number *number)
{
  return *(const double *) (gconstpointer) ((const guint8 *) e + number->offset);
}

/* Of the folds that have the number; the spread is the sample standard deviation. */
static guint
mean_of (const GPtrArray *folds, const Number *number, double *mean, double *sd)
{
  double sum = 0, squares = 0;
  guint n = 0;
  for (guint i = 0; i < folds->len; i++) {
    double v = number_of (((const VslResults *) folds->pdata[i])->evaluation, number);
    sum += isnan (v) ? 0 : v;
    n += !isnan (v);
  }
  *mean = n ? sum / n : NAN;
  for (guint i = 0; i < folds->len; i++) {
    double v = number_of (((const VslResults *) folds->pdata[i])->evaluation, number);
    squares += isnan (v) ? 0 : (v - *mean) * (v - *mean);
  }
  *sd = n > 1 ? sqrt (squares / (n - 1)) : NAN;
  return n;
}

/* ---- telling ---- */

typedef struct {
  VslProject *project;
  guint folds;
  const char *by;
  guint64 seed;
  gboolean json;
  VslTrainFunc train;
  gpointer data;
  guint moves;                  /* mends to be taken back */
  GPtrArray *results;           /* of VslResults, a fold each */
} Folds;

static void
print_fold (const Folds *f, guint fold, const VslResults *r, char **names)
{
  if (!f->json) {
    vsl_print (_("Fold %u of %u, run %d, on its test part:\n"), fold, f->folds, r->run);
    for (const Number *n = numbers_of (r->evaluation); n->name; n++)
      if (isfinite (number_of (r->evaluation, n)))
        vsl_print ("  %-14s %.4f\n", n->name, number_of (r->evaluation, n));
    return;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "fold");
  json_object_set_int_member (o, "fold", fold);
  json_object_set_int_member (o, "folds", f->folds);
  json_object_set_int_member (o, "run", r->run);
  json_object_set_object_member (o, "evaluation", vsl_evaluation_to_json (r->evaluation, r->run, (const char *const *) names));
  vsl_print_json (o);
}

static void
set_number (JsonObject *o, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (o, name, value);
  else
    json_object_set_null_member (o, name);
}

static void
print_all_json (const Folds *f, const VslEvaluation *pooled, char **names)
{
  JsonObject *o = json_object_new (), *means = json_object_new (), *sds = json_object_new ();
  JsonObject *all = vsl_evaluation_to_json (pooled, 0, (const char *const *) names);
  JsonArray *runs = json_array_new ();
  double mean, sd;
  for (guint i = 0; i < f->results->len; i++)
    json_array_add_int_element (runs, ((const VslResults *) f->results->pdata[i])->run);
  for (const Number *n = numbers_of (pooled); n->name; n++)
    if (mean_of (f->results, n, &mean, &sd)) {
      set_number (means, n->name, mean);
      set_number (sds, n->name, sd);
    }
  json_object_remove_member (all, "run");
  json_object_set_string_member (o, "event", "folds");
  json_object_set_int_member (o, "folds", f->folds);
  json_object_set_string_member (o, "by", f->by);
  json_object_set_int_member (o, "seed", (gint64) f->seed);
  json_object_set_array_member (o, "runs", runs);
  json_object_set_object_member (o, "pooled", all);
  json_object_set_object_member (o, "mean", means);
  json_object_set_object_member (o, "sd", sds);
  vsl_print_json (o);
}

static void
print_all (const Folds *f, const VslEvaluation *pooled, char **names)
{
  double mean, sd;
  vsl_print (_("\nMean over %u folds, and its standard deviation:\n"), f->folds);
  for (const Number *n = numbers_of (pooled); n->name; n++)
    if (mean_of (f->results, n, &mean, &sd) > 1)
      vsl_print ("  %-14s %.4f  ± %.4f\n", n->name, mean, sd);
  vsl_print (ngettext ("\nAll folds pooled, each sample judged by the network that has not seen it: %u sample", "\nAll folds pooled, each sample judged by the network that has not seen it: %u samples", pooled->n), pooled->n);
  if (pooled->patients)
    vsl_print (ngettext (" of %u patient", " of %u patients", pooled->patients), pooled->patients);
  vsl_print ("\n");
  vsl_print_evaluation (pooled, names);
  vsl_print_footer (pooled);
}

/* ---- doing ---- */

static gboolean
divide (Folds *f, guint fold, GError **error)
{
  VslSplitRule rule = { .seed = f->seed };
  VslSplitSummary summary;
  g_autoptr (GArray) changes = NULL;
  if (!vsl_split_rule_set (&rule, NULL, f->folds, fold, error))
    return FALSE;
  gboolean ok = vsl_check_divide (f->project, &rule, f->by, &changes, &summary, vsl_progress_line, (gpointer) _("Looking for copies"), error);
  vsl_progress_end ();
  if (!ok || !vsl_project_mend (f->project, (const VslChange *) (gpointer) changes->data, changes->len, "split", error))
    return FALSE;
  f->moves += changes->len > 0;
  return vsl_project_note_division (f->project, &rule, f->by, error);
}

/* Each fold's test part is looked at once. */
static gboolean
judge (Folds *f, guint fold, int run, char **names, GError **error)
{
  VslLooks looks;
  VslResults *r = vsl_results_make (f->project, run, VSL_SPLIT_TEST, TRUE, vsl_progress_line, (gpointer) _("Evaluating"), error);
  vsl_progress_end ();
  if (!r)
    return FALSE;
  g_ptr_array_add (f->results, r);
  if (!vsl_project_look (f->project, run, "vsl train --folds", &looks, error))
    return FALSE;
  print_fold (f, fold, r, names);
  return TRUE;
}

/* Where the samples stood before. */
static gboolean
put_back (Folds *f, const VslDivision *before, GError **error)
{
  for (; f->moves; f->moves--) {
    g_autofree char *finding = NULL;
    guint n;
    if (!vsl_project_unmend (f->project, &finding, &n, error))
      return FALSE;
  }
  if (!before->by)
    return TRUE;
  VslSplitRule rule = { .seed = before->seed, .folds = before->folds, .fold = before->fold };
  for (int s = 0; s < VSL_N_SPLITS; s++)
    rule.fractions[s] = before->fractions[s];
  return vsl_project_note_division (f->project, &rule, before->by, error);
}

static int
each (Folds *f, char **names)
{
  g_autoptr (GError) error = NULL;
  for (guint fold = 1; fold <= f->folds; fold++) {
    int run = 0;
    gboolean stopped = FALSE;
    if (!divide (f, fold, &error))
      return vsl_failed (error);
    if (!f->json)
      vsl_print (_("Fold %u of %u\n"), fold, f->folds);
    int code = f->train (f->data, &run, &stopped);
    if (code != VSL_EXIT_OK)
      return code;
    if (stopped) {
      vsl_say (_("Stopped in fold %u of %u; the folds that are done stay as runs."), fold, f->folds);
      return VSL_EXIT_OK;
    }
    if (!judge (f, fold, run, names, &error))
      return vsl_failed (error);
  }
  return VSL_EXIT_OK;
}

static int
pool (Folds *f, char **names)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDataset) dataset = vsl_project_dataset (f->project, &error);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  if (!dataset)
    return vsl_failed (error);
  for (guint i = 0; i < f->results->len; i++)
    g_ptr_array_add (parts, ((VslResults *) f->results->pdata[i])->predictions);
  g_autoptr (VslPredictions) all = vsl_predictions_pool (parts);
  g_autoptr (VslEvaluation) pooled = vsl_evaluate (all, dataset, f->seed);
  (f->json ? print_all_json : print_all) (f, pooled, names);
  return VSL_EXIT_OK;
}

/**
 * vsl_train_folds:
 * @by: what stays together besides patients and copies: "patient", "study" or a kept column
 * @seed: of the folds
 * @train: trains on the split of now
 *
 * Returns: an exit code
 */
int
vsl_train_folds (VslProject *project, guint folds, const char *by, guint64 seed, gboolean json, VslTrainFunc train, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDivision) before = vsl_project_division (project, 0, &error);
  VslProjectInfo info;
  if (!before || !vsl_project_info (project, &info, &error))
    return vsl_failed (error);
  Folds f = { project, folds, by, seed, json, train, data, 0, g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_results_free) };
  int code = each (&f, info.class_names);
  if (code == VSL_EXIT_OK && f.results->len == folds)
    code = pool (&f, info.class_names);
  if (!put_back (&f, before, &error))
    code = vsl_failed (error);
  g_ptr_array_unref (f.results);
  vsl_project_info_clear (&info);
  return code;
}
