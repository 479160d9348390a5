/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built vsl on tables: classes, numbers and labels from import to prediction; bad tables; joining; scans with a table or notes beside them. */
#include <glib/gstdio.h>
#include <math.h>
#include <png.h>
#include <string.h>

#include "app-util.h"
#include "project/vsl-project.h"
#include "vsl-run.h"

static char *
put (const RunFixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* Who has a high crp is ill; the stay grows with age; two findings. extra is appended to each line (i for %d). */
static char *
make_table (const RunFixture *f, const char *name, int rows)
{
  g_autoptr (GString) s = g_string_new ("patient_id,age,crp,sex,pain,remark,outcome,stay,findings\n");
  for (int i = 0; i < rows; i++) {
    int age = 20 + i * 37 % 70, crp = i * 53 % 100;
    g_autofree char *value = i % 11 == 3 ? g_strdup ("n/a") : g_strdup_printf ("%d mg/L", crp);
    g_string_append_printf (s, "Secret-%d,%d,%s,%s,%s,\"seen on day %d, by the team\",%s,%d.%d,%s\n", i / 2, age, value, i % 3 ? "F" : "M",
                            i % 4 == 0 ? "mild" : i % 4 == 1 ? "moderate" : "severe", i, crp > 50 ? "ill" : "well", age / 5, i % 10,
                            crp > 50 ? age > 60 ? "infection|frail" : "infection" : age > 60 ? "frail" : "No finding");
  }
  return put (f, name, s->str);
}

static JsonObject *
imported (const Ran *ran)
{
  g_assert_cmpint (ran->code, ==, 0);
  JsonObject *o = line (ran, -1);
  g_assert_cmpstr (json_object_get_string_member (o, "event"), ==, "imported");
  return o;
}

static double
value_of (JsonObject *o, const char *name)
{
  return json_object_get_double_member (json_object_get_object_member (o, name), "value");
}

static double
train_and_read (const RunFixture *f, const char *template, const char *epochs, const char *member, gboolean interval)
{
  g_auto (Ran) network = vsl ("network", f->project, "--template", template, NULL);
  g_assert_cmpint (network.code, ==, 0);
  g_auto (Ran) trained = vsl ("train", f->project, "--seed", "1", "--set", epochs, "--set", "learning_rate=0.01", "--json", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) evaluated = vsl ("evaluate", f->project, "--json", NULL);
  g_assert_cmpint (evaluated.code, ==, 0);
  g_autoptr (JsonObject) o = line (&evaluated, 0);
  return interval ? value_of (o, member) : json_object_get_double_member (o, member);
}

static void
export_model (const RunFixture *f)
{
  g_autofree char *onnx = g_build_filename (f->folder, "m.onnx", NULL);
  g_auto (Ran) ran = vsl ("export", f->project, onnx, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (JsonObject) o = line (&ran, 0);
  g_assert_cmpfloat (json_object_get_double_member (o, "difference"), <, 1e-4);
}

/* ---- what comes in ---- */

static void
test_classes (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, "labs.csv", 120), *twice = g_build_filename (f->folder, "twice.vesalius", NULL);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--seed", "7", "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "kind"), ==, "table");
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 120);
  g_assert_cmpint (json_object_get_int_member (o, "patients"), ==, 60);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (o, "classes"), "ill"), ==, 58);
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "class");
  JsonArray *columns = json_object_get_array_member (o, "columns");
  static const struct {
    const char *name, *type;
    gboolean taken;
    int missing;
  } wanted[] = { { "age", "numeric", TRUE, 0 }, { "crp", "numeric", TRUE, 11 }, { "sex", "categorical", TRUE, 0 }, { "pain", "ordinal", TRUE, 0 },
                 { "remark", "text", FALSE, 0 }, { "stay", "numeric", TRUE, 0 }, { "findings", "categorical", TRUE, 0 } };
  g_assert_cmpuint (json_array_get_length (columns), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
    JsonObject *c = json_array_get_object_element (columns, i);
    g_assert_cmpstr (json_object_get_string_member (c, "name"), ==, wanted[i].name);
    g_assert_cmpstr (json_object_get_string_member (c, "type"), ==, wanted[i].type);
    g_assert_cmpint (json_object_get_boolean_member (c, "taken"), ==, wanted[i].taken);
    g_assert_cmpint (json_object_get_int_member (c, "missing"), ==, wanted[i].missing);
    has_keys (c, "min q1 median q3 max distinct unreadable levels unit why");
  }
  /* No identifier and nothing of a column that was left out is in the file. */
  g_autofree char *bytes = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (f->project, &bytes, &n, NULL));
  g_assert_null (memmem (bytes, n, "Secret-", 7));
  g_assert_null (memmem (bytes, n, "by the team", 11));
  /* The same seed, the same split. */
  g_auto (Ran) other = vsl ("new", twice, NULL), again = vsl ("import", twice, table, "--seed", "7", NULL);
  g_assert_cmpint (again.code, ==, 0);
  g_autoptr (VslProject) a = vsl_project_open (f->project, VSL_PROJECT_READ, NULL), b = vsl_project_open (twice, VSL_PROJECT_READ, NULL);
  g_autoptr (GArray) x = vsl_project_samples (a, NULL), y = vsl_project_samples (b, NULL);
  for (guint i = 0; i < 120; i++)
    g_assert_cmpint (g_array_index (x, VslSampleInfo, i).split, ==, g_array_index (y, VslSampleInfo, i).split);
  g_assert_cmpfloat (train_and_read (f, "perceptron", "epochs=25", "auc", TRUE), >, 0.9);
  export_model (f);
  g_auto (Ran) evaluated = vsl ("evaluate", f->project, "--json", NULL);
  g_autoptr (JsonObject) e = line (&evaluated, 0);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (e, "baseline"), "kind"), ==, "columns + logistic regression");
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (e, "baseline"), "auc"), >, 0.9);
}

