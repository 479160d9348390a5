/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the loss of each row to one number: weights, masks, ignored classes and Keras's reduction
 * (losses/loss.py reduce_weighted_values, apply_mask; trainers/data_adapters class weights). */
#include "losses/vsl-loss.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "kernels/vsl-parallel.h"
#include "losses/vsl-loss-private.h"

/* Below this many predictions a call is not worth the threads; rows do not touch each other, so bits are the same. */
#define PARALLEL_MIN 8192

struct _VslLossRun {
  const VslLossClass *cls;
  gpointer config;
  int batch;
  gint64 inner;                  /* rows a sample */
  gint64 width, true_width;
  const VslProp *from_logits;    /* option of the class, or NULL */
  gint64 ignore_class;           /* VSL_INT_NULL: none */
  double *class_weight;
  int n_class_weights;
  VslReal *row_weight, *per_row;
  VslLossGroups *groups;         /* NULL: rows are those of the last axis */
  VslLossCall call;              /* of the call under way, for the parts */
};

/**
 * vsl_loss_class:
 * @name: class name such as "MeanSquaredError", or its snake_case form
 *
 * Returns: (transfer none) (nullable): the loss
 */
const VslLossClass *
vsl_loss_class (const char *name)
{
  return (const VslLossClass *) vsl_kind_find ("loss", name);
}

static gint64
get_ignore_class (const VslLossClass *cls, gconstpointer config)
{
  const VslProp *p = vsl_kind_prop (&cls->head, "ignore_class");
  return p ? *(const gint64 *) ((const guint8 *) config + p->offset) : VSL_INT_NULL;
}

/* Rows and widths from the two shapes; ranks may differ by a last axis of 1. */
static gboolean
fit_shapes (VslLossRun *run, const VslShape *pred, const VslShape *truth, GError **error)
{
  gint64 n_pred = vsl_shape_count (pred), n_true = vsl_shape_count (truth);
  run->width = pred->rank ? pred->dim[pred->rank - 1] : 1;
  run->inner = run->width > 0 ? n_pred / run->width : 0;
  run->true_width = run->cls->sparse ? 1 : run->width;
  if (run->width > 0 && run->inner > 0 && n_true == run->inner * run->true_width)
    return TRUE;
  g_autofree char *p = vsl_shape_to_string (pred), *t = vsl_shape_to_string (truth);
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE,
               run->cls->sparse ? _("%s takes one class number for each row of predictions, but predictions are %s and targets %s.")
                                : _("%s takes targets of the predictions' shape, but predictions are %s and targets %s."),
               run->cls->head.name, p, t);
  return FALSE;
}

/**
 * vsl_loss_run_new:
 * @config: of @cls; copied
 * @pred_shape: of one sample's predictions; the loss is reduced over the last axis
 * @true_shape: of one sample's targets
 * @batch: most samples of a call
 *
 * Books everything that a call needs.
 *
 * Returns: (transfer full) (nullable): %NULL with %VSL_ERROR_SHAPE when the shapes do not fit the loss, or
 * %VSL_ERROR_NOMEM
 */
VslLossRun *
vsl_loss_run_new (const VslLossClass *cls, gconstpointer config, const VslShape *pred_shape, const VslShape *true_shape, int batch,
                  GError **error)
{
  VslLossRun *run = g_new0 (VslLossRun, 1);
  run->cls = cls;
  run->batch = batch;
  run->config = config ? vsl_config_copy (&cls->head, config) : vsl_config_new (&cls->head);
  run->from_logits = vsl_kind_prop (&cls->head, "from_logits");
  run->ignore_class = get_ignore_class (cls, run->config);
  if (!fit_shapes (run, pred_shape, true_shape, error)) {
    vsl_loss_run_free (run);
    return NULL;
  }
  if (!_vsl_loss_groups_new (cls, run->config, pred_shape, batch, &run->groups, error)) {
    vsl_loss_run_free (run);
    return NULL;
  }
  gsize rows = (gsize) batch * (gsize) run->inner;
  gsize values = run->groups ? (gsize) _vsl_loss_groups_count (run->groups, batch) : 0;
  run->row_weight = g_try_new0 (VslReal, MAX (rows, values));
  run->per_row = g_try_new0 (VslReal, MAX (rows, values));
  if (!run->row_weight || !run->per_row) {
    vsl_loss_run_free (run);
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the loss. Use a smaller batch size."));
    return NULL;
  }
  return run;
}

/**
 * vsl_loss_run_free:
 */
void
vsl_loss_run_free (VslLossRun *run)
{
  if (!run)
    return;
  vsl_config_free (&run->cls->head, run->config);
  _vsl_loss_groups_free (run->groups);
  g_free (run->class_weight);
  g_free (run->row_weight);
  g_free (run->per_row);
  g_free (run);
}

/**
 * vsl_loss_run_set_class_weights:
 * @weights: (array length=n) (nullable): weight of each class; copied. Classes beyond have 1.
 *
 * The class of a row is the largest of its targets, or its one target rounded.
 */
void
vsl_loss_run_set_class_weights (VslLossRun *run, const double *weights, int n)
{
  g_free (run->class_weight);
  run->class_weight = n > 0 ? g_memdup2 (weights, (gsize) n * sizeof *weights) : NULL;
  run->n_class_weights = n;
}

static double
class_weight (const VslLossRun *run, const VslReal *y)
{
  double label = y[0];
  if (run->true_width > 1) {
    gint64 best = 0;
    for (gint64 i = 1; i < run->true_width; i++)
      if (y[i] > y[best])
        best = i;
    label = best;
  }
  label = rint (label);
  return label >= 0 && label < run->n_class_weights ? run->class_weight[(int) label] : 1.0;
}

