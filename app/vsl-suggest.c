/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-suggest.h"

#include <glib/gi18n-lib.h>

/* Fewer training samples than this, and a deeper network learns them by heart. */
#define FEW 1000
#define MANY 5000
#define SMALL_SIDE 48

static const char *
suggest_for_notes (guint n, guint classes, char **why)
{
  const char *id, *reason;
  if (classes < 2) {
    id = "sequence-autoencoder";
    reason = _("The notes have no classes to tell apart, so a network that learns to spell them again is the one that can learn something.");
  } else if (n < FEW) {
    id = "embedding-average";
    reason = _("With so few notes the words alone are the safe choice: a network that looks at their order would learn the notes by heart.");
  } else if (n < MANY) {
    id = "text-cnn";
    reason = _("There are enough notes to learn telling phrases, and not so many that reading word by word would pay off.");
  } else {
    id = "notes-bilstm";
    reason = _("With this many notes a network that reads them from both ends can use the order of their words.");
  }
  if (why)
    *why = g_strdup_printf (_("Training notes: %u; classes: %u. %s"), n, classes, reason);
  return id;
}

/**
 * vsl_suggest_template:
 * @why: (out) (optional): the reasons
 *
 * By rules of thumb that a person can check: how many samples there are, and how large the scans.
 *
 * Returns: (transfer none): a template's id
 */
const char *
vsl_suggest_template (const VslProjectInfo *info, char **why)
{
  guint classes = info->class_names ? g_strv_length (info->class_names) : 0;
  guint n = info->counts[VSL_SPLIT_TRAIN] ? info->counts[VSL_SPLIT_TRAIN] : info->n;
  gint64 side = info->raw.rank == 3 ? MAX (info->raw.dim[0], info->raw.dim[1]) : 0;
  const char *id, *reason;
  if (info->n && info->kind == VSL_SAMPLE_TABLE) {
    id = n < FEW ? "logistic" : "perceptron";
    reason = n < FEW ? _("With so few rows a linear model is the safe choice, and its weights can be read.")
                     : _("There are enough rows to learn how values act together, which a hidden layer can.");
    if (why)
      *why = g_strdup_printf (_("Training rows: %u; columns: %u. %s"), n, info->columns, reason);
    return id;
  }
  if (info->n && info->kind == VSL_SAMPLE_NOTE)
    return suggest_for_notes (n, classes, why);
  if (info->n && classes < 2) {
    id = "conv-autoencoder";
    reason = _("The scans have no classes to tell apart, so a network that learns to redraw them is the one that can learn something.");
  } else if (n < FEW || side <= SMALL_SIDE) {
    id = "classic-cnn";
    reason = n < FEW ? _("With so few scans a small network is the safe choice: a deeper one would learn them by heart.")
                     : _("The scans are small, so two rounds of convolution and pooling see all of them.");
  } else if (n < MANY) {
    id = "vgg-small";
    reason = _("There are enough scans for more layers, and not so many that a very deep network would pay off.");
  } else {
    id = "resnet18-small";
    reason = _("With this many scans a deep network with shortcuts can use the detail in them.");
  }
  if (why) {
    g_autofree char *facts = info->raw.rank == 3 ? vsl_shape_to_string (&info->raw) : g_strdup ("–");
    *why = g_strdup_printf (_("Training scans: %u; classes: %u; size: %s. %s"), n, classes, facts, reason);
  }
  return id;
}
