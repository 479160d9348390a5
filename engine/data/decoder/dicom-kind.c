/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PS3.4 B.5: what objects there are that hold no picture. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/decoder/dicom-info.h"

#define STORAGE "1.2.840.10008.5.1.4.1.1."

/* The first that the class's UID begins with; longer ones come first. */
static const struct { const char *uid, *kind, *name; } kinds[] = {
  { "1.2.840.10008.1.3.10", "DICOMDIR", N_ ("a DICOMDIR, the list of the files of a disc") },
  { STORAGE "88.67", "dose report", N_ ("a report of the radiation dose") },
  { STORAGE "88.68", "dose report", N_ ("a report of the radiation dose") },
  { STORAGE "88.59", "key objects", N_ ("a selection of key objects") },
  { STORAGE "88.", "report", N_ ("a structured report") },
  { STORAGE "104.1", "PDF", N_ ("a PDF document") },
  { STORAGE "104.2", "CDA", N_ ("a clinical document (CDA)") },
  { STORAGE "104.", "document", N_ ("a document or a surface model") },
  { STORAGE "9.1.", "ECG", N_ ("an ECG") },
  { STORAGE "9.2.", "waveform", N_ ("a waveform") },
  { STORAGE "9.4.", "sound", N_ ("a sound recording") },
  { STORAGE "9.", "waveform", N_ ("a waveform") },
  { STORAGE "481.3", "RT structure set", N_ ("a set of structures for radiotherapy") },
  { STORAGE "481.5", "RT plan", N_ ("a plan for radiotherapy") },
  { STORAGE "481.8", "RT plan", N_ ("a plan for radiotherapy") },
  { STORAGE "481.4", "RT record", N_ ("a record of radiotherapy") },
  { STORAGE "481.6", "RT record", N_ ("a record of radiotherapy") },
  { STORAGE "481.7", "RT record", N_ ("a record of radiotherapy") },
  { STORAGE "481.9", "RT record", N_ ("a record of radiotherapy") },
  { STORAGE "481.1", NULL, NULL },       /* RT image: a picture; also 481.10 and above, named below by their modality */
  { STORAGE "11.", "presentation state", N_ ("a presentation state, which says how to show other pictures") },
  { STORAGE "66.1", "registration", N_ ("a registration of other pictures") },
  { STORAGE "66.3", "registration", N_ ("a registration of other pictures") },
  { STORAGE "66.2", "fiducials", N_ ("a set of marks in other pictures") },
  { STORAGE "66.5", "surface", N_ ("a surface model") },
  { STORAGE "66.6", "tractography", N_ ("nerve tracts") },
  { STORAGE "66.4", NULL, NULL },        /* a segmentation, which is a picture */
  { STORAGE "66", "raw data", N_ ("raw data of a scanner") },
  { STORAGE "67", "value mapping", N_ ("a table of units for other pictures") },
  { STORAGE "68.", "surface", N_ ("a surface model") },
  { STORAGE "4.2", "spectroscopy", N_ ("MR spectroscopy") },
  { STORAGE "78.", "eye measurement", N_ ("measurements of an eye") },
  { STORAGE "79.1", "eye measurement", N_ ("measurements of an eye") },
  { STORAGE "200.", "protocol", N_ ("a protocol of a scanner") },
  { STORAGE "80.1", "eye measurement", N_ ("measurements of an eye") },
  { "1.2.840.10008.5.1.4.38.", "hanging protocol", N_ ("a hanging protocol") },
  { "1.2.840.10008.5.1.4.39.", "palette", N_ ("a palette of colours") },
  { "1.2.840.10008.5.1.4.31", "worklist", N_ ("a worklist entry") },
  { "1.2.840.10008.3.1.2.3.3", "procedure step", N_ ("a record of a procedure") },
};

static const struct { const char *modality, *kind, *name; } by_modality[] = {
  { "SR", "report", N_ ("a structured report") }, { "ECG", "ECG", N_ ("an ECG") }, { "EEG", "waveform", N_ ("a waveform") },
  { "HD", "waveform", N_ ("a waveform") }, { "AU", "sound", N_ ("a sound recording") }, { "RTPLAN", "RT plan", N_ ("a plan for radiotherapy") },
  { "RTSTRUCT", "RT structure set", N_ ("a set of structures for radiotherapy") }, { "RTRECORD", "RT record", N_ ("a record of radiotherapy") },
  { "PR", "presentation state", N_ ("a presentation state, which says how to show other pictures") },
  { "KO", "key objects", N_ ("a selection of key objects") }, { "REG", "registration", N_ ("a registration of other pictures") },
  { "FID", "fiducials", N_ ("a set of marks in other pictures") }, { "DOC", "document", N_ ("a document or a surface model") },
  { "PLAN", "RT plan", N_ ("a plan for radiotherapy") }, { "RWV", "value mapping", N_ ("a table of units for other pictures") },
};

static char *
class_of (const DicomData *data)
{
  char *uid = dicom_get_string (data, DICOM_TAG (0x0008, 0x0016));
  return uid ? uid : dicom_get_string (data, DICOM_TAG (0x0002, 0x0002));
}

gboolean
dicom_is_directory (const DicomData *data)
{
  g_autofree char *meta = dicom_get_string (data, DICOM_TAG (0x0002, 0x0002));
  return (meta && g_str_equal (meta, "1.2.840.10008.1.3.10")) || dicom_find (data, -1, DICOM_TAG (0x0004, 0x1220));
}

gboolean
dicom_is_dose (const DicomData *data)
{
  g_autofree char *uid = class_of (data), *modality = dicom_get_string (data, DICOM_TAG (0x0008, 0x0060));
  return g_strcmp0 (uid, STORAGE "481.2") == 0 || g_strcmp0 (modality, "RTDOSE") == 0;
}

const char *
dicom_kind (const DicomData *data, const char **kind)
{
  g_autofree char *uid = class_of (data), *modality = dicom_get_string (data, DICOM_TAG (0x0008, 0x0060));
  if (dicom_is_directory (data)) {
    *kind = kinds[0].kind;
    return _(kinds[0].name);
  }
  for (guint i = 0; uid && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (uid, kinds[i].uid)) {
      if (!kinds[i].kind)
        break;
      *kind = kinds[i].kind;
      return _(kinds[i].name);
    }
  for (guint i = 0; modality && i < G_N_ELEMENTS (by_modality); i++)
    if (g_str_equal (modality, by_modality[i].modality)) {
      *kind = by_modality[i].kind;
      return _(by_modality[i].name);
    }
  *kind = NULL;
  return NULL;
}
