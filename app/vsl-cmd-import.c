/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-check.h"
#include "app/vsl-cmd-columns.h"
#include "app/vsl-cmd-import.h"
#include "data/vsl-decoder-pool.h"

/* vsl import P.vesalius PATH... [--labels …] [--label …] [--target …] [--columns …] [--key …] [--patients …] [--split …] [--positive …] [--text …]
 * [--note …] [--seed N] */
static const VslArgSpec specs[] = {
  { "--labels", "folder|FILE.csv", FALSE, N_("where classes come from: the folders' names, or a table") },
  { "--key", "COLUMN[=path|name|stem|patient|accession]", FALSE, N_("which column of the table finds the files, and by what of them") },
  { "--label", "COLUMN[,COLUMN...]", FALSE, N_("the column to be told; several columns of 1 and 0 are several labels") },
  { "--target", "class|number|labels", FALSE, N_("what the labels are, when it is not clear by itself") },
  { "--columns", "auto|COLUMN[=TYPE],...", FALSE, N_("the columns that the network sees, and of which type; -COLUMN leaves one out") },
  { "--note", "COLUMN", FALSE, N_("with scans: the column that has the note of each") },
  { "--text", "COLUMN", FALSE, N_("the column, or the name in JSON Lines, that has the notes") },
  { "--keep", "COLUMN", TRUE, N_("a column to be kept beside the samples, which no network sees; may be repeated") },
  { "--patients", "COLUMN|PATTERN|dicom", FALSE, N_("who a sample is of: a column, a pattern over the path with one group, or DICOM headers") },
  { "--split", "70/15/15|COLUMN", FALSE, N_("shares of train, validation and test, or a column that says them") },
  { "--split-by", "patient|study|COLUMN", FALSE, N_("what stays on one side; a column of dates divides in time") },
  { "--folds", "K", FALSE, N_("K equal parts instead of shares") },
  { "--fold", "I", FALSE, N_("which of them is test; 1 unless given") },
  { "--positive", "CLASS", FALSE, N_("of two classes the one that is looked for; else the last") },
  { "--volumes", "series|slices", FALSE, N_("whether DICOM slices of a series become one volume") },
  { "--burned-in", "keep|leave-out", FALSE, N_("what becomes of scans in whose picture text is suspected; kept unless given") },
  { "--known", "keep|leave-out", FALSE, N_("what becomes of samples that the project has already; kept unless given") },
  { "--deidentify", "on|off", FALSE, N_("whether notes are masked on their way in; on unless given") },
  { "--replace-labels", NULL, FALSE, N_("labels of samples that have one already are replaced by the table's") },
  { "--seed", "N", FALSE, N_("of the split; 0 unless given") },
  { NULL },
};

static gboolean
take_options (const VslArgs *args, VslImportOptions *options)
{
  options->labels = g_strdup (vsl_args_get (args, "--labels"));
  options->patients = g_strdup (vsl_args_get (args, "--patients"));
  options->split = g_strdup (vsl_args_get (args, "--split"));
  options->positive = g_strdup (vsl_args_get (args, "--positive"));
  options->text = g_strdup (vsl_args_get (args, "--text"));
  options->volumes = g_strdup (vsl_args_get (args, "--volumes"));
  options->burned_in = g_strdup (vsl_args_get (args, "--burned-in"));
  options->known = g_strdup (vsl_args_get (args, "--known"));
  options->split_by = g_strdup (vsl_args_get (args, "--split-by"));
  gint64 folds = 0, fold = 0;
  if (!vsl_args_int (args, "--folds", 3, VSL_MOST_FOLDS, &folds) || !vsl_args_int (args, "--fold", 1, VSL_MOST_FOLDS, &fold))
    return FALSE;
  if (fold > folds) {
    vsl_wrong_usage (_("--fold takes a number up to that of --folds."));
    return FALSE;
  }
  options->folds = (guint) folds;
  options->fold = (guint) fold;
  options->columns = g_strdup (vsl_args_get (args, "--columns"));
  GPtrArray *keep = vsl_args_all (args, "--keep");
  options->keep = keep ? g_new0 (char *, keep->len + 1) : NULL;
  for (guint i = 0; keep && i < keep->len; i++)
    options->keep[i] = g_strdup (keep->pdata[i]);
  options->note = g_strdup (vsl_args_get (args, "--note"));
  options->key = g_strdup (vsl_args_get (args, "--key"));
  const char *label = vsl_args_get (args, "--label"), *target = vsl_args_get (args, "--target");
  options->label = label ? g_strsplit (label, ",", -1) : NULL;
  for (int i = 0; options->label && options->label[i]; i++)
    g_strstrip (options->label[i]);
  for (int i = 0; target && vsl_target_names[i]; i++)
    if (g_str_equal (target, vsl_target_names[i]))
      options->target = i + 1;
  if (target && !options->target) {
    vsl_wrong_usage (_("--target takes class, number or labels, not “%s”."), target);
    return FALSE;
  }
  options->keep_identifiers = g_strcmp0 (vsl_args_get (args, "--deidentify"), "off") == 0;
  return vsl_args_seed (args, &options->seed);
}

