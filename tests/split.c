/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits that cannot leak: groups stay whole, folds are a partition, dates are in order, seeds decide. */
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-import.h"
#include "data/vsl-split-plan.h"

#define N 300

typedef struct {
  int label[N];
  guint32 patient[N], exact[N], near[N];
  const char *value[N];
  VslSplit split[N];
  VslSplitInput input;
  VslSplitSummary summary;
} Data;

static Data *
data_new (void)
{
  Data *d = g_new0 (Data, 1);
  for (guint i = 0; i < N; i++) {
    d->label[i] = i % 4 == 0;
    d->patient[i] = i / 2 + 1;
  }
  d->input = (VslSplitInput) { .n = N, .strata = { .label = d->label }, .patient = d->patient, .exact = d->exact, .near = d->near };
  return d;
}

static void
plan (Data *d, const VslSplitRule *rule)
{
  g_autoptr (GError) error = NULL;
  vsl_split_plan (&d->input, rule, d->split, &d->summary, &error);
  g_assert_no_error (error);
}

static VslSplitRule
shares (guint64 seed)
{
  VslSplitRule rule = { .seed = seed };
  g_assert_true (vsl_split_rule_set (&rule, "70/15/15", 0, 0, NULL));
  return rule;
}

static guint
count (const Data *d, VslSplit split, int label)
{
  guint n = 0;
  for (guint i = 0; i < N; i++)
    n += d->split[i] == split && (label < 0 || d->label[i] == label);
  return n;
}

static void
whole (const Data *d, const guint32 *group)
{
  for (guint i = 0; group && i < N; i++)
    for (guint j = i + 1; j < N; j++)
      if (group[i] && group[i] == group[j])
        g_assert_cmpint (d->split[i], ==, d->split[j]);
}

/* Patients and copies hang together, also where a copy ties two patients. */
static void
test_groups (void)
{
  g_autofree Data *d = data_new ();
  for (guint i = 0; i < N; i += 7)
    d->exact[i] = i % 21 / 7 + i / 21 * 3 + 1;
  d->exact[0] = d->exact[100] = 900;
  d->near[3] = d->near[200] = 5;
  VslSplitRule rule = shares (1);
  plan (d, &rule);
  whole (d, d->patient);
  whole (d, d->exact);
  whole (d, d->near);
  g_assert_cmpuint (count (d, VSL_SPLIT_TRAIN, -1), >, 200);
  for (int s = VSL_SPLIT_VAL; s < VSL_N_SPLITS; s++) {
    g_assert_cmpuint (count (d, (VslSplit) s, -1), >, 35);
    g_assert_cmpuint (count (d, (VslSplit) s, 1), >, 7);       /* a quarter of each */
  }
}

static void
test_seed (void)
{
  g_autofree Data *a = data_new (), *b = data_new (), *c = data_new ();
  VslSplitRule one = shares (7), other = shares (8);
  plan (a, &one);
  plan (b, &one);
  plan (c, &other);
  g_assert_cmpmem (a->split, sizeof a->split, b->split, sizeof b->split);
  g_assert_true (memcmp (a->split, c->split, sizeof a->split) != 0);
  VslSplit direct[N];
  vsl_split_assign (N, a->label, a->patient, one.fractions, 7, direct);      /* as an import by patients does */
  g_assert_cmpmem (a->split, sizeof a->split, direct, sizeof direct);
}

/* Each sample is tested in one fold and chosen on in one other. */
static void
test_folds (void)
{
  g_autofree Data *d = data_new ();
  guint tested[N] = { 0 }, judged[N] = { 0 };
  d->exact[5] = d->exact[250] = 1;
  for (guint fold = 1; fold <= 5; fold++) {
    VslSplitRule rule = { .seed = 3 };
    g_assert_true (vsl_split_rule_set (&rule, NULL, 5, fold, NULL));
    plan (d, &rule);
    whole (d, d->patient);
    whole (d, d->exact);
    g_assert_cmpuint (count (d, VSL_SPLIT_TEST, -1), >=, 56);
    g_assert_cmpuint (count (d, VSL_SPLIT_TEST, -1), <=, 64);
    g_assert_cmpuint (count (d, VSL_SPLIT_TEST, 1), >=, 11);
    for (guint i = 0; i < N; i++) {
      tested[i] += d->split[i] == VSL_SPLIT_TEST;
      judged[i] += d->split[i] == VSL_SPLIT_VAL;
    }
  }
  for (guint i = 0; i < N; i++) {
    g_assert_cmpuint (tested[i], ==, 1);
    g_assert_cmpuint (judged[i], ==, 1);
  }
}

