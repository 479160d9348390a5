/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help and manual page: every option is in both, with a line that says what it does. */
#include <string.h>

#include "vsl-run.h"

static GPtrArray *
options_of (const char *help)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) lines = g_strsplit (help, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    if (!g_str_has_prefix (lines[i], "  --"))
      continue;
    g_autofree char *name = g_strndup (lines[i] + 2, strcspn (lines[i] + 2, " "));
    /* What it does stands behind two blanks at least, or in the next line. */
    const char *says = strstr (lines[i] + 2, "  ") ? g_strrstr (lines[i], "  ") : lines[i + 1] && g_str_has_prefix (lines[i + 1], "      ") ? lines[i + 1] : "";
    g_autofree char *plain = g_strstrip (g_strdup (says));
    if (strlen (plain) < 4)
      g_error ("%s says nothing in:\n%s", name, help);
    g_ptr_array_add (found, g_steal_pointer (&name));
  }
  return found;
}

/* The sections of the manual page that begin with "vsl NAME". */
static char *
manual_of (const char *manual, const char *name)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) sections = g_strsplit (manual, "\n.S", -1);
  for (guint i = 0; sections[i]; i++) {
    g_autofree char *one = g_strdup_printf ("S \"vsl %s", name), *list = g_strdup_printf ("| %s", name);
    const char *end = strchr (sections[i], '\n');
    g_autofree char *title = g_strndup (sections[i], end ? (gsize) (end - sections[i]) : strlen (sections[i]));
    if (g_str_has_prefix (sections[i], one) || (g_str_has_prefix (title, "S \"vsl ") && strstr (title, list)))
      g_string_append (text, sections[i]);
  }
  return g_string_free (text, FALSE);
}

static gboolean
has (const GPtrArray *options, const char *name)
{
  for (guint i = 0; i < options->len; i++)
    if (g_str_equal (options->pdata[i], name))
      return TRUE;
  return FALSE;
}

static void
check_command (const char *manual, const char *name)
{
  g_auto (Ran) ran = vsl (name, "--help", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_autoptr (GPtrArray) options = options_of (ran.out);
  g_autofree char *section = manual_of (manual, name);
  g_assert_true (has (options, "--json") && has (options, "--help"));
  if (!*section)
    g_error ("the manual page has no vsl %s", name);
  for (guint i = 0; i < options->len; i++) {
    g_auto (GStrv) words = g_strsplit (options->pdata[i], "-", -1);
    g_autofree char *written = g_strjoinv ("\\-", words);
    if (!g_str_equal (options->pdata[i], "--json") && !g_str_equal (options->pdata[i], "--help") && !strstr (section, written))
      g_error ("vsl %s: %s is not in the manual page", name, (char *) options->pdata[i]);
  }
  /* What the title of a section promises, the program takes. */
  g_autoptr (GRegex) regex = g_regex_new ("\\\\-\\\\-[a-z]+(\\\\-[a-z]+)*", 0, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (section, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_autoptr (GMatchInfo) match = NULL;
    if (!g_str_has_prefix (lines[i], "S \"vsl "))
      continue;
    for (g_regex_match (regex, lines[i], 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL)) {
      g_autofree char *found = g_match_info_fetch (match, 0);
      g_auto (GStrv) parts = g_strsplit (found, "\\", -1);
      g_autofree char *plain = g_strjoinv ("", parts);
      if (!has (options, plain) && !strstr (lines[i], "| "))
        g_error ("vsl %s does not take %s, which the manual page has", name, plain);
    }
  }
}

static void
test_options (void)
{
  g_autofree char *path = g_build_filename (VSL_SOURCE_ROOT, "docs", "vsl.1", NULL), *manual = NULL;
  g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
  g_auto (Ran) ran = vsl ("--help", NULL);
  g_auto (GStrv) lines = g_strsplit (ran.out, "\n", -1);
  guint found = 0;
  for (guint i = 0; lines[i]; i++) {
    if (!g_str_has_prefix (lines[i], "  ") || lines[i][2] == ' ')
      continue;
    g_autofree char *name = g_strndup (lines[i] + 2, strcspn (lines[i] + 2, " "));
    check_command (manual, name);
    found++;
  }
  g_assert_cmpuint (found, >=, 17);
}

/* Without a project: the defaults. */
static void
test_defaults (void)
{
  g_auto (Ran) ran = vsl ("options", "--json", NULL);
  g_assert_cmpint (ran.code, ==, 0);
  g_assert_cmpint (n_lines (&ran), >, 10);
  g_autoptr (JsonObject) first = line (&ran, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "name"), ==, "epochs");
  g_assert_cmpint (json_object_get_int_member (first, "value"), ==, 10);
  g_auto (Ran) none = vsl ("options", "/nowhere/p.vesalius", NULL);
  g_assert_cmpint (none.code, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vsl-help/options", test_options);
  g_test_add_func ("/vsl-help/defaults", test_defaults);
  return g_test_run ();
}
