/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network file: reading, writing, and options by name. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "graph/vsl-network-private.h"
#include "core/vsl-json.h"

static gboolean G_GNUC_PRINTF (2, 3)
refuse (GError **error, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *text = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_FORMAT, "%s", text);
  return FALSE;
}

static const char *
string_member (JsonObject *o, const char *name)
{
  JsonNode *n = json_object_get_member (o, name);
  return n && JSON_NODE_HOLDS_VALUE (n) && json_node_get_value_type (n) == G_TYPE_STRING ? json_node_get_string (n) : NULL;
}

static const VslLayerClass *
find_class (const char *type, const char *where, GError **error)
{
  const VslLayerClass *cls = type ? vsl_layer_class (type) : NULL;
  if (cls)
    return cls;
  const VslFamily *f = vsl_family ("layer");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (int i = 0; f->kinds[i]; i++)
    g_ptr_array_add (names, (gpointer) f->kinds[i]->name);
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (type ? type : "", (const char *const *) names->pdata);
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_UNSUPPORTED, _("%s: there is no layer type “%s”; nearest: %s"), where, type ? type : "?", near);
  return NULL;
}

/* "trainable" is an option of every node; the others are the class's own. */
static gboolean
read_config (VslNode *node, JsonObject *config, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (config);
  for (GList *l = names; l; l = l->next) {
    JsonNode *value = json_object_get_member (config, l->data);
    if (g_str_equal (l->data, "trainable")) {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_BOOLEAN)
        return refuse (error, _("%s: trainable: true or false is expected"), node->id);
      node->trainable = json_node_get_boolean (value);
    } else if (!vsl_config_set (&node->cls->head, node->config, l->data, value, node->id, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_preprocessing (VslNode *node, JsonNode *list, GError **error)
{
  if (!node->preprocessing || !JSON_NODE_HOLDS_ARRAY (list))
    return refuse (error, _("%s: preprocessing is a list of steps and belongs to an Input."), node->id);
  JsonArray *a = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (a); i++) {
    JsonNode *n = json_array_get_element (a, i);
    if (!JSON_NODE_HOLDS_OBJECT (n))
      return refuse (error, _("%s: preprocessing step %u is not an object with a type."), node->id, i + 1);
    JsonObject *o = json_node_get_object (n);
    VslStepSpec spec = { find_class (string_member (o, "type"), node->id, error), NULL };
    if (!spec.cls)
      return FALSE;
    if (!(spec.cls->flags & VSL_LAYER_PREPARE))
      return refuse (error, _("%s: %s cannot be a preprocessing step."), node->id, spec.cls->head.name);
    JsonNode *c = json_object_get_member (o, "config");
    GError *own = NULL;
    spec.config = vsl_config_from_json (&spec.cls->head, c && JSON_NODE_HOLDS_OBJECT (c) ? json_node_get_object (c) : NULL, node->id, &own);
    if (own) {
      g_propagate_error (error, own);
      return FALSE;
    }
    g_array_append_val (node->preprocessing, spec);
  }
  return TRUE;
}

static gboolean
read_strings (GPtrArray *out, JsonNode *list, guint most, const char *where, GError **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (list))
    return refuse (error, _("%s: a list of layer names is expected."), where);
  JsonArray *a = json_node_get_array (list);
  if (json_array_get_length (a) > most)
    return refuse (error, _("%s: at most %u names are legal."), where, most);
  for (guint i = 0; i < json_array_get_length (a); i++) {
    JsonNode *n = json_array_get_element (a, i);
    if (!JSON_NODE_HOLDS_VALUE (n) || json_node_get_value_type (n) != G_TYPE_STRING)
      return refuse (error, _("%s: a list of layer names is expected."), where);
    char *wire = _vsl_wire_read (json_node_get_string (n), where, error);
    if (!wire)
      return FALSE;
    g_ptr_array_add (out, wire);
  }
  return TRUE;
}

static double
coordinate (JsonArray *a, guint i)
{
  JsonNode *n = json_array_get_element (a, i);
  double d = JSON_NODE_HOLDS_VALUE (n) ? json_node_get_double (n) : 0;
  return isfinite (d) ? CLAMP (d, -1e6, 1e6) : 0;
}

static gboolean
read_node (VslNetwork *network, JsonNode *n, gboolean *placed, GError **error)
{
  if (!JSON_NODE_HOLDS_OBJECT (n))
    return refuse (error, _("A node of the network is not an object with “id” and “type”."));
  JsonObject *o = json_node_get_object (n);
  const char *id = string_member (o, "id");
  if (!id || !_vsl_id_legal (id))
    return refuse (error, _("“%s” cannot be the id of a node: use 1 to 64 letters, digits, “_” and “-”."), id ? id : "?");
  if (vsl_network_find (network, id))
    return refuse (error, _("Two nodes are called “%s”."), id);
  const VslLayerClass *cls = find_class (string_member (o, "type"), id, error);
  if (!cls)
    return FALSE;
  VslNode *node = _vsl_node_new (cls, id);
  g_ptr_array_add (network->nodes, node);
  JsonNode *m;
  if ((m = json_object_get_member (o, "config")) && JSON_NODE_HOLDS_OBJECT (m) && !read_config (node, json_node_get_object (m), error))
    return FALSE;
  if ((m = json_object_get_member (o, "inputs")) && !read_strings (node->inputs, m, VSL_MAX_INPUTS, id, error))
    return FALSE;
  if ((m = json_object_get_member (o, "preprocessing")) && !read_preprocessing (node, m, error))
    return FALSE;
  if ((m = json_object_get_member (o, "position")) && JSON_NODE_HOLDS_ARRAY (m) && json_array_get_length (json_node_get_array (m)) == 2) {
    node->x = coordinate (json_node_get_array (m), 0);
    node->y = coordinate (json_node_get_array (m), 1);
    *placed = TRUE;
  }
  return TRUE;
}

static gboolean
check_wires (const VslNetwork *network, GError **error)
{
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    for (guint k = 0; k < node->inputs->len; k++)
      if (!vsl_network_source (network, node->inputs->pdata[k], NULL))
        return refuse (error, _("%s: its input “%s” is not in the network."), node->id, (char *) node->inputs->pdata[k]);
  }
  for (guint i = 0; i < network->outputs->len; i++) {
    const char *wire = network->outputs->pdata[i];
    if (!vsl_network_source (network, wire, NULL))
      return refuse (error, _("The output “%s” is not in the network."), wire);
    for (guint k = 0; k < i; k++)
      if (g_str_equal (network->outputs->pdata[k], wire))
        return refuse (error, _("The output “%s” is listed twice."), wire);
  }
  return TRUE;
}

