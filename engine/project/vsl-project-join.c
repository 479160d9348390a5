/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a table says of samples that are here already, held against what is known of them: the differences are what is done, and what is undone. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-note.h"
#include "project/vsl-project-join-private.h"

/* ---- what is there ---- */

typedef struct {
  GArray *stored;
} StoredRequest;

/* Hashes of studies and examinations are kept in the letters a to p. */
static void
take_letters (const char *letters, char hash[33])
{
  gsize n = strlen (letters);
  for (gsize i = 0; n == 32 && i < n; i++) {
    int value = letters[i] - 'a';
    if (value < 0 || value > 15)
      return;
    hash[i] = "0123456789abcdef"[value];
  }
}

static gboolean
do_stored (VslStore *store, gpointer data, GError **error)
{
  StoredRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT samples.id, patients.hash, attributes.value FROM samples LEFT JOIN patients ON patients.id = samples.patient "
                                        "LEFT JOIN attributes ON attributes.sample = samples.id AND attributes.name = 'accession' ORDER BY samples.id", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    VslStoredSample s = { sqlite3_column_int64 (stmt, 0), "", "" };
    g_autofree char *patient = vsl_store_text (stmt, 1), *accession = vsl_store_text (stmt, 2);
    g_strlcpy (s.patient, patient ? patient : "", sizeof s.patient);
    take_letters (accession ? accession : "", s.accession);
    g_array_append_val (request->stored, s);
  }
  return row == 0;
}

/**
 * vsl_project_stored_samples:
 *
 * Returns: (transfer full) (nullable) (element-type VslStoredSample): of all samples, by id
 */
GArray *
vsl_project_stored_samples (VslProject *project, GError **error)
{
  g_autoptr (GArray) stored = g_array_new (FALSE, TRUE, sizeof (VslStoredSample));
  StoredRequest request = { stored };
  return vsl_store_call (project->store, VSL_STORE_READ, do_stored, &request, error) ? g_steal_pointer (&stored) : NULL;
}

/* ---- the result ---- */

static void
telling_free (gpointer data)
{
  VslTelling *t = data;
  g_free (t->name);
  g_free (t->before);
  g_free (t->after);
  g_free (t);
}

static void
differing_free (gpointer data)
{
  VslDiffering *d = data;
  g_free (d->has);
  g_free (d->given);
  g_free (d);
}

/**
 * vsl_joined_free:
 */
void
vsl_joined_free (VslJoined *joined)
{
  if (!joined)
    return;
  g_ptr_array_unref (joined->tellings);
  g_ptr_array_unref (joined->differing);
  g_ptr_array_unref (joined->columns);
  vsl_import_result_free (joined->result);
  g_free (joined->target_name);
  g_strfreev (joined->labels);
  g_strfreev (joined->new_classes);
  g_strfreev (joined->new_targets);
  g_strfreev (joined->new_columns);
  g_free (joined);
}

static VslJoined *
joined_new (const VslImportPlan *plan)
{
  VslJoined *joined = g_new0 (VslJoined, 1);
  joined->tellings = g_ptr_array_new_with_free_func (telling_free);
  joined->differing = g_ptr_array_new_with_free_func (differing_free);
  joined->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  joined->result = g_new0 (VslImportResult, 1);
  joined->target = plan->target;
  joined->target_name = g_strdup (plan->target_name ? plan->target_name : "target");
  joined->labels = plan->classes ? g_strdupv (plan->classes) : g_new0 (char *, 1);
  for (guint i = 0; plan->columns && i < plan->columns->len; i++)
    if (((const VslColumn *) plan->columns->pdata[i])->taken)
      g_ptr_array_add (joined->columns, vsl_column_copy (plan->columns->pdata[i]));
  return joined;
}

typedef struct {
  VslImportPlan *plan;
  VslJoined *joined;
  gboolean replace;
  GHashTable *changed;     /* ids */
} JoinRequest;

static void
tell (JoinRequest *r, gint64 sample, VslTellWhat what, const char *name, const char *before, const char *after)
{
  VslTelling *t = g_new (VslTelling, 1);
  *t = (VslTelling) { sample, what, g_strdup (name), g_strdup (before), g_strdup (after) };
  g_ptr_array_add (r->joined->tellings, t);
  if (sample)
    g_hash_table_add (r->changed, g_memdup2 (&sample, sizeof sample));
}

