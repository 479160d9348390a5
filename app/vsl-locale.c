/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-locale.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>

static gboolean
has_translations (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "zh_CN", "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Where a program that is not installed finds them: beside itself in the build tree. */
static char *
beside_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL), *folder = program ? g_path_get_dirname (program) : NULL;
  return folder ? g_build_filename (folder, "..", "po", NULL) : NULL;
}

/**
 * vsl_locale_begin:
 *
 * Translations are looked for where VESALIUS_LOCALEDIR says, where they are installed, and in the build tree. Whoever names a language but no locale
 * (LANGUAGE alone) gets that language.
 */
void
vsl_locale_begin (void)
{
  const char *folder = g_getenv ("VESALIUS_LOCALEDIR"), *language = g_getenv ("LANGUAGE");
  g_autofree char *build = folder || has_translations (VSL_LOCALEDIR) ? NULL : beside_program ();
  setlocale (LC_ALL, "");
  const char *messages = setlocale (LC_MESSAGES, NULL);
  if (language && *language && (!messages || g_str_equal (messages, "C") || g_str_equal (messages, "POSIX"))) {
    setlocale (LC_MESSAGES, "C.UTF-8");
    setlocale (LC_CTYPE, "C.UTF-8");
  }
  bindtextdomain (GETTEXT_PACKAGE, folder ? folder : build && has_translations (build) ? build : VSL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}
