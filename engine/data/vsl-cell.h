/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One cell of a table as people write it: "5.1", "1,234", "3,5", "12 %", "<0.5", "5.1 mmol/L", "n/a", "2026-03-01". */

#define VSL_UNIT_BYTES 32
#define VSL_FLAG_BYTES 8

typedef struct {
  double value;
  char unit[VSL_UNIT_BYTES];   /* what stands behind the number: "%", "mmol/L"; "" */
  gboolean limit;              /* "<0.5", "> 100": the value is that of the limit */
  char flag[VSL_FLAG_BYTES];   /* what a laboratory sets behind a value that is out of its range: "H", "L", "*", "↑"; "" */
} VslCellNumber;

/* The cell without blanks around it and with runs of them made one, full-width signs made plain; owned. */
char *vsl_cell_clean (const char *cell);
/* What people write where there is nothing: "", NA, n/a, null, "-", "缺失" …; of numbers also "none", "not done", "未查". clean: vsl_cell_clean(). */
gboolean vsl_cell_missing (const char *clean, gboolean number);
/* decimal_comma: 3,5 is three and a half and 1.234 a thousand and more. FALSE: it is no number in that reading. */
gboolean vsl_cell_number (const char *clean, gboolean decimal_comma, VslCellNumber *out);
/* Days since 1970-01-01; 2026-03-01, 2026/3/1, 1.3.2026, 01/03/2026, 2026年3月1日, with a time behind it or none. */
gboolean vsl_cell_date (const char *clean, double *days);

G_END_DECLS
