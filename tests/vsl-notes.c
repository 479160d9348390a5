/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes at the command line: taken in, checked, trained on, asked about; killed and resumed. */
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app-util.h"
#include "core/vsl-random.h"
#include "data/vsl-note-words.h"
#include "vsl-run.h"

/* ---- made-up notes ---- */

static const char *const signs[2][4] = { { "fever", "cough", "rash", "pain" }, { "healthy", "fine", "calm", "strong" } };
static const char *const fillers[] = { "the", "patient", "came", "today", "and", "is", "says", "at", "home", "since", "monday", "with" };
static const char *const signs_zh[2][2] = { { "发热", "咳嗽" }, { "健康", "正常" } };
static const char *const names[] = { "ill", "well" };

static guint
draw (guint64 seed, guint i, guint n)
{
  return (guint) (vsl_random_bits (vsl_random_key (seed, VSL_RANDOM_TEST, 0, 0), i) % n);
}

/* One sign of its class among fillers: which word counts has to be learnt. */
static char *
make_note (guint64 seed, int label)
{
  GString *s = g_string_new (NULL);
  guint n = 5 + draw (seed, 0, 8), at = draw (seed, 1, n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (s, "%s%s", i ? " " : "", i == at ? signs[label][draw (seed, 2, 4)] : fillers[draw (seed, 3 + i, G_N_ELEMENTS (fillers))]);
  g_string_append (s, ".");
  return g_string_free (s, FALSE);
}

static char *
make_table (guint n)
{
  static const char *const splits[] = { "train", "train", "train", "val", "test" };
  GString *s = g_string_new ("id,text,label,patient_id,split\n");
  for (guint i = 0; i < n; i++) {
    g_autofree char *note = make_note (i, (int) (i % 2));
    g_string_append_printf (s, "%u,\"%s\",%s,P%u,%s\n", i, note, names[i % 2], i, splits[i / 2 % 5]);
  }
  g_string_append (s, "x,\"Only the test has zebras, with fever.\",ill,PX,test\n");
  return g_string_free (s, FALSE);
}

static const char network[] =
  "{\"format\":\"vesalius-network\",\"version\":1,\"nodes\":["
  "{\"id\":\"note\",\"type\":\"Input\",\"config\":{\"shape\":[14]},\"preprocessing\":[{\"type\":\"TextVectorization\",\"config\":{\"max_tokens\":60,"
  "\"output_sequence_length\":14}}]},"
  "{\"id\":\"words\",\"type\":\"Embedding\",\"config\":{\"input_dim\":60,\"output_dim\":8},\"inputs\":[\"note\"]},"
  "{\"id\":\"lstm\",\"type\":\"LSTM\",\"config\":{\"units\":8,\"dropout\":0.1},\"inputs\":[\"words\"]},"
  "{\"id\":\"answer\",\"type\":\"Dense\",\"config\":{\"units\":1,\"activation\":\"sigmoid\"},\"inputs\":[\"lstm\"]}]}";

/* ---- fixture ---- */

typedef struct {
  char *folder, *project, *table, *network;
} Fixture;

static char *
put (const Fixture *f, const char *name, const char *bytes, gssize n)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  return path;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  f->project = g_build_filename (f->folder, "p.vesalius", NULL);
  g_autofree char *table = make_table (400);
  f->table = put (f, "notes.csv", table, -1);
  f->network = put (f, "net.json", network, -1);
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_assert_cmpint (made.code, ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
  g_free (f->table);
  g_free (f->network);
}

static void
take_in (const Fixture *f)
{
  g_auto (Ran) imported = vsl ("import", f->project, f->table, NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) loaded = vsl ("network", f->project, "--load", f->network, NULL);
  g_assert_cmpstr (loaded.err, ==, "");
  g_assert_cmpint (loaded.code, ==, 0);
}

static VslProject *
open_project (const Fixture *f)
{
  g_autoptr (GError) error = NULL;
  VslProject *project = vsl_project_open (f->project, VSL_PROJECT_READ, &error);
  g_assert_no_error (error);
  return project;
}

/* The finding of that id, perhaps of that name; NULL: there is none. */
static JsonObject *
finding (const Ran *ran, const char *id, const char *name)
{
  for (int i = 0; i < n_lines (ran); i++) {
    g_autoptr (JsonObject) o = line (ran, i);
    if (g_str_equal (json_object_get_string_member (o, "finding"), id)
        && (!name || g_strcmp0 (json_object_get_string_member_with_default (o, "name", ""), name) == 0))
      return g_steal_pointer (&o);
  }
  return NULL;
}

/* ---- import ---- */

static void
test_import (Fixture *f, gconstpointer data)
{
  g_auto (Ran) ran = vsl ("import", f->project, f->table, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (n_lines (&ran), ==, 1);
  g_autoptr (JsonObject) o = line (&ran, 0);
  has_keys (o, "event samples kind classes patients splits left_out deidentified not_in_training");
  g_assert_cmpstr (json_object_get_string_member (o, "kind"), ==, "note");
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 401);
  g_assert_cmpint (json_object_get_int_member (o, "patients"), ==, 401);
  JsonObject *splits = json_object_get_object_member (o, "splits");
  g_assert_cmpint (json_object_get_int_member (splits, "train"), ==, 240);
  g_assert_cmpint (json_object_get_int_member (splits, "val"), ==, 80);
  g_assert_cmpint (json_object_get_int_member (splits, "test"), ==, 81);
  /* What was written comes back, and so do the numbers about it. */
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (GArray) samples = vsl_project_samples (project, NULL);
  VslProjectInfo info;
  g_assert_true (vsl_project_info (project, &info, NULL));
  g_assert_cmpint (info.kind, ==, VSL_SAMPLE_NOTE);
  g_assert_cmpint (info.type, ==, VSL_PIXEL_TEXT);
  g_assert_cmpint (info.raw.rank, ==, 0);
  vsl_project_info_clear (&info);
  for (guint i = 0; i < 400; i += 37) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    g_autofree char *want = make_note (i, (int) (i % 2));
    VslImage note;
    g_assert_cmpint (s->kind, ==, VSL_SAMPLE_NOTE);
    g_assert_cmpint (s->type, ==, VSL_PIXEL_TEXT);
    g_assert_true (vsl_project_image (project, s->id, &note, NULL));
    g_assert_cmpstr (note.data, ==, want);
    g_assert_cmpuint (note.size, ==, strlen (want));
    vsl_image_clear (&note);
  }
}

