/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Setting options: every value from a file, the panel or the command line passes here. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-config-private.h"
#include "core/vsl-error.h"
#include "core/vsl-json.h"

typedef struct {
  const VslKind *kind;
  const VslProp *p;
  const char *where;
} Target;

static gboolean G_GNUC_PRINTF (3, 4)
refuse (const Target *t, GError **error, const char *format, ...)
{
  va_list ap;
  va_start (ap, format);
  g_autofree char *what = g_strdup_vprintf (format, ap);
  va_end (ap);
  g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_CONFIG, "%s: %s: %s", t->where ? t->where : t->kind->name, t->p->name, what);
  return FALSE;
}

static gboolean
is_number (JsonNode *v)
{
  if (!JSON_NODE_HOLDS_VALUE (v))
    return FALSE;
  GType type = json_node_get_value_type (v);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
take_number (const Target *t, JsonNode *v, gboolean whole, double *out, GError **error)
{
  const VslProp *p = t->p;
  if (!is_number (v))
    return refuse (t, error, whole ? _("a whole number is expected") : _("a number is expected"));
  double d = json_node_get_double (v);
  if (whole && d != floor (d))
    return refuse (t, error, _("a whole number is expected, not %g"), d);
  if (!(d >= p->min && d <= p->max)) {
    if (p->max >= 1e15)
      return refuse (t, error, _("%g is out of range: at least %g is expected"), d, p->min);
    return refuse (t, error, _("%g is out of range: %g to %g are legal"), d, p->min, p->max);
  }
  *out = d;
  return TRUE;
}

/* Adds the numbers of a list; a list of lists (Keras's [[top, bottom], [left, right]]) counts as one list. */
static gboolean
take_list (const Target *t, JsonArray *a, VslInts *ints, gboolean nested, GError **error)
{
  for (guint i = 0; i < json_array_get_length (a); i++) {
    JsonNode *v = json_array_get_element (a, i);
    double d;
    if (JSON_NODE_HOLDS_ARRAY (v) && !nested) {
      if (!take_list (t, json_node_get_array (v), ints, TRUE, error))
        return FALSE;
      continue;
    }
    if (ints->n == VSL_INTS_MAX)
      return refuse (t, error, _("at most %d numbers are possible"), VSL_INTS_MAX);
    if (!take_number (t, v, TRUE, &d, error))
      return FALSE;
    ints->v[ints->n++] = (gint64) d;
  }
  return TRUE;
}

static gboolean
set_ints (const Target *t, VslInts *out, JsonNode *v, GError **error)
{
  const VslProp *p = t->p;
  VslInts ints = { 0 };
  double d;
  if (JSON_NODE_HOLDS_ARRAY (v)) {
    if (!take_list (t, json_node_get_array (v), &ints, FALSE, error))
      return FALSE;
    if (ints.n == 0 || (p->count && ints.n != p->count && ints.n != 1))
      return refuse (t, error, ngettext ("%d number is expected", "%d numbers are expected", p->count), p->count);
  } else {
    if (!take_number (t, v, TRUE, &d, error))
      return FALSE;
    ints.v[ints.n++] = (gint64) d;
  }
  while (ints.n < p->count) {      /* one number stands for all */
    ints.v[ints.n] = ints.v[0];
    ints.n++;
  }
  *out = ints;
  return TRUE;
}

/* {"l1": …, "l2": …}, Keras's {"type": "L2", "config": {"l2": …}}, "l1", "l2" (0.01 each) or null. */
static gboolean
set_penalty (const Target *t, VslPenalty *out, JsonNode *v, GError **error)
{
  VslPenalty penalty = { 0 };
  if (JSON_NODE_HOLDS_VALUE (v) && json_node_get_value_type (v) == G_TYPE_STRING) {
    const char *s = json_node_get_string (v);
    if (g_ascii_strcasecmp (s, "l1") == 0 || g_ascii_strcasecmp (s, "l1l2") == 0 || g_ascii_strcasecmp (s, "l1_l2") == 0)
      penalty.l1 = 0.01;
    if (g_ascii_strcasecmp (s, "l2") == 0 || g_ascii_strcasecmp (s, "l1l2") == 0 || g_ascii_strcasecmp (s, "l1_l2") == 0)
      penalty.l2 = 0.01;
    if (penalty.l1 == 0 && penalty.l2 == 0)
      return refuse (t, error, _("“%s” is unknown: l1, l2 or {\"l1\": …, \"l2\": …} is expected"), s);
  } else if (JSON_NODE_HOLDS_OBJECT (v)) {
    JsonObject *o = json_node_get_object (v);
    if (json_object_has_member (o, "type")) {
      const char *type = json_object_get_string_member_with_default (o, "type", "");
      JsonNode *c = json_object_get_member (o, "config");
      gboolean l1 = strstr (type, "1") != NULL, l2 = strstr (type, "2") != NULL;
      o = c && JSON_NODE_HOLDS_OBJECT (c) ? json_node_get_object (c) : NULL;
      penalty.l1 = l1 ? 0.01 : 0;
      penalty.l2 = l2 ? 0.01 : 0;
    }
    double d;
    if (o && json_object_has_member (o, "l1")) {
      if (!take_number (t, json_object_get_member (o, "l1"), FALSE, &d, error))
        return FALSE;
      penalty.l1 = d;
    }
    if (o && json_object_has_member (o, "l2")) {
      if (!take_number (t, json_object_get_member (o, "l2"), FALSE, &d, error))
        return FALSE;
      penalty.l2 = d;
    }
  } else {
    return refuse (t, error, _("{\"l1\": …, \"l2\": …} or null is expected"));
  }
  *out = penalty;
  return TRUE;
}

/* Keras's second names. */
static const char *
first_name (const char *s)
{
  static const char *const names[][2] = { { "swish", "silu" }, { "hard_swish", "hard_silu" } };
  for (guint i = 0; s && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (s, names[i][0]))
      return names[i][1];
  return s;
}

static gboolean
set_enum (const Target *t, int *out, JsonNode *v, GError **error)
{
  const VslProp *p = t->p;
  const char *s = NULL;
  if (JSON_NODE_HOLDS_NULL (v))                  /* Keras's activation=None, merge_mode=None */
    s = g_strv_contains (p->choices, "none") ? "none" : "linear";
  if (JSON_NODE_HOLDS_VALUE (v) && json_node_get_value_type (v) == G_TYPE_STRING)
    s = json_node_get_string (v);
  const char *name = first_name (s);
  for (int i = 0; name && p->choices[i]; i++)
    if (g_str_equal (p->choices[i], name)) {
      *out = i;
      return TRUE;
    }
  g_autofree char *all = g_strjoinv (", ", (char **) p->choices);
  return refuse (t, error, _("“%s” is not known: %s are legal"), s ? s : "?", all);
}

/* Text; with VSL_PROP_NUMBER_OR_WORD a number, kept as its shortest text, or one of the choices. */
static gboolean
set_string (const Target *t, char **out, JsonNode *v, GError **error)
{
  const VslProp *p = t->p;
  gboolean either = (p->flags & VSL_PROP_NUMBER_OR_WORD) != 0;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], *end;
  const char *s = NULL;
  if (JSON_NODE_HOLDS_VALUE (v) && json_node_get_value_type (v) == G_TYPE_STRING)
    s = json_node_get_string (v);
  /* A list or object is kept as its JSON text: the rates of a schedule, the weights of classes. */
  g_autofree char *json = !either && (JSON_NODE_HOLDS_ARRAY (v) || JSON_NODE_HOLDS_OBJECT (v)) ? json_to_string (v, FALSE) : NULL;
  if (json)
    s = json;
  if (either && (is_number (v) || (s && *s && !g_strv_contains (p->choices, s)))) {
    double d = s ? g_ascii_strtod (s, &end) : json_node_get_double (v);
    g_autofree char *all = g_strjoinv (", ", (char **) p->choices);
    if (!isfinite (d) || (s && *end))
      return refuse (t, error, _("“%s” is not known: a number or %s is expected"), s ? s : "?", all);
    if (!(d >= p->min && d <= p->max))
      return refuse (t, error, _("%g is out of range: %g to %g are legal"), d, p->min, p->max);
    g_ascii_formatd (buffer, sizeof buffer, "%.15g", d);
    s = g_ascii_strtod (buffer, NULL) == d ? buffer : g_ascii_dtostr (buffer, sizeof buffer, d);
  }
  if (!s || (either && !*s))
    return refuse (t, error, either ? _("a number or a word is expected") : _("text is expected"));
  char *copy = g_strdup (s);
  g_free (*out);
  *out = copy;
  return TRUE;
}

