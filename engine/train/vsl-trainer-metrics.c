/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of the registry on the validation samples. Those of classes see all predictions at once, those of numbers are sums over
 * batches, since an answer may be a whole picture. Accuracy (or the mean absolute error) and AUC have fields of their own. */
#include <math.h>
#include <string.h>

#include "metrics/vsl-metric.h"
#include "train/vsl-trainer-private.h"

static const VslMetricClass *
metric_at (const VslTrainer *t, guint i)
{
  return (const VslMetricClass *) g_array_index (t->metrics, VslObject, i).kind;
}

static gboolean
has (const VslTrainer *t, const VslKind *kind)
{
  for (guint i = 0; i < t->metrics->len; i++)
    if (g_array_index (t->metrics, VslObject, i).kind == kind)
      return TRUE;
  return FALSE;
}

static void
add_watched (VslTrainer *t, const char *name)
{
  const VslMetricClass *cls = vsl_monitor_metric (name);
  if (!cls || has (t, &cls->head))
    return;
  VslObject object = { &cls->head, vsl_config_new (&cls->head) };
  g_array_append_val (t->metrics, object);
}

/* From the options; once. */
gboolean
_vsl_trainer_metrics_new (VslTrainer *t, GError **error)
{
  const VslTrainConfig *c = t->options->config;
  t->metrics = vsl_metrics_parse (c->metrics, error);
  if (!t->metrics)
    return FALSE;
  if (t->target == VSL_TARGET_NUMBER) {      /* what a person asks about a number that is predicted */
    add_watched (t, "val_root_mean_squared_error");
    add_watched (t, "val_r2_score");
  }
  add_watched (t, vsl_monitor_names[c->monitor]);
  if (t->schedule && t->schedule->monitor)
    add_watched (t, t->schedule->monitor (c->schedule.config));
  t->metric_sums = g_new0 (double *, t->metrics->len + 1);
  for (guint i = 0; i < t->metrics->len; i++)
    if (metric_at (t, i)->sums && !t->out[0].classifies && !t->out[0].loss->sparse)
      t->metric_sums[i] = g_new0 (double, metric_at (t, i)->sums (g_array_index (t->metrics, VslObject, i).config, (int) t->out[0].width));
  return TRUE;
}

void
_vsl_trainer_metrics_clear (VslTrainer *t)
{
  for (guint i = 0; t->metrics && t->metric_sums && i < t->metrics->len; i++)
    g_free (t->metric_sums[i]);
  g_free (t->metric_sums);
  g_clear_pointer (&t->metrics, g_array_unref);
}

/* Whether the options ask for a metric by its key, or something watches it. What classes call accuracy is the mean absolute
 * error of numbers. */
gboolean
_vsl_trainer_wants (const VslTrainer *t, const char *metric)
{
  const VslMetricClass *cls = vsl_metric_class (metric), *mae = vsl_metric_class ("mae");
  gboolean accuracy = cls == vsl_metric_class ("accuracy");
  return has (t, &cls->head) || (accuracy && _vsl_trainer_numbers (&t->out[0]) && has (t, &mae->head));
}

void
_vsl_trainer_metrics_begin (VslTrainer *t)
{
  for (guint i = 0; i < t->metrics->len; i++)
    if (t->metric_sums[i])
      memset (t->metric_sums[i], 0,
              sizeof (double) * metric_at (t, i)->sums (g_array_index (t->metrics, VslObject, i).config, (int) t->out[0].width));
}

/* A batch of numbers of the first output. */
void
_vsl_trainer_metrics_add (VslTrainer *t, int n, const VslReal *pred, const VslReal *y)
{
  int width = (int) t->out[0].width;
  VslMetricInput input = { (gsize) n, width, pred, y, width, 0, -1 };
  for (guint i = 0; i < t->metrics->len; i++)
    if (t->metric_sums[i])
      metric_at (t, i)->add (g_array_index (t->metrics, VslObject, i).config, &input, t->metric_sums[i]);
}

static void
tell (VslEpochEvent *event, const VslKind *kind, double value)
{
  if (event->n_metrics == VSL_EVENT_METRICS)
    return;
  g_autofree char *key = vsl_metric_key (kind);
  g_snprintf (event->metric[event->n_metrics].name, sizeof event->metric->name, "val_%s", key);
  event->metric[event->n_metrics++].value = value;
}

/* After the last batch of validation; predictions of classes are probabilities by now. */
void
_vsl_trainer_metrics_tell (VslTrainer *t, VslEpochEvent *event)
{
  const VslTrainOutput *o = &t->out[0];
  const VslKind *own[] = { &vsl_metric_class ("accuracy")->head, &vsl_metric_class ("auc")->head, &vsl_metric_class ("mae")->head };
  VslMetricInput all = { t->n_val, (int) o->width, o->val_pred, t->val_labels, 1, t->classes, vsl_dataset_positive (t->dataset) }, input;
  g_autofree VslReal *column = o->classifies && o->val_pred ? vsl_metric_of_positive (&all, &input) : (input = all, NULL);
  for (guint i = 0; i < t->metrics->len; i++) {
    const VslObject *m = &g_array_index (t->metrics, VslObject, i);
    const VslMetricClass *cls = metric_at (t, i);
    if (m->kind == own[0] || m->kind == own[1] || m->kind == own[2])
      continue;
    if (t->metric_sums[i])
      tell (event, m->kind, cls->result (m->config, (int) o->width, t->metric_sums[i]));
    else if (o->classifies && o->val_pred && cls->value && cls->applies (&input))
      tell (event, m->kind, cls->value (m->config, &input));
  }
}