static void
test_predict (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, "labs.csv", 120);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--columns", "age,crp,sex", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  train_and_read (f, "logistic", "epochs=60", "auc", TRUE);
  /* Another order of columns, an unknown category, a missing value, columns that nobody asked for. */
  g_autofree char *fresh = put (f, "new.csv", "x,sex,crp,age\n1,F,95 mg/L,50\n2,diverse,,50\n3,M,2,50\n");
  g_auto (Ran) said = vsl ("predict", f->project, fresh, "--json", NULL);
  g_assert_cmpint (said.code, ==, 0);
  g_assert_cmpint (n_lines (&said), ==, 3);
  g_autoptr (JsonObject) first = line (&said, 0), second = line (&said, 1), third = line (&said, 2);
  g_assert_cmpstr (json_object_get_string_member (first, "label"), ==, "ill");
  g_assert_cmpstr (json_object_get_string_member (third, "label"), ==, "well");
  g_assert_cmpint (json_object_get_int_member (second, "line"), ==, 3);
  has_keys (json_object_get_object_member (second, "probabilities"), "ill well");
  /* A column that is not there is named, and exits 1. */
  g_autofree char *lacks = put (f, "lacks.csv", "sex,age\nF,50\n");
  g_auto (Ran) refused = vsl ("predict", f->project, lacks, NULL);
  g_assert_cmpint (refused.code, ==, 1);
  g_assert_nonnull (strstr (refused.err, "“crp”"));
  g_auto (Ran) text = vsl ("predict", f->project, f->project, NULL);
  g_assert_cmpint (text.code, ==, 1);
  g_assert_nonnull (strstr (text.err, "rows of a table"));
}

