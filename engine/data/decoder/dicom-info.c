/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header's facts: what was taken, how and where; a few of them may be kept, see data/vsl-attributes.c. */
#include "data/decoder/dicom-info.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "data/decoder/dicom-text.h"

static void
identity (VslScanInfo *info, const DicomData *data, VslIdentity which, guint32 tag)
{
  const DicomElement *e = dicom_find (data, -1, tag);
  g_autofree char *value = e ? dicom_text (data, e, 1024) : NULL;
  if (value && *g_strstrip (value))
    vsl_scan_info_identity (info, which, value);
}

/* A code string: capitals, digits, blank, underscore, at most 16. Anything else could be somebody's name. */
static void
attribute (VslScanInfo *info, const DicomData *data, const char *name, guint32 tag)
{
  g_autofree char *value = dicom_get_string (data, tag);
  if (!value || !*value || strlen (value) > 16)
    return;
  for (const char *c = value; *c; c++)
    if (!g_ascii_isupper (*c) && !g_ascii_isdigit (*c) && *c != ' ' && *c != '_')
      return;
  vsl_attributes_set (&info->attributes, name, value);
}

static void
choice (VslScanInfo *info, const DicomData *data, const char *name, guint32 tag, const char *const *choices)
{
  g_autofree char *value = dicom_get_string (data, tag);
  if (value && g_strv_contains (choices, value))
    vsl_attributes_set (&info->attributes, name, value);
}

/* YYYYMMDD, with dots in old files; 0: none. */
static int
date_of (const char *text)
{
  char digits[9];
  guint n = 0;
  for (; text && *text && n < 8; text++)
    if (g_ascii_isdigit (*text))
      digits[n++] = *text;
    else if (*text != '.')
      return 0;
  digits[n] = '\0';
  return n == 8 ? atoi (digits) : 0;
}

/* Ten years wide; from 90 on one band, as the privacy rules ask. */
static void
age_band (VslScanInfo *info, const DicomData *data)
{
  g_autofree char *age = dicom_get_string (data, DICOM_TAG (0x0010, 0x1010)), *birth = dicom_get_string (data, DICOM_TAG (0x0010, 0x0030));
  g_autofree char *study = dicom_get_string (data, DICOM_TAG (0x0008, 0x0020));
  char *unit = NULL, band[16];
  int years = -1, born = date_of (birth), seen = date_of (study);
  gint64 number = age ? g_ascii_strtoll (age, &unit, 10) : -1;
  if (age && unit > age && number >= 0 && number <= 999 && *unit)
    years = *unit == 'Y' ? (int) number : *unit == 'M' ? (int) number / 12 : *unit == 'W' ? (int) number / 52 : *unit == 'D' ? (int) number / 365 : -1;
  if (years < 0 && born && seen >= born)
    years = (seen - born) / 10000;
  if (years < 0 || years > 150)
    return;
  if (years >= 90)
    g_strlcpy (band, "90+", sizeof band);
  else
    g_snprintf (band, sizeof band, "%d-%d", years / 10 * 10, years / 10 * 10 + 9);
  vsl_attributes_set (&info->attributes, "age_band", band);
}

static void
numbers (VslScanInfo *info, const char *name, const double *v, guint n)
{
  GString *s = g_string_new (NULL);
  for (guint i = 0; i < n; i++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf (s, "%s%s", i ? "\\" : "", g_ascii_formatd (text, sizeof text, "%.9g", v[i]));
  }
  vsl_attributes_set (&info->attributes, name, s->str);
  g_string_free (s, TRUE);
}

static void
window (VslScanInfo *info, const DicomData *data)
{
  static const guint32 groups[] = { DICOM_TAG (0x5200, 0x9230), DICOM_TAG (0x5200, 0x9229) };
  gint32 parent = -1;
  double center, width;
  for (guint i = 0; i <= G_N_ELEMENTS (groups); i++) {
    if (dicom_number (dicom_find (data, parent, DICOM_TAG (0x0028, 0x1050)), 0, &center) &&
        dicom_number (dicom_find (data, parent, DICOM_TAG (0x0028, 0x1051)), 0, &width) && width > 0) {
      info->window_center = center;
      info->window_width = width;
      return;
    }
    gint32 item = i < G_N_ELEMENTS (groups) ? dicom_item (data, dicom_find (data, -1, groups[i]), 0) : -1;
    parent = item < 0 ? -1 : dicom_item (data, dicom_find (data, item, DICOM_TAG (0x0028, 0x9132)), 0);
  }
}

/* PS3.3 C.8.8.3: GY or RELATIVE. */
static void
dose_unit (VslScanInfo *info, const DicomData *data)
{
  g_autofree char *unit = dicom_is_dose (data) ? dicom_get_string (data, DICOM_TAG (0x3004, 0x0002)) : NULL;
  if (g_strcmp0 (unit, "GY") == 0)
    vsl_attributes_set (&info->attributes, "units", "Gy");
  else if (g_strcmp0 (unit, "RELATIVE") == 0)
    vsl_attributes_set (&info->attributes, "units", "relative");
}

