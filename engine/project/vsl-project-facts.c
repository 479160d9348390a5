/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the quality checks need to know of all samples, read in one go, and the traits of samples that are kept for them. */
#include <string.h>

#include "project/vsl-project-private.h"
#include "project/vsl-project-quality.h"

typedef struct {
  VslProject *project;
  VslFacts *facts;
} FactsRequest;

/* Used samples to the front; the ids of the others are listed. */
static void
take_samples (VslFacts *facts, GArray *samples)
{
  facts->samples = g_new (VslSampleInfo, (gsize) samples->len + 1);
  facts->left_out = vsl_ids_new ();
  facts->left_out_burned_in = vsl_ids_new ();
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (s->excluded)
      g_array_append_val (facts->left_out, s->id);
    else
      facts->samples[facts->n++] = *s;
  }
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  gint64 i = ((const VslSampleInfo *) a)->id, j = ((const VslSampleInfo *) b)->id;
  return i < j ? -1 : i > j;
}

static VslSampleInfo *
find (const VslFacts *facts, gint64 id)
{
  VslSampleInfo key = { .id = id };
  return facts->n ? bsearch (&key, facts->samples, facts->n, sizeof key, by_id) : NULL;
}

static gboolean
load_sha256 (VslStore *store, VslFacts *facts, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, sha256 FROM samples", "");
  int row = -1;
  facts->sha256 = g_malloc0 (((gsize) facts->n + 1) * 32);
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    const VslSampleInfo *s = find (facts, sqlite3_column_int64 (stmt, 0));
    gconstpointer bytes = sqlite3_column_blob (stmt, 1);
    if (s && bytes && sqlite3_column_bytes (stmt, 1) == 32)
      memcpy (facts->sha256[s - facts->samples], bytes, 32);
  }
  return row == 0;
}

/* A project may come from anywhere: numbers that cannot be are computed anew. */
static gboolean
load_traits (VslStore *store, VslFacts *facts, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT sample, data FROM hashes WHERE version = ?1", "i", (gint64) facts->version);
  int row = -1;
  facts->traits = g_new0 (VslTraits, (gsize) facts->n + 1);
  facts->known = g_new0 (guint8, (gsize) facts->n + 1);
  facts->missing = facts->n;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    const VslSampleInfo *s = find (facts, sqlite3_column_int64 (stmt, 0));
    gconstpointer bytes = sqlite3_column_blob (stmt, 1);
    if (!s || !bytes || sqlite3_column_bytes (stmt, 1) != sizeof (VslTraits) || facts->known[s - facts->samples])
      continue;
    memcpy (&facts->traits[s - facts->samples], bytes, sizeof (VslTraits));
    facts->known[s - facts->samples] = facts->traits[s - facts->samples].version == facts->version;
    facts->missing -= facts->known[s - facts->samples];
  }
  return row == 0;
}

static gboolean
load_attribute (FactsRequest *request, const char *name, char ***values, GError **error)
{
  VslFacts *facts = request->facts;
  g_autoptr (GHashTable) table = vsl_project_attribute (request->project, name, error);
  if (!table)
    return FALSE;
  if (g_hash_table_size (table) == 0)
    return TRUE;
  *values = g_new0 (char *, (gsize) facts->n + 1);
  for (guint i = 0; i < facts->n; i++)
    (*values)[i] = g_strdup (g_hash_table_lookup (table, &facts->samples[i].id));
  return TRUE;
}

/* Left out is not gone: their pixels are in the file. */
static gboolean
load_left_out_burned_in (FactsRequest *request, GError **error)
{
  VslFacts *facts = request->facts;
  g_autoptr (GHashTable) table = facts->left_out->len ? vsl_project_attribute (request->project, "burned_in", error) : NULL;
  for (guint i = 0; table && i < facts->left_out->len; i++) {
    const char *value = g_hash_table_lookup (table, &g_array_index (facts->left_out, gint64, i));
    if (vsl_quality_is_burned_in (value))
      g_array_append_val (facts->left_out_burned_in, g_array_index (facts->left_out, gint64, i));
  }
  return table || !facts->left_out->len;
}

/* "imported 12 scans, 2 classes, 0 patients, 3 left out": the one number that only the log has. */
static guint
number_before (const char *text, const char *words)
{
  const char *at = text ? strstr (text, words) : NULL, *begin = at;
  while (begin && begin > text && g_ascii_isdigit (begin[-1]))
    begin--;
  return at ? (guint) MIN (g_ascii_strtoull (begin, NULL, 10), G_MAXINT) : 0;
}

