/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-error.h"
#include "data/vsl-csv.h"
#include "data/vsl-decoder.h"
#include "data/vsl-import.h"
#include "data/vsl-npz.h"

/* What the parts of the look share. */
typedef struct {
  const char *const *paths;
  guint n_paths;
  VslImportPlan *plan;
  const VslImportOptions *options;
  GRegex *patients;             /* options->patients as a pattern, NULL: none */
  VslProgressFunc progress;
  gpointer data;
  guint ticks;
  guint foreign;                /* left out: pictures of kinds that are not read yet */
  char *foreign_example;        /* the first of them, with its reason */
} VslLook;

#define VSL_IMPORT_MAX_FILES 2000000

/* Takes the strings over. */
VslImportItem *_vsl_import_add_item (VslImportPlan *plan, char *path, char *shown);
void _vsl_import_leave_out (GPtrArray *left_out, const char *file, int line, const char *reason);
gboolean _vsl_import_tick (VslLook *look, GError **error);             /* FALSE: cancelled */
char *_vsl_import_match_patient (const GRegex *pattern, const char *shown);

gboolean _vsl_import_look_folders (VslLook *look, GError **error);
gboolean _vsl_import_look_table (VslLook *look, const char *table, GError **error);
gboolean _vsl_import_look_npz (VslLook *look, const char *path, GError **error);

/* Reading the pictures of an .npz one after the other, in the order of the plan's items. */
typedef struct _VslNpzReader VslNpzReader;
VslNpzReader *_vsl_npz_reader_new (const char *path, GError **error);  /* surveys all values first */
void _vsl_npz_reader_free (VslNpzReader *reader);
gboolean _vsl_npz_reader_next (VslNpzReader *reader, const VslImportItem *item, VslImage *image, GError **error);
