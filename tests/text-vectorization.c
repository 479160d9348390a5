/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes on their way into a network: TextVectorization in an Input's preprocessing, its vocabulary from the training split, and what the
 * drawing says of mistakes. */
#include <math.h>
#include <string.h>

#include "data/vsl-dataset.h"
#include "kernels/vsl-parallel.h"
#include "train/vsl-trainer.h"

#define NET(length, steps, layers)                                                                                        \
  "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"note\", \"type\": \"Input\", \"config\": {\"shape\": " length "}, " \
  "\"preprocessing\": [" steps "]}, " layers "]}"
#define VECTORIZE(options) "{\"type\": \"TextVectorization\", \"config\": {" options "}}"
#define WORDS "\"vocabulary\": [\"fever\", \"cough\", \"no\"]"
#define AVERAGE(rows)                                                                                                                \
  "{\"id\": \"words\", \"type\": \"Embedding\", \"config\": {\"input_dim\": " rows ", \"output_dim\": 4, \"mask_zero\": true}, \"inputs\": [\"note\"]}, " \
  "{\"id\": \"mean\", \"type\": \"GlobalAveragePooling1D\", \"inputs\": [\"words\"]}, "                                                  \
  "{\"id\": \"answer\", \"type\": \"Dense\", \"config\": {\"units\": 1, \"activation\": \"sigmoid\"}, \"inputs\": [\"mean\"]}"

static VslNetwork *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse (text, -1, &error);
  g_assert_no_error (error);
  return network;
}

static VslNode *
input_of (const VslNetwork *network)
{
  return network->nodes->pdata[0];
}

static gboolean
note_from (VslImage *image, const char *text)
{
  g_assert_true (vsl_image_alloc (image, (int) strlen (text), 1, 1, VSL_PIXEL_TEXT, 8, NULL));
  memcpy (image->data, text, strlen (text));
  return TRUE;
}

static gboolean
prepare (const VslNetwork *network, const char *text, VslReal *out, GError **error)
{
  VslImage note;
  note_from (&note, text);
  gboolean ok = vsl_prepare_image (input_of (network), &note, out, error);
  g_assert_cmpuint (strlen (note.data), ==, strlen (text));        /* as it was */
  vsl_image_clear (&note);
  return ok;
}

/* ---- numbers ---- */

static void
expect (const char *options, const char *text, const double *want)
{
  g_autofree char *step = g_strdup_printf (VECTORIZE (WORDS ", \"output_sequence_length\": 4%s"), options);
  g_autofree char *all = g_strdup_printf (NET ("[4]", "%s", AVERAGE ("5")), step);
  g_autoptr (VslNetwork) network = parse (all);
  g_autoptr (GError) error = NULL;
  VslReal out[4];
  g_assert_true (prepare (network, text, out, &error));
  g_assert_no_error (error);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat ((double) out[i], ==, want[i]);
}

static void
test_numbers (void)
{
  /* fever 2, cough 3, no 4; what is not known 1, padding 0. */
  expect ("", "No fever!", (const double[]) { 0, 0, 4, 2 });
  expect (", \"padding\": \"post\"", "No fever!", (const double[]) { 4, 2, 0, 0 });
  expect ("", "a fever, no cough, and no pain", (const double[]) { 3, 1, 4, 1 });                     /* the last four of seven */
  expect (", \"truncating\": \"post\"", "a fever, no cough, and no pain", (const double[]) { 1, 2, 4, 3 });
  expect (", \"standardize\": \"none\"", "No fever! no fever", (const double[]) { 1, 1, 4, 2 });
  expect (", \"standardize\": null", "No fever! no fever", (const double[]) { 1, 1, 4, 2 });
  expect (", \"standardize\": \"lower\"", "No fever! NO fever", (const double[]) { 4, 1, 4, 2 });
  expect (", \"split\": \"words\"", "no—cough", (const double[]) { 0, 0, 4, 3 });
  expect (", \"split\": \"character\"", "no", (const double[]) { 0, 0, 1, 1 });
  expect ("", "", (const double[]) { 0, 0, 0, 0 });
  expect ("", "no no no no", (const double[]) { 4, 4, 4, 4 });
}

