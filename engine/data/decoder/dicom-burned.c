/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether names may stand in the pixels: one rule for what is imported and what is copied. NO in the header is believed of original pictures of
 * scanners that write none; ultrasound machines write it beside the patient's name. A person looks at the others. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decoder/dicom-info.h"

#define CAPTURE "1.2.840.10008.5.1.4.1.1.7"

static gboolean
is_one_of (const char *text, const char *const *list)
{
  return text && g_strv_contains (list, text);
}

static gboolean
speaks_of_screens (const DicomData *data)
{
  static const guint32 tags[] = { DICOM_TAG (0x0008, 0x0008), DICOM_TAG (0x0008, 0x103e), DICOM_TAG (0x0018, 0x1030) };
  static const char *const words[] = { "screen", "capture", "dose report", "dose_report", "snapshot", "3d view", "3d_view", "vrt", "volrend" };
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

/* Old writers put overlays into unused high bits of the pixels. */
static gboolean
has_overlay_in_pixels (const DicomData *data)
{
  for (guint32 i = 0; i < data->n; i = data->element[i].next) {
    guint32 tag = data->element[i].tag;
    gint64 bits = 1;
    if ((tag & 0xff01ffffu) == DICOM_TAG (0x6000, 0x0100) && dicom_integer (&data->element[i], 0, &bits) && bits > 1 &&
        !dicom_find (data, -1, (tag & 0xffff0000u) | 0x3000))
      return TRUE;
  }
  return FALSE;
}

/* Slices made of slices, and maps (ADC, subtraction): grey, of more than 8 bits, at a place in the patient. Drawn views and reports are in
 * colour or of 8 bits, and lie nowhere. */
static gboolean
is_slice (const DicomData *data, const char *modality, const char *colours)
{
  static const char *const slices[] = { "CT", "MR", "PT", NULL };
  return is_one_of (modality, slices) && colours && g_str_has_prefix (colours, "MONOCHROME") && dicom_get_integer (data, DICOM_TAG (0x0028, 0x0101), 0) > 8 &&
         dicom_count (dicom_find (data, -1, DICOM_TAG (0x0020, 0x0032))) == 3 && dicom_count (dicom_find (data, -1, DICOM_TAG (0x0020, 0x0037))) == 6;
}

static const char *
suspected (const DicomData *data)
{
  static const char *const screens[] = { "US", "IVUS", "BDUS", "OT", "SC", "XC", "ES", "GM", "DG", "DOC", "OP", "OPT", "OPV", "ECG", NULL };
  static const char *const grey[] = { "CT", "MR", "CR", "DX", "MG", "IO", "PX", NULL };
  g_autofree char *modality = dicom_get_string (data, DICOM_TAG (0x0008, 0x0060)), *uid = dicom_get_string (data, DICOM_TAG (0x0008, 0x0016));
  g_autofree char *conversion = dicom_get_string (data, DICOM_TAG (0x0008, 0x0064)), *colours = dicom_get_string (data, DICOM_TAG (0x0028, 0x0004));
  const DicomElement *type = dicom_find (data, -1, DICOM_TAG (0x0008, 0x0008));
  g_autofree char *first = dicom_string (type, 0), *second = dicom_string (type, 1);
  if (uid && g_str_has_prefix (uid, CAPTURE) && (uid[strlen (CAPTURE)] == '\0' || uid[strlen (CAPTURE)] == '.'))
    return N_("it is a secondary capture");
  if (conversion)
    return N_("it was taken from a screen, film or paper");
  if (is_one_of (modality, screens))
    return N_("pictures of this modality often have text in them");
  if (g_str_has_prefix (data->syntax, "1.2.840.10008.1.2.4.10"))
    return N_("it is a film, and nobody looked at all of its frames");
  if (has_overlay_in_pixels (data))
    return N_("an overlay is drawn into its pixels");
  if (speaks_of_screens (data))
    return N_("it calls itself a screen or a dose report");
  if (dicom_get_integer (data, DICOM_TAG (0x0028, 0x0002), 1) > 1 && is_one_of (modality, grey))
    return N_("it is in colour, which this modality is not");
  if ((g_strcmp0 (first, "DERIVED") == 0 || g_strcmp0 (second, "SECONDARY") == 0) && !is_slice (data, modality, colours))
    return N_("it was made from other pictures");
  return NULL;
}

/**
 * dicom_burned_in:
 * @data: a file that was read, with a picture
 * @rule: (out) (optional): why; static, a message id for _(); NULL where there is no suspicion
 */
VslBurnedIn
dicom_burned_in (const DicomData *data, const char **rule)
{
  g_autofree char *said = dicom_get_string (data, DICOM_TAG (0x0028, 0x0301));
  gboolean says = said && g_ascii_strcasecmp (said, "YES") == 0;
  const char *why = says ? N_("the file says so (BurnedInAnnotation)") : suspected (data);
  if (rule)
    *rule = why;
  return says ? VSL_BURNED_IN_YES : why ? VSL_BURNED_IN_SUSPECTED : VSL_BURNED_IN_NO;
}

void
dicom_burned_in_fill (VslScanInfo *info, const DicomData *data, const DicomPixels *pixels)
{
  const char *rule;
  info->burned_in = dicom_burned_in (data, &rule);
  g_free (info->burned_in_rule);
  info->burned_in_rule = rule ? g_strdup (_(rule)) : NULL;
}