static void
test_number (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, "labs.csv", 120);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--label", "stay", "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "number");
  g_assert_cmpstr (json_object_get_string_member (o, "target_name"), ==, "stay");
  g_assert_cmpfloat (train_and_read (f, "perceptron", "epochs=40", "r2", FALSE), >, 0.8);
  export_model (f);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", "--json", NULL);
  g_autoptr (JsonObject) epoch = line (&trained, 0);
  has_keys (epoch, "mae val_mae val_rmse val_r2 loss val_loss");
  g_assert_false (json_object_has_member (epoch, "accuracy"));
  g_auto (Ran) evaluated = vsl ("evaluate", f->project, "--run", "1", "--json", NULL);
  g_autoptr (JsonObject) e = line (&evaluated, 0);
  has_keys (e, "mae mse rmse r2 intervals baseline majority");
  has_keys (json_object_get_object_member (e, "intervals"), "mae rmse r2");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (e, "baseline"), "kind"), ==, "columns + ridge regression");
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (e, "baseline"), "r2"), >, 0.8);
  g_assert_cmpfloat (json_object_get_double_member (e, "mae"), <, json_object_get_double_member (json_object_get_object_member (e, "majority"), "mae"));
  g_auto (Ran) said = vsl ("predict", f->project, table, "--run", "1", "--json", NULL);
  g_assert_cmpint (n_lines (&said), ==, 120);
  g_autoptr (JsonObject) one = line (&said, 0);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (one, "value"), 4, 3);
  /* A sigmoid cannot be right, and says so before it is trained. */
  g_auto (Ran) wrong = vsl ("train", f->project, "--set", "loss=BinaryCrossentropy", NULL);
  g_assert_cmpint (wrong.code, ==, 1);
  g_assert_nonnull (strstr (wrong.err, "MeanSquaredError"));
}

static void
test_labels (RunFixture *f, gconstpointer data)
{
  g_autofree char *table = make_table (f, "labs.csv", 120);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--label", "findings", "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "labels");
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (o, "classes")), ==, 2);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (o, "classes"), "infection"), ==, 58);
  g_assert_cmpfloat (train_and_read (f, "perceptron", "epochs=40", "auc", TRUE), >, 0.9);
  export_model (f);
  g_auto (Ran) evaluated = vsl ("evaluate", f->project, "--json", NULL);
  g_autoptr (JsonObject) e = line (&evaluated, 0);
  JsonArray *labels = json_object_get_array_member (e, "labels");
  g_assert_cmpuint (json_array_get_length (labels), ==, 2);
  has_keys (json_array_get_object_element (labels, 0), "label positives auc f1 sensitivity specificity ppv npv");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (labels, 0), "label"), ==, "frail");
  g_auto (Ran) said = vsl ("predict", f->project, table, "--json", NULL);
  g_autoptr (JsonObject) one = line (&said, 0);
  has_keys (json_object_get_object_member (one, "probabilities"), "frail infection");
  g_assert_true (json_object_has_member (one, "labels"));
}