/* What came in, and the classes of the project that no training sample has: taken in all the same, but nothing can learn them. */
typedef struct {
  VslImportPlan *plan;
  VslImportResult *result;
  GPtrArray *not_in_training;      /* of char * */
  VslImportReport more;
} Imported;

static void
imported_clear (Imported *in)
{
  g_clear_pointer (&in->plan, vsl_import_plan_free);
  g_clear_pointer (&in->result, vsl_import_result_free);
  g_clear_pointer (&in->not_in_training, g_ptr_array_unref);
  _vsl_import_report_clear (&in->more);
}

/* How many of each type were masked; null where nobody looked. */
JsonNode *
vsl_import_masked_to_json (const VslImportResult *result)
{
  if (!result->deidentified)
    return json_node_init_null (json_node_alloc ());
  g_autoptr (JsonObject) counts = json_object_new ();
  for (int t = 0; t < VSL_N_DEID; t++)
    if (result->masked[t])
      json_object_set_int_member (counts, vsl_deid_type_names[t], (gint64) result->masked[t]);
  return json_node_init_object (json_node_alloc (), counts);
}

void
vsl_import_print_masked (const VslImportPlan *plan, const VslImportResult *result)
{
  gboolean notes = plan->kind == VSL_SAMPLE_NOTE || plan->options.note, keep = plan->options.keep && *plan->options.keep;
  guint64 all = 0;
  for (int t = 0; t < VSL_N_DEID; t++)
    all += result->masked[t];
  if (!result->deidentified) {
    if (notes)
      vsl_print (_("Identifiers in the notes were not looked for.\n"));
    if (keep)
      vsl_print (_("Identifiers in the kept columns were not looked for: the project has them as they stand in the table.\n"));
    return;
  }
  if (keep)
    vsl_print (result->kept_masked ? ngettext ("%u cell of the kept columns was masked; look at them, rules miss some identifiers.\n",
                                               "%u cells of the kept columns were masked; look at them, rules miss some identifiers.\n", result->kept_masked)
                                   : ngettext ("Nothing was found to be masked in the kept columns; rules miss some identifiers.\n",
                                               "Nothing was found to be masked in the kept columns; rules miss some identifiers.\n", 1), result->kept_masked);
  if (notes)
    vsl_print (all ? _("Masked in the notes (review needed, rules miss some identifiers):\n") : _("No identifiers were found in the notes; rules miss some.\n"));
  for (int t = 0; t < VSL_N_DEID; t++)
    if (result->masked[t])
      vsl_print ("  %-24s %" G_GUINT64_FORMAT "\n", vsl_deid_type_names[t], result->masked[t]);
}

