/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/vsl-exporter.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/vsl-random.h"
#include "data/vsl-prepare.h"
#include "data/vsl-row.h"
#include "export/vsl-export-text.h"
#include "graph/vsl-plan.h"

/* Our reader's loops are plain: it gets as many scans as fit into this many multiply-adds, but at least one. */
#define CHECK_MACS 2e9

/**
 * vsl_exporter_for:
 * @path: where to write
 *
 * Returns: (transfer none) (nullable): the exporter with the longest ending that @path has
 */
const VslExporterClass *
vsl_exporter_for (const char *path)
{
  const VslFamily *family = vsl_family ("exporter");
  const VslExporterClass *best = NULL;
  if (g_str_has_suffix (path, ".card.json"))     /* a model card is not a network file */
    return NULL;
  for (int i = 0; family && family->kinds[i]; i++) {
    const VslExporterClass *cls = (const VslExporterClass *) family->kinds[i];
    if (g_str_has_suffix (path, cls->ending) && (!best || strlen (cls->ending) > strlen (best->ending)))
      best = cls;
  }
  return best;
}

static gsize
output_width (const VslPlan *plan)
{
  gsize width = 0;
  for (int k = 0; k < vsl_plan_n_outputs (plan); k++)
    width += (gsize) vsl_shape_count (vsl_plan_output_shape (plan, k));
  return width;
}

/* One raw scan through the preprocessing and the plan. */
static gboolean
run_engine (VslPlan *plan, GPtrArray *inputs, const VslImage *parts, VslReal *out, GError **error)
{
  for (guint k = 0; k < inputs->len; k++)
    if (!vsl_prepare_image (inputs->pdata[k], &parts[k], vsl_plan_input (plan, (int) k), error))
      return FALSE;
  vsl_plan_forward (plan, 1, FALSE, 0, 0);
  for (int k = 0; k < vsl_plan_n_outputs (plan); k++) {
    gsize n = (gsize) vsl_shape_count (vsl_plan_output_shape (plan, k));
    memcpy (out, vsl_plan_output (plan, k), n * sizeof (VslReal));
    out += n;
  }
  return TRUE;
}

static gboolean
fits_node (const VslExportInput *input, const VslNode *node, const VslImage *image)
{
  if (vsl_row_input (node) || image->type == VSL_PIXEL_ROW)
    return vsl_row_input (node) && image->type == VSL_PIXEL_ROW;
  if (vsl_prepare_text_rules (node))
    return image->type == VSL_PIXEL_TEXT;
  return image->type == input->raw_type && (!input->raw || image->channels == input->raw->dim[2]);
}

/* Samples that the file takes: notes, rows, or scans of the declared channels and stored type; all parts of each. */
static GArray *
usable (const VslExportInput *input, GPtrArray *inputs, const VslImage *images, int n, double macs)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (VslImage));
  guint most = (guint) CLAMP (CHECK_MACS / MAX (macs, 1), 1, 64);
  for (int i = 0; i < n && array->len < most * inputs->len; i++) {
    const VslImage *parts = images + (gsize) i * inputs->len;
    gboolean good = TRUE;
    for (guint k = 0; k < inputs->len; k++)
      good &= fits_node (input, inputs->pdata[k], &parts[k]);
    if (good)
      g_array_append_vals (array, parts, inputs->len);
  }
  return array;
}

/* A note of words drawn at random, for a project that has none to compare with. */
static gboolean
noise_note (const VslTextRules *rules, VslImage *image, GError **error)
{
  guint64 key = vsl_random_key (1, VSL_RANDOM_TEST, 0, 0);
  const char *const *words = vsl_strings_list (rules->vocabulary);
  g_autoptr (GString) text = g_string_new (NULL);
  for (gint64 i = 0; i < rules->output_sequence_length; i++)
    g_string_append_printf (text, "%s ", words[vsl_random_bits (key, (guint64) i) % vsl_strings_length (rules->vocabulary)]);
  g_string_truncate (text, MIN (text->len, VSL_NOTE_MAX_BYTES));
  if (!vsl_image_alloc (image, (int) text->len, 1, 1, VSL_PIXEL_TEXT, 8, error))
    return FALSE;
  memcpy (image->data, text->str, text->len);
  return TRUE;
}

