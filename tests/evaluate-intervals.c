/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals where resampling has no width: known answers, and what an evaluation makes of them. */
#include <math.h>

#include "evaluate/vsl-interval.h"

/* Newcombe, Statistics in Medicine 17, 1998, 857-872, Table I, method 3. */
static void
test_wilson (void)
{
  static const struct {
    double k, n, low, high;
  } cases[] = { { 81, 263, 0.2553, 0.3662 }, { 15, 148, 0.0624, 0.1605 }, { 0, 20, 0, 0.1611 }, { 1, 29, 0.0061, 0.1718 }, { 29, 29, 0.8830, 1 } };
  double low, high;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    vsl_interval_wilson (cases[i].k / cases[i].n, cases[i].n, &low, &high);
    g_assert_cmpfloat_with_epsilon (low, cases[i].low, 6e-5);
    g_assert_cmpfloat_with_epsilon (high, cases[i].high, 6e-5);
  }
  vsl_interval_wilson (NAN, 4, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
  vsl_interval_wilson (1, 0, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
}

/* The bound is where the distance is z standard errors; more cases say more. */
static void
test_auc (void)
{
  double low, high, last = 0;
  for (double n = 2; n <= 2000; n *= 10) {
    vsl_interval_auc (1, n, n, &low, &high);
    double p = n - 1, se = sqrt (low * (1 - low) * (1 + p * (1 - low) / (2 - low) + p * low / (1 + low)) / (n * n));
    g_assert_cmpfloat (high, ==, 1);
    g_assert_cmpfloat_with_epsilon ((1 - low) / se, 1.96, 1e-3);
    g_assert_cmpfloat (low, >, last);
    last = low;
  }
  vsl_interval_auc (0, 7, 9, &low, &high);
  g_assert_cmpfloat (low, ==, 0);
  g_assert_true (high > 0 && high < 0.6);
  vsl_interval_auc (0.5, 30, 30, &low, &high);
  g_assert_cmpfloat_with_epsilon (low + high, 1, 1e-9);
  vsl_interval_auc (1, 0, 9, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
}

/* n samples, each `each` of one patient (0: unknown), of `classes` classes in turn, all told rightly but the last `wrong`. */
static VslEvaluation *
evaluate (guint n, guint each, int classes, guint wrong)
{
  static const char *const names[] = { "a", "b", "c", "d", NULL };
  const char *some[5] = { NULL };
  g_autoptr (VslPredictions) p = g_new0 (VslPredictions, 1);
  g_autofree VslSampleInfo *info = g_new0 (VslSampleInfo, n);
  for (int c = 0; c < classes; c++)
    some[c] = names[c];
  p->n = n;
  p->classes = p->width = classes;
  p->split = VSL_SPLIT_TEST;
  p->id = g_new (gint64, n);
  p->label = g_new (int, n);
  p->predicted = g_new (int, n);
  p->prob = g_new0 (double, n * (gsize) classes);
  for (guint i = 0; i < n; i++) {
    p->id[i] = i + 1;
    p->label[i] = (int) i % classes;
    p->predicted[i] = i + wrong < n ? p->label[i] : (p->label[i] + 1) % classes;
    p->prob[i * (guint) classes + (guint) p->predicted[i]] = 1;
    info[i] = (VslSampleInfo) { .id = i + 1, .label = p->label[i], .split = VSL_SPLIT_TEST, .patient = each ? i / each + 1 : 0 };
  }
  g_autoptr (VslDataset) dataset = vsl_dataset_new (info, n, some, classes == 2 ? 1 : -1, NULL, NULL, NULL);
  return vsl_evaluate (p, dataset, 1);
}

static void
is (const VslInterval *v, double value, double low, double high, VslIntervalMethod method)
{
  g_assert_cmpfloat_with_epsilon (v->value, value, 1e-12);
  g_assert_cmpfloat_with_epsilon (v->low, low, 1e-4);
  g_assert_cmpfloat_with_epsilon (v->high, high, 1e-4);
  g_assert_cmpint (v->method, ==, method);
}

/* 12 of 12: n / (n + z²). Six patients with two samples each count six times, and of three patients half as much again. */
static void
test_all_right (void)
{
  const double z2 = 3.841459;
  g_autoptr (VslEvaluation) e = evaluate (12, 0, 2, 0);
  is (&e->accuracy, 1, 12 / (12 + z2), 1, VSL_INTERVAL_WILSON);
  is (&e->sensitivity, 1, 6 / (6 + z2), 1, VSL_INTERVAL_WILSON);
  is (&e->specificity, 1, 6 / (6 + z2), 1, VSL_INTERVAL_WILSON);
  is (&e->ppv, 1, 6 / (6 + z2), 1, VSL_INTERVAL_WILSON);
  is (&e->npv, 1, 6 / (6 + z2), 1, VSL_INTERVAL_WILSON);
  double j = 6 / (6 + z2);
  is (&e->f1, 1, 2 * j / (1 + j), 1, VSL_INTERVAL_WILSON);
  g_assert_cmpint (e->auc.method, ==, VSL_INTERVAL_NEWCOMBE);
  g_assert_true (e->auc.low > 0.5 && e->auc.low < 0.9 && e->auc.high == 1);
  g_assert_true (vsl_evaluation_has_formula (e));
  g_autoptr (VslEvaluation) paired = evaluate (12, 2, 2, 0), triple = evaluate (12, 4, 2, 0);
  is (&paired->accuracy, 1, 6 / (6 + z2), 1, VSL_INTERVAL_WILSON);
  is (&triple->accuracy, 1, 3 / (3 + z2), 1, VSL_INTERVAL_WILSON);
  is (&triple->sensitivity, 1, 3 / (3 + z2), 1, VSL_INTERVAL_WILSON);
}

static void
test_all_wrong (void)
{
  const double z2 = 3.841459;
  g_autoptr (VslEvaluation) e = evaluate (12, 0, 2, 12);
  is (&e->accuracy, 0, 0, z2 / (12 + z2), VSL_INTERVAL_WILSON);
  is (&e->sensitivity, 0, 0, z2 / (6 + z2), VSL_INTERVAL_WILSON);
  g_assert_true (e->auc.low == 0 && e->auc.high > 0.1);
  g_assert_cmpint (e->auc.method, ==, VSL_INTERVAL_NEWCOMBE);
}

/* The mean over classes: the mean of their own bounds. */
static void
test_several_classes (void)
{
  const double z2 = 3.841459;
  g_autoptr (VslEvaluation) e = evaluate (13, 0, 4, 0);        /* 4, 3, 3, 3 */
  is (&e->accuracy, 1, 13 / (13 + z2), 1, VSL_INTERVAL_WILSON);
  is (&e->sensitivity, 1, (4 / (4 + z2) + 3 * (3 / (3 + z2))) / 4, 1, VSL_INTERVAL_WILSON);
  is (&e->specificity, 1, (9 / (9 + z2) + 3 * (10 / (10 + z2))) / 4, 1, VSL_INTERVAL_WILSON);
}

/* Where resampling does have a width, it stays. */
static void
test_resampled (void)
{
  g_autoptr (VslEvaluation) e = evaluate (60, 0, 2, 7);
  g_assert_cmpint (e->accuracy.method, ==, VSL_INTERVAL_BOOTSTRAP);
  g_assert_cmpint (e->auc.method, ==, VSL_INTERVAL_BOOTSTRAP);
  g_assert_true (e->accuracy.low < e->accuracy.value && e->accuracy.value < e->accuracy.high);
  g_assert_false (vsl_evaluation_has_formula (e));
}

/* Numbers have no formula: one patient, or no error at all, gives no interval. The bias is answer minus truth. */
static void
test_numbers (void)
{
  for (int each = 0; each <= 8; each += 8) {
    g_autoptr (VslPredictions) p = g_new0 (VslPredictions, 1);
    VslSampleInfo info[8] = { 0 };
    p->n = 8;
    p->width = 1;
    p->target = VSL_TARGET_NUMBER;
    p->id = g_new (gint64, 8);
    p->label = g_new (int, 8);
    p->predicted = g_new0 (int, 8);
    p->number = g_new (double, 8);
    p->values = g_new (VslReal, 8);
    for (guint i = 0; i < 8; i++) {
      p->id[i] = i + 1;
      p->label[i] = -1;
      p->number[i] = i;
      p->values[i] = (VslReal) i + (i % 2 ? 1 : 2);
      info[i] = (VslSampleInfo) { .id = i + 1, .label = -1, .split = VSL_SPLIT_TEST, .patient = each ? 1 : i + 1 };
    }
    g_autoptr (VslDataset) dataset = vsl_dataset_new (info, 8, (const char *const[]) { NULL }, -1, NULL, NULL, NULL);
    g_autoptr (VslEvaluation) e = vsl_evaluate (p, dataset, 1);
    g_assert_cmpfloat_with_epsilon (e->bias.value, 1.5, 1e-6);
    g_assert_cmpfloat_with_epsilon (e->mae_interval.value, 1.5, 1e-6);
    g_assert_true (isnan (e->mae_interval.low) == (each == 8) && isnan (e->bias.high) == (each == 8));
    g_assert_cmpint (e->bias.method, ==, each == 8 ? VSL_INTERVAL_NONE : VSL_INTERVAL_BOOTSTRAP);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intervals/wilson", test_wilson);
  g_test_add_func ("/intervals/auc", test_auc);
  g_test_add_func ("/intervals/all-right", test_all_right);
  g_test_add_func ("/intervals/all-wrong", test_all_wrong);
  g_test_add_func ("/intervals/several-classes", test_several_classes);
  g_test_add_func ("/intervals/resampled", test_resampled);
  g_test_add_func ("/intervals/numbers", test_numbers);
  return g_test_run ();
}
