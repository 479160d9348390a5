/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-suggest.h"

#include <glib/gi18n-lib.h>

/* Fewer training samples than this, and a deeper network learns them by heart. */
#define FEW 1000
#define MANY 5000
#define SMALL_SIDE 48

/* ---- training options for tables ---- */

/* An epoch over a few hundred rows is a dozen of steps: ten of them, as for scans, leave a model half learnt. Measured on made tables of 300 to
 * 5000 rows, with classes and numbers, against the linear baseline (docs/templates.md). */
static const char *const keys[] = { "epochs", "batch_size", "optimizer", "optimizer.learning_rate", "optimizer.weight_decay", NULL };
static const struct {
  const char *id;
  const char *value[5];        /* of keys; NULL: the default */
} fitting[] = {
  { "logistic", { "100", NULL, NULL, "0.01", "0.15" } },
  { "perceptron", { "30", NULL, NULL, "0.003", NULL } },
  { NULL, { NULL } },          /* as it is without any */
};

static JsonNode *
value_of (JsonArray *rows, const char *name)
{
  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *o = json_array_get_object_element (rows, i);
    if (g_str_equal (json_object_get_string_member (o, "name"), name))
      return json_object_get_member (o, "value");
  }
  return NULL;
}

static gboolean
same_values (const VslOptions *a, const VslOptions *b)
{
  g_autoptr (JsonArray) x = vsl_options_describe (a), y = vsl_options_describe (b);
  for (guint k = 0; keys[k]; k++) {
    JsonNode *v = value_of (x, keys[k]), *w = value_of (y, keys[k]);
    if (!v || !w || !json_node_equal (v, w))
      return FALSE;
  }
  return TRUE;
}

static VslOptions *
make_options (guint which)
{
  VslOptions *options = vsl_options_new ();
  for (guint k = 0; keys[k]; k++)
    if (fitting[which].value[k])
      vsl_options_set (options, NULL, keys[k], fitting[which].value[k], NULL);
  return options;
}

/* Nobody has set one of these, but for an earlier suggestion. */
static gboolean
are_untouched (const VslOptions *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (fitting); i++) {
    g_autoptr (VslOptions) own = make_options (i);
    if (same_values (options, own))
      return TRUE;
  }
  return FALSE;
}

/**
 * vsl_suggest_options:
 * @id: of the template that was chosen
 * @options: (inout): of the next run
 * @said: (out) (optional) (transfer full): "epochs=100 learning_rate=0.01 …"
 *
 * Returns: whether something was set
 */
gboolean
vsl_suggest_options (const VslProjectInfo *info, const char *id, VslOptions *options, char **said)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (said)
    *said = NULL;
  if (!info->n || info->kind != VSL_SAMPLE_TABLE || !are_untouched (options))
    return FALSE;
  for (guint i = 0; fitting[i].id; i++) {
    g_autoptr (VslOptions) own = make_options (i);
    if (!g_str_equal (fitting[i].id, id) || same_values (options, own))
      continue;
    for (guint k = 0; keys[k]; k++) {
      const char *value = fitting[i].value[k];
      vsl_options_set (options, NULL, keys[k], value ? value : k == 0 ? "10" : k == 1 ? "32" : k == 2 ? "Adam" : "null", NULL);
      if (value)
        g_string_append_printf (text, "%s%s=%s", text->len ? " " : "", keys[k], value);
    }
    if (said)
      *said = g_strdup_printf (_("Training options that suit tables are set with it: %s."), text->str);
    return TRUE;
  }
  return FALSE;
}

/* ---- templates ---- */

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
  gboolean told = classes >= 2 || info->target != VSL_TARGET_CLASS;
  if (info->n && told && (info->columns || info->notes_beside)) {
    id = info->columns ? "scan-and-table" : "scan-and-note";
    reason = info->columns && info->notes_beside ? _("Beside the scans stand columns of a table, and a network that reads both can use what the scan does not "
                                                     "show. (Notes stand beside them, too: scan-and-note reads those instead.)")
             : info->columns ? _("Beside the scans stand columns of a table, and a network that reads both can use what the scan does not show.")
                             : _("Beside the scans stand notes, and a network that reads both can use what the scan does not show.");
  } else if (info->n && !told) {
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