static void
attributes (VslScanInfo *info, const DicomData *data)
{
  static const char *const sexes[] = { "M", "F", "O", NULL }, *const sides[] = { "L", "R", "B", "U", NULL };
  attribute (info, data, "modality", DICOM_TAG (0x0008, 0x0060));
  attribute (info, data, "body_part", DICOM_TAG (0x0018, 0x0015));
  attribute (info, data, "view", DICOM_TAG (0x0018, 0x5101));
  choice (info, data, "laterality", DICOM_TAG (0x0020, 0x0060), sides);
  choice (info, data, "laterality", DICOM_TAG (0x0020, 0x0062), sides);
  choice (info, data, "sex", DICOM_TAG (0x0010, 0x0040), sexes);
  age_band (info, data);
  attribute (info, data, "units", DICOM_TAG (0x0054, 0x1001));
  dose_unit (info, data);
  attribute (info, data, "photometric", DICOM_TAG (0x0028, 0x0004));
  if (info->spacing[0] > 0)
    numbers (info, "spacing", info->spacing, info->spacing[2] > 0 ? 3 : 2);
  if (info->has_orientation)
    numbers (info, "orientation", info->orientation, 6);
  if (info->has_position)
    numbers (info, "position", info->position, 3);
  if (!isnan (info->window_center)) {
    double w[2] = { info->window_center, info->window_width };
    numbers (info, "window", w, 2);
  }
  if (info->burned_in != VSL_BURNED_IN_NO)
    vsl_attributes_set (&info->attributes, "burned_in", info->burned_in == VSL_BURNED_IN_YES ? "yes" : "suspected");
  if (info->lossy)
    vsl_attributes_set (&info->attributes, "lossy", "yes");
}

static void
identities (VslScanInfo *info, const DicomData *data)
{
  identity (info, data, VSL_IDENTITY_PATIENT, DICOM_TAG (0x0010, 0x0020));
  identity (info, data, VSL_IDENTITY_STUDY, DICOM_TAG (0x0020, 0x000d));
  identity (info, data, VSL_IDENTITY_SERIES, DICOM_TAG (0x0020, 0x000e));
  identity (info, data, VSL_IDENTITY_INSTANCE, DICOM_TAG (0x0008, 0x0018));
  identity (info, data, VSL_IDENTITY_ACCESSION, DICOM_TAG (0x0008, 0x0050));
  identity (info, data, VSL_IDENTITY_STUDY_DATE, DICOM_TAG (0x0008, 0x0020));
  identity (info, data, VSL_IDENTITY_NAME, DICOM_TAG (0x0010, 0x0010));
}

/* The first 128 bytes belong to nobody: a program can hide there. */
static void
look_at_preamble (VslScanInfo *info, const DicomData *data)
{
  static const struct { const char *magic; gsize n; } programs[] = {
    { "MZ", 2 }, { "\x7f" "ELF", 4 }, { "#!", 2 }, { "\xcf\xfa\xed\xfe", 4 }, { "\xce\xfa\xed\xfe", 4 }, { "\xfe\xed\xfa\xcf", 4 },
    { "\xfe\xed\xfa\xce", 4 }, { "\xca\xfe\xba\xbe", 4 },
  };
  for (guint i = 0; data->has_magic && i < G_N_ELEMENTS (programs); i++)
    if (memcmp (data->file, programs[i].magic, programs[i].n) == 0)
      vsl_scan_info_warn (info, _("the file begins like a program; only its picture is read"));
}

void
dicom_info_fill (VslScanInfo *info, const DicomData *data, const DicomPixels *p, const DicomModality *m)
{
  g_autofree char *lossy = dicom_get_string (data, DICOM_TAG (0x0028, 0x2110));
  const DicomSyntax *syntax = dicom_syntax (data->syntax);
  g_strlcpy (info->format, "dicom", sizeof info->format);
  g_strlcpy (info->transfer_syntax, data->syntax, sizeof info->transfer_syntax);
  info->bits_allocated = (int) p->allocated;
  info->bits_stored = (int) p->stored;
  info->width = (int) p->columns;
  info->height = (int) p->rows;
  info->frames = (int) MAX (p->frames, p->element ? 1 : 0);
  info->channels = (int) p->samples;
  info->is_signed = p->is_signed;
  g_strlcpy (info->photometric, p->photometric, sizeof info->photometric);
  info->lossy = g_strcmp0 (lossy, "01") == 0 || (syntax && syntax->lossy);
  info->has_rescale = m->given && !m->table;
  info->slope = m->dose ? 1 : m->slope;
  info->dose = m->dose ? m->slope : 0;
  info->intercept = m->intercept;
  info->instance_number = dicom_get_integer (data, DICOM_TAG (0x0020, 0x0013), -1);
  dicom_geometry_fill (info, data, p->frames);
  window (info, data);
  if (p->element)
    dicom_burned_in_fill (info, data, p);
  attributes (info, data);
  identities (info, data);
  look_at_preamble (info, data);
  if (data->damaged)
    vsl_scan_info_warn (info, _("parts of the header are damaged and were passed over"));
}
