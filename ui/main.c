/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-locale.h"
#include "ui/vsl-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (VslApplication) application = NULL;

  vsl_locale_begin ();
  textdomain (GETTEXT_PACKAGE);
  application = vsl_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
