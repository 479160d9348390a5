/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/vsl-cmd.h"
#include "app/vsl-inspect.h"
#include "data/vsl-decoder-pool.h"
#include "data/vsl-note.h"
#include "text/vsl-text.h"

/* vsl inspect FILE... [--header] [--table]: what a file is, with numbers over its stored values, or of its words */
static const char *const picture_keys[] = { "transfer_syntax", "width", "height", "frames", "channels", "bits_allocated", "bits_stored",
  "signed", "dtype", "photometric", "min", "max", "mean", "channel_means", "rescaled", "dose", "shape", "spacing", "axes", "affine", "sha256" };

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
describe (const char *file, const VslImage *image, const VslScanInfo *info)
{
  JsonObject *o = object_new (file, vsl_scan_status_names[info->status], image ? NULL : info->reason, NULL);
  vsl_inspect_header (o, info);
  if (image)
    vsl_inspect_picture (o, image, info);
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
  gboolean finite = !json_object_get_null_member (o, "mean");
  int frame_count = (int) json_object_get_int_member (o, "frames"), channel_count = (int) json_object_get_int_member (o, "channels");
  g_autofree char *frames = g_strdup_printf (ngettext ("%d frame", "%d frames", (gulong) frame_count), frame_count);
  g_autofree char *channels = g_strdup_printf (ngettext ("%d channel", "%d channels", (gulong) channel_count), channel_count);
  vsl_print (_("%s, %d × %d, %s, %s, %s of %d bits, %g to %g, mean %.6g\n"), json_object_get_string_member (o, "format"),
             (int) json_object_get_int_member (o, "width"), (int) json_object_get_int_member (o, "height"), frames, channels,
             json_object_get_string_member (o, "dtype"),
             json_object_get_null_member (o, "bits_stored") ? 0 : (int) json_object_get_int_member (o, "bits_stored"),
             finite ? json_object_get_double_member (o, "min") : NAN, finite ? json_object_get_double_member (o, "max") : NAN,
             finite ? json_object_get_double_member (o, "mean") : NAN);
}

static void
say_warnings (const char *file, const VslScanInfo *info)
{
  for (guint i = 0; info->warnings && info->warnings[i]; i++)
    vsl_say ("%s: %s", file, info->warnings[i]);
  if (info->burned_in != VSL_BURNED_IN_NO)
    vsl_say (_("%s: there may be text in the picture itself (%s)."), file, info->burned_in_rule ? info->burned_in_rule : "BurnedInAnnotation");
}

/* By its name a note or a picture; what it is shows then. The caller clears info, which has the header table when that was asked for. */
static JsonObject *
inspect_one (const char *file, gboolean header, VslScanInfo *info, gboolean *ok)
{
  VslImage image = { 0 };
  VslDecodeRequest request = { .flags = VSL_DECODE_PIXELS | VSL_DECODE_STORED | (header ? VSL_DECODE_HEADER : 0), .companion = -1 };
  vsl_scan_info_init (info);
  g_autoptr (GError) error = NULL;
  const char *encoding = NULL;
  JsonObject *o;
  if (vsl_note_is_file (file)) {
    *ok = vsl_note_read (file, &image, &encoding, &error);
    o = describe_note (file, *ok ? &image : NULL, encoding, *ok ? NULL : error->message);
  } else {
    gboolean decoded = vsl_decode_file_request (file, &request, &image, info, &error);
    *ok = decoded || info->status == VSL_SCAN_NO_PIXELS;
    o = describe (file, decoded ? &image : NULL, info);
    say_warnings (file, info);
  }
  vsl_image_clear (&image);
  return o;
}

/* A table by its ending, or because somebody says so; an archive of arrays. */
static gboolean
inspect_other (const char *file, gboolean json, gboolean table)
{
  g_autoptr (GError) error = NULL;
  JsonObject *o = json ? object_new (file, "ok", NULL, NULL) : NULL;
  gboolean ok = table ? vsl_inspect_columns (o, file, &error) : vsl_inspect_npz (o, file, &error);
  if (!json) {
    if (!ok)
      vsl_print ("%s: reject: %s\n", file, error->message);
    return ok;
  }
  if (!ok) {
    json_object_set_string_member (o, "status", "reject");
    json_object_set_string_member (o, "reason", error->message);
  }
  vsl_print_json (o);
  return ok;
}

static gboolean
inspect (const char *file, gboolean json, gboolean header, gboolean table)
{
  if (table || vsl_inspect_is_table (file) || vsl_inspect_is_npz (file))
    return inspect_other (file, json, table || vsl_inspect_is_table (file));
  gboolean ok;
  VslScanInfo info;
  JsonObject *o = inspect_one (file, header, &info, &ok);
  if (json) {
    if (header)
      vsl_inspect_table (o, &info);
    vsl_print_json (o);
  } else {
    print_people (o);
    if (header)
      vsl_inspect_print_table (&info);
    json_object_unref (o);
  }
  vsl_scan_info_clear (&info);
  return ok;
}

int
vsl_cmd_inspect (int argc, char **argv)
{
  static const VslArgSpec specs[] = {
    { "--header", NULL, FALSE, N_("also all tags of DICOM files, which name patients") },
    { "--table", NULL, FALSE, N_("read the files as tables, whatever they are called") },
    { NULL },
  };
  g_autoptr (VslArgs) args = vsl_args_parse (specs, argc, argv, 1, G_MAXUINT);
  if (!args)
    return VSL_EXIT_USAGE;
  gboolean all = TRUE;
  for (guint i = 0; !args->done && i < args->words->len; i++)
    all &= inspect (vsl_args_word (args, i), args->json, vsl_args_has (args, "--header"), vsl_args_has (args, "--table"));
  g_autofree char *warning = vsl_decoder_pool_warning ();
  if (warning)
    vsl_say ("%s", warning);
  return all ? VSL_EXIT_OK : VSL_EXIT_FAILED;
}
