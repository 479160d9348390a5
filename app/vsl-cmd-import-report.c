/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-check.h"
#include "app/vsl-cmd-import.h"
#include "app/vsl-cmd.h"
#include "data/vsl-class-words.h"

#define LINES_SHOWN 5

/* ---- what there is to say ---- */

/* What an import of rows should have told at once; the rest is for vsl check. */
static gboolean
is_urgent (const VslFinding *finding)
{
  static const char *const ids[] = { "column_tells_label", "duplicates", "duplicates_across_splits", "conflicting_labels", "classes_alike", NULL };
  return g_strv_contains (ids, finding->id);
}

gboolean
_vsl_import_report_find (VslProject *project, const VslImportPlan *plan, const VslImportResult *result, VslImportReport *report, GError **error)
{
  VslProjectInfo info = { 0 };
  report->findings = g_ptr_array_new ();
  if (!vsl_project_info (project, &info, error))
    return FALSE;
  if (info.positive >= 0 && info.target == VSL_TARGET_CLASS) {
    report->positive = g_strdup (info.class_names[info.positive]);
    report->other = g_strdup (info.class_names[!info.positive]);
    report->positive_given = plan->options.positive != NULL || info.positive != 1;
  }
  vsl_project_info_clear (&info);
  if (plan->kind != VSL_SAMPLE_TABLE || !result->imported)
    return TRUE;
  VslReportCard *card = vsl_check_project (project, NULL, NULL, error);
  report->card = card;
  for (guint i = 0; card && i < card->findings->len; i++)
    if (is_urgent (card->findings->pdata[i]))
      g_ptr_array_add (report->findings, card->findings->pdata[i]);
  return card != NULL;
}

void
_vsl_import_report_clear (VslImportReport *report)
{
  g_clear_pointer (&report->findings, g_ptr_array_unref);
  if (report->card)
    vsl_report_card_free (report->card);
  g_free (report->positive);
  g_free (report->other);
  *report = (VslImportReport) { 0 };
}

/* ---- files and rows left out ---- */

static void
print_left_out_json (const VslLeftOut *left)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "left_out");
  json_object_set_string_member (o, "file", left->file);
  if (left->line)
    json_object_set_int_member (o, "line", left->line);
  else
    json_object_set_null_member (o, "line");
  json_object_set_string_member (o, "reason", left->reason);
  json_object_set_string_member (o, "kind", vsl_left_kind_names[left->kind]);
  if (left->table)
    json_object_set_string_member (o, "table", left->table);
  vsl_print_json (o);
}

/* One file or row, for people or as a line of JSON. */
void
_vsl_import_report_one (const VslLeftOut *left, gboolean json)
{
  g_autofree char *place = vsl_left_out_place (left);
  if (json)
    print_left_out_json (left);
  else
    vsl_say (_("left out: %s: %s"), place, left->reason);
}

/* Rows of one table that are left out for one reason, the first of them at the place i. */
static guint
count_alike (const GPtrArray *all, guint i, gboolean *said, GString *lines)
{
  const VslLeftOut *first = all->pdata[i];
  guint n = 0;
  for (guint k = i; k < all->len; k++) {
    const VslLeftOut *left = all->pdata[k];
    if (said[k] || !left->line || !g_str_equal (left->reason, first->reason) || !g_str_equal (left->file, first->file))
      continue;
    said[k] = TRUE;
    if (n++ < LINES_SHOWN)
      g_string_append_printf (lines, "%s%d", n > 1 ? ", " : "", left->line);
  }
  if (n > LINES_SHOWN)
    g_string_append (lines, ", …");
  return n;
}

void
_vsl_import_report_left_out (const GPtrArray *all, gboolean json)
{
  g_autofree gboolean *said = g_new0 (gboolean, all->len + 1);
  for (guint i = 0; i < all->len; i++) {
    const VslLeftOut *left = all->pdata[i];
    g_autoptr (GString) lines = g_string_new (NULL);
    if (json || !left->line)
      _vsl_import_report_one (left, json);
    if (json || !left->line || said[i])
      continue;
    guint n = count_alike (all, i, said, lines);
    if (n == 1)
      _vsl_import_report_one (left, FALSE);
    else
      vsl_say (ngettext ("left out: %s, %u row (line %s): %s", "left out: %s, %u rows (lines %s): %s", n), left->file, n, lines->str, left->reason);
  }
}

