/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/decoder/dicom-deidentify.h"

G_BEGIN_DECLS

/* What the application and its helper process vesalius-decoder say to each other, over a pair of sockets that keep messages whole
 * (SOCK_SEQPACKET). Both are of one build; the numbers below would tell if they were not.
 *
 *   helper       VslWireHello, once, when its sandbox stands
 *   application  VslWireRequest with one or two descriptors (the file, its companion)
 *   helper       VslWireAnswer; with a sealed memfd that holds the packed VslScanInfo and then the pixels, info_bytes and pixel_bytes long;
 *               to VSL_WIRE_DEIDENTIFY the copy's bytes in the place of pixels, and what is to be known of it in the answer
 *
 * The application checks an answer as it would check a file: see vsl-decoder-process.c. */

#define VSL_WIRE_MAGIC 0x56534c44u      /* "VSLD" */
#define VSL_WIRE_VERSION 4
#define VSL_WIRE_FORMATS 8192

/* What the sandbox could be made of. */
typedef enum {
  VSL_SANDBOX_SECCOMP = 1 << 0,
  VSL_SANDBOX_LANDLOCK = 1 << 1,
  VSL_SANDBOX_LIMITS = 1 << 2,
  VSL_SANDBOX_LOOSENED = 1 << 3,        /* a sanitizer build */
} VslSandboxState;

typedef struct {
  guint32 magic, version, struct_bytes, sandbox;
  guint64 memory;                       /* limit of the address space; 0: none */
  char formats[VSL_WIRE_FORMATS];       /* what is read, a line each: name, endings, title, summary with tabs between them */
} VslWireHello;

typedef enum { VSL_WIRE_DECODE, VSL_WIRE_SNIFF, VSL_WIRE_DEIDENTIFY, VSL_WIRE_ARRAYS, VSL_WIRE_VALUES } VslWireTask;

/* An archive of arrays: ARRAYS opens it and is answered with its list (data/vsl-npz-list.c), VALUES with the next n values of one, where pixels
 * would stand. The helper keeps the archive until something else is asked for. */
typedef struct {
  char name[256];                       /* of the file, for messages */
  guint32 array, restart;               /* restart: from the first value */
  gint64 n;
} VslWireArrays;

typedef struct {
  guint32 magic, version;
  guint32 sequence, task;               /* of VslWireTask */
  gint32 flags, first_frame, n_frames, has_companion;
  DicomDeidentifyRequest deidentify;
  VslWireArrays arrays;
} VslWireRequest;

typedef struct {
  guint32 magic, version;
  guint32 sequence, ok;                 /* ok 0: the reason is in the info */
  gint32 error_code;                    /* of VslErrorCode */
  gint32 width, height, frames, channels, type, bits;
  guint64 info_bytes, pixel_bytes;
  DicomDeidentified copy;               /* without its bytes: data is NULL */
} VslWireAnswer;

/* How the helper ends by itself when memory is over its limit. */
#define VSL_WIRE_EXIT_NOMEM 97

/* FALSE with errno. */
gboolean vsl_wire_send (int socket, gconstpointer data, gsize n, const int *fds, int n_fds);
/* Bytes of one message, 0 at the end, -1 with errno; a message longer than size is -1 with EMSGSIZE. *n_fds: how many fds has room for, then how
 * many came, close-on-exec and the caller's; more than there is room for are closed and make the message invalid (EPROTO). */
gssize vsl_wire_receive (int socket, gpointer data, gsize size, int *fds, int *n_fds);

G_END_DECLS
