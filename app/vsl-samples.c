/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-document.h"
#include "core/vsl-error.h"

/* The sample projects that come with the program. */
typedef struct {
  const char *name, *title, *summary;
  gboolean notes;
} Sample;

static const Sample samples[] = {
  { "scans", N_("Scans with findings"),
    N_("Synthetic grey scans, made by the program itself, with three kinds of findings, patients and a split. For learning and trying "
       "out; they show nobody.") },
  { "notes-en", N_("Notes on medicines, in English"),
    N_("Synthetic notes, made by the program itself: does a drug do harm, or not? With patients and a split. They are about nobody."), TRUE },
  { "notes-zh", N_("Notes on medicines, in Chinese"),
    N_("Synthetic notes, made by the program itself: does a drug do harm, or not? With patients and a split. They are about nobody."), TRUE },
  { "departments-en", N_("Letters to six departments, in English"),
    N_("Synthetic notes, made by the program itself: which of six departments is a patient sent to? They are about nobody."), TRUE },
  { "departments-zh", N_("Letters to six departments, in Chinese"),
    N_("Synthetic notes, made by the program itself: which of six departments is a patient sent to? They are about nobody."), TRUE },
};

static const char *const names[] = { "scans", "notes-en", "notes-zh", "departments-en", "departments-zh", NULL };

/**
 * vsl_sample_names:
 *
 * Returns: (transfer none): %NULL-terminated
 */
const char *const *
vsl_sample_names (void)
{
  return names;
}

static const Sample *
find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (g_strcmp0 (samples[i].name, name) == 0)
      return &samples[i];
  return NULL;
}

/**
 * vsl_sample_title:
 *
 * Returns: (nullable): translated
 */
const char *
vsl_sample_title (const char *name)
{
  const Sample *sample = find (name);
  return sample ? _(sample->title) : NULL;
}

/**
 * vsl_sample_summary:
 */
const char *
vsl_sample_summary (const char *name)
{
  const Sample *sample = find (name);
  return sample ? _(sample->summary) : NULL;
}

/**
 * vsl_sample_is_notes:
 *
 * Returns: whether the sample holds notes and not scans
 */
gboolean
vsl_sample_is_notes (const char *name)
{
  const Sample *sample = find (name);
  return sample && sample->notes;
}

/**
 * vsl_sample_path:
 *
 * Returns: (transfer full) (nullable): where the file lies, %NULL when it is nowhere
 */
char *
vsl_sample_path (const char *name)
{
  if (!find (name))
    return NULL;
  g_autofree char *file = g_strdup_printf ("%s.vesalius", name);
  const char *set = g_getenv ("VESALIUS_DATADIR");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *here = self ? g_path_get_dirname (self) : NULL;
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  if (set && *set) {
    g_ptr_array_add (places, g_build_filename (set, file, NULL));
    g_ptr_array_add (places, g_build_filename (set, "samples", file, NULL));
  }
  if (here) {
    g_ptr_array_add (places, g_build_filename (here, "..", "data", file, NULL));        /* build/app/vsl, build/ui/vesalius */
    g_ptr_array_add (places, g_build_filename (here, "..", "..", "data", file, NULL));
    g_ptr_array_add (places, g_build_filename (here, "..", "share", "vesalius", "samples", file, NULL));
  }
  g_ptr_array_add (places, g_build_filename (VSL_PKGDATADIR, "samples", file, NULL));
  for (guint i = 0; i < places->len; i++)
    if (g_file_test (g_ptr_array_index (places, i), G_FILE_TEST_IS_REGULAR))
      return g_canonicalize_filename (g_ptr_array_index (places, i), NULL);
  return NULL;
}

/**
 * vsl_sample_copy:
 * @path: the new project; must not exist
 *
 * Copies the bytes: nothing writes to an installed sample, so they are a whole project.
 */
gboolean
vsl_sample_copy (const char *name, const char *path, GError **error)
{
  if (!find (name)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("There is no sample called “%s”. “vsl samples” lists them."), name);
    return FALSE;
  }
  g_autofree char *from = vsl_sample_path (name);
  if (!from) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND,
                 _("The sample “%s” is not installed. Install the program's data, or set VESALIUS_DATADIR to the folder that has %s.vesalius."),
                 name, name);
    return FALSE;
  }
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autoptr (GError) own = NULL;
  if (g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &own))
    return TRUE;
  if (g_error_matches (own, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO, _("%s exists already. Choose another name; nothing was overwritten."), path);
  else
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_IO, _("%s could not be written: %s"), path, own->message);
  return FALSE;
}