/**
 * vsl_config_numbers:
 * @text: of an option with %VSL_PROP_NUMBERS
 * @n: (out): how many
 *
 * Returns: (transfer full) (nullable): the numbers; %NULL when there are none
 */
double *
vsl_config_numbers (const char *text, guint *n)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  *n = *text ? g_strv_length (words) : 0;
  double *numbers = *n ? g_new (double, *n) : NULL;
  for (guint i = 0; i < *n; i++)
    numbers[i] = g_ascii_strtod (words[i], NULL);
  return numbers;
}

/* Adds numbers and lists of numbers to the text; FALSE when something else stands there. */
static gboolean
add_numbers (JsonNode *v, GString *text)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  if (JSON_NODE_HOLDS_ARRAY (v)) {
    JsonArray *a = json_node_get_array (v);
    gboolean ok = TRUE;
    for (guint i = 0; ok && i < json_array_get_length (a); i++)
      ok = add_numbers (json_array_get_element (a, i), text);
    return ok;
  }
  if (!is_number (v) || !isfinite (json_node_get_double (v)))
    return FALSE;
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", json_node_get_double (v));
  if (g_ascii_strtod (buffer, NULL) != json_node_get_double (v))
    g_ascii_dtostr (buffer, sizeof buffer, json_node_get_double (v));
  g_string_append_printf (text, "%s%s", text->len ? ", " : "", buffer);
  return TRUE;
}

