/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built vsl on tables as people keep them: typos, other units, broken rows, copied rows, columns that hold the outcome. */
#include <math.h>
#include <string.h>

#include "app-util.h"
#include "vsl-run.h"

typedef struct {
  char *folder, *project;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  f->project = g_build_filename (f->folder, "p.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_assert_cmpint (made.code, ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
}

/* ---- a table ---- */

#define HEAD "lab_id,age,sex,ward,hb,creatinine (umol/l),crp,potassium,albumin,outcome"
enum { LAB, AGE, SEX, WARD, HB, CREA, CRP, K, ALB, OUTCOME, N_CELLS };

/* n lines of cells; the same each time. Who has a high crp and few albumin is rather ill. */
static GPtrArray *
make_rows (guint n)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  for (guint i = 0; i < n; i++) {
    char **c = g_new0 (char *, N_CELLS + 1);
    double crp = exp (g_rand_double_range (rand, 0, 4)), alb = g_rand_double_range (rand, 25, 50);
    double logit = 1.2 * (log (crp) - 2) - 0.15 * (alb - 37.5);
    c[LAB] = g_strdup_printf ("R%05u", i);
    c[AGE] = g_strdup_printf ("%d", g_rand_int_range (rand, 20, 95));
    c[SEX] = g_strdup (g_rand_boolean (rand) ? "F" : "M");
    c[WARD] = g_strdup_printf ("%s", ((const char *const[]) { "ICU", "Surgery", "Oncology" })[g_rand_int_range (rand, 0, 3)]);
    c[HB] = g_strdup_printf ("%.1f", g_rand_double_range (rand, 8, 16));
    c[CREA] = g_strdup_printf ("%d", g_rand_int_range (rand, 40, 200));
    c[CRP] = g_strdup_printf ("%.1f", crp);
    c[K] = g_strdup_printf ("%.1f", g_rand_double_range (rand, 3, 6));
    c[ALB] = g_strdup_printf ("%.1f", alb);
    c[OUTCOME] = g_strdup (g_rand_double (rand) < 1 / (1 + exp (-logit)) ? "ill" : "well");
    g_ptr_array_add (rows, c);
  }
  return rows;
}

static void
set_cell (GPtrArray *rows, guint row, int column, const char *text)
{
  char **c = rows->pdata[row];
  g_free (c[column]);
  c[column] = g_strdup (text);
}

/* more: a further column's name and its values, or NULL. */
static char *
put (const Fixture *f, const char *name, const GPtrArray *rows, char separator, const char *more, const char *const *values)
{
  g_autoptr (GString) s = g_string_new (HEAD);
  char between[2] = { separator, '\0' };
  if (more)
    g_string_append_printf (s, ",%s", more);
  g_strdelimit (s->str, ",", separator);
  for (guint i = 0; i < rows->len; i++) {
    g_autofree char *joined = g_strjoinv (between, rows->pdata[i]);
    g_string_append_printf (s, "\n%s", joined);
    if (more)
      g_string_append_printf (s, "%c%s", separator, values[i]);
  }
  g_string_append_c (s, '\n');
  char *path = g_build_filename (f->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, s->str, -1, NULL));
  return path;
}

static JsonObject *
take_in (const Fixture *f, const char *table)
{
  g_auto (Ran) ran = vsl ("import", f->project, table, "--seed", "3", "--json", NULL);
  g_test_message ("%s", ran.err);
  g_assert_cmpint (ran.code, ==, 0);
  return line (&ran, -1);
}

static JsonObject *
column (JsonObject *imported, const char *name)
{
  JsonArray *all = json_object_get_array_member (imported, "columns");
  for (guint i = 0; i < json_array_get_length (all); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (all, i), "name"), name))
      return json_array_get_object_element (all, i);
  g_assert_not_reached ();
}

static JsonObject *
found (const Ran *ran, const char *id)
{
  for (int i = 0; i < n_lines (ran); i++) {
    g_autoptr (JsonObject) o = line (ran, i);
    if (g_strcmp0 (json_object_get_string_member_with_default (o, "finding", ""), id) == 0)
      return g_steal_pointer (&o);
  }
  return NULL;
}

