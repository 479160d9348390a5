/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders: a folder per class, perhaps below train, val and test; or loose scans or notes. */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/vsl-import-private.h"

#define MAX_DEPTH 32

static int
by_bytes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* NAME.hdr beside NAME.img: one volume in two files, of which the second stands for both. */
static gboolean
is_half_of_pair (const char *path, const char *lower)
{
  static const char *const halves[][2] = { { ".hdr", ".img" }, { ".hdr.gz", ".img.gz" } };
  for (guint i = 0; i < G_N_ELEMENTS (halves); i++) {
    if (!g_str_has_suffix (lower, halves[i][0]))
      continue;
    g_autofree char *stem = g_strndup (path, strlen (path) - strlen (halves[i][0])), *small = g_strconcat (stem, halves[i][1], NULL);
    g_autofree char *capital = g_ascii_strup (halves[i][1], -1), *large = g_strconcat (stem, capital, NULL);
    return g_file_test (small, G_FILE_TEST_IS_REGULAR) || g_file_test (large, G_FILE_TEST_IS_REGULAR);
  }
  return FALSE;
}

/* A file that is neither a picture nor a note is named with its reason; the look goes on. */
static void
take_file (VslLook *look, const char *path, const char *shown)
{
  g_autoptr (GError) own = NULL;
  g_autofree char *lower = g_ascii_strdown (path, -1);
  /* A .png, .dcm or .txt is opened once only, when it is decoded; everything else shows by its first bytes what it is. */
  if (look->options->labels && g_str_equal (path, look->options->labels))      /* the labels are read from it */
    return;
  if (_vsl_import_is_table (lower)) {
    if (look->tables++ == 0)
      look->table = g_strdup (path);
    _vsl_import_leave_out (look->plan->left_out, VSL_LEFT_OTHER, shown, 0, _("this is a table: choose the file itself to import its rows"));
    return;
  }
  if (is_half_of_pair (path, lower))
    return;
  if (vsl_decoder_knows_ending (lower) || vsl_note_is_file (lower) || vsl_decoder_knows_file (path, &own))
    _vsl_import_add_item (look->plan, g_strdup (path), g_strdup (shown));
  else
    _vsl_import_leave_out (look->plan->left_out, own && g_error_matches (own, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED) ? VSL_LEFT_OTHER : VSL_LEFT_UNREADABLE, shown, 0, own->message);
  if (own && g_error_matches (own, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED) && look->foreign++ == 0)
    look->foreign_example = g_strdup_printf (_("“%s”: %s"), shown, own->message);
}

