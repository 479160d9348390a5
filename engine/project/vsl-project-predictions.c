/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* Predictions can be computed again at any time: they are kept for speed, and count only while samples, labels and
 * splits are what they were. Numbers are little-endian: float64 probabilities, float32 outputs. */

#define MAX_WIDTH (1 << 22)

typedef struct {
  int run;
  VslSplit split;
  const VslPredictions *set;
  VslPredictions *found;
  int classes, width;
} PredictionRequest;

static guint32
float_bits (float value)
{
  guint32 bits;
  memcpy (&bits, &value, sizeof bits);
  return GUINT32_TO_LE (bits);
}

static float
float_of_bits (guint32 bits)
{
  float value;
  bits = GUINT32_FROM_LE (bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

static guint64
double_bits (double value)
{
  guint64 bits;
  memcpy (&bits, &value, sizeof bits);
  return GUINT64_TO_LE (bits);
}

static double
double_of_bits (guint64 bits)
{
  double value;
  bits = GUINT64_FROM_LE (bits);
  memcpy (&value, &bits, sizeof value);
  return value;
}

/* ---- writing ---- */

static gboolean
insert_one (VslStore *store, const PredictionRequest *request, guint i, guint64 *prob, guint32 *out, GError **error)
{
  const VslPredictions *p = request->set;
  int classes = p->prob ? p->classes : 0, width = p->values ? p->width : 0;
  for (int c = 0; c < classes; c++)
    prob[c] = double_bits (p->prob[(gsize) i * (gsize) classes + (gsize) c]);
  for (int c = 0; c < width; c++)
    out[c] = float_bits ((float) p->values[(gsize) i * (gsize) width + (gsize) c]);
  return vsl_store_run (store, error,
                        "INSERT INTO predictions (run, split, sample, predicted, error, abs_error, probabilities, outputs) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "nninddbb", request->run, (int) p->split, p->id[i], p->predicted ? p->predicted[i] : -1, p->error ? p->error[i] : (double) NAN,
                        p->abs_error ? p->abs_error[i] : (double) NAN, (gconstpointer) prob, (gsize) classes * sizeof *prob, (gconstpointer) out, (gsize) width * sizeof *out);
}

static gboolean
do_set (VslStore *store, gpointer data, GError **error)
{
  PredictionRequest *request = data;
  const VslPredictions *p = request->set;
  request->run = vsl_run_resolve (store, request->run, error);
  if (request->run == 0 ||
      !vsl_store_run (store, error, "DELETE FROM predictions WHERE run = ?1 AND split = ?2", "nn", request->run, (int) p->split) ||
      !vsl_store_run (store, error, "DELETE FROM prediction_sets WHERE run = ?1 AND split = ?2", "nn", request->run, (int) p->split) ||
      !vsl_store_run (store, error, "INSERT INTO prediction_sets (run, split, data_revision, classes, width) VALUES (?1, ?2, ?3, ?4, ?5)", "nninn",
                      request->run, (int) p->split, vsl_meta_revision (store), p->prob ? p->classes : 0, p->values ? p->width : 0))
    return FALSE;
  g_autofree guint64 *prob = g_try_new0 (guint64, (gsize) MAX (p->classes, 1));
  g_autofree guint32 *out = g_try_new0 (guint32, (gsize) MAX (p->width, 1));
  gboolean ok = prob && out;
  if (!ok)
    vsl_store_set_error (vsl_store_name (store), SQLITE_NOMEM, 0, NULL, error);
  for (guint i = 0; ok && i < p->n; i++)
    ok = insert_one (store, request, i, prob, out, error);
  return ok;
}

/**
 * vsl_project_set_predictions:
 *
 * Keeps what a run's network says about a split; what was kept for it before goes.
 */
gboolean
vsl_project_set_predictions (VslProject *project, int run, const VslPredictions *predictions, GError **error)
{
  PredictionRequest request = { .run = MAX (run, 0), .set = predictions };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_set, &request, error);
}

/* ---- reading ---- */

static gboolean
damaged (VslStore *store, const PredictionRequest *request, GError **error)
{
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA, _("“%s”: the stored predictions of run %d are damaged. Evaluate the run again."),
               vsl_store_name (store), request->run);
  return FALSE;
}

