/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture or a volume as vsl inspect prints it. */
#include <math.h>
#include <string.h>

#include "app/vsl-cmd.h"
#include "app/vsl-inspect.h"

typedef struct {
  double min, max, sum;        /* of finite values */
  double channel[4];
  guint64 n, n_channel[4];
} Numbers;

static void
measure (const VslImage *image, double by, Numbers *numbers)
{
  guint channels = (guint) CLAMP (image->channels, 1, 4), c = 0;
  gsize n = vsl_image_count (image);
  *numbers = (Numbers) { 0 };
  for (gsize i = 0; i < n; i++, c = c + 1 == channels ? 0 : c + 1) {
    double value = vsl_image_value (image, i) / by;
    if (!isfinite (value))
      continue;
    numbers->min = numbers->n ? MIN (numbers->min, value) : value;
    numbers->max = numbers->n ? MAX (numbers->max, value) : value;
    numbers->sum += value;
    numbers->channel[c] += value;
    numbers->n_channel[c]++;
    numbers->n++;
  }
}

/* Value i as it stands in the file, little-endian; its bytes. */
static guint
stored_bytes (const VslImage *image, gsize i, guint by, gboolean whole64, guint8 out[8])
{
  gsize size = vsl_pixel_size (image->type);
  if (by > 1) {
    out[0] = (guint8) (vsl_image_value (image, i) / by);
    return 1;
  }
  if (whole64) {
    double v = vsl_image_value (image, i);
    guint64 bits = GUINT64_TO_LE (v < 0 ? (guint64) (gint64) v : (guint64) v);
    memcpy (out, &bits, 8);
    return 8;
  }
  memcpy (out, (const guint8 *) image->data + i * size, size);
  return (guint) size;
}

/* Over the values as they stand in the file: those that were widened for reading are made narrow again, whole numbers of 64 bits are such. */
static char *
hash (const VslImage *image, const VslScanInfo *info)
{
  gboolean whole64 = image->type == VSL_PIXEL_F64 && (g_str_equal (info->dtype, "int64") || g_str_equal (info->dtype, "uint64"));
  guint by = (guint) MAX (info->widened, 1), filled = 0;
  guint8 buffer[8192 + 8], digest[32];
  if (by == 1 && !whole64) {
    GString *text = g_string_sized_new (65);
    vsl_image_sha256 (image, digest);
    for (int i = 0; i < 32; i++)
      g_string_append_printf (text, "%02x", digest[i]);
    return g_string_free (text, FALSE);
  }
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);
  for (gsize i = 0; i < vsl_image_count (image); i++) {
    filled += stored_bytes (image, i, by, whole64, buffer + filled);
    if (filled >= 8192) {
      g_checksum_update (sha, buffer, filled);
      filled = 0;
    }
  }
  g_checksum_update (sha, buffer, filled);
  return g_strdup (g_checksum_get_string (sha));
}

static JsonArray *
reals (const double *values, int n)
{
  JsonArray *array = json_array_new ();
  for (int i = 0; i < n; i++)
    if (isfinite (values[i]))
      json_array_add_double_element (array, values[i]);
    else
      json_array_add_null_element (array);
  return array;
}

static void
set_real (JsonObject *o, const char *key, double value)
{
  if (isfinite (value))
    json_object_set_double_member (o, key, value);
  else
    json_object_set_null_member (o, key);
}

/* In real units: by the file's own slope and intercept, unless the decoder has worked it out (a table, a slope for each frame). */
static JsonObject *
rescaled (const VslScanInfo *info, const Numbers *numbers, double mean)
{
  JsonObject *o = json_object_new ();
  double slope = info->slope * MAX (info->widened, 1);      /* grey of a few bits is used in 8 */
  double low = numbers->min * slope + info->intercept, high = numbers->max * slope + info->intercept;
  set_real (o, "min", info->has_rescaled ? info->rescaled_min : MIN (low, high));
  set_real (o, "max", info->has_rescaled ? info->rescaled_max : MAX (low, high));
  set_real (o, "mean", info->has_rescaled ? info->rescaled_mean : mean * slope + info->intercept);
  return o;
}

/* What the stored values mean as a dose; null in all other files. */
static void
add_dose (JsonObject *all, const VslScanInfo *info, const Numbers *numbers, double mean)
{
  const char *unit = vsl_attributes_get ((const char *const *) info->attributes, "units");
  if (info->dose == 0)
    return;
  JsonObject *o = json_object_new ();
  if (unit)
    json_object_set_string_member (o, "unit", unit);
  else
    json_object_set_null_member (o, "unit");
  set_real (o, "min", MIN (numbers->min * info->dose, numbers->max * info->dose));
  set_real (o, "max", MAX (numbers->min * info->dose, numbers->max * info->dose));
  set_real (o, "mean", mean * info->dose);
  json_object_set_object_member (all, "dose", o);
}

/* Frames of such files are pages or a film's pictures, each for itself; numbers over all of them would say nothing. */
static gboolean
has_pages (const VslScanInfo *info)
{
  static const char *const formats[] = { "tiff", "gif", "webp", NULL };
  return g_strv_contains (formats, info->format);
}

