/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

#include "app/vsl-cmd-deidentify.h"
#include "core/vsl-error.h"
#include "data/vsl-decoder-pool.h"
#include "data/vsl-dicom-copies.h"

/* De-identified copies of DICOM files. */

static const struct { const char *word; guint option; } retains[] = {
  { "uids", DICOM_RETAIN_UIDS }, { "device", DICOM_RETAIN_DEVICE }, { "institution", DICOM_RETAIN_INSTITUTION }, { "patient", DICOM_RETAIN_PATIENT },
  { "private", DICOM_RETAIN_SAFE_PRIVATE },
};
static const struct { const char *word; guint option; } dates[] = { { "shift", DICOM_MODIFIED_DATES }, { "keep", DICOM_RETAIN_FULL_DATES }, { "remove", 0 } };

/* "--retain device,uids" and "--retain device --retain uids" alike. */
static gboolean
take_retain (const char *text, guint *options)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  for (guint i = 0; words[i]; i++) {
    guint k = 0;
    while (k < G_N_ELEMENTS (retains) && !g_str_equal (retains[k].word, words[i]))
      k++;
    if (k == G_N_ELEMENTS (retains)) {
      vsl_wrong_usage (_("--retain takes uids, device, institution, patient or private, not “%s”."), words[i]);
      return FALSE;
    }
    *options |= retains[k].option;
  }
  return TRUE;
}

static gboolean
take_options (const VslArgs *args, VslDicomCopyOptions *options)
{
  const char *date = vsl_args_get (args, "--dates"), *burned = vsl_args_get (args, "--burned-in");
  GPtrArray *retain = vsl_args_all (args, "--retain");
  guint k = 0;
  while (date && k < G_N_ELEMENTS (dates) && !g_str_equal (dates[k].word, date))
    k++;
  if (k == G_N_ELEMENTS (dates)) {
    vsl_wrong_usage (_("--dates takes shift, keep or remove, not “%s”."), date);
    return FALSE;
  }
  options->options = dates[k].option;
  if (burned && !g_str_equal (burned, "keep") && !g_str_equal (burned, "leave-out")) {
    vsl_wrong_usage (_("--burned-in takes keep or leave-out, not “%s”."), burned);
    return FALSE;
  }
  options->keep_burned_in = burned && g_str_equal (burned, "keep");
  options->force = vsl_args_has (args, "--force");
  if (vsl_args_has (args, "--clean-descriptors"))
    options->options |= DICOM_CLEAN_DESCRIPTORS;
  for (guint i = 0; retain && i < retain->len; i++)
    if (!take_retain (retain->pdata[i], &options->options))
      return FALSE;
  return TRUE;
}

/* ---- what is told ---- */

static volatile sig_atomic_t stop;

static void
on_signal (int number)
{
  stop = 1;
}

static JsonObject *
event_new (const char *event, const char *file)
{
  JsonObject *o = json_object_new ();
  g_autofree char *shown = file ? g_filename_display_name (file) : NULL;
  json_object_set_string_member (o, "event", event);
  if (shown)
    json_object_set_string_member (o, "file", shown);
  return o;
}

static void
on_left_out (const char *file, const char *reason, gpointer data)
{
  const gboolean *json = data;
  g_autofree char *shown = g_filename_display_name (file);
  if (!*json) {
    vsl_say (_("left out: %s: %s"), shown, reason);
    return;
  }
  JsonObject *o = event_new ("left_out", file);
  json_object_set_null_member (o, "line");
  json_object_set_string_member (o, "reason", reason);
  vsl_print_json (o);
}

static void
on_burned_in (const char *file, const char *rule, gboolean written, gpointer data)
{
  const gboolean *json = data;
  g_autofree char *shown = g_filename_display_name (file);
  if (*json) {
    JsonObject *o = event_new ("burned_in", file);
    json_object_set_string_member (o, "rule", rule);
    json_object_set_boolean_member (o, "written", written);
    vsl_print_json (o);
  } else if (written) {
    vsl_say (_("copied, but look at it: %s: names may be burned into its pixels (%s)"), shown, rule);
  }
}

/* Which copy is which file's: for whoever has to join a table to the copies. Said, never stored. */
static void
on_copied (const char *file, const char *copy, gpointer data)
{
  const gboolean *json = data;
  if (!*json)
    return;
  JsonObject *o = event_new ("copied", file);
  json_object_set_string_member (o, "copy", copy);
  vsl_print_json (o);
}

static gboolean
on_progress (guint done, guint of, gpointer data)
{
  vsl_progress_line ((gpointer) _("Copying"), of ? (double) done / of : 1);
  return !stop;
}

