/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Small sound files, made here, for tests that damage them and as first corpora for fuzzers. A format whose writer we have is a row of the
 * table in seeds.c; the files of the shared data come on top of it where they are there. */
typedef struct {
  char *name;                  /* "grey.png" */
  GBytes *bytes;
} Seed;

/* All that we write ourselves of a decoder's format; may be empty. */
GPtrArray *seeds_made (const char *format);
/* A grey picture of 28 × 28 that differs for each number. */
GBytes *seeds_png_28 (guint number);
/* Those, and small files of the shared data that the decoder `format` takes for its own. */
GPtrArray *seeds_of (const char *format);
/* Sums inside a file that a decoder checks before it looks further are made right again, where the format has any that we know. */
void seeds_mend (const char *format, GByteArray *bytes);

/* ---- writers, in seeds-formats.c ---- */
void seeds_add (GPtrArray *seeds, const char *name, GBytes *bytes);      /* takes the bytes over */
void seeds_make_bmp (GPtrArray *seeds);
void seeds_make_gif (GPtrArray *seeds);
void seeds_make_jpeg (GPtrArray *seeds);
void seeds_make_nifti (GPtrArray *seeds);
void seeds_make_npy (GPtrArray *seeds);
void seeds_make_tiff (GPtrArray *seeds);
void seeds_make_webp (GPtrArray *seeds);

G_END_DECLS
