/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM that the tests write themselves: encodings, depths, frames, what may be kept of a header. */
#include <math.h>
#include <string.h>
#include <zlib.h>

#include "dicom-writer.h"

#define N DW_PIXELS

/* The same picture in each way of writing a data set; signed, too. */
static void
test_encodings (gconstpointer data)
{
  const char *syntax = data;
  for (int sign = 0; sign < 2; sign++) {
    Plain p = plain_ct;
    VslImage image;
    VslScanInfo info;
    double want[N];
    p.sign = (guint) sign;
    dw_good_words (syntax, &p, dw_ramp, N, FALSE, &image, &info);
    for (guint i = 0; i < N; i++)
      want[i] = sign ? (gint16) dw_ramp[i] : dw_ramp[i];
    g_assert_cmpint (image.type, ==, sign ? VSL_PIXEL_S16 : VSL_PIXEL_U16);
    g_assert_cmpint (image.width, ==, 4);
    g_assert_cmpint (image.height, ==, 3);
    g_assert_cmpstr (info.transfer_syntax, ==, syntax);
    dw_has_values (&image, want, N);
    dw_done (&image, &info);
  }
}

/* Without preamble and meta header: as implicit, explicit and big-endian data sets. */
static void
test_no_meta (void)
{
  for (int form = 0; form < 3; form++) {
    VslImage image;
    VslScanInfo info;
    Dicom d = dw_new (NULL);
    d.implicit = form == 1;
    d.big = form == 2;
    dw_text (&d, 0x00080008, "CS", "ORIGINAL\\PRIMARY");
    dw_plain (&d, &plain_ct);
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    dw_good (&d, FALSE, &image, &info);
    g_assert_cmpfloat (vsl_image_value (&image, 4), ==, 4095);
    g_assert_cmpstr (info.transfer_syntax, ==, "");
    dw_done (&image, &info);
  }
}

/* The meta header lacks the syntax, or names the wrong one of the native ones: what is there counts. */
static void
test_wrong_syntax (void)
{
  static const char *const said[] = { "", IMPLICIT, BIG_ENDIAN_SYNTAX };
  for (guint i = 0; i < G_N_ELEMENTS (said); i++) {
    VslImage image;
    VslScanInfo info;
    Dicom d = dw_new (said[i]);
    d.implicit = d.big = FALSE;
    dw_plain (&d, &plain_ct);
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    dw_good (&d, FALSE, &image, &info);
    g_assert_cmpfloat (vsl_image_value (&image, 3), ==, 1000);
    dw_done (&image, &info);
  }
}

