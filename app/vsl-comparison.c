/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network's numbers stand beside: a linear model and the most frequent class. The linear model's numbers are kept in the
 * project under baseline/SPLIT with the revision of the data that they hold for. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/vsl-results.h"
#include "core/vsl-json.h"
#include "evaluate/vsl-baseline.h"

/* Changes with the way in which the baseline is computed, so that kept numbers of another way are not taken for these. */
#define WAY 2

/**
 * vsl_comparison_free:
 */
void
vsl_comparison_free (VslComparison *comparison)
{
  if (!comparison)
    return;
  g_free (comparison->kind);
  g_free (comparison);
}

/* ---- kept in the project ---- */

static char *
key_of (VslSplit split)
{
  return g_strdup_printf ("baseline/%s", vsl_split_names[split]);
}

static void
set_interval (JsonObject *o, const char *name, const VslInterval *v)
{
  const double numbers[] = { v->value, v->low, v->high };
  JsonArray *array = json_array_new ();
  for (int i = 0; i < 3; i++)
    if (isfinite (numbers[i]))
      json_array_add_double_element (array, numbers[i]);
    else
      json_array_add_null_element (array);
  json_object_set_array_member (o, name, array);
}

static void
keep (VslProject *project, const VslComparison *c, gint64 revision)
{
  g_autofree char *key = key_of (c->split), *text = NULL;
  JsonObject *o = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), o);
  json_object_set_int_member (o, "way", WAY);
  json_object_set_int_member (o, "revision", revision);
  json_object_set_string_member (o, "kind", c->kind);
  set_interval (o, "accuracy", &c->accuracy);
  set_interval (o, "auc", &c->auc);
  if (c->target == VSL_TARGET_NUMBER) {
    set_interval (o, "mae", &c->mae);
    set_interval (o, "rmse", &c->rmse);
    set_interval (o, "r2", &c->r2);
  }
  json_object_unref (o);
  text = json_to_string (node, FALSE);
  vsl_project_set_meta (project, key, text, NULL);      /* for speed alone: a full disk must not cost the answer */
}

static gint64
whole (JsonObject *o, const char *name)
{
  JsonNode *node = json_object_get_member (o, name);
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
}

static gboolean
get_interval (JsonObject *o, const char *name, VslInterval *v)
{
  JsonNode *node = json_object_get_member (o, name);
  double numbers[3];
  if (!node || !JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++) {
    JsonNode *one = json_array_get_element (json_node_get_array (node), i);
    GType type = JSON_NODE_HOLDS_VALUE (one) ? json_node_get_value_type (one) : G_TYPE_INVALID;
    numbers[i] = type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (one) : NAN;
  }
  *v = (VslInterval) { numbers[0], numbers[1], numbers[2] };
  return TRUE;
}

/* The project may come from anywhere: whatever is not as it was written here counts as not kept. */
static gboolean
recall (VslProject *project, VslComparison *c, gint64 revision)
{
  g_autofree char *key = key_of (c->split), *text = vsl_project_meta (project, key);
  g_autoptr (JsonNode) node = text ? vsl_json_parse (text, -1, NULL) : NULL;
  JsonObject *o = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *kind = o ? json_object_get_member (o, "kind") : NULL;
  if (!kind || whole (o, "way") != WAY || whole (o, "revision") != revision || !JSON_NODE_HOLDS_VALUE (kind)
      || json_node_get_value_type (kind) != G_TYPE_STRING || !get_interval (o, "accuracy", &c->accuracy) || !get_interval (o, "auc", &c->auc)
      || (c->target == VSL_TARGET_NUMBER
          && (!get_interval (o, "mae", &c->mae) || !get_interval (o, "rmse", &c->rmse) || !get_interval (o, "r2", &c->r2))))
    return FALSE;
  c->kind = g_strdup (json_node_get_string (kind));
  return TRUE;
}

/* ---- made ---- */

static gboolean
make (VslComparison *c, VslDataset *dataset, VslProgressFunc progress, gpointer data, GError **error)
{
  g_autoptr (VslBaseline) baseline = vsl_baseline_make (dataset, c->split, progress, data, error);
  if (!baseline)
    return FALSE;
  g_autoptr (VslEvaluation) e = vsl_evaluate (baseline->predictions, dataset, 0);
  c->kind = g_strdup (baseline->kind);
  c->accuracy = e->accuracy;
  c->auc = e->auc;
  c->mae = e->mae_interval;
  c->rmse = e->rmse;
  c->r2 = e->r2;
  return TRUE;
}

/* What always answering the mean of the training samples is wrong by. */
static void
judge_mean (VslComparison *c, const VslDataset *dataset)
{
  double sum[2] = { 0 }, n[2] = { 0 };
  for (int pass = 0; pass < 2; pass++) {
    guint all;
    const guint32 *index = vsl_dataset_split (dataset, pass ? c->split : VSL_SPLIT_TRAIN, &all);
    for (guint i = 0; i < all; i++) {
      const VslSampleInfo *s = vsl_dataset_sample (dataset, index[i]);
      sum[pass] += s->has_target ? (pass ? fabs (s->number - c->mean) : s->number) : 0;
      n[pass] += s->has_target;
    }
    if (pass == 0)
      c->mean = n[0] > 0 ? sum[0] / n[0] : NAN;
  }
  c->mean_mae = n[1] > 0 ? sum[1] / n[1] : NAN;
}

/**
 * vsl_results_compare:
 * @split: which samples are judged
 * @store: keep the numbers in the project; FALSE when it is open for reading
 *
 * The linear baseline (from the project where it was kept for the data of now, else learnt, which takes seconds) and the majority
 * class. Waits for the file: on a worker, or in vsl.
 *
 * Returns: (transfer full) (nullable): %NULL with an error when the baseline cannot be made
 */