/* A number, a list of numbers, or both as text with or without brackets. */
static gboolean
set_numbers (const Target *t, char **out, JsonNode *v, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) parsed = NULL;
  if (JSON_NODE_HOLDS_VALUE (v) && json_node_get_value_type (v) == G_TYPE_STRING) {
    g_autofree char *bare = g_strstrip (g_strdup (json_node_get_string (v)));
    g_autofree char *list = *bare == '[' ? g_strdup (bare) : g_strdup_printf ("[%s]", bare);
    parsed = vsl_json_parse (list, -1, NULL);
    v = parsed;
  }
  if (!v || !add_numbers (v, text))
    return refuse (t, error, _("numbers are expected, such as 0.5, 0.25"));
  g_free (*out);
  *out = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

static gboolean
set_object (const Target *t, VslObject *out, JsonNode *v, GError **error)
{
  VslObject object = { NULL, NULL };
  gboolean text = JSON_NODE_HOLDS_VALUE (v) && json_node_get_value_type (v) == G_TYPE_STRING;
  if (text && !t->p->def_text && (!*json_node_get_string (v) || g_ascii_strcasecmp (json_node_get_string (v), "none") == 0)) {
    vsl_object_clear (out);
    return TRUE;
  }
  if (!vsl_object_from_json (t->p->registry, v, t->where, &object, error))
    return FALSE;
  vsl_object_clear (out);
  *out = object;
  return TRUE;
}

static void
take_words (VslStrings **out, VslStrings *words)
{
  vsl_strings_unref (*out);
  *out = words;
}

/* From a file that nobody vouches for: how many there are is asked before memory is taken. */
static gboolean
set_words (const Target *t, VslStrings **out, JsonNode *v, GError **error)
{
  if (!JSON_NODE_HOLDS_ARRAY (v))
    return refuse (t, error, _("a list of words is expected, or null for none"));
  JsonArray *a = json_node_get_array (v);
  guint n = json_array_get_length (a);
  if (n > t->p->max)
    return refuse (t, error, _("these are %u words; at most %.0f are possible"), n, t->p->max);
  g_autofree const char **list = g_new (const char *, (gsize) n + 1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++) {
    JsonNode *word = json_array_get_element (a, i);
    list[i] = JSON_NODE_HOLDS_VALUE (word) ? json_node_get_string (word) : NULL;
    if (!list[i] || !*list[i])
      return refuse (t, error, _("word %u is no text, or an empty one"), i + 1);
    if (strlen (list[i]) > VSL_WORD_BYTES)
      return refuse (t, error, _("word %u is longer than %d bytes"), i + 1, VSL_WORD_BYTES);
    if (!g_hash_table_add (seen, (gpointer) list[i]))
      return refuse (t, error, _("“%s” comes twice, the second time as word %u"), list[i], i + 1);
  }
  take_words (out, n ? vsl_strings_new (list, n) : NULL);
  return TRUE;
}

