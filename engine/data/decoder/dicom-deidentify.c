/* SPDX-License-Identifier: GPL-3.0-or-later */
/* De-identified copies of DICOM files: what is left out, the meta header, and the way from one file to the other. */
#include "data/decoder/dicom-deidentify-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

#include "core/vsl-error.h"
#include "data/decoder/dicom-info.h"

#define TAG(group, element) DICOM_TAG (group, element)
/* Ours, as every program has one: 2.25. and a random number of 128 bits. */
#define IMPLEMENTATION "2.25.158711457849469583833622546759577571168"
#define IMPLICIT "1.2.840.10008.1.2"
#define EXPLICIT "1.2.840.10008.1.2.1"
#define DEFLATED "1.2.840.10008.1.2.1.99"
#define GE_PRIVATE "1.2.840.113619.5.2"      /* implicit, but its pixels are big-endian */
#define BIG_ENDIAN_SYNTAX "1.2.840.10008.1.2.2"

static gboolean
refuse (GError **error, int code, const char *reason)
{
  g_set_error_literal (error, VSL_DATA_ERROR, code, reason);
  return FALSE;
}

/* What no copy can be made of. */
static gboolean
is_fit (const DicomData *data, GError **error)
{
  static const char *const served[] = { "1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.204", "1.2.840.10008.1.2.4.205", NULL };
  g_autofree char *stored = dicom_get_string (data, TAG (0x0002, 0x0002));
  if (g_strcmp0 (stored, "1.2.840.10008.1.3.10") == 0 || dicom_find (data, -1, TAG (0x0004, 0x1220)))
    return refuse (error, VSL_ERROR_UNSUPPORTED,
                   _("this is a DICOMDIR, a list of patients and their files: it is not copied; make a new one of the copies where one is needed"));
  if (dicom_find (data, -1, TAG (0x0042, 0x0011)))
    return refuse (error, VSL_ERROR_UNSUPPORTED, _("this holds a whole document (PDF or the like), which cannot be de-identified: take it out by hand"));
  if (g_strv_contains (served, data->syntax))
    return refuse (error, VSL_ERROR_UNSUPPORTED, _("its pixels lie on a server (JPIP), whose address cannot stay in a copy: export it with its pixels"));
  if (data->cut)
    return refuse (error, VSL_ERROR_DATA, _("the DICOM file ends in the middle of its data: copy or export it again"));
  if (data->damaged)
    return refuse (error, VSL_ERROR_DATA, _("the DICOM file's structure is damaged, so that not all of it could be looked at: export it again"));
  return TRUE;
}

/* The patient's number; where there is none, the name and birth date; else the study, the picture. */
static char *
patient_of (const DicomData *data)
{
  static const guint32 tags[] = { TAG (0x0010, 0x0020), TAG (0x0010, 0x0010), TAG (0x0020, 0x000d), TAG (0x0008, 0x0018) };
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    const DicomElement *e = dicom_find (data, -1, tags[i]);
    const char *text;
    gsize n = 0;
    if (e)
      dicom_trim (e, &text, &n);
    if (n == 0)
      continue;
    g_autofree char *birth = i == 1 ? dicom_get_string (data, TAG (0x0010, 0x0030)) : NULL;
    g_autofree char *id = g_strndup (text, n);
    return birth ? g_strconcat (id, "\n", birth, NULL) : g_steal_pointer (&id);
  }
  return g_strdup ("");
}

/* A new UID of what stands in the file, or, where nothing stands there, of the file's own bytes. */
static void
name_of (const DicomJob *job, guint32 tag, char out[65])
{
  const DicomElement *e = dicom_find (job->data, -1, tag);
  const char *text;
  gsize n = 0;
  if (e)
    dicom_trim (e, &text, &n);
  if (n > 0) {
    dicom_new_uid (job->request->uid_key, text, n, out);
    return;
  }
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, job->data->file, job->data->size);
  dicom_new_uid (job->request->uid_key, sum, strlen (sum), out);
}