static void
refused (const char *json, const char *text, const char *says)
{
  g_autoptr (VslNetwork) network = parse (json);
  g_autoptr (GError) error = NULL;
  g_autofree VslReal *out = g_new0 (VslReal, 4096);
  g_assert_false (prepare (network, text, out, &error));
  g_assert_true (g_str_has_prefix (error->message, "note: "));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

#define FLAT "{\"id\": \"flat\", \"type\": \"Flatten\", \"inputs\": [\"note\"]}"

static void
test_refused (void)
{
  refused (NET ("[4]", "", FLAT), "no fever", "TextVectorization");
  refused (NET ("[28, 28, 1]", "", FLAT), "no fever", "TextVectorization");
  refused (NET ("[4]", "{\"type\": \"Rescaling\"}", FLAT), "no fever", "Rescaling");
  refused (NET ("[4]", "{\"type\": \"Resizing\"}", FLAT), "no fever", "Resizing");
  refused (NET ("[4]", VECTORIZE ("\"output_sequence_length\": 4"), FLAT), "no fever", "vocabulary");
  refused (NET ("[4]", VECTORIZE (WORDS), FLAT), "no fever", "output_sequence_length");
  refused (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 5"), FLAT), "no fever", "gives 5");
  refused (NET ("[4, 1]", VECTORIZE (WORDS ", \"output_sequence_length\": 4"), FLAT), "no fever", "one number");
  refused (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 4, \"max_tokens\": 4"), FLAT), "no fever", "max_tokens");
  g_autoptr (VslNetwork) network = parse (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 4"), FLAT));
  g_autoptr (GError) error = NULL;
  VslImage scan;
  VslReal out[4];
  g_assert_true (vsl_image_alloc (&scan, 2, 2, 1, VSL_PIXEL_U8, 8, NULL));
  g_assert_false (vsl_prepare_image (input_of (network), &scan, out, &error));
  g_assert_nonnull (strstr (error->message, "scan"));
  vsl_image_clear (&scan);
}

static void
refused_file (const char *json, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_network_parse (json, -1, &error));
  g_assert_true (g_str_has_prefix (error->message, "note: vocabulary: "));
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_hostile_file (void)
{
  refused_file (NET ("[4]", VECTORIZE ("\"vocabulary\": \"fever\""), FLAT), "list");
  refused_file (NET ("[4]", VECTORIZE ("\"vocabulary\": [\"a\", 7]"), FLAT), "word 2");
  refused_file (NET ("[4]", VECTORIZE ("\"vocabulary\": [\"a\", \"b\", \"a\"]"), FLAT), "twice");
  refused_file (NET ("[4]", VECTORIZE ("\"vocabulary\": [\"\"]"), FLAT), "word 1");
  g_autoptr (GString) many = g_string_new (NULL);
  for (guint i = 0; i <= VSL_TEXT_MAX_WORDS; i++)
    g_string_append_printf (many, "%s\"%u\"", i ? "," : "", i);
  g_autofree char *json = g_strdup_printf (NET ("[4]", VECTORIZE ("\"vocabulary\": [%s]"), FLAT), many->str);
  refused_file (json, "1000001");
}

/* ---- the list of words ---- */

static VslStrings *
words_of (const VslNetwork *network)
{
  return vsl_prepare_text_rules (input_of (network))->vocabulary;
}

static void
test_kept (void)
{
  g_autoptr (VslNetwork) network = parse (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 4"), FLAT));
  g_autoptr (VslNetwork) copy = vsl_network_copy (network);
  g_autofree char *text = vsl_network_to_text (network);
  g_autoptr (VslNetwork) again = parse (text);
  g_assert_true (words_of (copy) == words_of (network));             /* shared */
  g_assert_true (words_of (again) != words_of (network));
  g_assert_true (vsl_network_equal (network, copy) && vsl_network_equal (network, again));
  const VslTextRules *rules = vsl_prepare_text_rules (input_of (network));
  const VslVocabulary *made = vsl_text_rules_vocabulary (rules);
  g_assert_true (vsl_text_rules_vocabulary (vsl_prepare_text_rules (input_of (copy))) == made);      /* not made anew for each sample or copy */
  const VslKind *kind = vsl_kind_find ("layer", "TextVectorization");
  g_autofree char *people = vsl_config_get_text (kind, rules, "vocabulary");
  g_assert_cmpstr (people, ==, "3 words");
  /* Set anew in the copy: the first one keeps its own. */
  VslTextRules *other = vsl_prepare_text_rules (input_of (copy));
  g_assert_true (vsl_config_set_text (kind, other, "vocabulary", "[\"pain\"]", NULL, NULL));
  g_assert_false (vsl_network_equal (network, copy));
  g_assert_cmpuint (vsl_vocabulary_index (vsl_text_rules_vocabulary (other), "pain"), ==, 2);
  g_assert_cmpuint (vsl_vocabulary_index (made, "pain"), ==, 1);
  g_assert_true (vsl_config_set_text (kind, other, "vocabulary", "[]", NULL, NULL));
  g_assert_null (other->vocabulary);
  g_assert_true (vsl_config_set_text (kind, other, "vocabulary", "[\"pain\"]", NULL, NULL));
  g_assert_true (vsl_config_set_text (kind, other, "vocabulary", "null", NULL, NULL));
  g_assert_null (other->vocabulary);
}

/* A million words, read, copied a thousand times and compared. */
static void
test_large (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  for (guint i = 0; i < VSL_TEXT_MAX_WORDS; i++)
    g_string_append_printf (many, "%s\"w%u\"", i ? "," : "", i);
  g_autofree char *json = g_strdup_printf (NET ("[4]", VECTORIZE ("\"vocabulary\": [%s], \"output_sequence_length\": 4"), FLAT), many->str);
  gint64 before = g_get_monotonic_time ();
  g_autoptr (VslNetwork) network = parse (json);
  gint64 read = g_get_monotonic_time ();
  g_autoptr (VslNetwork) copy = vsl_network_copy (network);
  for (int i = 0; i < 1000; i++) {
    g_autoptr (VslNetwork) next = vsl_network_copy (copy);
    g_assert_true (vsl_network_equal (next, network));
  }
  VslReal out[4];
  for (int i = 0; i < 1000; i++)
    g_assert_true (prepare (copy, "w999999 w0 x", out, NULL));
  g_assert_cmpfloat ((double) out[1], ==, VSL_TEXT_MAX_WORDS + 1);
  double reading = (double) (read - before) / G_USEC_PER_SEC, using = (double) (g_get_monotonic_time () - read) / G_USEC_PER_SEC;
  g_test_message ("read in %.2f s, copied and used a thousand times in %.2f s", reading, using);
  g_assert_cmpfloat (using, <, 3 * reading + 5);                     /* a copy of the words each would take a thousand times as long */
}

/* ---- from the training split ---- */

static const char *const notes[] = { "fever and cough", "fever", "no fever", "no pain", "no cough no pain", "pain pain pain pain", "cough", "zebra zebra zebra zebra zebra" };
static const int labels[] = { 1, 1, 1, 0, 0, 0, 1, 0 };

static gboolean
fetch (gpointer source, gint64 id, VslImage *image, GError **error)
{
  if (source && id == 3) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_IO, "the disk is gone");
    return FALSE;
  }
  return note_from (image, notes[id - 1]);
}