static gboolean
alloc_predictions (VslStore *store, PredictionRequest *request, guint n, gboolean errors, GError **error)
{
  VslPredictions *p = request->found = g_new0 (VslPredictions, 1);
  gsize rows = MAX (n, 1), classes = (gsize) request->classes, width = (gsize) request->width;
  p->n = n;
  p->split = request->split;
  p->classes = request->classes;
  p->width = request->width;
  p->id = g_try_new0 (gint64, rows);
  p->label = g_try_new0 (int, rows);
  p->predicted = g_try_new0 (int, rows);
  p->prob = classes ? g_try_malloc0_n (rows, classes * sizeof *p->prob) : NULL;
  p->values = width ? g_try_malloc0_n (rows, width * sizeof *p->values) : NULL;
  p->error = errors ? g_try_new0 (double, rows) : NULL;
  p->abs_error = errors ? g_try_new0 (double, rows) : NULL;
  if (p->id && p->label && p->predicted && (p->prob || !classes) && (p->values || !width) && ((p->error && p->abs_error) || !errors))
    return TRUE;
  vsl_store_set_error (vsl_store_name (store), SQLITE_NOMEM, 0, NULL, error);
  return FALSE;
}

static gboolean
take_row (sqlite3_stmt *stmt, VslPredictions *p, guint i)
{
  const guint64 *prob = sqlite3_column_blob (stmt, 4);
  gboolean sized = sqlite3_column_bytes (stmt, 4) == p->classes * (int) sizeof *prob;
  for (int c = 0; sized && c < p->classes; c++) {
    guint64 bits;
    memcpy (&bits, &prob[c], sizeof bits);
    p->prob[(gsize) i * (gsize) p->classes + (gsize) c] = double_of_bits (bits);
  }
  const guint32 *out = sqlite3_column_blob (stmt, 5);
  sized = sized && sqlite3_column_bytes (stmt, 5) == p->width * (int) sizeof *out;
  for (int c = 0; sized && c < p->width; c++) {
    guint32 bits;
    memcpy (&bits, &out[c], sizeof bits);
    p->values[(gsize) i * (gsize) p->width + (gsize) c] = float_of_bits (bits);
  }
  p->id[i] = sqlite3_column_int64 (stmt, 0);
  p->predicted[i] = sqlite3_column_int (stmt, 1);
  if (p->error) {
    p->error[i] = vsl_store_real (stmt, 2);
    p->abs_error[i] = vsl_store_real (stmt, 3);
  }
  return sized;
}

static gboolean
read_rows (VslStore *store, PredictionRequest *request, GError **error)
{
  VslPredictions *p = request->found;
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT sample, predicted, error, abs_error, probabilities, outputs FROM predictions "
                                        "WHERE run = ?1 AND split = ?2 ORDER BY sample", "nn", request->run, (int) request->split);
  guint i = 0;
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0)
    if (i >= p->n || !take_row (stmt, p, i++))
      return damaged (store, request, error);
  return row == 0 && (i == p->n || damaged (store, request, error));
}

