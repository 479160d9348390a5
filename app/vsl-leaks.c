/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-results.h"

/* What a run that leaks says of itself wherever its numbers are told. */

/**
 * vsl_run_leaks_line:
 *
 * Returns: (transfer full)
 */
char *
vsl_run_leaks_line (const VslRunLeaks *leaks)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  if (leaks->patients)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u patient", "%u patients", leaks->patients), leaks->patients));
  if (leaks->copies)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u exact copy", "%u exact copies", leaks->copies), leaks->copies));
  if (leaks->look_alikes)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u look-alike", "%u look-alikes", leaks->look_alikes), leaks->look_alikes));
  g_ptr_array_add (parts, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) parts->pdata);
  return g_strdup_printf (leaks->allowed ? _("This run was started with --allow-leaks (“Train Anyway”) although %s stand in more than one split: its results may look better "
                                             "than they are.")
                                         : _("Of this run %s stand in more than one split: its results may look better than they are."),
                          list);
}

/**
 * vsl_run_leaks_to_json:
 * @leaks: (nullable)
 *
 * Returns: (transfer full): an object, or null
 */
JsonNode *
vsl_run_leaks_to_json (const VslRunLeaks *leaks)
{
  if (!leaks)
    return json_node_new (JSON_NODE_NULL);
  JsonObject *o = json_object_new ();
  JsonArray *samples = json_array_new ();
  json_object_set_boolean_member (o, "allowed", leaks->allowed);
  json_object_set_int_member (o, "patients", leaks->patients);
  json_object_set_int_member (o, "duplicates", leaks->copies);
  json_object_set_int_member (o, "near_duplicates", leaks->look_alikes);
  for (guint i = 0; i < leaks->samples->len; i++)
    json_array_add_int_element (samples, g_array_index (leaks->samples, gint64, i));
  json_object_set_array_member (o, "samples", samples);
  JsonNode *node = json_node_alloc ();
  json_node_init_object (node, o);
  json_object_unref (o);
  return node;
}