/* Of a type without a white the numbers are as good as any: the range that was fitted is for other data. */
static int
noise_bits (const VslExportInput *input)
{
  VslImage of = { .type = input->raw_type, .bits = input->raw_bits };
  return !vsl_image_has_white (&of) ? VSL_IMAGE_OPEN_BITS : of.type == VSL_PIXEL_U8 ? 8 : of.type == VSL_PIXEL_U16 ? 16 : VSL_IMAGE_REAL_BITS;
}

static void
write_value (VslImage *image, gsize i, double v)
{
  switch (image->type) {
  case VSL_PIXEL_U8:
  case VSL_PIXEL_S8:
  case VSL_PIXEL_TEXT:
    ((guint8 *) image->data)[i] = (guint8) v;
    break;
  case VSL_PIXEL_U16:
  case VSL_PIXEL_S16:
    ((guint16 *) image->data)[i] = (guint16) v;
    break;
  case VSL_PIXEL_U32:
  case VSL_PIXEL_S32:
    ((guint32 *) image->data)[i] = (guint32) v;
    break;
  case VSL_PIXEL_REAL:
    ((VslReal *) image->data)[i] = (VslReal) v;
    break;
  case VSL_PIXEL_F64:
    ((double *) image->data)[i] = v;
    break;
  case VSL_PIXEL_ROW:
  case VSL_N_PIXEL_TYPES:
    break;
  }
}

/* A row without values. */
static gboolean
empty_row (const VslNode *node, VslImage *image, GError **error)
{
  guint n = node->preprocessing->len;
  g_autofree VslCell *cells = g_new0 (VslCell, n + 1);
  for (guint i = 0; i < n; i++) {
    const VslStepSpec *step = &g_array_index (node->preprocessing, VslStepSpec, i);
    cells[i] = (VslCell) { step->cls->column->name (step->config), VSL_COLUMN_NUMERIC, NULL };
  }
  return vsl_row_new (image, cells, n, error);
}

/* A scan of noise. */
static gboolean
noise_sample (const VslExportInput *input, const VslNode *node, const VslShape *shape, VslImage *image, GError **error)
{
  const VslTextRules *rules = vsl_prepare_text_rules (node);
  const VslShape *s = input->raw && shape->rank == 3 ? input->raw : shape;
  if (vsl_row_input (node))
    return empty_row (node, image, error);
  if (rules)
    return noise_note (rules, image, error);
  if (s->rank != 3) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_UNSUPPORTED, _("Only networks that take scans can be exported so far."));
    return FALSE;
  }
  if (!vsl_image_alloc (image, (int) s->dim[1], (int) s->dim[0], (int) s->dim[2], input->raw_type, noise_bits (input), error))
    return FALSE;
  guint64 key = vsl_random_key (1, VSL_RANDOM_TEST, 0, 0);
  gint64 n = vsl_shape_count (s);
  for (gint64 i = 0; i < n; i++)
    write_value (image, (gsize) i, vsl_random_uniform (key, (guint64) i) * vsl_image_max (input->raw_type));
  return TRUE;
}

/* The largest difference, relative for values beyond 1; infinity where one is not finite. */
static gboolean
compare (const VslExporterClass *cls, GBytes *bytes, VslPlan *plan, GPtrArray *inputs, const VslImage *images, int n, double *difference,
         GError **error)
{
  gsize width = output_width (plan);
  g_autofree VslReal *theirs = g_try_new0 (VslReal, width * n), *ours = g_try_new0 (VslReal, width);
  if (!theirs || !ours) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NOMEM, _("Not enough memory to check the export. Close other programs and export again."));
    return FALSE;
  }
  if (!cls->run_back (bytes, images, n, width, theirs, error))
    return FALSE;
  *difference = 0;
  for (int i = 0; i < n; i++) {
    if (!run_engine (plan, inputs, images + (gsize) i * inputs->len, ours, error))
      return FALSE;
    for (gsize k = 0; k < width; k++) {
      double d = fabs ((double) ours[k] - (double) theirs[(gsize) i * width + k]) / MAX (1.0, fabs ((double) ours[k]));
      *difference = isfinite (d) ? MAX (*difference, d) : INFINITY;
    }
  }
  return TRUE;
}