static double
value_of (JsonObject *o, const char *name)
{
  return json_object_get_double_member (json_object_get_object_member (o, name), "value");
}

static void
train (const Fixture *f)
{
  g_auto (Ran) network = vsl ("network", f->project, "--template", "logistic", NULL);
  g_auto (Ran) trained = vsl ("train", f->project, "--seed", "1", "--set", "epochs=3", NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_assert_cmpint (trained.code, ==, 0);
}

/* ---- cells ---- */

static void
test_units (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (200);
  set_cell (rows, 10, CREA, "1.4 mg/dl");
  set_cell (rows, 20, CREA, "120 umol/l");
  set_cell (rows, 30, AGE, "7 months");
  set_cell (rows, 31, AGE, "6O");
  set_cell (rows, 40, HB, "12o");
  set_cell (rows, 50, K, "3.9 H");
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_autoptr (JsonObject) o = take_in (f, table);
  JsonObject *crea = column (o, "creatinine (umol/l)"), *age = column (o, "age"), *hb = column (o, "hb"), *k = column (o, "potassium");
  JsonArray *cells = json_object_get_array_member (crea, "unreadable_cells");
  g_assert_cmpint (json_object_get_int_member (crea, "unreadable"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (crea, "missing"), ==, 1);
  g_assert_cmpfloat (json_object_get_double_member (crea, "min"), >=, 40);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (cells, 0), "line"), ==, 12);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (cells, 0), "text"), ==, "1.4 mg/dl");
  g_assert_cmpint (json_object_get_int_member (age, "unreadable"), ==, 2);
  g_assert_cmpfloat (json_object_get_double_member (age, "min"), >=, 20);
  g_assert_cmpint (json_object_get_int_member (hb, "unreadable"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (k, "unreadable"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (k, "flags"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (column (o, "lab_id"), "type"), ==, "identifier");
}

/* What a person says of a column that is not so is refused, or told. */
static void
test_said_columns (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (60);
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_auto (Ran) refused = vsl ("import", f->project, table, "--columns", "ward=numeric", NULL);
  g_assert_cmpint (refused.code, ==, 2);
  g_assert_nonnull (strstr (refused.err, "ward"));
  g_auto (Ran) ran = vsl ("import", f->project, table, "--columns", "ward=ordinal(Surgery<ICU)", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, -1);
  JsonObject *ward = column (o, "ward");
  g_assert_cmpint (json_object_get_int_member (ward, "unreadable"), >, 5);
  g_assert_cmpint (json_object_get_int_member (ward, "unreadable"), ==, json_object_get_int_member (ward, "missing"));
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (json_object_get_array_member (ward, "unreadable_cells"), 0), "text"), ==, "Oncology");
}

