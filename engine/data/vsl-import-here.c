/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table that comes after its scans. The project knows their patients and accession numbers as keyed hashes only; so the table's cells are hashed in
 * the same way, in each form that the same number may have had in the file, and the hashes are compared. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "data/vsl-import-private.h"
#include "privacy/vsl-pseudonym.h"

#define LONGEST 64              /* characters of an identifier in DICOM, PS3.5 */
#define MOST_DIGITS 16          /* zeros are put in front of a number up to so many digits */

struct _VslHere {
  GHashTable *known[2];         /* hashes of the patients and of the accession numbers that the samples have */
  GHashTable *memo[2][2];       /* by what and with zeros or not: cell > its hash; many rows say the same */
  GError *error;                /* the first hash that could not be made */
};

static VslHere *
here_new (const VslStoredSample *stored, guint n)
{
  VslHere *here = g_new0 (VslHere, 1);
  for (int b = 0; b < 2; b++) {
    here->known[b] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    for (int z = 0; z < 2; z++)
      here->memo[b][z] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  }
  for (guint i = 0; i < n; i++) {
    if (*stored[i].patient)
      g_hash_table_add (here->known[0], g_strdup (stored[i].patient));
    if (*stored[i].accession)
      g_hash_table_add (here->known[1], g_strdup (stored[i].accession));
  }
  return here;
}

static void
here_free (VslHere *here)
{
  for (int b = 0; b < 2; b++) {
    g_hash_table_unref (here->known[b]);
    g_hash_table_unref (here->memo[b][0]);
    g_hash_table_unref (here->memo[b][1]);
  }
  g_clear_error (&here->error);
  g_free (here);
}

/* Whether one of the samples has it; hash is its hash in either case. */
static gboolean
is_known (VslHere *here, int b, const char *identifier, char hash[33])
{
  return !here->error && vsl_pseudonym (identifier, hash, &here->error) && g_hash_table_contains (here->known[b], hash);
}

/* A form of the same number: *found gets its hash when a sample has it; TRUE when that is another sample's than the one found before. */
static gboolean
try_form (VslHere *here, int b, const char *form, char **found)
{
  char hash[33];
  if (!is_known (here, b, form, hash))
    return FALSE;
  if (*found)
    return !g_str_equal (*found, hash);
  *found = g_strdup (hash);
  return FALSE;
}

/* 4711 may stand as 00004711 in the file, and the other way round; a spreadsheet takes the zeros away. Two of these in the project: it is not for the
 * program to guess. */
static char *
by_zeros (VslHere *here, int b, const char *cell)
{
  char *found = NULL;
  gsize n = strlen (cell);
  if (strspn (cell, "0123456789") != n)
    return NULL;
  while (*cell == '0' && cell[1])
    cell++;
  n = strlen (cell);
  for (gsize width = n; width <= MAX (n, MOST_DIGITS); width++) {
    g_autofree char *form = g_strnfill (width, '0');
    memcpy (form + width - n, cell, n);
    if (try_form (here, b, form, &found)) {
      g_free (found);
      return NULL;
    }
  }
  return found;
}

static char *
by_case (VslHere *here, int b, const char *cell)
{
  g_autofree char *upper = g_utf8_strup (cell, -1), *lower = g_utf8_strdown (cell, -1);
  char *found = NULL;
  if (!try_form (here, b, upper, &found) && !try_form (here, b, lower, &found))
    return found;
  g_free (found);
  return NULL;
}

/* Its own hash where no sample has it: rows that fit nothing are told apart by it. */
static char *
make_key (VslHere *here, int b, const char *cell, gboolean zeros)
{
  char hash[33];
  if (is_known (here, b, cell, hash))
    return g_strdup (hash);
  char *found = by_case (here, b, cell);
  if (!found && zeros)
    found = by_zeros (here, b, cell);
  return found ? found : here->error ? NULL : g_strdup (hash);
}

char *
_vsl_import_here_key (VslHere *here, VslJoinBy by, const char *cell, gboolean zeros)
{
  int b = by == VSL_JOIN_PATIENT ? 0 : by == VSL_JOIN_ACCESSION ? 1 : -1;
  g_autofree char *text = cell ? g_strstrip (g_strdup (cell)) : NULL;
  const char *key;
  if (b < 0 || !text || !*text || here->error || g_utf8_strlen (text, -1) > LONGEST)
    return NULL;
  key = g_hash_table_lookup (here->memo[b][zeros != 0], text);
  if (!key) {
    char *made = make_key (here, b, text, zeros);
    if (!made)
      return NULL;
    key = made;
    g_hash_table_insert (here->memo[b][zeros != 0], g_steal_pointer (&text), made);
  }
  return g_strdup (key);
}

