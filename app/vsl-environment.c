/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/vsl-worker.h"
#include "kernels/vsl-kernels.h"
#include "kernels/vsl-parallel.h"

/* The processor's name as the system tells it; "" where it doesn't. */
static char *
processor (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return g_strdup ("");
  const char *line = strstr (text, "model name");
  const char *colon = line ? strchr (line, ':') : NULL;
  if (!colon)
    return g_strdup ("");
  return g_strstrip (g_strndup (colon + 1, strcspn (colon + 1, "\n")));
}

/**
 * vsl_environment_json:
 * @threads: of the options; 0: all processors
 *
 * Returns: (transfer full): for the run record: {"version","kernels","blas_core","processor","threads"}
 */
char *
vsl_environment_json (int threads)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *o = json_object_new ();
  g_autofree char *name = processor ();
  json_object_set_string_member (o, "version", VSL_VERSION);
  json_object_set_string_member (o, "kernels", vsl_kernels_name ());
  json_object_set_string_member (o, "blas_core", vsl_blas_core ());
  json_object_set_string_member (o, "processor", name);
  json_object_set_int_member (o, "threads", threads > 0 ? threads : (int) g_get_num_processors ());
  json_node_take_object (root, o);
  return json_to_string (root, FALSE);
}
