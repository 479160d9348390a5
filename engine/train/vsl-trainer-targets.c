/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outputs of the network in training: what each learns from the samples, and in which form. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "train/vsl-trainer-private.h"

/* A loss over classes, as against one over numbers. */
static gboolean
takes_classes (const VslLossClass *loss)
{
  return loss->sparse || loss->fuses_softmax || loss->fuses_sigmoid;
}

/* The losses of all outputs from the options. */
gboolean
_vsl_trainer_outputs_new (VslTrainer *t, GError **error)
{
  t->losses = vsl_options_losses (t->options, t->network, error);
  if (!t->losses)
    return FALSE;
  t->n_out = (int) MIN (t->losses->len, VSL_MAX_OUTPUTS);
  for (int k = 0; k < t->n_out; k++) {
    t->out[k].what = g_array_index (t->losses, VslOutputLoss, k);     /* the array keeps owning its loss */
    t->out[k].loss = (const VslLossClass *) t->out[k].what.loss.kind;
    t->needs_labels |= !t->out[k].what.autoencoder && t->out[k].what.weight > 0;
  }
  return TRUE;
}

void
_vsl_trainer_outputs_clear (VslTrainer *t)
{
  for (int k = 0; k < t->n_out; k++) {
    g_free (t->out[k].onehot);
    g_free (t->out[k].val_pred);
    vsl_loss_run_free (t->out[k].val_loss);
  }
  g_clear_pointer (&t->losses, g_array_unref);
}

/* One label a sample must be enough for the output's shape. */
static gboolean
fit_classes (VslTrainer *t, const VslTrainOutput *out, guint k, GError **error)
{
  const char *node = out->what.output;
  if (t->classes < 2 && (takes_classes (out->loss) || vsl_options_output_is (t->network, k, "softmax"))) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_DATA, t->classes
                   ? _("All samples are of one class, so there is nothing to tell apart. Import samples of another class, or choose an autoencoder.")
                   : _("The samples have no classes to learn. Import them with labels, or choose an autoencoder, which needs none."));
    return FALSE;
  }
  gboolean one = out->width == 1 && t->classes == 2;
  if (takes_classes (out->loss) && t->classes > 0 && out->width != t->classes && !(one && !out->loss->sparse)) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the network has %d outputs, but the samples have %d classes. Set its units to %d."), node, (int) out->width,
                 t->classes, t->classes);
    return FALSE;
  }
  if (out->width != 1 && out->width != t->classes) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE, _("%s: %s takes one output a sample or one a class, not %d."), node,
                 out->loss->head.name, (int) out->width);
    return FALSE;
  }
  return TRUE;
}

/* A number a sample, or a unit a label. */
static gboolean
fit_target (VslTrainer *t, const VslTrainOutput *out, guint k, GError **error)
{
  gboolean labels = t->target == VSL_TARGET_LABELS;
  if (out->width != t->target_width) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE,
                 labels ? _("%s: the network has %d outputs, but the samples have %d labels. Set its units to %d and its activation to sigmoid.")
                        : _("%s: the network has %d outputs, but the samples have %d number each. Set its units to %d and its activation to linear."),
                 out->what.output, (int) out->width, t->target_width, t->target_width);
    return FALSE;
  }
  if (labels ? out->loss->sparse || vsl_options_output_is (t->network, k, "softmax") : out->loss->sparse || out->loss->fuses_sigmoid || out->loss->fuses_softmax) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG,
                 labels ? _("%s: several labels of a sample may hold at once: end in sigmoid, with the loss BinaryCrossentropy (auto chooses it), not %s.")
                        : _("%s: the samples have numbers, not classes: end in one linear unit, with the loss MeanSquaredError (auto chooses it), not %s."),
                 out->what.output, out->loss->head.name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
