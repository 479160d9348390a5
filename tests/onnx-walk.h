/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Adds a test for each registered layer. */
void onnx_walk_add (void);
/* Adds a test for each template for notes, which are those that this is TRUE of. */
void onnx_notes_add (void);
gboolean onnx_takes_notes (const char *id);
