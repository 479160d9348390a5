/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends: samples left out, moved or inverted, all of them or none, and back. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/vsl-error.h"
#include "core/vsl-json.h"
#include "project/vsl-project-private.h"
#include "project/vsl-project-quality.h"

typedef struct {
  VslProject *project;
  const VslChange *changes;
  guint n;
  gboolean forward, remember;
  const char *finding;
  char *undone;              /* the finding of the mend that was taken back */
} MendRequest;

static gboolean
missing (VslStore *store, gint64 id, GError **error)
{
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no sample %" PRId64 "."), vsl_store_name (store), id);
  return FALSE;
}

static gboolean
invert (VslStore *store, VslProject *project, gint64 id, GError **error)
{
  VslImage image = { 0 };
  guint8 sha256[32];
  if (!vsl_project_image (project, id, &image, error))
    return FALSE;
  vsl_image_invert (&image);
  vsl_image_sha256 (&image, sha256);
  vsl_image_swap_le (&image);
  gboolean ok = vsl_store_run (store, error, "DELETE FROM pixels WHERE sample = ?1", "i", id)
                && vsl_chunks_write (store, "INSERT INTO pixels (sample, part, checksum, data) VALUES (?1, ?2, ?3, ?4)", id, image.data, image.size, error)
                && vsl_store_run (store, error, "UPDATE samples SET sha256 = ?2 WHERE id = ?1", "ib", id, (gconstpointer) sha256, sizeof sha256)
                && vsl_store_run (store, error, "DELETE FROM hashes WHERE sample = ?1", "i", id);
  vsl_image_clear (&image);
  return ok;
}

static gboolean
set_class (VslStore *store, const VslChange *c, int to, GError **error)
{
  return vsl_store_run (store, error, "INSERT INTO classes (name) VALUES (?1) ON CONFLICT DO NOTHING", "t", c->class_name[to])
         && vsl_store_run (store, error, "UPDATE samples SET class = (SELECT id FROM classes WHERE name = ?2) WHERE id = ?1", "it", c->id, c->class_name[to]);
}

/* A class that lost its last sample to another one goes. */
static gboolean
drop_classes (VslStore *store, const MendRequest *request, GError **error)
{
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < request->n; i++) {
    const char *name = request->changes[i].class_name[request->forward ? 0 : 1];
    if (name && g_hash_table_add (met, (gpointer) name)
        && !vsl_store_run (store, error, "DELETE FROM classes WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM samples WHERE class = classes.id)", "t", name))
      return FALSE;
  }
  return TRUE;
}

static gboolean
apply_one (VslStore *store, const MendRequest *request, const VslChange *c, GError **error)
{
  int to = request->forward ? 1 : 0;
  if (!vsl_store_run (store, error, "UPDATE samples SET split = ?2 WHERE id = ?1", "in", c->id, (int) c->split[to]))
    return FALSE;
  if (vsl_store_changes (store) == 0)
    return missing (store, c->id, error);
  if (c->class_name[0] && c->class_name[1] && !set_class (store, c, to, error))
    return FALSE;
  if (c->invert && !invert (store, request->project, c->id, error))
    return FALSE;
  if (c->out[0] == c->out[1])
    return TRUE;
  if (c->out[to])
    return vsl_store_run (store, error, "INSERT INTO excluded (sample, finding, time) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "iti", c->id,
                          request->finding, vsl_project_now ());
  return vsl_store_run (store, error, "DELETE FROM excluded WHERE sample = ?1", "i", c->id);
}

static gboolean
apply_all (VslStore *store, const MendRequest *request, GError **error)
{
  guint moved = 0, out = 0, inverted = 0, merged = 0;
  for (guint i = 0; i < request->n; i++) {
    const VslChange *c = &request->changes[i];
    if (!apply_one (store, request, c, error))
      return FALSE;
    moved += c->split[0] != c->split[1];
    out += c->out[0] != c->out[1];
    inverted += c->invert != 0;
    merged += c->class_name[0] != NULL;
  }
  g_autofree char *more = merged ? g_strdup_printf (", %u with another class", merged) : g_strdup ("");
  return drop_classes (store, request, error) && vsl_meta_bump (store, error)
         && vsl_audit_addf (store, error, "mend", "%s%s: %u samples, %u moved, %u left out or taken in, %u inverted%s", request->finding,
                            request->forward ? "" : " undone", request->n, moved, out, inverted, more);
}

/* Classes before and after of a mend's samples are kept under mend/ID: [[sample, "before", "after"], …]. */
static char *
classes_key (gint64 mend)
{
  return g_strdup_printf ("mend/%" PRId64, mend);
}

static gboolean
remember_classes (VslStore *store, gint64 mend, const MendRequest *request, GError **error)
{
  g_autoptr (JsonArray) all = json_array_new ();
  for (guint i = 0; i < request->n; i++) {
    const VslChange *c = &request->changes[i];
    if (!c->class_name[0] || !c->class_name[1])
      continue;
    JsonArray *one = json_array_new ();
    json_array_add_int_element (one, c->id);
    json_array_add_string_element (one, c->class_name[0]);
    json_array_add_string_element (one, c->class_name[1]);
    json_array_add_array_element (all, one);
  }
  if (!json_array_get_length (all))
    return TRUE;
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), all);
  g_autofree char *text = json_to_string (node, FALSE), *key = classes_key (mend);
  return vsl_meta_set (store, key, text, error);
}

