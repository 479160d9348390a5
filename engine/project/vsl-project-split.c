/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How samples are divided: the rule, and fingerprints, so that a run says on which fold it was trained, and so that going back to a split is known as going back. */
#include "project/vsl-project-split.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "core/vsl-json.h"
#include "project/vsl-project-private.h"

/* Rows of meta: what the samples were divided by last, and what each run began with. */
#define LAST "split"
#define OF_RUN "split/%d"

void
vsl_division_free (VslDivision *d)
{
  if (!d)
    return;
  g_free (d->by);
  g_free (d->samples);
  g_free (d->test);
  g_free (d->data);
  g_free (d);
}

/* ---- fingerprints ---- */

static void
add_line (GChecksum *sum, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_checksum_update (sum, (const guchar *) text, -1);
}

/**
 * vsl_fingerprint_test:
 * @ids: in ascending order
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
vsl_fingerprint_test (const gint64 *ids, guint n)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < n; i++)
    add_line (sum, "%" PRId64 "\n", ids[i]);
  return g_strdup (g_checksum_get_string (sum));
}

/* Each row as its columns, with their types and lengths, so that no two different tables read the same. */
static gboolean
add_rows (VslStore *store, GChecksum *sum, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, sql, "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0)
    for (int c = 0; c < sqlite3_column_count (stmt); c++) {
      gconstpointer bytes = sqlite3_column_blob (stmt, c);
      int n = sqlite3_column_bytes (stmt, c);
      add_line (sum, "%d %d ", sqlite3_column_type (stmt, c), n);
      if (n > 0)
        g_checksum_update (sum, bytes, n);
    }
  g_checksum_update (sum, (const guchar *) "\n", 1);
  return row == 0;
}

static gboolean
fingerprint_data (VslStore *store, char **data, GError **error)
{
  static const char *const tables[] = {
    "SELECT id, kind, class, split, sha256 FROM samples WHERE id NOT IN (SELECT sample FROM excluded) ORDER BY id",
    "SELECT id, name FROM classes ORDER BY id",
    "SELECT sample, target, value FROM target_values ORDER BY sample, target",
    "SELECT sample, column_id, value FROM cells ORDER BY sample, column_id",
    "SELECT sample, part, checksum FROM texts ORDER BY sample, part",
  };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!add_rows (store, sum, tables[i], error))
      return FALSE;
  *data = g_strdup (g_checksum_get_string (sum));
  return TRUE;
}

static gboolean
fingerprint_samples (VslStore *store, char **samples, char **test, GError **error)
{
  g_autoptr (GChecksum) all = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, split FROM samples WHERE id NOT IN (SELECT sample FROM excluded) ORDER BY id", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 id = sqlite3_column_int64 (stmt, 0);
    int split = sqlite3_column_int (stmt, 1);
    add_line (all, "%" PRId64 " %d\n", id, split);
    if (split == VSL_SPLIT_TEST)
      g_array_append_val (ids, id);
  }
  if (row != 0)
    return FALSE;
  if (samples)
    *samples = g_strdup (g_checksum_get_string (all));
  if (test)
    *test = vsl_fingerprint_test ((const gint64 *) (gpointer) ids->data, ids->len);
  return TRUE;
}

gboolean
_vsl_fingerprint_test_now (VslStore *store, char **test, GError **error)
{
  return fingerprint_samples (store, NULL, test, error);
}

/* ---- as JSON ---- */

static JsonObject *
to_object (const VslDivision *d)
{
  JsonObject *o = json_object_new ();
  if (d->by)
    json_object_set_string_member (o, "by", d->by);
  else
    json_object_set_null_member (o, "by");
  if (d->by && d->folds) {
    json_object_set_int_member (o, "folds", d->folds);
    json_object_set_int_member (o, "fold", d->fold);
  } else {
    json_object_set_null_member (o, "folds");
    json_object_set_null_member (o, "fold");
  }
  if (d->by)
    json_object_set_int_member (o, "seed", (gint64) MIN (d->seed, (guint64) G_MAXINT64));
  else
    json_object_set_null_member (o, "seed");
  if (d->by && !d->folds) {
    JsonArray *shares = json_array_new ();
    for (int s = 0; s < VSL_N_SPLITS; s++)
      json_array_add_double_element (shares, d->fractions[s]);
    json_object_set_array_member (o, "fractions", shares);
  } else {
    json_object_set_null_member (o, "fractions");
  }
  json_object_set_string_member (o, "samples", d->samples ? d->samples : "");
  json_object_set_string_member (o, "test", d->test ? d->test : "");
  return o;
}

