/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header as a table for people. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decoder/dicom-info.h"
#include "data/decoder/dicom-text.h"

#define FILE_ID DICOM_TAG (0x0004, 0x1500)

static void
add (VslScanInfo *info, const DicomData *data, const DicomElement *e)
{
  char tag[16], vr[3] = { e->vr[0], e->vr[1], 0 }, ignored[2];
  const char *name = "";
  g_snprintf (tag, sizeof tag, "(%04x,%04x)", e->tag >> 16, e->tag & 0xffff);
  if (!dicom_dictionary (e->tag, ignored, &name))
    name = e->tag >> 16 & 1 ? _("private") : "";
  if (e->tag == DICOM_ITEM)
    name = "Item";
  g_autofree char *value = e->tag == DICOM_ITEM ? g_strdup ("") : dicom_show (data, e);
  vsl_scan_info_header (info, MIN (e->depth, DICOM_MAX_DEPTH), tag, name, g_ascii_isalpha (vr[0]) ? vr : "", value);
}

void
dicom_table_fill (VslScanInfo *info, const DicomData *data)
{
  gboolean directory = dicom_is_directory (data);
  for (guint32 i = 0; i < data->n; i = data->element[i].fragments ? data->element[i].next : i + 1)
    if (!directory || data->element[i].tag == FILE_ID)
      add (info, data, &data->element[i]);
}