static void
test_predict (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (200), few = make_rows (8);
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_autoptr (JsonObject) o = take_in (f, table);
  train (f);
  g_autofree char *plain = put (f, "plain.csv", few, ',', NULL, NULL);
  g_auto (Ran) good = vsl ("predict", f->project, plain, "--json", NULL);
  g_assert_cmpint (good.code, ==, 0);
  g_assert_cmpstr (good.err, ==, "");
  /* decimals behind a comma are the same numbers */
  for (guint i = 0; i < few->len; i++)
    for (int c = HB; c <= ALB; c++)
      g_strdelimit (((char **) few->pdata[i])[c], ".", ',');
  g_autofree char *commas = put (f, "plain2.csv", few, ';', NULL, NULL);
  g_auto (Ran) same = vsl ("predict", f->project, commas, "--json", NULL);
  g_assert_cmpint (same.code, ==, 0);
  for (int i = 0; i < 8; i++) {
    g_autoptr (JsonObject) a = line (&good, i), b = line (&same, i);
    g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (a, "probabilities"), "ill"), ==,
                       json_object_get_double_member (json_object_get_object_member (b, "probabilities"), "ill"));
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (a, "unreadable")) + json_array_get_length (json_object_get_array_member (a, "unknown")), ==, 0);
  }
  /* some cells */
  g_autoptr (GPtrArray) odd = make_rows (8);
  set_cell (odd, 2, AGE, "7 months");
  set_cell (odd, 3, WARD, "Neurology");
  set_cell (odd, 4, HB, "");
  g_autofree char *some = put (f, "some.csv", odd, ',', NULL, NULL);
  g_auto (Ran) said = vsl ("predict", f->project, some, "--json", NULL);
  g_assert_cmpint (said.code, ==, 0);
  g_assert_nonnull (strstr (said.err, "“age”: 1 of 8"));
  g_assert_nonnull (strstr (said.err, "line 4, “7 months”"));
  g_assert_nonnull (strstr (said.err, "“ward”: 1 of 8"));
  g_assert_null (strstr (said.err, "hb"));
  g_autoptr (JsonObject) third = line (&said, 2), fourth = line (&said, 3), fifth = line (&said, 4);
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (third, "unreadable"), 0), ==, "age");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (fourth, "unknown"), 0), ==, "ward");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (fifth, "unreadable")), ==, 0);
  /* a whole column */
  for (guint i = 0; i < odd->len; i++) {
    g_autofree char *text = g_strdup_printf ("%s mg/dl", ((char **) odd->pdata[i])[CREA]);
    set_cell (odd, i, CREA, text);
  }
  g_autofree char *whole = put (f, "whole.csv", odd, ',', NULL, NULL);
  g_auto (Ran) stopped = vsl ("predict", f->project, whole, "--json", NULL);
  g_assert_cmpint (stopped.code, ==, 1);
  g_assert_cmpint (n_lines (&stopped), ==, 0);
  g_assert_nonnull (strstr (stopped.err, "creatinine (umol/l)"));
}

/* ---- rows ---- */

static void
test_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (60);
  const char *split[60];
  for (guint i = 0; i < 60; i++)
    split[i] = i < 30 ? "train" : i < 36 ? "dev" : i < 42 ? "Hold-out" : i < 50 ? "" : "fold7";
  g_autofree char *table = put (f, "labs.csv", rows, ',', "split", split), *text = NULL;
  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  *strrchr (lines[45], ',') = '\0';              /* an empty split is not there at all, nor the outcome's end */
  g_autofree char *shorter = g_strjoinv ("\n", lines);
  g_assert_true (g_file_set_contents (table, shorter, -1, NULL));
  g_auto (Ran) ran = vsl ("import", f->project, table, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, -1), first = line (&ran, 0), broken = line (&ran, -2);
  JsonObject *splits = json_object_get_object_member (o, "splits");
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 50);
  g_assert_cmpint (json_object_get_int_member (o, "left_out"), ==, 10);
  g_assert_cmpint (json_object_get_int_member (o, "no_split"), ==, 8);
  g_assert_cmpint (json_object_get_int_member (splits, "train") + json_object_get_int_member (splits, "val") + json_object_get_int_member (splits, "test"), ==, 42);
  g_assert_cmpint (json_object_get_int_member (splits, "val"), ==, 6);
  g_assert_cmpint (json_object_get_int_member (splits, "test"), ==, 6);
  g_assert_cmpint (json_object_get_int_member (o, "short_rows"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (first, "event"), ==, "left_out");
  g_assert_cmpstr (json_object_get_string_member (broken, "event"), ==, "short_row");
  g_assert_cmpint (json_object_get_int_member (broken, "line"), ==, 46);
  g_assert_cmpint (json_object_get_int_member (broken, "cells"), ==, 10);
  g_autofree char *other = g_build_filename (f->folder, "q.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", other, NULL), people = vsl ("import", other, table, NULL);
  g_assert_cmpint (people.code, ==, 0);
  g_assert_nonnull (strstr (people.err, "10 rows (lines 52, 53, 54, 55, 56, …)"));
  g_assert_cmpstr (strstr (strstr (people.err, "fold7") + 1, "fold7"), ==, NULL);
  g_assert_nonnull (strstr (people.err, "line 46"));
  g_assert_nonnull (strstr (people.out, "8 rows have no split"));
}

static gint64
count_of (const Ran *check, const char *id)
{
  g_autoptr (JsonObject) o = found (check, id);
  return o ? json_object_get_int_member (o, "count") : 0;
}

