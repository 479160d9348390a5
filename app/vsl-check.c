/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-check-private.h"
#include "core/vsl-error.h"

/**
 * vsl_check_unlearnable:
 * @samples: of vsl_project_samples()
 *
 * Returns: (transfer full): for each class, in order, whether no sample of it is in the training split although it has samples; all
 *   %FALSE where nothing is in the training split, since such a project is not trained on
 */
gboolean *
vsl_check_unlearnable (const VslProjectInfo *info, GArray *samples)
{
  guint classes = info->class_names ? g_strv_length (info->class_names) : 0, trained = 0;
  gboolean *not = g_new0 (gboolean, classes + 1);
  g_autofree guint *train = g_new0 (guint, classes + 1), *all = g_new0 (guint, classes + 1);
  for (guint i = 0; i < samples->len; i++) {
    const VslSampleInfo *s = &g_array_index (samples, VslSampleInfo, i);
    guint64 labels = info->target == VSL_TARGET_LABELS && s->has_target ? s->labels : 0;
    if (s->excluded)
      continue;
    for (guint c = 0; c < classes; c++) {
      gboolean has = s->label == (int) c || (c < VSL_MAX_LABELS && labels >> c & 1);
      all[c] += has;
      train[c] += has && s->split == VSL_SPLIT_TRAIN;
    }
    trained += s->split == VSL_SPLIT_TRAIN && (s->label >= 0 || s->has_target);
  }
  for (guint c = 0; c < classes; c++)
    not[c] = trained && all[c] && !train[c];
  return not;
}

static gboolean
fill (VslReportCard *card, VslProject *project, VslProgressFunc progress, gpointer data, GError **error)
{
  VslStretch traits = { progress, data, 0, 0.8 }, twins = { progress, data, 0.8, 0.95 }, words = { progress, data, 0.95, 1 };
  if (!_vsl_check_facts (project, &card->facts, _vsl_stretch, &traits, error))
    return FALSE;
  card->twins = _vsl_check_twins (project, &card->facts, _vsl_stretch, &twins, error);
  if (!card->twins || !_vsl_check_table (project, &card->facts, card->twins, &card->table, error))
    return FALSE;
  card->run = card->facts.info.kind == VSL_SAMPLE_NOTE ? vsl_project_run (project, 0, NULL) : NULL;
  return _vsl_check_unknown (project, &card->facts, card->run, &card->unknown, _vsl_stretch, &words, error);
}

/**
 * vsl_check_project:
 * @progress: (nullable): FALSE cancels
 *
 * Returns: (transfer full) (nullable): counts first, then what is wrong
 */
VslReportCard *
vsl_check_project (VslProject *project, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslReportCard) card = g_new0 (VslReportCard, 1);
  if (!fill (card, project, progress, data, error))
    return NULL;
  _vsl_check_input (&card->input, &card->facts, card->twins, card->table);
  card->input.unknown = card->unknown;
  card->input.run = card->run ? card->run->run : 0;
  card->findings = vsl_quality_find (&card->input);
  card->columns = vsl_check_columns (project, NULL);
  return g_steal_pointer (&card);
}

/**
 * vsl_report_card_free:
 */
void
vsl_report_card_free (VslReportCard *card)
{
  if (!card)
    return;
  g_clear_pointer (&card->findings, g_ptr_array_unref);
  g_clear_pointer (&card->twins, vsl_twins_free);
  g_clear_pointer (&card->table, vsl_table_facts_free);
  g_clear_pointer (&card->run, vsl_run_free);
  g_strfreev (card->columns);
  g_free (card->unknown);
  vsl_facts_clear (&card->facts);
  g_free (card);
}

/**
 * vsl_report_card_finding:
 *
 * Returns: (transfer none) (nullable)
 */
const VslFinding *
vsl_report_card_finding (const VslReportCard *card, const char *id)
{
  for (guint i = 0; i < card->findings->len; i++) {
    const VslFinding *finding = g_ptr_array_index (card->findings, i);
    if (g_str_equal (finding->id, id))
      return finding;
  }
  return NULL;
}

/**
 * vsl_check_leaks:
 *
 * Returns: (transfer full) (nullable): what stands on two sides of the split; %NULL with an error
 */
VslLeaks *
vsl_check_leaks (VslProject *project, VslProgressFunc progress, gpointer data, GError **error)
{
  VslFacts facts;
  VslQualityInput input;
  VslStretch traits = { progress, data, 0, 0.9 }, alike = { progress, data, 0.9, 1 };
  VslLeaks *leaks = NULL;
  g_autoptr (VslTwins) twins = NULL;
  g_autoptr (VslTableFacts) table = NULL;
  if (_vsl_check_facts (project, &facts, _vsl_stretch, &traits, error))
    twins = _vsl_check_twins (project, &facts, _vsl_stretch, &alike, error);
  if (twins && _vsl_check_table (project, &facts, twins, &table, error)) {
    _vsl_check_input (&input, &facts, twins, table);
    leaks = vsl_leaks_find (&input);
  }
  vsl_facts_clear (&facts);
  return leaks;
}
