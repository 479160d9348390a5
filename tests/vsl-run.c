/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vsl-run.h"

#include <string.h>
#include <sys/wait.h>

#include "app-util.h"

void
ran_clear (Ran *ran)
{
  g_free (ran->out);
  g_free (ran->err);
  memset (ran, 0, sizeof *ran);
}

char **
words (const char *first, va_list ap)
{
  GPtrArray *array = g_ptr_array_new ();
  g_ptr_array_add (array, g_strdup (g_getenv ("VSL_PROGRAM")));
  for (const char *w = first; w; w = va_arg (ap, const char *))
    g_ptr_array_add (array, g_strdup (w));
  g_ptr_array_add (array, NULL);
  return (char **) g_ptr_array_free (array, FALSE);
}

Ran
vsl (const char *first, ...)
{
  va_list ap;
  va_start (ap, first);
  g_auto (GStrv) argv = words (first, ap);
  va_end (ap);
  Ran ran = { 0 };
  int status;
  g_autoptr (GError) error = NULL;
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &ran.out, &ran.err, &status, &error);
  g_assert_no_error (error);
  ran.code = WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status);
  if (g_test_verbose ())
    g_test_message ("%s\n%s%s-> %d", first, ran.out, ran.err, ran.code);
  return ran;
}

JsonObject *
line (const Ran *ran, int i)
{
  g_auto (GStrv) lines = g_strsplit (ran->out, "\n", -1);
  int n = (int) g_strv_length (lines) - 1;
  i = i < 0 ? n + i : i;
  g_assert_cmpint (i, <, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  json_parser_load_from_data (parser, lines[i], -1, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

int
n_lines (const Ran *ran)
{
  int n = 0;
  for (const char *p = ran->out; *p; p++)
    n += *p == '\n';
  return n;
}

void
has_keys (JsonObject *object, const char *keys)
{
  g_auto (GStrv) all = g_strsplit (keys, " ", -1);
  for (char **k = all; *k; k++)
    if (!json_object_has_member (object, *k))
      g_error ("the key “%s” is missing", *k);
}

char *
without_looks (const Ran *ran)
{
  g_autoptr (GRegex) looks = g_regex_new ("\"test_looks(_all)?\":[0-9]+,", 0, 0, NULL);
  return g_regex_replace_literal (looks, ran->out, -1, 0, "", 0, NULL);
}

void
run_set_up (RunFixture *f, gconstpointer data)
{
  f->folder = test_app_folder ();
  f->project = g_build_filename (f->folder, "p.vesalius", NULL);
  g_auto (Ran) made = vsl ("new", f->project, NULL);
  g_assert_cmpint (made.code, ==, 0);
}

void
run_tear_down (RunFixture *f, gconstpointer data)
{
  test_app_remove (f->folder);
  g_free (f->folder);
  g_free (f->project);
}

guint
run_count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    n += g_file_test (path, G_FILE_TEST_IS_DIR) ? run_count_files (path) : 1;
  }
  return n;
}
