/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wires: "lstm" is the first output of the node lstm, "lstm:1" its second. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "graph/vsl-network-private.h"

/**
 * vsl_wire_id:
 * @wire: "id" or "id:1"
 * @id: (out caller-allocates): room for VSL_ID_SIZE bytes
 *
 * Returns: @id, the name of the node that the wire comes from; cut off where it is longer than any id
 */
const char *
vsl_wire_id (const char *wire, char *id)
{
  gsize n = strcspn (wire, ":");
  n = MIN (n, (gsize) VSL_ID_SIZE - 1);
  memcpy (id, wire, n);
  id[n] = '\0';
  return id;
}

/**
 * vsl_wire_output:
 *
 * Returns: the number of the output that the wire comes from; 0 when none is written
 */
int
vsl_wire_output (const char *wire)
{
  const char *colon = strchr (wire, ':');
  return colon ? (int) CLAMP (g_ascii_strtoll (colon + 1, NULL, 10), 0, VSL_MAX_OUTPUTS) : 0;
}

/**
 * vsl_wire_make:
 *
 * Returns: (transfer full): "id", or "id:1" for other outputs than the first
 */
char *
vsl_wire_make (const char *id, int output)
{
  return output > 0 ? g_strdup_printf ("%s:%d", id, output) : g_strdup (id);
}

/**
 * vsl_wire_rest:
 *
 * Returns: (transfer none): what follows the id: ":1" or ""
 */
const char *
vsl_wire_rest (const char *wire)
{
  return wire + strcspn (wire, ":");
}

/**
 * vsl_network_source_index:
 * @output: (out) (optional): which of its outputs
 *
 * Returns: the place of the node that the wire comes from, -1 when there is none
 */
int
vsl_network_source_index (const VslNetwork *network, const char *wire, int *output)
{
  char id[VSL_ID_SIZE];
  if (output)
    *output = vsl_wire_output (wire);
  return strlen (wire) > VSL_ID_SIZE + 8 ? -1 : vsl_network_index (network, vsl_wire_id (wire, id));
}

/**
 * vsl_network_source:
 * @output: (out) (optional): which of its outputs
 *
 * Returns: (transfer none) (nullable): the node that the wire comes from
 */
VslNode *
vsl_network_source (const VslNetwork *network, const char *wire, int *output)
{
  int i = vsl_network_source_index (network, wire, output);
  return i < 0 ? NULL : network->nodes->pdata[i];
}

/**
 * vsl_network_vocabulary:
 * @input: an Input node of @network
 *
 * Returns: how many token numbers, padding and unknown words included, the layers know that read them straight from @input (their
 * option "input_dim", the smallest of several); 0 when no layer reads it as tokens
 */
gint64
vsl_network_vocabulary (const VslNetwork *network, const VslNode *input)
{
  gint64 vocabulary = 0;
  for (guint i = 0; i < network->nodes->len; i++) {
    const VslNode *node = network->nodes->pdata[i];
    if (!(node->cls->flags & VSL_LAYER_TOKENS) || node->inputs->len == 0 || !_vsl_wire_is_from (node->inputs->pdata[0], input->id))
      continue;
    g_autoptr (JsonNode) value = vsl_config_get (&node->cls->head, node->config, "input_dim");
    gint64 own = value ? json_node_get_int (value) : 0;
    vocabulary = vocabulary == 0 ? own : MIN (vocabulary, own);
  }
  return vocabulary;
}

gboolean
_vsl_wire_is_from (const char *wire, const char *id)
{
  gsize n = strlen (id);
  return strncmp (wire, id, n) == 0 && (wire[n] == '\0' || wire[n] == ':');
}

/* A wire of a file in its one spelling ("id:0" is "id"); NULL with a reason for what no layer can have. Owned. */
char *
_vsl_wire_read (const char *text, const char *where, GError **error)
{
  const char *colon = strchr (text, ':');
  if (!colon)
    return g_strdup (text);
  if (strlen (colon) == 2 && g_ascii_isdigit (colon[1]) && colon[1] - '0' < VSL_MAX_OUTPUTS) {
    g_autofree char *id = g_strndup (text, (gsize) (colon - text));
    return vsl_wire_make (id, colon[1] - '0');
  }
  g_set_error (error, VSL_GRAPH_ERROR, VSL_ERROR_FORMAT,
               _("%s: “%s” is not a wire: a layer's name is expected, or name:1, name:2 … up to %d for its further outputs."), where, text,
               VSL_MAX_OUTPUTS - 1);
  return NULL;
}
