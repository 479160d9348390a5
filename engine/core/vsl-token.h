/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/vsl-real.h"

G_BEGIN_DECLS

/* Tokens travel as VslReal. The row of a table of `rows` that a value stands for; a number that is no token counts as the nearest one. */
static inline gint64
vsl_token_row (VslReal value, gint64 rows)
{
  return !(value > 0) ? 0 : value >= (VslReal) (rows - 1) ? rows - 1 : (gint64) value;
}

G_END_DECLS