/* Numbers and labels, as the samples have them. */
static gboolean
read_targets (VslStore *store, VslPredictions *p, GError **error)
{
  VslTargetList list;
  if (!vsl_targets_load (store, &list, error))
    return FALSE;
  g_autoptr (GArray) samples = g_array_new (FALSE, TRUE, sizeof (VslSampleInfo));
  g_array_set_size (samples, p->n);
  for (guint i = 0; i < p->n; i++)
    g_array_index (samples, VslSampleInfo, i).id = p->id[i];
  gboolean ok = vsl_targets_read (store, &list, samples, error);
  p->target = list.kind;
  p->number = list.kind == VSL_TARGET_NUMBER ? g_new (double, MAX (p->n, 1)) : NULL;
  p->labels = list.kind == VSL_TARGET_LABELS ? g_new0 (guint64, MAX (p->n, 1)) : NULL;
  p->known = list.kind == VSL_TARGET_LABELS ? g_new0 (gboolean, MAX (p->n, 1)) : NULL;
  for (guint i = 0; i < p->n; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    if (p->number)
      p->number[i] = s->has_target ? s->number : (double) NAN;
    if (p->labels) {
      p->labels[i] = s->labels;
      p->known[i] = s->has_target;
    }
  }
  vsl_targets_clear (&list);
  return ok;
}

/* The labels are those of now; the revision says that they were the same then. */
static gboolean
read_labels (VslStore *store, VslPredictions *p, GError **error)
{
  VslClassList classes;
  if (!read_targets (store, p, error) || !vsl_class_list_load (store, &classes, error))
    return FALSE;
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < p->n; i++) {
    sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT class FROM samples WHERE id = ?1 AND class IS NOT NULL", "i", p->id[i]);
    int row = stmt ? vsl_store_step (store, stmt, error) : -1;
    p->label[i] = -1;
    for (guint c = 0; row > 0 && c < classes.n; c++)
      if (classes.id[c] == sqlite3_column_int64 (stmt, 0))
        p->label[i] = (int) c;
    ok = row >= 0;
  }
  vsl_class_list_clear (&classes);
  return ok;
}

static gboolean
do_get (VslStore *store, gpointer data, GError **error)
{
  PredictionRequest *request = data;
  request->run = vsl_run_resolve (store, request->run, error);
  if (request->run == 0)
    return FALSE;
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT classes, width, (SELECT COUNT(*) FROM predictions WHERE run = ?1 AND split = ?2), "
                                        "(SELECT COUNT(error) FROM predictions WHERE run = ?1 AND split = ?2) FROM prediction_sets "
                                        "WHERE run = ?1 AND split = ?2 AND data_revision = ?3", "nni", request->run, (int) request->split,
                                        vsl_meta_revision (store));
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row <= 0)
    return row == 0;
  request->classes = sqlite3_column_int (stmt, 0);
  request->width = sqlite3_column_int (stmt, 1);
  guint n = (guint) sqlite3_column_int (stmt, 2);
  gboolean errors = sqlite3_column_int64 (stmt, 3) > 0;
  sqlite3_reset (stmt);
  if (request->classes < 0 || request->classes > MAX_WIDTH || request->width < 0 || request->width > MAX_WIDTH)
    return damaged (store, request, error);
  return alloc_predictions (store, request, n, errors, error) && read_rows (store, request, error) && read_labels (store, request->found, error);
}

/* What the error is follows from the run's network. */
static gboolean
is_sequence (VslProject *project, const PredictionRequest *request)
{
  g_autoptr (VslRun) run = request->found && request->found->error ? vsl_project_run (project, request->run, NULL) : NULL;
  return run && vsl_options_sequence (run->network);
}

/**
 * vsl_project_predictions:
 *
 * Returns: (transfer full) (nullable): what was kept by vsl_project_set_predictions(); %NULL without an error when there is
 *   nothing, or when samples, labels or splits have changed since
 */
VslPredictions *
vsl_project_predictions (VslProject *project, int run, VslSplit split, GError **error)
{
  PredictionRequest request = { .run = MAX (run, 0), .split = split };
  if (vsl_store_call (project->store, VSL_STORE_READ, do_get, &request, error)) {
    if (request.found)
      request.found->sequence = is_sequence (project, &request);
    return request.found;
  }
  g_clear_pointer (&request.found, vsl_predictions_free);
  return NULL;
}
