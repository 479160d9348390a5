/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From stored values to a sample: colours, palettes, units, dense and bright. */
#include <string.h>

#include "dicom-writer.h"

#define N DW_PIXELS

/* RGB by plane and by pixel are the same picture; YCbCr becomes RGB in a sample and stays itself otherwise. */
static void
test_colours (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  p.samples = 3;
  p.allocated = p.stored = 8;
  p.high = 7;
  p.photometric = "RGB";
  guint8 by_pixel[3 * N], by_plane[3 * N];
  double want[3 * N];
  for (guint i = 0; i < 3 * N; i++) {
    by_pixel[i] = (guint8) (i * 7 + 1);
    by_plane[i % 3 * N + i / 3] = by_pixel[i];
    want[i] = by_pixel[i];
  }
  for (p.planar = 0; p.planar < 2; p.planar++) {
    Dicom d = dw_new (EXPLICIT);
    dw_plain (&d, &p);
    dw_bytes (&d, 0x7fe00010, "OB", p.planar ? by_plane : by_pixel, 3 * N);
    dw_good (&d, FALSE, &image, &info);
    dw_has_values (&image, want, 3 * N);
    dw_done (&image, &info);
  }
  /* Red, half grey, and halved colours: two pixels share Cb and Cr. */
  static const guint8 red[3] = { 76, 85, 255 }, halved[4] = { 76, 200, 128, 128 };
  for (int k = 0; k < 2; k++) {
    p.planar = 0;
    p.photometric = k ? "YBR_FULL_422" : "YBR_FULL";
    Dicom d = dw_new (EXPLICIT);
    dw_plain (&d, &p);
    guint8 pixels[3 * N];
    for (guint i = 0; i < 3 * N; i++)
      pixels[i] = k ? halved[i % 4] : red[i % 3];
    dw_bytes (&d, 0x7fe00010, "OB", pixels, k ? 2 * N : 3 * N);
    dw_good (&d, TRUE, &image, &info);
    g_assert_cmpstr (info.photometric, ==, p.photometric);
    g_assert_cmpint (image.channels, ==, 3);
    g_assert_cmpfloat_with_epsilon (vsl_image_value (&image, 0), k ? 76 : 254, 1.01);
    g_assert_cmpfloat_with_epsilon (vsl_image_value (&image, 1), k ? 76 : 0, 1.01);
    g_assert_cmpfloat_with_epsilon (vsl_image_value (&image, 3), k ? 200 : 254, 1.01);
    dw_done (&image, &info);
  }
}

static void
palette (Dicom *d, guint entries, guint first, guint bits)
{
  for (guint c = 0; c < 3; c++) {
    const guint16 descriptor[3] = { (guint16) entries, (guint16) first, (guint16) bits };
    dw_head (d, 0x00281101 + c, "US", 6);
    for (guint i = 0; i < 3; i++) {
      guint8 b[2] = { (guint8) descriptor[i], (guint8) (descriptor[i] >> 8) };
      dw_raw (d, b, 2);
    }
  }
  for (guint c = 0; c < 3; c++) {
    g_autofree guint16 *words = g_new (guint16, entries);
    for (guint i = 0; i < entries; i++)
      words[i] = (guint16) ((i * 10 + c) * (bits == 16 ? 257 : 1));
    dw_words (d, 0x00281201 + c, words, entries);
  }
}

/* An index below or above the table takes its first or last colour; 16-bit tables of 8-bit colours give 8-bit pictures. */
static void
test_palette (void)
{
  for (guint bits = 8; bits <= 16; bits += 8) {
    VslImage image;
    VslScanInfo info;
    Plain p = plain_ct;
    p.photometric = "PALETTE COLOR";
    Dicom d = dw_new (EXPLICIT);
    dw_plain (&d, &p);
    palette (&d, 4, 2, bits);
    dw_words (&d, 0x7fe00010, dw_ramp, N);
    dw_good (&d, TRUE, &image, &info);
    g_assert_cmpint (image.type, ==, VSL_PIXEL_U8);
    g_assert_cmpint (image.channels, ==, 3);
    for (guint i = 0; i < N; i++)
      for (guint c = 0; c < 3; c++)
        g_assert_cmpfloat (vsl_image_value (&image, 3 * i + c), ==, CLAMP ((int) dw_ramp[i] - 2, 0, 3) * 10 + (int) c);
    dw_done (&image, &info);
  }
}

/* A line from 0 to 100 in ten steps, then that segment once more. */
static void
test_segmented_palette (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  static const guint16 segments[] = { 0, 1, 0, 1, 10, 1000, 2, 1, 6, 0 };
  p.photometric = "PALETTE COLOR";
  Dicom d = dw_new (EXPLICIT);
  dw_plain (&d, &p);
  for (guint c = 0; c < 3; c++) {
    dw_head (&d, 0x00281101 + c, "US", 6);
    dw_raw (&d, "\25\0\0\0\20\0", 6);
  }
  for (guint c = 0; c < 3; c++)
    dw_words (&d, 0x00281221 + c, segments, G_N_ELEMENTS (segments));
  static const guint16 indices[N] = { 0, 1, 5, 10, 11, 20, 0, 0, 0, 0, 0, 0 };
  dw_words (&d, 0x7fe00010, indices, N);
  dw_good (&d, TRUE, &image, &info);
  static const double want[] = { 0, 100, 500, 1000, 1000, 1000 };
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (vsl_image_value (&image, 3 * i), ==, want[i]);
  dw_done (&image, &info);
}