/**
 * vsl_network_from_json:
 * @root: a network file, see DESIGN.md section 4
 *
 * A network with mistakes of drawing (shapes that do not fit, loose ends, loops) is read; vsl_network_check() finds
 * them. Unknown types, options and names are errors.
 *
 * Returns: (transfer full) (nullable): the network
 */
VslNetwork *
vsl_network_from_json (JsonNode *root, GError **error)
{
  JsonObject *o = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  const char *format = o ? string_member (o, "format") : NULL;
  if (!format || !g_str_equal (format, "vesalius-network")) {
    refuse (error, _("This is not a network file: “format” is not “vesalius-network”."));
    return NULL;
  }
  JsonNode *version = json_object_get_member (o, "version");
  if (!version || !JSON_NODE_HOLDS_VALUE (version) || json_node_get_int (version) != 1) {
    refuse (error, _("The network file has a version that this program does not know: 1 is expected. Use a newer program."));
    return NULL;
  }
  JsonNode *nodes = json_object_get_member (o, "nodes"), *outputs = json_object_get_member (o, "outputs");
  if (!nodes || !JSON_NODE_HOLDS_ARRAY (nodes) || json_array_get_length (json_node_get_array (nodes)) > VSL_MAX_NODES) {
    refuse (error, _("The network file needs a list “nodes” with at most %d entries."), VSL_MAX_NODES);
    return NULL;
  }
  g_autoptr (VslNetwork) network = vsl_network_new ();
  gboolean placed = FALSE;
  JsonArray *a = json_node_get_array (nodes);
  for (guint i = 0; i < json_array_get_length (a); i++)
    if (!read_node (network, json_array_get_element (a, i), &placed, error))
      return NULL;
  if (outputs && !read_strings (network->outputs, outputs, VSL_MAX_OUTPUTS, "outputs", error))
    return NULL;
  if (!check_wires (network, error))
    return NULL;
  if (!placed)
    vsl_network_layout (network);
  return g_steal_pointer (&network);
}

