/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a run: their table, and setting them by name as the panel and `vsl train --set` do. */
#include "train/vsl-options.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "metrics/vsl-metric.h"
#include "train/vsl-options-private.h"
#include "core/vsl-json.h"

#define FIELD(field_) .offset = G_STRUCT_OFFSET (VslTrainConfig, field_)

static const VslProp props[] = {
  VSL_INT (VslTrainConfig, epochs, N_("Epochs"), N_("How often the network sees all training samples."), 10, 1, 1e6, .ui_max = 500),
  VSL_INT (VslTrainConfig, batch_size, N_("Batch size"), N_("Samples a step. Larger is faster and needs more memory."), 32, 1, 65536,
           .ui_max = 512),
  VSL_OBJECT (VslTrainConfig, optimizer, N_("Optimizer"), N_("The rule by which the weights move."), "optimizer", "\"Adam\""),
  { .name = "loss", .title = N_("Loss"), .help = N_("What is made small. auto: by the network's last layer."),
    .type = VSL_PROP_STRING, FIELD (loss_name), .def_text = "auto" },
  { .name = "loss_options", .title = N_("Loss options"), .help = N_("The loss with its own options."), .type = VSL_PROP_OBJECT,
    FIELD (loss), .registry = "loss", .flags = VSL_PROP_NULLABLE | VSL_PROP_ADVANCED },
  VSL_STRING (VslTrainConfig, losses, N_("Losses"),
              N_("For a network with several outputs: {\"output\": \"MeanSquaredError\", …} or a list in their order; empty: the loss above for each."), "",
              .flags = VSL_PROP_ADVANCED),
  VSL_STRING (VslTrainConfig, loss_weights, N_("Loss weights"),
              N_("What the loss of each output counts: {\"output\": 0.5, …} or a list in their order; empty: 1 each."), "",
              .flags = VSL_PROP_ADVANCED),
  VSL_OBJECT (VslTrainConfig, schedule, N_("Schedule"), N_("How the learning rate changes; none: constant."), "schedule", NULL,
              .flags = VSL_PROP_NULLABLE),
  VSL_STRING (VslTrainConfig, metrics, N_("Metrics"), N_("What is measured after each epoch, separated by commas: accuracy, auc, precision, recall, f1_score …"),
              "accuracy,auc", .flags = VSL_PROP_ADVANCED),
  VSL_STRING (VslTrainConfig, class_weight, N_("Class weights"),
              N_("none; balanced: rare classes count more; or {\"class\": weight, …}."), "none"),
  VSL_ENUM (VslTrainConfig, monitor, N_("Best epoch by"), N_("The epoch that is kept as the best, and what early stopping watches."),
            (const char *const *) vsl_monitor_names, 0),
  { .name = "early_stopping.enabled", .title = N_("Stop early"), .help = N_("Stops when nothing improves any more."),
    .type = VSL_PROP_BOOL, FIELD (early_stopping), .max = 1 },
  { .name = "early_stopping.patience", .title = N_("Patience"), .help = N_("Epochs without improvement before training stops."),
    .type = VSL_PROP_INT, FIELD (patience), .def = 5, .min = 0, .max = 1e6, .ui_max = 100, .unit = N_("epochs"),
    .visible_when = "early_stopping.enabled=true" },
  { .name = "early_stopping.min_delta", .title = N_("Smallest improvement"), .help = N_("Smaller changes do not count."),
    .type = VSL_PROP_REAL, FIELD (min_delta), .def = 0, .min = 0, .max = 1e6, .ui_max = 0.1, .step = 0.001,
    .visible_when = "early_stopping.enabled=true", .flags = VSL_PROP_ADVANCED },
  { .name = "early_stopping.start_from_epoch", .title = N_("First epochs to pass over"),
    .help = N_("The number is not watched before this many epochs are done."), .type = VSL_PROP_INT, FIELD (start_from_epoch), .min = 0, .max = 1e6,
    .ui_max = 100, .unit = N_("epochs"), .visible_when = "early_stopping.enabled=true", .flags = VSL_PROP_ADVANCED },
  { .name = "early_stopping.baseline", .title = N_("Baseline"), .help = N_("Only what is better than this counts as an improvement; none by default."),
    .type = VSL_PROP_REAL, FIELD (baseline), .def = NAN, .min = -1e9, .max = 1e9, .ui_min = 0, .ui_max = 1, .step = 0.05,
    .visible_when = "early_stopping.enabled=true", .flags = VSL_PROP_ADVANCED | VSL_PROP_NULLABLE },
  VSL_BOOL (VslTrainConfig, shuffle, N_("Shuffle"), N_("Brings the samples into a new order in each epoch."), TRUE,
            .flags = VSL_PROP_ADVANCED),
  VSL_PROPS_END,
};