/* One text, NULL where there is none. FALSE with an error. */
static gboolean
read_text (VslStore *store, sqlite3_stmt *stmt, char **text, GError **error)
{
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  *text = row > 0 ? vsl_store_text (stmt, 0) : NULL;
  if (row > 0)
    sqlite3_reset (stmt);
  return row >= 0;
}

/* ---- labels ---- */

/* Whether the label is to be written: it is new, or differs and was asked to be replaced. Counts either way. */
static gboolean
settle_label (JoinRequest *r, gint64 sample, const char *has, const char *given)
{
  if (!has) {
    r->joined->labelled++;
    return TRUE;
  }
  if (g_str_equal (has, given)) {
    r->joined->same++;
    return FALSE;
  }
  VslDiffering *d = g_new (VslDiffering, 1);
  *d = (VslDiffering) { sample, g_strdup (has), g_strdup (given) };
  g_ptr_array_add (r->joined->differing, d);
  r->joined->replaced += r->replace != 0;
  return r->replace;
}

static gboolean
diff_class (VslStore *store, JoinRequest *r, const VslImportItem *item, GError **error)
{
  g_autofree char *has = NULL;
  if (!item->label)
    return TRUE;
  if (!read_text (store, vsl_store_query (store, error, "SELECT classes.name FROM samples JOIN classes ON classes.id = samples.class WHERE samples.id = ?1", "i",
                                          item->sample), &has, error))
    return FALSE;
  if (settle_label (r, item->sample, has, item->label))
    tell (r, item->sample, VSL_TELL_CLASS, NULL, has, item->label);
  return TRUE;
}

static char *
number_text (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, value));
}

/* The values of a sample by the names of its targets, as texts. */
static gboolean
read_targets (VslStore *store, gint64 sample, GHashTable *values, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT targets.name, value FROM target_values JOIN targets ON targets.id = target_values.target WHERE sample = ?1", "i",
                                        sample);
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0)
    g_hash_table_insert (values, vsl_store_text (stmt, 0), number_text (vsl_store_real (stmt, 1)));
  return row == 0;
}

/* The labels that hold, for people; NULL where one is not told. */
static char *
labels_text (char *const *names, GHashTable *values)
{
  g_autoptr (GString) s = g_string_new (NULL);
  for (int k = 0; names[k]; k++) {
    const char *value = g_hash_table_lookup (values, names[k]);
    if (!value)
      return NULL;
    if (g_ascii_strtod (value, NULL) > 0.5)
      g_string_append_printf (s, "%s%s", s->len ? "|" : "", names[k]);
  }
  return g_strdup (s->str);
}

static gboolean
diff_target (VslStore *store, JoinRequest *r, const VslImportItem *item, GError **error)
{
  g_autoptr (GHashTable) has = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  gboolean number = r->plan->target == VSL_TARGET_NUMBER;
  char *const one[] = { r->joined->target_name, NULL }, *const *names = number ? one : r->joined->labels;
  if (!item->has_target)
    return TRUE;
  for (int k = 0; names[k]; k++)
    g_hash_table_insert (given, names[k], number_text (number ? item->number : (double) (item->labels >> k & 1)));
  if (!read_targets (store, item->sample, has, error))
    return FALSE;
  g_autofree char *old = number ? g_strdup (g_hash_table_lookup (has, one[0])) : labels_text (names, has);
  g_autofree char *new = number ? g_strdup (g_hash_table_lookup (given, one[0])) : labels_text (names, given);
  if (!settle_label (r, item->sample, old, new))
    return TRUE;
  for (int k = 0; names[k]; k++) {
    const char *before = g_hash_table_lookup (has, names[k]), *after = g_hash_table_lookup (given, names[k]);
    if (g_strcmp0 (before, after) != 0)
      tell (r, item->sample, VSL_TELL_TARGET, names[k], before, after);
  }
  return TRUE;
}

/* ---- what stands beside ---- */

/* A value where there is none; another one only where it may be replaced. */
static gboolean
diff_value (JoinRequest *r, gint64 sample, VslTellWhat what, const char *name, const char *has, const char *given)
{
  if (!given || g_strcmp0 (has, given) == 0)
    return FALSE;
  if (has && !r->replace) {
    r->joined->held++;
    return FALSE;
  }
  tell (r, sample, what, name, has, given);
  return TRUE;
}

