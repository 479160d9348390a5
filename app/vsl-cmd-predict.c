/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-cmd-predict.h"
#include "app/vsl-results.h"
#include "data/vsl-decoder.h"
#include "data/vsl-row.h"
#include "data/vsl-note-words.h"

/* vsl predict P.vesalius FILE... [--run N] [--text COLUMN] */
static const VslArgSpec specs[] = {
  { "--run", "N", FALSE, N_("which run; else the newest that is trained") },
  { "--text", "COLUMN", FALSE, N_("the column, or the name in JSON Lines, that has the notes") },
  { NULL },
};

static void
model_clear (VslModel *model)
{
  g_clear_pointer (&model->network, vsl_network_free);
  g_clear_pointer (&model->params, vsl_params_free);
  g_clear_pointer (&model->run, vsl_run_free);
  g_clear_pointer (&model->columns, g_ptr_array_unref);
  vsl_project_info_clear (&model->info);
}

static gboolean
model_load (VslModel *model, const char *path, int run, GError **error)
{
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, error);
  if (!project)
    return FALSE;
  run = vsl_results_pick_run (project, run, error);
  if (!run || !vsl_project_load_model (project, run, &model->network, &model->params, error))
    return FALSE;
  model->run = vsl_project_run (project, run, error);
  model->columns = vsl_project_columns (project, error);
  return model->run && model->columns && vsl_project_info (project, &model->info, error);
}

static void
set_names (JsonObject *o, const char *key, const GPtrArray *names)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (array, names->pdata[i]);
  json_object_set_array_member (o, key, array);
}

static void
print_json (const VslModel *model, const VslAnswer *a, gboolean classifies, int best)
{
  char **names = model->info.class_names;
  JsonObject *o = json_object_new (), *probabilities = json_object_new ();
  json_object_set_string_member (o, "file", a->file);
  if (a->line)
    json_object_set_int_member (o, "line", a->line);
  else if (a->note)
    json_object_set_null_member (o, "line");
  if (classifies && model->info.target == VSL_TARGET_LABELS) {
    JsonArray *labels = json_array_new ();
    for (int c = 0; c < a->n; c++)
      if (a->values[c] > 0.5)
        json_array_add_string_element (labels, names[c]);
    json_object_set_null_member (o, "label");
    json_object_set_array_member (o, "labels", labels);
  } else if (classifies)
    json_object_set_string_member (o, "label", names[best]);
  else
    json_object_set_null_member (o, "label");
  for (int c = 0; classifies && c < a->n; c++)
    json_object_set_double_member (probabilities, names[c], a->values[c]);
  json_object_set_object_member (o, "probabilities", probabilities);
  if (a->repeats)
    json_object_set_double_member (o, "error", a->error);
  if (a->told) {
    json_object_set_string_member (o, "told", a->told);
    if (a->told_words)
      json_object_set_double_member (o, "token_accuracy", 1.0 - a->told_wrong / (double) a->told_words);
    else
      json_object_set_null_member (o, "token_accuracy");
  }
  if (!classifies) {
    JsonArray *array = json_array_new ();
    for (int c = 0; c < a->n; c++)
      json_array_add_double_element (array, a->values[c]);
    json_object_set_array_member (o, "values", array);
    if (model->info.target == VSL_TARGET_NUMBER && a->n == 1 && !a->repeats)
      json_object_set_double_member (o, "value", a->values[0]);
  }
  if (a->note) {
    json_object_set_int_member (o, "words", a->words);
    json_object_set_double_member (o, "unknown_words", a->words ? 1.0 - a->known / (double) a->words : 1.0);
  }
  if (a->unreadable) {
    set_names (o, "unreadable", a->unreadable);
    set_names (o, "unknown", a->unknown);
  }
  vsl_print_json (o);
}

/* The labels that hold, each with its probability. */
static void
print_labels (const VslModel *model, const VslAnswer *a, const char *where)
{
  gboolean any = FALSE;
  vsl_print ("%s:", where);
  for (int c = 0; c < a->n; c++)
    if (a->values[c] > 0.5) {
      vsl_print ("%s %s (%.4f)", any ? "," : "", model->info.class_names[c], a->values[c]);
      any = TRUE;
    }
  vsl_print ("%s\n", any ? "" : _(" none of the labels"));
}

