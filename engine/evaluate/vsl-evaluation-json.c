/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "evaluate/vsl-evaluate.h"

static void
set_number (JsonObject *o, const char *key, double v)
{
  if (isfinite (v))
    json_object_set_double_member (o, key, v);
  else
    json_object_set_null_member (o, key);
}

static void
set_interval (JsonObject *o, const char *key, const VslInterval *v)
{
  JsonObject *i = json_object_new ();
  set_number (i, "value", v->value);
  set_number (i, "low", v->low);
  set_number (i, "high", v->high);
  if (isfinite (v->low) && vsl_interval_method_names[v->method])
    json_object_set_string_member (i, "method", vsl_interval_method_names[v->method]);
  else
    json_object_set_null_member (i, "method");
  json_object_set_object_member (o, key, i);
}

static void
set_metrics (JsonObject *o, const VslEvaluation *e)
{
  JsonObject *all = json_object_new ();
  for (int i = 0; i < e->n_metrics; i++)
    set_number (all, e->metric[i].name, e->metric[i].value);
  json_object_set_object_member (o, "metrics", all);
}

/* How well an autoencoder's error tells the class that is looked for. */
static void
set_error_auc (JsonObject *o, const VslEvaluation *e, const char *const *names)
{
  set_interval (o, "error_auc", &e->error_auc);
  if (names && e->error_positive < (int) g_strv_length ((char **) names))
    json_object_set_string_member (o, "positive", names[e->error_positive]);
  else
    json_object_set_null_member (o, "positive");
}

static void
set_classes (JsonObject *o, const VslEvaluation *e, const char *const *names)
{
  JsonArray *classes = json_array_new (), *table = json_array_new ();
  int n_names = names ? (int) g_strv_length ((char **) names) : 0;
  for (int c = 0; c < e->classes; c++) {
    JsonArray *row = json_array_new ();
    g_autofree char *number = g_strdup_printf ("%d", c);
    json_array_add_string_element (classes, c < n_names ? names[c] : number);
    for (int k = 0; k < e->classes; k++)
      json_array_add_int_element (row, e->confusion[c * e->classes + k]);
    json_array_add_array_element (table, row);
  }
  if (e->positive >= 0)
    json_object_set_string_member (o, "positive", json_array_get_string_element (classes, (guint) e->positive));
  else
    json_object_set_null_member (o, "positive");
  json_object_set_array_member (o, "confusion", table);
  json_object_set_array_member (o, "classes", classes);
}

/* Numbers beside their intervals, so that the plain ones read as those of autoencoders do. */
static void
set_numbers (JsonObject *o, const VslEvaluation *e)
{
  JsonObject *intervals = json_object_new ();
  set_number (o, "mae", e->mae);
  set_number (o, "mse", e->mse);
  set_number (o, "rmse", e->rmse.value);
  set_number (o, "r2", e->r2.value);
  set_interval (intervals, "mae", &e->mae_interval);
  set_interval (intervals, "rmse", &e->rmse);
  set_interval (intervals, "r2", &e->r2);
  set_number (o, "bias", e->bias.value);
  set_interval (intervals, "bias", &e->bias);
  json_object_set_object_member (o, "intervals", intervals);
}

static void
set_labels (JsonObject *o, const VslEvaluation *e, const char *const *names)
{
  JsonArray *all = json_array_new ();
  int n_names = names ? (int) g_strv_length ((char **) names) : 0;
  set_number (o, "label_accuracy", e->accuracy.value);
  set_number (o, "exact_match", e->exact_match);
  set_interval (o, "auc", &e->auc);
  set_interval (o, "f1", &e->f1);
  set_number (o, "threshold", e->threshold);
  for (int k = 0; k < e->classes; k++) {
    const VslLabelEvaluation *l = &e->label[k];
    JsonObject *one = json_object_new ();
    g_autofree char *number = g_strdup_printf ("%d", k);
    json_object_set_string_member (one, "label", k < n_names ? names[k] : number);
    json_object_set_int_member (one, "positives", l->positives);
    set_interval (one, "auc", &l->auc);
    set_interval (one, "f1", &l->f1);
    set_interval (one, "sensitivity", &l->sensitivity);
    set_interval (one, "specificity", &l->specificity);
    set_interval (one, "ppv", &l->ppv);
    set_interval (one, "npv", &l->npv);
    json_array_add_object_element (all, one);
  }
  json_object_set_array_member (o, "labels", all);
}

/**
 * vsl_evaluation_to_json:
 * @run: number of the run
 * @class_names: (nullable): %NULL-terminated, in class order
 *
 * Returns: (transfer full): the line of `vsl evaluate`; a number that is not defined is null
 */
JsonObject *
vsl_evaluation_to_json (const VslEvaluation *e, int run, const char *const *class_names)
{
  JsonObject *o = json_object_new ();
  json_object_set_int_member (o, "run", run);
  json_object_set_string_member (o, "split", e->split >= 0 && e->split < VSL_N_SPLITS ? vsl_split_names[e->split] : "");
  json_object_set_int_member (o, "n", e->n);
  if (e->patients)
    json_object_set_int_member (o, "patients", e->patients);
  else
    json_object_set_null_member (o, "patients");
  if (e->label || e->target == VSL_TARGET_NUMBER) {
    json_object_set_string_member (o, "target", vsl_target_names[e->target]);
    if (e->label)
      set_labels (o, e, class_names);
    else
      set_numbers (o, e);
    return o;
  }
  if (e->classes == 0) {
    set_number (o, e->sequence ? "cross_entropy" : "mae", e->sequence ? e->cross_entropy : e->mae);
    set_number (o, e->sequence ? "token_accuracy" : "mse", e->sequence ? e->token_accuracy : e->mse);
    if (e->has_error_auc)
      set_error_auc (o, e, class_names);
    set_metrics (o, e);
    return o;
  }
  set_interval (o, "accuracy", &e->accuracy);
  set_interval (o, "auc", &e->auc);
  set_interval (o, "sensitivity", &e->sensitivity);
  set_interval (o, "specificity", &e->specificity);
  set_interval (o, "ppv", &e->ppv);
  set_interval (o, "npv", &e->npv);
  set_interval (o, "f1", &e->f1);
  set_number (o, "brier", e->brier);
  set_number (o, "ece", e->ece);
  set_number (o, "threshold", e->threshold);
  set_classes (o, e, class_names);
  set_metrics (o, e);
  return o;
}
