/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a compressed stream says about itself, read by hand before a library gets it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-codec.h"

static guint
get16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint32
get32 (const guint8 *at)
{
  return (guint32) get16 (at) << 16 | get16 (at + 2);
}

static const guint8 jp2_magic[12] = { 0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10 };

DicomCode
dicom_code_guess (const guint8 *from, gsize n)
{
  if (n >= 12 && memcmp (from, jp2_magic, 12) == 0)
    return DICOM_CODE_J2K;
  if (n >= 4 && memcmp (from, "\xff\x4f\xff\x51", 4) == 0)
    return DICOM_CODE_J2K;
  if (n >= 3 && memcmp (from, "\xff\xd8\xff", 3) == 0) {
    for (gsize at = 2; at + 4 <= n && from[at] == 0xff;) {
      guint marker = from[at + 1];
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0xf7)
        return DICOM_CODE_JPEG_LS;
      if (marker == 0xda || (marker >= 0xc0 && marker <= 0xc3))
        break;
      at += 2 + get16 (from + at + 2);
    }
    return DICOM_CODE_JPEG;
  }
  if (n >= 64 && from[0] >= 1 && from[0] <= 15 && from[1] == 0 && from[2] == 0 && from[3] == 0 && from[4] == 64 && from[5] == 0)
    return DICOM_CODE_RLE;
  return DICOM_CODE_UNKNOWN;
}

static gboolean
no_head (const char *what, GError **error)
{
  g_set_error (error, VSL_DATA_ERROR, VSL_ERROR_DATA, _("its %s data are cut short or damaged: copy or export the file again"), what);
  return FALSE;
}

typedef struct {
  gboolean jfif, adobe, sampled;         /* sampled: chroma is coarser */
  guint transform;
  guint8 id[3];
} Hints;

/* Whether three components are YCbCr, by what JFIF and Adobe's marker say; without a word @otherwise. */
static void
note_segment (guint marker, const guint8 *at, gsize n, Hints *hints)
{
  if (marker == 0xe0 && n >= 5 && memcmp (at, "JFIF", 5) == 0)
    hints->jfif = TRUE;
  if (marker == 0xee && n >= 12 && memcmp (at, "Adobe", 5) == 0) {
    hints->adobe = TRUE;
    hints->transform = at[11];
  }
}

static gboolean
take_frame (guint marker, const guint8 *at, gsize n, Hints *hints, DicomCoded *coded)
{
  if (n < 6 || n < 6 + 3 * (gsize) at[5])
    return FALSE;
  coded->bits = at[0];
  coded->height = get16 (at + 1);
  coded->width = get16 (at + 3);
  coded->channels = at[5];
  coded->lossy = marker != 0xc3 && marker != 0xf7;
  for (guint c = 0; c < MIN (coded->channels, 3); c++) {
    hints->id[c] = at[6 + 3 * c];
    hints->sampled = hints->sampled || at[7 + 3 * c] != at[7];
  }
  return coded->bits >= 2 && coded->bits <= 16 && coded->width && coded->height && (coded->channels == 1 || coded->channels == 3 || coded->channels == 4);
}

static gboolean
jpeg_head (const guint8 *from, gsize n, DicomCoded *coded, GError **error)
{
  Hints hints = { 0 };
  gsize at = 2;
  gboolean found = FALSE;
  while (at + 4 <= n && !found) {
    guint marker = from[at + 1];
    if (from[at] != 0xff)
      break;
    if (marker == 0xff) {
      at++;
      continue;
    }
    gsize length = get16 (from + at + 2);
    if (length < 2 || length > n - at - 2 || marker == 0xda || marker == 0xd9)
      break;
    /* SOF0 … SOF15 without DHT, JPG and DAC; SOF55 is JPEG-LS. */
    gboolean frame = (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) || marker == 0xf7;
    if (frame && !take_frame (marker, from + at + 4, length - 2, &hints, coded))
      break;
    note_segment (marker, from + at + 4, length - 2, &hints);
    found = frame;
    at += 2 + length;
  }
  if (!found)
    return no_head ("JPEG", error);
  if (coded->channels == 3 && coded->lossy) {
    gboolean rgb = memcmp (hints.id, "RGB", 3) == 0;
    coded->told = hints.adobe || hints.jfif || hints.sampled || rgb;
    coded->ybr = hints.adobe ? hints.transform == 1 : (hints.jfif || hints.sampled) && !rgb;
  }
  return TRUE;
}

/* SIZ, straight behind the start of the code stream. */
static gboolean
j2k_head (const guint8 *from, gsize n, DicomCoded *coded, GError **error)
{
  gsize at = 0;
  if (n >= 12 && memcmp (from, jp2_magic, 12) == 0) {
    /* In a file of boxes: the one with the code stream. */
    const guint8 *start = NULL;
    for (gsize box = 0; box + 8 <= n && !start;) {
      gsize length = get32 (from + box);
      if (memcmp (from + box + 4, "jp2c", 4) == 0)
        start = from + box + (length == 1 ? 16 : 8);
      else if (length < 8 || length > n - box)
        break;
      box += length;
    }
    if (!start || start > from + n)
      return no_head ("JPEG 2000", error);
    at = (gsize) (start - from);
  }
  const guint8 *p = from + at;
  if (n - at < 2 + 2 + 38 + 3 || memcmp (p, "\xff\x4f\xff\x51", 4) != 0)
    return no_head ("JPEG 2000", error);
  guint32 x1 = get32 (p + 8), y1 = get32 (p + 12), x0 = get32 (p + 16), y0 = get32 (p + 20);
  guint channels = get16 (p + 40);
  if (x1 <= x0 || y1 <= y0 || channels < 1 || n - at < 42 + 3 * (gsize) channels)
    return no_head ("JPEG 2000", error);
  coded->width = x1 - x0;
  coded->height = y1 - y0;
  coded->channels = channels;
  coded->bits = (p[42] & 127) + 1u;
  coded->is_signed = p[42] >> 7;
  return TRUE;
}

gboolean
dicom_code_head (DicomCode code, const guint8 *from, gsize n, DicomCoded *coded, GError **error)
{
  memset (coded, 0, sizeof *coded);
  if (code == DICOM_CODE_J2K)
    return j2k_head (from, n, coded, error);
  if (n < 4 || from[0] != 0xff || from[1] != 0xd8)
    return no_head (code == DICOM_CODE_JPEG_LS ? "JPEG-LS" : "JPEG", error);
  return jpeg_head (from, n, coded, error);
}