static void
print_json (const VslDicomCopied *copied, guint options)
{
  const DicomDeidentifyCounts *counts = &copied->counts;
  const struct { const char *key; guint n; } actions[] = {
    { "removed", counts->removed }, { "unknown", counts->unknown }, { "private", counts->private_ }, { "emptied", counts->emptied }, { "dummies", counts->dummies },
    { "uids", counts->uids }, { "dates", counts->dates }, { "cleaned", counts->cleaned }, { "kept", counts->kept }, { "segments", counts->segments },
  };
  JsonObject *o = event_new ("deidentified", NULL), *done = json_object_new ();
  json_object_set_string_member (o, "kind", "dicom");
  json_object_set_int_member (o, "n", copied->n);
  json_object_set_int_member (o, "left_out", copied->left_out);
  json_object_set_int_member (o, "burned_in", copied->burned_in);
  json_object_set_int_member (o, "patients", copied->patients);
  json_object_set_int_member (o, "series", copied->series);
  json_object_set_int_member (o, "heads", copied->heads);
  json_object_set_string_member (o, "dates", options & DICOM_RETAIN_FULL_DATES ? "keep" : options & DICOM_MODIFIED_DATES ? "shift" : "remove");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    json_object_set_int_member (done, actions[i].key, actions[i].n);
  json_object_set_object_member (o, "actions", done);
  json_object_set_boolean_member (o, "stopped", copied->stopped);
  vsl_print_json (o);
}

static void
print_people (const VslDicomCopied *copied, guint options)
{
  const DicomDeidentifyCounts *counts = &copied->counts;
  vsl_print (ngettext ("%u de-identified copy", "%u de-identified copies", copied->n), copied->n);
  vsl_print (ngettext (", of %u patient", ", of %u patients", copied->patients), copied->patients);
  vsl_print (ngettext ("; %u file left out.\n", "; %u files left out.\n", copied->left_out), copied->left_out);
  vsl_print (_("Of their attributes %u were removed (%u of them private, %u unknown), %u emptied or replaced, "), counts->removed + counts->private_ + counts->unknown,
             counts->private_, counts->unknown, counts->emptied + counts->dummies);
  vsl_print (ngettext ("%u UID made anew, ", "%u UIDs made anew, ", counts->uids), counts->uids);
  vsl_print (ngettext ("%u date treated.\n", "%u dates treated.\n", counts->dates), counts->dates);
}

static void
warn (const VslDicomCopied *copied, guint options)
{
  if (copied->heads)
    vsl_say (ngettext ("%u copy shows a head: its face was not removed, and can be recognised once the slices are put together.",
                       "%u copies show a head: faces were not removed, and can be recognised once the slices are put together.", copied->heads), copied->heads);
  if (copied->n && (options & (DICOM_RETAIN_UIDS | DICOM_RETAIN_DEVICE | DICOM_RETAIN_INSTITUTION | DICOM_RETAIN_PATIENT | DICOM_RETAIN_FULL_DATES)))
    vsl_say (_("What --retain and --dates keep can lead back to a patient: give such copies only to whom that is allowed."));
  if (copied->stopped)
    vsl_say (_("Stopped; the copies made so far are whole."));
}

/**
 * vsl_deidentify_is_dicom:
 * @in: a path that is there
 *
 * Returns: whether it is for vsl_cmd_deidentify_dicom(): DICOM files often have no ending, so it is whatever is no file of notes
 */
gboolean
vsl_deidentify_is_dicom (const char *in)
{
  static const char *const notes[] = { ".jsonl", ".csv", ".tsv", ".txt" };
  g_autofree char *lower = g_ascii_strdown (in, -1);
  if (g_file_test (in, G_FILE_TEST_IS_DIR))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (g_str_has_suffix (lower, notes[i]))
      return FALSE;
  return TRUE;
}

/**
 * vsl_cmd_deidentify_dicom:
 * @args: of vsl deidentify
 *
 * Returns: an exit code
 */
int
vsl_cmd_deidentify_dicom (const VslArgs *args)
{
  VslDicomCopyOptions options = { 0 };
  gboolean json = args->json;
  VslDicomCopyEvents events = { .copied = on_copied, .left_out = on_left_out, .burned_in = on_burned_in, .progress = on_progress, .data = &json };
  VslDicomCopied copied;
  g_autoptr (GError) error = NULL;
  if (args->words->len < 2)
    return vsl_wrong_usage (_("vsl deidentify: name a folder for the copies, behind %s."), vsl_args_word (args, 0));
  if (!take_options (args, &options))
    return VSL_EXIT_USAGE;
  signal (SIGINT, on_signal);
  signal (SIGTERM, on_signal);
  gboolean ok = vsl_dicom_copies (vsl_args_word (args, 0), vsl_args_word (args, 1), &options, vsl_decoder_pool_deidentify, NULL, &events, &copied, &error);
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  vsl_progress_end ();
  if (!ok) {
    int code = vsl_failed (error);
    return g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG) ? VSL_EXIT_USAGE : code;
  }
  warn (&copied, options.options);
  if (json)
    print_json (&copied, options.options);
  else
    print_people (&copied, options.options);
  if (!copied.n)
    vsl_say (_("Nothing was copied."));
  return copied.n ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}