/* Scans among notes and notes among scans: refused, with what to do. */
static void
test_mixed (Fixture *f, gconstpointer data)
{
  g_auto (Ran) first = vsl ("import", f->project, f->table, NULL);
  g_autofree char *folder = g_build_filename (f->folder, "scans", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  VslProject *scans = test_app_project (folder, 24);
  g_autofree char *scan_project = g_strdup (vsl_project_path (scans));
  vsl_project_unref (scans);
  g_auto (Ran) notes = vsl ("import", scan_project, f->table, NULL);
  g_assert_cmpint (notes.code, ==, 1);
  g_assert_nonnull (strstr (notes.err, "holds scans"));
  g_assert_nonnull (strstr (notes.err, "new project"));
  static const guint8 png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDAT\x78\x9c\x63\x60\0\0\0\2\0\1\x48\xaf\xa4\x71"
                              "\0\0\0\0IEND\xae\x42\x60\x82";
  g_autofree char *picture = put (f, "a.png", (const char *) png, sizeof png - 1);
  g_auto (Ran) scan = vsl ("import", f->project, picture, NULL);
  g_assert_cmpint (scan.code, ==, 1);
  g_assert_nonnull (strstr (scan.err, "holds notes"));
}

/* Copies, classes that nothing is learnt of, notes with hardly a word. */
static void
test_check (Fixture *f, gconstpointer data)
{
  static const char table[] = "text,label,split,patient_id\n"
    "The patient has a fever today.,ill,train,A\nThe patient is well today.,well,train,B\n"
    "The patient has a fever today.,ill,test,C\nThe patient has a fever today.,well,train,D\n"
    "...,ill,train,E\nCough.,ill,train,F\nNothing else matters here.,rare,test,G\n\xe8\x82\xba\xe7\x82\x8e,ill,val,B\n";
  g_autofree char *path = put (f, "few.csv", table, -1);
  g_auto (Ran) imported = vsl ("import", f->project, path, "--json", NULL);
  g_autoptr (JsonObject) summary = line (&imported, 0);
  JsonArray *missing = json_object_get_array_member (summary, "not_in_training");
  g_assert_cmpint (json_object_get_int_member (summary, "samples"), ==, 8);
  g_assert_cmpuint (json_array_get_length (missing), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (missing, 0), ==, "rare");
  g_assert_nonnull (strstr (imported.err, "“rare”"));
  g_auto (Ran) ran = vsl ("check", f->project, "--json", NULL);
  static const struct {
    const char *id, *name;
    int count;
  } want[] = { { "class_not_in_training", "rare", 1 }, { "duplicates", NULL, 2 }, { "duplicates_across_splits", NULL, 1 }, { "conflicting_labels", NULL, 1 },
               { "patient_on_both_sides", NULL, 1 }, { "no_words", NULL, 1 }, { "few_words", NULL, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (want); i++) {
    g_autoptr (JsonObject) o = finding (&ran, want[i].id, want[i].name);
    if (!o || json_object_get_int_member (o, "count") != want[i].count)
      g_error ("%s: %s", want[i].id, o ? "another count" : "not found");
  }
  g_assert_null (finding (&ran, "blank", NULL));
  g_assert_null (finding (&ran, "no_known_words", NULL));
}

static void
test_inspect (Fixture *f, gconstpointer data)
{
  g_autofree char *english = put (f, "a.txt", "\xff\xfeN\0o\0 \0p\0a\0i\0n\0,\0 \0n\0o\0n\0e\0.\0", 30);
  g_autofree char *chinese = put (f, "b.TXT", "\xb7\xce\xd1\xd7\xa3\xac\xb7\xa2\xc8\xc8", 10);      /* 肺炎，发热 */
  g_autofree char *broken = put (f, "c.txt", "\0\1\2\3\4\5\6\7", 8);
  g_auto (Ran) ran = vsl ("inspect", english, chinese, broken, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 1);
  g_autoptr (JsonObject) a = line (&ran, 0);
  g_autoptr (JsonObject) b = line (&ran, 1);
  g_autoptr (JsonObject) c = line (&ran, 2);
  has_keys (a, "file status reason format width height sha256 encoding characters words");
  g_assert_cmpstr (json_object_get_string_member (a, "encoding"), ==, "UTF-16LE");
  g_assert_cmpint (json_object_get_int_member (a, "characters"), ==, 14);
  g_assert_cmpint (json_object_get_int_member (a, "words"), ==, 3);
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "No pain, none.", -1);
  g_assert_cmpstr (json_object_get_string_member (a, "sha256"), ==, sha256);
  g_assert_cmpstr (json_object_get_string_member (b, "encoding"), ==, "GB18030");
  g_assert_cmpint (json_object_get_int_member (b, "characters"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (b, "words"), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (c, "status"), ==, "reject");
  g_assert_true (json_object_get_null_member (c, "words"));
}

/* ---- training and what comes after ---- */

/* The words come from the notes for training alone, stand in the run, and not in the drawing. */
static void
check_vocabulary (const Fixture *f)
{
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (VslNetwork) drawing = vsl_project_network (project, NULL);
  g_autoptr (VslRun) run = vsl_project_run (project, 0, NULL);
  const char *const *list = vsl_strings_list (vsl_network_text_rules (run->network)->vocabulary);
  g_assert_null (vsl_network_text_rules (drawing)->vocabulary);
  g_assert_cmpuint (g_strv_length ((char **) list), ==, G_N_ELEMENTS (fillers) + 8);
  g_assert_true (g_strv_contains (list, "fever"));
  g_assert_false (g_strv_contains (list, "zebras"));
}

/* Products of other sizes round otherwise: sixty-four notes at once, or one. */
#define EPSILON 1e-6

/* A note in a file gets the number that the evaluation had for it. */
static void
check_predictions (const Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (VslPredictions) p = vsl_project_predictions (project, 1, VSL_SPLIT_TEST, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (p->n, ==, 81);
  GString *table = g_string_new ("text,label\n");
  for (guint i = 0; i < p->n; i += 9) {
    VslImage note;
    g_assert_true (vsl_project_image (project, p->id[i], &note, NULL));
    g_autofree char *file = put (f, "one.txt", note.data, (gssize) note.size);
    g_auto (Ran) ran = vsl ("predict", f->project, file, "--json", NULL);
    g_assert_cmpint (ran.code, ==, 0);
    g_autoptr (JsonObject) o = line (&ran, 0);
    has_keys (o, "file line label probabilities words unknown_words");
    JsonObject *probabilities = json_object_get_object_member (o, "probabilities");
    g_assert_cmpfloat_with_epsilon (json_object_get_double_member (probabilities, "ill"), p->prob[2 * i], EPSILON);
    g_assert_cmpfloat_with_epsilon (json_object_get_double_member (probabilities, "well"), p->prob[2 * i + 1], EPSILON);
    g_assert_cmpstr (json_object_get_string_member (o, "label"), ==, names[p->predicted[i]]);
    g_assert_true (json_object_get_null_member (o, "line"));
    g_string_append_printf (table, "\"%s\",\n", (const char *) note.data);
    vsl_image_clear (&note);
  }
  g_autofree char *csv = put (f, "asked.csv", table->str, -1);
  g_auto (Ran) ran = vsl ("predict", f->project, csv, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);                    /* a label is not asked for */
  g_assert_cmpint (n_lines (&ran), ==, 9);
  for (int i = 0; i < 9; i++) {
    g_autoptr (JsonObject) o = line (&ran, i);
    g_assert_cmpint (json_object_get_int_member (o, "line"), ==, i + 2);
    g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_object_get_object_member (o, "probabilities"), "ill"), p->prob[18 * i], EPSILON);
  }
  g_string_free (table, TRUE);
}

/* Empty, unknown, half known; and rows that are no notes. */
static void
check_strange_notes (const Fixture *f)
{
  g_autofree char *empty = put (f, "empty.txt", "", 0), *unknown = put (f, "unknown.txt", "Quod erat demonstrandum", -1);
  g_autofree char *half = put (f, "half.txt", "fever quod cough erat", -1);
  g_auto (Ran) ran = vsl ("predict", f->project, empty, unknown, half, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  const double share[] = { 1, 1, 0.5 };
  for (int i = 0; i < 3; i++) {
    g_autoptr (JsonObject) o = line (&ran, i);
    g_assert_cmpfloat (json_object_get_double_member (o, "unknown_words"), ==, share[i]);
    g_assert_nonnull (json_object_get_string_member (o, "label"));
  }
  g_assert_nonnull (strstr (ran.err, "empty.txt: it has no words"));
  g_assert_nonnull (strstr (ran.err, "unknown.txt: the network knows none of its words"));
  g_assert_null (strstr (ran.err, "half.txt"));
  g_autofree char *lines = put (f, "asked.jsonl", "{\"text\": \"fever\"}\n{\"text\": 3}\n{\"text\": \"\"}\n"
                               "{\"note\": \"calm\", \"label\": \"ill\", \"split\": \"later\"}\n", -1);
  g_auto (Ran) rows = vsl ("predict", f->project, lines, half, "--json", NULL);
  g_assert_cmpint (rows.code, ==, 1);
  g_assert_cmpint (n_lines (&rows), ==, 4);
  const char *const labels[] = { "ill", NULL, "well" };
  const int at[] = { 1, 3, 4 };
  for (int i = 0; i < 3; i++) {
    g_autoptr (JsonObject) o = line (&rows, i);
    g_assert_cmpint (json_object_get_int_member (o, "line"), ==, at[i]);
    if (labels[i])
      g_assert_cmpstr (json_object_get_string_member (o, "label"), ==, labels[i]);
  }
  g_assert_nonnull (strstr (rows.err, "asked.jsonl, line 2: its text is no string"));
  g_auto (Ran) none = vsl ("predict", f->project, "absent.txt", half, "--json", NULL);
  g_assert_cmpint (none.code, ==, 1);
  g_assert_cmpint (n_lines (&none), ==, 1);
  g_assert_nonnull (strstr (none.err, "absent.txt"));
}

static void
test_journey (Fixture *f, gconstpointer data)
{
  take_in (f);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=30", "--set", "learning_rate=0.02", "--seed", "4", "--json", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_assert_cmpstr (trained.err, ==, "");
  g_auto (Ran) evaluated = vsl ("evaluate", f->project, "--json", NULL);
  g_autoptr (JsonObject) e = line (&evaluated, 0);
  g_assert_cmpint (json_object_get_int_member (e, "n"), ==, 81);
  g_assert_cmpfloat (json_object_get_double_member (json_object_get_object_member (e, "accuracy"), "value"), >=, 0.95);
  check_vocabulary (f);
  check_predictions (f);
  check_strange_notes (f);
  g_auto (Ran) check = vsl ("check", f->project, "--json", NULL);
  g_assert_null (finding (&check, "no_known_words", NULL));
  /* Later notes that say nothing to that network. */
  g_autofree char *more = put (f, "more.csv", "text,label,split\nQuod erat demonstrandum est,ill,val\n", -1);
  g_auto (Ran) imported = vsl ("import", f->project, more, NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) again = vsl ("check", f->project, "--json", NULL);
  g_autoptr (JsonObject) unknown = finding (&again, "no_known_words", NULL);
  g_assert_cmpint (json_object_get_int_member (unknown, "count"), ==, 1);
  g_auto (Ran) retrained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_nonnull (strstr (retrained.err, "1 of 402 notes"));
}

/* A word that no network file can hold: left out of the vocabulary, and the run can be read afterwards. */
static void
test_endless_word (Fixture *f, gconstpointer data)
{
  g_autofree char *endless = g_strnfill (1500, 'x'), *known = g_strnfill (1000, 'y');
  GString *table = g_string_new ("text,label,split\n");
  for (int i = 0; i < 40; i++)
    g_string_append_printf (table, "%s %s %s,%s,%s\n", endless, known, signs[i % 2][0], names[i % 2], i < 30 ? "train" : "val");
  g_autofree char *path = put (f, "endless.csv", table->str, -1);
  g_string_free (table, TRUE);
  g_auto (Ran) imported = vsl ("import", f->project, path, NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", "--allow-leaks", NULL);      /* two texts, over and over */
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) evaluated = vsl ("evaluate", f->project, NULL);
  g_assert_cmpint (evaluated.code, ==, 0);
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (VslRun) run = vsl_project_run (project, 1, NULL);
  const char *const *list = vsl_strings_list (vsl_network_text_rules (run->network)->vocabulary);
  g_assert_cmpuint (g_strv_length ((char **) list), ==, 3);
  g_assert_true (g_strv_contains (list, known));
}

/* ---- the same bits ---- */

static char *
record (const Fixture *f, int number, GBytes **weights)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (VslRun) run = vsl_project_run (project, number, &error);
  g_assert_no_error (error);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < run->history->len; i++) {
    const VslEpochEvent *e = &g_array_index (run->history, VslEpochEvent, i);
    g_string_append_printf (text, "%u %a %a %a %a %d\n", e->epoch, e->loss, e->accuracy, e->val_loss, e->val_accuracy, e->best);
  }
  g_autoptr (GBytes) state = vsl_project_checkpoint (project, number, FALSE, NULL, &error);
  g_autoptr (VslParams) params = vsl_params_new (run->network, &error);
  g_assert_true (vsl_checkpoint_params (state, params, &error));
  *weights = vsl_params_to_bytes (params);
  return g_string_free (text, FALSE);
}

