/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"
#include "app/vsl-results.h"
#include "data/vsl-decoder.h"

/* vsl predict P.vesalius FILE... [--run N] */
static const VslArgSpec specs[] = { { "--run", "N" }, { NULL } };

typedef struct {
  VslNetwork *network;
  VslParams *params;
  VslRun *run;
  VslProjectInfo info;
} Model;

static void
model_clear (Model *model)
{
  g_clear_pointer (&model->network, vsl_network_free);
  g_clear_pointer (&model->params, vsl_params_free);
  g_clear_pointer (&model->run, vsl_run_free);
  vsl_project_info_clear (&model->info);
}

static gboolean
model_load (Model *model, const char *path, int run, GError **error)
{
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_READ, error);
  if (!project)
    return FALSE;
  run = vsl_results_pick_run (project, run, error);
  if (!run || !vsl_project_load_model (project, run, &model->network, &model->params, error))
    return FALSE;
  model->run = vsl_project_run (project, run, error);
  return model->run && vsl_project_info (project, &model->info, error);
}

static void
print_json (const Model *model, const char *file, const double *values, int n, gboolean classifies, int best)
{
  char **names = model->info.class_names;
  JsonObject *o = json_object_new (), *probabilities = json_object_new ();
  json_object_set_string_member (o, "file", file);
  if (classifies)
    json_object_set_string_member (o, "label", names[best]);
  else
    json_object_set_null_member (o, "label");
  for (int c = 0; classifies && c < n; c++)
    json_object_set_double_member (probabilities, names[c], values[c]);
  json_object_set_object_member (o, "probabilities", probabilities);
  if (!classifies) {
    JsonArray *array = json_array_new ();
    for (int c = 0; c < n; c++)
      json_array_add_double_element (array, values[c]);
    json_object_set_array_member (o, "values", array);
  }
  vsl_print_json (o);
}

static gboolean
predict (const Model *model, const char *file, gboolean json, GError **error)
{
  VslImage image = { 0 };
  VslDecodeInfo info = { 0 };
  int n = 0, classes = 0;
  gboolean decoded = vsl_decode_file (file, &image, &info, error);
  vsl_decode_info_clear (&info);
  g_autofree double *values = decoded ? vsl_predict_image (model->network, model->params, &image, &classes, &n, error) : NULL;
  vsl_image_clear (&image);
  if (!values) {
    if (decoded)      /* the decoder names the file itself */
      g_prefix_error (error, "%s: ", file);
    return FALSE;
  }
  int known = model->info.class_names ? (int) g_strv_length (model->info.class_names) : 0, best = 0;
  gboolean classifies = classes == known && classes > 0 && vsl_results_classifies (model->run->options, model->network);
  for (int c = 1; c < n; c++)
    if (values[c] > values[best])
      best = c;
  if (json)
    print_json (model, file, values, n, classifies, best);
  else if (classifies)
    vsl_print ("%s: %s (%.4f)\n", file, model->info.class_names[best], values[best]);
  else if (n == 1)
    vsl_print ("%s: %g\n", file, values[0]);
  else
    vsl_print (ngettext ("%s: %d number; --json shows it\n", "%s: %d numbers; --json shows them\n", n), file, n);
  return TRUE;
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
  Model model = { NULL };
  int code = VSL_EXIT_OK;
  if (!model_load (&model, vsl_args_word (args, 0), (int) run, &error))
    code = vsl_failed (error);
  for (guint i = 1; model.run && code != VSL_EXIT_USAGE && i < args->words->len && !error; i++) {
    g_autoptr (GError) own = NULL;
    if (!predict (&model, vsl_args_word (args, i), args->json, &own))
      code = vsl_failed (own);
  }
  model_clear (&model);
  return code;
}
