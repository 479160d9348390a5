/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network for notes in ONNX: numbers of words go in, the vocabulary and the rules travel in the metadata and in a second file, and what
 * the file says of notes is what the application says. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/vsl-json.h"
#include "export/vsl-exporter.h"
#include "export/vsl-onnx-run.h"
#include "graph/vsl-plan.h"
#include "data/vsl-prepare.h"

#define NETWORK                                                                                                                          \
  "{\"format\": \"vesalius-network\", \"version\": 1, \"nodes\": [{\"id\": \"note\", \"type\": \"Input\", \"config\": {\"shape\": [6]}, "       \
  "\"preprocessing\": [{\"type\": \"TextVectorization\", \"config\": {\"output_sequence_length\": 6, \"split\": \"words\"%s}}]}, "            \
  "{\"id\": \"words\", \"type\": \"Embedding\", \"config\": {\"input_dim\": 9, \"output_dim\": 5}, \"inputs\": [\"note\"]}, "                   \
  "{\"id\": \"lstm\", \"type\": \"LSTM\", \"config\": {\"units\": 4}, \"inputs\": [\"words\"]}, "                                              \
  "{\"id\": \"answer\", \"type\": \"Dense\", \"config\": {\"units\": 3, \"activation\": \"softmax\"}, \"inputs\": [\"lstm\"]}]}"
#define WORDS ", \"vocabulary\": [\"fever\", \"cough\", \"no\", \"患者\", \"say \\\"aah\\\"\"]"

typedef struct {
  VslNetwork *network;
  VslParams *params;
  VslExportInput input;
  char *folder, *path, *beside;
} Scene;

static void
set_up (Scene *s, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = g_strdup_printf (NETWORK, words);
  s->network = vsl_network_parse (json, -1, &error);
  g_assert_no_error (error);
  s->params = vsl_params_new (s->network, &error);
  g_assert_no_error (error);
  vsl_params_init (s->params, 3);
  const VslParam *table = vsl_params_find (s->params, "words/embeddings");
  for (gsize i = 0; i < table->count; i++)
    s->params->data[table->offset + i] *= 20;          /* words make a difference */
  s->input = (VslExportInput) { .network = s->network, .params = s->params, .positive = -1, .raw_type = VSL_PIXEL_TEXT };
  s->folder = g_dir_make_tmp ("vesalius-words-XXXXXX", NULL);
  s->path = g_build_filename (s->folder, "model.onnx", NULL);
  s->beside = g_build_filename (s->folder, "model.vocabulary.json", NULL);
}

static void
tear_down (Scene *s)
{
  g_unlink (s->path);
  g_unlink (s->beside);
  g_assert_cmpint (g_rmdir (s->folder), ==, 0);        /* nothing else was left there */
  vsl_network_free (s->network);
  vsl_params_free (s->params);
  g_free (s->folder);
  g_free (s->path);
  g_free (s->beside);
}

static const char *const notes[] = { "No fever, no cough.", "患者 has a fever of 39.1, a bad cough, and no appetite", "", "Zebra!" };
#define N 4

static void
make_notes (VslImage *images)
{
  for (int i = 0; i < N; i++) {
    g_assert_true (vsl_image_alloc (&images[i], (int) strlen (notes[i]), 1, 1, VSL_PIXEL_TEXT, 8, NULL));
    memcpy (images[i].data, notes[i], strlen (notes[i]));
  }
}

static void
clear_notes (VslImage *images)
{
  for (int i = 0; i < N; i++)
    vsl_image_clear (&images[i]);
}

static JsonNode *
metadata (GBytes *bytes, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = vsl_onnx_read_metadata (bytes, key, &error);
  g_assert_no_error (error);
  JsonNode *node = text ? vsl_json_parse (text, -1, &error) : NULL;
  g_assert_no_error (error);
  return node;
}

static void
check_vocabulary (JsonArray *words, JsonObject *rules)
{
  static const char *const want[] = { "", "[UNK]", "fever", "cough", "no", "患者", "say \"aah\"" };
  g_assert_cmpuint (json_array_get_length (words), ==, G_N_ELEMENTS (want));
  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    g_assert_cmpstr (json_array_get_string_element (words, i), ==, want[i]);
  g_assert_cmpstr (json_object_get_string_member (rules, "split"), ==, "words");
  g_assert_cmpstr (json_object_get_string_member (rules, "standardize"), ==, "lower_and_strip_punctuation");
  g_assert_cmpstr (json_object_get_string_member (rules, "padding"), ==, "pre");
  g_assert_cmpstr (json_object_get_string_member (rules, "truncating"), ==, "pre");
  g_assert_cmpint (json_object_get_int_member (rules, "output_sequence_length"), ==, 6);
  g_assert_false (json_object_has_member (rules, "vocabulary"));
}

