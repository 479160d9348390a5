/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pictures may carry a name in their pixels. A machine that writes "no burned-in annotation" is believed only where scanners
 * themselves make the picture; ultrasound machines write it beside the patient's name. */
#include "data/decoder/dicom-burned-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BURNED_IN DICOM_TAG (0x0028, 0x0301)
#define SECONDARY_CAPTURE "1.2.840.10008.5.1.4.1.1.7"

static gboolean
is_one_of (const char *const *list, const char *value)
{
  return value && g_strv_contains (list, value);
}

/* Any of the words in any value of Image Type. */
static gboolean
image_type_has (const DicomElement *type, const char *word)
{
  for (guint k = 0; k < dicom_count (type); k++) {
    g_autofree char *value = dicom_string (type, k);
    g_autofree char *upper = value ? g_ascii_strup (value, -1) : NULL;
    if (upper && strstr (upper, word))
      return TRUE;
  }
  return FALSE;
}

/* Old writers put overlays into unused high bits of the pixels; they stay when group 60xx goes. */
static gboolean
has_overlay_in_pixels (const DicomData *data)
{
  for (guint32 i = 0; i < data->n; i = data->element[i].next) {
    guint32 tag = data->element[i].tag;
    if ((tag & 0xff01ffffu) != DICOM_TAG (0x6000, 0x0100))
      continue;
    gint64 bits = 1;
    dicom_integer (&data->element[i], 0, &bits);
    if (bits > 1 && !dicom_find (data, -1, (tag & 0xffff0000u) | 0x3000))
      return TRUE;
  }
  return FALSE;
}

/* Reformatted slices and maps (ADC, subtraction): grey, of more than 8 bits, at a place in the patient. Drawn views and reports are colour or
 * 8 bits, and lie nowhere. */
static gboolean
is_slice (const DicomData *data)
{
  static const char *const scanners[] = { "CT", "MR", "PT", NULL };
  g_autofree char *modality = dicom_get_string (data, DICOM_TAG (0x0008, 0x0060)), *colours = dicom_get_string (data, DICOM_TAG (0x0028, 0x0004));
  return is_one_of (scanners, modality) && colours && g_str_has_prefix (colours, "MONOCHROME") && dicom_get_integer (data, DICOM_TAG (0x0028, 0x0101), 0) > 8 &&
         dicom_count (dicom_find (data, -1, DICOM_TAG (0x0020, 0x0032))) == 3 && dicom_count (dicom_find (data, -1, DICOM_TAG (0x0020, 0x0037))) == 6;
}

static gboolean
has_pixels (const DicomData *data)
{
  return dicom_find (data, -1, DICOM_PIXELS) != NULL;
}

/**
 * dicom_burned_in:
 * @data: a file that was read
 *
 * Returns: (transfer none) (nullable): the rule by which somebody has to look at the picture; translate it with _()
 */
const char *
dicom_burned_in (const DicomData *data)
{
  static const char *const screens[] = { "US", "IVUS", "SC", "OT", "XC", "ES", "DOC", "GM", "OP", "OPT", "OPV", "SR", "KO", NULL };
  static const char *const scanners[] = { "CT", "MR", "PT", "DX", NULL };
  static const char *const words[] = { "SCREEN", "CAPTURE", "DOSE", "REPORT", "3D", "VRT", "VOLREND", NULL };
  if (!has_pixels (data))
    return NULL;
  g_autofree char *says = dicom_get_string (data, BURNED_IN), *modality = dicom_get_string (data, DICOM_TAG (0x0008, 0x0060));
  g_autofree char *sop = dicom_get_string (data, DICOM_TAG (0x0008, 0x0016)), *how = dicom_get_string (data, DICOM_TAG (0x0008, 0x0064));
  const DicomElement *type = dicom_find (data, -1, DICOM_TAG (0x0008, 0x0008));
  g_autofree char *pixels = dicom_string (type, 0), *examination = dicom_string (type, 1);
  if (says && g_ascii_strcasecmp (says, "YES") == 0)
    return N_("the file says that it has burned-in annotation");
  if (sop && g_str_has_prefix (sop, SECONDARY_CAPTURE) && (sop[sizeof SECONDARY_CAPTURE - 1] == '\0' || sop[sizeof SECONDARY_CAPTURE - 1] == '.'))
    return N_("it is a secondary capture");
  if (is_one_of (screens, modality))
    return N_("pictures of this modality mostly show text");
  if (how && *how)
    return N_("it was converted from a screen, film or paper");
  if (g_str_has_prefix (data->syntax, "1.2.840.10008.1.2.4.10"))
    return N_("it is a video, whose frames and stream cannot be looked into");
  if (has_overlay_in_pixels (data))
    return N_("an overlay is drawn into the pixels");
  for (guint i = 0; words[i]; i++)
    if (image_type_has (type, words[i]))
      return N_("its image type tells of a screen, a dose report or a drawn view");
  if (is_slice (data))
    return NULL;
  if (g_strcmp0 (pixels, "DERIVED") == 0 || g_strcmp0 (examination, "SECONDARY") == 0)
    return N_("it is a derived picture, not the scanner's own");
  if (says && g_ascii_strcasecmp (says, "NO") != 0 && !is_one_of (scanners, modality))
    return N_("what it says of burned-in annotation is neither yes nor no");
  return NULL;
}
