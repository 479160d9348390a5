/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/vsl-cmd.h"
#include "data/vsl-decoder.h"
#include "data/vsl-note.h"
#include "text/vsl-text.h"

/* vsl inspect FILE...: what a file is, with numbers over its stored values, or of its words */
typedef struct {
  double min, max, sum;
  double channel[4];
  guint64 n;
  char *sha256;
} Numbers;

static void
count (Numbers *numbers, double value, guint channel)
{
  numbers->min = numbers->n ? MIN (numbers->min, value) : value;
  numbers->max = numbers->n ? MAX (numbers->max, value) : value;
  numbers->sum += value;
  numbers->channel[channel] += value;
  numbers->n++;
}

/* One pass: the hash is over the values little-endian. */
static void
measure (const VslImage *image, guint by, Numbers *numbers)
{
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);
  guint channels = CLAMP (image->channels, 1, 4);
  gsize n = (gsize) image->width * image->height * image->channels, filled = 0;
  guint8 buffer[8192];
  memset (numbers, 0, sizeof *numbers);
  for (gsize i = 0; i < n; i++) {
    guint value = image->type == VSL_PIXEL_U16 ? ((const guint16 *) image->data)[i] : ((const guint8 *) image->data)[i] / by;
    count (numbers, value, i % channels);
    buffer[filled++] = value & 255;
    if (image->type == VSL_PIXEL_U16)
      buffer[filled++] = value >> 8;
    if (filled >= sizeof buffer - 1) {
      g_checksum_update (sha, buffer, filled);
      filled = 0;
    }
  }
  g_checksum_update (sha, buffer, filled);
  numbers->sha256 = g_strdup (g_checksum_get_string (sha));
}

static void
add_numbers (JsonObject *o, const VslImage *image, const Numbers *numbers)
{
  JsonArray *means = json_array_new ();
  JsonObject *rescaled = json_object_new ();
  json_object_set_double_member (o, "min", numbers->min);
  json_object_set_double_member (o, "max", numbers->max);
  json_object_set_double_member (o, "mean", numbers->sum / numbers->n);
  for (int c = 0; c < MIN (image->channels, 4); c++)
    json_array_add_double_element (means, numbers->channel[c] / (numbers->n / image->channels));
  json_object_set_array_member (o, "channel_means", means);
  json_object_set_double_member (rescaled, "min", numbers->min);
  json_object_set_double_member (rescaled, "max", numbers->max);
  json_object_set_double_member (rescaled, "mean", numbers->sum / numbers->n);
  json_object_set_object_member (o, "rescaled", rescaled);
}

static void
add_picture (JsonObject *o, const VslImage *image, const VslScanInfo *info, const Numbers *numbers)
{
  json_object_set_int_member (o, "width", image->width);
  json_object_set_int_member (o, "height", image->height);
  json_object_set_int_member (o, "frames", 1);
  json_object_set_int_member (o, "channels", image->channels);
  json_object_set_int_member (o, "bits_allocated", info->bits_allocated);
  json_object_set_int_member (o, "bits_stored", info->bits_stored);
  json_object_set_boolean_member (o, "signed", FALSE);
  json_object_set_string_member (o, "dtype", image->type == VSL_PIXEL_U16 ? "uint16" : "uint8");
  json_object_set_string_member (o, "photometric", info->photometric);
  add_numbers (o, image, numbers);
  JsonArray *shape = json_array_new ();
  json_array_add_int_element (shape, image->height);
  json_array_add_int_element (shape, image->width);
  if (image->channels > 1)
    json_array_add_int_element (shape, image->channels);
  json_object_set_array_member (o, "shape", shape);
  json_object_set_string_member (o, "sha256", numbers->sha256);
}

static const char *const picture_keys[] = { "transfer_syntax", "width", "height", "frames", "channels", "bits_allocated", "bits_stored",
  "signed", "dtype", "photometric", "min", "max", "mean", "channel_means", "rescaled", "shape", "spacing", "axes", "affine", "sha256" };

static const char *const note_keys[] = { "encoding", "characters", "words" };

static void
set_text (JsonObject *o, const char *key, const char *text)
{
  if (text)
    json_object_set_string_member (o, key, text);
  else
    json_object_set_null_member (o, key);
}