gboolean
_vsl_import_here_knows (const VslHere *here, VslJoinBy by, const char *hash)
{
  return g_hash_table_contains (here->known[by == VSL_JOIN_ACCESSION], hash);
}

gboolean
_vsl_import_here_failed (VslHere *here, GError **error)
{
  gboolean failed = here->error != NULL;
  if (failed)
    g_propagate_error (error, g_steal_pointer (&here->error));
  return failed;
}

static void
add_samples (VslImportPlan *plan, const VslStoredSample *stored, guint n)
{
  for (guint i = 0; i < n; i++) {
    char *shown = g_strdup_printf (plan->kind == VSL_SAMPLE_NOTE    ? _("note %" PRId64)
                                   : plan->kind == VSL_SAMPLE_TABLE ? _("row %" PRId64)
                                                                    : _("scan %" PRId64), stored[i].id);
    VslImportItem *item = _vsl_import_add_item (plan, NULL, shown);
    item->sample = stored[i].id;
    item->patient = *stored[i].patient ? g_strdup (stored[i].patient) : NULL;
    item->accession = *stored[i].accession ? g_strdup (stored[i].accession) : NULL;
  }
}

/* What divides samples that come in divides nothing here. */
static gboolean
check_options (const VslImportOptions *o, GError **error)
{
  double fractions[VSL_N_SPLITS];
  const char *wrong = o->folds ? "--folds" : o->split_by ? "--split-by" : o->split && vsl_split_parse_fractions (o->split, fractions) ? "--split" : NULL;
  const char *other = o->patients ? "--patients" : o->text ? "--text" : o->volumes ? "--volumes" : o->burned_in ? "--burned-in" : NULL;
  if (wrong)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s divides what comes in, and nothing does: vsl split divides what the project has"), wrong);
  else if (other)
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_CONFIG, _("%s is for files that come in, and none does: only a table is read"), other);
  return !wrong && !other;
}

/**
 * vsl_import_look_here:
 * @table: path of a CSV or TSV file with a row for each patient or examination
 * @stored: (array length=n): what the project has
 * @kind: what these are
 * @options: (nullable): label, target, columns, keep, note, key, split (a column), positive
 * @progress: (nullable): FALSE cancels
 *
 * Finds the table's rows for samples that are in a project already. Each item of the plan is a sample that has a row; what has none, on either side,
 * is in left_out. vsl_project_join() carries it out.
 *
 * Returns: (transfer full) (nullable): %NULL with an error when no column fits
 */
VslImportPlan *
vsl_import_look_here (const char *table, const VslStoredSample *stored, guint n, VslSampleKind kind, const VslImportOptions *options,
                      VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslImportPlan) plan = _vsl_import_plan_new (options);
  const char *paths[] = { table, NULL };
  VslLook look = { .paths = paths, .n_paths = 1, .plan = plan, .options = &plan->options, .progress = progress, .data = data };
  if (!g_file_test (table, G_FILE_TEST_IS_REGULAR)) {
    g_autofree char *shown = g_filename_display_name (table);
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("There is no table “%s”: give “folder” or the path of a CSV file"), shown);
    return NULL;
  }
  if (!check_options (&plan->options, error))
    return NULL;
  plan->kind = kind;
  plan->here = TRUE;
  add_samples (plan, stored, n);
  look.here = here_new (stored, n);
  gboolean ok = _vsl_import_look_table (&look, table, error) && _vsl_import_settle (plan, error);
  here_free (look.here);
  return ok ? g_steal_pointer (&plan) : NULL;
}

/**
 * vsl_import_plan_tells:
 *
 * Returns: FALSE when no column has labels or a split, and none was asked for as a feature, a note or to be kept
 */
gboolean
vsl_import_plan_tells (const VslImportPlan *plan)
{
  const VslImportOptions *o = &plan->options;
  return plan->target_name || (o->label && *o->label) || plan->split_given || o->note || (o->keep && *o->keep) || _vsl_import_taken (plan);
}
