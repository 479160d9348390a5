/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-settings.h"

#include <errno.h>

#define GROUP "window"
#define MAX_RECENT 8

static char *
settings_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "vesalius", "window.ini", NULL);
}

static GKeyFile *
settings_load (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *path = settings_path ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

/* Losing a preference is no reason to disturb anyone, so a failure is only logged. */
static void
settings_save (GKeyFile *file)
{
  g_autofree char *path = settings_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_info ("preferences were not saved: %s", error != NULL ? error->message : g_strerror (errno));
}

/**
 * vsl_settings_string:
 * @key: name of a preference
 *
 * Returns: (transfer full) (nullable): its value, or %NULL when it was never set.
 */
char *
vsl_settings_string (const char *key)
{
  g_autoptr (GKeyFile) file = settings_load ();

  return g_key_file_get_string (file, GROUP, key, NULL);
}

/**
 * vsl_settings_set_string:
 * @key: name of a preference
 * @value: its new value
 */
void
vsl_settings_set_string (const char *key, const char *value)
{
  g_autoptr (GKeyFile) file = settings_load ();

  g_key_file_set_string (file, GROUP, key, value);
  settings_save (file);
}

/**
 * vsl_settings_int:
 * @key: name of a preference
 * @fallback: what to return when it was never set
 *
 * Returns: the value.
 */
int
vsl_settings_int (const char *key, int fallback)
{
  g_autoptr (GKeyFile) file = settings_load ();
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, GROUP, key, &error);

  return error != NULL ? fallback : value;
}

/**
 * vsl_settings_set_int:
 * @key: name of a preference
 * @value: its new value
 */
void
vsl_settings_set_int (const char *key, int value)
{
  g_autoptr (GKeyFile) file = settings_load ();

  g_key_file_set_integer (file, GROUP, key, value);
  settings_save (file);
}

/**
 * vsl_settings_recent:
 *
 * Returns: (transfer full): paths of projects that still exist, newest first, %NULL-terminated.
 */
char **
vsl_settings_recent (void)
{
  g_autoptr (GKeyFile) file = settings_load ();
  g_auto (GStrv) all = g_key_file_get_string_list (file, GROUP, "recent", NULL, NULL);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **result;

  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    if (g_file_test (all[i], G_FILE_TEST_IS_REGULAR))
      g_strv_builder_add (builder, all[i]);
  result = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return result;
}

/**
 * vsl_settings_add_recent:
 * @path: absolute path of a project
 *
 * Puts it first in the list.
 */
void
vsl_settings_add_recent (const char *path)
{
  g_autoptr (GKeyFile) file = settings_load ();
  g_auto (GStrv) old = vsl_settings_recent ();
  const char *list[MAX_RECENT];
  guint n = 0;

  list[n++] = path;
  for (guint i = 0; old[i] != NULL && n < MAX_RECENT; i++)
    if (!g_str_equal (old[i], path))
      list[n++] = old[i];
  g_key_file_set_string_list (file, GROUP, "recent", list, n);
  settings_save (file);
}

/**
 * vsl_settings_clear_recent:
 *
 * Forgets which projects were open.
 */
void
vsl_settings_clear_recent (void)
{
  g_autoptr (GKeyFile) file = settings_load ();

  g_key_file_remove_key (file, GROUP, "recent", NULL);
  settings_save (file);
}