static gboolean
reads_rows (const VslNetwork *network)
{
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (network);
  for (guint i = 0; i < inputs->len; i++)
    if (vsl_row_input (inputs->pdata[i]))
      return TRUE;
  return inputs->len > 1;
}

/* A line for people, or of JSON. */
void
_vsl_predict_print (const VslModel *model, const VslAnswer *a)
{
  int known = model->info.class_names ? (int) g_strv_length (model->info.class_names) : 0, best = 0;
  gboolean classifies = a->classes == known && a->classes > 0 && vsl_results_classifies (model->run->options, model->network);
  g_autofree char *where = a->line ? g_strdup_printf (_("%s, line %d"), a->file, a->line) : g_strdup (a->file);
  for (int c = 1; c < a->n; c++)
    if (a->values[c] > a->values[best])
      best = c;
  if (model->json)
    print_json (model, a, classifies, best);
  else if (classifies && model->info.target == VSL_TARGET_LABELS)
    print_labels (model, a, where);
  else if (classifies)
    vsl_print ("%s: %s (%.4f)\n", where, model->info.class_names[best], a->values[best]);
  else if (a->told)
    vsl_print (ngettext ("%s: error %.6g, %u of %u word told right: %s\n", "%s: error %.6g, %u of %u words told right: %s\n", a->told_words), where, a->error,
               a->told_words - a->told_wrong, a->told_words, a->told);
  else if (a->repeats)
    vsl_print (_("%s: error %.6g\n"), where, a->error);
  else if (a->n == 1)
    vsl_print ("%s: %g\n", where, a->values[0]);
  else
    vsl_print (ngettext ("%s: %d number; --json shows it\n", "%s: %d numbers; --json shows them\n", a->n), where, a->n);
  if (a->note && a->known == 0)
    vsl_say (a->words ? _("%s: the network knows none of its words, so the answer says nothing about this note.")
                      : _("%s: it has no words, so the answer says nothing about this note."), where);
}

static gboolean
predict_scan (const VslModel *model, const char *file, GError **error)
{
  VslImage image = { 0 };
  VslScanInfo info;
  int n = 0, classes = 0;
  double far = NAN;
  gboolean decoded = vsl_decode_file (file, &image, &info, error);
  vsl_scan_info_clear (&info);
  g_autofree double *values = decoded ? vsl_predict_image (model->network, model->params, &image, &classes, &n, &far, error) : NULL;
  vsl_image_clear (&image);
  if (!values) {
    if (decoded)      /* the decoder names the file itself */
      g_prefix_error (error, "%s: ", file);
    return FALSE;
  }
  _vsl_predict_print (model, &(VslAnswer) { .file = file, .classes = classes, .n = n, .values = values, .error = far, .repeats = !isnan (far) });
  return TRUE;
}

static int
predict_scans (const VslModel *model, const char *const *files)
{
  int code = VSL_EXIT_OK;
  if (model->text)
    return vsl_wrong_usage (_("--text: this network reads scans, not notes in a table. Leave it out."));
  for (int i = 0; files[i]; i++) {
    g_autoptr (GError) error = NULL;
    if (!predict_scan (model, files[i], &error))
      code = vsl_failed (error);
  }
  return code;
}

int
vsl_cmd_predict (int argc, char **argv)
{
  gint64 run = 0;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 2, G_MAXUINT);
  if (!args || !vsl_args_int (args, "--run", 1, G_MAXINT, &run))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = NULL;
  VslModel model = { .json = args->json, .text = vsl_args_get (args, "--text") };
  int code;
  if (model_load (&model, vsl_args_word (args, 0), (int) run, &error))
    files = _vsl_predict_files (args->words, 1, reads_rows (model.network) ? VSL_SAMPLE_TABLE : vsl_network_text_rules (model.network) ? VSL_SAMPLE_NOTE : VSL_SAMPLE_SCAN,
                                &error);
  if (!files)
    code = vsl_failed (error);
  else if (reads_rows (model.network))
    code = _vsl_predict_rows (&model, (const char *const *) files) ? VSL_EXIT_OK : VSL_EXIT_FAILED;
  else if (vsl_network_text_rules (model.network))
    code = _vsl_predict_notes (&model, (const char *const *) files) ? VSL_EXIT_OK : VSL_EXIT_FAILED;
  else
    code = predict_scans (&model, (const char *const *) files);
  model_clear (&model);
  return code;
}
