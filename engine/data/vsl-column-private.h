/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/vsl-cell.h"
#include "data/vsl-column.h"

#define VSL_COLUMN_MINUS "\xe2\x88\x92"      /* a level among pluses; the plain sign alone stands for nothing */

void _vsl_column_forget_bad (VslColumn *column);
void _vsl_column_add_bad (VslColumn *column, guint row, const char *clean);
gboolean _vsl_column_named_unit (const VslColumn *column, const char *unit);
/* Whether the cell is a number in the column's unit; whether it is a number or a date, by the column's type. */
gboolean _vsl_column_read_number (const VslColumn *column, const char *clean, VslCellNumber *number);
gboolean _vsl_column_read (const VslColumn *column, const char *clean, double *value);
