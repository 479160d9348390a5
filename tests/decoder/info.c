/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file says beside its pixels, as bytes between two processes; the list of attributes; pictures of several frames and all types. */
#include <math.h>
#include <string.h>

#include "core/vsl-error.h"
#include "data/vsl-image.h"
#include "data/vsl-npz.h"
#include "data/vsl-scan-info.h"

static void
fill (VslScanInfo *info)
{
  vsl_scan_info_init (info);
  info->status = VSL_SCAN_BROKEN_PIXELS;
  info->reason = g_strdup ("半分しかない");
  g_strlcpy (info->format, "dicom", sizeof info->format);
  g_strlcpy (info->transfer_syntax, "1.2.840.10008.1.2.4.90", sizeof info->transfer_syntax);
  g_strlcpy (info->axes, "LAS", sizeof info->axes);
  info->bits_stored = 12;
  info->n_shape = 4;
  info->shape[3] = 2;
  info->zooms[3] = 2000;
  info->slope = 0.5;
  info->affine[11] = -16.25;
  info->has_affine = TRUE;
  info->instance_number = (gint64) 1 << 40;
  info->burned_in = VSL_BURNED_IN_SUSPECTED;
  info->burned_in_rule = g_strdup ("ultrasound");
  vsl_attributes_set (&info->attributes, "modality", "US");
  vsl_attributes_set (&info->attributes, "column:site", "a");
  vsl_scan_info_warn (info, "one");
  vsl_scan_info_warn (info, "one");
  vsl_scan_info_warn (info, "two");
  vsl_scan_info_identity (info, VSL_IDENTITY_STUDY, "1.2.3");
  vsl_scan_info_identity (info, VSL_IDENTITY_ACCESSION, "  ");
  vsl_scan_info_header (info, 2, "(0010,0010)", "Patient's Name", "PN", "bad \xff byte");
}

static void
test_round_trip (void)
{
  VslScanInfo a, b;
  fill (&a);
  g_autoptr (GBytes) bytes = vsl_scan_info_pack (&a);
  g_assert_true (vsl_scan_info_unpack (&b, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  g_assert_cmpstr (b.reason, ==, a.reason);
  g_assert_cmpstr (b.format, ==, "dicom");
  g_assert_cmpstr (b.transfer_syntax, ==, a.transfer_syntax);
  g_assert_cmpint (b.status, ==, VSL_SCAN_BROKEN_PIXELS);
  g_assert_cmpint (b.shape[3], ==, 2);
  g_assert_cmpfloat (b.zooms[3], ==, 2000);
  g_assert_cmpfloat (b.affine[11], ==, -16.25);
  g_assert_true (isnan (b.window_center) && b.has_affine && !b.has_rescale);
  g_assert_cmpint (b.instance_number, ==, (gint64) 1 << 40);
  g_assert_cmpstr (b.burned_in_rule, ==, "ultrasound");
  g_assert_cmpstr (vsl_attributes_get ((const char *const *) b.attributes, "column:site"), ==, "a");
  g_assert_cmpuint (g_strv_length (b.warnings), ==, 2);
  g_assert_cmpstr (b.identity[VSL_IDENTITY_STUDY], ==, "1.2.3");
  g_assert_null (b.identity[VSL_IDENTITY_ACCESSION]);
  g_assert_cmpuint (b.header->len, ==, 1);
  const VslHeaderLine *line = b.header->pdata[0];
  g_assert_cmpuint (line->depth, ==, 2);
  g_assert_true (g_utf8_validate (line->value, -1, NULL));
  g_autoptr (GBytes) again = vsl_scan_info_pack (&b);
  g_assert_true (g_bytes_equal (bytes, again));
  vsl_scan_info_clear (&a);
  vsl_scan_info_clear (&b);
}

/* No cut and no flipped bit may do more than change a value or be refused. */
static void
test_hostile_bytes (void)
{
  VslScanInfo a, b;
  fill (&a);
  g_autoptr (GBytes) bytes = vsl_scan_info_pack (&a);
  gsize n = g_bytes_get_size (bytes);
  for (gsize cut = 0; cut < n; cut++) {
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), MAX (cut, 1));      /* its own block, for the sanitizer */
    g_assert_false (vsl_scan_info_unpack (&b, copy, cut));
    g_assert_cmpint (b.status, ==, VSL_SCAN_OK);
    vsl_scan_info_clear (&b);
  }
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), n);
  for (gsize bit = 0; bit < n * 8; bit++) {
    data[bit / 8] ^= (guint8) (1 << bit % 8);
    if (vsl_scan_info_unpack (&b, data, n)) {
      g_assert_cmpuint (strlen (b.format), <, sizeof b.format);
      g_assert_cmpint (b.n_shape, <=, VSL_SCAN_MAX_AXES);
      g_assert_true (!b.reason || g_utf8_validate (b.reason, -1, NULL));
    }
    vsl_scan_info_clear (&b);
    data[bit / 8] ^= (guint8) (1 << bit % 8);
  }
  vsl_scan_info_clear (&a);
}

