/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <tiffio.h>

G_BEGIN_DECLS

/* A TIFF that libtiff writes into memory. The struct lives until TIFFClose(); data is the caller's then. */
typedef struct {
  GByteArray *data;
  gsize at;
} TiffMemory;

/* @mode: of TIFFOpen(). */
TIFF *tiff_memory_open (TiffMemory *memory, const char *mode);

G_END_DECLS
