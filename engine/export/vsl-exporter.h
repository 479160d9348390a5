/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-dataset.h"
#include "graph/vsl-params.h"

G_BEGIN_DECLS

typedef struct {
  const VslNetwork *network;
  const VslParams *params;
  const char *const *class_names;      /* NULL-terminated or NULL */
  int positive;
  const VslShape *raw;                 /* of the scans, may be NULL */
  VslPixelType raw_type;
  gint64 run;
  const char *seed_text;
} VslExportInput;

typedef struct _VslExporterClass VslExporterClass;
struct _VslExporterClass {
  VslKind head;
  const char *ending;                  /* ".onnx" */
  GBytes *(*make) (gconstpointer config, const VslExportInput *input, GError **error);
  /* Reads the bytes back with our own small reader and runs n prepared-from-raw samples through it; out is
   * [n, outputs]. Compared with the engine before the export is called done. NULL: not checkable. */
  gboolean (*run_back) (GBytes *bytes, const VslImage *images, int n, VslReal *out, GError **error);
};
const VslExporterClass *vsl_exporter_for (const char *path);   /* by ending; NULL */

/* Makes, checks against vsl_predict_image on the given scans, writes atomically. *difference: largest. */
gboolean vsl_export_file (const VslExporterClass *cls, gconstpointer config, const VslExportInput *input, const VslImage *images, int n_images,
                          const char *path, double *difference, GError **error);

G_END_DECLS
