/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-kind.h"
#include "data/vsl-image.h"
#include "data/vsl-scan-info.h"

G_BEGIN_DECLS

/* decode (fd) > pixels. Decoders are linked into the helper process vesalius-decoder alone; the application asks vsl_decode_file(). */

typedef enum {
  VSL_DECODE_PIXELS = 1 << 0,      /* without it only the header is wanted: image stays empty, and status says whether there would be pixels */
  VSL_DECODE_HEADER = 1 << 1,      /* fill info->header, the table of all tags */
  VSL_DECODE_STORED = 1 << 2,      /* pixels exactly as they stand in the file; else as a sample holds them: of DICOM in units of its modality,
                                    * MONOCHROME1 turned over, palettes and YBR as RGB; of NIfTI with slope and intercept applied. Most formats
                                    * know no difference */
} VslDecodeFlags;

typedef struct {
  VslDecodeFlags flags;
  int first_frame, n_frames;       /* which frames; n_frames 0: all from first_frame on */
  int companion;                   /* a second descriptor (.hdr beside .img), -1: none. Belongs to the caller */
} VslDecodeRequest;
#define VSL_DECODE_REQUEST_ALL ((VslDecodeRequest) { .flags = VSL_DECODE_PIXELS, .companion = -1 })

typedef struct _VslDecoderClass VslDecoderClass;
struct _VslDecoderClass {
  VslKind head;
  const char *const *endings;                    /* ".png", NULL-terminated */
  gboolean (*sniff) (const guint8 *head, gsize n);  /* first bytes, n up to 512 */
  /* fd: a seekable file at its beginning; belongs to the caller. image and info are new; what the decoder leaves in image when it fails is
   * cleared by the caller. FALSE with an error whose message has no file name; with info->status NO_PIXELS the message says what the file is.
   * Fill in info as far as the header was understood before failing. */
  gboolean (*decode) (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error);
  /* NULL: nothing. Called once before the sandbox closes: the last moment to open a file (a table of characters, a profile). */
  void (*warm_up) (void);
};

/* What is read: names, titles and summaries are texts of the catalogue, to be shown through gettext. By the helper process, so empty when it
 * cannot be started. */
typedef struct {
  char *name, *title, *summary;
  char **endings;              /* ".png" */
} VslDecoderFormat;
GPtrArray *vsl_decoder_formats (void);
/* Whether a name ends as those of pictures do (".png", ".dcm"); nothing is opened. */
gboolean vsl_decoder_knows_ending (const char *path);
/* Whether a decoder knows the file's content; the error says why not, without the file's name. Nothing is decoded. */
gboolean vsl_decoder_knows_file (const char *path, GError **error);
/* Opens, sniffs, decodes. The message names the file, what is wrong and what to do. */
gboolean vsl_decode_file (const char *path, VslImage *image, VslScanInfo *info, GError **error);
/* The same with a request (NULL: all pixels); its companion is filled in here. */
gboolean vsl_decode_file_request (const char *path, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error);

G_END_DECLS
