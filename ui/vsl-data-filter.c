/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-data-filter.h"

#include <glib/gi18n-lib.h>

#include "ui/vsl-filter-row.h"

/* One of several labels, or the class; VSL_DATA_NONE: neither is known. */
static gboolean
has_class (const VslDataFilter *self, const VslSampleInfo *info, int class)
{
  VslTarget target = vsl_document_info (self->document)->target;

  if (class == VSL_DATA_NONE)
    return !vsl_sample_labelled (info, target);
  return target == VSL_TARGET_LABELS ? (info->labels >> class & 1) != 0 : info->label == class;
}

/**
 * vsl_data_filter_shows:
 */
gboolean
vsl_data_filter_shows (const VslDataFilter *self, VslSample *sample)
{
  const VslSampleInfo *info = vsl_sample_info (sample);

  return (self->class == VSL_DATA_ALL || has_class (self, info, self->class))
         && (self->split == VSL_DATA_ALL || (info->excluded ? VSL_DATA_LEFT_OUT : (int) info->split) == self->split)
         && (self->found == NULL || g_hash_table_contains (self->found, &info->id));
}

/**
 * vsl_data_filter_is_open:
 */
gboolean
vsl_data_filter_is_open (const VslDataFilter *self)
{
  return self->class == VSL_DATA_ALL && self->split == VSL_DATA_ALL && self->found == NULL;
}

/* by_class: a row for each class and one for none; in it the splits, none of them, and what is left out. */
typedef guint Counts[VSL_N_SPLITS + 2];

static guint
sum_of (const Counts counts)
{
  guint n = 0;

  for (int s = 0; s < VSL_N_SPLITS + 2; s++)
    n += counts[s];
  return n;
}

static void
count_samples (const VslDataFilter *self, Counts *by_class, guint n_classes, Counts by_split)
{
  GListModel *samples = vsl_document_samples (self->document);

  for (guint i = 0; i < g_list_model_get_n_items (samples); i++)
    {
      g_autoptr (VslSample) sample = g_list_model_get_item (samples, i);
      const VslSampleInfo *info = vsl_sample_info (sample);
      int s = info->excluded ? VSL_N_SPLITS + 1 : info->split == VSL_SPLIT_NONE ? VSL_N_SPLITS : (int) info->split;

      for (guint c = 0; vsl_document_info (self->document)->target != VSL_TARGET_CLASS && c <= n_classes; c++)
        by_class[c][s] += has_class (self, info, c == n_classes ? VSL_DATA_NONE : (int) c);
      if (vsl_document_info (self->document)->target == VSL_TARGET_CLASS)
        by_class[info->label >= 0 && info->label < (int) n_classes ? (guint) info->label : n_classes][s]++;
      by_split[s]++;
    }
}

static GtkWidget *
class_row (const char *name, const Counts counts, guint most, const char *css, int value)
{
  guint n = sum_of (counts);
  GtkWidget *row = vsl_filter_row_new (name, n, (double) n / most, css, value);
  /* Translators: below a class: how many of its samples are in the training, validation and test split */
  g_autofree char *parts = g_strdup_printf (_("train %u · val %u · test %u"), counts[VSL_SPLIT_TRAIN], counts[VSL_SPLIT_VAL], counts[VSL_SPLIT_TEST]);

  vsl_filter_row_explain (row, parts);
  return row;
}

static void
fill_classes (VslDataFilter *self, GtkWidget *list, const Counts *counts, guint n, char **names, guint all)
{
  guint most = 1;

  vsl_filter_rows_clear (list);
  for (guint c = 0; c <= n; c++)
    most = MAX (most, sum_of (counts[c]));
  if (self->class >= (int) n)
    self->class = VSL_DATA_ALL;
  vsl_filter_row_add (list, vsl_filter_row_new (_("All"), all, -1, NULL, VSL_DATA_ALL), self->class == VSL_DATA_ALL);
  for (guint c = 0; c < n; c++)
    vsl_filter_row_add (list, class_row (names[c], counts[c], most, NULL, (int) c), self->class == (int) c);
  if (sum_of (counts[n]) > 0)
    vsl_filter_row_add (list, class_row (vsl_document_info (self->document)->target == VSL_TARGET_CLASS ? _("No class") : _("No label"), counts[n], most, "none", VSL_DATA_NONE),
                        self->class == VSL_DATA_NONE);
}

static void
fill_splits (VslDataFilter *self, GtkWidget *list, const Counts counts, guint all)
{
  static const struct {
    const char *title, *css;
  } splits[VSL_N_SPLITS + 2] = { { N_("Training"), "train" }, { N_("Validation"), "val" }, { N_("Test"), "test" }, { N_("Not used"), "none" },
                               { N_("Left out"), "none" } };

  vsl_filter_rows_clear (list);
  if (self->split == VSL_DATA_LEFT_OUT && counts[VSL_N_SPLITS + 1] == 0)
    self->split = VSL_DATA_ALL;
  vsl_filter_row_add (list, vsl_filter_row_new (_("All"), all, -1, NULL, VSL_DATA_ALL), self->split == VSL_DATA_ALL);
  for (int s = 0; s <= VSL_N_SPLITS + 1; s++)
    {
      int value = s == VSL_N_SPLITS ? VSL_DATA_NONE : s > VSL_N_SPLITS ? VSL_DATA_LEFT_OUT : s;

      if (s < VSL_N_SPLITS || counts[s] > 0)
        vsl_filter_row_add (list, vsl_filter_row_new (_(splits[s].title), counts[s], (double) counts[s] / MAX (all, 1), splits[s].css, value),
                        self->split == value);
    }
}

/**
 * vsl_data_filter_fill:
 */
void
vsl_data_filter_fill (VslDataFilter *self, GtkWidget *classes, GtkWidget *splits)
{
  const VslProjectInfo *info = vsl_document_info (self->document);
  guint n = info->class_names != NULL ? g_strv_length (info->class_names) : 0;
  guint all = g_list_model_get_n_items (vsl_document_samples (self->document));
  g_autofree Counts *by_class = g_new0 (Counts, n + 1);
  Counts by_split = { 0 };

  count_samples (self, by_class, n, by_split);
  fill_classes (self, classes, (const Counts *) by_class, n, info->class_names, all);
  fill_splits (self, splits, by_split, all);
}
