/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements of the copy, in the form of its transfer syntax. */
#include <string.h>

#include "data/decoder/dicom-deidentify-private.h"

void
dicom_bytes_add (DicomBytes *bytes, const void *from, gsize n)
{
  if (bytes->failed || n == 0)
    return;
  if (n > bytes->room - bytes->n) {
    gsize room = MAX (bytes->n + n, bytes->room + bytes->room / 2 + 4096);
    guint8 *more = room > bytes->n ? g_try_realloc (bytes->data, room) : NULL;
    if (!more) {
      bytes->failed = TRUE;
      return;
    }
    bytes->data = more;
    bytes->room = room;
  }
  memcpy (bytes->data + bytes->n, from, n);
  bytes->n += n;
}

void
dicom_bytes_add16 (DicomBytes *bytes, guint16 value, gboolean big)
{
  guint16 v = big ? GUINT16_TO_BE (value) : GUINT16_TO_LE (value);
  dicom_bytes_add (bytes, &v, 2);
}

void
dicom_bytes_add32 (DicomBytes *bytes, guint32 value, gboolean big)
{
  guint32 v = big ? GUINT32_TO_BE (value) : GUINT32_TO_LE (value);
  dicom_bytes_add (bytes, &v, 4);
}

void
dicom_bytes_set32 (DicomBytes *bytes, gsize at, guint32 value, gboolean big)
{
  guint32 v = big ? GUINT32_TO_BE (value) : GUINT32_TO_LE (value);
  if (!bytes->failed && at + 4 <= bytes->n)
    memcpy (bytes->data + at, &v, 4);
}

gboolean
dicom_is_long_form (const char *vr)
{
  return vr[0] == 'O' || (vr[0] == 'U' && strchr ("CNRTV", vr[1])) || strcmp (vr, "SQ") == 0 || strcmp (vr, "SV") == 0;
}

/* Returns where the length stands. */
gsize
dicom_begin_element (DicomJob *job, guint32 tag, const char *vr, guint32 length)
{
  DicomBytes *out = &job->out;
  dicom_bytes_add16 (out, (guint16) (tag >> 16), job->big);
  dicom_bytes_add16 (out, (guint16) tag, job->big);
  if (!job->implicit && tag >> 16 != 0xfffe) {
    dicom_bytes_add (out, vr, 2);
    if (!dicom_is_long_form (vr)) {
      dicom_bytes_add16 (out, (guint16) length, job->big);
      return out->n - 2;
    }
    dicom_bytes_add16 (out, 0, job->big);
  }
  dicom_bytes_add32 (out, length, job->big);
  return out->n - 4;
}

/* The 32-bit length of a sequence or an item, once its end is known. */
void
dicom_end_nested (DicomJob *job, gsize at)
{
  gsize length = job->out.n - at - 4;
  if (length >= 0xffffffffu)
    job->out.failed = TRUE;
  dicom_bytes_set32 (&job->out, at, (guint32) length, job->big);
}

void
dicom_put_text (DicomJob *job, guint32 tag, const char *vr, const char *text, gsize n)
{
  /* The short form holds 65,534 bytes. */
  if (!job->implicit && !dicom_is_long_form (vr) && n > 65534)
    n = 0;
  dicom_begin_element (job, tag, vr, (guint32) (n + (n & 1)));
  dicom_bytes_add (&job->out, text, n);
  if (n & 1)
    dicom_bytes_add (&job->out, dicom_vr_is_text (vr) && strcmp (vr, "UI") != 0 ? " " : "", 1);
}

void
dicom_put_string (DicomJob *job, guint32 tag, const char *vr, const char *text)
{
  dicom_put_text (job, tag, vr, text, strlen (text));
}

void
dicom_put_code (DicomJob *job, const char *value, const char *scheme, const char *meaning)
{
  gsize item = dicom_begin_element (job, DICOM_ITEM, "", 0);
  dicom_put_string (job, DICOM_TAG (0x0008, 0x0100), "SH", value);
  dicom_put_string (job, DICOM_TAG (0x0008, 0x0102), "SH", scheme);
  dicom_put_string (job, DICOM_TAG (0x0008, 0x0104), "LO", meaning);
  dicom_end_nested (job, item);
}

/* A text's bytes without the padding at its ends. */
void
dicom_trim (const DicomElement *e, const char **text, gsize *n)
{
  const char *at = (const char *) e->value, *end = at + e->length;
  while (end > at && (end[-1] == ' ' || end[-1] == '\0'))
    end--;
  while (at < end && (*at == ' ' || *at == '\0'))
    at++;
  *text = at;
  *n = (gsize) (end - at);
}