const VslKind vsl_train_options_kind = {
  .name = "TrainOptions",
  .title = N_("Training options"),
  .summary = N_("Everything of a run that is not the network."),
  .icon = "media-playback-start-symbolic",
  .config_size = sizeof (VslTrainConfig),
  .props = props,
};

/**
 * vsl_options_new:
 *
 * Returns: (transfer full): the defaults, seed 0, all processors
 */
VslOptions *
vsl_options_new (void)
{
  VslOptions *options = g_new0 (VslOptions, 1);
  options->config = vsl_config_new (&vsl_train_options_kind);
  return options;
}

/**
 * vsl_options_copy:
 *
 * Returns: (transfer full): a deep copy
 */
VslOptions *
vsl_options_copy (const VslOptions *options)
{
  VslOptions *copy = g_memdup2 (options, sizeof *options);
  copy->config = vsl_config_copy (&vsl_train_options_kind, options->config);
  return copy;
}

/**
 * vsl_options_free:
 */
void
vsl_options_free (VslOptions *options)
{
  if (!options)
    return;
  vsl_config_free (&vsl_train_options_kind, options->config);
  g_free (options);
}

/* Another class in place of the old one keeps what both know and what was set: choosing SGD after a learning
 * rate does not lose the rate. */
static void
carry_over (const VslObject *old, VslObject *fresh, JsonNode *given)
{
  JsonObject *g = given && JSON_NODE_HOLDS_OBJECT (given) ? json_node_get_object (given) : NULL;
  JsonObject *own = g && json_object_has_member (g, "config") ? json_object_get_object_member (g, "config") : NULL;
  if (!old->kind || !fresh->kind || !fresh->config)
    return;
  g_autoptr (JsonObject) set = vsl_config_to_json (old->kind, old->config, FALSE);
  g_autoptr (GList) names = json_object_get_members (set);
  for (GList *l = names; l; l = l->next)
    if (vsl_kind_prop (fresh->kind, l->data) && !(own && json_object_has_member (own, l->data)))
      vsl_config_set (fresh->kind, fresh->config, l->data, json_object_get_member (set, l->data), NULL, NULL);
}

/* "none", "" and null stand for no object where that is legal. */
static gboolean
set_object (VslObject *object, const char *family, const char *value, gboolean nullable, GError **error)
{
  g_autoptr (JsonNode) node = vsl_json_parse (value, -1, NULL);
  if (!node)
    node = json_node_init_string (json_node_alloc (), value);
  if (nullable && (JSON_NODE_HOLDS_NULL (node) || g_ascii_strcasecmp (value, "none") == 0 || !*value)) {
    vsl_object_clear (object);
    return TRUE;
  }
  VslObject fresh = { NULL, NULL };
  if (!vsl_object_from_json (family, node, family, &fresh, error))
    return FALSE;
  carry_over (object, &fresh, node);
  vsl_object_clear (object);
  *object = fresh;
  return TRUE;
}

static gboolean
set_inner (VslObject *object, const char *family, const char *option, const char *value, GError **error)
{
  if (!object->kind) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("%s.%s: choose a %s first."), family, option, family);
    return FALSE;
  }
  return vsl_config_set_text (object->kind, object->config, option, value, object->kind->name, error);
}

static gboolean
set_loss (VslOptions *options, const char *value, GError **error)
{
  VslTrainConfig *c = options->config;
  if (g_ascii_strcasecmp (value, "auto") == 0 || g_ascii_strcasecmp (value, "\"auto\"") == 0) {
    g_free (c->loss_name);
    c->loss_name = g_strdup ("auto");
    vsl_object_clear (&c->loss);
    return TRUE;
  }
  if (!set_object (&c->loss, "loss", value, FALSE, error))
    return FALSE;
  g_free (c->loss_name);
  c->loss_name = g_strdup (c->loss.kind->name);
  return TRUE;
}

/* loss.OPTION while the loss is auto: an option of the loss that auto stands for now. */
static gboolean
set_loss_option (VslOptions *options, const VslNetwork *network, const char *option, const char *value, GError **error)
{
  VslTrainConfig *c = options->config;
  if (!c->loss.kind) {
    if (!network) {
      g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("loss.%s: choose a loss first."), option);
      return FALSE;
    }
    const VslLossClass *cls = vsl_options_loss (options, network, error);
    if (!cls)
      return FALSE;
    VslObject fresh = { &cls->head, vsl_options_loss_config (options, network, cls) };
    if (!set_inner (&fresh, "loss", option, value, error)) {
      vsl_object_clear (&fresh);
      return FALSE;
    }
    c->loss = fresh;
    return TRUE;
  }
  return set_inner (&c->loss, "loss", option, value, error);
}

