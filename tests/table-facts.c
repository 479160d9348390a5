/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows are copies, which columns give the class away, which classes are one: and what must not be taken for it. */
#include <math.h>

#include "data/quality/vsl-table-facts.h"
#include "data/vsl-class-words.h"

static gboolean
tells (VslColumnType type, const GPtrArray *values, const int *label, guint classes, VslTelling *telling)
{
  g_autoptr (VslTableFacts) facts = vsl_table_facts_new (values->len);
  vsl_table_facts_add (facts, "column", type, (const char *const *) values->pdata, NULL);
  return vsl_table_column_tells (facts->columns->pdata[0], values->len, label, classes, telling);
}

static double
normal (GRand *rand)
{
  return sqrt (-2 * log (1 - g_rand_double (rand))) * cos (2 * G_PI * g_rand_double (rand));
}

/* Values of a column: the mean of a class is far x its number. */
static GPtrArray *
measure (GRand *rand, guint n, const int *label, const double *mean)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (values, g_strdup_printf ("%.4f", mean[label[i]] + normal (rand)));
  return values;
}

static void
test_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  int label[400];
  VslTelling t;
  for (int i = 0; i < 400; i++)
    label[i] = i % 2;
  /* 2.75 deviations apart is an AUC of 0.974, as of the best single measurement of breast masses; 5 apart one of 0.9998. */
  g_autoptr (GPtrArray) good = measure (rand, 400, label, (const double[]) { 0, 2.75 }), sure = measure (rand, 400, label, (const double[]) { 5, 0 });
  g_assert_false (tells (VSL_COLUMN_NUMERIC, good, label, 2, &t));
  g_assert_true (tells (VSL_COLUMN_NUMERIC, sure, label, 2, &t));
  g_assert_cmpint (t.by, ==, VSL_TELLS_ORDER);
  g_assert_cmpfloat (t.score, >, 0.99);
  /* Not from 19 of one class. */
  for (int i = 0; i < 400; i++)
    label[i] = i % 2 && i > 38 ? -1 : label[i];
  g_assert_false (tells (VSL_COLUMN_NUMERIC, sure, label, 2, &t));
}

/* One class of three stands apart, as of iris flowers: that is no leak; a code for each of the three is one. */
static void
test_three_classes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  int label[150];
  VslTelling t;
  for (int i = 0; i < 150; i++) {
    label[i] = i % 3;
    g_ptr_array_add (codes, g_strdup_printf ("%d", (label[i] * 7 + 5) % 9));
  }
  g_autoptr (GPtrArray) petal = measure (rand, 150, label, (const double[]) { 0, 9, 12 });
  g_assert_false (tells (VSL_COLUMN_NUMERIC, petal, label, 3, &t));
  g_assert_true (tells (VSL_COLUMN_NUMERIC, codes, label, 3, &t));
  g_assert_cmpint (t.by, ==, VSL_TELLS_VALUES);
  g_assert_cmpfloat (t.score, ==, 1);
}

/* Categories that have a row or two each fit any classes; being filled may tell all. */
static void
test_categories (void)
{
  g_autoptr (GPtrArray) rare = g_ptr_array_new_with_free_func (g_free), filled = g_ptr_array_new_with_free_func (g_free), some = g_ptr_array_new_with_free_func (g_free);
  int label[200];
  VslTelling t;
  for (int i = 0; i < 200; i++) {
    label[i] = i % 2;
    g_ptr_array_add (rare, g_strdup_printf ("town %d", i));
    g_ptr_array_add (filled, label[i] ? g_strdup_printf ("%d", i) : NULL);
    g_ptr_array_add (some, label[i] && i % 9 ? g_strdup_printf ("%d", i) : NULL);
  }
  g_assert_false (tells (VSL_COLUMN_CATEGORICAL, rare, label, 2, &t));
  g_assert_true (tells (VSL_COLUMN_DATE, filled, label, 2, &t));
  g_assert_cmpint (t.by, ==, VSL_TELLS_MISSING);
  g_assert_false (tells (VSL_COLUMN_DATE, some, label, 2, &t));
}

static VslTableFacts *
table (guint n, guint columns, guint different)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  VslTableFacts *facts = vsl_table_facts_new (n);
  for (guint k = 0; k < columns; k++) {
    g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
    for (guint i = 0; i < n; i++)
      g_ptr_array_add (values, g_strdup_printf ("%d", g_rand_int_range (rand, 0, (int) (k < 3 ? different : 2))));
    vsl_table_facts_add (facts, "c", VSL_COLUMN_NUMERIC, (const char *const *) values->pdata, NULL);
  }
  return facts;
}

/* Three measurements and five marks: enough among a few hundred rows, not among very many. */
static void
test_rows (void)
{
  g_autoptr (VslTableFacts) few = table (300, 8, 60), many = table (60000, 8, 60), narrow = table (300, 7, 60), coarse = table (300, 8, 12);
  guint telling[4] = { 0 };
  for (guint i = 0; i < 300; i++) {
    telling[0] += vsl_table_row_tells (few, i);
    telling[1] += vsl_table_row_tells (many, i);
    telling[2] += vsl_table_row_tells (narrow, i);
    telling[3] += vsl_table_row_tells (coarse, i);
  }
  g_assert_cmpuint (telling[0], ==, 300);
  g_assert_cmpuint (telling[1], ==, 0);
  g_assert_cmpuint (telling[2], ==, 0);
  g_assert_cmpuint (telling[3], ==, 0);
}

static void
test_class_words (void)
{
  static const char *const none[] = { "normal", "Normal_Benign", "no finding", "no_tumour", "NEGATIVE", "healthy control", "正常", "阴性", "良性", "no" };
  static const char *const some[] = { "abnormal", "malignant", "yes", "不正常", "阳性", "nodule", "1", "unhealthy", "pneumonia", "not normal" };
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_true (vsl_class_says_none (none[i]));
  for (guint i = 0; i < G_N_ELEMENTS (some); i++) {
    g_test_message ("%s", some[i]);
    g_assert_false (vsl_class_says_none (some[i]));
  }
  g_autofree char *a = vsl_class_folded ("Stage  II"), *b = vsl_class_folded ("stage-ii"), *c = vsl_class_folded ("stage i");
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-facts/order", test_order);
  g_test_add_func ("/table-facts/three-classes", test_three_classes);
  g_test_add_func ("/table-facts/categories", test_categories);
  g_test_add_func ("/table-facts/rows", test_rows);
  g_test_add_func ("/table-facts/class-words", test_class_words);
  return g_test_run ();
}