/* A face can be made of a head's slices, whatever the header says. */
static gboolean
is_head (const DicomData *data)
{
  static const char *const words[] = { "HEAD", "BRAIN", "SKULL", "FACE", "ORBIT", "SINUS", "NECK", "EAR", "JAW", "KOPF", "SCHAEDEL", "TETE", NULL };
  static const guint32 tags[] = { TAG (0x0018, 0x0015), TAG (0x0008, 0x1030), TAG (0x0008, 0x103e), TAG (0x0018, 0x1030) };
  g_autofree char *modality = dicom_get_string (data, TAG (0x0008, 0x0060));
  if (!modality || (strcmp (modality, "CT") != 0 && strcmp (modality, "MR") != 0 && strcmp (modality, "PT") != 0))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    g_autofree char *value = dicom_get_string (data, tags[i]);
    g_autofree char *upper = value ? g_ascii_strup (value, -1) : NULL;
    for (guint k = 0; upper && words[k]; k++)
      if (strstr (upper, words[k]))
        return TRUE;
  }
  return FALSE;
}

/* The form that the transfer syntax wants. Files that lie about it are written as they really are, and say so. */
static const char *
choose_form (DicomJob *job)
{
  const DicomData *data = job->data;
  const char *syntax = data->syntax;
  gboolean native = !*syntax || g_str_equal (syntax, IMPLICIT) || g_str_equal (syntax, EXPLICIT) || g_str_equal (syntax, BIG_ENDIAN_SYNTAX) ||
                    g_str_equal (syntax, GE_PRIVATE);
  job->implicit = native && data->implicit;
  job->big = native && data->big && !data->implicit;
  if (!native)
    return g_str_equal (syntax, DEFLATED) && !data->inflated ? EXPLICIT : syntax;
  if (job->implicit)
    return g_str_equal (syntax, GE_PRIVATE) ? GE_PRIVATE : IMPLICIT;
  return job->big ? BIG_ENDIAN_SYNTAX : EXPLICIT;
}

/* Preamble of zeros, magic, group 2: nothing of the old one but the transfer syntax and the kind of object. */
static void
put_meta (DicomJob *job, const char *syntax, const char *instance)
{
  static const guint8 preamble[128];
  gboolean implicit = job->implicit, big = job->big;
  job->implicit = job->big = FALSE;
  dicom_bytes_add (&job->out, preamble, sizeof preamble);
  dicom_bytes_add (&job->out, "DICM", 4);
  dicom_begin_element (job, TAG (0x0002, 0x0000), "UL", 4);
  dicom_bytes_add32 (&job->out, 0, FALSE);
  gsize at = job->out.n;
  dicom_put_text (job, TAG (0x0002, 0x0001), "OB", "\0\1", 2);
  dicom_put_string (job, TAG (0x0002, 0x0002), "UI", job->sop_class ? job->sop_class : "");
  dicom_put_string (job, TAG (0x0002, 0x0003), "UI", instance);
  dicom_put_string (job, TAG (0x0002, 0x0010), "UI", syntax);
  dicom_put_string (job, TAG (0x0002, 0x0012), "UI", IMPLEMENTATION);
  dicom_put_string (job, TAG (0x0002, 0x0013), "SH", "VESALIUS");
  dicom_bytes_set32 (&job->out, at - 4, (guint32) (job->out.n - at), FALSE);
  job->implicit = implicit;
  job->big = big;
}

