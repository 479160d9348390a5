/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-cmd-predict.h"
#include "core/vsl-error.h"
#include "data/vsl-note.h"

#define DEEPEST 32             /* folders in folders; a link may lead round in a circle */

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
is_table (const char *file)
{
  g_autofree char *lower = g_ascii_strdown (file, -1);
  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv");
}

static gboolean
is_of_notes (const char *file)
{
  g_autofree char *lower = g_ascii_strdown (file, -1);
  return is_table (file) || vsl_note_is_file (file) || g_str_has_suffix (lower, ".jsonl");
}

/* What else lies in a folder is nobody's mistake: tables and notes among scans, and the other way round. */
static gboolean
is_meant (const char *file, VslSampleKind kind)
{
  return kind == VSL_SAMPLE_TABLE ? is_table (file) : is_of_notes (file) == (kind == VSL_SAMPLE_NOTE);
}

static gboolean
add_folder (GPtrArray *files, const char *folder, VslSampleKind kind, int depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  if (!dir)
    return FALSE;
  while ((name = g_dir_read_name (dir)))
    if (*name != '.')
      g_ptr_array_add (found, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (found, by_name);
  for (guint i = 0; i < found->len; i++) {
    const char *path = found->pdata[i];
    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      if (depth < DEEPEST && !add_folder (files, path, kind, depth + 1, error))
        return FALSE;
    } else if (is_meant (path, kind)) {
      g_ptr_array_add (files, g_strdup (path));
    }
  }
  return TRUE;
}

/**
 * _vsl_predict_files:
 * @words: (element-type utf8): files and folders
 * @first: of @words
 * @kind: what the network reads
 *
 * A folder stands for the files in it and below it that the network can be asked about, in the order of their names.
 *
 * Returns: (transfer full) (nullable): %NULL-terminated
 */
char **
_vsl_predict_files (const GPtrArray *words, guint first, VslSampleKind kind, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  for (guint i = first; i < words->len; i++) {
    const char *word = g_ptr_array_index (words, i);
    guint before = files->len;
    if (!g_file_test (word, G_FILE_TEST_IS_DIR)) {
      g_ptr_array_add (files, g_strdup (word));
      continue;
    }
    if (!add_folder (files, word, kind, 0, error))
      return NULL;
    if (files->len > before)
      continue;
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
                 kind == VSL_SAMPLE_TABLE ? _("%s: this folder has no .csv or .tsv file, and the network reads rows of tables")
                 : kind == VSL_SAMPLE_NOTE ? _("%s: this folder has no notes (.txt, .csv, .tsv, .jsonl), and the network reads notes")
                                           : _("%s: this folder has no scans"), word);
    return NULL;
  }
  g_ptr_array_add (files, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&files), FALSE);
}
