/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <locale.h>

#include "ui/vsl-application.h"

int
main (int argc, char **argv)
{
  const char *localedir = g_getenv ("VESALIUS_LOCALEDIR");      /* the build tree has its own */
  g_autoptr (VslApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : VSL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  application = vsl_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