static void
test_copies (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (200);
  const char *split[230];
  for (guint i = 0; i < 30; i++) {
    char **copy = g_strdupv (rows->pdata[i]);
    g_ptr_array_add (rows, copy);
    if (i < 5)
      set_cell (rows, 200 + i, OUTCOME, g_str_equal (copy[OUTCOME], "ill") ? "well" : "ill");
  }
  for (guint i = 0; i < 230; i++)
    split[i] = i < 140 ? "train" : i < 170 ? "val" : "test";
  g_autofree char *table = put (f, "labs.csv", rows, ',', "split", split);
  g_autoptr (JsonObject) o = take_in (f, table);
  g_assert_cmpint (json_object_get_int_member (o, "repeated"), ==, 0);
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpint (count_of (&check, "duplicates"), ==, 30);
  g_assert_cmpint (count_of (&check, "duplicates_across_splits"), ==, 30);
  g_assert_cmpint (count_of (&check, "conflicting_labels"), ==, 5);
  g_assert_cmpint (count_of (&check, "equal_rows"), ==, 0);
  g_auto (Ran) network = vsl ("network", f->project, "--template", "logistic", NULL), leaks = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (leaks.code, ==, 1);
  g_auto (Ran) mended = vsl ("check", f->project, "--mend", "conflicting_labels", "--mend", "duplicates", NULL);
  g_assert_cmpint (mended.code, ==, 0);
  g_auto (Ran) after = vsl ("check", f->project, "--json", NULL), trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (count_of (&after, "duplicates") + count_of (&after, "duplicates_across_splits") + count_of (&after, "conflicting_labels"), ==, 0);
  g_assert_cmpint (count_of (&after, "samples"), ==, 195);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) back = vsl ("check", f->project, "--undo", NULL), again = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpint (back.code, ==, 0);
  g_assert_cmpint (count_of (&again, "duplicates"), ==, 25);
}

/* The same table once more, and splits that are drawn: a copy goes where its twin is. */
static void
test_twice (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (120);
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_autoptr (JsonObject) once = take_in (f, table);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--seed", "99", "--json", NULL);
  g_autoptr (JsonObject) o = line (&ran, -1);
  g_assert_cmpint (json_object_get_int_member (o, "repeated"), ==, 120);
  g_assert_nonnull (strstr (ran.err, "same table once more"));
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_assert_cmpint (count_of (&check, "duplicates"), ==, 120);
  g_assert_cmpint (count_of (&check, "duplicates_across_splits"), ==, 0);
}

/* Few columns: people may be alike. */
static void
test_alike (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) s = g_string_new ("age,sex,smoker,outcome\n");
  for (int i = 0; i < 80; i++)
    g_string_append_printf (s, "%d,%s,%s,%s\n", 60 + i % 7, i % 2 ? "F" : "M", i % 3 ? "no" : "yes", i % 5 < 2 ? "ill" : "well");
  g_autofree char *table = g_build_filename (f->folder, "few.csv", NULL);
  g_assert_true (g_file_set_contents (table, s->str, -1, NULL));
  g_autoptr (JsonObject) o = take_in (f, table);
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_autoptr (JsonObject) equal = found (&check, "equal_rows");
  g_assert_cmpint (json_object_get_int_member (equal, "count"), ==, 52);
  g_assert_cmpstr (json_object_get_string_member (equal, "severity"), ==, "info");
  g_assert_cmpint (count_of (&check, "duplicates") + count_of (&check, "conflicting_labels"), ==, 0);
  train (f);
}

/* ---- the outcome in a column ---- */