/* The list of arrays of an archive, as it comes from the helper. */
static void
test_arrays (void)
{
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (vsl_npy_array_free);
  for (int i = 0; i < 2; i++) {
    VslNpyArray *a = g_new0 (VslNpyArray, 1);
    *a = (VslNpyArray) { .name = g_strdup (i ? "labels" : "图像"), .type = i ? VSL_NPY_I64 : VSL_NPY_U16, .shape = { i ? 1 : 3, { 5, 4, 3 } } };
    g_ptr_array_add (arrays, a);
  }
  g_autoptr (GBytes) bytes = vsl_npy_list_pack (arrays);
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  g_autoptr (GPtrArray) back = vsl_npy_list_unpack (data, n);
  g_assert_cmpuint (back->len, ==, 2);
  const VslNpyArray *images = back->pdata[0], *labels = back->pdata[1];
  g_assert_cmpstr (images->name, ==, "图像");
  g_assert_cmpint (images->count, ==, 60);
  g_assert_cmpint (images->item, ==, 2);
  g_assert_cmpint (labels->count, ==, 5);
  g_assert_cmpint (labels->item, ==, 8);
  gsize first = n / 2;      /* somewhere in the first or second entry: only a cut between them is another list */
  for (gsize cut = 1; cut < n; cut++) {
    g_autofree guint8 *copy = g_memdup2 (data, cut);
    GPtrArray *less = vsl_npy_list_unpack (copy, cut);
    g_assert_true (!less || less->len == 1);
    g_clear_pointer (&less, g_ptr_array_unref);
  }
  g_autofree guint8 *huge = g_memdup2 (data, n);
  for (gsize i = 0; i < first; i++) {
    huge[i] = 0xff;
    GPtrArray *other = vsl_npy_list_unpack (huge, n);
    for (guint k = 0; other && k < other->len; k++)
      g_assert_cmpint (((VslNpyArray *) other->pdata[k])->count, >=, 0);
    g_clear_pointer (&other, g_ptr_array_unref);
  }
}

static void
test_attributes (void)
{
  char **list = NULL;
  g_autofree char *long_value = g_strnfill (5000, 'x');
  g_assert_false (vsl_attributes_set (&list, "patient_name", "Somebody"));
  g_assert_false (vsl_attributes_set (&list, "column:", "x"));
  g_assert_null (list);
  g_assert_true (vsl_attributes_set (&list, "modality", "CT"));
  g_assert_true (vsl_attributes_set (&list, "view", "PA"));
  g_assert_true (vsl_attributes_set (&list, "sex", "F"));
  g_assert_true (vsl_attributes_set (&list, "view", "AP"));
  g_assert_cmpstr (vsl_attributes_get ((const char *const *) list, "view"), ==, "AP");
  g_assert_true (vsl_attributes_set (&list, "modality", NULL));
  g_assert_cmpuint (g_strv_length (list), ==, 4);
  g_assert_cmpstr (list[0], ==, "view");
  g_assert_null (vsl_attributes_get ((const char *const *) list, "modality"));
  g_assert_true (vsl_attributes_set (&list, "units", long_value));
  g_assert_cmpuint (strlen (vsl_attributes_get ((const char *const *) list, "units")), ==, VSL_ATTRIBUTE_BYTES);
  g_assert_null (vsl_attributes_get (NULL, "units"));
  g_strfreev (list);
}

