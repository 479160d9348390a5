/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Adds a test for each registered layer. */
void onnx_walk_add (void);
