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
  int raw_bits;                     /* stored, as in VslImage; 0: all of the type's; VSL_IMAGE_OPEN_BITS: measured values of no known white */
  VslTarget target;                    /* with labels class_names are their names */
  gint64 run;
  const char *seed_text;
} VslExportInput;

typedef struct _VslExporterClass VslExporterClass;
struct _VslExporterClass {
  VslKind head;
  const char *ending;                  /* ".onnx" */
  GBytes *(*make) (gconstpointer config, const VslExportInput *input, GError **error);
  /* Reads the bytes back with our own small reader and runs n prepared-from-raw samples through it; out is
   * [n, width], the values of all outputs after each other; of a network with several Inputs images has each sample's parts after each other, in
   * the order of vsl_network_input_nodes (). Compared with the engine before the export is called done.
   * NULL: not checkable. */
  gboolean (*run_back) (GBytes *bytes, const VslImage *images, int n, gsize width, VslReal *out, GError **error);
  /* A second file that some networks need, NAME with beside_ending beside NAME with ending; it returns NULL for the others. NULL: never. */
  GBytes *(*beside) (const VslExportInput *input);
  const char *beside_ending;           /* ".vocabulary.json" */
};
const VslExporterClass *vsl_exporter_for (const char *path);   /* by ending; NULL */

/* Where the second file of an export to path is; NULL when the class has none. Owned. */
char *vsl_export_beside_path (const VslExporterClass *cls, const char *path);

/* The largest difference between the engine and an export that is still called the same. */
#define VSL_EXPORT_TOLERANCE 1e-4

/* Makes, checks against the engine on the given samples (several Inputs: n_images samples, the parts of each after each other) (those of the size and type that the file takes), writes atomically.
 * *difference: largest; NaN when nothing could be compared. Nothing is written when it is over the tolerance. */
gboolean vsl_export_file (const VslExporterClass *cls, gconstpointer config, const VslExportInput *input, const VslImage *images, int n_images,
                          const char *path, double *difference, GError **error);

G_END_DECLS
