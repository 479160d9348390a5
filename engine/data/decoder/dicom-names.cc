// SPDX-License-Identifier: GPL-3.0-or-later
// DCMTK's dictionary: VRs of the implicit form, and names for the header table.
#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctk.h"
#include "dcmtk/oflog/oflog.h"

#include <cstring>

#include "data/decoder/dicom-codec.h"
#include "data/decoder/dicom-text.h"

extern "C" gboolean
dicom_dictionary (guint32 tag, char vr[2], const char **name)
{
  gboolean found = FALSE;
  try {
    const DcmDataDictionary &dictionary = dcmDataDict.rdlock ();
    const DcmDictEntry *entry = dictionary.findEntry (DcmTagKey (static_cast<Uint16> (tag >> 16), static_cast<Uint16> (tag & 0xffff)), nullptr);
    if (entry) {
      const char *its = DcmVR (entry->getEVR ()).getValidVRName ();
      if (its && std::strlen (its) == 2)
        std::memcpy (vr, its, 2);
      if (name)
        *name = entry->getTagName ();
      found = TRUE;
    }
  } catch (...) {
    found = FALSE;
  }
  dcmDataDict.rdunlock ();
  return found;
}

extern "C" void
dicom_prepare (void)
{
  char vr[2];
  dicom_jpeg_prepare ();
  dicom_text_prepare ();
  dicom_dictionary (DICOM_PIXELS, vr, nullptr);
}