static gboolean
set_null (const Target *t, gpointer f, GError **error)
{
  const VslProp *p = t->p;
  if (p->type == VSL_PROP_PENALTY) {
    *(VslPenalty *) f = (VslPenalty) { 0 };
    return TRUE;
  }
  if (p->type == VSL_PROP_OBJECT) {      /* the default where there is one, as Keras takes kernel_initializer=None */
    g_autoptr (JsonNode) def = p->def_text ? vsl_prop_default (p) : NULL;
    if (def)
      return set_object (t, f, def, error);
    vsl_object_clear (f);
    return TRUE;
  }
  if (p->type == VSL_PROP_STRINGS) {
    take_words (f, NULL);
    return TRUE;
  }
  if (!(p->flags & VSL_PROP_NULLABLE))
    return refuse (t, error, _("a value is expected"));
  if (p->type == VSL_PROP_INT)
    *(gint64 *) f = VSL_INT_NULL;
  else if (p->type == VSL_PROP_REAL)
    *(double *) f = NAN;
  else if (p->type == VSL_PROP_INTS)
    ((VslInts *) f)->n = 0;
  else if (p->type == VSL_PROP_STRING) {
    g_free (*(char **) f);
    *(char **) f = g_strdup ("");
  }
  return TRUE;
}

static gboolean
unknown_option (const VslKind *kind, const char *prop, const char *where, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const VslProp *q = kind->props; q && q->name; q++)
    g_ptr_array_add (names, (gpointer) q->name);
  g_ptr_array_add (names, NULL);
  g_autofree char *near = vsl_nearest (prop, (const char *const *) names->pdata);
  g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_CONFIG, _("%s: %s has no option “%s”; nearest: %s"),
               where ? where : kind->name, kind->name, prop, *near ? near : "–");
  return FALSE;
}

/* "kernel_initializer.gain": the object and the name of its own option; NULL when it is none. */
static const VslObject *
find_object (const VslKind *kind, gconstpointer config, const char *prop, const char **inner)
{
  const char *dot = strchr (prop, '.');
  g_autofree char *name = dot ? g_strndup (prop, (gsize) (dot - prop)) : NULL;
  const VslProp *p = name ? vsl_kind_prop (kind, name) : NULL;
  if (!p || p->type != VSL_PROP_OBJECT)
    return NULL;
  const VslObject *object = VSL_CFIELD (config, p);
  *inner = dot + 1;
  return object->kind ? object : NULL;
}

/**
 * vsl_config_set:
 * @prop: name of the option
 * @value: (transfer none): the new value
 * @where: (nullable): what the config belongs to, such as a node's id; named in messages
 *
 * Returns: FALSE with %VSL_ERROR_CONFIG when there is no such option or the value is not legal; the config is
 * then unchanged
 */