static void
test_column (void)
{
  static const char *const sites[] = { "Aachen", "Basel", "Chur", "Davos", "Essen", "Fulda", "Genf", NULL, "", "Ulm" };
  g_autofree Data *d = data_new ();
  for (guint i = 0; i < N; i++)
    d->value[i] = sites[i / 2 * 7919 % 10];
  d->input.value = d->value;
  d->input.column = "site";
  VslSplitRule rule = shares (1);
  plan (d, &rule);
  g_assert_cmpuint (d->summary.groups, ==, 8);
  g_assert_false (d->summary.by_date);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      if (d->value[i] && *d->value[i] && g_strcmp0 (d->value[i], d->value[j]) == 0)
        g_assert_cmpint (d->split[i], ==, d->split[j]);
  for (int s = 0; s < VSL_N_SPLITS; s++)
    g_assert_cmpuint (count (d, (VslSplit) s, -1), >, 0);
}

/* A crowd that looks alike is divided like others; a few that look alike stay together. */
static void
test_crowd (void)
{
  g_autofree Data *d = data_new ();
  VslSplitRule rule = shares (1);
  for (guint i = 0; i < N; i++) {
    d->patient[i] = 0;
    d->near[i] = i < 200 ? 1 : i < 230 ? 2 : 0;
  }
  d->exact[0] = d->exact[150] = 1;                             /* copies stay together, even in a crowd */
  plan (d, &rule);
  g_assert_cmpuint (d->summary.crowded, ==, 200);
  g_assert_cmpuint (d->summary.units, ==, 300 - 29 - 1);
  for (guint i = 201; i < 230; i++)
    g_assert_cmpint (d->split[i], ==, d->split[200]);
  g_assert_cmpint (d->split[0], ==, d->split[150]);
  g_assert_cmpuint (count (d, VSL_SPLIT_TRAIN, -1), >, 200);
  g_assert_cmpuint (count (d, VSL_SPLIT_TRAIN, -1), <, 220);
}

/* What hangs together with something that stays goes there, the rest has its shares. */
static void
test_fixed (void)
{
  g_autofree Data *d = data_new ();
  VslSplit fixed[N];
  VslSplitRule rule = shares (1);
  for (guint i = 0; i < N; i++)
    fixed[i] = VSL_SPLIT_NONE;
  fixed[0] = fixed[10] = VSL_SPLIT_TEST;
  fixed[20] = VSL_SPLIT_VAL;
  d->near[1] = d->near[200] = 4;                               /* 0 and 1 are one patient */
  d->input.fixed = fixed;
  plan (d, &rule);
  whole (d, d->patient);
  whole (d, d->near);
  g_assert_cmpint (d->split[200], ==, VSL_SPLIT_TEST);
  g_assert_cmpint (d->split[11], ==, VSL_SPLIT_TEST);
  g_assert_cmpint (d->split[21], ==, VSL_SPLIT_VAL);
  g_assert_cmpuint (count (d, VSL_SPLIT_TRAIN, -1), >, 195);
  g_assert_cmpuint (count (d, VSL_SPLIT_TRAIN, 1), >, 45);
}

