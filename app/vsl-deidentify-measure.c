/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vsl deidentify --against: recall and precision on notes whose identifiers somebody marked. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "app/vsl-deidentify.h"
#include "core/vsl-error.h"

static char *
key_of (const VslDeidentifyNote *note)
{
  return vsl_json_line (note->id);
}

static gboolean
wanted (const char *type, char **given_types)
{
  return !given_types || g_strv_contains ((const char *const *) given_types, type);
}

/* The spans of a line; those of types that were not asked for are passed over. */
static GArray *
given_spans (JsonObject *o, char **given_types)
{
  GArray *given = g_array_new (FALSE, FALSE, sizeof (VslDeidGiven));
  JsonNode *node = json_object_get_member (o, "spans");
  JsonArray *spans = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; spans && i < json_array_get_length (spans); i++) {
    JsonNode *n = json_array_get_element (spans, i);
    if (!JSON_NODE_HOLDS_OBJECT (n))
      continue;
    JsonObject *s = json_node_get_object (n);
    const char *type = json_object_get_string_member_with_default (s, "type", "?");
    gint64 start = json_object_get_int_member_with_default (s, "start", -1), end = json_object_get_int_member_with_default (s, "end", -1);
    VslDeidGiven span = { (guint) start, (guint) end, type };
    if (start >= 0 && end > start && end < G_MAXINT && wanted (type, given_types))
      g_array_append_val (given, span);
  }
  return given;
}

static double
share (guint64 part, guint64 whole)
{
  return whole ? (double) part / (double) whole : NAN;
}

static void
print_json (const VslDeidMeasure *m)
{
  JsonObject *o = json_object_new (), *types = json_object_new (), *masked = json_object_new ();
  json_object_set_string_member (o, "event", "measured");
  json_object_set_int_member (o, "notes", (gint64) m->notes);
  json_object_set_int_member (o, "given", (gint64) m->given);
  json_object_set_int_member (o, "found", (gint64) m->given_found);
  json_object_set_double_member (o, "recall", share (m->given_found, m->given));
  json_object_set_int_member (o, "masked", (gint64) m->n_masked);
  json_object_set_int_member (o, "right", (gint64) m->n_masked_right);
  json_object_set_double_member (o, "precision", share (m->n_masked_right, m->n_masked));
  for (guint i = 0; i < m->n_types; i++) {
    JsonObject *t = json_object_new ();
    json_object_set_int_member (t, "given", (gint64) m->types[i].given);
    json_object_set_int_member (t, "found", (gint64) m->types[i].found);
    json_object_set_double_member (t, "recall", share (m->types[i].found, m->types[i].given));
    json_object_set_object_member (types, m->types[i].name, t);
  }
  for (int i = 0; i < VSL_N_DEID; i++) {
    if (!m->masked[i])
      continue;
    JsonObject *t = json_object_new ();
    json_object_set_int_member (t, "masked", (gint64) m->masked[i]);
    json_object_set_int_member (t, "right", (gint64) m->masked_right[i]);
    json_object_set_double_member (t, "precision", share (m->masked_right[i], m->masked[i]));
    json_object_set_object_member (masked, vsl_deid_type_names[i], t);
  }
  json_object_set_object_member (o, "types", types);
  json_object_set_object_member (o, "masked_types", masked);
  vsl_print_json (o);
}

static void
print_people (const VslDeidMeasure *m)
{
  vsl_print (_("By overlap, whatever the type, in %" PRIu64 " notes:\n"), m->notes);
  vsl_print (_("  recall    %.4f  %" PRIu64 " of %" PRIu64 " given spans were found\n"), share (m->given_found, m->given), m->given_found, m->given);
  vsl_print (_("  precision %.4f  %" PRIu64 " of %" PRIu64 " masked spans are given\n"), share (m->n_masked_right, m->n_masked), m->n_masked_right, m->n_masked);
  for (guint i = 0; i < m->n_types; i++)
    vsl_print ("    %-32s %.4f  %" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT "\n", m->types[i].name, share (m->types[i].found, m->types[i].given), m->types[i].found,
               m->types[i].given);
  vsl_print (_("Masked as:\n"));
  for (int i = 0; i < VSL_N_DEID; i++)
    if (m->masked[i])
      vsl_print ("    %-32s %.4f  %" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT "\n", vsl_deid_type_names[i], share (m->masked_right[i], m->masked[i]), m->masked_right[i], m->masked[i]);
}

/**
 * vsl_deidentify_measure:
 * @against: JSON Lines with "id" and "spans" (start, end in code points, type); notes are found by their id
 * @given_types: (nullable): only given spans of these types count for recall
 *
 * Prints recall and precision, by type too.
 */
gboolean
vsl_deidentify_measure (const VslDeidentifyFile *file, const char *against, char **given_types, const VslDeidentifyOptions *options, GError **error)
{
  g_autofree VslDeidMeasure *m = g_new0 (VslDeidMeasure, 1);
  g_autoptr (VslDeidentifyFile) marked = vsl_deidentify_read (against, options->text, error);
  g_autoptr (GHashTable) by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!marked)
    return FALSE;
  for (guint i = 0; i < marked->notes->len; i++)
    g_hash_table_insert (by_id, key_of (marked->notes->pdata[i]), marked->notes->pdata[i]);
  for (guint i = 0; i < file->notes->len; i++) {
    const VslDeidentifyNote *note = file->notes->pdata[i];
    g_autofree char *key = key_of (note);
    const VslDeidentifyNote *other = g_hash_table_lookup (by_id, key);
    if (!other || !other->object || !g_str_equal (other->text, note->text))
      continue;
    g_autoptr (GArray) given = given_spans (other->object, given_types);
    g_autoptr (GArray) found = vsl_deidentify_find (note, options->types);
    vsl_deid_measure_add (m, (const VslDeidGiven *) given->data, given->len, found);
  }
  if (!m->notes) {
    g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_NOT_FOUND, _("%s: none of its notes has the id and the text of one that was read: it must be JSON Lines with "
                 "“id”, “text” and “spans”"), against);
    return FALSE;
  }
  if (options->json)
    print_json (m);
  else
    print_people (m);
  return TRUE;
}
