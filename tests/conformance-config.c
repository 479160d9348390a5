/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every option of every class of every registry: defaults, ranges, round trips, messages. */
#include "conformance.h"

#include <math.h>
#include <string.h>

#include "core/vsl-families.h"

static void
refused (const VslKind *kind, gpointer config, const char *option, JsonNode *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) before = vsl_config_to_json (kind, config, TRUE);
  g_assert_false (vsl_config_set (kind, config, option, value, "node-7", &error));
  g_assert_error (error, VSL_CORE_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "node-7"));
  g_assert_nonnull (strstr (error->message, option));
  g_autoptr (JsonObject) after = vsl_config_to_json (kind, config, TRUE);
  g_autoptr (JsonNode) a = json_node_init_object (json_node_alloc (), before), b = json_node_init_object (json_node_alloc (), after);
  g_assert_true (json_node_equal (a, b));
}

static void
refused_number (const VslKind *kind, gpointer config, const char *option, double d)
{
  g_autoptr (JsonNode) value = json_node_init_double (json_node_alloc (), d);
  refused (kind, config, option, value);
}

static void
check_words (const VslProp *p)
{
  g_assert_nonnull (p->title);
  g_assert_nonnull (p->help);
  g_assert_cmpuint (strlen (p->help), >, 10);
  g_assert_true (g_str_has_suffix (p->help, "."));
}

/* Lists that are none, too long, or hold something else than different words. */
static void
check_word_lists (const VslKind *kind, gpointer config, const VslProp *p, JsonNode *text)
{
  static const char *const bad[] = { "{}", "[1]", "[\"a\", \"\"]", "[\"a\", null]", "[\"a\", [\"b\"]]", "[\"a\", \"b\", \"a\"]" };
  refused (kind, config, p->name, text);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (JsonNode) list = json_from_string (bad[i], NULL);
    refused (kind, config, p->name, list);
  }
  g_autofree char *long_word = g_strnfill (VSL_WORD_BYTES + 1, 'x');
  g_autoptr (JsonArray) longest = json_array_new (), many = json_array_sized_new ((guint) p->max + 1);
  json_array_add_string_element (longest, long_word);
  for (guint i = 0; i <= (guint) p->max; i++) {
    g_autofree char *word = g_strdup_printf ("%u", i);
    json_array_add_string_element (many, word);
  }
  g_autoptr (JsonNode) a = json_node_init_array (json_node_alloc (), longest), b = json_node_init_array (json_node_alloc (), many);
  refused (kind, config, p->name, a);
  refused (kind, config, p->name, b);
}

static void
check_ranges (const VslKind *kind, gpointer config, const VslProp *p)
{
  g_autoptr (JsonNode) words = json_node_init_string (json_node_alloc (), "no such value");
  switch (p->type) {
  case VSL_PROP_INT:
  case VSL_PROP_REAL:
  case VSL_PROP_INTS:
    g_assert_cmpfloat (p->min, <=, p->max);
    if (p->ui_min != 0 || p->ui_max != 0) {
      g_assert_cmpfloat (p->ui_min, >=, p->min);
      g_assert_cmpfloat (p->ui_max, <=, p->max);
    }
    if (p->min > -1e15)
      refused_number (kind, config, p->name, p->min - 1);
    if (p->max < 1e15)
      refused_number (kind, config, p->name, p->max + 1);
    if (p->type != VSL_PROP_REAL && p->min < 1 && p->max > 0)
      refused_number (kind, config, p->name, 0.5);
    refused (kind, config, p->name, words);
    break;
  case VSL_PROP_ENUM:
    g_assert_cmpuint (g_strv_length ((char **) p->choices), >, (guint) p->def);
    refused (kind, config, p->name, words);
    break;
  case VSL_PROP_BOOL:
  case VSL_PROP_PENALTY:
    refused (kind, config, p->name, words);
    break;
  case VSL_PROP_STRINGS:
    check_word_lists (kind, config, p, words);
    break;
  case VSL_PROP_OBJECT:
  case VSL_PROP_STRING:
    break;
  }
}