/* A column a label; a row where one of them is unknown is not learnt from, and told. */
static void
test_label_columns (RunFixture *f, gconstpointer data)
{
  g_autoptr (GString) s = g_string_new ("age,flu,cold\n");
  for (int i = 0; i < 60; i++)
    g_string_append_printf (s, "%d,%s,%s\n", 20 + i * 7 % 50, i % 2 ? "yes" : "no", i == 7 ? "" : i > 30 ? "1" : "0");
  g_autofree char *table = put (f, "cols.csv", s->str), *bad = put (f, "bad.csv", "age,flu,cold\n1,yes,maybe\n2,no,1\n3,no,0\n");
  g_auto (Ran) wrong = vsl ("import", f->project, bad, "--label", "flu,cold", NULL);
  g_assert_cmpint (wrong.code, ==, 1);
  g_assert_nonnull (strstr (wrong.err, "maybe"));
  g_assert_nonnull (strstr (wrong.err, "line 2"));
  g_auto (Ran) ran = vsl ("import", f->project, table, "--label", "flu,cold", "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpint (json_object_get_int_member (o, "unlabelled"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (o, "classes"), "cold"), ==, 29);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  /* What the project has is not mixed with something else. */
  g_auto (Ran) mixed = vsl ("import", f->project, table, "--label", "age", "--target", "number", NULL);
  g_assert_cmpint (mixed.code, ==, 1);
  g_assert_nonnull (strstr (mixed.err, "labels"));
}

/* ---- what is refused, and how it is said ---- */

static void
refuse (RunFixture *f, const char *text, const char *option, const char *value, int code, const char *words)
{
  g_autofree char *table = put (f, "bad.csv", text);
  g_auto (Ran) ran = vsl ("import", f->project, table, option, value, NULL);
  g_test_message ("%s", ran.err);
  g_assert_cmpint (ran.code, ==, code);
  g_assert_nonnull (strstr (ran.err, words));
}

static void
test_bad_tables (RunFixture *f, gconstpointer data)
{
  refuse (f, "age,label\n\"1,a\n2,b\n", NULL, NULL, 1, "never closed");
  refuse (f, "img,label\na.png,x\nb.png,y\n", NULL, NULL, 0, "");                        /* two rows: no identifier yet */
  refuse (f, "age,age,label\n1,2,a\n", NULL, NULL, 1, "two columns");
  refuse (f, "constant,empty,label\n1,,a\n1,,b\n1,,a\n", NULL, NULL, 1, "none has values");
  refuse (f, "age,label\n1,a\n2,b\n", "--columns", "weight", 2, "“weight”");
  refuse (f, "age,label\n1,a\n2,b\n", "--columns", "age=wrong", 2, "numeric, categorical");
  refuse (f, "age,label\n1,a\n2,b\n", "--label", "outcome", 2, "“outcome”");
  refuse (f, "age,label\n1,a\n2,b\n", "--target", "thing", 2, "class, number or labels");
  refuse (f, "age,label\n1,a\n2,b\n", "--target", "number", 2, "no label is one");
  refuse (f, "age,label\n1,a,3\n", NULL, NULL, 1, "2 columns");
}

/* A number among words in a target is left out by line; thousands, decimal commas and percents are read. */
static void
test_forms (RunFixture *f, gconstpointer data)
{
  g_autoptr (GString) s = g_string_new ("cost;share;code;label\n");
  for (int i = 0; i < 40; i++)
    g_string_append_printf (s, "%d.%03d,5;%d,5 %%;%s;%s\n", i + 1, i, i, i % 5 ? "a" : "b", i == 9 ? "n/a" : i % 2 ? "2,5" : i == 6 ? "high" : "3,25");
  g_autofree char *table = put (f, "forms.csv", s->str);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--target", "number", "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran), left = line (&ran, 0);
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 39);
  g_assert_cmpint (json_object_get_int_member (o, "unlabelled"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (left, "line"), ==, 8);
  g_assert_nonnull (strstr (json_object_get_string_member (left, "reason"), "high"));
  JsonObject *cost = json_array_get_object_element (json_object_get_array_member (o, "columns"), 0);
  g_assert_cmpfloat (json_object_get_double_member (cost, "min"), ==, 1000.5);
  JsonObject *share = json_array_get_object_element (json_object_get_array_member (o, "columns"), 1);
  g_assert_cmpfloat (json_object_get_double_member (share, "max"), ==, 39.5);
  g_assert_cmpstr (json_object_get_string_member (share, "unit"), ==, "%");
}

/* ---- joining ---- */

/* 32 × 32 of noise around a grey. */
static void
write_scan (const char *path, int grey, guint seed)
{
  guint8 pixels[32 * 32];
  png_image image = { .version = PNG_IMAGE_VERSION, .width = 32, .height = 32, .format = PNG_FORMAT_GRAY };
  for (guint k = 0; k < sizeof pixels; k++) {
    seed = seed * 1664525u + 1013904223u;
    pixels[k] = (guint8) (grey + (int) ((seed >> 24) % 41) - 20);
  }
  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));
}

