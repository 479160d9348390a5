/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/vsl-document.h"
#include "export/vsl-exporter.h"

/* What the window asks of an exporter beyond its head, which is the first member of the class. */

/**
 * vsl_export_ending:
 * @exporter: of the registry "exporter"
 *
 * Returns: (transfer none): ".onnx"
 */
const char *
vsl_export_ending (const VslKind *exporter)
{
  return ((const VslExporterClass *) exporter)->ending;
}

/**
 * vsl_export_is_compared:
 * @exporter: of the registry "exporter"
 *
 * Returns: whether a file is read back and its answers are compared; a drawing alone has no answers
 */
gboolean
vsl_export_is_compared (const VslKind *exporter)
{
  return ((const VslExporterClass *) exporter)->run_back != NULL;
}

/**
 * vsl_export_beside:
 * @document: whose network is exported
 * @path: of an export
 *
 * Returns: (transfer full) (nullable): the file that belongs beside it, with the vocabulary and the rules for words of a network for notes;
 *   %NULL: that format has none, or the samples are no notes
 */
char *
vsl_export_beside (VslDocument *document, const char *path)
{
  const VslExporterClass *cls = vsl_exporter_for (path);
  return cls && vsl_document_info (document)->kind == VSL_SAMPLE_NOTE ? vsl_export_beside_path (cls, path) : NULL;
}
