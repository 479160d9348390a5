/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl import P.vesalius --labels FILE.csv: a table for samples that the project has already. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/vsl-cmd-columns.h"
#include "app/vsl-cmd-import.h"
#include "core/vsl-error.h"
#include "project/vsl-project-join.h"

#define SHOWN 20                /* samples that are named one by one on a screen; JSON names all */

typedef struct {
  VslImportPlan *plan;
  VslJoined *joined;
  GPtrArray *not_in_training;   /* of char * */
  guint n;                      /* samples of the project */
  gboolean replace;
} Here;

static void
here_clear (Here *here)
{
  g_clear_pointer (&here->plan, vsl_import_plan_free);
  g_clear_pointer (&here->joined, vsl_joined_free);
  g_clear_pointer (&here->not_in_training, g_ptr_array_unref);
}

/* ---- doing it ---- */

static gboolean
nothing_to_tell (const VslImportPlan *plan, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", plan->table->header);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG,
               _("No column of the table is called label, class or diagnosis: name the one that has the labels with --label. The columns are: %s"), all);
  return FALSE;
}

static gboolean
take (const VslArgs *args, const VslImportOptions *options, Here *here, GError **error)
{
  VslProjectInfo info = { 0 };
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_WRITE, error);
  g_autoptr (GArray) stored = project ? vsl_project_stored_samples (project, error) : NULL;
  if (!stored || !vsl_project_info (project, &info, error))
    return FALSE;
  here->n = info.n;
  VslSampleKind kind = info.kind;
  vsl_project_info_clear (&info);
  if (!here->n) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no samples yet: give the folder of scans as well"), vsl_args_word (args, 0));
    return FALSE;
  }
  here->plan = vsl_import_look_here (options->labels, (const VslStoredSample *) (gpointer) stored->data, stored->len, kind, options, vsl_progress_line,
                                     (gpointer) _("Looking at the table"), error);
  if (!here->plan || (!vsl_import_plan_tells (here->plan) && !nothing_to_tell (here->plan, error)))
    return FALSE;
  here->joined = vsl_project_join (project, here->plan, here->replace, error);
  vsl_progress_end ();
  return here->joined && vsl_import_find_unlearnable (project, here->not_in_training, error);
}

/* ---- telling it ---- */

static void
print_sample (const VslLeftOut *left)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "without_row");
  json_object_set_int_member (o, "sample", left->sample);
  json_object_set_string_member (o, "reason", left->reason);
  vsl_print_json (o);
}

static void
print_left_out (const Here *here, gboolean json)
{
  guint samples = 0;
  for (guint i = 0; i < here->plan->left_out->len; i++) {
    const VslLeftOut *left = here->plan->left_out->pdata[i];
    if (!left->sample)
      _vsl_import_report_one (left, json);
    else if (json)
      print_sample (left);
    else if (samples++ < SHOWN)
      vsl_say ("%s: %s", left->file, left->reason);
  }
  if (samples > SHOWN)
    vsl_say (ngettext ("… and %u more", "… and %u more", samples - SHOWN), samples - SHOWN);
}

static void
print_differing (const Here *here, gboolean json)
{
  const GPtrArray *differing = here->joined->differing;
  for (guint i = 0; i < differing->len && (json || i < SHOWN); i++) {
    const VslDiffering *d = differing->pdata[i];
    if (!json) {
      vsl_say (here->replace ? _("sample %" PRId64 ": “%s” is replaced by “%s”") : _("sample %" PRId64 ": it has “%s”, the table says “%s”: left as it is"), d->sample,
               d->has, d->given);
      continue;
    }
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "event", "differing");
    json_object_set_int_member (o, "sample", d->sample);
    json_object_set_string_member (o, "has", d->has);
    json_object_set_string_member (o, "given", d->given);
    json_object_set_boolean_member (o, "replaced", here->replace);
    vsl_print_json (o);
  }
  if (!json && differing->len > SHOWN)
    vsl_say (ngettext ("… and %u more", "… and %u more", differing->len - SHOWN), differing->len - SHOWN);
}