static void
print_json (const Imported *in)
{
  const VslImportPlan *plan = in->plan;
  const VslImportResult *result = in->result;
  JsonArray *missing = json_array_new ();
  JsonObject *o = json_object_new (), *classes = json_object_new (), *splits = json_object_new ();
  json_object_set_string_member (o, "event", "imported");
  json_object_set_int_member (o, "samples", result->imported);
  json_object_set_string_member (o, "kind", vsl_sample_kind_names[plan->kind]);
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
  json_object_set_int_member (o, "volumes", plan->n_volumes);
  json_object_set_int_member (o, "burned_in", result->burned_in);
  json_object_set_int_member (o, "unlabelled", result->unlabelled);
  json_object_set_int_member (o, "copies", result->copies);
  json_object_set_int_member (o, "look_alikes", result->look_alikes);
  json_object_set_int_member (o, "crowded", result->crowded);
  if (plan->patient_name)
    json_object_set_string_member (o, "patients_column", plan->patient_name);
  json_object_set_boolean_member (o, "one_folder", plan->one_folder);
  if (plan->no_classes)
    json_object_set_string_member (o, "no_classes", vsl_no_classes_names[plan->no_classes]);
  else
    json_object_set_null_member (o, "no_classes");
  if (plan->join.column) {
    JsonObject *join = json_object_new ();
    json_object_set_string_member (join, "column", plan->join.column);
    json_object_set_string_member (join, "by", vsl_join_by_names[plan->join.by]);
    json_object_set_int_member (join, "matched", plan->join.matched);
    json_object_set_int_member (join, "files_without_row", plan->join.files_without_row);
    json_object_set_int_member (join, "rows_without_file", plan->join.rows_without_file);
    json_object_set_int_member (join, "doubled", plan->join.doubled);
    json_object_set_int_member (join, "conflicts", plan->join.conflicts);
    json_object_set_object_member (o, "joined", join);
  }
  json_object_set_string_member (o, "target", vsl_target_names[plan->target]);
  if (plan->target == VSL_TARGET_NUMBER && plan->target_name)
    json_object_set_string_member (o, "target_name", plan->target_name);
  if (plan->columns)
    json_object_set_array_member (o, "columns", _vsl_columns_to_json (plan->columns));
  if (plan->options.keep)
    json_object_set_int_member (o, "masked_cells", result->kept_masked);
  if (plan->kind == VSL_SAMPLE_NOTE || plan->options.note || plan->options.keep)
    json_object_set_member (o, "deidentified", vsl_import_masked_to_json (result));
  for (guint i = 0; i < in->not_in_training->len; i++)
    json_array_add_string_element (missing, in->not_in_training->pdata[i]);
  json_object_set_array_member (o, "not_in_training", missing);
  _vsl_import_report_json (o, plan, result, &in->more);
  vsl_print_json (o);
}

/* A person has to look at these. Their names are shown now, and are not kept. */
static void
print_burned_in (const VslImportResult *result, gboolean json)
{
  if (!result->burned_in)
    return;
  if (!json) {
    for (guint i = 0; i < result->burned_in_files->len; i++)
      vsl_say (_("there may be text in the picture: %s"), (char *) result->burned_in_files->pdata[i]);
    vsl_say (ngettext ("%u scan may have names or other text in its picture: look at it (“vsl samples P.vesalius --finding burned_in” has its number).",
                       "%u scans may have names or other text in their pictures: look at them (“vsl samples P.vesalius --finding burned_in” has their numbers).",
                       result->burned_in), result->burned_in);
    return;
  }
  JsonObject *o = json_object_new ();
  JsonArray *files = json_array_new ();
  json_object_set_string_member (o, "event", "burned_in");
  json_object_set_int_member (o, "count", result->burned_in);
  for (guint i = 0; i < result->burned_in_files->len; i++)
    json_array_add_string_element (files, result->burned_in_files->pdata[i]);
  json_object_set_array_member (o, "files", files);
  vsl_print_json (o);
}

static void
print_people (const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *more)
{
  vsl_print ("%s\n", plan->title);
  vsl_print (ngettext ("%u sample taken in", "%u samples taken in", result->imported), result->imported);
  if (result->n_patients)
    vsl_print (ngettext (", of %u patient", ", of %u patients", result->n_patients), result->n_patients);
  g_autofree char *left = vsl_left_out_counts (result->left_out);
  vsl_print (left ? _("; left out: %s.\n") : _("; nothing left out.\n"), left);
  if (plan->no_classes > VSL_NO_CLASSES_ONE_FOLDER)
    vsl_print ("%s\n", plan->detail);
  for (guint c = 0; plan->classes && plan->classes[c] && c < G_N_ELEMENTS (result->class_counts); c++)
    vsl_print ("  %-24s %u%s\n", plan->classes[c], result->class_counts[c],
               (int) c == plan->positive && g_strv_length (plan->classes) == 2 ? _("  (positive)") : "");
  for (int s = 0; s < VSL_N_SPLITS; s++)
    vsl_print ("  %-24s %u\n", vsl_split_names[s], result->split_counts[s]);
  _vsl_import_report_people (plan, result, more);
  if (plan->join.column)
    vsl_print (_("  files with a row: %u; without: %u; rows without a file: %u; contradicting: %u\n"), plan->join.matched, plan->join.files_without_row,
               plan->join.rows_without_file, plan->join.conflicts);
  if (result->unlabelled)
    vsl_print (ngettext ("  %u sample has no label and is not learnt from\n", "  %u samples have no label and are not learnt from\n", result->unlabelled), result->unlabelled);
  g_autofree char *twins = vsl_check_twins_text (result);
  if (twins)
    vsl_print ("%s\n", twins);
  _vsl_columns_print (plan->columns);
  if (plan->kind == VSL_SAMPLE_NOTE || plan->options.note || plan->options.keep)
    vsl_import_print_masked (plan, result);
}