static void
test_file (void)
{
  Scene s;
  VslImage images[N];
  double difference;
  char *data;
  gsize size;
  g_autoptr (GError) error = NULL;
  set_up (&s, WORDS);
  make_notes (images);
  g_assert_true (vsl_export_file (vsl_exporter_for (s.path), NULL, &s.input, images, N, s.path, &difference, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (difference, <, 1e-5);
  g_assert_true (g_file_get_contents (s.path, &data, &size, NULL));
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
  g_autoptr (JsonNode) words = metadata (bytes, "vesalius.text.vocabulary"), rules = metadata (bytes, "vesalius.text.rules");
  check_vocabulary (json_node_get_array (words), json_node_get_object (rules));
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (s.beside, &text, NULL, NULL));
  g_autoptr (JsonNode) second = vsl_json_parse (text, -1, &error);
  g_assert_no_error (error);
  JsonObject *o = json_node_get_object (second);
  g_assert_cmpstr (json_object_get_string_member (o, "format"), ==, "vesalius-vocabulary");
  check_vocabulary (json_object_get_array_member (o, "vocabulary"), json_object_get_object_member (o, "rules"));
  clear_notes (images);
  tear_down (&s);
}

/* The bytes, given notes, answer as the engine does; and notes that differ get answers that differ. */
static void
test_answers (void)
{
  Scene s;
  VslImage images[N];
  VslReal theirs[N][3];
  g_autoptr (GError) error = NULL;
  set_up (&s, WORDS);
  make_notes (images);
  g_autoptr (GBytes) bytes = vsl_exporter_for (s.path)->make (NULL, &s.input, &error);
  g_assert_no_error (error);
  g_assert_true (vsl_onnx_run_images (bytes, images, N, 3, theirs[0], &error));
  g_autoptr (VslPlan) plan = vsl_plan_new (s.network, s.params, 1, 0, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N; i++) {
    g_assert_true (vsl_prepare_image (s.network->nodes->pdata[0], &images[i], vsl_plan_input (plan, 0), &error));
    vsl_plan_forward (plan, 1, FALSE, 0, 0);
    for (int k = 0; k < 3; k++)
      g_assert_cmpfloat (fabs ((double) vsl_plan_output (plan, 0)[k] - (double) theirs[i][k]), <, 1e-5);
  }
  for (int i = 0; i < N; i++)
    for (int j = 0; j < i; j++)
      g_assert_cmpfloat (fabs ((double) theirs[i][0] - (double) theirs[j][0]), >, 1e-4);
  clear_notes (images);
  tear_down (&s);
}

/* An exporter that forgets a word: the answers differ, and neither file appears. */
static GBytes *
make_other (gconstpointer config, const VslExportInput *input, GError **error)
{
  g_autoptr (VslNetwork) network = vsl_network_copy (input->network);
  VslTextRules *rules = vsl_prepare_text_rules (network->nodes->pdata[0]);
  g_assert_true (vsl_config_set_text (vsl_kind_find ("layer", "TextVectorization"), rules, "vocabulary", "[\"cough\", \"fever\", \"no\"]", NULL, NULL));
  VslExportInput other = *input;
  other.network = network;
  return vsl_exporter_for ("a.onnx")->make (config, &other, error);
}

static void
test_wrong_vocabulary (void)
{
  Scene s;
  VslImage images[N];
  g_autoptr (GError) error = NULL;
  set_up (&s, WORDS);
  make_notes (images);
  VslExporterClass forgetful = *vsl_exporter_for (s.path);
  forgetful.make = make_other;
  g_assert_false (vsl_export_file (&forgetful, NULL, &s.input, images, N, s.path, NULL, &error));
  g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NUMERIC);
  g_clear_error (&error);
  g_assert_false (vsl_export_file (&forgetful, NULL, &s.input, NULL, 0, s.path, NULL, &error));      /* on a note of random words */
  g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NUMERIC);
  clear_notes (images);
  tear_down (&s);
}

static void
test_incomplete (void)
{
  Scene s;
  g_autoptr (GError) error = NULL;
  set_up (&s, "");
  g_assert_false (vsl_export_file (vsl_exporter_for (s.path), NULL, &s.input, NULL, 0, s.path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "vocabulary"));
  tear_down (&s);
  g_clear_error (&error);
  set_up (&s, ", \"vocabulary\": [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]");
  g_assert_false (vsl_export_file (vsl_exporter_for (s.path), NULL, &s.input, NULL, 0, s.path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "input_dim"));
  tear_down (&s);
}

/* Where the model cannot be written, the vocabulary of an older one stays. */
static void
test_neither (void)
{
  Scene s;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  set_up (&s, WORDS);
  g_assert_cmpint (g_mkdir (s.path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (s.beside, "older", -1, NULL));
  g_assert_false (vsl_export_file (vsl_exporter_for (s.path), NULL, &s.input, NULL, 0, s.path, NULL, &error));
  g_assert_error (error, VSL_EXPORT_ERROR, VSL_ERROR_IO);
  g_assert_true (g_file_get_contents (s.beside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "older");
  g_unlink (s.beside);
  g_clear_error (&error);
  g_assert_false (vsl_export_file (vsl_exporter_for (s.path), NULL, &s.input, NULL, 0, s.path, NULL, &error));
  g_assert_false (g_file_test (s.beside, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (s.path), ==, 0);
  tear_down (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx-words/file", test_file);
  g_test_add_func ("/onnx-words/answers", test_answers);
  g_test_add_func ("/onnx-words/wrong-vocabulary", test_wrong_vocabulary);
  g_test_add_func ("/onnx-words/incomplete", test_incomplete);
  g_test_add_func ("/onnx-words/neither-file", test_neither);
  return g_test_run ();
}
