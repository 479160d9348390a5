/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-csv.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VslCsv) csv = vsl_csv_parse ((const char *) data, (gssize) size, "table.csv", &error);
  g_assert ((csv == NULL) == (error != NULL));
  for (guint i = 0; csv && i < csv->rows->len; i++) {
    const VslCsvRow *row = g_ptr_array_index (csv->rows, i);
    for (guint c = 0; c <= csv->columns; c++) {
      const char *cell = vsl_csv_cell (row, (int) c);
      g_assert (!cell || g_utf8_validate (cell, -1, NULL));
    }
  }
  return 0;
}