fit_output (VslTrainer *t, int k, GError **error)
{
  VslTrainOutput *out = &t->out[k];
  const VslShape *shape = vsl_plan_output_shape (vsl_train_step_plan (t->step), k);
  out->width = vsl_shape_count (shape);
  out->words = out->what.sequence ? shape->dim[1] : 0;
  if (out->what.autoencoder || out->what.weight == 0)
    return TRUE;
  if (shape->rank > 1 && shape->dim[shape->rank - 1] != out->width) {
    g_autofree char *text = vsl_shape_to_string (shape);
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_SHAPE,
                 _("%s: the network answers with %s values a sample, but a sample has one label. Insert Flatten or "
                   "GlobalAveragePooling2D and a Dense layer."), out->what.output, text);
    return FALSE;
  }
  if (!(t->target == VSL_TARGET_CLASS ? fit_classes : fit_target) (t, out, (guint) k, error))
    return FALSE;
  out->labels = t->target == VSL_TARGET_LABELS;
  out->classifies = t->target == VSL_TARGET_CLASS && t->classes >= 2 && (out->width == t->classes || out->loss->fuses_sigmoid ||
                                        vsl_options_output_is (t->network, (guint) k, "sigmoid"));
  /* Only where no activation made probabilities of them already. */
  g_autoptr (JsonNode) from_logits = vsl_config_get (&out->loss->head, out->what.loss.config, "from_logits");
  out->from_logits = from_logits && json_node_get_boolean (from_logits) && vsl_options_output_is (t->network, (guint) k, "linear");
  return TRUE;
}

/* Whether the samples have what the outputs learn. */
gboolean
_vsl_trainer_outputs_fit (VslTrainer *t, GError **error)
{
  t->classes = vsl_dataset_classes (t->dataset);
  for (int k = 0; k < t->n_out; k++)
    if (!fit_output (t, k, error))
      return FALSE;
  return TRUE;
}

static gboolean
needs_rows (const VslTrainOutput *out)
{
  return !out->labels && !out->what.autoencoder && out->what.weight > 0 && !out->loss->sparse && out->width > 1;
}

/* Room for the targets of a batch; may be called again for a larger one. */
gboolean
_vsl_trainer_outputs_book (VslTrainer *t, int batch, GError **error)
{
  for (int k = 0; k < t->n_out; k++) {
    VslTrainOutput *out = &t->out[k];
    if (!needs_rows (out))
      continue;
    VslReal *onehot = g_try_realloc_n (out->onehot, (gsize) batch * (gsize) out->width, sizeof *onehot);
    if (!onehot) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_NOMEM, _("Not enough memory for the targets. Use a smaller batch size."));
      return FALSE;
    }
    out->onehot = onehot;
  }
  return TRUE;
}

/* The weights of classes, for every output that tells classes apart. */
gboolean
_vsl_trainer_class_weights (VslTrainer *t, GError **error)
{
  const char *weights = t->options->config->class_weight;
  if (t->target != VSL_TARGET_CLASS && *weights && !g_str_equal (weights, "none")) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("class_weight: the samples have no classes that could be weighed. Set it to none."));
    return FALSE;
  }
  if (!t->needs_labels || t->classes <= 0 || t->target != VSL_TARGET_CLASS)
    return TRUE;
  g_autofree guint *counts = g_new0 (guint, (gsize) t->classes);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GError) own = NULL;
  for (guint i = 0; i < t->n_train; i++)
    counts[vsl_dataset_sample (t->dataset, t->train[i])->label]++;
  for (int c = 0; c < t->classes; c++)
    g_ptr_array_add (names, (gpointer) vsl_dataset_class_name (t->dataset, c));
  g_ptr_array_add (names, NULL);
  g_autofree double *w = vsl_options_class_weights (t->options, (const char *const *) names->pdata, counts, t->classes, &own);
  if (own) {
    g_propagate_error (error, g_steal_pointer (&own));
    return FALSE;
  }
  for (int k = 0; w && k < t->n_out; k++)
    if (!t->out[k].what.autoencoder)
      vsl_loss_run_set_class_weights (vsl_train_step_loss_run (t->step, k), w, t->classes);
  return TRUE;
}

/* Labels as the loss of each output takes them: numbers, a row for each, or the input itself. */
void
_vsl_trainer_targets (const VslTrainer *t, int n, const VslReal *x, const VslReal *labels, const VslReal **y)
{
  for (int k = 0; k < t->n_out; k++) {
    const VslTrainOutput *out = &t->out[k];
    y[k] = out->what.weight == 0 ? NULL : out->what.autoencoder ? x : labels;
    if (!needs_rows (out))
      continue;
    memset (out->onehot, 0, sizeof (VslReal) * (gsize) n * (gsize) out->width);
    for (int i = 0; i < n; i++) {
      gint64 c = (gint64) labels[i];
      if (c >= 0 && c < out->width)
        out->onehot[(gint64) i * out->width + c] = 1;
    }
    y[k] = out->onehot;
  }
}