/* Starts a run and kills it after some epochs. */
static void
train_and_kill (const Fixture *f, int epochs)
{
  char *argv[] = { (char *) g_getenv ("VSL_PROGRAM"), (char *) "train", f->project, (char *) "--set", (char *) "epochs=60", (char *) "--seed",
                   (char *) "7", (char *) "--threads", (char *) "2", (char *) "--json", NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int out, status, seen = 0;
  char byte;
  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  while (seen < epochs && read (out, &byte, 1) == 1)
    seen += byte == '\n';
  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
  close (out);
  g_assert_true (WIFSIGNALED (status));
}

/* On one thread and on two, and killed and resumed after notes with other words came in for training: the words are the run's own. */
static void
test_same_bits (Fixture *f, gconstpointer data)
{
  take_in (f);
  g_auto (Ran) one = vsl ("train", f->project, "--set", "epochs=60", "--seed", "7", "--threads", "1", NULL);
  g_auto (Ran) two = vsl ("train", f->project, "--set", "epochs=60", "--seed", "7", "--threads", "2", NULL);
  g_assert_cmpint (one.code + two.code, ==, 0);
  train_and_kill (f, 4);
  g_auto (Ran) resumed = vsl ("train", f->project, "--resume", "3", "--threads", "1", "--json", NULL);
  g_assert_cmpint (resumed.code, ==, 0);
  g_autoptr (JsonObject) next = line (&resumed, 0);
  g_assert_cmpint (json_object_get_int_member (next, "epoch"), >=, 4);
  g_autoptr (GBytes) weights = NULL;
  g_autofree char *epochs = record (f, 1, &weights);
  for (int run = 2; run <= 3; run++) {
    g_autoptr (GBytes) others = NULL;
    g_autofree char *same = record (f, run, &others);
    g_assert_cmpstr (same, ==, epochs);
    g_assert_true (g_bytes_equal (weights, others));
  }
}

static char *
words_of_run (const Fixture *f, int number)
{
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (VslRun) run = vsl_project_run (project, number, NULL);
  return g_strjoinv (" ", (char **) vsl_strings_list (vsl_network_text_rules (run->network)->vocabulary));
}

/* Sixty notes of training and as many others change places. */
static void
swap_splits (const Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (f->project, VSL_PROJECT_WRITE, &error);
  g_autoptr (GArray) samples = vsl_project_samples (project, &error);
  gint64 ids[120];
  VslSplit splits[120];
  guint n[VSL_N_SPLITS] = { 0 }, all = 0;
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (s->split > VSL_SPLIT_VAL || n[s->split]++ >= 60)
      continue;
    ids[all] = s->id;
    splits[all++] = s->split == VSL_SPLIT_TRAIN ? VSL_SPLIT_VAL : VSL_SPLIT_TRAIN;
  }
  g_assert_cmpuint (all, ==, 120);
  g_assert_true (vsl_project_set_splits (project, ids, splits, all, &error));
}

