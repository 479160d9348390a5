/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/vsl-check.h"
#include "app/vsl-cmd.h"

/* vsl check P.vesalius [--mend FINDING]... [--undo] */
static const VslArgSpec specs[] = {
  { "--mend", "FINDING", TRUE, N_("do what the finding proposes; may be repeated") },
  { "--undo", NULL, FALSE, N_("take the last mend or split back") },
  { NULL },
};

static const char *const mend_names[] = { NULL, "leave_out", "keep_one", "one_side", "invert", "merge", "split", "class_weight" };

static void
print_json (const VslFinding *finding)
{
  JsonObject *o = json_object_new ();
  JsonArray *samples = json_array_new ();
  json_object_set_string_member (o, "finding", finding->id);
  json_object_set_string_member (o, "severity", vsl_severity_names[finding->severity]);
  json_object_set_int_member (o, "count", finding->count);
  for (guint i = 0; i < finding->samples->len; i++)
    json_array_add_int_element (samples, g_array_index (finding->samples, gint64, i));
  json_object_set_array_member (o, "samples", samples);
  if (finding->groups) {
    JsonArray *groups = json_array_new ();
    for (guint i = 0; i < finding->groups->len; i++)
      json_array_add_int_element (groups, g_array_index (finding->groups, guint32, i));
    json_object_set_array_member (o, "groups", groups);
  }
  if (finding->name)
    json_object_set_string_member (o, "name", finding->name);
  if (mend_names[finding->mend])
    json_object_set_string_member (o, "mend", mend_names[finding->mend]);
  else
    json_object_set_null_member (o, "mend");
  json_object_set_string_member (o, "text", finding->text);
  vsl_print_json (o);
}

/* The first few; how to get at the others stands once, at the end. */
#define NUMBERS_SHOWN 5

static gboolean
print_numbers (const VslFinding *finding)
{
  guint n = finding->samples->len;
  if (n == 0 || finding->severity == VSL_SEVERITY_INFO)
    return FALSE;
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < MIN (n, NUMBERS_SHOWN); i++)
    g_string_append_printf (list, "%s%" PRId64, i ? ", " : "", g_array_index (finding->samples, gint64, i));
  if (n > NUMBERS_SHOWN)
    vsl_print (_("%9ssamples %s and %u more\n"), "", list->str, n - NUMBERS_SHOWN);
  else
    vsl_print (ngettext ("%9ssample %s\n", "%9ssamples %s\n", n), "", list->str);
  return TRUE;
}

static int
print_all (const VslReportCard *card, gboolean json)
{
  gboolean numbers = FALSE;
  for (guint i = 0; i < card->findings->len; i++) {
    const VslFinding *finding = g_ptr_array_index (card->findings, i);
    if (json)
      print_json (finding);
    else
      vsl_print ("%-8s %-30s %s\n", vsl_severity_names[finding->severity], finding->id, finding->text);
    numbers |= !json && print_numbers (finding);
  }
  if (numbers)
    vsl_print ("%s\n", _("A number is the sample's own in this project. “vsl samples P.vesalius --finding FINDING” lists all of a finding; in the window, choosing the finding on "
                         "the Data page shows them, each with its number as a tooltip."));
  return VSL_EXIT_OK;
}

static void
print_changes (const char *event, const char *finding, const GArray *changes, gboolean json)
{
  guint moved = 0, out = 0, inverted = 0, merged = 0;
  for (guint i = 0; i < changes->len; i++) {
    const VslChange *c = &g_array_index (changes, VslChange, i);
    merged += c->class_name[0] != NULL;
    moved += c->split[0] != c->split[1];
    out += c->out[0] != c->out[1];
    inverted += c->invert != 0;
  }
  if (!json && merged) {
    vsl_print (ngettext ("%s: %u sample has another class now. “vsl check --undo” takes it back.\n",
                         "%s: %u samples have another class now. “vsl check --undo” takes it back.\n", merged), finding, merged);
    return;
  }
  if (!json) {
    vsl_print (_("%s: %u samples left out, %u moved to another split, %u inverted. “vsl check --undo” takes it back.\n"), finding, out, moved, inverted);
    return;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", event);
  json_object_set_string_member (o, "finding", finding);
  json_object_set_int_member (o, "changed", changes->len);
  json_object_set_int_member (o, "left_out", out);
  json_object_set_int_member (o, "moved", moved);
  json_object_set_int_member (o, "inverted", inverted);
  json_object_set_int_member (o, "merged", merged);
  vsl_print_json (o);
}

static gboolean
is_known (const char *id)
{
  const VslFamily *family = vsl_family ("check");
  for (guint i = 0; family->kinds[i]; i++)
    if (g_str_equal (family->kinds[i]->name, id))
      return TRUE;
  return FALSE;
}

/* A finding may be told more than once, of several classes: all of them are mended. */
static GArray *
plan (const VslReportCard *card, const char *id, GError **error)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (VslChange));
  g_autoptr (GHashTable) met = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < card->findings->len; i++) {
    const VslFinding *finding = g_ptr_array_index (card->findings, i);
    if (!g_str_equal (finding->id, id))
      continue;
    g_autoptr (GArray) changes = vsl_check_mend (card, finding, error);
    if (!changes) {
      g_array_unref (all);
      return NULL;
    }
    for (guint k = 0; k < changes->len; k++)
      if (g_hash_table_add (met, g_memdup2 (&g_array_index (changes, VslChange, k).id, sizeof (gint64))))
        g_array_append_val (all, g_array_index (changes, VslChange, k));
  }
  return all;
}

