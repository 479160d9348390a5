/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-import-private.h"

G_BEGIN_DECLS

/* What the look keeps of one DICOM header. */
typedef struct {
  gboolean dicom;
  VslScanStatus status;
  char *reason;                  /* why it has no picture */
  char *patient, *study, *series, *accession;
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

G_END_DECLS
