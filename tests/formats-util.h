/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-error.h"
#include "data/vsl-decoder.h"

/* Files made in memory, decoded in this process by whoever knows their first bytes. */

typedef struct {
  VslImage image;
  VslScanInfo info;
  GError *error;
  gboolean ok;
} TestDecoded;

void test_decoded_clear (TestDecoded *d);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestDecoded, test_decoded_clear)

/* A descriptor with these bytes. */
int test_fd (gconstpointer data, gsize n);
/* companion may be NULL; request NULL: all pixels. */
TestDecoded test_decode_pair (const GByteArray *data, const GByteArray *companion, const VslDecodeRequest *request);
TestDecoded test_decode (const GByteArray *data);
/* Fails the test unless nothing came out and the message has this word in it. */
void test_refused (const GByteArray *data, const char *word);
/* Each beginning of a sound file is refused without a crash; the whole is read. */
void test_every_beginning (const GByteArray *data, gsize step);
/* A value, whatever the type. */
double test_pixel (const VslImage *image, int frame, int x, int y, int c);

void test_put16 (GByteArray *out, guint16 v, gboolean big);
void test_put32 (GByteArray *out, guint32 v, gboolean big);
void test_put64 (GByteArray *out, guint64 v, gboolean big);
void test_put (GByteArray *out, const char *text);
void test_zeros (GByteArray *out, gsize n);
GByteArray *test_gzip (const GByteArray *data);