gboolean
vsl_import_find_unlearnable (VslProject *project, GPtrArray *names, GError **error)
{
  VslProjectInfo info = { 0 };
  if (!vsl_project_info (project, &info, error))
    return FALSE;
  g_autoptr (GArray) samples = vsl_project_samples (project, error);
  g_autofree gboolean *not = samples ? vsl_check_unlearnable (&info, samples) : NULL;
  for (guint c = 0; not && info.class_names && info.class_names[c]; c++)
    if (not[c])
      g_ptr_array_add (names, g_strdup (info.class_names[c]));
  vsl_project_info_clear (&info);
  return samples != NULL;
}

/* What only stored samples know, such as the study of DICOM files, divides the whole project once they are in. */
static gboolean
split_stored (VslProject *project, const VslImportPlan *plan, GError **error)
{
  const VslImportOptions *o = &plan->options;
  VslSplitRule rule = { .seed = o->seed, .folds = o->folds, .fold = o->folds ? MAX (o->fold, 1) : 0 };
  VslSplitSummary summary;
  g_autoptr (GArray) changes = NULL;
  for (guint i = 0; i < plan->items->len; i++)
    if (((const VslImportItem *) g_ptr_array_index (plan->items, i))->group)
      return TRUE;
  if (!o->split_by || g_str_equal (o->split_by, "patient"))
    return TRUE;
  memcpy (rule.fractions, plan->fractions, sizeof rule.fractions);
  return vsl_check_divide (project, &rule, o->split_by, &changes, &summary, vsl_progress_line, (gpointer) _("Looking for copies"), error)
         && vsl_project_mend (project, (const VslChange *) (gpointer) changes->data, changes->len, "split", error);
}

static gboolean
has_classes (VslProject *project, gboolean *has, GError **error)
{
  VslProjectInfo info = { 0 };
  gboolean ok = vsl_project_info (project, &info, error);
  *has = ok && info.target == VSL_TARGET_CLASS && info.class_names && *info.class_names;
  vsl_project_info_clear (&info);
  return ok;
}

/* Counts of the splits are those that the project has now, where it was divided after the import. */
static gboolean
take_in (const VslArgs *args, Imported *in, GError **error)
{
  VslImportOptions options = { 0 };
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_WRITE, error);
  if (!project)
    return FALSE;
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  for (guint i = 1; i < args->words->len; i++)
    g_ptr_array_add (paths, g_ptr_array_index (args->words, i));
  g_ptr_array_add (paths, NULL);
  take_options (args, &options);
  if (!has_classes (project, &options.has_classes, error)) {
    vsl_import_options_clear (&options);
    return FALSE;
  }
  in->plan = vsl_import_look ((const char *const *) paths->pdata, &options, vsl_progress_line, (gpointer) _("Looking at the files"), error);
  vsl_import_options_clear (&options);
  if (!in->plan)
    return FALSE;
  if (g_strcmp0 (in->plan->options.known, "leave-out") == 0 && !(in->plan->known = vsl_project_known (project, error)))
    return FALSE;
  in->result = vsl_import_run (in->plan, vsl_project_sink (), project, vsl_progress_line, (gpointer) _("Importing"), error);
  gboolean ok = in->result && vsl_check_settle_import (project, in->plan, in->result, vsl_progress_line, (gpointer) _("Looking for copies"), error)
                && split_stored (project, in->plan, error) && vsl_note_import (project, in->plan, in->result, error)
                && vsl_import_find_unlearnable (project, in->not_in_training, error) && _vsl_import_report_find (project, in->plan, in->result, &in->more, error);
  vsl_progress_end ();
  return ok;
}

