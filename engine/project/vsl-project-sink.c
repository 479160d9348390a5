/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "project/vsl-project-private.h"

/* Where an import ends. Classes are rows of their own and samples point at rows, so that a new class that
 * sorts before old ones changes the numbers of labels without touching a sample. */

typedef struct {
  VslProject *project;
  const VslImportPlan *plan;
  int *map;
  VslNewSample *samples;
  guint n;
  const char *summary;
} SinkRequest;

/* Project classes and the plan's together, in order. */
static char **
merged_names (const VslClassList *have, char **more)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_strv_builder_addv (builder, (const char **) have->name);
  for (guint i = 0; more && more[i]; i++)
    if (!g_strv_contains ((const char *const *) have->name, more[i]))
      g_strv_builder_add (builder, more[i]);
  char **names = g_strv_builder_end (builder);
  vsl_class_names_sort (names);
  return names;
}

/* A plan's positive class counts when somebody chose it, or when the project has none yet. */
static gboolean
choose_positive (VslStore *store, VslProject *project, const VslImportPlan *plan, GError **error)
{
  g_autofree char *have = NULL;
  guint n = plan->classes ? g_strv_length (plan->classes) : 0;
  g_clear_pointer (&project->import_positive, g_free);
  if (!vsl_meta_get (store, "positive", &have, error))
    return FALSE;
  if (plan->target != VSL_TARGET_CLASS)
    return TRUE;
  gboolean chosen = plan->options.positive != NULL || plan->positive != (int) n - 1;
  if (n == 2 && plan->positive >= 0 && plan->positive < 2 && (chosen || have == NULL))
    project->import_positive = g_strdup (plan->classes[plan->positive]);
  return TRUE;
}

/* A project is of one kind: a network reads scans or notes. */
static gboolean
check_kind (VslStore *store, const VslImportPlan *plan, GError **error)
{
  static const char *const holds[] = { N_("“%s” holds scans, and these are other data. Make a new project for them."),
                                       N_("“%s” holds notes, and these are other data. Make a new project for them."),
                                       N_("“%s” holds table rows, and these are other data. Make a new project for them.") };
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT kind FROM samples WHERE kind <> ?1 LIMIT 1", "n", (int) plan->kind);
  int found = stmt ? vsl_store_step (store, stmt, error) : -1;
  if (found <= 0)
    return found == 0;
  int kind = CLAMP (sqlite3_column_int (stmt, 0), 0, (int) G_N_ELEMENTS (holds) - 1);
  sqlite3_reset (stmt);
  g_autofree char *text = g_strdup_printf (_(holds[kind]), vsl_store_name (store));
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA, "%s%s%s", text, plan->kind == VSL_SAMPLE_TABLE ? " " : "",
               plan->kind == VSL_SAMPLE_TABLE ? _("A table for what it has is given with --labels and without other files.") : "");
  return FALSE;
}

static gboolean
find_before (VslStore *store, VslProject *project, GError **error)
{
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT COALESCE (MAX (id), 0) FROM samples", "");
  if (!stmt || vsl_store_step (store, stmt, error) <= 0)
    return FALSE;
  project->import_before = sqlite3_column_int64 (stmt, 0);
  sqlite3_reset (stmt);
  return TRUE;
}

