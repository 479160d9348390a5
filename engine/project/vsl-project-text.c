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

static gboolean
count_words (const Reading *r, VslWordCounts *counts, GError **error)
{
  for (guint i = 0; i < r->samples->len; i++) {
    VslImage note;
    if (i % 64 == 0 && r->progress && !r->progress (r->data, (double) i / r->samples->len)) {
      g_set_error (error, VSL_PROJECT_ERROR, VSL_ERROR_CANCELLED, _("Cancelled."));
      return FALSE;
    }
    if (!vsl_project_image (r->project, g_array_index (r->samples, VslSampleInfo, i).id, &note, error))
      return FALSE;
    if (note.type == VSL_PIXEL_TEXT) {
      g_autoptr (GArray) tokens = vsl_text_tokens (note.data, note.size, VSL_TEXT_LOWER_AND_STRIP, VSL_TEXT_WORDS);
      vsl_word_counts_add (counts, tokens);
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
  facts->distinct = vsl_word_counts_distinct (counts);
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

static VslNetwork *
make_for_table (VslProject *project, const char *id, int classes, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) columns = vsl_project_columns (project, error);
  g_autoptr (VslNetwork) network = columns ? vsl_template_make_table (id, columns, 1, classes, error) : NULL;
  g_autoptr (VslDataset) dataset = network ? vsl_project_dataset (project, error) : NULL;
  g_autoptr (VslNetwork) learnt = dataset ? vsl_network_copy (network) : NULL;
  if (!learnt || !vsl_dataset_adapt (dataset, learnt, progress, data, error))
    return NULL;
  g_autoptr (GPtrArray) inputs = vsl_network_input_nodes (learnt);
  return vsl_template_make_table (id, columns, vsl_row_width (inputs->pdata[0]), classes, error);
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
