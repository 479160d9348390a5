/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-decoder-wire.h"

G_BEGIN_DECLS

/* The archive of arrays that the helper process has open, if any. */

/* The bytes that answer VSL_WIRE_ARRAYS or VSL_WIRE_VALUES; NULL with an error. */
GBytes *vsl_decoder_arrays_serve (VslWireTask task, const VslWireArrays *wanted, int fd, GError **error);
void vsl_decoder_arrays_close (void);

G_END_DECLS