/* Keras adds the weights as they were given: one of a sample counts once, however many rows it weighs. */
static double
sum_of_weights (const VslLossRun *run, const VslLossArgs *args, gint64 rows, gboolean masked)
{
  gboolean given = args->sample_weight && !run->class_weight && !masked;
  const VslReal *w = given ? args->sample_weight : run->row_weight;
  double sum = 0;
  for (gint64 i = 0; i < (given ? (gint64) args->n * MAX (args->weights_per_sample, 1) : rows); i++)
    sum += (double) w[i];
  return sum > 0 ? sum : 1.0;
}

/* Fills row_weight and returns the divisor; FALSE when every weight is one. */
static gboolean
weigh (VslLossRun *run, const VslLossArgs *args, double *divisor)
{
  gint64 rows = args->n * run->inner, valid = 0;
  gboolean ignores = run->ignore_class != VSL_INT_NULL;
  gboolean masked = args->mask != NULL || ignores;
  gint64 per_weight = args->weights_per_sample > 0 ? MAX (run->inner / args->weights_per_sample, 1) : run->inner;
  for (gint64 r = 0; r < rows; r++) {
    const VslReal *y = args->y_true + r * run->true_width;
    double w = args->sample_weight ? args->sample_weight[r / per_weight] : 1.0;
    if (run->class_weight)
      w *= class_weight (run, y);
    if ((args->mask && args->mask[r] == 0) || (ignores && (double) y[0] == (double) run->ignore_class))
      w = 0;
    else
      valid++;
    run->row_weight[r] = (VslReal) w;
  }
  const VslLossBase *base = run->config;
  *divisor = base->reduction == VSL_REDUCE_SUM ? 1.0 : masked ? (double) MAX (valid, 1) : (double) rows;
  if (base->reduction == VSL_REDUCE_MEAN_WITH_SAMPLE_WEIGHT && (args->sample_weight || run->class_weight || masked))
    *divisor = sum_of_weights (run, args, rows, masked);
  return args->sample_weight || run->class_weight || masked;
}

static void
run_part (gpointer data, int part)
{
  VslLossRun *run = data;
  VslLossCall call = run->call;
  gint64 begin, end;
  vsl_part_range (call.rows, VSL_PARTS, part, &begin, &end);
  if (begin == end)
    return;
  call.rows = end - begin;
  call.y_true += begin * call.true_width;
  if (call.y_pred)
    call.y_pred += begin * call.width;
  if (call.logits)
    call.logits += begin * call.width;
  if (call.row_weight)
    call.row_weight += begin;
  if (call.grad)
    call.grad += begin * call.width;
  call.per_row += begin;
  run->cls->run (&call);
}

/**
 * vsl_loss_run:
 * @args: predictions or logits, targets and weights of one batch; the gradient is written to args->grad
 *
 * "sum_over_batch_size" divides by the number of rows, under a mask by the number of valid ones, never by the
 * weights; "sum" does not divide. Allocates nothing.
 *
 * Returns: the reduced loss; what args->grad holds is its gradient with respect to the logits where those are
 * given, else to the predictions
 */
double
vsl_loss_run (VslLossRun *run, const VslLossArgs *args)
{
  g_return_val_if_fail (args->n >= 0 && args->n <= run->batch, NAN);
  double divisor, sum = 0;
  gboolean weighted = weigh (run, args, &divisor);
  gboolean from_logits = run->from_logits && *(const gboolean *) ((const guint8 *) run->config + run->from_logits->offset);
  gboolean as_logits = from_logits && !args->logits;
  run->call = (VslLossCall) {
    .config = run->config, .rows = args->n * run->inner, .width = run->width, .true_width = run->true_width,
    .y_true = args->y_true, .y_pred = as_logits || args->logits ? NULL : args->y_pred,
    .logits = as_logits ? args->y_pred : args->logits, .activation = as_logits ? VSL_ACT_LINEAR : args->activation,
    .row_weight = weighted ? run->row_weight : NULL, .divisor = divisor, .found = 0, .per_row = run->per_row, .grad = args->grad,
  };
  if (run->groups) {
    _vsl_loss_groups_gather (run->groups, args->n, &run->call);
    divisor = run->call.divisor;
  }
  if (run->cls->begin)
    run->call.found = run->cls->begin (&run->call);
  gint64 rows = run->call.rows;
  if (rows * run->call.width >= PARALLEL_MIN)
    vsl_parallel_for (VSL_PARTS, run_part, run);
  else if (rows > 0)
    run->cls->run (&run->call);
  if (run->groups && args->grad)
    _vsl_loss_groups_scatter (run->groups, args->n, &run->call, args->grad);
  for (gint64 r = 0; r < rows; r++)
    if (!weighted)
      sum += run->per_row[r];
    else if (run->call.row_weight[r] != 0)
      sum += (double) run->per_row[r] * run->call.row_weight[r];
  return sum / divisor;
}

/**
 * vsl_loss_run_per_sample:
 *
 * Returns: (transfer none): the loss of each row of the last call, before weights
 */
const VslReal *
vsl_loss_run_per_sample (VslLossRun *run)
{
  return run->per_row;
}

/**
 * vsl_loss_run_values:
 *
 * Returns: how many losses vsl_loss_run_per_sample() has
 */
gint64
vsl_loss_run_values (VslLossRun *run)
{
  return run->call.rows;
}