static JsonObject *
object_new (const char *file, const char *status, const char *reason, const char *format)
{
  JsonObject *o = json_object_new ();
  json_object_set_string_member (o, "file", file);
  json_object_set_string_member (o, "status", status);
  set_text (o, "reason", reason);
  set_text (o, "format", format);
  for (guint i = 0; i < G_N_ELEMENTS (picture_keys); i++)
    json_object_set_null_member (o, picture_keys[i]);
  for (guint i = 0; i < G_N_ELEMENTS (note_keys); i++)
    json_object_set_null_member (o, note_keys[i]);
  return o;
}

static JsonObject *
describe (const char *file, const VslImage *image, const VslScanInfo *info, const char *reason)
{
  JsonObject *o = object_new (file, image ? "ok" : info->bits_stored > 0 ? "broken_pixels" : "reject", reason, info->format);
  if (!image)
    return o;
  Numbers numbers;
  measure (image, MAX (info->widened, 1), &numbers);
  add_picture (o, image, info, &numbers);
  g_free (numbers.sha256);
  return o;
}

/* The hash is over the note as it is stored: in UTF-8, without a byte order mark. */
static JsonObject *
describe_note (const char *file, const VslImage *note, const char *encoding, const char *reason)
{
  JsonObject *o = object_new (file, note ? "ok" : "reject", reason, note ? "text" : NULL);
  if (!note)
    return o;
  VslTextSplit split = vsl_text_needs_words (note->data, note->size) ? VSL_TEXT_WORDS : VSL_TEXT_WHITESPACE;
  g_autoptr (GArray) words = vsl_text_tokens (note->data, note->size, VSL_TEXT_LOWER_AND_STRIP, split);
  g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, note->data, note->size);
  json_object_set_string_member (o, "encoding", encoding);
  json_object_set_int_member (o, "characters", g_utf8_strlen (note->data, (gssize) note->size));
  json_object_set_int_member (o, "words", words->len);
  json_object_set_string_member (o, "sha256", sha256);
  return o;
}

static void
print_people (JsonObject *o)
{
  const char *status = json_object_get_string_member (o, "status");
  vsl_print ("%s: ", json_object_get_string_member (o, "file"));
  if (!g_str_equal (status, "ok")) {
    vsl_print ("%s: %s\n", status, json_object_get_string_member (o, "reason"));
    return;
  }
  if (!json_object_get_null_member (o, "encoding")) {
    vsl_print (_("text in %s, %d characters, %d words\n"), json_object_get_string_member (o, "encoding"),
               (int) json_object_get_int_member (o, "characters"), (int) json_object_get_int_member (o, "words"));
    return;
  }
  vsl_print (_("%s, %d × %d, %d channels, %d bits, %g to %g, mean %.6g\n"), json_object_get_string_member (o, "format"),
             (int) json_object_get_int_member (o, "width"), (int) json_object_get_int_member (o, "height"),
             (int) json_object_get_int_member (o, "channels"), (int) json_object_get_int_member (o, "bits_stored"),
             json_object_get_double_member (o, "min"), json_object_get_double_member (o, "max"), json_object_get_double_member (o, "mean"));
}

/* By its name a note or a picture; what it is shows then. */
static JsonObject *
inspect_one (const char *file, gboolean *ok)
{
  VslImage image = { 0 };
  VslScanInfo info;
  vsl_scan_info_init (&info);
  g_autoptr (GError) error = NULL;
  const char *encoding = NULL;
  JsonObject *o;
  if (vsl_note_is_file (file)) {
    *ok = vsl_note_read (file, &image, &encoding, &error);
    o = describe_note (file, *ok ? &image : NULL, encoding, *ok ? NULL : error->message);
  } else {
    *ok = vsl_decode_file (file, &image, &info, &error);
    o = describe (file, *ok ? &image : NULL, &info, *ok ? NULL : info.reason ? info.reason : error->message);
  }
  vsl_scan_info_clear (&info);
  vsl_image_clear (&image);
  return o;
}

static gboolean
inspect (const char *file, gboolean json)
{
  gboolean ok;
  JsonObject *o = inspect_one (file, &ok);
  if (json) {
    vsl_print_json (o);
  } else {
    print_people (o);
    json_object_unref (o);
  }
  return ok;
}

int
vsl_cmd_inspect (int argc, char **argv)
{
  g_autoptr (VslArgs) args = vsl_args_parse (NULL, argc, argv, 1, G_MAXUINT);
  if (!args)
    return VSL_EXIT_USAGE;
  gboolean all = TRUE;
  for (guint i = 0; !args->done && i < args->words->len; i++)
    all &= inspect (vsl_args_word (args, i), args->json);
  return all ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}