static char *
make_scans (const RunFixture *f, const char *under, int n)
{
  char *folder = g_build_filename (f->folder, under, NULL);
  for (int i = 0; i < n; i++) {
    g_autofree char *sub = g_strdup_printf ("%s/%d", folder, i / 10), *path = g_strdup_printf ("%s/%05d.png", sub, i);
    g_mkdir_with_parents (sub, 0700);
    write_scan (path, i % 2 ? 200 : 60, (guint) i);
  }
  return folder;
}

static void
test_join (RunFixture *f, gconstpointer data)
{
  g_autofree char *scans = make_scans (f, "scans", 40);
  g_autoptr (GString) s = g_string_new ("study,subject,diagnosis,age,letter\n");
  for (int i = 0; i < 36; i++)
    g_string_append_printf (s, "%d,K%d,%s,%d,%s person\n", i, i / 2, i % 2 ? "sick" : "well", 30 + i, i % 2 ? "a coughing" : "a calm");
  g_string_append (s, "999,K1,sick,1,x\n,K1,well,2,y\n4,K2,well,34,a calm person\n5,K2,well,35,z\n");
  g_autofree char *table = put (f, "diagnoses.csv", s->str);
  g_auto (Ran) ran = vsl ("import", f->project, scans, "--labels", table, "--columns", "age", "--note", "letter", "--keep", "subject", "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "kind"), ==, "scan");
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 35);
  g_assert_cmpint (json_object_get_int_member (o, "patients"), ==, 18);
  JsonObject *join = json_object_get_object_member (o, "joined");
  g_assert_cmpstr (json_object_get_string_member (join, "column"), ==, "study");
  g_assert_cmpstr (json_object_get_string_member (join, "by"), ==, "stem");      /* 7 is 00007 */
  static const struct {
    const char *name;
    int n;
  } wanted[] = { { "matched", 35 }, { "files_without_row", 4 }, { "rows_without_file", 2 }, { "doubled", 2 }, { "conflicts", 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (json_object_get_int_member (join, wanted[i].name), ==, wanted[i].n);
  g_assert_cmpint (json_object_get_int_member (o, "left_out"), ==, 4 + 2 + 2 + 1);
  g_assert_nonnull (strstr (ran.out, "lines 7 and 41 of diagnoses.csv"));
  /* Each of the two templates that looks at what stands beside the scans. */
  g_auto (Ran) suggested = vsl ("network", f->project, "--suggest", NULL);
  g_assert_cmpint (suggested.code, ==, 0);
  g_assert_nonnull (strstr (suggested.err, "columns"));
  g_assert_nonnull (strstr (suggested.out, "Concatenate"));
  g_assert_cmpfloat (train_and_read (f, "scan-and-table", "epochs=8", "accuracy", TRUE), >, 0.9);
  g_auto (Ran) judged = vsl ("evaluate", f->project, NULL);
  g_assert_nonnull (strstr (judged.out, "pixels + columns + logistic regression"));
  export_model (f);
  g_assert_cmpfloat (train_and_read (f, "scan-and-note", "epochs=8", "accuracy", TRUE), >, 0.9);
  export_model (f);
  g_autofree char *fresh = put (f, "new.csv", "path,age,letter\nscans/0/00001.png,40,a coughing person\nscans/none.png,40,a calm person\n");
  g_auto (Ran) said = vsl ("predict", f->project, fresh, "--json", NULL);
  g_assert_cmpint (said.code, ==, 1);                    /* the second names no file */
  g_assert_cmpint (n_lines (&said), ==, 1);
  g_autoptr (JsonObject) one = line (&said, 0);
  g_assert_cmpstr (json_object_get_string_member (one, "label"), ==, "sick");
  g_assert_nonnull (strstr (said.err, "line 3"));
}

static void
test_join_keys (RunFixture *f, gconstpointer data)
{
  g_autofree char *scans = make_scans (f, "scans", 20);
  g_autoptr (GString) s = g_string_new ("where,other,label\n");
  for (int i = 0; i < 20; i++)
    g_string_append_printf (s, "%d\\%05d.PNG,x,%s\n", i / 10, i, i % 2 ? "a" : "b");
  g_autofree char *table = put (f, "t.csv", s->str);
  g_auto (Ran) ran = vsl ("import", f->project, scans, "--labels", table, "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (o, "joined"), "by"), ==, "path");
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 20);
  g_auto (Ran) nothing = vsl ("import", f->project, scans, "--labels", table, "--key", "other", NULL);
  g_assert_cmpint (nothing.code, ==, 1);
  g_assert_nonnull (strstr (nothing.err, "no column of it fits"));
  g_auto (Ran) word = vsl ("import", f->project, scans, "--labels", table, "--key", "where=thing", NULL);
  g_assert_cmpint (word.code, ==, 2);
  g_assert_nonnull (strstr (word.err, "accession"));
  g_auto (Ran) joint = vsl ("network", f->project, "--template", "scan-and-table", NULL);
  g_assert_cmpint (joint.code, ==, 1);
  g_assert_nonnull (strstr (joint.err, "--columns"));
}

/* Numbers of scans and of notes. */
static void
test_other_kinds (RunFixture *f, gconstpointer data)
{
  g_autofree char *scans = make_scans (f, "scans", 40), *notes_project = g_build_filename (f->folder, "n.vesalius", NULL);
  g_autoptr (GString) s = g_string_new ("path,label\n"), t = g_string_new ("text,label\n");
  for (int i = 0; i < 40; i++) {
    g_string_append_printf (s, "scans/%d/%05d.png,%d.5\n", i / 10, i, i % 2 ? 100 + i : i);
    g_string_append_printf (t, "%s person,%s\n", i % 2 ? "coughing tired" : "calm", i % 2 ? i % 4 == 1 ? "flu|tired" : "flu" : "none");
  }
  g_autofree char *table = put (f, "manifest.csv", s->str), *notes = put (f, "notes.csv", t->str);
  g_auto (Ran) ran = vsl ("import", f->project, table, "--json", NULL);
  g_autoptr (JsonObject) o = imported (&ran);
  g_assert_cmpstr (json_object_get_string_member (o, "target"), ==, "number");
  g_assert_cmpfloat (train_and_read (f, "classic-cnn", "epochs=15", "r2", FALSE), >, 0.5);
  export_model (f);
  g_autofree char *first = g_build_filename (scans, "0", "00001.png", NULL);
  g_auto (Ran) said = vsl ("predict", f->project, first, "--json", NULL);
  g_autoptr (JsonObject) one = line (&said, 0);
  g_assert_cmpfloat (json_object_get_double_member (one, "value"), >, 50);
  g_auto (Ran) made = vsl ("new", notes_project, NULL), in = vsl ("import", notes_project, notes, "--json", NULL);
  g_autoptr (JsonObject) second = imported (&in);
  g_assert_cmpstr (json_object_get_string_member (second, "target"), ==, "labels");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (second, "classes"), "flu"), ==, 20);
  g_auto (Ran) network = vsl ("network", notes_project, "--template", "embedding-average", NULL), trained = vsl ("train", notes_project, "--set", "epochs=3", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) evaluated = vsl ("evaluate", notes_project, "--json", NULL);
  g_autoptr (JsonObject) e = line (&evaluated, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (e, "labels")), ==, 2);
}

#define ADD(name, func) g_test_add ("/vsl/tables/" name, RunFixture, NULL, run_set_up, func, run_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("classes", test_classes);
  ADD ("predict", test_predict);
  ADD ("number", test_number);
  ADD ("labels", test_labels);
  ADD ("label-columns", test_label_columns);
  ADD ("bad-tables", test_bad_tables);
  ADD ("forms", test_forms);
  ADD ("join", test_join);
  ADD ("join-keys", test_join_keys);
  ADD ("other-kinds", test_other_kinds);
  return g_test_run ();
}