static VslDataset *
dataset_new (gpointer broken)
{
  static const char *const classes[] = { "well", "ill", NULL };
  VslSampleInfo samples[G_N_ELEMENTS (notes)] = { { 0 } };
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    samples[i] = (VslSampleInfo) { .id = i + 1, .label = labels[i], .split = i < 6 ? VSL_SPLIT_TRAIN : i < 7 ? VSL_SPLIT_VAL : VSL_SPLIT_TEST, .type = VSL_PIXEL_TEXT,
                                   .width = (int) strlen (notes[i]), .height = 1, .channels = 1, .bits = 8 };
  return vsl_dataset_new (samples, G_N_ELEMENTS (notes), classes, 1, fetch, broken, NULL);
}

static char *
adapted (const char *step, const char *rows, gint64 *length)
{
  g_autofree char *json = g_strdup_printf (NET ("[4]", "%s", "%s"), step, rows);
  g_autoptr (VslNetwork) network = parse (json);
  g_autoptr (VslDataset) dataset = dataset_new (NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, &error));
  g_assert_no_error (error);
  const VslTextRules *rules = vsl_prepare_text_rules (input_of (network));
  *length = rules->output_sequence_length;
  return g_strjoinv (" ", (char **) vsl_strings_list (rules->vocabulary));
}

static void
test_adapt (void)
{
  gint64 length;
  /* Counts in the training split: pain 6, no 4, fever 3, cough 2; "and" stands in one note only; zebra is a test note's. */
  g_autofree char *all = adapted (VECTORIZE (""), AVERAGE ("20"), &length);
  g_assert_cmpstr (all, ==, "pain no fever cough");
  g_assert_cmpint (length, ==, 4);
  g_autofree char *limited = adapted (VECTORIZE ("\"max_tokens\": 4, \"output_sequence_length\": 9"), AVERAGE ("20"), &length);
  g_assert_cmpstr (limited, ==, "pain no");
  g_assert_cmpint (length, ==, 9);
  g_autofree char *room = adapted (VECTORIZE ("\"max_tokens\": 6"), AVERAGE ("5"), &length);      /* the table has five rows */
  g_assert_cmpstr (room, ==, "pain no fever");
  g_autofree char *given = adapted (VECTORIZE (WORDS), AVERAGE ("20"), &length);
  g_assert_cmpstr (given, ==, "fever cough no");
}