static gboolean
walk (VslLook *look, const char *path, const char *shown, int depth, GError **error)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, &own);
  const char *name;
  if (!dir || depth > MAX_DEPTH) {
    _vsl_import_leave_out (look->plan->left_out, VSL_LEFT_OTHER, shown, 0, dir ? _("folders are nested too deeply") : own->message);
    return TRUE;
  }
  while ((name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_bytes);
  for (guint i = 0; i < names->len; i++) {
    name = g_ptr_array_index (names, i);
    g_autofree char *child = g_build_filename (path, name, NULL);
    g_autofree char *child_shown = *shown ? g_strconcat (shown, "/", name, NULL) : g_strdup (name);
    struct stat st;
    if (!_vsl_import_tick (look, error))
      return FALSE;
    if (*name == '.' || g_str_equal (name, "__MACOSX"))
      _vsl_import_leave_out (look->plan->left_out, VSL_LEFT_OTHER, child_shown, 0, _("hidden files are not imported"));
    else if (stat (child, &st) != 0)
      _vsl_import_leave_out (look->plan->left_out, VSL_LEFT_UNREADABLE, child_shown, 0, _("the file could not be opened"));
    else if (_vsl_import_is_dicomdir (child))      /* what it names lies below, too */
      look->disc = TRUE;
    else if (!S_ISDIR (st.st_mode))
      take_file (look, child, child_shown);
    else if (g_file_test (child, G_FILE_TEST_IS_SYMLINK))      /* may lead round in circles */
      _vsl_import_leave_out (look->plan->left_out, VSL_LEFT_OTHER, child_shown, 0, _("links to folders are not followed"));
    else if (!walk (look, child, child_shown, depth + 1, error))
      return FALSE;
    if (look->plan->items->len > VSL_IMPORT_MAX_FILES) {
      g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM, _("There are more than %d files: import them in parts"), VSL_IMPORT_MAX_FILES);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
name_patients (VslLook *look, GError **error)
{
  guint known = 0;
  if (!look->patients)
    return TRUE;
  for (guint i = 0; i < look->plan->items->len; i++) {
    VslImportItem *item = g_ptr_array_index (look->plan->items, i);
    g_free (item->patient);
    item->patient = _vsl_import_match_patient (look->patients, item->shown);
    known += item->patient != NULL;
  }
  if (known)
    return TRUE;
  const VslImportItem *item = g_ptr_array_index (look->plan->items, 0);
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("The pattern for patients, “%s”, fits no file, such as “%s”: try another"),
               look->options->patients, item->shown);
  return FALSE;
}

static void
nothing_found (const VslLook *look, GError **error)
{
  g_autofree char *shown = g_filename_display_name (look->paths[0]);
  const VslLeftOut *first = look->plan->left_out->len ? g_ptr_array_index (look->plan->left_out, 0) : NULL;
  for (guint i = look->plan->left_out->len; i-- > 0;) {      /* a table is what the person most likely meant */
    const VslLeftOut *out = g_ptr_array_index (look->plan->left_out, i);
    first = _vsl_import_is_table (out->file) ? out : first;
  }
  if (look->foreign) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_UNSUPPORTED,
                 ngettext ("%s: no scans that can be read were found. %u file is of another kind, %s. What can be read: scans (DICOM, NIfTI, PNG, "
                           "JPEG, TIFF, BMP, GIF, WebP, .npy) or .txt notes in a folder per class, tables (.csv, .tsv, .jsonl), and MedMNIST .npz files.",
                           "%s: no scans that can be read were found. %u files are of other kinds, for instance %s. What can be read: scans (DICOM, "
                           "NIfTI, PNG, JPEG, TIFF, BMP, GIF, WebP, .npy) or .txt notes in a folder per class, tables (.csv, .tsv, .jsonl), and MedMNIST "
                           ".npz files.", look->foreign),
                 shown, look->foreign, look->foreign_example);
    return;
  }
  g_autofree char *example = first ? g_strdup_printf (_(" For instance “%s”: %s."), first->file, first->reason) : g_strdup ("");
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND,
               _("%s: no scans and no notes were found. Looked for: scans (DICOM, NIfTI, PNG, JPEG, TIFF, BMP, GIF, WebP, .npy) or .txt files in a "
                 "folder per class, a manifest.csv, or a MedMNIST .npz; %u other files are there.%s"),
               shown, look->plan->left_out->len, example);
}

/* Loose files and folders chosen together stand side by side, as if one folder held them. */
gboolean
_vsl_import_collect (VslLook *look, const char *skip, GError **error)
{
  guint others = look->n_paths;
  for (guint i = 0; i < look->n_paths; i++)
    others -= skip && g_str_equal (look->paths[i], skip);
  for (guint i = 0; i < look->n_paths; i++) {
    if (skip && g_str_equal (look->paths[i], skip))
      continue;
    g_autofree char *base = g_path_get_basename (look->paths[i]);
    gboolean folder = g_file_test (look->paths[i], G_FILE_TEST_IS_DIR), disc = _vsl_import_is_dicomdir (look->paths[i]);
    look->disc = look->disc || disc;
    if (disc && !_vsl_import_take_dicomdir (look, look->paths[i], error))
      return FALSE;
    if (disc)
      continue;
    if (!folder)
      take_file (look, look->paths[i], base);
    else if (!walk (look, look->paths[i], others > 1 ? base : "", 0, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
_vsl_import_look_folders (VslLook *look, GError **error)
{
  if (!_vsl_import_collect (look, NULL, error))
    return FALSE;
  _vsl_import_settle_kind (look);
  if (look->plan->items->len == 0) {
    nothing_found (look, error);
    return FALSE;
  }
  return _vsl_import_name_by_folder (look, error) && name_patients (look, error);
}