static gpointer
round_trip (const VslKind *kind, gconstpointer config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = vsl_config_to_json (kind, config, FALSE);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) parsed = json_from_string (text, &error);
  g_assert_no_error (error);
  gpointer back = vsl_config_from_json (kind, json_node_get_object (parsed), "node-7", &error);
  g_assert_no_error (error);
  g_assert_true (vsl_config_equal (kind, config, back));
  return back;
}

/* Another legal value than the default, where the table tells one. */
static void
change (const VslKind *kind, gpointer config, const VslProp *p)
{
  g_autoptr (JsonNode) value = NULL;
  g_autoptr (GError) error = NULL;
  if (p->type == VSL_PROP_BOOL)
    value = json_node_init_boolean (json_node_alloc (), p->def == 0);
  else if (p->type == VSL_PROP_ENUM)
    value = json_node_init_string (json_node_alloc (), p->choices[p->choices[1] && p->def == 0 ? 1 : 0]);
  else if (p->type == VSL_PROP_INT || p->type == VSL_PROP_INTS)
    value = json_node_init_int (json_node_alloc (), (gint64) CLAMP (p->max, -1000, 1000));
  else if (p->type == VSL_PROP_REAL)
    value = json_node_init_double (json_node_alloc (), CLAMP (CLAMP (p->max, -0.75, 0.75), p->min, p->max));
  else if (p->type == VSL_PROP_STRINGS)
    value = json_from_string ("[\"体温\", \"a \\\"b\\\"\"]", NULL);
  else if (p->type == VSL_PROP_STRING)
    value = json_node_init_string (json_node_alloc (), "Überblick \"1\"");
  else
    return;
  gboolean ok = vsl_config_set (kind, config, p->name, value, "node-7", &error);
  if (p->type == VSL_PROP_STRING && !ok) {       /* a text with rules of its own */
    g_assert_error (error, VSL_CORE_ERROR, VSL_ERROR_CONFIG);
    g_assert_nonnull (strstr (error->message, p->name));
    return;
  }
  g_assert_no_error (error);
}

static void
test_kind (gconstpointer data)
{
  const VslKind *kind = data;
  g_autoptr (GError) error = NULL;
  g_assert_nonnull (kind->title);
  g_assert_nonnull (kind->summary);
  g_assert_true (g_str_has_suffix (kind->summary, "."));
  gpointer config = vsl_config_new (kind);
  g_autoptr (JsonNode) one = json_node_init_int (json_node_alloc (), 1);
  g_assert_false (vsl_config_set (kind, config, "no_such_option", one, "node-7", &error));
  g_assert_error (error, VSL_CORE_ERROR, VSL_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "no_such_option"));
  g_assert_nonnull (strstr (error->message, "node-7"));
  for (const VslProp *p = kind->props; config && p && p->name; p++) {
    check_words (p);
    check_ranges (kind, config, p);
  }
  gpointer back = round_trip (kind, config);
  vsl_config_free (kind, back);
  for (const VslProp *p = kind->props; config && p && p->name; p++)
    change (kind, config, p);
  back = round_trip (kind, config);
  gpointer copy = vsl_config_copy (kind, back);
  g_assert_true (vsl_config_equal (kind, copy, config));
  vsl_config_free (kind, copy);
  vsl_config_free (kind, back);
  vsl_config_free (kind, config);
}

void
conformance_add_configs (void)
{
  for (int f = 0; vsl_families[f]; f++)
    for (int k = 0; vsl_families[f]->kinds[k]; k++) {
      const VslKind *kind = vsl_families[f]->kinds[k];
      g_autofree char *path = g_strdup_printf ("/config/%s/%s", vsl_families[f]->name, kind->name);
      g_assert_true (vsl_kind_find (vsl_families[f]->name, kind->name) == kind);
      g_test_add_data_func (path, kind, test_kind);
    }
}