/* Identifiers among the values that a person asked for, and who the patients are. */
static void
say_columns (const VslImportPlan *plan)
{
  for (guint i = 0; plan->columns && i < plan->columns->len; i++) {
    const VslColumn *c = plan->columns->pdata[i];
    if (c->taken && vsl_column_names_identifier (c->name))
      vsl_say (_("The column “%s” tells by its name who or which: its values now stand readable in the project."), c->name);
  }
  if (plan->patient_name && !plan->options.patients)
    vsl_say (_("Patients are those of the column “%s”; --patients COLUMN takes another one."), plan->patient_name);
}

static int
report (const Imported *in, gboolean json)
{
  _vsl_import_report_left_out (in->result->left_out, json);
  _vsl_import_report_before (in->plan, in->result, &in->more, json);
  print_burned_in (in->result, json);
  if (json)
    print_json (in);
  else
    print_people (in->plan, in->result, &in->more);
  say_columns (in->plan);
  if (in->plan->one_folder)
    vsl_say (_("All files stand in one folder: no class was made of it, so nothing is to be learnt yet. Give --labels FILE.csv with a table of labels, a folder "
               "that has a folder for each class, or --labels folder if it is one class of several that are to come."));
  for (guint i = 0; i < in->not_in_training->len; i++)
    vsl_say (_("The class “%s” has no sample in the training split, so a network cannot learn it."), (char *) in->not_in_training->pdata[i]);
  g_autofree char *warning = vsl_decoder_pool_warning ();
  if (warning)
    vsl_say ("%s", warning);
  if (!in->result->imported)
    vsl_say (_("Nothing was taken in."));
  return in->result->imported ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}

/* What is said of two options, whichever form it is; a table alone takes no files, and replaces nothing with them. */
static int
check_words (const VslArgs *args)
{
  const char *volumes = vsl_args_get (args, "--volumes");
  if (volumes && !g_str_equal (volumes, "series") && !g_str_equal (volumes, "slices"))
    return vsl_wrong_usage (_("--volumes: series or slices is expected."));
  const char *burned_in = vsl_args_get (args, "--burned-in");
  if (burned_in && !g_str_equal (burned_in, "keep") && !g_str_equal (burned_in, "leave-out"))
    return vsl_wrong_usage (_("--burned-in: keep or leave-out is expected."));
  const char *known = vsl_args_get (args, "--known");
  if (known && !g_str_equal (known, "keep") && !g_str_equal (known, "leave-out"))
    return vsl_wrong_usage (_("--known: keep or leave-out is expected."));
  const char *deidentify = vsl_args_get (args, "--deidentify");
  if (deidentify && !g_str_equal (deidentify, "on") && !g_str_equal (deidentify, "off"))
    return vsl_wrong_usage (_("--deidentify is on or off, not “%s”."), deidentify);
  const char *labels = vsl_args_get (args, "--labels");
  if (args->words->len == 1 && (!labels || g_str_equal (labels, "folder")))
    return vsl_wrong_usage (_("vsl import: something is missing: give files or a folder; or, for what the project has already, only a table: --labels FILE.csv"));
  if (args->words->len > 1 && vsl_args_has (args, "--replace-labels"))
    return vsl_wrong_usage (_("--replace-labels is for a table without files: vsl import P.vesalius --labels FILE.csv --replace-labels"));
  return VSL_EXIT_OK;
}

static int
import_files (const VslArgs *args)
{
  g_autoptr (GError) error = NULL;
  Imported in = { .not_in_training = g_ptr_array_new_with_free_func (g_free) };
  gboolean done = take_in (args, &in, &error);
  int code = done ? report (&in, args->json) : vsl_failed (error);
  if (!done && g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG))
    code = VSL_EXIT_USAGE;
  imported_clear (&in);
  return code;
}

int
vsl_cmd_import (int argc, char **argv)
{
  VslImportOptions options = { 0 };
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, G_MAXUINT);
  gboolean usable = args && (args->done || take_options (args, &options));
  int code = !usable ? VSL_EXIT_USAGE : args->done ? VSL_EXIT_OK : check_words (args);
  if (code == VSL_EXIT_OK && !args->done && args->words->len == 1)
    code = vsl_import_table_here (args, &options);
  else if (code == VSL_EXIT_OK && !args->done)
    code = import_files (args);
  vsl_import_options_clear (&options);
  return code;
}
