/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type into the fields of an option, as JSON. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "ui/vsl-property-row.h"

/**
 * vsl_property_parse:
 *
 * Returns: whether @text is a finite number and nothing else
 */
gboolean
vsl_property_parse (const char *text, double *value)
{
  char *end;
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_strdelimit (trimmed, ",", '.');
  *value = g_ascii_strtod (trimmed, &end);
  return *trimmed && !*end && isfinite (*value);
}

static JsonNode *
number_node (const VslProp *prop, double value)
{
  if (prop->type == VSL_PROP_REAL || prop->type == VSL_PROP_PENALTY)
    return json_node_init_double (json_node_alloc (), value);
  return json_node_init_int (json_node_alloc (), (gint64) value);
}

/* The list of numbers in all entries of the row: "3" and "3", or "7, 7, 64" in one. */
static JsonNode *
read_ints (VslPropertyRow *row, const char **message)
{
  g_autoptr (JsonArray) array = json_array_new ();
  for (int i = 0; i < row->n_editors; i++) {
    g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (row->editor[i])), ",;x× ", -1);
    for (int k = 0; words[k]; k++) {
      double value;
      if (!*words[k])
        continue;
      if (!vsl_property_parse (words[k], &value) || value != floor (value)) {
        *message = _("A whole number is expected.");
        return NULL;
      }
      json_array_add_int_element (array, (gint64) value);
    }
  }
  if (json_array_get_length (array) == 0)
    return json_node_init_null (json_node_alloc ());
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_penalty (VslPropertyRow *row, const char **message)
{
  double v[2] = { 0 };
  for (int i = 0; i < 2; i++) {
    const char *text = gtk_editable_get_text (GTK_EDITABLE (row->editor[i]));
    if (*text && !vsl_property_parse (text, &v[i])) {
      *message = _("A number is expected.");
      return NULL;
    }
  }
  if (v[0] == 0 && v[1] == 0)
    return json_node_init_null (json_node_alloc ());
  g_autoptr (JsonObject) object = json_object_new ();
  json_object_set_double_member (object, "l1", v[0]);
  json_object_set_double_member (object, "l2", v[1]);
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * _vsl_property_read:
 *
 * What was typed into the row's entries, as the option holds it.
 *
 * Returns: (transfer full) (nullable): %NULL with a message when it is no value
 */
JsonNode *
_vsl_property_read (VslPropertyRow *row, const char **message)
{
  double value;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row->editor[0]));
  if (row->prop->type == VSL_PROP_STRING)
    return json_node_init_string (json_node_alloc (), text);
  if (row->prop->type == VSL_PROP_INTS)
    return read_ints (row, message);
  if (row->prop->type == VSL_PROP_PENALTY)
    return read_penalty (row, message);
  if (!*text && (row->prop->flags & VSL_PROP_NULLABLE))
    return json_node_init_null (json_node_alloc ());
  if (vsl_property_parse (text, &value))
    return number_node (row->prop, value);
  *message = _("A number is expected.");
  return NULL;
}

/**
 * _vsl_property_read_spin:
 *
 * Returns: (transfer full) (nullable): a spin button's own number, where it is written as the button would write it
 */
JsonNode *
_vsl_property_read_spin (VslPropertyRow *row)
{
  double value, low, high;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row->editor[0]));
  gtk_spin_button_get_range (GTK_SPIN_BUTTON (row->editor[0]), &low, &high);
  if (!vsl_property_parse (text, &value) || value < low || value > high)
    return NULL;
  g_autofree char *usual = g_strdup_printf ("%.0f", value);
  return g_str_equal (usual, text) ? number_node (row->prop, value) : NULL;
}
