/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PS3.6 table A-1: the transfer syntaxes, also those that are only known by name, so that a refusal says what the file is. */
#include <string.h>

#include "data/decoder/dicom-pixels.h"

#define ROOT "1.2.840.10008.1.2"

static const DicomSyntax syntaxes[] = {
  { ROOT, "Implicit VR Little Endian", DICOM_CODE_NONE, FALSE },
  { ROOT ".1", "Explicit VR Little Endian", DICOM_CODE_NONE, FALSE },
  { ROOT ".1.98", "Encapsulated Uncompressed Explicit VR Little Endian", DICOM_CODE_NONE, FALSE },
  { ROOT ".1.99", "Deflated Explicit VR Little Endian", DICOM_CODE_NONE, FALSE },
  { ROOT ".2", "Explicit VR Big Endian", DICOM_CODE_NONE, FALSE },
  { "1.2.840.113619.5.2", "GE Private Implicit VR Big Endian", DICOM_CODE_NONE, FALSE },
  { ROOT ".4.50", "JPEG Baseline (Process 1)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.51", "JPEG Extended (Process 2 and 4)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.52", "JPEG Extended (Process 3 and 5)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.55", "JPEG Full Progression, Non-Hierarchical (Process 10 and 12)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.56", "JPEG Full Progression, Non-Hierarchical (Process 11 and 13)", DICOM_CODE_JPEG, TRUE },
  { ROOT ".4.57", "JPEG Lossless, Non-Hierarchical (Process 14)", DICOM_CODE_JPEG, FALSE },
  { ROOT ".4.58", "JPEG Lossless, Non-Hierarchical (Process 15)", DICOM_CODE_JPEG, FALSE },
  { ROOT ".4.70", "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])", DICOM_CODE_JPEG, FALSE },
  { ROOT ".4.80", "JPEG-LS Lossless Image Compression", DICOM_CODE_JPEG_LS, FALSE },
  { ROOT ".4.81", "JPEG-LS Lossy (Near-Lossless) Image Compression", DICOM_CODE_JPEG_LS, TRUE },
  { ROOT ".4.90", "JPEG 2000 Image Compression (Lossless Only)", DICOM_CODE_J2K, FALSE },
  { ROOT ".4.91", "JPEG 2000 Image Compression", DICOM_CODE_J2K, TRUE },
  { ROOT ".4.92", "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)", DICOM_CODE_J2K, FALSE },
  { ROOT ".4.93", "JPEG 2000 Part 2 Multi-component Image Compression", DICOM_CODE_J2K, TRUE },
  { ROOT ".4.201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)", DICOM_CODE_J2K, FALSE },
  { ROOT ".4.202", "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)", DICOM_CODE_J2K, FALSE },
  { ROOT ".4.203", "High-Throughput JPEG 2000 Image Compression", DICOM_CODE_J2K, TRUE },
  { ROOT ".5", "RLE Lossless", DICOM_CODE_RLE, FALSE },
  { ROOT ".8.1", "Deflated Image Frame Compression", DICOM_CODE_DEFLATE, FALSE },
  { ROOT ".4.94", "JPIP Referenced", DICOM_CODE_UNKNOWN, FALSE },
  { ROOT ".4.95", "JPIP Referenced Deflate", DICOM_CODE_UNKNOWN, FALSE },
  { ROOT ".4.204", "JPIP HTJ2K Referenced", DICOM_CODE_UNKNOWN, FALSE },
  { ROOT ".4.205", "JPIP HTJ2K Referenced Deflate", DICOM_CODE_UNKNOWN, FALSE },
  { ROOT ".4.100", "MPEG2 Main Profile / Main Level", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.100.1", "Fragmentable MPEG2 Main Profile / Main Level", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.101", "MPEG2 Main Profile / High Level", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.101.1", "Fragmentable MPEG2 Main Profile / High Level", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.102", "MPEG-4 AVC/H.264 High Profile / Level 4.1", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.102.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.103.1", "Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.104", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.104.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.105", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.105.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.106.1", "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.107", "HEVC/H.265 Main Profile / Level 5.1", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.108", "HEVC/H.265 Main 10 Profile / Level 5.1", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.110", "JPEG XL Lossless", DICOM_CODE_UNKNOWN, FALSE },
  { ROOT ".4.111", "JPEG XL JPEG Recompression", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".4.112", "JPEG XL", DICOM_CODE_UNKNOWN, TRUE },
  { ROOT ".6.1", "RFC 2557 MIME Encapsulation", DICOM_CODE_UNKNOWN, FALSE },
  { ROOT ".6.2", "XML Encoding", DICOM_CODE_UNKNOWN, FALSE },
};

const DicomSyntax *
dicom_syntax (const char *uid)
{
  for (guint i = 0; i < G_N_ELEMENTS (syntaxes); i++)
    if (g_str_equal (syntaxes[i].uid, uid))
      return &syntaxes[i];
  return NULL;
}