static char *
to_text (const VslDivision *d)
{
  g_autoptr (JsonObject) o = to_object (d);
  if (d->data)
    json_object_set_string_member (o, "data", d->data);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), o);
  return json_to_string (node, FALSE);
}

static JsonNode *
value_of (JsonObject *o, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (o, name);
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

static char *
text_of (JsonObject *o, const char *name)
{
  JsonNode *node = value_of (o, name, G_TYPE_STRING);
  return node ? g_strdup (json_node_get_string (node)) : NULL;
}

static guint
whole_of (JsonObject *o, const char *name)
{
  JsonNode *node = value_of (o, name, G_TYPE_INT64);
  return node ? (guint) CLAMP (json_node_get_int (node), 0, VSL_MOST_FOLDS) : 0;
}

/* The project may come from anywhere: what is not as it was written here counts as not known. */
static VslDivision *
from_text (const char *text)
{
  g_autoptr (JsonNode) node = text ? vsl_json_parse (text, -1, NULL) : NULL;
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  JsonObject *o = json_node_get_object (node);
  VslDivision *d = g_new0 (VslDivision, 1);
  JsonNode *seed = value_of (o, "seed", G_TYPE_INT64), *shares = json_object_get_member (o, "fractions");
  d->by = text_of (o, "by");
  d->folds = whole_of (o, "folds");
  d->fold = whole_of (o, "fold");
  d->seed = seed ? (guint64) MAX (json_node_get_int (seed), 0) : 0;
  d->samples = text_of (o, "samples");
  d->test = text_of (o, "test");
  d->data = text_of (o, "data");
  if (shares && JSON_NODE_HOLDS_ARRAY (shares) && json_array_get_length (json_node_get_array (shares)) == VSL_N_SPLITS)
    for (guint s = 0; s < VSL_N_SPLITS; s++) {
      JsonNode *one = json_array_get_element (json_node_get_array (shares), s);
      d->fractions[s] = JSON_NODE_HOLDS_VALUE (one) ? json_node_get_double (one) : 0;
    }
  return d;
}

/**
 * vsl_division_to_json:
 * @division: (nullable)
 *
 * Returns: (transfer full): an object, or null
 */
JsonNode *
vsl_division_to_json (const VslDivision *division)
{
  JsonNode *node = json_node_alloc ();
  if (!division)
    return json_node_init_null (node);
  g_autoptr (JsonObject) o = to_object (division);
  return json_node_init_object (node, o);
}

/**
 * vsl_division_text:
 * @division: (nullable)
 *
 * Returns: (transfer full) (nullable): for people; %NULL when the rule is not known
 */
char *
vsl_division_text (const VslDivision *d)
{
  if (!d || !d->by)
    return NULL;
  if (d->folds)
    return g_strdup_printf (_("fold %u of %u by %s, seed %" PRIu64), d->fold, d->folds, d->by, d->seed);
  return g_strdup_printf (_("%.0f/%.0f/%.0f by %s, seed %" PRIu64), 100 * d->fractions[0], 100 * d->fractions[1], 100 * d->fractions[2], d->by, d->seed);
}

/* ---- in the project ---- */

/* The rule of the last division holds as long as nobody moved a sample since. */
static VslDivision *
division_now (VslStore *store, GError **error)
{
  g_autofree char *text = NULL, *samples = NULL, *test = NULL;
  if (!vsl_meta_get (store, LAST, &text, error) || !fingerprint_samples (store, &samples, &test, error))
    return NULL;
  VslDivision *d = from_text (text);
  if (!d || g_strcmp0 (d->samples, samples) != 0) {
    g_clear_pointer (&d, vsl_division_free);
    d = g_new0 (VslDivision, 1);
  }
  g_free (d->samples);
  g_free (d->test);
  d->samples = g_steal_pointer (&samples);
  d->test = g_steal_pointer (&test);
  g_clear_pointer (&d->data, g_free);
  return d;
}

typedef struct {
  const VslSplitRule *rule;
  const char *by;
  int run;
  VslDivision *found;
  const VslRun *record;
  gboolean changed;
} Request;

static gboolean
do_note (VslStore *store, gpointer data, GError **error)
{
  const Request *request = data;
  const VslSplitRule *rule = request->rule;
  g_autoptr (VslDivision) d = g_new0 (VslDivision, 1);
  d->by = g_strdup (request->by);
  d->folds = rule->folds;
  d->fold = rule->fold;
  d->seed = rule->seed;
  for (int s = 0; s < VSL_N_SPLITS && !rule->folds; s++)
    d->fractions[s] = rule->fractions[s];
  if (!fingerprint_samples (store, &d->samples, &d->test, error))
    return FALSE;
  g_autofree char *text = to_text (d);
  g_autofree char *how = rule->folds ? g_strdup_printf ("fold %u of %u", rule->fold, rule->folds)
                                     : g_strdup_printf ("%.0f/%.0f/%.0f", 100 * rule->fractions[0], 100 * rule->fractions[1], 100 * rule->fractions[2]);
  return vsl_meta_set (store, LAST, text, error)
         && vsl_audit_addf (store, error, "split", "by %s, %s, seed %" PRIu64, request->by, how, rule->seed);
}

/**
 * vsl_project_note_division:
 * @by: "patient", "study" or a column
 *
 * Remembers what the samples were divided by; also a line of the audit log.
 */
gboolean
vsl_project_note_division (VslProject *project, const VslSplitRule *rule, const char *by, GError **error)
{
  Request request = { .rule = rule, .by = by };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_note, &request, error);
}