/* ---- before the numbers ---- */

static void
print_short_rows (const VslImportPlan *plan, gboolean json)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  for (guint i = 0; plan->short_rows && i < plan->short_rows->len; i++) {
    const VslShortRow *row = &g_array_index (plan->short_rows, VslShortRow, i);
    if (i < LINES_SHOWN)
      g_string_append_printf (lines, "%s%u", i ? ", " : "", row->line);
    if (!json)
      continue;
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "event", "short_row");
    json_object_set_int_member (o, "line", row->line);
    json_object_set_int_member (o, "cells", row->cells);
    json_object_set_int_member (o, "columns", plan->table->columns);
    vsl_print_json (o);
  }
  if (json || !plan->short_rows)
    return;
  if (plan->short_rows->len > LINES_SHOWN)
    g_string_append (lines, ", …");
  vsl_say (ngettext ("%u row ends before the last column (line %s): what it lacks counts as missing.",
                     "%u rows end before the last column (lines %s): what they lack counts as missing.", plan->short_rows->len), plan->short_rows->len, lines->str);
}

static void
print_repeated (const VslImportResult *result)
{
  if (!result->repeated)
    return;
  if (result->repeated * 2 > result->imported)
    vsl_say (_("%u of %u rows equal rows that the project had before: is this the same table once more? “vsl check” names them."), result->repeated,
             result->imported);
  else
    vsl_say (ngettext ("%u row equals one that the project had before.", "%u rows equal rows that the project had before.", result->repeated), result->repeated);
}

/* The last of two classes is the positive one unless somebody says otherwise, and may be the one that nobody looks for. */
static gboolean
is_doubtful (const VslImportReport *report)
{
  return report->positive && !report->positive_given && vsl_class_says_none (report->positive) && !vsl_class_says_none (report->other);
}

void
_vsl_import_report_before (const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *report, gboolean json)
{
  print_short_rows (plan, json);
  print_repeated (result);
  for (guint i = 0; report->findings && i < report->findings->len; i++) {
    const VslFinding *finding = report->findings->pdata[i];
    if (json) {
      JsonObject *o = json_object_new ();
      json_object_set_string_member (o, "event", "finding");
      json_object_set_string_member (o, "finding", finding->id);
      json_object_set_string_member (o, "severity", vsl_severity_names[finding->severity]);
      json_object_set_int_member (o, "count", finding->count);
      if (finding->name)
        json_object_set_string_member (o, "name", finding->name);
      json_object_set_string_member (o, "text", finding->text);
      vsl_print_json (o);
    } else {
      vsl_say ("%s: %s", finding->id, finding->text);
    }
  }
  if (is_doubtful (report))
    vsl_say (_("The positive class, whose cases sensitivity counts, is “%s”, because it is the last by name; it sounds like the class without a finding. "
               "“vsl positive P.vesalius '%s'” makes the other one positive."), report->positive, report->other);
}

/* ---- with the numbers ---- */

static guint
without_split (const VslImportResult *result)
{
  guint in = 0;
  for (int s = 0; s < VSL_N_SPLITS; s++)
    in += result->split_counts[s];
  return result->imported - MIN (in, result->imported);
}

void
_vsl_import_report_people (const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *report)
{
  guint outside = without_split (result);
  if (outside)
    vsl_print (plan->table ? ngettext ("  %u row has no split: it is in none\n", "  %u rows have no split: they are in none\n", outside)
                           : ngettext ("  %u sample has no split: it is in none\n", "  %u samples have no split: they are in none\n", outside), outside);
  if (report->positive && !report->positive_given)
    vsl_print (_("  positive: %s, taken because it is the last; --positive CLASS or “vsl positive” changes it\n"), report->positive);
}

void
_vsl_import_report_json (JsonObject *o, const VslImportPlan *plan, const VslImportResult *result, const VslImportReport *report)
{
  json_object_set_int_member (o, "no_split", without_split (result));
  json_object_set_int_member (o, "short_rows", plan->short_rows ? plan->short_rows->len : 0);
  json_object_set_int_member (o, "repeated", result->repeated);
  if (report->positive)
    json_object_set_string_member (o, "positive", report->positive);
  else
    json_object_set_null_member (o, "positive");
  json_object_set_boolean_member (o, "positive_given", report->positive_given);
}