static void
test_giveaway (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (200);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  for (guint i = 0; i < 200; i++) {
    gboolean ill = g_str_equal (((char **) rows->pdata[i])[OUTCOME], "ill");
    g_ptr_array_add (values, g_strdup_printf ("%s,%.2f,%s,%.2f", ill ? i % 2 ? "died" : "hospice" : "home", g_rand_double_range (rand, 0, 2) + (ill ? 3 : 0),
                                              ill ? "2020-03-01" : "", g_rand_double_range (rand, 0, 2) + (ill ? 1 : 0)));
  }
  g_autofree char *table = put (f, "labs.csv", rows, ',', "discharge,score,seen again,weak", (const char *const *) values->pdata);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--columns", "auto,seen again=date", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) said = found (&ran, "column_tells_label");
  g_assert_nonnull (said);
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  for (int i = 0; i < n_lines (&check); i++) {
    g_autoptr (JsonObject) o = line (&check, i);
    if (g_str_equal (json_object_get_string_member (o, "finding"), "column_tells_label"))
      g_string_append_printf (names, "%s;", json_object_get_string_member (o, "name"));
  }
  g_assert_cmpstr (names->str, ==, "discharge;score;seen again;");
  /* Too few to say so. */
  g_autofree char *other = g_build_filename (f->folder, "q.vesalius", NULL);
  g_ptr_array_set_size (rows, 30);
  g_autofree char *small = put (f, "small.csv", rows, ',', "discharge,score,seen again,weak", (const char *const *) values->pdata);
  g_auto (Ran) made = vsl ("new", other, NULL), in = vsl ("import", other, small, NULL), quiet = vsl ("check", other, "--json", NULL);
  g_assert_cmpint (in.code, ==, 0);
  g_assert_cmpint (count_of (&quiet, "column_tells_label"), ==, 0);
}

/* ---- classes ---- */

static char *
classes_of (const Fixture *f)
{
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  GString *s = g_string_new (NULL);
  for (int i = 0; i < n_lines (&check); i++) {
    g_autoptr (JsonObject) o = line (&check, i);
    if (g_str_equal (json_object_get_string_member (o, "finding"), "class"))
      g_string_append_printf (s, "%s %d;", json_object_get_string_member (o, "name"), (int) json_object_get_int_member (o, "count"));
  }
  return g_string_free (s, FALSE);
}

static void
test_merge (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (100);
  for (guint i = 0; i < 100; i++)
    set_cell (rows, i, OUTCOME, i < 40 ? "no" : i < 90 ? "yes" : i < 97 ? "Yes" : "Y es");
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--json", NULL);
  g_autoptr (JsonObject) said = found (&ran, "classes_alike");
  g_assert_cmpint (json_object_get_int_member (said, "count"), ==, 10);
  g_assert_cmpstr (json_object_get_string_member (said, "name"), ==, "yes");
  g_autofree char *before = classes_of (f);
  g_assert_cmpstr (before, ==, "Y es 3;Yes 7;no 40;yes 50;");
  g_auto (Ran) mended = vsl ("check", f->project, "--mend", "classes_alike", "--json", NULL);
  g_assert_cmpint (mended.code, ==, 0);
  g_autoptr (JsonObject) did = line (&mended, 0);
  g_assert_cmpint (json_object_get_int_member (did, "merged"), ==, 10);
  g_autofree char *after = classes_of (f);
  g_assert_cmpstr (after, ==, "no 40;yes 60;");
  g_auto (Ran) positive = vsl ("positive", f->project, NULL);
  g_assert_cmpstr (positive.out, ==, "yes\n");
  g_auto (Ran) undone = vsl ("check", f->project, "--undo", NULL);
  g_assert_cmpint (undone.code, ==, 0);
  g_autofree char *again = classes_of (f);
  g_assert_cmpstr (again, ==, before);
}

typedef struct {
  guint changed;
  gboolean done;
} Mended;

static void
on_mended (GObject *source, GAsyncResult *result, gpointer data)
{
  Mended *mended = data;
  g_assert_true (vsl_document_mend_finish (VSL_DOCUMENT (source), result, &mended->changed, NULL));
  mended->done = TRUE;
}

static void
wait_for_classes (VslDocument *document, guint n)
{
  for (int i = 0; i < 100 && g_strv_length (vsl_document_info (document)->class_names) != n; i++)
    test_app_spin (20);
  g_assert_cmpuint (g_strv_length (vsl_document_info (document)->class_names), ==, n);
}