static gboolean
do_begin (VslStore *store, gpointer data, GError **error)
{
  SinkRequest *request = data;
  VslProject *project = request->project;
  VslClassList classes;
  if (!check_kind (store, request->plan, error) || !vsl_targets_agree (store, request->plan, error) || !choose_positive (store, project, request->plan, error) ||
      !find_before (store, project, error) || !vsl_class_list_load (store, &classes, error))
    return FALSE;
  g_strfreev (project->import_classes);
  project->import_classes = request->plan->classes ? g_strdupv (request->plan->classes) : g_new0 (char *, 1);
  project->import_n = 0;
  project->import_kind = request->plan->kind;
  project->import_split_given = request->plan->split_given;
  project->import_target = request->plan->target;
  g_free (project->import_target_name);
  project->import_target_name = g_strdup (request->plan->target_name);
  g_clear_pointer (&project->import_columns, g_ptr_array_unref);
  project->import_columns = g_ptr_array_new_with_free_func ((GDestroyNotify) vsl_column_free);
  for (guint i = 0; request->plan->columns && i < request->plan->columns->len; i++)
    g_ptr_array_add (project->import_columns, vsl_column_copy (request->plan->columns->pdata[i]));
  g_auto (GStrv) names = merged_names (&classes, project->import_classes);
  for (guint c = 0; request->map && project->import_classes[c]; c++)
    for (guint i = 0; names[i]; i++)
      if (g_str_equal (names[i], project->import_classes[c]))
        request->map[c] = (int) i;
  vsl_class_list_clear (&classes);
  return TRUE;
}

/* The plan's classes are written with the first samples: an import of which nothing came leaves no empty classes. */
static gboolean
write_classes (VslStore *store, VslProject *project, GError **error)
{
  if (!project->import_column_ids)
    project->import_column_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!vsl_columns_write (store, project->import_columns, project->import_column_ids, error) ||
      !vsl_targets_write (store, project->import_target, project->import_target_name, project->import_classes, error))
    return FALSE;
  for (guint c = 0; project->import_target == VSL_TARGET_CLASS && project->import_classes[c]; c++)
    if (!vsl_store_run (store, error, "INSERT INTO classes (name) VALUES (?1) ON CONFLICT DO NOTHING", "t", project->import_classes[c]))
      return FALSE;
  return project->import_positive == NULL || vsl_meta_set (store, "positive", project->import_positive, error);
}

static gboolean
check_sample (VslStore *store, VslProject *project, const VslNewSample *s, GError **error)
{
  const VslImage *image = &s->image;
  gsize length = strlen (s->patient);
  gboolean hashed = length == 0 || (length == 32 && strspn (s->patient, "0123456789abcdef") == 32);
  gsize size = vsl_image_count (image) * vsl_pixel_size (image->type);
  gboolean kind = image->type == VSL_PIXEL_TEXT ? project->import_kind == VSL_SAMPLE_NOTE
                  : image->type == VSL_PIXEL_ROW ? project->import_kind == VSL_SAMPLE_TABLE : project->import_kind == VSL_SAMPLE_SCAN;
  if (s->has_target && project->import_target == VSL_TARGET_NUMBER && !isfinite (s->number))
    kind = FALSE;
  if (hashed && kind && image->data && image->width > 0 && image->height > 0 && size == image->size &&
      s->label < (int) g_strv_length (project->import_classes))
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_DATA,
               _("“%s”: a sample of the import is not as it should be, and wasn't stored. Please report this."), vsl_store_name (store));
  return FALSE;
}

static gboolean
write_pixels (VslStore *store, gint64 id, const VslImage *image, GError **error)
{
  const char *insert = "INSERT INTO pixels (sample, part, checksum, data) VALUES (?1, ?2, ?3, ?4)";
  VslImage little;
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return vsl_chunks_write (store, insert, id, image->data, image->size, error);
  if (!vsl_image_copy (&little, image, error))
    return FALSE;
  vsl_image_swap_le (&little);
  gboolean ok = vsl_chunks_write (store, insert, id, little.data, little.size, error);
  vsl_image_clear (&little);
  return ok;
}

/* Rows may well be equal by chance; those with many values hardly are. The report looks closer (quality/vsl-table-facts.h). */
static gboolean
row_tells (const VslNewSample *s)
{
  guint filled = 0, numbers = 0;
  for (guint i = 0; i < s->n_cells; i++) {
    filled += s->cells[i].value != NULL;
    numbers += s->cells[i].value && s->cells[i].type == VSL_COLUMN_NUMERIC;
  }
  return filled >= 8 && numbers >= 3;
}

