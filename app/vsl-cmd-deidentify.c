/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd-deidentify.h"
#include "app/vsl-deidentify.h"

/* vsl deidentify IN OUT: what IN is decides who does it. */
static const VslArgSpec specs[] = {
  { "--dates", "shift|keep|remove", FALSE, N_("of DICOM: move dates by days of each patient's own (unless given), keep or remove them") },
  { "--retain", "uids|device|institution|patient|private", TRUE, N_("of DICOM: what is kept; may be repeated") },
  { "--clean-descriptors", NULL, FALSE, N_("of DICOM: keep of descriptions the words that are known to be harmless") },
  { "--burned-in", "keep|leave-out", FALSE, N_("of DICOM: pictures in which names are suspected; left out unless given") },
  { "--force", NULL, FALSE, N_("of DICOM: OUT may hold something; copies of the same name are replaced") },
  { "--text", "COLUMN", FALSE, N_("of notes: the column or name that has them") },
  { "--keep", "COLUMN", TRUE, N_("of notes: a further column or name to be written as it is; may be repeated") },
  { "--types", "TYPE,TYPE...", FALSE, N_("of notes: mask these types alone") },
  { "--unnumbered", NULL, FALSE, N_("of notes: [NAME] instead of [NAME 1]") },
  { "--keep-ids", NULL, FALSE, N_("of notes: leave the ids of a table as they are") },
  { "--against", "FILE.jsonl", FALSE, N_("of notes: measure against the spans that this file gives") },
  { "--given", "TYPE,TYPE...", FALSE, N_("of notes: with --against, only given spans of these types count") },
  { NULL },
};
static const char *const dicom_options[] = { "--dates", "--retain", "--clean-descriptors", "--burned-in", "--force", NULL };
static const char *const notes_options[] = { "--text", "--keep", "--types", "--unnumbered", "--keep-ids", "--against", "--given", NULL };
static const char *const folder_not[] = { "--dates", "--retain", "--clean-descriptors", "--burned-in", "--force", "--against", "--given", NULL };

static const struct {
  gboolean (*takes) (const char *in);
  int (*run) (const VslArgs *args);
  const char *const *not_its;       /* options of others, which would be passed over without a word */
} kinds[] = {
  { vsl_deidentify_is_notes, vsl_cmd_deidentify_notes, dicom_options },
  { vsl_deidentify_is_notes_folder, vsl_cmd_deidentify_folder, folder_not },
  { vsl_deidentify_is_dicom, vsl_cmd_deidentify_dicom, notes_options },
};

int
vsl_cmd_deidentify (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, 2);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *in = vsl_args_word (args, 0);
  if (args->words->len < 2 && !vsl_args_has (args, "--against"))
    return vsl_wrong_usage (_("vsl deidentify: say where to write to, or “-” for standard output; --against measures without."));
  if (!g_file_test (in, G_FILE_TEST_EXISTS)) {
    vsl_say (_("%s: there is no such file or folder."), in);
    return VSL_EXIT_FAILED;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!kinds[i].takes (in))
      continue;
    for (int k = 0; kinds[i].not_its[k]; k++)
      if (vsl_args_has (args, kinds[i].not_its[k]))
        return vsl_wrong_usage (_("vsl deidentify: %s has nothing to do with what %s is."), kinds[i].not_its[k], in);
    guint notes = g_file_test (in, G_FILE_TEST_IS_DIR) && kinds[i].takes == vsl_deidentify_is_dicom ? vsl_deidentify_folder_notes (in) : 0;
    if (notes)
      vsl_say (ngettext ("The folder also has %u file of notes. It is not read here: notes are masked from a folder of their own, or by name.",
                         "The folder also has %u files of notes. They are not read here: notes are masked from a folder of their own, or by name.", notes), notes);
    return kinds[i].run (args);
  }
  return vsl_wrong_usage (_("vsl deidentify: %s is nothing that is known here."), in);
}