static gboolean
diff_cells (VslStore *store, JoinRequest *r, const VslImportItem *item, GError **error)
{
  gboolean any = FALSE;
  for (guint i = 0; r->plan->columns && item->row && i < r->plan->columns->len; i++) {
    const VslColumn *c = r->plan->columns->pdata[i];
    guint at = r->plan->column_source[i];
    g_autofree char *has = NULL, *given = c->taken && at < g_strv_length ((char **) item->row) ? vsl_column_value (c, item->row[at]) : NULL;
    if (!given)
      continue;
    if (!read_text (store, vsl_store_query (store, error, "SELECT value FROM cells JOIN columns ON columns.id = cells.column_id WHERE sample = ?1 AND columns.name = ?2", "it",
                                            item->sample, c->name), &has, error))
      return FALSE;
    any |= diff_value (r, item->sample, VSL_TELL_CELL, c->name, has, given);
  }
  r->joined->valued += any;
  return TRUE;
}

static gboolean
diff_kept (VslStore *store, JoinRequest *r, const VslImportItem *item, GError **error)
{
  gboolean any = FALSE;
  for (int i = 0; item->kept && item->kept[i]; i += 2) {
    g_autofree char *has = NULL;
    if (!read_text (store, vsl_store_query (store, error, "SELECT value FROM attributes WHERE sample = ?1 AND name = ?2", "it", item->sample, item->kept[i]), &has, error))
      return FALSE;
    any |= diff_value (r, item->sample, VSL_TELL_KEPT, item->kept[i], has, item->kept[i + 1]);
  }
  r->joined->kept += any;
  return TRUE;
}

/* The note beside a scan; a note that is a sample has none. */
static gboolean
diff_note (VslStore *store, JoinRequest *r, const VslImportItem *item, GError **error)
{
  if (!item->note || r->plan->kind != VSL_SAMPLE_SCAN)
    return TRUE;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT COALESCE (SUM(LENGTH(data)), -1) FROM texts WHERE sample = ?1", "i", item->sample);
  if (!stmt || vsl_store_step (store, stmt, error) <= 0)
    return FALSE;
  gint64 bytes = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  if (bytes > (gint64) VSL_NOTE_MAX_BYTES)
    bytes = -1;                /* a foreign hand; it is written anew */
  g_autofree char *has = bytes >= 0 ? g_malloc0 ((gsize) bytes + 1) : NULL;
  g_autofree char *what = g_strdup_printf (_("note %" PRId64), item->sample);
  if (bytes > 0 && !vsl_chunks_read (store, "SELECT part, checksum, data FROM texts WHERE sample = ?1 ORDER BY part", item->sample, has, (gsize) bytes, what, error))
    return FALSE;
  r->joined->notes += diff_value (r, item->sample, VSL_TELL_NOTE, NULL, has, item->note);
  return TRUE;
}

static gboolean
diff_split (VslStore *store, JoinRequest *r, const VslImportItem *item, GError **error)
{
  VslSplit given = vsl_split_parse (item->split);
  if (given == VSL_SPLIT_NONE)
    return TRUE;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT split FROM samples WHERE id = ?1", "i", item->sample);
  if (!stmt || vsl_store_step (store, stmt, error) <= 0)
    return FALSE;
  g_autofree char *has = g_strdup_printf ("%d", sqlite3_column_int (stmt, 0)), *new = g_strdup_printf ("%d", (int) given);
  sqlite3_reset (stmt);
  if (g_str_equal (has, new))
    return TRUE;
  r->joined->moved++;
  tell (r, item->sample, VSL_TELL_SPLIT, NULL, has, new);
  return TRUE;
}

/* As an import does it: somebody chose it, or the project has none yet. */
static gboolean
diff_positive (VslStore *store, JoinRequest *r, GError **error)
{
  const VslImportPlan *plan = r->plan;
  g_autofree char *has = NULL;
  guint n = plan->classes ? g_strv_length (plan->classes) : 0;
  if (plan->target != VSL_TARGET_CLASS || n != 2 || plan->positive < 0 || plan->positive > 1)
    return TRUE;
  if (!vsl_meta_get (store, "positive", &has, error))
    return FALSE;
  const char *wanted = plan->classes[plan->positive];
  if ((plan->options.positive || plan->positive != 1 || !has) && g_strcmp0 (has, wanted) != 0)
    tell (r, 0, VSL_TELL_POSITIVE, NULL, has, wanted);
  return TRUE;
}

