/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl deidentify FOLDER OUT, where the folder has files of notes and nothing else. */
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-deidentify.h"
#include "core/vsl-error.h"
#include "privacy/vsl-pseudonym.h"

#define MAX_DEPTH 32

/* Files of notes go to @notes (paths from the folder), others are counted. Hidden files and links to folders are passed over. */
static void
look (const char *folder, const char *inner, GPtrArray *notes, guint *others, guint depth)
{
  g_autofree char *path = g_build_filename (folder, inner, NULL);
  g_autoptr (GDir) dir = depth < MAX_DEPTH ? g_dir_open (path, 0, NULL) : NULL;
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *own = *inner ? g_build_filename (inner, name, NULL) : g_strdup (name);
    g_autofree char *whole = g_build_filename (folder, own, NULL);
    if (*name == '.')
      continue;
    if (g_file_test (whole, G_FILE_TEST_IS_DIR)) {
      if (!g_file_test (whole, G_FILE_TEST_IS_SYMLINK))
        look (folder, own, notes, others, depth + 1);
    } else if (vsl_deidentify_is_notes (whole))
      g_ptr_array_add (notes, g_steal_pointer (&own));
    else
      ++*others;
  }
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
notes_of (const char *folder, guint *others)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  *others = 0;
  look (folder, "", notes, others, 0);
  g_ptr_array_sort (notes, by_name);
  return notes;
}

/**
 * vsl_deidentify_is_notes_folder:
 */
gboolean
vsl_deidentify_is_notes_folder (const char *path)
{
  guint others;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return FALSE;
  g_autoptr (GPtrArray) notes = notes_of (path, &others);
  return notes->len > 0 && !others;
}

/**
 * vsl_deidentify_folder_notes:
 */
guint
vsl_deidentify_folder_notes (const char *path)
{
  guint others;
  g_autoptr (GPtrArray) notes = notes_of (path, &others);
  return notes->len;
}

/* A file's own name may be a patient's: the copy's is a keyed hash of it. */
static char *
copy_path (const char *out, const char *name, GError **error)
{
  char hash[33];
  const char *ending = strrchr (name, '.');
  if (!vsl_pseudonym (name, hash, error))
    return NULL;
  hash[16] = '\0';
  g_autofree char *lower = g_ascii_strdown (ending, -1), *file = g_strconcat (hash, lower, NULL);
  return g_build_filename (out, file, NULL);
}

static gboolean
mask_one (const VslDeidentifyOptions *options, const char *name, guint *failed, GError **error)
{
  g_autofree char *in = g_build_filename (options->in, name, NULL), *out = copy_path (options->out, name, error);
  g_autoptr (VslDeidentifyFile) file = out ? vsl_deidentify_read (in, options->text, error) : NULL;
  if (!file)
    return FALSE;
  VslDeidentifyOptions own = *options;
  own.in = in;
  own.out = out;
  *failed += file->failed;
  return vsl_deidentify_write (file, &own, error);
}

/**
 * vsl_cmd_deidentify_folder:
 *
 * Each file by itself, under a new name. One that cannot be read is said and left out.
 */
int
vsl_cmd_deidentify_folder (const VslArgs *args)
{
  VslDeidentifyOptions options;
  guint others, failed = 0, written = 0;
  if (!vsl_deidentify_options (args, &options))
    return VSL_EXIT_USAGE;
  if (!options.out || g_str_equal (options.out, "-") || g_file_test (options.out, G_FILE_TEST_IS_REGULAR))
    return vsl_wrong_usage (_("vsl deidentify: notes of a folder are written into a folder: name one as OUT."));
  g_autofree char *in = g_canonicalize_filename (options.in, NULL), *out = g_canonicalize_filename (options.out, NULL), *inside = g_strconcat (in, G_DIR_SEPARATOR_S, NULL);
  if (g_str_equal (in, out) || g_str_has_prefix (out, inside))
    return vsl_wrong_usage (_("vsl deidentify: OUT lies within IN; choose a folder outside of it."));
  if (g_mkdir_with_parents (options.out, 0700) != 0) {
    vsl_say (_("%s: the folder cannot be made: %s."), options.out, g_strerror (errno));
    return VSL_EXIT_FAILED;
  }
  g_autoptr (GPtrArray) notes = notes_of (options.in, &others);
  for (guint i = 0; i < notes->len; i++) {
    g_autoptr (GError) error = NULL;
    if (mask_one (&options, notes->pdata[i], &failed, &error)) {
      written++;
      continue;
    }
    vsl_say (_("left out: %s"), error->message);
    failed++;
  }
  vsl_say (ngettext ("%u file of notes was written under a new name.", "%u files of notes were written under new names.", written), written);
  return failed ? VSL_EXIT_FAILED : VSL_EXIT_OK;
}
