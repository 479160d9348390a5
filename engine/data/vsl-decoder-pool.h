/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-decoder.h"
#include "data/vsl-decoder-wire.h"

G_BEGIN_DECLS

/* The helper processes: at most one a core, started when first needed, kept for the next file. Any thread may ask; each waits for a process
 * of its own. A process that crashes, hangs, wants too much or answers what cannot be costs the file that it had, and is replaced. */

typedef struct {
  const char *program;     /* NULL: VESALIUS_DECODER, beside the running program, in the build tree, in libexec */
  int processes;           /* 0: one a core, at most 8 */
  double seconds;          /* for a small file; large ones get more. 0: 60 */
  guint64 memory;          /* bytes of address space of a process. 0: by what the machine has */
} VslDecoderLimits;
/* For tests and for machines that need other ones; processes that run are replaced. NULL: the usual ones. */
void vsl_decoder_pool_set_limits (const VslDecoderLimits *limits);
/* Ends the processes that wait. The next file starts new ones. */
void vsl_decoder_pool_stop (void);
/* How many have been started since the program began. */
guint vsl_decoder_pool_started (void);
/* A sentence for people when the last process could not get its whole sandbox; NULL: it is complete, or none has run. Owned by the caller. */
char *vsl_decoder_pool_warning (void);

/* fd stays the caller's. */
gboolean vsl_decoder_pool_decode (int fd, const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, GError **error);
gboolean vsl_decoder_pool_sniff (int fd, int companion, GError **error);
/* A de-identified copy of a DICOM file; g_free (out->data). As a VslDicomCopier, data unused. */
gboolean vsl_decoder_pool_deidentify (int fd, const DicomDeidentifyRequest *request, DicomDeidentified *out, gpointer data, GError **error);

/* A process for one archive, asked again and again; no other file gets it meanwhile, and it is not counted, so that nobody waits for it. */
typedef struct _VslDecoderSession VslDecoderSession;
VslDecoderSession *vsl_decoder_session_new (GError **error);
/* *data: bytes that the caller checks; g_free(). After a loss every further question fails. */
gboolean vsl_decoder_session_ask (VslDecoderSession *session, VslWireTask task, int fd, const VslWireArrays *wanted, guint8 **data, gsize *n, GError **error);
void vsl_decoder_session_free (VslDecoderSession *session);

/* ---- one process; vsl-decoder-process.c, vsl-decoder-ask.c ---- */
typedef struct _VslDecoderProcess VslDecoderProcess;

/* NULL with an error: it could not be started. Must be called from a thread that lives as long as the process shall. */
VslDecoderProcess *_vsl_decoder_process_start (const VslDecoderLimits *limits, GError **error);
void _vsl_decoder_process_end (VslDecoderProcess *process);      /* kills it when it still lives */
gboolean _vsl_decoder_process_waits (const VslDecoderProcess *process);      /* FALSE: it has ended, or talks out of turn */
const VslWireHello *_vsl_decoder_process_hello (const VslDecoderProcess *process);
/* *lost: the process must not be used again, and is to be ended. Returns FALSE with an error when nothing came out, lost or not. */
gboolean _vsl_decoder_process_ask (VslDecoderProcess *process, const VslDecoderLimits *limits, VslWireTask task, int fd,
                                   const VslDecodeRequest *request, VslImage *image, VslScanInfo *info, gboolean *lost, GError **error);
gboolean _vsl_decoder_process_deidentify (VslDecoderProcess *process, const VslDecoderLimits *limits, int fd, const DicomDeidentifyRequest *request,
                                          DicomDeidentified *out, gboolean *lost, GError **error);

gboolean _vsl_decoder_process_fetch (VslDecoderProcess *process, const VslDecoderLimits *limits, VslWireTask task, int fd, const VslWireArrays *wanted,
                                     guint8 **data, gsize *n, gboolean *lost, GError **error);

G_END_DECLS
