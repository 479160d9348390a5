/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/vsl-error.h"
#include "data/vsl-row.h"
#include "project/vsl-project.h"
#include "text/vsl-text.h"

/* What a template has to know of a project's notes, and templates for whatever a project holds. */

/* A note longer than those of this share of all is cut. */
#define LONG_NOTES 0.95

typedef struct {
  VslProject *project;
  GArray *samples;              /* of VslSampleInfo; those of training */
  VslProgressFunc progress;
  gpointer data;
} Reading;

/* Those of the training split; of all where nothing is in it, so that a drawing can be begun before the data are split. */
static GArray *
choose_samples (VslProject *project, GError **error)
{
  GArray *samples = vsl_project_samples (project, error);
  guint n = 0;
  for (guint i = 0; samples && i < samples->len; i++)
    if (g_array_index (samples, VslSampleInfo, i).split == VSL_SPLIT_TRAIN && !g_array_index (samples, VslSampleInfo, i).excluded)
      g_array_index (samples, VslSampleInfo, n++) = g_array_index (samples, VslSampleInfo, i);
  if (n)
    g_array_set_size (samples, n);
  return samples;
}

/* The note itself, or the one beside a scan. */
static gboolean
read_note (const Reading *r, const VslSampleInfo *s, VslImage *note, GError **error)
{
  return s->kind == VSL_SAMPLE_NOTE ? vsl_project_image (r->project, s->id, note, error) : vsl_project_part (r->project, s->id, VSL_SAMPLE_NOTE, note, error);
}

static gboolean
count_words (const Reading *r, VslWordCounts *counts, GError **error)
{
  for (guint i = 0; i < r->samples->len; i++) {
    VslImage note;
    if (i % 64 == 0 && r->progress && !r->progress (r->data, (double) i / r->samples->len)) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, _("Cancelled."));
      return FALSE;
    }
    if (!read_note (r, &g_array_index (r->samples, VslSampleInfo, i), &note, error))
      return FALSE;
    if (note.type == VSL_PIXEL_TEXT) {
      g_autoptr (GArray) tokens = vsl_text_tokens (note.data, note.size, VSL_TEXT_LOWER_AND_STRIP, VSL_TEXT_WORDS);
      vsl_word_counts_add (counts, tokens, g_array_index (r->samples, VslSampleInfo, i).patient);
    }
    vsl_image_clear (&note);
  }
  return TRUE;
}

/**
 * vsl_project_text_facts:
 * @facts: (out): of the notes in the training split
 * @progress: (nullable): FALSE cancels
 *
 * Reads all their words.
 *
 * Returns: FALSE when a note cannot be read, there are none, or it was cancelled
 */
gboolean
vsl_project_text_facts (VslProject *project, VslTextFacts *facts, VslProgressFunc progress, gpointer data, GError **error)
{
  *facts = (VslTextFacts) { 0 };
  g_autoptr (GArray) samples = choose_samples (project, error);
  g_autoptr (VslWordCounts) counts = vsl_word_counts_new ();
  Reading r = { project, samples, progress, data };
  if (!samples || !count_words (&r, counts, error))
    return FALSE;
  guint words = vsl_word_counts_distinct (counts);
  vsl_word_counts_drop_private (counts);                    /* as vsl_dataset_adapt() will */
  facts->distinct = words ? MAX (vsl_word_counts_distinct (counts), 1) : 0;
  facts->length = vsl_word_counts_length (counts, LONG_NOTES);
  if (facts->distinct)
    return TRUE;
  g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_NOT_FOUND, _("The project has no notes with words in them yet. Import notes first."));
  return FALSE;
}

/* Mean and variance of the training samples' numbers; NaN without any. */
static gboolean
target_moments (VslProject *project, double *mean, double *variance, GError **error)
{
  g_autoptr (GArray) samples = choose_samples (project, error);
  double n = 0, sum = 0, squares = 0;
  if (!samples)
    return FALSE;
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    n += s->has_target;
    sum += s->has_target ? s->number : 0;
  }
  *mean = n > 0 ? sum / n : NAN;
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    squares += s->has_target ? (s->number - *mean) * (s->number - *mean) : 0;
  }
  *variance = n > 0 ? squares / n : NAN;
  return TRUE;
}

