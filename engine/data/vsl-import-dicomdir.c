/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DICOMDIR names the files of a disc by parts of at most eight capitals (PS3.10 8.5); discs are often copied in small letters. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/vsl-import-dicom.h"

gboolean
_vsl_import_is_dicomdir (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  return g_ascii_strcasecmp (base, "DICOMDIR") == 0 && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* The entry of a folder that is called so, whatever its case. */
static char *
find_entry (const char *folder, const char *name)
{
  g_autofree char *exact = g_build_filename (folder, name, NULL);
  if (g_file_test (exact, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&exact);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  while (dir && (entry = g_dir_read_name (dir))) {
    gsize n = strlen (name);
    /* Some copies keep ISO 9660's version. */
    if (g_ascii_strncasecmp (entry, name, n) == 0 && (entry[n] == '\0' || g_str_equal (entry + n, ";1")))
      return g_build_filename (folder, entry, NULL);
  }
  return NULL;
}

/* A reference never leads out of the folder of its DICOMDIR. */
static char *
resolve (const char *folder, char **part)
{
  g_autofree char *at = g_strdup (folder);
  for (guint i = 0; part[i]; i++) {
    if (!*part[i] || g_str_equal (part[i], "..") || g_str_equal (part[i], ".") || strchr (part[i], '/'))
      return NULL;
    char *next = find_entry (at, part[i]);
    g_free (at);
    at = next;
    if (!at)
      return NULL;
  }
  return g_file_test (at, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&at) : NULL;
}

static void
take_reference (VslLook *look, const char *folder, const char *value, GHashTable *seen)
{
  g_auto (GStrv) part = g_strsplit (value, "\\", -1);
  for (guint i = 0; part[i]; i++)
    g_strstrip (part[i]);
  g_autofree char *shown = g_strjoinv ("/", part), *path = resolve (folder, part);
  if (!path)
    _vsl_import_leave_out (look->plan->left_out, VSL_LEFT_UNREADABLE, shown, 0, _("the DICOMDIR names it, but there is no such file"));
  else if (g_hash_table_add (seen, g_strdup (path)))
    _vsl_import_add_item (look->plan, g_strdup (path), g_steal_pointer (&shown));
}

gboolean
_vsl_import_take_dicomdir (VslLook *look, const char *path, GError **error)
{
  VslDecodeRequest request = { .flags = VSL_DECODE_HEADER, .companion = -1 };
  VslImage image;
  VslScanInfo info;
  g_autofree char *folder = g_path_get_dirname (path), *shown = g_filename_display_name (path);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  vsl_decode_file_request (path, &request, &image, &info, NULL);
  gboolean ok = g_str_equal (info.kind, "DICOMDIR");
  guint lines = info.header ? info.header->len : 0;
  if (!ok)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("%s: this is no DICOMDIR, or a damaged one: choose the folder instead"), shown);
  else if (lines >= VSL_HEADER_LINES) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("%s: the DICOMDIR names more than %d files: choose the folder instead"), shown, VSL_HEADER_LINES);
    ok = FALSE;
  }
  for (guint i = 0; ok && i < lines; i++) {
    const VslHeaderLine *l = g_ptr_array_index (info.header, i);
    take_reference (look, folder, l->value, seen);
  }
  vsl_image_clear (&image);
  vsl_scan_info_clear (&info);
  return ok;
}
