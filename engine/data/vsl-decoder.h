/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "data/vsl-image.h"

G_BEGIN_DECLS

/* decode (fd) > pixels. In the process for now; the interface hands over a descriptor alone, so that a helper process can take
 * its place without a caller noticing. */
typedef struct {
  const char *format;          /* "png", static */
  int bits_allocated, bits_stored;
  const char *photometric;     /* "grayscale", "rgb", "palette" … of the file as stored */
  gboolean had_alpha;
  char *reason;                /* why nothing came out, without the file's name; also in the GError. Owned: vsl_decode_info_clear */
} VslDecodeInfo;

typedef struct _VslDecoderClass VslDecoderClass;
struct _VslDecoderClass {
  VslKind head;
  const char *const *endings;                    /* ".png", NULL-terminated */
  gboolean (*sniff) (const guint8 *head, gsize n);  /* first bytes, n up to 512 */
  gboolean (*decode) (int fd, VslImage *image, VslDecodeInfo *info, GError **error);
};

void vsl_decode_info_clear (VslDecodeInfo *info);

/* By content, never by name alone; NULL when nobody knows it. */
const VslDecoderClass *vsl_decoder_for (const guint8 *head, gsize n);
/* Whether a decoder knows the file's content; the error says why not, without the file's name. Nothing is decoded. */
gboolean vsl_decoder_knows_file (const char *path, GError **error);
/* Opens, sniffs, decodes. The message names the file, what is wrong and what to do. */
gboolean vsl_decode_file (const char *path, VslImage *image, VslDecodeInfo *info, GError **error);

G_END_DECLS
