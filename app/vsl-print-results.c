/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-cmd.h"
#include "app/vsl-print-results.h"
#include "metrics/vsl-metric.h"

/* The star leads to the footer: this interval comes from a formula. */
static void
print_interval (const char *name, const VslInterval *interval)
{
  if (!isfinite (interval->value))
    return;
  if (isfinite (interval->low) && isfinite (interval->high))
    vsl_print ("  %-14s %.4f  (%.4f – %.4f)%s\n", name, interval->value, interval->low, interval->high, interval->method > VSL_INTERVAL_BOOTSTRAP ? " *" : "");
  else
    vsl_print ("  %-14s %.4f\n", name, interval->value);
}

/* Of two classes the registry's precision, recall and F1 are PPV, sensitivity and F1 once more, where they are defined at all. */
static gboolean
is_repeated (const VslEvaluation *e, const char *key, double value)
{
  if (e->classes == 2 && (g_str_equal (key, "precision") || g_str_equal (key, "recall") || g_str_equal (key, "f1_score")))
    return TRUE;
  if (e->classes > 2 && g_str_equal (key, "top_k_categorical_accuracy"))
    return e->classes <= VSL_TOP_K;            /* all of them are among the k */
  return e->classes > 2 && g_str_equal (key, "f1_score") && fabs (value - e->f1.value) < 5e-5;
}

/* What Keras calls by a name that means something else above is named in full. */
static char *
metric_name (const VslEvaluation *e, const char *key)
{
  if (e->classes > 2 && g_str_equal (key, "precision"))
    return g_strdup (_("Keras's precision (threshold 0.5, all classes pooled)"));
  if (e->classes > 2 && g_str_equal (key, "recall"))
    return g_strdup (_("Keras's recall (threshold 0.5, all classes pooled)"));
  if (e->classes > 2 && g_str_equal (key, "f1_score"))
    return g_strdup (_("Keras's F1 score (mean over all classes, 0 where it is undefined)"));
  if (e->classes > 2 && g_str_equal (key, "average_precision"))
    return g_strdup (_("Average precision (mean over classes)"));
  if (g_str_equal (key, "top_k_categorical_accuracy"))
    return g_strdup_printf (_("Class among the %d most likely"), VSL_TOP_K);
  return g_strdup (_(vsl_kind_find ("metric", key)->title));
}

static void
print_metrics (const VslEvaluation *e)
{
  for (int i = 0; i < e->n_metrics; i++) {
    if (isnan (e->metric[i].value) || is_repeated (e, e->metric[i].name, e->metric[i].value))
      continue;
    g_autofree char *name = metric_name (e, e->metric[i].name);
    vsl_print ("  %s: %.4f\n", name, e->metric[i].value);
  }
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
print_classes (const VslEvaluation *e, char **names)
{
  if (e->positive >= 0)
    vsl_print (_("Positive class: %s\n"), names[e->positive]);
  else
    vsl_print (_("From AUC to F1: means over the %d classes, each against the others.\n"), e->classes);
  print_interval (_("Accuracy"), &e->accuracy);
  print_interval (_("AUC"), &e->auc);
  print_interval (_("Sensitivity"), &e->sensitivity);
  print_interval (_("Specificity"), &e->specificity);
  print_interval (_("PPV"), &e->ppv);
  print_interval (_("NPV"), &e->npv);
  print_interval (_("F1"), &e->f1);
  if (isfinite (e->brier) && e->positive >= 0)
    vsl_print (_("  Brier score: %.4f (of the positive class, 0 to 1)\n"), e->brier);
  else if (isfinite (e->brier))
    vsl_print (_("  Brier score: %.4f (summed over the classes, 0 to 2)\n"), e->brier);
  if (isfinite (e->ece))
    vsl_print (_("  Calibration error: %.4f\n"), e->ece);
  print_metrics (e);
  print_confusion (e, names);
}

static void
print_regression (const VslEvaluation *e)
{
  print_interval (_("Mean absolute error"), &e->mae_interval);
  print_interval ("RMSE", &e->rmse);
  print_interval (_("Bias"), &e->bias);
  print_interval ("R²", &e->r2);
  vsl_print ("%s\n", _("Bias is the mean of answer minus truth: above 0 the answers are too large."));
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

/**
 * vsl_print_evaluation:
 */
void
vsl_print_evaluation (const VslEvaluation *e, char **names)
{
  if (e->label)
    print_labels (e, names);
  else if (e->target == VSL_TARGET_NUMBER)
    print_regression (e);
  else if (e->classes)
    print_classes (e, names);
  else
    print_numbers (e, names);
}

/**
 * vsl_print_comparison:
 */
void
vsl_print_comparison (const VslComparison *c, char **names)
{
  vsl_print ("\n");
  if (c->target == VSL_TARGET_NUMBER) {
    vsl_print (_("Linear baseline (%s): mean absolute error %.4g, R² %.4f\n"), c->kind, c->mae.value, c->r2.value);
    vsl_print (_("Always %.4g: mean absolute error %.4g\n"), c->mean, c->mean_mae);
    return;
  }
  if (isfinite (c->auc.value))
    vsl_print (_("Linear baseline (%s): accuracy %.4f, AUC %.4f\n"), c->kind, c->accuracy.value, c->auc.value);
  else
    vsl_print (_("Linear baseline (%s): accuracy %.4f\n"), c->kind, c->accuracy.value);
  if (c->majority >= 0)
    vsl_print (_("Always “%s”: accuracy %.4f\n"), names[c->majority], c->majority_accuracy);
}

/**
 * vsl_print_footer:
 */
void
vsl_print_footer (const VslEvaluation *e)
{
  gboolean intervals = e->target == VSL_TARGET_NUMBER || (e->classes && !e->label) || e->has_error_auc;
  vsl_print ("\n");
  if (e->label)
    vsl_print ("%s\n", _("At a threshold of 0.5."));
  if (intervals)
    vsl_print ("%s\n", e->patients ? /* xgettext:no-c-format */ _("In brackets: 95 % intervals from 1,000 resamplings by patient.")
                                   : /* xgettext:no-c-format */ _("In brackets: 95 % intervals from 1,000 resamplings by sample, since patients are unknown."));
  if (intervals && vsl_evaluation_has_formula (e))
    vsl_print ("%s\n", e->patients ? _("* All resamplings agree, so the interval is Wilson's (of an AUC: Newcombe's) with the number of patients as n.")
                                   : _("* All resamplings agree, so the interval is Wilson's (of an AUC: Newcombe's) with the number of samples as n."));
  vsl_print ("%s\n", _("Research use only."));
}
