/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network file of the application: the drawing without weights. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "export/vsl-exporter.h"

static GBytes *
network_json_make (gconstpointer config, const VslExportInput *input, GError **error)
{
  char *text = vsl_network_to_text (input->network);
  return g_bytes_new_take (text, strlen (text));
}

extern const VslExporterClass vsl_exporter_network_json;
const VslExporterClass vsl_exporter_network_json = {
  .head = {
    .name = "NetworkFile",
    .title = N_ ("Network file"),
    .summary = N_ ("The drawing with all options but without weights, to use in another project."),
    .icon = "text-x-generic-symbolic",
    .group = N_ ("Network"),
  },
  .ending = ".json",
  .make = network_json_make,
};
