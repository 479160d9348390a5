/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-check.h"
#include "app/vsl-cmd.h"
#include "core/vsl-error.h"
#include "data/vsl-import.h"
#include "project/vsl-project-split.h"

/* vsl split P.vesalius [--split 70/15/15|--folds K [--fold I]] [--by patient|study|COLUMN] [--seed N] */
static const VslArgSpec specs[] = {
  { "--split", "70/15/15", FALSE, N_("shares of train, validation and test") },
  { "--folds", "K", FALSE, N_("K equal parts instead of shares, 3 to 50") },
  { "--fold", "I", FALSE, N_("which of them is test; 1 unless given") },
  { "--by", "patient|study|COLUMN", FALSE, N_("what else stays together; a column of dates divides in time") },
  { "--seed", "N", FALSE, N_("0 unless given") },
  { NULL },
};

static void
print_json (const VslProjectInfo *info, const VslSplitRule *rule, const char *by, const VslSplitSummary *summary, guint moved)
{
  JsonObject *o = json_object_new (), *splits = json_object_new ();
  json_object_set_string_member (o, "event", "split");
  json_object_set_string_member (o, "by", by);
  json_object_set_int_member (o, "seed", (gint64) rule->seed);
  if (rule->folds) {
    json_object_set_int_member (o, "folds", rule->folds);
    json_object_set_int_member (o, "fold", rule->fold);
  } else {
    json_object_set_null_member (o, "folds");
    json_object_set_null_member (o, "fold");
  }
  json_object_set_boolean_member (o, "by_date", summary->by_date);
  json_object_set_int_member (o, "units", summary->units);
  json_object_set_int_member (o, "crowded", summary->crowded);
  json_object_set_int_member (o, "moved", moved);
  for (int s = 0; s < VSL_N_SPLITS; s++)
    json_object_set_int_member (splits, vsl_split_names[s], info->counts[s]);
  json_object_set_object_member (o, "splits", splits);
  json_object_set_int_member (o, "not_used", info->counts[VSL_N_SPLITS]);
  vsl_print_json (o);
}

static void
print_people (const VslProjectInfo *info, const VslSplitRule *rule, const VslSplitSummary *summary, guint moved)
{
  for (int s = 0; s < VSL_N_SPLITS; s++)
    vsl_print ("%-8s %u\n", vsl_split_names[s], info->counts[s]);
  if (rule->folds)
    vsl_print (_("Fold %u of %u is the test split, the next one chooses the best epoch.\n"), rule->fold, rule->folds);
  if (summary->by_date)
    vsl_print (_("Divided in time: what is later is in test.\n"));
  if (summary->crowded)
    vsl_print (ngettext ("%u sample looks like too many others to be kept together with them.\n", "%u samples look like too many others to be kept together with them.\n",
                         summary->crowded), summary->crowded);
  if (moved == 0)
    vsl_print (_("No sample moved: it was split so already.\n"));
  else
    vsl_print (ngettext ("%u sample moved; “vsl check --undo” takes it back.\n", "%u samples moved; “vsl check --undo” takes it back.\n", moved), moved);
}

static int
split (VslProject *project, const VslSplitRule *rule, const char *by, gboolean json)
{
  g_autoptr (GError) error = NULL;
  VslSplitSummary summary;
  VslProjectInfo info;
  g_autoptr (GArray) changes = NULL;
  gboolean ok = vsl_check_divide (project, rule, by, &changes, &summary, vsl_progress_line, (gpointer) _("Looking for copies"), &error);
  vsl_progress_end ();
  if (!ok || !vsl_project_mend (project, (const VslChange *) (gpointer) changes->data, changes->len, "split", &error)
      || !vsl_project_note_division (project, rule, by, &error) || !vsl_project_info (project, &info, &error))
    return g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG) ? vsl_wrong_usage ("%s", error->message) : vsl_failed (error);
  if (summary.undated)
    vsl_say (ngettext ("%u sample has no date and is in no split.", "%u samples have no date and are in no split.", summary.undated), summary.undated);
  if (json)
    print_json (&info, rule, by, &summary, changes->len);
  else
    print_people (&info, rule, &summary, changes->len);
  vsl_project_info_clear (&info);
  return VSL_EXIT_OK;
}

int
vsl_cmd_split (int argc, char **argv)
{
  gint64 folds = 0, fold = 0;
  VslSplitRule rule = { .seed = 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 1);
  if (!args || !vsl_args_seed (args, &rule.seed) || !vsl_args_int (args, "--folds", 3, VSL_MOST_FOLDS, &folds)
      || !vsl_args_int (args, "--fold", 1, VSL_MOST_FOLDS, &fold))
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  if (folds && vsl_args_has (args, "--split"))
    return vsl_wrong_usage (_("--split and --folds are two ways to divide: give one of them."));
  if (!vsl_split_rule_set (&rule, vsl_args_get (args, "--split"), (guint) folds, (guint) fold, &error))
    return vsl_wrong_usage ("%s", error->message);
  const char *by = vsl_args_get (args, "--by");
  g_autoptr (VslProject) project = vsl_project_open (vsl_args_word (args, 0), VSL_PROJECT_WRITE, &error);
  return project ? split (project, &rule, by ? by : "patient", args->json) : vsl_failed (error);
}
