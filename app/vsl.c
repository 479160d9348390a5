/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "app/vsl-cmd.h"
#include "app/vsl-locale.h"

/* vsl: everything that needs no window. One file a command; see docs/vsl.1. */
const VslCommand vsl_commands[] = {
  { "new", "P.vesalius", N_("Make a project"), vsl_cmd_new },
  { "import", "P.vesalius [PATH...]", N_("Take scans, notes or tables in"), vsl_cmd_import },
  { "check", "P.vesalius", N_("Report on the quality of the data, and mend it"), vsl_cmd_check },
  { "split", "P.vesalius", N_("Split the samples anew into training, validation and test"), vsl_cmd_split },
  { "columns", "P.vesalius", N_("List the columns that the project took of its tables"), vsl_cmd_columns },
  { "positive", "P.vesalius [CLASS]", N_("Show or choose the class that is looked for"), vsl_cmd_positive },
  { "network", "P.vesalius", N_("Show, choose or load the network"), vsl_cmd_network },
  { "train", "P.vesalius", N_("Train the network"), vsl_cmd_train },
  { "evaluate", "P.vesalius", N_("Count what a trained network gets right"), vsl_cmd_evaluate },
  { "predict", "P.vesalius FILE...", N_("Classify files"), vsl_cmd_predict },
  { "export", "P.vesalius OUTPUT", N_("Write the model to a file, by its ending"), vsl_cmd_export },
  { "inspect", "FILE...", N_("Say what files are"), vsl_cmd_inspect },
  { "deidentify", "IN OUT", N_("Copy DICOM files or notes without what identifies patients"), vsl_cmd_deidentify },
  { "runs", "P.vesalius", N_("List the runs"), vsl_cmd_runs },
  { "options", "[P.vesalius]", N_("List the training options, with a project's values or the defaults"), vsl_cmd_options },
  { "layers", "", N_("List the layers"), vsl_cmd_layers },
  { "templates", "", N_("List the network templates"), vsl_cmd_templates },
  { "samples", "[P.vesalius]", N_("List the samples of a project, or the sample projects"), vsl_cmd_samples },
  { "benchmark", "[CASE...]", N_("Measure the speed"), vsl_cmd_benchmark },
  { NULL },
};

static void
print_help (void)
{
  vsl_print (_("Usage: vsl COMMAND [ARGUMENTS] [--json]\n\nVesalius trains neural networks on scans and notes, here without its window.\n"));
  vsl_print ("\n");
  for (const VslCommand *c = vsl_commands; c->name; c++)
    vsl_print ("  %-11s %s\n", c->name, _(c->summary));
  vsl_print ("\n%s\n%s\n", _("vsl COMMAND --help shows the arguments of a command; the manual page vsl(1) has the whole."),
             _("Research use only. Not a medical device; not for diagnosis, treatment or triage."));
}

static int
unknown_command (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const VslCommand *c = vsl_commands; c->name; c++)
    g_ptr_array_add (names, (gpointer) c->name);
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (name, (const char *const *) names->pdata);
  return vsl_wrong_usage (_("There is no command “%s”; nearest: %s. “vsl --help” lists them."), name, near);
}

/* With standard output closed, the next file that is opened would get its number, and our lines would be written into it. */
static void
keep_standard_files (void)
{
  int fd;
  do
    fd = open ("/dev/null", O_RDWR | O_CLOEXEC);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

int
main (int argc, char **argv)
{
  keep_standard_files ();
  vsl_locale_begin ();
  setlocale (LC_NUMERIC, "C");          /* a point in every locale */
  g_set_prgname ("vsl");
  if (argc < 2) {
    print_help ();
    return VSL_EXIT_USAGE;
  }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help")) {
    print_help ();
    return vsl_print_ok () ? VSL_EXIT_OK : VSL_EXIT_FAILED;
  }
  if (g_str_equal (argv[1], "--version")) {
    vsl_print ("vsl %s\n", VSL_VERSION);
    return VSL_EXIT_OK;
  }
  for (const VslCommand *c = vsl_commands; c->name; c++)
    if (g_str_equal (c->name, argv[1])) {
      int code = c->run (argc - 1, argv + 1);
      if (vsl_print_ok () || code != VSL_EXIT_OK)
        return code;
      vsl_say (_("Standard output could not be written; the disk may be full."));
      return VSL_EXIT_FAILED;
    }
  return unknown_command (argv[1]);
}
