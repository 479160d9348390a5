/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "app/vsl-cmd.h"

/* vsl options [P.vesalius]: what --set takes, with the values that the project has; without one the defaults */
/* The legal values in one place: [least, largest], or the choices. */
static void
add_range (JsonObject *o)
{
  JsonNode *node = json_object_has_member (o, "choices") ? json_node_copy (json_object_get_member (o, "choices")) : NULL;
  if (!node && json_object_has_member (o, "min") && json_object_has_member (o, "max")) {
    JsonArray *range = json_array_new ();
    json_array_add_element (range, json_node_copy (json_object_get_member (o, "min")));
    json_array_add_element (range, json_node_copy (json_object_get_member (o, "max")));
    node = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (node, range);
  }
  json_object_set_member (o, "range", node ? node : json_node_new (JSON_NODE_NULL));
}

static void
print_row (JsonArray *array, guint i, JsonNode *row, gpointer data)
{
  JsonObject *o = json_node_get_object (row);
  if (*(gboolean *) data) {
    add_range (o);
    vsl_print_json (json_object_ref (o));
    return;
  }
  g_autofree char *value = vsl_json_line (json_object_get_member (o, "value"));
  vsl_print ("%-32s %-20s %s\n", json_object_get_string_member (o, "name"), value, json_object_get_string_member_with_default (o, "title", ""));
}

int
vsl_cmd_options (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (NULL, argc, argv, 0, 1);
  if (!args)
    return VSL_EXIT_USAGE;
  if (args->done)
    return VSL_EXIT_OK;
  g_autoptr (GError) error = NULL;
  const char *path = vsl_args_word (args, 0);
  g_autoptr (VslProject) project = path ? vsl_project_open (path, VSL_PROJECT_READ, &error) : NULL;
  g_autoptr (VslOptions) options = project ? vsl_project_options (project, &error) : path ? NULL : vsl_options_new ();
  if (!options)
    return vsl_failed (error);
  g_autoptr (JsonArray) rows = vsl_options_describe (options);
  json_array_foreach_element (rows, print_row, &args->json);
  return VSL_EXIT_OK;
}