static void
print_json (const Here *here)
{
  const VslImportPlan *plan = here->plan;
  const VslJoined *j = here->joined;
  JsonObject *o = json_object_new (), *classes = json_object_new ();
  JsonArray *missing = json_array_new ();
  const struct {
    const char *name;
    guint n;
  } counts[] = { { "samples", here->n }, { "matched", plan->items->len }, { "without_row", plan->join.files_without_row },
                 { "rows_without_sample", plan->join.rows_without_file }, { "doubled", plan->join.doubled }, { "conflicts", plan->join.conflicts },
                 { "labelled", j->labelled }, { "same", j->same }, { "differing", j->differing->len }, { "replaced", j->replaced }, { "valued", j->valued },
                 { "kept", j->kept }, { "notes", j->notes }, { "held", j->held }, { "moved", j->moved }, { "changed", j->changed },
                 { "masked_cells", j->result->kept_masked } };
  json_object_set_string_member (o, "event", "joined");
  json_object_set_string_member (o, "column", plan->join.column);
  json_object_set_string_member (o, "by", vsl_join_by_names[plan->join.by]);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_int_member (o, counts[i].name, counts[i].n);
  json_object_set_string_member (o, "target", vsl_target_names[plan->target]);
  if (plan->target == VSL_TARGET_NUMBER && plan->target_name)
    json_object_set_string_member (o, "target_name", plan->target_name);
  for (guint c = 0; plan->classes && plan->classes[c]; c++)
    json_object_set_int_member (classes, plan->classes[c], plan->class_counts[c]);
  json_object_set_object_member (o, "classes", classes);
  if (plan->columns)
    json_object_set_array_member (o, "columns", _vsl_columns_to_json (plan->columns));
  if (j->result->deidentified || plan->options.note || plan->options.keep)
    json_object_set_member (o, "deidentified", vsl_import_masked_to_json (j->result));
  for (guint i = 0; i < here->not_in_training->len; i++)
    json_array_add_string_element (missing, here->not_in_training->pdata[i]);
  json_object_set_array_member (o, "not_in_training", missing);
  vsl_print_json (o);
}

static void
print_count (const char *format, guint n)
{
  if (n == 0)
    return;
  vsl_print ("  ");
  vsl_print ("%s: %u\n", format, n);
}

static void
print_people (const Here *here)
{
  const VslImportPlan *plan = here->plan;
  const VslJoined *j = here->joined;
  vsl_print ("%s\n", plan->title);
  vsl_print (ngettext ("%u of %u sample has a row in the table; %u got a label.\n", "%u of %u samples have a row in the table; %u got a label.\n", here->n), plan->items->len,
             here->n, j->labelled + j->replaced);
  print_count (_("had the same label already"), j->same);
  print_count (here->replace ? _("had another label, which was replaced") : _("have another label, which stays (--replace-labels overwrites it)"), j->differing->len);
  for (guint c = 0; plan->classes && plan->classes[c]; c++)
    vsl_print ("  %-24s %u\n", plan->classes[c], plan->class_counts[c]);
  print_count (_("got values of columns"), j->valued);
  print_count (_("got kept columns"), j->kept);
  print_count (_("got a note"), j->notes);
  print_count (_("values that differ and stay (--replace-labels overwrites them)"), j->held);
  print_count (_("moved to the split that the table gives"), j->moved);
  vsl_print (_("  without a row: %u; rows that fit nothing: %u; contradicting: %u\n"), plan->join.files_without_row, plan->join.rows_without_file, plan->join.conflicts);
  _vsl_columns_print (plan->columns);
  if (plan->options.note || plan->options.keep)
    vsl_import_print_masked (plan, j->result);
}

/* ---- the command ---- */

int
vsl_import_table_here (const VslArgs *args, VslImportOptions *options)
{
  g_autoptr (GError) error = NULL;
  Here here = { .not_in_training = g_ptr_array_new_with_free_func (g_free), .replace = vsl_args_has (args, "--replace-labels") };
  int code = VSL_EXIT_OK;
  if (take (args, options, &here, &error)) {
    print_left_out (&here, args->json);
    print_differing (&here, args->json);
    if (args->json)
      print_json (&here);
    else
      print_people (&here);
    for (guint i = 0; i < here.not_in_training->len; i++)
      vsl_say (_("The class “%s” has no sample in the training split, so a network cannot learn it. vsl split divides the samples anew."),
               (char *) here.not_in_training->pdata[i]);
  } else {
    vsl_progress_end ();
    code = vsl_failed (error);
    if (g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG))
      code = VSL_EXIT_USAGE;
  }
  here_clear (&here);
  return code;
}