/* The option, not the samples. */
static gboolean
weighs (const VslReportCard *card, const char *id)
{
  const VslFinding *finding = vsl_report_card_finding (card, id);
  return finding && finding->mend == VSL_MEND_WEIGH;
}

static gboolean
weigh (VslProject *project, const char *id, gboolean json, GError **error)
{
  if (!vsl_project_mend_weights (project, id, error))
    return FALSE;
  if (!json) {
    vsl_print (_("%s: training will weigh classes (class_weight is balanced). “vsl check --undo” takes it back.\n"), id);
    return TRUE;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "mended");
  json_object_set_string_member (o, "finding", id);
  json_object_set_int_member (o, "changed", 0);
  json_object_set_string_member (o, "class_weight", "balanced");
  vsl_print_json (o);
  return TRUE;
}

/* Each mend sees what the ones before it have left. */
static int
mend (const char *path, GPtrArray *ids, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  for (guint i = 0; project && i < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);
    g_autoptr (VslReportCard) card = vsl_check_project (project, vsl_progress_line, (gpointer) _("Checking"), &error);
    vsl_progress_end ();
    if (card && weighs (card, id)) {
      if (!weigh (project, id, json, &error))
        return vsl_failed (error);
      continue;
    }
    g_autoptr (GArray) changes = card ? plan (card, id, &error) : NULL;
    if (!changes || !vsl_project_mend (project, (const VslChange *) (gpointer) changes->data, changes->len, id, &error))
      return vsl_failed (error);
    print_changes ("mended", id, changes, json);
  }
  return project ? VSL_EXIT_OK : vsl_failed (error);
}

static int
undo (const char *path, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *finding = NULL;
  guint n;
  g_autoptr (VslProject) project = vsl_project_open (path, VSL_PROJECT_WRITE, &error);
  if (!project || !vsl_project_unmend (project, &finding, &n, &error))
    return vsl_failed (error);
  if (!json && n == 0) {
    vsl_print (_("%s: undone; class_weight is what it was.\n"), finding);
    return VSL_EXIT_OK;
  }
  if (!json) {
    vsl_print (ngettext ("%s: undone; %u sample is as it was.\n", "%s: undone; %u samples are as they were.\n", n), finding, n);
    return VSL_EXIT_OK;
  }
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "event", "undone");
  json_object_set_string_member (o, "finding", finding);
  json_object_set_int_member (o, "changed", n);
  vsl_print_json (o);
  return VSL_EXIT_OK;
}

int
vsl_cmd_check (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  GPtrArray *mends = vsl_args_all (args, "--mend");
  for (guint i = 0; mends && i < mends->len; i++)
    if (!is_known (mends->pdata[i]))
      return vsl_wrong_usage (_("There is no finding “%s”: “vsl check” lists what there is."), (char *) mends->pdata[i]);
  if (mends && vsl_args_has (args, "--undo"))
    return vsl_wrong_usage (_("--mend and --undo are two steps: give one of them."));
  if (mends || vsl_args_has (args, "--undo"))
    return mends ? mend (vsl_args_word (args, 0), mends, args->json) : undo (vsl_args_word (args, 0), args->json);
  g_autoptr (GError) error = NULL;
  gboolean store;
  g_autoptr (VslProject) project = vsl_open_to_look (vsl_args_word (args, 0), &store, &error);
  g_autoptr (VslReportCard) card = project ? vsl_check_project (project, vsl_progress_line, (gpointer) _("Checking"), &error) : NULL;
  vsl_progress_end ();
  return card ? print_all (card, args->json) : vsl_failed (error);
}
