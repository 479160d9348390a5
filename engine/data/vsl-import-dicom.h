/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-import-private.h"

G_BEGIN_DECLS

/* What the look keeps of one DICOM header. */
typedef struct {
  gboolean dicom;
  VslScanStatus status;
  char *reason;                  /* why it has no picture */
  char *patient, *study, *series, *accession, *name;
  int width, height, frames, channels, bits;
  gboolean is_signed, placed;
  double orientation[6], position[3];
  gint64 instance;
  char photometric[32], modality[20];
  VslBurnedIn burned_in;
} VslDicomFacts;

/* vsl-import-series.c: slices of a series become one item. facts stand beside the plan's items. */
void _vsl_import_stack_series (VslLook *look, VslDicomFacts *facts, gboolean by_row);
/* The pixels of an item's slices as one volume; *reason when one of them fails. info is that of the first slice. */
gboolean _vsl_import_decode_series (const VslImportItem *item, VslImage *image, VslScanInfo *info, char **reason);

/* Headers of all items of the plan, kept for _vsl_import_settle_dicom(); and those of one of them, NULL: they were not read, or there is no memory of it. */
gboolean _vsl_import_read_headers (VslLook *look, GError **error);
const VslDicomFacts *_vsl_import_facts_of (const VslLook *look, const VslImportItem *item);

G_END_DECLS
