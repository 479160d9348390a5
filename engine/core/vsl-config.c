/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configs as blocks of memory described by a property table: making, copying, comparing, reading and
 * writing them. Checks of values are in vsl-config-set.c. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-config-private.h"
#include "core/vsl-error.h"

/**
 * vsl_prop_default:
 *
 * Returns: (transfer full): the default as JSON
 */
JsonNode *
vsl_prop_default (const VslProp *p)
{
  JsonNode *node = json_node_alloc ();
  switch (p->type) {
  case VSL_PROP_INT:
    if (p->def == (double) VSL_INT_NULL)
      return json_node_init_null (node);
    return json_node_init_int (node, (gint64) p->def);
  case VSL_PROP_REAL:
    if (isnan (p->def))
      return json_node_init_null (node);
    return json_node_init_double (node, p->def);
  case VSL_PROP_BOOL:
    return json_node_init_boolean (node, p->def != 0);
  case VSL_PROP_ENUM:
    return json_node_init_string (node, p->choices[(int) p->def]);
  case VSL_PROP_STRING:
    if (p->flags & VSL_PROP_NUMBERS)
      return json_node_init_null (node);
    return json_node_init_string (node, p->def_text ? p->def_text : "");
  case VSL_PROP_INTS: {
    g_autofree char *text = g_strdup_printf ("[%s]", p->def_text ? p->def_text : "");
    json_node_free (node);
    return (p->def_text && *p->def_text) ? json_from_string (text, NULL) : json_node_init_null (json_node_alloc ());
  }
  case VSL_PROP_PENALTY:
  case VSL_PROP_STRINGS:
    return json_node_init_null (node);
  case VSL_PROP_OBJECT:
    json_node_free (node);
    return p->def_text ? json_from_string (p->def_text, NULL) : json_node_init_null (json_node_alloc ());
  }
  g_return_val_if_reached (node);
}

/**
 * vsl_config_new:
 *
 * Returns: (transfer full) (nullable): a config with all defaults; free with vsl_config_free()
 */
gpointer
vsl_config_new (const VslKind *kind)
{
  if (kind->config_size == 0)
    return NULL;
  gpointer config = g_malloc0 (kind->config_size);
  for (const VslProp *p = kind->props; p && p->name; p++) {
    g_autoptr (JsonNode) def = vsl_prop_default (p);
    g_autoptr (GError) error = NULL;
    if (p->type == VSL_PROP_STRING)
      *(char **) VSL_FIELD (config, p) = g_strdup ("");
    if (!vsl_config_set (kind, config, p->name, def, kind->name, &error))
      g_error ("%s: the default is not legal: %s", p->name, error->message);   /* a wrong table: a programmer's mistake */
  }
  return config;
}

/**
 * vsl_config_copy:
 *
 * Returns: (transfer full) (nullable): a deep copy
 */
gpointer
vsl_config_copy (const VslKind *kind, gconstpointer config)
{
  if (!config)
    return NULL;
  gpointer copy = g_memdup2 (config, kind->config_size);
  for (const VslProp *p = kind->props; p && p->name; p++) {
    if (p->type == VSL_PROP_STRING)
      *(char **) VSL_FIELD (copy, p) = g_strdup (*(char *const *) VSL_CFIELD (config, p));
    else if (p->type == VSL_PROP_OBJECT)
      *(VslObject *) VSL_FIELD (copy, p) = vsl_object_copy (VSL_CFIELD (config, p));
    else if (p->type == VSL_PROP_STRINGS)
      vsl_strings_ref (*(VslStrings **) VSL_FIELD (copy, p));
  }
  return copy;
}

/**
 * vsl_config_free:
 */
void
vsl_config_free (const VslKind *kind, gpointer config)
{
  if (!config)
    return;
  for (const VslProp *p = kind->props; p && p->name; p++) {
    if (p->type == VSL_PROP_STRING)
      g_free (*(char **) VSL_FIELD (config, p));
    else if (p->type == VSL_PROP_OBJECT)
      vsl_object_clear (VSL_FIELD (config, p));
    else if (p->type == VSL_PROP_STRINGS)
      vsl_strings_unref (*(VslStrings **) VSL_FIELD (config, p));
  }
  g_free (config);
}

static JsonNode *
init_numbers (JsonNode *node, const char *text)
{
  guint n;
  g_autofree double *numbers = vsl_config_numbers (text, &n);
  JsonArray *a = json_array_new ();
  for (guint i = 0; i < n; i++)
    json_array_add_double_element (a, numbers[i]);
  n ? json_node_init_array (node, a) : json_node_init_null (node);
  json_array_unref (a);
  return node;
}

