/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

#define PIXEL_PARTS "SELECT part, checksum, data FROM pixels WHERE sample = ?1 ORDER BY part"

/* ---- the whole ---- */

static gboolean
load_positive (VslStore *store, VslProjectInfo *info, guint n_classes, GError **error)
{
  g_autofree char *name = NULL;
  if (!vsl_meta_get (store, "positive", &name, error))
    return FALSE;
  info->positive = n_classes == 2 ? 1 : -1;
  for (guint c = 0; n_classes == 2 && name && c < n_classes; c++)
    if (g_str_equal (info->class_names[c], name))
      info->positive = (int) c;
  return TRUE;
}

static gboolean
load_counts (VslStore *store, VslProjectInfo *info, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT CASE WHEN EXISTS (SELECT 1 FROM excluded WHERE sample = samples.id) THEN -2 ELSE split END, COUNT(*), "
                                        "MIN(kind) FROM samples GROUP BY 1", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 split = sqlite3_column_int64 (stmt, 0);
    guint n = (guint) sqlite3_column_int64 (stmt, 1);
    info->counts[split >= 0 && split < VSL_N_SPLITS ? split : VSL_N_SPLITS] += n;
    info->n += n;
    info->excluded += split == -2 ? n : 0;
    info->kind = (VslSampleKind) CLAMP (sqlite3_column_int (stmt, 2), VSL_SAMPLE_SCAN, VSL_SAMPLE_TABLE);
  }
  if (row != 0)
    return FALSE;
  stmt = vsl_store_query (store, error, "SELECT COUNT(DISTINCT patient) FROM samples", "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  info->patients = (guint) sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

static gboolean
load_sizes (VslStore *store, VslProjectInfo *info, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT height, width, channels, type, frames, bits FROM samples WHERE kind = 0 ORDER BY id LIMIT 1", "");
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (info->n && info->kind == VSL_SAMPLE_NOTE)
    info->type = VSL_PIXEL_TEXT;
  if (row <= 0)
    return row == 0;
  info->raw.rank = 3;
  for (int i = 0; i < 3; i++)
    info->raw.dim[i] = sqlite3_column_int64 (stmt, i);
  info->type = (VslPixelType) CLAMP (sqlite3_column_int (stmt, 3), VSL_PIXEL_U8, VSL_N_PIXEL_TYPES - 1);
  info->frames = CLAMP (sqlite3_column_int (stmt, 4), 1, VSL_IMAGE_MAX_FRAMES);
  info->bits = sqlite3_column_int (stmt, 5);
  stmt = vsl_store_query (store, error,
                          "SELECT COUNT(*) FROM samples WHERE kind = 0 AND (height <> ?1 OR width <> ?2 OR channels <> ?3 OR type <> ?4)",
                          "iiin", info->raw.dim[0], info->raw.dim[1], info->raw.dim[2], (int) info->type);
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  info->uniform = sqlite3_column_int64 (stmt, 0) == 0;
  return TRUE;
}

static gboolean
load_tables (VslStore *store, VslProjectInfo *info, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT (SELECT COUNT(*) FROM columns), EXISTS (SELECT 1 FROM texts)", "");
  if (stmt == NULL || vsl_store_step (store, stmt, error) < 0)
    return FALSE;
  info->columns = (guint) sqlite3_column_int64 (stmt, 0);
  info->notes_beside = sqlite3_column_int (stmt, 1) != 0;
  if (info->n && info->kind == VSL_SAMPLE_TABLE)
    info->type = VSL_PIXEL_ROW;
  sqlite3_reset (stmt);
  return TRUE;
}

static gboolean
do_info (VslStore *store, gpointer data, GError **error)
{
  VslProjectInfo *info = data;
  VslClassList classes;
  VslTargetList targets;
  g_autofree char *synthetic = NULL;
  if (!vsl_class_list_load (store, &classes, error))
    return FALSE;
  info->class_names = g_steal_pointer (&classes.name);
  guint n_classes = classes.n;
  vsl_class_list_clear (&classes);
  if (!vsl_targets_load (store, &targets, error))
    return FALSE;
  info->target = targets.kind;
  if (targets.kind == VSL_TARGET_LABELS) {
    g_strfreev (info->class_names);
    info->class_names = g_steal_pointer (&targets.name);
    n_classes = 0;               /* none of them is the positive one */
  } else if (targets.kind == VSL_TARGET_NUMBER) {
    info->target_name = g_strdup (targets.name[0]);
  }
  vsl_targets_clear (&targets);
  info->revision = vsl_meta_revision (store);
  if (!load_positive (store, info, n_classes, error) || !load_counts (store, info, error) || !load_sizes (store, info, error) || !load_tables (store, info, error) ||
      !vsl_meta_get (store, "synthetic", &synthetic, error))
    return FALSE;
  info->synthetic = g_strcmp0 (synthetic, "true") == 0;
  return _vsl_masks_any (store, &info->masked, error);
}

/**
 * vsl_project_info:
 * @info: filled; clear with vsl_project_info_clear()
 *
 * What the project's samples are, at one moment.
 */
gboolean
vsl_project_info (VslProject *project, VslProjectInfo *info, GError **error)
{
  *info = (VslProjectInfo) { .positive = -1 };
  if (vsl_store_call (project->store, VSL_STORE_READ, do_info, info, error))
    return TRUE;
  vsl_project_info_clear (info);
  return FALSE;
}

void
vsl_project_info_clear (VslProjectInfo *info)
{
  g_strfreev (info->class_names);
  g_free (info->target_name);
  *info = (VslProjectInfo) { .positive = -1 };
}

/* ---- each ---- */

static gboolean
do_samples (VslStore *store, gpointer data, GError **error)
{
  GArray *samples = data;
  VslClassList classes;
  if (!vsl_class_list_load (store, &classes, error))
    return FALSE;
  g_autoptr (GHashTable) number = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint c = 0; c < classes.n; c++)
    g_hash_table_insert (number, &classes.id[c], GUINT_TO_POINTER (c + 1));
  sqlite3_stmt *stmt = vsl_store_query (store, error,
                                        "SELECT id, class, patient, split, width, height, channels, bits, type, kind, frames, "
                                        "EXISTS (SELECT 1 FROM excluded WHERE sample = samples.id) FROM samples ORDER BY id", "");
  int row = -1;
  while (stmt && (row = vsl_store_step (store, stmt, error)) > 0) {
    gint64 class_id = sqlite3_column_int64 (stmt, 1);
    VslSampleInfo s = { .id = sqlite3_column_int64 (stmt, 0), .patient = (guint32) sqlite3_column_int64 (stmt, 2) };
    s.label = sqlite3_column_type (stmt, 1) == SQLITE_NULL ? -1 : GPOINTER_TO_INT (g_hash_table_lookup (number, &class_id)) - 1;
    s.split = (VslSplit) CLAMP (sqlite3_column_int (stmt, 3), VSL_SPLIT_NONE, VSL_SPLIT_TEST);
    s.width = sqlite3_column_int (stmt, 4);
    s.height = sqlite3_column_int (stmt, 5);
    s.channels = sqlite3_column_int (stmt, 6);
    s.bits = sqlite3_column_int (stmt, 7);
    s.type = (VslPixelType) CLAMP (sqlite3_column_int (stmt, 8), VSL_PIXEL_U8, VSL_N_PIXEL_TYPES - 1);
    s.frames = CLAMP (sqlite3_column_int (stmt, 10), 1, VSL_IMAGE_MAX_FRAMES);
    s.excluded = sqlite3_column_int (stmt, 11) != 0;
    s.kind = (VslSampleKind) CLAMP (sqlite3_column_int (stmt, 9), VSL_SAMPLE_SCAN, VSL_SAMPLE_TABLE);
    s.type = s.kind == VSL_SAMPLE_TABLE ? VSL_PIXEL_ROW : s.type;
    g_array_append_val (samples, s);
  }
  vsl_class_list_clear (&classes);
  VslTargetList targets;
  if (row != 0 || !vsl_targets_load (store, &targets, error))
    return FALSE;
  gboolean ok = vsl_targets_read (store, &targets, samples, error);
  vsl_targets_clear (&targets);
  return ok;
}