gboolean
vsl_config_set (const VslKind *kind, gpointer config, const char *prop, JsonNode *value, const char *where, GError **error)
{
  const VslProp *p = vsl_kind_prop (kind, prop);
  if (!p) {
    const char *inner;
    const VslObject *object = find_object (kind, config, prop, &inner);
    return object ? vsl_config_set (object->kind, object->config, inner, value, where, error) : unknown_option (kind, prop, where, error);
  }
  Target t = { kind, p, where };
  gpointer f = VSL_FIELD (config, p);
  double d;
  if (JSON_NODE_HOLDS_NULL (value) && p->type != VSL_PROP_ENUM)
    return set_null (&t, f, error);
  switch (p->type) {
  case VSL_PROP_INT:
    if (!take_number (&t, value, TRUE, &d, error))
      return FALSE;
    *(gint64 *) f = (gint64) d;
    return TRUE;
  case VSL_PROP_REAL:
    if (!take_number (&t, value, FALSE, &d, error))
      return FALSE;
    *(double *) f = d;
    return TRUE;
  case VSL_PROP_BOOL:
    if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_BOOLEAN)
      return refuse (&t, error, _("true or false is expected"));
    *(gboolean *) f = json_node_get_boolean (value);
    return TRUE;
  case VSL_PROP_ENUM:
    return set_enum (&t, f, value, error);
  case VSL_PROP_STRING:
    return (p->flags & VSL_PROP_NUMBERS ? set_numbers : set_string) (&t, f, value, error);
  case VSL_PROP_INTS:
    return set_ints (&t, f, value, error);
  case VSL_PROP_PENALTY:
    return set_penalty (&t, f, value, error);
  case VSL_PROP_OBJECT:
    return set_object (&t, f, value, error);
  case VSL_PROP_STRINGS:
    return set_words (&t, f, value, error);
  }
  g_return_val_if_reached (FALSE);
}

/**
 * vsl_config_set_text:
 * @value: JSON, or a bare string: `relu` is taken for `"relu"`
 *
 * As vsl_config_set(), from a command line or a text field.
 */
gboolean
vsl_config_set_text (const VslKind *kind, gpointer config, const char *prop, const char *value, const char *where, GError **error)
{
  const VslProp *p = vsl_kind_prop (kind, prop);
  g_autoptr (JsonNode) node = NULL;
  const char *inner;
  const VslObject *object = p ? NULL : find_object (kind, config, prop, &inner);
  if (object)
    return vsl_config_set_text (object->kind, object->config, inner, value, where, error);
  if (!p || (p->type != VSL_PROP_STRING && p->type != VSL_PROP_ENUM))
    node = vsl_json_parse (value, -1, NULL);
  else if (value[0] == '"')
    node = vsl_json_parse (value, -1, NULL);
  if (!node)
    node = json_node_init_string (json_node_alloc (), value);
  return vsl_config_set (kind, config, prop, node, where, error);
}

/**
 * vsl_object_from_json:
 * @family: the registry to look in
 * @node: {"type": NAME, "config": {…}}, or a bare name
 * @out: (out): the object; free with vsl_object_clear()
 */
gboolean
vsl_object_from_json (const char *family, JsonNode *node, const char *where, VslObject *out, GError **error)
{
  const char *type = NULL;
  JsonObject *config = NULL;
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *o = json_node_get_object (node);
    JsonNode *t = json_object_get_member (o, "type"), *c = json_object_get_member (o, "config");
    type = t && JSON_NODE_HOLDS_VALUE (t) ? json_node_get_string (t) : NULL;
    config = c && JSON_NODE_HOLDS_OBJECT (c) ? json_node_get_object (c) : NULL;
  } else if (JSON_NODE_HOLDS_VALUE (node)) {
    type = json_node_get_string (node);
  }
  const VslKind *kind = type ? vsl_kind_find (family, type) : NULL;
  if (!kind) {
    const VslFamily *f = vsl_family (family);
    g_autoptr (GPtrArray) names = g_ptr_array_new ();
    for (int i = 0; f && f->kinds[i]; i++)
      g_ptr_array_add (names, (gpointer) f->kinds[i]->name);
    g_ptr_array_add (names, NULL);
    g_autofree char *near = vsl_nearest (type ? type : "", (const char *const *) names->pdata);
    g_set_error (error, VSL_CORE_ERROR, VSL_ERROR_CONFIG, _("%s: there is no %s called “%s”; nearest: %s"), where ? where : family,
                 family, type ? type : "?", near);
    return FALSE;
  }
  g_autoptr (GError) own = NULL;
  gpointer c = vsl_config_from_json (kind, config, where, &own);
  if (own) {
    g_propagate_error (error, g_steal_pointer (&own));
    return FALSE;
  }
  out->kind = kind;
  out->config = c;
  return TRUE;
}
