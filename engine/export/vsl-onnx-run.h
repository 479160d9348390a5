/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "export/vsl-exporter.h"

G_BEGIN_DECLS

/* Our own small reader of ONNX files: the operators that the exporter writes, as plain loops over float, from the bytes
 * alone. It shares no code with the engine's layers, so that a mistake on one side shows. */

/* Runs raw scans, each by itself; out is [n, width]: all outputs of the graph after each other. A VslExporterClass.run_back. */
gboolean vsl_onnx_run_images (GBytes *bytes, const VslImage *images, int n, gsize width, VslReal *out, GError **error);
/* One metadata entry of a file; NULL when it has none of that key. */
char *vsl_onnx_read_metadata (GBytes *bytes, const char *key, GError **error);

G_END_DECLS