VslComparison *
vsl_results_compare (VslProject *project, VslSplit split, gboolean store, VslProgressFunc progress, gpointer data, GError **error)
{
  VslProjectInfo info = { 0 };
  if (!vsl_project_info (project, &info, error))
    return NULL;
  gint64 revision = info.revision;      /* before the samples: were they changed in between, what is kept counts as old */
  vsl_project_info_clear (&info);
  g_autoptr (VslDataset) dataset = vsl_project_dataset (project, error);
  if (!dataset)
    return NULL;
  VslInterval none = { NAN, NAN, NAN };
  g_autoptr (VslComparison) c = g_new0 (VslComparison, 1);
  *c = (VslComparison) { split, NULL, none, none, -1, NAN, vsl_dataset_target (dataset), none, none, none, NAN, NAN };
  if (c->target == VSL_TARGET_CLASS) {
    c->majority = vsl_majority_class (dataset);
    c->majority_accuracy = vsl_majority_accuracy (dataset, split);
  }
  if (c->target == VSL_TARGET_NUMBER)
    judge_mean (c, dataset);
  if (recall (project, c, revision))
    return g_steal_pointer (&c);
  if (!make (c, dataset, progress, data, error))
    return NULL;
  if (store)
    keep (project, c, revision);
  return g_steal_pointer (&c);
}

/* ---- said ---- */

static void
set_number (JsonObject *o, const char *name, double value)
{
  if (isfinite (value))
    json_object_set_double_member (o, name, value);
  else
    json_object_set_null_member (o, name);
}

/**
 * vsl_comparison_to_json:
 * @member: "baseline" or "majority"
 *
 * Returns: (transfer full) (nullable): that member of the line of `vsl evaluate`; %NULL where there is none
 */
JsonObject *
vsl_comparison_to_json (const VslComparison *c, const char *member, const char *const *class_names)
{
  gboolean baseline = g_str_equal (member, "baseline");
  gboolean numbers = c->target == VSL_TARGET_NUMBER;
  if (baseline ? !c->kind : numbers ? isnan (c->mean) : c->majority < 0)
    return NULL;
  JsonObject *o = json_object_new ();
  if (numbers && baseline) {
    json_object_set_string_member (o, "kind", c->kind);
    set_number (o, "mae", c->mae.value);
    set_number (o, "rmse", c->rmse.value);
    set_number (o, "r2", c->r2.value);
  } else if (numbers) {
    set_number (o, "mean", c->mean);
    set_number (o, "mae", c->mean_mae);
  } else if (baseline) {
    json_object_set_string_member (o, "kind", c->kind);
    set_number (o, "accuracy", c->accuracy.value);
    set_number (o, "auc", c->auc.value);
  } else {
    json_object_set_string_member (o, "class", class_names[c->majority]);
    set_number (o, "accuracy", c->majority_accuracy);
  }
  return o;
}

/**
 * vsl_comparison_line:
 *
 * Returns: (transfer full) (nullable): the numbers of both, a line each; %NULL when there are none
 */
char *
vsl_comparison_line (const VslComparison *c)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (c->target == VSL_TARGET_NUMBER && c->kind && isfinite (c->mae.value))
    g_string_append_printf (text, _("Linear baseline: mean absolute error %.4g, R² %.3f"), c->mae.value, c->r2.value);
  if (c->target == VSL_TARGET_NUMBER && isfinite (c->mean_mae))
    g_string_append_printf (text, _("%sAlways the mean, %.4g: mean absolute error %.4g"), text->len ? "\n" : "", c->mean, c->mean_mae);
  if (c->kind && isfinite (c->accuracy.value)) {
    g_string_append_printf (text, _("Linear baseline: accuracy %.3f"), c->accuracy.value);
    if (isfinite (c->auc.value))
      g_string_append_printf (text, _(", AUC %.3f"), c->auc.value);
  }
  if (c->majority >= 0 && isfinite (c->majority_accuracy)) {
    g_string_append (text, text->len ? "\n" : "");
    g_string_append_printf (text, _("Majority class: accuracy %.3f"), c->majority_accuracy);
  }
  return text->len ? g_strdup (text->str) : NULL;
}

/* NaN on either side: nothing is said. */
static gboolean
beats (const VslInterval *baseline, const VslInterval *network)
{
  return baseline->value > network->high;
}

/**
 * vsl_comparison_warning:
 * @evaluation: of a network on the same split
 *
 * Returns: (transfer full) (nullable): what a person should know before trusting the network
 */
char *
vsl_comparison_warning (const VslComparison *c, const VslEvaluation *e, const char *const *class_names)
{
  if (c->target == VSL_TARGET_NUMBER)
    return c->kind && c->mae.value < e->mae_interval.low
             ? g_strdup (_("The linear baseline is better than this network by more than chance explains: its mean absolute error is smaller. Train longer, or try another template."))
             : NULL;
  gboolean accuracy = c->kind && beats (&c->accuracy, &e->accuracy), auc = c->kind && beats (&c->auc, &e->auc);
  if (c->majority >= 0 && c->majority_accuracy > e->accuracy.high)
    return g_strdup_printf (_("Whoever always answers “%s” is right more often than this network. Train longer, or look at the data first."),
                            class_names[c->majority]);
  if (accuracy && auc)
    return g_strdup (_("The linear baseline is better than this network, in accuracy and AUC, by more than chance explains. Train longer, or try "
                       "another template."));
  if (accuracy)
    return g_strdup (_("The linear baseline is better than this network in accuracy by more than chance explains. Train longer, or try another template."));
  if (auc)
    return g_strdup (_("The linear baseline is better than this network in AUC by more than chance explains. Train longer, or try another template."));
  return NULL;
}
