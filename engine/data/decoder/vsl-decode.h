/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-decoder.h"

G_BEGIN_DECLS

/* The side of the decoders: the helper process, tests and fuzzers. Nothing of the engine beside data/vsl-image.c and its neighbours is here. */

/* By content, never by name alone; NULL when nobody knows it. */
const VslDecoderClass *vsl_decoder_for (const guint8 *head, gsize n);
/* Whether a decoder knows what begins like fd, or like its companion; NULL: the error says what the file is and what to do. */
const VslDecoderClass *vsl_decode_sniff (int fd, int companion, GError **error);
/* Sniffs and decodes a seekable file. On failure image is empty and info->status and info->reason are set. */
gboolean vsl_decode_fd (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error);
/* Lets decoders load what they need from the disk, while that is still allowed. */
void vsl_decode_warm_up (void);
/* A line a format: name, endings with blanks between them, title and summary (not translated), with tabs between them. */
char *vsl_decode_formats (void);

/* In C++: what is thrown becomes an error. */
gboolean vsl_decode_guarded (const VslDecoderClass *cls, int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error);

G_END_DECLS