/* Hounsfield units are whole numbers of 16 bits, signed; other slopes give float; stored values stay as they are. */
static void
test_units (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  static const guint16 values[N] = { 0, 1024, 4095 };
  p.stored = 12;
  p.high = 11;
  for (int kind = 0; kind < 3; kind++) {
    Dicom d = dw_new (EXPLICIT);
    dw_plain (&d, &p);
    dw_ds (&d, 0x00281052, kind ? "0.5" : "-1024");
    dw_ds (&d, 0x00281053, kind ? "0.25" : "1");
    dw_words (&d, 0x7fe00010, values, N);
    dw_good (&d, kind < 2, &image, &info);
    g_assert_true (info.has_rescale);
    g_assert_cmpfloat (info.slope, ==, kind ? 0.25 : 1);
    g_assert_cmpint (image.type, ==, kind == 0 ? VSL_PIXEL_S16 : kind == 1 ? VSL_PIXEL_REAL : VSL_PIXEL_U16);
    g_assert_cmpfloat (vsl_image_value (&image, 2), ==, kind == 0 ? 3071 : kind == 1 ? 4095 * 0.25 + 0.5 : 4095);
    dw_done (&image, &info);
  }
}

/* A dose has a factor of its own, and its unit; a factor in anything else means nothing, and one that is 0 or missing leaves the counts. */
static void
test_dose (void)
{
  static const guint16 values[N] = { 0, 1000, 50000 };
  static const struct {
    const char *class_uid, *modality, *factor, *unit, *shown;
    double slope;
  } cases[] = { { "1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", "1.25E-3", "GY", "Gy", 0.00125 },
                { "1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", "0.01", "RELATIVE", "relative", 0.01 },
                { "1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", "0", "GY", "Gy", 1 },
                { "1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", NULL, NULL, NULL, 1 },
                { CT_IMAGE, "CT", "0.5", "GY", NULL, 1 } };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (int sample = 0; sample < 2; sample++) {
      VslImage image;
      VslScanInfo info;
      Plain p = plain_ct;
      p.class_uid = cases[c].class_uid;
      p.modality = cases[c].modality;
      Dicom d = dw_new (EXPLICIT);
      dw_plain (&d, &p);
      if (cases[c].unit)
        dw_text (&d, 0x30040002, "CS", cases[c].unit);
      if (cases[c].factor)
        dw_ds (&d, 0x3004000e, cases[c].factor);
      dw_words (&d, 0x7fe00010, values, N);
      dw_good (&d, sample, &image, &info);
      g_assert_false (info.has_rescale);
      g_assert_cmpfloat (info.slope, ==, 1);
      g_assert_cmpfloat (info.dose, ==, cases[c].slope == 1 ? 0 : cases[c].slope);
      g_assert_cmpfloat (info.intercept, ==, 0);
      g_assert_cmpstr (vsl_attributes_get ((const char *const *) info.attributes, "units"), ==, cases[c].shown);
      g_assert_cmpfloat_with_epsilon (vsl_image_value (&image, 2), sample ? 50000 * cases[c].slope : 50000, 1e-4);
      g_assert_cmpint (image.type, ==, sample && cases[c].slope != 1 ? VSL_PIXEL_REAL : VSL_PIXEL_U16);
      dw_done (&image, &info);
    }
}

/* MONOCHROME1: dense is dark in the file and bright in a sample; the range stays. */
static void
test_monochrome1 (void)
{
  VslImage image;
  VslScanInfo info;
  Plain p = plain_ct;
  static const guint16 values[N] = { 0, 1, 4095 };
  p.stored = 12;
  p.high = 11;
  p.photometric = "MONOCHROME1";
  for (int sample = 0; sample < 2; sample++) {
    dw_good_words (EXPLICIT, &p, values, N, sample, &image, &info);
    g_assert_cmpint (image.type, ==, VSL_PIXEL_U16);
    for (guint i = 0; i < 3; i++)
      g_assert_cmpfloat (vsl_image_value (&image, i), ==, sample ? 4095 - values[i] : values[i]);
    dw_done (&image, &info);
  }
}

static void
test_modality_table (void)
{
  VslImage image;
  VslScanInfo info;
  static const guint16 table[4] = { 5, 50, 500, 5000 }, values[N] = { 0, 9, 10, 11, 12, 13, 14, 65535 };
  static const double want[8] = { 5, 5, 5, 50, 500, 5000, 5000, 5000 };
  for (int sample = 0; sample < 2; sample++) {
    Dicom d = dw_new (EXPLICIT);
    dw_plain (&d, &plain_ct);
    dw_begin (&d, 0x00283000);
    dw_head (&d, 0x00283002, "US", 6);
    dw_raw (&d, "\4\0\12\0\20\0", 6);
    dw_words (&d, 0x00283006, table, 4);
    dw_end (&d);
    dw_words (&d, 0x7fe00010, values, N);
    dw_good (&d, sample, &image, &info);
    for (guint i = 0; sample && i < 8; i++)
      g_assert_cmpfloat (vsl_image_value (&image, i), ==, want[i]);
    if (!sample) {
      g_assert_true (info.has_rescaled);
      g_assert_cmpfloat (info.rescaled_min, ==, 5);
      g_assert_cmpfloat (info.rescaled_max, ==, 5000);
      g_assert_cmpfloat (vsl_image_value (&image, 7), ==, 65535);
    }
    dw_done (&image, &info);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dicom/colours/colours", test_colours);
  g_test_add_func ("/dicom/colours/palette", test_palette);
  g_test_add_func ("/dicom/colours/segmented-palette", test_segmented_palette);
  g_test_add_func ("/dicom/colours/units", test_units);
  g_test_add_func ("/dicom/colours/dose", test_dose);
  g_test_add_func ("/dicom/colours/monochrome1", test_monochrome1);
  g_test_add_func ("/dicom/colours/modality-table", test_modality_table);
  return g_test_run ();
}
