/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/vsl-network.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* What is taken in is written and read again as the same network. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  VslNetwork *network = vsl_network_parse ((const char *) data, (gssize) size, &error);
  g_assert ((network == NULL) == (error != NULL));
  if (!network)
    return 0;
  g_autoptr (JsonNode) json = vsl_network_to_json (network);
  VslNetwork *again = vsl_network_from_json (json, &error);
  g_assert (again);
  vsl_network_free (again);
  vsl_network_free (network);
  return 0;
}