/**
 * vsl_network_parse:
 * @text: JSON; @length: bytes, -1 when it ends with a NUL
 *
 * Returns: (transfer full) (nullable): the network
 */
VslNetwork *
vsl_network_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = vsl_json_parse (text, length, error);
  if (!root) {
    g_prefix_error (error, "%s ", _("The network file is not valid JSON:"));
    return NULL;
  }
  return vsl_network_from_json (root, error);
}

static JsonArray *
strings_to_json (GPtrArray *list)
{
  JsonArray *a = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    json_array_add_string_element (a, list->pdata[i]);
  return a;
}

static JsonObject *
node_to_json (const VslNode *node)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "id", node->id);
  json_object_set_string_member (o, "type", node->cls->head.name);
  JsonObject *config = vsl_config_to_json (&node->cls->head, node->config, FALSE);
  if (!node->trainable)
    json_object_set_boolean_member (config, "trainable", FALSE);
  json_object_set_object_member (o, "config", config);
  if (node->preprocessing && node->preprocessing->len) {
    JsonArray *a = json_array_new ();
    for (guint i = 0; i < node->preprocessing->len; i++) {
      const VslStepSpec *s = &g_array_index (node->preprocessing, VslStepSpec, i);
      JsonObject *p = json_object_new ();
      json_object_set_string_member (p, "type", s->cls->head.name);
      json_object_set_object_member (p, "config", vsl_config_to_json (&s->cls->head, s->config, TRUE));
      json_array_add_object_element (a, p);
    }
    json_object_set_array_member (o, "preprocessing", a);
  }
  if (node->inputs->len)
    json_object_set_array_member (o, "inputs", strings_to_json (node->inputs));
  JsonArray *position = json_array_new ();
  json_array_add_double_element (position, node->x);
  json_array_add_double_element (position, node->y);
  json_object_set_array_member (o, "position", position);
  return o;
}

/**
 * vsl_network_to_json:
 *
 * Returns: (transfer full): the network file
 */
JsonNode *
vsl_network_to_json (const VslNetwork *network)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "format", "vesalius-network");
  json_object_set_int_member (o, "version", 1);
  JsonArray *nodes = json_array_new ();
  for (guint i = 0; i < network->nodes->len; i++)
    json_array_add_object_element (nodes, node_to_json (network->nodes->pdata[i]));
  json_object_set_array_member (o, "nodes", nodes);
  if (network->outputs->len)           /* not given: the one loose end, also after further edits */
    json_object_set_array_member (o, "outputs", strings_to_json (network->outputs));
  JsonNode *root = json_node_init_object (json_node_alloc (), o);
  json_object_unref (o);
  return root;
}

/**
 * vsl_network_to_text:
 *
 * Returns: (transfer full): the network file as text
 */
char *
vsl_network_to_text (const VslNetwork *network)
{
  g_autoptr (JsonNode) root = vsl_network_to_json (network);
  return json_to_string (root, TRUE);
}

/**
 * vsl_network_set:
 * @option: an option of the node's class, or "trainable"
 *
 * Returns: FALSE with an error that names node and option; nothing is changed then
 */
gboolean
vsl_network_set (VslNetwork *network, const char *id, const char *option, JsonNode *value, GError **error)
{
  VslNode *node = vsl_network_find (network, id);
  if (!node)
    return _vsl_no_node (network, id, error);
  if (g_str_equal (option, "trainable")) {
    g_autoptr (JsonObject) one = json_object_new ();
    json_object_set_member (one, option, json_node_copy (value));
    return read_config (node, one, error);
  }
  return vsl_config_set (&node->cls->head, node->config, option, value, id, error);
}

/**
 * vsl_network_set_text:
 * @value: JSON or a bare string
 */
gboolean
vsl_network_set_text (VslNetwork *network, const char *id, const char *option, const char *value, GError **error)
{
  VslNode *node = vsl_network_find (network, id);
  if (!node)
    return _vsl_no_node (network, id, error);
  if (g_str_equal (option, "trainable")) {
    g_autoptr (JsonNode) json = vsl_json_parse (value, -1, NULL);
    if (!json)
      json = json_node_init_string (json_node_alloc (), value);
    return vsl_network_set (network, id, option, json, error);
  }
  return vsl_config_set_text (&node->cls->head, node->config, option, value, id, error);
}