/* How many numbers the columns will give, by the training rows. */
static int
row_width (VslProject *project, GPtrArray *columns, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslNetwork) row = vsl_network_new ();
  VslNode *input = vsl_network_add (row, vsl_layer_class ("Input"), "row", 0, 0);
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, error);
  vsl_row_default (input, columns);
  return dataset && vsl_dataset_adapt (dataset, row, progress, data, error) ? vsl_row_width (input) : 0;
}

static VslNetwork *
make_for_table (VslProject *project, const char *id, int classes, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) columns = vsl_project_columns (project, error);
  int width = columns ? row_width (project, columns, progress, data, error) : 0;
  return width ? vsl_template_make_table (id, columns, width, classes, error) : NULL;
}

/* Scans with what stands beside them. */
static VslNetwork *
make_joint (VslProject *project, const char *id, const VslProjectInfo *info, int classes, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslNetwork) own = vsl_template_load (id, error);
  g_autoptr (GPtrArray) inputs = own ? vsl_network_input_nodes (own) : NULL, columns = NULL;
  gboolean notes = FALSE;
  VslTextFacts facts;
  int width = 0;
  for (guint i = 0; inputs && i < inputs->len; i++)
    notes |= vsl_prepare_text_rules (inputs->pdata[i]) != NULL;
  if (info->kind != VSL_SAMPLE_SCAN || (notes ? !info->notes_beside : info->columns == 0)) {
    g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_CONFIG,
                 notes ? _("“%s” takes scans with a note beside each: import them with a table that names the column of notes (--note).")
                       : _("“%s” takes scans with a row of values beside each: import them with a table, and choose its columns (--columns)."), id);
    return NULL;
  }
  if (notes && !vsl_project_text_facts (project, &facts, progress, data, error))
    return NULL;
  if (!notes && (!(columns = vsl_project_columns (project, error)) || !(width = row_width (project, columns, progress, data, error))))
    return NULL;
  return vsl_template_make_joint (id, &info->raw, info->uniform, columns, width, notes ? &facts : NULL, classes, error);
}

/* Numbers and labels have answers of their own. */
static VslNetwork *
with_answer (VslProject *project, VslNetwork *network, const VslProjectInfo *info, GError **error)
{
  double mean = NAN, variance = NAN;
  int labels = info->class_names ? (int) g_strv_length (info->class_names) : 0;
  if (network && (info->target != VSL_TARGET_NUMBER || target_moments (project, &mean, &variance, error))
      && vsl_template_answer (network, info->target, labels, mean, variance, error))
    return network;
  g_clear_pointer (&network, vsl_network_free);
  return NULL;
}

/**
 * vsl_project_make_template:
 * @id: one of vsl_template_ids()
 * @progress: (nullable): of reading notes; FALSE cancels
 *
 * Returns: (transfer full) (nullable): the template fitted to what the project holds; one for another kind of data is
 *   %VSL_ERROR_CONFIG that names those for this kind
 */
VslNetwork *
vsl_project_make_template (VslProject *project, const char *id, VslProgressFunc progress, gpointer data, GError **error)
{
  VslProjectInfo info = { 0 };
  VslTextFacts facts;
  VslNetwork *network = NULL;
  if (!vsl_project_info (project, &info, error))
    return NULL;
  int classes = info.class_names ? (int) g_strv_length (info.class_names) : 0;
  if (info.n == 0)
    network = vsl_template_kind (id) == VSL_SAMPLE_NOTE ? vsl_template_make_notes (id, NULL, classes, error)
                                                        : vsl_template_make (id, NULL, FALSE, classes, error);
  else if (vsl_template_parts (id) > 1)
    network = make_joint (project, id, &info, classes, progress, data, error);
  else if (!vsl_template_suits (id, info.kind, error))
    network = NULL;
  else if (info.kind == VSL_SAMPLE_TABLE)
    network = make_for_table (project, id, classes, progress, data, error);
  else if (info.kind != VSL_SAMPLE_NOTE)
    network = vsl_template_make (id, &info.raw, info.uniform, classes, error);
  else if (vsl_project_text_facts (project, &facts, progress, data, error))
    network = vsl_template_make_notes (id, &facts, classes, error);
  network = with_answer (project, network, &info, error);
  vsl_project_info_clear (&info);
  return network;
}
