/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the helper process says of a file; it may have been taken over. */
#include "data/vsl-scan-info.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  VslScanInfo info;
  if (vsl_scan_info_unpack (&info, data, size)) {
    g_autoptr (GBytes) bytes = vsl_scan_info_pack (&info);
    g_assert (bytes);
  }
  vsl_scan_info_clear (&info);
  return 0;
}