/* From @at on, raw deflate, an even number of bytes. */
static void
deflate_rest (DicomBytes *out, gsize at)
{
  z_stream z = { 0 };
  if (out->failed || deflateInit2 (&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    out->failed = TRUE;
    return;
  }
  DicomBytes packed = { 0 };
  guint8 buffer[65536];
  gsize used = at;
  int code = Z_OK;
  while (code != Z_STREAM_END && !packed.failed) {
    gsize in = MIN (out->n - used, (gsize) 1 << 30);
    z.next_in = out->data + used;
    z.avail_in = (uInt) in;
    z.next_out = buffer;
    z.avail_out = sizeof buffer;
    code = deflate (&z, used + in == out->n ? Z_FINISH : Z_NO_FLUSH);
    used += in - z.avail_in;
    dicom_bytes_add (&packed, buffer, sizeof buffer - z.avail_out);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      packed.failed = TRUE;
  }
  deflateEnd (&z);
  if (packed.n & 1)
    dicom_bytes_add (&packed, "", 1);
  out->failed = out->failed || packed.failed;
  out->n = at;
  dicom_bytes_add (out, packed.data, packed.n);
  g_free (packed.data);
}

static gboolean
copy (DicomJob *job, GError **error)
{
  const DicomData *data = job->data;
  DicomDeidentified *result = job->result;
  g_autofree char *patient = patient_of (data);
  const DicomElement *pixels = dicom_find (data, -1, DICOM_PIXELS), *id = dicom_find (data, -1, TAG (0x0010, 0x0020));
  const char *syntax = choose_form (job), *rule = NULL, *text;
  char instance[65];
  gsize n = 0;
  if (pixels)
    dicom_burned_in (data, &rule);
  job->days = dicom_shift_of (job->request->date_key, patient);
  job->sop_class = dicom_get_string (data, TAG (0x0008, 0x0016));
  if (!job->sop_class)
    job->sop_class = dicom_get_string (data, TAG (0x0002, 0x0002));
  if (id)
    dicom_trim (id, &text, &n);
  if (n > 0)
    dicom_pseudonym (job->request->patient_key, text, n, result->patient);
  name_of (job, TAG (0x0020, 0x000e), result->series);
  name_of (job, TAG (0x0008, 0x0018), result->instance);
  g_autofree char *old = job->request->options & DICOM_RETAIN_UIDS ? dicom_get_string (data, TAG (0x0008, 0x0018)) : NULL;
  g_strlcpy (instance, old ? old : result->instance, sizeof instance);
  g_strlcpy (result->burned_in, rule ? rule : "", sizeof result->burned_in);
  result->head = is_head (data);
  if (pixels && pixels->fragments) {
    job->has_fragments = TRUE;
    job->out.failed = !dicom_fragments_clean (data, pixels, &job->fragments);
  }
  put_meta (job, syntax, instance);
  gsize at = job->out.n;
  dicom_write_level (job, 0, data->n, 0, FALSE, 0);
  if (g_str_equal (syntax, DEFLATED))
    deflate_rest (&job->out, at);
  if (!job->out.failed)
    return TRUE;
  return refuse (error, VSL_ERROR_NOMEM, _("there is not enough memory for a copy of the file: close other programs"));
}

/**
 * dicom_deidentify:
 * @file: a whole DICOM file, @size bytes; only read
 * @request: options and keys
 * @out: (out): dicom_deidentified_clear()
 *
 * Writes a copy by the Basic Application Level Confidentiality Profile of DICOM PS3.15 with the options asked for: transfer syntax and pixels
 * stay as they are (comments in JPEG and JPEG 2000 frames go). Whether a picture with suspected burned-in text is used is for the caller
 * to decide: @out->burned_in. Threads: any.
 *
 * Returns: FALSE with a reason when there is no copy; the message does not name the file
 */
gboolean
dicom_deidentify (const guint8 *file, gsize size, const DicomDeidentifyRequest *request, DicomDeidentified *out, GError **error)
{
  DicomData data = { 0 };
  memset (out, 0, sizeof *out);
  if (!dicom_looks_like (file, size))
    return refuse (error, VSL_ERROR_UNSUPPORTED, _("this is not a DICOM file"));
  DicomJob job = { .data = &data, .request = request, .result = out, .text = g_string_new (NULL) };
  gboolean ok = dicom_read (&data, file, size, error) && is_fit (&data, error) && copy (&job, error);
  if (ok) {
    out->data = g_steal_pointer (&job.out.data);
    out->n = job.out.n;
  }
  g_free (job.out.data);
  g_free (job.sop_class);
  g_string_free (job.text, TRUE);
  dicom_fragments_clear (&job.fragments);
  dicom_clear (&data);
  return ok;
}

/**
 * dicom_deidentified_clear:
 */
void
dicom_deidentified_clear (DicomDeidentified *out)
{
  g_free (out->data);
  memset (out, 0, sizeof *out);
}