static gboolean
set_whole (const char *name, const char *value, gint64 max, gint64 *out, GError **error)
{
  char *end;
  gint64 v = g_ascii_strtoll (value, &end, 10);
  if (end != value && !*end && v >= 0 && v <= max) {
    *out = v;
    return TRUE;
  }
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("%s: a whole number from 0 to %" PRId64 " is expected, not “%s”."), name,
               max, value);
  return FALSE;
}

static gboolean
set_node (VslNetwork *network, const char *rest, const char *value, GError **error)
{
  const char *dot = strchr (rest, '.');
  if (!network || !dot) {
    g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG,
                 network ? _("node.%s: node.ID.OPTION is expected.") : _("node.%s: there is no network to change here."), rest);
    return FALSE;
  }
  g_autofree char *id = g_strndup (rest, (gsize) (dot - rest));
  return vsl_network_set_text (network, id, dot + 1, value, error);
}

static gboolean
unknown (const VslOptions *options, const char *name, GError **error)
{
  g_autoptr (JsonArray) all = vsl_options_describe (options);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < json_array_get_length (all); i++)
    g_ptr_array_add (names, (gpointer) json_object_get_string_member (json_array_get_object_element (all, i), "name"));
  g_ptr_array_add (names, (gpointer) "learning_rate");
  g_ptr_array_add (names, (gpointer) "node.ID.OPTION");
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (name, (const char *const *) names->pdata);
  g_set_error (error, VSL_TRAIN_ERROR, VSL_ERROR_CONFIG, _("There is no training option “%s”; nearest: %s"), name, near);
  return FALSE;
}

static gboolean
set_plain (VslOptions *options, const char *name, const char *value, GError **error)
{
  VslTrainConfig *c = options->config;
  g_autofree char *names = g_str_equal (name, "metrics") ? _vsl_metrics_text (value) : NULL;
  g_autoptr (GArray) metrics = names ? vsl_metrics_parse (value = names, error) : NULL;
  if (names && !metrics)
    return FALSE;
  if (g_str_has_prefix (name, "loss") && !vsl_options_check_losses (name, value, error))
    return FALSE;
  if (g_str_equal (name, "class_weight") && !vsl_options_check_class_weight (value, error))
    return FALSE;
  if (!vsl_config_set_text (&vsl_train_options_kind, c, name, value, _("training"), error))
    return FALSE;
  /* Asking for a patience means wanting to stop early. */
  if (g_str_has_prefix (name, "early_stopping.") && !g_str_equal (name, "early_stopping.enabled"))
    c->early_stopping = TRUE;
  return TRUE;
}

/**
 * vsl_options_set:
 * @network: (nullable): what "node.ID.OPTION" changes and what "auto" is resolved by
 * @name: "epochs", "learning_rate", "optimizer.momentum", "seed" …
 * @value: JSON, or a bare string
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG, nothing changed, when there is no such option (the nearest are named) or the
 * value is not legal
 */
gboolean
vsl_options_set (VslOptions *options, VslNetwork *network, const char *name, const char *value, GError **error)
{
  VslTrainConfig *c = options->config;
  gint64 whole;
  if (g_str_equal (name, "seed") || g_str_equal (name, "threads")) {
    gboolean seed = name[0] == 's';
    if (!set_whole (name, value, seed ? G_MAXINT64 : 64, &whole, error))
      return FALSE;
    if (seed)
      options->seed = (guint64) whole;
    else
      options->threads = (int) whole;
    return TRUE;
  }
  if (g_str_equal (name, "learning_rate"))
    return set_inner (&c->optimizer, "optimizer", name, value, error);
  if (g_str_equal (name, "optimizer"))
    return set_object (&c->optimizer, "optimizer", value, FALSE, error);
  if (g_str_equal (name, "schedule"))
    return set_object (&c->schedule, "schedule", value, TRUE, error);
  if (g_str_equal (name, "loss"))
    return set_loss (options, value, error);
  if (g_str_equal (name, "early_stopping"))
    name = "early_stopping.enabled";
  if (g_str_has_prefix (name, "optimizer."))
    return set_inner (&c->optimizer, "optimizer", name + 10, value, error);
  if (g_str_has_prefix (name, "schedule."))
    return set_inner (&c->schedule, "schedule", name + 9, value, error);
  if (g_str_has_prefix (name, "loss."))
    return set_loss_option (options, network, name + 5, value, error);
  if (g_str_has_prefix (name, "node."))
    return set_node (network, name + 5, value, error);
  if (!vsl_kind_prop (&vsl_train_options_kind, name) || g_str_equal (name, "loss_options"))
    return unknown (options, name, error);
  return set_plain (options, name, value, error);
}
