/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/vsl-kind.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/vsl-families.h"

/**
 * vsl_family:
 * @name: "layer", "loss", "optimizer", "schedule", "metric", "initializer", "constraint" or "exporter"
 *
 * Returns: (transfer none) (nullable): the registry of that name
 */
const VslFamily *
vsl_family (const char *name)
{
  for (int i = 0; vsl_families[i]; i++)
    if (g_str_equal (vsl_families[i]->name, name))
      return vsl_families[i];
  return NULL;
}

/**
 * vsl_family_names:
 *
 * Returns: (transfer none): the names of all registries, %NULL-terminated
 */
const char *const *
vsl_family_names (void)
{
  static const char *names[32];
  static gsize done = 0;
  if (g_once_init_enter (&done)) {
    for (int i = 0; vsl_families[i] && i < 31; i++)
      names[i] = vsl_families[i]->name;
    g_once_init_leave (&done, 1);
  }
  return names;
}

/* Keras accepts its classes by snake_case names too: "binary_crossentropy". Names are compared
 * without underscores and case, which also takes "Conv2d" for Conv2D. */
static gboolean
same_name (const char *a, const char *b)
{
  for (;; a++, b++) {
    while (*a == '_')
      a++;
    while (*b == '_')
      b++;
    if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
      return FALSE;
    if (!*a)
      return TRUE;
  }
}

static gboolean
has_alias (const VslKind *kind, const char *name)
{
  g_auto (GStrv) words = g_strsplit (kind->aliases ? kind->aliases : "", " ", -1);
  for (int i = 0; words[i]; i++)
    if (*words[i] && same_name (words[i], name))
      return TRUE;
  return FALSE;
}

/**
 * vsl_kind_find:
 * @family: name of a registry
 * @name: class name, its snake_case form, or an alias
 *
 * Returns: (transfer none) (nullable): the class's head
 */
const VslKind *
vsl_kind_find (const char *family, const char *name)
{
  const VslFamily *f = vsl_family (family);
  if (!f || !name)
    return NULL;
  for (int i = 0; f->kinds[i]; i++)
    if (g_str_equal (f->kinds[i]->name, name))
      return f->kinds[i];
  for (int i = 0; f->kinds[i]; i++)
    if (same_name (f->kinds[i]->name, name))
      return f->kinds[i];
  for (int i = 0; f->kinds[i]; i++)
    if (has_alias (f->kinds[i], name))
      return f->kinds[i];
  return NULL;
}

/* Edit distance, case ignored; names are short. */
static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b);
  if (n > 63 || m > 63)
    return G_MAXUINT;
  guint row[64];
  for (gsize j = 0; j <= m; j++)
    row[j] = j;
  for (gsize i = 1; i <= n; i++) {
    guint diagonal = row[0];
    row[0] = i;
    for (gsize j = 1; j <= m; j++) {
      guint change = diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));
      diagonal = row[j];
      row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
    }
  }
  return row[m];
}

/**
 * vsl_nearest:
 * @name: what was written
 * @names: the legal names, %NULL-terminated
 *
 * Returns: (transfer full): up to three names that are closest, separated by commas
 */
char *
vsl_nearest (const char *name, const char *const *names)
{
  GString *s = g_string_new (NULL);
  const char *taken[3] = { NULL };
  for (int k = 0; k < 3; k++) {
    guint best = G_MAXUINT;
    for (int i = 0; names[i]; i++) {
      guint d = distance (name, names[i]);
      if (strlen (name) >= 3 && strstr (names[i], name))
        d /= 4;
      if (d < best && names[i] != taken[0] && names[i] != taken[1]) {
        best = d;
        taken[k] = names[i];
      }
    }
    if (!taken[k])
      break;
    g_string_append_printf (s, "%s%s", k ? ", " : "", taken[k]);
  }
  return g_string_free (s, FALSE);
}

/**
 * vsl_kind_prop:
 *
 * Returns: (transfer none) (nullable): the row of the table with that name
 */
const VslProp *
vsl_kind_prop (const VslKind *kind, const char *name)
{
  for (const VslProp *p = kind->props; p && p->name; p++)
    if (g_str_equal (p->name, name))
      return p;
  return NULL;
}

static const char *
type_name (VslPropType type)
{
  static const char *const names[] = { "int", "real", "bool", "enum", "string", "ints", "penalty", "object", "strings" };
  return names[type];
}

static void
describe_range (JsonObject *o, const char *key, double value, VslPropType type)
{
  if (fabs (value) >= 1e15)
    json_object_set_null_member (o, key);
  else if (type == VSL_PROP_REAL || type == VSL_PROP_PENALTY)
    json_object_set_double_member (o, key, value);
  else
    json_object_set_int_member (o, key, (gint64) value);
}

static JsonObject *
describe_prop (const VslProp *p, gboolean translate)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "name", p->name);
  json_object_set_string_member (o, "title", translate ? _(p->title) : p->title);
  json_object_set_string_member (o, "help", !p->help ? "" : translate ? _(p->help) : p->help);
  json_object_set_string_member (o, "type", type_name (p->type));
  json_object_set_member (o, "default", vsl_prop_default (p));
  if (p->type == VSL_PROP_INT || p->type == VSL_PROP_REAL || p->type == VSL_PROP_INTS || p->type == VSL_PROP_PENALTY) {
    describe_range (o, "min", p->min, p->type);
    describe_range (o, "max", p->max, p->type);
  }
  if (p->type == VSL_PROP_STRINGS)
    describe_range (o, "max", p->max, p->type);
  const VslFamily *family = p->type == VSL_PROP_OBJECT && p->registry ? vsl_family (p->registry) : NULL;
  if (family) {
    JsonArray *a = json_array_new ();
    for (int i = 0; family->kinds[i]; i++)
      json_array_add_string_element (a, family->kinds[i]->name);
    json_object_set_string_member (o, "family", p->registry);
    json_object_set_array_member (o, "choices", a);
  }
  if (p->choices) {
    JsonArray *a = json_array_new ();
    for (int i = 0; p->choices[i]; i++)
      json_array_add_string_element (a, p->choices[i]);
    json_object_set_array_member (o, "choices", a);
  }
  if (p->unit)
    json_object_set_string_member (o, "unit", translate ? _(p->unit) : p->unit);
  return o;
}

/**
 * vsl_kind_describe:
 * @translate: whether titles and help are in the user's language
 *
 * Returns: (transfer full): name, title, summary and properties, as `vsl layers --json` prints them
 */
JsonObject *
vsl_kind_describe (const VslKind *kind, gboolean translate)
{
  JsonObject *o = json_object_new ();
  JsonArray *a = json_array_new ();
  json_object_set_string_member (o, "name", kind->name);
  json_object_set_string_member (o, "title", translate ? _(kind->title) : kind->title);
  json_object_set_string_member (o, "summary", translate ? _(kind->summary) : kind->summary);
  for (const VslProp *p = kind->props; p && p->name; p++)
    json_array_add_object_element (a, describe_prop (p, translate));
  json_object_set_array_member (o, "properties", a);
  return o;
}
