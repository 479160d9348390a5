/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of numbers and of labels in splits and folds, on skewed data, against a shuffle of the same patients that looks at neither. */
#include <math.h>
#include <string.h>

#include "data/vsl-import.h"
#include "data/vsl-split-plan.h"

#define N 2000
#define LABELS 14
#define SEEDS 20

typedef struct {
  guint32 patient[N];
  double number[N];
  guint64 labels[N];
  guint8 known[N];
  int none[N];             /* one class: what a shuffle looks at */
  guint n;
} Data;

/* Patients with 1 to 12 samples, most with few; what a patient has, most of his samples have. Labels from frequent (a third) to rare (one in 150). */
static Data *
data_new (guint seed)
{
  Data *d = g_new0 (Data, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  for (guint32 patient = 1; d->n < N; patient++) {
    guint scans = 1 + (guint) (11 * pow (g_rand_double (rand), 4));
    double level = exp (1.2 * (g_rand_double (rand) + g_rand_double (rand) + g_rand_double (rand)));      /* skewed to the right */
    guint64 has = 0;
    for (guint b = 0; b < LABELS; b++)
      has |= (guint64) (g_rand_double (rand) < 0.33 * pow (0.73, b)) << b;
    for (guint k = 0; k < scans && d->n < N; k++) {
      guint i = d->n++;
      d->patient[i] = patient;
      d->number[i] = level * g_rand_double_range (rand, 0.9, 1.1);
      d->known[i] = g_rand_double (rand) < 0.9;
      for (guint b = 0; b < LABELS; b++)
        d->labels[i] |= (has >> b & 1) && g_rand_double (rand) < 0.8 ? (guint64) 1 << b : 0;
    }
  }
  return d;
}

static void
plan (const Data *d, const VslStrata *strata, const VslSplitRule *rule, VslSplit *split)
{
  g_autoptr (GError) error = NULL;
  VslSplitInput input = { .n = N, .strata = *strata, .patient = d->patient };
  VslSplitSummary summary;
  vsl_split_plan (&input, rule, split, &summary, &error);
  g_assert_no_error (error);
  for (guint i = 1; i < N; i++)                  /* samples of a patient follow each other */
    if (d->patient[i] == d->patient[i - 1])
      g_assert_cmpint (split[i], ==, split[i - 1]);
}

static VslSplitRule
rule_of (guint folds, guint fold, guint64 seed)
{
  VslSplitRule rule = { .seed = seed };
  g_assert_true (vsl_split_rule_set (&rule, NULL, folds, fold, NULL));
  return rule;
}

static guint
size_of (const VslSplit *split, int side)
{
  guint n = 0;
  for (guint i = 0; i < N; i++)
    n += split[i] == side;
  return n;
}

/* How far a label's share in a split is from its share in all, at most, in parts of that share. min: of labels with so many samples. */
static double
worst_label (const Data *d, const VslSplit *split, guint min)
{
  double worst = 0;
  for (guint b = 0; b < LABELS; b++) {
    guint have[VSL_N_SPLITS] = { 0 }, known[VSL_N_SPLITS] = { 0 }, all = 0, n = 0;
    for (guint i = 0; i < N; i++)
      if (d->known[i]) {
        n++;
        known[split[i]]++;
        have[split[i]] += d->labels[i] >> b & 1;
        all += d->labels[i] >> b & 1;
      }
    for (int s = 0; s < VSL_N_SPLITS && all >= min; s++)
      worst = fmax (worst, fabs ((double) have[s] / known[s] - (double) all / n) / ((double) all / n));
  }
  return worst;
}

static VslStrata
labels_of (const Data *d)
{
  return (VslStrata) { VSL_TARGET_LABELS, NULL, NULL, d->labels, d->known };
}

/* With 40 samples of a label a split of 15 % should have 6: one of them too many or too few is 17 %, in the folds 13 %. */
static void
test_labels (void)
{
  g_autofree VslSplit *split = g_new (VslSplit, N);
  double ours = 0, shuffled = 0, most = 0;
  for (guint seed = 0; seed < SEEDS; seed++) {
    g_autofree Data *d = data_new (seed);
    VslStrata labels = labels_of (d), none = { .label = d->none };
    VslSplitRule rule = rule_of (0, 0, seed);
    plan (d, &labels, &rule, split);
    double worst = worst_label (d, split, 40);
    g_assert_cmpuint (size_of (split, VSL_SPLIT_TRAIN), >=, N * 69 / 100);
    g_assert_cmpuint (size_of (split, VSL_SPLIT_TRAIN), <=, N * 71 / 100);
    g_assert_cmpuint (size_of (split, VSL_SPLIT_VAL), >=, N * 14 / 100);
    g_assert_cmpuint (size_of (split, VSL_SPLIT_TEST), >=, N * 14 / 100);
    most = fmax (most, worst);
    ours += worst / SEEDS;
    plan (d, &none, &rule, split);
    shuffled += worst_label (d, split, 40) / SEEDS;
  }
  g_test_message ("labels: the worst of %d shares is off by %.1f %% of itself (at most %.1f %%); by a shuffle of patients %.1f %%", LABELS * 3, 100 * ours,
                  100 * most, 100 * shuffled);
  g_assert_cmpfloat (most, <, 0.25);
  g_assert_cmpfloat (ours, <, shuffled / 3);
}

static void
test_label_folds (void)
{
  g_autofree Data *d = data_new (3);
  g_autofree VslSplit *split = g_new (VslSplit, N);
  g_autofree guint *tested = g_new0 (guint, N);
  double ours = 0, shuffled = 0;
  for (guint fold = 1; fold <= 5; fold++) {
    VslStrata labels = labels_of (d), none = { .label = d->none };
    VslSplitRule rule = rule_of (5, fold, 11);
    plan (d, &labels, &rule, split);
    ours = fmax (ours, worst_label (d, split, 40));
    g_assert_cmpuint (size_of (split, VSL_SPLIT_TEST), >=, N * 19 / 100);
    g_assert_cmpuint (size_of (split, VSL_SPLIT_TEST), <=, N * 21 / 100);
    for (guint i = 0; i < N; i++)
      tested[i] += split[i] == VSL_SPLIT_TEST;
    plan (d, &none, &rule, split);
    shuffled = fmax (shuffled, worst_label (d, split, 40));
  }
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (tested[i], ==, 1);
  g_test_message ("labels, five folds: off by at most %.1f %%; by a shuffle %.1f %%", 100 * ours, 100 * shuffled);
  g_assert_cmpfloat (ours, <, 0.25);
  g_assert_cmpfloat (ours, <, shuffled / 2);
}

/* Samples whose labels are not known are in every split; and no sample needs a label. */
static void
test_unknown_labels (void)
{
  g_autofree Data *d = data_new (5);
  g_autofree VslSplit *split = g_new (VslSplit, N);
  VslSplitRule rule = rule_of (0, 0, 2);
  VslStrata labels = labels_of (d);
  guint unknown = 0, in_train = 0;
  plan (d, &labels, &rule, split);
  for (guint i = 0; i < N; i++) {
    unknown += !d->known[i];
    in_train += !d->known[i] && split[i] == VSL_SPLIT_TRAIN;
  }
  g_assert_cmpfloat_with_epsilon ((double) in_train / unknown, 0.7, 0.05);
  memset (d->labels, 0, sizeof d->labels);
  labels.known = NULL;
  plan (d, &labels, &rule, split);
  g_assert_cmpfloat_with_epsilon (size_of (split, VSL_SPLIT_TEST) / (double) N, 0.15, 0.01);
}

/* The largest gap between two distribution functions. */
static double
gap (const Data *d, const VslSplit *split, int side)
{
  double worst = 0, n = 0, m = 0;
  for (guint i = 0; i < N; i++)
    if (!isnan (d->number[i])) {
      n++;
      m += split[i] == side;
    }
  for (guint k = 0; k < N; k += 7) {
    double all = 0, here = 0;
    for (guint i = 0; i < N; i++)
      if (d->number[i] <= d->number[k]) {
        all++;
        here += split[i] == side;
      }
    worst = fmax (worst, fabs (here / m - all / n));
  }
  return worst;
}

static void
test_numbers (void)
{
  g_autofree VslSplit *split = g_new (VslSplit, N);
  double ours = 0, shuffled = 0, most = 0;
  for (guint seed = 0; seed < SEEDS; seed++) {
    g_autofree Data *d = data_new (seed);
    for (guint i = 0; i < N; i += 31)
      d->number[i] = NAN;
    VslStrata numbers = { VSL_TARGET_NUMBER, .number = d->number }, none = { .label = d->none };
    VslSplitRule rule = rule_of (seed % 2 ? 5 : 0, seed % 2, seed);
    plan (d, &numbers, &rule, split);
    for (int s = VSL_SPLIT_VAL; s < VSL_N_SPLITS; s++) {
      most = fmax (most, gap (d, split, s));
      ours += gap (d, split, s) / (2 * SEEDS);
    }
    plan (d, &none, &rule, split);
    for (int s = VSL_SPLIT_VAL; s < VSL_N_SPLITS; s++)
      shuffled += gap (d, split, s) / (2 * SEEDS);
  }
  g_test_message ("numbers: largest gap of distributions %.4f (at most %.4f); by a shuffle of patients %.4f", ours, most, shuffled);
  g_assert_cmpfloat (most, <, 0.05);
  g_assert_cmpfloat (ours, <, shuffled / 2);
}

/* Few samples, few values, one patient for all: nothing breaks, and nobody is torn apart. */
static void
test_small (void)
{
  double number[6] = { 1, 1, 1, 2, 2, NAN };
  guint64 labels[6] = { 1, 3, 0, 0, 1, 0 };
  guint part[6];
  guint32 one[6] = { 7, 7, 7, 7, 7, 7 };
  double shares[3] = { 0.7, 0.15, 0.15 };
  VslStrata strata[] = { { VSL_TARGET_NUMBER, .number = number }, { VSL_TARGET_LABELS, .labels = labels } };
  for (guint t = 0; t < G_N_ELEMENTS (strata); t++)
    for (guint n = 0; n <= 6; n++) {
      guint seen = 0;
      vsl_split_parts (n, &strata[t], NULL, shares, 3, 1, part);
      for (guint i = 0; i < n; i++)
        seen |= 1u << part[i];
      g_assert_cmpuint (seen, ==, n >= 3 ? 7 : n == 2 ? seen : n);
      vsl_split_parts (n, &strata[t], one, shares, 3, 1, part);
      for (guint i = 1; i < n; i++)
        g_assert_cmpuint (part[i], ==, part[0]);
    }
}

static void
test_seed (void)
{
  g_autofree Data *d = data_new (9);
  g_autofree VslSplit *a = g_new (VslSplit, N), *b = g_new (VslSplit, N), *c = g_new (VslSplit, N);
  VslStrata strata[] = { labels_of (d), { VSL_TARGET_NUMBER, .number = d->number } };
  for (guint t = 0; t < G_N_ELEMENTS (strata); t++) {
    VslSplitRule one = rule_of (0, 0, 1), two = rule_of (0, 0, 2);
    plan (d, &strata[t], &one, a);
    plan (d, &strata[t], &one, b);
    plan (d, &strata[t], &two, c);
    g_assert_cmpmem (a, N * sizeof *a, b, N * sizeof *b);
    g_assert_true (memcmp (a, c, N * sizeof *a) != 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split-strata/labels", test_labels);
  g_test_add_func ("/split-strata/label-folds", test_label_folds);
  g_test_add_func ("/split-strata/unknown-labels", test_unknown_labels);
  g_test_add_func ("/split-strata/numbers", test_numbers);
  g_test_add_func ("/split-strata/small", test_small);
  g_test_add_func ("/split-strata/seed", test_seed);
  return g_test_run ();
}