static JsonNode *
init_words (JsonNode *node, const VslStrings *words)
{
  const char *const *list = vsl_strings_list (words);
  JsonArray *a = json_array_sized_new (vsl_strings_length (words));
  for (guint i = 0; list[i]; i++)
    json_array_add_string_element (a, list[i]);
  words ? json_node_init_array (node, a) : json_node_init_null (node);
  json_array_unref (a);
  return node;
}

/**
 * vsl_config_get:
 *
 * Returns: (transfer full) (nullable): the option as JSON, %NULL when there is no such option
 */
JsonNode *
vsl_config_get (const VslKind *kind, gconstpointer config, const char *prop)
{
  const VslProp *p = vsl_kind_prop (kind, prop);
  if (!p)
    return NULL;
  gconstpointer f = VSL_CFIELD (config, p);
  JsonNode *node = json_node_alloc ();
  switch (p->type) {
  case VSL_PROP_INT:
    if (*(const gint64 *) f == VSL_INT_NULL)
      return json_node_init_null (node);
    return json_node_init_int (node, *(const gint64 *) f);
  case VSL_PROP_REAL:
    if (isnan (*(const double *) f))
      return json_node_init_null (node);
    return json_node_init_double (node, *(const double *) f);
  case VSL_PROP_BOOL:
    return json_node_init_boolean (node, *(const gboolean *) f);
  case VSL_PROP_ENUM:
    return json_node_init_string (node, p->choices[*(const int *) f]);
  case VSL_PROP_STRING:
    if (p->flags & VSL_PROP_NUMBERS)
      return init_numbers (node, *(char *const *) f);
    if ((p->flags & VSL_PROP_NUMBER_OR_WORD) && !g_strv_contains (p->choices, *(char *const *) f))
      return json_node_init_double (node, g_ascii_strtod (*(char *const *) f, NULL));
    return json_node_init_string (node, *(char *const *) f);
  case VSL_PROP_INTS: {
    const VslInts *ints = f;
    if (ints->n == 0)
      return json_node_init_null (node);
    JsonArray *a = json_array_new ();
    for (int i = 0; i < ints->n; i++)
      json_array_add_int_element (a, ints->v[i]);
    json_node_init_array (node, a);
    json_array_unref (a);
    return node;
  }
  case VSL_PROP_PENALTY: {
    const VslPenalty *penalty = f;
    if (penalty->l1 == 0 && penalty->l2 == 0)
      return json_node_init_null (node);
    JsonObject *o = json_object_new ();
    json_object_set_double_member (o, "l1", penalty->l1);
    json_object_set_double_member (o, "l2", penalty->l2);
    json_node_init_object (node, o);
    json_object_unref (o);
    return node;
  }
  case VSL_PROP_OBJECT:
    json_node_free (node);
    return vsl_object_to_json (f);
  case VSL_PROP_STRINGS:
    return init_words (node, *(VslStrings *const *) f);
  }
  g_return_val_if_reached (node);
}

/**
 * vsl_config_get_text:
 *
 * Returns: (transfer full): the option for people: "3 × 3", "relu", "0.001", "12,345 words", "–" for none
 */
char *
vsl_config_get_text (const VslKind *kind, gconstpointer config, const char *prop)
{
  const VslProp *p = vsl_kind_prop (kind, prop);
  g_return_val_if_fail (p != NULL, g_strdup (""));
  gconstpointer f = VSL_CFIELD (config, p);
  if (p->type == VSL_PROP_STRING)
    return g_strdup (*(char *const *) f);
  if (p->type == VSL_PROP_ENUM)
    return g_strdup (p->choices[*(const int *) f]);
  if (p->type == VSL_PROP_OBJECT && ((const VslObject *) f)->kind)
    return g_strdup (((const VslObject *) f)->kind->name);
  if (p->type == VSL_PROP_BOOL)
    return g_strdup (*(const gboolean *) f ? _("yes") : _("no"));
  if (p->type == VSL_PROP_STRINGS && *(VslStrings *const *) f) {
    guint n = vsl_strings_length (*(VslStrings *const *) f);
    return g_strdup_printf (ngettext ("%'u word", "%'u words", n), n);
  }
  if (p->type == VSL_PROP_INTS && ((const VslInts *) f)->n) {
    const VslInts *ints = f;
    GString *s = g_string_new (NULL);
    for (int i = 0; i < ints->n; i++)
      g_string_append_printf (s, "%s%" G_GINT64_FORMAT, i ? " × " : "", ints->v[i]);
    return g_string_free (s, FALSE);
  }
  g_autoptr (JsonNode) node = vsl_config_get (kind, config, prop);
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("–");
  if (p->type == VSL_PROP_REAL) {
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", json_node_get_double (node)));
  }
  return json_to_string (node, FALSE);
}

