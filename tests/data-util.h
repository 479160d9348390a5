/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <png.h>

#include "data/vsl-decoder.h"
#include "data/vsl-import.h"

/* A PNG to be written by libpng: packed rows in the form that depth and colour ask for. */
typedef struct {
  guint32 width, height;
  int depth, color;
  gboolean interlaced;
  const guint8 *rows;            /* 16 bit values big-endian */
  const png_color *palette;
  int n_palette;
  const guint8 *palette_alpha;
  int n_alpha;
  const png_color_16 *transparent;
} TestPng;

GByteArray *test_png (const TestPng *png);
/* width × height grey, 8 bit, all of one value. */
void test_write_grey (const char *path, guint32 width, guint32 height, guint8 value);
char *test_dir_new (void);                             /* an empty folder; remove with test_dir_free */
void test_dir_free (char *dir);
char *test_write (const char *dir, const char *name, gconstpointer data, gssize n);      /* makes folders on the way; the path */
char *test_shared (const char *name);                  /* NULL and the test is skipped when it isn't there */

/* A sink that keeps labels, splits, patients. */
typedef struct {
  GArray *samples;               /* of VslNewSample, without pixels */
  guint batches, ended;
} TestSink;
extern const VslImportSink test_sink;
void test_sink_clear (TestSink *sink);