static void
deflate_rest (Dicom *d, guint from)
{
  uLongf n = compressBound (d->bytes->len);
  z_stream z = { 0 };
  g_autofree guint8 *out = g_malloc (n);
  g_assert_cmpint (deflateInit2 (&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  z.next_in = d->bytes->data + from;
  z.avail_in = d->bytes->len - from;
  z.next_out = out;
  z.avail_out = (uInt) n;
  g_assert_cmpint (deflate (&z, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (d->bytes, from);
  dw_raw (d, out, z.total_out);
  deflateEnd (&z);
}

static void
test_deflated (void)
{
  VslImage image;
  VslScanInfo info;
  Dicom d = dw_new ("1.2.840.10008.1.2.1.99");
  guint from = d.bytes->len;
  dw_plain (&d, &plain_ct);
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  deflate_rest (&d, from);
  dw_good (&d, FALSE, &image, &info);
  g_assert_cmpfloat (vsl_image_value (&image, 10), ==, 65535);
  dw_done (&image, &info);
}

/* 12 bits in the upper part of a word, with an old overlay in the lowest one; and signed. */
static void
test_bits_beside (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  double want[N];
  guint16 words[N];
  p.stored = 12;
  p.sign = 1;
  for (guint i = 0; i < N; i++) {
    want[i] = (int) i * 300 - 2000;
    words[i] = (guint16) (((guint) (int) want[i] & 0xfff) | (i % 2 ? 0x5000 : 0));
  }
  p.high = 11;
  dw_good_words (EXPLICIT, &p, words, N, FALSE, &image, &info);
  dw_has_values (&image, want, N);
  dw_done (&image, &info);

  p.high = 15;
  for (guint i = 0; i < N; i++)
    words[i] = (guint16) (words[i] << 4 | 9);
  dw_good_words (EXPLICIT, &p, words, N, FALSE, &image, &info);
  dw_has_values (&image, want, N);
  dw_done (&image, &info);
}

/* One bit a pixel, frames without a gap between them; 12 bits packed; 32 bits; 8 bits in big-endian words; float and double. */
static void
test_depths (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  double want[N * 2];
  p.allocated = p.stored = 1;
  p.high = 0;
  p.frames = "2";
  Dicom d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  dw_bytes (&d, 0x7fe00010, "OB", "\x35\x9a\xc6", 3);
  dw_good (&d, FALSE, &image, &info);
  for (guint i = 0; i < 24; i++)
    want[i] = (0xc69a35 >> i) & 1;
  g_assert_cmpint (image.frames, ==, 2);
  dw_has_values (&image, want, 24);
  dw_done (&image, &info);

  p.frames = NULL;
  p.allocated = p.stored = 12;
  p.high = 11;
  d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  guint8 packed[18];
  for (guint i = 0; i < N / 2; i++) {
    guint a = i * 331, b = 4095 - i * 17;
    packed[3 * i] = (guint8) a;
    packed[3 * i + 1] = (guint8) (a >> 8 | b << 4);
    packed[3 * i + 2] = (guint8) (b >> 4);
    want[2 * i] = a;
    want[2 * i + 1] = b;
  }
  dw_bytes (&d, 0x7fe00010, "OW", packed, 18);
  dw_good (&d, FALSE, &image, &info);
  dw_has_values (&image, want, N);
  dw_done (&image, &info);

  for (int kind = 0; kind < 3; kind++) {
    static const guint32 tags[] = { 0x7fe00010, 0x7fe00008, 0x7fe00009 };
    static const char *const vrs[] = { "OW", "OF", "OD" };
    static const VslPixelType types[] = { VSL_PIXEL_S32, VSL_PIXEL_REAL, VSL_PIXEL_F64 };
    gint32 whole[N];
    float single[N];
    double twice[N];
    p.allocated = p.stored = kind == 2 ? 64 : 32;
    p.high = p.stored - 1;
    p.sign = 1;
    for (guint i = 0; i < N; i++) {
      whole[i] = GINT32_TO_LE ((gint32) i * 170000000 - 1000000000);
      single[i] = (float) i * 0.25f - 1;
      twice[i] = i * 1e-9 - 1;
      want[i] = kind == 0 ? (gint32) i * 170000000 - 1000000000 : kind == 1 ? single[i] : twice[i];
    }
    d = dw_new (EXPLICIT);
    dw_plain (&d, &p);
    dw_bytes (&d, tags[kind], vrs[kind], kind == 0 ? (gpointer) whole : kind == 1 ? (gpointer) single : twice, kind == 2 ? 8 * N : 4 * N);
    dw_good (&d, FALSE, &image, &info);
    g_assert_cmpint (image.type, ==, types[kind]);
    dw_has_values (&image, want, N);
    dw_done (&image, &info);
  }

  /* 32 bits in big-endian words: by the standard low word first, by others high word first. */
  for (int high_first = 0; high_first < 2; high_first++) {
    guint16 words[2 * N];
    p = plain_ct;
    p.allocated = p.stored = 32;
    p.high = 31;
    for (guint i = 0; i < N; i++) {
      want[i] = 800000 + i * 1000;
      words[2 * i + high_first] = (guint16) ((guint) want[i] & 0xffff);
      words[2 * i + 1 - high_first] = (guint16) ((guint) want[i] >> 16);
    }
    dw_good_words (BIG_ENDIAN_SYNTAX, &p, words, 2 * N, FALSE, &image, &info);
    dw_has_values (&image, want, N);
    dw_done (&image, &info);
  }

  p = plain_ct;
  p.allocated = p.stored = 8;
  p.high = 7;
  d = dw_new (BIG_ENDIAN_SYNTAX);
  dw_plain (&d, &p);
  dw_bytes (&d, 0x7fe00010, "OW", "\2\1\4\3\6\5\10\7\12\11\14\13", N);
  dw_good (&d, FALSE, &image, &info);
  for (guint i = 0; i < N; i++)
    want[i] = i + 1;
  dw_has_values (&image, want, N);
  dw_done (&image, &info);
}

/* Three frames of an enhanced MR, written out of order: each has its own slope; a sample has them in the order of their places. */
static void
test_enhanced (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  static const char *const place[] = { "0\\0\\20", "0\\0\\10", "0\\0\\30" }, *const slope[] = { "1", "2", "3" };
  guint16 values[3 * N];
  p.class_uid = "1.2.840.10008.5.1.4.1.1.4.1";
  p.modality = "MR";
  p.frames = "3";
  for (guint i = 0; i < 3 * N; i++)
    values[i] = (guint16) (100 * (i / N + 1));
  for (int sample = 0; sample < 2; sample++) {
    Dicom d = dw_new (EXPLICIT);
    dw_plain (&d, &p);
    dw_begin (&d, 0x52009229);
    dw_begin (&d, 0x00209116);
    dw_ds (&d, 0x00200037, "1\\0\\0\\0\\1\\0");
    dw_end (&d);
    dw_begin (&d, 0x00289110);
    dw_ds (&d, 0x00280030, "0.5\\0.25");
    dw_end (&d);
    dw_end (&d);
    dw_head (&d, 0x52009230, "SQ", 0xffffffff);
    for (guint k = 0; k < 3; k++) {
      dw_item (&d, 0xfffee000, 0xffffffff);
      dw_begin (&d, 0x00209113);
      dw_ds (&d, 0x00200032, place[k]);
      dw_end (&d);
      dw_begin (&d, 0x00289145);
      dw_ds (&d, 0x00281052, "0");
      dw_ds (&d, 0x00281053, slope[k]);
      dw_end (&d);
      dw_item (&d, 0xfffee00d, 0);
    }
    dw_item (&d, 0xfffee0dd, 0);
    dw_words (&d, 0x7fe00010, values, 3 * N);
    dw_good (&d, sample, &image, &info);
    g_assert_cmpint (image.frames, ==, 3);
    static const double stored[] = { 100, 200, 300 }, ordered[] = { 400, 100, 900 };
    for (guint k = 0; k < 3; k++)
      g_assert_cmpfloat (vsl_image_value (&image, k * N), ==, (sample ? ordered : stored)[k]);
    g_assert_cmpfloat (info.spacing[0], ==, 0.25);
    g_assert_cmpfloat (info.spacing[1], ==, 0.5);
    g_assert_cmpfloat (info.spacing[2], ==, 10);
    g_assert_cmpstr (info.axes, ==, "LPI");
    if (!sample)
      g_assert_cmpfloat (info.rescaled_max, ==, 900);
    dw_done (&image, &info);
  }
}

/* Two numbers a segment, each byte of a sample in one; literal runs, and copies. */
static GBytes *
rle_of (const guint16 *v, guint n, guint planes)
{
  GByteArray *out = g_byte_array_new ();
  guint8 head[64] = { (guint8) planes };
  g_byte_array_append (out, head, 64);
  for (guint p = 0; p < planes; p++) {
    guint32 at = GUINT32_TO_LE (out->len);
    memcpy (out->data + 4 + 4 * p, &at, 4);
    for (guint i = 0; i < n; i++) {
      guint8 b = (guint8) (planes == 2 && p == 0 ? v[i] >> 8 : v[i]), run[3] = { 0, b, 128 };
      g_byte_array_append (out, run, i % 3 ? 2 : 3);      /* a code that says nothing now and then */
    }
    if (out->len & 1)
      g_byte_array_append (out, (const guint8 *) "\200", 1);
  }
  return g_byte_array_free_to_bytes (out);
}

static void
test_rle (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  double want[2 * N];
  p.frames = "2";
  p.sign = 1;
  g_autoptr (GBytes) frame = rle_of (dw_ramp, N, 2);
  const GBytes *fragments[] = { frame, frame };
  Dicom d = dw_new (RLE);
  dw_plain (&d, &p);
  dw_fragments (&d, fragments, 2);
  for (guint i = 0; i < 2 * N; i++)
    want[i] = (gint16) dw_ramp[i % N];
  dw_good (&d, FALSE, &image, &info);
  dw_has_values (&image, want, 2 * N);
  dw_done (&image, &info);
}

/* One frame in two fragments, two frames in three with an offset table: the table says which belong together. */
static void
test_fragments (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  gsize n;
  g_autoptr (GBytes) frame = rle_of (dw_ramp, N, 2);
  const guint8 *bytes = g_bytes_get_data (frame, &n);
  p.frames = "2";
  Dicom d = dw_new (RLE);
  dw_plain (&d, &p);
  dw_head (&d, 0x7fe00010, "OB", 0xffffffff);
  dw_item (&d, 0xfffee000, 8);
  guint32 table[2] = { 0, GUINT32_TO_LE ((guint32) n + 16) };
  dw_raw (&d, table, 8);
  gsize cut[] = { 0, 66, n };
  for (guint i = 0; i < 2; i++) {
    dw_item (&d, 0xfffee000, (guint32) (cut[i + 1] - cut[i]));
    dw_raw (&d, bytes + cut[i], cut[i + 1] - cut[i]);
  }
  dw_item (&d, 0xfffee000, (guint32) n);
  dw_raw (&d, bytes, n);
  dw_item (&d, 0xfffee0dd, 0);
  dw_good (&d, FALSE, &image, &info);
  g_assert_cmpint (image.frames, ==, 2);
  for (guint i = 0; i < 2 * N; i++)
    g_assert_cmpfloat (vsl_image_value (&image, i), ==, dw_ramp[i % N]);
  dw_done (&image, &info);
}

/* Some frames of many. */
static void
test_frame_range (void)
{
  guint16 values[5 * N];
  Plain p = plain_ct;
  char *dir = test_dir_new ();
  VslImage image;
  VslScanInfo info;
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS, .first_frame = 2, .n_frames = 2, .companion = -1 };
  p.frames = "5";
  for (guint i = 0; i < 5 * N; i++)
    values[i] = (guint16) (i / N);
  Dicom d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  dw_words (&d, 0x7fe00010, values, 5 * N);
  g_autofree char *path = dw_save (&d, dir, "x.dcm");
  g_assert_true (vsl_decode_file_request (path, &request, &image, &info, NULL));
  g_assert_cmpint (image.frames, ==, 2);
  g_assert_cmpint (info.frames, ==, 5);
  g_assert_cmpfloat (vsl_image_value (&image, 0), ==, 2);
  g_assert_cmpfloat (vsl_image_value (&image, N), ==, 3);
  dw_done (&image, &info);
  request.flags = 0;
  g_assert_true (vsl_decode_file_request (path, &request, &image, &info, NULL));
  g_assert_null (image.data);
  g_assert_cmpint (info.frames, ==, 5);
  dw_done (&image, &info);
  test_dir_free (dir);
}

static const char *
attribute (const VslScanInfo *info, const char *name)
{
  return vsl_attributes_get ((const char *const *) info->attributes, name);
}

/* What may be kept, and what identifies: apart from each other. */
static void
test_facts (void)
{
  VslImage image;
  VslScanInfo info;
  Dicom d = dw_new (EXPLICIT);
  dw_plain_before (&d, &plain_ct);
  dw_text (&d, 0x00100030, "DA", "19250101");
  dw_text (&d, 0x00100040, "CS", "F");
  dw_text (&d, 0x00180015, "CS", "CHEST");
  dw_text (&d, 0x00185101, "CS", "Miss Jones");      /* no code */
  dw_ds (&d, 0x00200032, "-10\\20\\30");
  dw_ds (&d, 0x00200037, "1\\0\\0\\0\\1\\0");
  dw_plain_after (&d, &plain_ct);
  dw_ds (&d, 0x00281050, "40\\50");
  dw_ds (&d, 0x00281051, "400\\350");
  dw_words (&d, 0x7fe00010, dw_ramp, N);
  dw_good (&d, TRUE, &image, &info);
  g_assert_cmpstr (attribute (&info, "modality"), ==, "CT");
  g_assert_cmpstr (attribute (&info, "body_part"), ==, "CHEST");
  g_assert_cmpstr (attribute (&info, "sex"), ==, "F");
  g_assert_cmpstr (attribute (&info, "age_band"), ==, "90+");
  g_assert_cmpstr (attribute (&info, "window"), ==, "40\\400");
  g_assert_null (attribute (&info, "view"));
  g_assert_null (attribute (&info, "study"));
  g_assert_cmpstr (info.identity[VSL_IDENTITY_PATIENT], ==, "PAT1");
  g_assert_cmpstr (info.identity[VSL_IDENTITY_STUDY], ==, "9.1.2.3");
  g_assert_cmpstr (info.identity[VSL_IDENTITY_SERIES], ==, "1.2.3");
  g_assert_cmpint (info.instance_number, ==, 1);
  g_assert_cmpfloat (info.position[1], ==, 20);
  for (guint i = 0; info.attributes[i]; i++)
    g_assert_null (strstr (info.attributes[i], "Secret"));
  dw_done (&image, &info);
}

typedef struct {
  const char *class_uid, *modality, *type, *said;
  VslBurnedIn want;
  gboolean placed;
} Burned;

static const Burned burned[] = {
  { CT_IMAGE, "CT", "ORIGINAL\\PRIMARY\\AXIAL", NULL, VSL_BURNED_IN_NO },
  { CT_IMAGE, "CT", "ORIGINAL\\PRIMARY\\AXIAL", "NO", VSL_BURNED_IN_NO },
  { CT_IMAGE, "CT", "ORIGINAL\\PRIMARY\\AXIAL", "YES", VSL_BURNED_IN_YES },
  { CT_IMAGE, "CT", "DERIVED\\SECONDARY", "NO", VSL_BURNED_IN_SUSPECTED },
  { CT_IMAGE, "CT", "DERIVED\\PRIMARY\\SCREEN SAVE", NULL, VSL_BURNED_IN_SUSPECTED },
  { SC_IMAGE, "CT", "ORIGINAL\\PRIMARY", "NO", VSL_BURNED_IN_SUSPECTED },
  { "1.2.840.10008.5.1.4.1.1.6.1", "US", "ORIGINAL\\PRIMARY", "NO", VSL_BURNED_IN_SUSPECTED },
  { MR_IMAGE, "MR", "DERIVED\\PRIMARY", NULL, VSL_BURNED_IN_SUSPECTED },
  { MR_IMAGE, "MR", "DERIVED\\PRIMARY", NULL, VSL_BURNED_IN_NO, TRUE },      /* a map of slices, at its place in the patient */
};

static void
test_burned_in (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (burned); i++) {
    VslImage image;
    VslScanInfo info;
    Plain p = plain_ct;
    p.class_uid = burned[i].class_uid;
    p.modality = burned[i].modality;
    Dicom d = dw_new (EXPLICIT);
    dw_text (&d, 0x00080008, "CS", burned[i].type);
    dw_plain_before (&d, &p);
    if (burned[i].placed) {
      dw_ds (&d, 0x00200032, "-10\\20\\30");
      dw_ds (&d, 0x00200037, "1\\0\\0\\0\\1\\0");
    }
    dw_plain_after (&d, &p);
    if (burned[i].said)
      dw_text (&d, 0x00280301, "CS", burned[i].said);
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    dw_good (&d, TRUE, &image, &info);
    g_assert_cmpint (info.burned_in, ==, burned[i].want);
    g_assert_cmpstr (attribute (&info, "burned_in"), ==, burned[i].want == VSL_BURNED_IN_NO ? NULL : burned[i].want == VSL_BURNED_IN_YES ? "yes" : "suspected");
    g_assert_cmpint (info.burned_in_rule != NULL, ==, burned[i].want != VSL_BURNED_IN_NO);
    dw_done (&image, &info);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/dicom/encoding/explicit", EXPLICIT, test_encodings);
  g_test_add_data_func ("/dicom/encoding/implicit", IMPLICIT, test_encodings);
  g_test_add_data_func ("/dicom/encoding/big-endian", BIG_ENDIAN_SYNTAX, test_encodings);
  g_test_add_func ("/dicom/encoding/no-meta", test_no_meta);
  g_test_add_func ("/dicom/encoding/wrong-syntax", test_wrong_syntax);
  g_test_add_func ("/dicom/encoding/deflated", test_deflated);
  g_test_add_func ("/dicom/pixels/bits-beside", test_bits_beside);
  g_test_add_func ("/dicom/pixels/depths", test_depths);
  g_test_add_func ("/dicom/pixels/enhanced", test_enhanced);
  g_test_add_func ("/dicom/pixels/rle", test_rle);
  g_test_add_func ("/dicom/pixels/fragments", test_fragments);
  g_test_add_func ("/dicom/pixels/frame-range", test_frame_range);
  g_test_add_func ("/dicom/facts", test_facts);
  g_test_add_func ("/dicom/burned-in", test_burned_in);
  return g_test_run ();
}