/**
 * vsl_config_equal:
 */
gboolean
vsl_config_equal (const VslKind *kind, gconstpointer a, gconstpointer b)
{
  for (const VslProp *p = kind->props; p && p->name; p++) {
    if (p->type == VSL_PROP_STRINGS) {
      if (!vsl_strings_equal (*(VslStrings *const *) VSL_CFIELD (a, p), *(VslStrings *const *) VSL_CFIELD (b, p)))
        return FALSE;
      continue;
    }
    g_autoptr (JsonNode) x = vsl_config_get (kind, a, p->name);
    g_autoptr (JsonNode) y = vsl_config_get (kind, b, p->name);
    if (!json_node_equal (x, y))
      return FALSE;
  }
  return TRUE;
}

/**
 * vsl_config_to_json:
 * @full: also the options that have their default
 *
 * Returns: (transfer full)
 */
JsonObject *
vsl_config_to_json (const VslKind *kind, gconstpointer config, gboolean full)
{
  JsonObject *o = json_object_new ();
  gpointer defaults = vsl_config_new (kind);
  for (const VslProp *p = kind->props; p && p->name; p++) {
    JsonNode *value = vsl_config_get (kind, config, p->name);
    g_autoptr (JsonNode) def = vsl_config_get (kind, defaults, p->name);
    if (full || !json_node_equal (value, def))
      json_object_set_member (o, p->name, value);
    else
      json_node_free (value);
  }
  vsl_config_free (kind, defaults);
  return o;
}

/**
 * vsl_config_from_json:
 * @object: (nullable): options; missing ones have their defaults
 * @where: (nullable): the node's id, for messages
 *
 * Returns: (transfer full) (nullable): the config; %NULL with an error. A kind without options returns %NULL
 * without one.
 */
gpointer
vsl_config_from_json (const VslKind *kind, JsonObject *object, const char *where, GError **error)
{
  gpointer config = vsl_config_new (kind);
  if (!object)
    return config;
  g_autoptr (GList) members = json_object_get_members (object);
  for (GList *l = members; l; l = l->next)
    if (!vsl_config_set (kind, config, l->data, json_object_get_member (object, l->data), where, error)) {
      vsl_config_free (kind, config);
      return NULL;
    }
  return config;
}

/**
 * vsl_config_visible:
 *
 * Returns: whether an editor should show the option, by its "visible when" rule
 */
gboolean
vsl_config_visible (const VslKind *kind, gconstpointer config, const VslProp *prop)
{
  if (!prop->visible_when)
    return TRUE;
  gsize n = strcspn (prop->visible_when, "=>!");
  g_autofree char *name = g_strndup (prop->visible_when, n);
  const char *op = prop->visible_when + n;
  g_autoptr (JsonNode) node = vsl_config_get (kind, config, name);
  if (!node)
    return TRUE;
  if (*op == '>')
    return !JSON_NODE_HOLDS_NULL (node) && json_node_get_double (node) > g_ascii_strtod (op + 1, NULL);
  const VslProp *other = vsl_kind_prop (kind, name);
  g_autofree char *text = other->type == VSL_PROP_BOOL
                            ? g_strdup (*(const gboolean *) VSL_CFIELD (config, other) ? "true" : "false")
                            : vsl_config_get_text (kind, config, name);
  return g_str_equal (text, *op == '!' ? op + 2 : op + 1) == (*op == '=');
}

/**
 * vsl_object_clear:
 */
void
vsl_object_clear (VslObject *object)
{
  if (object->kind)
    vsl_config_free (object->kind, object->config);
  object->kind = NULL;
  object->config = NULL;
}

/**
 * vsl_object_copy:
 *
 * Returns: (transfer full): a deep copy
 */
VslObject
vsl_object_copy (const VslObject *object)
{
  VslObject copy = { object->kind, object->kind ? vsl_config_copy (object->kind, object->config) : NULL };
  return copy;
}

/**
 * vsl_object_to_json:
 *
 * Returns: (transfer full): {"type", "config"} with all options, or JSON null
 */
JsonNode *
vsl_object_to_json (const VslObject *object)
{
  JsonNode *node = json_node_alloc ();
  if (!object->kind)
    return json_node_init_null (node);
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "type", object->kind->name);
  json_object_set_object_member (o, "config", vsl_config_to_json (object->kind, object->config, TRUE));
  json_node_init_object (node, o);
  json_object_unref (o);
  return node;
}
