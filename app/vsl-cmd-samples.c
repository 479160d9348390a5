/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/vsl-check.h"
#include "app/vsl-cmd.h"
#include "app/vsl-document.h"

/* vsl samples: the sample projects that there are; vsl samples P.vesalius: the samples of a project, with nothing that says who they are of */
static const VslArgSpec specs[] = {
  { "--split", "train|val|test|none", FALSE, N_("only samples of this split") },
  { "--class", "CLASS", FALSE, N_("only samples of this class, or for which this label holds") },
  { "--finding", "FINDING", FALSE, N_("only samples that “vsl check” names for this finding") },
  { NULL },
};

static int
print_projects (gboolean json)
{
  const char *const *names = vsl_sample_names ();
  for (guint i = 0; names && names[i]; i++) {
    JsonObject *o = json_object_new ();
    json_object_set_string_member (o, "name", names[i]);
    json_object_set_string_member (o, "title", vsl_sample_title (names[i]));
    json_object_set_string_member (o, "summary", vsl_sample_summary (names[i]));
    json_object_set_array_member (o, "properties", json_array_new ());
    vsl_print_described (o, json);
  }
  return VSL_EXIT_OK;
}

/* ---- which ---- */

typedef struct {
  VslProjectInfo info;
  gboolean any_split;
  VslSplit split;
  int cls;                     /* -1: any */
  GHashTable *ids;             /* of a finding; NULL: all */
} Wanted;

static gboolean
is_wanted (const Wanted *w, const VslSampleInfo *s)
{
  if (!w->any_split && s->split != w->split)
    return FALSE;
  if (w->cls >= 0 && (w->info.target == VSL_TARGET_LABELS ? !(s->has_target && s->labels >> w->cls & 1) : s->label != w->cls))
    return FALSE;
  return !w->ids || g_hash_table_contains (w->ids, &s->id);
}

/* FALSE: wrong usage, said. */
static gboolean
find_class (const char *name, Wanted *w)
{
  w->cls = -1;
  if (!name)
    return TRUE;
  for (int c = 0; w->info.class_names && w->info.class_names[c]; c++)
    if (g_str_equal (w->info.class_names[c], name)) {
      w->cls = c;
      return TRUE;
    }
  g_autofree char *list = w->info.class_names ? g_strjoinv (", ", w->info.class_names) : g_strdup ("");
  vsl_wrong_usage (_("There is no class “%s” in this project. There are: %s."), name, list);
  return FALSE;
}

/* A finding may be told more than once, of several classes. NULL with an error. */
static GHashTable *
find_finding (VslProject *project, const char *id, GError **error)
{
  g_autoptr (VslReportCard) card = vsl_check_project (project, vsl_progress_line, (gpointer) _("Checking"), error);
  vsl_progress_end ();
  if (!card)
    return NULL;
  GHashTable *ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < card->findings->len; i++) {
    const VslFinding *finding = g_ptr_array_index (card->findings, i);
    for (guint k = 0; g_str_equal (finding->id, id) && k < finding->samples->len; k++)
      g_hash_table_add (ids, g_memdup2 (&g_array_index (finding->samples, gint64, k), sizeof (gint64)));
  }
  return ids;
}

/* ---- telling ---- */

static void
print_json (const VslProjectInfo *info, const VslSampleInfo *s)
{
  JsonObject *o = json_object_new ();
  json_object_set_int_member (o, "sample", s->id);
  json_object_set_string_member (o, "kind", vsl_sample_kind_names[s->kind]);
  if (info->target == VSL_TARGET_NUMBER) {
    if (s->has_target)
      json_object_set_double_member (o, "value", s->number);
    else
      json_object_set_null_member (o, "value");
  } else if (info->target == VSL_TARGET_LABELS) {
    JsonArray *labels = json_array_new ();
    for (int k = 0; info->class_names[k] && k < VSL_MAX_LABELS; k++)
      if (s->labels >> k & 1)
        json_array_add_string_element (labels, info->class_names[k]);
    if (s->has_target)
      json_object_set_array_member (o, "labels", labels);
    else
      json_object_set_null_member (o, "labels");
    if (!s->has_target)
      json_array_unref (labels);
  } else if (s->label >= 0) {
    json_object_set_string_member (o, "class", info->class_names[s->label]);
  } else {
    json_object_set_null_member (o, "class");
  }
  if (s->split == VSL_SPLIT_NONE)
    json_object_set_null_member (o, "split");
  else
    json_object_set_string_member (o, "split", vsl_split_names[s->split]);
  json_object_set_boolean_member (o, "left_out", s->excluded);
  json_object_set_int_member (o, s->kind == VSL_SAMPLE_NOTE ? "bytes" : "width", s->width);
  if (s->kind == VSL_SAMPLE_SCAN) {
    json_object_set_int_member (o, "height", s->height);
    json_object_set_int_member (o, "frames", MAX (s->frames, 1));
    json_object_set_int_member (o, "channels", s->channels);
  } else if (s->kind == VSL_SAMPLE_TABLE) {
    json_object_remove_member (o, "width");
  }
  vsl_print_json (o);
}