static gboolean
check (const VslExporterClass *cls, GBytes *bytes, const VslExportInput *input, const VslImage *images, int n_images, double *difference, GError **error)
{
  g_autoptr (VslPlan) plan = vsl_plan_new (input->network, (VslParams *) input->params, 1, 0, error);
  if (!plan)
    return FALSE;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (input->network);
  g_autoptr (VslReport) report = vsl_network_infer (input->network, 1, FALSE, NULL);
  g_autoptr (GArray) scans = usable (input, inputs, images, n_images, report->macs);
  VslImage noise[VSL_MAX_INPUTS] = { { 0 } };
  gboolean ok = TRUE;
  for (guint k = 0; scans->len < inputs->len && ok && k < inputs->len; k++)
    ok = noise_sample (input, inputs->pdata[k], vsl_plan_input_shape (plan, (int) k), &noise[k], error);
  if (ok && !scans->len)
    g_array_append_vals (scans, noise, inputs->len);
  ok = ok && compare (cls, bytes, plan, inputs, (const VslImage *) scans->data, (int) (scans->len / inputs->len), difference, error);
  for (guint k = 0; k < inputs->len && k < VSL_MAX_INPUTS; k++)
    vsl_image_clear (&noise[k]);
  if (ok && !(*difference <= VSL_EXPORT_TOLERANCE)) {
    g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_NUMERIC,
                 _("The exported file gives other numbers than the application (largest difference %g), so it was not written. Please report this."),
                 *difference);
    ok = FALSE;
  }
  return ok;
}

static gboolean
write_file (GBytes *bytes, const char *path, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GError) local = NULL;
  if (g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &local))
    return TRUE;
  g_set_error (error, VSL_EXPORT_ERROR, VSL_ERROR_IO, _("The file could not be written: %s. Choose another place or make room on the disk."), local->message);
  return FALSE;
}

/**
 * vsl_export_beside_path:
 *
 * Returns: (transfer full) (nullable): "model.vocabulary.json" for "model.onnx"; %NULL when the class never writes a second file
 */
char *
vsl_export_beside_path (const VslExporterClass *cls, const char *path)
{
  if (!cls->beside)
    return NULL;
  gsize n = strlen (path) - (g_str_has_suffix (path, cls->ending) ? strlen (cls->ending) : 0);
  return g_strdup_printf ("%.*s%s", (int) n, path, cls->beside_ending);
}

/* Both files or, where one cannot be written, neither: the second one is put back. */
static gboolean
write_files (const VslExporterClass *cls, GBytes *bytes, const VslExportInput *input, const char *path, GError **error)
{
  g_autoptr (GBytes) second = cls->beside ? cls->beside (input) : NULL;
  g_autofree char *beside = second ? vsl_export_beside_path (cls, path) : NULL, *before = NULL;
  gsize size = 0;
  if (!beside)
    return write_file (bytes, path, error);
  g_file_get_contents (beside, &before, &size, NULL);
  if (!write_file (second, beside, error))
    return FALSE;
  if (write_file (bytes, path, error))
    return TRUE;
  if (before)
    g_file_set_contents (beside, before, (gssize) size, NULL);
  else
    g_unlink (beside);
  return FALSE;
}

/**
 * vsl_export_file:
 * @config: (nullable): options of the exporter
 * @images: @n_images raw samples to compare on; those of another stored type or other channels are passed over, and with none
 *   left a scan of noise is taken
 * @path: where to write; an existing file is replaced in one go
 * @difference: (out) (optional): the largest difference to the engine; NaN for files that hold no numbers
 *
 * Makes the file in memory, reads it back with our own reader, compares, and only then writes: to a temporary name, flushed,
 * renamed. A network for notes gets a second file, see vsl_export_beside_path().
 *
 * Returns: FALSE when anything failed; then @path is as it was
 */
gboolean
vsl_export_file (const VslExporterClass *cls, gconstpointer config, const VslExportInput *input, const VslImage *images, int n_images,
                 const char *path, double *difference, GError **error)
{
  double largest = NAN;
  g_autoptr (GBytes) bytes = cls->make (config, input, error);
  if (!bytes)
    return FALSE;
  if (cls->run_back && !check (cls, bytes, input, images, n_images, &largest, error)) {
    if (difference)
      *difference = largest;
    return FALSE;
  }
  if (difference)
    *difference = largest;
  return write_files (cls, bytes, input, path, error);
}