static gboolean
remember (VslStore *store, const MendRequest *request, GError **error)
{
  if (!vsl_store_run (store, error, "INSERT INTO mends (time, finding, undone) VALUES (?1, ?2, 0)", "it", vsl_project_now (), request->finding))
    return FALSE;
  gint64 mend = vsl_store_last_id (store);
  for (guint i = 0; i < request->n; i++) {
    const VslChange *c = &request->changes[i];
    if (!vsl_store_run (store, error,
                        "INSERT INTO mend_changes (mend, sample, split_before, split_after, out_before, out_after, invert) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", "iinnnnn", mend, c->id, (int) c->split[0], (int) c->split[1], (int) c->out[0],
                        (int) c->out[1], (int) c->invert))
      return FALSE;
  }
  return remember_classes (store, mend, request, error);
}

static gboolean
do_apply (VslStore *store, gpointer data, GError **error)
{
  const MendRequest *request = data;
  return apply_all (store, request, error) && (!request->remember || remember (store, request, error));
}

/**
 * vsl_project_apply:
 * @changes: n of them
 *
 * All or none.
 */
gboolean
vsl_project_apply (VslProject *project, const VslChange *changes, guint n, gboolean forward, const char *finding, GError **error)
{
  MendRequest request = { project, changes, n, forward, FALSE, finding, NULL };
  return n == 0 || vsl_store_call (project->store, VSL_STORE_WRITE, do_apply, &request, error);
}

/**
 * vsl_project_mend:
 */
gboolean
vsl_project_mend (VslProject *project, const VslChange *changes, guint n, const char *finding, GError **error)
{
  MendRequest request = { project, changes, n, TRUE, TRUE, finding, NULL };
  return n == 0 || vsl_store_call (project->store, VSL_STORE_WRITE, do_apply, &request, error);
}

/* ---- weights of classes ---- */

#define BALANCED "balanced"

/* What the option was stands in meta, by the number of the mend. */
static char *
weight_key (gint64 mend)
{
  return g_strdup_printf ("mend_class_weight/%" PRId64, mend);
}

/* Sets the option, which has to be `expected` (NULL: anything), and gives what it was. FALSE without an error: it was another. */
static gboolean
set_weight (VslProject *project, const char *expected, const char *value, char **before, GError **error)
{
  g_autoptr (VslOptions) options = vsl_project_options (project, error);
  if (!options || (expected && !g_str_equal (options->config->class_weight, expected)))
    return FALSE;
  *before = g_strdup (*options->config->class_weight ? options->config->class_weight : "none");
  return vsl_options_set (options, NULL, "class_weight", value, error) && vsl_project_set_options (project, options, error);
}

static gboolean
do_weigh (VslStore *store, gpointer data, GError **error)
{
  const MendRequest *request = data;
  g_autofree char *before = NULL;
  if (!set_weight (request->project, NULL, BALANCED, &before, error)
      || !vsl_store_run (store, error, "INSERT INTO mends (time, finding, undone) VALUES (?1, ?2, 0)", "it", vsl_project_now (), request->finding))
    return FALSE;
  g_autofree char *key = weight_key (vsl_store_last_id (store));
  return vsl_meta_set (store, key, before, error) && vsl_audit_addf (store, error, "mend", "%s: class_weight is %s", request->finding, BALANCED);
}

/**
 * vsl_project_mend_weights:
 *
 * Sets the option class_weight of the next run to balanced. Remembered for vsl_project_unmend().
 */
gboolean
vsl_project_mend_weights (VslProject *project, const char *finding, GError **error)
{
  MendRequest request = { .project = project, .finding = finding };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_weigh, &request, error);
}

/* *was: whether the mend was one of weights. What was set otherwise since stays. */
static gboolean
unweigh (VslStore *store, VslProject *project, gint64 mend, const char *finding, gboolean *was, GError **error)
{
  g_autofree char *key = weight_key (mend), *before = NULL, *now = NULL;
  GError *own = NULL;
  if (!vsl_meta_get (store, key, &before, error))
    return FALSE;
  *was = before != NULL;
  if (!before)
    return TRUE;
  if (set_weight (project, BALANCED, before, &now, &own))
    return vsl_audit_addf (store, error, "mend", "%s undone: class_weight is %s", finding, before);
  if (own)
    g_propagate_error (error, own);
  else
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("“%s”: the last mend cannot be undone, since the option class_weight was set otherwise afterwards."),
                 vsl_store_name (store));
  return FALSE;
}

/* ---- back ---- */

static gboolean
last_mend (VslStore *store, gint64 *mend, char **finding, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT id, finding FROM mends WHERE undone = 0 ORDER BY id DESC LIMIT 1", "");
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row == 0)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no mend that could be undone."), vsl_store_name (store));
  if (row <= 0)
    return FALSE;
  *mend = sqlite3_column_int64 (stmt, 0);
  *finding = vsl_store_text (stmt, 1);
  sqlite3_reset (stmt);
  return TRUE;
}