static char *
truth_of (const VslProjectInfo *info, const VslSampleInfo *s)
{
  g_autoptr (GString) labels = g_string_new (NULL);
  if (info->target == VSL_TARGET_NUMBER)
    return s->has_target ? g_strdup_printf ("%g", s->number) : g_strdup ("–");
  if (info->target == VSL_TARGET_CLASS)
    return g_strdup (s->label >= 0 ? info->class_names[s->label] : "–");
  for (int k = 0; s->has_target && info->class_names[k] && k < VSL_MAX_LABELS; k++)
    if (s->labels >> k & 1)
      g_string_append_printf (labels, "%s%s", labels->len ? "|" : "", info->class_names[k]);
  return g_strdup (labels->len ? labels->str : "–");
}

static void
print_people (const VslProjectInfo *info, const VslSampleInfo *s)
{
  g_autofree char *truth = truth_of (info, s), *size = NULL;
  if (s->kind == VSL_SAMPLE_SCAN)
    size = s->frames > 1 ? g_strdup_printf ("%d × %d × %d", s->width, s->height, s->frames) : g_strdup_printf ("%d × %d", s->width, s->height);
  else if (s->kind == VSL_SAMPLE_NOTE)
    size = g_strdup_printf (ngettext ("%d byte", "%d bytes", (gulong) s->width), s->width);
  vsl_print ("%8" PRId64 "  %-5s  %-5s  %-24s %s%s\n", s->id, vsl_sample_kind_names[s->kind], s->split == VSL_SPLIT_NONE ? "–" : vsl_split_names[s->split], truth,
             size ? size : "", s->excluded ? _("  (left out)") : "");
}

static int
print_samples (VslProject *project, const VslArgs *args, Wanted *w)
{
  g_autoptr (GError) error = NULL;
  const char *finding = vsl_args_get (args, "--finding");
  if (!find_class (vsl_args_get (args, "--class"), w))
    return VSL_EXIT_USAGE;
  w->ids = finding ? find_finding (project, finding, &error) : NULL;
  g_autoptr (GArray) samples = error ? NULL : vsl_project_samples (project, &error);
  if (!samples)
    return vsl_failed (error);
  guint n = 0;
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (!is_wanted (w, s))
      continue;
    (args->json ? print_json : print_people) (&w->info, s);
    n++;
  }
  if (!n && !args->json)
    vsl_print (_("No such samples.\n"));
  return VSL_EXIT_OK;
}

int
vsl_cmd_samples (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 0, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *split = vsl_args_get (args, "--split"), *finding = vsl_args_get (args, "--finding");
  if (!vsl_args_word (args, 0)) {
    if (split || finding || vsl_args_has (args, "--class"))
      return vsl_wrong_usage (_("--split, --class and --finding choose samples of a project: name it."));
    return print_projects (args->json);
  }
  Wanted w = { .any_split = !split, .split = split ? vsl_split_parse (split) : VSL_SPLIT_NONE };
  if (split && w.split == VSL_SPLIT_NONE && !g_str_equal (split, "none"))
    return vsl_wrong_usage (_("--split takes train, val, test or none, not “%s”."), split);
  if (finding && !vsl_kind_find ("check", finding))
    return vsl_wrong_usage (_("There is no finding “%s”: “vsl check” lists what there is."), finding);
  gboolean store;
  g_autoptr (VslProject) project = vsl_open_to_look (vsl_args_word (args, 0), &store, &error);
  if (!project || !vsl_project_info (project, &w.info, &error))
    return vsl_failed (error);
  int code = print_samples (project, args, &w);
  g_clear_pointer (&w.ids, g_hash_table_unref);
  vsl_project_info_clear (&w.info);
  return code;
}
