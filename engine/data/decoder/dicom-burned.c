/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether names may stand in the pixels. NO in the header is believed of original pictures of scanners that write none; a person looks
 * at the others. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decoder/dicom-info.h"

static gboolean
is_one_of (const char *text, const char *const *list)
{
  return text && g_strv_contains (list, text);
}

static void
suspect (VslScanInfo *info, VslBurnedIn how, const char *rule)
{
  info->burned_in = how;
  g_free (info->burned_in_rule);
  info->burned_in_rule = g_strdup (rule);
}

static gboolean
speaks_of_screens (const DicomData *data)
{
  static const guint32 tags[] = { DICOM_TAG (0x0008, 0x0008), DICOM_TAG (0x0008, 0x103e), DICOM_TAG (0x0018, 0x1030) };
  static const char *const words[] = { "screen", "capture", "dose report", "snapshot", "3d view" };
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    const DicomElement *e = dicom_find (data, -1, tags[i]);
    g_autofree char *text = e ? g_strndup ((const char *) e->value, MIN (e->length, 1024)) : NULL;
    g_autofree char *lower = text ? g_ascii_strdown (text, -1) : NULL;
    for (guint w = 0; lower && w < G_N_ELEMENTS (words); w++)
      if (strstr (lower, words[w]))
        return TRUE;
  }
  return FALSE;
}

void
dicom_burned_in_fill (VslScanInfo *info, const DicomData *data, const DicomPixels *pixels)
{
  static const char *const screens[] = { "US", "IVUS", "BDUS", "OT", "SC", "XC", "ES", "GM", "DG", "ECG", NULL };
  static const char *const grey[] = { "CT", "MR", "CR", "DX", "MG", "IO", "PX", NULL };
  static const char *const captures[] = { "DV", "DI", "DF", "WSD", "SD", "SI", "SYN", NULL };
  static const char *const scanners[] = { "CT", "MR", "PT", "DX", NULL };
  g_autofree char *said = dicom_get_string (data, DICOM_TAG (0x0028, 0x0301)), *modality = dicom_get_string (data, DICOM_TAG (0x0008, 0x0060));
  g_autofree char *uid = dicom_get_string (data, DICOM_TAG (0x0008, 0x0016)), *conversion = dicom_get_string (data, DICOM_TAG (0x0008, 0x0064));
  const DicomElement *type = dicom_find (data, -1, DICOM_TAG (0x0008, 0x0008));
  g_autofree char *first = dicom_string (type, 0), *second = dicom_string (type, 1);
  info->burned_in = VSL_BURNED_IN_NO;
  gboolean capture = (uid && (g_str_equal (uid, "1.2.840.10008.5.1.4.1.1.7") || g_str_has_prefix (uid, "1.2.840.10008.5.1.4.1.1.7."))) ||
                     is_one_of (conversion, captures);
  gboolean secondary = g_strcmp0 (second, "SECONDARY") == 0;
  gboolean original = g_strcmp0 (first, "ORIGINAL") == 0 && g_strcmp0 (second, "PRIMARY") == 0;
  if (g_strcmp0 (said, "YES") == 0)
    suspect (info, VSL_BURNED_IN_YES, _("the file says so (BurnedInAnnotation)"));
  else if (g_strcmp0 (said, "NO") == 0 && is_one_of (modality, scanners) && original && !capture)
    return;
  else if (capture)
    suspect (info, VSL_BURNED_IN_SUSPECTED, _("it is a secondary capture"));
  else if (is_one_of (modality, screens))
    suspect (info, VSL_BURNED_IN_SUSPECTED, _("pictures of this modality often have text in them"));
  else if (secondary)
    suspect (info, VSL_BURNED_IN_SUSPECTED, _("it was made from other pictures (SECONDARY)"));
  else if (speaks_of_screens (data))
    suspect (info, VSL_BURNED_IN_SUSPECTED, _("it calls itself a screen or a dose report"));
  else if (pixels->samples > 1 && is_one_of (modality, grey))
    suspect (info, VSL_BURNED_IN_SUSPECTED, _("it is in colour, which this modality is not"));
}