/**
 * vsl_project_samples:
 *
 * Returns: (transfer full): #VslSampleInfo of every sample, by id
 */
GArray *
vsl_project_samples (VslProject *project, GError **error)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (VslSampleInfo));
  return vsl_store_call (project->store, VSL_STORE_READ, do_samples, samples, error) ? g_steal_pointer (&samples) : NULL;
}

typedef struct {
  gint64 id;
  VslImage *image;
} ImageRequest;

/* Columns of a sample's row, as do_image asks for them. */
enum { WIDTH, HEIGHT, CHANNELS, BITS, TYPE, KIND, FRAMES, N_NUMBERS, BYTES = N_NUMBERS };

/* Whether a row can be a scan or a note; a project may come from anywhere. */
static gboolean
makes_sense (const int v[N_NUMBERS])
{
  if ((v[TYPE] == VSL_PIXEL_TEXT) != (v[KIND] == VSL_SAMPLE_NOTE))
    return FALSE;
  if (v[TYPE] == VSL_PIXEL_TEXT)
    return v[WIDTH] > 0 && v[HEIGHT] == 1 && v[CHANNELS] == 1 && v[BITS] == 8 && v[FRAMES] == 1;
  return v[TYPE] >= VSL_PIXEL_U8 && v[TYPE] < VSL_PIXEL_ROW && v[BITS] >= 1 && v[BITS] <= 64 && (v[CHANNELS] == 1 || v[CHANNELS] == 3) && v[FRAMES] >= 1;
}