/* ---- the whole ---- */

static gboolean
diff_all (VslStore *store, JoinRequest *r, GError **error)
{
  for (guint i = 0; i < r->plan->items->len; i++) {
    const VslImportItem *item = r->plan->items->pdata[i];
    if (!(r->plan->target == VSL_TARGET_CLASS ? diff_class : diff_target) (store, r, item, error) || !diff_cells (store, r, item, error)
        || !diff_kept (store, r, item, error) || !diff_note (store, r, item, error) || !diff_split (store, r, item, error))
      return FALSE;
  }
  r->joined->changed = g_hash_table_size (r->changed);
  return diff_positive (store, r, error);
}

/* Which of these names the table does not have yet. sql: whether there is ?1. */
static gboolean
find_new (VslStore *store, const char *sql, char *const *names, char ***fresh, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (int i = 0; names && names[i]; i++) {
    g_autofree char *there = NULL;
    if (!read_text (store, vsl_store_query (store, error, sql, "t", names[i]), &there, error))
      return FALSE;
    if (!there)
      g_strv_builder_add (builder, names[i]);
  }
  *fresh = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
find_made (VslStore *store, VslJoined *joined, GError **error)
{
  char *const number[] = { joined->target_name, NULL };
  g_autofree char **columns = g_new0 (char *, joined->columns->len + 1);
  for (guint i = 0; i < joined->columns->len; i++)
    columns[i] = ((VslColumn *) joined->columns->pdata[i])->name;
  return find_new (store, "SELECT name FROM classes WHERE name = ?1", joined->target == VSL_TARGET_CLASS ? joined->labels : NULL, &joined->new_classes, error)
         && find_new (store, "SELECT name FROM targets WHERE name = ?1",
                      joined->target == VSL_TARGET_NUMBER ? number : joined->target == VSL_TARGET_LABELS ? joined->labels : NULL, &joined->new_targets, error)
         && find_new (store, "SELECT name FROM columns WHERE name = ?1", columns, &joined->new_columns, error);
}

static gboolean
do_join (VslStore *store, gpointer data, GError **error)
{
  JoinRequest *r = data;
  return vsl_targets_agree (store, r->plan, error) && find_made (store, r->joined, error) && diff_all (store, r, error)
         && _vsl_join_apply (store, r->joined, TRUE, error);
}

static gboolean
do_preview (VslStore *store, gpointer data, GError **error)
{
  JoinRequest *r = data;
  return vsl_targets_agree (store, r->plan, error) && diff_all (store, r, error);
}

/**
 * vsl_project_join_preview:
 * @plan: of vsl_import_look_here(); its join's fresh, same and differing are set
 *
 * Changes nothing in the project. FALSE when what the samples are told by is something else in the project than in the table.
 */
gboolean
vsl_project_join_preview (VslProject *project, VslImportPlan *plan, GError **error)
{
  g_autoptr (VslJoined) joined = joined_new (plan);
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  JoinRequest r = { plan, joined, FALSE, changed };
  if (!vsl_store_call (project->store, VSL_STORE_READ, do_preview, &r, error))
    return FALSE;
  plan->join.fresh = joined->labelled;
  plan->join.same = joined->same;
  plan->join.differing = joined->differing->len;
  return TRUE;
}

/**
 * vsl_project_join:
 * @plan: of vsl_import_look_here(), perhaps with a person's answers; its notes are masked here
 * @replace: labels and values that differ are overwritten
 *
 * Gives the samples what the table says of them, all or nothing. A label that a sample has and that differs stays unless @replace, and is counted.
 *
 * Returns: (transfer full) (nullable): what was done, to be told, and to be undone with vsl_project_join_again()
 */
VslJoined *
vsl_project_join (VslProject *project, VslImportPlan *plan, gboolean replace, GError **error)
{
  g_autoptr (VslJoined) joined = joined_new (plan);
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  JoinRequest r = { plan, joined, replace, changed };
  if (!vsl_import_plan_mask_here (plan, vsl_project_sink (), project, joined->result, error))
    return NULL;
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_join, &r, error) ? g_steal_pointer (&joined) : NULL;
}