static gboolean
cancel (gpointer data, double fraction)
{
  return FALSE;
}

static void
test_adapt_fails (void)
{
  g_autoptr (VslNetwork) network = parse (NET ("[4]", VECTORIZE (""), AVERAGE ("20")));
  g_autoptr (VslNetwork) narrow = parse (NET ("[4]", VECTORIZE ("\"max_tokens\": 2"), AVERAGE ("20")));
  g_autoptr (VslDataset) dataset = dataset_new (NULL), broken = dataset_new ("");
  g_autoptr (GError) error = NULL;
  g_assert_false (vsl_dataset_adapt (broken, network, NULL, NULL, &error));
  g_assert_cmpstr (error->message, ==, "Sample 3: the disk is gone");
  g_clear_error (&error);
  g_assert_false (vsl_dataset_adapt (dataset, network, cancel, NULL, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (vsl_dataset_adapt (dataset, narrow, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "max_tokens"));
}

static void
test_trains (void)
{
  g_autoptr (VslNetwork) network = parse (NET ("[4]", VECTORIZE (""), AVERAGE ("20")));
  g_autoptr (VslDataset) dataset = dataset_new (NULL);
  g_autoptr (VslOptions) options = vsl_options_new ();
  g_autoptr (GError) error = NULL;
  g_assert_true (vsl_options_set (options, network, "epochs", "60", &error) && vsl_options_set (options, network, "learning_rate", "0.05", &error)
                 && vsl_options_set (options, network, "batch_size", "2", &error));
  g_assert_true (vsl_dataset_adapt (dataset, network, NULL, NULL, &error));
  g_assert_true (vsl_dataset_prepare (dataset, network, NULL, NULL, &error));
  g_assert_no_error (error);
  const guint32 index[] = { 4, 7 };
  VslReal x[8], y[2];
  vsl_dataset_read (dataset, index, 2, x, y);
  const double want[8] = { 3, 5, 3, 2, 1, 1, 1, 1 };                 /* "no cough no pain"; zebras nobody knows */
  for (int i = 0; i < 8; i++)
    g_assert_cmpfloat ((double) x[i], ==, want[i]);
  g_autoptr (VslTrainer) trainer = vsl_trainer_new (network, options, dataset, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_trainer_run (trainer, NULL, NULL, NULL, NULL, NULL, &error));
  VslNode *input = input_of (network);
  g_autoptr (VslPlan) plan = vsl_plan_new (network, (VslParams *) vsl_trainer_params (trainer), 1, 0, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 6; i++) {
    VslImage note;
    note_from (&note, notes[i]);
    g_assert_true (vsl_prepare_image (input, &note, vsl_plan_input (plan, 0), &error));
    vsl_plan_forward (plan, 1, FALSE, 0, 0);
    g_assert_cmpint (vsl_plan_output (plan, 0)[0] > (VslReal) 0.5, ==, labels[i]);
    vsl_image_clear (&note);
  }
}

/* ---- several threads over one config ---- */

static gpointer
prepare_many (gpointer data)
{
  double *sum = g_new0 (double, 1);
  VslReal out[4];
  for (int i = 0; i < 300; i++) {
    g_assert_true (prepare (data, notes[i % 8], out, NULL));
    for (int k = 0; k < 4; k++)
      *sum += (double) out[k] * (k + 1);
  }
  return sum;
}

static void
test_threads (void)
{
  for (int round = 0; round < 20; round++) {
    g_autoptr (VslNetwork) network = parse (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 4"), FLAT));
    GThread *thread[4];
    double first = 0;
    for (guint i = 0; i < G_N_ELEMENTS (thread); i++)
      thread[i] = g_thread_new ("prepare", prepare_many, network);
    for (guint i = 0; i < G_N_ELEMENTS (thread); i++) {
      g_autofree double *sum = g_thread_join (thread[i]);
      first = i ? first : *sum;
      g_assert_cmpfloat (*sum, ==, first);
    }
  }
}

/* ---- what the drawing says ---- */

static void
drawing (const char *json, const char *id, const char *says, const char *remedy)
{
  g_autoptr (VslNetwork) network = parse (json);
  g_autoptr (VslReport) report = vsl_network_check (network, 2);
  if (!id) {
    g_assert_true (vsl_report_ok (report));
    return;
  }
  const VslNodeReport *r = &report->node[vsl_network_index (network, id)];
  g_assert_cmpuint (report->problems, ==, 1);
  g_assert_false (r->ok);
  g_test_message ("%s", r->message);
  g_assert_nonnull (strstr (r->message, says));
  g_assert_cmpstr (r->remedy, ==, remedy);
}

static void
test_drawing (void)
{
  drawing (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 4"), AVERAGE ("5")), NULL, NULL, NULL);
  drawing (NET ("[4]", VECTORIZE (""), AVERAGE ("5")), NULL, NULL, NULL);
  drawing (NET ("[4]", "", AVERAGE ("5")), NULL, NULL, NULL);          /* numbers of words may come from elsewhere */
  drawing (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 4"), AVERAGE ("4")), "words", "at least 5", "set:input_dim=5");
  drawing (NET ("[4]", VECTORIZE (WORDS ", \"output_sequence_length\": 7"), AVERAGE ("5")), "note", "gives 7", "set:shape=[7]");
  drawing (NET ("[4, 3]", VECTORIZE (""), FLAT), "note", "one number", NULL);
  drawing (NET ("[4]", VECTORIZE (WORDS ", \"max_tokens\": 3"), AVERAGE ("5")), "note", "max_tokens", NULL);
  drawing (NET ("[4]", VECTORIZE (WORDS) ", {\"type\": \"Rescaling\"}", AVERAGE ("5")), "note", "no other step", NULL);
  drawing (NET ("[4]", "{\"type\": \"Rescaling\"}", AVERAGE ("5")), "note", "Rescaling", "prepare:TextVectorization");
}

static void
test_drawing_of_notes (void)
{
  g_autoptr (VslNetwork) bare = parse (NET ("[4]", "", AVERAGE ("5"))), picture = parse (NET ("[4, 4, 1]", "", FLAT)),
                         right = parse (NET ("[4]", VECTORIZE (""), AVERAGE ("5")));
  g_autoptr (VslReport) a = vsl_network_check (bare, 2), b = vsl_network_check (picture, 2), c = vsl_network_check (right, 2);
  vsl_network_check_notes (bare, a);
  vsl_network_check_notes (picture, b);
  vsl_network_check_notes (right, c);
  g_assert_cmpstr (a->node[0].remedy, ==, "prepare:TextVectorization");
  g_assert_nonnull (strstr (b->node[0].message, "pictures"));
  g_assert_true (vsl_report_ok (c) && !vsl_report_ok (a) && !vsl_report_ok (b));
  VslShape raw = { 1, { 300 } };
  vsl_prepare_default (input_of (bare), &raw, FALSE);
  g_assert_cmpuint (input_of (bare)->preprocessing->len, ==, 1);
  g_assert_cmpint (vsl_prepare_text_rules (input_of (bare))->output_sequence_length, ==, 4);
  g_autoptr (VslReport) mended = vsl_network_check (bare, 2);
  vsl_network_check_notes (bare, mended);
  g_assert_true (vsl_report_ok (mended));
}

/* In the network itself there is nothing that it could read. */
static void
test_not_a_layer (void)
{
  g_autoptr (VslNetwork) network = parse (NET ("[4]", "", "{\"id\": \"v\", \"type\": \"TextVectorization\", \"inputs\": [\"note\"]}"));
  g_autoptr (VslReport) report = vsl_network_check (network, 2);
  g_assert_nonnull (strstr (report->node[1].message, "Input"));
  g_autoptr (GError) error = NULL;
  g_assert_null (vsl_params_new (network, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vectorization/numbers", test_numbers);
  g_test_add_func ("/vectorization/refused", test_refused);
  g_test_add_func ("/vectorization/hostile-file", test_hostile_file);
  g_test_add_func ("/vectorization/kept", test_kept);
  g_test_add_func ("/vectorization/large", test_large);
  g_test_add_func ("/vectorization/adapt", test_adapt);
  g_test_add_func ("/vectorization/adapt-fails", test_adapt_fails);
  g_test_add_func ("/vectorization/trains", test_trains);
  g_test_add_func ("/vectorization/threads", test_threads);
  g_test_add_func ("/vectorization/drawing", test_drawing);
  g_test_add_func ("/vectorization/drawing-of-notes", test_drawing_of_notes);
  g_test_add_func ("/vectorization/not-a-layer", test_not_a_layer);
  return g_test_run ();
}