static gboolean
alloc_for_row (VslStore *store, sqlite3_stmt *stmt, ImageRequest *request, GError **error)
{
  int v[N_NUMBERS];
  gint64 bytes = sqlite3_column_int64 (stmt, BYTES);
  for (int i = 0; i < N_NUMBERS; i++)
    v[i] = sqlite3_column_int (stmt, i);
  sqlite3_reset (stmt);
  if (!makes_sense (v)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
                 _("“%s”: the description of sample %" PRId64 " makes no sense. Use a back-up copy of the project."), vsl_store_name (store),
                 request->id);
    return FALSE;
  }
  if (!vsl_image_alloc_volume (request->image, v[WIDTH], v[HEIGHT], v[FRAMES], v[CHANNELS], (VslPixelType) v[TYPE], v[BITS], error))
    return FALSE;
  if ((gint64) request->image->size == bytes)
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
               _("“%s”: sample %" PRId64 " has another size than it should. Use a back-up copy of the project."), vsl_store_name (store),
               request->id);
  return FALSE;
}

static gboolean
read_stored (VslStore *store, ImageRequest *request, GError **error)
{
  VslImage *image = request->image;
  g_autofree char *what = g_strdup_printf (image->type == VSL_PIXEL_TEXT ? _("note %" PRId64) : _("scan %" PRId64), request->id);
  if (!vsl_chunks_read (store, PIXEL_PARTS, request->id, image->data, image->size, what, error))
    return FALSE;
  if (image->type == VSL_PIXEL_TEXT && !g_utf8_validate_len (image->data, image->size, NULL)) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA, _("“%s”: %s is no text. Use a back-up copy of the project."), vsl_store_name (store), what);
    return FALSE;
  }
  vsl_image_swap_le (image);
  return TRUE;
}

static gboolean
do_image (VslStore *store, gpointer data, GError **error)
{
  ImageRequest *request = data;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT width, height, channels, bits, type, kind, frames, bytes FROM samples WHERE id = ?1", "i",
                                        request->id);
  int row = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (row == 0)
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("“%s” has no sample %" PRId64 "."), vsl_store_name (store), request->id);
  if (row > 0 && sqlite3_column_int (stmt, KIND) == VSL_SAMPLE_TABLE) {
    sqlite3_reset (stmt);
    return vsl_row_load (store, request->id, request->image, error);
  }
  return row > 0 && alloc_for_row (store, stmt, request, error) && read_stored (store, request, error);
}

/**
 * vsl_project_image:
 * @image: the stored pixels or text; clear with vsl_image_clear()
 *
 * Reads one scan or note; a part that doesn't match its checksum is an error.
 */
gboolean
vsl_project_image (VslProject *project, gint64 id, VslImage *image, GError **error)
{
  ImageRequest request = { id, image };
  *image = (VslImage) { 0 };
  if (vsl_store_call (project->store, VSL_STORE_READ, do_image, &request, error))
    return TRUE;
  vsl_image_clear (image);
  return FALSE;
}
