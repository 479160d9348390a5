/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd-deidentify.h"

/* vsl deidentify IN OUT: what IN is decides who does it. */
static const VslArgSpec specs[] = {
  { "--dates", "shift|keep|remove" }, { "--retain", "uids|device|institution|patient|private", TRUE }, { "--clean-descriptors" },
  { "--burned-in", "keep|leave-out" }, { "--force" }, { NULL },
};

static const struct {
  gboolean (*takes) (const char *in);
  int (*run) (const VslArgs *args);
} kinds[] = {
  { vsl_deidentify_is_dicom, vsl_cmd_deidentify_dicom },
};

int
vsl_cmd_deidentify (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 2, 2);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  const char *in = vsl_args_word (args, 0);
  if (!g_file_test (in, G_FILE_TEST_EXISTS)) {
    vsl_say (_("%s: there is no such file or folder."), in);
    return VSL_EXIT_FAILED;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].takes (in))
      return kinds[i].run (args);
  return vsl_wrong_usage (_("vsl deidentify: %s is nothing that is known here."), in);
}
