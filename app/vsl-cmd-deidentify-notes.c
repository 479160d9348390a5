/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-deidentify.h"
#include "core/vsl-error.h"

/* vsl deidentify IN OUT for notes. */
static gboolean
take_types (const char *list, guint32 *types)
{
  g_auto (GStrv) names = g_strsplit (list, ",", -1);
  *types = 0;
  for (char **n = names; *n; n++) {
    VslDeidType type;
    if (!vsl_deid_type_parse (g_strstrip (*n), &type)) {
      g_autofree char *near = vsl_nearest (*n, vsl_deid_type_names);
      vsl_wrong_usage (_("--types: there is no type “%s”; nearest: %s."), *n, near);
      return FALSE;
    }
    *types |= 1u << type;
  }
  return TRUE;
}

static gboolean
same_file (const char *a, const char *b)
{
  g_autofree char *x = g_canonicalize_filename (a, NULL), *y = g_canonicalize_filename (b, NULL);
  return g_str_equal (x, y);
}

/**
 * vsl_deidentify_options:
 * @options: (out): borrows from @args
 */
gboolean
vsl_deidentify_options (const VslArgs *args, VslDeidentifyOptions *options)
{
  const char *types = vsl_args_get (args, "--types");
  *options = (VslDeidentifyOptions) { .in = vsl_args_word (args, 0), .out = vsl_args_word (args, 1), .text = vsl_args_get (args, "--text"),
                                      .keep = vsl_args_all (args, "--keep"), .types = VSL_DEID_ALL, .numbered = !vsl_args_has (args, "--unnumbered"),
                                      .json = args->json, .keep_ids = vsl_args_has (args, "--keep-ids") };
  return !types || take_types (types, &options->types);
}

/**
 * vsl_cmd_deidentify_notes:
 */
int
vsl_cmd_deidentify_notes (const VslArgs *args)
{
  VslDeidentifyOptions options;
  const char *against = vsl_args_get (args, "--against"), *given = vsl_args_get (args, "--given");
  if (!vsl_deidentify_options (args, &options))
    return VSL_EXIT_USAGE;
  if (options.out && same_file (options.in, options.out))
    return vsl_wrong_usage (_("vsl deidentify: IN and OUT are the same file; what it said would be lost before anybody has reviewed it."));
  g_autoptr (GError) error = NULL;
  g_autoptr (VslDeidentifyFile) file = vsl_deidentify_read (options.in, options.text, &error);
  if (!file) {
    vsl_failed (error);
    return g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG) ? VSL_EXIT_USAGE : VSL_EXIT_FAILED;
  }
  if (options.out && !vsl_deidentify_write (file, &options, &error)) {
    vsl_failed (error);
    return g_error_matches (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG) ? VSL_EXIT_USAGE : VSL_EXIT_FAILED;
  }
  g_auto (GStrv) given_types = given ? g_strsplit (given, ",", -1) : NULL;
  if (against && !vsl_deidentify_measure (file, against, given_types, &options, &error))
    return vsl_failed (error);
  return file->failed ? VSL_EXIT_FAILED : VSL_EXIT_OK;
}