static void
test_frames (void)
{
  VslImage image, frame;
  double low, high;
  g_assert_true (vsl_image_alloc_volume (&image, 3, 2, 4, 1, VSL_PIXEL_S16, 12, NULL));
  g_assert_cmpuint (image.size, ==, 48);
  g_assert_cmpuint (vsl_image_count (&image), ==, 24);
  for (int i = 0; i < 24; i++)
    ((gint16 *) image.data)[i] = (gint16) (i - 10);
  g_assert_cmpint (vsl_image_middle (&image), ==, 2);
  vsl_image_frame (&image, 3, &frame);
  g_assert_cmpint (frame.frames, ==, 1);
  g_assert_cmpuint (frame.size, ==, 12);
  g_assert_cmpfloat (vsl_image_value (&frame, 0), ==, 8);
  vsl_image_range (&image, &low, &high);
  g_assert_cmpfloat (low, ==, -10);
  g_assert_cmpfloat (high, ==, 13);
  g_assert_false (vsl_image_has_white (&image));
  g_assert_true (vsl_image_make_real (&image, NULL));
  g_assert_cmpint (image.bits, ==, VSL_IMAGE_OPEN_BITS);
  g_assert_false (vsl_image_has_white (&image));
  g_assert_cmpint (image.frames, ==, 4);
  g_assert_cmpfloat ((double) ((VslReal *) image.data)[0], ==, -10);
  vsl_image_clear (&image);
}

static void
test_caps (void)
{
  g_autoptr (GError) error = NULL;
  VslImage image;
  g_assert_false (vsl_image_alloc_volume (&image, 32768, 8192, 2, 1, VSL_PIXEL_U8, 8, &error));
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM);
  g_clear_error (&error);
  g_assert_false (vsl_image_check (16384, 16384, 1, 4, VSL_PIXEL_F64, &error));      /* 2^28 pixels, but 8 GiB */
  g_assert_error (error, VSL_DATA_ERROR, VSL_ERROR_NOMEM);
  g_clear_error (&error);
  g_assert_true (vsl_image_check (16384, 16384, 1, 4, VSL_PIXEL_U16, NULL));
  g_assert_true (vsl_image_check (64, 64, 65536, 1, VSL_PIXEL_U8, NULL));
  g_assert_false (vsl_image_check (1, 1, 65537, 1, VSL_PIXEL_U8, NULL));
  g_assert_false (vsl_image_check (1, 1, 0, 1, VSL_PIXEL_U8, NULL));
  g_assert_false (vsl_image_check (1, 1, 1, 1, VSL_N_PIXEL_TYPES, NULL));
  g_assert_false (vsl_image_check (5, 1, 2, 1, VSL_PIXEL_TEXT, NULL));
}

static void
test_types (void)
{
  static const struct {
    VslPixelType type;
    gsize size;
    const char *dtype;
  } types[] = { { VSL_PIXEL_U8, 1, "uint8" }, { VSL_PIXEL_S8, 1, "int8" }, { VSL_PIXEL_U16, 2, "uint16" }, { VSL_PIXEL_S16, 2, "int16" },
                { VSL_PIXEL_U32, 4, "uint32" }, { VSL_PIXEL_S32, 4, "int32" }, { VSL_PIXEL_F64, 8, "float64" } };
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    VslImage image;
    VslReal out[4];
    g_assert_true (vsl_image_alloc (&image, 2, 2, 1, types[i].type, 8, NULL));
    g_assert_cmpuint (image.size, ==, 4 * types[i].size);
    g_assert_cmpstr (vsl_pixel_dtype (types[i].type), ==, types[i].dtype);
    if (types[i].type == VSL_PIXEL_F64)
      *(double *) image.data = 100;
    else
      *(guint8 *) image.data = 100;      /* of a little-endian number the low byte */
    vsl_image_to_reals (&image, out);
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
      g_assert_cmpfloat ((double) out[0], ==, 100);
    g_assert_cmpfloat ((double) out[3], ==, 0);
    vsl_image_clear (&image);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-info/round-trip", test_round_trip);
  g_test_add_func ("/scan-info/hostile-bytes", test_hostile_bytes);
  g_test_add_func ("/scan-info/arrays", test_arrays);
  g_test_add_func ("/scan-info/attributes", test_attributes);
  g_test_add_func ("/image/frames", test_frames);
  g_test_add_func ("/image/caps", test_caps);
  g_test_add_func ("/image/types", test_types);
  return g_test_run ();
}
