// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG (8, 12 and 16 bit, lossless too) and JPEG-LS through DCMTK. No exception leaves this file. IJG's library goes on with grey
// where data are missing and only warns; such a warning is an error here.
#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctk.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"
#include "dcmtk/dcmjpeg/djcparam.h"
#include "dcmtk/dcmjpeg/djdijg12.h"
#include "dcmtk/dcmjpeg/djdijg16.h"
#include "dcmtk/dcmjpeg/djdijg8.h"
#include "dcmtk/dcmjpls/djcodecd.h"
#include "dcmtk/dcmjpls/djcparam.h"
#include "dcmtk/oflog/appender.h"
#include "dcmtk/oflog/spi/logevent.h"
#include "dcmtk/oflog/oflog.h"

#include <glib/gi18n-lib.h>

#include <cstring>
#include <memory>
#include <new>

#include "core/vsl-error.h"
#include "data/decoder/dicom-codec.h"

namespace {

thread_local bool missing;       // the frame being decoded lacks data

// Hears DCMTK's warnings; prints nothing.
class Ear : public dcmtk::log4cplus::Appender {
public:
  ~Ear () override { destructorImpl (); }
  void close () override { closed = true; }

protected:
  void append (const dcmtk::log4cplus::spi::InternalLoggingEvent &event) override
  {
    const char *text = event.getMessage ().c_str ();
    for (const char *bad : { "premature end", "Premature end", "bad Huffman", "instead of RST", "arithmetic code" })
      if (std::strstr (text, bad))
        missing = true;
  }
};

// IJG's library gets its data in one piece: asking for more means that they end early.
template <class Decoder>
bool
run_decoder (const DJCodecParameter &parameter, const guint8 *from, gsize n, const DicomCoded *coded, gpointer out, gsize size)
{
  Decoder decoder (parameter, OFFalse);
  missing = false;
  return decoder.init ().good () &&
         decoder.decode (const_cast<Uint8 *> (from), static_cast<Uint32> (n), static_cast<Uint8 *> (out), static_cast<Uint32> (size), OFFalse).good () &&
         !missing;
}

void
cut_short (const char *what, GError **error)
{
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("its %s data are cut short or damaged: copy or export the file again"), what);
}

bool
fits (const DicomCoded *coded, gsize n, gsize size)
{
  gsize bytes = coded->bits > 8 ? 2 : 1;
  return n <= G_MAXUINT32 - 1 && size <= G_MAXUINT32 && static_cast<guint64> (coded->width) * coded->height * coded->channels * bytes <= size;
}

void
set_shape (DcmItem &item, const DicomCoded *coded)
{
  item.putAndInsertUint16 (DCM_SamplesPerPixel, static_cast<Uint16> (coded->channels));
  item.putAndInsertString (DCM_PhotometricInterpretation, coded->channels == 3 ? "RGB" : "MONOCHROME2");
  if (coded->channels > 1)
    item.putAndInsertUint16 (DCM_PlanarConfiguration, 0);
  item.putAndInsertUint16 (DCM_Rows, static_cast<Uint16> (coded->height));
  item.putAndInsertUint16 (DCM_Columns, static_cast<Uint16> (coded->width));
  item.putAndInsertUint16 (DCM_BitsAllocated, coded->bits > 8 ? 16 : 8);
  item.putAndInsertUint16 (DCM_BitsStored, static_cast<Uint16> (coded->bits));
  item.putAndInsertUint16 (DCM_HighBit, static_cast<Uint16> (coded->bits - 1));
  item.putAndInsertUint16 (DCM_PixelRepresentation, 0);
  item.putAndInsertString (DCM_NumberOfFrames, "1");
}

bool
run_jpeg_ls (const guint8 *from, gsize n, const DicomCoded *coded, gpointer out, gsize size)
{
  DcmDataset set;
  DcmPixelSequence sequence (DcmTag (DCM_PixelData, EVR_OB));
  std::unique_ptr<DcmPixelItem> table (new DcmPixelItem (DcmTag (DCM_Item, EVR_OB)));
  std::unique_ptr<DcmPixelItem> item (new DcmPixelItem (DcmTag (DCM_Item, EVR_OB)));
  gsize even = n + (n & 1);
  Uint8 *bytes = nullptr;
  if (item->createUint8Array (static_cast<Uint32> (even), bytes).bad () || !bytes)
    return false;
  std::memcpy (bytes, from, n);
  if (even > n)
    bytes[n] = 0;
  if (sequence.insert (table.get ()).bad ())
    return false;
  table.release ();
  if (sequence.insert (item.get ()).bad ())
    return false;
  item.release ();
  set_shape (set, coded);
  DJLSCodecParameter parameter (EJLSUC_never, EJLSPC_colorByPixel, OFTrue, OFTrue);
  DJLSNearLosslessDecoder decoder;
  Uint32 fragment = 1;
  OFString model;
  return decoder.decodeFrame (nullptr, &sequence, &parameter, &set, 0, fragment, out, static_cast<Uint32> (size), model).good ();
}

} // namespace

extern "C" void
dicom_jpeg_prepare (void)
{
  static gsize once = 0;
  if (!g_once_init_enter (&once))
    return;
  try {
    OFLog::configure (OFLogger::OFF_LOG_LEVEL);
    dcmtk::log4cplus::Logger root = dcmtk::log4cplus::Logger::getRoot ();
    root.removeAllAppenders ();
    root.setLogLevel (dcmtk::log4cplus::OFF_LOG_LEVEL);
    dcmtk::log4cplus::Logger jpeg = dcmtk::log4cplus::Logger::getInstance ("dcmtk.dcmjpeg");
    jpeg.setLogLevel (dcmtk::log4cplus::WARN_LOG_LEVEL);
    jpeg.setAdditivity (false);
    jpeg.addAppender (dcmtk::log4cplus::SharedAppenderPtr (new Ear));
  } catch (...) {
  }
  g_once_init_leave (&once, 1);
}

extern "C" gboolean
dicom_jpeg_decode (const guint8 *from, gsize n, const DicomCoded *coded, gpointer out, gsize size, GError **error)
{
  bool ok = false;
  dicom_jpeg_prepare ();
  try {
    // Colours come out as they were coded.
    DJCodecParameter parameter (ECC_lossyYCbCr, EDC_never, EUC_never, EPC_colorByPixel);
    if (!fits (coded, n, size))
      ok = false;
    else if (coded->bits <= 8)
      ok = run_decoder<DJDecompressIJG8Bit> (parameter, from, n, coded, out, size);
    else if (coded->bits <= 12)
      ok = run_decoder<DJDecompressIJG12Bit> (parameter, from, n, coded, out, size);
    else
      ok = run_decoder<DJDecompressIJG16Bit> (parameter, from, n, coded, out, size);
  } catch (...) {
    ok = false;
  }
  if (!ok)
    cut_short ("JPEG", error);
  return ok;
}

extern "C" gboolean
dicom_jpeg_ls_decode (const guint8 *from, gsize n, const DicomCoded *coded, gpointer out, gsize size, GError **error)
{
  bool ok = false;
  dicom_jpeg_prepare ();
  try {
    ok = coded->width <= 65535 && coded->height <= 65535 && fits (coded, n, size) && run_jpeg_ls (from, n, coded, out, size);
  } catch (...) {
    ok = false;
  }
  if (!ok)
    cut_short ("JPEG-LS", error);
  return ok;
}
