/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd-deidentify.h"
#include "data/vsl-dicom-copies.h"

/* vsl deidentify IN OUT: copies without what identifies, by what IN is */
static const VslArgSpec specs[] = {
  { "--dates", "shift|keep|remove" }, { "--retain", "uids|device|institution|patient|private", TRUE }, { "--clean-descriptors" },
  { "--burned-in", "keep|leave-out" }, { "--force" }, { NULL },
};

int
vsl_cmd_deidentify (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 2, 2);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  return vsl_cmd_deidentify_dicom (args);
}