gboolean
_vsl_division_of_run (VslStore *store, int run, GError **error)
{
  g_autofree char *key = g_strdup_printf (OF_RUN, run);
  g_autoptr (VslDivision) d = division_now (store, error);
  if (!d || !fingerprint_data (store, &d->data, error))
    return FALSE;
  g_autofree char *text = to_text (d);
  return vsl_meta_set (store, key, text, error);
}

static gboolean
read_of_run (VslStore *store, int run, VslDivision **found, GError **error)
{
  g_autofree char *key = g_strdup_printf (OF_RUN, run), *text = NULL;
  if (!vsl_meta_get (store, key, &text, error))
    return FALSE;
  *found = from_text (text);
  return TRUE;
}

static gboolean
do_read (VslStore *store, gpointer data, GError **error)
{
  Request *request = data;
  if (request->run)
    return read_of_run (store, request->run, &request->found, error);
  request->found = division_now (store, error);
  return request->found != NULL;
}

/**
 * vsl_project_division:
 * @run: a run's number, or 0 for how the samples stand now
 *
 * Returns: (transfer full) (nullable): %NULL without an error when the run says nothing of it
 */
VslDivision *
vsl_project_division (VslProject *project, int run, GError **error)
{
  Request request = { .run = run };
  vsl_store_call (project->store, VSL_STORE_READ, do_read, &request, error);
  return request.found;
}

static gboolean
do_compare (VslStore *store, gpointer data, GError **error)
{
  Request *request = data;
  g_autoptr (VslDivision) then = NULL;
  g_autofree char *now = NULL;
  request->changed = vsl_meta_revision (store) != request->record->data_revision;
  if (!request->changed)
    return TRUE;
  if (!read_of_run (store, request->record->run, &then, error))
    return FALSE;
  if (!then || !then->data)
    return TRUE;
  if (!fingerprint_data (store, &now, error))
    return FALSE;
  request->changed = !g_str_equal (now, then->data);
  return TRUE;
}

/**
 * vsl_project_data_changed:
 * @changed: (out): whether samples, classes or splits differ from those that @run began with
 */
gboolean
vsl_project_data_changed (VslProject *project, const VslRun *run, gboolean *changed, GError **error)
{
  Request request = { .record = run };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_READ, do_compare, &request, error);
  *changed = request.changed;
  return ok;
}
