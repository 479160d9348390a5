/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM files that lie, are cut, or are built to break readers: one clear line each. Nine classes are those that were found in another
 * reader of DICOM in 2026; the rest are our own. */
#include <string.h>
#include <zlib.h>

#include "core/vsl-error.h"
#include "dicom-writer.h"

#define N DW_PIXELS

/* The file is refused with a reason that has all of these words. */
static void
bad (Dicom *d, VslScanStatus status, const char *words)
{
  VslImage image;
  VslScanInfo info;
  g_autoptr (GError) error = NULL;
  g_assert_false (dw_try (d, FALSE, &image, &info, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", info.reason);
  g_assert_cmpint (info.status, ==, status);
  g_assert_null (image.data);
  g_assert_false (strstr (info.reason, "PAT1") || strstr (info.reason, "Secret"));
  g_auto (GStrv) word = g_strsplit (words, "|", -1);
  for (guint i = 0; word[i]; i++)
    if (!strstr (info.reason, word[i]))
      g_error ("“%s” lacks “%s”", info.reason, word[i]);
  vsl_scan_info_clear (&info);
}

static void
fine (Dicom *d, gboolean sample, VslImage *image, VslScanInfo *info)
{
  g_autoptr (GError) error = NULL;
  dw_try (d, sample, image, info, &error);
  g_assert_no_error (error);
}

static void
done (VslImage *image, VslScanInfo *info)
{
  vsl_image_clear (image);
  vsl_scan_info_clear (info);
}

/* ---- the nine ---- */

/* 1: a length in the meta header leads out of the file. */
static void
test_meta_length (void)
{
  Dicom d = dw_new (EXPLICIT);
  dw_head (&d, 0x00020012, "UI", 0xfffe);
  dw_raw (&d, "1.2", 3);
  bad (&d, VSL_SCAN_REJECT, "first header");
  d = dw_new (EXPLICIT);
  dw_head (&d, 0x00020102, "OB", 0x7ffffff0);
  dw_plain (&d, &plain_ct);
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  bad (&d, VSL_SCAN_REJECT, "first header");
}

/* 2: a few bytes that inflate to more than there is room for. */
static void
test_bomb (void)
{
  Dicom d = dw_new ("1.2.840.10008.1.2.1.99");
  guint8 out[4096];
  g_autofree guint8 *zero = g_malloc0 (1 << 20);
  z_stream z = { 0 };
  g_assert_cmpint (deflateInit2 (&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  z.next_in = zero;
  z.avail_in = 1 << 20;
  z.next_out = out;
  z.avail_out = sizeof out;
  g_assert_cmpint (deflate (&z, Z_FULL_FLUSH), ==, Z_OK);
  for (guint i = 0; i < 1100; i++)      /* the same block again and again */
    dw_raw (&d, out, z.total_out);
  deflateEnd (&z);
  bad (&d, VSL_SCAN_REJECT, "deflated|more than can be read");
}

/* 3 and 4: sizes that are only told are not believed: the group's length, the table of offsets. */
static void
test_told_sizes (void)
{
  VslImage image;
  VslScanInfo info;
  Dicom d = dw_new (EXPLICIT);
  dw_ul (&d, 0x00020000, 0xfffffff0);
  dw_ul (&d, 0x00080000, 0xfffffff0);
  dw_plain (&d, &plain_ct);
  dw_ul (&d, 0x7fe00000, 0);
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  fine (&d, FALSE, &image, &info);
  g_assert_cmpfloat (vsl_image_value (&image, 10), ==, 65535);
  done (&image, &info);

  Plain p = plain_ct;
  p.frames = "2";
  d = dw_new (RLE);
  dw_plain (&d, &p);
  dw_head (&d, 0x7fe00010, "OB", 0xffffffff);
  dw_item (&d, 0xfffee000, 8);
  dw_raw (&d, "\0\0\0\0\xf0\xff\xff\xff", 8);
  for (guint i = 0; i < 3; i++) {
    dw_item (&d, 0xfffee000, 2);
    dw_raw (&d, "ab", 2);
  }
  dw_item (&d, 0xfffee0dd, 0);
  bad (&d, VSL_SCAN_BROKEN_PIXELS, "3 pieces|2 frames");
}

static GBytes *
rle_bytes (const guint8 *codes, gsize n, guint segments, guint32 second)
{
  guint8 head[64] = { (guint8) segments, 0, 0, 0, 64, 0, 0, 0 };
  guint32 at = GUINT32_TO_LE (second);
  memcpy (head + 8, &at, 4);
  GByteArray *out = g_byte_array_new ();
  g_byte_array_append (out, head, 64);
  g_byte_array_append (out, codes, (guint) n);
  return g_byte_array_free_to_bytes (out);
}

static void
bad_rle (const guint8 *codes, gsize n, guint segments, guint32 second, const char *words)
{
  g_autoptr (GBytes) frame = rle_bytes (codes, n, segments, second);
  const GBytes *fragments[] = { frame };
  Dicom d = dw_new (RLE);
  dw_plain (&d, &plain_ct);
  dw_fragments (&d, fragments, 1);
  bad (&d, VSL_SCAN_BROKEN_PIXELS, words);
}

/* 5: a code that wants more bytes stands at the very end; runs that write too much; offsets that lead elsewhere. */
static void
test_rle (void)
{
  bad_rle ((const guint8 *) "\365\1\200\365", 4, 2, 66, "RLE|end early");
  bad_rle ((const guint8 *) "\365\1\365\2", 4, 2, 0xfffffff0, "RLE|lead out");
  bad_rle ((const guint8 *) "\365\1\365\2", 4, 2, 3, "RLE|lead out");
  bad_rle ((const guint8 *) "\365\1\365\2", 4, 1, 0, "1 segments|2 were expected");
  bad_rle ((const guint8 *) "\365\1\365\2", 4, 200, 66, "200 segments");
  bad_rle ((const guint8 *) "\0\1", 2, 2, 66, "RLE|end early");
  bad_rle ((const guint8 *) "\177abc", 4, 2, 64, "RLE|end early");
  /* Longer than the plane: the rest is dropped, nothing is overwritten. */
  static const guint8 codes[] = { 0x81, 1, 0x81, 2 };
  g_autoptr (GBytes) frame = rle_bytes (codes, 4, 2, 66);
  const GBytes *fragments[] = { frame };
  VslImage image;
  VslScanInfo info;
  Dicom d = dw_new (RLE);
  dw_plain (&d, &plain_ct);
  dw_fragments (&d, fragments, 1);
  fine (&d, FALSE, &image, &info);
  g_assert_cmpfloat (vsl_image_value (&image, 11), ==, 0x0102);
  done (&image, &info);
}

/* 6: rows and columns as 32-bit numbers: read as what they are, and held against the data. */
static void
test_wide_rows (void)
{
  for (guint k = 0; k < 3; k++) {
    static const guint32 rows[] = { 3, 0x40000003, 0x8000 };
    VslImage image;
    VslScanInfo info;
    Dicom d = dw_new (EXPLICIT);
    dw_plain_before (&d, &plain_ct);
    dw_ul (&d, 0x00280010, rows[k]);
    dw_ul (&d, 0x00280011, k == 1 ? 0x40000000 : 4);
    dw_us (&d, 0x00280100, 16);
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    if (k == 0) {
      fine (&d, FALSE, &image, &info);
      g_assert_cmpint (image.height, ==, 3);
      done (&image, &info);
    } else {
      bad (&d, VSL_SCAN_BROKEN_PIXELS, k == 1 ? "1073741827 rows" : "262144 are needed");
    }
  }
}

static void
palette_tags (Dicom *d, guint entries, guint first)
{
  for (guint c = 0; c < 3; c++) {
    guint8 b[6] = { (guint8) entries, (guint8) (entries >> 8), (guint8) first, (guint8) (first >> 8), 8, 0 };
    dw_head (d, 0x00281101 + c, "US", 6);
    dw_raw (d, b, 6);
  }
  for (guint c = 0; c < 3; c++)
    dw_bytes (d, 0x00281201 + c, "OW", "\1\2\3\4", 4);
}

/* 7: products of 16-bit numbers that pass 32 bits; 8: a picture of another kind inside; 9: indices beyond the palette. */
static void
test_palette_sizes (void)
{
  Plain p = plain_ct;
  p.photometric = "PALETTE COLOR";
  p.rows = p.columns = 65535;
  p.frames = "65536";
  Dicom d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  palette_tags (&d, 4, 0);
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  bad (&d, VSL_SCAN_BROKEN_PIXELS, "24 bytes");
  static const GBytes *fragments[1];
  g_autoptr (GBytes) frame = rle_bytes ((const guint8 *) "\201\1\201\1", 4, 2, 66);
  fragments[0] = frame;
  p.frames = NULL;
  p.rows = 65535;
  p.columns = 32769;
  d = dw_new (RLE);
  dw_plain (&d, &p);
  palette_tags (&d, 4, 0);
  dw_fragments (&d, fragments, 1);
  bad (&d, VSL_SCAN_BROKEN_PIXELS, "");
}

static void
test_other_picture_inside (void)
{
  static const char pam[] = "P7\nWIDTH 100000\nHEIGHT 100000\nDEPTH 4\nMAXVAL 65535\nENDHDR\n";
  Dicom d = dw_new (EXPLICIT);
  dw_plain (&d, &plain_ct);
  dw_bytes (&d, 0x7fe00010, "OB", pam, 12);
  bad (&d, VSL_SCAN_BROKEN_PIXELS, "12 bytes|24 are needed");
  g_autoptr (GBytes) frame = g_bytes_new_static (pam, sizeof pam - 1);
  const GBytes *fragments[] = { frame };
  static const char *const syntaxes[] = { "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.70", RLE };
  for (guint i = 0; i < G_N_ELEMENTS (syntaxes); i++) {
    d = dw_new (syntaxes[i]);
    dw_plain (&d, &plain_ct);
    dw_fragments (&d, fragments, 1);
    bad (&d, VSL_SCAN_BROKEN_PIXELS, "");
  }
}

static void
test_palette_index (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  p.photometric = "PALETTE COLOR";
  Dicom d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  palette_tags (&d, 4, 65535);
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  fine (&d, TRUE, &image, &info);
  g_assert_cmpfloat (vsl_image_value (&image, 30), ==, 1);      /* 65535 is the first */
  g_assert_cmpfloat (vsl_image_value (&image, 0), ==, 1);
  done (&image, &info);
  d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  palette_tags (&d, 0, 0);                                      /* 65536 entries in 4 bytes */
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  g_autoptr (GError) error = NULL;
  g_assert_false (dw_try (&d, TRUE, &image, &info, &error));
  g_assert_nonnull (strstr (error->message, "palette"));
  done (&image, &info);
}

/* ---- our own ---- */

static void
test_nesting (void)
{
  static const guint depths[] = { 30, 70, 100000 };
  for (guint i = 0; i < G_N_ELEMENTS (depths); i++) {
    VslImage image;
    VslScanInfo info;
    Dicom d = dw_new (EXPLICIT);
    dw_plain_before (&d, &plain_ct);
    for (guint k = 0; k < depths[i]; k++) {
      dw_head (&d, 0x00081140, "SQ", 0xffffffff);
      dw_item (&d, 0xfffee000, 0xffffffff);
    }
    for (guint k = 0; k < depths[i]; k++) {
      dw_item (&d, 0xfffee00d, 0);
      dw_item (&d, 0xfffee0dd, 0);
    }
    dw_plain_after (&d, &plain_ct);
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    if (i > 0) {
      bad (&d, VSL_SCAN_REJECT, "nested more than 64 deep");
      continue;
    }
    fine (&d, FALSE, &image, &info);
    done (&image, &info);
  }
}

static void
test_unsupported (void)
{
  static const struct { const char *uid, *name; } syntaxes[] = {
    { "1.2.840.10008.1.2.4.102", "H.264" }, { "1.2.840.10008.1.2.4.100", "MPEG2" }, { "1.2.840.10008.1.2.4.110", "JPEG XL" },
    { "1.2.840.10008.1.2.4.94", "JPIP" }, { "1.2.3.4.5", "1.2.3.4.5" },
  };
  g_autoptr (GBytes) frame = g_bytes_new_static ("\0\0\1\263 film film film", 20);
  const GBytes *fragments[] = { frame };
  for (guint i = 0; i < G_N_ELEMENTS (syntaxes); i++) {
    Dicom d = dw_new (syntaxes[i].uid);
    dw_plain (&d, &plain_ct);
    dw_fragments (&d, fragments, 1);
    bad (&d, VSL_SCAN_BROKEN_PIXELS, syntaxes[i].name);
  }
}

static void
test_header_contradictions (void)
{
  for (guint k = 0; k < 6; k++) {
    static const char *const words[] = { "0 rows", "2 samples", "64 bits", "24 bytes|48", "claims to have 70000 frames", "how many bits" };
    Plain p = plain_ct;
    if (k == 0)
      p.rows = 0;
    if (k == 1)
      p.samples = 2;
    if (k == 2)
      p.allocated = 64;
    if (k == 3)
      p.frames = "2";
    if (k == 4)
      p.frames = "70000";
    Dicom d = dw_new (EXPLICIT);
    if (k == 5) {
      dw_plain_before (&d, &p);
      dw_us (&d, 0x00280010, 3);
      dw_us (&d, 0x00280011, 4);
    } else {
      dw_plain (&d, &p);
    }
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    bad (&d, VSL_SCAN_BROKEN_PIXELS, words[k]);
  }
}

/* A program in the preamble: the picture comes out, and a word of warning. */
static void
test_program (void)
{
  VslImage image;
  VslScanInfo info;
  Dicom d = dw_new (EXPLICIT);
  memcpy (d.bytes->data, "MZ\220", 3);
  dw_plain (&d, &plain_ct);
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  fine (&d, FALSE, &image, &info);
  g_assert_nonnull (info.warnings);
  g_assert_nonnull (strstr (info.warnings[0], "program"));
  done (&image, &info);
}

static void
test_files_without_pictures (void)
{
  static const struct { const char *uid, *modality, *kind; } files[] = {
    { "1.2.840.10008.5.1.4.1.1.88.33", "SR", "report" },       { "1.2.840.10008.5.1.4.1.1.88.67", "SR", "dose report" },
    { "1.2.840.10008.5.1.4.1.1.9.1.1", "ECG", "ECG" },         { "1.2.840.10008.5.1.4.1.1.481.5", "RTPLAN", "RT plan" },
    { "1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT", "RT structure set" }, { "1.2.840.10008.5.1.4.1.1.104.1", "DOC", "PDF" },
    { "1.2.840.10008.5.1.4.1.1.11.1", "PR", "presentation state" }, { "1.2.3.4", "KO", "key objects" }, { CT_IMAGE, "CT", "no picture" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    VslImage image;
    VslScanInfo info;
    Plain p = plain_ct;
    p.class_uid = files[i].uid;
    p.modality = files[i].modality;
    Dicom d = dw_new (EXPLICIT);
    dw_plain_before (&d, &p);
    g_assert_false (dw_try (&d, FALSE, &image, &info, NULL));
    g_assert_cmpint (info.status, ==, VSL_SCAN_NO_PIXELS);
    g_assert_cmpstr (info.kind, ==, files[i].kind);
    vsl_scan_info_clear (&info);
  }
}

/* Cut at many places, compressed files of each kind: never a picture with a hole in it. */
static void
test_cuts (gconstpointer data)
{
  g_autofree char *name = g_strconcat ("data/dicom/files/", data, NULL), *path = test_shared (name), *bytes = NULL;
  gsize n;
  VslImage whole;
  VslScanInfo info;
  if (!path)
    return;
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_STORED, .companion = -1 };
  guint refused = 0;
  g_assert_true (vsl_decode_file_request (path, &request, &whole, &info, NULL));
  vsl_scan_info_clear (&info);
  for (guint k = 0; k < 60; k++) {
    VslImage image;
    gsize cut = k < 40 ? n * (k + 1) / 42 : n - 16 - (k - 40) * 7;
    Dicom d = { g_byte_array_new (), FALSE, FALSE };
    dw_raw (&d, bytes, cut);
    /* What stands behind the pixels may be missing. */
    if (!dw_try (&d, FALSE, &image, &info, NULL))
      refused++;
    else if (image.size != whole.size || memcmp (image.data, whole.data, whole.size) != 0)
      g_error ("%s, cut to %zu of %zu bytes, gave another picture", (const char *) data, cut, n);
    g_assert_cmpstr (info.format, ==, cut < 132 ? "" : "dicom");
    done (&image, &info);
  }
  vsl_image_clear (&whole);
  g_test_message ("%u of 60 cuts were refused", refused);
  g_assert_cmpint (refused, >, 35);
}

/* Bytes within the coded pixels are missing, though the end mark is there. */
static void
test_holes (gconstpointer data)
{
  g_autofree char *name = g_strconcat ("data/dicom/files/", data, NULL), *path = test_shared (name), *bytes = NULL;
  gsize n, at = 0;
  VslImage image;
  VslScanInfo info;
  if (!path)
    return;
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize i = 0; i + 8 <= n; i++)      /* the last end of a sequence, before it the end of the stream */
    if (memcmp (bytes + i, "\xfe\xff\xdd\xe0\0\0\0\0", 8) == 0)
      at = i;
  g_assert_cmpint (at, >, n / 2);
  memset (bytes + at - 400, 0, 390);
  bytes[at - 400] = (char) 0xff;
  bytes[at - 399] = (char) 0xd9;
  Dicom d = { g_byte_array_new (), FALSE, FALSE };
  dw_raw (&d, bytes, n);
  g_assert_false (dw_try (&d, FALSE, &image, &info, NULL));
  g_assert_cmpint (info.status, ==, VSL_SCAN_BROKEN_PIXELS);
  done (&image, &info);
}

int
main (int argc, char **argv)
{
  static const char *const cuts[] = { "CT1_J2KR", "CT1_J2KI", "CT1_JLSL", "CT1_JPLL", "CT1_RLE", "CT1_UNC", "JPEG-lossy.dcm", "SC_rgb_jpeg_dcmtk.dcm",
                                      "emri_small_jpeg_2k_lossless.dcm", "image_dfl.dcm", "emri_small_big_endian.dcm" };
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dicom/nine/meta-length", test_meta_length);
  g_test_add_func ("/dicom/nine/bomb", test_bomb);
  g_test_add_func ("/dicom/nine/told-sizes", test_told_sizes);
  g_test_add_func ("/dicom/nine/rle", test_rle);
  g_test_add_func ("/dicom/nine/wide-rows", test_wide_rows);
  g_test_add_func ("/dicom/nine/palette-sizes", test_palette_sizes);
  g_test_add_func ("/dicom/nine/other-picture-inside", test_other_picture_inside);
  g_test_add_func ("/dicom/nine/palette-index", test_palette_index);
  g_test_add_func ("/dicom/nesting", test_nesting);
  g_test_add_func ("/dicom/unsupported", test_unsupported);
  g_test_add_func ("/dicom/header-contradictions", test_header_contradictions);
  g_test_add_func ("/dicom/program", test_program);
  g_test_add_func ("/dicom/files-without-pictures", test_files_without_pictures);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    g_autofree char *test = g_strconcat ("/dicom/cut/", cuts[i], NULL);
    g_test_add_data_func (test, cuts[i], test_cuts);
  }
  g_test_add_data_func ("/dicom/hole/jpeg", "JPEG-lossy.dcm", test_holes);
  g_test_add_data_func ("/dicom/hole/jpeg-lossless", "CT1_JPLL", test_holes);
  g_test_add_data_func ("/dicom/hole/jpeg-ls", "CT1_JLSL", test_holes);
  return g_test_run ();
}
