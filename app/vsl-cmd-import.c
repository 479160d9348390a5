/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"

/* vsl import P.vesalius PATH... [--labels …] [--patients …] [--split …] [--positive …] [--seed N] */
static const VslArgSpec specs[] = {
  { "--labels", "folder|FILE.csv" }, { "--patients", "COLUMN|PATTERN" }, { "--split", "70/15/15|COLUMN" }, { "--positive", "CLASS" },
  { "--keep", "COLUMN", TRUE }, { "--seed", "N" }, { NULL },
};

static const char *const kinds[] = { "scan", "note", "table" };

static gboolean
take_options (const VslArgs *args, VslImportOptions *options)
{
  options->labels = g_strdup (vsl_args_get (args, "--labels"));
  options->patients = g_strdup (vsl_args_get (args, "--patients"));
  options->split = g_strdup (vsl_args_get (args, "--split"));
  options->positive = g_strdup (vsl_args_get (args, "--positive"));
  return vsl_args_seed (args, &options->seed);
}

static void
print_left_out (const VslLeftOut *left, gboolean json)
{
  if (!json) {
    if (left->line)
      vsl_say (_("left out: %s, line %d: %s"), left->file, left->line, left->reason);
    else
      vsl_say (_("left out: %s: %s"), left->file, left->reason);
    return;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "left_out");
  json_object_set_string_member (o, "file", left->file);
  if (left->line)
    json_object_set_int_member (o, "line", left->line);
  else
    json_object_set_null_member (o, "line");
  json_object_set_string_member (o, "reason", left->reason);
  vsl_print_json (o);
}

static void
print_json (const VslImportPlan *plan, const VslImportResult *result)
{
  JsonObject *o = json_object_new (), *classes = json_object_new (), *splits = json_object_new ();
  json_object_set_string_member (o, "event", "imported");
  json_object_set_int_member (o, "samples", result->imported);
  json_object_set_string_member (o, "kind", kinds[plan->kind]);
  for (guint c = 0; plan->classes && plan->classes[c] && c < G_N_ELEMENTS (result->class_counts); c++)
    json_object_set_int_member (classes, plan->classes[c], result->class_counts[c]);
  json_object_set_object_member (o, "classes", classes);
  if (result->n_patients)
    json_object_set_int_member (o, "patients", result->n_patients);
  else
    json_object_set_null_member (o, "patients");
  for (int s = 0; s < VSL_N_SPLITS; s++)
    if (result->split_counts[s])
      json_object_set_int_member (splits, vsl_split_names[s], result->split_counts[s]);
  json_object_set_object_member (o, "splits", splits);
  json_object_set_int_member (o, "left_out", result->left_out->len);
  vsl_print_json (o);
}

static void
print_people (const VslImportPlan *plan, const VslImportResult *result)
{
  vsl_print ("%s\n", plan->title);
  vsl_print (ngettext ("%u sample taken in", "%u samples taken in", result->imported), result->imported);
  if (result->n_patients)
    vsl_print (ngettext (", of %u patient", ", of %u patients", result->n_patients), result->n_patients);
  vsl_print (ngettext ("; %u file left out.\n", "; %u files left out.\n", result->left_out->len), result->left_out->len);
  for (guint c = 0; plan->classes && plan->classes[c] && c < G_N_ELEMENTS (result->class_counts); c++)
    vsl_print ("  %-24s %u%s\n", plan->classes[c], result->class_counts[c],
               (int) c == plan->positive && g_strv_length (plan->classes) == 2 ? _("  (positive)") : "");
  for (int s = 0; s < VSL_N_SPLITS; s++)
    vsl_print ("  %-24s %u\n", vsl_split_names[s], result->split_counts[s]);
}

static VslImportResult *
take_in (const VslArgs *args, VslImportPlan **plan, GError **error)
{
  VslImportOptions options = { 0 };
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_WRITE, error);
  if (!project)
    return NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  for (guint i = 1; i < args->words->len; i++)
    g_ptr_array_add (paths, g_ptr_array_index (args->words, i));
  g_ptr_array_add (paths, NULL);
  take_options (args, &options);
  *plan = vsl_import_look ((const char *const *) paths->pdata, &options, vsl_progress_line, (gpointer) _("Looking at the files"), error);
  vsl_import_options_clear (&options);
  if (!*plan)
    return NULL;
  VslImportResult *result = vsl_import_run (*plan, vsl_project_sink (), project, vsl_progress_line, (gpointer) _("Importing"), error);
  vsl_progress_end ();
  return result;
}

int
vsl_cmd_import (int argc, char **argv)
{
  guint64 seed = 0;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 2, G_MAXUINT);
  if (!args || !vsl_args_seed (args, &seed))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  if (vsl_args_has (args, "--keep"))
    return vsl_wrong_usage (_("--keep: further columns are not stored yet. Leave it out; path, label, patient_id and split are taken."));
  g_autoptr (GError) error = NULL;
  g_autoptr (VslImportPlan) plan = NULL;
  VslImportResult *result = take_in (args, &plan, &error);
  if (!result) {
    vsl_failed (error);
    return g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG) ? VSL_EXIT_USAGE : VSL_EXIT_FAILED;
  }
  for (guint i = 0; i < result->left_out->len; i++)
    print_left_out (g_ptr_array_index (result->left_out, i), args->json);
  if (args->json)
    print_json (plan, result);
  else
    print_people (plan, result);
  gboolean any = result->imported > 0;
  vsl_import_result_free (result);
  if (!any)
    vsl_say (_("Nothing was taken in."));
  return any ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}