/* Whether the row was there before this import. */
static gboolean
find_repeated (VslStore *store, const VslProject *project, VslNewSample *s, GError **error)
{
  if (s->image.type != VSL_PIXEL_ROW || !project->import_before)
    return TRUE;
  sqlite3_stmt *stmt = vsl_store_query (store, error, "SELECT 1 FROM samples WHERE sha256 = ?1 AND id <= ?2 LIMIT 1", "bi", (gconstpointer) s->sha256,
                                        sizeof s->sha256, project->import_before);
  int found = stmt ? vsl_store_step (store, stmt, error) : -1;
  s->repeated = found > 0;
  if (found > 0)
    sqlite3_reset (stmt);
  return found >= 0;
}

/* A patient whom the project knows stays on the side where he is, whatever side a later import drew for him; and a copy of a stored sample
 * goes where that one is. */
static gboolean
keep_side (VslStore *store, VslNewSample *s, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int found = 0;
  if (*s->patient) {
    stmt = vsl_store_query (store, error, "SELECT split FROM samples JOIN patients ON patients.id = samples.patient "
                            "WHERE hash = ?1 AND split >= 0 ORDER BY samples.id LIMIT 1", "t", s->patient);
    found = stmt ? vsl_store_step (store, stmt, error) : -1;
  }
  if (found == 0 && (s->image.type != VSL_PIXEL_ROW || row_tells (s))) {
    stmt = vsl_store_query (store, error, "SELECT split FROM samples WHERE sha256 = ?1 AND width = ?2 AND height = ?3 AND split >= 0 ORDER BY id LIMIT 1",
                            "bnn", (gconstpointer) s->sha256, sizeof s->sha256, s->image.width, s->image.height);
    found = stmt ? vsl_store_step (store, stmt, error) : -1;
  }
  if (found > 0) {
    s->split = (VslSplit) sqlite3_column_int (stmt, 0);
    sqlite3_reset (stmt);
  }
  return found >= 0;
}

/* Pixels or text, the cells of a row, the note beside a scan, and the target. */
static gboolean
write_parts (VslStore *store, VslProject *project, gint64 id, const VslNewSample *s, GError **error)
{
  if (s->image.type != VSL_PIXEL_ROW && !write_pixels (store, id, &s->image, error))
    return FALSE;
  if (s->note && !vsl_chunks_write (store, "INSERT INTO texts (sample, part, checksum, data) VALUES (?1, ?2, ?3, ?4)", id, s->note, strlen (s->note), error))
    return FALSE;
  return vsl_cells_write (store, id, project->import_column_ids, s->cells, s->n_cells, error) &&
         vsl_target_write (store, id, project->import_target, project->import_classes, s, error);
}

/* What the quality report would compute later. */
static gboolean
write_traits (VslStore *store, gint64 id, const VslTraits *traits, GError **error)
{
  return !traits || vsl_store_run (store, error, "INSERT INTO hashes (sample, version, data) VALUES (?1, ?2, ?3)", "iib", id, (gint64) traits->version,
                                   (gconstpointer) traits, sizeof *traits);
}

