/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VSL_SHA256_BYTES 32

/* SHA-256 of data in memory; with the processor's own instructions where it has them, about ten times as fast as without. */
void vsl_sha256 (gconstpointer data, gsize n, guint8 digest[VSL_SHA256_BYTES]);
void vsl_sha256_plain (gconstpointer data, gsize n, guint8 digest[VSL_SHA256_BYTES]);    /* without them, for tests */

G_END_DECLS