/* Whether the sample still has the class that the mend gave it. */
static gboolean
has_class (VslStore *store, gint64 id, const char *name, gboolean *has, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT 1 FROM samples JOIN classes ON classes.id = samples.class WHERE samples.id = ?1 AND name = ?2", "it", id, name);
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  *has = row > 0;
  if (row > 0)
    sqlite3_reset (stmt);
  return row >= 0;
}

/* One of the list; FALSE where a damaged project has something else there. */
static gboolean
read_class_change (JsonNode *node, gint64 *id, const char *name[2])
{
  JsonArray *one = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (!one || json_array_get_length (one) != 3)
    return FALSE;
  for (guint k = 0; k < 3; k++) {
    JsonNode *v = json_array_get_element (one, k);
    if (!JSON_NODE_HOLDS_VALUE (v) || json_node_get_value_type (v) != (k ? G_TYPE_STRING : G_TYPE_INT64))
      return FALSE;
  }
  *id = json_array_get_int_element (one, 0);
  name[0] = g_intern_string (json_array_get_string_element (one, 1));
  name[1] = g_intern_string (json_array_get_string_element (one, 2));
  return TRUE;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  gint64 i = ((const VslChange *) a)->id, j = ((const VslChange *) b)->id;
  return (i > j) - (i < j);
}

/* changes are in the order of id. */
static gboolean
load_classes (VslStore *store, gint64 mend, GArray *changes, gboolean *same, GError **error)
{
  g_autofree char *key = classes_key (mend), *text = NULL;
  if (!vsl_meta_get (store, key, &text, error))
    return FALSE;
  g_autoptr (JsonNode) node = text ? vsl_json_parse (text, -1, NULL) : NULL;
  JsonArray *all = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; all && i < json_array_get_length (all); i++) {
    VslChange wanted = { 0 };
    gboolean has = FALSE;
    if (!read_class_change (json_array_get_element (all, i), &wanted.id, wanted.class_name))
      continue;
    VslChange *c = bsearch (&wanted, changes->data, changes->len, sizeof wanted, by_id);
    if (!c)
      continue;
    if (!has_class (store, c->id, wanted.class_name[1], &has, error))
      return FALSE;
    *same = *same && has;
    c->class_name[0] = wanted.class_name[0];
    c->class_name[1] = wanted.class_name[1];
  }
  return TRUE;
}

static gboolean
load_changes (VslStore *store, gint64 mend, GArray *changes, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT sample, split_before, split_after, out_before, out_after, invert, "
                                        "(SELECT split FROM samples WHERE id = sample), EXISTS (SELECT 1 FROM excluded WHERE sample = mend_changes.sample) "
                                        "FROM mend_changes WHERE mend = ?1 ORDER BY sample", "i", mend);
  int row = -1;
  gboolean same = TRUE;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    VslChange c = { sqlite3_column_int64 (stmt, 0) };
    for (int k = 0; k < 2; k++) {
      c.split[k] = (gint8) CLAMP (sqlite3_column_int (stmt, 1 + k), VSL_SPLIT_NONE, VSL_SPLIT_TEST);
      c.out[k] = sqlite3_column_int (stmt, 3 + k) != 0;
    }
    c.invert = sqlite3_column_int (stmt, 5) != 0;
    same = same && sqlite3_column_int (stmt, 6) == c.split[1] && (sqlite3_column_int (stmt, 7) != 0) == c.out[1];
    g_array_append_val (changes, c);
  }
  if (row == 0 && !load_classes (store, mend, changes, &same, error))
    return FALSE;
  if (row == 0 && !same)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG,
                 _("“%s”: the last mend cannot be undone, since its samples were moved or left out otherwise afterwards."), vsl_store_name (store));
  return row == 0 && same;
}

static gboolean
do_unmend (VslStore *store, gpointer data, GError **error)
{
  MendRequest *request = data;
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (VslChange));
  gboolean weights = FALSE;
  gint64 mend;
  if (!last_mend (store, &mend, &request->undone, error) || !unweigh (store, request->project, mend, request->undone, &weights, error))
    return FALSE;
  if (weights)
    return vsl_store_run (store, error, "UPDATE mends SET undone = 1 WHERE id = ?1", "i", mend);
  if (!load_changes (store, mend, changes, error))
    return FALSE;
  request->changes = (const VslChange *) (gpointer) changes->data;
  request->n = changes->len;
  request->finding = request->undone;
  return apply_all (store, request, error) && vsl_store_run (store, error, "UPDATE mends SET undone = 1 WHERE id = ?1", "i", mend);
}

/**
 * vsl_project_unmend:
 * @finding: (out) (transfer full): what the mend was for
 */
gboolean
vsl_project_unmend (VslProject *project, char **finding, guint *n, GError **error)
{
  MendRequest request = { .project = project };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_WRITE, do_unmend, &request, error);
  *finding = ok ? g_steal_pointer (&request.undone) : NULL;
  *n = ok ? request.n : 0;
  g_free (request.undone);
  return ok;
}