static gboolean
write_sample (VslStore *store, VslProject *project, VslNewSample *s, GError **error)
{
  const VslImage *image = &s->image;
  if ((!project->import_split_given && !keep_side (store, s, error)) || !find_repeated (store, project, s, error))
    return FALSE;
  int split = s->split >= 0 && s->split < VSL_N_SPLITS ? (int) s->split : -1;
  if (!check_sample (store, project, s, error))
    return FALSE;
  if (*s->patient && !vsl_store_run (store, error, "INSERT INTO patients (hash) VALUES (?1) ON CONFLICT DO NOTHING", "t", s->patient))
    return FALSE;
  if (!vsl_store_run (store, error,
                      "INSERT INTO samples (kind, class, patient, split, width, height, frames, channels, bits, type, bytes, sha256) VALUES "
                      "(?11, (SELECT id FROM classes WHERE name = ?1), (SELECT id FROM patients WHERE hash = ?2), ?3, ?4, ?5, ?12, ?6, ?7, ?8, ?9, ?10)",
                      "ttnnnnnnibnn", s->label >= 0 && project->import_target == VSL_TARGET_CLASS ? project->import_classes[s->label] : NULL,
                      *s->patient ? s->patient : NULL, split,
                      image->width, image->height, image->channels, image->bits, image->type == VSL_PIXEL_ROW ? VSL_PIXEL_TEXT : (int) image->type, (gint64) image->size,
                      (gconstpointer) s->sha256, sizeof s->sha256, (int) project->import_kind, MAX (image->frames, 1)))
    return FALSE;
  gint64 id = vsl_store_last_id (store);
  return write_parts (store, project, id, s, error) && write_traits (store, id, s->traits, error) && vsl_attributes_write (store, id, (const char *const *) s->attributes, error);
}

static gboolean
do_add (VslStore *store, gpointer data, GError **error)
{
  SinkRequest *request = data;
  VslProject *project = request->project;
  if (project->import_classes == NULL) {
    g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CONFIG, _("“%s”: no import is under way."), vsl_store_name (store));
    return FALSE;
  }
  if (project->import_n == 0 && !write_classes (store, project, error))
    return FALSE;
  for (guint i = 0; i < request->n; i++)
    if (!write_sample (store, project, &request->samples[i], error))
      return FALSE;
  return vsl_meta_bump (store, error);
}

static gboolean
do_end (VslStore *store, gpointer data, GError **error)
{
  SinkRequest *request = data;
  return vsl_audit_add (store, "import", request->summary, error);
}

/* After the commit: a batch that was rolled back does not count. */
static gboolean
count_added (VslStore *store, gpointer data, GError **error)
{
  SinkRequest *request = data;
  request->project->import_n += request->n;
  return TRUE;
}

static gboolean
forget_import (VslStore *store, gpointer data, GError **error)
{
  VslProject *project = data;
  g_clear_pointer (&project->import_classes, g_strfreev);
  g_clear_pointer (&project->import_positive, g_free);
  g_clear_pointer (&project->import_target_name, g_free);
  g_clear_pointer (&project->import_columns, g_ptr_array_unref);
  g_clear_pointer (&project->import_column_ids, g_array_unref);
  return TRUE;
}

static gboolean
sink_begin (gpointer sink, const VslImportPlan *plan, int *map, GError **error)
{
  VslProject *project = sink;
  SinkRequest request = { .project = project, .plan = plan, .map = map };
  return vsl_store_call (project->store, VSL_STORE_WRITE, do_begin, &request, error);
}

static gboolean
sink_add (gpointer sink, VslNewSample *samples, guint n, GError **error)
{
  VslProject *project = sink;
  SinkRequest request = { .project = project, .samples = samples, .n = n };
  return n == 0 || (vsl_store_call (project->store, VSL_STORE_WRITE, do_add, &request, error) &&
                    vsl_store_call (project->store, VSL_STORE_BARE, count_added, &request, error));
}

static gboolean
sink_end (gpointer sink, const char *summary, GError **error)
{
  VslProject *project = sink;
  SinkRequest request = { .project = project, .summary = summary };
  gboolean ok = vsl_store_call (project->store, VSL_STORE_WRITE, do_end, &request, error);
  vsl_store_call (project->store, VSL_STORE_BARE, forget_import, project, NULL);
  return ok;
}

/**
 * vsl_project_sink:
 *
 * Returns: the sink of an import into a project; its data is the #VslProject
 */
const VslImportSink *
vsl_project_sink (void)
{
  static const VslImportSink sink = { sink_begin, sink_add, sink_end, _vsl_masks_read, _vsl_masks_write };
  return &sink;
}
