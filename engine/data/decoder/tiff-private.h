/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <tiffio.h>

#include "data/decoder/vsl-decode-util.h"

G_BEGIN_DECLS

/* One page (directory) as it is stored and as it comes out. */
typedef struct {
  guint32 width, height;
  guint samples, colours;           /* values a pixel as stored; those of them that are colour, the first ones */
  guint bits;                       /* of a stored value */
  guint format;                     /* SAMPLEFORMAT_… */
  guint photometric, compression, orientation;
  gboolean planes;                  /* each value of a pixel in a plane of its own */
  gboolean by_library;              /* libtiff makes RGB of it: forms of colour that are not numbers a person would want raw */
  gboolean alpha;
  VslPixelType type;                /* what comes out */
  int channels, out_bits;
  gboolean grey_palette;            /* a palette of greys alone */
} TiffPage;

typedef struct {
  int fd;
  gint64 size, at;
  TIFF *tiff;
  VslImage *image;
  VslScanInfo *about;
  const VslDecodeRequest *request;
  gboolean reading_pixels;
  gboolean failed;                  /* libtiff called something an error, or a codec made pixels up */
  char message[200];                /* its words */
  GError *error;                    /* ours, more precise */
} TiffReading;

/* What the current directory holds; FALSE with an error when it is of no known form. */
gboolean _vsl_tiff_read_page (TiffReading *r, TiffPage *page);
/* Whether two pages can be frames of one picture. */
gboolean _vsl_tiff_agree (const TiffPage *a, const TiffPage *b);
/* The current directory's pixels into a frame of r->image. */
gboolean _vsl_tiff_read_pixels (TiffReading *r, const TiffPage *page, int frame);
gboolean _vsl_tiff_damaged (TiffReading *r);
/* The palette's 8-bit colours; FALSE: there is none. */
gboolean _vsl_tiff_palette (TiffReading *r, guint bits, guint8 **rgb);

G_END_DECLS