/* The same from the window: the samples have their new class at once, and undo brings the old ones back. */
static void
test_merge_window (Fixture *f, gconstpointer data)
{
  static const char *const wanted[] = { "classes_alike", NULL };
  g_autoptr (GPtrArray) rows = make_rows (60);
  for (guint i = 0; i < 60; i++)
    set_cell (rows, i, OUTCOME, i < 30 ? "No" : i < 50 ? "Yes" : "yes");
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_autoptr (JsonObject) in = take_in (f, table);
  VslDocument *document = test_app_open (f->project);
  Mended mended = { 0, FALSE };
  g_assert_cmpuint (g_strv_length (vsl_document_info (document)->class_names), ==, 3);
  vsl_document_mend_async (document, wanted, NULL, on_mended, &mended);
  test_app_wait (&mended.done);
  g_assert_cmpuint (mended.changed, ==, 10);
  wait_for_classes (document, 2);
  g_autoptr (VslSample) last = vsl_document_sample_by_id (document, 60) ? g_object_ref (vsl_document_sample_by_id (document, 60)) : NULL;
  g_assert_cmpint (vsl_sample_info (last)->label, ==, 1);
  vsl_document_undo (document);
  wait_for_classes (document, 3);
  g_assert_cmpint (vsl_sample_info (vsl_document_sample_by_id (document, 60))->label, ==, 2);
  g_object_unref (document);
  test_app_spin (50);
}

/* ---- what a file is, what a project took ---- */

static void
test_inspect (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (60);
  set_cell (rows, 5, HB, "12o");
  g_autofree char *table = put (f, "labs.tsv", rows, '\t', NULL, NULL), *picture = put (f, "labs.png", rows, '\t', NULL, NULL);
  g_auto (Ran) ran = vsl ("inspect", table, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  g_assert_cmpstr (json_object_get_string_member (o, "format"), ==, "table");
  g_assert_cmpint (json_object_get_int_member (o, "rows"), ==, 60);
  JsonObject *hb = column (o, "hb");
  g_assert_cmpstr (json_object_get_string_member (hb, "type"), ==, "numeric");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (json_object_get_array_member (hb, "unreadable_cells"), 0), "line"), ==, 7);
  g_auto (Ran) reject = vsl ("inspect", picture, "--json", NULL), asked = vsl ("inspect", "--table", picture, "--json", NULL);
  g_assert_cmpint (reject.code, ==, 1);
  g_autoptr (JsonObject) r = line (&reject, 0), a = line (&asked, 0);
  g_assert_cmpstr (json_object_get_string_member (r, "status"), ==, "reject");
  g_assert_cmpstr (json_object_get_string_member (a, "format"), ==, "table");
  g_autoptr (JsonObject) in = take_in (f, table);
  g_auto (Ran) columns = vsl ("columns", f->project, "--json", NULL);
  g_assert_cmpint (columns.code, ==, 0);
  g_assert_cmpint (n_lines (&columns), ==, 8);
  for (int i = 0; i < n_lines (&columns); i++) {
    g_autoptr (JsonObject) c = line (&columns, i);
    JsonObject *wanted = column (in, json_object_get_string_member (c, "name"));
    static const char *const same[] = { "type", "missing", "distinct", "min", "median", "max", "unit", "levels" };
    for (guint k = 0; k < G_N_ELEMENTS (same); k++)
      g_assert_true (json_node_equal (json_object_get_member (c, same[k]), json_object_get_member (wanted, same[k])));
  }
}