static void
add_numbers (JsonObject *o, const VslImage *image, const VslScanInfo *info)
{
  Numbers numbers;
  VslImage first;
  double means[4] = { 0 };
  vsl_image_frame (image, 0, &first);
  measure (has_pages (info) ? &first : image, MAX (info->widened, 1), &numbers);
  if (numbers.n == 0)      /* not one finite value */
    return;
  double mean = numbers.sum / (double) numbers.n;
  for (int c = 0; c < 4; c++)
    means[c] = numbers.channel[c] / (double) numbers.n_channel[c];
  json_object_set_double_member (o, "min", numbers.min);
  json_object_set_double_member (o, "max", numbers.max);
  json_object_set_double_member (o, "mean", mean);
  json_object_set_array_member (o, "channel_means", reals (means, CLAMP (image->channels, 1, 4)));
  json_object_set_object_member (o, "rescaled", rescaled (info, &numbers, mean));
  add_dose (o, info, &numbers, mean);
}

static JsonArray *
shape (const VslImage *image, const VslScanInfo *info)
{
  JsonArray *array = json_array_new ();
  for (int i = 0; i < info->n_shape; i++)
    json_array_add_int_element (array, info->shape[i]);
  if (info->n_shape > 0)
    return array;
  if (image->frames > 1)
    json_array_add_int_element (array, image->frames);
  json_array_add_int_element (array, image->height);
  json_array_add_int_element (array, image->width);
  if (image->channels > 1)
    json_array_add_int_element (array, image->channels);
  return array;
}

static void
set_word (JsonObject *o, const char *key, const char *word)
{
  if (*word)
    json_object_set_string_member (o, key, word);
}

static void
set_size (JsonObject *o, const char *key, int value)
{
  if (value > 0)
    json_object_set_int_member (o, key, value);
}

/**
 * vsl_inspect_header:
 *
 * Adds what the file's header says, whether or not there are pixels.
 */
void
vsl_inspect_header (JsonObject *o, const VslScanInfo *info)
{
  set_word (o, "format", info->format);
  set_word (o, "transfer_syntax", info->transfer_syntax);
  set_word (o, "photometric", info->photometric);
  set_word (o, "axes", info->axes);
  set_word (o, "dtype", info->dtype);
  set_size (o, "width", info->width);
  set_size (o, "height", info->height);
  set_size (o, "frames", info->frames);
  set_size (o, "channels", info->channels);
  set_size (o, "bits_allocated", info->bits_allocated);
  set_size (o, "bits_stored", info->bits_stored);
  if (info->bits_stored > 0)
    json_object_set_boolean_member (o, "signed", info->is_signed);
  if (info->n_shape > 0)
    json_object_set_array_member (o, "spacing", reals (info->zooms, info->n_shape));
  else if (info->spacing[0] > 0 && info->spacing[1] > 0)
    json_object_set_array_member (o, "spacing", reals (info->spacing, info->spacing[2] > 0 ? 3 : 2));
  if (info->has_affine)      /* the last row is 0 0 0 1 */
    json_object_set_array_member (o, "affine", reals (info->affine, 12));
}

/**
 * vsl_inspect_picture:
 *
 * Adds sizes, numbers over the stored values of all frames, and their hash.
 */
void
vsl_inspect_picture (JsonObject *o, const VslImage *image, const VslScanInfo *info)
{
  g_autofree char *sha256 = hash (image, info);
  json_object_set_int_member (o, "width", image->width);
  json_object_set_int_member (o, "height", image->height);
  json_object_set_int_member (o, "frames", MAX (image->frames, 1));
  json_object_set_int_member (o, "channels", image->channels);
  if (!*info->dtype)
    json_object_set_string_member (o, "dtype", vsl_pixel_dtype (image->type));
  add_numbers (o, image, info);
  json_object_set_array_member (o, "shape", shape (image, info));
  json_object_set_string_member (o, "sha256", sha256);
}

/**
 * vsl_inspect_table:
 *
 * Adds the header table, null for a file without one.
 */
void
vsl_inspect_table (JsonObject *o, const VslScanInfo *info)
{
  JsonArray *lines = json_array_new ();
  for (guint i = 0; info->header && i < info->header->len; i++) {
    const VslHeaderLine *l = g_ptr_array_index (info->header, i);
    JsonObject *line = json_object_new ();
    json_object_set_string_member (line, "tag", l->tag);
    json_object_set_string_member (line, "name", l->name);
    json_object_set_string_member (line, "vr", l->vr);
    json_object_set_string_member (line, "value", l->value);
    json_object_set_int_member (line, "depth", l->depth);
    json_array_add_object_element (lines, line);
  }
  json_object_set_array_member (o, "header", lines);
}

/**
 * vsl_inspect_print_table:
 */
void
vsl_inspect_print_table (const VslScanInfo *info)
{
  for (guint i = 0; info->header && i < info->header->len; i++) {
    const VslHeaderLine *l = g_ptr_array_index (info->header, i);
    vsl_print ("%*s%s %-2s %s: %s\n", 2 + 2 * (int) MIN (l->depth, 30), "", l->tag, l->vr, l->name, l->value);
  }
}
