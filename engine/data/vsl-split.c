/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training, validation and test by name and by their shares. */
#include <math.h>

#include "data/vsl-import.h"

const char *const vsl_split_names[] = { "train", "val", "test", NULL };

/**
 * vsl_split_parse:
 * @name: (nullable): "train", "val" or "validation", "valid", "dev", "test" or "holdout"; case and blanks around don't matter
 *
 * Returns: the split, %VSL_SPLIT_NONE when unknown
 */
VslSplit
vsl_split_parse (const char *name)
{
  static const struct {
    const char *name;
    VslSplit split;
  } table[] = { { "train", VSL_SPLIT_TRAIN }, { "training", VSL_SPLIT_TRAIN }, { "val", VSL_SPLIT_VAL }, { "valid", VSL_SPLIT_VAL },
                { "validation", VSL_SPLIT_VAL }, { "test", VSL_SPLIT_TEST }, { "testing", VSL_SPLIT_TEST }, { "holdout", VSL_SPLIT_TEST },
                { "hold-out", VSL_SPLIT_TEST }, { "hold_out", VSL_SPLIT_TEST }, { "hold out", VSL_SPLIT_TEST }, { "dev", VSL_SPLIT_VAL }, { "development", VSL_SPLIT_VAL } };
  if (!name)
    return VSL_SPLIT_NONE;
  g_autofree char *plain = g_strstrip (g_strdup (name));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (plain, table[i].name) == 0)
      return table[i].split;
  return VSL_SPLIT_NONE;
}

/**
 * vsl_split_parse_fractions:
 * @text: "70/15/15", "0.7/0.15/0.15" or two parts ("80/20": no test)
 * @fractions: (out): train, val, test; they sum to 1
 *
 * Returns: FALSE when @text is not of this form, or nothing is left for training
 */
gboolean
vsl_split_parse_fractions (const char *text, double fractions[VSL_N_SPLITS])
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  guint n = g_strv_length (parts);
  double v[VSL_N_SPLITS] = { 0 }, sum = 0;
  if (n < 2 || n > VSL_N_SPLITS)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    char *end;
    g_strstrip (parts[i]);
    v[i] = g_ascii_strtod (parts[i], &end);
    if (!*parts[i] || *end || !isfinite (v[i]) || v[i] < 0 || v[i] > 1e6)
      return FALSE;
    sum += v[i];
  }
  if (!(v[0] > 0) || !(fabs (sum - 100) < 0.5 || fabs (sum - 1) < 0.005))
    return FALSE;
  for (int i = 0; i < VSL_N_SPLITS; i++)
    fractions[i] = v[i] / sum;
  return TRUE;
}

/**
 * vsl_split_assign:
 * @n: number of samples
 * @label: class of each, -1: none
 * @patient: (nullable): number of each one's patient, 0: unknown; samples of one patient stay together
 * @fractions: shares of train, val and test; they sum to 1
 * @seed: the same seed gives the same answer
 * @split: (out): n splits
 */
void
vsl_split_assign (guint n, const int *label, const guint32 *patient, const double fractions[VSL_N_SPLITS], guint64 seed, VslSplit *split)
{
  g_autofree guint *part = g_new (guint, (gsize) n + 1);
  vsl_split_parts (n, &(VslStrata) { .label = label }, patient, fractions, VSL_N_SPLITS, seed, part);
  for (guint i = 0; i < n; i++)
    split[i] = (VslSplit) part[i];
}