/* Ten epochs leave a table half learnt: the suggestion brings options, unless somebody has set others. */
static void
test_suggest (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (400);
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_autoptr (JsonObject) in = take_in (f, table);
  g_auto (Ran) network = vsl ("network", f->project, "--suggest", NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_assert_nonnull (strstr (network.err, "epochs=100"));
  g_auto (Ran) trained = vsl ("train", f->project, "--seed", "1", NULL), evaluated = vsl ("evaluate", f->project, "--json", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_autoptr (JsonObject) e = line (&evaluated, 0);
  double auc = value_of (e, "auc"), baseline = json_object_get_double_member (json_object_get_object_member (e, "baseline"), "auc");
  g_test_message ("AUC %.4f, baseline %.4f", auc, baseline);
  g_assert_cmpfloat (auc, >, baseline - 0.02);
  g_auto (Ran) other = vsl ("network", f->project, "--template", "perceptron", NULL), options = vsl ("options", f->project, NULL);
  g_assert_nonnull (strstr (other.err, "epochs=30"));
  g_assert_nonnull (strstr (options.out, "epochs                           30"));
  g_assert_null (strstr (options.out, "0.15"));
  /* In the window the template and its options are one step. */
  VslDocument *document = test_app_open (f->project);
  g_assert_true (vsl_document_use_template (document, "logistic", NULL));
  for (int i = 0; i < 100 && vsl_document_options (document)->config->epochs != 100; i++)
    test_app_spin (20);
  g_assert_cmpint (vsl_document_options (document)->config->epochs, ==, 100);
  vsl_document_undo (document);
  g_assert_cmpint (vsl_document_options (document)->config->epochs, ==, 30);
  g_object_unref (document);
  test_app_spin (50);
  /* What somebody chose stays. */
  {
    g_autoptr (VslProject) project = vsl_project_open (f->project, VSL_PROJECT_WRITE, NULL);
    g_autoptr (VslOptions) own = vsl_project_options (project, NULL);
    g_assert_true (vsl_options_set (own, NULL, "epochs", "7", NULL));
    g_assert_true (vsl_project_set_options (project, own, NULL));
  }
  g_auto (Ran) kept = vsl ("network", f->project, "--suggest", NULL), left = vsl ("options", f->project, NULL);
  g_assert_null (strstr (kept.err, "epochs="));
  g_assert_nonnull (strstr (left.out, "epochs                           7"));
}

/* ---- the class that is looked for ---- */

static void
test_positive (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = make_rows (200);
  for (guint i = 0; i < rows->len; i++)
    set_cell (rows, i, OUTCOME, g_str_equal (((char **) rows->pdata[i])[OUTCOME], "ill") ? "abnormal" : "normal_benign");
  g_autofree char *table = put (f, "labs.csv", rows, ',', NULL, NULL);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--json", NULL);
  g_autoptr (JsonObject) o = line (&ran, -1);
  g_assert_cmpstr (json_object_get_string_member (o, "positive"), ==, "normal_benign");
  g_assert_false (json_object_get_boolean_member (o, "positive_given"));
  g_assert_nonnull (strstr (ran.err, "vsl positive"));
  train (f);
  g_auto (Ran) before = vsl ("evaluate", f->project, "--json", NULL), wrong = vsl ("positive", f->project, "neither", NULL);
  g_assert_cmpint (wrong.code, ==, 2);
  g_auto (Ran) chosen = vsl ("positive", f->project, "abnormal", NULL), shown = vsl ("positive", f->project, "--json", NULL);
  g_assert_cmpint (chosen.code, ==, 0);
  g_autoptr (JsonObject) now = line (&shown, 0);
  g_assert_cmpstr (json_object_get_string_member (now, "positive"), ==, "abnormal");
  g_auto (Ran) after = vsl ("evaluate", f->project, "--json", NULL);
  g_autoptr (JsonObject) a = line (&before, 0), b = line (&after, 0);
  g_assert_cmpstr (json_object_get_string_member (b, "positive"), ==, "abnormal");
  g_assert_cmpfloat (value_of (a, "sensitivity"), ==, value_of (b, "specificity"));
  g_assert_cmpfloat (value_of (a, "specificity"), ==, value_of (b, "sensitivity"));
  g_assert_cmpfloat (value_of (a, "sensitivity"), !=, value_of (b, "sensitivity"));
  g_auto (Ran) more = vsl ("import", f->project, table, "--json", NULL);
  g_autoptr (JsonObject) second = line (&more, -1);
  g_assert_cmpstr (json_object_get_string_member (second, "positive"), ==, "abnormal");
  g_assert_null (strstr (more.err, "vsl positive"));
}

#define ADD(name, func) g_test_add ("/vsl/table-mistakes/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("units", test_units);
  ADD ("said-columns", test_said_columns);
  ADD ("predict", test_predict);
  ADD ("counts", test_counts);
  ADD ("copies", test_copies);
  ADD ("twice", test_twice);
  ADD ("alike", test_alike);
  ADD ("giveaway", test_giveaway);
  ADD ("merge", test_merge);
  ADD ("merge-window", test_merge_window);
  ADD ("inspect", test_inspect);
  ADD ("suggest", test_suggest);
  ADD ("positive", test_positive);
  return g_test_run ();
}