static gboolean
load_not_imported (VslStore *store, VslFacts *facts, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT detail FROM audit WHERE event = 'import'", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    g_autofree char *detail = vsl_store_text (stmt, 0);
    facts->not_imported += number_before (detail, " left out");
  }
  return row == 0;
}

static gboolean
do_facts (VslStore *store, gpointer data, GError **error)
{
  FactsRequest *request = data;
  VslFacts *facts = request->facts;
  g_autoptr (GArray) samples = vsl_project_samples (request->project, error);
  if (!samples || !vsl_project_info (request->project, &facts->info, error))
    return FALSE;
  take_samples (facts, samples);
  g_autoptr (VslOptions) options = vsl_project_options (request->project, error);
  if (!options)
    return FALSE;
  facts->weighed = *options->config->class_weight && !g_str_equal (options->config->class_weight, "none");
  facts->version = vsl_traits_version (facts->info.kind == VSL_SAMPLE_NOTE, (const char *const *) facts->info.class_names);
  return load_sha256 (store, facts, error) && load_traits (store, facts, error) && load_not_imported (store, facts, error) && load_attribute (request, "spacing", &facts->spacing, error)
         && load_attribute (request, "burned_in", &facts->burned_in, error) && load_left_out_burned_in (request, error);
}

/**
 * vsl_project_facts:
 * @facts: (out): to be cleared with vsl_facts_clear(), also after an error
 */
gboolean
vsl_project_facts (VslProject *project, VslFacts *facts, GError **error)
{
  FactsRequest request = { project, facts };
  memset (facts, 0, sizeof *facts);
  return vsl_store_call (project->store, VSL_STORE_READ, do_facts, &request, error);
}

static void
values_free (char **values, guint n)
{
  for (guint i = 0; values && i < n; i++)
    g_free (values[i]);
  g_free (values);
}

void
vsl_facts_clear (VslFacts *facts)
{
  values_free (facts->spacing, facts->n);
  values_free (facts->burned_in, facts->n);
  vsl_project_info_clear (&facts->info);
  g_free (facts->samples);
  g_free (facts->sha256);
  g_free (facts->traits);
  g_free (facts->known);
  g_clear_pointer (&facts->left_out, g_array_unref);
  g_clear_pointer (&facts->left_out_burned_in, g_array_unref);
  memset (facts, 0, sizeof *facts);
}

static gboolean
do_names (VslStore *store, gpointer data, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT DISTINCT name FROM attributes ORDER BY name", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    g_autofree char *name = vsl_store_text (stmt, 0);
    if (name)
      g_strv_builder_add (data, name);
  }
  return row == 0;
}

/**
 * vsl_project_attribute_names:
 *
 * Returns: (transfer full) (nullable): names of attributes that any sample has; %NULL with an error
 */
char **
vsl_project_attribute_names (VslProject *project, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  return vsl_store_call (project->store, VSL_STORE_READ, do_names, names, error) ? g_strv_builder_end (names) : NULL;
}

typedef struct {
  const gint64 *ids;
  const VslTraits *traits;
  guint n;
} TraitsRequest;

/* A sample may have gone or changed since: a row of traits without its sample is not written. */
static gboolean
do_set_traits (VslStore *store, gpointer data, GError **error)
{
  const TraitsRequest *request = data;
  for (guint i = 0; i < request->n; i++)
    if (!vsl_store_run (store, error,
                        "INSERT INTO hashes (sample, version, data) SELECT id, ?2, ?3 FROM samples WHERE id = ?1 "
                        "ON CONFLICT (sample) DO UPDATE SET version = excluded.version, data = excluded.data",
                        "iib", request->ids[i], (gint64) request->traits[i].version, (gconstpointer) &request->traits[i], sizeof (VslTraits)))
      return FALSE;
  return TRUE;
}

/**
 * vsl_project_set_traits:
 * @ids: n samples
 * @traits: of each
 */
gboolean
vsl_project_set_traits (VslProject *project, const gint64 *ids, const VslTraits *traits, guint n, GError **error)
{
  TraitsRequest request = { ids, traits, n };
  return n == 0 || vsl_store_call (project->store, VSL_STORE_WRITE, do_set_traits, &request, error);
}
