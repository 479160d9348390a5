/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-decoder-pool.h"

G_BEGIN_DECLS

/* What the life of a process (vsl-decoder-process.c) and the questions to it (vsl-decoder-ask.c) share. */
struct _VslDecoderProcess {
  GPid pid;
  int socket;
  guint32 sequence;              /* of the last question */
  VslWireHello hello;
};

/* FALSE: nothing came within that time. */
gboolean _vsl_decoder_process_wait (const VslDecoderProcess *process, double seconds);
/* How it ended, as of waitpid(). One that has hung up by itself gets a moment to end by itself, so that its own reason is seen; @at_once: it gets none. */
int _vsl_decoder_process_reap (VslDecoderProcess *process, gboolean at_once);

G_END_DECLS