static void
refused (Data *d, const VslSplitRule *rule, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_split_plan (&d->input, rule, d->split, &d->summary, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refusals (void)
{
  g_autofree Data *d = data_new ();
  VslSplitRule rule = shares (1), folds = { 0 };
  g_assert_true (vsl_split_rule_set (&folds, NULL, 5, 1, NULL));
  d->input.value = d->value;
  d->input.column = "site";
  refused (d, &rule, "site");                                  /* nobody has a value */
  for (guint i = 0; i < N; i++)
    d->value[i] = "one";
  refused (d, &rule, "the same");
  for (guint i = 0; i < N; i++) {
    d->value[i] = i % 2 ? "one" : "two";                       /* each patient is at both */
    d->patient[i] = i / 2 + 1;
  }
  refused (d, &rule, "tie");
  for (guint i = 0; i < N; i++)
    d->value[i] = "2020-01-01";
  refused (d, &folds, "dates");
  d->input.value = NULL;
  for (guint i = 0; i < N; i++)
    d->patient[i] = i % 4 + 1;
  refused (d, &folds, "4");
  VslSplitRule bad;
  g_assert_false (vsl_split_rule_set (&bad, NULL, 2, 1, NULL));
  g_assert_false (vsl_split_rule_set (&bad, NULL, 5, 6, NULL));
  g_assert_false (vsl_split_rule_set (&bad, NULL, 0, 2, NULL));
  g_assert_false (vsl_split_rule_set (&bad, "70/70", 0, 0, NULL));
}

/* Nothing in training is later than anything that only test has; patients stay whole; who has no date is not used. */
static void
test_dates (void)
{
  g_autofree Data *d = data_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gint64 day[N], last_train = 0, first_test = G_MAXINT64;
  for (guint i = 0; i < N; i++) {
    g_ptr_array_add (texts, g_strdup_printf ("20%02u-%02u-%02u", 10 + i / 2 * 37 % 12, 1 + i / 2 * 5 % 12, 1 + i / 2 % 28));
    d->value[i] = texts->pdata[i];
    g_assert_true (vsl_split_date (d->value[i], FALSE, &day[i]));
  }
  d->value[8] = d->value[9] = NULL;                            /* a patient without dates */
  d->value[10] = "";                                           /* one of two scans of a patient */
  d->input.value = d->value;
  d->input.column = "acquired";
  VslSplitRule rule = shares (1);
  plan (d, &rule);
  g_assert_true (d->summary.by_date);
  g_assert_cmpuint (d->summary.undated, ==, 2);
  g_assert_cmpint (d->split[8], ==, VSL_SPLIT_NONE);
  g_assert_cmpint (d->split[10], ==, d->split[11]);
  whole (d, d->patient);
  for (guint i = 0; i < N; i++) {
    if (!d->value[i] || !*d->value[i])
      continue;
    if (d->split[i] == VSL_SPLIT_TRAIN)
      last_train = MAX (last_train, day[i]);
    if (d->split[i] == VSL_SPLIT_TEST)
      first_test = MIN (first_test, day[i]);
  }
  g_assert_cmpint (last_train, <, first_test);
  g_assert_cmpuint (count (d, VSL_SPLIT_TEST, -1), >, 35);
  g_assert_cmpuint (count (d, VSL_SPLIT_TEST, -1), <, 55);
}

static void
test_date_words (void)
{
  static const struct {
    const char *text;
    gboolean fine, coarse;
  } cases[] = { { "2019-03-21", TRUE, TRUE }, { "20190321", TRUE, TRUE }, { "2019/3/1", TRUE, TRUE }, { "2019-03-21T10:00", TRUE, TRUE },
                { "2019-03-21 10:00", TRUE, TRUE }, { "20190321101500", TRUE, TRUE }, { "2019-03", FALSE, TRUE }, { "2019", FALSE, TRUE }, { "2019-13-01", FALSE, FALSE },
                { "2019-02-30", FALSE, FALSE }, { "12", FALSE, FALSE }, { "1234", FALSE, FALSE }, { "2019-03-21x", FALSE, FALSE }, { "", FALSE, FALSE },
                { "12345678901", FALSE, FALSE }, { "2019-", FALSE, FALSE }, { "99999999", FALSE, FALSE }, { "20193", FALSE, FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int coarse = 0; coarse < 2; coarse++) {
      gint64 day;
      if (vsl_split_date (cases[i].text, coarse, &day) != (coarse ? cases[i].coarse : cases[i].fine))
        g_error ("“%s”, %s", cases[i].text, coarse ? "coarse" : "fine");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split/groups", test_groups);
  g_test_add_func ("/split/seed", test_seed);
  g_test_add_func ("/split/folds", test_folds);
  g_test_add_func ("/split/column", test_column);
  g_test_add_func ("/split/crowd", test_crowd);
  g_test_add_func ("/split/fixed", test_fixed);
  g_test_add_func ("/split/refusals", test_refusals);
  g_test_add_func ("/split/dates", test_dates);
  g_test_add_func ("/split/date-words", test_date_words);
  return g_test_run ();
}