/* A resumed run keeps its words; a new one takes those of the notes as they are now. */
static void
test_resumed_words (Fixture *f, gconstpointer data)
{
  take_in (f);
  train_and_kill (f, 2);
  g_autofree char *before = words_of_run (f, 1);
  swap_splits (f);
  g_auto (Ran) resumed = vsl ("train", f->project, "--resume", "1", NULL);
  g_assert_cmpint (resumed.code, ==, 0);
  g_autofree char *after = words_of_run (f, 1);
  g_assert_cmpstr (after, ==, before);
  check_predictions (f);                      /* it went on with these numbers of words, and no others */
  g_auto (Ran) new_run = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (new_run.code, ==, 0);
  g_autofree char *others = words_of_run (f, 2);
  g_assert_cmpstr (others, !=, before);
}

/* ---- templates ---- */

static const VslTextRules *
template_rules (const Fixture *f, VslNetwork **drawing, const char *id)
{
  g_auto (Ran) ran = vsl ("network", f->project, "--template", id, "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (GError) error = NULL;
  *drawing = vsl_network_parse (ran.out, -1, &error);
  g_assert_no_error (error);
  return vsl_network_text_rules (*drawing);
}

static gint64
int_option (const VslNetwork *net, const char *id, const char *option)
{
  const VslNode *node = vsl_network_find (net, id);
  g_autoptr (JsonNode) value = vsl_config_get (&node->cls->head, node->config, option);
  return json_node_get_int (value);
}

static void
test_templates (Fixture *f, gconstpointer data)
{
  g_autoptr (VslNetwork) lstm = NULL;
  g_autofree char *table = g_build_filename (f->folder, "notes.csv", NULL);
  g_auto (Ran) imported = vsl ("import", f->project, table, NULL);
  const VslTextRules *rules = template_rules (f, &lstm, "notes-lstm");
  g_assert_cmpint (rules->max_tokens, ==, G_N_ELEMENTS (fillers) + 8 + 2);      /* not the zebras */
  g_assert_cmpint (rules->output_sequence_length, ==, 12);
  g_assert_cmpint (rules->split, ==, VSL_TEXT_WORDS);
  g_assert_null (rules->vocabulary);
  g_assert_cmpint (int_option (lstm, "words", "input_dim"), ==, rules->max_tokens);
  g_assert_cmpint (int_option (lstm, "answer", "units"), ==, 1);
  g_auto (Ran) scan = vsl ("network", f->project, "--template", "classic-cnn", NULL);
  g_assert_cmpint (scan.code, ==, 1);
  g_assert_nonnull (strstr (scan.err, "notes-lstm"));
  g_assert_null (strstr (scan.err, "lenet"));
  g_auto (Ran) suggested = vsl ("network", f->project, "--suggest", "--json", NULL);
  g_assert_cmpint (suggested.code, ==, 0);
  g_assert_nonnull (strstr (suggested.out, "TextVectorization"));
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=1", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_auto (Ran) list = vsl ("templates", "--json", NULL);
  int notes = 0;
  for (int i = 0; i < n_lines (&list); i++) {
    g_autoptr (JsonObject) o = line (&list, i);
    notes += g_str_equal (json_object_get_string_member (o, "kind"), "note");
  }
  g_assert_cmpint (notes, >=, 5);
}

/* Chinese is written without spaces, and is found in GB18030 as well. */
static void
test_chinese (Fixture *f, gconstpointer data)
{
  for (int i = 0; i < 40; i++) {
    g_autofree char *text = g_strdup_printf ("患者%s，%d岁。今天来医院。", signs_zh[i % 2][draw ((guint64) i, 0, 2)], 20 + i);
    gsize n;
    g_autofree char *bytes = i % 4 < 2 ? g_strdup (text) : g_convert (text, -1, "GB18030", "UTF-8", NULL, &n, NULL);
    g_autofree char *name = g_strdup_printf ("zh/%s/%02d.txt", names[i % 2], i);
    g_free (put (f, name, bytes, -1));
  }
  g_autofree char *folder = g_build_filename (f->folder, "zh", NULL);
  g_auto (Ran) imported = vsl ("import", f->project, folder, "--json", NULL);
  g_assert_cmpint (imported.code, ==, 0);
  g_autoptr (JsonObject) o = line (&imported, 0);
  g_assert_cmpint (json_object_get_int_member (o, "samples"), ==, 40);
  g_auto (Ran) trained = vsl ("train", f->project, "--set", "epochs=2", NULL);
  g_assert_cmpint (trained.code, ==, 0);
  g_assert_nonnull (strstr (trained.err, "LSTM"));
  g_autoptr (VslProject) project = open_project (f);
  g_autoptr (VslRun) run = vsl_project_run (project, 1, NULL);
  const VslTextRules *rules = vsl_network_text_rules (run->network);
  g_assert_cmpint (rules->split, ==, VSL_TEXT_WORDS);
  const char *const *list = vsl_strings_list (rules->vocabulary);
  g_assert_true (g_strv_contains (list, "患者"));
  g_assert_true (g_strv_contains (list, "发热"));
}

#define ADD(name, func) g_test_add ("/vsl/notes/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("import", test_import);
  ADD ("mixed", test_mixed);
  ADD ("check", test_check);
  ADD ("inspect", test_inspect);
  ADD ("journey", test_journey);
  ADD ("endless-word", test_endless_word);
  ADD ("same-bits", test_same_bits);
  ADD ("resumed-words", test_resumed_words);
  ADD ("templates", test_templates);
  ADD ("chinese", test_chinese);
  return g_test_run ();
}
