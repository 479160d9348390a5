/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl deidentify and vsl import --deidentify as programs; and how much is found in the shared data, printed, with floors. */
#include <glib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app-util.h"
#include "project/vsl-project.h"
#include "vsl-run.h"

static char *folder;

static char *
put (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static JsonObject *
object_of (const char *line)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

static void
test_jsonl (void)
{
  g_autofree char *in = put ("in.jsonl", "{\"id\": \"a\", \"text\": \"Mary Jones, MRN 4471882, is well.\", \"ward\": \"4\"}\n\n{\"id\": 7, \"text\": \"患者张伟，电话13912345678。\"}\n");
  g_autofree char *out = g_build_filename (folder, "out.jsonl", NULL), *written = NULL;
  g_auto (Ran) ran = vsl ("deidentify", in, "-", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_auto (GStrv) lines = g_strsplit (ran.out, "\n", -1);
  g_autoptr (JsonObject) first = object_of (lines[0]), second = object_of (lines[1]);
  g_assert_cmpstr (json_object_get_string_member (first, "id"), ==, "a");
  g_assert_cmpstr (json_object_get_string_member (first, "text"), ==, "[NAME 1], MRN [MRN 1], is well.");
  g_assert_false (json_object_has_member (first, "ward"));
  g_assert_cmpint (json_object_get_int_member (second, "id"), ==, 7);
  JsonArray *spans = json_object_get_array_member (second, "spans");
  g_assert_cmpuint (json_array_get_length (spans), ==, 2);
  JsonObject *name = json_array_get_object_element (spans, 0);
  g_assert_cmpint (json_object_get_int_member (name, "start"), ==, 2);       /* code points, not bytes */
  g_assert_cmpint (json_object_get_int_member (name, "end"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (name, "type"), ==, "NAME");
  /* Into a file, with a further key; without --json no spans. */
  g_auto (Ran) kept = vsl ("deidentify", in, out, "--keep", "ward", "--unnumbered", NULL);
  g_assert_cmpint (kept.code, ==, 0);
  g_assert_true (g_file_get_contents (out, &written, NULL, NULL));
  g_assert_nonnull (strstr (written, "\"ward\":\"4\""));
  g_assert_nonnull (strstr (written, "[NAME], MRN [MRN]"));
  g_assert_null (strstr (written, "spans"));
  GStatBuf st;
  g_assert_cmpint (g_stat (out, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 077, ==, 0);
}

static void
test_csv_and_txt (void)
{
  g_autofree char *in = put ("in.csv", "id,text,label,patient_id,doctor\n1,\"Dr. Brandt saw him, \"\"well\"\".\",ill,P-100,Brandt\n2,calm,well,P-100,Voss\n");
  g_autofree char *out = g_build_filename (folder, "out.csv", NULL), *written = NULL, *note = put ("in.txt", "Call Hannah Okafor at 555-010-4477.\n");
  g_auto (Ran) ran = vsl ("deidentify", in, out, NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_true (g_file_get_contents (out, &written, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (written, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "id,text,label,patient_id");               /* a column that nobody spoke for stays out */
  g_assert_true (g_str_has_prefix (lines[1], "1,\"Dr. [NAME 1] saw him, \"\"well\"\".\",ill,"));
  g_assert_null (strstr (written, "P-100"));
  g_auto (GStrv) a = g_strsplit (lines[1], ",ill,", 2), b = g_strsplit (lines[2], ",well,", 2);
  g_assert_cmpstr (a[1], ==, b[1]);                                         /* one patient, one hash */
  g_auto (Ran) text = vsl ("deidentify", note, "-", NULL);
  g_assert_cmpstr (text.out, ==, "Call [NAME 1] at [PHONE 1].\n");
  g_auto (Ran) only = vsl ("deidentify", note, "-", "--types", "phone", NULL);
  g_assert_cmpstr (only.out, ==, "Call Hannah Okafor at [PHONE 1].\n");
}

/* What is learned stays; other free text is masked; ids that tell of people are hashed unless asked for. */
static void
test_columns (void)
{
  g_autofree char *in = put ("columns.csv", "id,text,label,diagnosis,split\nKOWAL-771204,calm,ill,\"Flu; phoned Mary Jones\",train\nBRANDT-1,well,well,none,val\n");
  g_auto (Ran) ran = vsl ("deidentify", in, "-", NULL), kept = vsl ("deidentify", in, "-", "--keep-ids", "--keep", "diagnosis", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_auto (GStrv) lines = g_strsplit (ran.out, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "id,text,label,diagnosis,split");
  g_assert_null (strstr (ran.out, "KOWAL"));
  g_assert_null (strstr (ran.out, "Jones"));
  g_assert_nonnull (strstr (lines[1], ",calm,ill,Flu; phoned [NAME 1],train"));
  g_assert_nonnull (strstr (lines[2], ",well,well,none,val"));
  g_assert_nonnull (strstr (ran.err, "--keep-ids"));
  g_assert_nonnull (strstr (ran.err, "diagnosis"));
  g_assert_nonnull (strstr (kept.out, "KOWAL-771204,calm,ill,Flu; phoned Mary Jones,train"));
  g_autofree char *label = put ("label.csv", "id,text,label\n1,calm,seen by Dr. Brandt\n2,well,b\n");
  g_auto (Ran) said = vsl ("deidentify", label, "-", NULL);
  g_assert_nonnull (strstr (said.out, "1,calm,seen by Dr. Brandt"));
  g_assert_nonnull (strstr (said.err, "line 2"));
}

/* \\u0000 would end the text for the library: the note is refused, and said. Ids that tell are said too. */
static void
test_nul_and_ids (void)
{
  g_autofree char *in = put ("nul.jsonl", "{\"id\": 1, \"text\": \"calm \\u0000 Mary Jones\"}\n{\"id\": \"Mary Jones\", \"text\": \"a \\\\u0000 b\"}\n{\"id\": \"q3\", \"text\": \"c\"}\n");
  g_auto (Ran) ran = vsl ("deidentify", in, "-", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 1);
  g_assert_nonnull (strstr (ran.err, "line 1"));
  g_assert_nonnull (strstr (ran.err, "u0000"));
  g_auto (GStrv) lines = g_strsplit (ran.out, "\n", -1);
  g_autoptr (JsonObject) first = object_of (lines[0]);
  g_assert_cmpstr (json_object_get_string_member (first, "id"), ==, "Mary Jones");
  g_assert_cmpstr (json_object_get_string_member (first, "text"), ==, "a \\u0000 b");
  g_assert_nonnull (strstr (ran.err, "1 id looks"));
}

static void
test_folder (void)
{
  g_autofree char *in = g_build_filename (folder, "notes", NULL), *out = g_build_filename (folder, "masked", NULL), *inner = g_build_filename (in, "ward", NULL);
  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  g_autofree char *one = put ("notes/Okafor Hannah.txt", "Call Hannah Okafor at 555-010-4477.\n"), *two = put ("notes/ward/b.jsonl", "{\"id\": 1, \"text\": \"Mary Jones is well.\"}\n");
  g_auto (Ran) ran = vsl ("deidentify", in, out, NULL), inside = vsl ("deidentify", in, inner, NULL), no_out = vsl ("deidentify", in, "-", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (inside.code, ==, 2);
  g_assert_cmpint (no_out.code, ==, 2);
  g_autoptr (GDir) dir = g_dir_open (out, 0, NULL);
  guint n = 0;
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir), n++) {
    g_autofree char *path = g_build_filename (out, name, NULL), *text = NULL;
    g_assert_null (strstr (name, "Okafor"));
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_true (g_str_has_suffix (name, ".txt") ? g_str_equal (text, "Call [NAME 1] at [PHONE 1].\n") : strstr (text, "[NAME 1] is well.") != NULL);
  }
  g_assert_cmpuint (n, ==, 2);
}

static void
test_refusals (void)
{
  g_autofree char *note = put ("note.txt", "quiet\n"), *bad = put ("bad.jsonl", "{\"id\": 1, \"text\": \"Mary Jones is well.\"}\nno JSON\n"), *table = put ("none.csv", "a,b\n1,2\n");
  g_auto (Ran) same = vsl ("deidentify", note, note, NULL), missing = vsl ("deidentify", note, NULL), unknown = vsl ("deidentify", note, "-", "--types", "NAMES", NULL);
  g_auto (Ran) absent = vsl ("deidentify", "/nowhere/x.txt", "-", NULL), partly = vsl ("deidentify", bad, "-", NULL), column = vsl ("deidentify", table, "-", NULL);
  g_assert_cmpint (same.code, ==, 2);
  g_assert_cmpint (missing.code, ==, 2);
  g_assert_cmpint (unknown.code, ==, 2);
  g_assert_nonnull (strstr (unknown.err, "NAME"));
  g_assert_cmpint (absent.code, ==, 1);
  g_assert_cmpint (partly.code, ==, 1);
  g_assert_nonnull (strstr (partly.out, "[NAME 1] is well."));
  g_assert_nonnull (strstr (partly.err, "line 2"));
  g_assert_cmpint (column.code, ==, 2);
}

/* ---- import ---- */

static gboolean
file_has (const char *path, const char *text)
{
  gsize n;
  g_autofree char *bytes = NULL;
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  return memmem (bytes, n, text, strlen (text)) != NULL;
}

static void
test_import (void)
{
  g_autofree char *project = g_build_filename (folder, "p.vesalius", NULL), *other = g_build_filename (folder, "q.vesalius", NULL);
  g_autofree char *one = put ("one.csv", "text,label\n\"Hannah Okafor, MRN 4471882, called.\",ill\n\"Peter Brandt is well.\",well\n");
  g_autofree char *two = put ("two.csv", "text,label\n\"Ursula Voss called.\",ill\n\"Then Peter Brandt came.\",well\n");
  g_auto (Ran) made = vsl ("new", project, NULL), made_other = vsl ("new", other, NULL);
  g_auto (Ran) first = vsl ("import", project, one, "--json", NULL), second = vsl ("import", project, two, "--json", NULL);
  g_assert_cmpint (first.code, ==, 0);
  g_assert_nonnull (strstr (first.out, "\"deidentified\":{\"NAME\":2,\"MRN\":1}"));
  static const char *const gone[] = { "Okafor", "4471882", "Brandt", "Voss" };
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_false (file_has (project, gone[i]));
  g_assert_true (file_has (project, "[NAME 1], MRN [MRN 1], called."));
  g_assert_true (file_has (project, "[NAME 3] called."));                   /* somebody new */
  g_assert_true (file_has (project, "Then [NAME 2] came."));                /* who was there before */
  g_autoptr (VslProject) opened = vsl_project_open (project, VSL_PROJECT_READ, NULL);
  g_autoptr (GPtrArray) log = vsl_project_audit_log (opened, NULL);
  const VslAuditEntry *entry = log->pdata[1];
  g_assert_nonnull (strstr (entry->detail, "identifiers masked: NAME 2 MRN 1"));
  /* Switched off, it says so. */
  g_auto (Ran) off = vsl ("import", other, one, "--deidentify", "off", "--json", NULL), wrong = vsl ("import", other, one, "--deidentify", "maybe", NULL);
  g_assert_cmpint (off.code, ==, 0);
  g_assert_nonnull (strstr (off.out, "\"deidentified\":null"));
  g_assert_true (file_has (other, "Hannah Okafor"));
  g_assert_cmpint (wrong.code, ==, 2);
}

/* A network that learned from masked notes is asked about masked ones: who the note is about cannot change the answer. */
static void
test_predict (void)
{
  GString *table = g_string_new ("text,label,split\n");
  for (int i = 0; i < 60; i++)
    g_string_append_printf (table, "\"Mr. %s has %s today.\",%s,%s\n", i % 3 ? "Tanaka" : "Okafor", i % 2 ? "fever" : "peace", i % 2 ? "ill" : "well", i < 40 ? "train" : "val");
  g_autofree char *project = g_build_filename (folder, "r.vesalius", NULL), *path = put ("train.csv", table->str);
  g_autofree char *one = put ("one.txt", "Mr. Okafor has fever today."), *two = put ("two.txt", "Mr. Dalgaard has fever today.");
  g_string_free (table, TRUE);
  g_auto (Ran) made = vsl ("new", project, NULL), in = vsl ("import", project, path, NULL), network = vsl ("network", project, "--template", "embedding-average", NULL);
  g_auto (Ran) trained = vsl ("train", project, "--set", "epochs=1", "--allow-leaks", NULL), said = vsl ("predict", project, one, two, "--json", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_assert_cmpint (said.code, ==, 0);
  g_autoptr (JsonObject) a = line (&said, 0), b = line (&said, 1);
  JsonObject *p = json_object_get_object_member (a, "probabilities"), *q = json_object_get_object_member (b, "probabilities");
  g_assert_cmpfloat (json_object_get_double_member (p, "ill"), ==, json_object_get_double_member (q, "ill"));
}

/* ---- how well ---- */

#define PII "PERSON,STREET_ADDRESS,PHONE_NUMBER,EMAIL_ADDRESS,US_SSN,CREDIT_CARD,IBAN_CODE,IP_ADDRESS,US_DRIVER_LICENSE,ZIP_CODE,DATE_TIME"

static const struct {
  const char *file, *given;
  double recall, precision;     /* floors; the figures themselves are in docs/deidentification.md */
} sets[] = {
  { "deid_queries/dev.jsonl", NULL, 0.98, 0.97 },
  { "deid_notes/dev_en.jsonl", NULL, 0.98, 0.85 },
  { "deid_notes/dev_zh.jsonl", NULL, 0.98, 0.93 },
  { "deid_pii_sentences/dev.jsonl", PII, 0.97, 0.6 },
};

static void
test_measured (void)
{
  const char *shared = g_getenv ("VESALIUS_SHARED");
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    g_autofree char *path = g_build_filename (shared ? shared : VSL_SOURCE_ROOT "/../shared", "data", sets[i].file, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
      g_test_skip ("the shared data are not there");
      return;
    }
    g_auto (Ran) ran = sets[i].given ? vsl ("deidentify", path, "--against", path, "--given", sets[i].given, "--json", NULL) : vsl ("deidentify", path, "--against", path, "--json", NULL);
    g_assert_cmpint (ran.code, ==, 0);
    g_autoptr (JsonObject) m = object_of (ran.out);
    double recall = json_object_get_double_member (m, "recall"), precision = json_object_get_double_member (m, "precision");
    g_test_message ("%s: recall %.4f, precision %.4f", sets[i].file, recall, precision);
    g_test_message ("%s", ran.out);
    g_assert_cmpfloat (recall, >=, sets[i].recall);
    g_assert_cmpfloat (precision, >=, sets[i].precision);
  }
}

/* Texts of articles and forums have few identifiers: what is masked there is mostly masked in vain. */
static void
test_false_finds (void)
{
  static const struct { const char *file; double most; } texts[] = {      /* share of texts with any mask */
    { "ade_binary/trainval.csv", 0.04 }, { "zh_dept_qa/trainval.csv", 0.08 }, { "zh_trial_criteria/trainval.csv", 0.02 }, { "medical_abstracts/trainval.csv", 0.30 } };
  const char *shared = g_getenv ("VESALIUS_SHARED");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = g_build_filename (shared ? shared : VSL_SOURCE_ROOT "/../shared", "data", texts[i].file, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
      g_test_skip ("the shared data are not there");
      return;
    }
    g_auto (Ran) ran = vsl ("deidentify", path, "-", "--json", NULL);
    g_auto (GStrv) lines = g_strsplit (ran.out, "\n", -1);
    guint all = 0, masked = 0;
    for (; lines[all] && *lines[all]; all++)
      masked += strstr (lines[all], "\"spans\":[{") != NULL;
    g_test_message ("%s: %u of %u texts have a mask (%.1f %%)", texts[i].file, masked, all, 100.0 * masked / all);
    g_assert_cmpuint (all, >, 0);
    g_assert_cmpfloat ((double) masked / all, <=, texts[i].most);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vesalius-deid-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_add_func ("/deidentify/jsonl", test_jsonl);
  g_test_add_func ("/deidentify/csv-and-txt", test_csv_and_txt);
  g_test_add_func ("/deidentify/columns", test_columns);
  g_test_add_func ("/deidentify/nul-and-ids", test_nul_and_ids);
  g_test_add_func ("/deidentify/folder", test_folder);
  g_test_add_func ("/deidentify/refusals", test_refusals);
  g_test_add_func ("/deidentify/import", test_import);
  g_test_add_func ("/deidentify/predict", test_predict);
  g_test_add_func ("/deidentify/measured", test_measured);
  g_test_add_func ("/deidentify/false-finds", test_false_finds);
  return g_test_run ();
}
